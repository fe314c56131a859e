//! Fiscal months: October is the first, September the twelfth.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::file::quoted;
use super::{CalendarError, FiscalYear, Quarter, Span, names};
use crate::text::Text;

/// Month of the fiscal year: 1 is October, 12 is September.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Month(u8);

impl Month {
    /// October.
    pub const FIRST: Self = Self(1);
    /// September.
    pub const LAST: Self = Self(12);

    /// The month of that fiscal number, 1 (October) to 12 (September).
    pub fn new(number: u8) -> Result<Self, CalendarError> {
        if (1..=12).contains(&number) { Ok(Self(number)) } else { Err(CalendarError::Month(number.to_string())) }
    }

    /// The month a day lies in.
    pub fn of(day: Date) -> Self {
        // January to September are months 4 to 12, October to December 1 to 3; a date's month is always 1 to 12.
        let calendar = day.month().unsigned_abs();
        Self(if calendar >= 10 { calendar - 9 } else { calendar + 3 })
    }

    /// All twelve, October first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + Clone {
        (1..=12).map(Self)
    }

    /// The two months of a pair, numbered 1 to 6.
    pub(super) fn pair(number: u8) -> [Self; 2] {
        [Self(number * 2 - 1), Self(number * 2)]
    }

    /// Fiscal number, 1 to 12.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Number in the calendar year: 10 for October, 1 for January.
    pub fn calendar(self) -> u8 {
        if self.0 <= 3 { self.0 + 9 } else { self.0 - 3 }
    }

    /// The quarter it belongs to.
    pub fn quarter(self) -> Quarter {
        match self.0 {
            1..=3 => Quarter::First,
            4..=6 => Quarter::Second,
            7..=9 => Quarter::Third,
            _ => Quarter::Fourth,
        }
    }

    /// Its days in a fiscal year.
    pub fn span(self, year: FiscalYear) -> Span {
        let first = year.first_of(self.calendar().cast_signed());
        Span::of(first, first.last_of_month())
    }

    /// The month before in the same fiscal year.
    pub fn previous(self) -> Option<Self> {
        Self::new(self.0 - 1).ok()
    }

    /// The month after in the same fiscal year.
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1).ok()
    }

    /// Full name: ตุลาคม, October.
    pub fn name(self) -> Text {
        names::full(self.calendar())
    }

    /// Short name: ต.ค., Oct.
    pub fn short_name(self) -> Text {
        names::short(self.calendar())
    }
}

impl TryFrom<u8> for Month {
    type Error = CalendarError;
    fn try_from(number: u8) -> Result<Self, CalendarError> {
        Self::new(number)
    }
}

impl From<Month> for u8 {
    fn from(month: Month) -> Self {
        month.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Month {
    type Err = CalendarError;
    fn from_str(s: &str) -> Result<Self, CalendarError> {
        let bad = || CalendarError::Month(quoted(s));
        let number = crate::number::arabic_digits(s.trim()).parse::<u8>().map_err(|_| bad())?;
        Self::new(number).map_err(|_| bad())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn october_is_the_first_month_and_september_the_twelfth() {
        for (number, calendar, th, en) in [
            (1, 10, "ตุลาคม", "October"),
            (3, 12, "ธันวาคม", "December"),
            (4, 1, "มกราคม", "January"),
            (12, 9, "กันยายน", "September"),
        ] {
            let month = Month::new(number).unwrap();
            assert_eq!((month.calendar(), month.name()), (calendar, Text::new(th, en)));
        }
        assert_eq!(Month::FIRST.short_name(), Text::new("ต.ค.", "Oct"));
        assert!(Month::new(0).is_err() && Month::new(13).is_err());
        assert_eq!("๑๒".parse(), Ok(Month::LAST));
        for bad in ["", "13", "0", "ตุลาคม", "256"] {
            assert_eq!(bad.parse::<Month>(), Err(CalendarError::Month(bad.into())));
        }
    }

    #[test]
    fn a_day_lies_in_the_month_whose_days_hold_it() {
        for (day, number) in [
            (date(2011, 10, 1), 1),
            (date(2011, 12, 31), 3),
            (date(2012, 1, 1), 4),
            (date(2012, 2, 29), 5),
            (date(2012, 9, 30), 12),
        ] {
            assert_eq!(Month::of(day).number(), number, "{day}");
        }
        let year = FiscalYear::new(2555).unwrap();
        let february = Month::new(5).unwrap().span(year);
        assert_eq!((february.first(), february.last()), (date(2012, 2, 1), date(2012, 2, 29)));
    }

    #[test]
    fn months_follow_each_other_within_the_year() {
        assert_eq!((Month::FIRST.previous(), Month::LAST.next()), (None, None));
        assert_eq!((Month(4).previous(), Month(4).next()), (Some(Month(3)), Some(Month(5))));
        assert_eq!(Month::all().map(Month::number).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
    }
}
