//! Projections made anew from the journals; the result is the same bytes as before, on either engine.

use ges_domain::ids::OrganisationId;
use ges_journal::entry::Sealed;
use ges_store::{Store, StoreError, Tx, V};

use crate::log::{self, Log};
use crate::project::{self, Decoded, Origin, SeriesNumbers};
use crate::{LedgerError, PROJECTIONS};

/// What was projected anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Logs read.
    pub logs: u64,
    /// Entries projected.
    pub entries: u64,
}

/// Deletes every projection and makes it anew.
pub fn all(tx: &mut Tx) -> Result<Rebuilt, LedgerError> {
    for (table, _) in PROJECTIONS {
        tx.exec(&format!("DELETE FROM {table}"), &[])?;
    }
    let mut done = Rebuilt::default();
    let mut logs = log::all(tx)?;
    logs.sort_by_key(|l| l.id.epoch());
    for log in logs {
        done.entries += replay(tx, &log, log.size)?;
        done.logs += 1;
    }
    Ok(done)
}

/// Deletes and remakes the projections of one organisation, up to but without `before` where it is given.
pub fn organisation(tx: &mut Tx, id: &OrganisationId, before: Option<i64>) -> Result<(), LedgerError> {
    let mut logs = log::all(tx)?;
    logs.retain(|l| l.id.organisation() == id);
    logs.sort_by_key(|l| l.id.epoch());
    for table in
        ["agreement", "indicator", "result", "evidence", "document", "attestation", "attested", "cio", "series"]
    {
        tx.exec(&format!("DELETE FROM {table} WHERE organisation = $1"), &[id.as_str().into()])?;
    }
    tx.exec("DELETE FROM together_moved WHERE organisation = $1", &[id.as_str().into()])?;
    tx.exec("DELETE FROM round_moved WHERE origin = $1", &[id.as_str().into()])?;
    tx.exec("DELETE FROM question_moved WHERE origin = $1", &[id.as_str().into()])?;
    tx.exec("DELETE FROM organisation WHERE id = $1", &[id.as_str().into()])?;
    for log in &logs {
        tx.exec("DELETE FROM observation WHERE ((key >> 24) & 65535) = $1", &[V::I(log.organisation_no)])?;
        tx.exec("DELETE FROM quarantine WHERE origin = $1", &[log.id.to_string().into()])?;
        if log.side.central {
            tx.exec("DELETE FROM framework", &[])?;
            tx.exec("DELETE FROM enrolment", &[])?;
        }
    }
    for log in &logs {
        let size = match before {
            Some(before) if log::epoch_of(before) == log.id.epoch() => log::sequence_of(before),
            _ => log.size,
        };
        replay(tx, log, size)?;
    }
    Ok(())
}

fn replay(tx: &mut Tx, log: &Log, size: u64) -> Result<u64, LedgerError> {
    let mut next = 0u64;
    let mut numbers = SeriesNumbers::default();
    while next < size {
        let slice = log::entries(tx, log.key, next, (size - next).min(256), 16 * 1024 * 1024)?;
        if slice.is_empty() {
            return Err(LedgerError::Damaged {
                place: format!("{} entry {next}", log.id),
                reason: "the entry is missing".into(),
            });
        }
        for stored in slice {
            next = stored.sequence + 1;
            let Some(header) = stored.sealed.header() else { continue };
            let header = header.map_err(|e| LedgerError::Damaged {
                place: format!("{} entry {}", log.id, stored.sequence),
                reason: e.to_string(),
            })?;
            let decoded = match &stored.sealed {
                Sealed::Whole { content, .. } => project::decode(&header, &content.body),
                _ => Decoded::Absent,
            };
            let origin = Origin { log, sequence: stored.sequence, header: &header };
            project::apply(tx, &origin, &decoded, &mut numbers)?;
        }
    }
    Ok(next)
}

/// Canonical bytes of every projection table, in the order of [`PROJECTIONS`].
pub fn dump(store: &Store) -> Result<Vec<(&'static str, Vec<u8>)>, StoreError> {
    PROJECTIONS.iter().map(|(table, order)| Ok((*table, store.table_dump(table, order)?))).collect()
}
