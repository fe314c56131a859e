//! A few words around what was found, as the document writes them.

use std::ops::Range;

use crate::Query;
use crate::fold::{Folded, is_mark};

/// Letters in front of the first place.
const BEFORE: usize = 60;
/// Letters of a snippet.
const LETTERS: usize = 200;
/// Places of one term that are looked for.
const PLACES: usize = 32;

/// Part of a page's text with the places of the terms in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The original text, line breaks and all.
    pub text: String,
    /// What to highlight: ranges of bytes of `text`, in order, not empty and not overlapping.
    pub places: Vec<Range<usize>>,
    /// Whether the page's text begins before the snippet.
    pub cut_before: bool,
    /// Whether it goes on after it.
    pub cut_after: bool,
}

impl Snippet {
    /// The snippet of a page.
    pub(super) fn of(page: &str, query: &Query) -> Self {
        let folded = Folded::of(page);
        let mut places: Vec<Range<usize>> = query.terms().iter().flat_map(|term| folded.find(term, PLACES)).collect();
        places.sort_by_key(|place| (place.start, place.end));
        let first = places.first().map_or(0, |place| place.start);
        let start = start(page, first);
        let rest = page.get(start..).unwrap_or_default();
        let mut end = rest.char_indices().nth(LETTERS).map_or(page.len(), |(at, _)| start + at);
        // Marks stay with their letter.
        end +=
            page.get(end..).unwrap_or_default().chars().take_while(|c| is_mark(*c)).map(char::len_utf8).sum::<usize>();
        let mut kept: Vec<Range<usize>> = Vec::new();
        for place in places.into_iter().filter(|place| place.start < end) {
            let place = place.start - start..place.end.min(end) - start;
            match kept.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => kept.push(place),
            }
        }
        let text = page.get(start..end).unwrap_or_default().to_owned();
        Self { text, places: kept, cut_before: start > 0, cut_after: end < page.len() }
    }
}

/// Where a snippet begins whose first place begins at `first`: behind a space, when there is one near.
fn start(page: &str, first: usize) -> usize {
    let head = page.get(..first).unwrap_or_default();
    let Some((from, _)) = head.char_indices().rev().nth(BEFORE) else { return 0 };
    let near = head.get(from..).unwrap_or_default();
    let space = near.char_indices().take(BEFORE / 2).find(|(_, c)| c.is_whitespace());
    let marks = near.char_indices().skip(1).find(|(_, c)| !is_mark(*c)).map_or(0, |(at, _)| at);
    from + space.map_or(marks, |(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(page: &str, query: &str) -> (Snippet, Vec<String>) {
        let snippet = Snippet::of(page, &Query::parse(query).unwrap());
        let places = snippet.places.iter().map(|place| snippet.text[place.clone()].to_owned()).collect();
        (snippet, places)
    }

    #[test]
    fn places_are_shown_as_the_document_writes_them() {
        let (snippet, places) = shown("งบประมาณปี ๒๕๕๕ และงบ ลงทุน", "งบ 2555");
        assert_eq!(places, ["งบ", "๒๕๕๕", "งบ"]);
        assert!(!snippet.cut_before && !snippet.cut_after);
        assert_eq!(shown("ababab", "abab ba").1, ["ababa"]);
    }

    #[test]
    fn a_long_page_is_cut_around_the_first_place() {
        let page = format!("{} น้ำสะอาด {}", "ก".repeat(500), "ข".repeat(500));
        let (snippet, places) = shown(&page, "น้ำ");
        assert_eq!(places, ["น้ำ"]);
        assert!(snippet.cut_before && snippet.cut_after);
        assert_eq!(snippet.text.chars().count(), LETTERS);
    }

    proptest! {
        #[test]
        fn places_are_ordered_and_within_the_text(page in "[กขค่ ab]{0,400}", query in "[กขคab]{2,3}( [กขab]{2,3}){0,2}") {
            let (snippet, places) = shown(&page, &query);
            prop_assert!(page.contains(&snippet.text) && snippet.text.chars().count() <= LETTERS + page.len());
            prop_assert!(snippet.places.windows(2).all(|pair| pair[0].end < pair[1].start));
            prop_assert!(places.iter().all(|place| !place.is_empty()));
        }
    }
}
