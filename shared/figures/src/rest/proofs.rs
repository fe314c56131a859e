//! `/api/v1/agencies/{id}/results/{record_id}/proof`: everything that verifies one record offline.

use axum::extract::{Path, State};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ges_domain::ids::{Digest, RecordId};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::HeaderMap;

use super::{answer, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::proof::Proof;
use crate::read::Inspection;

fn proof_of<H: House>(house: &H, record: &Inspection) -> Proof {
    let hex = |hash: &[u8; 32]| Digest(*hash).to_string();
    let base64 = |bytes: &[u8]| BASE64_STANDARD.encode(bytes);
    let witness = house.witness();
    let head = record.head.as_ref();
    let cosignature = head.and_then(|h| {
        let of_hub = |name: &str| witness.as_ref().map_or(name != record.log.verifier.name(), |w| w.name() == name);
        h.note.signatures().iter().find(|s| of_hub(s.name())).map(ToString::to_string)
    });
    Proof {
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

/// Proof of one record of an agency's journal.
#[utoipa::path(get, operation_id = "getProof", path = "/api/v1/agencies/{id}/results/{record_id}/proof", tag = "figures",
    params(("id" = String, Path, description = "Agency", example = "dep"),
           ("record_id" = String, Path, description = "Record", example = "0190a5b2-7c1e-7abc-8def-0123456789ab")),
    responses(
        (status = 200, description = "The proof", body = Proof),
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
    answer(&reader, &headers, &proof_of(&house, &found.ok_or_else(|| asker.absent())?))
}
