//! `/api/v1/agencies` and `/api/v1/agencies/{id}`.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use ges_ledger::{LedgerError, log, read};
use ges_store::Tx;
use ges_web::cursor::{PageQuery, Paged};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::HeaderMap;

use super::types::AgencyOut;
use super::{answer, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::read::Agency;

/// Agencies whose figures are here, by id.
#[utoipa::path(get, operation_id = "listAgencies", path = "/api/v1/agencies", tag = "figures", params(PageQuery),
    responses(
        (status = 200, description = "One page of agencies", body = Paged<AgencyOut>),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 400, description = "Unreadable cursor or limit", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Nothing here is public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn list<H: House>(
    State(house): State<H>,
    reader: Reader,
    Query(page): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let after: Option<String> = page.after()?;
    let limit = page.limit();
    let known = asker.clone();
    let items =
        house.store().read_async(move |tx| Ok::<_, Failed>(agencies(tx, &known, after.as_deref(), limit)?)).await?;
    if items.is_empty() && page.cursor.is_none() && asker.anonymous() {
        return Err(asker.absent());
    }
    answer(&reader, &headers, &Paged::of(items, limit, |a| a.id.clone()))
}

/// Up to one more than `limit`, so that a next page is noticed.
fn agencies(tx: &mut Tx, asker: &Asker, after: Option<&str>, limit: u32) -> Result<Vec<AgencyOut>, LedgerError> {
    let mut ids: Vec<_> = read::organisations::all(tx)?.into_iter().map(|o| o.id).collect();
    let central: Vec<_> =
        log::all(tx)?.into_iter().filter(|l| l.side.central).map(|l| l.id.organisation().clone()).collect();
    ids.retain(|id| !central.contains(id) && after.is_none_or(|a| id.as_str() > a));
    ids.sort();
    let mut out = Vec::new();
    for id in ids {
        if let Some(agency) = Agency::outline(tx, asker, &id, None)? {
            out.push(AgencyOut::of(&agency));
        }
        if out.len() > usize::try_from(limit).unwrap_or(usize::MAX) {
            break;
        }
    }
    Ok(out)
}

/// One agency.
#[utoipa::path(get, operation_id = "getAgency", path = "/api/v1/agencies/{id}", tag = "figures",
    params(("id" = String, Path, description = "Agency", example = "dep")),
    responses(
        (status = 200, description = "The agency", body = AgencyOut),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such agency, or nothing this reader may see", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn one<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    let known = asker.clone();
    let agency = house.store().read_async(move |tx| Ok::<_, Failed>(Agency::outline(tx, &known, &id, None)?)).await?;
    answer(&reader, &headers, &AgencyOut::of(&agency.ok_or_else(|| asker.absent())?))
}
