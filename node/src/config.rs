//! Settings of a node: `node.toml`, then `GES_NODE_…`, then flags.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use ges_domain::ids::OrganisationId;
use ges_runtime::config::{ConfigError, KnownKeys, Size, environment, load};
use ges_web::accounts::{OidcClient, OidcSettings, OidcSettingsError};
use serde::{Deserialize, Serialize};

use crate::mail::Mail;
use crate::reading::ScannerSettings;

/// What environment variables of a node begin with.
pub const PREFIX: &str = "GES_NODE_";
/// Name of the settings file in the data folder.
pub const FILE: &str = "node.toml";

/// Settings of one node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The data folder; given by `--dir`, never by the file in it.
    #[serde(skip)]
    pub dir: PathBuf,
    /// Whose node it is.
    pub organisation: OrganisationId,
    /// Domain of the federation: the first part of every log's name.
    #[serde(default = "domain")]
    pub domain: String,
    /// Every page says that figures are synthetic.
    #[serde(default)]
    pub demo: bool,
    /// Pages and REST.
    #[serde(default)]
    pub http: Http,
    /// The port the hub calls.
    #[serde(default)]
    pub exchange: Exchange,
    /// The database file.
    #[serde(default)]
    pub store: StoreSettings,
    /// Evidence.
    #[serde(default)]
    pub documents: DocumentSettings,
    /// Reporting rounds.
    #[serde(default)]
    pub rounds: Rounds,
    /// Log lines.
    #[serde(default)]
    pub log: LogSettings,
    /// An identity provider through which people may come in.
    #[serde(default, skip_serializing_if = "unset")]
    pub oidc: OidcSettings,
    /// Mail to people; without it none is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
    /// A virus scanner that sees every document before it is filed; without it none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanner: Option<ScannerSettings>,
    /// A program that reads documents in place of this one, started under the same subcommand. Never from a file.
    #[serde(skip)]
    pub document_worker: Option<PathBuf>,
    /// Simulation: every store access at once on the calling thread. Never from a file.
    #[serde(skip)]
    pub inline: bool,
}

/// Pages and REST.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Where to listen.
    pub listen: SocketAddr,
    /// People reach it over https (a proxy in front): cookies are marked, browsers stay on https.
    pub https: bool,
    /// A proxy in front sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Further origins that may send forms here.
    pub trusted_origins: Vec<String>,
    /// Address of the pages as people reach them, such as `https://ges.example.go.th`: passkeys are bound to its host,
    /// and an identity provider sends people back there. Empty: this machine alone.
    pub public_url: String,
}

impl Default for Http {
    fn default() -> Self {
        let listen = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 8410));
        Self { listen, https: false, behind_proxy: false, trusted_origins: Vec::new(), public_url: String::new() }
    }
}

/// The port the hub calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exchange {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Most connections at once.
    pub connections: u16,
}

impl Default for Exchange {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 8411)), connections: 64 }
    }
}

/// The database file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSettings {
    /// Connections for reading.
    pub readers: u32,
    /// Page cache.
    pub cache: Size,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { readers: 4, cache: Size(64 << 20) }
    }
}

/// Evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentSettings {
    /// Largest document accepted.
    pub limit: Size,
}

impl Default for DocumentSettings {
    fn default() -> Self {
        Self { limit: Size(ges_documents::LIMIT) }
    }
}

/// What a figure passes before the centre sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Data keeper, supervisor, PA unit, CIO (domain rules 5.4).
    #[default]
    Chain,
    /// Nothing: what is recorded is released at once.
    None,
}

/// Reporting rounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rounds {
    /// What a figure typed on a page passes before the centre sees it.
    pub approval: Approval,
    /// Days after the last day of a round until it closes; later releases need a reason and are marked as late.
    pub days_open: u16,
}

impl Default for Rounds {
    fn default() -> Self {
        Self { approval: Approval::default(), days_open: 30 }
    }
}

/// Log lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// Filter, such as `info` or `info,ges_node=debug`.
    pub level: String,
    /// One JSON object per line instead of text.
    pub json: bool,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { level: "info".into(), json: false }
    }
}

fn unset(oidc: &OidcSettings) -> bool {
    *oidc == OidcSettings::default()
}

fn domain() -> String {
    "ges.local".into()
}

impl KnownKeys for Config {
    const KEYS: &'static [&'static str] = &[
        "organisation",
        "domain",
        "demo",
        "http.listen",
        "http.https",
        "http.behind_proxy",
        "http.trusted_origins",
        "http.public_url",
        "exchange.listen",
        "exchange.connections",
        "store.readers",
        "store.cache",
        "documents.limit",
        "rounds.approval",
        "rounds.days_open",
        "log.level",
        "log.json",
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
        "mail.host",
        "mail.port",
        "mail.security",
        "mail.user",
        "mail.password_file",
        "mail.from",
        "mail.at",
        "mail.base_url",
        "mail.ca",
        "scanner.address",
        "scanner.patience",
    ];
    const OTHER_VARIABLES: &'static [&'static str] =
        &["DIR", "LANG", "JSON", "PASSPHRASE_FILE", "PASSWORD_FILE", "TOKEN"];
}

impl Config {
    /// Default settings of an organisation's node in `dir`.
    pub fn new(dir: impl Into<PathBuf>, organisation: OrganisationId) -> Self {
        Self {
            dir: dir.into(),
            organisation,
            domain: domain(),
            demo: false,
            http: Http::default(),
            exchange: Exchange::default(),
            store: StoreSettings::default(),
            documents: DocumentSettings::default(),
            rounds: Rounds::default(),
            log: LogSettings::default(),
            oidc: OidcSettings::default(),
            mail: None,
            scanner: None,
            document_worker: None,
            inline: false,
        }
    }

    /// Reads `node.toml` of the data folder, the environment and flags (dotted key and value).
    pub fn load(dir: &Path, flags: &[(String, String)]) -> Result<Self, ConfigError> {
        let mut config: Self = load(Some(&dir.join(FILE)), PREFIX, environment(), flags)?;
        dir.clone_into(&mut config.dir);
        Ok(config)
    }

    /// The settings as the file says them.
    pub fn to_toml(&self) -> String {
        // Plain tables of texts and numbers: serialisation has no way to fail.
        let body = toml::to_string(self).unwrap_or_default();
        format!("# Settings of this node; `ges-node config check` names mistakes.\n{body}")
    }

    /// Address of the pages as people reach them; without one, this machine's own.
    pub fn public_url(&self) -> String {
        if self.http.public_url.is_empty() {
            format!("http://localhost:{}", self.http.listen.port())
        } else {
            self.http.public_url.clone()
        }
    }

    /// The identity provider, checked; `None` where none is set.
    pub fn identity_provider(&self) -> Result<Option<OidcClient>, OidcSettingsError> {
        OidcClient::new(&self.oidc, &self.dir, &self.public_url())
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.dir.join("node.db")
    }

    /// The folder of documents.
    pub fn documents_dir(&self) -> PathBuf {
        self.dir.join("documents")
    }

    /// Seed of the journal's key.
    pub fn journal_seed(&self) -> PathBuf {
        self.dir.join("keys/journal.seed")
    }

    /// Key of the TLS identity.
    pub fn tls_key(&self) -> PathBuf {
        self.dir.join("keys/tls.key")
    }

    /// Certificate chain of the TLS identity.
    pub fn tls_chain(&self) -> PathBuf {
        self.dir.join("tls/chain.pem")
    }

    /// Certificates of the authorities to trust.
    pub fn authorities(&self) -> PathBuf {
        self.dir.join("tls/authorities.pem")
    }

    /// What is known of the hub.
    pub fn hub_file(&self) -> PathBuf {
        self.dir.join("hub.json")
    }

    /// Sealed key of a CIO.
    pub fn cio_key(&self, login: &str) -> PathBuf {
        self.dir.join(format!("keys/cio-{login}.pem"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_file_reads_back_and_unknown_keys_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config::new(dir.path(), OrganisationId::parse("dep").unwrap());
        config.http.listen = "127.0.0.1:9000".parse().unwrap();
        std::fs::write(dir.path().join(FILE), config.to_toml()).unwrap();
        let none = std::iter::empty();
        let mut read: Config = load(Some(&dir.path().join(FILE)), "GES_NODE_TEST_", none, &[]).unwrap();
        read.dir = dir.path().into();
        assert_eq!(read, config);
        let text = format!("{}\n[htp]\nlisten = \"0.0.0.0:1\"\n", config.to_toml());
        std::fs::write(dir.path().join(FILE), text).unwrap();
        let error =
            load::<Config>(Some(&dir.path().join(FILE)), "GES_NODE_TEST_", std::iter::empty(), &[]).unwrap_err();
        assert!(error.to_string().contains("line 32") && error.to_string().contains("`http."), "{error}");
    }
    #[test]
    fn an_identity_provider_is_read_and_its_mistakes_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config::new(dir.path(), OrganisationId::parse("dep").unwrap());
        let read = |more: &str| {
            std::fs::write(dir.path().join(FILE), format!("{}\n{more}", config.to_toml())).unwrap();
            load::<Config>(Some(&dir.path().join(FILE)), "GES_NODE_TEST_", std::iter::empty(), &[])
        };
        assert!(read("").unwrap().identity_provider().unwrap().is_none());
        let thaid = "[oidc]\nissuer = \"https://id.example\"\nclient_id = \"ges\"\nscopes = [\"pid\"]\n";
        assert!(read(thaid).unwrap().identity_provider().unwrap().is_some());
        let error = read(&thaid.replace("https", "http")).unwrap().identity_provider().unwrap_err();
        assert!(error.to_string().contains("oidc.issuer"), "{error}");
        let error = read("[oidc]\nisuer = \"x\"\n").unwrap_err();
        assert!(error.to_string().contains("oidc.issuer"), "{error}");
        for key in OidcSettings::KEYS {
            assert!(Config::KEYS.contains(&key), "{key}");
        }
    }
}
