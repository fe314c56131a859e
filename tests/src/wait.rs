//! Waiting on conditions: a test never sleeps and hopes.

use std::future::Future;
use std::time::Duration;

use ges_runtime::Clock;

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(15);

/// How long a condition on a loaded machine may take to come true before the test fails.
pub const LONG: Duration = Duration::from_secs(30);

/// Waits until `condition` gives a value and returns it with how long that took.
///
/// # Panics
/// When it did not within `limit`: with `what` was waited for and `state`, the last thing seen.
pub async fn value_within<T, F>(what: &str, limit: Duration, mut condition: impl FnMut() -> F) -> (T, Duration)
where
    F: Future<Output = Result<T, String>>,
{
    let clock = Clock::system();
    let begun = clock.now();
    loop {
        let state = match condition().await {
            Ok(value) => return (value, since(&clock, begun)),
            Err(state) => state,
        };
        assert!(since(&clock, begun) < limit, "waited {limit:?} for: {what}; last seen: {state}");
        clock.sleep(LOOK).await;
    }
}

/// Waits until `condition` gives a value, at most [`LONG`].
pub async fn value<T, F>(what: &str, condition: impl FnMut() -> F) -> T
where
    F: Future<Output = Result<T, String>>,
{
    value_within(what, LONG, condition).await.0
}

/// Waits until `condition` is true, at most [`LONG`].
pub async fn until<F>(what: &str, mut condition: impl FnMut() -> F)
where
    F: Future<Output = bool>,
{
    value(what, || {
        let holds = condition();
        async { if holds.await { Ok(()) } else { Err("not yet".to_owned()) } }
    })
    .await;
}

/// Time passed since `begun`.
fn since(clock: &Clock, begun: jiff::Timestamp) -> Duration {
    Duration::try_from(clock.now().duration_since(begun)).unwrap_or_default()
}
