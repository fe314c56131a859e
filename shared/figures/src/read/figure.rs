//! One indicator and round as a cell of a table: its state, value and score, and totals over many of them.

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::exact::Exact;
use ges_domain::rollup::RollUp;
use ges_domain::score::{Scored, Unscored};
use ges_ledger::read::results::Recorded;
use ges_web::format::BANGKOK;
use jiff::Timestamp;
use jiff::civil::Date;

use super::agency::Agency;
use super::signatures::Signature;

/// What is known of one indicator in one round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RoundState)]
pub(crate) enum State {
    /// The round has not ended yet, or the indicator starts in a later one.
    NotDue,
    /// Cancelled from this round or an earlier one; it is in no total.
    Cancelled,
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
            Self::Cancelled => "cancelled",
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
    /// The score with its trace, or why there is none; `None` without a figure.
    pub(crate) scored: Option<Result<Scored, Unscored>>,
}

impl Cell {
    /// The score, where there is one.
    pub(crate) fn score(&self) -> Option<&Scored> {
        self.scored.as_ref()?.as_ref().ok()
    }
}

/// The three rounds of an indicator.
pub(crate) fn cells(agency: &Agency, agreement: &Agreement, indicator: &Indicator, now: Timestamp) -> Vec<Cell> {
    let year = agreement.fiscal_year;
    let schedule = &indicator.definition.schedule;
    Round::ALL
        .into_iter()
        .map(|round| {
            let figure = agency
                .results
                .iter()
                .find(|r| r.report.indicator == indicator.number && r.report.round == round)
                .cloned();
            let state = match &figure {
                _ if schedule.cancelled(round) => State::Cancelled,
                None if !schedule.in_force(round) => State::NotDue,
                Some(figure) => match agency.signature_over(figure.record_id) {
                    Some(Signature::Verified) => State::Attested,
                    Some(_) => State::Claimed,
                    None => State::Reported,
                },
                None if !ended(round, year, now) => State::NotDue,
                None if agency.whole => State::Awaiting,
                None => State::NotShown,
            };
            let scored = figure.as_ref().map(|f| agreement.score(indicator, &f.report));
            Cell { round, state, figure, scored }
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

/// Self-assessed total of one round over the indicators that have a score; `None` without any.
pub(crate) fn total(agreement: &Agreement, rows: &[(Indicator, Vec<Cell>)], round: Round) -> Option<RollUp> {
    let scored = |(indicator, cells): &'_ (Indicator, Vec<Cell>)| -> Option<_> {
        let cell = cells.iter().find(|c| c.round == round)?;
        Some((indicator.clone(), cell.score()?.exact.clone()))
    };
    let scores: Vec<(Indicator, Exact)> = rows.iter().filter_map(scored).collect();
    let scores: Vec<_> = scores.iter().map(|(i, s)| (i, s)).collect();
    // An agreement was checked when it was signed; without a score there is no total.
    agreement.roll_up(&scores, round).ok().filter(|rolled| rolled.total().mean.exact().is_some())
}
