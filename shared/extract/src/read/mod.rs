//! Reads a document, in the worker: everything here handles hostile bytes and may run out of memory or time.

mod images;
mod office;
mod pdf;

use crate::limits::{MAX_PAGE_BYTES, MAX_PAGES};
use crate::sniff::sniff;
use crate::worker::Request;
use crate::{Found, Kind, Outcome, Page, Sniffed, Unread, plain};

/// Does what is asked with a document.
pub(crate) fn document(bytes: Vec<u8>, request: Request, output_bytes: usize) -> Outcome {
    let mut sniffed = match sniff(&bytes) {
        Ok(sniffed) => sniffed,
        Err(reason) => return Outcome { sniffed: None, found: Err(reason) },
    };
    let found = match request {
        _ if sniffed.encrypted => Err(Unread::Encrypted),
        Request::Text => text(bytes, &mut sniffed, output_bytes),
        Request::Image { page, width } => image(bytes, sniffed.kind, page, width, output_bytes),
    };
    sniffed.encrypted |= found == Err(Unread::Encrypted);
    Outcome { sniffed: Some(sniffed), found }
}

fn text(bytes: Vec<u8>, sniffed: &mut Sniffed, output_bytes: usize) -> Result<Found, Unread> {
    let mut pages = Pages::within(output_bytes);
    match sniffed.kind {
        Kind::Pdf => pdf::text(bytes, &mut pages)?,
        Kind::Text => pages.push(&plain::read(&bytes).ok_or(Unread::Damaged)?),
        Kind::Png | Kind::Jpeg => pages.push(""),
        Kind::SealedOffice => return Err(Unread::Encrypted),
        kind => sniffed.macros |= office::text(bytes, kind, &mut pages)?,
    }
    // Old formats give nothing where they find nothing they know.
    if pages.kept.is_empty() && !pages.cut {
        return Err(Unread::Damaged);
    }
    Ok(Found::Text { pages: pages.kept, cut: pages.cut })
}

fn image(bytes: Vec<u8>, kind: Kind, page: u32, width: u16, output_bytes: usize) -> Result<Found, Unread> {
    let picture = match kind {
        Kind::Pdf => pdf::image(bytes, page, width)?,
        Kind::Png | Kind::Jpeg if page == 1 => images::image(&bytes, width)?,
        Kind::Png | Kind::Jpeg => return Err(Unread::NoSuchPage),
        _ => return Err(Unread::NoImage),
    };
    if picture.png.len() > output_bytes { Err(Unread::Output) } else { Ok(Found::Image(picture)) }
}

/// Pages as they are read, cut where there are too many or too much stands on them.
struct Pages {
    kept: Vec<Page>,
    /// Bytes that still have room.
    room: usize,
    cut: bool,
}

impl Pages {
    fn within(output_bytes: usize) -> Self {
        Self { kept: Vec::new(), room: output_bytes, cut: false }
    }

    /// Whether a further page would be taken.
    fn has_room(&mut self) -> bool {
        let taken = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
        let room = taken < MAX_PAGES && self.room > 0;
        self.cut |= !room;
        room
    }

    /// Takes a page, as much of it as there is room for.
    fn push(&mut self, text: &str) {
        if !self.has_room() {
            return;
        }
        let mut said: String = text.trim_end().chars().map(|c| if c == '\0' { ' ' } else { c }).collect();
        let end = said.floor_char_boundary(MAX_PAGE_BYTES.min(self.room));
        self.cut |= end < said.len();
        said.truncate(end);
        self.room = self.room.saturating_sub(said.len().max(1));
        let number = u32::try_from(self.kept.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.kept.push(Page { number, text: said });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(output_bytes: usize, texts: &[&str]) -> (Vec<String>, bool) {
        let mut pages = Pages::within(output_bytes);
        for text in texts {
            pages.push(text);
        }
        (pages.kept.into_iter().map(|page| page.text).collect(), pages.cut)
    }

    #[test]
    fn what_has_no_room_is_cut_between_characters_and_told() {
        assert_eq!(pushed(6, &["ab\0", "กข"]), (vec!["ab ".into(), "ก".into()], true));
        assert_eq!(pushed(3, &["ก\n\n", "ข"]), (vec!["ก".into()], true));
        assert_eq!(pushed(4, &["ก", ""]), (vec!["ก".into(), String::new()], false));
    }

    #[test]
    fn a_page_and_the_pages_have_limits() {
        let long = "a".repeat(MAX_PAGE_BYTES + 1);
        assert!(!pushed(usize::MAX, &[&long[1..]]).1);
        let (pages, cut) = pushed(usize::MAX, &[&long, "next"]);
        assert_eq!((pages[0].len(), pages.len(), cut), (MAX_PAGE_BYTES, 2, true));
        let most = usize::try_from(MAX_PAGES).unwrap();
        assert_eq!(pushed(usize::MAX, &vec![""; most]), (vec![String::new(); most], false));
        assert_eq!(pushed(usize::MAX, &vec![""; most + 1]), (vec![String::new(); most], true));
    }
}
