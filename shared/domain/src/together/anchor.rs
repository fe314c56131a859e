//! What a thread, task or finding is about.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::TogetherError;
use crate::calendar::{FiscalYear, Round};
use crate::ids::{Digest, IndicatorNumber};

/// A place in the agency's year; written `indicator:2555:1.2`, `result:2555:1.2:9`, `obstacle:2555:1.2:9` or
/// `document:DIGEST:4`, the last with or without a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Anchor {
    /// An indicator of a year.
    Indicator(FiscalYear, IndicatorNumber),
    /// Its result in a round.
    Result(FiscalYear, IndicatorNumber, Round),
    /// An obstacle that was reported for a round.
    Obstacle(FiscalYear, IndicatorNumber, Round),
    /// A filed document, and a page of it counted from 1.
    Document(Digest, Option<NonZeroU32>),
}

impl Anchor {
    /// The indicator it speaks of, with its year.
    pub fn indicator(&self) -> Option<(FiscalYear, &IndicatorNumber)> {
        match self {
            Self::Indicator(year, number) | Self::Result(year, number, _) | Self::Obstacle(year, number, _) => {
                Some((*year, number))
            }
            Self::Document(..) => None,
        }
    }

    /// The round it speaks of.
    pub fn round(&self) -> Option<Round> {
        match self {
            Self::Result(_, _, round) | Self::Obstacle(_, _, round) => Some(*round),
            Self::Indicator(..) | Self::Document(..) => None,
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Indicator(year, number) => write!(f, "indicator:{year}:{number}"),
            Self::Result(year, number, round) => write!(f, "result:{year}:{number}:{}", round.months()),
            Self::Obstacle(year, number, round) => write!(f, "obstacle:{year}:{number}:{}", round.months()),
            Self::Document(digest, None) => write!(f, "document:{digest}"),
            Self::Document(digest, Some(page)) => write!(f, "document:{digest}:{page}"),
        }
    }
}

impl FromStr for Anchor {
    type Err = TogetherError;
    fn from_str(text: &str) -> Result<Self, TogetherError> {
        read(text).ok_or_else(|| TogetherError::Anchor(text.chars().take(60).collect()))
    }
}

fn read(text: &str) -> Option<Anchor> {
    let mut parts = text.split(':');
    let (kind, first, second, third) = (parts.next()?, parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    Some(match (kind, second, third) {
        ("indicator", Some(number), None) => Anchor::Indicator(first.parse().ok()?, number.parse().ok()?),
        ("result", Some(number), Some(round)) => {
            Anchor::Result(first.parse().ok()?, number.parse().ok()?, round.parse().ok()?)
        }
        ("obstacle", Some(number), Some(round)) => {
            Anchor::Obstacle(first.parse().ok()?, number.parse().ok()?, round.parse().ok()?)
        }
        ("document", page, None) => {
            let page = page.map(str::parse).transpose().ok()?;
            Anchor::Document(first.parse().ok()?, page)
        }
        _ => return None,
    })
}

impl TryFrom<String> for Anchor {
    type Error = TogetherError;
    fn try_from(text: String) -> Result<Self, TogetherError> {
        text.parse()
    }
}

impl From<Anchor> for String {
    fn from(anchor: Anchor) -> Self {
        anchor.to_string()
    }
}
