//! One indicator and round as a cell of a table: its state, value and score, and totals over many of them.

use ges_domain::agreement::Indicator;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::criteria::{Placement, Score};
use ges_ledger::read::results::Recorded;
use ges_web::format::BANGKOK;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::agency::Agency;
use super::signatures::Signature;

/// What is known of one indicator in one round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RoundState)]
pub(crate) enum State {
    /// The round has not ended yet.
    NotDue,
    /// The round has ended and nothing is reported.
    Awaiting,
    /// Nothing that this reader may see; whether there is a figure is not told.
    NotShown,
    /// Reported, not attested in this version.
    Reported,
    /// Named in an attestation whose signature cannot be judged here or does not hold.
    Claimed,
    /// Attested: the CIO's signature over exactly this record was verified.
    Attested,
}

impl State {
    /// Stable word, also part of message keys.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not-due",
            Self::Awaiting => "awaiting",
            Self::NotShown => "not-shown",
            Self::Reported => "reported",
            Self::Claimed => "claimed",
            Self::Attested => "attested",
        }
    }
}

/// One indicator in one round.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) round: Round,
    pub(crate) state: State,
    pub(crate) figure: Option<Recorded>,
    pub(crate) placement: Option<Placement>,
}

/// The three rounds of an indicator.
pub(crate) fn cells(agency: &Agency, year: FiscalYear, indicator: &Indicator, now: Timestamp) -> Vec<Cell> {
    Round::ALL
        .into_iter()
        .map(|round| {
            let figure = agency
                .results
                .iter()
                .find(|r| r.report.indicator == indicator.number && r.report.round == round)
                .cloned();
            let state = match &figure {
                Some(figure) => match agency.signature_over(figure.record_id) {
                    Some(Signature::Verified) => State::Attested,
                    Some(_) => State::Claimed,
                    None => State::Reported,
                },
                None if !ended(round, year, now) => State::NotDue,
                None if agency.whole => State::Awaiting,
                None => State::NotShown,
            };
            let placement = figure.as_ref().map(|f| indicator.levels.place(f.report.value));
            Cell { round, state, figure, placement }
        })
        .collect()
}

/// Last day of a round; it is due on the day after.
pub(crate) fn last_day(round: Round, year: FiscalYear) -> Option<Date> {
    let (year, month, day) = round.last_day(year);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn ended(round: Round, year: FiscalYear, now: Timestamp) -> bool {
    last_day(round, year).is_some_and(|last| BANGKOK.to_datetime(now).date() > last)
}

/// A weighted score and the weight it stands on.
#[derive(Debug, Clone)]
pub(crate) struct Total {
    pub(crate) round: Round,
    pub(crate) score: Score,
    /// Weight of the indicators with a figure.
    pub(crate) base: Decimal,
    /// Weight of the whole agreement.
    pub(crate) whole: Decimal,
}

/// Self-assessed total of one round over the indicators that have a figure; `None` without any.
pub(crate) fn total(rows: &[(Indicator, Vec<Cell>)], round: Round) -> Option<Total> {
    let scored: Vec<(Decimal, &Score)> = rows
        .iter()
        .filter_map(|(indicator, cells)| {
            let cell = cells.iter().find(|c| c.round == round)?;
            Some((indicator.weight, &cell.placement.as_ref()?.score))
        })
        .collect();
    let sum = |weights: &mut dyn Iterator<Item = Decimal>| {
        weights.fold(Decimal::ZERO, |sum, w| sum.checked_add(w).unwrap_or(sum))
    };
    let base = sum(&mut scored.iter().map(|(w, _)| *w));
    let whole = sum(&mut rows.iter().map(|(i, _)| i.weight));
    Some(Total { round, score: Score::weighted_mean(scored)?, base, whole })
}
