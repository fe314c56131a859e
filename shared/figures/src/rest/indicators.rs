//! `/api/v1/agencies/{id}/indicators` and `…/indicators/{number}`.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::IndicatorNumber;
use ges_ledger::read::results;
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::types::{IndicatorOut, ResultOut, TotalOut};
use super::{YearQuery, answer, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::read::{Agency, cells, total};

/// An agreement of one year with every indicator and its rounds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgreementOut {
    #[schema(example = "dep")]
    agency: String,
    #[schema(example = 2555)]
    fiscal_year: u16,
    /// Version of the agreement, from 1.
    version: u32,
    #[schema(example = "departments-2555")]
    framework: String,
    source: String,
    /// Record of the journal that carries it.
    record: String,
    /// Self-assessed totals of the rounds that have figures.
    totals: Vec<TotalOut>,
    items: Vec<IndicatorOut>,
}

/// One indicator with every version of its figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorHistory {
    #[schema(example = "dep")]
    agency: String,
    #[schema(example = 2555)]
    fiscal_year: u16,
    indicator: IndicatorOut,
    /// Every version, by round, oldest first.
    versions: Vec<ResultOut>,
}

/// Indicators of the agreement of one year.
#[utoipa::path(get, operation_id = "listIndicators", path = "/api/v1/agencies/{id}/indicators", tag = "figures",
    params(("id" = String, Path, description = "Agency", example = "dep"), YearQuery),
    responses(
        (status = 200, description = "The agreement", body = AgreementOut),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 400, description = "Not a Buddhist-era year", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such agency or agreement, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn list<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(id): Path<String>,
    Query(query): Query<YearQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    let wanted = query.year(&reader)?;
    let known = asker.clone();
    let agency = house.store().read_async(move |tx| Ok::<_, Failed>(Agency::read(tx, &known, &id, wanted)?)).await?;
    let agency = agency.ok_or_else(|| asker.absent())?;
    let (year, in_force) = agreement_of(&agency).ok_or_else(|| asker.absent())?;
    let agreement = &in_force.agreement;
    let now = house.kit().env().clock.now();
    let rows: Vec<_> = agreement.indicators.iter().map(|i| (i.clone(), cells(&agency, agreement, i, now))).collect();
    let out = AgreementOut {
        agency: agency.organisation.id.to_string(),
        fiscal_year: year.number(),
        version: agreement.version,
        framework: agreement.framework.clone(),
        source: agreement.source.clone(),
        record: in_force.record_id.to_string(),
        totals: Round::ALL
            .into_iter()
            .filter_map(|r| total(agreement, &rows, r))
            .map(|t| TotalOut::of(&t, agency.whole))
            .collect(),
        items: rows.iter().map(|(i, cells)| IndicatorOut::of(i, cells)).collect(),
    };
    answer(&reader, &headers, &out)
}

fn agreement_of(agency: &Agency) -> Option<(FiscalYear, &ges_ledger::read::agreements::InForce)> {
    Some((agency.year?, agency.agreement.as_ref()?))
}

/// One indicator: what was agreed, its rounds, and every version of its figures.
#[utoipa::path(get, operation_id = "getIndicator", path = "/api/v1/agencies/{id}/indicators/{number}", tag = "figures",
    params(("id" = String, Path, description = "Agency", example = "dep"),
           ("number" = String, Path, description = "Number in the agreement", example = "3"), YearQuery),
    responses(
        (status = 200, description = "The indicator", body = IndicatorHistory),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 400, description = "Not a Buddhist-era year", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such indicator, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn one<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, number)): Path<(String, String)>,
    Query(query): Query<YearQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    let number: IndicatorNumber = number.parse().map_err(|_| asker.absent())?;
    let wanted = query.year(&reader)?;
    let (known, wanted_number) = (asker.clone(), number.clone());
    let found = house
        .store()
        .read_async(move |tx| {
            let Some(agency) = Agency::read(tx, &known, &id, wanted)? else { return Ok::<_, Failed>(None) };
            let Some(year) = agency.year else { return Ok(None) };
            let versions = results::history(tx, &id, year, &wanted_number)?;
            Ok(Some((agency, versions)))
        })
        .await?;
    let (agency, versions) = found.ok_or_else(|| asker.absent())?;
    let (year, in_force) = agreement_of(&agency).ok_or_else(|| asker.absent())?;
    let agreement = &in_force.agreement;
    let indicator = agreement.indicators.iter().find(|i| i.number == number).ok_or_else(|| asker.absent())?;
    let own = &agency.organisation.id;
    let out = IndicatorHistory {
        agency: own.to_string(),
        fiscal_year: year.number(),
        indicator: IndicatorOut::of(indicator, &cells(&agency, agreement, indicator, house.kit().env().clock.now())),
        versions: versions
            .iter()
            .filter(|v| asker.sees(own, &v.audience))
            .map(|v| ResultOut::of(own, Some(agreement), v))
            .collect(),
    };
    answer(&reader, &headers, &out)
}
