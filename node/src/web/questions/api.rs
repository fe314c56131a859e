//! REST for answering: a system that prepares answers gives them as a person does on the page.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use ges_domain::ids::{Digest, RecordId};
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Signed};
use http::StatusCode;
use http::header::LOCATION;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;

use crate::app::Node;
use crate::service::Who;
use crate::service::questions::{NewAnswer, answer as give};
use crate::web::api::{own, parsed, unread};

/// An answer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerIn {
    /// The answer, at most 4,000 characters.
    text: String,
    /// SHA-256 of documents filed here that the centre may open, hexadecimal.
    #[serde(default)]
    evidence: Vec<String>,
    /// `seen` of the question that is answered; a newer question is then not answered unseen.
    seen: Option<String>,
}

/// Where an answer was recorded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct AnswerRecorded {
    /// Record id.
    record_id: String,
    /// Entry of the journal.
    sequence: u64,
}

/// Answer a question of the centre.
#[utoipa::path(post, operation_id = "answerQuestion", path = "/api/v1/agencies/{id}/questions/{question}/answers", tag = "questions",
    params(("id" = String, Path, description = "This node's agency", example = "dep"),
        ("question" = String, Path, description = "Id of the question")),
    request_body = AnswerIn,
    responses(
        (status = 201, description = "Recorded; the centre receives it by itself", body = AnswerRecorded),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "Not this agency, or no such question", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "It does not wait for an answer, or a newer question was asked", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Breaks a rule; it is named", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn answer(
    State(node): State<Node>,
    signed: Signed,
    Path((id, question)): Path<(String, String)>,
    body: Result<Json<AnswerIn>, JsonRejection>,
) -> Result<Response, Problem> {
    own(&node, &id)?;
    let question: RecordId = question.parse().map_err(|_| Problem::not_found())?;
    let Json(body) = body.map_err(|e| unread(&e))?;
    let evidence = body.evidence.iter().enumerate();
    let evidence = evidence.map(|(i, digest)| parsed(&format!("/evidence/{i}"), digest.parse::<Digest>()));
    let input = NewAnswer {
        text: body.text,
        evidence: evidence.collect::<Result<_, _>>()?,
        seen: body.seen.map(|seen| parsed("/seen", seen.parse())).transpose()?,
    };
    let who = Who::from(&signed);
    let done = node.blocking(move |node| give(node, &who, question, input, node.env().clock.now())).await?;
    let place = format!("/api/v1/agencies/{id}/questions/{question}");
    let body = AnswerRecorded { record_id: done.record_id.to_string(), sequence: done.sequence };
    Ok((StatusCode::CREATED, [(LOCATION, place)], Json(body)).into_response())
}

#[derive(OpenApi)]
#[openapi(paths(answer))]
struct Answering;

/// Description of the resources of this file.
pub(in crate::web) fn openapi() -> utoipa::openapi::OpenApi {
    Answering::openapi()
}
