//! Short names inside a framework file: of its nodes, hosts and columns.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::IndicatorNumber;

/// Most characters of a name.
const MAX_SLUG: usize = 60;

/// A short name: an indicator number such as `1.2`, or small letters, digits and hyphens such as `unit-cost`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Not a short name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no id: write an indicator number such as 1.2, or 1 to 60 of a-z, 0-9 and `-` beginning with a letter"
)]
pub struct SlugError(pub String);

impl Slug {
    /// The name as text; numbers stand in Arabic digits without leading zeros.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The indicator number, if it is one.
    pub fn number(&self) -> Option<IndicatorNumber> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = SlugError;
    fn from_str(text: &str) -> Result<Self, SlugError> {
        if let Ok(number) = text.parse::<IndicatorNumber>() {
            return Ok(number.into());
        }
        let good = text.len() <= MAX_SLUG
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && !text.ends_with('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if good { Ok(Self(text.to_owned())) } else { Err(SlugError(text.chars().take(MAX_SLUG).collect())) }
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;
    fn try_from(text: String) -> Result<Self, SlugError> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl From<IndicatorNumber> for Slug {
    fn from(number: IndicatorNumber) -> Self {
        Self(number.to_string())
    }
}

impl From<&IndicatorNumber> for Slug {
    fn from(number: &IndicatorNumber) -> Self {
        Self(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_number_or_a_short_name() {
        for (typed, kept) in [("1.2", "1.2"), ("๑.๑๐", "1.10"), ("007", "7"), ("unit-cost", "unit-cost"), ("x2", "x2")]
        {
            assert_eq!(typed.parse::<Slug>().map(String::from), Ok(kept.to_owned()));
        }
        let longest = "a".repeat(MAX_SLUG);
        assert!(longest.parse::<Slug>().is_ok());
        for bad in ["", "0", "1.", "-a", "a-", "2-a", "Unit", "a b", "มิติ", "a.b", &format!("{longest}a")] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
        assert_eq!("3.1".parse::<Slug>().unwrap().number(), "3.1".parse().ok());
        assert_eq!("external".parse::<Slug>().unwrap().number(), None);
    }
}
