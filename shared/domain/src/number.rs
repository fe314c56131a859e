//! Numbers as people type them: Thai or Arabic digits, thousands commas, a true minus.

use rust_decimal::Decimal;

use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Most digits a value may have: what an `i64` holds exactly in every column and message.
pub const MAX_DIGITS: u32 = 18;
/// Most digits after the point.
pub const MAX_SCALE: u32 = 9;

/// Why a text is not a number, and what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing there.
    #[error("no number given: type digits such as 2,486 or ๒,๔๘๖")]
    Empty,
    /// A letter or sign that is no part of a number.
    #[error("found `{found}` in a number field: type digits only, such as 2,486 or ๒,๔๘๖")]
    Character {
        /// The text that does not belong.
        found: String,
    },
    /// Commas not at the thousands.
    #[error("the commas in `{0}` do not stand at the thousands: type 2,486 or 2486")]
    Grouping(String),
    /// More digits than are kept exactly.
    #[error("`{0}` has more than 18 digits or more than 9 after the point: shorten it")]
    TooLong(String),
}

impl Explain for NumberError {
    fn explain(&self) -> Explanation {
        let digits = || Text::new("กรุณาใส่เฉพาะตัวเลข เช่น 2,486 หรือ ๒,๔๘๖", "type digits only, such as 2,486 or ๒,๔๘๖");
        let (code, rule, remedy) = match self {
            Self::Empty => ("number-empty", Text::new("ยังไม่ได้ใส่ตัวเลข", "no number given"), digits()),
            Self::Character { found } => (
                "number-character",
                Text::new(
                    format!("พบตัวอักษร “{}” ในช่องตัวเลข", found.trim()),
                    format!("found “{found}” in a number field"),
                ),
                digits(),
            ),
            Self::Grouping(text) => (
                "number-grouping",
                Text::new(
                    format!("เครื่องหมายจุลภาคใน “{text}” ไม่อยู่ที่หลักพัน"),
                    format!("the commas in “{text}” do not stand at the thousands"),
                ),
                Text::new("กรุณาพิมพ์ 2,486 หรือ 2486", "type 2,486 or 2486"),
            ),
            Self::TooLong(text) => (
                "number-too-long",
                Text::new(
                    format!("“{text}” เกิน 18 หลักหรือทศนิยมเกิน 9 ตำแหน่ง"),
                    format!("“{text}” has more than 18 digits or more than 9 after the point"),
                ),
                Text::new("กรุณาย่อให้สั้นลง", "shorten it"),
            ),
        };
        Explanation { code, place: Place::default(), rule, remedy }
    }
}

/// Replaces Thai digits by Arabic ones; everything else stays.
pub fn arabic_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '๐'..='๙' => char::from_digit(u32::from(c) - u32::from('๐'), 10).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// Reads a decimal as people type it. Exact: what is kept is what was typed, to the last digit.
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberError> {
    let plain = arabic_digits(text.trim()).replace(['\u{2212}', '\u{2013}'], "-").replace('\u{a0}', "");
    if plain.is_empty() {
        return Err(NumberError::Empty);
    }
    let (sign, digits) = plain.strip_prefix('-').map_or((false, plain.as_str()), |rest| (true, rest));
    if let Some(found) = first_stranger(digits) {
        return Err(NumberError::Character { found });
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let grouped = whole.contains(',');
    if grouped && !grouping_holds(whole) || fraction.contains(',') {
        return Err(NumberError::Grouping(text.trim().chars().take(40).collect()));
    }
    let whole = whole.replace(',', "");
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) || digits.ends_with('.') {
        return Err(NumberError::Character { found: ".".into() });
    }
    let too_long = || NumberError::TooLong(text.trim().chars().take(40).collect());
    let significant = whole.trim_start_matches('0').len() + fraction.len();
    if significant > MAX_DIGITS as usize || fraction.len() > MAX_SCALE as usize {
        return Err(too_long());
    }
    let number = format!("{}{}.{}", if sign { "-" } else { "" }, if whole.is_empty() { "0" } else { &whole }, fraction);
    number.trim_end_matches('.').parse().map_err(|_| too_long())
}

/// The first run of characters that belong to no number.
fn first_stranger(digits: &str) -> Option<String> {
    let stranger = |c: char| !(c.is_ascii_digit() || c == ',' || c == '.');
    let start = digits.find(stranger)?;
    let found: String = digits[start..].chars().take_while(|c| stranger(*c)).take(20).collect();
    // A lone space is shown as it is: trimmed, nothing would be left to show.
    Some(if found.trim().is_empty() { found } else { found.trim().to_owned() })
}

fn grouping_holds(whole: &str) -> bool {
    let mut groups = whole.split(',');
    groups.next().is_some_and(|g| (1..=3).contains(&g.len())) && groups.all(|g| g.len() == 3)
}

/// The number as scaled integer: `mantissa · 10^-scale`, the form in columns and on the wire.
pub fn to_scaled(value: Decimal) -> Option<(i64, u32)> {
    i64::try_from(value.mantissa()).ok().map(|m| (m, value.scale()))
}

/// The number from its scaled integer; `None` when the scale is beyond [`MAX_SCALE`].
pub fn from_scaled(mantissa: i64, scale: u32) -> Option<Decimal> {
    (scale <= MAX_SCALE).then(|| Decimal::new(mantissa, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_type_them() {
        for (typed, expected) in [
            ("2486", "2486"),
            ("2,486", "2486"),
            ("๒,๔๘๖", "2486"),
            (" 70.150 ", "70.150"),
            ("−3.5", "-3.5"),
            ("1,234,567.25", "1234567.25"),
            (".5", "0.5"),
            ("0", "0"),
        ] {
            assert_eq!(parse_decimal(typed).map(|d| d.to_string()), Ok(expected.to_owned()), "{typed}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_the_rest() {
        assert_eq!(parse_decimal("  "), Err(NumberError::Empty));
        assert_eq!(parse_decimal("2,486 ราย"), Err(NumberError::Character { found: "ราย".into() }));
        assert_eq!(parse_decimal("24,86"), Err(NumberError::Grouping("24,86".into())));
        assert!(matches!(parse_decimal("1e5"), Err(NumberError::Character { .. })));
        assert!(matches!(parse_decimal("1.2.3"), Err(NumberError::Character { .. })));
        assert!(matches!(parse_decimal("5."), Err(NumberError::Character { .. })));
        assert!(matches!(parse_decimal("1234567890123456789"), Err(NumberError::TooLong(_))));
        assert!(matches!(parse_decimal("0.1234567890"), Err(NumberError::TooLong(_))));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            let _ = parse_decimal(&text);
        }

        #[test]
        fn scaled_integers_keep_every_digit(mantissa in -999_999_999_999_999_999i64..1_000_000_000_000_000_000, scale in 0u32..=9) {
            let value = from_scaled(mantissa, scale).unwrap();
            proptest::prop_assert_eq!(to_scaled(value), Some((mantissa, scale)));
            proptest::prop_assert_eq!(parse_decimal(&value.to_string()), Ok(value));
        }
    }
}
