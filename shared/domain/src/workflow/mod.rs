//! Processes as pure folds over the records of both journals (domain rules 5).
//!
//! Node and hub each append facts to their own journal and receive the other's; no call changes state. What a state
//! is, both compute with [`fold::fold`] from the same records:
//!
//! 1. [`order::merge`] puts the records of all journals into one order that does not depend on their arrival.
//! 2. Each process is a [`machine::Machine`]: a table of transitions, conditions, and what a legal event changes.
//! 3. An illegal event is a named [`refusal::TransitionError`]; it changes nothing and hides nothing that comes later.
//!
//! The same check answers "can I do this now?" before a record is written ([`machine::Machine::permits`]).

pub mod actor;
pub mod agreement;
pub mod body;
pub mod cio;
pub mod department;
pub mod fold;
pub mod machine;
pub mod order;
pub mod parties;
pub mod points;
pub mod province;
pub mod question;
pub mod refusal;
pub mod round;
pub mod signing;
pub mod visit;
pub mod wording;
#[macro_use]
mod word;

pub use actor::{Actor, ActorRole};
pub use body::{BodyError, Moved};
pub use fold::{Folded, Step, fold, fold_knowing};
pub use machine::{Machine, Offer};
pub use order::{Entry, Merged, OrderError, merge};
pub use parties::{By, Parties};
pub use points::Points;
pub use refusal::{Cause, TransitionError};
pub use word::{Named, Word};
pub use wording::{Line, Remark};

#[cfg(test)]
mod properties;
#[cfg(test)]
mod testing;
