//! `/people/~invite`: a person is added and comes in by a one-time link, which is shown once.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ges_figures::House as _;
use ges_web::accounts::{Invitation, PersonError, link_path};
use ges_web::format::Moment;
use ges_web::page::View;
use ges_web::ui::{self, Field};
use ges_web::{Html, Page, Problem, Reader, Signed};
use http::header::{CACHE_CONTROL, HOST, ORIGIN};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{Typed, field_error, must, roles_field};
use crate::app::Node;

#[derive(Template)]
#[template(path = "node/people_invite.html")]
struct InvitePage {
    page: Page,
    login: Field,
    labels: [Field; 2],
    roles: Html,
}

fn view(node: &Node, reader: &Reader, typed: &Typed, errors: &[ui::FieldError]) -> InvitePage {
    let lang = &reader.lang;
    let mut page = node.page(reader, lang.tr("people-invite-title")).under(lang.tr("people-title"), "/people");
    page.banner = ui::error_summary(lang, errors);
    InvitePage {
        page,
        login: Field::text("login", lang.tr("login"), &typed.login)
            .hint(lang.tr("people-login-hint"))
            .autocomplete("off")
            .errors(errors),
        labels: typed.label_fields(lang, errors),
        roles: roles_field(lang, &typed.roles, errors),
    }
}

pub(super) async fn form(State(node): State<Node>, signed: Signed, reader: Reader) -> Result<Response, Problem> {
    must(&node, &signed)?;
    Ok(View::ok(view(&node, &reader, &Typed::default(), &[])).into_response())
}

pub(super) async fn invite(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let typed = Typed::of(form);
    let mut errors = missing(&reader, &typed);
    errors.extend(typed.check_roles(&reader.lang));
    if errors.is_empty() {
        let accounts = node.kit().accounts();
        match accounts.invite(&signed.login, &typed.login, typed.label.clone(), &typed.roles).await {
            Ok(made) => return Ok(shown_once(&node, &reader, &headers, &made)),
            Err(error) if error.is_ours() => return Err(error.into()),
            Err(error) => errors.push(field_error(&reader.lang, &error)),
        }
    }
    Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view(&node, &reader, &typed, &errors)).into_response())
}

/// Everything that is missing at once: nobody is sent back twice.
fn missing(reader: &Reader, typed: &Typed) -> Vec<ui::FieldError> {
    let mut errors = Vec::new();
    if typed.login.trim().is_empty() {
        errors.push(ui::FieldError::new("login", reader.tr("login"), reader.tr("people-login-needed")));
    }
    if typed.roles.is_empty() {
        errors.push(field_error(&reader.lang, &PersonError::NoRole));
    }
    errors
}

#[derive(Template)]
#[template(path = "node/people_link.html")]
struct LinkPage {
    page: Page,
    login: String,
    link: String,
    until: Html,
}

/// The page with a new link: never kept by the browser, never to be opened again.
pub(super) fn shown_once(node: &Node, reader: &Reader, headers: &HeaderMap, made: &Invitation) -> Response {
    let lang = &reader.lang;
    let mut page = node.page(reader, lang.tr1("people-link-title", "login", &made.login));
    // Signing out, or the other language, must not lead back to where the link was made.
    page.url = format!("/people/{}", made.login);
    let view = LinkPage {
        page: page
            .under(lang.tr("people-title"), "/people")
            .under(made.login.as_str(), format!("/people/{}", made.login)),
        login: made.login.clone(),
        link: format!("{}{}", base(node, headers), link_path(&made.token)),
        until: Moment::DateTime.html(reader.locale(), made.expires_at),
    };
    let mut response = View::ok(view).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// How this server is reached, as the administrator's own browser says: the origin of the form, which has been checked,
/// else the host.
fn base(node: &Node, headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(ORIGIN).filter(|origin| origin.starts_with("http")) {
        return origin.to_owned();
    }
    let scheme = if node.kit().is_https() { "https" } else { "http" };
    text(HOST).map_or_else(String::new, |host| format!("{scheme}://{host}"))
}
