//! PostgreSQL: a connection that may be opened and dropped anywhere, with its statement cache, and its errors in
//! our words.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use postgres::config::SslMode;
use postgres::error::{Severity, SqlState};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, NoTls, Statement};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::engine::Mode;
use crate::row::{Row, Source};
use crate::url::Server;
use crate::value::Mismatch;
use crate::{ConstraintKind, Options, StoreError, V};

/// Statements kept prepared on each connection; the cache is emptied when it is full.
const STATEMENTS: usize = 256;

/// How long to wait for a sign of life.
const ANSWER: Duration = Duration::from_secs(5);

/// Why a database with another collation is refused, and how to make one that is not.
const CREATE: &str = "CREATE DATABASE ges TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'";

/// A connection. The synchronous driver panics when it is opened or dropped on an async worker, so both move to a
/// thread of their own whenever a runtime is near.
pub(crate) struct Connection {
    client: Option<Client>,
    statements: HashMap<String, Statement>,
    /// Staging tables this transaction has filled.
    pub(super) staged: HashSet<String>,
    /// The server is gone. The synchronous driver's own `is_closed` does not notice it.
    broken: bool,
    /// The SQLSTATE of the last error.
    pub(super) last_state: Option<SqlState>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        let client = self.client.take();
        if near_runtime() {
            std::thread::spawn(move || drop(client));
        }
    }
}

fn near_runtime() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

impl Connection {
    pub fn open(server: &Server, options: &Options, mode: Mode) -> Result<Self, StoreError> {
        let client = if near_runtime() {
            let opened = std::thread::scope(|scope| scope.spawn(|| connect(server, options, mode)).join());
            opened.map_err(|_| StoreError::Connection { detail: "the driver panicked".to_owned() })??
        } else {
            connect(server, options, mode)?
        };
        Ok(Self {
            client: Some(client),
            statements: HashMap::new(),
            staged: HashSet::new(),
            broken: false,
            last_state: None,
        })
    }

    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Asks the server for a sign of life, before work that cannot simply be done again.
    pub fn is_alive(&mut self) -> bool {
        self.broken |= !self.client().is_ok_and(|client| client.is_valid(ANSWER).is_ok());
        !self.broken
    }

    pub(super) fn client(&mut self) -> Result<&mut Client, StoreError> {
        self.client.as_mut().ok_or(StoreError::Closed)
    }

    /// Runs a transaction statement; `BEGIN` also forgets what the previous transaction staged.
    pub fn control(&mut self, sql: &str) -> Result<(), StoreError> {
        if sql.starts_with("BEGIN") {
            self.staged.clear();
        }
        self.script(sql)
    }

    pub fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        let outcome = self.client()?.batch_execute(sql);
        outcome.map_err(|cause| self.failed(&cause, sql))
    }

    pub fn exec(&mut self, sql: &str, params: &[V<'_>]) -> Result<u64, StoreError> {
        self.each_raw(sql, params, None)
    }

    pub fn each(
        &mut self,
        sql: &str,
        params: &[V<'_>],
        wanted: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), StoreError> {
        self.each_raw(sql, params, Some(wanted)).map(drop)
    }

    fn each_raw(
        &mut self,
        sql: &str,
        params: &[V<'_>],
        mut wanted: Option<&mut dyn FnMut(&Row<'_>) -> bool>,
    ) -> Result<u64, StoreError> {
        let statement = self.prepare(sql)?;
        if statement.params().len() != params.len() {
            let (given, used) = (params.len(), statement.params().len());
            return Err(StoreError::usage(format!("{given} parameters given, {used} used by: {sql}")));
        }
        let outcome = (|| {
            let client = self.client.as_mut().ok_or(None)?;
            let mut rows = client.query_raw(&statement, params).map_err(Some)?;
            while let Some(row) = rows.next().map_err(Some)? {
                if let Some(wanted) = &mut wanted
                    && !wanted(&Row(Source::Postgres(&row)))
                {
                    break;
                }
            }
            Ok(rows.rows_affected().unwrap_or(0))
        })();
        outcome.map_err(|cause: Option<postgres::Error>| {
            cause.map_or(StoreError::Closed, |cause| self.failed(&cause, sql))
        })
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let prepared = self.client()?.prepare(sql);
        let statement = prepared.map_err(|cause| self.failed(&cause, sql))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// The driver's error in our words.
    pub(super) fn failed(&mut self, cause: &postgres::Error, sql: &str) -> StoreError {
        self.last_state = cause.code().cloned();
        let stale = |db: &postgres::error::DbError| {
            *db.code() == SqlState::FEATURE_NOT_SUPPORTED && db.routine() == Some("RevalidateCachedQuery")
        };
        if cause.as_db_error().is_some_and(stale) {
            // The schema changed under a prepared statement: prepare anew and repeat the closure.
            self.statements.clear();
            return StoreError::Conflict { detail: "the schema changed meanwhile".to_owned() };
        }
        self.broken |= match cause.as_db_error() {
            Some(db) => matches!(db.parsed_severity(), Some(Severity::Fatal | Severity::Panic)),
            // Of the driver's own errors only an unfit parameter leaves the connection usable.
            None => std::error::Error::source(cause).is_none_or(|source| !source.is::<Mismatch>()),
        };
        error(cause, sql, self.broken)
    }
}

/// Connects, and refuses a database whose text would not sort as SQLite's does.
fn connect(server: &Server, options: &Options, mode: Mode) -> Result<Client, StoreError> {
    let place = server.to_string();
    let refused = |detail: String| StoreError::Open { place: place.clone(), detail };
    let mut config = server.config.clone();
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    if config.get_application_name().is_none() {
        config.application_name("ges");
    }
    let connected = match &server.root {
        None => config.ssl_mode(SslMode::Disable).connect(NoTls),
        Some(root) => {
            let tls = MakeRustlsConnect::new(client_config(root).map_err(&refused)?);
            config.ssl_mode(SslMode::Require).connect(tls)
        }
    };
    let mut client = connected.map_err(|cause| match error(&cause, "connect", true) {
        StoreError::Connection { detail } => StoreError::Connection { detail: format!("{place}: {detail}") },
        other => other,
    })?;
    let wrong = |cause: postgres::Error| error(&cause, "session settings", false);
    let lock_timeout = options.busy_timeout_ms.max(1); // 0 would mean for ever
    client
        .batch_execute(&format!(
            "SET client_min_messages = warning; SET lock_timeout = {lock_timeout}; SET TIME ZONE 'UTC'; \
             SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        ))
        .map_err(wrong)?;
    if mode != Mode::Read {
        let row = client
            .query_one(
                "SELECT current_setting('server_encoding'), 'B'::text < 'a'::text AND 'ขา'::text < 'เก'::text",
                &[],
            )
            .map_err(wrong)?;
        let encoding: String = row.try_get(0).map_err(wrong)?;
        let by_code_point: bool = row.try_get(1).map_err(wrong)?;
        if encoding != "UTF8" || !by_code_point {
            return Err(refused(format!("its encoding or collation is not UTF-8 by code point: use {CREATE}")));
        }
    }
    Ok(client)
}

/// TLS 1.3 that trusts the given authorities alone and checks the host's name.
fn client_config(root: &std::path::Path) -> Result<ClientConfig, String> {
    let unreadable =
        |cause: &dyn std::fmt::Display| format!("sslrootcert {}: {cause}: name a PEM file", root.display());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(root).map_err(|cause| unreadable(&cause))? {
        let certificate = certificate.map_err(|cause| unreadable(&cause))?;
        roots.add(certificate).map_err(|cause| unreadable(&cause))?;
    }
    if roots.is_empty() {
        return Err(unreadable(&"it holds no certificate"));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS13]);
    let config = versions.map_err(|cause| cause.to_string())?.with_root_certificates(roots).with_no_client_auth();
    Ok(config)
}

/// PostgreSQL's errors, sorted by what to do about them. The server's DETAIL is left out: it quotes values.
fn error(cause: &postgres::Error, sql: &str, broken: bool) -> StoreError {
    let Some(db) = cause.as_db_error() else {
        let mut detail = cause.to_string();
        let mut source = std::error::Error::source(cause);
        while let Some(deeper) = source {
            detail = format!("{detail}: {deeper}");
            source = deeper.source();
        }
        return if broken {
            StoreError::Connection { detail }
        } else {
            StoreError::Sql { sql: sql.to_owned(), detail }
        };
    };
    let detail = db.message().to_owned();
    match db.code().code() {
        "40001" | "40P01" => StoreError::Conflict { detail },
        "55P03" | "53300" | "57014" | "55006" => StoreError::Busy { detail },
        "53100" => StoreError::Full { detail },
        "25006" => StoreError::ReadOnly { detail },
        "58030" | "53000" | "53200" => StoreError::Io { detail },
        "XX001" | "XX002" => StoreError::Corrupt { detail },
        "22P02" | "42804" | "22P03" | "22021" => StoreError::Constraint { kind: ConstraintKind::Type, detail },
        code if code.starts_with("23") => StoreError::Constraint { kind: constraint(code), detail },
        code if broken || code.starts_with("08") || code.starts_with("28") || code.starts_with("57P") => {
            StoreError::Connection { detail }
        }
        _ => StoreError::Sql { sql: sql.to_owned(), detail },
    }
}

fn constraint(code: &str) -> ConstraintKind {
    match code {
        "23505" => ConstraintKind::Unique,
        "23502" => ConstraintKind::NotNull,
        "23514" => ConstraintKind::Check,
        "23503" => ConstraintKind::ForeignKey,
        _ => ConstraintKind::Other,
    }
}
