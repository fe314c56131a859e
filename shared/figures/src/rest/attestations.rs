//! `/api/v1/agencies/{id}/attestations`: what the CIO vouched for, with the signature checked now.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use ges_web::cursor::{PageQuery, Paged};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::HeaderMap;

use super::types::AttestationOut;
use super::{YearQuery, answer, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::read::Agency;

/// Attestations of a year, oldest first.
#[utoipa::path(get, operation_id = "listAttestations", path = "/api/v1/agencies/{id}/attestations", tag = "figures",
    params(("id" = String, Path, description = "Agency", example = "dep"), YearQuery, PageQuery),
    responses(
        (status = 200, description = "One page of attestations", body = Paged<AttestationOut>),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 400, description = "Not a year or cursor", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such agency, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn list<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(id): Path<String>,
    Query(year): Query<YearQuery>,
    Query(page): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    let wanted = year.year(&reader)?;
    let after: Option<String> = page.after()?;
    let known = asker.clone();
    let agency = house.store().read_async(move |tx| Ok::<_, Failed>(Agency::read(tx, &known, &id, wanted)?)).await?;
    let agency = agency.ok_or_else(|| asker.absent())?;
    let rows: Vec<AttestationOut> = agency.attestations.iter().map(Into::into).collect();
    answer(
        &reader,
        &headers,
        &Paged::of(super::beyond(rows, after.as_deref(), |a| &a.record), page.limit(), |a| a.record.clone()),
    )
}
