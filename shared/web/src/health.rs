//! `/livez`, `/readyz` and `/metrics`: what supervisors and dashboards ask.

use std::future::Future;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;

/// One thing that must work before requests are welcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was checked: `store`, `journal`, `certificate`.
    pub name: String,
    /// Does it work?
    pub ok: bool,
    /// What is wrong or noteworthy; never a secret.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Check {
    /// It works.
    pub fn good(name: impl Into<String>) -> Self {
        Self { name: name.into(), ok: true, note: String::new() }
    }

    /// It does not.
    pub fn bad(name: impl Into<String>, note: impl Into<String>) -> Self {
        Self { name: name.into(), ok: false, note: note.into() }
    }
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    checks: Vec<Check>,
}

/// The three addresses. `ready` runs at every `/readyz`; `metrics` writes the `OpenMetrics` text.
pub fn routes<S, R, F, M>(ready: R, metrics: M) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    R: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Vec<Check>> + Send + 'static,
    M: Fn() -> String + Send + Sync + 'static,
{
    let ready = Arc::new(ready);
    let metrics = Arc::new(metrics);
    Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route(
            "/readyz",
            get(move || {
                let ready = Arc::clone(&ready);
                async move { answer(ready().await) }
            }),
        )
        .route(
            "/metrics",
            get(move || {
                let metrics = Arc::clone(&metrics);
                async move {
                    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
                    ([(CONTENT_TYPE, kind)], metrics())
                }
            }),
        )
}

fn answer(checks: Vec<Check>) -> Response {
    let ready = checks.iter().all(|check| check.ok);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks })).into_response()
}
