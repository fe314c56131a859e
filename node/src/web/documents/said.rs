//! What documents say: hits of a search in their text, highlights, how far reading has come, and pages in places.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ges_domain::explain::Explain as _;
use ges_domain::ids::Digest;
use ges_extract::index::{self, Reading, State};
use ges_extract::{Query, QueryError, Unread};
use ges_store::{StoreError, Tx};
use ges_web::page::with_query;
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang};

use crate::service::library::Entry;

/// Hits that are shown.
const SHOWN: usize = 50;
/// Characters between the word for a page and its number.
const APART: usize = 3;

/// What a search in the text found, and what is known of every document.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) readings: BTreeMap<Digest, Reading>,
    /// `None` when nothing was looked for.
    pub(super) hits: Option<Result<index::Hits, QueryError>>,
}

impl Texts {
    /// Looks in the documents of the library, and in no others.
    pub(super) fn read(tx: &mut Tx<'_>, entries: &[Entry], typed: &str) -> Result<Self, StoreError> {
        let known: BTreeSet<Digest> =
            entries.iter().filter_map(|entry| Some(entry.newest()?.document.digest)).collect();
        let mut readings = BTreeMap::new();
        for digest in &known {
            if let Some(reading) = index::state(tx, digest)? {
                readings.insert(*digest, reading);
            }
        }
        let hits = match (typed.trim().is_empty(), Query::parse(typed)) {
            (true, _) => None,
            (false, Err(error)) => Some(Err(error)),
            (false, Ok(query)) => Some(Ok(index::search(tx, &query, |digest| known.contains(digest), SHOWN)?)),
        };
        Ok(Self { readings, hits })
    }
}

impl Texts {
    /// Whether the text of one of the filings was found.
    pub(super) fn hit(&self, entry: &Entry) -> bool {
        let found = self.hits.iter().flatten().flat_map(|hits| &hits.hits);
        let newest = entry.newest().map(|filed| filed.document.digest);
        found.into_iter().any(|hit| Some(hit.digest) == newest)
    }
}

/// A page that says what was looked for.
pub(super) struct HitRow {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) page: String,
    pub(super) snippet: Html,
}

/// The part of the list that shows hits.
pub(super) struct Hits {
    pub(super) rows: Vec<HitRow>,
    pub(super) note: String,
    /// Why the text was not looked at.
    pub(super) wrong: Html,
}

pub(super) fn hits(lang: &Lang, entries: &[&Entry], texts: &Texts, typed: &str) -> Option<Hits> {
    let found = match texts.hits.as_ref()? {
        Ok(found) => found,
        Err(error) => {
            let said = error.explain();
            let wrong = ui::notice(Tone::Warn, lang.of(&said.rule), lang.of(&said.remedy), None);
            return Some(Hits { rows: Vec::new(), note: String::new(), wrong });
        }
    };
    let name = |digest: &Digest| {
        let filed = entries.iter().filter_map(|entry| entry.newest()).find(|filed| filed.document.digest == *digest);
        filed.map(|filed| filed.document.name.clone()).unwrap_or_default()
    };
    let row = |hit: &index::Hit| HitRow {
        href: page_href(&hit.digest, hit.page, typed),
        name: name(&hit.digest),
        page: lang.tr1("reading-page", "n", hit.page),
        snippet: snippet(&hit.snippet),
    };
    let rows: Vec<HitRow> = found.hits.iter().map(row).collect();
    let note = match (rows.is_empty(), found.more) {
        (true, _) => lang.tr("reading-hits-none"),
        (false, true) => lang.tr("reading-hits-more"),
        (false, false) => String::new(),
    };
    Some(Hits { rows, note, wrong: Html::empty() })
}

/// The viewer of a page, with what to highlight.
pub(super) fn page_href(digest: &Digest, page: u32, typed: &str) -> String {
    let href = with_query(&format!("/documents/{digest}"), "page", Some(&page.to_string()));
    let typed = typed.trim();
    let href = if typed.is_empty() { href } else { with_query(&href, "q", Some(typed)) };
    format!("{href}#pages")
}

fn snippet(snippet: &index::Snippet) -> Html {
    let dots = |cut: bool| if cut { "… " } else { "" };
    let text = marked(&snippet.text, &snippet.places);
    Html::trusted(format!("{}{text}{}", dots(snippet.cut_before), if snippet.cut_after { " …" } else { "" }))
}

/// A text, escaped, with its places in `<mark>`: ranges of bytes in order, those that do not fit are left out.
pub(super) fn marked(text: &str, places: &[Range<usize>]) -> Html {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for place in places {
        if let (Some(before), Some(found)) = (text.get(at..place.start), text.get(place.clone())) {
            out.extend([&Html::text(before).to_string(), "<mark>", &Html::text(found).to_string(), "</mark>"]);
            at = place.end;
        }
    }
    out.push_str(&Html::text(text.get(at..).unwrap_or_default()).to_string());
    Html::trusted(out)
}

/// How far reading a document has come, and what its content says of it.
pub(super) fn reading(lang: &Lang, reading: Option<&Reading>, name: &str) -> Html {
    let mut out = match reading.map(|reading| reading.state) {
        None | Some(State::Waiting) => ui::chip(Tone::Plain, &lang.tr("reading-waiting")).to_string(),
        Some(State::Done { pages, cut }) => {
            let said = lang.tr1(if cut { "reading-done-cut" } else { "reading-done" }, "n", pages);
            ui::chip(Tone::Good, &said).to_string()
        }
        Some(State::Failed(reason)) => {
            let chip = ui::chip(Tone::Warn, &lang.tr("reading-failed"));
            format!("{chip} <span class=\"note\">{}</span>", Html::text(&why(lang, reason)))
        }
    };
    if let Some(sniffed) = reading.and_then(|reading| reading.sniffed) {
        let told = [
            (sniffed.mismatch(name), "reading-mismatch"),
            (sniffed.macros, "reading-macros"),
            (sniffed.encrypted, "reading-encrypted"),
        ];
        for (_, key) in told.into_iter().filter(|(holds, _)| *holds) {
            out.extend([" ", &ui::chip(Tone::Warn, &lang.tr(key)).to_string()]);
        }
    }
    Html::trusted(out)
}

/// Why a document or a page cannot be read, and what to do.
pub(super) fn why(lang: &Lang, reason: Unread) -> String {
    lang.of(&reason.explain().words()).to_owned()
}

/// The page that a place in a document names: `หน้า 12`, `หน้า ๑๒`, `page 12`, `p. 12`; the first when there are several.
pub(in crate::web) fn page_in(place: &str) -> Option<u32> {
    let place = place.to_lowercase();
    ["หน้าที่", "หน้า", "page", "p."].iter().find_map(|word| {
        place.match_indices(word).find_map(|(at, _)| {
            let rest = place.get(at + word.len()..)?;
            let begin = rest.char_indices().take(APART).find(|(_, c)| digit(*c).is_some())?.0;
            if rest.get(..begin)?.chars().any(char::is_alphanumeric) {
                return None;
            }
            let digits: String = rest.get(begin..)?.chars().map_while(digit).collect();
            digits.parse().ok().filter(|page| *page > 0)
        })
    })
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '๐'..='๙' => char::from_digit(u32::from(c) - u32::from('๐'), 10),
        _ => None,
    }
}

/// The page of the viewer that a place names, else `otherwise`.
pub(in crate::web) fn place_href(digest: &Digest, place: &str, otherwise: String) -> String {
    page_in(place).map_or(otherwise, |page| page_href(digest, page, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_a_page_in_thai_or_english() {
        let cases = [
            ("หน้า 12", Some(12)),
            ("หน้า ๑๒", Some(12)),
            ("ตาราง 3 หน้า 4, 12", Some(4)),
            ("Page 7", Some(7)),
            ("p.9", Some(9)),
            ("หน้าที่ 5", Some(5)),
            ("หน้า 0", None),
            ("หน้า", None),
            ("ตาราง 2", None),
            ("หน้า 99999999999", None),
            ("", None),
        ];
        for (place, page) in cases {
            assert_eq!(page_in(place), page, "{place}");
        }
    }

    #[test]
    fn highlights_are_escaped_and_bad_places_are_left_out() {
        let said = |places: &[Range<usize>]| marked("a<b>งบ&", places).to_string();
        assert_eq!(said(&[]), Html::text("a<b>งบ&").to_string());
        let both = said(&[1..4, 4..10]);
        assert!(
            both.starts_with("a<mark>") && both.contains("</mark><mark>งบ</mark>") && !both.contains("<b>"),
            "{both}"
        );
        assert_eq!(said(&[5..6, 4..99]), said(&[]), "within a letter, beyond the end");
    }
}
