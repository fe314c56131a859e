//! How long to wait before asking again, so that many callers do not ask at the same moment.

use std::time::Duration;

use crate::Entropy;

/// Full jitter: attempt *n* waits a random time between nothing and `min(max, base · 2ⁿ)`
/// (AWS Architecture Blog, "Exponential Backoff And Jitter").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FullJitter {
    /// The longest wait of the first attempt (attempt 0).
    pub base: Duration,
    /// The longest wait of any attempt.
    pub max: Duration,
}

impl FullJitter {
    /// The longest wait of `attempt`, counted from 0.
    pub fn ceiling(&self, attempt: u32) -> Duration {
        let factor = 1_u32.checked_shl(attempt.min(31)).unwrap_or(u32::MAX);
        self.base.checked_mul(factor).map_or(self.max, |wait| wait.min(self.max))
    }

    /// The wait before `attempt`, counted from 0.
    pub fn delay(&self, attempt: u32, entropy: &Entropy) -> Duration {
        let ceiling = u64::try_from(self.ceiling(attempt).as_micros()).unwrap_or(u64::MAX - 1);
        Duration::from_micros(entropy.below(ceiling.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: FullJitter = FullJitter { base: Duration::from_millis(100), max: Duration::from_secs(30) };

    #[test]
    fn the_ceiling_doubles_up_to_the_maximum() {
        let ceilings: Vec<_> = [0, 1, 2, 8, 9, 40, u32::MAX].map(|n| BACKOFF.ceiling(n).as_millis()).into();
        assert_eq!(ceilings, [100, 200, 400, 25_600, 30_000, 30_000, 30_000]);
    }

    #[test]
    fn delays_spread_over_the_whole_range_and_never_pass_the_ceiling() {
        let entropy = Entropy::seeded(5);
        let delays: Vec<_> = (0..500).map(|_| BACKOFF.delay(3, &entropy)).collect();
        assert!(delays.iter().all(|delay| *delay <= BACKOFF.ceiling(3)));
        assert!(delays.iter().any(|delay| *delay < Duration::from_millis(80)));
        assert!(delays.iter().any(|delay| *delay > Duration::from_millis(720)));
    }
}
