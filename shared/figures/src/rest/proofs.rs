//! `/api/v1/agencies/{id}/results/{record_id}/proof`: everything that verifies one record offline.

use axum::extract::{Path, State};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ges_domain::ids::{Digest, RecordId};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::{answer, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::read::Inspection;

/// A proof that one record is in a signed and, where it has been, cosigned journal.
///
/// `leaf_hash` is `SHA-256(0x00 ‖ header)`; the header holds `SHA-256(salt ‖ body)`; `inclusion` leads from the leaf to
/// the root in `checkpoint` (RFC 9162 §2.1.3.2), which `vkey` signed and `witness_vkey` cosigned.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProofOut {
    /// The record.
    #[schema(example = "0190a5b2-7c1e-7abc-8def-0123456789ab")]
    record: String,
    /// Its kind.
    #[schema(example = "result.reported")]
    kind: String,
    /// Header bytes as first encoded.
    header_base64: String,
    /// Salt of the body, base64; absent when the body was erased by order.
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    /// Body; absent when it was erased by order.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    /// SHA-256 of salt and body, as the header has it.
    body_digest: String,
    /// Leaf of the tree.
    leaf_hash: String,
    /// Place in the journal, from 0.
    index: u64,
    /// Size of the tree that `inclusion` leads to; 0 when there is no checkpoint over the entry yet.
    size: u64,
    /// Hashes from the leaf up, hexadecimal.
    inclusion: Vec<String>,
    /// The signed checkpoint, byte for byte.
    checkpoint: String,
    /// The hub's signature line of that note, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    cosignature: Option<String>,
    /// Verifier key of the journal.
    vkey: String,
    /// Verifier key of the hub as witness, when it is known here.
    #[serde(skip_serializing_if = "Option::is_none")]
    witness_vkey: Option<String>,
    /// The CIO's signed attestation over this record, byte for byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    attestation: Option<String>,
    /// Verifier key of the CIO as the journal appointed it, when it verifies the attestation.
    #[serde(skip_serializing_if = "Option::is_none")]
    cio_vkey: Option<String>,
}

impl ProofOut {
    fn of<H: House>(house: &H, record: &Inspection) -> Self {
        let hex = |hash: &[u8; 32]| Digest(*hash).to_string();
        let base64 = |bytes: &[u8]| BASE64_STANDARD.encode(bytes);
        let witness = house.witness();
        let head = record.head.as_ref();
        let cosignature = head.and_then(|h| {
            let of_hub = |name: &str| witness.as_ref().map_or(name != record.log.verifier.name(), |w| w.name() == name);
            h.note.signatures().iter().find(|s| of_hub(s.name())).map(ToString::to_string)
        });
        Self {
            record: record.header.record_id.to_string(),
            kind: record.header.kind.clone(),
            header_base64: base64(&record.header_bytes),
            salt: record.content.as_ref().map(|c| base64(&c.salt)),
            body_base64: record.content.as_ref().map(|c| base64(&c.body)),
            body_digest: hex(&record.header.body_digest),
            leaf_hash: hex(&record.leaf),
            index: record.header.sequence,
            size: head.map_or(0, |h| h.checkpoint.size),
            inclusion: head.map_or_else(Vec::new, |h| h.inclusion.iter().map(hex).collect()),
            checkpoint: head.map_or_else(String::new, |h| h.note.to_string()),
            cosignature,
            vkey: record.log.verifier.to_string(),
            witness_vkey: witness.map(|w| w.to_string()),
            attestation: record.attestation.as_ref().map(|a| a.attested.note.clone()),
            cio_vkey: record.attestation.as_ref().and_then(|a| a.key.as_ref()).map(ToString::to_string),
        }
    }
}

/// Proof of one record of an agency's journal.
#[utoipa::path(get, path = "/api/v1/agencies/{id}/results/{record_id}/proof", tag = "figures",
    params(("id" = String, Path, description = "Agency", example = "dep"),
           ("record_id" = String, Path, description = "Record", example = "0190a5b2-7c1e-7abc-8def-0123456789ab")),
    responses(
        (status = 200, description = "The proof", body = ProofOut),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such record, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn one<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, record)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    let record: RecordId = record.parse().map_err(|_| asker.absent())?;
    let (server, known) = (house.clone(), asker.clone());
    let found = house
        .store()
        .read_async(move |tx| Ok::<_, Failed>(Inspection::make(tx, &server, &known, &id, record, None)?))
        .await?;
    answer(&reader, &headers, &ProofOut::of(&house, &found.ok_or_else(|| asker.absent())?))
}
