//! Totals of a round as the pages show them: the score, and the weight it stands on.

use ges_web::ui;
use ges_web::{Html, Lang};

use super::shown;
use crate::read::Total;

/// One round's total.
pub(crate) struct TotalView {
    pub(crate) round: String,
    pub(crate) score: Html,
    /// `น้ำหนัก 88 จาก 100`
    pub(crate) base: String,
}

impl TotalView {
    pub(crate) fn of(lang: &Lang, total: &Total, large: bool) -> Self {
        let score = total.score.official();
        Self {
            round: shown::round(lang, total.round),
            score: if large { ui::score_large(lang, score) } else { ui::score_chip(lang, score) },
            base: lang.tr2(
                "figures-weight-base",
                "base",
                shown::weight(total.base),
                "whole",
                shown::weight(total.whole),
            ),
        }
    }
}
