//! The outer layer that writes every error in the reader's language and form: a page for people, JSON for programs.

use std::net::SocketAddr;

use askama::Template;
use axum::body::Body;
use axum::extract::{ConnectInfo, OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ges_domain::text::Text;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http_body_util::{BodyExt, Limited};

use crate::kit::Kit;
use crate::page::{Page, View};
use crate::problem::{Problem, ProblemDocument};
use crate::reader::{Reader, RequestId, wants_page};

/// Words of a bare error that are worth passing on, in bytes.
const MAX_WORDS: usize = 4000;

/// Below this are addresses whose queries are secret.
const SIGNING_IN: &str = "/signin/";

#[derive(Template)]
#[template(path = "kit/problem.html")]
struct ProblemPage {
    page: Page,
    problem: ProblemDocument,
    link: Option<(String, String)>,
    request_id: Option<String>,
}

pub(crate) async fn in_readers_form(State(kit): State<Kit>, request: Request, next: Next) -> Response {
    let head = head_of(&request);
    let response = next.run(request).await;
    if response.status().as_u16() < 400 {
        return response;
    }
    let (problem, headers) = match problem_of(response).await {
        Ok(found) => found,
        Err(already_written) => return already_written,
    };
    let mut written = write(&kit, &head, problem).await;
    // Cookies and challenges that the inner answer set must not be lost.
    for (name, value) in &headers {
        if *name != CONTENT_TYPE && *name != CONTENT_LENGTH && !written.headers().contains_key(name) {
            written.headers_mut().append(name, value.clone());
        }
    }
    written
}

/// The head of a request, kept for the case that an error has to be written.
fn head_of(request: &Request) -> Parts {
    let (mut head, ()) = http::Request::new(()).into_parts();
    head.method = request.method().clone();
    head.uri = request.extensions().get::<OriginalUri>().map_or(request.uri(), |original| &original.0).clone();
    head.headers = request.headers().clone();
    if let Some(id) = request.extensions().get::<RequestId>() {
        head.extensions.insert(id.clone());
    }
    if let Some(address) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        head.extensions.insert(*address);
    }
    head
}

/// The problem in an answer: given as such, or made of a bare status with a line of text. Anything else has been
/// written by its handler and stays as it is.
async fn problem_of(response: Response) -> Result<(Problem, http::HeaderMap), Response> {
    let (mut parts, body) = response.into_parts();
    if let Some(problem) = parts.extensions.remove::<Problem>() {
        return Ok((problem, parts.headers));
    }
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !(kind.is_empty() || kind.starts_with("text/plain")) {
        return Err(Response::from_parts(parts, body));
    }
    let mut problem = Problem::of_status(parts.status);
    if parts.status.is_client_error() {
        let words = words(body).await;
        if !words.is_empty() {
            problem.detail = Text::new(words.clone(), words);
        }
    }
    Ok((problem, parts.headers))
}

/// The line of text that a framework's own rejection carries, such as which JSON field does not parse.
async fn words(body: Body) -> String {
    match Limited::new(body, MAX_WORDS).collect().await {
        Ok(whole) => String::from_utf8_lossy(&whole.to_bytes()).trim().to_owned(),
        Err(_) => String::new(),
    }
}

async fn write(kit: &Kit, head: &Parts, mut problem: Problem) -> Response {
    if problem.instance.is_none() {
        // The path alone: a query may hold a secret.
        problem.instance = Some(head.uri.path().to_owned());
    }
    // Whoever cannot be identified still gets the error, in their language.
    let mut reader = Reader::nobody(kit, head);
    if !wants_page(head.uri.path(), &head.headers) {
        return problem.json(reader.locale());
    }
    if let Some(redirect) = problem.redirect() {
        return redirect;
    }
    if !problem.status.is_server_error()
        && let Ok(known) = Reader::from_head(kit, head).await
    {
        reader = known;
    }
    // What is sent back to the pages of signing in holds codes and tokens: no link of the page may carry them on.
    if reader.path().starts_with(SIGNING_IN) {
        "/signin".clone_into(&mut reader.url);
    }
    let document = problem.document(reader.locale());
    let template = ProblemPage {
        page: Page::new(kit, &reader, document.title.clone()),
        link: problem.link.as_ref().map(|(href, label)| (href.clone(), reader.lang.of(label).to_owned())),
        problem: document,
        request_id: reader.request_id.clone(),
    };
    let mut response = View(problem.status, template).into_response();
    problem.headers(&mut response);
    response
}
