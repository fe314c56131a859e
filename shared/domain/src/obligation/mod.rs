//! The reports an agency owes to central offices, and what remains of them (deck slides 57–58).
//!
//! Who is owed what and when is a data file, since it changes with the year; counts, dates and what the system renders
//! by itself are computed from it (domain rules 4.4, 10.1).

mod burden;
mod count;
mod fact;
mod frequency;
mod list;
mod problem;
mod read;
mod schedule;
mod written;

pub use burden::{After, Burden, Remaining, after, after_with, before};
pub use count::{Count, CountError, count};
pub use fact::{FactSource, FactWord};
pub use frequency::Frequency;
pub use list::{Channel, Item, Named, Obligation, Obligations, Occasion, Recipient, Submission};
pub use problem::{ObligationDefect, ObligationProblem};
pub use read::{MAX_LIST, MAX_WORDS};
pub use schedule::{Due, schedule};

/// The lists that come with the product.
pub mod shipped {
    use super::{ObligationDefect, Obligations};

    /// What a department owed in fiscal year 2555 (deck slides 57, 58).
    pub const DEPARTMENTS_2555: &str = include_str!("../../data/obligations/departments-2555.toml");

    /// The list of departments, read.
    pub fn departments_2555() -> Result<Obligations, Vec<ObligationDefect>> {
        Obligations::from_toml(DEPARTMENTS_2555)
    }
}
