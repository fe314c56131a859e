//! Small drawings beside a number: the last rounds of one indicator, or peers on one scale.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::escape;
use crate::format::{self, Given};
use crate::html::Html;
use crate::translations::Lang;

const WIDTH: i64 = 84;
const HEIGHT: i64 = 26;

/// The last rounds (oldest first, at most five are drawn), the target dashed, a dot on the last. A missing round
/// breaks the line. It only decorates the number beside it, so screen readers pass over it.
pub fn sparkline(values: &[Option<Decimal>], target: impl Given<Option<Decimal>>) -> Html {
    let target = target.given();
    let values = &values[values.len().saturating_sub(5)..];
    let known = || values.iter().flatten().copied().chain(target);
    let (Some(low), Some(high)) = (known().min(), known().max()) else { return Html::empty() };
    let y = |value: Decimal| {
        let room = Decimal::from(HEIGHT - 8);
        let part = (value - low).checked_div(high - low).unwrap_or(Decimal::ONE / Decimal::TWO);
        (Decimal::from(4) + room - room * part).round_dp(1).normalize()
    };
    let steps = i64::try_from(values.len().saturating_sub(1)).unwrap_or(1).max(1);
    let x = |index: usize| 4 + (WIDTH - 8) * i64::try_from(index).unwrap_or(0) / steps;
    let mut svg =
        format!("<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" aria-hidden=\"true\" focusable=\"false\">");
    if let Some(target) = target {
        let at = y(target);
        let _ = write!(svg, "<line class=\"target\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{at}\" y2=\"{at}\"/>");
    }
    let mut path = String::new();
    let mut joined = false;
    for (index, value) in values.iter().enumerate() {
        match value {
            Some(value) => {
                let _ = write!(path, "{}{} {}", if joined { "L" } else { "M" }, x(index), y(*value));
                joined = true;
            }
            None => joined = false,
        }
    }
    let _ = write!(svg, "<path class=\"line\" d=\"{path}\"/>");
    if let Some((index, Some(value))) = values.iter().enumerate().next_back() {
        let _ = write!(svg, "<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"3\"/>", x(index), y(*value));
    }
    svg.push_str("</svg>");
    Html::trusted(svg)
}

/// Scores of peers as open dots on the scale from 1 to 5, one of them solid. Never a line: agencies are no series.
pub fn dot_strip(lang: &Lang, peers: &[Decimal], own: impl Given<Option<Decimal>>) -> Html {
    let own = own.given();
    let label = match own {
        Some(own) => lang.tr2("strip-own", "n", peers.len(), "score", format::score(own)),
        None => lang.tr1("strip-peers", "n", peers.len()),
    };
    let place = |score: &Decimal| format::percent_point(*score - Decimal::ONE, Decimal::from(4));
    let mut svg = format!(
        "<svg class=\"strip\" role=\"img\" width=\"100%\" height=\"46\" aria-label=\"{}\"><svg x=\"4%\" width=\"92%\" overflow=\"visible\">\
         <line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"16\" y2=\"16\"/>",
        escape(&label)
    );
    for level in 0..=4 {
        let x = level * 25;
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{x}%\" x2=\"{x}%\" y1=\"12\" y2=\"20\"/><text x=\"{x}%\" y=\"38\">{}</text>",
            level + 1
        );
    }
    for peer in peers {
        let _ = write!(svg, "<circle class=\"peer\" cx=\"{}%\" cy=\"16\" r=\"5.5\"/>", place(peer));
    }
    if let Some(own) = &own {
        let _ = write!(svg, "<circle class=\"own\" cx=\"{}%\" cy=\"16\" r=\"8\"/>", place(own));
    }
    svg.push_str("</svg></svg>");
    Html::trusted(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Option<Decimal> {
        text.parse().ok()
    }

    #[test]
    fn a_missing_round_breaks_the_line_and_is_not_zero() {
        let html = sparkline(&[d("10"), None, d("20"), d("30")], d("20"));
        assert!(html.as_str().contains("d=\"M4 22M54 13L80 4\""), "{html}");
        assert!(html.as_str().contains("class=\"dot\" cx=\"80\" cy=\"4\""));
        assert!(html.as_str().contains("y1=\"13\" y2=\"13\""));
    }

    #[test]
    fn nothing_known_draws_nothing_and_equal_values_draw_a_level_line() {
        assert!(sparkline(&[None, None], None::<Decimal>).is_empty());
        assert!(sparkline(&[], None::<Decimal>).is_empty());
        assert!(sparkline(&[d("5"), d("5")], None::<Decimal>).as_str().contains("M4 13L80 13"));
        let six = sparkline(&[d("9"), d("1"), d("1"), d("1"), d("1"), d("1")], None::<Decimal>);
        assert!(!six.as_str().contains("22"), "only the last five count: {six}");
    }
}
