//! What every page of one product shares, in one cheap handle that a product keeps in its own state.

use std::sync::Arc;

use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_runtime::Env;
use ges_store::Store;

use crate::accounts::{AccountError, AccountOptions, Accounts, RelyingParty};
use crate::assets::{Asset, Assets};
use crate::locale::Locale;
use crate::page::Tab;
use crate::reader::Reader;
use crate::translations::{Lang, TranslationError, Translations};

/// Which of the two user interfaces this is; it decides the colour of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// An agency's own node.
    Node,
    /// The central hub.
    Hub,
}

impl Product {
    /// Name in addresses, cookies and style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Hub => "hub",
        }
    }
}

/// A role as the interface names it. The domain decides what a role may do; the kit only shows and compares names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLabel {
    /// Stable name, as stored: `cio`.
    pub role: String,
    /// As people read it: `CIO`.
    pub label: Text,
}

type Navigation = dyn Fn(&Reader) -> Vec<Tab> + Send + Sync;

/// What a product tells the kit once, at start.
pub struct KitOptions {
    /// Node or hub.
    pub product: Product,
    /// The organisation that runs this server.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: Text,
    /// The product's own Fluent files: `(language, source)`.
    pub words: Vec<(Locale, String)>,
    /// The product's own style sheets, modules and pictures.
    pub assets: Vec<Asset>,
    /// Names of style sheets among `assets` that every page links, in order.
    pub stylesheets: Vec<String>,
    /// Names of modules among `assets` that every page loads, in order.
    pub modules: Vec<String>,
    /// How roles are called.
    pub roles: Vec<RoleLabel>,
    /// Marks every page as showing synthetic data.
    pub demo: bool,
    /// Cookies carry `Secure`, browsers are told to stay on https.
    pub https: bool,
    /// A proxy in front sets `X-Forwarded-For`; its last address is the reader's.
    pub behind_proxy: bool,
    /// Further origins that may send forms here, such as `https://ges.example.go.th` behind a proxy that renames the host.
    pub trusted_origins: Vec<String>,
    /// Address of the pages as people reach them, such as `https://ges.example.go.th`: passkeys are bound to its host,
    /// and an identity provider sends people back there. Empty: neither.
    pub public_url: String,
    /// Largest request body in bytes unless a route says otherwise.
    pub body_limit: usize,
    /// Sessions, links, passwords.
    pub accounts: AccountOptions,
    /// The tabs of every page; the current one is marked by address.
    pub navigation: Box<Navigation>,
}

impl KitOptions {
    /// Sensible values for everything that is not named here.
    pub fn new(product: Product, organisation_id: OrganisationId, organisation: Text) -> Self {
        Self {
            product,
            organisation_id,
            organisation,
            words: Vec::new(),
            assets: Vec::new(),
            stylesheets: Vec::new(),
            modules: Vec::new(),
            roles: Vec::new(),
            demo: false,
            https: false,
            behind_proxy: false,
            trusted_origins: Vec::new(),
            public_url: String::new(),
            body_limit: 2 * 1024 * 1024,
            accounts: AccountOptions::default(),
            navigation: Box::new(|_| Vec::new()),
        }
    }
}

/// Why a kit cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// The product's words are wrong.
    #[error(transparent)]
    Words(#[from] TranslationError),
    /// The account tables cannot be made ready.
    #[error(transparent)]
    Accounts(#[from] AccountError),
    /// `trusted_origins` has an entry that no browser would ever send.
    #[error("`{origin}` is not an origin: write scheme, host and port only, for example https://ges.example.go.th")]
    Origin {
        /// The entry.
        origin: String,
    },
    /// A named style sheet or module is not among the assets.
    #[error("the asset `{0}` is listed for every page but was never given")]
    Asset(String),
}

struct Inner {
    product: Product,
    organisation_id: OrganisationId,
    organisation: Text,
    words: Arc<Translations>,
    assets: Assets,
    stylesheets: Vec<String>,
    modules: Vec<String>,
    roles: Vec<RoleLabel>,
    demo: bool,
    https: bool,
    behind_proxy: bool,
    trusted_origins: Vec<String>,
    body_limit: usize,
    navigation: Box<Navigation>,
    accounts: Accounts,
    env: Env,
}

/// The kit of one running product; cheap to clone.
#[derive(Clone)]
pub struct Kit(Arc<Inner>);

impl std::fmt::Debug for Kit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kit").field("product", &self.0.product).finish_non_exhaustive()
    }
}

/// State of an axum application that has a kit inside.
pub trait KitState: Clone + Send + Sync + 'static {
    /// The kit.
    fn kit(&self) -> &Kit;
}

impl KitState for Kit {
    fn kit(&self) -> &Kit {
        self
    }
}

impl Kit {
    /// Builds the kit and brings its tables up to date.
    ///
    /// # Errors
    /// Words that do not parse, tables that cannot be migrated, origins or assets that cannot be meant.
    pub fn open(options: KitOptions, store: &Store, env: &Env) -> Result<Self, KitError> {
        let sources: Vec<(Locale, &str)> = options.words.iter().map(|(l, s)| (*l, s.as_str())).collect();
        let words = Arc::new(Translations::new(&sources)?);
        let assets = Assets::new(&options.assets);
        for name in options.stylesheets.iter().chain(&options.modules) {
            if !assets.has(name) {
                return Err(KitError::Asset(name.clone()));
            }
        }
        crate::security::check_origins(&options.trusted_origins)?;
        let with = |own: &[&str], more: Vec<String>| own.iter().map(|s| (*s).to_owned()).chain(more).collect();
        let mut settings = options.accounts;
        if settings.relying_party.is_none() {
            settings.relying_party = RelyingParty::new(&options.public_url, &options.trusted_origins);
        }
        let accounts = Accounts::open(store.clone(), env.clone(), settings)?;
        Ok(Self(Arc::new(Inner {
            product: options.product,
            organisation_id: options.organisation_id,
            organisation: options.organisation,
            words,
            assets,
            stylesheets: with(&["kit.css"], options.stylesheets),
            modules: with(&["keys.js", "copy.js", "keep.js", "live.js", "preview.js"], options.modules),
            roles: options.roles,
            demo: options.demo,
            https: options.https,
            behind_proxy: options.behind_proxy,
            trusted_origins: options.trusted_origins,
            body_limit: options.body_limit,
            navigation: options.navigation,
            accounts,
            env: env.clone(),
        })))
    }

    /// Node or hub.
    pub fn product(&self) -> Product {
        self.0.product
    }

    /// Who runs this server.
    pub fn organisation_id(&self) -> &OrganisationId {
        &self.0.organisation_id
    }

    /// Its name.
    pub fn organisation(&self) -> &Text {
        &self.0.organisation
    }

    /// The words in one language.
    pub fn lang(&self, locale: Locale) -> Lang {
        Lang::new(locale, Arc::clone(&self.0.words))
    }

    /// Served files.
    pub fn assets(&self) -> &Assets {
        &self.0.assets
    }

    /// People, sessions, tokens.
    pub fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// Clock and randomness.
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// Are the figures synthetic?
    pub fn is_demo(&self) -> bool {
        self.0.demo
    }

    /// Is the server reached over https?
    pub fn is_https(&self) -> bool {
        self.0.https
    }

    /// Largest request body in bytes unless a route says otherwise.
    pub fn body_limit(&self) -> usize {
        self.0.body_limit
    }

    /// How a role is called; an unknown role shows its own name.
    pub fn role_label(&self, locale: Locale, role: &str) -> String {
        self.0
            .roles
            .iter()
            .find(|known| known.role == role)
            .map_or_else(|| role.to_owned(), |known| locale.of(&known.label).to_owned())
    }

    /// Name of the session cookie. Browsers share cookies between ports of one host, so each server has its own name.
    pub fn session_cookie(&self) -> String {
        let prefix = if self.0.https { "__Host-" } else { "" };
        format!("{prefix}ges_{}_{}", self.0.product.name(), self.0.organisation_id)
    }

    pub(crate) fn tabs(&self, reader: &Reader) -> Vec<Tab> {
        (self.0.navigation)(reader)
    }

    pub(crate) fn behind_proxy(&self) -> bool {
        self.0.behind_proxy
    }

    pub(crate) fn trusted_origins(&self) -> &[String] {
        &self.0.trusted_origins
    }

    pub(crate) fn stylesheet_urls(&self) -> Vec<String> {
        self.0.stylesheets.iter().map(|name| self.0.assets.url(name)).collect()
    }

    pub(crate) fn module_urls(&self) -> Vec<String> {
        self.0.modules.iter().map(|name| self.0.assets.url(name)).collect()
    }
}
