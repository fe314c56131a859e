//! When a feed is read by itself: every hour, day, week or month, at a time of the day in Thailand.

use ges_web::format::BANGKOK;
use jiff::civil::{DateTime, Time};
use jiff::{Span, Timestamp};
use serde::Deserialize;

/// Last day of a month on which a feed may be read: every month has it.
const LAST_DAY_OF_MONTH: i8 = 28;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each hour.
    Hour,
    /// Each day.
    Day,
    /// Each week.
    Week,
    /// Each month.
    Month,
}

/// The setting as it is written in a feed's file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    every: Every,
    /// `06:00`; of an hourly feed only the minutes, `00:15`.
    #[serde(default)]
    at: Option<String>,
    /// Day of the week (1 Monday to 7 Sunday) or of the month (1 to 28).
    #[serde(default)]
    on: Option<i8>,
}

/// Times at which a feed is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Schedule {
    every: Every,
    at: Time,
    on: i8,
}

/// Why a schedule is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Not a time of the day.
    #[error("`{0}` is not a time of the day: write `at` as HH:MM, for example \"06:00\"")]
    At(String),
    /// An hour given to what is read every hour.
    #[error("a feed of every hour has minutes only: write `at` as \"00:15\" for a quarter past")]
    Hourly,
    /// A day that the period does not have.
    #[error("`on` does not fit: use 1 (Monday) to 7 (Sunday) for a week, 1 to 28 for a month, and nothing otherwise")]
    On,
}

impl TryFrom<Written> for Schedule {
    type Error = ScheduleError;

    fn try_from(written: Written) -> Result<Self, ScheduleError> {
        let Written { every, at, on } = written;
        let at = at.map_or(Ok(if every == Every::Hour { Time::midnight() } else { six() }), |text| time(&text))?;
        if every == Every::Hour && at.hour() != 0 {
            return Err(ScheduleError::Hourly);
        }
        let last = match every {
            Every::Week => 7,
            Every::Month => LAST_DAY_OF_MONTH,
            Every::Hour | Every::Day => 0,
        };
        match on {
            Some(day) if !(1..=last).contains(&day) => Err(ScheduleError::On),
            on => Ok(Self { every, at, on: on.unwrap_or(1) }),
        }
    }
}

fn six() -> Time {
    Time::constant(6, 0, 0, 0)
}

fn time(text: &str) -> Result<Time, ScheduleError> {
    let wrong = || ScheduleError::At(text.chars().take(20).collect());
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let (hour, minute) = text.split_once(':').filter(|(h, m)| digits(h) && digits(m)).ok_or_else(wrong)?;
    let (hour, minute) = (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
    Time::new(hour, minute, 0, 0).map_err(|_| wrong())
}

impl Schedule {
    /// How often.
    pub fn every(&self) -> Every {
        self.every
    }

    /// Time of the day in Thailand; of an hourly feed the minutes past.
    pub fn at(&self) -> Time {
        self.at
    }

    /// Day of the week or month, from 1.
    pub fn on(&self) -> i8 {
        self.on
    }

    /// The newest time that has come.
    pub fn last(&self, now: Timestamp) -> Option<Timestamp> {
        self.around(now).into_iter().rfind(|at| *at <= now)
    }

    /// The first time that has not come yet.
    pub fn next(&self, now: Timestamp) -> Option<Timestamp> {
        self.around(now).into_iter().find(|at| *at > now)
    }

    /// The times of the period before, of this one and of the next, in order.
    fn around(&self, now: Timestamp) -> Vec<Timestamp> {
        let here = BANGKOK.to_datetime(now);
        let times = [-1, 0, 1].into_iter().filter_map(|step| self.of_period(here, step));
        times.filter_map(|at| BANGKOK.to_timestamp(at).ok()).collect()
    }

    fn of_period(&self, here: DateTime, step: i32) -> Option<DateTime> {
        let (today, span) = (here.date(), Span::new());
        let days_in = i32::from(self.on) - 1;
        let day = match self.every {
            Every::Hour => {
                let hour = today.at(here.hour(), self.at.minute(), 0, 0);
                return hour.checked_add(span.try_hours(step).ok()?).ok();
            }
            Every::Day => today.checked_add(span.try_days(step).ok()?),
            Every::Week => {
                let since_monday = i32::from(today.weekday().to_monday_zero_offset());
                today.checked_add(span.try_days(7 * step + days_in - since_monday).ok()?)
            }
            Every::Month => {
                let first = today.first_of_month().checked_add(span.try_months(step).ok()?).ok()?;
                first.checked_add(span.try_days(days_in).ok()?)
            }
        };
        Some(day.ok()?.to_datetime(self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Schedule, String> {
        toml::from_str(text).map_err(|e: toml::de::Error| e.message().to_owned())
    }

    fn at(text: &str) -> Timestamp {
        format!("{text}:00+07:00").parse().unwrap()
    }

    #[test]
    fn the_last_and_the_next_time_lie_on_both_sides_of_now_in_thailand() {
        for (setting, now, last, next) in [
            ("every = \"day\"\nat = \"06:00\"", "2012-07-04T05:59", "2012-07-03T06:00", "2012-07-04T06:00"),
            ("every = \"day\"\nat = \"06:00\"", "2012-07-04T06:00", "2012-07-04T06:00", "2012-07-05T06:00"),
            ("every = \"day\"", "2012-01-01T00:00", "2011-12-31T06:00", "2012-01-01T06:00"),
            ("every = \"hour\"", "2012-07-04T05:00", "2012-07-04T05:00", "2012-07-04T06:00"),
            ("every = \"hour\"\nat = \"00:15\"", "2012-07-04T00:14", "2012-07-03T23:15", "2012-07-04T00:15"),
            // 4 July 2012 was a Wednesday.
            ("every = \"week\"\non = 3", "2012-07-04T05:59", "2012-06-27T06:00", "2012-07-04T06:00"),
            ("every = \"week\"\non = 7", "2012-07-04T07:00", "2012-07-01T06:00", "2012-07-08T06:00"),
            ("every = \"week\"", "2012-07-02T06:00", "2012-07-02T06:00", "2012-07-09T06:00"),
            ("every = \"month\"", "2012-07-01T05:59", "2012-06-01T06:00", "2012-07-01T06:00"),
            ("every = \"month\"\non = 28\nat = \"23:59\"", "2013-02-28T23:59", "2013-02-28T23:59", "2013-03-28T23:59"),
        ] {
            let schedule = read(setting).unwrap();
            assert_eq!(schedule.last(at(now)), Some(at(last)), "{setting} at {now}");
            assert_eq!(schedule.next(at(now)), Some(at(next)), "{setting} at {now}");
        }
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_the_reason() {
        for (setting, said) in [
            ("every = \"year\"", "unknown variant"),
            ("every = \"day\"\nat = \"24:00\"", "not a time"),
            ("every = \"day\"\nat = \"6:00\"", "not a time"),
            ("every = \"day\"\nat = \"06:60\"", "not a time"),
            ("every = \"day\"\nat = \"+6:00\"", "not a time"),
            ("every = \"hour\"\nat = \"01:00\"", "minutes only"),
            ("every = \"day\"\non = 1", "`on` does not fit"),
            ("every = \"week\"\non = 8", "`on` does not fit"),
            ("every = \"week\"\non = 0", "`on` does not fit"),
            ("every = \"month\"\non = 29", "`on` does not fit"),
            ("every = \"day\"\nin = \"Paris\"", "unknown field"),
        ] {
            let refusal = read(setting).unwrap_err();
            assert!(refusal.contains(said), "{setting}: {refusal}");
        }
        assert!(read("every = \"week\"\non = 7").is_ok() && read("every = \"month\"\non = 28").is_ok());
        assert!(read("every = \"hour\"\nat = \"00:59\"").is_ok());
    }
}
