//! REST for asking: a central agency's own system asks and goes on as a person does on the pages.

use std::num::NonZeroU32;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use ges_domain::access::Act;
use ges_domain::ids::{Digest, IndicatorNumber, OrganisationId, RecordId};
use ges_domain::text::Text;
use ges_domain::workflow::Line;
use ges_domain::workflow::question::About;
use ges_ledger::LedgerError;
use ges_ledger::read::questions;
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Signed};
use http::StatusCode;
use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::super::state::{House, demand, trouble};
use crate::service::questions::{NewQuestion, Next, Who, ask as put, go_on};

/// One thing a question is about: a figure, or a page of a document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AboutIn {
    /// Name of the figure, for example `value`.
    field: Option<String>,
    /// SHA-256 of one of the agency's documents, hexadecimal.
    document: Option<String>,
    /// Page, from 1; with `document`.
    #[schema(value_type = Option<u32>, minimum = 1)]
    page: Option<NonZeroU32>,
}

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionIn {
    /// Fiscal year, Buddhist era.
    #[schema(example = 2555)]
    fiscal_year: u16,
    /// Number of the indicator.
    #[schema(example = "3")]
    indicator: String,
    /// Round: 6, 9 or 12 months.
    #[schema(example = 9)]
    round: u8,
    /// What it is about; the reported value when nothing is named.
    #[serde(default)]
    about: Vec<AboutIn>,
    /// Last day for the answer, Bangkok time.
    #[schema(example = "2012-08-15")]
    due: String,
    /// The question, at most 4,000 characters.
    text: String,
}

/// Where a question was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuestionAsked {
    /// Its id.
    id: String,
}

/// What whoever asked does next.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepIn {
    /// `follow_up`, `resolve` or `withdraw`.
    step: String,
    /// The question of a follow-up, the reason of a withdrawal, a remark when resolving.
    #[serde(default)]
    text: String,
    /// Last day for the answer to a follow-up.
    due: Option<String>,
}

/// Where a step was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StepRecorded {
    /// Record id.
    record_id: String,
}

fn parsed<T, E: std::fmt::Display>(place: &str, read: Result<T, E>) -> Result<T, Problem> {
    read.map_err(|e| {
        let detail = Text::new("ข้อมูลที่ส่งมาไม่ถูกต้อง", "what was sent is not valid");
        let rule = Text::new(format!("ค่าของ {place} ใช้ไม่ได้"), e.to_string());
        Problem::invalid(detail).defect(place, rule, Text::default())
    })
}

fn read<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    body.map(|Json(body)| body).map_err(|e| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE || e.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            return Problem::of_status(e.status());
        }
        Problem::malformed(Text::new("อ่าน JSON ที่ส่งมาไม่ได้", e.body_text()))
    })
}

fn subject(place: &str, about: AboutIn) -> Result<About, Problem> {
    match about {
        AboutIn { field: Some(field), document: None, page: None } => {
            Ok(About::Figure { field: parsed(&format!("{place}/field"), Line::new(field))? })
        }
        AboutIn { field: None, document: Some(document), page: Some(page) } => {
            Ok(About::Page { document: parsed(&format!("{place}/document"), document.parse::<Digest>())?, page })
        }
        _ => parsed(place, Err("give either `field`, or `document` and `page`")),
    }
}

/// Ask an agency about a figure or a page of a document.
#[utoipa::path(post, operation_id = "askQuestion", path = "/api/v1/agencies/{id}/questions", tag = "questions",
    params(("id" = String, Path, description = "The agency asked", example = "dep")),
    request_body = QuestionIn,
    responses(
        (status = 201, description = "Asked; the agency receives it by itself", body = QuestionAsked),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Breaks a rule; it is named", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn ask(
    State(house): State<House>,
    signed: Signed,
    Path(id): Path<String>,
    body: Result<Json<QuestionIn>, JsonRejection>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::AskQuestion)?;
    let agency = OrganisationId::parse(&id).map_err(|_| Problem::not_found())?;
    let body = read(body)?;
    let about = body.about.into_iter().enumerate().map(|(i, about)| subject(&format!("/about/{i}"), about));
    let mut about: Vec<About> = about.collect::<Result<_, _>>()?;
    if about.is_empty() {
        about.push(About::Figure { field: parsed("/about", Line::new("value"))? });
    }
    let new = NewQuestion {
        agencies: vec![agency],
        year: parsed("/fiscal_year", body.fiscal_year.try_into())?,
        indicator: parsed("/indicator", body.indicator.parse::<IndicatorNumber>())?,
        round: parsed("/round", body.round.try_into())?,
        about,
        due: parsed("/due", body.due.parse())?,
        text: body.text,
    };
    let asked = put(house.hub(), &Who::from(&signed), new).await?;
    let question = asked.first().ok_or_else(Problem::internal)?.to_string();
    let place = format!("/api/v1/agencies/{id}/questions/{question}");
    Ok((StatusCode::CREATED, [(LOCATION, place)], Json(QuestionAsked { id: question })).into_response())
}

/// Follow up, resolve or withdraw a question.
#[utoipa::path(post, operation_id = "moveQuestion", path = "/api/v1/agencies/{id}/questions/{question}/steps", tag = "questions",
    params(("id" = String, Path, description = "The agency asked", example = "dep"),
        ("question" = String, Path, description = "Id of the question")),
    request_body = StepIn,
    responses(
        (status = 201, description = "Recorded; the agency receives it by itself", body = StepRecorded),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such question", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Not possible now, or not whoever asked", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Breaks a rule; it is named", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn step(
    State(house): State<House>,
    signed: Signed,
    Path((id, question)): Path<(String, String)>,
    body: Result<Json<StepIn>, JsonRejection>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::AskQuestion)?;
    let agency = OrganisationId::parse(&id).map_err(|_| Problem::not_found())?;
    let question: RecordId = question.parse().map_err(|_| Problem::not_found())?;
    let known = house.hub().store().read_async(move |tx| questions::one(tx, &agency, question));
    known.await.map_err(|e: LedgerError| trouble(e))?.ok_or_else(Problem::not_found)?;
    let StepIn { step, text, due } = read(body)?;
    let next = match step.as_str() {
        "follow_up" => Next::FollowUp { due: parsed("/due", due.unwrap_or_default().parse())?, text },
        "resolve" => Next::Resolve { remark: text },
        "withdraw" => Next::Withdraw { remark: text },
        _ => return parsed("/step", Err("use `follow_up`, `resolve` or `withdraw`")),
    };
    let done = go_on(house.hub(), &Who::from(&signed), question, next, None).await?;
    let place = format!("/api/v1/agencies/{id}/questions/{question}");
    let body = StepRecorded { record_id: done.record_id.to_string() };
    Ok((StatusCode::CREATED, [(LOCATION, place)], Json(body)).into_response())
}

#[derive(OpenApi)]
#[openapi(paths(ask, step))]
struct Description;

/// Description of the resources of this file.
pub(in crate::web) fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
