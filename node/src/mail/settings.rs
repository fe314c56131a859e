//! The `[mail]` settings, read into what is sure to be usable.

use std::net::IpAddr;
use std::path::PathBuf;

use jiff::civil::Time;
use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

/// Most characters of a base address.
const MAX_URL: usize = 200;

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// The connection begins in the clear and must become TLS before anything is said.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Nothing; only to this machine itself.
    None,
}

/// How and when mail is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Mail {
    /// Name or address of the mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// Who signs in there, and the file with the password.
    pub login: Option<(String, PathBuf)>,
    /// Sender.
    pub from: Mailbox,
    /// When the digest is sent, by the clock of Bangkok.
    pub at: Time,
    /// Address of this node as people reach it, without a slash at the end.
    pub base_url: String,
    /// Authority to trust beside those of the system, as a PEM file.
    pub ca: Option<PathBuf>,
}

/// As the file says it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    host: String,
    port: u16,
    security: Security,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password_file: Option<PathBuf>,
    from: String,
    #[serde(default = "morning")]
    at: String,
    base_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ca: Option<PathBuf>,
}

fn morning() -> String {
    "07:30".into()
}

/// What is wrong with the settings of mail. No value is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No server.
    #[error("`mail.host` is no server: write its name or address")]
    Host,
    /// Mail in the clear.
    #[error("`mail.security = \"none\"` is only for a server on this machine: use starttls or tls")]
    InTheClear,
    /// Half of a sign-in.
    #[error("`mail.user` and `mail.password_file` belong together: write both or neither")]
    HalfLogin,
    /// No sender.
    #[error("`mail.from` is no mail address: write it as GES <ges@dep.go.th>")]
    From,
    /// No time of day.
    #[error("`mail.at` is no time of day: write it as 07:30")]
    At,
    /// No address of pages.
    #[error("`mail.base_url` is no address: write it as https://ges.dep.go.th")]
    BaseUrl,
}

fn loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = |c: char| c.is_ascii_graphic() && !"\"<>?#\\^`{|}".contains(c);
    let good = !rest.trim_end_matches('/').is_empty() && !rest.starts_with('/') && text.chars().all(plain);
    (good && text.len() <= MAX_URL).then(|| text.trim_end_matches('/').to_owned())
}

impl TryFrom<Written> for Mail {
    type Error = SettingsError;

    fn try_from(w: Written) -> Result<Self, SettingsError> {
        let host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if w.host.is_empty() || w.host.len() > 253 || !w.host.chars().all(host) {
            return Err(SettingsError::Host);
        }
        if w.security == Security::None && !loopback(&w.host) {
            return Err(SettingsError::InTheClear);
        }
        let login = match (w.user, w.password_file) {
            (Some(user), Some(file)) => Some((user, file)),
            (None, None) => None,
            _ => return Err(SettingsError::HalfLogin),
        };
        let hours = w.at.len() == 5 && w.at.as_bytes().get(2) == Some(&b':');
        let at = w.at.parse().ok().filter(|_| hours).ok_or(SettingsError::At)?;
        Ok(Self {
            host: w.host,
            port: w.port,
            security: w.security,
            login,
            from: w.from.parse().map_err(|_| SettingsError::From)?,
            at,
            base_url: base_url(&w.base_url).ok_or(SettingsError::BaseUrl)?,
            ca: w.ca,
        })
    }
}

impl From<Mail> for Written {
    fn from(mail: Mail) -> Self {
        let (user, password_file) = mail.login.unzip();
        Self {
            host: mail.host,
            port: mail.port,
            security: mail.security,
            user,
            password_file,
            from: mail.from.to_string(),
            at: format!("{:02}:{:02}", mail.at.hour(), mail.at.minute()),
            base_url: mail.base_url,
            ca: mail.ca,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"host = "mail.dep.go.th"
port = 587
security = "starttls"
user = "ges"
password_file = "keys/mail.secret"
from = "GES <ges@dep.go.th>"
at = "07:30"
base_url = "https://ges.dep.go.th"
"#;

    fn read(text: &str) -> Result<Mail, String> {
        toml::from_str::<Mail>(text).map_err(|e| e.to_string())
    }

    #[test]
    fn settings_are_read_as_they_are_written() {
        let mail = read(GOOD).unwrap();
        assert_eq!(toml::to_string(&mail).unwrap(), GOOD);
        let short = read(&GOOD.replace("at = \"07:30\"\n", "")).unwrap();
        assert_eq!(short.at, mail.at, "half past seven unless another time is given");
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        let table = [
            ("mail.dep.go.th\"", "mail dep\"", "mail.host"),
            ("starttls", "none", "mail.security"),
            ("user = \"ges\"\n", "", "belong together"),
            ("GES <ges@dep.go.th>", "GES", "mail.from"),
            ("07:30", "7:30 น.", "mail.at"),
            ("07:30", "25:00", "mail.at"),
            ("https://ges.dep.go.th", "ges.dep.go.th", "mail.base_url"),
            ("https://ges.dep.go.th", "https://ges.dep.go.th/?a=1", "mail.base_url"),
            ("https://ges.dep.go.th", "https:///", "mail.base_url"),
            ("port = 587", "port = 70000", "70000"),
            ("port = 587", "port = 587\nhots = 1", "hots"),
        ];
        for (good, bad, named) in table {
            let error = read(&GOOD.replace(good, bad)).unwrap_err();
            assert!(error.contains(named), "{bad}: {error}");
        }
        for host in ["localhost", "127.0.0.1", "::1"] {
            let text = GOOD.replace("mail.dep.go.th\"", &format!("{host}\"")).replace("starttls", "none");
            assert!(read(&text).is_ok(), "{host}");
        }
    }
}
