//! `/api/v1/agencies/{id}/documents`, `…/documents/{digest}` and `/api/v1/documents/{digest}`.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use ges_web::cursor::{PageQuery, Paged};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::{HeaderMap, Method};

use super::types::DocumentOut;
use super::{answer, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::read::Agency;

/// Documents of an agency, newest first.
#[utoipa::path(get, operation_id = "listDocuments", path = "/api/v1/agencies/{id}/documents", tag = "documents",
    params(("id" = String, Path, description = "Agency", example = "dep"), PageQuery),
    responses(
        (status = 200, description = "One page of documents", body = Paged<DocumentOut>),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 400, description = "Unreadable cursor or limit", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such agency, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn list<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(id): Path<String>,
    Query(page): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    let after: Option<String> = page.after()?;
    let known = asker.clone();
    let agency = house.store().read_async(move |tx| Ok::<_, Failed>(Agency::read(tx, &known, &id, None)?)).await?;
    let agency = agency.ok_or_else(|| asker.absent())?;
    let rows: Vec<DocumentOut> = agency.documents.iter().map(Into::into).collect();
    let rows = super::beyond(rows, after.as_deref(), |d| &d.record);
    answer(&reader, &headers, &Paged::of(rows, page.limit(), |d| d.record.clone()))
}

/// Bytes of a document that an agency filed.
#[utoipa::path(get, operation_id = "getAgencyDocument", path = "/api/v1/agencies/{id}/documents/{digest}", tag = "documents",
    params(("id" = String, Path, description = "Agency", example = "dep"),
           ("digest" = String, Path, description = "SHA-256 of the content",
            example = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
           ("Range" = Option<String>, Header, description = "One range of bytes (RFC 9110 §14)", example = "bytes=0-1023")),
    responses(
        (status = 200, description = "The whole document; `Repr-Digest` has its SHA-256 (RFC 9530)", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "The range asked for", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "Roles that only run the system open no documents", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such document, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 416, description = "The range lies beyond the end", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The agency that holds the bytes cannot be reached now", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn bytes_of<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, digest)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    crate::download::answer(&house, &reader, Some(&id), &digest, &method, &headers).await
}

/// Bytes of a document, whichever agency filed it.
#[utoipa::path(get, operation_id = "getDocument", path = "/api/v1/documents/{digest}", tag = "documents",
    params(("digest" = String, Path, description = "SHA-256 of the content",
            example = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
           ("Range" = Option<String>, Header, description = "One range of bytes (RFC 9110 §14)", example = "bytes=0-1023")),
    responses(
        (status = 200, description = "The whole document; `Repr-Digest` has its SHA-256 (RFC 9530)", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "The range asked for", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "Roles that only run the system open no documents", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such document, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 416, description = "The range lies beyond the end", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The agency that holds the bytes cannot be reached now", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn bytes<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(digest): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    crate::download::answer(&house, &reader, None, &digest, &method, &headers).await
}
