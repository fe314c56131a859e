//! `/api/v1/nodes` and the description of everything under `/api`.

use axum::Json;
use axum::extract::{Path, State};
use ges_domain::access::Act;
use ges_web::{Problem, Reader, Signed};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::OpenApi;

use super::{allow, nodes};
use crate::app::Hub;
use crate::service;

/// One node of the federation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct NodeDocument {
    /// Organisation id.
    #[schema(example = "dep")]
    id: String,
    /// Name in Thai.
    name_th: String,
    /// Name in English.
    name_en: String,
    /// `invited`, `waiting`, `active` or `revoked`.
    status: String,
    /// Exchange address.
    address: String,
    /// A session is open now.
    connected: bool,
    /// Name of its log.
    log: Option<String>,
    /// C2SP verifier key of its journal.
    vkey: Option<String>,
    /// Entries verified and kept here.
    size: u64,
    /// Entries the node has and the hub has not.
    lag: u64,
    /// Last time anything came (RFC 3339).
    last_contact: Option<String>,
    /// Last time entries came (RFC 3339).
    last_batch: Option<String>,
    /// Days until its certificate ends.
    certificate_days_left: Option<i64>,
    /// The node's clock minus the hub's, in microseconds.
    clock_skew_micros: i64,
    /// Sessions after the first.
    reconnects: u64,
    /// Entries of the hub's journal that the node has.
    acknowledged: u64,
    /// Records kept but not shown.
    quarantined: usize,
    /// What is wrong, if anything.
    trouble: Option<TroubleDocument>,
}

/// What is wrong with a link.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TroubleDocument {
    /// Stable short name.
    #[schema(example = "unreachable")]
    code: String,
    /// A person has to look; nothing new is taken.
    alarm: bool,
    /// Since when (RFC 3339).
    since: String,
    /// What happened and what to do, in Thai.
    words_th: String,
    /// The same in English.
    words_en: String,
}

/// All nodes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct NodeList {
    items: Vec<NodeDocument>,
}

/// A node as JSON; also what the command line prints.
pub(crate) fn document(node: &service::nodes::Node, now: Timestamp) -> NodeDocument {
    let (agency, link) = (&node.agency, &node.link);
    let time = |t: Option<Timestamp>| t.map(|t| t.to_string());
    NodeDocument {
        id: agency.id.to_string(),
        name_th: agency.name.th.clone(),
        name_en: agency.name.en.clone(),
        status: agency.status.to_string(),
        address: agency.address.clone(),
        connected: link.connected,
        log: node.log.clone(),
        vkey: agency.journal_key.as_ref().map(ToString::to_string),
        size: node.size,
        lag: node.lag(),
        last_contact: time(link.last_contact),
        last_batch: time(link.last_batch),
        certificate_days_left: node.certificate_days(now),
        clock_skew_micros: link.skew_micros,
        reconnects: link.reconnects,
        acknowledged: link.acknowledged,
        quarantined: node.quarantined.len(),
        trouble: link.trouble.as_ref().map(|t| TroubleDocument {
            code: t.code.clone(),
            alarm: t.alarm,
            since: t.since.to_string(),
            words_th: t.words.th.clone(),
            words_en: t.words.en.clone(),
        }),
    }
}

/// All nodes and how well the hub hears them.
#[utoipa::path(get, path = "/api/v1/nodes", tag = "nodes", operation_id = "nodes",
    responses((status = 200, description = "All nodes by id", body = NodeList),
              (status = 401, description = "Nobody is signed in", body = ges_web::problem::ProblemDocument)))]
pub(super) async fn list(State(hub): State<Hub>, reader: Reader, signed: Signed) -> Result<Json<NodeList>, Problem> {
    allow(&reader, &signed, Act::ReadExchange)?;
    let now = hub.env().clock.now();
    let all = service::nodes::all(&hub).await.map_err(nodes::failed)?;
    Ok(Json(NodeList { items: all.iter().map(|n| document(n, now)).collect() }))
}

/// One node.
#[utoipa::path(get, path = "/api/v1/nodes/{id}", tag = "nodes", operation_id = "node",
    params(("id" = String, Path, description = "Organisation id")),
    responses((status = 200, description = "The node", body = NodeDocument),
              (status = 404, description = "No such node", body = ges_web::problem::ProblemDocument)))]
pub(super) async fn one(
    State(hub): State<Hub>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<NodeDocument>, Problem> {
    allow(&reader, &signed, Act::ReadExchange)?;
    let now = hub.env().clock.now();
    Ok(Json(document(&nodes::find(&hub, &id).await?, now)))
}

#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(NodeList, NodeDocument, TroubleDocument)))]
struct Own;

/// The description of the whole API (OpenAPI 3.1).
pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    let mut all = ges_figures::openapi();
    all.merge(Own::openapi());
    all.info.title = "GES hub".into();
    all
}

pub(super) async fn description() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi())
}
