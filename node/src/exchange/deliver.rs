//! `Deliver`: the hub's own entries for this node, and its cosignatures of this node's checkpoints.
//!
//! The acknowledged cursor tells what is durable here and nothing else.

use ges_journal::entry::Sealed;
use ges_journal::log_id::LogId;
use ges_journal::note::{Checkpoint, KeyKind, MAX_CHECKPOINT, SignedNote, VerifierKey, verify_cosignature};
use ges_journal::witness::Refusal;
use ges_ledger::log::{self, Log};
use ges_ledger::mirror::{self, Prepared};
use ges_ledger::{LedgerError, append};
use ges_proto::batch::entries_of;
use ges_proto::exchange::deliver_request::Item;
use ges_proto::exchange::{Batch, Cursor, DeliverReply, DeliverRequest};
use ges_store::Tx;
use jiff::Timestamp;
use tonic::{Code, Status, Streaming};

use super::refused::Refused;
use crate::app::Node;
use crate::link::Link;
use crate::service::questions;

pub(super) async fn receive(
    node: &Node,
    link: &Link,
    mut stream: Streaming<DeliverRequest>,
) -> Result<DeliverReply, Status> {
    let mut received = received_so_far(node, link).await?;
    while let Some(message) = stream.message().await? {
        match message.item {
            Some(Item::Batch(batch)) => received = admit(node, link, batch).await?,
            Some(Item::Receipt(note)) => keep_receipt(node, link, note.to_vec()).await?,
            None => return Err(Refused::invalid("empty-item", "a delivery holds a batch or a receipt").into()),
        }
    }
    Ok(DeliverReply { acknowledged: Some(received) })
}

async fn received_so_far(node: &Node, link: &Link) -> Result<Cursor, Refused> {
    let (hub, first) = (link.hub.clone(), link.log.to_string());
    let read = node.store().read_async(move |tx| {
        let newest = log::newest(tx, &hub)?;
        let none = || Cursor { log: first.clone(), next: 0 };
        Ok::<_, LedgerError>(newest.map_or_else(none, |m| Cursor { log: m.id.to_string(), next: m.size }))
    });
    Ok(read.await?)
}

/// Verifies a batch of the hub's log and makes it durable. One that is here already changes nothing.
async fn admit(node: &Node, link: &Link, batch: Batch) -> Result<Cursor, Refused> {
    let (hub, key) = (link.clone(), link.journal.clone());
    let entries = entries_of(&batch).map_err(LedgerError::from)?;
    let (offered, first) = (batch.log.clone(), entries.first().cloned());
    let end = batch.first_sequence + entries.len() as u64;
    let opened = node.store().write_async(move |tx| open(tx, &hub, &key, &offered, first.as_ref()));
    let log = match opened.await? {
        Ok(log) => log,
        Err(refused) => return Err(refused),
    };
    let cursor = |next| Cursor { log: log.id.to_string(), next };
    if end <= log.size {
        compare(node, &log, &batch, end).await?;
        return Ok(cursor(log.size));
    }
    let mut state = log.mirror();
    let prepared = node.blocking(move |_| Prepared::new(&mut state, &batch)).await?;
    let (key, size) = (log.key, prepared.size());
    let (own, now, entropy) = (node.own().clone(), node.env().clock.now(), node.env().entropy.clone());
    let written = node.store().write_async(move |tx| {
        prepared.commit(tx, key)?;
        let arrived = questions::arrive(tx, &own, now, &entropy)?;
        let grown = if arrived { append::own_log(tx)?.map(|own| own.size) } else { None };
        Ok::<_, LedgerError>((questions::waiting(tx, &own)?, grown))
    });
    let (waiting, grown) = written.await?;
    node.questions_wait(waiting);
    if let Some(size) = grown {
        node.ring(size);
    }
    node.numbers().delivered(end - log.size);
    node.live().ring();
    Ok(cursor(size))
}

/// The mirror a batch belongs to; a new epoch's only when it says truthfully which log it continues.
fn open(
    tx: &mut Tx<'_>,
    link: &Link,
    key: &VerifierKey,
    offered: &str,
    first: Option<&Sealed>,
) -> Result<Result<Log, Refused>, LedgerError> {
    let expected = link.log.to_string();
    let wrong = |got: &str| {
        let refusal = Refusal::WrongLog { expected: expected.clone(), got: got.chars().take(80).collect() };
        Ok(Err(Refused::from(LedgerError::from(refusal))))
    };
    if let Some(log) = log::find(tx, offered)? {
        return if log.side.central && *log.id.organisation() == link.hub { Ok(Ok(log)) } else { wrong(offered) };
    }
    let Ok(id) = LogId::parse(offered) else { return wrong(offered) };
    if id.organisation() != link.log.organisation() || id.domain() != link.log.domain() {
        return wrong(offered);
    }
    match log::newest(tx, &link.hub)? {
        None if id == link.log => mirror::open(tx, &id, key, true).map(Ok),
        Some(previous) if id == previous.id.next_epoch() => match first {
            Some(first) if mirror::continues(tx, &previous, first)? => {
                let Ok(key) = VerifierKey::new(offered, KeyKind::Ed25519, key.public()) else { return wrong(offered) };
                mirror::open(tx, &id, &key, true).map(Ok)
            }
            _ => Ok(Err(Refused::new(
                Code::FailedPrecondition,
                "epoch-not-continued",
                format!("`{offered}` does not say truthfully which log it continues: nothing of it was kept"),
            ))),
        },
        _ => wrong(offered),
    }
}

/// A batch that ends within what is here must have the root that is here.
async fn compare(node: &Node, log: &Log, batch: &Batch, end: u64) -> Result<(), Refused> {
    let malformed = |e: &dyn std::fmt::Display| Refused::invalid("malformed-checkpoint", e.to_string());
    let note = SignedNote::parse_at_most(&batch.checkpoint, MAX_CHECKPOINT).map_err(|e| malformed(&e))?;
    note.verify(&log.verifier).map_err(|_| Refused::from(LedgerError::from(Refusal::BadSignature)))?;
    let checkpoint = Checkpoint::parse(note.text()).map_err(|e| malformed(&e))?;
    let (key, size) = (log.key, checkpoint.size);
    if size != end {
        return Err(LedgerError::from(Refusal::SizeMismatch { expected: end, got: size }).into());
    }
    let root = node.store().read_async(move |tx| log::root(tx, key, size)).await?;
    if root == checkpoint.root { Ok(()) } else { Err(LedgerError::from(Refusal::Fork { size }).into()) }
}

/// Checks that a receipt is this node's own checkpoint with the hub's cosignature, and keeps it.
async fn keep_receipt(node: &Node, link: &Link, note: Vec<u8>) -> Result<(), Refused> {
    let (witness, now) = (link.witness.clone(), node.env().clock.now());
    node.store().write_async(move |tx| check_receipt(tx, &witness, &note, now)).await??;
    node.numbers().receipt();
    node.live().ring();
    Ok(())
}

fn check_receipt(
    tx: &mut Tx<'_>,
    witness: &VerifierKey,
    bytes: &[u8],
    now: Timestamp,
) -> Result<Result<(), Refused>, LedgerError> {
    let refuse = |reason: &'static str, text: String| Ok(Err(Refused::new(Code::FailedPrecondition, reason, text)));
    let note = match SignedNote::parse_at_most(bytes, MAX_CHECKPOINT) {
        Ok(note) => note,
        Err(e) => return Ok(Err(Refused::invalid("malformed-receipt", e.to_string()))),
    };
    let checkpoint = match Checkpoint::parse(note.text()) {
        Ok(checkpoint) => checkpoint,
        Err(e) => return Ok(Err(Refused::invalid("malformed-receipt", e.to_string()))),
    };
    let Some(log) = log::find(tx, &checkpoint.origin)?.filter(|l| l.side.own) else {
        let own = append::own_log(tx)?.map(|l| l.id.to_string()).unwrap_or_default();
        let got: String = checkpoint.origin.chars().take(80).collect();
        return refuse("wrong-log", format!("the receipt is for `{got}`, this node's log is `{own}`"));
    };
    if note.verify(&log.verifier).is_err() {
        return refuse("not-my-signature", "the receipt does not bear this node's own signature".into());
    }
    if let Err(e) = verify_cosignature(&note, witness) {
        return refuse("bad-cosignature", format!("the receipt is not cosigned by this node's hub: {e}"));
    }
    if checkpoint.size > log.size {
        let (got, size) = (checkpoint.size, log.size);
        return refuse(
            "log-behind",
            format!("the receipt covers {got} entries, only {size} are here: restored from an old backup?"),
        );
    }
    if log::root(tx, log.key, checkpoint.size)? != checkpoint.root {
        return refuse(
            "fork",
            format!("this node's log has another root at {} entries: stop and compare", checkpoint.size),
        );
    }
    log::keep_receipt(tx, log.key, checkpoint.size, bytes, now.as_microsecond())?;
    Ok(Ok(()))
}
