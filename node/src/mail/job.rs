//! The daily round of digests: at its time, and again with growing pauses where the server cannot be used.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ges_runtime::backoff::FullJitter;
use ges_runtime::shutdown::Token;
use jiff::civil::Time;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use super::digest::digest;
use crate::app::{Node, NodeError};

/// Times one day's digests are tried before they wait for the next day.
const TRIES: u32 = 8;
/// Pauses between tries.
const PAUSES: FullJitter = FullJitter { base: Duration::from_mins(2), max: Duration::from_hours(1) };
const ZONE: Offset = Offset::constant(7);

/// What keeps mail from being sent; shown to administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What was said.
    pub said: String,
    /// When.
    pub at: Timestamp,
}

/// How sending last went.
#[derive(Debug, Default)]
pub(crate) struct MailState(Mutex<Option<Trouble>>);

impl MailState {
    /// What went wrong last, until something goes right.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, trouble: Option<Trouble>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

/// The next moment of that time of day in Bangkok, after `now`.
fn next(at: Time, now: Timestamp) -> Option<Timestamp> {
    let today = ZONE.to_datetime(now).date();
    let moment = ZONE.to_timestamp(today.to_datetime(at)).ok()?;
    if moment > now {
        Some(moment)
    } else {
        ZONE.to_timestamp(today.checked_add(Span::new().days(1)).ok()?.to_datetime(at)).ok()
    }
}

/// Sends digests once a day until `shutdown`; nothing to do where no mail is set up.
pub(crate) async fn keep_sending(node: Node, shutdown: Token) -> Result<(), NodeError> {
    let Some(at) = node.config().mail.as_ref().map(|mail| mail.at) else {
        shutdown.cancelled().await;
        return Ok(());
    };
    let clock = node.env().clock.clone();
    loop {
        let Some(moment) = next(at, clock.now()) else { return Ok(()) };
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = clock.sleep_until(moment) => {}
        }
        for tried in 0..TRIES {
            if attempt(&node).await {
                break;
            }
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                () = clock.sleep(PAUSES.delay(tried, &node.env().entropy)) => {}
            }
        }
    }
}

/// Sends the digests that are due, and keeps what went wrong for administrators; whether that is all for today.
pub async fn attempt(node: &Node) -> bool {
    let trouble = |said: String| Trouble { said, at: node.env().clock.now() };
    match digest(node, false).await {
        Ok(done) => {
            let refused = done.refused.iter().map(|(login, said)| format!("{login}: {said}")).collect::<Vec<_>>();
            node.mail_state().set((!refused.is_empty()).then(|| trouble(refused.join("; "))));
            tracing::info!(sent = done.sent.len(), refused = refused.len(), "digests were sent");
            true
        }
        Err(error) => {
            tracing::warn!(%error, "digests cannot be sent");
            node.mail_state().set(Some(trouble(error.to_string())));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_is_later_today_or_tomorrow() {
        let at = Time::constant(7, 30, 0, 0);
        let next_after = |now: &str| next(at, now.parse().unwrap()).unwrap().to_string();
        // Half past seven in Bangkok is half past midnight UTC.
        assert_eq!(next_after("2012-07-04T00:29:59Z"), "2012-07-04T00:30:00Z");
        assert_eq!(next_after("2012-07-04T00:30:00Z"), "2012-07-05T00:30:00Z");
        assert_eq!(next_after("2012-07-03T18:00:00Z"), "2012-07-04T00:30:00Z", "already the 4th in Bangkok");
    }
}
