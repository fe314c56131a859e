//! Where an organisation stands: the numbers of the executive page, exact, each with what it rests on.
//!
//! Total now and at the last round, its split by dimension, the largest losses, what is awaited or late, and what the
//! year would come to under an assumption that is named. Totals and means are those of the roll-up.

mod awaited;
mod error;
mod losses;
mod projection;
mod split;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::awaited::{Awaited, awaited};
pub use self::error::StandingError;
pub use self::losses::{Loss, MAX_LOSSES, losses};
pub use self::projection::{Assumption, Projected, Projection, project};
pub use self::split::{DIVIDER, Dimension, Slice, split};

use crate::agreement::{Agreement, Indicator};
use crate::calendar::Round;
use crate::exact::Exact;
use crate::ids::IndicatorNumber;
use crate::rollup::{Group, PerRound};
use crate::score::Scored;

/// What an indicator has in a round: its points, and the value they were read off where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marked {
    /// Points, as they are to be rolled up.
    pub score: Exact,
    /// In the indicator's unit, cumulative from 1 October; milestones, hybrids and composites have none.
    pub value: Option<Exact>,
}

impl From<&Scored> for Marked {
    fn from(scored: &Scored) -> Self {
        Self { score: scored.exact.clone(), value: scored.value.clone() }
    }
}

/// The scores of each round; indicators without one are absent. Numbers that the agreement does not have are ignored.
pub type Scores = PerRound<BTreeMap<IndicatorNumber, Marked>>;

/// The round that is looked at, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The round.
    pub round: Round,
    /// Last day on which its reports are in time, in Asia/Bangkok.
    pub closes: Date,
    /// The day it is looked at, in Asia/Bangkok.
    pub today: Date,
}

/// The executive page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// The round it is of.
    pub round: Round,
    /// Total now and at the last round.
    pub total: Total,
    /// Split by dimension and issue, in the order of the agreement.
    pub dimensions: Vec<Dimension>,
    /// The largest losses, at most [`MAX_LOSSES`], none of zero.
    pub losses: Vec<Loss>,
    /// What has no score yet in this round, in the order of the agreement.
    pub awaited: Vec<Awaited>,
    /// The year's end if every score stayed as it is.
    pub kept: Projection,
    /// The year's end if cumulative figures went on as until now.
    pub continued: Projection,
    /// Scores by round, for a small line beside each indicator.
    pub series: Vec<Series>,
}

/// The total, and what it was at the last round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Mean, base and what is awaited.
    pub now: Group,
    /// The same for the round before, over its own base; `None` in the first round.
    pub last: Option<Group>,
    /// Official figure now less that of the last round, so that the printed figures agree; `None` without either.
    pub movement: Option<Exact>,
}

/// The scores of an indicator by round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    /// Its number.
    pub number: IndicatorNumber,
    /// Points up to the round that is looked at; nothing where it was not in force or has no score.
    pub scores: PerRound<Option<Exact>>,
}

/// Everything at once.
pub fn overview(agreement: &Agreement, scores: &Scores, moment: Moment) -> Result<Overview, StandingError> {
    let round = moment.round;
    let lost = losses(agreement, scores, round).into_iter().filter(|loss| loss.points > Exact::zero());
    Ok(Overview {
        round,
        total: total(agreement, scores, round)?,
        dimensions: split(agreement, scores, round)?,
        losses: lost.take(MAX_LOSSES).collect(),
        awaited: awaited(agreement, scores, moment),
        kept: project(agreement, scores, round, Assumption::PresentScore)?,
        continued: project(agreement, scores, round, Assumption::Continuation)?,
        series: agreement.indicators.iter().map(|indicator| series(indicator, scores, round)).collect(),
    })
}

/// Total of a round and of the one before it.
pub fn total(agreement: &Agreement, scores: &Scores, round: Round) -> Result<Total, StandingError> {
    let of = |round: Round| -> Result<Group, StandingError> {
        let scored: Vec<(&Indicator, &Exact)> =
            counting(agreement, scores, round).map(|c| (c.indicator, &c.marked.score)).collect();
        Ok(agreement.roll_up(&scored, round).map_err(StandingError::Tree)?.total().clone())
    };
    let now = of(round)?;
    let last = round.previous().map(of).transpose()?;
    let before = last.as_ref().and_then(|group| group.mean.official());
    let movement = now.mean.official().zip(before).map(|(now, before)| now - before);
    Ok(Total { now, last, movement })
}

fn series(indicator: &Indicator, scores: &Scores, until: Round) -> Series {
    let score = |round| {
        let due = round <= until && indicator.definition.schedule.in_force(round);
        scores.at(round).get(&indicator.number).filter(|_| due).map(|marked| marked.score.clone())
    };
    Series { number: indicator.number.clone(), scores: PerRound::of(score) }
}

/// An indicator that counts in a round.
struct Counting<'a> {
    indicator: &'a Indicator,
    weight: Exact,
    marked: &'a Marked,
}

/// Those in force that have a score: the base of the total.
fn counting<'a>(agreement: &'a Agreement, scores: &'a Scores, round: Round) -> impl Iterator<Item = Counting<'a>> {
    in_force(agreement, round).filter_map(move |indicator| {
        let marked = scores.at(round).get(&indicator.number)?;
        Some(Counting { indicator, weight: indicator.weight_in(round), marked })
    })
}

fn in_force(agreement: &Agreement, round: Round) -> impl Iterator<Item = &Indicator> {
    agreement.indicators.iter().filter(move |indicator| indicator.definition.schedule.in_force(round))
}
