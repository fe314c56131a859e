//! The way to the identity provider and back, for signing in and for linking one's identity on `/account`.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;

use super::account_page::Browser;
use super::oidc::{AWAY, Arrived, BACK, Back, Leaving};
use super::pages::{let_in, local, set_cookie};
use super::{Signed, Via};
use crate::html::Html;
use crate::kit::{Kit, KitState};
use crate::locale::cookie;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::ui;

pub(super) fn routes<S: KitState>() -> Router<S> {
    Router::new()
        .route("/signin/oidc/begin", get(begin::<S>))
        .route(BACK, get(back::<S>))
        // Links, not forms: a form may not lead to another server.
        .route("/account/identity/link", get(link::<S>))
        .route("/account/identity/unlink", post(unlink::<S>))
}

/// The way in through the identity provider, on the sign-in page.
pub(super) struct ProviderButton {
    pub href: String,
    pub label: String,
}

impl ProviderButton {
    pub(super) fn of(kit: &Kit, reader: &Reader, next: &str) -> Option<Self> {
        let label = reader.lang.of(kit.accounts().provider_button()?).to_owned();
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
        Some(Self { href: format!("/signin/oidc/begin?{query}"), label })
    }
}

/// The identity that opens one's account, on the account page.
pub(super) struct IdentityPanel {
    pub provider: String,
    pub linked: Option<Html>,
    pub used: Option<Html>,
}

impl IdentityPanel {
    pub(super) async fn of(kit: &Kit, reader: &Reader, login: &str) -> Result<Option<Self>, Problem> {
        let Some(button) = kit.accounts().provider_button() else { return Ok(None) };
        let provider = reader.lang.of(button).to_owned();
        let found = kit.accounts().identity(login).await?;
        let when = |at| ui::date_time(&reader.lang, at);
        Ok(Some(Self {
            provider,
            linked: found.as_ref().map(|identity| when(identity.linked_at)),
            used: found.and_then(|identity| identity.used_at).map(when),
        }))
    }
}

/// Name of the cookie that ties the answer to the browser that left.
fn away_cookie(kit: &Kit) -> String {
    format!("{}_oidc", kit.session_cookie())
}

fn set_away(kit: &Kit, response: &mut Response, value: &str, max_age: i64) {
    let secure = if kit.is_https() { "; Secure" } else { "" };
    let name = away_cookie(kit);
    set_cookie(response, &format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

fn leave(kit: &Kit, leaving: &Leaving) -> Response {
    let mut response = Redirect::to(&leaving.url).into_response();
    set_away(kit, &mut response, &leaving.browser, AWAY.as_secs());
    response
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn begin<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    Query(query): Query<Next>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    if reader.person.as_ref().is_some_and(|signed| signed.via == Via::Session) {
        return Ok(Redirect::to(local(&query.next)).into_response());
    }
    let (next, locale) = (local(&query.next), reader.locale().code());
    Ok(leave(kit, &kit.accounts().begin_provider(None, next, locale, reader.address).await?))
}

async fn link<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kit = state.kit();
    Browser::of(kit, &signed, &headers)?;
    let login = Some(signed.login);
    Ok(leave(kit, &kit.accounts().begin_provider(login, "/account", reader.locale().code(), reader.address).await?))
}

async fn back<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    headers: HeaderMap,
    Query(given): Query<Back>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    let name = away_cookie(kit);
    let signed = reader.person.as_ref().filter(|signed| signed.via == Via::Session).map(|signed| &*signed.login);
    let mut response = match kit.accounts().finish_provider(&given, cookie(&headers, &name), signed).await? {
        Arrived::SignedIn { session, next } => let_in(kit, &headers, &session, local(&next)).await?,
        Arrived::Linked => Redirect::to("/account?done=identity#identity").into_response(),
    };
    set_away(kit, &mut response, "", 0);
    Ok(response)
}

async fn unlink<S: KitState>(State(state): State<S>, signed: Signed, headers: HeaderMap) -> Result<Response, Problem> {
    let kit = state.kit();
    Browser::of(kit, &signed, &headers)?;
    kit.accounts().unlink_identity(&signed.login).await?;
    Ok(Redirect::to("/account?done=identity-removed#identity").into_response())
}
