//! The form that opens a thread: about what, the first post, whom to call.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::together::Anchor;
use ges_ledger::read;
use ges_web::page::{View, with_query};
use ges_web::ui::{self, Field, FieldError, FieldKind};
use ges_web::{Html, Page, Problem, Reader, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::super::together::{self as room, Room, enter, frame};
use super::{call, text};
use crate::app::Node;
use crate::service::ServiceError;
use crate::service::threads::{self, Written};
use crate::service::together::fresh;

/// What the form of a new thread begins with, or was sent with.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Opening {
    anchor: String,
    /// What is chosen of the places around the anchor; empty on the way to the form.
    on: String,
    page: String,
    text: String,
    #[serde(rename = "to")]
    call: String,
    act: String,
}

#[derive(Template)]
#[template(path = "node/thread_new.html")]
struct NewPage {
    page: Page,
    summary: Html,
    anchor: String,
    place: String,
    on: Field,
    number: Field,
    text: Field,
    call: Field,
    people: Vec<(String, String)>,
    act: String,
    /// Under which name the browser keeps what is typed.
    keep: String,
    /// Not an answer to something sent: what the browser kept may be put in.
    fresh: bool,
}

/// The name under which a browser keeps the first post of a thread about something.
pub(super) fn keep(login: &str, anchor: &str) -> String {
    format!("{login}/thread/new/{anchor}")
}

/// The form of a new thread.
pub(in crate::web) async fn form(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<Opening>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    Ok(View::ok(form_view(&node, &reader, &room, &asked, &[]).await?).into_response())
}

async fn form_view(
    node: &Node,
    reader: &Reader,
    room: &Room,
    typed: &Opening,
    errors: &[FieldError],
) -> Result<NewPage, Problem> {
    let lang = &reader.lang;
    let anchor = room::anchor(&typed.anchor)?.ok_or_else(Problem::not_found)?;
    let places = places(node, &anchor).await?;
    let choices = places.iter().map(|a| (a.to_string(), room.place(lang, a)));
    let chosen = if typed.on.is_empty() { anchor.to_string() } else { typed.on.clone() };
    Ok(NewPage {
        summary: ui::error_summary(lang, errors),
        place: room.place(lang, &anchor),
        anchor: anchor.to_string(),
        on: Field::text("on", lang.tr("thread-on"), chosen).kind(FieldKind::Select).choices(choices),
        number: Field::text("page", lang.tr("together-field-page"), &typed.page)
            .kind(FieldKind::Number)
            .hint(lang.tr("thread-page-hint"))
            .optional()
            .errors(errors),
        text: text(lang, &typed.text, errors),
        call: call(lang, &typed.call, errors),
        people: room.choices(),
        keep: keep(&room.who.author, &anchor.to_string()),
        fresh: typed.act.is_empty(),
        act: if typed.act.is_empty() { fresh(node).to_string() } else { typed.act.clone() },
        page: frame(node, reader, lang.tr("thread-new")).under(lang.tr("threads-title"), "/threads"),
    })
}

/// Places around an anchor that a thread can be about: itself, its indicator, the evidence of its result.
async fn places(node: &Node, anchor: &Anchor) -> Result<Vec<Anchor>, Problem> {
    let mut places = vec![anchor.clone()];
    if let (Some((year, number)), Some(round)) = (anchor.indicator(), anchor.round()) {
        places.push(Anchor::Indicator(year, number.clone()));
        let (own, number) = (node.own().clone(), number.clone());
        let history = node.store().read_async(move |tx| read::results::history(tx, &own, year, &number)).await;
        let newest = history.map_err(ServiceError::from)?.into_iter().rfind(|r| r.report.round == round);
        let evidence = newest.map(|r| r.report.evidence).unwrap_or_default();
        for e in evidence {
            let document = Anchor::Document(e.digest, None);
            if !places.contains(&document) {
                places.push(document);
            }
        }
    }
    Ok(places)
}

/// Opens a thread.
pub(in crate::web) async fn open(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Form(form): Form<Opening>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let case = room::act(&form.act)?;
    let chosen = if form.on.is_empty() { &form.anchor } else { &form.on };
    let mut anchor = room::anchor(chosen)?.ok_or_else(Problem::not_found)?;
    if let Anchor::Document(digest, None) = &anchor
        && !form.page.trim().is_empty()
    {
        let Ok(page) = ges_domain::number::arabic_digits(form.page.trim()).parse() else {
            let label = reader.tr("together-field-page");
            let errors = [FieldError::new("page", label, reader.tr("thread-page-wrong"))];
            let view = form_view(&node, &reader, &room, &form, &errors).await?;
            return Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response());
        };
        anchor = Anchor::Document(*digest, Some(page));
    }
    let written = Written { text: form.text.clone(), call: vec![form.call.clone()], to: None };
    let who = room.who.clone();
    let done = node.blocking(move |node| threads::open(node, &who, case, anchor, &written, node.env().clock.now()));
    match done.await {
        Ok(thread) => {
            let to = with_query(&format!("/threads/{}", thread.id), "from", Some(&form.anchor));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let errors = room::error(&reader.lang, error, "text")?;
            let view = form_view(&node, &reader, &room, &form, &errors).await?;
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
        }
    }
}
