//! Addresses of pages and resources, written in one place: node and hub differ only here.

use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{Digest, IndicatorNumber, OrganisationId, RecordId};
use ges_web::Product;

/// Where the things of one organisation are on this server.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    product: Product,
    organisation: OrganisationId,
}

impl Places {
    pub(crate) fn of(product: Product, organisation: &OrganisationId) -> Self {
        Self { product, organisation: organisation.clone() }
    }

    /// At an agency's own node the bytes are here; the hub fetches them when somebody opens them.
    pub(crate) fn holds_documents(&self) -> bool {
        self.product == Product::Node
    }

    fn base(&self) -> String {
        match self.product {
            Product::Node => String::new(),
            Product::Hub => format!("/agencies/{}", self.organisation),
        }
    }

    /// The page of all indicators.
    pub(crate) fn agency(&self, year: Option<FiscalYear>) -> String {
        let page = match self.product {
            Product::Node => "/indicators".to_owned(),
            Product::Hub => self.base(),
        };
        year.map_or(page.clone(), |year| format!("{page}?fiscal_year={year}"))
    }

    /// The page of one indicator.
    pub(crate) fn indicator(&self, number: &IndicatorNumber, year: FiscalYear, round: Option<Round>) -> String {
        let page = format!("{}/indicators/{number}?fiscal_year={year}", self.base());
        round.map_or(page.clone(), |round| format!("{page}&round={round}"))
    }

    /// The page of one record of the journal.
    pub(crate) fn record(&self, record: RecordId) -> String {
        format!("{}/records/{record}", self.base())
    }

    /// Download of a document.
    pub(crate) fn document(&self, digest: &Digest) -> String {
        format!("/agencies/{}/documents/{digest}", self.organisation)
    }

    /// JSON proof of a record.
    pub(crate) fn proof(&self, record: RecordId) -> String {
        proof(&self.organisation, record)
    }

    /// Newest checkpoint of the journal.
    pub(crate) fn checkpoint(&self) -> String {
        format!("{}/log/checkpoint", self.base())
    }
}

/// JSON proof of a record.
pub(crate) fn proof(organisation: &OrganisationId, record: RecordId) -> String {
    format!("/api/v1/agencies/{organisation}/results/{record}/proof")
}

/// Bytes of a document of an organisation, for programs.
pub(crate) fn document_bytes(organisation: &OrganisationId, digest: &Digest) -> String {
    format!("/api/v1/agencies/{organisation}/documents/{digest}")
}
