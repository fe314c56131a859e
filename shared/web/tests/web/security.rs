//! What `security::harden` promises for every answer and every request.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use http::{Method, StatusCode};

use crate::server::{PASSWORD, Server};

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = Server::new();
    let css = server.kit.assets().url("kit.css");
    let foreign = server.post("/signin").header("sec-fetch-site", "cross-site").send().await;
    let mut all = vec![foreign];
    for path in ["/", "/signin", "/who", "/missing", "/boom", "/bad", "/api/missing", "/api/boom", "/readyz", &css] {
        all.push(server.get(path).send().await);
    }
    all.push(server.ask(Method::DELETE, "/").send().await);
    for answer in &all {
        let header = |name: &str| answer.headers.get(name).map(|v| v.to_str().unwrap()).unwrap_or_default();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{answer:?}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert!(header("permissions-policy").contains("camera=()"));
        assert!(!header("cache-control").is_empty() && !header("x-request-id").is_empty());
        assert_eq!(header("strict-transport-security"), "");
    }
    let https = Server::with(|options| options.https = true);
    assert!(https.get("/").send().await.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn pages_have_no_inline_script_or_style() {
    let server = Server::new();
    for path in ["/signin", "/missing", "/signin/link?token=x"] {
        let body = server.get(path).send().await.body;
        assert!(!body.contains("style=") && !body.contains("<style") && !body.contains("onclick"), "{path}");
        for script in body.split("<script").skip(1) {
            assert!(script.starts_with(" type=\"module\" src=\"/assets/"), "{script}");
        }
    }
}

#[tokio::test]
async fn forms_from_other_origins_are_refused_in_the_readers_words() {
    let server = Server::with(|options| options.trusted_origins = vec!["https://proxy.example".to_owned()]);
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    let try_it = async |headers: &[(&str, &str)]| {
        let mut ask = server.post("/who").cookie(&cookie);
        for (name, value) in headers {
            ask = ask.header(name, value);
        }
        ask.send().await
    };
    for refused in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://ges.example")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://ges.example:8410")],
        &[("origin", "null")],
    ] {
        let answer = try_it(refused).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{refused:?}");
        assert!(answer.body.contains("แบบฟอร์มนี้ไม่ได้ส่งมาจากระบบนี้"));
    }
    for allowed in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://ges.example")],
        &[("origin", "https://proxy.example")],
        &[],
    ] {
        assert_eq!(try_it(allowed).await.status, StatusCode::OK, "{allowed:?}");
    }
}

#[test]
fn origins_that_cannot_be_meant_stop_the_start() {
    use ges_web::kit::KitError;
    let store = ges_store::Store::open(&ges_store::StoreUrl::memory(), ges_store::Options::default()).unwrap();
    let env = ges_runtime::Env::system();
    for bad in ["ges.example", "https://ges.example/path", "*"] {
        let id = ges_domain::ids::OrganisationId::parse("dep").unwrap();
        let mut options = ges_web::KitOptions::new(ges_web::Product::Hub, id, ges_domain::text::Text::default());
        options.trusted_origins = vec![bad.to_owned()];
        assert!(matches!(ges_web::Kit::open(options, &store, &env), Err(KitError::Origin { .. })), "{bad}");
    }
}

#[tokio::test]
async fn too_much_is_refused_before_it_is_read() {
    let server = Server::new();
    let ask = server.post("/api/echo").header("content-type", "application/json");
    let answer = ask.body(Body::from(format!("[{}1]", "1,".repeat(1000)))).await;
    assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &"too-large".into()));
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_routes_and_never_secrets() {
    // For the whole test program, not for this thread: what other tests log must be free of secrets too.
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(move || writer.clone()).init();
    let server = Server::new();
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    server.get("/signin/link?token=query-secret").send().await;
    server.get("/missing/path-secret").send().await;
    server.get("/who").header("authorization", "Bearer ges_header-secret").send().await;
    server.sign_in("cio", "password-secret").await;
    server.get("/boom").send().await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.contains("/signin/link") && text.contains("answered") && text.contains("a handler panicked"),
        "{text}"
    );
    let session = cookie.split_once('=').unwrap().1;
    for secret in ["query-secret", "path-secret", "header-secret", "password-secret", PASSWORD, session] {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
}
