//! Pages and REST of a node: its own rooms, and those it shares with the hub (`ges-figures`).

mod api;
mod attest;
mod audit;
mod documents;
mod doubts;
mod executive;
mod feeds;
mod house;
mod inputs;
mod journal;
mod months;
mod narrative;
mod numbers;
mod overview;
mod people;
mod questions;
mod record;
mod rounds;
mod sources;
mod table;
mod upload;
mod uploads;

mod findings;
mod notices;
mod obstacles;
mod tasks;
mod threads;
mod together;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use ges_domain::access::{Act, Role};
use ges_domain::text::Text;
use ges_web::health::{self, Check};
use ges_web::kit::{KitOptions, Product, RoleLabel};
use ges_web::{Locale, Reader, Signed, Tab, accounts, assets, security};

use crate::app::{Node, own_log};
use crate::config::Config;
use crate::service::Who;

pub use numbers::Numbers;

/// Room for the other fields of a form that carries a file.
const FORM_ROOM: u64 = 1 << 20;

/// What the kit needs to know of a node.
pub(crate) fn kit_options(config: &Config, name: Text) -> KitOptions {
    let mut options = KitOptions::new(Product::Node, config.organisation.clone(), name);
    options.words = ges_figures::words();
    options.words.push((Locale::Th, include_str!("../../locales/th/node.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/node.ftl").into()));
    options.words.push((Locale::Th, include_str!("../../locales/th/people.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/people.ftl").into()));
    options.words.push((Locale::Th, include_str!("../../locales/th/questions.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/questions.ftl").into()));
    options.words.push((Locale::Th, include_str!("../../locales/th/documents.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/documents.ftl").into()));
    options.words.push((Locale::Th, include_str!("../../locales/th/feeds.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/feeds.ftl").into()));
    options.words.push((Locale::Th, include_str!("../../locales/th/months.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/months.ftl").into()));
    options.words.push((Locale::Th, include_str!("../../locales/th/together.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/together.ftl").into()));
    options.words.push((Locale::Th, include_str!("../../locales/th/reading.ftl").into()));
    options.words.push((Locale::En, include_str!("../../locales/en/reading.ftl").into()));
    options.accounts.mail = config.mail.is_some();
    options.accounts.delegable = people::delegable();
    options.accounts.keep_role = Some(Role::Administrator.to_string());
    options.assets = ges_figures::assets();
    options.assets.extend(documents::assets());
    options.stylesheets = vec![ges_figures::STYLESHEET.into()];
    options.roles = roles();
    options.demo = config.demo;
    options.https = config.http.https;
    options.behind_proxy = config.http.behind_proxy;
    options.trusted_origins.clone_from(&config.http.trusted_origins);
    options.public_url = config.public_url();
    // `config check` names what is wrong; the other ways in stay open.
    options.accounts.oidc = config.identity_provider().unwrap_or_else(|error| {
        tracing::error!(%error, "nobody can come in through the identity provider");
        None
    });
    options.navigation = Box::new(tabs);
    options
}

fn roles() -> Vec<RoleLabel> {
    let name = |role: Role, th: &str, en: &str| RoleLabel { role: role.to_string(), label: Text::new(th, en) };
    vec![
        name(Role::DataKeeper, "ผู้จัดเก็บข้อมูล", "Data keeper"),
        name(Role::Supervisor, "ผู้กำกับดูแลตัวชี้วัด", "Indicator supervisor"),
        name(Role::PaUnit, "กลุ่มพัฒนาระบบบริหาร (กพร.)", "PA unit"),
        name(Role::Cio, "CIO", "CIO"),
        name(Role::Executive, "ผู้บริหาร", "Executive"),
        name(Role::Auditor, "ผู้ตรวจสอบภายใน", "Internal auditor"),
        name(Role::Administrator, "ผู้ดูแลระบบ", "Administrator"),
    ]
}

fn tabs(reader: &Reader) -> Vec<Tab> {
    if reader.person.is_none() {
        return Vec::new();
    }
    let mut tabs =
        vec![Tab::new(reader.tr("node-tab-work"), "/"), Tab::new(reader.tr("node-tab-indicators"), "/indicators")];
    tabs.push(Tab::new(reader.tr("answer-tab"), "/questions"));
    if may(reader, Act::AttestRound) {
        tabs.push(Tab::new(reader.tr("node-tab-attest"), "/attest"));
    }
    if may(reader, Act::ReadDocuments) {
        tabs.push(Tab::new(reader.tr("documents-tab"), "/documents"));
    }
    if may(reader, Act::Comment) {
        tabs.push(Tab::new(reader.tr("together-tab"), "/threads"));
        tabs.push(Tab::new(reader.tr("notices-title"), "/notifications").waiting(reader.waiting));
    }
    tabs.push(Tab::new(reader.tr("node-tab-executive"), "/executive"));
    tabs.push(Tab::new(reader.tr("node-tab-audit"), "/audit").rare());
    tabs.push(Tab::new(reader.tr("node-tab-journal"), "/journal").rare());
    if may(reader, Act::RunFeed) {
        tabs.push(Tab::new(reader.tr("feeds-tab"), "/feeds").rare());
    }
    if may(reader, Act::Administer) {
        tabs.push(Tab::new(reader.tr("people-tab"), "/people").rare());
    }
    tabs
}

/// Whether the reader's roles allow it.
fn may(reader: &Reader, act: Act) -> bool {
    reader.person.as_ref().is_some_and(|signed| Who::from(signed).may(act))
}

impl Node {
    /// Everything over HTTP: pages, REST, logs, health.
    pub fn http_router(&self) -> Router {
        let files =
            usize::try_from(self.config().documents.limit.bytes().saturating_add(FORM_ROOM)).unwrap_or(usize::MAX);
        let uploads = Router::new()
            .route("/indicators/{number}/record", get(record::form).post(record::submit))
            .route("/round-table", get(table::page).post(table::submit))
            .route("/api/v1/agencies/{id}/documents", post(api::documents))
            .merge(questions::uploads())
            .layer(DefaultBodyLimit::max(files));
        let (ready, metrics) = (self.clone(), self.clone());
        let router = Router::new()
            .merge(ges_figures::routes::<Self>())
            .merge(uploads)
            .route("/", get(overview::page))
            .route("/work", post(overview::approve))
            .route("/indicators/{number}/approve", get(rounds::page).post(rounds::act))
            .route("/round-table/template", get(table::template))
            .route("/audit", get(audit::page))
            .route("/executive", get(executive::page))
            .route("/journal", get(journal::page))
            .route("/attest", get(attest::page).post(attest::sign))
            .route("/live", get(live))
            .route("/api/v1/agencies/{id}/results", post(api::results))
            .route("/api/openapi.json", get(api::description))
            .merge(together())
            .merge(people::routes())
            .merge(questions::routes())
            .merge(documents::routes(files))
            .merge(uploads::routes())
            .merge(feeds::routes())
            .merge(accounts::routes())
            .merge(assets::routes())
            .merge(health::routes(
                move || {
                    let node = ready.clone();
                    async move { node.checks().await }
                },
                move || {
                    let size = *metrics.head().borrow();
                    metrics.numbers().encode(size)
                },
            ))
            .layer(axum::middleware::from_fn_with_state(self.clone(), notices::count))
            .with_state(self.clone());
        security::harden(self.kit(), router)
    }

    /// What must work before requests are welcome.
    async fn checks(&self) -> Vec<Check> {
        let store = self.store().read_async(own_log).await;
        let mut checks = vec![match store {
            Ok(_) => Check::good("store"),
            Err(error) => Check::bad("store", error.to_string()),
        }];
        // A node works for its own people without a hub.
        let now = self.env().clock.now();
        checks.push(match self.hot().peer() {
            None => Check { note: "not enrolled".into(), ..Check::good("certificate") },
            Some(peer) if peer.not_after <= now => Check::bad("certificate", "expired: enrol again"),
            Some(peer) => Check { note: format!("until {}", peer.not_after), ..Check::good("certificate") },
        });
        checks
    }
}

/// Threads, tasks, obstacles, findings, and what of them concerns the reader.
fn together() -> Router<Node> {
    Router::new()
        .route("/threads", get(threads::list).post(threads::open))
        .route("/threads/new", get(threads::form))
        .route("/threads/{id}", get(threads::page).post(threads::reply))
        .route("/tasks", get(tasks::list).post(tasks::give))
        .route("/tasks/new", get(tasks::form))
        .route("/tasks/{id}", get(tasks::page).post(tasks::go_on))
        .route("/obstacles", get(obstacles::page))
        .route("/findings", get(findings::list).post(findings::open))
        .route("/findings/new", get(findings::form))
        .route("/findings/{id}", get(findings::page).post(findings::go_on))
        .route("/notifications", get(notices::page).post(notices::read))
}

/// Tells open pages that something changed.
async fn live(State(node): State<Node>, _: Signed) -> impl IntoResponse {
    node.live().events()
}
