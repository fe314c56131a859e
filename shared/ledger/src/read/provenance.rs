//! Where a figure comes from: its entry, its place in the tree, who witnessed and who vouched.

use ges_domain::ids::{OrganisationId, RecordId};
use ges_journal::Hash;
use ges_journal::entry::Header;
use ges_journal::note::{Checkpoint, SignedNote};
use ges_store::{Tx, V};

use super::attestations::{self, Attested};
use crate::LedgerError;
use crate::log::{self, Log, Receipt, Stored};

/// All that is needed to verify one record offline.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The log it stands in.
    pub log: Log,
    /// Its stored bytes.
    pub stored: Stored,
    /// Its header.
    pub header: Header,
    /// Its leaf hash.
    pub leaf: Hash,
    /// The first cosigned checkpoint over it, if the hub has witnessed it yet.
    pub receipt: Option<Receipt>,
    /// The newest attestation that covers it.
    pub attestation: Option<Attested>,
}

/// Provenance of a record of an organisation.
pub fn of(tx: &mut Tx, organisation: &OrganisationId, record: RecordId) -> Result<Option<Provenance>, LedgerError> {
    for log in log::of(tx, organisation)? {
        let Some(stored) = log::by_record(tx, log.key, record)? else { continue };
        let Some(Ok(header)) = stored.sealed.header() else { continue };
        let receipt = log::receipt_over(tx, log.key, stored.sequence)?;
        let attestation = attestations::over(tx, organisation, record)?;
        return Ok(Some(Provenance { leaf: stored.sealed.leaf(), log, stored, header, receipt, attestation }));
    }
    Ok(None)
}

/// An inclusion proof of an entry against a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The signed checkpoint.
    pub note: String,
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Hashes from the leaf up.
    pub proof: Vec<Hash>,
}

/// Proof that entry `sequence` is in the tree of the checkpoint in `note`.
pub fn inclusion(tx: &mut Tx, log: &Log, sequence: u64, note: &[u8]) -> Result<Option<Inclusion>, LedgerError> {
    let damaged = |reason: String| LedgerError::Damaged { place: format!("checkpoint of {}", log.id), reason };
    let signed = SignedNote::parse(note).map_err(|e| damaged(e.to_string()))?;
    let checkpoint = Checkpoint::parse(signed.text()).map_err(|e| damaged(e.to_string()))?;
    if sequence >= checkpoint.size || checkpoint.size > log.size {
        return Ok(None);
    }
    let proof = log::inclusion(tx, log.key, sequence, checkpoint.size)?;
    Ok(Some(Inclusion { note: String::from_utf8_lossy(note).into_owned(), checkpoint, proof }))
}

/// A record that is kept but not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its entry.
    pub sequence: u64,
    /// Its kind.
    pub kind: String,
    /// Its body version.
    pub version: u32,
    /// Why.
    pub reason: String,
}

/// Records of a log that are kept but not shown, oldest first.
pub fn quarantined(tx: &mut Tx, log: &Log) -> Result<Vec<Quarantined>, LedgerError> {
    let sql = "SELECT seq, kind, version, reason FROM quarantine WHERE origin = $1 ORDER BY seq LIMIT $2";
    Ok(tx.all(sql, &[log.id.to_string().into(), V::I(1000)], |r| {
        Ok(Quarantined {
            sequence: u64::try_from(r.get_i64(0)?).unwrap_or(0),
            kind: r.text(1)?,
            version: u32::try_from(r.get_i64(2)?).unwrap_or(0),
            reason: r.text(3)?,
        })
    })?)
}
