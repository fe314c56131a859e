//! Writing to one's own log: entry and projection in the transaction of the change they tell of.

use bytes::Bytes;
use ges_domain::audience::Audience;
use ges_domain::ids::RecordId;
use ges_domain::records::Fact;
use ges_journal::entry::{Draft, Salts, Sealed, seal};
use ges_journal::erasure::Erasure;
use ges_runtime::Entropy;
use ges_store::{Tx, V};
use jiff::Timestamp;

use crate::LedgerError;
use crate::log::{self, Log};
use crate::project::{self, Origin, SeriesNumbers};

/// A fact about to be recorded.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The fact.
    pub fact: Fact,
    /// Who may see it.
    pub audience: Audience,
    /// Who states it: a login or the name of a process.
    pub author: String,
}

/// Where a fact was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The record.
    pub record_id: RecordId,
    /// Its sequence in the log.
    pub sequence: u64,
}

/// Records facts as one transaction of the log, projects them and returns where they stand.
///
/// All of them or none: the last entry carries the end-of-transaction flag, and the store commits them together.
pub fn record(
    tx: &mut Tx,
    log: &Log,
    statements: &[Statement],
    now: Timestamp,
    entropy: &Entropy,
) -> Result<Vec<Recorded>, LedgerError> {
    let mut state = log::get(tx, log.key)?;
    let first = state.size;
    let mut entries = Vec::with_capacity(statements.len());
    let mut leaves = Vec::with_capacity(statements.len());
    let mut recorded = Vec::with_capacity(statements.len());
    for (i, statement) in statements.iter().enumerate() {
        let (kind, schema_version, body) = statement.fact.encode();
        let record_id = RecordId(entropy.uuid_v7(now));
        let draft = Draft {
            record_id,
            kind: kind.to_owned(),
            schema_version,
            audience: statement.audience.clone(),
            author: statement.author.clone(),
            recorded_at: now.as_microsecond(),
            body: Bytes::from(body),
        };
        draft.check()?;
        let salts = Salts { header: entropy.bytes(), body: entropy.bytes() };
        let sequence = first + recorded.len() as u64;
        let sealed = seal(&draft, sequence, i + 1 == statements.len(), &salts);
        let leaf = sealed.leaf();
        state.edge.push(leaf);
        leaves.push(leaf);
        entries.push(sealed);
        recorded.push(Recorded { record_id, sequence });
    }
    log::write(tx, state.key, first, &entries, &leaves)?;
    let size = first + recorded.len() as u64;
    tx.exec(
        "UPDATE log SET size = $2, edge = $3 WHERE id = $1",
        &[V::I(state.key.0), V::I(i64::try_from(size).unwrap_or(i64::MAX)), state.edge.encode().into()],
    )?;
    let mut numbers = SeriesNumbers::default();
    for (entry, place) in entries.iter().zip(&recorded) {
        if let Some(Ok(header)) = entry.header()
            && let Sealed::Whole { content, .. } = entry
        {
            let decoded = project::decode(&header, &content.body);
            let origin = Origin { log: &state, sequence: place.sequence, header: &header };
            project::apply(tx, &origin, &decoded, &mut numbers)?;
        }
    }
    Ok(recorded)
}

/// An order to erase the body of a record (privacy law, court order).
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The record.
    pub record: RecordId,
    /// Number or name of the order.
    pub order: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who carries it out.
    pub author: &'a str,
}

/// Erases the body of a record by order: header and hash stay, an erasure record says why and reaches whoever saw it.
pub fn erase(
    tx: &mut Tx,
    log: &Log,
    order: &Order,
    now: Timestamp,
    entropy: &Entropy,
) -> Result<Recorded, LedgerError> {
    let unknown = LedgerError::UnknownRecord(order.record);
    let Some(stored) = log::by_record(tx, log.key, order.record)? else { return Err(unknown) };
    let Some(Ok(header)) = stored.sealed.header() else { return Err(unknown) };
    let erasure = Erasure {
        record_id: order.record,
        sequence: stored.sequence,
        order: order.order.to_owned(),
        reason: order.reason.to_owned(),
    };
    let fact = Fact::Erasure(erasure.to_text());
    let statement = Statement { fact, audience: header.audience, author: order.author.to_owned() };
    record(tx, log, &[statement], now, entropy)?.pop().ok_or(unknown)
}

/// The organisation's own newest log.
pub fn own_log(tx: &mut Tx) -> Result<Option<Log>, LedgerError> {
    let sql = "SELECT origin FROM log WHERE own = 1 ORDER BY epoch DESC LIMIT 1";
    let origin = tx.one(sql, &[], |r| r.text(0))?;
    origin.map_or(Ok(None), |o| log::find(tx, &o))
}
