//! A hub in a folder of its own, on whichever engine the suite runs.

use std::sync::Arc;
use std::time::Duration;

use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_hub::app::{Config, Hub, PullConfig};
use ges_hub::enrol::{self, Admission};
use ges_hub::service::nodes::{self, Node};
use ges_runtime::config::Period;
use ges_runtime::net::Dialer;
use ges_runtime::{Clock, Entropy, Env, ManualClock};
use jiff::Timestamp;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::node_fixture::NodeFixture;

/// Longest time a test waits for something that must happen.
const LIMIT: Duration = Duration::from_secs(30);

pub struct HubFixture {
    pub hub: Hub,
    pub clock: ManualClock,
    pub config: Config,
    pub env: Env,
    stop: CancellationToken,
    pulling: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
    #[cfg(feature = "postgres-tests")]
    _database: server::Database,
}

pub fn start_of_tests() -> Timestamp {
    "2012-07-04T07:20:00Z".parse().unwrap()
}

impl HubFixture {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, hand) = Clock::manual(start_of_tests());
        let env = Env { clock, entropy: Entropy::system() };
        let mut config = Config::in_dir(folder.path());
        let brief = |ms| Period(Duration::from_millis(ms));
        config.pull = PullConfig {
            retry_base: brief(2),
            retry_max: brief(20),
            retry_alarm: brief(40),
            look: brief(20),
            answer: brief(10_000),
            silence: brief(10_000),
            ..PullConfig::default()
        };
        config.cache_mib = 16;
        #[cfg(feature = "postgres-tests")]
        let database = tokio::task::spawn_blocking(server::Database::create).await.unwrap();
        #[cfg(feature = "postgres-tests")]
        {
            config.store = database.url();
        }
        change(&mut config);
        let (made, given) = (config.clone(), env.clone());
        let hub = tokio::task::spawn_blocking(move || Hub::init(made, given).unwrap()).await.unwrap();
        Self {
            hub,
            clock: hand,
            config,
            env,
            stop: CancellationToken::new(),
            pulling: None,
            _folder: folder,
            #[cfg(feature = "postgres-tests")]
            _database: database,
        }
    }

    /// Invites, asks and confirms, as operator and node would.
    pub async fn enrol(&self, node: &NodeFixture, address: &str) {
        let token = self.invite(&node.id).await;
        let request = node.request(&token, address);
        let Admission::Pending(fingerprint) = enrol::request(&self.hub, request.clone()).await.unwrap() else {
            panic!("nobody is certified before the operator confirmed");
        };
        enrol::confirm_async(&self.hub, &node.id, &fingerprint, "operator", self.env.clock.now()).await.unwrap();
        let Admission::Certificate(chain) = enrol::request(&self.hub, request).await.unwrap() else {
            panic!("a confirmed node gets its certificate");
        };
        node.show(&chain);
    }

    pub async fn invite(&self, id: &OrganisationId) -> String {
        let (hub, id, now) = (self.hub.clone(), id.clone(), self.env.clock.now());
        let name = Text::new("หน่วยงานทดสอบ", "Test agency");
        tokio::task::spawn_blocking(move || enrol::invite(&hub, &id, name, "", now).unwrap()).await.unwrap()
    }

    /// Enrols a node, serves it and waits for nothing.
    pub async fn admit(&self, node: &NodeFixture) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        self.enrol(node, &address).await;
        node.serve(listener, &self.hub.authorities_pem(), &self.env.clock);
    }

    pub fn pull(&mut self) {
        self.pull_with(self.hub.dialer().unwrap());
    }

    pub fn pull_with(&mut self, dialer: Arc<dyn Dialer>) {
        let (hub, stop) = (self.hub.clone(), self.stop.clone());
        self.pulling = Some(tokio::spawn(async move { hub.pull(dialer, stop).await }));
    }

    pub async fn stop_pulling(&mut self) {
        self.stop.cancel();
        if let Some(task) = self.pulling.take() {
            tokio::time::timeout(LIMIT, task).await.expect("pulling stops when told").unwrap();
        }
        self.stop = CancellationToken::new();
    }

    /// The hub as another process would find it: closed and opened again.
    pub async fn reopen(&mut self) {
        self.stop_pulling().await;
        let (config, env) = (self.config.clone(), self.env.clone());
        self.hub = tokio::task::spawn_blocking(move || Hub::open(config, env).unwrap()).await.unwrap();
    }

    pub async fn node(&self, id: &OrganisationId) -> Node {
        nodes::one(&self.hub, id).await.unwrap().unwrap()
    }

    /// Waits until the hub knows this of a node.
    pub async fn until(&self, id: &OrganisationId, what: &str, holds: impl Fn(&Node) -> bool) -> Node {
        let mut changes = self.hub.board().subscribe();
        let waiting = async {
            loop {
                changes.borrow_and_update();
                let node = self.node(id).await;
                if holds(&node) {
                    return node;
                }
                changes.changed().await.unwrap();
            }
        };
        let Ok(node) = tokio::time::timeout(LIMIT, waiting).await else {
            panic!("waited in vain for {id}: {what}; now {:?}", self.node(id).await);
        };
        node
    }

    /// Waits until the hub holds `size` entries of a node.
    pub async fn until_size(&self, id: &OrganisationId, size: u64) -> Node {
        self.until(id, &format!("{size} entries"), |n| n.size >= size).await
    }

    /// Waits until the link is in this trouble.
    pub async fn until_trouble(&self, id: &OrganisationId, code: &str) -> Node {
        self.until(id, code, |n| n.link.trouble.as_ref().is_some_and(|t| t.code == code)).await
    }
}

/// Waits until a condition holds that somebody else's `watch` announces.
pub async fn eventually<T>(
    changes: &mut tokio::sync::watch::Receiver<T>,
    what: &str,
    mut holds: impl FnMut(&T) -> bool,
) {
    let waited = tokio::time::timeout(LIMIT, changes.wait_for(|v| holds(v))).await;
    assert!(waited.is_ok(), "waited in vain: {what}");
}

#[cfg(feature = "postgres-tests")]
mod server {
    //! Databases on the server that `GES_TEST_POSTGRES` names.

    use std::sync::atomic::{AtomicU32, Ordering};

    #[expect(clippy::disallowed_methods, reason = "a test's own setting, not the product's configuration")]
    fn address() -> String {
        std::env::var("GES_TEST_POSTGRES")
            .expect("the feature postgres-tests needs GES_TEST_POSTGRES: run tests/postgres.sh start DIR PORT")
    }

    fn address_of(database: &str, query: Option<&str>) -> String {
        let address = address();
        let (base, given) = address.split_once('?').unwrap_or((&address, ""));
        let (server, _) = base.rsplit_once('/').expect("GES_TEST_POSTGRES names a database");
        format!("{server}/{database}?{}", query.unwrap_or(given))
    }

    /// A database of a test, dropped with it.
    pub struct Database(String);

    impl Database {
        pub fn create() -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let name = format!("ges_hub_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            administer(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            ));
            Self(name)
        }

        pub fn url(&self) -> String {
            address_of(&self.0, None)
        }
    }

    impl Drop for Database {
        fn drop(&mut self) {
            let sql = format!("DROP DATABASE {} WITH (FORCE)", self.0);
            // The synchronous driver may not run on an async worker.
            let _ = std::thread::spawn(move || administer(&sql)).join();
        }
    }

    fn administer(sql: &str) {
        let address = address_of("postgres", Some("sslmode=disable"));
        postgres::Client::connect(&address, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
    }
}

impl HubFixture {
    /// The operator corrects the address of an agency.
    pub async fn move_to(&self, id: &OrganisationId, address: &str) {
        let (id, address) = (id.clone(), address.to_owned());
        self.hub
            .store()
            .write_async(move |tx| {
                let mut agency = ges_hub::store::agencies::one(tx, &id)?.unwrap();
                agency.address.clone_from(&address);
                ges_hub::store::agencies::put(tx, &agency)
            })
            .await
            .unwrap();
    }
}
