//! A score from 1 to 5: five cells partly filled, and always the four decimals beside them.

use std::fmt::Write;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::escape;
use crate::format::{self, Given};
use crate::html::Html;
use crate::translations::Lang;

/// The level whose colour a score has: ⌊score⌋, held between 1 and 5.
pub fn level_of(score: impl Given<Decimal>) -> u8 {
    score.given().floor().to_i64().unwrap_or(1).clamp(1, 5).try_into().unwrap_or(1)
}

/// `ตามเป้าหมาย` and its kin: what a level means.
pub fn level_word(lang: &Lang, level: impl Given<u8>) -> String {
    lang.tr(match level.given() {
        0 | 1 => "level-1",
        2 => "level-2",
        3 => "level-3",
        4 => "level-4",
        _ => "level-5",
    })
}

/// Score with its cells, for rows and cards.
pub fn score_chip(lang: &Lang, score: impl Given<Decimal>) -> Html {
    chip(lang, score.given(), "score")
}

/// The same, large; at most once on a page.
pub fn score_large(lang: &Lang, score: impl Given<Decimal>) -> Html {
    chip(lang, score.given(), "score score-large")
}

fn chip(lang: &Lang, score: Decimal, class: &str) -> Html {
    let level = level_of(score);
    let word = lang.tr1("score-level", "word", level_word(lang, level));
    Html::trusted(format!(
        "<span class=\"{class}\">{}<b>{}</b><span class=\"sr\"> {}</span></span>",
        cells(score, level),
        format::score(score),
        escape(&word)
    ))
}

/// Outline of the five cells: one path, since a page may hold fifty scores.
const OUTLINE: &str = "M.5.5h10v10h-10zm12 0h10v10h-10zm12 0h10v10h-10zm12 0h10v10h-10zm12 0h10v10h-10z";

/// Five cells of 10 units; the last one begun is filled by the score's exact part.
fn cells(score: Decimal, level: u8) -> String {
    let mut fill = String::new();
    for cell in 0..5_i64 {
        let filled = (score - Decimal::from(cell)).clamp(Decimal::ZERO, Decimal::ONE);
        if filled > Decimal::ZERO {
            let width = (filled * Decimal::TEN).round_dp(2).normalize();
            let _ = write!(fill, "M{}.5.5h{width}v10h-{width}z", cell * 12);
        }
    }
    format!(
        "<svg class=\"cells lv{level}\" viewBox=\"0 0 60 11\" aria-hidden=\"true\"><path class=\"fill\" d=\"{fill}\"/>\
         <path class=\"cell\" d=\"{OUTLINE}\"/></svg>"
    )
}

/// A difference of scores: shape, sign, four decimals; green up, red down, plain when equal.
pub fn delta(lang: &Lang, difference: impl Given<Decimal>) -> Html {
    let text = format::delta(difference);
    let (class, word) = match text.chars().next() {
        Some('▲') => ("delta up", "delta-up"),
        Some('▼') => ("delta down", "delta-down"),
        _ => ("delta same", "delta-same"),
    };
    Html::trusted(format!(
        "<span class=\"{class}\"><span class=\"sr\">{} </span>{}</span>",
        escape(&lang.tr(word)),
        escape(&text)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    fn thai() -> Lang {
        Lang::new(Locale::Th, Translations::new(&[]).unwrap().into())
    }

    #[test]
    fn cells_are_filled_by_the_exact_part_and_coloured_by_the_floor() {
        let html = score_chip(&thai(), "3.6667".parse::<Decimal>().unwrap());
        assert!(html.as_str().contains("cells lv3"));
        let fill = "d=\"M0.5.5h10v10h-10zM12.5.5h10v10h-10zM24.5.5h10v10h-10zM36.5.5h6.67v10h-6.67z\"";
        assert!(html.as_str().contains(fill), "{html}");
        assert_eq!(OUTLINE.matches('z').count(), 5);
        assert!(html.as_str().contains("<b>3.6667</b>") && html.as_str().contains("ตามเป้าหมาย"));
    }

    #[test]
    fn levels_stay_between_one_and_five() {
        for (score, level) in [("0", 1), ("1.9999", 1), ("2", 2), ("4.9999", 4), ("5", 5), ("7", 5)] {
            assert_eq!(level_of(score.parse::<Decimal>().unwrap()), level, "{score}");
        }
    }

    #[test]
    fn differences_say_their_direction_in_words() {
        assert!(delta(&thai(), "-0.38".parse::<Decimal>().unwrap()).as_str().contains("ลดลง"));
        assert!(delta(&thai(), Decimal::ZERO).as_str().contains("delta same"));
    }
}
