//! Totals of a round as the pages show them: the score, the weight it stands on, and how it came about.

use ges_domain::exact::Exact;
use ges_domain::rollup::RollUp;
use ges_web::ui;
use ges_web::{Html, Lang};

use super::shown;

/// One round's total.
pub(crate) struct TotalView {
    pub(crate) round: String,
    pub(crate) score: Html,
    /// `น้ำหนัก 88 จาก 100`
    pub(crate) base: String,
    /// Sum, base, rounding, and what is not in it; empty for readers from whom figures may be kept back, since nobody
    /// tells them whether one is missing.
    pub(crate) how: String,
}

impl TotalView {
    pub(crate) fn of(lang: &Lang, rolled: &RollUp, large: bool, whole: bool) -> Self {
        let total = rolled.total();
        let score = total.mean.exact().and_then(Exact::official).unwrap_or_default();
        Self {
            round: shown::round(lang, rolled.round()),
            score: if large { ui::score_large(lang, score) } else { ui::score_chip(lang, score) },
            base: lang.tr2("figures-weight-base", "base", total.base.shown(4), "whole", total.whole.shown(4)),
            how: if whole { lang.of(&rolled.trace().sentence()).to_owned() } else { String::new() },
        }
    }
}
