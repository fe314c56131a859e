//! `/account`: one's own password, passkeys and other ways in, one's own sessions, and the roles one has given or
//! received for some days.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::delegation_panel::{DelegationForm, delegate_by_form, delegation_panel};
use super::oidc_pages::IdentityPanel;
use super::pages::{let_in, let_out};
use super::passkey_pages::{self, PasskeyLine, PasskeyScript};
use super::sessions::Method;
use super::{AccountError, MIN_DIFFERENT, MIN_PASSWORD, SignInError, Signed, agent, weak_password};
use crate::html::Html;
use crate::kit::{Kit, KitState};
use crate::locale::cookie;
use crate::page::{Page, View};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::translations::kit_text;
use crate::ui::{self, Field, FieldError, Tone, error_summary};

pub(super) fn routes<S: KitState>() -> Router<S> {
    Router::new()
        .route("/account", get(account_page::<S>).post(change_password::<S>))
        .route("/account/email", post(change_email::<S>))
        .route("/account/sessions/end", post(end_session::<S>))
        .route("/account/sessions/end-all", post(end_all::<S>))
        .route("/account/delegations", post(delegate::<S>))
        .route("/account/delegations/end", post(end_delegation::<S>))
}

/// What may be told at the top of the page after something was done; any other word says nothing.
const DONE: [&str; 10] = [
    "link",
    "password",
    "email",
    "session",
    "delegated",
    "undelegated",
    "passkey",
    "passkey-removed",
    "identity",
    "identity-removed",
];

struct SessionLine {
    handle: String,
    agent: String,
    opened: Html,
    seen: Html,
    by_link: bool,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "kit/account.html")]
struct AccountPage {
    page: Page,
    login: String,
    roles: Vec<String>,
    repeat: bool,
    errors: Vec<FieldError>,
    hint: String,
    sessions: Vec<SessionLine>,
    delegations: Html,
    passkeys: Option<PasskeyScript>,
    passkey_lines: Vec<PasskeyLine>,
    identity: Option<IdentityPanel>,
    /// Where mail goes; none where this server sends no mail.
    email: Option<Field>,
}

/// The signed-in browser behind a request.
pub(super) struct Browser<'h> {
    signed: &'h Signed,
    pub cookie: &'h str,
}

impl<'h> Browser<'h> {
    /// Only a browser session has an account page: a program's token or Basic password must not change passwords.
    pub(super) fn of(kit: &Kit, signed: &'h Signed, headers: &'h HeaderMap) -> Result<Self, Problem> {
        let found = cookie(headers, &kit.session_cookie()).filter(|_| !headers.contains_key(AUTHORIZATION));
        let cookie = found.ok_or_else(|| Problem::forbidden(kit_text("account-token", &[])))?;
        Ok(Self { signed, cookie })
    }
}

async fn view(
    kit: &Kit,
    reader: &Reader,
    browser: &Browser<'_>,
    typed: &DelegationForm,
    errors: Vec<FieldError>,
) -> Result<AccountPage, Problem> {
    let (lang, accounts, login) = (&reader.lang, kit.accounts(), &browser.signed.login);
    let person = accounts.person_async(login).await?.ok_or_else(|| AccountError::Unknown(login.clone()))?;
    let open = accounts.sessions_of(login, browser.cookie).await?;
    let sessions = open.into_iter().map(|session| SessionLine {
        agent: agent::words(lang, &session.agent),
        opened: ui::date_time(lang, session.opened_at),
        seen: ui::date_time(lang, session.seen_at),
        by_link: session.by_link,
        is_this: session.is_this,
        handle: session.handle,
    });
    let mut page = Page::new(kit, reader, reader.tr("account-title"));
    "/account".clone_into(&mut page.url);
    page.banner = error_summary(lang, &errors);
    let hint = lang.with("account-new-hint", &[("min", MIN_PASSWORD.into()), ("different", MIN_DIFFERENT.into())]);
    Ok(AccountPage {
        page,
        login: login.clone(),
        roles: browser.signed.roles.iter().map(|role| kit.role_label(reader.locale(), role)).collect(),
        repeat: accounts.must_repeat_password(browser.cookie).await?,
        sessions: sessions.collect(),
        email: accounts.sends_mail().then(|| {
            let kept = person.email.clone().unwrap_or_default();
            let field = Field::text("email", lang.tr("account-email"), kept).hint(lang.tr("account-email-hint"));
            field.autocomplete("email").optional().errors(&errors)
        }),
        delegations: delegation_panel(kit, reader, &person, true, "/account", typed, &errors).await?,
        passkeys: PasskeyScript::of(kit),
        passkey_lines: passkey_pages::lines(kit, lang, login).await?,
        identity: IdentityPanel::of(kit, reader, login).await?,
        errors,
        hint,
    })
}

fn refused(status: StatusCode, view: AccountPage) -> Response {
    View(status, view).into_response()
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn account_page<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    signed: Signed,
    headers: HeaderMap,
    Query(query): Query<Done>,
) -> Result<Response, Problem> {
    let browser = Browser::of(state.kit(), &signed, &headers)?;
    let mut view = view(state.kit(), &reader, &browser, &DelegationForm::default(), Vec::new()).await?;
    if DONE.contains(&query.done.as_str()) {
        let said = reader.tr(&format!("account-done-{}", query.done));
        let tone = if query.done == "link" { Tone::Act } else { Tone::Good };
        view.page.banner = ui::notice(tone, &said, "", None);
    }
    Ok(View::ok(view).into_response())
}

#[derive(Deserialize)]
struct NewPassword {
    #[serde(default)]
    current: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

async fn change_password<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    signed: Signed,
    headers: HeaderMap,
    Form(given): Form<NewPassword>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    let browser = Browser::of(kit, &signed, &headers)?;
    let repeat = kit.accounts().must_repeat_password(browser.cookie).await?;
    if let Some((status, wrong)) = set_new(kit, &reader, &signed, given, repeat).await? {
        return Ok(refused(status, view(kit, &reader, &browser, &DelegationForm::default(), vec![wrong]).await?));
    }
    // Every other session has ended; this browser stays in with a new one.
    let session = kit.accounts().open_session(&signed.login, Method::Password).await?;
    let_in(kit, &headers, &session, "/account?done=password").await
}

#[derive(Deserialize)]
struct NewEmail {
    #[serde(default)]
    email: String,
}

async fn change_email<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    signed: Signed,
    headers: HeaderMap,
    Form(given): Form<NewEmail>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    let browser = Browser::of(kit, &signed, &headers)?;
    if !kit.accounts().sends_mail() {
        return Err(Problem::not_found());
    }
    match kit.accounts().set_email_async(&signed.login, &given.email).await {
        Ok(()) => Ok(Redirect::to("/account?done=email").into_response()),
        Err(AccountError::Email) => {
            let wrong = FieldError::new("email", reader.tr("account-email"), reader.tr("account-email-wrong"));
            let mut page = view(kit, &reader, &browser, &DelegationForm::default(), vec![wrong]).await?;
            if let Some(field) = &mut page.email {
                field.value = given.email;
            }
            Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(error) => Err(error.into()),
    }
}

/// Sets the new password, or says which field is wrong. The current password is asked last, so that a slip in the new
/// one costs no try; its tries are counted together with those of signing in.
async fn set_new(
    kit: &Kit,
    reader: &Reader,
    signed: &Signed,
    given: NewPassword,
    repeat: bool,
) -> Result<Option<(StatusCode, FieldError)>, Problem> {
    let wrong = |status, field: &str, label: &str, words: String| {
        Ok(Some((status, FieldError::new(field, reader.tr(label), words))))
    };
    let typed = StatusCode::UNPROCESSABLE_ENTITY;
    if given.new != given.again {
        return wrong(typed, "again", "account-new-again", reader.tr("account-differ"));
    }
    if super::people::check_password(&signed.login, &given.new).is_err() {
        return wrong(typed, "new", "account-new", reader.lang.of(&weak_password()).to_owned());
    }
    if repeat {
        if given.current == given.new {
            return wrong(typed, "new", "account-new", reader.tr("account-same"));
        }
        match kit.accounts().check_password(&signed.login, given.current, reader.address).await {
            Ok(_) => {}
            Err(SignInError::Wrong) => {
                return wrong(typed, "current", "account-current", reader.tr("account-current-wrong"));
            }
            Err(SignInError::Limited(seconds)) => {
                let words = reader.lang.tr1("sign-in-limited", "minutes", seconds.div_ceil(60));
                return wrong(StatusCode::TOO_MANY_REQUESTS, "current", "account-current", words);
            }
            Err(error) => return Err(error.into()),
        }
    }
    kit.accounts().set_password_async(&signed.login, given.new).await?;
    Ok(None)
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    session: String,
    #[serde(default)]
    id: String,
}

async fn end_session<S: KitState>(
    State(state): State<S>,
    signed: Signed,
    headers: HeaderMap,
    Form(named): Form<Named>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    let browser = Browser::of(kit, &signed, &headers)?;
    // One that has ended meanwhile is as gone as was wished.
    kit.accounts().end_own_session(&signed.login, &named.session).await?;
    if kit.accounts().session(browser.cookie).await?.is_none() {
        return Ok(let_out(kit, "/signin"));
    }
    Ok(Redirect::to("/account?done=session").into_response())
}

async fn end_all<S: KitState>(State(state): State<S>, signed: Signed, headers: HeaderMap) -> Result<Response, Problem> {
    let kit = state.kit();
    Browser::of(kit, &signed, &headers)?;
    kit.accounts().sign_out_everywhere(&signed.login, &signed.login).await?;
    Ok(let_out(kit, "/signin?out=everywhere"))
}

async fn delegate<S: KitState>(
    State(state): State<S>,
    reader: Reader,
    signed: Signed,
    headers: HeaderMap,
    Form(form): Form<DelegationForm>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    let browser = Browser::of(kit, &signed, &headers)?;
    let errors = delegate_by_form(kit, &reader.lang, &signed.login, &signed.login, &form).await?;
    if errors.is_empty() {
        return Ok(Redirect::to("/account?done=delegated").into_response());
    }
    Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, view(kit, &reader, &browser, &form, errors).await?))
}

async fn end_delegation<S: KitState>(
    State(state): State<S>,
    signed: Signed,
    headers: HeaderMap,
    Form(named): Form<Named>,
) -> Result<Response, Problem> {
    let kit = state.kit();
    Browser::of(kit, &signed, &headers)?;
    kit.accounts().end_delegation(&signed.login, &signed.login, &named.id).await?;
    Ok(Redirect::to("/account?done=undelegated").into_response())
}
