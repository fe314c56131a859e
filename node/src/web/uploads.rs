//! `/uploads`: resumable uploads in the manner of tus and the IETF draft. `POST` announces a file, `HEAD` or `GET` tells
//! how far it came, `PATCH` with `Upload-Offset` adds bytes and files the document once it is whole, `DELETE` gives up.

use axum::body::Body;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::StreamExt as _;
use ges_documents::UploadId;
use ges_domain::audience::{Audience, AudienceError};
use ges_domain::ids::Digest;
use ges_domain::text::Text;
use ges_web::{Problem, Signed};
use http::header::{CONTENT_LENGTH, HeaderName, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

use crate::app::Node;
use crate::service::documents::FiledDocument;
use crate::service::evidence::{EvidenceError, named};
use crate::service::uploads::{self, NewUpload, UnderWay, Writing};
use crate::service::{ServiceError, Who};

/// Bytes made durable at once.
const PIECE: usize = 256 << 10;
/// A line that gives no byte for so long is taken for cut, so that the sender can go on over a new one.
const STALL: std::time::Duration = std::time::Duration::from_secs(30);
/// The first byte that follows.
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// Bytes of the whole.
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

pub(super) fn routes() -> Router<Node> {
    Router::new()
        .route("/uploads", post(announce).get(list))
        .route("/uploads/{id}", get(one).patch(append).delete(discard))
        .route("/uploads/{id}/discard", post(give_up))
}

/// What a sender announces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UploadIn {
    name: String,
    size: u64,
    /// As the browser calls it; the extension and the content decide.
    #[serde(default, rename = "type")]
    _media_type: String,
    #[serde(default)]
    audience: Option<String>,
    #[serde(default)]
    replaces: Option<Digest>,
    #[serde(default)]
    modified: Option<i64>,
}

/// How an upload stands.
#[derive(Debug, Serialize)]
struct UploadOut {
    id: String,
    name: String,
    size: u64,
    offset: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<i64>,
    audience: Audience,
    until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    filed: Option<FiledOut>,
}

/// What it became.
#[derive(Debug, Serialize)]
struct FiledOut {
    digest: Digest,
    name: String,
    /// The same bytes were filed before, under this name.
    known: bool,
    href: String,
}

impl From<UnderWay> for UploadOut {
    fn from(one: UnderWay) -> Self {
        let filed = one.filed.map(|digest| FiledOut {
            digest,
            name: one.name.clone(),
            known: false,
            href: format!("/documents/{digest}"),
        });
        Self {
            id: one.id.to_string(),
            name: one.name,
            size: one.size,
            offset: one.offset,
            modified: one.modified,
            audience: one.audience,
            until: one.until.to_string(),
            filed,
        }
    }
}

fn id(text: &str) -> Result<UploadId, Problem> {
    text.parse().map_err(|_| ServiceError::from(EvidenceError::UnknownUpload).into())
}

fn answer(status: StatusCode, out: UploadOut) -> Response {
    let headers = [(OFFSET, HeaderValue::from(out.offset)), (LENGTH, HeaderValue::from(out.size))];
    (status, headers, Json(out)).into_response()
}

/// A refusal; where the sender is at the wrong place it carries the right one.
fn refusal(error: ServiceError) -> Response {
    let at = match &error {
        ServiceError::Evidence(EvidenceError::Offset { at }) => Some(*at),
        _ => None,
    };
    let busy = matches!(error, ServiceError::Evidence(EvidenceError::Busy));
    let mut problem = Problem::from(error);
    problem.retry_after = busy.then_some(2).or(problem.retry_after);
    let mut response = problem.into_response();
    response.headers_mut().extend(at.map(|at| (OFFSET, HeaderValue::from(at))));
    response
}

/// Whom it is meant for; the centre when nothing is said.
fn meant(text: Option<&str>) -> Result<Audience, Problem> {
    let Some(text) = text else { return Ok(Audience::Central) };
    match text.strip_prefix("named:") {
        Some(ids) => Ok(named(ids.split(',')).map_err(ServiceError::from)?),
        None => text
            .parse()
            .map_err(|e: AudienceError| Problem::malformed(Text::new("อ่านไม่ได้ว่าใครเปิดดูไฟล์ได้", e.to_string()))),
    }
}

async fn announce(
    State(node): State<Node>,
    signed: Signed,
    body: Result<Json<UploadIn>, JsonRejection>,
) -> Result<Response, Problem> {
    let unreadable = |e: JsonRejection| Problem::malformed(Text::new("อ่าน JSON ที่ส่งมาไม่ได้", e.body_text()));
    let Json(UploadIn { name, size, audience, replaces, modified, .. }) = body.map_err(unreadable)?;
    let input = NewUpload { name, size, audience: meant(audience.as_deref())?, replaces, modified };
    let who = Who::from(&signed);
    let begun = node.blocking(move |node| uploads::announce(node, &who, input, node.env().clock.now())).await?;
    let place = HeaderValue::try_from(format!("/uploads/{}", begun.id)).map_err(|_| Problem::internal())?;
    let mut response = answer(StatusCode::CREATED, begun.into());
    response.headers_mut().insert(LOCATION, place);
    Ok(response)
}

async fn list(State(node): State<Node>, signed: Signed) -> Result<Json<Vec<UploadOut>>, Problem> {
    let who = Who::from(&signed);
    let mine = node.blocking(move |node| uploads::of(node, &who, node.env().clock.now())).await?;
    Ok(Json(mine.into_iter().map(Into::into).collect()))
}

async fn one(State(node): State<Node>, signed: Signed, Path(name): Path<String>) -> Result<Response, Problem> {
    let (id, who) = (id(&name)?, Who::from(&signed));
    let found = node.blocking(move |node| uploads::one(node, &who, id, node.env().clock.now())).await?;
    Ok(answer(StatusCode::OK, found.into()))
}

async fn discard(State(node): State<Node>, signed: Signed, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    let (id, who) = (id(&name)?, Who::from(&signed));
    node.blocking(move |node| uploads::discard(node, &who, id, node.env().clock.now())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The same for a form of a page without scripts.
async fn give_up(state: State<Node>, signed: Signed, name: Path<String>) -> Result<Redirect, Problem> {
    discard(state, signed, name).await?;
    Ok(Redirect::to("/documents"))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

async fn append(
    State(node): State<Node>,
    signed: Signed,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (id, who) = (id(&name)?, Who::from(&signed));
    let Some(offset) = number(request.headers(), &OFFSET) else {
        let said =
            Text::new("ไม่ได้บอกตำแหน่งที่ส่งต่อ", "the header Upload-Offset is missing: say from which byte on you send");
        return Err(Problem::malformed(said));
    };
    let announced = number(request.headers(), &CONTENT_LENGTH).unwrap_or(0);
    let body = request.into_body();
    match receive(&node, &who, id, offset, announced, body).await {
        Ok(Some(filed)) => {
            let size = filed.document.size;
            let known = node.blocking(move |node| uploads::one(node, &who, id, node.env().clock.now())).await?;
            let mut out = UploadOut::from(known);
            let (digest, name) = (filed.document.digest, filed.document.name);
            out.filed = Some(FiledOut { digest, name, known: filed.known, href: format!("/documents/{digest}") });
            out.offset = size;
            Ok(answer(StatusCode::OK, out))
        }
        Ok(None) => {
            let known = node.blocking(move |node| uploads::one(node, &who, id, node.env().clock.now())).await?;
            Ok(answer(StatusCode::OK, known.into()))
        }
        Err(error) => Ok(refusal(error)),
    }
}

/// Writes what arrives; gives the document when that was the last of it. Every piece that arrived before a cut stays.
async fn receive(
    node: &Node,
    who: &Who,
    id: UploadId,
    offset: u64,
    announced: u64,
    body: Body,
) -> Result<Option<FiledDocument>, ServiceError> {
    let asked = who.clone();
    let resumed = node.blocking(move |node| {
        let writing = uploads::resume(node, &asked, id, offset, node.env().clock.now())?;
        match writing {
            Some(writing) if announced > writing.left() => Err(EvidenceError::Beyond.into()),
            writing => Ok::<_, ServiceError>(writing),
        }
    });
    let Some(mut writing) = resumed.await? else { return Ok(None) };
    let mut stream = body.into_data_stream();
    let mut gathered = Vec::new();
    let cut = loop {
        let (ended, cut) = match tokio::time::timeout(STALL, stream.next()).await {
            Ok(Some(Ok(bytes))) => {
                gathered.extend_from_slice(&bytes);
                (false, None)
            }
            Ok(None) => (true, None),
            Ok(Some(Err(error))) => (true, Some(error.to_string())),
            Err(_) => (true, Some("no byte came for half a minute".to_owned())),
        };
        if gathered.len() >= PIECE || (ended && !gathered.is_empty()) {
            let piece = std::mem::take(&mut gathered);
            writing = append_piece(node, writing, piece).await?;
        }
        if ended {
            break cut;
        }
    };
    if writing.is_whole() {
        let who = who.clone();
        let done = node.blocking(move |node| uploads::finish(node, &who, writing, node.env().clock.now()));
        return done.await.map(Some);
    }
    match cut {
        Some(reason) => Err(ServiceError::Upload(reason)),
        None => Ok(None),
    }
}

async fn append_piece(node: &Node, mut writing: Writing, piece: Vec<u8>) -> Result<Writing, ServiceError> {
    node.blocking(move |node| uploads::append(node, &mut writing, &piece).map(|()| writing)).await
}
