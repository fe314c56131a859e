//! Checks a node's data offline, from files and public keys alone, and says what was proved and what was not.
//!
//! Nothing stored is believed: leaves are computed from the entries, the tree from the leaves, and every signed size
//! (checkpoint, receipt) must have the root that comes out. The database is copied first and never written to.

mod journal;
mod report;

use std::path::{Path, PathBuf};

use ges_documents::{DocumentError, Documents};
use ges_journal::attestation::Attestation;
use ges_journal::entry::Header;
use ges_journal::hash::leaf_hash;
use ges_journal::note::{SignedNote, VerifierKey};
use ges_ledger::{LedgerError, log, read, rebuild};
use ges_store::{Options, Store, StoreError, StoreUrl};

use crate::files::{self, FileError};
use crate::link::{Link, LinkError};
pub use report::{Finding, Report};

/// What is to be checked, and by which keys.
#[derive(Debug, Clone)]
pub struct Request {
    /// The data folder, or a copy of it.
    pub dir: PathBuf,
    /// Verifier keys known from elsewhere; they outrank what the folder says.
    pub keys: Vec<VerifierKey>,
}

/// Why nothing could be checked.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// No database.
    #[error("there is no node.db in {0}: give the data folder, or a copy of it, with --dir")]
    NoDatabase(PathBuf),
    /// Files.
    #[error(transparent)]
    File(#[from] FileError),
    /// A place for the copy.
    #[error("no room for a working copy of the database: {0}")]
    Copy(std::io::Error),
    /// Documents.
    #[error(transparent)]
    Documents(#[from] DocumentError),
    /// The hub's keys.
    #[error(transparent)]
    Link(#[from] LinkError),
}

/// Checks everything, up to the first thing that does not hold.
pub fn run(request: &Request) -> Result<Report, VerifyError> {
    let database = request.dir.join("node.db");
    if !database.exists() {
        return Err(VerifyError::NoDatabase(request.dir.clone()));
    }
    let mut report = Report::default();
    let scratch = tempfile::tempdir().map_err(VerifyError::Copy)?;
    let copy = scratch.path().join("copy.db");
    copy_database(&database, &copy)?;
    let link = if files::read_text(&request.dir.join("hub.json"))?.is_some() {
        // Only the folder matters for reading the hub's keys.
        let anybody = ges_domain::ids::OrganisationId::parse("verify");
        let anybody = anybody.map_err(|_| VerifyError::NoDatabase(database))?;
        Link::load(&crate::config::Config::new(&request.dir, anybody))?
    } else {
        None
    };
    match check(request, &copy, link.as_ref(), &mut report) {
        Ok(()) | Err(Stop::Failed) => {}
        Err(Stop::Store(error)) => report.fail("database", error.to_string()),
        Err(Stop::Ledger(error)) => report.fail("journal", error.to_string()),
        Err(Stop::Documents(error)) => return Err(error.into()),
    }
    Ok(report)
}

/// Why checking ended early.
#[derive(Debug)]
enum Stop {
    /// Something does not hold; the report says what.
    Failed,
    Store(StoreError),
    Ledger(LedgerError),
    Documents(DocumentError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<DocumentError> for Stop {
    fn from(error: DocumentError) -> Self {
        Self::Documents(error)
    }
}

/// Copies a database with its write-ahead log. One that is being written to is copied by SQLite itself.
fn copy_database(from: &Path, to: &Path) -> Result<(), VerifyError> {
    let wal = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    let busy = std::fs::metadata(wal(from)).is_ok_and(|m| m.len() > 0);
    if busy {
        let online = Store::open(&StoreUrl::sqlite(from), Options { readers: 1, ..Options::default() })
            .and_then(|s| s.backup_to(to));
        if online.is_ok() {
            return Ok(());
        }
        // A folder that is read-only, or damage that the checks will name: plain copies then.
        let _ = std::fs::remove_file(to);
        std::fs::copy(wal(from), wal(to)).map_err(VerifyError::Copy)?;
    }
    std::fs::copy(from, to).map(drop).map_err(VerifyError::Copy)
}

fn check(request: &Request, copy: &Path, link: Option<&Link>, report: &mut Report) -> Result<(), Stop> {
    let store = Store::open(&StoreUrl::sqlite(copy), Options { readers: 1, ..Options::default() })?;
    let intact = store.read(|tx| tx.one("PRAGMA integrity_check(1)", &[], |r| r.text(0)))?;
    if intact.as_deref() != Some("ok") {
        report.fail("database", intact.unwrap_or_default());
        return Err(Stop::Failed);
    }
    columns(&store, report)?;
    let logs = store.read(log::all)?;
    if logs.is_empty() {
        report.fail("journal", "there is no log in the database");
        return Err(Stop::Failed);
    }
    for log in &logs {
        journal::check(request, &store, log, link, report)?;
    }
    attestations(&store, &logs, report)?;
    projections(&store, report)?;
    documents(&request.dir, &store, &logs, report)
}

/// What stands beside an entry for finding it must be what the entry says.
fn columns(store: &Store, report: &mut Report) -> Result<(), Stop> {
    let mut wrong = None;
    store.read(|tx| {
        tx.each(
            "SELECT key, leaf, record_id, header FROM entry WHERE header IS NOT NULL ORDER BY key",
            &[],
            &mut |row| {
                let (leaf, record, header) = (row.bytes_ref(1)?, row.opt_bytes_ref(2)?, row.bytes_ref(3)?);
                let said = Header::decode(header).ok().map(|h| h.record_id);
                let holds = leaf == leaf_hash(header)
                    && said.is_some()
                    && record == said.as_ref().map(|id| id.as_bytes().as_slice());
                if !holds && wrong.is_none() {
                    wrong = Some(log::sequence_of(row.get_i64(0)?));
                }
                Ok(())
            },
        )
    })?;
    match wrong {
        None => Ok(()),
        Some(sequence) => {
            report.fail(&format!("entry {sequence}"), "its stored leaf hash or record id is not that of its header");
            Err(Stop::Failed)
        }
    }
}

/// Signatures of the CIO, by the keys that the journal appointed, over records of every epoch.
fn attestations(store: &Store, logs: &[log::Log], report: &mut Report) -> Result<(), Stop> {
    let own: Vec<&log::Log> = logs.iter().filter(|l| l.side.own).collect();
    let Some(organisation) = own.first().map(|l| l.id.organisation().clone()) else { return Ok(()) };
    let (keys, all) = store.read(|tx| {
        let appointed = read::attestations::appointments(tx, &organisation)?;
        let keys: Vec<VerifierKey> = appointed.iter().filter_map(|a| a.key.parse().ok()).collect();
        let mut all = Vec::new();
        for year in read::agreements::years(tx, &organisation)? {
            all.extend(read::attestations::of(tx, &organisation, year)?);
        }
        Ok::<_, LedgerError>((keys, all))
    })?;
    for attested in all {
        let place = format!("attestation in entry {}", attested.sequence);
        let note = SignedNote::parse(attested.note.as_bytes());
        let verified = note.ok().and_then(|note| keys.iter().find_map(|key| Attestation::verify(&note, key).ok()));
        let Some(attestation) = verified else {
            report.fail(&place, "no key that the journal appointed signed it");
            return Err(Stop::Failed);
        };
        for (record, digest) in &attestation.records {
            let holds = store.read(|tx| {
                for log in &own {
                    if let Some(Ok(header)) = log::by_record(tx, log.key, *record)?.and_then(|s| s.sealed.header()) {
                        return Ok(header.body_digest == *digest);
                    }
                }
                Ok::<_, LedgerError>(false)
            })?;
            if !holds {
                report
                    .fail(&place, format!("it vouches for record {record} with another content than the journal has"));
                return Err(Stop::Failed);
            }
        }
        report.attestations += 1;
    }
    Ok(())
}

/// The tables that pages are made of must be what the journals give.
fn projections(store: &Store, report: &mut Report) -> Result<(), Stop> {
    let before = rebuild::dump(store)?;
    store.write(|tx| rebuild::all(tx).map(drop))?;
    let after = rebuild::dump(store)?;
    for ((table, stored), (_, made)) in before.iter().zip(&after) {
        if stored != made {
            report.fail(
                &format!("table {table}"),
                "its rows are not those that the journal gives: run `ges-node rebuild`",
            );
            return Err(Stop::Failed);
        }
    }
    report.tables = after.len();
    Ok(())
}

/// Bytes on disk against what the journal says of them.
fn documents(dir: &Path, store: &Store, logs: &[log::Log], report: &mut Report) -> Result<(), Stop> {
    let folder = dir.join("documents");
    let owners: Vec<_> = logs.iter().filter(|l| l.side.own).map(|l| l.id.organisation().clone()).collect();
    let Some(own) = owners.first() else { return Ok(()) };
    let filed = store.read(|tx| read::documents::of(tx, own))?;
    if filed.is_empty() {
        return Ok(());
    }
    if !folder.is_dir() {
        report.not_proved.push(format!("{} documents: the folder `documents` is not here", filed.len()));
        return Ok(());
    }
    let documents = Documents::open(&folder)?;
    let mut digests: Vec<_> = filed.iter().map(|f| (f.document.digest, f.document.size)).collect();
    digests.sort_unstable();
    digests.dedup();
    for (digest, size) in digests {
        match documents.verify(&digest) {
            Ok(found) if found == size => report.documents += 1,
            Ok(found) => {
                report
                    .fail(&format!("document {digest}"), format!("{found} bytes are on disk, the journal says {size}"));
                return Err(Stop::Failed);
            }
            Err(error) => {
                report.fail(&format!("document {digest}"), error.to_string());
                return Err(Stop::Failed);
            }
        }
    }
    Ok(())
}
