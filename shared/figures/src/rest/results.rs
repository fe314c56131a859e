//! `/api/v1/agencies/{id}/results`: the newest figure of every indicator and round of a year.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use ges_domain::calendar::Round;
use ges_web::cursor::{PageQuery, Paged};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::HeaderMap;
use serde::Deserialize;

use super::types::ResultOut;
use super::{YearQuery, answer, organisation, parsed};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::read::Agency;

/// Which round.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RoundQuery {
    /// Months from 1 October: 6, 9 or 12; every round when it is not named.
    #[param(example = 9)]
    round: Option<String>,
}

/// Newest figures of a year, by indicator and round.
#[utoipa::path(get, operation_id = "listResults", path = "/api/v1/agencies/{id}/results", tag = "figures",
    params(("id" = String, Path, description = "Agency", example = "dep"), YearQuery, RoundQuery, PageQuery),
    responses(
        (status = 200, description = "One page of results", body = Paged<ResultOut>),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 400, description = "Not a year, round or cursor", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such agency, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn list<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(id): Path<String>,
    Query(year): Query<YearQuery>,
    Query(round): Query<RoundQuery>,
    Query(page): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    let wanted = year.year(&reader)?;
    let round: Option<Round> = parsed(&reader, "round", round.round.as_deref())?;
    let after: Option<(String, u8)> = page.after()?;
    let known = asker.clone();
    let agency = house.store().read_async(move |tx| Ok::<_, Failed>(Agency::read(tx, &known, &id, wanted)?)).await?;
    let agency = agency.ok_or_else(|| asker.absent())?;
    let take = usize::try_from(page.limit()).unwrap_or(usize::MAX).saturating_add(1);
    let rows: Vec<_> = agency
        .results
        .iter()
        .filter(|r| round.is_none_or(|wanted| r.report.round == wanted))
        .filter(|r| after.as_ref().is_none_or(|a| (r.report.indicator.sort_key(), r.report.round.months()) > *a))
        .take(take)
        .collect();
    let paged = Paged::of(rows, page.limit(), |r| (r.report.indicator.sort_key(), r.report.round.months()));
    let agreement = agency.agreement.as_ref().map(|a| &a.agreement);
    let items = paged.items.iter().map(|r| ResultOut::of(&agency.organisation.id, agreement, r)).collect();
    answer(&reader, &headers, &Paged { items, next: paged.next })
}
