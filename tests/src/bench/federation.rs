//! A hub and its nodes on disk, enrolled the way operators do it, and the hub running in this process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_domain::organisation::{Organisation, OrganisationKind};
use ges_domain::text::Text;
use ges_hub::app::{Config as HubConfig, Hub};
use ges_hub::enrol::{self, Admission};
use ges_ledger::{LedgerError, append, log};
use ges_node::app::{Config as NodeConfig, InitRequest, Node};
use ges_node::files;
use ges_node::link::Link;
use ges_node::service::{self, Who, documents::NewDocument};
use ges_runtime::Env;
use ges_runtime::identity::KeyPair;
use ges_runtime::shutdown::Token;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use super::work::Work;
use crate::place::free_address;

/// What is made before a bench begins.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plan {
    /// Nodes.
    pub nodes: usize,
    /// Observations in the first node's journal.
    pub rows: usize,
    /// Documents of the first node.
    pub documents: usize,
    /// Hub and nodes have exchanged everything once before.
    pub settled: bool,
}

/// Where things lie in the folder of a bench.
#[derive(Debug, Clone)]
pub struct Place(PathBuf);

impl Place {
    /// A folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The hub's data folder.
    pub fn hub(&self) -> PathBuf {
        self.0.join("hub")
    }

    /// The data folder of a node.
    pub fn node(&self, number: usize) -> PathBuf {
        self.0.join("nodes").join(agency(number).as_str())
    }

    /// Where the hub dials a node.
    ///
    /// # Panics
    /// When the node was not made.
    pub fn address(&self, number: usize) -> SocketAddr {
        let text = std::fs::read_to_string(self.node(number).join("address")).expect("a node that was made");
        text.parse().expect("an address")
    }

    /// The originals of the documents.
    pub fn originals(&self) -> PathBuf {
        self.0.join("originals")
    }
}

/// Id of a node.
///
/// # Panics
/// Never for numbers below 100,000.
pub fn agency(number: usize) -> OrganisationId {
    OrganisationId::parse(&format!("agency-{number:05}")).expect("an id")
}

/// The hub's settings: as shipped.
pub fn hub_config(place: &Place) -> HubConfig {
    HubConfig::in_dir(place.hub())
}

/// Makes a hub and its nodes, enrols them, and records what the plan wants.
///
/// # Panics
/// When any of it fails.
pub async fn prepare(place: &Place, plan: Plan) {
    let config = hub_config(place);
    let hub =
        tokio::task::spawn_blocking(move || Hub::init(config, Env::system()).expect("a hub")).await.expect("a hub");
    let mut made = Vec::with_capacity(plan.nodes);
    for number in 0..plan.nodes {
        let dir = place.node(number);
        let node = tokio::task::spawn_blocking(move || make_node(number, &dir)).await.expect("a node");
        enrol(&hub, &node, number, &place.node(number)).await;
        if number == 0 {
            let (place, node) = (place.clone(), node.clone());
            tokio::task::spawn_blocking(move || fill(&place, &node, plan)).await.expect("records");
        }
        made.push(node);
    }
    if plan.settled {
        settle(place, &hub, &made).await;
    }
}

/// Lets hub and nodes exchange everything they have once.
async fn settle(place: &Place, hub: &Hub, nodes: &[Node]) {
    let stop = Token::new();
    let mut serving = Vec::with_capacity(nodes.len());
    for (number, node) in nodes.iter().enumerate() {
        node.reload_link().expect("an enrolled node");
        let listener = tokio::net::TcpListener::bind(place.address(number)).await.expect("a free port");
        serving.push(serve(node, listener, stop.clone()));
    }
    let dialer = hub.dialer().expect("a dialer");
    let pulling = tokio::spawn({
        let (hub, stop) = (hub.clone(), stop.clone());
        async move { hub.pull(dialer, stop).await }
    });
    while !is_settled(hub, nodes.len()).await {
        hub.env().clock.sleep(std::time::Duration::from_millis(200)).await;
    }
    stop.cancel();
    pulling.await.expect("pulling ends when told");
    for task in serving {
        task.abort();
    }
}

/// Every node is connected, pulled to its head, and has the hub's whole journal.
///
/// # Panics
/// When the store fails.
pub async fn is_settled(hub: &Hub, nodes: usize) -> bool {
    let own = hub.store().read_async(|tx| Ok::<_, LedgerError>(append::own_log(tx)?.map_or(0, |log| log.size)));
    let own = own.await.expect("the store answers");
    let states = hub.board().states();
    states.len() >= nodes && states.values().all(|s| s.connected && s.last_batch.is_some() && s.acknowledged >= own)
}

fn make_node(number: usize, dir: &Path) -> Node {
    let mut config = NodeConfig::new(dir, agency(number));
    config.store.readers = 1;
    std::fs::create_dir_all(dir).expect("a folder");
    let organisation = Organisation {
        id: agency(number),
        name: Text::new(format!("หน่วยงานที่ {number}"), format!("Agency {number}")),
        kind: OrganisationKind::Department,
        parent: Text::new("กระทรวง", "Ministry"),
    };
    let request = InitRequest { config, organisation, administrator: "admin".into() };
    Node::init(request, Env::system()).expect("a node").0
}

async fn enrol(hub: &Hub, node: &Node, number: usize, dir: &Path) {
    let now = hub.env().clock.now();
    let id = agency(number);
    let (inviting, invited) = (hub.clone(), id.clone());
    let invite = move || enrol::invite(&inviting, &invited, Text::new("หน่วยงาน", "Agency"), "", now).expect("a token");
    let token = tokio::task::spawn_blocking(invite).await.expect("a token");
    let key = KeyPair::generate().expect("a key");
    let address = free_address();
    let request = enrol::Request {
        token,
        csr: key.csr(&id).expect("a request"),
        journal_key: node.signer().verifier_key().to_string(),
        address: address.to_string(),
    };
    let asked = enrol::request(hub, request.clone()).await.expect("an answer");
    let Admission::Pending(fingerprint) = asked else { panic!("nobody is certified unasked") };
    enrol::confirm_async(hub, &id, &fingerprint, "operator", now).await.expect("confirmed");
    let answer = enrol::request(hub, request).await.expect("an answer");
    let Admission::Certificate(chain) = answer else { panic!("a confirmed node is certified") };
    let config = node.config();
    key.save(&config.tls_key()).expect("a key on disk");
    files::write(&config.tls_chain(), chain.as_bytes()).expect("a chain");
    files::write(&config.authorities(), hub.authorities_pem().as_bytes()).expect("authorities");
    let (journal, witness) = (hub.signer().verifier_key().to_string(), hub.witness().verifier_key().to_string());
    let link = Link::new(hub.organisation().clone(), "127.0.0.1:1", &journal, &witness, now).expect("a link");
    link.save(config).expect("hub.json");
    std::fs::write(dir.join("address"), address.to_string()).expect("an address");
}

fn fill(place: &Place, node: &Node, plan: Plan) {
    let who = Who::console("bench");
    // One import after the other, as they come in over the years.
    for record in Work::new(0, plan.rows, 1).records() {
        let now = node.env().clock.now();
        service::observations::import(node, &who, &[record], &Audience::Central, now).expect("an import");
    }
    if plan.documents == 0 {
        return;
    }
    std::fs::create_dir_all(place.originals()).expect("a folder");
    for number in 0..plan.documents {
        let bytes = document(number, plan.documents);
        let name = format!("report-{number:03}.pdf");
        std::fs::write(place.originals().join(&name), &bytes).expect("a file");
        let input = NewDocument { name, media_type: "application/pdf".into(), audience: Audience::Central };
        let now = node.env().clock.now();
        service::documents::file(node, &who, &input, bytes.as_slice(), now).expect("a document");
    }
}

/// Bytes of a document: 1 to 20 MB, evenly spread, none like another.
fn document(number: usize, count: usize) -> Vec<u8> {
    let size = 1_000_000 + 19_000_000 * number / count.saturating_sub(1).max(1);
    let mut bytes = vec![0; size];
    ges_runtime::Entropy::seeded(number as u64 + 1).fill(&mut bytes);
    bytes
}

/// A hub that runs in this process.
#[derive(Debug)]
pub struct RunningHub {
    /// The hub.
    pub hub: Hub,
    runtime: Option<Runtime>,
    stop: Token,
    pulling: Option<JoinHandle<()>>,
}

impl RunningHub {
    /// Opens the hub; it dials nobody yet.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub fn open(place: &Place) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().thread_name("hub").enable_all().build().expect("a runtime");
        let hub = Hub::open(hub_config(place), Env::system()).expect("a hub");
        Self { hub, runtime: Some(runtime), stop: Token::new(), pulling: None }
    }

    fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("running")
    }

    /// Begins to pull every node.
    ///
    /// # Panics
    /// When its certificate cannot be used.
    pub fn pull(&mut self) {
        let (hub, stop) = (self.hub.clone(), self.stop.clone());
        let dialer = hub.dialer().expect("a dialer");
        self.pulling = Some(self.runtime().spawn(async move { hub.pull(dialer, stop).await }));
    }

    /// Runs something on the hub's runtime.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime().block_on(work)
    }

    /// Waits until the hub durably holds `size` entries of a node.
    ///
    /// # Panics
    /// When the store fails.
    pub fn until_size(&self, id: &OrganisationId, size: u64) {
        self.run(async {
            let mut changes = self.hub.board().subscribe();
            loop {
                changes.borrow_and_update();
                if size_of(&self.hub, id).await >= size {
                    return;
                }
                changes.changed().await.expect("the board lives");
            }
        });
    }

    /// Waits until a condition on the states of all links holds.
    ///
    /// # Panics
    /// Never while the hub lives.
    pub fn until(&self, holds: impl Fn(&Hub) -> bool) {
        self.run(async {
            let mut changes = self.hub.board().subscribe();
            loop {
                changes.borrow_and_update();
                if holds(&self.hub) {
                    return;
                }
                // Looked at only so often: a thousand links change at once.
                self.hub.env().clock.sleep(std::time::Duration::from_millis(100)).await;
            }
        });
    }
}

impl Drop for RunningHub {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(pulling) = self.pulling.take() {
            // It ends within its own limits; a bench that is over does not wait for more.
            let _ = self
                .runtime()
                .block_on(async { tokio::time::timeout(std::time::Duration::from_secs(10), pulling).await });
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(std::time::Duration::from_secs(5));
        }
    }
}

/// Entries of a node that the hub holds.
///
/// # Panics
/// When the store fails.
pub async fn size_of(hub: &Hub, id: &OrganisationId) -> u64 {
    let id = id.clone();
    let size = hub.store().read_async(move |tx| Ok::<_, LedgerError>(log::newest(tx, &id)?.map_or(0, |l| l.size)));
    size.await.expect("the store answers")
}

/// Serves the exchange of a node, as `ges-node serve` does.
///
/// # Panics
/// When its identity cannot be used.
pub fn serve(node: &Node, listener: tokio::net::TcpListener, stop: Token) -> JoinHandle<()> {
    use ges_runtime::net::{Limits, server, tls_incoming};
    use ges_runtime::tls::{ClientAuth, server_config};
    let authorities = files::read_text(&node.config().authorities()).expect("authorities").expect("an enrolled node");
    let clock = &node.env().clock;
    let config = server_config(node.hot(), &authorities, ClientAuth::Required, clock).expect("TLS");
    let incoming = tls_incoming(listener, config, Limits::new(clock, node.sessions()));
    let serving = server()
        .max_concurrent_streams(Some(64))
        .add_routes(node.exchange_routes())
        .serve_with_incoming_shutdown(incoming, async move { stop.cancelled().await });
    tokio::spawn(async move {
        serving.await.expect("the node serves");
    })
}

/// A fresh copy of a small folder.
///
/// # Panics
/// When a file cannot be copied.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a copy");
            std::fs::File::open(&target).and_then(|f| f.sync_all()).expect("durable");
        }
    }
}
