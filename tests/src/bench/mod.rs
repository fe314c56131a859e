//! What the benches share: tables of ratios with their floors, processor time from procfs, the work unit, and a hub
//! with nodes in a process of their own.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "ratios of measured times; no value or weight of the product is computed here"
)]
#![expect(clippy::expect_used, reason = "a bench that cannot measure ends and says why")]

pub mod federation;
pub mod line;
pub mod member;
pub mod procfs;
pub mod table;
pub mod work;

use std::time::{Duration, Instant};

/// Whether sizes for growth were asked for: `GES_BENCH_FULL=1`.
pub fn full() -> bool {
    std::env::var_os("GES_BENCH_FULL").is_some()
}

/// A clock of real time, for measuring only.
#[derive(Debug, Clone, Copy)]
pub struct Watch(Instant);

impl Watch {
    /// Begins now.
    #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Seconds since the beginning.
    pub fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Lets real time pass between two looks at something outside this process, or while an idle state is measured.
#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
pub fn pause(length: Duration) {
    std::thread::sleep(length);
}

/// Microseconds since 1970, comparable between processes of one machine.
pub fn wall_micros() -> i64 {
    ges_runtime::Clock::system().now().as_microsecond()
}
