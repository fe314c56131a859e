//! A strategy (ยุทธศาสตร์): the agenda that joint indicators belong to (deck slide 49).

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::Text;

use super::JointError;
use super::error::checked_name;

/// Most strategies of a year; the deck has nine.
pub const MAX_STRATEGIES: usize = 50;

/// Short stable name of a strategy, for example `drugs`: 2 to 40 of `a-z`, `0-9` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StrategyId(String);

impl FromStr for StrategyId {
    type Err = JointError;
    fn from_str(text: &str) -> Result<Self, JointError> {
        let good = (2..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if good { Ok(Self(text.to_owned())) } else { Err(JointError::StrategyId(text.chars().take(60).collect())) }
    }
}

impl TryFrom<String> for StrategyId {
    type Error = JointError;
    fn try_from(text: String) -> Result<Self, JointError> {
        text.parse()
    }
}

impl From<StrategyId> for String {
    fn from(id: StrategyId) -> Self {
        id.0
    }
}

impl fmt::Display for StrategyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A strategy of one year. Its joint indicators are listed by [`super::JointPlan::indicators_of`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StrategyDraft", into = "StrategyDraft")]
pub struct Strategy(StrategyDraft);

/// A strategy as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrategyDraft {
    /// Short stable name.
    pub id: StrategyId,
    /// Place in the list of the year, from 1.
    pub number: NonZeroU16,
    /// Official name.
    pub name: Text,
}

impl Strategy {
    /// A strategy; it has a Thai name.
    pub fn new(draft: StrategyDraft) -> Result<Self, JointError> {
        checked_name(&draft.name, "strategy.name")?;
        Ok(Self(draft))
    }

    /// Short stable name.
    pub fn id(&self) -> &StrategyId {
        &self.0.id
    }

    /// Place in the list of the year, from 1.
    pub fn number(&self) -> NonZeroU16 {
        self.0.number
    }

    /// Official name.
    pub fn name(&self) -> &Text {
        &self.0.name
    }
}

impl TryFrom<StrategyDraft> for Strategy {
    type Error = JointError;
    fn try_from(draft: StrategyDraft) -> Result<Self, JointError> {
        Self::new(draft)
    }
}

impl From<Strategy> for StrategyDraft {
    fn from(strategy: Strategy) -> Self {
        strategy.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_slugs() {
        for good in ["drugs", "doing-business", "a1", &"x".repeat(40)] {
            assert_eq!(good.parse::<StrategyId>().map(|id| id.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "a", "Drugs", "-ab", "ab-", "ข้าว", "a b", "doing_business", &"x".repeat(41)] {
            assert!(matches!(bad.parse::<StrategyId>(), Err(JointError::StrategyId(_))), "{bad}");
        }
    }

    #[test]
    fn a_strategy_has_a_thai_name_of_bounded_length() {
        let named = |th: &str, en: &str| {
            Strategy::new(StrategyDraft {
                id: "rice".parse().unwrap(),
                number: NonZeroU16::new(6).unwrap(),
                name: Text::new(th, en),
            })
            .map(|s| s.number().get())
        };
        let with = |th: &str| named(th, "Thai rice");
        assert_eq!(named("ข้าวไทย", &"x".repeat(4_000)), Ok(6));
        assert_eq!(named("ข้าวไทย", &"x".repeat(4_001)), Err(JointError::Name("strategy.name")));
        assert_eq!(with("ยุทธศาสตร์ข้าวไทย"), Ok(6));
        assert_eq!(with(&"ก".repeat(4_000)), Ok(6));
        for bad in ["", "  ", &"ก".repeat(4_001)] {
            assert_eq!(with(bad), Err(JointError::Name("strategy.name")));
        }
        assert!(serde_json::from_str::<Strategy>(r#"{"id":"rice","number":0,"name":{"th":"ข้าว"}}"#).is_err());
    }
}
