//! One cell per indicator with its level inside: a whole agreement at a glance.

use std::fmt::Write;

use super::{escape, level_word};
use crate::html::Html;
use crate::translations::Lang;

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeatState {
    /// Level 1 to 5.
    Level(u8),
    /// Not asked for in this round.
    NotYet,
    /// Comes from elsewhere, not arrived.
    Awaiting,
    /// Should have been reported.
    Missing,
    /// Taken out.
    Cancelled,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatCell {
    /// Its number: `1.2`.
    pub number: String,
    /// Its state.
    pub state: HeatState,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
}

/// The strip; its label counts the levels and names the worst indicators.
pub fn heat_strip(lang: &Lang, cells: &[HeatCell]) -> Html {
    let mut html = format!("<span class=\"heat\" role=\"group\" aria-label=\"{}\">", escape(&summary(lang, cells)));
    for cell in cells {
        let (class, sign, word) = face(lang, cell.state);
        let title = escape(&lang.tr2("heat-cell", "number", &cell.number, "word", word));
        match &cell.href {
            Some(href) => {
                let href = escape(href);
                let _ = write!(
                    html,
                    "<a class=\"hc {class}\" href=\"{href}\" aria-label=\"{title}\" title=\"{title}\">{sign}</a>"
                );
            }
            None => {
                let _ = write!(
                    html,
                    "<span class=\"hc {class}\" title=\"{title}\"><span aria-hidden=\"true\">{sign}</span><span class=\"sr\">{title}</span></span>"
                );
            }
        }
    }
    html.push_str("</span>");
    Html::trusted(html)
}

/// The key to the strip.
pub fn heat_legend(lang: &Lang) -> Html {
    let mut html = String::from("<span class=\"legend\"><span class=\"heat\" aria-hidden=\"true\">");
    for level in 1..=5_u8 {
        let _ = write!(html, "<span class=\"hc lv{level}\">{level}</span>");
    }
    let _ = write!(html, "</span> {}", escape(&lang.tr("legend-levels")));
    for state in [HeatState::NotYet, HeatState::Awaiting, HeatState::Missing] {
        let (class, sign, word) = face(lang, state);
        let _ = write!(html, " <span class=\"hc {class}\" aria-hidden=\"true\">{sign}</span> {}", escape(&word));
    }
    html.push_str("</span>");
    Html::trusted(html)
}

fn face(lang: &Lang, state: HeatState) -> (&'static str, &'static str, String) {
    match state {
        HeatState::Level(level) => {
            let (class, sign) = match level {
                0 | 1 => ("lv1", "1"),
                2 => ("lv2", "2"),
                3 => ("lv3", "3"),
                4 => ("lv4", "4"),
                _ => ("lv5", "5"),
            };
            (class, sign, lang.tr2("level-n-word", "n", level.clamp(1, 5), "word", level_word(lang, level)))
        }
        HeatState::NotYet => ("notyet", "–", lang.tr("data-not-yet")),
        HeatState::Awaiting => ("awaiting", "…", lang.tr("data-awaiting")),
        HeatState::Missing => ("missing", "✕", lang.tr("data-missing")),
        HeatState::Cancelled => ("cancelled", "/", lang.tr("data-cancelled")),
    }
}

/// `13 ตัวชี้วัด ต่ำสุดคือตัวชี้วัดที่ 1 และ 11 (ระดับ 1)`: missing counts as worst.
fn summary(lang: &Lang, cells: &[HeatCell]) -> String {
    let rank = |state: HeatState| match state {
        HeatState::Missing => Some(0),
        HeatState::Level(level) => Some(level.clamp(1, 5)),
        _ => None,
    };
    let worst = cells.iter().filter_map(|cell| rank(cell.state)).min();
    let count = cells.len();
    let Some(worst) = worst else { return lang.tr1("heat-none", "n", count) };
    let names: Vec<&str> =
        cells.iter().filter(|cell| rank(cell.state) == Some(worst)).map(|cell| cell.number.as_str()).collect();
    let word = if worst == 0 { lang.tr("data-missing") } else { lang.tr1("level-n", "n", worst) };
    lang.with("heat-summary", &[("n", count.into()), ("worst", names.join(", ").into()), ("word", word.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    fn cell(number: &str, state: HeatState) -> HeatCell {
        HeatCell { number: number.to_owned(), state, href: None }
    }

    #[test]
    fn the_label_names_the_worst() {
        let lang = Lang::new(Locale::Th, Translations::new(&[]).unwrap().into());
        let cells = [
            cell("1", HeatState::Level(3)),
            cell("2", HeatState::Level(1)),
            cell("3", HeatState::NotYet),
            cell("4.1", HeatState::Level(1)),
        ];
        let html = heat_strip(&lang, &cells);
        assert!(html.as_str().contains("aria-label=\"4 ตัวชี้วัด ต่ำสุดคือตัวชี้วัดที่ 2, 4.1 (ระดับ 1)\""), "{html}");
        let missing = heat_strip(&lang, &[cell("5", HeatState::Missing), cell("6", HeatState::Level(1))]);
        assert!(missing.as_str().contains("ตัวชี้วัดที่ 5 (ไม่รายงาน)"));
    }
}
