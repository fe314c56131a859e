//! The Thai fiscal year and what is reckoned by it: months, quarters, rounds, dates of two eras, working days, deadlines.
//!
//! Dates are civil dates in Asia/Bangkok, kept in the Christian era (domain rules 0). Nothing here reads a clock: whoever
//! asks passes the day.

mod date;
mod deadline;
mod era;
mod error;
pub(crate) mod file;
mod holidays;
mod month;
mod names;
mod period;
mod problem;
mod quarter;
mod round;
mod substitution;
mod working;
mod year;

pub use date::{MAX_DATE_TEXT, parse_date};
pub use deadline::{Anchor, Count, Deadline, DeadlineError, MAX_DEADLINE_DAYS, due, is_late, lateness_days};
pub use era::{DateError, Era, EraRule, StatedBy, YearInput};
pub use error::CalendarError;
#[cfg(test)]
pub(crate) use error::tests::speaks_both_languages;
pub use holidays::{Holiday, HolidayYear, Holidays, MAX_HOLIDAYS, shipped};
pub use month::Month;
pub use period::{Half, Period, Span, TwoMonths};
pub use problem::{HolidayDefect, HolidayProblem};
pub use quarter::Quarter;
pub use round::Round;
pub use substitution::Substitution;
pub use working::{Certainty, MAX_SPAN_DAYS, MAX_WORKING_DAYS, Reckoned};
pub use year::FiscalYear;
