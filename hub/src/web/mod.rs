//! Pages and REST of the hub: the overview, the links, the confirmation of nodes; figures come from `ges-figures`.

mod confirm;
mod house;
pub(crate) mod kit;
mod nodes;
mod overview;
mod rest;

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use ges_domain::access::{Act, Role, may};
use ges_domain::text::Text;
use ges_web::health::{self, Check};
use ges_web::{Problem, Reader, Signed, accounts, assets, security};
use tokio::sync::watch;

use crate::app::Hub;
use crate::service;

impl Hub {
    /// Everything over HTTP.
    pub fn http_router(&self) -> Router {
        let (ready, counted) = (self.clone(), self.clone());
        let router = Router::new()
            .route("/", get(overview::page))
            .route("/events", get(events))
            .route("/nodes", get(nodes::list))
            .route("/nodes/{id}", get(nodes::one))
            .route("/nodes/{id}/confirm", get(confirm::page).post(confirm::act))
            .route("/api/v1/nodes", get(rest::list))
            .route("/api/v1/nodes/{id}", get(rest::one))
            .route("/api/openapi.json", get(rest::description))
            .merge(ges_figures::routes::<Self>())
            .merge(accounts::routes())
            .merge(assets::routes())
            .merge(health::routes(move || readiness(ready.clone()), move || numbers(&counted)))
            .fallback(|| async { Problem::not_found() })
            .with_state(self.clone());
        security::harden(self.kit(), router)
    }
}

/// Refuses whoever may not do this.
fn allow(reader: &Reader, signed: &Signed, act: Act) -> Result<(), Problem> {
    let roles: Vec<Role> = signed.roles.iter().filter_map(|r| r.parse().ok()).collect();
    if may(&roles, act) { Ok(()) } else { Err(Problem::forbidden(say(reader, "hub-forbidden"))) }
}

/// A message in both languages.
fn say(reader: &Reader, key: &str) -> Text {
    let lang = &reader.lang;
    Text::new(lang.switched(ges_web::Locale::Th).tr(key), lang.switched(ges_web::Locale::En).tr(key))
}

/// One event for each change of anything a page shows; nothing of what changed is in it.
async fn events(State(hub): State<Hub>, _: Signed) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heard = hub.board().subscribe();
    let stream = stream::unfold(heard, |mut heard: watch::Receiver<u64>| async move {
        heard.changed().await.ok()?;
        let number = *heard.borrow_and_update();
        Some((Ok(Event::default().event("change").data(number.to_string())), heard))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

async fn readiness(hub: Hub) -> Vec<Check> {
    let store = match hub.store().read_async(crate::store::agencies::revision).await {
        Ok(_) => Check::good("store"),
        Err(error) => Check::bad("store", error.code()),
    };
    let now = hub.env().clock.now();
    let certificate = match hub.identity().peer() {
        Some(peer) if peer.not_after > now => Check::good("certificate"),
        _ => Check::bad("certificate", "the hub's own certificate has ended: restart ges-hub"),
    };
    vec![store, certificate]
}

fn numbers(hub: &Hub) -> String {
    // A few rows; a scrape waits for them rather than showing numbers of another moment.
    let nodes = service::nodes::all_blocking(hub).unwrap_or_default();
    hub.metrics().encode(&nodes, hub.store().commits(), hub.env().clock.now())
}
