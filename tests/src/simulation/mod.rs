//! One hub and five nodes on one thread, with links that fail, clocks that jump and processes that die: the real
//! code over a simulated network. A run is a list of operations; invariants are checked after each of them.

mod apart;
mod check;
mod clock;
mod host;
mod operation;
mod regression;
mod run;
mod shrink;
mod trace;
mod wire;

pub use apart::{difference, run_apart};
pub use operation::{List, Operation, generate};
pub use regression::{keep, kept};
pub use run::{Failure, Outcome, run};
pub use shrink::shrink;
pub use trace::Trace;

/// Nodes in a simulated federation.
pub const NODES: u8 = 5;
/// Indicators of each node's agreement.
pub const INDICATORS: u16 = 4;
