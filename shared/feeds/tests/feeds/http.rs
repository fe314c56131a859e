//! Files and JSON from a real server on the loopback.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use ges_feeds::{FeedError, Limits, Secret, Table, read};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use crate::{shown, source};

/// Authorization headers seen, in order.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server on a runtime of its own, ended with the value.
struct Server {
    address: SocketAddr,
    seen: Seen,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    fn start() -> Self {
        Self::with(|listener, app| async move { axum::serve(listener, app).await.unwrap() })
    }

    fn with<F: Future<Output = ()> + Send + 'static>(serve: impl FnOnce(TcpListener, Router) -> F) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Seen::default());
        let app = routes().layer(axum::middleware::from_fn_with_state(Arc::clone(&seen), note)).with_state(address);
        runtime.spawn(serve(listener, app));
        Self { address, seen, _runtime: runtime }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

async fn note(
    State(seen): State<Seen>,
    headers: HeaderMap,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let given = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
    seen.lock().unwrap().push(given.unwrap_or_default());
    next.run(request).await
}

fn routes() -> Router<SocketAddr> {
    Router::new()
        .route("/x.csv", get(async || "v\n1\n"))
        .route("/plain", get(async || "v\n2\n"))
        .route("/query", get(async |uri: axum::http::Uri| format!("v\n{}\n", uri.query().unwrap_or_default())))
        .route("/book", get(async || book()))
        .route("/large", get(async || vec![b'x'; 1001]))
        .route(
            "/chunks",
            get(async || {
                Body::from_stream(futures_util::stream::iter(
                    (0..100_000).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1_000]))),
                ))
            }),
        )
        .route(
            "/slow",
            get(async || Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>())),
        )
        .route("/never", get(async || std::future::pending::<()>().await))
        .route("/here", get(async || Redirect::temporary("/x.csv?again=1")))
        .route("/loop", get(async || Redirect::temporary("/loop")))
        .route(
            "/away",
            get(async |State(own): State<SocketAddr>| {
                Redirect::temporary(&format!("http://localhost:{}/x.csv?key=k", own.port()))
            }),
        )
        .route(
            "/scheme",
            get(async |State(own): State<SocketAddr>| Redirect::temporary(&format!("https://{own}/x.csv"))),
        )
        .route("/denied", get(async || StatusCode::FORBIDDEN))
        .route("/gone", get(async || StatusCode::GONE))
        .route("/packed", get(async || ([(header::CONTENT_ENCODING, "gzip")], "x").into_response()))
        .route("/json", get(async || Json(json!({"data": {"rows": [{"code": "07", "more": {"baht": 12.5}}]}}))))
        .route("/exact", get(async || r#"[{"baht": 12345678901234567.89}]"#))
}

fn book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "v").unwrap();
    sheet.write(1, 0, 0.1).unwrap();
    book.save_to_buffer().unwrap()
}

fn file(url: &str, limits: &Limits) -> Result<Table, FeedError> {
    read(&source(&json!({"kind": "http_file", "url": url})), None, limits)
}

#[test]
fn files_are_told_by_name_or_first_bytes() {
    let server = Server::start();
    for (path, value) in [("/x.csv", "1"), ("/plain", "2"), ("/book", "0.1"), ("/query?a=%E0%B8%81&b", "a=%E0%B8%81&b")]
    {
        let table = file(&server.url(path), &Limits::default()).unwrap();
        assert_eq!(shown(&table), [[value]], "{path}");
    }
}

#[test]
fn bodies_beyond_the_limit_are_cut_off() {
    let server = Server::start();
    let limits = |bytes| Limits { bytes, cell: 2_000, ..Limits::default() };
    assert!(file(&server.url("/large"), &limits(1_001)).is_ok());
    assert_eq!(file(&server.url("/large"), &limits(1_000)), Err(FeedError::TooManyBytes { limit: 1_000 }));
    assert_eq!(file(&server.url("/chunks"), &limits(5_000)), Err(FeedError::TooManyBytes { limit: 5_000 }));
}

#[test]
fn servers_that_never_finish_are_left() {
    let server = Server::start();
    let limits = Limits { seconds: 1, ..Limits::default() };
    for path in ["/slow", "/never"] {
        assert_eq!(file(&server.url(path), &limits), Err(FeedError::TooSlow { seconds: 1 }), "{path}");
    }
}

#[test]
fn redirects_stay_on_the_same_server() {
    let server = Server::start();
    let url = |path: &str| server.url(path);
    assert_eq!(shown(&file(&url("/here"), &Limits::default()).unwrap()), [["1"]]);
    let away = FeedError::Redirect {
        place: url("/away"),
        target: format!("http://localhost:{}/x.csv", server.address.port()),
    };
    assert_eq!(file(&url("/away"), &Limits::default()), Err(away));
    let scheme = file(&url("/scheme"), &Limits::default());
    assert!(matches!(scheme, Err(FeedError::Redirect { target, .. }) if target.starts_with("https://")));
    let round = file(&url("/loop"), &Limits::default());
    assert!(matches!(round, Err(FeedError::Redirect { target, .. }) if target.contains("again")));
}

#[test]
fn answers_that_are_no_file_are_named() {
    let server = Server::start();
    let url = |path: &str| server.url(path);
    let denied = FeedError::Denied { place: url("/denied") };
    assert_eq!(file(&url("/denied"), &Limits::default()), Err(denied));
    for (path, status) in [("/gone", 410), ("/nowhere", 404)] {
        let expected = FeedError::Status { place: url(path), status };
        assert_eq!(file(&url(&format!("{path}?private=1")), &Limits::default()), Err(expected));
    }
    let packed = FeedError::ContentEncoding { place: url("/packed"), encoding: "gzip".into() };
    assert_eq!(file(&url("/packed"), &Limits::default()), Err(packed));
    let address = server.address;
    drop(server);
    let gone = file(&format!("http://{address}/x.csv"), &Limits::default());
    assert!(matches!(gone, Err(FeedError::Unreachable { place, .. }) if place == format!("http://{address}")));
}

#[test]
fn json_rows_are_read_to_the_last_digit() {
    let server = Server::start();
    let rest = |path: &str, rows: &str| {
        read(&source(&json!({"kind": "rest", "url": server.url(path), "rows": rows})), None, &Limits::default())
    };
    let table = rest("/json", "/data/rows").unwrap();
    assert_eq!(table.columns(), ["code", "/more/baht"]);
    assert_eq!(shown(&table), [["07", "12.5"]]);
    assert_eq!(shown(&rest("/exact", "").unwrap()), [["12345678901234567.89"]]);
    assert_eq!(rest("/json", "/data/nothing"), Err(FeedError::NothingThere { pointer: "/data/nothing".into() }));
    assert_eq!(rest("/json", "/data"), Err(FeedError::NotRows { pointer: "/data".into() }));
    assert!(matches!(rest("/x.csv", ""), Err(FeedError::Json { .. })));
}

#[test]
fn the_token_goes_where_it_is_meant_for() {
    let server = Server::start();
    let secret = Secret::new("t0ken".into()).unwrap();
    let bearer = |url: &str, bearer: bool| source(&json!({"kind": "http_file", "url": url, "bearer": bearer}));
    let limits = Limits::default();
    read(&bearer(&server.url("/here"), true), Some(&secret), &limits).unwrap();
    read(&bearer(&server.url("/x.csv"), false), Some(&secret), &limits).unwrap();
    read(&bearer(&server.url("/away"), true), Some(&secret), &limits).unwrap_err();
    assert_eq!(*server.seen.lock().unwrap(), ["Bearer t0ken", "Bearer t0ken", "", "Bearer t0ken"]);

    let refused = |url: &str, secret: Option<&Secret>| read(&bearer(url, true), secret, &limits).unwrap_err();
    assert_eq!(refused(&server.url("/x.csv"), None), FeedError::SecretMissing);
    let clear = refused("http://feeds.example/x.csv", Some(&secret));
    assert_eq!(clear, FeedError::SecretInClear { host: "feeds.example".into() });
    let spaced = Secret::new("t0 ken".into()).unwrap();
    assert_eq!(refused(&server.url("/x.csv"), Some(&spaced)), FeedError::SecretUnfit);
    for error in [clear, refused(&server.url("/denied"), Some(&secret))] {
        assert!(!format!("{error} {error:?}").contains("t0ken"));
    }
}

/// Serves TLS with a certificate for `name`; gives its PEM too.
fn secure(name: &str) -> (Server, String) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let server = Server::with(|listener, _| async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            if let Ok(stream) = acceptor.accept(stream).await {
                tokio::spawn(answer(stream));
            }
        }
    });
    (server, made.cert.pem())
}

/// The plainest HTTP server there is.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nv\n7\n").await.unwrap();
    stream.flush().await.unwrap();
}

#[test]
fn tls_is_checked_against_the_authorities_of_the_source() {
    let (folder, secret) = (tempfile::tempdir().unwrap(), Secret::new("t0ken".into()).unwrap());
    let written = |name: &str, pem: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path
    };
    let get = |server: &Server, ca: &std::path::Path| {
        let url = format!("https://localhost:{}/x.csv", server.address.port());
        let json = json!({"kind": "http_file", "url": url, "bearer": true, "ca": ca});
        read(&source(&json), Some(&secret), &Limits::default())
    };
    let (server, pem) = secure("localhost");
    let (other, other_pem) = secure("elsewhere.example");
    let (own, foreign) = (written("own.pem", &pem), written("other.pem", &other_pem));
    assert_eq!(shown(&get(&server, &own).unwrap()), [["7"]]);
    assert!(matches!(get(&server, &foreign), Err(FeedError::Unreachable { .. })), "another authority");
    assert!(matches!(get(&other, &foreign), Err(FeedError::Unreachable { .. })), "another name");
    for (name, content) in
        [("empty.pem", ""), ("broken.pem", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")]
    {
        assert!(matches!(get(&server, &written(name, content)), Err(FeedError::Authorities { .. })), "{name}");
    }
}
