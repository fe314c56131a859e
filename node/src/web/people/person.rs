//! `/people/{login}`: one person's roles, ways in, delegations, and what was changed about them.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_figures::House as _;
use ges_web::accounts::{DelegationForm, PersonError, Standing, delegate_by_form, delegation_panel};
use ges_web::format;
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldError, Tone};
use ges_web::{Html, Page, Problem, Reader, Signed};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::changes::{self, ChangeRow};
use super::{Typed, field_error, invite, last_sign_in, must, name, roles_field, roles_in_words, state};
use crate::app::Node;

/// Changes on one page.
const SHOWN: u32 = 30;
/// What may be told after something was done; any other word says nothing.
const DONE: [&str; 7] = ["saved", "off", "on", "signed-out", "delegated", "undelegated", "passkeys-removed"];

#[derive(Template)]
#[template(path = "node/people_person.html")]
struct PersonPage {
    page: Page,
    login: String,
    roles_now: String,
    state: Html,
    signed_in: Html,
    sessions: String,
    password: String,
    passkeys: usize,
    labels: [Field; 2],
    roles: Html,
    seen: String,
    active: bool,
    delegations: Html,
    changes: Vec<ChangeRow>,
    pager: Html,
}

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    cursor: String,
}

/// What was typed into one of the forms and what is wrong with it.
#[derive(Default)]
struct Attempt {
    person: Option<Typed>,
    delegation: DelegationForm,
    errors: Vec<FieldError>,
}

async fn find(node: &Node, login: &str) -> Result<Standing, Problem> {
    let everybody = node.kit().accounts().standings_async().await?;
    everybody.into_iter().find(|one| one.person.login == login).ok_or_else(Problem::not_found)
}

async fn view(
    node: &Node,
    reader: &Reader,
    login: &str,
    cursor: &str,
    attempt: &Attempt,
) -> Result<PersonPage, Problem> {
    let (lang, kit) = (&reader.lang, node.kit());
    let one = find(node, login).await?;
    let here = format!("/people/{login}");
    let (found, all) = kit.accounts().changes_async(login, cursor.parse().ok(), SHOWN + 1).await?;
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let next = found.get(shown).and_then(|_| found.get(shown - 1)).map(|last| last.id.to_string());
    let rows: Vec<ChangeRow> = found.iter().take(shown).map(|change| changes::row(kit, lang, change)).collect();
    let mut page = node.page(reader, name(kit, lang, &one)).under(lang.tr("people-title"), "/people");
    page.banner = ui::error_summary(lang, &attempt.errors);
    page.url.clone_from(&here);
    let present = Typed { label: one.person.label.clone(), roles: one.person.roles.clone(), ..Typed::default() };
    let typed = attempt.person.as_ref().unwrap_or(&present);
    let url = if cursor.is_empty() { here.clone() } else { format!("{here}?cursor=0") };
    let counted = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Ok(PersonPage {
        page,
        login: login.to_owned(),
        roles_now: roles_in_words(kit, lang, &one),
        state: state(lang, &one),
        signed_in: last_sign_in(lang, &one),
        sessions: format::count(one.open_sessions),
        password: lang.tr(if one.person.has_password { "people-password-set" } else { "people-password-none" }),
        passkeys: kit.accounts().passkeys_async(login).await?.len(),
        labels: typed.label_fields(lang, &attempt.errors),
        roles: roles_field(lang, &typed.roles, &attempt.errors),
        seen: one.person.roles.join(" "),
        active: one.person.disabled_at.is_none(),
        delegations: delegation_panel(kit, reader, &one.person, false, &here, &attempt.delegation, &attempt.errors)
            .await?,
        pager: ui::pager(lang, &url, counted, Some(all), next.as_deref()),
        changes: rows,
    })
}

pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(login): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let mut view = view(&node, &reader, &login, &asked.cursor, &Attempt::default()).await?;
    if DONE.contains(&asked.done.as_str()) {
        view.page.banner = ui::notice(Tone::Good, &reader.tr(&format!("people-done-{}", asked.done)), "", None);
    }
    Ok(View::ok(view).into_response())
}

/// The page again, with what was typed and what is wrong.
async fn refused(node: &Node, reader: &Reader, login: &str, attempt: Attempt) -> Result<Response, Problem> {
    let view = view(node, reader, login, "", &attempt).await?;
    Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
}

/// Back to the page when it was done, else the page with the refusal.
async fn answer(
    node: &Node,
    reader: &Reader,
    login: &str,
    outcome: Result<(), PersonError>,
    done: &str,
    typed: Option<Typed>,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("/people/{login}?done={done}")).into_response()),
        Err(error) if error.is_ours() => Err(error.into()),
        Err(error) => {
            // Roles that were changed meanwhile are shown as they are now, not as they were ticked.
            let person = typed.filter(|_| !matches!(error, PersonError::Changed));
            let errors = vec![field_error(&reader.lang, &error)];
            refused(node, reader, login, Attempt { person, errors, ..Attempt::default() }).await
        }
    }
}

pub(super) async fn edit(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(login): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    let typed = Typed::of(form);
    let errors = typed.check_roles(&reader.lang);
    if !errors.is_empty() {
        return refused(&node, &reader, &login, Attempt { person: Some(typed), errors, ..Attempt::default() }).await;
    }
    let accounts = node.kit().accounts();
    let outcome = accounts.edit(&signed.login, &login, typed.label.clone(), &typed.roles, &typed.seen).await;
    answer(&node, &reader, &login, outcome, "saved", Some(typed)).await
}

pub(super) async fn link(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    headers: HeaderMap,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    match node.kit().accounts().renew_link(&signed.login, &login).await {
        Ok(made) => Ok(invite::shown_once(&node, &reader, &headers, &made)),
        Err(error) => answer(&node, &reader, &login, Err(error), "", None).await,
    }
}

pub(super) async fn off(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    let outcome = node.kit().accounts().switch(&signed.login, &login, false).await;
    answer(&node, &reader, &login, outcome, "off", None).await
}

pub(super) async fn on(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    let outcome = node.kit().accounts().switch(&signed.login, &login, true).await;
    answer(&node, &reader, &login, outcome, "on", None).await
}

pub(super) async fn sign_out(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    let outcome = node.kit().accounts().sign_out_everywhere(&signed.login, &login).await;
    answer(&node, &reader, &login, outcome.map(drop), "signed-out", None).await
}

pub(super) async fn remove_passkeys(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(login): Path<String>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    let outcome = node.kit().accounts().remove_passkeys(&signed.login, &login).await;
    answer(&node, &reader, &login, outcome.map(drop), "passkeys-removed", None).await
}

pub(super) async fn delegate(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(login): Path<String>,
    Form(form): Form<DelegationForm>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    let errors = delegate_by_form(node.kit(), &reader.lang, &signed.login, &login, &form).await?;
    if errors.is_empty() {
        return Ok(Redirect::to(&format!("/people/{login}?done=delegated")).into_response());
    }
    refused(&node, &reader, &login, Attempt { delegation: form, errors, ..Attempt::default() }).await
}

/// Which delegation.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    id: String,
}

pub(super) async fn end_delegation(
    State(node): State<Node>,
    signed: Signed,
    Path(login): Path<String>,
    Form(named): Form<Named>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    find(&node, &login).await?;
    node.kit().accounts().end_delegation(&signed.login, &login, &named.id).await?;
    Ok(Redirect::to(&format!("/people/{login}?done=undelegated")).into_response())
}
