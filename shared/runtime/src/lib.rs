//! Clock, entropy, network, TLS identities, configuration and telemetry: the only ambient state.
//!
//! Every other crate receives time, randomness, sockets and secrets from here, so that the same
//! code runs under simulation with a clock that jumps and a network that fails.

pub mod backoff;
pub mod clock;
pub mod config;
pub mod entropy;
mod files;
pub mod identity;
pub mod keyfile;
pub mod net;
pub mod shutdown;
pub mod telemetry;
pub mod tls;

pub use clock::{Clock, ManualClock};
pub use entropy::Entropy;

/// What a component may know of the outside world: what time it is, and what nobody can guess.
#[derive(Clone, Debug)]
pub struct Env {
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub entropy: Entropy,
}

impl Env {
    /// The machine's own clock and random numbers.
    pub fn system() -> Self {
        Self { clock: Clock::system(), entropy: Entropy::system() }
    }
}
