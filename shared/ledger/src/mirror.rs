//! Mirrors of other logs: a batch is verified and decoded first, then written, projected and counted in one transaction.

use bytes::Bytes;
use ges_domain::records::{Fact, kind};
use ges_journal::Hash;
use ges_journal::continuity::Discontinuity;
use ges_journal::entry::{Header, Sealed};
use ges_journal::log_id::LogId;
use ges_journal::note::{Checkpoint, VerifierKey};
use ges_journal::witness::{Mirror, Offer};
use ges_proto::batch::entries_of;
use ges_proto::exchange::Batch;
use ges_store::{Tx, V};

use crate::LedgerError;
use crate::log::{self, Log, LogKey, Side};
use crate::project::{self, Decoded, Origin, SeriesNumbers};

/// A batch that was verified and decoded and only waits to be written. Preparing needs no store, so it runs ahead of
/// the one writer thread.
#[derive(Debug, Clone)]
pub struct Prepared {
    first: u64,
    entries: Vec<Sealed>,
    headers: Vec<Option<Header>>,
    leaves: Vec<Hash>,
    decoded: Vec<Decoded>,
    edge: Vec<u8>,
    note: Bytes,
    checkpoint: Checkpoint,
}

impl Prepared {
    /// Verifies and decodes a batch against the state that `mirror` holds, and moves `mirror` on.
    pub fn new(mirror: &mut Mirror, batch: &Batch) -> Result<Self, LedgerError> {
        let entries = entries_of(batch)?;
        let offer = Offer { first_sequence: batch.first_sequence, entries: &entries, checkpoint: &batch.checkpoint };
        let admitted = mirror.admit(&offer)?;
        let decoded = entries
            .iter()
            .zip(&admitted.headers)
            .map(|(entry, header)| match (entry, header) {
                (Sealed::Whole { content, .. }, Some(header)) => project::decode(header, &content.body),
                _ => Decoded::Absent,
            })
            .collect();
        let prepared = Self {
            first: batch.first_sequence,
            entries,
            headers: admitted.headers,
            leaves: admitted.leaves,
            decoded,
            edge: admitted.edge.encode(),
            note: batch.checkpoint.clone(),
            checkpoint: admitted.checkpoint,
        };
        mirror.edge = admitted.edge;
        Ok(prepared)
    }

    /// Size of the log after this batch.
    pub fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// The signed checkpoint that the batch carried.
    pub fn note(&self) -> &Bytes {
        &self.note
    }

    /// Observations in the batch.
    pub fn observations(&self) -> usize {
        self.decoded.iter().map(|d| if let Decoded::Observations(o) = d { o.len() } else { 0 }).sum()
    }

    /// Writes entries, tiles, projections and cursor. A batch that is already there changes nothing.
    pub fn commit(&self, tx: &mut Tx, key: LogKey) -> Result<(), LedgerError> {
        let log = log::get(tx, key)?;
        if log.size >= self.size() {
            return Ok(());
        }
        if log.size != self.first {
            return Err(LedgerError::Stale { stored: log.size, offered: self.first });
        }
        log::write(tx, key, self.first, &self.entries, &self.leaves)?;
        let mut numbers = SeriesNumbers::default();
        for ((sequence, header), decoded) in (self.first..).zip(&self.headers).zip(&self.decoded) {
            if let Some(header) = header {
                project::apply(tx, &Origin { log: &log, sequence, header }, decoded, &mut numbers)?;
            }
        }
        tx.exec(
            "UPDATE log SET size = $2, edge = $3, checkpoint = $4 WHERE id = $1",
            &[
                V::I(key.0),
                V::I(i64::try_from(self.size()).unwrap_or(i64::MAX)),
                self.edge.as_slice().into(),
                self.note.as_ref().into(),
            ],
        )?;
        Ok(())
    }
}

/// Whether the first entry of a new epoch's log says truthfully which log it continues.
///
/// The new epoch is signed by the same key, and its first record names the log before it with size and root no
/// further than what this mirror holds.
pub fn continues(tx: &mut Tx, previous: &Log, first: &Sealed) -> Result<bool, LedgerError> {
    let Sealed::Whole { content, .. } = first else { return Ok(false) };
    let Some(Ok(header)) = first.header() else { return Ok(false) };
    if header.kind != kind::DISCONTINUITY {
        return Ok(false);
    }
    let Ok(Fact::Discontinuity(text)) = Fact::decode(&header.kind, header.schema_version, &content.body) else {
        return Ok(false);
    };
    let Ok(claim) = Discontinuity::parse(&text) else { return Ok(false) };
    if claim.previous != previous.id || claim.last_size > previous.size {
        return Ok(false);
    }
    Ok(log::root(tx, previous.key, claim.last_size)? == claim.last_root)
}

/// Opens the mirror of an organisation's log: the first epoch as enrolled, a later one only when it continues.
pub fn open(tx: &mut Tx, id: &LogId, key: &VerifierKey, central: bool) -> Result<Log, LedgerError> {
    let number = log::create(tx, id, key, Side { own: false, central })?;
    log::get(tx, number)
}
