//! `/questions/{id}`: one question with everything said, and what whoever asked does next.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::explain::Explain as _;
use ges_domain::ids::RecordId;
use ges_figures::House as _;
use ges_figures::questions::{self as shown, Names, Subject};
use ges_ledger::read::documents::Filed;
use ges_ledger::read::questions::{self, Asked};
use ges_ledger::{LedgerError, read};
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldError, FieldKind, Tone};
use ges_web::{Html, Page, Problem, Reader, Signed};
use http::StatusCode;
use jiff::civil::Date;
use serde::Deserialize;

use super::super::state::{House, demand, trouble};
use crate::service::questions::{Next, QuestionError, Who, go_on, is_asker};

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// What whoever asked decides.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Decided {
    #[serde(default)]
    act: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    remark: String,
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(path = "question.html")]
struct QuestionPage {
    page: Page,
    place: String,
    chips: Html,
    due: String,
    next: String,
    summary: Html,
    subjects: Vec<Subject>,
    thread: Html,
    indicator: String,
    agency: String,
    action: String,
    seen: String,
    /// Follow-up and resolving, once there is an answer.
    follow_up: Option<(Field, Field)>,
    resolve: Option<Field>,
    withdraw: Option<Field>,
}

struct Found {
    asked: Asked,
    names: Names,
    documents: Vec<Filed>,
}

async fn find(house: &House, id: &str) -> Result<Found, Problem> {
    let id: RecordId = id.parse().map_err(|_| Problem::not_found())?;
    let read = house.hub().store().read_async(move |tx| {
        let Some(asked) = questions::find(tx, id)? else { return Ok(None) };
        let documents = read::documents::of(tx, &asked.case.about.organisation)?;
        Ok::<_, LedgerError>(Some(Found { names: super::names(tx)?, documents, asked }))
    });
    read.await.map_err(trouble)?.ok_or_else(Problem::not_found)
}

pub(super) async fn page(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::ReadFigures)?;
    let found = find(&house, &id).await?;
    let typed = Decided { seen: said(&found.asked), ..Decided::default() };
    let mut view = view(&house, &reader, &Who::from(&signed), &found, &typed, &[]);
    if ["ask", "follow_up", "resolve", "withdraw"].contains(&done.done.as_str()) {
        let words = reader.tr(&format!("ask-done-{}", done.done.replace('_', "-")));
        view.page.banner = ui::notice(Tone::Good, &words, "", None);
    }
    Ok(View::ok(view).into_response())
}

fn said(asked: &Asked) -> String {
    asked.said_by_agency().map(|record| record.to_string()).unwrap_or_default()
}

pub(super) async fn act(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Path(id): Path<String>,
    Form(form): Form<Decided>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::AskQuestion)?;
    let (who, question) = (Who::from(&signed), id.parse::<RecordId>().map_err(|_| Problem::not_found())?);
    let lang = &reader.lang;
    let next = match form.act.as_str() {
        "resolve" => Ok(Next::Resolve { remark: form.remark.replace('\r', "") }),
        "withdraw" => Ok(Next::Withdraw { remark: form.reason.replace('\r', "") }),
        _ => match form.due.trim().parse::<Date>() {
            Ok(due) => Ok(Next::FollowUp { due, text: form.text.replace('\r', "") }),
            Err(_) => Err(FieldError::new("due", lang.tr("ask-due"), lang.tr("ask-due-needed"))),
        },
    };
    let error = match next {
        Ok(next) => match go_on(house.hub(), &who, question, next, form.seen.parse().ok()).await {
            Ok(_) => {
                let done = if ["resolve", "withdraw"].contains(&form.act.as_str()) { &form.act } else { "follow_up" };
                return Ok(Redirect::to(&format!("/questions/{question}?done={done}")).into_response());
            }
            Err(error @ (QuestionError::Ledger(_) | QuestionError::Forbidden | QuestionError::Unknown(_))) => {
                return Err(error.into());
            }
            Err(error) => {
                let said = error.explain();
                let field = match (form.act.as_str(), said.place.field.as_str()) {
                    ("resolve", _) => "remark",
                    ("withdraw", _) => "reason",
                    (_, "due" | "due_at") => "due",
                    _ => "text",
                };
                FieldError::new(field, lang.tr(&format!("ask-{field}")), lang.of(&said.words()))
            }
        },
        Err(error) => error,
    };
    let found = find(&house, &id).await?;
    let view = view(&house, &reader, &who, &found, &form, &[error]);
    Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
}

fn view(
    house: &House,
    reader: &Reader,
    who: &Who,
    found: &Found,
    typed: &Decided,
    errors: &[FieldError],
) -> QuestionPage {
    let (lang, asked, hub) = (&reader.lang, &found.asked, house.hub());
    let about = &asked.case.about;
    let (mine, answered) = (is_asker(hub, who, asked), asked.waits_for_asker());
    let agency = found.names.get(&about.organisation).map_or(about.organisation.as_str(), |name| lang.of(name));
    let area = |name: &str, value: &str| {
        Field::text(name, lang.tr(&format!("ask-{name}")), value).kind(FieldKind::Area).errors(errors)
    };
    QuestionPage {
        page: house.page(reader, agency.to_owned()).under(lang.tr("ask-title"), "/questions"),
        place: shown::place(lang, asked),
        chips: shown::chips(lang, asked, hub.env().clock.now().as_microsecond()),
        due: if asked.waits_for_agency() { shown::due(lang, asked) } else { String::new() },
        next: lang.tr(match (asked.waits_for_agency(), answered, mine) {
            (true, ..) => "ask-next-agency",
            (_, true, true) => "ask-next-you",
            (_, true, false) => "ask-next-asker",
            _ => "ask-next-nobody",
        }),
        summary: ui::error_summary(lang, errors),
        subjects: shown::subjects(lang, asked, &found.documents),
        thread: shown::thread(lang, asked, &found.names, &found.documents),
        indicator: format!(
            "/agencies/{}/indicators/{}?fiscal_year={}&round={}",
            about.organisation, about.indicator, about.fiscal_year, about.round
        ),
        agency: agency.to_owned(),
        action: format!("/questions/{}", asked.case.question),
        seen: typed.seen.clone(),
        follow_up: (mine && answered).then(|| {
            let due = Field::text("due", lang.tr("ask-due"), &typed.due).kind(FieldKind::Date);
            (area("text", &typed.text), due.hint(lang.tr("ask-due-hint")).errors(errors))
        }),
        resolve: (mine && answered).then(|| area("remark", &typed.remark).optional()),
        withdraw: (mine && asked.is_open()).then(|| area("reason", &typed.reason).hint(lang.tr("ask-reason-hint"))),
    }
}
