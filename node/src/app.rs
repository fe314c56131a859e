//! Composition: one [`Node`] holds the store, documents, keys and what is known of the hub.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};

use ges_documents::{DocumentError, Documents};
use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_domain::organisation::Organisation;
use ges_domain::records::Fact;
use ges_journal::log_id::{LogId, LogIdError};
use ges_journal::note::{KeyError, SignerKey};
use ges_ledger::append::{self, Statement};
use ges_ledger::log::{self, Log, Side};
use ges_ledger::{LedgerError, read};
use ges_runtime::Env;
use ges_runtime::config::ConfigError;
use ges_runtime::identity::{Identity, IdentityError, KeyPair};
use ges_runtime::keyfile::{self, KeyFileError};
use ges_runtime::net::Sessions;
use ges_runtime::tls::{Hot, TlsError};
use ges_store::{Options, Store, StoreError, StoreUrl, Tx};
use ges_web::accounts::{AccountError, NewPerson};
use ges_web::kit::{Kit, KitError};
use ges_web::live::Live;
use tokio::sync::watch;
use zeroize::Zeroizing;

pub use crate::config::Config;
use crate::exchange::heads::Heads;
use crate::files::{self, FileError};
use crate::link::{Link, LinkError};
use crate::mail::MailState;
use crate::reading::Reading;
use crate::service;
use crate::service::notices::Notices;
use crate::tables;
use crate::web::{self, Numbers};

/// Why a node cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// Settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A small file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The documents folder.
    #[error(transparent)]
    Documents(#[from] DocumentError),
    /// The journal's seed.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// A key's name.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The log's name.
    #[error(transparent)]
    LogId(#[from] LogIdError),
    /// The TLS identity.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// What is known of the hub.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The web kit.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// Accounts.
    #[error(transparent)]
    Accounts(#[from] AccountError),
    /// No node here yet.
    #[error("there is no node in {0}: run `ges-node init` first, or give the right folder with --dir")]
    NotInitialised(PathBuf),
    /// A node is here already.
    #[error("there is a node in {0} already: choose another folder, nothing was changed")]
    AlreadyInitialised(PathBuf),
    /// Seed and journal do not belong together.
    #[error("keys/journal.seed is not the key of the journal {log}: restore both from the same backup")]
    AnotherSeed {
        /// The log.
        log: String,
    },
    /// The file is of another organisation.
    #[error("node.toml says `{config}` but the journal is of `{journal}`: correct `organisation` in node.toml")]
    AnotherOrganisation {
        /// In the settings.
        config: String,
        /// In the journal.
        journal: String,
    },
    /// A socket.
    #[error("the node cannot serve: {0}")]
    Serve(String),
}

/// What a new node is made of.
#[derive(Debug, Clone)]
pub struct InitRequest {
    /// Settings; written to `node.toml`.
    pub config: Config,
    /// How the organisation describes itself.
    pub organisation: Organisation,
    /// Login of the first administrator.
    pub administrator: String,
}

/// An agency's node; clones are the same node.
#[derive(Clone, Debug)]
pub struct Node(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) env: Env,
    pub(crate) store: Store,
    pub(crate) documents: Documents,
    pub(crate) signer: SignerKey,
    seed: Zeroizing<[u8; 32]>,
    pub(crate) origin: LogId,
    pub(crate) kit: Kit,
    pub(crate) hot: Hot,
    pub(crate) link: RwLock<Option<Arc<Link>>>,
    pub(crate) sessions: Sessions,
    pub(crate) heads: Heads,
    pub(crate) live: Live,
    pub(crate) numbers: Numbers,
    /// Questions of the centre that wait for this agency.
    questions: AtomicU64,
    /// Feeds are read one at a time.
    feeds: Mutex<()>,
    pub(crate) notices: Notices,
    pub(crate) mail: MailState,
    reading: Reading,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node").field("organisation", &self.config.organisation).finish_non_exhaustive()
    }
}

impl Node {
    /// Makes a node: folders, settings, keys, journal with the organisation's own description, first administrator.
    /// Returns the token of the administrator's one-time sign-in link as well.
    pub fn init(request: InitRequest, env: Env) -> Result<(Self, String), NodeError> {
        let InitRequest { config, organisation, administrator } = request;
        let settings = config.dir.join(crate::config::FILE);
        if settings.exists() || config.database().exists() {
            return Err(NodeError::AlreadyInitialised(config.dir));
        }
        let id = LogId::new(&config.domain, config.organisation.clone(), 1)?;
        files::make_folder(&config.dir)?;
        let seed = keyfile::read_or_create_seed(&config.journal_seed(), &env.entropy)?;
        let signer = SignerKey::from_seed(&id.to_string(), &seed)?;
        let store = open_store(&config)?;
        ges_ledger::migrate(&store)?;
        let (now, entropy, verifier) = (env.clock.now(), env.entropy.clone(), signer.verifier_key());
        let statement = Statement {
            fact: Fact::Organisation(organisation),
            audience: Audience::Public,
            author: format!("console:{administrator}"),
        };
        store.write(move |tx| {
            log::create(tx, &id, &verifier, Side { own: true, central: false })?;
            let log = own_log(tx)?;
            append::record(tx, &log, std::slice::from_ref(&statement), now, &entropy)
        })?;
        drop(store);
        // Last: a folder with settings in it is a whole node.
        files::write(&settings, config.to_toml().as_bytes())?;
        let node = Self::open(config, env)?;
        node.kit().accounts().create_person(NewPerson {
            login: administrator.clone(),
            roles: vec!["administrator".into()],
            ..NewPerson::default()
        })?;
        let token = node.kit().accounts().create_link(&administrator)?;
        Ok((node, token))
    }

    /// Opens a node that was made before.
    pub fn open(config: Config, env: Env) -> Result<Self, NodeError> {
        if !config.database().exists() {
            return Err(NodeError::NotInitialised(config.dir));
        }
        let store = open_store(&config)?;
        ges_ledger::migrate(&store)?;
        crate::feeds::migrate(&store)?;
        store.migrate(tables::COMPONENT, tables::MIGRATIONS)?;
        ges_extract::index::migrate(&store)?;
        let own = config.organisation.clone();
        let (log, described, questions) = store.read(|tx| {
            let log = append::own_log(tx)?;
            let questions = service::questions::waiting(tx, &own)?;
            Ok::<_, LedgerError>((log, read::organisations::one(tx, &own)?, questions))
        })?;
        let log = log.ok_or_else(|| NodeError::NotInitialised(config.dir.clone()))?;
        if *log.id.organisation() != config.organisation {
            let (config, journal) = (config.organisation.to_string(), log.id.organisation().to_string());
            return Err(NodeError::AnotherOrganisation { config, journal });
        }
        let seed = keyfile::read_seed(&config.journal_seed())?;
        let signer = SignerKey::from_seed(&log.id.to_string(), &seed)?;
        if signer.verifier_key() != log.verifier {
            return Err(NodeError::AnotherSeed { log: log.id.to_string() });
        }
        let documents = Documents::open(&config.documents_dir())?.with_limit(config.documents.limit.bytes());
        let name = described.map_or_else(|| ges_domain::text::Text::new(own.as_str(), ""), |o| o.name);
        let kit = Kit::open(web::kit_options(&config, name), &store, &env)?;
        let link = Link::load(&config)?.map(Arc::new);
        let hot = match identity(&config)? {
            Some(identity) => Hot::new(&identity)?,
            None => Hot::empty(),
        };
        let heads = Heads::new(&config, log.size);
        Ok(Self(Arc::new(Inner {
            env,
            store,
            documents,
            signer,
            seed,
            origin: log.id,
            kit,
            hot,
            link: RwLock::new(link),
            sessions: Sessions::new(),
            heads,
            live: Live::new(),
            numbers: Numbers::new(),
            questions: AtomicU64::new(questions),
            feeds: Mutex::default(),
            notices: Notices::default(),
            mail: MailState::default(),
            reading: Reading::new(&config),
            config,
        })))
    }

    /// Settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Clock and randomness.
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Evidence.
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    /// Signs the journal's checkpoints.
    pub fn signer(&self) -> &SignerKey {
        &self.0.signer
    }

    /// Lends the key of one of this node's logs: an earlier epoch's bears the earlier name.
    pub fn signing<T, E: From<LedgerError>>(
        &self,
        log: &LogId,
        sign: impl FnOnce(&SignerKey) -> Result<T, E>,
    ) -> Result<T, E> {
        if *log == self.0.origin {
            return sign(&self.0.signer);
        }
        let key = SignerKey::from_seed(&log.to_string(), &self.0.seed);
        let key = key.map_err(|_| LedgerError::UnknownLog(log.to_string()))?;
        sign(&key)
    }

    /// Whose node it is.
    pub fn own(&self) -> &OrganisationId {
        &self.0.config.organisation
    }

    /// Name of the log that is written now.
    pub fn origin(&self) -> &LogId {
        &self.0.origin
    }

    /// The web kit.
    pub fn kit(&self) -> &Kit {
        &self.0.kit
    }

    /// Rings when something a page shows has changed.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// The identity shown in TLS handshakes; empty before enrolment.
    pub fn hot(&self) -> &Hot {
        &self.0.hot
    }

    /// Open connections to the exchange port.
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// Waits until no feed is being read, and holds the others back.
    pub(crate) fn feeds_turn(&self) -> MutexGuard<'_, ()> {
        self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same for those who do not wait: `None` while a feed is being read.
    pub(crate) fn feeds_turn_now(&self) -> Option<MutexGuard<'_, ()>> {
        match self.0.feeds.try_lock() {
            Ok(turn) => Some(turn),
            Err(TryLockError::Poisoned(turn)) => Some(turn.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Counters and gauges.
    pub fn numbers(&self) -> &Numbers {
        &self.0.numbers
    }

    /// What concerns whom, as last worked out.
    pub(crate) fn notices(&self) -> &Notices {
        &self.0.notices
    }

    /// The workers that read documents.
    pub(crate) fn reading(&self) -> &Reading {
        &self.0.reading
    }

    /// How sending mail last went.
    pub(crate) fn mail_state(&self) -> &MailState {
        &self.0.mail
    }

    /// The hub, once enrolled.
    pub fn link(&self) -> Option<Arc<Link>> {
        self.0.link.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes another hub the one that may call; `None` closes the exchange.
    pub fn set_link(&self, link: Option<Link>) {
        *self.0.link.write().unwrap_or_else(PoisonError::into_inner) = link.map(Arc::new);
        self.0.live.ring();
    }

    /// Reads link and identity from disk again: another process enrolled or renewed.
    pub fn reload_link(&self) -> Result<(), NodeError> {
        let link = Link::load(&self.0.config)?;
        if let Some(identity) = identity(&self.0.config)? {
            self.0.hot.swap(&identity)?;
        }
        if link.as_ref() != self.link().as_deref() {
            self.set_link(link);
        }
        Ok(())
    }

    /// Size of the own log, as last seen; changes at every write of this process and soon after those of others.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.0.heads.subscribe()
    }

    /// Tells everybody who waits that the own log has grown to `size` entries.
    pub fn ring(&self, size: u64) {
        self.0.heads.ring(size);
        self.0.live.ring();
    }

    /// How many questions of the centre wait for this agency, as far as this process knows.
    pub fn questions_waiting(&self) -> u64 {
        self.0.questions.load(Ordering::Relaxed)
    }

    pub(crate) fn questions_wait(&self, count: u64) {
        self.0.questions.store(count, Ordering::Relaxed);
    }

    /// Counts them again. Blocks. A count that cannot be read stays as it was: it is only a hint on a tab.
    pub(crate) fn count_questions(&self) {
        let own = self.own().clone();
        match self.store().read(|tx| service::questions::waiting(tx, &own)) {
            Ok(count) => self.questions_wait(count),
            Err(error) => tracing::warn!(%error, "the questions that wait cannot be counted"),
        }
    }

    /// Runs something that blocks without holding up others; at once under simulation.
    pub async fn blocking<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> T + Send + 'static,
    {
        if self.0.config.inline {
            return work(self);
        }
        let node = self.clone();
        match tokio::task::spawn_blocking(move || work(&node)).await {
            Ok(done) => done,
            // The pool never cancels work that has begun: only a panic arrives here.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

/// The own log inside a transaction.
pub fn own_log(tx: &mut Tx<'_>) -> Result<Log, LedgerError> {
    append::own_log(tx)?.ok_or_else(|| LedgerError::UnknownLog("(own)".into()))
}

/// The TLS identity on disk; `None` before enrolment.
pub fn identity(config: &Config) -> Result<Option<Identity>, NodeError> {
    let Some(chain) = files::read_text(&config.tls_chain())? else { return Ok(None) };
    let key = KeyPair::load(&config.tls_key())?;
    Ok(Some(Identity::new(&chain, &key)?))
}

fn open_store(config: &Config) -> Result<Store, StoreError> {
    let cache_mib = u32::try_from(config.store.cache.bytes() >> 20).unwrap_or(u32::MAX).max(1);
    let options =
        Options { readers: config.store.readers.max(1), inline: config.inline, cache_mib, ..Options::default() };
    Store::open(&StoreUrl::sqlite(config.database()), options)
}
