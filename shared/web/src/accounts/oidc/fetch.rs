//! One request to the provider under limits of size and time; no redirect is followed, so a secret goes nowhere else.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use url::Url;

use super::super::OidcError;

/// Most bytes of an answer: sets of keys and discovery documents stay far below.
const MAX_ANSWER: usize = 256 << 10;
/// Most bytes of the head of an answer.
const MAX_HEAD: usize = 32 << 10;
/// Where operating systems keep the authorities they trust: Debian, Red Hat, Alpine.
const SYSTEM: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// What is asked.
pub(super) enum Ask {
    Get,
    /// A form, with the header that names the client.
    Post {
        form: String,
        authorization: Option<HeaderValue>,
    },
}

/// What is answered.
pub(super) struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

/// Sends one request and reads the whole answer.
pub(super) async fn fetch(
    url: &Url,
    ask: Ask,
    authorities: Option<&Path>,
    patience: Duration,
) -> Result<Answer, OidcError> {
    match tokio::time::timeout(patience, send(url, ask, authorities)).await {
        Ok(answer) => answer,
        Err(_) => Err(OidcError::Slow(place(url))),
    }
}

/// Scheme, host and port: all that messages and logs tell of an address.
pub(super) fn place(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn unreachable(url: &Url, cause: &dyn std::fmt::Display) -> OidcError {
    tracing::warn!(provider = place(url), %cause, "the identity provider cannot be reached");
    OidcError::Unreachable(place(url))
}

#[expect(clippy::disallowed_methods, reason = "the identity provider is outside what is simulated")]
async fn send(url: &Url, ask: Ask, authorities: Option<&Path>) -> Result<Answer, OidcError> {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().unwrap_or(0);
    let socket = TcpStream::connect((host, port)).await.map_err(|cause| unreachable(url, &cause))?;
    if url.scheme() != "https" {
        return exchange(url, ask, socket).await;
    }
    let config = tls(authorities).await.map_err(|cause| unreachable(url, &cause))?;
    let name = ServerName::try_from(host.to_owned()).map_err(|cause| unreachable(url, &cause))?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = connector.connect(name, socket).await.map_err(|cause| unreachable(url, &cause))?;
    exchange(url, ask, stream).await
}

async fn exchange(
    url: &Url,
    ask: Ask,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<Answer, OidcError> {
    let mut builder = hyper::client::conn::http1::Builder::new();
    builder.max_buf_size(MAX_HEAD);
    let shake = builder.handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shake.map_err(|cause| unreachable(url, &cause))?;
    // Ends when the sender is dropped.
    tokio::spawn(connection);
    let host = url.host_str().unwrap_or_default();
    let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut request = http::Request::builder()
        .uri(target)
        .header(HOST, authority)
        .header(USER_AGENT, "ges")
        .header(ACCEPT, "application/json")
        .header(ACCEPT_ENCODING, "identity");
    let body = match ask {
        Ask::Get => Bytes::new(),
        Ask::Post { form, authorization } => {
            request = request.method("POST").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            if let Some(authorization) = authorization {
                request = request.header(AUTHORIZATION, authorization);
            }
            Bytes::from(form)
        }
    };
    let request = request.body(Full::new(body)).map_err(|cause| unreachable(url, &cause))?;
    let answer = sender.send_request(request).await.map_err(|cause| unreachable(url, &cause))?;
    let (head, body) = answer.into_parts();
    if head.headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(OidcError::Answer(place(url)));
    }
    let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|_| OidcError::Answer(place(url)))?;
    Ok(Answer { status: head.status, body: body.to_bytes() })
}

/// TLS with the authorities of a file, or the operating system's; host names are always checked.
async fn tls(authorities: Option<&Path>) -> Result<ClientConfig, String> {
    let named = authorities.map(Path::to_owned);
    let read = move || -> Result<RootCertStore, String> {
        let system = || SYSTEM.iter().map(PathBuf::from).find(|path| path.is_file());
        let path = named.clone().or_else(system).ok_or("no authorities are installed")?;
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(&path).map_err(|cause| cause.to_string())? {
            let added = roots.add(certificate.map_err(|cause| cause.to_string())?);
            // One old certificate of an operating system's many must not shut out the rest.
            if let (Err(cause), true) = (added, named.is_some()) {
                return Err(cause.to_string());
            }
        }
        Ok(roots)
    };
    let roots = tokio::task::spawn_blocking(read).await.map_err(|cause| cause.to_string())??;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS13]);
    Ok(versions.map_err(|cause| cause.to_string())?.with_root_certificates(roots).with_no_client_auth())
}
