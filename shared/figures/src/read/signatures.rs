//! Attestations judged: which records a CIO's signature really covers.

use std::collections::HashMap;

use ges_domain::ids::{OrganisationId, RecordId};
use ges_journal::Hash;
use ges_journal::attestation::Attestation;
use ges_journal::note::{SignedNote, VerifierKey};
use ges_ledger::LedgerError;
use ges_ledger::read::attestations::{self, Attested};
use ges_store::Tx;

/// What checking a CIO's signature found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CioSignature)]
pub(crate) enum Signature {
    /// Verified with a key that the organisation's journal appointed.
    Verified,
    /// There is a signature, but the journal appoints no key for its name.
    UnknownKey,
    /// The signature is false.
    False,
}

/// An attestation with its signature judged.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) attested: Attested,
    pub(crate) content: Attestation,
    pub(crate) signature: Signature,
    /// Name of the key that signed.
    pub(crate) signer: String,
    /// The key that verified it.
    pub(crate) key: Option<VerifierKey>,
}

impl Judged {
    /// The digest under which `record` was vouched for.
    pub(crate) fn digest_of(&self, record: RecordId) -> Option<&Hash> {
        self.content.records.iter().find(|(id, _)| *id == record).map(|(_, digest)| digest)
    }
}

/// Keys appointed for an organisation's CIO, newest first.
pub(crate) fn keys(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<VerifierKey>, LedgerError> {
    let appointed = attestations::appointments(tx, organisation)?;
    Ok(appointed.iter().filter_map(|a| a.key.parse().ok()).collect())
}

/// Reads an attestation and judges its signature; `None` when it is not readable at all.
pub(crate) fn judge(attested: Attested, keys: &[VerifierKey]) -> Option<Judged> {
    let note = SignedNote::parse(attested.note.as_bytes()).ok()?;
    let content = Attestation::parse(note.text()).ok()?;
    let signer = note.signatures().first()?.name().to_owned();
    let named: Vec<&VerifierKey> =
        keys.iter().filter(|k| note.signatures().iter().any(|s| s.name() == k.name() && s.id() == k.id())).collect();
    let key = named.iter().find(|k| note.verify(k).is_ok()).map(|k| (*k).clone());
    let signature = match (&key, named.is_empty()) {
        (Some(_), _) => Signature::Verified,
        (None, true) => Signature::UnknownKey,
        (None, false) => Signature::False,
    };
    Some(Judged { attested, content, signature, signer, key })
}

/// The newest attestation over each record.
pub(crate) fn by_record(judged: &[Judged]) -> HashMap<RecordId, &Judged> {
    judged.iter().flat_map(|j| j.content.records.iter().map(move |(id, _)| (*id, j))).collect()
}
