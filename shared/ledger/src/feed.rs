//! What is sent to others: stored bytes in order, with what the reader may not see reduced to its leaf hash.

use bytes::Bytes;
use ges_domain::audience::Viewer;
use ges_journal::entry::Sealed;
use ges_journal::note::SignerKey;
use ges_proto::batch::{MAX_ENTRIES, entry_of};
use ges_proto::exchange::Batch;
use ges_store::Tx;

use crate::LedgerError;
use crate::log::{self, Log};

/// Bytes of one batch unless the puller asks for less.
pub const BATCH_BYTES: usize = 2 * 1024 * 1024;

/// The next batch from `first` on for `viewer`, or nothing when the log ends there.
///
/// Batches end at ends of transactions, so a reader never sees half of one. A transaction larger than `max_bytes` is
/// sent whole.
pub fn next_batch(
    tx: &mut Tx,
    log: &Log,
    first: u64,
    max_bytes: usize,
    viewer: &Viewer,
    key: &SignerKey,
) -> Result<Option<Batch>, LedgerError> {
    if first >= log.size {
        return Ok(None);
    }
    let most = (MAX_ENTRIES as u64).min(log.size - first);
    let max_bytes = max_bytes.clamp(1, BATCH_BYTES);
    let mut stored = log::entries(tx, log.key, first, most, max_bytes)?;
    let mut whole = ends(&stored);
    while whole == 0 {
        let have = stored.len() as u64;
        let more = log::entries(tx, log.key, first + have, most.saturating_sub(have), max_bytes)?;
        if more.is_empty() {
            break;
        }
        stored.extend(more);
        whole = ends(&stored);
    }
    if whole == 0 {
        return Err(LedgerError::Damaged {
            place: format!("{} entry {first}", log.id),
            reason: "a transaction has no end".into(),
        });
    }
    stored.truncate(whole);
    let size = first + whole as u64;
    let checkpoint = log::sign(tx, log, size, key)?;
    let entries = stored.into_iter().map(|s| entry_of(shown(s.sealed, log, viewer))).collect();
    Ok(Some(Batch {
        log: log.id.to_string(),
        first_sequence: first,
        entries,
        checkpoint: Bytes::from(checkpoint.to_string()),
    }))
}

/// How many of the entries belong to whole transactions.
fn ends(stored: &[log::Stored]) -> usize {
    stored
        .iter()
        .rposition(|s| matches!(s.sealed.header(), Some(Ok(h)) if h.end_of_transaction))
        .map_or(0, |last| last + 1)
}

/// The entry as `viewer` may see it.
pub fn shown(sealed: Sealed, log: &Log, viewer: &Viewer) -> Sealed {
    match sealed.header() {
        Some(Ok(header)) if header.audience.admits(log.id.organisation(), viewer) => sealed,
        _ => sealed.hide(),
    }
}
