//! What the module `passkey.js` asks for: registering a passkey on `/account` and signing in with one on `/signin`.

use axum::extract::{DefaultBodyLimit, Form, Json, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Router, extract::rejection::JsonRejection};
use ges_domain::text::Text;
use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::json;

use super::account_page::Browser;
use super::pages::{let_in, local};
use super::passkeys::{Created, Presented, shown};
use super::{PasskeyError, Signed};
use crate::html::Html;
use crate::kit::{Kit, KitState};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::translations::Lang;
use crate::ui;

/// Most bytes that a browser brings from an authenticator.
const MAX_BODY: usize = 32 << 10;

/// The module that speaks with the browser's passkeys, where browsers offer any.
pub(super) struct PasskeyScript {
    /// Its address.
    pub module: String,
    /// The host name that passkeys are bound to; at another the module stays silent.
    pub rp_id: String,
}

impl PasskeyScript {
    pub(super) fn of(kit: &Kit) -> Option<Self> {
        let party = kit.accounts().relying_party()?;
        Some(Self { module: kit.assets().url("passkey.js"), rp_id: party.id().to_owned() })
    }
}

pub(super) fn routes<S: KitState>() -> Router<S> {
    Router::new()
        .route("/signin/passkey/begin", post(begin_sign_in::<S>))
        .route("/signin/passkey", post(sign_in::<S>))
        .route("/account/passkeys/begin", post(begin::<S>))
        .route("/account/passkeys", post(add::<S>))
        .route("/account/passkeys/remove", post(remove::<S>))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// A passkey as it is listed.
pub(super) struct PasskeyLine {
    pub id: String,
    pub name: String,
    pub backed_up: bool,
    pub created: Html,
    pub used: Option<Html>,
}

/// A person's passkeys as they are listed.
pub(super) async fn lines(kit: &Kit, lang: &Lang, login: &str) -> Result<Vec<PasskeyLine>, Problem> {
    let found = kit.accounts().passkeys_async(login).await?;
    let line = |passkey: super::Passkey| PasskeyLine {
        created: ui::date_time(lang, passkey.created_at),
        used: passkey.used_at.map(|at| ui::date_time(lang, at)),
        id: passkey.id,
        name: passkey.name,
        backed_up: passkey.backed_up,
    };
    Ok(found.into_iter().map(line).collect())
}

/// An answer that nobody keeps: challenges and cookies are for one browser, once.
fn answer(body: serde_json::Value) -> Response {
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(body)).into_response()
}

fn given<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    // The library's own words may repeat what was sent.
    body.map(|Json(given)| given).map_err(|_| PasskeyError::from(super::Refusal::Malformed("request")).into())
}

async fn begin_sign_in<S: KitState>(State(state): State<S>, reader: Reader) -> Result<Response, Problem> {
    let request = state.kit().accounts().begin_passkey_sign_in(reader.address).await?;
    Ok(answer(json!(request)))
}

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    next: String,
    credential: Presented,
}

async fn sign_in<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    headers: HeaderMap,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Response, Problem> {
    let (kit, body) = (state.kit(), given(body)?);
    let session = kit.accounts().sign_in_by_passkey(&body.credential, reader.address).await?;
    let next = local(&body.next);
    let entered = let_in(kit, &headers, &session, next).await?;
    let mut response = answer(json!({ "next": next }));
    for cookie in entered.headers().get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    Ok(response)
}

async fn begin<S: KitState>(State(state): State<S>, signed: Signed, headers: HeaderMap) -> Result<Response, Problem> {
    let kit = state.kit();
    Browser::of(kit, &signed, &headers)?;
    let Text { th, .. } = kit.organisation();
    let creation = kit.accounts().begin_passkey(&signed.login, shown(&signed.name, &signed.login), th.clone()).await?;
    Ok(answer(json!(creation)))
}

async fn add<S: KitState>(
    State(state): State<S>,
    signed: Signed,
    headers: HeaderMap,
    body: Result<Json<Created>, JsonRejection>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    Browser::of(kit, &signed, &headers)?;
    kit.accounts().add_passkey(&signed.login, &given(body)?).await?;
    Ok(answer(json!({ "next": "/account?done=passkey#passkeys" })))
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: String,
}

async fn remove<S: KitState>(
    State(state): State<S>,
    signed: Signed,
    headers: HeaderMap,
    Form(named): Form<Named>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    Browser::of(kit, &signed, &headers)?;
    kit.accounts().remove_passkey(&signed.login, &signed.login, &named.id).await?;
    Ok(Redirect::to("/account?done=passkey-removed#passkeys").into_response())
}
