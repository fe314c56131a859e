//! `[oidc]`: the identity provider as it is written in the settings, and the client that comes of it once checked.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ges_domain::text::Text;
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use zeroize::Zeroizing;

/// Path of the page that the provider sends people back to; registered there with the address of this server.
pub(in crate::accounts) const BACK: &str = "/signin/oidc";
/// Most bytes of a secret's file.
const MAX_SECRET: u64 = 4096;
/// Most characters of any one setting.
const MAX_SETTING: usize = 2000;
/// How long the provider may take for one answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The identity provider as written. Nothing is asked of it while `issuer` is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OidcSettings {
    /// The issuer exactly as its tokens name it. Empty: no identity provider.
    pub issuer: String,
    /// Where people sign in there. With this, `token_endpoint` and `jwks_uri`, nothing is discovered; with none of the
    /// three, they come from `{issuer}/.well-known/openid-configuration`.
    pub authorization_endpoint: String,
    /// Where a code is exchanged.
    pub token_endpoint: String,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Where it ends its own session; may stay empty.
    pub end_session_endpoint: String,
    /// What this server is called there.
    pub client_id: String,
    /// File with the secret that goes with it, readable by the server alone; relative to the data folder. Empty: none.
    pub client_secret_file: PathBuf,
    /// What is asked for; `openid` is always among it.
    pub scopes: Vec<String>,
    /// The claim that is compared with logins. Empty: only identities that people have linked themselves are let in.
    pub login_claim: String,
    /// Words of the button in Thai.
    pub button_th: String,
    /// Words of the button in English.
    pub button_en: String,
    /// Makes an account for whoever the provider knows and nobody here does.
    pub create_people: bool,
    /// Roles of accounts made so.
    pub roles: Vec<String>,
    /// PEM file of authorities to trust for the provider; relative to the data folder. Empty: the operating system's.
    pub authorities: PathBuf,
}

impl Default for OidcSettings {
    fn default() -> Self {
        let empty = String::new;
        Self {
            issuer: empty(),
            authorization_endpoint: empty(),
            token_endpoint: empty(),
            jwks_uri: empty(),
            end_session_endpoint: empty(),
            client_id: empty(),
            client_secret_file: PathBuf::new(),
            scopes: vec!["openid".to_owned()],
            login_claim: empty(),
            button_th: empty(),
            button_en: empty(),
            create_people: false,
            roles: Vec::new(),
            authorities: PathBuf::new(),
        }
    }
}

impl OidcSettings {
    /// Every key, dotted, for the programs' lists of known settings.
    pub const KEYS: [&'static str; 14] = [
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
}

/// Why `[oidc]` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OidcSettingsError {
    /// Not an address a secret may travel to.
    #[error("setting `oidc.{0}`: not an address to trust: write https://…, or http:// on localhost for trying it out")]
    Address(&'static str),
    /// Two of three.
    #[error(
        "setting `oidc.{0}` is missing: set authorization_endpoint, token_endpoint and jwks_uri, or none of them so \
         that they are discovered"
    )]
    Endpoint(&'static str),
    /// Needed and empty.
    #[error("setting `oidc.{0}` is empty: write what the provider gave you")]
    Empty(&'static str),
    /// Too long, or with spaces and control characters.
    #[error("setting `oidc.{0}`: too long, or has spaces or control characters: copy it again from the provider")]
    Text(&'static str),
    /// People cannot be sent back.
    #[error("with `oidc` the server must know its own address: set the public address (`public_url`) to https://…")]
    PublicUrl,
    /// Whoever came in could do nothing.
    #[error("setting `oidc.roles` is empty although `oidc.create_people` is set: name the roles of new accounts")]
    Roles,
    /// New accounts need a login.
    #[error("setting `oidc.login_claim` is empty although `oidc.create_people` is set: name the claim for logins")]
    Claim,
    /// The secret or the authorities cannot be read.
    #[error("setting `oidc.{key}`: {} cannot be used ({reason}): check the path and who may read it", path.display())]
    File {
        /// The setting.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

/// The secret of a client; shown nowhere and wiped when it is dropped.
#[derive(Clone)]
pub(super) struct ClientSecret(Arc<Zeroizing<String>>);

impl ClientSecret {
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

/// Where the provider answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoints {
    pub authorization: Url,
    pub token: Url,
    pub keys: Url,
    pub end_session: Option<Url>,
}

/// A checked client of an identity provider.
#[derive(Debug, Clone)]
pub struct OidcClient {
    pub(super) issuer: String,
    /// Given, or to be discovered.
    pub(super) endpoints: Option<Endpoints>,
    pub(super) end_session: Option<Url>,
    pub(super) client_id: String,
    pub(super) secret: Option<ClientSecret>,
    pub(super) scopes: String,
    pub(super) login_claim: String,
    pub(super) button: Text,
    pub(super) new_people: Option<Vec<String>>,
    pub(super) authorities: Option<PathBuf>,
    /// Where the provider sends people back to.
    pub(super) back: String,
    /// Where people are after signing out there.
    pub(super) out: String,
    pub(super) patience: Duration,
}

impl OidcClient {
    /// Checks the settings of a server whose pages people reach at `public_url`; `None` when there is no provider.
    /// Relative files are inside `dir`.
    ///
    /// # Errors
    /// [`OidcSettingsError`] names the setting.
    pub fn new(settings: &OidcSettings, dir: &Path, public_url: &str) -> Result<Option<Self>, OidcSettingsError> {
        if settings.issuer.is_empty() {
            return Ok(None);
        }
        let public = trusted("public_url", public_url).map_err(|_| OidcSettingsError::PublicUrl)?;
        let base = public_url.trim_end_matches('/');
        if public.query().is_some() {
            return Err(OidcSettingsError::PublicUrl);
        }
        trusted("issuer", &settings.issuer)?;
        let optional = |key, text: &str| if text.is_empty() { Ok(None) } else { trusted(key, text).map(Some) };
        let end_session = optional("end_session_endpoint", &settings.end_session_endpoint)?;
        if settings.create_people && settings.roles.is_empty() {
            return Err(OidcSettingsError::Roles);
        }
        if settings.create_people && settings.login_claim.is_empty() {
            return Err(OidcSettingsError::Claim);
        }
        if settings.client_id.is_empty() {
            return Err(OidcSettingsError::Empty("client_id"));
        }
        let mut scopes = vec!["openid"];
        scopes.extend(settings.scopes.iter().map(String::as_str).filter(|scope| *scope != "openid"));
        for (key, text) in [("client_id", &settings.client_id), ("login_claim", &settings.login_claim)]
            .into_iter()
            .chain(settings.scopes.iter().map(|scope| ("scopes", scope)))
        {
            if text.len() > MAX_SETTING || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
                return Err(OidcSettingsError::Text(key));
            }
        }
        let file = |path: &Path| (!path.as_os_str().is_empty()).then(|| dir.join(path));
        let secret = file(&settings.client_secret_file).map(|path| read_secret(&path)).transpose()?;
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        Ok(Some(Self {
            issuer: settings.issuer.clone(),
            endpoints: endpoints(settings, end_session.clone())?,
            end_session,
            client_id: settings.client_id.clone(),
            secret,
            scopes: scopes.join(" "),
            login_claim: settings.login_claim.clone(),
            button: Text::new(
                or(&settings.button_th, "ลงชื่อเข้าใช้ด้วยบัญชีของหน่วยงาน"),
                or(&settings.button_en, "Sign in with your organisation’s account"),
            ),
            new_people: settings.create_people.then(|| settings.roles.clone()),
            authorities: file(&settings.authorities),
            back: format!("{base}{BACK}"),
            out: format!("{base}/signin"),
            patience: PATIENCE,
        }))
    }

    /// Sets how long the provider may take for one answer.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

fn endpoints(settings: &OidcSettings, end_session: Option<Url>) -> Result<Option<Endpoints>, OidcSettingsError> {
    let given = [
        ("authorization_endpoint", &settings.authorization_endpoint),
        ("token_endpoint", &settings.token_endpoint),
        ("jwks_uri", &settings.jwks_uri),
    ];
    if given.iter().all(|(_, text)| text.is_empty()) {
        return Ok(None);
    }
    let mut urls = Vec::with_capacity(given.len());
    for (key, text) in given {
        if text.is_empty() {
            return Err(OidcSettingsError::Endpoint(key));
        }
        urls.push(trusted(key, text)?);
    }
    let mut urls = urls.into_iter();
    Ok(match (urls.next(), urls.next(), urls.next()) {
        (Some(authorization), Some(token), Some(keys)) => Some(Endpoints { authorization, token, keys, end_session }),
        _ => None,
    })
}

/// An address over https, or over http on this machine.
pub(super) fn trusted(key: &'static str, text: &str) -> Result<Url, OidcSettingsError> {
    let wrong = || OidcSettingsError::Address(key);
    if text.len() > MAX_SETTING {
        return Err(wrong());
    }
    let url = Url::parse(text).map_err(|_| wrong())?;
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(wrong()),
    };
    let open = url.scheme() == "https" || (url.scheme() == "http" && local);
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if open && plain { Ok(url) } else { Err(wrong()) }
}

fn read_secret(path: &Path) -> Result<ClientSecret, OidcSettingsError> {
    let wrong = |reason: String| OidcSettingsError::File { key: "client_secret_file", path: path.to_owned(), reason };
    let size = std::fs::metadata(path).map_err(|error| wrong(error.to_string()))?.len();
    if size > MAX_SECRET {
        return Err(wrong(format!("more than {MAX_SECRET} bytes")));
    }
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?);
    let secret = Zeroizing::new(text.trim().to_owned());
    if secret.is_empty() || secret.chars().any(char::is_control) {
        return Err(wrong("empty, or more than one line".to_owned()));
    }
    Ok(ClientSecret(Arc::new(secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> OidcSettings {
        OidcSettings {
            issuer: "https://id.example".into(),
            client_id: "ges".into(),
            login_claim: "preferred_username".into(),
            ..OidcSettings::default()
        }
    }

    fn refused(change: impl FnOnce(&mut OidcSettings)) -> String {
        let mut settings = good();
        change(&mut settings);
        OidcClient::new(&settings, Path::new("/nowhere"), "https://ges.example").unwrap_err().to_string()
    }

    #[test]
    fn no_issuer_means_no_provider_and_the_least_is_enough() {
        let none = OidcClient::new(&OidcSettings::default(), Path::new(""), "").unwrap();
        assert!(none.is_none());
        let client = OidcClient::new(&good(), Path::new(""), "https://ges.example/").unwrap().unwrap();
        assert_eq!((client.back.as_str(), client.scopes.as_str()), ("https://ges.example/signin/oidc", "openid"));
        assert!(client.endpoints.is_none() && client.secret.is_none() && client.new_people.is_none());
    }

    #[test]
    fn mistakes_are_named_with_their_setting() {
        for (said, named) in [
            (refused(|s| s.issuer = "http://id.example".into()), "oidc.issuer"),
            (refused(|s| s.issuer = "https://user:secret@id.example".into()), "oidc.issuer"),
            (refused(|s| s.client_id = String::new()), "oidc.client_id"),
            (refused(|s| s.client_id = "a b".into()), "oidc.client_id"),
            (refused(|s| s.scopes = vec!["openid pid".into()]), "oidc.scopes"),
            (refused(|s| s.token_endpoint = "https://id.example/t".into()), "oidc.authorization_endpoint"),
            (refused(|s| s.end_session_endpoint = "ftp://id.example".into()), "oidc.end_session_endpoint"),
            (refused(|s| s.create_people = true), "oidc.roles"),
            (refused(|s| s.client_secret_file = "keys/none".into()), "/nowhere/keys/none"),
        ] {
            assert!(said.contains(named), "{said}");
        }
        let nowhere = OidcClient::new(&good(), Path::new(""), "").unwrap_err();
        assert!(nowhere.to_string().contains("public_url"), "{nowhere}");
    }

    #[test]
    fn the_keys_are_those_of_the_settings() {
        let value = serde_json::to_value(OidcSettings::default()).unwrap();
        let mut written: Vec<String> = value.as_object().unwrap().keys().map(|key| format!("oidc.{key}")).collect();
        let mut known: Vec<String> = OidcSettings::KEYS.iter().map(|key| (*key).to_owned()).collect();
        written.sort();
        known.sort();
        assert_eq!(written, known);
    }

    #[test]
    fn a_secret_is_never_shown() {
        let dir = std::env::temp_dir().join(format!("ges-oidc-secret-{}", std::process::id()));
        std::fs::write(&dir, "s3cret\n").unwrap();
        let secret = read_secret(&dir).unwrap();
        std::fs::remove_file(&dir).unwrap();
        assert_eq!((format!("{secret:?}").as_str(), secret.expose()), ("ClientSecret(…)", "s3cret"));
    }
}
