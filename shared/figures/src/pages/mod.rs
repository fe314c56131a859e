//! Pages of figures: an agency's indicators, one indicator, one record of the journal, downloads.

mod agency;
mod computation;
mod history;
mod indicator;
mod provenance;
mod record;
mod shown;
mod sums;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use ges_domain::ids::OrganisationId;
use ges_web::{Problem, Product, Reader};
use http::{HeaderMap, Method};
use serde::Deserialize;

pub use computation::reading;
pub use shown::author;

use crate::house::House;

pub(crate) fn routes<H: House>() -> Router<H> {
    let pages = match H::PRODUCT {
        Product::Node => Router::new()
            .route("/indicators", get(agency::own::<H>))
            .route("/indicators/{number}", get(indicator::own::<H>))
            .route("/records/{record_id}", get(record::own::<H>)),
        Product::Hub => Router::new()
            .route("/agencies/{id}", get(agency::of::<H>))
            .route("/agencies/{id}/indicators/{number}", get(indicator::of::<H>))
            .route("/agencies/{id}/records/{record_id}", get(record::of::<H>)),
    };
    pages.route("/agencies/{id}/documents/{digest}", get(download::<H>))
}

/// Which year and round a page shows.
#[derive(Debug, Clone, Default, Deserialize)]
struct Period {
    fiscal_year: Option<String>,
    round: Option<String>,
}

impl Period {
    /// A field that is missing or unreadable leaves the choice to the page: a link mistyped still shows something true.
    fn read<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
        text.and_then(|t| t.parse().ok())
    }
}

async fn download<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, digest)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    crate::download::answer(&house, &reader, Some(&id), &digest, &method, &headers).await
}

/// The agency in a page's address.
fn organisation(asker: &crate::access::Asker, id: &str) -> Result<OrganisationId, Problem> {
    OrganisationId::parse(id).map_err(|_| asker.absent())
}
