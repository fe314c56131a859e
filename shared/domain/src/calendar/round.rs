//! The three cumulative reporting rounds (deck slide 58).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{CalendarError, FiscalYear, Month, Span};

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

    /// The months it covers, October first.
    pub fn fiscal_months(self) -> impl DoubleEndedIterator<Item = Month> {
        Month::all().filter(move |month| month.number() <= self.months())
    }

    /// The round before this one in the same fiscal year.
    pub fn previous(self) -> Option<Self> {
        match self {
            Self::Six => None,
            Self::Nine => Some(Self::Six),
            Self::Twelve => Some(Self::Nine),
        }
    }

    /// The round after this one in the same fiscal year.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Six => Some(Self::Nine),
            Self::Nine => Some(Self::Twelve),
            Self::Twelve => None,
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

    /// Its days: from 1 October, as rounds are cumulative, to its last day.
    pub fn span(self, year: FiscalYear) -> Span {
        let last_month = match self {
            Self::Six => 3,
            Self::Nine => 6,
            Self::Twelve => 9,
        };
        Span::of(year.first_of(10), year.first_of(last_month).last_of_month())
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
    use jiff::civil::date;

    use super::*;

    #[test]
    fn rounds_end_where_the_fiscal_year_says() {
        let year = FiscalYear::new(2555).unwrap();
        assert_eq!(Round::Six.last_day(year), (2012, 3, 31));
        assert_eq!(Round::Nine.last_day(year), (2012, 6, 30));
        assert_eq!(Round::Twelve.last_day(year), (2012, 9, 30));
    }

    #[test]
    fn rounds_are_cumulative_from_1_october() {
        let year = FiscalYear::new(2555).unwrap();
        for (round, last, days) in [
            (Round::Six, date(2012, 3, 31), 183),
            (Round::Nine, date(2012, 6, 30), 274),
            (Round::Twelve, date(2012, 9, 30), 366),
        ] {
            let span = round.span(year);
            assert_eq!((span.first(), span.last()), (date(2011, 10, 1), last));
            assert_eq!(span.days().count(), days);
            let months: Vec<u8> = round.fiscal_months().map(Month::number).collect();
            assert_eq!(months, (1..=round.months()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_the_three_rounds_exist() {
        assert_eq!(["6", "๙", " 12 "].map(str::parse), Round::ALL.map(Ok::<_, CalendarError>));
        assert_eq!(serde_json::to_string(&Round::ALL).unwrap(), "[6,9,12]");
        for bad in ["", "3", "256", "six"] {
            assert!(bad.parse::<Round>().is_err(), "{bad}");
        }
        assert_eq!(Round::ALL.map(Round::next), [Some(Round::Nine), Some(Round::Twelve), None]);
        assert_eq!(Round::ALL.map(Round::previous), [None, Some(Round::Six), Some(Round::Nine)]);
    }
}
