//! Fiscal quarters: the first is October to December.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::file::quoted;
use super::{CalendarError, FiscalYear, Month, Span};

/// Quarter of the fiscal year (ไตรมาส); written as its number 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Quarter {
    /// October to December.
    First,
    /// January to March.
    Second,
    /// April to June.
    Third,
    /// July to September.
    Fourth,
}

impl Quarter {
    /// All four in order.
    pub const ALL: [Self; 4] = [Self::First, Self::Second, Self::Third, Self::Fourth];

    /// The quarter a day lies in.
    pub fn of(day: Date) -> Self {
        Month::of(day).quarter()
    }

    /// Number, 1 to 4.
    pub fn number(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Third => 3,
            Self::Fourth => 4,
        }
    }

    /// Its three months.
    pub fn months(self) -> impl DoubleEndedIterator<Item = Month> {
        Month::all().filter(move |month| month.quarter() == self)
    }

    /// Its days in a fiscal year.
    pub fn span(self, year: FiscalYear) -> Span {
        match self {
            Self::First => Span::of(year.first_of(10), year.first_of(12).last_of_month()),
            Self::Second => Span::of(year.first_of(1), year.first_of(3).last_of_month()),
            Self::Third => Span::of(year.first_of(4), year.first_of(6).last_of_month()),
            Self::Fourth => Span::of(year.first_of(7), year.first_of(9).last_of_month()),
        }
    }

    /// The quarter before in the same fiscal year.
    pub fn previous(self) -> Option<Self> {
        Self::try_from(self.number() - 1).ok()
    }

    /// The quarter after in the same fiscal year.
    pub fn next(self) -> Option<Self> {
        Self::try_from(self.number() + 1).ok()
    }
}

impl TryFrom<u8> for Quarter {
    type Error = CalendarError;
    fn try_from(number: u8) -> Result<Self, CalendarError> {
        let quarter = Self::ALL.into_iter().find(|quarter| quarter.number() == number);
        quarter.ok_or_else(|| CalendarError::Quarter(number.to_string()))
    }
}

impl From<Quarter> for u8 {
    fn from(quarter: Quarter) -> Self {
        quarter.number()
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl FromStr for Quarter {
    type Err = CalendarError;
    fn from_str(s: &str) -> Result<Self, CalendarError> {
        let bad = || CalendarError::Quarter(quoted(s));
        let number = crate::number::arabic_digits(s.trim()).parse::<u8>().map_err(|_| bad())?;
        Self::try_from(number).map_err(|_| bad())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn quarters_of_2555_begin_in_october_2554() {
        let year = FiscalYear::new(2555).unwrap();
        let days = Quarter::ALL.map(|q| (q.span(year).first(), q.span(year).last()));
        assert_eq!(
            days,
            [
                (date(2011, 10, 1), date(2011, 12, 31)),
                (date(2012, 1, 1), date(2012, 3, 31)),
                (date(2012, 4, 1), date(2012, 6, 30)),
                (date(2012, 7, 1), date(2012, 9, 30)),
            ]
        );
    }

    #[test]
    fn each_quarter_has_three_months() {
        let months = Quarter::ALL.map(|q| q.months().map(Month::number).collect::<Vec<_>>());
        assert_eq!(months, [vec![1, 2, 3], vec![4, 5, 6], vec![7, 8, 9], vec![10, 11, 12]]);
    }

    #[test]
    fn quarters_are_read_by_number_and_follow_each_other() {
        assert_eq!("๓".parse(), Ok(Quarter::Third));
        for bad in ["", "0", "5", "Q1", "999"] {
            assert_eq!(bad.parse::<Quarter>(), Err(CalendarError::Quarter(bad.into())));
        }
        assert_eq!((Quarter::First.previous(), Quarter::Fourth.next()), (None, None));
        assert_eq!((Quarter::Second.previous(), Quarter::Second.next()), (Some(Quarter::First), Some(Quarter::Third)));
        assert_eq!(serde_json::to_string(&Quarter::ALL).unwrap(), "[1,2,3,4]");
        assert!(serde_json::from_str::<Quarter>("5").is_err());
    }
}
