//! Links to the agencies' nodes: who is connected, what is missing, what went wrong and what to do.

use askama::Template;
use axum::Form;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_figures::House as _;
use ges_web::page::View;
use ges_web::ui::{Fact, LinkHealth, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, format, ui};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::state::{House, demand, health_of, trouble};
use crate::enrol;
use crate::service::nodes::{self, Node};
use crate::store::agencies::Status;

#[derive(Template)]
#[template(path = "nodes.html")]
pub(super) struct NodesPage {
    page: Page,
    empty: Option<Html>,
    lines: Vec<Line>,
}

pub(super) struct Line {
    href: String,
    name: String,
    health: Html,
    lag: String,
    entries: String,
    certificate: Html,
    trouble: String,
}

#[derive(Template)]
#[template(path = "node.html")]
pub(super) struct NodePage {
    page: Page,
    notice: Html,
    facts: Vec<Fact>,
    waiting: Option<(String, String)>,
    checkpoint: Option<String>,
    quarantined: Vec<(u64, String, String)>,
    agency: String,
}

pub(super) async fn list(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
) -> Result<View<NodesPage>, Problem> {
    demand(&house, &signed, Act::ReadExchange)?;
    let lang = &reader.lang;
    let now = house.hub().env().clock.now();
    let all = nodes::all(house.hub()).await.map_err(trouble)?;
    let lines: Vec<Line> = all.iter().map(|n| line(lang, n, now)).collect();
    let empty = lines
        .is_empty()
        .then(|| ui::empty_state(&lang.tr("hub-nodes-none"), &lang.tr("hub-nodes-none-note"), None, false));
    let page = house.page(&reader, lang.tr("hub-nodes"));
    Ok(View::ok(NodesPage { page, empty, lines }))
}

fn line(lang: &Lang, node: &Node, now: Timestamp) -> Line {
    let health = if node.agency.status == Status::Active { health_of(lang, node, now) } else { LinkHealth::Never };
    Line {
        href: format!("/nodes/{}", node.agency.id),
        name: lang.of(&node.agency.name).to_owned(),
        health: if node.agency.status == Status::Active {
            ui::link_health(lang, &health)
        } else {
            ui::chip(Tone::Warn, &status(lang, node.agency.status))
        },
        lag: format::count(node.lag()),
        entries: format::count(node.size),
        certificate: certificate(lang, node, now),
        trouble: node.link.trouble.as_ref().map_or_else(|| lang.tr("hub-none"), |t| lang.of(&t.words).to_owned()),
    }
}

fn status(lang: &Lang, status: Status) -> String {
    lang.tr(&format!("hub-status-{}", status.as_str()))
}

fn certificate(lang: &Lang, node: &Node, now: Timestamp) -> Html {
    match node.certificate_days(now) {
        None => ui::chip(Tone::Plain, &lang.tr("hub-no-certificate")),
        Some(days) => {
            let words = lang.tr1("hub-days", "n", u64::try_from(days).unwrap_or(0));
            let tone = match days {
                ..=0 => Tone::Bad,
                1..=9 => Tone::Warn,
                _ => Tone::Good,
            };
            ui::chip(tone, &words)
        }
    }
}

pub(super) async fn one(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<View<NodePage>, Problem> {
    demand(&house, &signed, Act::ReadExchange)?;
    let node = find(&house, &id).await?;
    let lang = &reader.lang;
    let now = house.hub().env().clock.now();
    let link = &node.link;
    let notice = match &link.trouble {
        Some(t) => {
            let tone = if t.alarm { Tone::Bad } else { Tone::Warn };
            ui::notice(tone, &lang.tr("hub-trouble"), lang.of(&t.words), None)
        }
        None => Html::empty(),
    };
    let text = |key: &str, value: &str| Fact::text(lang.tr(key), value);
    let mut facts = vec![
        text("hub-status", &status(lang, node.agency.status)),
        Fact::html(lang.tr("hub-link"), ui::link_health(lang, &health_of(lang, &node, now))),
        text("hub-address", if node.agency.address.is_empty() { "–" } else { &node.agency.address }),
        text("hub-log", node.log.as_deref().unwrap_or("–")),
        text("hub-entries", &format::count(node.size)),
        text("hub-lag", &format::count(node.lag())),
        Fact::html(lang.tr("hub-certificate"), certificate(lang, &node, now)),
        text("hub-skew", &lang.tr1("hub-seconds", "n", (link.skew_micros / 1_000_000).to_string())),
        text("hub-reconnects", &lang.tr1("hub-times", "n", link.reconnects)),
        text("hub-fingerprint", node.agency.fingerprint.as_deref().unwrap_or("–")),
    ];
    if let Some(at) = link.last_contact {
        facts.insert(2, Fact::html(lang.tr("hub-contact"), ui::date_time(lang, at)));
    }
    let waiting = (node.agency.status == Status::Waiting)
        .then(|| node.agency.fingerprint.clone())
        .flatten()
        .map(|fingerprint| (format!("/nodes/{}/confirm", node.agency.id), fingerprint));
    let page = house.page(&reader, lang.of(&node.agency.name).to_owned()).under(lang.tr("hub-nodes"), "/nodes");
    Ok(View::ok(NodePage {
        page,
        notice,
        facts,
        waiting,
        checkpoint: node.checkpoint.clone(),
        quarantined: node.quarantined.iter().map(|q| (q.sequence, q.kind.clone(), q.reason.clone())).collect(),
        agency: format!("/agencies/{}", node.agency.id),
    }))
}

/// The fingerprint that the operator saw when confirming.
#[derive(Debug, Deserialize)]
pub(super) struct Confirmation {
    fingerprint: String,
}

pub(super) async fn confirm(
    State(house): State<House>,
    signed: Signed,
    Path(id): Path<String>,
    Form(form): Form<Confirmation>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::OperateHub)?;
    let node = find(&house, &id).await?;
    let hub = house.hub();
    let now = hub.env().clock.now();
    enrol::confirm_async(hub, &node.agency.id, &form.fingerprint, &signed.login, now)
        .await
        .map_err(|e| Problem::conflict(Text::new(e.to_string(), e.to_string())))?;
    Ok(Redirect::to(&format!("/nodes/{}", node.agency.id)).into_response())
}

async fn find(house: &House, id: &str) -> Result<Node, Problem> {
    let id = OrganisationId::parse(id).map_err(|_| Problem::not_found())?;
    nodes::one(house.hub(), &id).await.map_err(trouble)?.ok_or_else(Problem::not_found)
}

/// A node as systems see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NodeDocument {
    /// Organisation id.
    id: String,
    /// Thai name.
    name_th: String,
    /// English name.
    name_en: String,
    /// `invited`, `waiting`, `active` or `revoked`.
    status: String,
    /// A session is open.
    connected: bool,
    /// Name of its log, `ges.local/dep/1`; null before it is confirmed.
    log: Option<String>,
    /// Entries verified and kept here.
    entries: u64,
    /// Entries the node has and the hub has not yet.
    lag: u64,
    /// Last sign of life, RFC 3339.
    last_contact: Option<String>,
    /// Last time entries came, RFC 3339.
    last_batch: Option<String>,
    /// Whole days until its certificate ends.
    certificate_days_left: Option<i64>,
    /// Its clock minus the hub's, microseconds.
    clock_skew_micros: i64,
    /// Sessions after the first.
    reconnects: u64,
    /// Entries kept but not shown.
    quarantined: usize,
    /// Why the link does not work; null when it does.
    trouble: Option<TroubleDocument>,
}

/// Why a link does not work.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TroubleDocument {
    /// Stable short name.
    code: String,
    /// What happened and what to do.
    words: String,
    /// Evidence against the node that a person has to look at.
    alarm: bool,
    /// Since when, RFC 3339.
    since: String,
}

fn document(node: &Node, lang: &Lang, now: Timestamp) -> NodeDocument {
    NodeDocument {
        id: node.agency.id.to_string(),
        name_th: node.agency.name.th.clone(),
        name_en: node.agency.name.en.clone(),
        status: node.agency.status.as_str().to_owned(),
        connected: node.link.connected,
        log: node.log.clone(),
        entries: node.size,
        lag: node.lag(),
        last_contact: node.link.last_contact.map(|t| t.to_string()),
        last_batch: node.link.last_batch.map(|t| t.to_string()),
        certificate_days_left: node.certificate_days(now),
        clock_skew_micros: node.link.skew_micros,
        reconnects: node.link.reconnects,
        quarantined: node.quarantined.len(),
        trouble: node.link.trouble.as_ref().map(|t| TroubleDocument {
            code: t.code.clone(),
            words: lang.of(&t.words).to_owned(),
            alarm: t.alarm,
            since: t.since.to_string(),
        }),
    }
}

/// All nodes with the health of their links.
#[utoipa::path(get, path = "/api/v1/nodes", tag = "nodes", responses(
    (status = 200, description = "Every node by id", body = Vec<NodeDocument>),
    (status = 401, description = "Nobody is signed in"),
    (status = 403, description = "The role does not allow it"),
))]
pub(super) async fn api_list(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
) -> Result<Json<Vec<NodeDocument>>, Problem> {
    demand(&house, &signed, Act::ReadExchange)?;
    let now = house.hub().env().clock.now();
    let all = nodes::all(house.hub()).await.map_err(trouble)?;
    Ok(Json(all.iter().map(|n| document(n, &reader.lang, now)).collect()))
}

/// One node with the health of its link.
#[utoipa::path(get, path = "/api/v1/nodes/{id}", tag = "nodes", params(("id" = String, Path, description = "Organisation id")), responses(
    (status = 200, description = "The node", body = NodeDocument),
    (status = 401, description = "Nobody is signed in"),
    (status = 403, description = "The role does not allow it"),
    (status = 404, description = "No such node"),
))]
pub(super) async fn api_one(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<NodeDocument>, Problem> {
    demand(&house, &signed, Act::ReadExchange)?;
    let now = house.hub().env().clock.now();
    Ok(Json(document(&find(&house, &id).await?, &reader.lang, now)))
}

#[derive(OpenApi)]
#[openapi(paths(api_list, api_one), components(schemas(NodeDocument, TroubleDocument)))]
struct Description;

/// Description of the resources of this file.
pub(super) fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
