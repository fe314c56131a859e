//! The description of these resources (OpenAPI 3.1), made from the handlers themselves.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{agencies, attestations, documents, indicators, proofs, questions, results, whatif};
use crate::logs;

#[derive(OpenApi)]
#[openapi(
    info(title = "GES", description = "Performance agreements, results, evidence and their proofs."),
    paths(
        agencies::list, agencies::one, indicators::list, indicators::one, results::list, proofs::one,
        documents::list, documents::bytes_of, documents::bytes, attestations::list, questions::list, questions::one,
        whatif::scores, whatif::targets, whatif::rollups,
        logs::own_checkpoint, logs::own_tile, logs::mirror_checkpoint, logs::mirror_tile
    ),
    tags(
        (name = "figures", description = "Agencies, agreements, results, attestations and proofs"),
        (name = "questions", description = "Questions of the centre, answers, and where each stands"),
        (name = "documents", description = "Evidence, by SHA-256"),
        (name = "rules", description = "What-if calculations; nothing is stored"),
        (name = "log", description = "Journals for any C2SP tlog-tiles verifier; public")
    ),
    security((), ("token" = []), ("basic" = [])),
    modifiers(&Schemes)
)]
struct Description;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let http = |scheme| SecurityScheme::Http(HttpBuilder::new().scheme(scheme).build());
        components.add_security_scheme("token", http(HttpAuthScheme::Bearer));
        components.add_security_scheme("basic", http(HttpAuthScheme::Basic));
    }
}

/// Description of the REST resources (OpenAPI 3.1), to be merged with a server's own.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
