//! What both engines must be able to do; nothing above this module knows which one is at work.

mod copy;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::sync::Arc;

use crate::bulk::{Bulk, RowSource};
use crate::row::Row;
use crate::url::{Place, StoreUrl};
use crate::{Engine, Options, StoreError, V};

/// What a transaction may do, and how strictly it is kept apart from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A snapshot; changes are refused.
    Read,
    /// SQLite: the one writer. PostgreSQL: read committed.
    Write,
    /// SQLite: the same. PostgreSQL: serializable, so that it may have to be repeated.
    Serializable,
}

/// A connection with its cache of prepared statements.
pub(crate) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Connection>),
}

impl Conn {
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub fn begin(&mut self, mode: Mode) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(db) => sqlite::control(db, if mode == Mode::Read { "BEGIN" } else { "BEGIN IMMEDIATE" }),
            Self::Postgres(server) => server.control(match mode {
                Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                Mode::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
                Mode::Serializable => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            }),
        }
    }

    /// Runs `COMMIT`, `ROLLBACK` or a savepoint statement.
    pub fn control(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(db) => sqlite::control(db, sql),
            Self::Postgres(server) => server.control(sql),
        }
    }

    /// Makes everything durable. A connection lost meanwhile leaves the outcome unknown.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.control("COMMIT").map_err(|error| match error {
            StoreError::Connection { detail } => StoreError::Indeterminate { detail },
            other => other,
        })
    }

    /// Gives up whatever is open. SQLite may have rolled back by itself already.
    pub fn rollback(&mut self) {
        if self.in_transaction()
            && let Err(error) = self.control("ROLLBACK")
        {
            tracing::warn!(%error, "rolling back failed");
        }
    }

    /// Whether the transaction still exists: SQLite drops it whole after a full disk or an I/O error.
    pub fn in_transaction(&self) -> bool {
        match self {
            Self::Sqlite(db) => !db.is_autocommit(),
            Self::Postgres(server) => !server.is_broken(),
        }
    }

    /// Whether the connection is beyond use.
    pub fn is_broken(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(server) => server.is_broken(),
        }
    }

    /// Whether the server still answers.
    pub fn is_alive(&mut self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(server) => server.is_alive(),
        }
    }

    pub fn exec(&mut self, mode: Mode, sql: &str, params: &[V<'_>]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(db) => sqlite::exec(db, mode, sql, params),
            Self::Postgres(server) => server.exec(sql, params),
        }
    }

    /// Hands over row after row until `wanted` answers false.
    pub fn each(
        &mut self,
        mode: Mode,
        sql: &str,
        params: &[V<'_>],
        wanted: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(db) => sqlite::each(db, mode, sql, params, wanted),
            Self::Postgres(server) => server.each(sql, params, wanted),
        }
    }

    /// Runs several statements without parameters.
    pub fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(db) => db.execute_batch(sql).map_err(|error| sqlite::error(&error, sql)),
            Self::Postgres(server) => server.script(sql),
        }
    }

    pub fn bulk(&mut self, bulk: &Bulk<'_>, rows: &mut dyn RowSource) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(db) => sqlite::bulk(db, bulk, rows),
            Self::Postgres(server) => server.bulk(bulk, rows),
        }
    }
}

/// Knows how to open connections to one store.
pub(crate) struct Opener {
    pub url: StoreUrl,
    pub options: Options,
}

impl Opener {
    /// Opens a connection that may write (it creates a missing SQLite file) or one for reading.
    pub fn open(&self, mode: Mode) -> Result<Conn, StoreError> {
        let opened = match &self.url.0 {
            Place::File(path) => sqlite::open(Some(path), &self.options, mode).map(Conn::Sqlite),
            Place::Memory => sqlite::open(None, &self.options, mode).map(Conn::Sqlite),
            Place::Postgres(server) => {
                postgres::Connection::open(server, &self.options, mode).map(|conn| Conn::Postgres(Box::new(conn)))
            }
        };
        if let Err(error) = &opened {
            tracing::warn!(place = %self.url, %error, "opening the store failed");
        }
        opened
    }
}

/// The writer's connection, opened again when it broke.
pub(crate) struct Seat {
    opener: Arc<Opener>,
    conn: Option<Conn>,
}

impl Seat {
    pub fn new(opener: Arc<Opener>, conn: Conn) -> Self {
        Self { opener, conn: Some(conn) }
    }

    pub fn ready(&mut self) -> Result<&mut Conn, StoreError> {
        if self.conn.as_mut().is_some_and(|conn| !conn.is_alive()) {
            self.conn = None;
        }
        match &mut self.conn {
            Some(conn) => Ok(conn),
            vacant => Ok(vacant.insert(self.opener.open(Mode::Write)?)),
        }
    }
}
