//! What a proposal consists of: its targets, the rule behind x, and the figures it can be checked with by hand.

use serde::{Deserialize, Serialize};

use super::bands::Bands;
use super::benchmark::{Comparators, Standing};
use super::unit_cost::ScoredOn;
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;

/// What results are measured against: five values, or bands of ranks.
#[expect(clippy::large_enum_variant, reason = "one at a time, and levels are the usual case")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Targets {
    /// Values of levels 1 to 5.
    Levels(Levels),
    /// Ranks of each level; always lower is better.
    Bands(Bands),
}

impl Targets {
    /// Whether more or less is better.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Levels(levels) => levels.direction(),
            Self::Bands(_) => Direction::Lower,
        }
    }
}

/// Which rule gave x; patterns 1 and 3 give the same figure for different reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonCode {
    /// Pattern 1: last year's result.
    LastResult,
    /// Pattern 2: the mean.
    Mean,
    /// Pattern 3: last year's result and not the mean.
    LastResultNotMean,
    /// Patterns 1 to 3 on a flat baseline.
    NoChange,
    /// Pattern 4: the mandate at level 5.
    MandateAtLevel5,
    /// Pattern 5: what the budget buys.
    PlannedUnits,
    /// Pattern 6.1: the own result.
    OwnBetter,
    /// Pattern 6.2: the comparators' mean.
    ComparatorsMean,
    /// Pattern 6 where both are equal.
    EqualToComparators,
    /// Pattern 7: the first part in percent.
    ShareOfWhole,
    /// Pattern 7, two-sided: distance from the ideal share.
    DeviationFromIdeal,
    /// Pattern 8: the same rank.
    SameRank,
    /// Pattern 8: the band of the same rank.
    RankBand,
}

/// What the pattern worked with, so that the proposal can be checked by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Details {
    /// Patterns 1 and 2 need nothing but the baseline.
    Baseline,
    /// Pattern 3.
    Decline {
        /// The mean, which the deck says should not be used.
        rejected_mean: Exact,
    },
    /// Pattern 4.
    Mandate {
        /// The target given from above.
        target: Exact,
        /// Last year's result, which level 3 is never worse than.
        last: Exact,
    },
    /// Pattern 5.
    UnitCost {
        /// Budget, in million baht.
        budget: Exact,
        /// Units at level 3.
        units: Exact,
        /// Budget over units, in million baht.
        unit_cost: Exact,
        /// What results are measured in.
        scored_on: ScoredOn,
        /// Budget and units before the budget was revised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        planned: Option<(Exact, Exact)>,
    },
    /// Pattern 6.
    Benchmark {
        /// The own result.
        own: Exact,
        /// Mean of the comparators, unrounded.
        mean: Exact,
        /// Whether the own result is better or worse; none when equal.
        standing: Option<Standing>,
        /// Who was compared with.
        comparators: Comparators,
    },
    /// Pattern 7.
    Proportion {
        /// First part as given.
        first: Exact,
        /// Second part as given.
        second: Exact,
        /// Whether the parts did not add up to 100.
        normalised: bool,
    },
    /// Pattern 7, two-sided.
    TwoSided {
        /// The ideal share in percent.
        ideal: Exact,
    },
    /// Pattern 8.
    Rank {
        /// How many are ranked, where known.
        pool: Option<u32>,
    },
}
