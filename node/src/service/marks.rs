//! What a CIO looks at before signing: what a figure lacks, what changed late, and how punctual earlier rounds were.

use std::collections::BTreeMap;

use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::workflow::round::RoundEvent;
use ges_ledger::{LedgerError, read};
use ges_store::Tx;
use jiff::Timestamp;
use jiff::civil::Date;

use super::rounds::{Card, Frame, ZONE};

/// Something about a figure that calls for a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// No document stands behind it.
    NoEvidence,
    /// It was submitted after the round had closed.
    Late,
    /// It was recorded anew after somebody in the chain had approved it.
    EditedAfterApproval,
    /// It replaces a figure that the centre has already.
    Corrected,
}

impl Mark {
    /// Stable word, also the end of its translation's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoEvidence => "no-evidence",
            Self::Late => "late",
            Self::EditedAfterApproval => "edited",
            Self::Corrected => "corrected",
        }
    }
}

/// The marks of a card's newest figure; `closes_at` in microseconds since 1970.
pub fn marks(card: &Card, closes_at: Option<i64>) -> Vec<Mark> {
    let Some(figure) = card.submitted().or_else(|| card.newest()) else { return Vec::new() };
    let mut marks = Vec::new();
    if figure.report.evidence.is_empty() {
        marks.push(Mark::NoEvidence);
    }
    let first = |wanted: fn(&RoundEvent) -> bool| {
        card.steps.iter().filter(|s| wanted(&s.moved.event)).map(|s| s.recorded_at).min()
    };
    let submitted = first(|e| matches!(e, RoundEvent::Submit { .. }));
    if submitted.zip(closes_at).is_some_and(|(at, closes)| at > closes) {
        marks.push(Mark::Late);
    }
    let approved = first(|e| matches!(e, RoundEvent::SupervisorApprove {} | RoundEvent::PaUnitApprove {}));
    let corrected = first(|e| matches!(e, RoundEvent::Correct { .. }));
    if corrected.is_some() {
        marks.push(Mark::Corrected);
    } else if approved.is_some_and(|at| figure.recorded_at > at) {
        marks.push(Mark::EditedAfterApproval);
    }
    marks
}

/// When a round was signed for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// The year.
    pub year: FiscalYear,
    /// The round.
    pub round: Round,
    /// When, microseconds since 1970.
    pub at: i64,
    /// The last day on which the round took reports.
    pub closes: Option<Date>,
    /// Days after that day; below zero before it.
    pub days: Option<i32>,
}

/// Every round that was ever signed, newest first.
pub fn signed(tx: &mut Tx<'_>, frame: &Frame) -> Result<Vec<Signed>, LedgerError> {
    let mut first: BTreeMap<(FiscalYear, Round), i64> = BTreeMap::new();
    for year in read::agreements::years(tx, frame.own())? {
        for attested in read::attestations::of(tx, frame.own(), year)? {
            let at = first.entry((year, attested.round)).or_insert(attested.recorded_at);
            *at = attested.recorded_at.min(*at);
        }
    }
    let signed = |((year, round), at): ((FiscalYear, Round), i64)| {
        let closes = frame.closes(year, round);
        let day = Timestamp::from_microsecond(at).ok().map(|at| ZONE.to_datetime(at).date());
        let days = closes.zip(day).and_then(|(closes, day)| closes.until(day).ok()).map(|span| span.get_days());
        Signed { year, round, at, closes, days }
    };
    Ok(first.into_iter().rev().map(signed).collect())
}
