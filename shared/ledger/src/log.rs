//! Logs known here: the organisation's own and the mirrors of others.

use bytes::Bytes;
use ges_domain::ids::{OrganisationId, RecordId};
use ges_journal::Hash;
use ges_journal::edge::Edge;
use ges_journal::entry::{Content, Sealed};
use ges_journal::log_id::LogId;
use ges_journal::note::{Checkpoint, SignedNote, SignerKey, VerifierKey};
use ges_journal::tile::{self, TileId, Tiles, TreeError};
use ges_journal::witness::Mirror;
use ges_store::{Row, StoreError, Tx, V};

use crate::LedgerError;
use crate::tiles::LogTiles;

/// Number of a log in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LogKey(pub(crate) i64);

/// Bits of an entry key that hold the sequence.
const SEQUENCE_BITS: u32 = 43;

/// Whose log it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// Written here, not mirrored.
    pub own: bool,
    /// The hub's log: only it may publish frameworks and enrol agencies.
    pub central: bool,
}

/// A log and how far it has grown.
#[derive(Debug, Clone)]
pub struct Log {
    /// Its number here.
    pub key: LogKey,
    /// Its identity.
    pub id: LogId,
    /// Its verifier key.
    pub verifier: VerifierKey,
    /// Number of its organisation here, for packed keys.
    pub organisation_no: i64,
    /// Whose log it is.
    pub side: Side,
    /// Entries.
    pub size: u64,
    /// Right edge of its tree.
    pub edge: Edge,
    /// Newest checkpoint admitted (mirrors only; one's own is signed on demand).
    pub checkpoint: Option<Bytes>,
    /// Newest checkpoint with the other side's cosignature.
    pub receipt: Option<Bytes>,
}

impl Log {
    /// What a mirror must know to judge the next batch.
    pub fn mirror(&self) -> Mirror {
        Mirror { log: self.id.clone(), key: self.verifier.clone(), edge: self.edge.clone() }
    }

    /// Sequence with the epoch above it: orders the records of one organisation through all its epochs.
    pub fn position(&self, sequence: u64) -> i64 {
        position(self.id.epoch(), sequence)
    }
}

/// See [`Log::position`].
pub(crate) fn position(epoch: u32, sequence: u64) -> i64 {
    (i64::from(epoch) << SEQUENCE_BITS) | i64::try_from(sequence).unwrap_or(i64::MAX >> 20)
}

/// The sequence in a position.
pub fn sequence_of(position: i64) -> u64 {
    u64::try_from(position & ((1 << SEQUENCE_BITS) - 1)).unwrap_or(0)
}

/// The epoch in a position.
pub fn epoch_of(position: i64) -> u32 {
    u32::try_from(position >> SEQUENCE_BITS).unwrap_or(0)
}

pub(crate) fn entry_key(log: LogKey, sequence: u64) -> i64 {
    (log.0 << SEQUENCE_BITS) | i64::try_from(sequence).unwrap_or(i64::MAX >> 20)
}

/// Registers a log; a known log with the same key is returned as it is.
pub fn create(tx: &mut Tx, id: &LogId, verifier: &VerifierKey, side: Side) -> Result<LogKey, LedgerError> {
    let origin = id.to_string();
    if let Some(log) = find(tx, &origin)? {
        return if log.verifier == *verifier { Ok(log.key) } else { Err(LedgerError::LogExists(origin)) };
    }
    let next = tx.one("SELECT COALESCE(MAX(id), 0) + 1 FROM log", &[], |r| r.get_i64(0))?.unwrap_or(1);
    let known =
        tx.one("SELECT organisation_no FROM log WHERE organisation = $1", &[id.organisation().as_str().into()], |r| {
            r.get_i64(0)
        })?;
    let number = match known {
        Some(number) => number,
        None => tx.one("SELECT COALESCE(MAX(organisation_no), 0) + 1 FROM log", &[], |r| r.get_i64(0))?.unwrap_or(1),
    };
    tx.exec(
        "INSERT INTO log (id, origin, organisation, organisation_no, epoch, verifier_key, own, central, size, edge) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)",
        &[
            V::I(next),
            origin.as_str().into(),
            id.organisation().as_str().into(),
            V::I(number),
            V::I(i64::from(id.epoch())),
            verifier.to_string().into(),
            V::I(i64::from(side.own)),
            V::I(i64::from(side.central)),
            Edge::new().encode().into(),
        ],
    )?;
    Ok(LogKey(next))
}

const COLUMNS: &str = "id, origin, verifier_key, organisation_no, own, central, size, edge, checkpoint, receipt";

/// The log of that origin.
pub fn find(tx: &mut Tx, origin: &str) -> Result<Option<Log>, LedgerError> {
    let row = tx.one(&format!("SELECT {COLUMNS} FROM log WHERE origin = $1"), &[origin.into()], raw)?;
    row.map(Raw::read).transpose()
}

/// The newest epoch's log of an organisation.
pub fn newest(tx: &mut Tx, organisation: &OrganisationId) -> Result<Option<Log>, LedgerError> {
    Ok(of(tx, organisation)?.into_iter().next())
}

/// Logs of an organisation through all its epochs, newest first.
pub fn of(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<Log>, LedgerError> {
    let sql = format!("SELECT {COLUMNS} FROM log WHERE organisation = $1 ORDER BY epoch DESC");
    tx.all(&sql, &[organisation.as_str().into()], raw)?.into_iter().map(Raw::read).collect()
}

/// Every log here, in order of registration.
pub fn all(tx: &mut Tx) -> Result<Vec<Log>, LedgerError> {
    let rows = tx.all(&format!("SELECT {COLUMNS} FROM log ORDER BY id"), &[], raw)?;
    rows.into_iter().map(Raw::read).collect()
}

/// The log by its number.
pub fn get(tx: &mut Tx, key: LogKey) -> Result<Log, LedgerError> {
    tx.one(&format!("SELECT {COLUMNS} FROM log WHERE id = $1"), &[V::I(key.0)], raw)?
        .ok_or_else(|| LedgerError::UnknownLog(key.0.to_string()))
        .and_then(Raw::read)
}

struct Raw {
    id: i64,
    origin: String,
    verifier: String,
    organisation_no: i64,
    own: bool,
    central: bool,
    size: i64,
    edge: Vec<u8>,
    checkpoint: Option<Vec<u8>>,
    receipt: Option<Vec<u8>>,
}

fn raw(row: &Row) -> Result<Raw, StoreError> {
    Ok(Raw {
        id: row.get_i64(0)?,
        origin: row.text(1)?,
        verifier: row.text(2)?,
        organisation_no: row.get_i64(3)?,
        own: row.get_i64(4)? != 0,
        central: row.get_i64(5)? != 0,
        size: row.get_i64(6)?,
        edge: row.bytes(7)?,
        checkpoint: row.opt_bytes(8)?,
        receipt: row.opt_bytes(9)?,
    })
}

impl Raw {
    fn read(self) -> Result<Log, LedgerError> {
        let damaged = |reason: String| LedgerError::Damaged { place: format!("log {}", self.origin), reason };
        Ok(Log {
            key: LogKey(self.id),
            id: self.origin.parse().map_err(|e| damaged(format!("{e}")))?,
            verifier: self.verifier.parse().map_err(|e| damaged(format!("{e}")))?,
            organisation_no: self.organisation_no,
            side: Side { own: self.own, central: self.central },
            size: u64::try_from(self.size).map_err(|e| damaged(e.to_string()))?,
            edge: Edge::decode(&self.edge).map_err(|e| damaged(e.to_string()))?,
            checkpoint: self.checkpoint.map(Bytes::from),
            receipt: self.receipt.map(Bytes::from),
        })
    }
}

/// One stored entry.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its place in the log.
    pub sequence: u64,
    /// Its bytes.
    pub sealed: Sealed,
}

/// Entries from `first` on, at most `count` and, beyond the first, at most `max_bytes`.
pub fn entries(tx: &mut Tx, log: LogKey, first: u64, count: u64, max_bytes: usize) -> Result<Vec<Stored>, LedgerError> {
    let mut out = Vec::new();
    let mut bytes = 0usize;
    let last = entry_key(log, first.saturating_add(count));
    let sql = "SELECT key, leaf, header, salt, body FROM entry WHERE key >= $1 AND key < $2 ORDER BY key LIMIT $3";
    // Rows are taken in slices, so that a large log is never read whole for one small batch.
    let mut from = entry_key(log, first);
    loop {
        let slice = 64i64;
        let rows = tx.all(sql, &[V::I(from), V::I(last), V::I(slice)], stored)?;
        let full = i64::try_from(rows.len()).unwrap_or(slice) == slice;
        for row in rows {
            bytes = bytes.saturating_add(row.sealed.size());
            if bytes > max_bytes && !out.is_empty() {
                return Ok(out);
            }
            from = entry_key(log, row.sequence + 1);
            out.push(row);
        }
        if !full {
            return Ok(out);
        }
    }
}

/// The first entry of a log with that record id. Ids are unique within an honest log; nothing rests on that.
pub fn by_record(tx: &mut Tx, log: LogKey, id: RecordId) -> Result<Option<Stored>, LedgerError> {
    let sql = "SELECT key, leaf, header, salt, body FROM entry WHERE record_id = $1 AND key >= $2 AND key < $3 \
               ORDER BY key LIMIT 1";
    let (first, last) = (entry_key(log, 0), entry_key(LogKey(log.0 + 1), 0));
    Ok(tx.one(sql, &[id.as_bytes().as_slice().into(), V::I(first), V::I(last)], stored)?)
}

fn stored(row: &Row) -> Result<Stored, StoreError> {
    let leaf = <Hash>::try_from(row.bytes(1)?.as_slice()).unwrap_or_default();
    let sealed = match (row.opt_bytes(2)?, row.opt_bytes(3)?, row.opt_bytes(4)?) {
        (Some(header), Some(salt), Some(body)) => {
            Sealed::Whole { header: header.into(), content: Content { salt: salt.into(), body: body.into() } }
        }
        (Some(header), _, _) => Sealed::Erased { header: header.into() },
        (None, _, _) => Sealed::Hidden { leaf },
    };
    Ok(Stored { sequence: sequence_of(row.get_i64(0)?), sealed })
}

/// Writes entries behind the ones that are there and grows the tree by them.
pub(crate) fn write(
    tx: &mut Tx,
    log: LogKey,
    first: u64,
    entries: &[Sealed],
    leaves: &[Hash],
) -> Result<(), LedgerError> {
    for ((sequence, sealed), leaf) in (first..).zip(entries).zip(leaves) {
        let record = sealed.header().and_then(Result::ok).map(|h| h.record_id);
        let (header, content) = match sealed {
            Sealed::Whole { header, content } => (Some(header), Some(content)),
            Sealed::Erased { header } => (Some(header), None),
            Sealed::Hidden { .. } => (None, None),
        };
        tx.exec(
            "INSERT INTO entry (key, record_id, leaf, header, salt, body) VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                V::I(entry_key(log, sequence)),
                record.as_ref().map_or(V::Null, |r| r.as_bytes().as_slice().into()),
                leaf.as_slice().into(),
                header.map_or(V::Null, |h| h.as_ref().into()),
                content.map_or(V::Null, |c| c.salt.as_ref().into()),
                content.map_or(V::Null, |c| c.body.as_ref().into()),
            ],
        )?;
    }
    tile::append(&mut LogTiles { tx, log }, first, leaves).map_err(|e| damaged_tree(log, e))?;
    Ok(())
}

/// Deletes body and salt of an entry and keeps header and hash.
pub(crate) fn erase(tx: &mut Tx, log: LogKey, sequence: u64) -> Result<(), LedgerError> {
    tx.exec("UPDATE entry SET salt = NULL, body = NULL WHERE key = $1", &[V::I(entry_key(log, sequence))])?;
    Ok(())
}

/// Root of the first `size` entries.
pub fn root(tx: &mut Tx, log: LogKey, size: u64) -> Result<Hash, LedgerError> {
    tile::root(&mut LogTiles { tx, log }, size).map_err(|e| damaged_tree(log, e))
}

/// Proof that entry `index` is in the tree of `size` entries.
pub fn inclusion(tx: &mut Tx, log: LogKey, index: u64, size: u64) -> Result<Vec<Hash>, LedgerError> {
    tile::inclusion_proof(&mut LogTiles { tx, log }, index, size).map_err(|e| damaged_tree(log, e))
}

/// Proof that the tree of `old` entries is the beginning of the tree of `new` entries.
pub fn consistency(tx: &mut Tx, log: LogKey, old: u64, new: u64) -> Result<Vec<Hash>, LedgerError> {
    tile::consistency_proof(&mut LogTiles { tx, log }, old, new).map_err(|e| damaged_tree(log, e))
}

fn damaged_tree(log: LogKey, e: TreeError<StoreError>) -> LedgerError {
    match e {
        TreeError::Storage(e) => LedgerError::Store(e),
        other => LedgerError::Damaged { place: format!("tree of log {}", log.0), reason: other.to_string() },
    }
}

/// A tile as stored: `width` hashes of it.
pub fn tile(tx: &mut Tx, log: LogKey, id: TileId) -> Result<Option<Vec<u8>>, LedgerError> {
    Ok(LogTiles { tx, log }.read(id)?)
}

/// Signs the checkpoint of the first `size` entries of one's own log. Call it on committed state only.
pub fn sign(tx: &mut Tx, log: &Log, size: u64, key: &SignerKey) -> Result<SignedNote, LedgerError> {
    let root = root(tx, log.key, size)?;
    Checkpoint::new(log.id.to_string(), size, root)
        .sign(key)
        .map_err(|e| LedgerError::Damaged { place: format!("checkpoint of {}", log.id), reason: e.to_string() })
}

/// Keeps a cosigned checkpoint as receipt.
pub fn keep_receipt(tx: &mut Tx, log: LogKey, size: u64, note: &[u8], now_micros: i64) -> Result<(), LedgerError> {
    tx.exec(
        "INSERT INTO receipt (log, size, note, received_at) VALUES ($1, $2, $3, $4) ON CONFLICT (log, size) DO NOTHING",
        &[V::I(log.0), V::I(i64::try_from(size).unwrap_or(i64::MAX)), note.into(), V::I(now_micros)],
    )?;
    tx.exec("UPDATE log SET receipt = $2 WHERE id = $1", &[V::I(log.0), note.into()])?;
    Ok(())
}

/// A kept receipt.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Size of the log it covers.
    pub size: u64,
    /// The signed note with the cosignature.
    pub note: Vec<u8>,
    /// When it was kept, microseconds since 1970 UTC.
    pub received_at: i64,
}

/// Newest receipts first, at most `count`.
pub fn receipts(tx: &mut Tx, log: LogKey, count: u32) -> Result<Vec<Receipt>, LedgerError> {
    let sql = "SELECT size, note, received_at FROM receipt WHERE log = $1 ORDER BY size DESC LIMIT $2";
    Ok(tx.all(sql, &[V::I(log.0), V::I(i64::from(count))], receipt)?)
}

/// The first receipt that covers the entry.
pub fn receipt_over(tx: &mut Tx, log: LogKey, sequence: u64) -> Result<Option<Receipt>, LedgerError> {
    let sql = "SELECT size, note, received_at FROM receipt WHERE log = $1 AND size > $2 ORDER BY size LIMIT 1";
    Ok(tx.one(sql, &[V::I(log.0), V::I(i64::try_from(sequence).unwrap_or(i64::MAX))], receipt)?)
}

fn receipt(row: &Row) -> Result<Receipt, StoreError> {
    Ok(Receipt { size: u64::try_from(row.get_i64(0)?).unwrap_or(0), note: row.bytes(1)?, received_at: row.get_i64(2)? })
}
