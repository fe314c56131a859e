//! Totals of a round as the pages show them: the score, and the weight it stands on.

use ges_domain::agreement::Total;
use ges_domain::calendar::Round;
use ges_web::ui;
use ges_web::{Html, Lang};

use super::shown;

/// One round's total.
pub(crate) struct TotalView {
    pub(crate) round: String,
    pub(crate) score: Html,
    /// `น้ำหนัก 88 จาก 100`
    pub(crate) base: String,
}

impl TotalView {
    pub(crate) fn of(lang: &Lang, (round, total): &(Round, Total), large: bool) -> Self {
        let score = total.score.official().unwrap_or_default();
        Self {
            round: shown::round(lang, *round),
            score: if large { ui::score_large(lang, score) } else { ui::score_chip(lang, score) },
            base: lang.tr2("figures-weight-base", "base", total.base.shown(4), "whole", total.whole.shown(4)),
        }
    }
}
