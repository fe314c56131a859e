//! The form in which texts are compared: the same words fold to the same characters, however they were typed or printed.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Nikhahit, the circle that with [`SARA_AA`] makes [`SARA_AM`].
const NIKHAHIT: char = '\u{e4d}';
const SARA_AA: char = 'า';
const SARA_AM: char = 'ำ';

/// A folded character and the bytes of the original it came from.
#[derive(Debug, Clone, Copy)]
struct Piece {
    letter: char,
    from: usize,
    to: usize,
}

/// A text folded, each character with the place it had.
///
/// Folding: compatibility decomposition and lower case; Thai digits as 0–9; nikhahit and า as ำ; two เ as แ; marks above
/// and below in one order, each once; the private characters in which old fonts print shifted marks, as the marks they
/// are; no zero-width characters and soft hyphens; no space beside a Thai letter, and elsewhere one for many. Folding a
/// folded text changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Folded(Vec<Piece>);

/// The folded text alone.
pub fn fold(text: &str) -> String {
    Folded::of(text).0.iter().map(|piece| piece.letter).collect()
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        Self(joined(marks_in_order(&spaced(expanded(text)))))
    }

    /// The folded characters.
    pub fn letters(&self) -> impl ExactSizeIterator<Item = char> + '_ {
        self.0.iter().map(|piece| piece.letter)
    }

    /// Where a folded text stands in this one, from left to right without overlap: ranges of bytes of the original.
    pub fn find(&self, folded: &str, limit: usize) -> Vec<Range<usize>> {
        let wanted: Vec<char> = folded.chars().collect();
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(window) = self.0.get(at..at + wanted.len())
            && !wanted.is_empty()
            && found.len() < limit
        {
            if window.iter().map(|piece| piece.letter).eq(wanted.iter().copied()) {
                let from = window.iter().map(|piece| piece.from).min().unwrap_or(0);
                let mut to = window.iter().map(|piece| piece.to).max().unwrap_or(from);
                at += wanted.len();
                // A mark is shown with its letter.
                while let Some(mark) = self.0.get(at).filter(|piece| is_mark(piece.letter)) {
                    to = to.max(mark.to);
                    at += 1;
                }
                found.push(from..to);
            } else {
                at += 1;
            }
        }
        found
    }
}

/// Single characters: decomposed, in lower case, equal ones made equal, invisible ones left out.
fn expanded(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(text.len() / 2);
    for (from, original) in text.char_indices() {
        let to = from + original.len_utf8();
        let letters = std::iter::once(original).nfkd().flat_map(char::to_lowercase).nfkd();
        let letters = letters.map(same).filter(|letter| !is_invisible(*letter));
        pieces.extend(letters.map(|letter| Piece { letter, from, to }));
    }
    pieces
}

/// One space for many, none at the ends and none beside a Thai letter: Thai is written without spaces between words,
/// and line breaks and printed gaps put some there.
fn spaced(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut gap: Option<Piece> = None;
    for piece in pieces {
        if piece.letter == ' ' {
            gap.get_or_insert(piece);
            continue;
        }
        let beside = out.last().is_some_and(|before| !is_thai(before.letter)) && !is_thai(piece.letter);
        out.extend(gap.take().filter(|_| beside));
        out.push(piece);
    }
    out
}

/// Marks of one letter in the order of their ranks; nikhahit before า becomes part of ำ, after the tone mark.
fn marks_in_order(pieces: &[Piece]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut rest = pieces.iter().copied().peekable();
    while let Some(piece) = rest.next() {
        let (thai, rank) = mark(piece.letter);
        if rank == 0 {
            out.push(piece);
            continue;
        }
        let start = out.len();
        out.push(piece);
        while let Some(next) = rest.next_if(|next| matches!(mark(next.letter), (t, r) if t == thai && r > 0)) {
            out.push(next);
        }
        let run = out.get_mut(start..).unwrap_or_default();
        run.sort_by_key(|piece| mark(piece.letter).1);
        if !thai {
            continue;
        }
        let mut last = None;
        let mut kept = 0;
        out.retain(|piece| {
            kept += 1;
            kept <= start || last.replace(piece.letter) != Some(piece.letter)
        });
        let circle = out.iter().skip(start).position(|piece| piece.letter == NIKHAHIT).map(|at| at + start);
        if let Some(circle) = circle
            && let Some(aa) = rest.next_if(|next| next.letter == SARA_AA)
        {
            let circle = out.remove(circle);
            out.push(Piece { letter: SARA_AM, from: circle.from.min(aa.from), to: circle.to.max(aa.to) });
        }
    }
    out
}

/// Two เ, which look like แ, as แ.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match out.last_mut() {
            Some(before) if before.letter == 'เ' && piece.letter == 'เ' => {
                *before = Piece { letter: 'แ', from: before.from.min(piece.from), to: before.to.max(piece.to) };
            }
            _ => out.push(piece),
        }
    }
    out
}

/// One character for those that mean the same.
fn same(letter: char) -> char {
    match letter {
        '๐'..='๙' => char::from_digit(u32::from(letter) - u32::from('๐'), 10).unwrap_or(letter),
        'ς' => 'σ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '‘' | '’' | '‛' => '\'',
        '“' | '”' | '‟' => '"',
        letter if letter.is_whitespace() || letter.is_control() => ' ',
        letter => printed(letter),
    }
}

/// The private characters with which Thai fonts of the Windows 9x years, and PDF files made with them, print letters
/// without their foot and marks moved to the left or down.
pub(crate) fn printed(letter: char) -> char {
    match letter {
        '\u{f700}' => 'ฐ',
        '\u{f701}' => '\u{e34}',
        '\u{f702}' => '\u{e35}',
        '\u{f703}' => '\u{e36}',
        '\u{f704}' => '\u{e37}',
        '\u{f705}' | '\u{f70a}' | '\u{f713}' => '\u{e48}',
        '\u{f706}' | '\u{f70b}' | '\u{f714}' => '\u{e49}',
        '\u{f707}' | '\u{f70c}' | '\u{f715}' => '\u{e4a}',
        '\u{f708}' | '\u{f70d}' | '\u{f716}' => '\u{e4b}',
        '\u{f709}' | '\u{f70e}' | '\u{f717}' => '\u{e4c}',
        '\u{f70f}' => 'ญ',
        '\u{f710}' => '\u{e31}',
        '\u{f711}' => NIKHAHIT,
        '\u{f712}' => '\u{e47}',
        '\u{f718}' => '\u{e38}',
        '\u{f719}' => '\u{e39}',
        '\u{f71a}' => '\u{e3a}',
        other => other,
    }
}

/// Characters without a form of their own: zero-width ones, soft hyphen, directions, variation selectors.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Letters, marks and signs of the Thai block.
fn is_thai(letter: char) -> bool {
    matches!(letter, '\u{e01}'..='\u{e5b}')
}

/// Whether a character is shown above, below or behind the letter before it.
pub(crate) fn is_mark(letter: char) -> bool {
    mark(letter).1 > 0 || letter == SARA_AM
}

/// Whether a mark is Thai, and its place among the marks of its letter; 0 is no mark.
fn mark(letter: char) -> (bool, u8) {
    match letter {
        // Below, above, the circle, tone, silencer.
        '\u{e38}'..='\u{e3a}' => (true, 1),
        '\u{e31}' | '\u{e34}'..='\u{e37}' | '\u{e47}' => (true, 2),
        NIKHAHIT => (true, 3),
        '\u{e48}'..='\u{e4b}' => (true, 4),
        '\u{e4c}' | '\u{e4e}' => (true, 5),
        other => (false, canonical_combining_class(other)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_words_fold_to_equal_characters() {
        let cases = [
            ("ปี ๒๕๕๕", "ปี2555"),
            ("น\u{e49}\u{e4d}า", "น้ำ"),
            ("น\u{e4d}\u{e49}า", "น้ำ"),
            ("น\u{e4d} \u{e49}า", "น้ำ"),
            ("น้ ำ", "น้ำ"),
            ("ท\u{e48}\u{e35}", "ท\u{e35}\u{e48}"),
            ("ท\u{e35}\u{e48}\u{e48}", "ท\u{e35}\u{e48}"),
            ("ผ\u{e49}\u{e39}", "ผ\u{e39}\u{e49}"),
            ("เเผน", "แผน"),
            ("ตัว\u{200b}ชี้\u{ad}วัด", "ตัวชี้วัด"),
            ("ตัวชี้วัด\n   ที่ 1.2", "ตัวชี้วัดที่1.2"),
            ("ท\u{f702}\u{f70a}", "ท\u{e35}\u{e48}"),
            ("KPI\u{a0} Report", "kpi report"),
            ("Café ＫＰＩ ﬁle", "cafe\u{301} kpi file"),
            (" annual\t\treport ", "annual report"),
            ("“SAR‑Card”", "\"sar-card\""),
            ("", ""),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), fold(folded), "{text}");
            assert_eq!(fold(folded), folded, "{text}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (one, other) in [("ขา", "ข้า"), ("ขำ", "ขา"), ("ปา", "ป่า"), ("annual report", "annualreport")]
        {
            assert_ne!(fold(one), fold(other));
        }
    }

    #[test]
    fn a_place_in_the_folded_text_is_shown_in_the_original() {
        let cases = [
            ("ให้น\u{e49}\u{e4d}าสะอาด", "น้ำ", vec!["น\u{e49}\u{e4d}า"]),
            ("ก ี่ ก", "ก", vec!["ก ี่", "ก"]),
            ("ปี ๒๕๕๕ และ 2555", "2555", vec!["๒๕๕๕", "2555"]),
            ("งบ ประ\u{200b}มาณ", "งบประมาณ", vec!["งบ ประ\u{200b}มาณ"]),
            ("aaa", "aa", vec!["aa"]),
            ("ว่าง", "", vec![]),
            ("สั้น", "ยาวกว่า", vec![]),
        ];
        for (text, wanted, shown) in cases {
            let found = Folded::of(text).find(&fold(wanted), 9);
            assert_eq!(found.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>(), shown, "{text}");
        }
        assert_eq!(Folded::of("ก ข ก").find("ก", 1).len(), 1);
    }

    #[test]
    fn every_character_folds_to_what_folding_leaves_alone() {
        // Behind the third plane there are only tags and private characters.
        for letter in ('\0'..='\u{2ffff}').chain('\u{e0000}'..='\u{e01ff}') {
            let once = fold(&format!("ก{letter}า a{letter}b"));
            assert_eq!(fold(&once), once, "{:x}", u32::from(letter));
        }
    }

    proptest! {
        #[test]
        fn folding_a_folded_text_changes_nothing(text in "([ก-๛ ]|[\u{e31}-\u{e4e}]|[\u{f700}-\u{f71a}]|[a-zA-Z\u{300}-\u{345}\u{200b}\u{ad}]|.){0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn found_ranges_are_parts_of_the_original(text in "[ก-๛ a-c\u{200b}]{0,40}", from in 0usize..40, width in 1usize..6) {
            let folded = fold(&text);
            let wanted: String = folded.chars().skip(from).take(width).collect();
            let wanted = wanted.trim();
            let found = Folded::of(&text).find(wanted, 100);
            prop_assert_eq!(found.is_empty(), wanted.is_empty());
            for range in found {
                prop_assert!(fold(&text[range.clone()]).contains(wanted), "{:?}", &text[range]);
            }
        }
    }
}
