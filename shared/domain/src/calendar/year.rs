//! The fiscal year of the Buddhist era: its days, its parts, and the year a day belongs to.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::file::quoted;
use super::{CalendarError, Month, Quarter, Round, Span};

/// First year kept.
pub(super) const FIRST_YEAR: u16 = 2400;
/// Last year kept.
pub(super) const LAST_YEAR: u16 = 2800;
/// Buddhist less Christian era (domain rules 0).
pub(super) const ERA_OFFSET: u16 = 543;

/// Fiscal year in the Buddhist era: year *n* runs from 1 October *n−1* to 30 September *n*; C.E. = B.E. − 543.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct FiscalYear(u16);

impl FiscalYear {
    /// A Buddhist-era year; years outside 2400–2800 are refused because they are most likely of another era.
    pub fn new(year: u16) -> Result<Self, CalendarError> {
        if (FIRST_YEAR..=LAST_YEAR).contains(&year) {
            Ok(Self(year))
        } else {
            Err(CalendarError::Year(year.to_string()))
        }
    }

    /// The fiscal year a day belongs to: October to December already count to the next one.
    pub fn of(day: Date) -> Result<Self, CalendarError> {
        let ends_in = if day.month() >= 10 { day.year() + 1 } else { day.year() };
        u16::try_from(ends_in)
            .ok()
            .and_then(|year| Self::new(year + ERA_OFFSET).ok())
            .ok_or(CalendarError::OutOfRange(day))
    }

    /// The number as written in Thailand, for example 2555.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Christian-era year in which it ends.
    pub fn ends_in(self) -> u16 {
        self.0 - ERA_OFFSET
    }

    /// 1 October of the year before to 30 September.
    pub fn span(self) -> Span {
        Span::between(Month::FIRST.span(self), Month::LAST.span(self))
    }

    /// The year before; `None` at the first year kept.
    pub fn previous(self) -> Option<Self> {
        Self::new(self.0 - 1).ok()
    }

    /// The year after; `None` at the last year kept.
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1).ok()
    }

    /// This year and all that follow, up to and including `last`.
    pub fn through(self, last: Self) -> impl DoubleEndedIterator<Item = Self> {
        (self.0..=last.0).map(Self)
    }

    /// Its twelve months with their days, October first.
    pub fn months(self) -> impl DoubleEndedIterator<Item = (Month, Span)> {
        Month::all().map(move |month| (month, month.span(self)))
    }

    /// Its four quarters with their days.
    pub fn quarters(self) -> [(Quarter, Span); 4] {
        Quarter::ALL.map(|quarter| (quarter, quarter.span(self)))
    }

    /// Its three cumulative rounds with their days.
    pub fn rounds(self) -> [(Round, Span); 3] {
        Round::ALL.map(|round| (round, round.span(self)))
    }

    /// First day of a calendar month (1 January … 12 December) of this fiscal year.
    pub(super) fn first_of(self, calendar_month: i8) -> Date {
        // Between 1856 and 2257 with a month of 1 to 12: the constructor has no way to refuse.
        let ce = self.ends_in().cast_signed();
        date(if calendar_month >= 10 { ce - 1 } else { ce }, calendar_month, 1)
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
        crate::number::arabic_digits(s).parse().map_err(|_| CalendarError::Year(quoted(s))).and_then(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(number: u16) -> FiscalYear {
        FiscalYear::new(number).unwrap()
    }

    #[test]
    fn christian_era_years_are_refused() {
        assert!(FiscalYear::new(2012).is_err());
        assert_eq!("๒๕๕๕".parse::<FiscalYear>().map(FiscalYear::number), Ok(2555));
        assert!("2555.5".parse::<FiscalYear>().is_err());
        for (number, kept) in [(2399, false), (2400, true), (2800, true), (2801, false)] {
            assert_eq!(FiscalYear::new(number).is_ok(), kept, "{number}");
        }
    }

    #[test]
    fn fiscal_year_2555_runs_from_1_october_2011_to_30_september_2012() {
        let span = year(2555).span();
        assert_eq!((span.first(), span.last()), (date(2011, 10, 1), date(2012, 9, 30)));
        assert_eq!(span.days().count(), 366);
        assert_eq!(year(2554).span().days().count(), 365);
    }

    #[test]
    fn a_day_belongs_to_the_year_that_ends_next() {
        for (day, expected) in [
            (date(2011, 9, 30), 2554),
            (date(2011, 10, 1), 2555),
            (date(2011, 12, 31), 2555),
            (date(2012, 9, 30), 2555),
            (date(2012, 10, 1), 2556),
        ] {
            assert_eq!(FiscalYear::of(day), Ok(year(expected)), "{day}");
        }
        for (day, kept) in [
            (date(1856, 9, 30), false),
            (date(1856, 10, 1), true),
            (date(2257, 9, 30), true),
            (date(2257, 10, 1), false),
            (date(-9999, 1, 1), false),
            (date(9999, 12, 31), false),
        ] {
            assert_eq!(FiscalYear::of(day).is_ok(), kept, "{day}");
        }
    }

    #[test]
    fn years_follow_each_other_up_to_the_ends_of_what_is_kept() {
        assert_eq!((year(2555).previous(), year(2555).next()), (Some(year(2554)), Some(year(2556))));
        assert_eq!((year(2400).previous(), year(2800).next()), (None, None));
        let numbers: Vec<u16> = year(2553).through(year(2555)).map(FiscalYear::number).collect();
        assert_eq!(numbers, [2553, 2554, 2555]);
        assert_eq!(year(2555).through(year(2554)).count(), 0);
    }
}
