//! Scoring criteria (เกณฑ์การให้คะแนน): what an indicator's results are worth (deck slides 25, 37–41, domain rules 2).

mod composite;
mod error;
mod hybrid;
mod levels;
mod milestone;
mod proportion;
mod rank;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use composite::{Composite, MAX_DEPTH, MAX_PART_ID, MAX_PARTS, MAX_PARTS_IN_ALL, Measurement, Part, Weighting};
pub use error::CriteriaError;
pub use hybrid::{Condition, Hybrid, MAX_CONDITIONS};
pub(crate) use hybrid::{Threshold, hardest};
pub use levels::{Direction, Levels, LevelsError, Placement, Position};
pub use milestone::Milestone;
pub use proportion::Proportion;
pub use rank::{Band, MAX_BANDS, Rank, RankBands, place_of};

/// How results become points; one kind for each way the deck scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Criteria {
    /// Five values with proportional scores between them.
    Levels {
        /// Level 1 first.
        values: Levels,
    },
    /// Five ordered steps.
    Milestone(Milestone),
    /// One predicate for each level.
    Hybrid(Hybrid),
    /// A rank in bands of ranks.
    RankBands(RankBands),
    /// One rank for each level.
    Rank(Rank),
    /// A proportion of two parts.
    Proportion(Proportion),
    /// Sub-indicators, each scored by itself and then averaged.
    Composite(Composite),
}

impl Criteria {
    /// Five values.
    pub fn levels(values: Levels) -> Self {
        Self::Levels { values }
    }

    /// Stable word of the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Levels { .. } => "levels",
            Self::Milestone(_) => "milestone",
            Self::Hybrid(_) => "hybrid",
            Self::RankBands(_) => "rank_bands",
            Self::Rank(_) => "rank",
            Self::Proportion(_) => "proportion",
            Self::Composite(_) => "composite",
        }
    }

    /// The five values of kinds that have them.
    pub fn level_values(&self) -> Option<&Levels> {
        match self {
            Self::Levels { values } => Some(values),
            Self::Rank(rank) => Some(rank.levels()),
            Self::Proportion(Proportion::OneSided { levels }) => Some(levels),
            _ => None,
        }
    }

    /// What authors must mend before these criteria may be agreed, although a score can be computed from them.
    pub fn defects(&self) -> Vec<CriteriaError> {
        match self {
            Self::Hybrid(hybrid) => hybrid.defects(),
            Self::RankBands(bands) => bands.defects(),
            Self::Composite(composite) => composite
                .parts()
                .iter()
                .flat_map(|p| p.measurement.defects(None).into_iter().map(|error| error.of_part(&p.id)))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether one value is judged, which a formula may give; the others are read off steps, facts or parts.
    pub fn judges_a_value(&self) -> bool {
        !matches!(self, Self::Milestone(_) | Self::Hybrid(_) | Self::Composite(_))
    }
}
