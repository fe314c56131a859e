//! Where a store is: parsed once, shown without its password.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use postgres::config::{Host, SslMode};

use crate::Engine;

/// The address of a store.
///
/// - `sqlite:/var/lib/ges/node.db` (a relative path is allowed), `sqlite::memory:`
/// - `postgres://user:password@host:5432/database?sslmode=verify-full&sslrootcert=/etc/ges/postgres-ca.pem`
///
/// `sslmode` is `disable`, or `require`, `verify-ca` or `verify-full`, which all mean the same and the strictest
/// here: TLS 1.3, with certificate and host name verified against `sslrootcert`. Left out, it is `disable` for a
/// Unix socket (`?host=/run/postgresql`) or the loopback, and an error for any other host. `Display` and `Debug`
/// never show the password.
#[derive(Clone)]
pub struct StoreUrl(pub(crate) Place);

#[derive(Clone)]
pub(crate) enum Place {
    File(PathBuf),
    Memory,
    Postgres(Box<Server>),
}

/// A PostgreSQL server and how far its certificate is trusted.
#[derive(Clone)]
pub(crate) struct Server {
    pub config: postgres::Config,
    /// The file of trusted certificate authorities; `None` means no TLS.
    pub root: Option<PathBuf>,
}

/// Why an address was refused. Never repeats the address itself, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither `sqlite:` nor `postgres://`.
    #[error("a store address begins with sqlite: or postgres://, as in sqlite:/var/lib/ges/node.db")]
    Scheme,
    /// No file named.
    #[error("sqlite: needs a file, as in sqlite:/var/lib/ges/node.db, or sqlite::memory:")]
    NoFile,
    /// No host named.
    #[error("a postgres:// address needs a host, or ?host=/run/postgresql for a Unix socket")]
    NoHost,
    /// An `@` remains in the host: most likely one of the password.
    #[error("the host of the postgres:// address contains '@': write @ in a password as %40")]
    AtSign,
    /// The driver does not understand it.
    #[error("the postgres:// address is not understood ({0}): correct that part")]
    Postgres(String),
    /// `sslmode` is unknown, or one that silently falls back to plain text.
    #[error("sslmode={0} is not offered: use verify-full (with sslrootcert) or disable")]
    SslMode(String),
    /// TLS asked for, but no authority to verify against.
    #[error(
        "sslmode={0} needs sslrootcert=/path/of/ca.pem to verify the server against (for public authorities, such as /etc/ssl/certs/ca-certificates.crt)"
    )]
    NoRoot(String),
    /// A remote host and no word about TLS.
    #[error(
        "say how to reach {0}: sslmode=verify-full&sslrootcert=/path/of/ca.pem, or sslmode=disable on a network that is trusted"
    )]
    TlsUnstated(String),
}

impl StoreUrl {
    /// The address of a SQLite file.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(Place::File(path.into()))
    }

    /// A SQLite database that lives and ends with its store.
    pub fn memory() -> Self {
        Self(Place::Memory)
    }

    /// Which engine it names.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Place::File(_) | Place::Memory => Engine::Sqlite,
            Place::Postgres(_) => Engine::Postgres,
        }
    }

    /// The file, when it is SQLite on disk.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Place::File(path) => Some(path),
            Place::Memory | Place::Postgres(_) => None,
        }
    }
}

impl FromStr for StoreUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        if let Some(file) = text.strip_prefix("sqlite:") {
            if file == ":memory:" {
                return Ok(Self::memory());
            }
            let file = file.strip_prefix("//").unwrap_or(file);
            return if file.is_empty() { Err(UrlError::NoFile) } else { Ok(Self::sqlite(file)) };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return parse_server(text).map(|server| Self(Place::Postgres(Box::new(server))));
        }
        Err(UrlError::Scheme)
    }
}

/// Takes `sslmode` and `sslrootcert` out, which the driver does not know in full, and gives it the rest.
fn parse_server(text: &str) -> Result<Server, UrlError> {
    let after_login = text.find('@').map_or(0, |at| at + 1); // a password may hold '?'
    let query_at = text[after_login..].find('?').map_or(text.len(), |at| after_login + at);
    let (base, query) = text.split_at(query_at);
    let (mut mode, mut root, mut rest) = (None, None, Vec::new());
    for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value.to_owned()),
            Some(("sslrootcert", value)) => root = Some(PathBuf::from(percent_decode(value)?)),
            _ => rest.push(pair),
        }
    }
    let rebuilt = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    let mut config = postgres::Config::from_str(&rebuilt).map_err(|error| {
        let cause = std::error::Error::source(&error).map_or_else(|| "syntax".to_owned(), ToString::to_string);
        UrlError::Postgres(cause)
    })?;
    if config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(name) if name.contains('@'))) {
        return Err(UrlError::AtSign);
    }
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(UrlError::NoHost);
    }
    let root = match mode.as_deref() {
        Some("disable") => None,
        Some(strict @ ("require" | "verify-ca" | "verify-full")) => {
            Some(root.ok_or_else(|| UrlError::NoRoot(strict.to_owned()))?)
        }
        Some(other) => return Err(UrlError::SslMode(other.to_owned())),
        None => match config.get_hosts().iter().find(|host| !is_local(host)) {
            Some(Host::Tcp(name)) => return Err(UrlError::TlsUnstated(name.clone())),
            _ => None,
        },
    };
    config.ssl_mode(if root.is_some() { SslMode::Require } else { SslMode::Disable });
    Ok(Server { config, root })
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn percent_decode(text: &str) -> Result<String, UrlError> {
    let bad = || UrlError::Postgres("percent sign in sslrootcert".to_owned());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = if *first == b'%' {
            let [high, low, tail @ ..] = tail else { return Err(bad()) };
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let value = digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low).ok_or_else(bad)?;
            bytes.push(u8::try_from(value).map_err(|_| bad())?);
            tail
        } else {
            bytes.push(*first);
            tail
        };
    }
    String::from_utf8(bytes).map_err(|_| bad())
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Memory => f.write_str("sqlite::memory:"),
            Place::File(path) => write!(f, "sqlite:{}", path.display()),
            Place::Postgres(server) => server.fmt(f),
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = &self.config;
        f.write_str("postgres://")?;
        if let Some(user) = config.get_user() {
            f.write_str(user)?;
            f.write_str(if config.get_password().is_some() { ":***@" } else { "@" })?;
        }
        let mut socket = None;
        for (index, host) in config.get_hosts().iter().enumerate() {
            match host {
                Host::Tcp(name) => write!(f, "{}{name}", if index == 0 { "" } else { "," })?,
                #[cfg(unix)]
                Host::Unix(path) => socket = Some(path),
            }
            let port = config.get_ports().get(index).or(config.get_ports().first());
            if let (Some(port), Host::Tcp(_)) = (port, host) {
                write!(f, ":{port}")?;
            }
        }
        write!(f, "/{}", config.get_dbname().unwrap_or_default())?;
        match (&self.root, socket) {
            (Some(root), _) => write!(f, "?sslmode=verify-full&sslrootcert={}", root.display()),
            (None, Some(path)) => write!(f, "?host={}", path.display()),
            (None, None) => f.write_str("?sslmode=disable"),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://ges:s3cret@127.0.0.1:5433/ges",
            "postgres://ges:s3cret%40x@127.0.0.1/ges?sslmode=disable",
            "postgres://ges:s3?cret@127.0.0.1/ges",
            "postgres://ges:s3/cret@127.0.0.1/ges",
            "postgres://ges@127.0.0.1/ges?password=s3cret",
            "postgres://ges:s3cret@db.example/ges?sslmode=verify-full&sslrootcert=/ca.pem",
        ] {
            let url: StoreUrl = text.parse().unwrap();
            for shown in [url.to_string(), format!("{url:?}")] {
                assert!(!shown.contains("s3") && !shown.contains("cret"), "{text} shows {shown}");
            }
        }
        for text in ["postgres://ges:s3@cret@db/ges", "postgres://ges:s3cret@db:x/ges", "postgres://ges:s3cret@db/ges"]
        {
            let refusal = text.parse::<StoreUrl>().unwrap_err().to_string();
            assert!(!refusal.contains("s3") && !refusal.contains("cret"), "{text} shows {refusal}");
        }
    }

    #[test]
    fn addresses_are_understood_or_refused_with_advice() {
        let shown = |text: &str| text.parse::<StoreUrl>().map(|url| url.to_string());
        assert_eq!(shown("sqlite:/var/x.db"), Ok("sqlite:/var/x.db".to_owned()));
        assert_eq!(shown("sqlite:///var/x.db"), Ok("sqlite:/var/x.db".to_owned()));
        assert_eq!(shown("sqlite::memory:"), Ok("sqlite::memory:".to_owned()));
        assert_eq!(
            shown("postgres://u@db.example:5/d?sslmode=require&sslrootcert=/a%20b.pem"),
            Ok("postgres://u@db.example:5/d?sslmode=verify-full&sslrootcert=/a b.pem".to_owned())
        );
        assert_eq!(shown("postgresql://u@/d?host=/run/x"), Ok("postgres://u@/d?host=/run/x".to_owned()));
        assert_eq!(shown("sqlite:"), Err(UrlError::NoFile));
        assert_eq!(shown("mysql://x"), Err(UrlError::Scheme));
        assert_eq!(shown("postgres:///d"), Err(UrlError::NoHost));
        assert_eq!(shown("postgres://u@db/d"), Err(UrlError::TlsUnstated("db".to_owned())));
        assert_eq!(shown("postgres://u@db/d?sslmode=prefer"), Err(UrlError::SslMode("prefer".to_owned())));
        assert_eq!(shown("postgres://u@db/d?sslmode=require"), Err(UrlError::NoRoot("require".to_owned())));
        assert!(matches!(shown("postgres://u@localhost/d?nonsense=1"), Err(UrlError::Postgres(_))));
    }
}
