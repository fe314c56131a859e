//! One node: dial, agree, pull and deliver; again after every end, with growing jittered waits.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use ges_domain::ids::OrganisationId;
use ges_journal::note::VerifierKey;
use ges_ledger::{LedgerError, log};
use ges_proto::MAX_MESSAGE;
use ges_proto::exchange::exchange_client::ExchangeClient;
use ges_runtime::backoff::FullJitter;
use ges_runtime::net::{Dialer, Link, connect};
use ges_runtime::shutdown::Token;
use tokio::sync::watch;
use tonic::transport::Channel;

use super::board::Trouble;
use super::trouble::LinkError;
use super::{commit, deliver, hello};
use crate::app::Hub;
use crate::store::{agencies, links};

/// Whom to pull, where, and under which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The agency.
    pub id: OrganisationId,
    /// Its exchange port.
    pub address: String,
    /// Key that signs its journal, as the operator confirmed it.
    pub key: VerifierKey,
}

/// What one session with a node works on.
pub(super) struct Session<'a> {
    pub hub: &'a Hub,
    pub target: &'a Target,
    pub link: Link,
}

impl Session<'_> {
    /// A client on the open connection.
    pub fn client(&self) -> ExchangeClient<Channel> {
        client(&self.link)
    }

    /// Waits for an answer, but not for ever, and tells errors apart.
    pub async fn answer<T>(
        &self,
        within: Duration,
        call: impl Future<Output = Result<T, tonic::Status>>,
    ) -> Result<T, LinkError> {
        match tokio::time::timeout(within, call).await {
            Err(_) => Err(LinkError::Silent),
            Ok(Err(status)) => Err(told(&self.link, &status)),
            Ok(Ok(answer)) => Ok(answer),
        }
    }
}

/// A client on an open connection, with the limits both sides keep.
pub(crate) fn client(link: &Link) -> ExchangeClient<Channel> {
    ExchangeClient::new(link.channel.clone())
        .max_decoding_message_size(MAX_MESSAGE)
        .max_encoding_message_size(MAX_MESSAGE)
}

/// What a failed call means: a cut shows itself under several codes, the token tells which they are.
pub(crate) fn told(link: &Link, status: &tonic::Status) -> LinkError {
    use tonic::Code;
    let message: String = status.message().chars().take(300).collect();
    if link.gone.is_cancelled() {
        return LinkError::Cut(message);
    }
    match status.code() {
        Code::Unavailable | Code::Cancelled | Code::Unknown => LinkError::Cut(message),
        // What the decoder on this side says of a message beyond the limit or not of the protocol.
        Code::OutOfRange | Code::Internal if std::error::Error::source(status).is_some() => LinkError::Cut(message),
        Code::OutOfRange | Code::Internal => LinkError::Malformed(message),
        code => LinkError::Answer { code, message },
    }
}

/// Keeps the link to one node until `stop`.
pub(super) async fn keep(hub: Hub, dialer: Arc<dyn Dialer>, target: Target, stop: Token) {
    let pace = &hub.config().pull;
    let backoff = FullJitter { base: pace.retry_base.length(), max: pace.retry_max.length() };
    let mut attempt = 0u32;
    let mut sessions = 0u64;
    loop {
        let end = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            end = session(&hub, dialer.as_ref(), &target, &mut sessions, &mut attempt) => Some(end),
        };
        hub.board().set_link(&target.id, None);
        note_end(&hub, &target.id, end.as_ref()).await;
        let Some(end) = end else { return };
        let wait = if end.is_slow() {
            let full = pace.retry_alarm.length();
            full / 2 + FullJitter { base: full / 2, max: full / 2 }.delay(0, &hub.env().entropy)
        } else {
            backoff.delay(attempt, &hub.env().entropy)
        };
        attempt = attempt.saturating_add(1);
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = hub.env().clock.sleep(wait) => {}
        }
    }
}

/// One connection from dial to end. It never ends without a reason.
async fn session(hub: &Hub, dialer: &dyn Dialer, target: &Target, sessions: &mut u64, attempt: &mut u32) -> LinkError {
    match open(hub, dialer, target).await {
        Err(error) => error,
        Ok((session, start)) => {
            *attempt = 0;
            let again = *sessions > 0;
            *sessions += 1;
            let settled = start.head == start.mirror.edge.size();
            let now = hub.env().clock.now();
            let state = hub.board().change(&target.id, |s| {
                s.connected = true;
                s.last_contact = Some(now);
                s.head = start.head;
                s.skew_micros = start.skew_micros;
                s.acknowledged = start.received;
                s.reconnects += u64::from(again);
                s.trouble = s.trouble.take().filter(|t| t.alarm && !settled);
            });
            save(hub, &target.id, state).await;
            hub.board().set_link(&target.id, Some(session.link.clone()));
            tracing::info!(agency = %target.id, size = start.mirror.edge.size(), head = start.head, "link open");
            let (receipts, newest) = watch::channel(start.receipt.clone());
            let received = start.received;
            tokio::select! {
                biased;
                end = commit::pull(&session, start, receipts) => end,
                end = deliver::run(&session, received, newest) => end,
            }
        }
    }
}

async fn open<'a>(
    hub: &'a Hub,
    dialer: &dyn Dialer,
    target: &'a Target,
) -> Result<(Session<'a>, hello::Start), LinkError> {
    let id = target.id.clone();
    let (known, agency) = hub
        .store()
        .read_async(move |tx| Ok::<_, LedgerError>((log::newest(tx, &id)?, agencies::one(tx, &id)?)))
        .await?;
    let known = known.ok_or_else(|| LedgerError::UnknownLog(target.id.to_string()))?;
    let link = connect(dialer, &target.address, &target.id).await?;
    if !agency.is_some_and(|a| a.accepts(link.peer.serial.as_deref())) {
        return Err(LinkError::Certificate);
    }
    let session = Session { hub, target, link };
    let start = hello::greet(&session, known).await?;
    Ok((session, start))
}

async fn note_end(hub: &Hub, id: &OrganisationId, end: Option<&LinkError>) {
    let before = hub.board().state(id);
    let now = hub.env().clock.now();
    let trouble = end.map(|end| {
        let same = before.trouble.as_ref().filter(|t| t.code == end.code());
        Trouble {
            code: end.code().to_owned(),
            words: end.words(),
            alarm: end.is_alarm(),
            since: same.map_or(now, |t| t.since),
        }
    });
    // A cut says nothing about an alarm that stands.
    let stands = before.trouble.as_ref().is_some_and(|t| t.alarm) && !trouble.as_ref().is_some_and(|t| t.alarm);
    let trouble = if stands { before.trouble.clone() } else { trouble };
    let changed = before.connected || before.trouble.as_ref().map(|t| &t.code) != trouble.as_ref().map(|t| &t.code);
    if let Some(end) = end {
        if end.is_alarm() {
            tracing::error!(agency = %id, code = end.code(), reason = %end, "link stopped");
        } else if changed {
            tracing::warn!(agency = %id, code = end.code(), reason = %end, "link ended");
        }
        hub.metrics().ended(id, end.code());
    }
    let state = hub.board().change(id, |s| {
        s.connected = false;
        s.trouble = trouble;
    });
    if changed {
        save(hub, id, state).await;
    }
}

async fn save(hub: &Hub, id: &OrganisationId, state: super::board::LinkState) {
    hub.metrics().seen(id, &state);
    let key = id.clone();
    if let Err(error) = hub.store().write_async(move |tx| links::put(tx, &key, &state)).await {
        tracing::warn!(agency = %id, %error, "the state of the link could not be saved");
    }
}
