//! REST for writing: results and documents, and the description of everything.

use axum::Json;
use axum::body::Body;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest as _, Multipart, Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use ges_domain::agreement::Agreement;
use ges_domain::audience::Audience;
use ges_domain::explain::Explain as _;
use ges_domain::ids::{Digest, IndicatorNumber, RecordId};
use ges_domain::number::parse_decimal;
use ges_domain::result::{Evidence, Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;
use ges_ledger::read;
use ges_web::problem::ProblemDocument;
use ges_web::{Problem, Signed};
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, LOCATION};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;

use super::upload;
use crate::app::Node;
use crate::service::documents::NewDocument;
use crate::service::results::NewResult;
use crate::service::{self, ServiceError, Who};

/// A figure as a system reports it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultIn {
    /// Fiscal year, Buddhist era.
    #[schema(example = 2555)]
    fiscal_year: u16,
    /// Number of the indicator.
    #[schema(example = "3")]
    indicator: String,
    /// Round: 6, 9 or 12 months.
    #[schema(example = 9)]
    round: u8,
    /// Value as a text, so that no digit is lost. Leave it out where `inputs` are given: it is calculated from them.
    #[schema(example = "2486")]
    value: Option<String>,
    /// What the figure is calculated from: `variables`, `events`, `steps`, `partial_of_next`, `ratio`, `parts`.
    #[serde(default)]
    #[schema(value_type = Object)]
    inputs: Inputs,
    /// What was done.
    #[serde(default)]
    note: String,
    /// Evidence filed before.
    #[serde(default)]
    evidence: Vec<EvidenceIn>,
    /// `public`, `central` (default), `internal` or `named:a,b`.
    audience: Option<String>,
    /// A demonstration figure.
    #[serde(default)]
    illustrative: bool,
}

/// One piece of evidence.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceIn {
    /// SHA-256 of a filed document, hexadecimal.
    digest: String,
    /// For example `หน้า 4`.
    #[serde(default)]
    place: String,
}

/// Where a figure was recorded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ResultRecorded {
    /// Record id.
    record_id: String,
    /// Entry of the journal.
    sequence: u64,
    /// Official score.
    score: Option<String>,
    /// Proof of the record.
    proof: String,
}

/// Where a document was filed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DocumentFiled {
    /// SHA-256, hexadecimal: name it as evidence.
    digest: String,
    /// Bytes.
    size: u64,
    /// Record id.
    record_id: String,
    /// The same bytes under the same name were filed before.
    known: bool,
}

/// What a raw upload says besides its bytes.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DocumentQuery {
    /// File name.
    name: Option<String>,
    /// `public`, `central` (default), `internal` or `named:a,b`.
    audience: Option<String>,
}

/// Official score of a report, where it has one.
fn score(agreement: &Agreement, report: &Report) -> Option<String> {
    let indicator = agreement.indicator(&report.indicator)?;
    agreement.score(indicator, report).ok().map(|s| s.official.to_string())
}

/// Only the node's own agency can be written to.
pub(super) fn own(node: &Node, id: &str) -> Result<(), Problem> {
    if id == node.own().as_str() { Ok(()) } else { Err(Problem::not_found()) }
}

fn bad(place: &str, said: Text) -> Problem {
    let detail = Text::new("ข้อมูลที่ส่งมาไม่ถูกต้อง", "what was sent is not valid");
    Problem::invalid(detail).defect(place, said, Text::default())
}

pub(super) fn parsed<T, E: std::fmt::Display>(place: &str, read: Result<T, E>) -> Result<T, Problem> {
    read.map_err(|e| bad(place, Text::new(format!("ค่าของ {place} ใช้ไม่ได้"), e.to_string())))
}

/// JSON that cannot be read.
pub(super) fn unread(error: &JsonRejection) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE || error.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        return Problem::of_status(error.status());
    }
    Problem::malformed(Text::new("อ่าน JSON ที่ส่งมาไม่ได้", error.body_text()))
}

impl ResultIn {
    fn read(self) -> Result<NewResult, Problem> {
        let evidence = self.evidence.into_iter().enumerate().map(|(i, e)| {
            let digest = parsed(&format!("/evidence/{i}/digest"), e.digest.parse::<Digest>())?;
            Ok::<_, Problem>(Evidence { digest, place: e.place })
        });
        let value = self.value.map(|v| parse_decimal(&v).map_err(|e| bad("/value", e.explain().words())));
        let report = Report {
            fiscal_year: parsed("/fiscal_year", self.fiscal_year.try_into())?,
            indicator: parsed("/indicator", self.indicator.parse::<IndicatorNumber>())?,
            round: parsed("/round", self.round.try_into())?,
            value: value.transpose()?,
            inputs: self.inputs,
            note: self.note,
            evidence: evidence.collect::<Result<_, _>>()?,
            narrative: ges_domain::result::Narrative::default(),
            answers: ges_domain::plausibility::Answers::default(),
            source: Source::System,
            illustrative: self.illustrative,
        };
        let audience = self.audience.map_or(Ok(Audience::Central), |a| parsed("/audience", a.parse()))?;
        Ok(NewResult { report, audience, seen: None })
    }
}

/// Record one result of this agency.
#[utoipa::path(post, operation_id = "recordResult", path = "/api/v1/agencies/{id}/results", tag = "figures",
    params(("id" = String, Path, description = "This node's agency", example = "dep")),
    request_body = ResultIn,
    responses(
        (status = 201, description = "Recorded", body = ResultRecorded),
        (status = 400, description = "Not JSON", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "Not this agency, or no such indicator", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Breaks a rule; each is named", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn results(
    State(node): State<Node>,
    signed: Signed,
    Path(id): Path<String>,
    body: Result<Json<ResultIn>, JsonRejection>,
) -> Result<Response, Problem> {
    own(&node, &id)?;
    let Json(body) = body.map_err(|e| unread(&e))?;
    let (input, who) = (body.read()?, Who::from(&signed));
    let done = node.blocking(move |node| {
        let report = input.report.clone();
        let recorded = service::results::record(node, &who, input, node.env().clock.now())?;
        let own = node.own().clone();
        let agreement = node.store().read(|tx| read::agreements::in_force(tx, &own, report.fiscal_year))?;
        let score = agreement.and_then(|a| score(&a.agreement, &report));
        Ok::<_, ServiceError>((recorded, score))
    });
    let (recorded, score) = done.await?;
    let RecordId(record) = recorded.record_id;
    let proof = format!("/api/v1/agencies/{id}/results/{record}/proof");
    let body =
        ResultRecorded { record_id: record.to_string(), sequence: recorded.sequence, score, proof: proof.clone() };
    Ok((StatusCode::CREATED, [(LOCATION, proof)], Json(body)).into_response())
}

/// File a document: multipart with a field `file`, or the bytes themselves.
#[utoipa::path(post, operation_id = "fileDocument", path = "/api/v1/agencies/{id}/documents", tag = "documents",
    params(("id" = String, Path, description = "This node's agency", example = "dep"), DocumentQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes, or multipart/form-data with a field `file`"),
    responses(
        (status = 201, description = "Filed", body = DocumentFiled),
        (status = 400, description = "Not a readable upload", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "Sign in or send a token", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "Larger than this node accepts", body = ProblemDocument, content_type = "application/problem+json")))]
pub(super) async fn documents(
    State(node): State<Node>,
    signed: Signed,
    Path(id): Path<String>,
    Query(query): Query<DocumentQuery>,
    request: Request,
) -> Result<Response, Problem> {
    own(&node, &id)?;
    let who = Who::from(&signed);
    let audience = query.audience.as_deref().map_or(Ok(Audience::Central), |a| parsed("audience", a.parse()))?;
    let media_type = header(request.headers(), &CONTENT_TYPE);
    let filed = if media_type.to_ascii_lowercase().starts_with("multipart/form-data") {
        let form: Result<Multipart, MultipartRejection> = Multipart::from_request(request, &()).await;
        let mut form = form.map_err(|e| Problem::malformed(Text::new("อ่านแบบฟอร์มไม่ได้", e.body_text())))?;
        loop {
            let Some(field) = form.next_field().await.map_err(|e| upload::broken(&e))? else {
                return Err(bad("file", Text::new("ไม่มีไฟล์ในช่อง file", "the form has no field `file`")));
            };
            if field.name() == Some("file") {
                let name = query.name.clone().or_else(|| field.file_name().map(str::to_owned)).unwrap_or_default();
                let media_type = field.content_type().unwrap_or_default().to_owned();
                break upload::receive(&node, who, NewDocument { name, media_type, audience }, field).await?;
            }
        }
    } else {
        let disposition = header(request.headers(), &CONTENT_DISPOSITION);
        let name = query.name.clone().or_else(|| file_name(&disposition)).unwrap_or_else(|| "document".into());
        let limit = node.config().documents.limit.bytes();
        let announced = header(request.headers(), &CONTENT_LENGTH).parse::<u64>();
        if announced.is_ok_and(|length| length > limit) {
            return Err(Problem::too_large(limit));
        }
        let body = Body::into_data_stream(request.into_body());
        upload::receive(&node, who, NewDocument { name, media_type, audience }, body).await?
    };
    let digest = filed.document.digest.to_string();
    let place = format!("/api/v1/agencies/{id}/documents/{digest}");
    let body =
        DocumentFiled { digest, size: filed.document.size, record_id: filed.record_id.to_string(), known: filed.known };
    Ok((StatusCode::CREATED, [(LOCATION, place)], Json(body)).into_response())
}

fn header(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// `filename="…"` of a `Content-Disposition` header.
fn file_name(header: &str) -> Option<String> {
    let rest = header.split(';').find_map(|part| part.trim().strip_prefix("filename="))?;
    Some(rest.trim_matches('"').to_owned()).filter(|name| !name.is_empty())
}

#[derive(OpenApi)]
#[openapi(paths(results, documents))]
struct Writing;

/// Description of every resource of this server.
pub(super) async fn description() -> Response {
    let mut all = ges_figures::openapi();
    all.merge(Writing::openapi());
    all.merge(super::questions::openapi());
    all.info.version = env!("CARGO_PKG_VERSION").into();
    "GES · ges-node".clone_into(&mut all.info.title);
    Json(all).into_response()
}
