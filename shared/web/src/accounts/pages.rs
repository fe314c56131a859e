//! The pages of coming in and going out: sign-in, one-time link, sign-out.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;

use super::oidc_pages::{self, ProviderButton};
use super::passkey_pages::{self, PasskeyScript};
use super::{AccountError, SignInError, Via, account_page, agent};
use crate::kit::{Kit, KitState};
use crate::locale::{self, cookie};
use crate::page::{Page, View};
use crate::problem::Problem;
use crate::reader::Reader;

/// The pages `/signin` and those under it, `/signout`, and those under `/account`, to be merged into a product's router.
pub fn routes<S: KitState>() -> Router<S> {
    Router::new()
        .route("/signin", get(sign_in_page::<S>).post(sign_in::<S>))
        .route("/signin/link", get(link_page::<S>).post(use_link::<S>))
        .route("/signout", post(sign_out::<S>))
        .merge(account_page::routes())
        .merge(passkey_pages::routes())
        .merge(oidc_pages::routes())
}

/// Address of the sign-in page that leads back to `next` afterwards.
pub fn sign_in_url(next: &str) -> String {
    let next = local(next);
    if next == "/" || next.starts_with("/signin") {
        return "/signin".to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("/signin?{query}")
}

/// Only a path of this server is followed: never `//elsewhere`, `/\elsewhere` or anything with control characters.
pub(super) fn local(next: &str) -> &str {
    let good = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
        && next.len() <= 2000;
    if good { next } else { "/" }
}

#[derive(Template)]
#[template(path = "kit/sign_in.html")]
struct SignInPage {
    page: Page,
    next: String,
    login: String,
    error: Option<String>,
    again: bool,
    /// Has just signed out everywhere.
    everywhere: bool,
    passkeys: Option<PasskeyScript>,
    /// The way in through the identity provider.
    provider: Option<ProviderButton>,
    /// Where the identity provider ends its own session, after one that it opened.
    provider_out: Option<String>,
}

impl SignInPage {
    fn new(kit: &Kit, reader: &Reader, next: &str) -> Self {
        Self {
            page: Page::new(kit, reader, reader.tr("sign-in")),
            next: local(next).to_owned(),
            login: String::new(),
            error: None,
            again: false,
            everywhere: false,
            passkeys: PasskeyScript::of(kit),
            provider: ProviderButton::of(kit, reader, local(next)),
            provider_out: None,
        }
    }
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
    #[serde(default)]
    out: String,
}

async fn sign_in_page<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Response {
    let kit = state.kit();
    if reader.person.as_ref().is_some_and(|signed| signed.via == Via::Session) {
        return Redirect::to(local(&query.next)).into_response();
    }
    // A cookie that no longer holds: the person was signed in and is told what happened.
    let again = cookie(&headers, &kit.session_cookie()).is_some();
    let provider_out = if query.out == "provider" { kit.accounts().provider_sign_out() } else { None };
    View::ok(SignInPage {
        again,
        everywhere: query.out == "everywhere",
        provider_out,
        ..SignInPage::new(kit, &reader, &query.next)
    })
    .into_response()
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    let (status, error) = match kit.accounts().sign_in(&given.login, given.password, reader.address).await {
        Ok(session) => return let_in(kit, &headers, &session, local(&given.next)).await,
        Err(SignInError::Wrong) => (StatusCode::UNAUTHORIZED, reader.tr("sign-in-wrong")),
        Err(SignInError::Disabled) => (StatusCode::FORBIDDEN, reader.tr("sign-in-disabled")),
        Err(SignInError::Limited(seconds)) => {
            let minutes = seconds.div_ceil(60);
            (StatusCode::TOO_MANY_REQUESTS, reader.lang.tr1("sign-in-limited", "minutes", minutes))
        }
        Err(SignInError::Account(AccountError::Busy)) => (StatusCode::SERVICE_UNAVAILABLE, reader.tr("problem-busy")),
        Err(SignInError::Account(error)) => return Err(error.into()),
    };
    let mut view = SignInPage { login: given.login, error: Some(error), ..SignInPage::new(kit, &reader, &given.next) };
    view.page.url = sign_in_url(&given.next);
    Ok(View(status, view).into_response())
}

/// Sets the cookie, ends the session that was open before, and leads on.
pub(super) async fn let_in(kit: &Kit, headers: &HeaderMap, session: &str, next: &str) -> Result<Response, Problem> {
    if let Some(old) = cookie(headers, &kit.session_cookie()) {
        kit.accounts().end_session(old).await?;
    }
    kit.accounts().note_agent(session, agent::family(headers)).await?;
    let mut response = Redirect::to(next).into_response();
    set_cookie(&mut response, &session_cookie(kit, session, kit.accounts().0.options.session_life.as_secs()));
    let own = kit.accounts().session(session).await?.and_then(|signed| signed.locale);
    if let Some(own) = own.filter(|_| cookie(headers, locale::COOKIE_NAME).is_none()) {
        set_cookie(&mut response, &own.cookie(kit.is_https()));
    }
    Ok(response)
}

fn session_cookie(kit: &Kit, value: &str, max_age: i64) -> String {
    let secure = if kit.is_https() { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}", kit.session_cookie())
}

pub(super) fn set_cookie(response: &mut Response, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

async fn sign_out<S: KitState>(State(state): State<S>, headers: HeaderMap) -> Result<Response, Problem> {
    let kit = state.kit();
    let mut next = "/signin";
    if let Some(old) = cookie(&headers, &kit.session_cookie()) {
        // A redirect of a form may not leave this server, so the provider's own session is ended by a link there.
        if kit.accounts().came_by_provider(old).await? {
            next = "/signin?out=provider";
        }
        kit.accounts().end_session(old).await?;
    }
    Ok(let_out(kit, next))
}

/// Takes the cookie away and leads on.
pub(super) fn let_out(kit: &Kit, next: &str) -> Response {
    let mut response = Redirect::to(next).into_response();
    set_cookie(&mut response, &session_cookie(kit, "", 0));
    response
}

#[derive(Template)]
#[template(path = "kit/link.html")]
struct LinkPage {
    page: Page,
    token: String,
    worthless: bool,
}

#[derive(Deserialize)]
struct LinkToken {
    #[serde(default)]
    token: String,
}

/// Looking at the page does not use the link up: mail scanners and previews only look.
async fn link_page<S: KitState>(State(state): State<S>, reader: Reader, Query(query): Query<LinkToken>) -> Response {
    let worthless = query.token.is_empty();
    let title = if worthless { "link-worthless-title" } else { "link-title" };
    let page = Page::new(state.kit(), &reader, reader.tr(title));
    View::ok(LinkPage { page, token: query.token, worthless }).into_response()
}

async fn use_link<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    headers: HeaderMap,
    Form(given): Form<LinkToken>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    if let Some(session) = kit.accounts().sign_in_by_link(&given.token).await? {
        // Whoever came by a link has no password or has forgotten it; a demonstration shows its figures first.
        let next = if kit.is_demo() { "/" } else { "/account?done=link" };
        return let_in(kit, &headers, &session, next).await;
    }
    let mut page = Page::new(kit, &reader, reader.tr("link-worthless-title"));
    "/signin/link".clone_into(&mut page.url);
    Ok(View(StatusCode::GONE, LinkPage { page, token: String::new(), worthless: true }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_of_this_server_are_led_back_to() {
        for (next, led) in [
            ("/results/3?a=b", "/signin?next=%2Fresults%2F3%3Fa%3Db"),
            ("/", "/signin"),
            ("https://evil.example", "/signin"),
            ("//evil.example", "/signin"),
            ("/\\evil.example", "/signin"),
            ("/a\nb", "/signin"),
            ("javascript:alert(1)", "/signin"),
            ("/signin?next=/signin", "/signin"),
            ("", "/signin"),
        ] {
            assert_eq!(sign_in_url(next), led, "{next}");
        }
    }
}
