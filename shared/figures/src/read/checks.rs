//! One record checked from its stored bytes up to the CIO's signature, now, without believing any table.

use bytes::Bytes;
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::result::Report;
use ges_journal::Hash;
use ges_journal::entry::{Content, Header};
use ges_journal::hash::leaf_hash;
use ges_journal::note::{Checkpoint, SignedNote, verify_cosignature};
use ges_journal::proof::verify_inclusion;
use ges_journal::tile::{TILE_WIDTH, TileId};
use ges_ledger::LedgerError;
use ges_ledger::log::{self, Log};
use ges_ledger::read::provenance::{self, Provenance};
use ges_store::Tx;
use jiff::Timestamp;

use super::signatures::{self, Judged, Signature};
use crate::access::Asker;
use crate::house::House;

/// What one check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Checked just now, and it holds.
    Holds,
    /// Checked just now, and it does not hold.
    Fails,
    /// Cannot be checked here or now.
    Open,
}

/// What is checked, from the bytes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The leaf hash of the stored header is the one in the tree.
    Leaf,
    /// Salt and body give the digest in the header.
    Body,
    /// What is shown is what the body says.
    Shown,
    /// The organisation signed the checkpoint.
    Checkpoint,
    /// The entry is in the tree of that checkpoint.
    Inclusion,
    /// The hub cosigned that checkpoint.
    Cosignature,
    /// The CIO vouched for exactly this record.
    Attestation,
}

/// One check: its message is `figures-check-{what}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) step: Step,
    pub(crate) outcome: Outcome,
    /// Part of the message key.
    pub(crate) what: &'static str,
}

/// The checkpoint a record was checked against.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) note: SignedNote,
    pub(crate) checkpoint: Checkpoint,
    pub(crate) inclusion: Vec<Hash>,
    /// When the hub cosigned it, if that was verified.
    pub(crate) cosigned_at: Option<Timestamp>,
}

/// A record, everything that proves it, and what checking found.
#[derive(Debug, Clone)]
pub(crate) struct Inspection {
    pub(crate) log: Log,
    pub(crate) header_bytes: Bytes,
    pub(crate) header: Header,
    pub(crate) content: Option<Content>,
    pub(crate) leaf: Hash,
    pub(crate) head: Option<Head>,
    pub(crate) attestation: Option<Judged>,
    pub(crate) checks: Vec<Check>,
    pub(crate) checked_at: Timestamp,
}

impl Inspection {
    /// Reads a record and checks it; `None` when there is none that the reader may see. `shown` is the figure that
    /// the page is about to show for it.
    pub(crate) fn make<H: House>(
        tx: &mut Tx,
        house: &H,
        asker: &Asker,
        organisation: &OrganisationId,
        record: RecordId,
        shown: Option<&Report>,
    ) -> Result<Option<Self>, LedgerError> {
        let Some(found) = provenance::of(tx, organisation, record)? else { return Ok(None) };
        let Some(header_bytes) = found.stored.sealed.header_bytes().cloned() else { return Ok(None) };
        if !asker.sees(organisation, &found.header.audience) || !asker.sees_kind(&found.header.kind) {
            return Ok(None);
        }
        let mut checks = vec![leaf(tx, &found, &header_bytes)?];
        let content = found.stored.sealed.content().cloned();
        checks.push(body(&found.header, content.as_ref()));
        if let Some(report) = shown {
            checks.push(figure(&found.header, content.as_ref(), report));
        }
        let head = head(tx, house, &found, &mut checks)?;
        let attestation = attestation(tx, asker, organisation, &found, &mut checks)?;
        Ok(Some(Self {
            header_bytes,
            leaf: found.leaf,
            header: found.header,
            log: found.log,
            content,
            head,
            attestation,
            checks,
            checked_at: house.kit().env().clock.now(),
        }))
    }

    /// How many checks ended so.
    pub(crate) fn count(&self, outcome: Outcome) -> usize {
        self.checks.iter().filter(|c| c.outcome == outcome).count()
    }

    /// What all checks together say.
    pub(crate) fn verdict(&self) -> Outcome {
        match (self.count(Outcome::Fails), self.count(Outcome::Open)) {
            (0, 0) => Outcome::Holds,
            (0, _) => Outcome::Open,
            _ => Outcome::Fails,
        }
    }

    /// The check of one step.
    pub(crate) fn check(&self, step: Step) -> Option<&Check> {
        self.checks.iter().find(|c| c.step == step)
    }
}

fn judged(step: Step, holds: bool, yes: &'static str, no: &'static str) -> Check {
    let (outcome, what) = if holds { (Outcome::Holds, yes) } else { (Outcome::Fails, no) };
    Check { step, outcome, what }
}

fn leaf(tx: &mut Tx, found: &Provenance, header: &[u8]) -> Result<Check, LedgerError> {
    let width = u64::from(TILE_WIDTH);
    let sequence = found.stored.sequence;
    let tile = log::tile(tx, found.log.key, TileId { level: 0, index: sequence / width })?.unwrap_or_default();
    let within = usize::try_from(sequence % width).unwrap_or(0) * size_of::<Hash>();
    let in_tree = tile.get(within..within + size_of::<Hash>());
    let holds = in_tree == Some(leaf_hash(header).as_slice()) && found.header.sequence == sequence;
    Ok(judged(Step::Leaf, holds, "leaf", "leaf-fails"))
}

fn body(header: &Header, content: Option<&Content>) -> Check {
    match content {
        Some(content) => judged(Step::Body, content.is(&header.body_digest), "body", "body-fails"),
        None => Check { step: Step::Body, outcome: Outcome::Open, what: "body-erased" },
    }
}

fn figure(header: &Header, content: Option<&Content>, report: &Report) -> Check {
    let decoded = content.and_then(|c| Fact::decode(&header.kind, header.schema_version, &c.body).ok());
    judged(Step::Shown, decoded == Some(Fact::Result(report.clone())), "shown", "shown-fails")
}

/// The newest checkpoint over the entry, a cosigned one before any other.
fn head<H: House>(
    tx: &mut Tx,
    house: &H,
    found: &Provenance,
    checks: &mut Vec<Check>,
) -> Result<Option<Head>, LedgerError> {
    let log = &found.log;
    let sequence = found.stored.sequence;
    let covers = |note: &[u8]| {
        let note = SignedNote::parse(note).ok()?;
        let checkpoint = Checkpoint::parse(note.text()).ok()?;
        (checkpoint.size > sequence && checkpoint.size <= log.size).then_some((note, checkpoint))
    };
    let mut chosen = log.receipt.as_deref().and_then(covers);
    if chosen.is_none() {
        chosen = found.receipt.as_ref().and_then(|r| covers(&r.note));
    }
    if chosen.is_none() {
        chosen = log.checkpoint.as_deref().and_then(covers);
    }
    if chosen.is_none() && log.side.own && house.signer().verifier_key() == log.verifier {
        chosen = covers(&log::sign(tx, log, log.size, house.signer())?.encode());
    }
    let Some((note, checkpoint)) = chosen else {
        checks.push(Check { step: Step::Checkpoint, outcome: Outcome::Open, what: "checkpoint-none" });
        checks.push(Check { step: Step::Inclusion, outcome: Outcome::Open, what: "inclusion-none" });
        checks.push(Check { step: Step::Cosignature, outcome: Outcome::Open, what: "cosignature-none" });
        return Ok(None);
    };
    let signed = note.verify(&log.verifier).is_ok() && checkpoint.origin == log.id.to_string();
    checks.push(judged(Step::Checkpoint, signed, "checkpoint", "checkpoint-fails"));
    let inclusion = log::inclusion(tx, log.key, sequence, checkpoint.size)?;
    let included = verify_inclusion(&found.leaf, sequence, checkpoint.size, &inclusion, &checkpoint.root).is_ok();
    checks.push(judged(Step::Inclusion, included, "inclusion", "inclusion-fails"));
    let (check, cosigned_at) = cosignature(house, log, &note);
    checks.push(check);
    Ok(Some(Head { note, checkpoint, inclusion, cosigned_at }))
}

fn cosignature<H: House>(house: &H, log: &Log, note: &SignedNote) -> (Check, Option<Timestamp>) {
    let open = |what| (Check { step: Step::Cosignature, outcome: Outcome::Open, what }, None);
    let Some(witness) = house.witness() else {
        let others = note.signatures().iter().any(|s| s.name() != log.verifier.name());
        return open(if others { "cosignature-unknown-key" } else { "cosignature-none" });
    };
    if !note.signatures().iter().any(|s| s.name() == witness.name() && s.id() == witness.id()) {
        return open("cosignature-none");
    }
    match verify_cosignature(note, &witness)
        .ok()
        .and_then(|seconds| i64::try_from(seconds).ok().and_then(|s| Timestamp::from_second(s).ok()))
    {
        Some(at) => (judged(Step::Cosignature, true, "cosignature", ""), Some(at)),
        None => (judged(Step::Cosignature, false, "", "cosignature-fails"), None),
    }
}

fn attestation(
    tx: &mut Tx,
    asker: &Asker,
    organisation: &OrganisationId,
    found: &Provenance,
    checks: &mut Vec<Check>,
) -> Result<Option<Judged>, LedgerError> {
    let none = Check { step: Step::Attestation, outcome: Outcome::Open, what: "attestation-none" };
    let judged_one = match &found.attestation {
        Some(attested) if asker.sees_record(tx, organisation, attested.record_id)? => {
            signatures::judge(attested.clone(), &signatures::keys(tx, organisation)?)
        }
        _ => None,
    };
    let Some(act) = judged_one else {
        checks.push(none);
        return Ok(None);
    };
    let same = act.digest_of(found.header.record_id) == Some(&found.header.body_digest)
        && act.content.organisation == *organisation;
    checks.push(match (same, act.signature) {
        (false, _) => judged(Step::Attestation, false, "", "attestation-other"),
        (true, Signature::Verified) => judged(Step::Attestation, true, "attestation", ""),
        (true, Signature::False) => judged(Step::Attestation, false, "", "attestation-fails"),
        (true, Signature::UnknownKey) => {
            Check { step: Step::Attestation, outcome: Outcome::Open, what: "attestation-unknown-key" }
        }
    });
    Ok(Some(act))
}
