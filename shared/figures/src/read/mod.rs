//! What pages and resources show, read in one transaction and already reduced to what the reader may see.

pub(crate) mod agency;
pub(crate) mod checks;
pub(crate) mod figure;
pub(crate) mod signatures;

pub(crate) use agency::Agency;
pub(crate) use checks::{Check, Inspection, Outcome, Step};
pub(crate) use figure::{Cell, State, cells, total};
