//! One log: every entry, the whole tree, every signed size.

use std::collections::{BTreeMap, BTreeSet};

use ges_domain::ids::Digest;
use ges_domain::records::kind;
use ges_journal::Hash;
use ges_journal::edge::Edge;
use ges_journal::entry::Sealed;
use ges_journal::erasure::Erasure;
use ges_journal::note::{Checkpoint, SignedNote, VerifierKey, verify_cosignature};
use ges_ledger::LedgerError;
use ges_ledger::log::{self, Log};
use ges_store::Store;

use super::report::{Report, Verified};
use super::{Request, Stop};
use crate::link::Link;

/// Entries read at once.
const SLICE: u64 = 512;
const SLICE_BYTES: usize = 32 << 20;

/// A signed size and the root it claims.
struct Signed {
    place: String,
    root: Hash,
}

pub(super) fn check(
    request: &Request,
    store: &Store,
    log: &Log,
    link: Option<&Link>,
    report: &mut Report,
) -> Result<(), Stop> {
    let (key, key_from) = trusted(request, log, link);
    if key != log.verifier {
        report.fail(
            &log.id.to_string(),
            format!("the database names another key ({}) than the one given ({key})", log.verifier),
        );
        return Err(Stop::Failed);
    }
    if key_from == "database" {
        report
            .not_proved
            .push(format!("{}: that {key} is the organisation's key (compare it, or give it with --vkey)", log.id));
    }
    let mut found = Verified {
        log: log.id.to_string(),
        key: key.to_string(),
        key_from,
        entries: 0,
        hidden: 0,
        erased: 0,
        root: String::new(),
        signed: 0,
        witnessed: 0,
        receipts: 0,
    };
    let claims = signed_sizes(store, log, &key, link, &mut found, report)?;
    let edge = tree(store, log, &claims, &mut found, report)?;
    let root = edge.root();
    found.root = Digest(root).to_string();
    if edge != log.edge || store.read(|tx| log::root(tx, log.key, log.size))? != root {
        report.fail(&format!("{} tree", log.id), "stored tiles or edge are not those of the entries");
        return Err(Stop::Failed);
    }
    tiles(store, log, &found, report)?;
    if log.side.own && found.witnessed < log.size {
        let behind = log.size - found.witnessed;
        report.not_proved.push(format!("{}: the last {behind} entries are not witnessed by the hub yet", log.id));
    }
    report.logs.push(found);
    Ok(())
}

/// The key to judge by: given from elsewhere, else the hub's as enrolled, else what the database says.
fn trusted(request: &Request, log: &Log, link: Option<&Link>) -> (VerifierKey, &'static str) {
    let name = log.id.to_string();
    if let Some(key) = request.keys.iter().find(|k| k.name() == name) {
        return (key.clone(), "given");
    }
    match link.filter(|l| l.log == log.id) {
        Some(link) => (link.journal.clone(), "hub.json"),
        None => (log.verifier.clone(), "database"),
    }
}

/// Every signed size with its claimed root, signatures verified.
fn signed_sizes(
    store: &Store,
    log: &Log,
    key: &VerifierKey,
    link: Option<&Link>,
    found: &mut Verified,
    report: &mut Report,
) -> Result<BTreeMap<u64, Vec<Signed>>, Stop> {
    let mut claims: BTreeMap<u64, Vec<Signed>> = BTreeMap::new();
    let receipts = store.read(|tx| log::receipts(tx, log.key, u32::MAX))?;
    let mut notes: Vec<(String, Vec<u8>, bool)> =
        receipts.into_iter().map(|r| (format!("{} receipt at {}", log.id, r.size), r.note, true)).collect();
    if let Some(checkpoint) = &log.checkpoint {
        notes.push((format!("{} checkpoint", log.id), checkpoint.to_vec(), false));
    }
    if let Some(receipt) = &log.receipt {
        notes.push((format!("{} newest receipt", log.id), receipt.to_vec(), true));
    }
    let witness = link.map(|l| l.witness.clone());
    for (place, bytes, is_receipt) in notes {
        let read = SignedNote::parse(&bytes).map_err(|e| e.to_string());
        let read = read.and_then(|note| Ok((Checkpoint::parse(note.text()).map_err(|e| e.to_string())?, note)));
        let (checkpoint, note) = match read {
            Ok(read) => read,
            Err(reason) => {
                report.fail(&place, reason);
                return Err(Stop::Failed);
            }
        };
        let cosigned = match (&witness, is_receipt) {
            (Some(witness), true) => verify_cosignature(&note, witness).map(|_| ()),
            _ => Ok(()),
        };
        let held = if checkpoint.origin == log.id.to_string() { note.verify(key) } else { Ok(()) };
        if let Err(error) = held.and(cosigned) {
            report.fail(&place, error.to_string());
            return Err(Stop::Failed);
        }
        if checkpoint.origin != log.id.to_string() || checkpoint.size > log.size {
            report.fail(
                &place,
                format!("it is of `{}` at {}, the log has {} entries", checkpoint.origin, checkpoint.size, log.size),
            );
            return Err(Stop::Failed);
        }
        found.signed = found.signed.max(checkpoint.size);
        if is_receipt && witness.is_some() {
            found.witnessed = found.witnessed.max(checkpoint.size);
            found.receipts += 1;
        }
        claims.entry(checkpoint.size).or_default().push(Signed { place, root: checkpoint.root });
    }
    if witness.is_none() && claims.values().flatten().count() > 0 && log.side.own {
        report.not_proved.push(format!("{}: cosignatures (hub.json with the witness's key is not here)", log.id));
    }
    Ok(claims)
}

/// Recomputes leaves and tree and compares the root at every signed size.
fn tree(
    store: &Store,
    log: &Log,
    claims: &BTreeMap<u64, Vec<Signed>>,
    found: &mut Verified,
    report: &mut Report,
) -> Result<Edge, Stop> {
    let mut edge = Edge::new();
    let (mut gone, mut ordered) = (BTreeSet::new(), BTreeSet::new());
    compare(&edge, claims, report)?;
    while edge.size() < log.size {
        let first = edge.size();
        let slice = store.read(|tx| log::entries(tx, log.key, first, SLICE.min(log.size - first), SLICE_BYTES))?;
        if slice.first().is_none_or(|s| s.sequence != first) {
            report.fail(&format!("{} entry {first}", log.id), "the entry is missing");
            return Err(Stop::Failed);
        }
        for stored in slice {
            let place = format!("{} entry {}", log.id, stored.sequence);
            if stored.sequence != edge.size() {
                report.fail(&place, "an entry before it is missing");
                return Err(Stop::Failed);
            }
            if let Err(reason) = entry(&stored.sealed, stored.sequence, found) {
                report.fail(&place, reason);
                return Err(Stop::Failed);
            }
            match (&stored.sealed, log.side.own) {
                (Sealed::Hidden { .. }, true) => {
                    report.fail(&place, "an organisation's own log has no hidden entries");
                    return Err(Stop::Failed);
                }
                (Sealed::Erased { .. }, _) => {
                    gone.insert(stored.sequence);
                }
                (sealed, _) => ordered.extend(erasure_of(sealed)),
            }
            edge.push(stored.sealed.leaf());
            compare(&edge, claims, report)?;
        }
    }
    if let Some(sequence) = gone.difference(&ordered).next() {
        report
            .fail(&format!("{} entry {sequence}", log.id), "its body is missing and no order to erase it is recorded");
        return Err(Stop::Failed);
    }
    let beyond = store.read(|tx| log::entries(tx, log.key, log.size, 1, 1))?;
    if let Some(stored) = beyond.first() {
        report.fail(&format!("{} entry {}", log.id, stored.sequence), "it lies beyond the log's recorded size");
        return Err(Stop::Failed);
    }
    Ok(edge)
}

/// The entry that an erasure record orders to erase.
fn erasure_of(sealed: &Sealed) -> Option<u64> {
    sealed.header()?.ok().filter(|h| h.kind == kind::ERASURE)?;
    let text = std::str::from_utf8(&sealed.content()?.body).ok()?;
    Some(Erasure::parse(text).ok()?.sequence)
}

fn compare(edge: &Edge, claims: &BTreeMap<u64, Vec<Signed>>, report: &mut Report) -> Result<(), Stop> {
    for claim in claims.get(&edge.size()).into_iter().flatten() {
        if claim.root != edge.root() {
            report.fail(&claim.place, "the entries give another root than the one that was signed");
            return Err(Stop::Failed);
        }
    }
    Ok(())
}

fn entry(sealed: &Sealed, sequence: u64, found: &mut Verified) -> Result<(), String> {
    let header = match sealed.header() {
        None => {
            found.hidden += 1;
            return Ok(());
        }
        Some(header) => header.map_err(|e| e.to_string())?,
    };
    if header.sequence != sequence {
        return Err(format!("its header says it is entry {}", header.sequence));
    }
    match sealed.content() {
        Some(content) if content.is(&header.body_digest) => found.entries += 1,
        Some(_) => return Err("its body is not the one its header names".into()),
        None => found.erased += 1,
    }
    Ok(())
}

/// Every stored leaf column and tile is what the entries give.
fn tiles(store: &Store, log: &Log, found: &Verified, report: &mut Report) -> Result<(), Stop> {
    use ges_journal::tile::{self, MemoryTiles, TileId};
    let mut made = MemoryTiles::new();
    let mut next = 0;
    while next < log.size {
        let slice = store.read(|tx| log::entries(tx, log.key, next, SLICE.min(log.size - next), SLICE_BYTES))?;
        let leaves: Vec<Hash> = slice.iter().map(|s| s.sealed.leaf()).collect();
        if leaves.is_empty() || tile::append(&mut made, next, &leaves).is_err() {
            return Err(
                LedgerError::Damaged { place: found.log.clone(), reason: "its tree cannot be made".into() }.into()
            );
        }
        next += leaves.len() as u64;
    }
    let all: Vec<(TileId, Vec<u8>)> = made.iter().map(|(id, hashes)| (id, hashes.to_vec())).collect();
    for (id, hashes) in all {
        if store.read(|tx| log::tile(tx, log.key, id))?.is_none_or(|stored| stored != hashes) {
            report.fail(&format!("{} tile {}/{}", log.id, id.level, id.index), "it is not what the entries give");
            return Err(Stop::Failed);
        }
    }
    Ok(())
}
