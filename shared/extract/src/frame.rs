//! What the worker writes and the supervisor reads: frames of a tag, a length and that many bytes. The supervisor trusts
//! none of it: a worker that was taken over by its document can say anything.

use std::io::{self, Write};

use crate::limits::{MAX_PAGE_BYTES, MAX_PAGES};
use crate::{Found, Outcome, Page, Picture, Sniffed, Unread};

const SNIFFED: u8 = b'S';
const PAGE: u8 = b'P';
const CUT: u8 = b'C';
const IMAGE: u8 = b'I';
const REFUSED: u8 = b'R';
const END: u8 = b'E';

/// Width and height before the bytes of an image.
const IMAGE_HEAD: usize = 8;

/// Writes an answer, and that it is whole.
pub(crate) fn write(out: &mut impl Write, answer: &Outcome) -> io::Result<()> {
    if let Some(sniffed) = &answer.sniffed {
        frame(out, SNIFFED, &[&serde_json::to_vec(sniffed)?])?;
    }
    match &answer.found {
        Ok(Found::Text { pages, cut }) => {
            for page in pages {
                frame(out, PAGE, &[page.text.as_bytes()])?;
            }
            if *cut {
                frame(out, CUT, &[])?;
            }
        }
        Ok(Found::Image(picture)) => {
            frame(out, IMAGE, &[&picture.width.to_le_bytes(), &picture.height.to_le_bytes(), &picture.png])?;
        }
        Err(reason) => frame(out, REFUSED, &[reason.code().as_bytes()])?,
    }
    frame(out, END, &[])?;
    out.flush()
}

fn frame(out: &mut impl Write, tag: u8, parts: &[&[u8]]) -> io::Result<()> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let length = u32::try_from(length).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    out.write_all(&[tag])?;
    out.write_all(&length.to_le_bytes())?;
    parts.iter().try_for_each(|part| out.write_all(part))
}

/// Reads an answer. `None` when it is not whole or not as [`write`] makes it.
pub(crate) fn read(mut bytes: &[u8]) -> Option<Outcome> {
    let (mut sniffed, mut pages, mut cut) = (None, Vec::new(), false);
    let mut found = None;
    loop {
        let (&tag, rest) = bytes.split_first()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (body, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        bytes = rest;
        match tag {
            SNIFFED if sniffed.is_none() => sniffed = Some(serde_json::from_slice::<Sniffed>(body).ok()?),
            PAGE if found.is_none() && body.len() <= MAX_PAGE_BYTES => {
                let number = u32::try_from(pages.len()).ok().filter(|count| *count < MAX_PAGES)? + 1;
                pages.push(Page { number, text: text(body)? });
            }
            CUT => cut = true,
            IMAGE if found.is_none() && pages.is_empty() => found = Some(Ok(Found::Image(image(body)?))),
            REFUSED if found.is_none() && pages.is_empty() => {
                found = Some(Err(Unread::of_code(std::str::from_utf8(body).ok()?)?));
            }
            END if bytes.is_empty() => break,
            _ => return None,
        }
    }
    Some(Outcome { sniffed, found: found.unwrap_or(Ok(Found::Text { pages, cut })) })
}

/// Text as a database takes it: no NUL.
fn text(body: &[u8]) -> Option<String> {
    std::str::from_utf8(body).ok().filter(|text| !text.contains('\0')).map(str::to_owned)
}

fn image(body: &[u8]) -> Option<Picture> {
    let (head, png) = body.split_first_chunk::<IMAGE_HEAD>()?;
    let (width, height) = head.split_first_chunk::<4>()?;
    let height = u32::from_le_bytes(height.try_into().ok()?);
    let is_png = png.starts_with(b"\x89PNG\r\n\x1a\n");
    is_png.then(|| Picture { width: u32::from_le_bytes(*width), height, png: png.to_vec() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Kind;

    fn answers() -> Vec<Outcome> {
        let sniffed = Some(Sniffed { kind: Kind::Pdf, macros: true, encrypted: false });
        let page = |number, text: &str| Page { number, text: text.into() };
        let png = b"\x89PNG\r\n\x1a\nrest".to_vec();
        vec![
            Outcome {
                sniffed, found: Ok(Found::Text { pages: vec![page(1, "หนึ่ง"), page(2, "")], cut: true })
            },
            Outcome { sniffed, found: Ok(Found::Image(Picture { width: 3, height: 4, png })) },
            Outcome { sniffed: None, found: Err(Unread::Empty) },
        ]
    }

    #[test]
    fn an_answer_is_read_as_it_was_written_and_only_whole() {
        for answer in answers() {
            let mut bytes = Vec::new();
            write(&mut bytes, &answer).unwrap();
            assert_eq!(read(&bytes), Some(answer));
            for length in 0..bytes.len() {
                assert_eq!(read(&bytes[..length]), None, "{length} bytes of {}", bytes.len());
            }
            bytes.push(0);
            assert_eq!(read(&bytes), None);
        }
    }

    #[test]
    fn an_answer_outside_the_limits_is_none() {
        let frames = |frames: &[(u8, &[u8])]| {
            let mut bytes = Vec::new();
            for (tag, body) in frames {
                frame(&mut bytes, *tag, &[body]).unwrap();
            }
            read(&bytes)
        };
        let many = |count| vec![(PAGE, b"".as_slice()); count].into_iter().chain([(END, b"".as_slice())]);
        let most = usize::try_from(MAX_PAGES).unwrap();
        assert!(frames(&many(most).collect::<Vec<_>>()).is_some());
        assert!(frames(&many(most + 1).collect::<Vec<_>>()).is_none());
        let long = vec![b'a'; MAX_PAGE_BYTES + 1];
        assert!(frames(&[(PAGE, &long[1..]), (END, b"")]).is_some());
        assert!(frames(&[(PAGE, &long), (END, b"")]).is_none());
        for body in [b"\xff".as_slice(), b"a\0b"] {
            assert!(frames(&[(PAGE, body), (END, b"")]).is_none());
        }
        assert!(frames(&[(IMAGE, b"\x01\0\0\0\x01\0\0\0<svg>"), (END, b"")]).is_none());
        assert!(frames(&[(REFUSED, b"document-other"), (END, b"")]).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_none(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(read(&bytes).is_none_or(|answer| answer.found.is_ok() || answer.found.is_err()));
        }
    }
}
