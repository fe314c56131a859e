//! A node with a certificate, a hub's keys to call it with, and figures to pull: over a real loopback connection.
#![allow(clippy::allow_attributes, dead_code, reason = "each test file uses another part")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use ges_domain::agreement::{Agreement, Indicator, Tier};
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::criteria::{Criteria, Levels};
use ges_domain::definition::Definition;
use ges_domain::exact::Exact;
use ges_domain::ids::OrganisationId;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::policy::Policies;
use ges_domain::result::{Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;
use ges_journal::log_id::LogId;
use ges_journal::note::{SignedNote, SignerKey, cosign};
use ges_ledger::append::{self, Statement};
use ges_ledger::log::{self, Side};
use ges_ledger::{LedgerError, feed};
use ges_node::app::{Config, InitRequest, Node};
use ges_node::config::Approval;
use ges_node::files;
use ges_node::link::Link;
use ges_node::service::{self, Who, results::NewResult};
use ges_proto::MAX_MESSAGE;
use ges_proto::exchange::exchange_client::ExchangeClient;
use ges_proto::exchange::{Batch, Cursor, PullRequest};
use ges_runtime::identity::{CertificateAuthority, Identity, KeyPair, Kind};
use ges_runtime::net::{self, Limits, Sessions, TlsDialer, connect, tls_incoming};
use ges_runtime::tls::{ClientAuth, Hot, client_config, server_config};
use ges_runtime::{Clock, Entropy, Env};
use ges_store::{Options, Store, StoreUrl};
use rust_decimal::Decimal;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::transport::Channel;
use tonic_types::StatusExt as _;

pub const HUB: &str = "opdc";

pub fn id(text: &str) -> OrganisationId {
    OrganisationId::parse(text).unwrap()
}

pub fn year() -> FiscalYear {
    FiscalYear::new(2555).unwrap()
}

pub fn env() -> Env {
    Env { clock: Clock::system(), entropy: Entropy::system() }
}

pub fn organisation(name: &str) -> Organisation {
    Organisation {
        id: id(name),
        name: Text::new("กรมส่งเสริมการส่งออก", "Department of Export Promotion"),
        kind: OrganisationKind::Department,
        parent: Text::new("กระทรวงพาณิชย์", "Ministry of Commerce"),
    }
}

pub fn agreement(organisation: &str, version: u32) -> Agreement {
    let indicator = |number: &str, weight: i64, levels: [i64; 5]| Indicator {
        number: number.parse().unwrap(),
        name: Text::new(format!("ตัวชี้วัดที่ {number}"), format!("Indicator {number}")),
        unit: Text::new("ร้อยละ", "percent"),
        weight: Decimal::from(weight),
        definition: Definition::of(Criteria::levels(Levels::new(levels.map(Exact::whole)).unwrap())),
        decimals: 2,
        dimension: Text::new("ประสิทธิผล", ""),
        tier: Tier::Department,
        host: Text::default(),
        illustrative: false,
    };
    Agreement {
        organisation: id(organisation),
        fiscal_year: year(),
        version,
        framework: "departments-2555".into(),
        framework_version: None,
        policies: Policies::default(),
        source: String::new(),
        indicators: vec![
            indicator("1", 50, [65, 70, 75, 80, 85]),
            indicator("2", 30, [5400, 5200, 5000, 4800, 4600]),
            indicator("3", 20, [1, 2, 3, 4, 5]),
        ],
    }
}

pub fn report(number: &str, round: Round, value: &str) -> Report {
    Report {
        fiscal_year: year(),
        indicator: number.parse().unwrap(),
        round,
        value: Some(value.parse().unwrap()),
        inputs: Inputs::default(),
        note: String::new(),
        evidence: Vec::new(),
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: false,
    }
}

pub fn who() -> Who {
    Who::console("test")
}

/// A node in a folder of its own, where what is recorded is released at once.
pub fn new_node(name: &str) -> (TempDir, Node) {
    node_with(name, Approval::None)
}

/// A node in a folder of its own.
pub fn node_with(name: &str, approval: Approval) -> (TempDir, Node) {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::new(dir.path().join("node"), id(name));
    config.rounds.approval = approval;
    let request = InitRequest { config, organisation: organisation(name), administrator: "admin".into() };
    let (node, _) = Node::init(request, env()).unwrap();
    (dir, node)
}

pub fn with_agreement(node: &Node) {
    let now = node.env().clock.now();
    service::agreements::import(node, &who(), agreement(node.own().as_str(), 1), Audience::Central, now).unwrap();
}

pub fn record(node: &Node, number: &str, value: &str) -> append::Recorded {
    let input = NewResult::new(report(number, Round::Nine, value));
    service::results::record(node, &who(), input, node.env().clock.now()).unwrap()
}

/// The hub's side: authority, log, witness.
pub struct Hub {
    pub env: Env,
    pub ca: CertificateAuthority,
    pub id: OrganisationId,
    pub log: LogId,
    pub journal: SignerKey,
    pub witness: SignerKey,
    pub store: Store,
}

impl Hub {
    pub fn new() -> Self {
        let env = env();
        let log = LogId::new("ges.local", id(HUB), 1).unwrap();
        let journal = SignerKey::from_seed(&log.to_string(), &[7; 32]).unwrap();
        let witness = SignerKey::cosigner_from_seed("ges.local/opdc/witness", &[8; 32]).unwrap();
        let store = Store::open(&StoreUrl::memory(), Options::default()).unwrap();
        ges_ledger::migrate(&store).unwrap();
        let (name, key) = (log.clone(), journal.verifier_key());
        let side = Side { own: true, central: true };
        store.write(move |tx| log::create(tx, &name, &key, side).map(drop)).unwrap();
        let ca = CertificateAuthority::create(&env, "test", 30).unwrap();
        let hub = Self { env, ca, id: id(HUB), log, journal, witness, store };
        hub.say(3);
        hub
    }

    /// Writes `count` facts to the hub's own log.
    pub fn say(&self, count: usize) {
        let (now, entropy) = (self.env.clock.now(), self.env.entropy.clone());
        let fact = ges_domain::records::Fact::Organisation(organisation(HUB));
        let one = Statement { fact, audience: Audience::Public, author: "hub".into() };
        self.store
            .write(move |tx| {
                let log = append::own_log(tx)?.unwrap();
                append::record(tx, &log, &vec![one.clone(); count], now, &entropy).map(drop)
            })
            .unwrap();
    }

    /// The hub's batch from a sequence on.
    pub fn batch(&self, first: u64, viewer: &str) -> Batch {
        let viewer = ges_domain::audience::Viewer::Organisation(id(viewer));
        self.store
            .read(|tx| {
                let log = append::own_log(tx)?.unwrap();
                Ok::<_, LedgerError>(feed::next_batch(tx, &log, first, 1 << 20, &viewer, &self.journal)?.unwrap())
            })
            .unwrap()
    }

    pub fn identity(&self, organisation: &OrganisationId, kind: Kind) -> Identity {
        let key = KeyPair::generate().unwrap();
        let csr = key.csr(organisation).unwrap();
        let issued = self.ca.issue(&csr, organisation, kind, self.env.clock.now(), 30).unwrap();
        Identity::new(&issued.chain_pem, &key).unwrap()
    }

    /// Gives a node its certificate and tells it who the hub is, as enrolment does.
    pub fn enrol(&self, node: &Node) {
        let config = node.config();
        let identity = self.identity(node.own(), Kind::Node);
        identity.key().save(&config.tls_key()).unwrap();
        files::write(&config.tls_chain(), identity.chain_pem().as_bytes()).unwrap();
        files::write(&config.authorities(), self.ca.ca_pem().as_bytes()).unwrap();
        self.link().save(config).unwrap();
        node.reload_link().unwrap();
    }

    pub fn link(&self) -> Link {
        let (journal, witness) = (self.journal.verifier_key().to_string(), self.witness.verifier_key().to_string());
        Link::new(self.id.clone(), "127.0.0.1:1", &journal, &witness, self.env.clock.now()).unwrap()
    }

    /// Cosigns a checkpoint: the receipt.
    pub fn receipt(&self, checkpoint: &[u8]) -> Bytes {
        let mut note = SignedNote::parse(checkpoint).unwrap();
        note.add_signature(cosign(&note, &self.witness, 1_350_000_000).unwrap());
        Bytes::from(note.encode())
    }

    pub async fn client(
        &self,
        address: &str,
        node: &OrganisationId,
        as_: &OrganisationId,
        kind: Kind,
    ) -> ExchangeClient<Channel> {
        let hot = Hot::new(&self.identity(as_, kind)).unwrap();
        let config = client_config(Some(&hot), &self.ca.ca_pem(), &self.env.clock).unwrap();
        let dialer = TlsDialer::new(config, &self.env.clock, &Sessions::new());
        let link = connect(&dialer, address, node).await.unwrap();
        ExchangeClient::new(link.channel).max_decoding_message_size(MAX_MESSAGE).max_encoding_message_size(MAX_MESSAGE)
    }
}

/// A node that answers on a loopback port.
pub struct Served {
    pub node: Node,
    pub hub: Hub,
    pub address: String,
    pub client: ExchangeClient<Channel>,
    pub dir: TempDir,
    serving: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

pub async fn served() -> Served {
    let (dir, node) = new_node("dep");
    let hub = Hub::new();
    hub.enrol(&node);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let config = server_config(node.hot(), &hub.ca.ca_pem(), ClientAuth::Required, &hub.env.clock).unwrap();
    let incoming = tls_incoming(listener, config, Limits::new(&hub.env.clock, node.sessions()));
    let routes = node.exchange_routes();
    let serving = tokio::spawn(async move {
        net::server().add_routes(routes).serve_with_incoming(incoming).await.unwrap();
    });
    let client = hub.client(&address, node.own(), &hub.id, Kind::Hub).await;
    Served { node, hub, address, client, dir, serving }
}

impl Served {
    pub fn cursor(&self, next: u64) -> Cursor {
        Cursor { log: self.node.origin().to_string(), next }
    }

    pub fn pull(&self, next: u64, max_bytes: u32, follow: bool) -> PullRequest {
        PullRequest { cursor: Some(self.cursor(next)), max_bytes, follow }
    }

    /// A second process on the same files.
    pub fn other_process(&self) -> Node {
        Node::open(self.node.config().clone(), env()).unwrap()
    }
}

/// Reason in the details of a refusal.
pub fn reason(status: &tonic::Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

/// Runs the real program on a data folder.
pub fn program(dir: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ges-node"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).arg("--dir").arg(dir);
    command
}

pub type Shared<T> = Arc<std::sync::Mutex<T>>;
