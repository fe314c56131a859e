//! How far something has come: one bar, or a whole split into worded parts.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::{Tone, escape};
use crate::format::{self, Given};
use crate::html::Html;

/// A part of a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is: `CIO รับรองแล้ว`.
    pub label: String,
    /// How many.
    pub count: u64,
    /// Its colour.
    pub tone: Tone,
}

/// One bar with its words: `ส่งแล้ว 3.1 จาก 5.0 MB`.
pub fn progress(done: impl Given<u64>, of: impl Given<u64>, tone: impl Given<Tone>, words: &str) -> Html {
    let share = format::percent_point(Decimal::from(done.given()), Decimal::from(of.given()));
    Html::trusted(format!(
        "<div class=\"progress\"><svg class=\"bar\" width=\"100%\" height=\"9\" aria-hidden=\"true\">\
         <rect class=\"track\" width=\"100%\" height=\"9\" rx=\"4\"/>\
         <rect class=\"{}\" width=\"{share}%\" height=\"9\" rx=\"4\"/></svg><p class=\"note\">{}</p></div>",
        tone.given().class(),
        escape(words)
    ))
}

/// A bar of parts, then the parts in words. Parts of zero are left out of the bar but stay in words.
pub fn stacked(parts: &[Part]) -> Html {
    let total: u64 = parts.iter().map(|part| part.count).sum();
    let mut html = String::from(
        "<div class=\"stacked\"><svg class=\"bar\" width=\"100%\" height=\"9\" aria-hidden=\"true\">\
         <rect class=\"track\" width=\"100%\" height=\"9\"/>",
    );
    let mut before = 0;
    for part in parts.iter().filter(|part| part.count > 0) {
        let x = format::percent_point(Decimal::from(before), Decimal::from(total));
        let width = format::percent_point(Decimal::from(part.count), Decimal::from(total));
        let _ = write!(html, "<rect class=\"{}\" x=\"{x}%\" width=\"{width}%\" height=\"9\"/>", part.tone.class());
        before += part.count;
        if before < total {
            let end = format::percent_point(Decimal::from(before), Decimal::from(total));
            let _ = write!(html, "<rect class=\"gap\" x=\"{end}%\" width=\"2\" height=\"9\"/>");
        }
    }
    html.push_str("</svg><ul>");
    for part in parts {
        let _ = write!(
            html,
            "<li><svg class=\"key\" width=\"10\" height=\"10\" aria-hidden=\"true\"><rect class=\"{}\" width=\"10\" height=\"10\" rx=\"2\"/></svg> {} <b>{}</b></li>",
            part.tone.class(),
            escape(&part.label),
            format::count(part.count)
        );
    }
    html.push_str("</ul></div>");
    Html::trusted(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar_exactly_and_zero_stays_in_words() {
        let part = |label: &str, count, tone| Part { label: label.to_owned(), count, tone };
        let html = stacked(&[part("ก", 1, Tone::Good), part("ข", 3, Tone::Bad), part("<i>", 0, Tone::Warn)]);
        assert!(html.as_str().contains("class=\"good\" x=\"0%\" width=\"25%\""));
        assert!(html.as_str().contains("class=\"bad\" x=\"25%\" width=\"75%\""));
        assert!(html.as_str().contains("&lt;i&gt; <b>0</b>"));
        assert!(!stacked(&[]).as_str().contains("NaN"));
    }
}
