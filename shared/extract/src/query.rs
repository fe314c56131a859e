//! What somebody looks for, as runs of pairs of letters.

use ges_domain::explain::{Explain, Explanation, Place};

use crate::fold::fold;

/// Letters of a query.
pub const MAX_QUERY_LETTERS: usize = 200;
/// Terms of a query.
pub const MAX_TERMS: usize = 16;

/// Why a query cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Nothing to look for.
    #[error("the search is empty: write a word")]
    Empty,
    /// One letter would be found nearly everywhere.
    #[error("`{0}` is a single letter: write at least two letters")]
    OneLetter(char),
    /// Longer than a search may be.
    #[error("the search has more than {MAX_QUERY_LETTERS} letters: leave some words out")]
    TooLong,
    /// More parts than a search may have.
    #[error("the search has more than {MAX_TERMS} words: leave some out, or put phrases in quotation marks")]
    TooManyTerms,
}

impl Explain for QueryError {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = match self {
            Self::Empty => ("search-empty", "ยังไม่มีคำค้น".into(), "กรุณาพิมพ์คำที่ต้องการค้น"),
            Self::OneLetter(letter) => {
                ("search-one-letter", format!("“{letter}” เป็นอักษรตัวเดียว"), "กรุณาพิมพ์อย่างน้อยสองตัวอักษร")
            }
            Self::TooLong => ("search-too-long", format!("คำค้นยาวกว่า {MAX_QUERY_LETTERS} ตัวอักษร"), "กรุณาตัดบางคำออก"),
            Self::TooManyTerms => (
                "search-too-many-terms",
                format!("คำค้นมีมากกว่า {MAX_TERMS} คำ"),
                "กรุณาตัดบางคำออก หรือใส่วลีไว้ในเครื่องหมายคำพูด",
            ),
        };
        Explanation::of(self, code, Place::field("q"), rule, remedy)
    }
}

/// What is looked for: terms that must all stand on a page.
///
/// Terms are divided by spaces, except within "quotation marks". A single letter or digit belongs to the term before it
/// (or after it, when it is the first), as in `ข้อ 4`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<String>);

impl Query {
    /// Reads what somebody typed.
    pub fn parse(typed: &str) -> Result<Self, QueryError> {
        if typed.chars().nth(MAX_QUERY_LETTERS).is_some() {
            return Err(QueryError::TooLong);
        }
        let mut terms: Vec<String> = Vec::new();
        for (at, part) in typed.split(['"', '“', '”']).enumerate() {
            let quoted = at % 2 == 1;
            let words: Vec<&str> = if quoted { vec![part] } else { part.split_whitespace().collect() };
            for word in words {
                add(&mut terms, word, quoted);
            }
        }
        let single = |term: &String| term.chars().nth(1).is_none();
        let mut letters = terms.iter().filter(|term| single(term)).filter_map(|term| term.chars().next());
        match letters.next() {
            Some(letter) => Err(QueryError::OneLetter(letter)),
            None if terms.is_empty() => Err(QueryError::Empty),
            None if terms.len() > MAX_TERMS => Err(QueryError::TooManyTerms),
            None => Ok(Self(terms)),
        }
    }

    /// The folded terms, each of two letters or more.
    pub fn terms(&self) -> &[String] {
        &self.0
    }

    /// For each term the pairs of letters that must follow each other.
    pub fn phrases(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        self.0.iter().map(|term| bigrams(term))
    }
}

/// Adds a word to the terms, or to the term before it when one of the two is a single letter.
fn add(terms: &mut Vec<String>, word: &str, quoted: bool) {
    let word = fold(word);
    let single = |term: &str| term.chars().nth(1).is_none();
    if word.is_empty() {
        return;
    }
    match terms.last_mut() {
        Some(before) if !quoted && (single(&word) || single(before)) => *before = fold(&format!("{before} {word}")),
        _ => terms.push(word),
    }
}

/// The pairs of neighbouring letters of a folded text, in order; none for a text of one letter.
///
/// A pair holds no space and no ASCII sign: those are written wide, as folding never leaves them, so that an index that
/// divides at them keeps pairs whole.
pub fn bigrams(folded: &str) -> Vec<String> {
    let letters: Vec<char> = folded.chars().map(wide).collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn wide(letter: char) -> char {
    match letter {
        ' ' => '\u{3000}',
        '!'..='~' if !letter.is_ascii_alphanumeric() => {
            char::from_u32(u32::from(letter) + 0xfee0).unwrap_or('\u{3000}')
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_query_is_terms_of_two_letters_or_more() {
        let cases: [(&str, &[&str]); 9] = [
            ("งบ", &["งบ"]),
            ("รายงาน ประจำปี", &["รายงาน", "ประจำปี"]),
            ("\"รายงาน ประจำปี\"", &["รายงานประจำปี"]),
            ("“annual report” 2012", &["annual report", "2012"]),
            ("ข้อ ๔", &["ข้อ4"]),
            ("vitamin c", &["vitamin c"]),
            ("ก ข", &["กข"]),
            ("a bc", &["a bc"]),
            ("  SAR-Card  ", &["sar-card"]),
        ];
        for (typed, terms) in cases {
            assert_eq!(Query::parse(typed).unwrap().terms(), terms, "{typed}");
        }
    }

    #[test]
    fn a_query_that_would_find_all_or_nothing_is_refused() {
        let words = |count| vec!["คำ"; count].join(" ");
        let cases = [
            ("", Err(QueryError::Empty)),
            (" \u{200b}\"\" ", Err(QueryError::Empty)),
            ("ก", Err(QueryError::OneLetter('ก'))),
            ("๔", Err(QueryError::OneLetter('4'))),
            ("งบ \"ก\"", Err(QueryError::OneLetter('ก'))),
            (&words(MAX_TERMS), Ok(MAX_TERMS)),
            (&words(MAX_TERMS + 1), Err(QueryError::TooManyTerms)),
            (&"ก".repeat(MAX_QUERY_LETTERS), Ok(1)),
            (&"ก".repeat(MAX_QUERY_LETTERS + 1), Err(QueryError::TooLong)),
        ];
        for (typed, expected) in cases {
            let parsed = Query::parse(typed);
            if let Err(error) = &parsed {
                crate::speaks_both_languages(error);
            }
            assert_eq!(parsed.map(|query| query.terms().len()), expected, "{typed}");
        }
    }

    #[test]
    fn pairs_hold_nothing_an_index_divides_at() {
        assert_eq!(bigrams("งบ"), ["งบ"]);
        assert_eq!(bigrams("a-b c"), ["a－", "－b", "b\u{3000}", "\u{3000}c"]);
        assert!(bigrams("ก").is_empty() && bigrams("").is_empty());
        let ascii: String = (' '..='~').flat_map(|letter| ['ก', letter]).collect();
        let divides = |letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric();
        assert!(!bigrams(&ascii).concat().contains(divides));
    }

    proptest! {
        #[test]
        fn pairs_of_a_part_are_a_run_of_the_pairs_of_the_whole(
            before in "[ก-ฮa-z0-9 -]{0,12}", part in "[ก-ฮa-z0-9][ก-ฮ ็-๋a-z0-9-]{0,10}[ก-ฮa-z0-9]", after in "[ก-ฮa-z0-9 -]{0,12}",
        ) {
            let whole = bigrams(&fold(&format!("{before}{part}{after}")));
            let part = bigrams(&fold(&part));
            prop_assert!(!part.is_empty() && whole.windows(part.len()).any(|run| run == part));
        }
    }
}
