//! `/nodes`: how well the hub hears every node, in words.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use ges_domain::access::Act;
use ges_domain::ids::OrganisationId;
use ges_ledger::LedgerError;
use ges_web::page::{Page, View};
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Problem, Reader, Signed, format};

use super::allow;
use super::overview::link_chip;
use crate::app::Hub;
use crate::service::nodes::{self, Node};
use crate::store::agencies::Status;

#[derive(Template)]
#[template(path = "nodes.html")]
struct NodesPage {
    page: Page,
    alarms: Vec<Html>,
    rows: Vec<NodeView>,
    empty: Option<Html>,
}

#[derive(Template)]
#[template(path = "node.html")]
struct NodePage {
    page: Page,
    alarm: Html,
    node: NodeView,
    quarantined: Vec<Kept>,
}

struct Kept {
    sequence: u64,
    kind: String,
    reason: String,
}

struct NodeView {
    id: String,
    name: String,
    status: Html,
    waiting: bool,
    link: Html,
    words: String,
    lag: String,
    contact: Html,
    certificate: String,
    certificate_tone: &'static str,
    size: String,
    quarantined: usize,
    reconnects: String,
    skew: String,
    address: String,
    log: String,
    checkpoint: String,
    fingerprint: String,
    vkey: String,
    acknowledged: String,
}

pub(super) fn failed(error: LedgerError) -> Problem {
    match error {
        LedgerError::Store(error) => error.into(),
        other => {
            tracing::error!(error = %other, "a page could not be read");
            Problem::internal()
        }
    }
}

pub(super) async fn list(State(hub): State<Hub>, reader: Reader, signed: Signed) -> Result<Response, Problem> {
    allow(&reader, &signed, Act::ReadExchange)?;
    let all = nodes::all(&hub).await.map_err(failed)?;
    let lang = &reader.lang;
    let mut page = Page::new(hub.kit(), &reader, lang.tr("hub-nodes-title"));
    page.live = Some("/events".into());
    let alarms = all.iter().filter(|n| n.link.trouble.as_ref().is_some_and(|t| t.alarm)).map(|n| alarm(lang, n)).collect();
    let empty = all
        .is_empty()
        .then(|| ui::empty_state(&lang.tr("hub-empty-title"), &lang.tr("hub-empty"), None, false));
    let rows = all.iter().map(|n| view(&hub, lang, n)).collect();
    Ok(View::ok(NodesPage { page, alarms, rows, empty }).into_response())
}

pub(super) async fn one(
    State(hub): State<Hub>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    allow(&reader, &signed, Act::ReadExchange)?;
    let node = find(&hub, &id).await?;
    let lang = &reader.lang;
    let mut page = Page::new(hub.kit(), &reader, lang.of(&node.agency.name)).under(lang.tr("hub-nodes-title"), "/nodes");
    page.live = Some("/events".into());
    let alarm = if node.link.trouble.is_some() { alarm(lang, &node) } else { Html::empty() };
    let quarantined = node
        .quarantined
        .iter()
        .map(|q| Kept { sequence: q.sequence, kind: q.kind.clone(), reason: q.reason.clone() })
        .collect();
    Ok(View::ok(NodePage { page, alarm, node: view(&hub, lang, &node), quarantined }).into_response())
}

pub(super) async fn find(hub: &Hub, id: &str) -> Result<Node, Problem> {
    let id = OrganisationId::parse(id).map_err(|_| Problem::not_found())?;
    nodes::one(hub, &id).await.map_err(failed)?.ok_or_else(Problem::not_found)
}

fn alarm(lang: &Lang, node: &Node) -> Html {
    let Some(trouble) = &node.link.trouble else { return Html::empty() };
    let tone = if trouble.alarm { Tone::Bad } else { Tone::Warn };
    let since = format::date_time(lang.locale(), trouble.since);
    let title = lang.tr2("hub-trouble-title", "name", lang.of(&node.agency.name), "since", &since);
    ui::notice(tone, &title, lang.of(&trouble.words), None)
}

fn view(hub: &Hub, lang: &Lang, node: &Node) -> NodeView {
    let agency = &node.agency;
    let now = hub.env().clock.now();
    let days = node.certificate_days(now);
    let (status, tone) = match agency.status {
        Status::Invited => ("hub-status-invited", Tone::Plain),
        Status::Waiting => ("hub-status-waiting", Tone::Act),
        Status::Active => ("hub-status-active", Tone::Good),
        Status::Revoked => ("hub-status-revoked", Tone::Bad),
    };
    let trouble = node.link.trouble.as_ref();
    NodeView {
        id: agency.id.to_string(),
        name: lang.of(&agency.name).to_owned(),
        status: ui::chip(tone, &lang.tr(status)),
        waiting: agency.status == Status::Waiting,
        link: link_chip(lang, &node.link, node.size),
        words: trouble.map_or_else(String::new, |t| lang.of(&t.words).to_owned()),
        lag: format::count(node.lag()),
        contact: node.link.last_contact.map_or_else(|| Html::text("–"), |at| ui::date_time(lang, at)),
        certificate: days.map_or_else(|| "–".into(), |d| lang.tr1("hub-days", "n", d)),
        certificate_tone: if days.is_some_and(|d| d < 7) { "bad" } else { "" },
        size: format::count(node.size),
        quarantined: node.quarantined.len(),
        reconnects: format::count(node.link.reconnects),
        skew: lang.tr1("hub-milliseconds", "n", node.link.skew_micros / 1000),
        address: agency.address.clone(),
        log: node.log.clone().unwrap_or_default(),
        checkpoint: node.checkpoint.clone().unwrap_or_default(),
        fingerprint: agency.fingerprint.clone().unwrap_or_default(),
        vkey: agency.journal_key.as_ref().map_or_else(String::new, ToString::to_string),
        acknowledged: format::count(node.link.acknowledged),
    }
}
