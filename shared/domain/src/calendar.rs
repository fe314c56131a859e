//! The Thai fiscal year and its three cumulative reporting rounds (deck slide 58).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Fiscal year in the Buddhist era: year *n* runs from 1 October *n−1* to 30 September *n*; C.E. = B.E. − 543.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct FiscalYear(u16);

/// Why a value is no fiscal year or round.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A Christian-era or impossible year.
    #[error("{0} is not a Buddhist-era fiscal year: write 2555 for the year that ended on 30 September 2012")]
    Year(String),
    /// Not 6, 9 or 12 months.
    #[error("`{0}` is not a reporting round: use 6, 9 or 12 (months from 1 October)")]
    Round(String),
}

impl FiscalYear {
    /// A Buddhist-era year; years outside 2400–2800 are refused because they are most likely of another era.
    pub fn new(year: u16) -> Result<Self, CalendarError> {
        if (2400..=2800).contains(&year) { Ok(Self(year)) } else { Err(CalendarError::Year(year.to_string())) }
    }

    /// The number as written in Thailand, for example 2555.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Christian-era year in which it ends.
    pub fn ends_in(self) -> u16 {
        self.0 - 543
    }
}

impl TryFrom<u16> for FiscalYear {
    type Error = CalendarError;
    fn try_from(year: u16) -> Result<Self, CalendarError> {
        Self::new(year)
    }
}

impl From<FiscalYear> for u16 {
    fn from(year: FiscalYear) -> Self {
        year.0
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for FiscalYear {
    type Err = CalendarError;
    fn from_str(s: &str) -> Result<Self, CalendarError> {
        crate::number::arabic_digits(s)
            .parse()
            .map_err(|_| CalendarError::Year(s.chars().take(20).collect()))
            .and_then(Self::new)
    }
}

/// Reporting round: cumulative from 1 October over 6, 9 or 12 months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Round {
    /// To 31 March.
    Six,
    /// To 30 June.
    Nine,
    /// To 30 September.
    Twelve,
}

impl Round {
    /// All rounds in order.
    pub const ALL: [Self; 3] = [Self::Six, Self::Nine, Self::Twelve];

    /// Months from 1 October.
    pub fn months(self) -> u8 {
        match self {
            Self::Six => 6,
            Self::Nine => 9,
            Self::Twelve => 12,
        }
    }

    /// The round before this one in the same fiscal year.
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::Six => None,
            Self::Nine => Some(Self::Six),
            Self::Twelve => Some(Self::Nine),
        }
    }

    /// Last day of the round: (C.E. year, month, day).
    pub fn last_day(self, year: FiscalYear) -> (u16, u8, u8) {
        let ce = year.ends_in();
        match self {
            Self::Six => (ce, 3, 31),
            Self::Nine => (ce, 6, 30),
            Self::Twelve => (ce, 9, 30),
        }
    }
}

impl TryFrom<u8> for Round {
    type Error = CalendarError;
    fn try_from(months: u8) -> Result<Self, CalendarError> {
        match months {
            6 => Ok(Self::Six),
            9 => Ok(Self::Nine),
            12 => Ok(Self::Twelve),
            other => Err(CalendarError::Round(other.to_string())),
        }
    }
}

impl From<Round> for u8 {
    fn from(round: Round) -> Self {
        round.months()
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.months().fmt(f)
    }
}

impl FromStr for Round {
    type Err = CalendarError;
    fn from_str(s: &str) -> Result<Self, CalendarError> {
        let bad = || CalendarError::Round(s.chars().take(20).collect());
        crate::number::arabic_digits(s.trim())
            .parse::<u8>()
            .map_err(|_| bad())
            .and_then(|m| Self::try_from(m).map_err(|_| bad()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_end_where_the_fiscal_year_says() {
        let year = FiscalYear::new(2555).unwrap();
        assert_eq!(Round::Six.last_day(year), (2012, 3, 31));
        assert_eq!(Round::Nine.last_day(year), (2012, 6, 30));
        assert_eq!(Round::Twelve.last_day(year), (2012, 9, 30));
    }

    #[test]
    fn christian_era_years_are_refused() {
        assert!(FiscalYear::new(2012).is_err());
        assert_eq!("๒๕๕๕".parse::<FiscalYear>().map(FiscalYear::number), Ok(2555));
        assert!("2555.5".parse::<FiscalYear>().is_err());
    }

    #[test]
    fn only_the_three_rounds_exist() {
        assert_eq!("๙".parse::<Round>(), Ok(Round::Nine));
        for bad in ["", "3", "256", "six"] {
            assert!(bad.parse::<Round>().is_err(), "{bad}");
        }
    }
}
