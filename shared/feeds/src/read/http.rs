//! One GET under limits of size and time. The secret goes to the address it is meant for and nowhere else.

use std::path::Path;
use std::sync::Arc;

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, HOST, LOCATION, USER_AGENT};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use url::{Host, Url};

use super::{clip, timed, tls};
use crate::error::FeedError;
use crate::limits::Limits;
use crate::secret::Secret;
use crate::setting::Address;

/// Most redirects followed, all to the same scheme, host and port.
const MAX_REDIRECTS: usize = 5;
/// Most bytes of the head of an answer.
const MAX_HEAD: usize = 64 << 10;

/// What is asked for.
pub(super) struct Request<'a> {
    pub url: &'a Address,
    pub bearer: bool,
    /// Authorities trusted for `https`; without them, those of the operating system.
    pub ca: Option<&'a Path>,
    pub accept: &'static str,
}

/// The body of a successful answer.
pub(super) fn fetch(request: &Request<'_>, secret: Option<&Secret>, limits: &Limits) -> Result<Vec<u8>, FeedError> {
    let url = request.url.url();
    let token = if request.bearer { Some(token(url, secret)?) } else { None };
    let tls = if url.scheme() == "https" { Some(Arc::new(tls::client(request.ca)?)) } else { None };
    timed::run(limits, &place(url), || async {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let answer = get(&url, token.as_ref(), tls.clone(), request.accept).await?;
            match next(&url, &answer)? {
                Some(target) => url = target,
                None => return body(&url, answer, limits).await,
            }
        }
        Err(FeedError::Redirect { place: place(&url), target: "itself again and again".to_owned() })
    })
}

/// The header of the token, which no message shows.
fn token(url: &Url, secret: Option<&Secret>) -> Result<HeaderValue, FeedError> {
    let secret = secret.ok_or(FeedError::SecretMissing)?;
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !local {
        return Err(FeedError::SecretInClear { host: url.host_str().unwrap_or_default().to_owned() });
    }
    if !secret.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(FeedError::SecretUnfit);
    }
    let value = format!("Bearer {}", secret.expose());
    let mut value = HeaderValue::try_from(value).map_err(|_| FeedError::SecretUnfit)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Scheme, host, port and path; parameters are left out.
fn place(url: &Url) -> String {
    clip(&format!("{}{}", url.origin().ascii_serialization(), url.path()))
}

fn unreachable(url: &Url, cause: &dyn std::fmt::Display) -> FeedError {
    FeedError::Unreachable { place: url.origin().ascii_serialization(), detail: clip(&cause.to_string()) }
}

#[expect(clippy::disallowed_methods, reason = "an agency's own systems are outside what is simulated")]
async fn get(
    url: &Url,
    token: Option<&HeaderValue>,
    tls: Option<Arc<ClientConfig>>,
    accept: &'static str,
) -> Result<Response<Incoming>, FeedError> {
    let refused = |cause: &dyn std::fmt::Display| unreachable(url, cause);
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().unwrap_or(0);
    let socket = TcpStream::connect((host, port)).await.map_err(|cause| refused(&cause))?;
    match tls {
        None => send(url, token, accept, socket).await,
        Some(config) => {
            let name = ServerName::try_from(host.to_owned()).map_err(|cause| refused(&cause))?;
            let connector = tokio_rustls::TlsConnector::from(config);
            let stream = connector.connect(name, socket).await.map_err(|cause| refused(&cause))?;
            send(url, token, accept, stream).await
        }
    }
}

async fn send(
    url: &Url,
    token: Option<&HeaderValue>,
    accept: &'static str,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<Response<Incoming>, FeedError> {
    let refused = |cause: &dyn std::fmt::Display| unreachable(url, cause);
    let mut builder = hyper::client::conn::http1::Builder::new();
    builder.max_buf_size(MAX_HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|cause| refused(&cause))?;
    // Ends with the runtime at the latest.
    tokio::spawn(connection);
    let authority = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut request = http::Request::get(target)
        .header(HOST, authority)
        .header(USER_AGENT, "ges")
        .header(ACCEPT, accept)
        .header(ACCEPT_ENCODING, "identity");
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, token);
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(|cause| refused(&cause))?;
    sender.send_request(request).await.map_err(|cause| refused(&cause))
}

/// Where a redirect leads, when that is the same scheme, host and port; `None` when this is the answer itself.
fn next(url: &Url, answer: &Response<Incoming>) -> Result<Option<Url>, FeedError> {
    let status = answer.status();
    if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let target = location.and_then(|location| url.join(location).ok());
        return match target {
            Some(target) if target.origin() == url.origin() => Ok(Some(target)),
            Some(target) => Err(FeedError::Redirect { place: place(url), target: place(&target) }),
            None => Err(FeedError::Status { place: place(url), status: status.as_u16() }),
        };
    }
    match status {
        StatusCode::OK => Ok(None),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(FeedError::Denied { place: place(url) }),
        other => Err(FeedError::Status { place: place(url), status: other.as_u16() }),
    }
}

async fn body(url: &Url, answer: Response<Incoming>, limits: &Limits) -> Result<Vec<u8>, FeedError> {
    if let Some(encoding) = answer.headers().get(CONTENT_ENCODING)
        && encoding != "identity"
    {
        let encoding = clip(&String::from_utf8_lossy(encoding.as_bytes()));
        return Err(FeedError::ContentEncoding { place: place(url), encoding });
    }
    let mut body = answer.into_body();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|cause| unreachable(url, &cause))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len().saturating_add(data.len()) > limits.bytes {
            return Err(FeedError::TooManyBytes { limit: limits.bytes });
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}
