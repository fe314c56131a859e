//! How numbers, dates and digests are written for people: one way everywhere.

mod date;
mod digest;
mod given;
mod number;

pub use date::{BANGKOK, Moment, civil, clock_time, date, date_long, date_time, day_of, iso, span};
pub use digest::{groups, short};
pub use given::Given;
pub use number::{bytes, count, decimal, delta, percent_point, score, signed, thai_digits, value};
