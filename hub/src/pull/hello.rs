//! The beginning of a session: who is there, which protocol, and does its head extend what is verified here.

use bytes::Bytes;
use ges_journal::Hash;
use ges_journal::log_id::LogId;
use ges_journal::note::{MAX_CHECKPOINT, SignedNote, VerifierKey};
use ges_journal::witness::{Mirror, compare_heads};
use ges_ledger::log::{Log, LogKey};
use ges_proto::exchange::{HelloReply, HelloRequest};
use ges_proto::{PROTOCOL_MAX, PROTOCOL_MIN};

use super::link::{Session, Target};
use super::trouble::LinkError;

/// Where pulling begins.
pub(super) struct Start {
    /// The log as verified so far; of size zero when the node goes on under a new epoch.
    pub mirror: Mirror,
    /// Its number in the store; none while a new epoch has yet to prove that it continues the old one.
    pub key: Option<LogKey>,
    /// Entries the node says it has.
    pub head: u64,
    /// The node's clock minus ours, microseconds.
    pub skew_micros: i64,
    /// How far the node has our journal.
    pub received: u64,
    /// Newest cosigned checkpoint, to be handed over again in case it was lost.
    pub receipt: Option<Bytes>,
}

/// Calls `Hello` and judges the answer.
pub(super) async fn greet(session: &Session<'_>, known: Log) -> Result<Start, LinkError> {
    let hub = session.hub;
    let request = HelloRequest {
        protocol_min: PROTOCOL_MIN,
        protocol_max: PROTOCOL_MAX,
        software: concat!("ges-hub ", env!("CARGO_PKG_VERSION")).into(),
        known_size: known.size,
        known_log: known.id.to_string(),
    };
    let mut client = session.client();
    let reply = session.answer(hub.config().pull.answer.length(), client.hello(request)).await?.into_inner();
    let now = hub.env().clock.now().as_microsecond();
    judge(session.target, known, &reply, &hub.log_id().to_string(), now)
}

fn judge(target: &Target, known: Log, reply: &HelloReply, own_log: &str, now_micros: i64) -> Result<Start, LinkError> {
    let (min, max) = (PROTOCOL_MIN, PROTOCOL_MAX);
    if !(min..=max).contains(&reply.protocol) {
        return Err(LinkError::Protocol { offered: reply.protocol, min, max });
    }
    if reply.organisation != target.id.as_str() {
        let found = reply.organisation.chars().take(60).collect();
        return Err(LinkError::Identity { expected: target.id.to_string(), found });
    }
    let offered = LogId::parse(&reply.log).map_err(|e| LinkError::Malformed(e.to_string()))?;
    let key: VerifierKey = reply.verifier_key.parse().map_err(|_| LinkError::Key)?;
    let (mirror, number) = expected_log(&known, offered, &key)?;
    let note = SignedNote::parse_at_most(&reply.checkpoint, MAX_CHECKPOINT)
        .map_err(|e| LinkError::Malformed(format!("checkpoint: {e}")))?;
    let proof = hashes(&reply.consistency)?;
    let head = compare_heads(&mirror, &note, &proof)?;
    let received = reply.received.as_ref().filter(|c| c.log == own_log).map_or(0, |c| c.next);
    Ok(Start {
        mirror,
        key: number,
        head: head.size,
        skew_micros: reply.clock_micros.saturating_sub(now_micros),
        received,
        receipt: known.receipt,
    })
}

/// The log that may be pulled: the one mirrored here, or a later epoch of it under the same key.
fn expected_log(known: &Log, offered: LogId, key: &VerifierKey) -> Result<(Mirror, Option<LogKey>), LinkError> {
    if key.public() != known.verifier.public() {
        return Err(LinkError::Key);
    }
    if offered == known.id {
        return Ok((known.mirror(), Some(known.key)));
    }
    let later = offered.domain() == known.id.domain()
        && offered.organisation() == known.id.organisation()
        && offered.epoch() > known.id.epoch();
    if !later {
        return Err(LinkError::OlderEpoch { known: known.id.to_string(), offered: offered.to_string() });
    }
    let named = VerifierKey::new(&offered.to_string(), key.kind(), key.public()).map_err(|_| LinkError::Key)?;
    if known.size == 0 {
        // Nothing of the earlier epoch was ever seen here, so there is nothing to continue: an operator has to
        // confirm the node anew.
        return Err(LinkError::Discontinued { known: known.id.to_string(), offered: offered.to_string() });
    }
    Ok((Mirror::new(offered, named), None))
}

fn hashes(proof: &[Bytes]) -> Result<Vec<Hash>, LinkError> {
    proof
        .iter()
        .take(65)
        .map(|h| Hash::try_from(h.as_ref()).map_err(|_| LinkError::Malformed("a hash of another length".into())))
        .collect()
}
