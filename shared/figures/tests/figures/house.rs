//! A small node and a small hub over stores in memory, with real journals, mirrors, cosignatures and attestations.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use ges_domain::audience::{Audience, Viewer};
use ges_domain::ids::{Digest, OrganisationId};
use ges_domain::records::Fact;
use ges_domain::text::Text;
use ges_figures::{House, Opened};
use ges_journal::log_id::LogId;
use ges_journal::note::{SignerKey, VerifierKey, cosign};
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::log::{self, Log, Side};
use ges_ledger::read::documents::Filed;
use ges_ledger::{LedgerError, feed, mirror};
use ges_runtime::{Clock, Entropy, Env};
use ges_store::{Options, Store, StoreUrl};
use ges_web::accounts::NewToken;
use ges_web::{Kit, KitOptions, KitState, Problem, Product, Signed, accounts, assets, security};
use jiff::Timestamp;

pub type Files = Arc<HashMap<Digest, Bytes>>;

/// A server with these pages; `HUB` says which of the two.
#[derive(Clone)]
pub struct Server<const HUB: bool> {
    pub kit: Kit,
    pub store: Store,
    pub signer: Arc<SignerKey>,
    pub witness: Option<VerifierKey>,
    pub files: Files,
    /// As whom everybody signed in sees records, instead of the usual.
    pub as_viewer: Option<Viewer>,
}

impl<const HUB: bool> KitState for Server<HUB> {
    fn kit(&self) -> &Kit {
        &self.kit
    }
}

impl<const HUB: bool> House for Server<HUB> {
    const PRODUCT: Product = if HUB { Product::Hub } else { Product::Node };

    fn store(&self) -> &Store {
        &self.store
    }

    fn viewer(&self, reader: Option<&Signed>) -> Viewer {
        match (reader, &self.as_viewer) {
            (None, _) => Viewer::Public,
            (Some(_), Some(viewer)) => viewer.clone(),
            (Some(_), None) if HUB => Viewer::Central(self.own().clone()),
            (Some(_), None) => Viewer::Organisation(self.own().clone()),
        }
    }

    fn signer(&self) -> &SignerKey {
        &self.signer
    }

    fn witness(&self) -> Option<VerifierKey> {
        self.witness.clone()
    }

    fn open_document(
        &self,
        filed: Filed,
        offset: u64,
        length: Option<u64>,
    ) -> BoxFuture<'static, Result<Opened, Problem>> {
        let found = self.files.get(&filed.document.digest).cloned();
        Box::pin(async move {
            let bytes = found.ok_or_else(Problem::not_found)?;
            let from = usize::try_from(offset).unwrap();
            let to = length.map_or(bytes.len(), |l| from + usize::try_from(l).unwrap());
            let part = bytes.slice(from..to.min(bytes.len()));
            Ok(Opened { length: part.len() as u64, body: Body::from(part) })
        })
    }
}

impl<const HUB: bool> Server<HUB> {
    /// An empty server with its own journal.
    pub fn new(id: &str, name: Text, env: &Env, seed: u8) -> Self {
        let organisation = OrganisationId::parse(id).unwrap();
        let store = Store::open(&StoreUrl::memory(), Options::default()).unwrap();
        ges_ledger::migrate(&store).unwrap();
        let log_id = LogId::new("ges.local", organisation.clone(), 1).unwrap();
        let signer = SignerKey::from_seed(&log_id.to_string(), &[seed; 32]).unwrap();
        let verifier = signer.verifier_key();
        store.write(move |tx| log::create(tx, &log_id, &verifier, Side { own: true, central: HUB }).map(drop)).unwrap();
        let product = if HUB { Product::Hub } else { Product::Node };
        let mut options = KitOptions::new(product, organisation, name);
        options.words = ges_figures::words();
        options.assets = ges_figures::assets();
        options.stylesheets = vec![ges_figures::STYLESHEET.to_owned()];
        options.demo = true;
        let kit = Kit::open(options, &store, env).unwrap();
        Self { kit, store, signer: Arc::new(signer), witness: None, files: Files::default(), as_viewer: None }
    }

    /// A token with this role.
    pub fn token(&self, role: &str) -> String {
        let new = NewToken { login: format!("system-{role}"), roles: vec![role.to_owned()], ..NewToken::default() };
        self.kit.accounts().create_token(new).unwrap().1
    }

    pub fn router(&self) -> Router {
        let routes =
            Router::new().merge(ges_figures::routes::<Self>()).merge(accounts::routes()).merge(assets::routes());
        security::harden(&self.kit, routes.with_state(self.clone()))
    }

    pub fn log(&self) -> Log {
        self.store.read(|tx| Ok::<_, LedgerError>(append::own_log(tx)?.unwrap())).unwrap()
    }

    /// Records facts as one transaction.
    pub fn record(
        &self,
        facts: Vec<(Fact, Audience)>,
        author: &str,
        now: Timestamp,
        entropy: &Entropy,
    ) -> Vec<Recorded> {
        let statements: Vec<Statement> =
            facts.into_iter().map(|(fact, audience)| Statement { fact, audience, author: author.to_owned() }).collect();
        let entropy = entropy.clone();
        self.store
            .write(move |tx| {
                let log = append::own_log(tx)?.unwrap();
                append::record(tx, &log, &statements, now, &entropy)
            })
            .unwrap()
    }

    /// Pulls everything new of `node` into the mirror here, cosigns it and hands the receipt to the node.
    pub fn pull(&self, node: &Server<false>, witness: &SignerKey, now: Timestamp) {
        let own = node.log();
        let (id, key) = (own.id.clone(), own.verifier.clone());
        let mirrored = self.store.write(move |tx| mirror::open(tx, &id, &key, false)).unwrap();
        let viewer = Viewer::Central(self.own().clone());
        let from = mirrored.size;
        let (log_now, signer) = (own.clone(), Arc::clone(&node.signer));
        let batch = node
            .store
            .read(move |tx| feed::next_batch(tx, &log_now, from, 1 << 20, &viewer, &signer))
            .unwrap()
            .unwrap();
        let prepared = mirror::Prepared::new(&mut mirrored.mirror(), &batch).unwrap();
        let mut note = ges_journal::note::SignedNote::parse(prepared.note()).unwrap();
        let seconds = u64::try_from(now.as_second()).unwrap();
        note.add_signature(cosign(&note, witness, seconds).unwrap());
        let (size, note) = (prepared.size(), note.encode());
        let kept = note.clone();
        self.store
            .write(move |tx| {
                prepared.commit(tx, mirrored.key)?;
                log::keep_receipt(tx, mirrored.key, size, &kept, now.as_microsecond())
            })
            .unwrap();
        node.store.write(move |tx| log::keep_receipt(tx, own.key, size, &note, now.as_microsecond())).unwrap();
    }
}

pub fn clock(text: &str) -> Env {
    let (clock, _) = Clock::manual(text.parse().unwrap());
    Env { clock, entropy: Entropy::seeded(7) }
}

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

/// Asks for an address with some headers.
pub async fn get<const HUB: bool>(server: &Server<HUB>, url: &str, headers: &[(&str, &str)]) -> Answer {
    ask(server, "GET", url, headers).await
}

pub async fn ask<const HUB: bool>(server: &Server<HUB>, method: &str, url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answered(server, request.body(Body::empty()).unwrap()).await
}

async fn answered<const HUB: bool>(server: &Server<HUB>, request: http::Request<Body>) -> Answer {
    use tower::ServiceExt as _;
    let response = server.router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = http_body_util::BodyExt::collect(body).await.unwrap().to_bytes();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// Sends JSON.
pub async fn post<const HUB: bool>(server: &Server<HUB>, url: &str, body: &str) -> Answer {
    let request = http::Request::builder()
        .method("POST")
        .uri(url)
        .header("content-type", "application/json")
        .header(ENGLISH.0, ENGLISH.1);
    answered(server, request.body(Body::from(body.to_owned())).unwrap()).await
}

/// The header that signs a token in.
pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

pub const PAGE: (&str, &str) = ("accept", "text/html");
pub const ENGLISH: (&str, &str) = ("accept-language", "en");
