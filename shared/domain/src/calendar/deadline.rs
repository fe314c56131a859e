//! Deadlines as data: so many days after a period, or a fixed day of the year; and how late something is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CalendarError, Holidays, Period, Reckoned};
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Most days or working days of a deadline.
pub const MAX_DEADLINE_DAYS: u16 = 366;

/// From which day of a period a deadline counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Its first day.
    Start,
    /// Its last day.
    End,
}

/// How a deadline counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Calendar days; the anchor day is day 0.
    Days(u16),
    /// Working days after the anchor day.
    WorkingDays(u16),
    /// A fixed day of a calendar month: the first on or after the start, or the first after the end.
    DayMonth {
        /// 1 to 31.
        day: i8,
        /// 1 January to 12 December.
        month: i8,
    },
}

/// A rule that gives a date for every period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Deadline {
    anchor: Anchor,
    count: Count,
    moved: bool,
}

/// The form in files: `{ after = "end", days = 15 }`, `{ after = "end", working_days = 10 }` or
/// `{ after = "start", day = 31, month = 10, moved = true }`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    after: Anchor,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    working_days: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<i8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    month: Option<i8>,
    #[serde(default)]
    moved: bool,
}

/// Why a rule is no deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// None or several ways of counting.
    #[error("a deadline counts in one way: give `days`, or `working_days`, or `day` and `month`")]
    Ways,
    /// More days than a year.
    #[error("a deadline after {0} days is none: use at most 366")]
    TooLong(u16),
    /// A day that does not exist in every year.
    #[error("day {0} of month {1} does not exist every year: use a day that does")]
    NoSuchDay(i8, i8),
}

impl Deadline {
    /// A rule; `moved` puts a date on which offices are closed off to the next working day.
    pub fn new(anchor: Anchor, count: Count, moved: bool) -> Result<Self, DeadlineError> {
        match count {
            Count::Days(n) | Count::WorkingDays(n) if n > MAX_DEADLINE_DAYS => Err(DeadlineError::TooLong(n)),
            // A common year: 29 February is no day to fix anything on.
            Count::DayMonth { day, month } if Date::new(2011, month, day).is_err() => {
                Err(DeadlineError::NoSuchDay(day, month))
            }
            count => Ok(Self { anchor, count, moved }),
        }
    }

    /// From which day it counts.
    pub fn anchor(self) -> Anchor {
        self.anchor
    }

    /// How it counts.
    pub fn count(self) -> Count {
        self.count
    }

    /// Whether a date on which offices are closed is put off to the next working day.
    pub fn moved(self) -> bool {
        self.moved
    }
}

impl TryFrom<Written> for Deadline {
    type Error = DeadlineError;
    fn try_from(w: Written) -> Result<Self, DeadlineError> {
        let count = match (w.days, w.working_days, w.day, w.month) {
            (Some(days), None, None, None) => Count::Days(days),
            (None, Some(days), None, None) => Count::WorkingDays(days),
            (None, None, Some(day), Some(month)) => Count::DayMonth { day, month },
            _ => return Err(DeadlineError::Ways),
        };
        Self::new(w.after, count, w.moved)
    }
}

impl From<Deadline> for Written {
    fn from(deadline: Deadline) -> Self {
        let mut written = Self {
            after: deadline.anchor,
            days: None,
            working_days: None,
            day: None,
            month: None,
            moved: deadline.moved,
        };
        match deadline.count {
            Count::Days(days) => written.days = Some(days),
            Count::WorkingDays(days) => written.working_days = Some(days),
            Count::DayMonth { day, month } => (written.day, written.month) = (Some(day), Some(month)),
        }
        written
    }
}

/// The last day on which something about a period is in time.
pub fn due(rule: Deadline, period: Period, holidays: &Holidays) -> Result<Reckoned<Date>, CalendarError> {
    let span = period.span();
    let anchor = match rule.anchor {
        Anchor::Start => span.first(),
        Anchor::End => span.last(),
    };
    let outside = |_| CalendarError::OutOfRange(anchor);
    let counted = match rule.count {
        Count::Days(n) => {
            let day = anchor.checked_add(jiff::Span::new().days(i64::from(n))).map_err(outside)?;
            Reckoned::certain(day)
        }
        Count::WorkingDays(n) => holidays.add_working_days(anchor, i32::from(n))?,
        Count::DayMonth { day, month } => {
            let same_year = Date::new(anchor.year(), month, day).map_err(outside)?;
            let reached = match rule.anchor {
                Anchor::Start => same_year >= anchor,
                Anchor::End => same_year > anchor,
            };
            let date = if reached { Ok(same_year) } else { Date::new(anchor.year() + 1, month, day) };
            Reckoned::certain(date.map_err(outside)?)
        }
    };
    if !rule.moved {
        return Ok(counted);
    }
    let moved = holidays.working_day_on_or_after(counted.value)?;
    Ok(Reckoned { value: moved.value, certainty: counted.certainty.and(moved.certainty) })
}

/// Whether something released on a day is late; both are civil dates in Asia/Bangkok.
pub fn is_late(due: Date, released: Date) -> bool {
    released > due
}

/// Calendar days after the due date; zero in time.
pub fn lateness_days(due: Date, released: Date) -> u32 {
    if !is_late(due, released) {
        return 0;
    }
    due.until(released).map_or(0, |span| span.get_days().unsigned_abs())
}

impl Explain for DeadlineError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Ways => (
                "deadline-ways",
                "due",
                Text::new("กำหนดส่งต้องนับด้วยวิธีเดียว", "a deadline counts in one way"),
                Text::new(
                    "กรุณาระบุ days หรือ working_days หรือ day กับ month อย่างใดอย่างหนึ่ง",
                    "give `days`, or `working_days`, or `day` and `month`",
                ),
            ),
            Self::TooLong(days) => (
                "deadline-too-long",
                "days",
                Text::new(format!("กำหนดส่ง {days} วันยาวเกินไป"), format!("a deadline after {days} days is none")),
                Text::new("กรุณาใช้ไม่เกิน 366 วัน", "use at most 366"),
            ),
            Self::NoSuchDay(day, month) => (
                "deadline-no-such-day",
                "day",
                Text::new(
                    format!("ไม่มีวันที่ {day} เดือน {month} ในทุกปี"),
                    format!("day {day} of month {month} does not exist every year"),
                ),
                Text::new("กรุณาใช้วันที่ที่มีทุกปี", "use a day that does"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{Certainty, FiscalYear, HolidayYear, Quarter, Round, shipped};

    fn year() -> FiscalYear {
        FiscalYear::new(2555).unwrap()
    }

    fn holidays() -> Holidays {
        let years = [shipped::HOLIDAYS_2554, shipped::HOLIDAYS_2555]
            .map(|text| HolidayYear::from_toml(&text.replace("complete = false", "complete = true")).unwrap());
        Holidays::of(years).unwrap()
    }

    fn rule(toml: &str) -> Result<Deadline, String> {
        toml::from_str::<std::collections::BTreeMap<String, Deadline>>(&format!("due = {toml}"))
            .map(|table| table["due"])
            .map_err(|e| e.message().to_owned())
    }

    #[test]
    fn deadlines_count_from_the_end_or_start_of_their_period() {
        let quarter = |q| Period::Quarter(year(), q);
        for (written, period, expected) in [
            // The quarter ends on Saturday 31 December 2011; 15 January 2012 is a Sunday.
            (r#"{ after = "end", days = 15 }"#, quarter(Quarter::First), date(2012, 1, 15)),
            (r#"{ after = "end", days = 15, moved = true }"#, quarter(Quarter::First), date(2012, 1, 16)),
            (r#"{ after = "end", days = 13, moved = true }"#, quarter(Quarter::First), date(2012, 1, 13)),
            (r#"{ after = "end", working_days = 3 }"#, quarter(Quarter::First), date(2012, 1, 6)),
            (r#"{ after = "end", working_days = 0, moved = true }"#, quarter(Quarter::First), date(2012, 1, 4)),
            (r#"{ after = "start", days = 0 }"#, quarter(Quarter::Second), date(2012, 1, 1)),
            (r#"{ after = "start", working_days = 1 }"#, quarter(Quarter::Second), date(2012, 1, 4)),
            (r#"{ after = "end", day = 31, month = 10 }"#, Period::Year(year()), date(2012, 10, 31)),
            (r#"{ after = "end", day = 30, month = 9 }"#, Period::Year(year()), date(2013, 9, 30)),
            (r#"{ after = "end", day = 15, month = 4 }"#, Period::Round(year(), Round::Six), date(2012, 4, 15)),
            (
                r#"{ after = "end", day = 15, month = 4, moved = true }"#,
                Period::Round(year(), Round::Six),
                date(2012, 4, 17),
            ),
            (r#"{ after = "start", day = 1, month = 10 }"#, Period::Year(year()), date(2011, 10, 1)),
            (r#"{ after = "start", day = 30, month = 9 }"#, Period::Year(year()), date(2012, 9, 30)),
            (r#"{ after = "start", days = 366 }"#, Period::Year(year()), date(2012, 10, 1)),
        ] {
            let due = due(rule(written).unwrap(), period, &holidays());
            assert_eq!(due, Ok(Reckoned::certain(expected)), "{written}");
        }
    }

    #[test]
    fn only_what_leans_on_holidays_is_uncertain_without_their_list() {
        let quarter = Period::Quarter(year(), Quarter::First);
        for (written, certainty) in [
            (r#"{ after = "end", days = 15 }"#, Certainty::Certain),
            (r#"{ after = "end", days = 16, moved = true }"#, Certainty::Incomplete { first: 2555, last: 2555 }),
            (r#"{ after = "end", working_days = 1 }"#, Certainty::Incomplete { first: 2554, last: 2555 }),
        ] {
            let due = due(rule(written).unwrap(), quarter, &Holidays::none()).unwrap();
            assert_eq!(due.certainty, certainty, "{written}");
        }
    }

    #[test]
    fn impossible_rules_are_refused() {
        for (written, message) in [
            (r#"{ after = "end" }"#, "one way"),
            (r#"{ after = "end", days = 1, working_days = 1 }"#, "one way"),
            (r#"{ after = "end", day = 1 }"#, "one way"),
            (r#"{ after = "end", days = 367 }"#, "367 days"),
            (r#"{ after = "end", working_days = 367 }"#, "367 days"),
            (r#"{ after = "end", day = 29, month = 2 }"#, "day 29 of month 2"),
            (r#"{ after = "end", day = 31, month = 6 }"#, "day 31 of month 6"),
            (r#"{ after = "end", day = 1, month = 13 }"#, "month 13"),
            (r#"{ after = "later", days = 1 }"#, "unknown variant"),
            (r#"{ after = "end", days = 1, hours = 2 }"#, "unknown field"),
        ] {
            let error = rule(written).unwrap_err();
            assert!(error.contains(message), "{written}: {error}");
        }
        assert!(rule(r#"{ after = "end", working_days = 366 }"#).is_ok());
        let all = [DeadlineError::Ways, DeadlineError::TooLong(367), DeadlineError::NoSuchDay(31, 6)];
        crate::calendar::speaks_both_languages(&all);
        assert!(all[1].explain().remedy.th.contains(&MAX_DEADLINE_DAYS.to_string()));
    }

    #[test]
    fn rules_read_what_they_write() {
        for count in [Count::Days(15), Count::WorkingDays(10), Count::DayMonth { day: 31, month: 10 }] {
            let rule = Deadline::new(Anchor::End, count, true).unwrap();
            let json = serde_json::to_string(&rule).unwrap();
            assert_eq!(serde_json::from_str::<Deadline>(&json).unwrap(), rule, "{json}");
            assert_eq!((rule.anchor(), rule.count(), rule.moved()), (Anchor::End, count, true));
        }
    }

    #[test]
    fn late_begins_the_day_after() {
        let due = date(2012, 4, 30);
        for (released, days) in [
            (date(2012, 4, 1), 0),
            (date(2012, 4, 30), 0),
            (date(2012, 5, 1), 1),
            (date(2012, 7, 4), 65),
            (date(2013, 4, 30), 365),
        ] {
            assert_eq!((lateness_days(due, released), is_late(due, released)), (days, days > 0), "{released}");
        }
    }
}
