//! One item of an agreement's tree, as it was agreed: a dimension, an issue, an indicator or a part of one.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::per_round::PerRound;
use super::standing::Outcome;
use super::tree_error::TreeError;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::text::Text;

/// Most characters of an item's id.
pub const MAX_ID: usize = 64;
/// Most characters of the reason of a cancellation.
pub const MAX_REASON: usize = 500;

/// Short name of an item within one tree, for example `3.1`: 1 to 64 characters, nothing invisible in or around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemId(Arc<str>);

impl ItemId {
    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, TreeError> {
        let fits = !text.is_empty() && text.chars().nth(MAX_ID).is_none();
        if fits && text.trim() == text && !text.contains(char::is_control) {
            return Ok(Self(text.into()));
        }
        Err(TreeError::Id(text.chars().filter(|c| !c.is_control()).take(MAX_ID).collect()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ItemId {
    type Err = TreeError;
    fn from_str(text: &str) -> Result<Self, TreeError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ItemId {
    type Error = TreeError;
    fn try_from(text: String) -> Result<Self, TreeError> {
        Self::parse(&text)
    }
}

impl From<ItemId> for String {
    fn from(id: ItemId) -> Self {
        id.as_str().to_owned()
    }
}

/// A weight: one for the whole year, or one for each round (domain rules 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weight {
    /// The same in every round.
    Same(Exact),
    /// Its own in each round.
    PerRound(PerRound<Exact>),
}

impl Weight {
    /// The weight in a round.
    pub fn at(&self, round: Round) -> &Exact {
        match self {
            Self::Same(weight) => weight,
            Self::PerRound(weights) => weights.at(round),
        }
    }
}

/// What the weights of an item's children mean (domain rules 2.3: either, and it is stored which).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Children {
    /// Shares of the whole that add up to the weight of the parent: 15 + 5 = 20.
    #[default]
    Shares,
    /// Parts of the parent's weight that add up to 1.
    Internal,
}

/// From when and why an item counts no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// First round without it.
    pub since: Round,
    /// For readers, at most [`MAX_REASON`] characters; may be empty.
    #[serde(default)]
    pub reason: Text,
}

/// One item. What holds for an inner item holds for everything below: nothing starts before it, nothing outlives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Unique in the tree.
    pub id: ItemId,
    /// The item above; `None` at the top.
    pub parent: Option<ItemId>,
    /// For readers; may be empty, then the id stands alone.
    pub name: Text,
    /// Weight in percent of the whole, or part of the parent's weight where the parent declares [`Children::Internal`].
    /// `None` on an inner item: the sum of its children.
    pub weight: Option<Weight>,
    /// What the weights of its children mean.
    pub children: Children,
    /// First round in force.
    pub starts: Round,
    /// Set once it is cancelled.
    pub cancelled: Option<Cancellation>,
    /// What each round gave; leaves only.
    pub outcomes: PerRound<Outcome>,
}

impl Item {
    /// A leaf in force from the first round, without any result yet.
    pub fn leaf(id: ItemId, weight: Exact) -> Self {
        Self { weight: Some(Weight::Same(weight)), ..Self::node(id) }
    }

    /// An inner item whose weight is the sum of its children.
    pub fn node(id: ItemId) -> Self {
        Self {
            id,
            parent: None,
            name: Text::default(),
            weight: None,
            children: Children::default(),
            starts: Round::Six,
            cancelled: None,
            outcomes: PerRound::default(),
        }
    }

    /// Below another item.
    #[must_use]
    pub fn under(self, parent: ItemId) -> Self {
        Self { parent: Some(parent), ..self }
    }

    /// In force only from a round.
    #[must_use]
    pub fn starting(self, starts: Round) -> Self {
        Self { starts, ..self }
    }

    /// Without effect from a round.
    #[must_use]
    pub fn cancelled(self, since: Round, reason: Text) -> Self {
        Self { cancelled: Some(Cancellation { since, reason }), ..self }
    }

    /// With what a round gave.
    #[must_use]
    pub fn with(self, round: Round, outcome: Outcome) -> Self {
        Self { outcomes: self.outcomes.with(round, outcome), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_visible() {
        for good in ["1", "3.1", "ตัวชี้วัด ๑", &"๙".repeat(64)] {
            assert_eq!(ItemId::parse(good).map(|id| id.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", " ", " 1", "1 ", "1\n2", "1\u{0}", &"๙".repeat(65)] {
            assert!(
                matches!(bad.parse::<ItemId>(), Err(TreeError::Id(quoted)) if quoted.chars().count() <= 64),
                "{bad}"
            );
        }
        assert!(serde_json::from_str::<ItemId>("\"\"").is_err());
        assert_eq!(serde_json::from_str::<ItemId>("\"3.1\"").unwrap().as_str(), "3.1");
    }

    #[test]
    fn a_weight_may_change_from_round_to_round() {
        let per_round = Weight::PerRound(PerRound::of(|round| Exact::whole(round.months().into())));
        assert_eq!(Round::ALL.map(|r| per_round.at(r).to_whole()), [Some(6), Some(9), Some(12)]);
        assert_eq!(Round::ALL.map(|r| Weight::Same(Exact::one()).at(r).to_whole()), [Some(1); 3]);
    }
}
