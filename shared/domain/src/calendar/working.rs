//! Working days: not Saturday or Sunday, not a holiday, not a day off in place of one; and how sure that is.

use jiff::civil::Date;
use serde::Serialize;

use super::year::ERA_OFFSET;
use super::{CalendarError, Holidays, substitution::weekend};

/// Most working days counted forward or backward at once.
pub const MAX_WORKING_DAYS: u32 = 1_000;
/// Most days between two days whose working days are counted.
pub const MAX_SPAN_DAYS: i32 = 3_660;
/// Christian years that are counted in: those kept, and what deadlines after them reach.
const YEARS: std::ops::RangeInclusive<i16> = 1_800..=2_300;
/// A day off in place of a holiday at the end of December may fall this late in January.
const SPILL_DAYS: i64 = 7;

/// Whether a result stands on complete lists of holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It does, or needs none.
    Certain,
    /// The list of these Buddhist calendar years is missing or incomplete: an unlisted holiday would change the result.
    Incomplete {
        /// First of them.
        first: u16,
        /// Last of them.
        last: u16,
    },
}

impl Certainty {
    /// What both together allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Certain, other) => other,
            (this, Self::Certain) => this,
            (Self::Incomplete { first: a, last: b }, Self::Incomplete { first: c, last: d }) => {
                Self::Incomplete { first: a.min(c), last: b.max(d) }
            }
        }
    }
}

/// A result, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reckoned<T> {
    /// The result.
    pub value: T,
    /// Whether it stands on complete lists of holidays.
    pub certainty: Certainty,
}

impl<T> Reckoned<T> {
    /// A result that needs no list of holidays.
    pub(super) fn certain(value: T) -> Self {
        Self { value, certainty: Certainty::Certain }
    }
}

impl Holidays {
    /// Whether offices work on a day. A weekday off is certain; one at work only with a complete list of its year.
    pub fn is_working_day(&self, day: Date) -> Result<Reckoned<bool>, CalendarError> {
        if !YEARS.contains(&day.year()) {
            return Err(CalendarError::OutOfRange(day));
        }
        if weekend(day) || self.holiday(day).is_some() || self.substitute(day).is_some() {
            return Ok(Reckoned::certain(false));
        }
        let spilled_from = day.checked_sub(jiff::Span::new().days(SPILL_DAYS)).unwrap_or(day);
        let certainty = self.certainty(spilled_from).and(self.certainty(day));
        Ok(Reckoned { value: true, certainty })
    }

    /// The day itself when offices work, otherwise the next that they do.
    pub fn working_day_on_or_after(&self, day: Date) -> Result<Reckoned<Date>, CalendarError> {
        let today = self.is_working_day(day)?;
        if today.value {
            return Ok(Reckoned { value: day, certainty: today.certainty });
        }
        self.next_working_day(day)
    }

    /// The first working day after a day.
    pub fn next_working_day(&self, day: Date) -> Result<Reckoned<Date>, CalendarError> {
        self.add_working_days(day, 1)
    }

    /// The `n`-th working day after a day, before it when `n` is negative; the day itself when `n` is zero.
    pub fn add_working_days(&self, day: Date, n: i32) -> Result<Reckoned<Date>, CalendarError> {
        if n.unsigned_abs() > MAX_WORKING_DAYS {
            return Err(CalendarError::TooMany(n));
        }
        let (mut at, mut left, mut certainty) = (day, n, Certainty::Certain);
        while left != 0 {
            let step = if n > 0 { at.tomorrow() } else { at.yesterday() };
            at = step.map_err(|_| CalendarError::OutOfRange(at))?;
            let working = self.is_working_day(at)?;
            certainty = certainty.and(working.certainty);
            if working.value {
                left -= n.signum();
            }
        }
        Ok(Reckoned { value: at, certainty })
    }

    /// Working days after `from` up to and including `to`; where `to` is earlier, those from `to` up to before `from`,
    /// as a negative number. It undoes [`Self::add_working_days`].
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<Reckoned<i32>, CalendarError> {
        let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
        if days.abs() > MAX_SPAN_DAYS {
            return Err(CalendarError::TooFar(from, to));
        }
        let (mut at, mut count, mut certainty) = (from, 0, Certainty::Certain);
        while at != to {
            let step = if days > 0 { at.tomorrow() } else { at.yesterday() };
            at = step.map_err(|_| CalendarError::OutOfRange(at))?;
            let working = self.is_working_day(at)?;
            certainty = certainty.and(working.certainty);
            count += i32::from(working.value) * days.signum();
        }
        Ok(Reckoned { value: count, certainty })
    }

    /// What the list of the year of a day allows.
    fn certainty(&self, day: Date) -> Certainty {
        let year = u16::try_from(day.year()).unwrap_or_default() + ERA_OFFSET;
        if self.complete(year) { Certainty::Certain } else { Certainty::Incomplete { first: year, last: year } }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{HolidayYear, shipped};

    fn shipped() -> Holidays {
        Holidays::of(shipped::all().unwrap()).unwrap()
    }

    fn complete() -> Holidays {
        let years = [shipped::HOLIDAYS_2554, shipped::HOLIDAYS_2555]
            .map(|text| HolidayYear::from_toml(&text.replace("complete = false", "complete = true")).unwrap());
        Holidays::of(years).unwrap()
    }

    fn certain<T>(value: T) -> Reckoned<T> {
        Reckoned::certain(value)
    }

    fn incomplete<T>(value: T, first: u16, last: u16) -> Reckoned<T> {
        Reckoned { value, certainty: Certainty::Incomplete { first, last } }
    }

    #[test]
    fn days_off_are_certain_and_days_at_work_only_with_a_complete_list() {
        let (shipped, complete) = (shipped(), complete());
        for (day, working) in [
            (date(2012, 4, 6), false),   // Chakri Day, a Friday
            (date(2012, 4, 7), false),   // Saturday
            (date(2012, 4, 16), false),  // in place of Songkran
            (date(2012, 4, 17), true),   // Tuesday
            (date(2012, 1, 3), false),   // in place of New Year
            (date(2012, 1, 4), true),    // Wednesday
            (date(2011, 12, 12), false), // in place of Constitution Day
        ] {
            assert_eq!(complete.is_working_day(day).unwrap(), certain(working), "{day}");
            let year = day.year().unsigned_abs() + 543;
            let first = if day == date(2012, 1, 4) { year - 1 } else { year };
            let expected = if working { incomplete(true, first, year) } else { certain(false) };
            assert_eq!(shipped.is_working_day(day).unwrap(), expected, "{day}");
        }
        assert_eq!(Holidays::none().is_working_day(date(2012, 4, 7)).unwrap(), certain(false));
        assert_eq!(Holidays::none().is_working_day(date(2012, 4, 6)).unwrap(), incomplete(true, 2555, 2555));
    }

    #[test]
    fn days_off_may_spill_into_a_year_whose_own_list_is_complete() {
        let text = shipped::HOLIDAYS_2555.replace("complete = false", "complete = true");
        let only_2555 = Holidays::of([HolidayYear::from_toml(&text).unwrap()]).unwrap();
        assert_eq!(only_2555.is_working_day(date(2012, 1, 4)).unwrap(), incomplete(true, 2554, 2554));
        assert_eq!(only_2555.is_working_day(date(2012, 1, 9)).unwrap(), certain(true));
        assert_eq!(only_2555.is_working_day(date(2013, 1, 9)).unwrap(), incomplete(true, 2556, 2556));
        // A week into the year, and the day after.
        let none = Holidays::none();
        assert_eq!(none.is_working_day(date(2013, 1, 7)).unwrap(), incomplete(true, 2555, 2556));
        assert_eq!(none.is_working_day(date(2013, 1, 8)).unwrap(), incomplete(true, 2556, 2556));
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        let holidays = complete();
        // Thursday 12 April 2012; Friday the 13th to Monday the 16th are off.
        for (n, expected) in [
            (0, date(2012, 4, 12)),
            (1, date(2012, 4, 17)),
            (2, date(2012, 4, 18)),
            (5, date(2012, 4, 23)),
            (-1, date(2012, 4, 11)),
            (-4, date(2012, 4, 5)),
        ] {
            assert_eq!(holidays.add_working_days(date(2012, 4, 12), n).unwrap(), certain(expected), "{n}");
        }
        assert_eq!(holidays.next_working_day(date(2012, 4, 17)).unwrap(), certain(date(2012, 4, 18)));
        assert_eq!(holidays.working_day_on_or_after(date(2012, 4, 17)).unwrap(), certain(date(2012, 4, 17)));
        assert_eq!(holidays.working_day_on_or_after(date(2012, 4, 13)).unwrap(), certain(date(2012, 4, 17)));
        assert_eq!(holidays.working_days_between(date(2012, 4, 12), date(2012, 4, 23)).unwrap(), certain(5));
        assert_eq!(holidays.working_days_between(date(2012, 4, 23), date(2012, 4, 12)).unwrap(), certain(-5));
        assert_eq!(holidays.working_days_between(date(2012, 4, 13), date(2012, 4, 16)).unwrap(), certain(0));
        assert_eq!(holidays.working_days_between(date(2012, 4, 12), date(2012, 4, 12)).unwrap(), certain(0));
        assert_eq!(
            shipped().add_working_days(date(2011, 12, 29), 3).unwrap(),
            incomplete(date(2012, 1, 5), 2554, 2555)
        );
    }

    #[test]
    fn counting_has_limits() {
        let none = Holidays::none();
        let day = date(2012, 4, 12);
        assert!(none.add_working_days(day, 1000).is_ok());
        assert_eq!(none.add_working_days(day, 1001), Err(CalendarError::TooMany(1001)));
        assert_eq!(none.add_working_days(day, -1001), Err(CalendarError::TooMany(-1001)));
        let far = day.checked_add(jiff::Span::new().days(3660)).unwrap();
        assert!(none.working_days_between(day, far).is_ok() && none.working_days_between(far, day).is_ok());
        let farther = far.tomorrow().unwrap();
        assert_eq!(none.working_days_between(day, farther), Err(CalendarError::TooFar(day, farther)));
        assert_eq!(none.working_days_between(Date::MIN, Date::MAX), Err(CalendarError::TooFar(Date::MIN, Date::MAX)));
        for outside in [date(1799, 12, 31), date(2301, 1, 1), Date::MIN, Date::MAX] {
            assert_eq!(none.is_working_day(outside), Err(CalendarError::OutOfRange(outside)));
        }
        assert!(none.is_working_day(date(1800, 1, 1)).is_ok() && none.is_working_day(date(2300, 12, 31)).is_ok());
        assert_eq!(none.add_working_days(date(2300, 12, 31), 1), Err(CalendarError::OutOfRange(date(2301, 1, 1))));
        assert_eq!(none.next_working_day(Date::MAX), Err(CalendarError::OutOfRange(Date::MAX)));
        assert_eq!(none.add_working_days(day, i32::MIN), Err(CalendarError::TooMany(i32::MIN)));
    }

    proptest! {
        #[test]
        fn counting_undoes_adding(offset in 0i64..800, n in -60i32..=60) {
            thread_local! { static HOLIDAYS: Holidays = shipped(); }
            let from = date(2010, 12, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
            HOLIDAYS.with(|holidays| -> Result<(), TestCaseError> {
                let to = holidays.add_working_days(from, n).unwrap();
                let back = holidays.working_days_between(from, to.value).unwrap();
                prop_assert_eq!((back.value, back.certainty), (n, to.certainty));
                if n != 0 {
                    prop_assert!(holidays.is_working_day(to.value).unwrap().value);
                    prop_assert_eq!(to.value > from, n > 0);
                }
                Ok(())
            })?;
        }

        #[test]
        fn certainty_joins_in_any_order(a in 2400u16..2800, b in 0u16..9, c in 2400u16..2800, d in 0u16..9) {
            let (x, y) = (Certainty::Incomplete { first: a, last: a + b }, Certainty::Incomplete { first: c, last: c + d });
            prop_assert_eq!(x.and(y), y.and(x));
            prop_assert_eq!(x.and(y), Certainty::Incomplete { first: a.min(c), last: (a + b).max(c + d) });
            prop_assert_eq!((x.and(Certainty::Certain), Certainty::Certain.and(x)), (x, x));
        }
    }
}
