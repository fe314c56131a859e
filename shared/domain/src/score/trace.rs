//! The trace of a score: everything that went into it and each step, so that anyone can calculate it again.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Inputs, Scored, Unscored, score};
use crate::criteria::{Band, Condition, Levels, Measurement, Placement, Position};
use crate::exact::Exact;
use crate::formula::Name;
use crate::ids::IndicatorNumber;
use crate::policy::{MilestoneCount, Policies};
use crate::text::Text;

/// What a score is of; what is not known stays empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    /// Number of the indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorNumber>,
    /// Version of its definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition_version: Option<u32>,
    /// Framework id, for example `departments-2555`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// Version of the framework.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework_version: Option<u32>,
    /// Unit the value is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
}

/// A score with all it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// What it is of.
    pub subject: Subject,
    /// Policies that were applied.
    pub policies: Policies,
    /// Variables, formula and criteria.
    pub measurement: Measurement,
    /// What was reported.
    pub inputs: Inputs,
    /// Each step in order.
    pub steps: Vec<Step>,
    /// The exact points.
    pub exact: Exact,
    /// Rounded once, half-up to four decimals.
    pub official: Decimal,
}

impl Trace {
    /// Calculates again from what the trace holds. The same digits come out, or the trace was tampered with.
    pub fn rerun(&self) -> Result<Scored, Unscored> {
        score(self.subject.clone(), &self.measurement, &self.inputs, &self.policies)
    }

    /// Where the value lies among the levels, for criteria with level values.
    pub fn position(&self) -> Option<&Position> {
        self.steps.iter().find_map(|step| match step {
            Step::Placed { placement, .. } => Some(&placement.position),
            _ => None,
        })
    }

    /// Whether calculating again gives this very trace.
    pub fn holds(&self) -> bool {
        self.rerun().is_ok_and(|again| again.trace == *self)
    }
}

/// A condition of a hybrid level and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// The condition.
    pub condition: Condition,
    /// What was found: the measure or its margin. Null for events, and where nothing is reported, which is not met.
    pub found: Option<Exact>,
    /// Whether it is met.
    pub holds: bool,
}

/// One row of an average.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mean {
    /// Id of the part.
    pub id: String,
    /// Its weight.
    pub weight: Exact,
    /// Its unrounded score.
    pub score: Exact,
}

/// One step of a computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// The value as reported.
    Given {
        /// The value.
        value: Exact,
    },
    /// The value by the formula.
    Computed {
        /// The formula.
        formula: String,
        /// The formula with the reported values in place of the names.
        substituted: String,
        /// What it gives.
        value: Exact,
    },
    /// The first part of a proportion as percent of both.
    Share {
        /// First part.
        first: Exact,
        /// Second part.
        second: Exact,
        /// Percent.
        percent: Exact,
    },
    /// Distance from an ideal.
    Deviation {
        /// Percent found.
        actual: Exact,
        /// Percent wished for.
        ideal: Exact,
        /// How far apart.
        deviation: Exact,
    },
    /// A value placed on five levels.
    Placed {
        /// The value.
        value: Exact,
        /// The levels.
        levels: Levels,
        /// Where it lies and the points that gives.
        placement: Placement,
    },
    /// A rank between two levels that counts as the lower one.
    Stepped {
        /// The level it counts as.
        level: u8,
        /// The points.
        points: Exact,
    },
    /// Steps of a milestone.
    Counted {
        /// Which are done.
        done: [bool; 5],
        /// How they count.
        count: MilestoneCount,
        /// How many counted.
        level: u8,
        /// Part of the next one that counted.
        partial: Option<Exact>,
        /// The points.
        points: Exact,
    },
    /// One level of a hybrid, checked.
    Level {
        /// Which.
        level: u8,
        /// Its conditions.
        conditions: Vec<Checked>,
        /// Whether all hold.
        holds: bool,
    },
    /// Highest level of a hybrid with all lower ones held.
    Reached {
        /// Which; 0 is none.
        level: u8,
        /// The points.
        points: Exact,
    },
    /// Part of the way to the next level of a hybrid.
    Towards {
        /// The next level.
        level: u8,
        /// The measure both share.
        measure: Name,
        /// The series whose margin both ask for, if they do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        series: Option<Name>,
        /// What was found.
        found: Exact,
        /// Threshold of the level reached.
        from: Exact,
        /// Threshold of the next.
        to: Exact,
        /// The part, above 0 and below 1.
        part: Exact,
        /// The points with it.
        points: Exact,
    },
    /// The band a rank lies in.
    Banded {
        /// The rank.
        rank: Exact,
        /// The band.
        band: Band,
    },
    /// A sub-indicator by itself.
    Part {
        /// Id.
        id: String,
        /// Name.
        name: Text,
        /// Its own steps.
        steps: Vec<Step>,
        /// Its unrounded points.
        points: Exact,
    },
    /// The average of the sub-indicators.
    Averaged {
        /// What was averaged.
        rows: Vec<Mean>,
        /// Σ(w·s).
        sum: Exact,
        /// Σw.
        base: Exact,
        /// Σ(w·s)/Σw.
        points: Exact,
    },
    /// The one rounding, half-up to four decimals.
    Rounded {
        /// Before.
        exact: Exact,
        /// After.
        official: Decimal,
    },
}
