//! Numbers as readers see them: thousands commas, a true minus, scores with four decimals (UX rules 7).

use rust_decimal::Decimal;

use crate::exact::Exact;
use crate::text::Text;

/// Most decimals a value is shown with; one that needs more is shown rounded, and says so.
const MAX_PLACES: u32 = 18;

/// A value with the digits it needs: `2,486.5`. One that never ends is rounded half-up to four decimals: `≈ 103.7083`.
pub fn figure(value: &Exact) -> String {
    if value.round_half_up(MAX_PLACES) == *value {
        grouped(&value.to_string())
    } else {
        format!("≈\u{a0}{}", points(value))
    }
}

/// An official score with its four decimals: `3.6667`.
pub fn official(score: Decimal) -> String {
    points(&Exact::from(score))
}

/// A score rounded half-up to four decimals, all of them shown.
pub(super) fn points(score: &Exact) -> String {
    let text = score.round_half_up(4).to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    grouped(&format!("{whole}.{part:0<4}"))
}

/// A figure after its sign of equality, which is `≈` where the figure is rounded.
pub(super) fn equals(value: &str) -> String {
    if value.starts_with('≈') { value.to_owned() } else { format!("= {value}") }
}

/// A figure inside a calculation; one below zero stands in brackets.
pub(super) fn operand(value: &Exact) -> String {
    let figure = figure(value);
    if value.is_negative() { format!("({figure})") } else { figure }
}

fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("−", rest));
    let (whole, part) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + part
}

/// A value with its unit: `2,600 ราย`, but `ร้อยละ 70.15`.
pub(crate) fn amount(value: &Exact, unit: Option<&Text>) -> Text {
    let figure = figure(value);
    let Some(unit) = unit.filter(|unit| !unit.th.is_empty()) else { return Text::new(figure.clone(), figure) };
    let english = if unit.en.is_empty() && is_percent(unit) { "percent" } else { unit.english() };
    let thai =
        if is_percent(unit) { format!("{}\u{a0}{figure}", unit.th) } else { format!("{figure}\u{a0}{}", unit.th) };
    Text::new(thai, format!("{figure}\u{a0}{english}"))
}

/// Whether the unit stands before its figure.
pub(super) fn is_percent(unit: &Text) -> bool {
    unit.th == "ร้อยละ"
}

/// `1, 2 และ 4`.
pub(crate) fn listed(items: &[String]) -> Text {
    match items {
        [] => Text::default(),
        [only] => Text::new(only, only),
        [first @ .., last] => {
            let first = first.join(", ");
            Text::new(format!("{first} และ {last}"), format!("{first} and {last}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn values_have_the_digits_they_need() {
        for (value, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1000", "−1,000"),
            ("-999.5", "−999.5"),
            ("1234567.1234567", "1,234,567.1234567"),
            ("100000", "100,000"),
            ("0.000000000000000001", "0.000000000000000001"),
            ("0.0000000000000000006", "≈\u{a0}0.0000"),
            ("4489/1", "4,489"),
            ("62225/600", "≈\u{a0}103.7083"),
            ("10001/3", "≈\u{a0}3,333.6667"),
            ("-10/3", "≈\u{a0}−3.3333"),
            ("34999/10000.1", "≈\u{a0}3.4999"),
        ] {
            assert_eq!(figure(&exact(value)), shown, "{value}");
        }
    }

    #[test]
    fn scores_have_four_decimals_half_up() {
        for (score, shown) in
            [("3", "3.0000"), ("11/3", "3.6667"), ("3.29665", "3.2967"), ("4.5", "4.5000"), ("-0.38", "−0.3800")]
        {
            assert_eq!(points(&exact(score)), shown, "{score}");
        }
        assert_eq!(official(Decimal::new(35, 1)), "3.5000");
        assert_eq!(official(Decimal::new(36667, 4)), "3.6667");
        assert_eq!(official(Decimal::new(12_345_678, 4)), "1,234.5678");
    }

    #[test]
    fn percents_stand_before_their_figure_and_other_units_after() {
        let shown = |unit: &Text| amount(&exact("1500.5"), Some(unit));
        let case = |unit, th, en| assert_eq!(shown(&unit), Text::new(th, en));
        case(Text::new("ร้อยละ", ""), "ร้อยละ\u{a0}1,500.5", "1,500.5\u{a0}percent");
        case(Text::new("ร้อยละ", "per cent"), "ร้อยละ\u{a0}1,500.5", "1,500.5\u{a0}per cent");
        case(Text::new("ราย", "cases"), "1,500.5\u{a0}ราย", "1,500.5\u{a0}cases");
        case(Text::new("ราย", ""), "1,500.5\u{a0}ราย", "1,500.5\u{a0}ราย");
        case(Text::default(), "1,500.5", "1,500.5");
        assert_eq!(amount(&exact("7"), None), Text::new("7", "7"));
    }

    #[test]
    fn lists_and_signs() {
        let listed = |items: &[&str]| listed(&items.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(listed(&[]), Text::default());
        assert_eq!(listed(&["1"]), Text::new("1", "1"));
        assert_eq!(listed(&["1", "2"]), Text::new("1 และ 2", "1 and 2"));
        assert_eq!(listed(&["1", "2", "4"]), Text::new("1, 2 และ 4", "1, 2 and 4"));
        assert_eq!((equals("92.3"), equals("≈\u{a0}3.3333")), ("= 92.3".into(), "≈\u{a0}3.3333".into()));
        assert_eq!((operand(&exact("-5")), operand(&exact("5"))), ("(−5)".into(), "5".into()));
    }
}
