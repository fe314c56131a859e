//! Settings of a hub: `hub.toml`, then `GES_HUB_…`, then flags.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ges_domain::ids::OrganisationId;
use ges_runtime::config::{ConfigError, KnownKeys, Period, environment, load};
use ges_store::StoreUrl;
#[cfg(feature = "web")]
use ges_web::accounts::{OidcClient, OidcSettings, OidcSettingsError};
use serde::{Deserialize, Serialize};

/// Prefix of environment variables that are settings.
pub const PREFIX: &str = "GES_HUB_";

/// Settings of a hub. Paths that are not absolute are inside the data folder.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own in the file")]
pub struct Config {
    /// The folder of everything the hub keeps.
    #[serde(skip)]
    pub dir: PathBuf,
    /// Id of the organisation that runs the hub.
    pub organisation: String,
    /// Its name in Thai.
    pub name_th: String,
    /// Its name in English.
    pub name_en: String,
    /// First part of log names; the same in the whole federation.
    pub domain: String,
    /// `sqlite:hub.db` or `postgres://…`.
    pub store: String,
    /// `file:documents`.
    pub documents: String,
    /// Where pages and REST are served.
    pub http: SocketAddr,
    /// Where gRPC is served.
    pub grpc: SocketAddr,
    /// Address of the pages as people reach them; used in printed links.
    pub public_url: String,
    /// Pages are reached over https (a proxy in front ends TLS).
    pub https: bool,
    /// A proxy in front sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Further origins that may send forms here.
    pub trusted_origins: Vec<String>,
    /// Marks every page as showing synthetic data.
    pub demo: bool,
    /// Log filter.
    pub log_level: String,
    /// Log lines as JSON.
    pub log_json: bool,
    /// Days a node's certificate holds.
    pub certificate_days: u32,
    /// Reading connections of the store.
    pub readers: u32,
    /// Page cache of SQLite in MiB.
    pub cache_mib: u32,
    /// How links are kept.
    pub pull: PullConfig,
    /// An identity provider through which people may come in.
    #[cfg(feature = "web")]
    pub oidc: OidcSettings,
    /// Simulation only: the store and all verification run on the calling thread.
    #[serde(skip)]
    pub inline: bool,
}

/// How links to nodes are kept.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PullConfig {
    /// Longest wait before the first new attempt.
    pub retry_base: Period,
    /// Longest wait before any new attempt.
    pub retry_max: Period,
    /// Wait after a refusal that needs a person.
    pub retry_alarm: Period,
    /// A link that is silent for this long is dialled again.
    pub silence: Period,
    /// How long a single answer may take.
    pub answer: Period,
    /// How often agencies and the own journal are looked at for changes by other processes.
    pub look: Period,
    /// Aim for one batch in bytes.
    pub batch_bytes: u32,
    /// Bytes of batches that may be under way at once, over all nodes.
    pub under_way_mib: u32,
}

impl Default for PullConfig {
    fn default() -> Self {
        let seconds = |n| Period(Duration::from_secs(n));
        Self {
            retry_base: Period(Duration::from_millis(200)),
            retry_max: seconds(60),
            retry_alarm: seconds(300),
            silence: seconds(180),
            answer: seconds(30),
            look: seconds(1),
            batch_bytes: 2 << 20,
            under_way_mib: 256,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            dir: PathBuf::new(),
            organisation: "opdc".into(),
            name_th: "สำนักงาน ก.พ.ร.".into(),
            name_en: "Office of the Public Sector Development Commission".into(),
            domain: "ges.local".into(),
            store: "sqlite:hub.db".into(),
            documents: "file:documents".into(),
            http: SocketAddr::from(([127, 0, 0, 1], 8400)),
            grpc: SocketAddr::from(([0, 0, 0, 0], 8401)),
            public_url: String::new(),
            https: false,
            behind_proxy: false,
            trusted_origins: Vec::new(),
            demo: false,
            log_level: "info".into(),
            log_json: false,
            certificate_days: 30,
            readers: 4,
            cache_mib: 256,
            pull: PullConfig::default(),
            #[cfg(feature = "web")]
            oidc: OidcSettings::default(),
            inline: false,
        }
    }
}

impl KnownKeys for Config {
    const KEYS: &'static [&'static str] = &[
        "organisation",
        "name_th",
        "name_en",
        "domain",
        "store",
        "documents",
        "http",
        "grpc",
        "public_url",
        "https",
        "behind_proxy",
        "trusted_origins",
        "demo",
        "log_level",
        "log_json",
        "certificate_days",
        "readers",
        "cache_mib",
        "pull.retry_base",
        "pull.retry_max",
        "pull.retry_alarm",
        "pull.silence",
        "pull.answer",
        "pull.look",
        "pull.batch_bytes",
        "pull.under_way_mib",
        "oidc.issuer",
        "oidc.authorization_endpoint",
        "oidc.token_endpoint",
        "oidc.jwks_uri",
        "oidc.end_session_endpoint",
        "oidc.client_id",
        "oidc.client_secret_file",
        "oidc.scopes",
        "oidc.login_claim",
        "oidc.button_th",
        "oidc.button_en",
        "oidc.create_people",
        "oidc.roles",
        "oidc.authorities",
    ];
    const OTHER_VARIABLES: &'static [&'static str] = &["DIR", "PASSWORD"];
}

/// A setting that no hub can run with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// Not an organisation id.
    #[error("setting `organisation`: {0}")]
    Organisation(#[from] ges_domain::ids::IdError),
    /// Not a store address.
    #[error("setting `store`: {0}")]
    Store(#[from] ges_store::UrlError),
    /// Not a place for documents.
    #[error("setting `documents`: `{0}` is not supported; write file:documents or file:/var/lib/ges/documents")]
    Documents(String),
    /// Not a log domain.
    #[error("setting `domain`: {0}")]
    Domain(#[from] ges_journal::log_id::LogIdError),
}

impl Config {
    /// The file of settings in a data folder.
    pub fn file(dir: &Path) -> PathBuf {
        dir.join("hub.toml")
    }

    /// Reads the settings of the hub in `dir`: its file if there is one, the environment, then `flags`.
    pub fn load(dir: &Path, flags: &[(String, String)]) -> Result<Self, ConfigError> {
        let file = Self::file(dir);
        let file = file.exists().then_some(file.as_path());
        let mut config: Self = load(file, PREFIX, environment(), flags)?;
        dir.clone_into(&mut config.dir);
        Ok(config)
    }

    /// Settings for a folder, all others as they come.
    pub fn in_dir(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), ..Self::default() }
    }

    /// Checks what the types alone cannot.
    pub fn check(&self) -> Result<(), SettingError> {
        self.store_url()?;
        self.documents_dir()?;
        let id = self.organisation_id()?;
        ges_journal::log_id::LogId::new(&self.domain, id, 1)?;
        Ok(())
    }

    /// The identity provider, checked; `None` where none is set.
    #[cfg(feature = "web")]
    pub fn identity_provider(&self) -> Result<Option<OidcClient>, OidcSettingsError> {
        OidcClient::new(&self.oidc, &self.dir, &self.people_url())
    }

    /// Address at which people's browsers see the pages: as set, else this machine's own by name.
    pub fn people_url(&self) -> String {
        if self.public_url.is_empty() {
            format!("http://localhost:{}", self.http.port())
        } else {
            self.public_url.clone()
        }
    }

    /// Who runs the hub.
    pub fn organisation_id(&self) -> Result<OrganisationId, SettingError> {
        Ok(OrganisationId::parse(&self.organisation)?)
    }

    /// Its name in both languages.
    pub fn name(&self) -> ges_domain::text::Text {
        ges_domain::text::Text::new(&self.name_th, &self.name_en)
    }

    /// Where the store is; a relative file is inside the data folder.
    pub fn store_url(&self) -> Result<StoreUrl, SettingError> {
        let url: StoreUrl = self.store.parse()?;
        Ok(match url.path() {
            Some(path) if path.is_relative() => StoreUrl::sqlite(self.dir.join(path)),
            _ => url,
        })
    }

    /// Where documents are kept.
    pub fn documents_dir(&self) -> Result<PathBuf, SettingError> {
        match self.documents.strip_prefix("file:") {
            Some(path) if !path.is_empty() => Ok(self.dir.join(path)),
            _ => Err(SettingError::Documents(self.documents.chars().take(80).collect())),
        }
    }

    /// Address of the pages as people reach them.
    pub fn base_url(&self) -> String {
        if self.public_url.is_empty() {
            format!("{}://{}", if self.https { "https" } else { "http" }, self.http)
        } else {
            self.public_url.trim_end_matches('/').to_owned()
        }
    }
}

#[cfg(all(test, feature = "web"))]
mod tests {
    use super::*;

    #[test]
    fn an_identity_provider_is_known_key_by_key_and_its_mistakes_are_named() {
        for key in OidcSettings::KEYS {
            assert!(Config::KEYS.contains(&key), "{key}");
        }
        let mut config = Config::in_dir("/nowhere");
        assert!(config.identity_provider().unwrap().is_none());
        config.oidc.issuer = "https://id.example".into();
        let error = config.identity_provider().unwrap_err();
        assert!(error.to_string().contains("oidc.client_id"), "{error}");
        config.oidc.client_id = "ges".into();
        assert!(config.identity_provider().unwrap().is_some());
        assert_eq!(config.people_url(), "http://localhost:8400");
    }
}
