//! Composition: a hub is opened or made here, and everything it consists of is put together here. Nothing else.

mod config;
mod error;
mod keys;
mod metrics;
mod serve;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use ges_documents::Documents;
use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_journal::log_id::LogId;
use ges_journal::note::SignerKey;
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::{LedgerError, log};
use ges_runtime::Env;
use ges_runtime::identity::CertificateAuthority;
use ges_runtime::net::{PeerInfo, Sessions};
use ges_runtime::tls::Hot;
use ges_store::{Options, Store};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};

use crate::pull::board::Board;
use crate::store::agencies::{Agency, Status};
use crate::store::{self, links};

pub use config::{Config, PREFIX, PullConfig, SettingError};
pub use error::HubError;
pub use keys::{CA_FILE, Keys};
pub use metrics::HubMetrics;
pub use serve::Listeners;

/// A running or opened hub. Cheap to clone; all clones are the same hub.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    config: Config,
    env: Env,
    organisation: OrganisationId,
    store: Store,
    documents: Documents,
    fetches: crate::documents::Fetches,
    log: LogId,
    keys: Keys,
    board: Board,
    sessions: Sessions,
    metrics: HubMetrics,
    own_size: watch::Sender<u64>,
    poke: Notify,
    admitted: RwLock<Option<BTreeMap<OrganisationId, Status>>>,
    verifiers: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hub({} in {})", self.0.organisation, self.0.config.dir.display())
    }
}

/// Memory that batches may take is counted in units of this many bytes.
const ROOM_UNIT: usize = 1024;

impl Hub {
    /// Makes a hub in the data folder: keys, authority, certificate, store, own journal with the shipped frameworks.
    /// What is there already is kept; running it twice changes nothing. Blocks.
    pub fn init(config: Config, env: Env) -> Result<Self, HubError> {
        Keys::make(&config, &env)?;
        let hub = Self::open_with(config, env, true)?;
        hub.record_beginnings()?;
        Ok(hub)
    }

    /// Opens a hub that [`Self::init`] made. Blocks: call it from async code on a blocking thread.
    pub fn open(config: Config, env: Env) -> Result<Self, HubError> {
        Self::open_with(config, env, false)
    }

    fn open_with(config: Config, env: Env, making: bool) -> Result<Self, HubError> {
        config.check()?;
        let organisation = config.organisation_id()?;
        let url = config.store_url()?;
        if !making && url.path().is_some_and(|p| !p.exists()) {
            return Err(HubError::NotMade(config.dir.clone()));
        }
        let options = Options {
            readers: config.readers,
            inline: config.inline,
            cache_mib: config.cache_mib,
            ..Options::default()
        };
        let store = Store::open(&url, options)?;
        ges_ledger::migrate(&store)?;
        store::migrate(&store)?;
        let log = own_log_id(&store, &config, &organisation)?;
        let keys = Keys::load(&config, &env, &log)?;
        let documents = Documents::open(&config.documents_dir()?)?;
        let (known, size) = store.read(|tx| {
            let size = append::own_log(tx)?.map_or(0, |l| l.size);
            Ok::<_, LedgerError>((links::all(tx)?, size))
        })?;
        let board = Board::new(known);
        let verifiers = if config.inline { 1 } else { std::thread::available_parallelism().map_or(2, usize::from) };
        let room = usize::try_from(config.pull.under_way_mib).unwrap_or(256).max(32) * 1024;
        let metrics = HubMetrics::new();
        Ok(Self(Arc::new(Inner {
            organisation,
            store,
            documents,
            fetches: crate::documents::Fetches::default(),
            log,
            keys,
            board,
            sessions: Sessions::new(),
            metrics,
            own_size: watch::Sender::new(size),
            poke: Notify::new(),
            admitted: RwLock::new(None),
            verifiers: Arc::new(Semaphore::new(verifiers)),
            room: Arc::new(Semaphore::new(room)),
            config,
            env,
        })))
    }

    /// Own log, own organisation and the shipped frameworks, as far as they are not recorded yet.
    fn record_beginnings(&self) -> Result<(), HubError> {
        let verifier = self.signer().verifier_key();
        let id = self.0.log.clone();
        self.0.store.write(move |tx| log::create(tx, &id, &verifier, log::Side { own: true, central: true }))?;
        let missing = crate::service::frameworks::unpublished(self)?;
        if !missing.is_empty() {
            self.record_blocking(missing)?;
        }
        Ok(())
    }

    /// Settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Data folder.
    pub fn dir(&self) -> &Path {
        &self.0.config.dir
    }

    /// Clock and randomness.
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Cached documents.
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    pub(crate) fn fetches(&self) -> &crate::documents::Fetches {
        &self.0.fetches
    }

    /// Who runs the hub.
    pub fn organisation(&self) -> &OrganisationId {
        &self.0.organisation
    }

    /// Its name.
    pub fn name(&self) -> Text {
        self.0.config.name()
    }

    /// The hub's own journal.
    pub fn log_id(&self) -> &LogId {
        &self.0.log
    }

    /// Key that signs the hub's journal.
    pub fn signer(&self) -> &SignerKey {
        &self.0.keys.journal
    }

    /// Key of the hub's cosignatures.
    pub fn witness(&self) -> &SignerKey {
        &self.0.keys.witness
    }

    /// The authority that certifies nodes.
    pub fn authority(&self) -> &CertificateAuthority {
        &self.0.keys.authority
    }

    /// Certificates of the authorities to trust, PEM.
    pub fn authorities_pem(&self) -> String {
        self.0.keys.authority.ca_pem()
    }

    /// The file with [`Self::authorities_pem`], for nodes to enrol with.
    pub fn ca_file(&self) -> PathBuf {
        self.0.config.dir.join(CA_FILE)
    }

    /// The identity shown in handshakes.
    pub fn identity(&self) -> &Hot {
        &self.0.keys.hot
    }

    /// Open connections.
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// What is known of every link.
    pub fn board(&self) -> &Board {
        &self.0.board
    }

    /// The hub's numbers.
    pub fn metrics(&self) -> &HubMetrics {
        &self.0.metrics
    }

    /// Records facts in the hub's own journal and tells the links at once.
    pub async fn record(&self, statements: Vec<Statement>) -> Result<Vec<Recorded>, LedgerError> {
        let (now, entropy) = (self.0.env.clock.now(), self.0.env.entropy.clone());
        let recorded = self
            .0
            .store
            .write_async(move |tx| {
                let own = append::own_log(tx)?.ok_or_else(|| LedgerError::UnknownLog("own".into()))?;
                append::record(tx, &own, &statements, now, &entropy)
            })
            .await?;
        self.grown(&recorded);
        Ok(recorded)
    }

    /// [`Self::record`] for callers that may block.
    pub fn record_blocking(&self, statements: Vec<Statement>) -> Result<Vec<Recorded>, LedgerError> {
        let (now, entropy) = (self.0.env.clock.now(), self.0.env.entropy.clone());
        let recorded = self.0.store.write(move |tx| {
            let own = append::own_log(tx)?.ok_or_else(|| LedgerError::UnknownLog("own".into()))?;
            append::record(tx, &own, &statements, now, &entropy)
        })?;
        self.grown(&recorded);
        Ok(recorded)
    }

    /// Tells links and pages that entries were added to the own journal.
    pub(crate) fn grown(&self, recorded: &[Recorded]) {
        if let Some(last) = recorded.last() {
            self.own_size_is(last.sequence + 1);
        }
        self.0.board.ring();
    }

    /// Size of the own journal, as far as this process knows; changes wake whoever delivers it.
    pub(crate) fn own_size(&self) -> watch::Receiver<u64> {
        self.0.own_size.subscribe()
    }

    pub(crate) fn own_size_is(&self, size: u64) {
        self.0.own_size.send_if_modified(|known| {
            let grown = size > *known;
            *known = size.max(*known);
            grown
        });
    }

    /// Makes the supervisor look at once.
    pub fn poke(&self) {
        self.0.poke.notify_one();
    }

    pub(crate) async fn poked(&self) {
        self.0.poke.notified().await;
    }

    /// Takes over who may connect, and ends the sessions of everybody else.
    pub(crate) fn set_admitted(&self, list: &[Agency]) {
        let map: BTreeMap<_, _> = list.iter().map(|a| (a.id.clone(), a.status)).collect();
        let ended = self
            .0
            .sessions
            .end_where(|peer| peer.organisation.as_ref().is_some_and(|id| map.get(id) == Some(&Status::Revoked)));
        if ended > 0 {
            tracing::warn!(ended, "sessions of revoked agencies ended");
        }
        *self.0.admitted.write().unwrap_or_else(PoisonError::into_inner) = Some(map);
    }

    /// Whether a peer may connect: whoever wants to enrol, and agencies whose certificate was not revoked.
    pub(crate) fn admits(&self, peer: &PeerInfo) -> Result<(), String> {
        let known = self.0.admitted.read().unwrap_or_else(PoisonError::into_inner);
        match (&peer.organisation, &*known) {
            (Some(id), Some(map)) if map.get(id) == Some(&Status::Revoked) => Err(format!("agency {id} is revoked")),
            _ => Ok(()),
        }
    }

    /// Runs verification on a blocking thread, as many at once as there are processors; at once under simulation.
    pub(crate) async fn verify<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _place = Arc::clone(&self.0.verifiers).acquire_owned().await;
        self.blocking(work).await
    }

    /// Runs work that blocks away from the async workers; at once under simulation.
    pub(crate) async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        if self.0.config.inline {
            return work();
        }
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done,
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // Only a runtime that is ending cancels blocking work; nobody waits for the answer then.
                Err(_) => std::future::pending().await,
            },
        }
    }

    /// Waits for room for a batch of `bytes`, so that many nodes at once cannot fill the memory.
    pub(crate) async fn room(&self, bytes: usize) -> OwnedSemaphorePermit {
        let most = usize::try_from(self.0.config.pull.under_way_mib).unwrap_or(256).max(32) * 1024;
        let units = u32::try_from((bytes / ROOM_UNIT + 1).min(most)).unwrap_or(u32::MAX);
        match Arc::clone(&self.0.room).acquire_many_owned(units).await {
            Ok(room) => room,
            // The semaphore is never closed.
            Err(_) => std::future::pending().await,
        }
    }
}

fn own_log_id(store: &Store, config: &Config, organisation: &OrganisationId) -> Result<LogId, HubError> {
    match store.read(append::own_log)? {
        Some(log) if log.id.organisation() == organisation => Ok(log.id),
        Some(log) => {
            Err(HubError::AnotherHub { found: log.id.organisation().to_string(), wanted: organisation.to_string() })
        }
        None => Ok(LogId::new(&config.domain, organisation.clone(), 1).map_err(SettingError::from)?),
    }
}
