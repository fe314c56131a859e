//! One log line per request: method, route, status, time. Never the query and never the raw path, which may hold secrets.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

use crate::kit::Kit;
use crate::reader::RequestId;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(crate) async fn trace(State(kit): State<Kit>, mut request: Request, next: Next) -> Response {
    let started = kit.env().clock.now();
    // Always our own number: one that a client chose could be made to collide or to carry text into the log.
    let id = kit.env().entropy.uuid_v7(started).to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("(none)", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id, method = %request.method(), route);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = kit.env().clock.now().duration_since(started);
    let status = response.status().as_u16();
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(status, took_ms = took.as_millis(), "answered");
        } else {
            tracing::debug!(status, took_ms = took.as_millis(), "answered");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
