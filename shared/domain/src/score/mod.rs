//! Scores: criteria applied to inputs under recorded policies, with a trace that explains itself.
//!
//! Everything is calculated exactly and rounded once, half-up to four decimals, where it becomes official (domain
//! rules 10, no. 3). A trace holds all that went into a score, so that running it again years later gives the same
//! digits.

mod asks;
mod compute;
mod inputs;
mod months;
#[cfg(test)]
mod tests;
mod trace;
mod unscored;
mod words;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::criteria::Measurement;
use crate::exact::Exact;
use crate::policy::Policies;

pub use asks::{Answer, Ask, Form, asks};
pub use inputs::{Inputs, MAX_INPUTS};
pub use months::{MAX_MONTHS, MonthsDefect, monthly, monthly_value};
pub use trace::{Checked, Mean, Step, Subject, Trace};
pub use unscored::Unscored;
pub(crate) use words::{amount, listed};
pub use words::{figure, official};

/// The score of one indicator in one round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// Exact points on the framework's scale.
    pub exact: Exact,
    /// The official score: rounded once, half-up to four decimals.
    pub official: Decimal,
    /// The value the score was read off; milestones, hybrids and composites have none.
    pub value: Option<Exact>,
    /// How it came about.
    pub trace: Trace,
}

/// Scores what is reported: the value by its formula, then the criteria.
///
/// What is missing or cannot be calculated is a named state and never a number.
pub fn score(
    subject: Subject,
    measurement: &Measurement,
    inputs: &Inputs,
    policies: &Policies,
) -> Result<Scored, Unscored> {
    if !inputs.within_limits() {
        return Err(Unscored::TooManyInputs);
    }
    if !inputs.are_keepable() {
        return Err(Unscored::TooLarge);
    }
    let (points, value, mut steps) = compute::measured(measurement, inputs, policies)?;
    let official = points.official().ok_or(Unscored::TooLarge)?;
    steps.push(Step::Rounded { exact: points.clone(), official });
    let trace = Trace {
        subject,
        policies: policies.clone(),
        measurement: measurement.clone(),
        inputs: inputs.clone(),
        steps,
        exact: points.clone(),
        official,
    };
    Ok(Scored { exact: points, official, value, trace })
}
