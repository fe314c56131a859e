//! Everything the hub keeps, verified offline with public keys alone: journals, checkpoints, cosignatures,
//! attestations, cached documents. Nothing is repaired, nothing is written.

use std::collections::HashMap;

use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::records::{Fact, kind};
use ges_journal::Hash;
use ges_journal::attestation::Attestation;
use ges_journal::edge::Edge;
use ges_journal::entry::{Header, Sealed};
use ges_journal::note::{Checkpoint, SignedNote, VerifierKey, verify_cosignature};
use ges_ledger::log::{self, Log};
use ges_ledger::{LedgerError, append, rebuild};
use ges_store::{Engine, Options, Store, StoreUrl, Tx};
use serde::Serialize;

use crate::app::{Hub, HubError};

/// Entries read at once.
const SLICE: u64 = 256;
const SLICE_BYTES: usize = 16 << 20;

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Where: a log and an entry, or a document.
    pub place: String,
    /// What does not hold, and what to do.
    pub what: String,
}

/// What was verified of one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogReport {
    /// Its name.
    pub log: String,
    /// Written here, not mirrored.
    pub own: bool,
    /// Entries whose hash and body were recomputed.
    pub entries: u64,
    /// Of these, entries of which only the header or the hash is here.
    pub without_body: u64,
    /// Checkpoints whose signature and root hold.
    pub checkpoints: u64,
    /// Of these, with a cosignature of this hub that holds.
    pub cosignatures: u64,
    /// Attestations whose signature and records hold.
    pub attestations: u64,
    /// Root of the tree, hexadecimal.
    pub root: String,
}

/// The whole verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Every log.
    pub logs: Vec<LogReport>,
    /// Cached documents whose bytes were read and hashed.
    pub documents: u64,
    /// Tables compared with what the journals give; none on PostgreSQL, where `ges-hub rebuild` compares.
    pub tables: u64,
    /// Everything that does not hold.
    pub defects: Vec<Defect>,
}

impl Report {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.defects.is_empty()
    }

    fn bad(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.defects.push(Defect { place: place.into(), what: what.into() });
    }
}

/// Verifies everything in the store and the document folder. Blocks; reads every byte.
pub fn run(hub: &Hub) -> Result<Report, HubError> {
    let (witness, signer) = (hub.witness().verifier_key(), hub.signer().verifier_key());
    let mut report = hub.store().read(|tx| {
        let mut report = Report::default();
        let mut seen: HashMap<OrganisationId, Seen> = HashMap::new();
        let mut logs = log::all(tx)?;
        // Epochs of one organisation in order: an attestation may cover records of an earlier one.
        logs.sort_by_key(|l| (l.id.organisation().clone(), l.id.epoch()));
        for log in logs {
            let known = seen.entry(log.id.organisation().clone()).or_default();
            one(tx, &log, &witness, known, &mut report)?;
        }
        if append::own_log(tx)?.is_none_or(|own| own.verifier != signer) {
            report
                .bad("keys/journal.seed", "it is not the key of the hub's journal: restore both from the same backup");
        }
        Ok::<_, LedgerError>(report)
    })?;
    // A journal that does not hold gives no tables to compare with.
    if report.holds() {
        projections(hub, &mut report)?;
    }
    for (digest, _) in hub.documents().list()? {
        match hub.documents().verify(&digest) {
            Ok(_) => report.documents += 1,
            Err(error) => report.bad(format!("document {digest}"), error.to_string()),
        }
    }
    Ok(report)
}

/// The tables that pages are made of must be what the journals give; compared in a copy, so that nothing is written.
fn projections(hub: &Hub, report: &mut Report) -> Result<(), HubError> {
    if hub.store().engine() != Engine::Sqlite {
        return Ok(());
    }
    let scratch = tempfile::tempdir_in(hub.dir()).map_err(|e| HubError::Serve(format!("no room for a copy: {e}")))?;
    let copy = scratch.path().join("copy.db");
    hub.store().backup_to(&copy)?;
    let store = Store::open(&StoreUrl::sqlite(copy), Options { readers: 1, ..Options::default() })?;
    let kept = rebuild::dump(&store)?;
    store.write(|tx| rebuild::all(tx).map(drop))?;
    let made = rebuild::dump(&store)?;
    for ((table, before), (_, after)) in kept.iter().zip(&made) {
        report.tables += 1;
        if before != after {
            report
                .bad(format!("table {table}"), "its rows are not those that the journals give: run `ges-hub rebuild`");
        }
    }
    Ok(())
}

/// What the journals of one organisation said so far.
#[derive(Default)]
struct Seen {
    digests: HashMap<RecordId, Hash>,
    keys: Vec<VerifierKey>,
}

fn one(tx: &mut Tx, log: &Log, witness: &VerifierKey, seen: &mut Seen, report: &mut Report) -> Result<(), LedgerError> {
    let name = log.id.to_string();
    let mut done = LogReport {
        log: name.clone(),
        own: log.side.own,
        entries: 0,
        without_body: 0,
        checkpoints: 0,
        cosignatures: 0,
        attestations: 0,
        root: String::new(),
    };
    let mut notes = receipts(tx, log, report)?;
    let mut attested = Vec::new();
    let mut edge = Edge::new();
    checkpoints(log, witness, &edge, &mut notes, &mut done, report);
    while edge.size() < log.size {
        let slice = log::entries(tx, log.key, edge.size(), SLICE.min(log.size - edge.size()), SLICE_BYTES)?;
        if slice.is_empty() {
            report
                .bad(format!("{name} entry {}", edge.size()), "the entry is missing: restore the store from a backup");
            break;
        }
        for stored in slice {
            if stored.sequence != edge.size() {
                report.bad(
                    format!("{name} entry {}", edge.size()),
                    "the entry is missing: restore the store from a backup",
                );
                return finish(tx, log, &edge, done, report);
            }
            entry(&name, stored.sequence, &stored.sealed, seen, &mut attested, &mut done, report);
            edge.push(stored.sealed.leaf());
            done.entries += 1;
            checkpoints(log, witness, &edge, &mut notes, &mut done, report);
        }
    }
    for (size, _) in notes {
        report.bad(format!("{name} checkpoint {size}"), "it is of more entries than are here: entries were lost");
    }
    for (sequence, text) in attested {
        match attestation(&text, log, seen) {
            Ok(()) => done.attestations += 1,
            Err(what) => report.bad(format!("{name} entry {sequence}"), what),
        }
    }
    finish(tx, log, &edge, done, report)
}

fn finish(tx: &mut Tx, log: &Log, edge: &Edge, mut done: LogReport, report: &mut Report) -> Result<(), LedgerError> {
    let root = edge.root();
    done.root = ges_domain::ids::Digest(root).to_string();
    if edge.size() == log.size {
        if log.edge != *edge {
            report.bad(&done.log, "the stored edge is not that of the entries: restore the store from a backup");
        }
        match log::root(tx, log.key, log.size) {
            Ok(of_tiles) if of_tiles == root => {}
            Ok(_) => {
                report.bad(&done.log, "the tiles do not give the root of the entries: restore the store from a backup");
            }
            Err(LedgerError::Damaged { reason, .. }) => {
                report.bad(&done.log, format!("the tiles are damaged: {reason}"));
            }
            Err(other) => return Err(other),
        }
    }
    report.logs.push(done);
    Ok(())
}

type Notes = std::collections::BTreeMap<u64, Vec<Vec<u8>>>;

/// Every checkpoint kept over a log, by size.
fn receipts(tx: &mut Tx, log: &Log, report: &mut Report) -> Result<Notes, LedgerError> {
    let mut notes = Notes::new();
    for receipt in log::receipts(tx, log.key, u32::MAX)? {
        notes.entry(receipt.size).or_default().push(receipt.note);
    }
    if let Some(newest) = &log.checkpoint {
        match SignedNote::parse(newest).ok().and_then(|n| Checkpoint::parse(n.text()).ok()) {
            Some(checkpoint) => notes.entry(checkpoint.size).or_default().push(newest.to_vec()),
            None => report.bad(format!("{} checkpoint", log.id), "it cannot be read: restore the store from a backup"),
        }
    }
    Ok(notes)
}

/// Judges the checkpoints of exactly this size.
fn checkpoints(
    log: &Log,
    witness: &VerifierKey,
    edge: &Edge,
    notes: &mut Notes,
    done: &mut LogReport,
    report: &mut Report,
) {
    for bytes in notes.remove(&edge.size()).unwrap_or_default() {
        let place = format!("{} checkpoint {}", log.id, edge.size());
        let parsed = SignedNote::parse(&bytes).ok().and_then(|n| Some((Checkpoint::parse(n.text()).ok()?, n)));
        let Some((checkpoint, note)) = parsed else {
            report.bad(place, "it cannot be read");
            continue;
        };
        if checkpoint.origin != log.id.to_string() || checkpoint.size != edge.size() || checkpoint.root != edge.root() {
            report.bad(place, "it is not of the entries that are here: the history was changed");
            continue;
        }
        if let Err(error) = note.verify(&log.verifier) {
            report.bad(place, error.to_string());
            continue;
        }
        done.checkpoints += 1;
        let cosigned = note.signatures().iter().any(|s| s.name() == witness.name() && s.id() == witness.id());
        match cosigned.then(|| verify_cosignature(&note, witness)) {
            Some(Ok(_)) => done.cosignatures += 1,
            Some(Err(error)) => report.bad(place, error.to_string()),
            None => {}
        }
    }
}

fn entry(
    name: &str,
    sequence: u64,
    sealed: &Sealed,
    seen: &mut Seen,
    attested: &mut Vec<(u64, String)>,
    done: &mut LogReport,
    report: &mut Report,
) {
    let place = || format!("{name} entry {sequence}");
    let Some(header) = sealed.header() else {
        done.without_body += 1;
        return;
    };
    let header: Header = match header {
        Ok(header) => header,
        Err(error) => return report.bad(place(), error.to_string()),
    };
    if header.sequence != sequence {
        report.bad(place(), format!("its header says it is entry {}", header.sequence));
    }
    seen.digests.insert(header.record_id, header.body_digest);
    let Some(content) = sealed.content() else {
        done.without_body += 1;
        return;
    };
    if !content.is(&header.body_digest) {
        return report.bad(place(), "the body is not the one its header promises: restore it from the agency's node");
    }
    if header.kind == kind::APPOINTMENT || header.kind == kind::ATTESTATION {
        match Fact::decode(&header.kind, header.schema_version, &content.body) {
            Ok(Fact::Appointment(a)) => seen.keys.extend(a.key.parse::<VerifierKey>()),
            Ok(Fact::Attestation(text)) => attested.push((sequence, text)),
            // Records of a later version are kept, not judged.
            _ => {}
        }
    }
}

/// An attestation: a key the journal appointed signed it, and it names records as they stand.
fn attestation(text: &str, log: &Log, seen: &Seen) -> Result<(), String> {
    let note = SignedNote::parse(text.as_bytes()).map_err(|e| e.to_string())?;
    let signed = seen.keys.iter().find_map(|key| Attestation::verify(&note, key).ok());
    let content = signed.ok_or("the attestation is not signed with a key that the journal appointed")?;
    if content.organisation != *log.id.organisation() {
        return Err(format!("the attestation is of {}", content.organisation));
    }
    for (record, digest) in &content.records {
        // A record hidden from the hub cannot be compared; one that is here must be the one vouched for.
        if seen.digests.get(record).is_some_and(|known| known != digest) {
            return Err(format!("the attestation vouches for another content of record {record}"));
        }
    }
    Ok(())
}
