//! Proportions of two parts, such as 70:30; the canonical figure is the first part as percent of both (deck slide 37).

use serde::{Deserialize, Serialize};

use super::error::CriteriaError;
use super::levels::{Direction, Levels};
use crate::exact::Exact;

/// How a proportion is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Proportion {
    /// More (or less) of the first part is better.
    OneSided {
        /// Percent of the first part at each level.
        levels: Levels,
    },
    /// The nearer to an ideal the better.
    TwoSided {
        /// Ideal percent of the first part.
        ideal: Exact,
        /// Distance from the ideal at each level, falling.
        deviations: Levels,
    },
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "sides", rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    One { levels: Levels },
    Two { ideal: Exact, deviations: Levels },
}

impl Proportion {
    /// Distance from an ideal percent, placed on falling levels.
    pub fn two_sided(ideal: Exact, deviations: Levels) -> Result<Self, CriteriaError> {
        if ideal.is_negative() || ideal > Exact::whole(100) {
            return Err(CriteriaError::Ideal(ideal));
        }
        Ok(Self::TwoSided { ideal, deviations: deviations.running(Direction::Lower)? })
    }
}

impl TryFrom<Written> for Proportion {
    type Error = CriteriaError;
    fn try_from(w: Written) -> Result<Self, CriteriaError> {
        match w {
            Written::One { levels } => Ok(Self::OneSided { levels }),
            Written::Two { ideal, deviations } => Self::two_sided(ideal, deviations),
        }
    }
}

impl From<Proportion> for Written {
    fn from(p: Proportion) -> Self {
        match p {
            Proportion::OneSided { levels } => Self::One { levels },
            Proportion::TwoSided { ideal, deviations } => Self::Two { ideal, deviations },
        }
    }
}
