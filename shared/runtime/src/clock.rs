//! The time: the machine's, a test's, or a simulation's. The only place that asks the machine.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};

/// A wall clock may jump, so a wait for a moment looks again at least this often.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Tells the time and waits for it. Cheap to clone; all clones tell the same time.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(watch::Receiver<Timestamp>),
    Custom(Arc<dyn Fn() -> Timestamp + Send + Sync>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `start` until its [`ManualClock`] moves it.
    pub fn manual(start: Timestamp) -> (Self, ManualClock) {
        let (set, seen) = watch::channel(start);
        (Self(Source::Manual(seen)), ManualClock(Arc::new(set)))
    }

    /// A clock that tells whatever `tell` tells: a simulation derives it from its own time.
    pub fn from_fn(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Source::Custom(Arc::new(tell)))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => machine_now(),
            Source::Manual(seen) => *seen.borrow(),
            Source::Custom(tell) => tell(),
        }
    }

    /// Waits for `length` of the runtime's own time, which no jump of the wall clock shortens.
    pub async fn sleep(&self, length: Duration) {
        wait(length).await;
    }

    /// Waits until this clock tells `moment` or later, also when the clock jumps or is set by hand.
    pub async fn sleep_until(&self, moment: Timestamp) {
        if let Source::Manual(seen) = &self.0 {
            let mut seen = seen.clone();
            // The hand that moves the clock may be gone: then that moment never comes.
            if seen.wait_for(|now| *now >= moment).await.is_err() {
                std::future::pending::<()>().await;
            }
            return;
        }
        loop {
            let left = moment.duration_since(self.now());
            if left <= jiff::SignedDuration::ZERO {
                return;
            }
            wait(left.unsigned_abs().min(LOOK_AGAIN)).await;
        }
    }

    /// Ticks at once and then every `period`; ticks missed while busy are not made up for.
    pub fn interval(&self, period: Duration) -> Interval {
        let mut interval = tokio::time::interval(period.max(Duration::from_millis(1)));
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        interval
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::System => f.write_str("Clock::system"),
            Source::Manual(seen) => write!(f, "Clock::manual({})", *seen.borrow()),
            Source::Custom(_) => f.write_str("Clock::from_fn"),
        }
    }
}

/// Sets a manual clock, forwards or backwards.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<watch::Sender<Timestamp>>);

impl ManualClock {
    /// Sets the clock to `now`.
    pub fn set(&self, now: Timestamp) {
        self.0.send_replace(now);
    }

    /// Moves the clock forward by `length`, at most to the end of representable time.
    pub fn advance(&self, length: Duration) {
        self.0.send_modify(|now| *now = now.checked_add(length).unwrap_or(Timestamp::MAX));
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "the one place that waits")]
async fn wait(length: Duration) {
    tokio::time::sleep(length).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn start() -> Timestamp {
        "2012-10-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_manual_clock_stands_still_until_moved() {
        let (clock, hand) = Clock::manual(start());
        assert_eq!(clock.now(), start());
        hand.advance(Duration::from_mins(1));
        assert_eq!(clock.now().to_string(), "2012-10-01T00:01:00Z");
        hand.set(start());
        assert_eq!(clock.clone().now(), start());
    }

    #[tokio::test]
    async fn waiting_for_a_moment_ends_when_the_clock_reaches_it_and_not_before() {
        let (clock, hand) = Clock::manual(start());
        let moment = start().checked_add(Duration::from_secs(10)).unwrap();
        let waiting = clock.sleep_until(moment);
        tokio::pin!(waiting);
        hand.advance(Duration::from_secs(9));
        assert!(waiting.as_mut().now_or_never().is_none());
        hand.advance(Duration::from_secs(1));
        assert!(waiting.now_or_never().is_some());
    }

    #[tokio::test]
    async fn the_machines_clock_reaches_a_moment_soon_to_come_and_one_long_past() {
        let clock = Clock::system();
        clock.sleep_until(start()).await;
        let moment = clock.now().checked_add(Duration::from_millis(20)).unwrap();
        clock.sleep_until(moment).await;
        assert!(clock.now() >= moment);
    }

    #[tokio::test]
    async fn a_simulated_clock_is_asked_again_after_each_wait() {
        let begun = tokio::time::Instant::now();
        let clock = Clock::from_fn(move || start().checked_add(begun.elapsed() * 1000).unwrap());
        clock.sleep_until(start().checked_add(Duration::from_millis(20)).unwrap()).await;
        assert!(begun.elapsed() >= Duration::from_micros(20));
    }
}
