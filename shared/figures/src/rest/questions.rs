//! `/api/v1/agencies/{id}/questions`: what the centre asked, what was answered, and where each question stands.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::workflow::Named as _;
use ges_domain::workflow::question::{About, Turn};
use ges_ledger::read::questions::{self, Asked};
use ges_web::cursor::{PageQuery, Paged};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Reader};
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::types::time;
use super::{answer, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;

/// One thing a question is about: a figure, or a page of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AboutOut {
    /// Name of the figure, for example `value`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// SHA-256 of the document, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
}

/// What somebody wrote.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnOut {
    /// Who, by organisation.
    #[schema(example = "opdc")]
    organisation: String,
    /// In which function.
    #[schema(example = "reviewer")]
    role: String,
    /// When, RFC 3339.
    at: String,
    /// What.
    text: String,
    /// SHA-256 of documents that support an answer.
    evidence: Vec<String>,
    /// An answer after its due date.
    late: bool,
}

/// A question with everything said about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuestionOut {
    /// Its id.
    id: String,
    /// The agency asked.
    #[schema(example = "dep")]
    agency: String,
    /// Fiscal year, Buddhist era.
    #[schema(example = 2555)]
    fiscal_year: u16,
    /// Number of the indicator.
    #[schema(example = "3")]
    indicator: String,
    /// Round: 6, 9 or 12 months.
    #[schema(example = 9)]
    round: u8,
    /// `asked`, `delivered`, `assigned` (only at the agency), `answered`, `followed_up`, `resolved` or `withdrawn`.
    #[schema(example = "answered")]
    stage: String,
    /// `not_waiting`, `waiting`, `due_soon` or `overdue`, as of now.
    standing: String,
    /// What it is about.
    about: Vec<AboutOut>,
    /// When the answer is due, RFC 3339.
    due_at: String,
    /// Question, answers and follow-ups in order.
    turns: Vec<TurnOut>,
    /// What the centre said last: an answer names it as `seen`.
    seen: Option<String>,
}

impl QuestionOut {
    fn of(asked: &Asked, now: i64) -> Self {
        let (case, state) = (&asked.case.about, &asked.standing.state);
        Self {
            id: asked.case.question.to_string(),
            agency: case.organisation.to_string(),
            fiscal_year: case.fiscal_year.number(),
            indicator: case.indicator.to_string(),
            round: case.round.months(),
            stage: asked.stage().word().code.to_owned(),
            standing: asked.at(now).word().code.to_owned(),
            about: state.about().iter().map(about).collect(),
            due_at: time(state.due_at().unwrap_or_default()),
            turns: state.turns().iter().map(turn).collect(),
            seen: asked.said_by_centre().map(|record| record.to_string()),
        }
    }
}

fn about(about: &About) -> AboutOut {
    match about {
        About::Figure { field } => AboutOut { field: Some(field.to_string()), document: None, page: None },
        About::Page { document, page } => {
            AboutOut { field: None, document: Some(document.to_string()), page: Some(page.get()) }
        }
    }
}

fn turn(turn: &Turn) -> TurnOut {
    TurnOut {
        organisation: turn.by.organisation.to_string(),
        role: turn.by.role.word().code.to_owned(),
        at: time(turn.at),
        text: turn.text.as_str().to_owned(),
        evidence: turn.evidence.iter().map(ToString::to_string).collect(),
        late: turn.late,
    }
}

/// The agency asked and every central agency read a question; for others it does not exist.
fn reads(asker: &Asker, agency: &OrganisationId) -> Result<(), Problem> {
    if asker.reads_questions(agency) { Ok(()) } else { Err(asker.absent()) }
}

/// Questions to an agency, newest first.
#[utoipa::path(get, operation_id = "listQuestions", path = "/api/v1/agencies/{id}/questions", tag = "questions",
    params(("id" = String, Path, description = "Agency", example = "dep"), PageQuery),
    responses(
        (status = 200, description = "One page of questions", body = Paged<QuestionOut>),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 400, description = "Not a cursor", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such agency, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn list<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(id): Path<String>,
    Query(page): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    reads(&asker, &id)?;
    let after: Option<String> = page.after()?;
    let now = house.kit().env().clock.now().as_microsecond();
    let asked = house.store().read_async(move |tx| Ok::<_, Failed>(questions::of(tx, &id)?)).await?;
    let rows: Vec<QuestionOut> = asked.iter().map(|asked| QuestionOut::of(asked, now)).collect();
    answer(
        &reader,
        &headers,
        &Paged::of(super::beyond(rows, after.as_deref(), |q| &q.id), page.limit(), |q| q.id.clone()),
    )
}

/// One question with everything said about it.
#[utoipa::path(get, operation_id = "getQuestion", path = "/api/v1/agencies/{id}/questions/{question}", tag = "questions",
    params(("id" = String, Path, description = "Agency", example = "dep"),
        ("question" = String, Path, description = "Id of the question")),
    responses(
        (status = 200, description = "The question", body = QuestionOut),
        (status = 304, description = "Unchanged since `If-None-Match`"),
        (status = 401, description = "Not public: sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such question, or not for this reader", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "Only JSON is served", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn one<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, question)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    reads(&asker, &id)?;
    let question: RecordId = question.parse().map_err(|_| asker.absent())?;
    let now = house.kit().env().clock.now().as_microsecond();
    let asked = house.store().read_async(move |tx| Ok::<_, Failed>(questions::one(tx, &id, question)?)).await?;
    let asked = asked.ok_or_else(|| asker.absent())?;
    answer(&reader, &headers, &QuestionOut::of(&asked, now))
}
