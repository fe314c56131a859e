//! Exact decimals for the eye: thousands commas, a true minus, half-up rounding, units where Thai puts them.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Given;
use crate::locale::Locale;

/// U+2212, as wide as the plus sign; a hyphen reads as a dash in Thai text.
const MINUS: char = '\u{2212}';
const NO_BREAK_SPACE: char = '\u{a0}';

/// A number with thousands commas. `decimals` is what was agreed for the indicator; `None` keeps what was reported.
pub fn decimal(number: impl Given<Decimal>, decimals: Option<u32>) -> String {
    let number = number.given();
    let rounded = match decimals {
        Some(places) => {
            let mut r = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
            r.rescale(places);
            r
        }
        None => number,
    };
    let plain = rounded.abs().to_string();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::with_capacity(plain.len() + plain.len() / 3 + 3);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        out.push(MINUS);
    }
    group(whole, &mut out);
    if !part.is_empty() {
        out.push('.');
        out.push_str(part);
    }
    out
}

/// A whole count with thousands commas.
pub fn count(number: impl Given<u64>) -> String {
    let mut out = String::new();
    group(&number.given().to_string(), &mut out);
    out
}

fn group(digits: &str, out: &mut String) {
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
}

/// A value with its unit: `ร้อยละ 70.15` before, every other unit after, joined by a no-break space.
/// In English a percentage is `70.15%`.
pub fn value(locale: Locale, number: impl Given<Decimal>, decimals: Option<u32>, unit: &str) -> String {
    let digits = decimal(number, decimals);
    match (unit.trim(), locale) {
        ("", _) => digits,
        ("ร้อยละ" | "%" | "percent", Locale::Th) => format!("ร้อยละ{NO_BREAK_SPACE}{digits}"),
        ("ร้อยละ" | "%" | "percent", Locale::En) => format!("{digits}%"),
        (unit, _) => format!("{digits}{NO_BREAK_SPACE}{unit}"),
    }
}

/// A score: four decimals, half-up, never shortened.
pub fn score(score: impl Given<Decimal>) -> String {
    decimal(score, Some(4))
}

/// A difference of scores with its sign: `+0.7405`, `−0.3800`, `0.0000`.
pub fn signed(difference: impl Given<Decimal>, decimals: Option<u32>) -> String {
    let text = decimal(difference, decimals);
    let shows_nothing = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    if shows_nothing || text.starts_with(MINUS) { text } else { format!("+{text}") }
}

/// A difference of scores with its shape: `▲ +0.7405`, `▼ −0.3800`, `= 0.0000`.
pub fn delta(difference: impl Given<Decimal>) -> String {
    let text = signed(difference, Some(4));
    let shape = match text.chars().next() {
        Some('+') => '▲',
        Some(MINUS) => '▼',
        _ => '=',
    };
    format!("{shape}{NO_BREAK_SPACE}{text}")
}

/// Size of a file: `380 kB`, `1.4 MB` (decimal multiples, as file managers and disk labels count).
pub fn bytes(size: impl Given<u64>) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut whole: u64 = size.given();
    let mut tenths = 0;
    while whole >= 1000 && unit + 1 < UNITS.len() {
        tenths = whole % 1000 / 100;
        whole /= 1000;
        unit += 1;
    }
    let number = if unit >= 2 && whole < 100 { format!("{whole}.{tenths}") } else { count(whole) };
    format!("{number}{NO_BREAK_SPACE}{}", UNITS[unit])
}

/// A part of a whole as an exact percentage text for drawing (`66.6675`), four decimals at most, no trailing zeros.
pub fn percent_point(part: Decimal, whole: Decimal) -> String {
    part.checked_mul(Decimal::ONE_HUNDRED)
        .and_then(|p| p.checked_div(whole))
        .unwrap_or_default()
        .clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)
        .round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
        .to_string()
}

/// Arabic digits as Thai digits, for print where an office chooses them.
pub fn thai_digits(text: &str) -> String {
    text.chars()
        .map(|c| {
            c.to_digit(10).and_then(|d| char::from_u32('๐' as u32 + d)).filter(|_| c.is_ascii_digit()).unwrap_or(c)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_have_commas_a_true_minus_and_the_agreed_decimals() {
        for (number, decimals, written) in [
            ("0", None, "0"),
            ("999", None, "999"),
            ("1000", None, "1,000"),
            ("-1234567.5", None, "−1,234,567.5"),
            ("2486", Some(2), "2,486.00"),
            ("70.145", Some(2), "70.15"),
            ("-70.145", Some(2), "−70.15"),
            ("-0.004", Some(2), "0.00"),
            ("999.995", Some(2), "1,000.00"),
            ("123456789012345678", None, "123,456,789,012,345,678"),
        ] {
            assert_eq!(decimal(d(number), decimals), written);
        }
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn percent_stands_before_in_thai_and_other_units_after() {
        assert_eq!(value(Locale::Th, d("70.15"), Some(2), "ร้อยละ"), "ร้อยละ\u{a0}70.15");
        assert_eq!(value(Locale::En, d("70.15"), Some(2), "ร้อยละ"), "70.15%");
        assert_eq!(value(Locale::Th, d("2600"), Some(0), "ราย"), "2,600\u{a0}ราย");
        assert_eq!(value(Locale::Th, d("3"), None, ""), "3");
    }

    #[test]
    fn scores_keep_four_decimals_and_round_half_up() {
        for (number, written) in [("3", "3.0000"), ("3.66665", "3.6667"), ("3.666649", "3.6666"), ("1.35", "1.3500")] {
            assert_eq!(score(d(number)), written);
        }
    }

    #[test]
    fn differences_show_sign_and_shape() {
        for (number, written) in [
            ("0.7405", "▲\u{a0}+0.7405"),
            ("-0.38", "▼\u{a0}−0.3800"),
            ("0", "=\u{a0}0.0000"),
            ("-0.00001", "=\u{a0}0.0000"),
            ("0.00004", "=\u{a0}0.0000"),
        ] {
            assert_eq!(delta(d(number)), written);
        }
    }

    #[test]
    fn file_sizes() {
        for (size, written) in [
            (0, "0 B"),
            (999, "999 B"),
            (380_000, "380 kB"),
            (1_449_999, "1.4 MB"),
            (50_000_000, "50.0 MB"),
            (u64::MAX, "18,446,744 TB"),
        ] {
            assert_eq!(bytes(size).replace('\u{a0}', " "), written);
        }
    }

    #[test]
    fn thai_digits_for_print() {
        assert_eq!(thai_digits("ปี 2555: 2,486.50"), "ปี ๒๕๕๕: ๒,๔๘๖.๕๐");
    }

    #[test]
    fn parts_of_a_whole_are_exact_and_stay_inside() {
        assert_eq!(percent_point(d("2.6667"), d("4")), "66.6675");
        assert_eq!(percent_point(d("5"), d("4")), "100");
        assert_eq!(percent_point(d("-1"), d("4")), "0");
        assert_eq!(percent_point(d("1"), d("0")), "0");
    }
}
