//! Hybrids: one predicate for each level (deck slides 39–41).

use serde::{Deserialize, Serialize};

use super::error::CriteriaError;
use super::levels::Direction;
use crate::exact::Exact;
use crate::formula::Name;

/// Most conditions of one level.
pub const MAX_CONDITIONS: usize = 16;

/// One thing that must be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The event has taken place.
    Event(Name),
    /// The measure (a count, a percent) is at least so much.
    AtLeast {
        /// What is measured.
        measure: Name,
        /// The agreed number.
        value: Exact,
    },
    /// The measure is at most so much.
    AtMost {
        /// What is measured.
        measure: Name,
        /// The agreed number.
        value: Exact,
    },
    /// The measure exceeds that of others (such as a national average) by at least so much.
    Exceeds {
        /// What is measured.
        measure: Name,
        /// What it is compared with.
        series: Name,
        /// By how much, in the measure's unit.
        by: Exact,
    },
}

/// A condition that compares a measure, or its margin over a series, with an agreed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Threshold<'a> {
    pub measure: &'a Name,
    pub series: Option<&'a Name>,
    pub value: &'a Exact,
    pub direction: Direction,
}

impl Threshold<'_> {
    /// Whether both compare the same thing the same way, so that a result can lie between them.
    pub(crate) fn is_of(&self, other: &Threshold<'_>) -> bool {
        (self.measure, self.series, self.direction) == (other.measure, other.series, other.direction)
    }
}

impl Condition {
    /// The comparison; events have none.
    pub(crate) fn threshold(&self) -> Option<Threshold<'_>> {
        let of = |measure, series, value, direction| Some(Threshold { measure, series, value, direction });
        match self {
            Self::AtLeast { measure, value } => of(measure, None, value, Direction::Higher),
            Self::AtMost { measure, value } => of(measure, None, value, Direction::Lower),
            Self::Exceeds { measure, series, by } => of(measure, Some(series), by, Direction::Higher),
            Self::Event(_) => None,
        }
    }

    /// Whether `other` holds wherever this does.
    fn implies(&self, other: &Self) -> bool {
        match (self.threshold(), other.threshold()) {
            (Some(own), Some(other)) => own.is_of(&other) && own.direction.at_least(own.value, other.value),
            _ => self == other,
        }
    }
}

/// The hardest threshold on the same measure among conditions that must all hold.
pub(crate) fn hardest<'a>(
    conditions: impl IntoIterator<Item = &'a Condition>,
    like: &Threshold<'_>,
) -> Option<Threshold<'a>> {
    let same = conditions.into_iter().filter_map(Condition::threshold).filter(|t| t.is_of(like));
    same.reduce(|hardest, t| if t.direction.better(t.value, hardest.value) { t } else { hardest })
}

/// Levels 1 to 5, each with the conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Hybrid {
    levels: [Vec<Condition>; 5],
    interpolate: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    levels: Vec<Vec<Condition>>,
    interpolate: bool,
}

impl Hybrid {
    /// Conditions of levels 1 to 5; with `interpolate`, scores lie proportionally between neighbouring levels that
    /// share a measure, otherwise they go in steps.
    pub fn new(levels: [Vec<Condition>; 5], interpolate: bool) -> Result<Self, CriteriaError> {
        match (1..).zip(&levels).find(|(_, l)| l.is_empty() || l.len() > MAX_CONDITIONS) {
            Some((level, conditions)) => Err(CriteriaError::Conditions { level, count: conditions.len() }),
            None => Ok(Self { levels, interpolate }),
        }
    }

    /// Conditions of levels 1 to 5.
    pub fn levels(&self) -> &[Vec<Condition>; 5] {
        &self.levels
    }

    /// Whether scores lie between levels that share a measure.
    pub fn interpolates(&self) -> bool {
        self.interpolate
    }

    /// Levels that ask for less of a measure than one before, or for nothing that those before did not ask for.
    pub fn defects(&self) -> Vec<CriteriaError> {
        let mut out = Vec::new();
        for (level, conditions) in (1..).zip(&self.levels).skip(1) {
            let before = || self.levels.iter().take(level - 1).flatten();
            let eased = conditions.iter().filter_map(|condition| {
                let own = condition.threshold()?;
                let harder = hardest(before(), &own)?;
                let eases = hardest(conditions, &own)? == own && own.direction.better(harder.value, own.value);
                eases.then(|| CriteriaError::Eases { level, measure: own.measure.clone() })
            });
            let found = out.len();
            out.extend(eased);
            let implied = |condition| before().any(|b| b.implies(condition));
            if out.len() == found && conditions.iter().all(implied) {
                out.push(CriteriaError::SameConditions(level));
            }
        }
        out
    }
}

impl TryFrom<Written> for Hybrid {
    type Error = CriteriaError;
    fn try_from(w: Written) -> Result<Self, CriteriaError> {
        let count = w.levels.len();
        let levels = <[Vec<Condition>; 5]>::try_from(w.levels).map_err(|_| CriteriaError::HybridLevels(count))?;
        Self::new(levels, w.interpolate)
    }
}

impl From<Hybrid> for Written {
    fn from(h: Hybrid) -> Self {
        Self { levels: h.levels.to_vec(), interpolate: h.interpolate }
    }
}
