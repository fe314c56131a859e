//! Reads the characters of a formula into numbers, words and signs, each with its place.

use crate::exact::Exact;
use crate::formula::error::FormulaError;
use crate::formula::name::{NameError, clip, is_digit, is_letter, is_name_character, normalised, visible};
use crate::formula::tree::Operator;

/// Most digits before the point of a number.
pub const MAX_WHOLE_DIGITS: usize = 18;
/// Most digits after it.
pub const MAX_DECIMALS: usize = 9;

/// What stands somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sign {
    Number(Exact),
    /// Name of a variable or function, in its one spelling.
    Word(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
}

/// A sign, the character it begins at (from 1) and how many characters it has.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub column: usize,
    pub length: usize,
    pub sign: Sign,
}

/// All tokens of a formula, blanks left out.
pub(super) fn tokens(source: &[char]) -> Result<Vec<Token>, FormulaError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = source.get(at) {
        let column = at + 1;
        let (length, sign) = match c {
            ' ' | '\t' | '\r' | '\n' | '\u{a0}' => {
                at += 1;
                continue;
            }
            _ if is_digit(c) || c == '.' => number(source, at)?,
            _ if is_name_character(c) => word(source, at)?,
            '%' | '٪' | '％' => return Err(FormulaError::PercentSign { column }),
            _ => (1, sign(c).ok_or_else(|| FormulaError::Character { column, found: visible(c) })?),
        };
        tokens.push(Token { column, length, sign });
        at += length;
    }
    Ok(tokens)
}

/// Signs of one character. Word processors turn a hyphen between blanks into a dash, so that is a minus too.
fn sign(c: char) -> Option<Sign> {
    Some(match c {
        '+' => Sign::Operator(Operator::Add),
        '-' | '−' | '–' => Sign::Operator(Operator::Subtract),
        '*' | '×' => Sign::Operator(Operator::Multiply),
        '/' | '÷' => Sign::Operator(Operator::Divide),
        '(' => Sign::Open,
        ')' => Sign::Close,
        ',' => Sign::Comma,
        _ => return None,
    })
}

fn word(source: &[char], at: usize) -> Result<(usize, Sign), FormulaError> {
    let typed: String = source.iter().skip(at).take_while(|c| is_name_character(**c)).collect();
    if !typed.starts_with(is_letter) {
        return Err(FormulaError::Name { column: at + 1, error: NameError::First(clip(&typed)) });
    }
    Ok((typed.chars().count(), Sign::Word(normalised(&typed))))
}

fn number(source: &[char], at: usize) -> Result<(usize, Sign), FormulaError> {
    let column = at + 1;
    let typed: String = source.iter().skip(at).take_while(|c| is_digit(**c) || **c == '.').collect();
    let length = typed.chars().count();
    let text = normalised(&typed);
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    if whole.len() > MAX_WHOLE_DIGITS || decimals.len() > MAX_DECIMALS {
        return Err(FormulaError::NumberTooLong { column });
    }
    let value = text.parse().map_err(|_| FormulaError::NumberForm { column })?;
    if groups_thousands(source, at + length) {
        return Err(FormulaError::ThousandsComma { column: at + length + 1 });
    }
    Ok((length, Sign::Number(value)))
}

/// A comma and exactly three digits, right after a number: in `sum(1,200)` nobody can tell 1200 from 1 and 200.
fn groups_thousands(source: &[char], comma: usize) -> bool {
    let digits = source.iter().skip(comma + 1).take_while(|c| is_digit(**c)).count();
    source.get(comma) == Some(&',') && digits == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(usize, usize, Sign)>, FormulaError> {
        let source: Vec<char> = text.chars().collect();
        Ok(tokens(&source)?.into_iter().map(|t| (t.column, t.length, t.sign)).collect())
    }

    #[test]
    fn signs_have_their_place_in_characters() {
        let number = |text: &str| Sign::Number(text.parse().unwrap());
        assert_eq!(
            read("ผล๑ ÷ (น้ํา−๑๒.๕๐)*x2\n,").unwrap(),
            [
                (1, 3, Sign::Word("ผล1".into())),
                (5, 1, Sign::Operator(Operator::Divide)),
                (7, 1, Sign::Open),
                (8, 4, Sign::Word("น้ำ".into())),
                (12, 1, Sign::Operator(Operator::Subtract)),
                (13, 5, number("12.5")),
                (18, 1, Sign::Close),
                (19, 1, Sign::Operator(Operator::Multiply)),
                (20, 2, Sign::Word("x2".into())),
                (23, 1, Sign::Comma),
            ]
        );
        assert_eq!(read(" \t\r\n\u{a0}").unwrap(), []);
    }

    #[test]
    fn every_way_to_write_an_operator_is_read() {
        for (typed, operator) in [
            ("+", Operator::Add),
            ("-", Operator::Subtract),
            ("−", Operator::Subtract),
            ("–", Operator::Subtract),
            ("*", Operator::Multiply),
            ("×", Operator::Multiply),
            ("/", Operator::Divide),
            ("÷", Operator::Divide),
        ] {
            assert_eq!(read(typed).unwrap(), [(1, 1, Sign::Operator(operator))], "{typed}");
        }
    }

    #[test]
    fn numbers_are_plain_decimals_of_18_and_9_digits() {
        for good in ["0", "007", "0.50", "123456789012345678.123456789", "๙๒.๓"] {
            assert_eq!(read(good).unwrap().len(), 1, "{good}");
        }
        for (bad, column) in [(".5", 1), ("5.", 1), ("a+1.2.3", 3), ("1..2", 1), (".", 1)] {
            assert_eq!(read(bad), Err(FormulaError::NumberForm { column }), "{bad}");
        }
        for (bad, column) in [("1234567890123456789", 1), ("1 + 0.1234567890", 5)] {
            assert_eq!(read(bad), Err(FormulaError::NumberTooLong { column }), "{bad}");
        }
    }

    #[test]
    fn commas_at_the_thousands_are_refused_and_others_are_not() {
        for (bad, column) in [("1,000", 2), ("sum(1,200)", 6), ("๑,๒๐๐.๕", 2), ("1.5,200", 4)] {
            assert_eq!(read(bad), Err(FormulaError::ThousandsComma { column }), "{bad}");
        }
        for good in ["1, 200", "1,20", "1,2000", "q1,200", "1 ,200", "1,a"] {
            assert_eq!(read(good).map(|t| t.len()), Ok(3), "{good}");
        }
    }

    #[test]
    fn what_is_no_part_of_a_formula_is_named() {
        for (bad, column, found) in [
            ("a < b", 3, "`<`"),
            ("a^2", 2, "`^`"),
            ("1\0", 2, "U+0000"),
            ("ก\u{202e}", 2, "U+202E"),
            ("a\u{200b}", 2, "U+200B"),
            ("😀", 1, "`😀` (U+1F600)"),
        ] {
            assert_eq!(read(bad), Err(FormulaError::Character { column, found: found.into() }), "{bad}");
        }
        for (bad, column, word) in [("_a", 1, "_a"), ("2*าก+1", 3, "าก"), ("๒_ก", 2, "_ก")] {
            assert_eq!(read(bad), Err(FormulaError::Name { column, error: NameError::First(word.into()) }), "{bad}");
        }
        for (bad, column) in [("50%", 3), ("a * ％", 5), ("٪", 1)] {
            assert_eq!(read(bad), Err(FormulaError::PercentSign { column }), "{bad}");
        }
    }
}
