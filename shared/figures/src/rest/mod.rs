//! REST resources of figures (`/api/v1`): JSON with decimals as strings, cursor pages, entity tags, problems.

mod agencies;
mod attestations;
mod description;
mod documents;
mod indicators;
mod proofs;
mod questions;
mod results;
mod types;
mod whatif;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ges_domain::calendar::FiscalYear;
use ges_domain::ids::{Digest, OrganisationId};
use ges_domain::text::Text;
use ges_journal::hash::leaf_hash;
use ges_web::etag::Tag;
use ges_web::{Arg, Problem, Reader};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use crate::access::{Asker, say};
use crate::house::House;

pub use description::openapi;

pub(crate) fn routes<H: House>() -> Router<H> {
    Router::new()
        .route("/api/v1/agencies", get(agencies::list::<H>))
        .route("/api/v1/agencies/{id}", get(agencies::one::<H>))
        .route("/api/v1/agencies/{id}/indicators", get(indicators::list::<H>))
        .route("/api/v1/agencies/{id}/indicators/{number}", get(indicators::one::<H>))
        .route("/api/v1/agencies/{id}/results", get(results::list::<H>))
        .route("/api/v1/agencies/{id}/results/{record_id}/proof", get(proofs::one::<H>))
        .route("/api/v1/agencies/{id}/documents", get(documents::list::<H>))
        .route("/api/v1/agencies/{id}/documents/{digest}", get(documents::bytes_of::<H>))
        .route("/api/v1/documents/{digest}", get(documents::bytes::<H>))
        .route("/api/v1/agencies/{id}/attestations", get(attestations::list::<H>))
        .route("/api/v1/agencies/{id}/questions", get(questions::list::<H>))
        .route("/api/v1/agencies/{id}/questions/{question}", get(questions::one::<H>))
        .route("/api/v1/score", post(whatif::scores))
        .route("/api/v1/targets", post(whatif::targets))
        .route("/api/v1/rollup", post(whatif::rollups))
}

/// Query field of everything that belongs to a year.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct YearQuery {
    /// Fiscal year, Buddhist era; the newest one when it is not named.
    #[param(example = 2555)]
    pub(crate) fiscal_year: Option<String>,
}

impl YearQuery {
    pub(crate) fn year(&self, reader: &Reader) -> Result<Option<FiscalYear>, Problem> {
        parsed(reader, "fiscal_year", self.fiscal_year.as_deref())
    }
}

/// A query field, or the 400 that names it.
fn parsed<T: std::str::FromStr>(reader: &Reader, name: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        let shown: String = text.chars().take(40).collect();
        let rule = say(reader, &format!("figures-problem-{}", name.replace('_', "-")), &[("given", Arg::from(shown))]);
        Problem::malformed(rule.clone()).defect(name, rule, Text::default())
    })
}

/// The agency in an address; a name that cannot exist is as absent as one that does not.
fn organisation(asker: &Asker, id: &str) -> Result<OrganisationId, Problem> {
    OrganisationId::parse(id).map_err(|_| asker.absent())
}

/// JSON with an entity tag made of its bytes; 406 when the reader takes no JSON.
fn answer<T: Serialize>(reader: &Reader, headers: &HeaderMap, value: &T) -> Result<Response, Problem> {
    if !accepts_json(headers) {
        let title = say(reader, "figures-problem-not-acceptable", &[]);
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", title).remedy(say(
            reader,
            "figures-problem-not-acceptable-remedy",
            &[],
        )));
    }
    let body = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "a resource could not be written");
        Problem::internal()
    })?;
    let tag = Tag::new(&Digest(leaf_hash(&body)).to_string()[..32]);
    Ok(tag.answer(headers, || ([(CONTENT_TYPE, "application/json")], body).into_response()))
}

/// The rows after the one with that key; all of them without a key.
fn beyond<T>(rows: Vec<T>, after: Option<&str>, key: impl Fn(&T) -> &str) -> Vec<T> {
    match after.and_then(|after| rows.iter().position(|row| key(row) == after)) {
        Some(place) => rows.into_iter().skip(place + 1).collect(),
        None if after.is_some() => Vec::new(),
        None => rows,
    }
}

/// Does `Accept` admit `application/json` (RFC 9110 §12.5.1)? The most specific range decides.
fn accepts_json(headers: &HeaderMap) -> bool {
    let mut best: Option<(u8, bool)> = None;
    let mut any = false;
    for range in headers.get_all(ACCEPT).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')) {
        any = true;
        let mut parts = range.split(';');
        let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let rank = match kind.as_str() {
            "application/json" => 3,
            "application/*" => 2,
            "*/*" => 1,
            _ => continue,
        };
        let refused =
            parts.filter_map(|p| p.trim().strip_prefix("q=")).any(|q| q.chars().all(|c| c == '0' || c == '.'));
        if best.is_none_or(|(known, _)| rank > known) {
            best = Some((rank, !refused));
        }
    }
    best.map_or(!any, |(_, admitted)| admitted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn json_is_sent_to_whoever_takes_it() {
        for (accept, takes) in [
            ("application/json", true),
            ("text/html, */*;q=0.1", true),
            ("application/*", true),
            ("text/html", false),
            ("application/json;q=0, */*", false),
            ("application/json;q=0.5, */*;q=0", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(accepts_json(&headers), takes, "{accept}");
        }
        assert!(accepts_json(&HeaderMap::new()));
    }
}
