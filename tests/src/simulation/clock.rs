//! The time of a simulation: what has passed is the same for all, what the wall says is each host's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use ges_runtime::Clock;
use jiff::Timestamp;

/// When every simulation begins: the first day of fiscal year 2555, microseconds since 1970.
const BEGIN: i64 = 1_317_427_200_000_000;

/// What has passed since the simulation began; only its controller moves it on.
#[derive(Debug, Clone, Default)]
pub struct Elapsed(Arc<AtomicU64>);

impl Elapsed {
    /// Takes over what the network says has passed.
    pub fn set(&self, passed: Duration) {
        self.0.store(u64::try_from(passed.as_micros()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }

    /// Microseconds passed.
    pub fn micros(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A wall clock that may be wrong.
#[derive(Debug, Clone)]
pub struct Wall {
    elapsed: Elapsed,
    offset: Arc<AtomicI64>,
}

impl Wall {
    /// A clock that is right.
    pub fn new(elapsed: &Elapsed) -> Self {
        Self { elapsed: elapsed.clone(), offset: Arc::default() }
    }

    /// Sets it forwards or backwards.
    pub fn jump(&self, seconds: i64) {
        self.offset.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// As the code under test sees it.
    pub fn clock(&self) -> Clock {
        let wall = self.clone();
        Clock::from_fn(move || {
            let passed = i64::try_from(wall.elapsed.micros()).unwrap_or(i64::MAX / 4);
            let micros = BEGIN + passed + wall.offset.load(Ordering::SeqCst);
            Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
        })
    }
}
