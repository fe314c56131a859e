//! The level bar: five even ticks in score space, level 5 always right, this round ▼ and the last ◇.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::{escape, level_of, level_word};
use crate::format::{self, Given};
use crate::html::Html;
use crate::translations::{Arg, Lang};

/// Is a result outside the agreed levels? Its score stays at the end of the scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Beyond {
    /// Within the levels.
    #[default]
    No,
    /// Worse than level 1.
    Below,
    /// Better than level 5.
    Above,
}

/// One round on the bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The value as written: `2,600`.
    pub label: String,
    /// Its score, 1 to 5.
    pub score: Decimal,
    /// Outside the levels?
    pub beyond: Beyond,
}

impl Mark {
    /// A result within the levels.
    pub fn new(label: impl Into<String>, score: Decimal) -> Self {
        Self { label: label.into(), score, beyond: Beyond::No }
    }

    /// A result outside the levels.
    #[must_use]
    pub fn beyond(mut self, beyond: Beyond) -> Self {
        self.beyond = beyond;
        self
    }

    fn held(&self) -> Decimal {
        match self.beyond {
            Beyond::Below => Decimal::ONE,
            Beyond::Above => Decimal::from(5),
            Beyond::No => self.score.clamp(Decimal::ONE, Decimal::from(5)),
        }
    }

    /// Exact place on the bar in percent: (score − 1) ÷ 4.
    fn place(&self) -> Decimal {
        (self.held() - Decimal::ONE) * Decimal::from(25)
    }
}

/// What a level bar shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LevelBar {
    /// Values of level 1 to 5 as written, with the agreed decimals; for milestones the names of the steps.
    pub levels: [String; 5],
    /// Unit, for the sentence.
    pub unit: String,
    /// Smaller values are better; the values then run downwards to the right.
    pub lower_is_better: bool,
    /// Levels are steps of a plan, not points of a scale.
    pub milestone: bool,
    /// This round.
    pub now: Option<Mark>,
    /// The round before.
    pub before: Option<Mark>,
}

/// Draws the bar. Text in it is real text; the whole is one image for screen readers with the full sentence.
pub fn level_bar(lang: &Lang, bar: &LevelBar) -> Html {
    let level = bar.now.as_ref().map_or(3, |mark| level_of(mark.held()));
    let both = if bar.now.is_some() && bar.before.is_some() { " both" } else { "" };
    let size = if bar.levels.iter().any(|value| value.chars().count() > 7) { " long" } else { "" };
    let mut svg = format!(
        "<figure class=\"levelbar lv{level}{size}{both}\"><svg role=\"img\" width=\"100%\" aria-label=\"{}\">\
         <svg x=\"10%\" width=\"80%\" overflow=\"visible\">\
         <rect class=\"lb-track\" y=\"31\" width=\"100%\" height=\"12\"/>",
        escape(&sentence(lang, bar))
    );
    if let Some(now) = bar.now.as_ref().filter(|mark| mark.place() > Decimal::ZERO) {
        let _ = write!(svg, "<rect class=\"lb-fill\" y=\"31\" width=\"{}%\" height=\"12\"/>", number(now.place()));
    }
    for (index, value) in (0_u8..).zip(&bar.levels) {
        let x = u32::from(index) * 25;
        let (class, top, bottom) = if index == 2 { ("lb-tick thick", 24, 50) } else { ("lb-tick", 26, 48) };
        let name = escape(&lang.tr1("level-n", "n", index + 1));
        let word = escape(&level_word(lang, index + 1));
        let _ = write!(
            svg,
            "<line class=\"{class}\" x1=\"{x}%\" x2=\"{x}%\" y1=\"{top}\" y2=\"{bottom}\"/>\
             <g class=\"lb-t{n}\"><text class=\"lb-value\" x=\"{x}%\" y=\"68\">{value}</text>\
             <text class=\"lb-level\" x=\"{x}%\" y=\"86\">{name}</text>\
             <text class=\"lb-word\" x=\"{x}%\" y=\"104\">{word}</text></g>",
            n = index + 1,
            value = escape(value),
        );
    }
    if let Some(before) = &bar.before {
        let place = before.place();
        let x = number(place);
        let _ = write!(
            svg,
            "<svg x=\"{x}%\" y=\"37\" overflow=\"visible\"><path class=\"lb-before\" d=\"M0-8 8 0 0 8-8 0Z\"/></svg>"
        );
        // Two labels side by side need room; the older one gives way and stays in the sentence.
        let room = bar.now.as_ref().is_none_or(|now| (now.place() - place).abs() >= Decimal::from(24));
        if room {
            let text = lang.tr1("last-round-value", "value", &before.label);
            let _ = write!(svg, "{}", top_label("lb-before-label", place, &text));
        }
    }
    if let Some(now) = &bar.now {
        let place = now.place();
        let x = number(place);
        let _ = write!(
            svg,
            "<svg x=\"{x}%\" y=\"22\" overflow=\"visible\"><path class=\"lb-now\" d=\"M-6 0H6L0 8Z\"/></svg>{}",
            top_label("lb-now-label", place, &now_label(lang, now))
        );
    }
    svg.push_str("</svg></svg></figure>");
    Html::trusted(svg)
}

/// The label above a marker keeps inside the drawing: it leans inwards near the ends.
fn top_label(class: &str, place: Decimal, text: &str) -> String {
    let (anchor, shift) = if place < Decimal::from(15) {
        ("start", "-6")
    } else if place > Decimal::from(85) {
        ("end", "6")
    } else {
        ("middle", "0")
    };
    format!(
        "<text class=\"{class}\" x=\"{}%\" dx=\"{shift}\" y=\"16\" text-anchor=\"{anchor}\">{}</text>",
        number(place),
        escape(text)
    )
}

fn now_label(lang: &Lang, now: &Mark) -> String {
    let key = match now.beyond {
        Beyond::No => "this-round-value",
        Beyond::Below => "below-level-1-value",
        Beyond::Above => "above-level-5-value",
    };
    lang.tr1(key, "value", &now.label)
}

fn number(percent: Decimal) -> String {
    percent.round_dp(4).normalize().to_string()
}

fn sentence(lang: &Lang, bar: &LevelBar) -> String {
    let mut parts = vec![lang.tr(match (bar.milestone, bar.lower_is_better) {
        (true, _) => "bar-milestone",
        (false, true) => "bar-lower",
        (false, false) => "bar-higher",
    })];
    let unit = |value: &str| if bar.unit.is_empty() { value.to_owned() } else { format!("{value} {}", bar.unit) };
    match &bar.now {
        Some(now) => {
            parts.push(lang.with(
                "bar-now",
                &[("value", Arg::from(unit(&now.label))), ("score", Arg::from(format::score(now.held())))],
            ));
            match now.beyond {
                Beyond::No => {}
                Beyond::Below => parts.push(lang.tr("below-level-1")),
                Beyond::Above => parts.push(lang.tr("above-level-5")),
            }
        }
        None => parts.push(lang.tr("bar-nothing")),
    }
    if let Some(before) = &bar.before {
        parts.push(lang.with(
            "bar-before",
            &[("value", Arg::from(unit(&before.label))), ("score", Arg::from(format::score(before.held())))],
        ));
    }
    for (index, value) in (1_u8..).zip(&bar.levels) {
        parts.push(lang.tr2("bar-level", "n", index, "value", value));
    }
    parts.join(" · ")
}

/// How a score between two levels came about: `ผล 2,600 อยู่ระหว่างระดับ 3 (2,400) กับระดับ 4 (2,700) …`.
/// `low` is the level below the score. Values as written.
pub fn interpolation(
    lang: &Lang,
    value: &str,
    low: impl Given<u8>,
    low_value: &str,
    high_value: &str,
    score: impl Given<Decimal>,
) -> String {
    let low = low.given();
    lang.with(
        "interpolation",
        &[
            ("value", value.into()),
            ("low", low.into()),
            ("high", low.saturating_add(1).into()),
            ("lowvalue", low_value.into()),
            ("highvalue", high_value.into()),
            ("score", format::score(score).into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    fn lang(locale: Locale) -> Lang {
        Lang::new(locale, Translations::new(&[]).unwrap().into())
    }

    fn mark(label: &str, score: &str) -> Mark {
        Mark::new(label, score.parse().unwrap())
    }

    fn bar() -> LevelBar {
        LevelBar {
            levels: ["1,800", "2,100", "2,400", "2,700", "3,000"].map(ToOwned::to_owned),
            unit: "ราย".to_owned(),
            now: Some(mark("2,600", "3.6667")),
            before: Some(mark("1,905", "1.35")),
            ..LevelBar::default()
        }
    }

    #[test]
    fn marks_stand_at_exact_fractions_of_the_score_space() {
        let html = level_bar(&lang(Locale::Th), &bar());
        let svg = html.as_str();
        assert!(svg.contains("<rect class=\"lb-fill\" y=\"31\" width=\"66.6675%\""), "{svg}");
        assert!(svg.contains("<svg x=\"66.6675%\" y=\"22\""), "{svg}");
        assert!(svg.contains("<svg x=\"8.75%\" y=\"37\""), "{svg}");
        for x in ["0%", "25%", "50%", "75%", "100%"] {
            assert!(svg.contains(&format!("x1=\"{x}\" x2=\"{x}\"")), "{x}");
        }
        assert_eq!(svg.matches("lb-tick thick").count(), 1);
        assert!(svg.contains("lb-tick thick\" x1=\"50%\""));
        assert!(svg.contains("levelbar lv3"));
        assert!(!svg.contains("style="), "the content security policy forbids inline styles");
    }

    #[test]
    fn the_sentence_says_everything_the_picture_shows() {
        let html = level_bar(&lang(Locale::Th), &bar());
        for words in
            ["ยิ่งมากยิ่งดี", "รอบนี้ 2,600 ราย", "3.6667", "รอบก่อน 1,905 ราย", "1.3500", "ระดับ 1 = 1,800", "ระดับ 5 = 3,000"]
        {
            assert!(html.as_str().contains(words), "{words}");
        }
        assert!(level_bar(&lang(Locale::En), &bar()).as_str().contains("higher is better"));
    }

    #[test]
    fn below_level_one_stands_left_with_words_and_without_fill() {
        let mut below = bar();
        below.now = Some(mark("9.80", "0.4").beyond(Beyond::Below));
        let html = level_bar(&lang(Locale::Th), &below);
        assert!(html.as_str().contains("<svg x=\"0%\" y=\"22\""), "{html}");
        assert!(html.as_str().contains("9.80 ต่ำกว่าระดับ 1"));
        assert!(html.as_str().contains("text-anchor=\"start\">9.80"));
        assert!(!html.as_str().contains("lb-fill"));
        assert!(html.as_str().contains("1.0000"));
    }

    #[test]
    fn above_level_five_stands_right_with_words() {
        let mut above = bar();
        above.now = Some(mark("3,400", "5").beyond(Beyond::Above));
        let html = level_bar(&lang(Locale::Th), &above);
        assert!(html.as_str().contains("<svg x=\"100%\" y=\"22\""));
        assert!(html.as_str().contains("3,400 เกินระดับ 5") && html.as_str().contains("text-anchor=\"end\">3,400"));
        assert!(html.as_str().contains("lv5"));
    }

    #[test]
    fn lower_is_better_keeps_level_five_at_the_right() {
        let lower = LevelBar {
            levels: ["5,400", "5,200", "5,000", "4,800", "4,600"].map(ToOwned::to_owned),
            lower_is_better: true,
            now: Some(mark("4,930", "3.35")),
            ..LevelBar::default()
        };
        let html = level_bar(&lang(Locale::Th), &lower);
        assert!(html.as_str().contains("ยิ่งน้อยยิ่งดี"));
        assert!(html.as_str().contains("<text class=\"lb-value\" x=\"100%\" y=\"68\">4,600</text>"));
        assert!(html.as_str().contains("<svg x=\"58.75%\" y=\"22\""));
    }

    #[test]
    fn the_older_label_gives_way_when_closer_than_a_quarter() {
        let mut near = bar();
        near.before = Some(mark("2,590", "3.6333"));
        let html = level_bar(&lang(Locale::Th), &near);
        assert!(html.as_str().contains("lb-before\"") && !html.as_str().contains("lb-before-label"));
        assert!(html.as_str().contains("รอบก่อน 2,590"), "it stays in the sentence");
        near.before = Some(mark("2,300", "2.7067"));
        assert!(level_bar(&lang(Locale::Th), &near).as_str().contains("lb-before-label"), "exactly 24 points apart");
    }

    #[test]
    fn hostile_labels_stay_text() {
        let mut hostile = bar();
        hostile.levels[0] = "<script>x</script>".to_owned();
        hostile.unit = "\"><img onerror=x>".to_owned();
        hostile.now = Some(mark("</svg><b>", "3"));
        let html = level_bar(&lang(Locale::Th), &hostile);
        assert!(
            !html.as_str().contains("<script") && !html.as_str().contains("<img") && !html.as_str().contains("<b>")
        );
    }
}
