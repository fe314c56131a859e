//! What a row of a roll-up shows: a score with its state, or a mean with what it stands on.

use serde::{Deserialize, Serialize};

use super::standing::{Standing, State};
use super::wide;
use crate::exact::Exact;

/// Decimals of official figures and of rows.
pub(super) const PLACES: u32 = 4;

/// How settled a mean is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maturity {
    /// Data is awaited; the mean stands on part of the weight in force.
    Provisional,
    /// Everything in force counts; some scores may still change.
    Complete,
    /// Every score is final, or was not reported in a round now closed.
    Final,
}

/// A mean, or the state that stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Mean {
    /// Σ(w·s) / Σw over the leaves in the base.
    Score {
        /// Unrounded.
        #[serde(with = "wide")]
        exact: Exact,
        /// Rounded once, half-up to four decimals.
        official: Exact,
        /// How settled it is.
        maturity: Maturity,
    },
    /// Nothing in the base: data is awaited; or nothing is due yet; or all is cancelled.
    Empty(State),
}

impl Mean {
    /// The unrounded mean.
    pub fn exact(&self) -> Option<&Exact> {
        match self {
            Self::Score { exact, .. } => Some(exact),
            Self::Empty(_) => None,
        }
    }

    /// The official figure.
    pub fn official(&self) -> Option<&Exact> {
        match self {
            Self::Score { official, .. } => Some(official),
            Self::Empty(_) => None,
        }
    }
}

/// The mean over all leaves below an inner item, and what it stands on. Weights are shares of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Weight of all leaves.
    #[serde(with = "wide")]
    pub whole: Exact,
    /// Weight of the leaves that count.
    #[serde(with = "wide")]
    pub base: Exact,
    /// Weight of the leaves whose data is awaited, outside the base.
    #[serde(with = "wide")]
    pub awaiting: Exact,
    /// Σ(w·s) over the leaves that count.
    #[serde(with = "wide")]
    pub sum: Exact,
    /// Sum over base.
    pub mean: Mean,
}

/// What a leaf in the base adds to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Its points.
    #[serde(with = "wide")]
    pub score: Exact,
    /// Weight times score.
    #[serde(with = "wide")]
    pub product: Exact,
    /// `w·s / Σw` over the whole base.
    #[serde(with = "wide")]
    pub contribution: Exact,
    /// The contribution, rounded half-up to four decimals.
    pub rounded: Exact,
}

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Figure {
    /// A scored item.
    Leaf {
        /// Where it stands.
        standing: Standing,
        /// What it adds; only where it is in the base.
        counted: Option<Counted>,
    },
    /// An inner item.
    Group(Group),
}
