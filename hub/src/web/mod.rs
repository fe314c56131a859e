//! Pages and REST of the hub.

mod nodes;
mod overview;
mod questions;
mod serve;
mod state;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use ges_web::health::Check;
use ges_web::{KitState, Signed, accounts, assets, health, security};

pub use state::{House, WebError, kit};

use crate::app::Hub;

/// Everything the hub serves over HTTP.
pub fn router(hub: &Hub) -> Result<Router, WebError> {
    let house = House::open(hub)?;
    let (ready, metrics) = (hub.clone(), hub.clone());
    let kit = house.kit().clone();
    let router = Router::new()
        .route("/", get(overview::page))
        .route("/events", get(events))
        .route("/nodes", get(nodes::list))
        .route("/nodes/{id}", get(nodes::one))
        .route("/nodes/{id}/confirm", axum::routing::post(nodes::confirm))
        .route("/api/v1/nodes", get(nodes::api_list))
        .route("/api/v1/nodes/{id}", get(nodes::api_one))
        .route("/api/openapi.json", get(openapi))
        .merge(ges_figures::routes::<House>())
        .merge(questions::routes())
        .merge(accounts::routes())
        .merge(assets::routes())
        .merge(health::routes(
            move || {
                let hub = ready.clone();
                async move { checks(&hub).await }
            },
            move || numbers(&metrics),
        ))
        .with_state(house);
    Ok(security::harden(&kit, router))
}

fn numbers(hub: &Hub) -> String {
    let nodes = crate::service::nodes::all_blocking(hub).unwrap_or_default();
    hub.metrics().encode(&nodes, hub.store().commits(), hub.env().clock.now())
}

async fn checks(hub: &Hub) -> Vec<Check> {
    let read = hub.store().read_async(|tx| tx.one("SELECT 1", &[], |r| r.get_i64(0))).await;
    vec![match read {
        Ok(_) => Check::good("store"),
        Err(e) => Check::bad("store", e.to_string()),
    }]
}

async fn events(State(house): State<House>, _signed: Signed) -> impl IntoResponse {
    house.live().events()
}

async fn openapi() -> impl IntoResponse {
    let mut document = ges_figures::openapi();
    document.merge(nodes::openapi());
    document.merge(questions::openapi());
    axum::Json(document)
}
