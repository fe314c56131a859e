//! A node's router with people of several roles, and requests to it.

use axum::body::Body;
use ges_domain::audience::Audience;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::records::Fact;
use ges_domain::text::Text;
use ges_journal::log_id::LogId;
use ges_journal::note::SignerKey;
use ges_ledger::append::{self, Statement};
use ges_ledger::log::{self, Side};
use ges_node::app::{Config, InitRequest, Node};
use ges_node::config::Approval;
use ges_runtime::config::Size;
use ges_store::Tx;
use ges_web::accounts::{NewPerson, NewToken};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::support::{env, id, organisation, with_agreement};

/// Largest document of these nodes, in bytes.
pub const LIMIT: u64 = 4 << 20;

pub struct House {
    pub dir: TempDir,
    pub node: Node,
    pub keeper: String,
    pub other: String,
    pub cio: String,
    pub administrator: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// What the answer says: status, code of a problem, place to go on from.
    pub fn told(&self) -> (u16, String, Option<u64>) {
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        let at = self.headers.get("upload-offset").map(|v| v.to_str().unwrap().parse().unwrap());
        (self.status.as_u16(), code, at)
    }
}

pub fn house() -> House {
    house_with(|_| {})
}

/// A node whose settings are changed before it is made.
pub fn house_with(change: impl FnOnce(&mut Config)) -> House {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::new(dir.path().join("node"), id("dep"));
    config.rounds.approval = Approval::None;
    config.documents.limit = Size(LIMIT);
    change(&mut config);
    let request = InitRequest { config, organisation: organisation("dep"), administrator: "admin".into() };
    let (node, _) = Node::init(request, env()).unwrap();
    with_agreement(&node);
    let token = |login: &str, role: &str| {
        let (accounts, roles) = (node.kit().accounts(), vec![role.to_owned()]);
        let person = NewPerson { login: login.into(), roles: roles.clone(), ..NewPerson::default() };
        accounts.create_person(person).unwrap();
        accounts.create_token(NewToken { login: login.into(), roles, ..NewToken::default() }).unwrap().1
    };
    let (keeper, other) = (token("keeper", "data_keeper"), token("other", "data_keeper"));
    let (cio, administrator) = (token("cio", "cio"), token("boss", "administrator"));
    House { dir, node, keeper, other, cio, administrator }
}

impl House {
    /// The same files under a new process.
    pub fn restarted(self) -> Self {
        let config = self.node.config().clone();
        drop(self.node);
        Self { node: Node::open(config, env()).unwrap(), ..self }
    }

    /// Another organisation told of itself in its own journal, which is mirrored here.
    pub fn knows(&self, name: &str, kind: OrganisationKind, called: &str) {
        let (log, key) = (LogId::new("ges.local", id(name), 1).unwrap(), [3; 32]);
        let key = SignerKey::from_seed(&log.to_string(), &key).unwrap().verifier_key();
        let fact = Organisation { kind, name: Text::new(called, name), ..organisation(name) };
        let fact = Statement { fact: Fact::Organisation(fact), audience: Audience::Public, author: name.into() };
        let (now, entropy) = (self.node.env().clock.now(), self.node.env().entropy.clone());
        let side = Side { own: false, central: false };
        let tell = move |tx: &mut Tx<'_>| {
            let key = log::create(tx, &log, &key, side)?;
            let log = log::get(tx, key)?;
            append::record(tx, &log, std::slice::from_ref(&fact), now, &entropy).map(drop)
        };
        self.node.store().write(tell).unwrap();
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.node.http_router().oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    pub async fn call(&self, method: &str, path: &str, token: &str) -> Answer {
        self.send(program(method, path, token).body(Body::empty()).unwrap()).await
    }

    pub async fn page(&self, path: &str, token: &str) -> String {
        let request = with("GET", path, token).header(header::ACCEPT, "text/html");
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert!(!answer.body.contains('⟦'), "{path}: every word is there: {}", answer.body);
        answer.body
    }

    pub async fn announce(&self, token: &str, body: &Value) -> Answer {
        let request = program("POST", "/uploads", token).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Announces a file and gives the address of the upload.
    pub async fn begun(&self, name: &str, size: usize) -> String {
        let answer = self.announce(&self.keeper, &json!({ "name": name, "size": size, "audience": "central" })).await;
        assert_eq!(answer.told(), (201, String::new(), Some(0)), "{}", answer.body);
        answer.headers[header::LOCATION].to_str().unwrap().to_owned()
    }

    pub async fn patch(&self, place: &str, token: &str, offset: u64, body: impl Into<Body>) -> Answer {
        let request = program("PATCH", place, token).header("upload-offset", offset);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Sends a form with fields and files: name and bytes.
    pub async fn form(&self, path: &str, token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (name, bytes) in files {
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
            body.extend_from_slice(&[head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend_from_slice(b"--x--\r\n");
        let request = with("POST", path, token)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// As a program asks: problems come as JSON.
pub fn program(method: &str, path: &str, token: &str) -> http::request::Builder {
    with(method, path, token).header(header::ACCEPT, "application/json")
}

fn with(method: &str, path: &str, token: &str) -> http::request::Builder {
    let request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, "th");
    request.header(header::AUTHORIZATION, format!("Bearer {token}"))
}

/// A PDF of that length as far as its beginning.
pub fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..size.saturating_sub(9)).map(|i| u8::try_from(i * i % 251).unwrap()));
    bytes
}
