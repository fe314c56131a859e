//! The other side: an exchange server over a real ledger log, with knobs for everything a bad network or a bad node
//! may do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use ges_domain::agreement::{Agreement, Indicator, Tier};
use ges_domain::audience::{Audience, Viewer};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::criteria::{Criteria, Levels};
use ges_domain::definition::Definition;
use ges_domain::ids::{Digest, OrganisationId};
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::policy::Policies;
use ges_domain::records::Fact;
use ges_domain::result::{Document, Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;
use ges_hub::enrol::Request as Asking;
use ges_journal::log_id::LogId;
use ges_journal::note::SignerKey;
use ges_ledger::append::{self, Statement};
use ges_ledger::log::{self, Log, Side};
use ges_ledger::{LedgerError, feed};
use ges_proto::exchange::exchange_server::{Exchange, ExchangeServer};
use ges_proto::exchange::pull_frame::Frame;
use ges_proto::exchange::{
    Bookmark, Cursor, DeliverReply, DeliverRequest, DocumentChunk, HelloReply, HelloRequest, PullFrame, PullRequest,
    ReadDocumentRequest, deliver_request,
};
use ges_runtime::identity::{Identity, KeyPair};
use ges_runtime::net::{Limits, Sessions, server, tls_incoming};
use ges_runtime::tls::{ClientAuth, Hot, server_config};
use ges_runtime::{Clock, Entropy};
use ges_store::{Options, Store, StoreUrl};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

use crate::hub_fixture::start_of_tests;

type Change<T> = Box<dyn FnMut(&mut T) + Send>;

/// What can be made to go wrong.
#[derive(Default)]
pub struct Knobs {
    pub hello: Option<Change<HelloReply>>,
    pub frame: Option<Change<PullFrame>>,
    /// Bytes of a document after which the connection is cut, once each.
    pub cut_documents_at: Vec<usize>,
    /// Batches are made this small.
    pub batch_bytes: Option<usize>,
}

/// What the hub handed over.
#[derive(Debug, Default, Clone)]
pub struct Delivered {
    pub batches: Vec<ges_proto::exchange::Batch>,
    pub receipts: Vec<Bytes>,
    pub next: u64,
    pub log: String,
}

#[derive(Clone)]
pub struct NodeFixture {
    pub id: OrganisationId,
    pub store: Store,
    pub key: Arc<SignerKey>,
    pub tls: KeyPair,
    pub knobs: Arc<Mutex<Knobs>>,
    pub delivered: watch::Sender<Delivered>,
    pub documents: Arc<Mutex<HashMap<Digest, Vec<u8>>>>,
    pub document_calls: Arc<Mutex<Vec<u64>>>,
    pub sessions: Sessions,
    log: Arc<Mutex<LogId>>,
    hot: Hot,
    grown: watch::Sender<u64>,
}

impl NodeFixture {
    pub fn new(name: &str) -> Self {
        let mut seed = [7; 32];
        seed[..name.len()].copy_from_slice(name.as_bytes());
        Self::seeded(name, 1, seed)
    }

    pub fn seeded(name: &str, epoch: u32, seed: [u8; 32]) -> Self {
        let id = OrganisationId::parse(name).unwrap();
        let store = Store::open(&StoreUrl::memory(), Options::default()).unwrap();
        ges_ledger::migrate(&store).unwrap();
        let log = LogId::new("ges.local", id.clone(), epoch).unwrap();
        let key = SignerKey::from_seed(&log.to_string(), &seed).unwrap();
        let (created, verifier) = (log.clone(), key.verifier_key());
        store.write(move |tx| log::create(tx, &created, &verifier, Side { own: true, central: false })).unwrap();
        Self {
            id,
            store,
            key: Arc::new(key),
            tls: KeyPair::generate().unwrap(),
            knobs: Arc::default(),
            delivered: watch::Sender::default(),
            documents: Arc::default(),
            document_calls: Arc::default(),
            sessions: Sessions::new(),
            log: Arc::new(Mutex::new(log)),
            hot: Hot::empty(),
            grown: watch::Sender::new(0),
        }
    }

    pub fn request(&self, token: &str, address: &str) -> Asking {
        Asking {
            token: token.into(),
            csr: self.tls.csr(&self.id).unwrap(),
            journal_key: self.key.verifier_key().to_string(),
            address: address.into(),
        }
    }

    pub fn show(&self, chain: &str) {
        self.hot.swap(&Identity::new(chain, &self.tls).unwrap()).unwrap();
    }

    pub fn own_log(&self) -> Log {
        let origin = self.log.lock().unwrap().to_string();
        self.store.read(|tx| log::find(tx, &origin)).unwrap().unwrap()
    }

    pub fn record(&self, facts: Vec<(Fact, Audience)>) -> u64 {
        let log = self.own_log();
        let statements: Vec<_> = facts
            .into_iter()
            .map(|(fact, audience)| Statement {
                fact, audience, author: "ผู้จัดเก็บข้อมูล".into()
            })
            .collect();
        self.store
            .write(move |tx| append::record(tx, &log, &statements, start_of_tests(), &Entropy::system()))
            .unwrap();
        let size = self.own_log().size;
        self.grown.send_replace(size);
        size
    }

    /// Organisation and agreement with one indicator: what figures need before they can be placed.
    pub fn begin(&self) -> u64 {
        self.record(vec![
            (Fact::Organisation(organisation(&self.id)), Audience::Public),
            (Fact::Agreement(agreement(&self.id)), Audience::Central),
        ])
    }

    pub fn report(&self, value: i64) -> u64 {
        self.record(vec![(Fact::Result(report(value)), Audience::Central)])
    }

    pub fn file(&self, bytes: Vec<u8>) -> Document {
        let document = Document {
            digest: Digest(Sha256::digest(&bytes).into()),
            size: bytes.len() as u64,
            name: "หนังสือยืนยัน.pdf".into(),
            media_type: "application/pdf".into(),
            audience: Audience::Central,
            chunks: bytes.chunks(1 << 20).map(|c| Digest(Sha256::digest(c).into())).collect(),
            replaces: None,
        };
        self.documents.lock().unwrap().insert(document.digest, bytes);
        self.record(vec![(Fact::Document(document.clone()), Audience::Central)]);
        document
    }

    pub fn serve(&self, listener: TcpListener, ca_pem: &str, clock: &Clock) {
        let config = server_config(&self.hot, ca_pem, ClientAuth::Required, clock).unwrap();
        let incoming = tls_incoming(listener, config, Limits::new(clock, &self.sessions));
        let service = ExchangeServer::new(self.clone())
            .max_decoding_message_size(ges_proto::MAX_MESSAGE)
            .max_encoding_message_size(64 << 20);
        tokio::spawn(server().add_service(service).serve_with_incoming(incoming));
    }

    /// Goes on as another log: another life of the node, or somebody in its place.
    pub fn become_log(&mut self, other: &NodeFixture) {
        self.store = other.store.clone();
        self.key = other.key.clone();
        self.log = other.log.clone();
    }

    pub fn cut(&self) {
        self.sessions.end_where(|_| true);
    }
}

pub fn year() -> FiscalYear {
    FiscalYear::new(2555).unwrap()
}

pub fn organisation(id: &OrganisationId) -> Organisation {
    Organisation {
        id: id.clone(),
        name: Text::new("กรมทดสอบ", "Department of tests"),
        kind: OrganisationKind::Department,
        parent: Text::new("กระทรวงทดสอบ", "Ministry of tests"),
    }
}

pub fn agreement(id: &OrganisationId) -> Agreement {
    Agreement {
        organisation: id.clone(),
        fiscal_year: year(),
        version: 1,
        framework: "departments-2555".into(),
        framework_version: None,
        policies: Policies::default(),
        source: "ทดสอบ".into(),
        indicators: vec![Indicator {
            number: "1".parse().unwrap(),
            name: Text::new("ร้อยละของงานที่เสร็จ", "Share of work done"),
            unit: Text::new("ร้อยละ", "percent"),
            weight: 100.into(),
            definition: Definition::of(Criteria::levels(Levels::new([60, 65, 70, 75, 80].map(Into::into)).unwrap())),
            decimals: 2,
            dimension: Text::default(),
            tier: Tier::Department,
            host: Text::default(),
            illustrative: true,
        }],
    }
}

pub fn report(value: i64) -> Report {
    Report {
        fiscal_year: year(),
        indicator: "1".parse().unwrap(),
        round: Round::Nine,
        value: Some(value.into()),
        inputs: Inputs::default(),
        note: "ดำเนินการตามแผน".into(),
        evidence: Vec::new(),
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: true,
    }
}

#[tonic::async_trait]
impl Exchange for NodeFixture {
    type PullStream = ReceiverStream<Result<PullFrame, Status>>;
    type ReadDocumentStream = ReceiverStream<Result<DocumentChunk, Status>>;

    async fn hello(&self, request: Request<HelloRequest>) -> Result<Response<HelloReply>, Status> {
        let asked = request.into_inner();
        let log = self.own_log();
        let key = self.key.clone();
        let known = if asked.known_log == log.id.to_string() { asked.known_size } else { 0 };
        let (of, size) = (log.clone(), log.size);
        let (checkpoint, proof) = self
            .store
            .read(|tx| {
                let note = log::sign(tx, &of, size, &key)?;
                let proof =
                    if known == 0 || known > size { Vec::new() } else { log::consistency(tx, of.key, known, size)? };
                Ok::<_, LedgerError>((note, proof))
            })
            .unwrap();
        let delivered = self.delivered.borrow().clone();
        let mut reply = HelloReply {
            protocol: asked.protocol_max,
            software: "test".into(),
            organisation: self.id.to_string(),
            log: log.id.to_string(),
            verifier_key: self.key.verifier_key().to_string(),
            checkpoint: checkpoint.encode().into(),
            consistency: proof.into_iter().map(|h| Bytes::copy_from_slice(&h)).collect(),
            capabilities: Vec::new(),
            clock_micros: start_of_tests().as_microsecond() + 250_000,
            received: Some(Cursor { log: delivered.log, next: delivered.next }),
        };
        if let Some(change) = &mut self.knobs.lock().unwrap().hello {
            change(&mut reply);
        }
        Ok(Response::new(reply))
    }

    async fn pull(&self, request: Request<PullRequest>) -> Result<Response<Self::PullStream>, Status> {
        let asked = request.into_inner();
        let (send, frames) = mpsc::channel(2);
        let mut next = asked.cursor.unwrap().next;
        let this = self.clone();
        let mut grown = self.grown.subscribe();
        tokio::spawn(async move {
            loop {
                let log = this.own_log();
                let bytes = this.knobs.lock().unwrap().batch_bytes.unwrap_or(asked.max_bytes as usize);
                let viewer = Viewer::Central(OrganisationId::parse("opdc").unwrap());
                let batch = this.store.read(|tx| feed::next_batch(tx, &log, next, bytes, &viewer, &this.key)).unwrap();
                let idle = batch.is_none();
                let mut frame = match batch {
                    Some(batch) => {
                        next = batch.first_sequence + batch.entries.len() as u64;
                        PullFrame { frame: Some(Frame::Batch(batch)) }
                    }
                    None => PullFrame {
                        frame: Some(Frame::Bookmark(Bookmark {
                            cursor: Some(Cursor { log: log.id.to_string(), next }),
                            clock_micros: start_of_tests().as_microsecond(),
                        })),
                    },
                };
                if let Some(change) = &mut this.knobs.lock().unwrap().frame {
                    change(&mut frame);
                }
                if send.send(Ok(frame)).await.is_err() {
                    return;
                }
                if idle {
                    tokio::select! {
                        changed = grown.changed() => if changed.is_err() { return },
                        () = send.closed() => return,
                    }
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(frames)))
    }

    async fn deliver(&self, request: Request<Streaming<DeliverRequest>>) -> Result<Response<DeliverReply>, Status> {
        let mut stream = request.into_inner();
        while let Some(message) = stream.message().await? {
            match message.item.unwrap() {
                deliver_request::Item::Batch(batch) => self.delivered.send_modify(|d| {
                    d.log.clone_from(&batch.log);
                    d.next = batch.first_sequence + batch.entries.len() as u64;
                    d.batches.push(batch);
                }),
                deliver_request::Item::Receipt(note) => self.delivered.send_modify(|d| d.receipts.push(note)),
            }
        }
        let d = self.delivered.borrow().clone();
        Ok(Response::new(DeliverReply { acknowledged: Some(Cursor { log: d.log, next: d.next }) }))
    }

    async fn read_document(
        &self,
        request: Request<ReadDocumentRequest>,
    ) -> Result<Response<Self::ReadDocumentStream>, Status> {
        let asked = request.into_inner();
        let digest = Digest(asked.digest.as_ref().try_into().unwrap());
        let found = self.documents.lock().unwrap().get(&digest).cloned();
        let bytes = found.ok_or_else(|| Status::not_found("no such document"))?;
        self.document_calls.lock().unwrap().push(asked.offset);
        let cut_at = {
            let mut knobs = self.knobs.lock().unwrap();
            (!knobs.cut_documents_at.is_empty()).then(|| knobs.cut_documents_at.remove(0))
        };
        let (send, chunks) = mpsc::channel(2);
        let this = self.clone();
        tokio::spawn(async move {
            let from = usize::try_from(asked.offset).unwrap();
            let mut sent = 0;
            for (n, part) in bytes[from.min(bytes.len())..].chunks(256 * 1024).enumerate() {
                if cut_at.is_some_and(|at| sent >= at) {
                    this.cut();
                    return;
                }
                let size = if n == 0 { bytes.len() as u64 } else { 0 };
                let chunk = DocumentChunk { size, data: Bytes::copy_from_slice(part) };
                if send.send(Ok(chunk)).await.is_err() {
                    return;
                }
                sent += part.len();
            }
        });
        Ok(Response::new(ReceiverStream::new(chunks)))
    }
}

/// A moment some days after the tests begin.
pub fn days_later(days: i64) -> Timestamp {
    start_of_tests() + jiff::SignedDuration::from_hours(24 * days)
}
