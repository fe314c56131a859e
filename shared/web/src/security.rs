//! What stands between the network and every handler: headers, origin check, limits, panics, request numbers.

use std::any::Any;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderValue};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::kit::{Kit, KitError};
use crate::locale::Locale;
use crate::problem::Problem;

/// Everything comes from this server; nothing inline, nothing framed, forms only to here.
pub const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Features a page of figures never needs.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()";

/// Wraps a finished router, after `with_state`. From outside in:
///
/// 1. request number and log line (never the query, never the raw path of a link);
/// 2. security headers on every answer, also on errors;
/// 3. problems written in the reader's language, as a page for people and as JSON for programs;
/// 4. panics become problems;
/// 5. `?lang=` remembered in a cookie;
/// 6. unsafe methods from another origin refused (`Sec-Fetch-Site`, `Origin`);
/// 7. body limit: [`crate::KitOptions::body_limit`] for extractors; a route that takes files sets its own
///    [`DefaultBodyLimit`].
pub fn harden(kit: &Kit, router: Router) -> Router {
    router
        .layer(DefaultBodyLimit::max(kit.body_limit()))
        .layer(origin_check(kit))
        .layer(middleware::from_fn_with_state(kit.clone(), remember_language))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(kit.clone(), crate::problem_page::in_readers_form))
        .layer(middleware::from_fn_with_state(kit.clone(), headers))
        .layer(middleware::from_fn_with_state(kit.clone(), crate::tracing_layer::trace))
}

type Refuse = fn(ProtectionError) -> Response;

fn origin_check(kit: &Kit) -> CsrfLayer<Refuse> {
    let mut layer = CsrfLayer::new();
    for origin in kit.trusted_origins() {
        // Every origin was checked when the kit was opened; one that is refused all the same stays untrusted.
        layer = layer.clone().add_trusted_origin(origin).unwrap_or(layer);
    }
    layer.with_rejection_response(refuse_origin as Refuse)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the error over by value")]
fn refuse_origin(error: ProtectionError) -> Response {
    tracing::warn!(%error, "a form from another origin was refused");
    Problem::foreign_form().into_response()
}

/// Refuses origins that no browser would send.
pub(crate) fn check_origins(origins: &[String]) -> Result<(), KitError> {
    for origin in origins {
        let _ = CsrfLayer::new().add_trusted_origin(origin).map_err(|_| KitError::Origin { origin: origin.clone() })?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over by value")]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = said, "a handler panicked");
    Problem::internal().into_response()
}

async fn remember_language(State(kit): State<Kit>, request: Request, next: Next) -> Response {
    let chosen = Locale::from_query(request.uri().query());
    let mut response = next.run(request).await;
    if let Some(cookie) = chosen.and_then(|locale| HeaderValue::from_str(&locale.cookie(kit.is_https())).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

async fn headers(State(kit): State<Kit>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // A route may be stricter (a downloaded document is sandboxed), never by accident looser.
    set(headers, CONTENT_SECURITY_POLICY, CONTENT_SECURITY);
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_FRAME_OPTIONS, "DENY");
    set(headers, REFERRER_POLICY, "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // Pages may be kept for the back button but must be asked for again: what was typed survives, what changed shows.
    set(headers, CACHE_CONTROL, "private, no-cache");
    if kit.is_https() {
        set(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
