//! A small identity provider on a port of its own: discovery, keys, and codes for ID tokens, with a real signing key.
//! Each test says what its tokens are to look like.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as B64};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What one sign-in is to come out as.
#[derive(Clone)]
pub struct Plan {
    /// Laid over the claims of a good token; `null` takes one away.
    pub claims: Value,
    pub header: Value,
    pub signed: Signer,
    /// Answers to a code, instead of a token.
    pub answer: Option<(StatusCode, String)>,
    /// Never answers to a code.
    pub silent: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    Issuer,
    Stranger,
    Nobody,
}

impl Default for Plan {
    fn default() -> Self {
        Self { claims: json!({}), header: json!({}), signed: Signer::Issuer, answer: None, silent: false }
    }
}

/// What the person agreed to: kept until the code is exchanged, once.
struct Grant {
    nonce: String,
    challenge: String,
    back: String,
    client: String,
}

struct Inner {
    url: String,
    key: EcdsaKeyPair,
    stranger: EcdsaKeyPair,
    plan: Mutex<Plan>,
    grants: Mutex<HashMap<String, Grant>>,
    /// How often the keys were asked for.
    keys_asked: AtomicUsize,
    /// Name and secret that a code must come with.
    client: Option<(String, String)>,
    now: i64,
}

#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

/// The parameters in an address.
pub fn parameters(url: &str) -> HashMap<String, String> {
    let query = url.split_once('?').unwrap().1;
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

impl Issuer {
    pub async fn start(now: i64, client: Option<(&str, &str)>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let key = || EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let issuer = Self(Arc::new(Inner {
            url,
            key: key(),
            stranger: key(),
            plan: Mutex::default(),
            grants: Mutex::default(),
            keys_asked: AtomicUsize::new(0),
            client: client.map(|(id, secret)| (id.to_owned(), secret.to_owned())),
            now,
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discover))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }

    pub fn plan(&self, plan: Plan) {
        *self.0.plan.lock().unwrap() = plan;
    }

    pub fn keys_asked(&self) -> usize {
        self.0.keys_asked.load(Ordering::Relaxed)
    }

    /// The person signs in at the address they were sent to: the query they are sent back with.
    pub fn agree(&self, sent_to: &str) -> String {
        let asked = parameters(sent_to);
        assert_eq!((&*asked["response_type"], &*asked["code_challenge_method"]), ("code", "S256"));
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{asked:?}");
        let code = format!("code-{}", self.0.grants.lock().unwrap().len());
        let grant = Grant {
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
            back: asked["redirect_uri"].clone(),
            client: asked["client_id"].clone(),
        };
        self.0.grants.lock().unwrap().insert(code.clone(), grant);
        format!("code={code}&state={}", asked["state"])
    }

    fn sign(&self, grant: &Grant, plan: &Plan) -> String {
        let mut claims = json!({
            "iss": self.0.url, "sub": "subject-1", "aud": grant.client, "nonce": grant.nonce,
            "iat": self.0.now, "exp": self.0.now + 300, "preferred_username": "cio",
        });
        let mut header = json!({ "alg": "ES256", "kid": "k1" });
        for (whole, change) in [(&mut claims, &plan.claims), (&mut header, &plan.header)] {
            for (name, value) in change.as_object().unwrap() {
                if value.is_null() {
                    whole.as_object_mut().unwrap().remove(name);
                } else {
                    whole[name] = value.clone();
                }
            }
        }
        let message = format!("{}.{}", B64.encode(header.to_string()), B64.encode(claims.to_string()));
        let by = |key: &EcdsaKeyPair| B64.encode(key.sign(&SystemRandom::new(), message.as_bytes()).unwrap());
        let signature = match plan.signed {
            Signer::Issuer => by(&self.0.key),
            Signer::Stranger => by(&self.0.stranger),
            Signer::Nobody => String::new(),
        };
        format!("{message}.{signature}")
    }
}

async fn discover(State(Issuer(issuer)): State<Issuer>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", issuer.url);
    Json(json!({
        "issuer": issuer.url, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"), "end_session_endpoint": at("/out"), "unknown": [1.5, null],
    }))
}

async fn keys(State(Issuer(issuer)): State<Issuer>) -> Json<Value> {
    issuer.keys_asked.fetch_add(1, Ordering::Relaxed);
    let point = issuer.key.public_key().as_ref();
    let (x, y) = (B64.encode(&point[1..33]), B64.encode(&point[33..]));
    Json(json!({ "keys": [
        { "kty": "unheard-of", "kid": "k0" },
        { "kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "x": x, "y": y },
    ] }))
}

async fn token(
    State(issuer): State<Issuer>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let plan = issuer.0.plan.lock().unwrap().clone();
    if plan.silent {
        std::future::pending::<()>().await;
    }
    if let Some(answer) = plan.answer {
        return answer.into_response();
    }
    let wrong = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    if let Some((id, secret)) = &issuer.0.client {
        let expected = format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")));
        if headers.get("authorization").is_none_or(|given| given != &*expected) {
            return wrong("invalid_client");
        }
    }
    let Some(grant) = issuer.0.grants.lock().unwrap().remove(&form["code"]) else { return wrong("invalid_grant") };
    let proved = B64.encode(Sha256::digest(&form["code_verifier"])) == grant.challenge;
    if !proved || form["redirect_uri"] != grant.back || form["grant_type"] != "authorization_code" {
        return wrong("invalid_grant");
    }
    Json(json!({ "access_token": "secret-access", "token_type": "Bearer", "id_token": issuer.sign(&grant, &plan) }))
        .into_response()
}
