//! One handle over SQLite and PostgreSQL: synchronous transaction closures, migrations and bulk writes.
//!
//! ```
//! use ges_store::{Migration, Options, Store, StoreError, StoreUrl};
//!
//! const NOTES: &[Migration] = &[Migration {
//!     version: 1,
//!     name: "notes",
//!     sqlite: "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
//!     postgres: "CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT NOT NULL)",
//! }];
//!
//! let store = Store::open(&StoreUrl::memory(), Options::default())?;
//! store.migrate("notes", NOTES)?;
//! store.write(|tx| tx.exec("INSERT INTO note (id, text) VALUES ($1, $2)", &[1.into(), "สวัสดี".into()]))?;
//! let text = store.read(|tx| tx.one("SELECT text FROM note WHERE id = $1", &[1.into()], |row| row.text(0)))?;
//! assert_eq!(text.as_deref(), Some("สวัสดี"));
//! # Ok::<(), StoreError>(())
//! ```
//!
//! # Rules for SQL that runs on both engines
//!
//! - Parameters are `$1`, `$2`, … in any order and as often as wanted; every one given must be used.
//! - Types: `INTEGER`/`BIGINT`, `TEXT`, `BLOB`/`BYTEA`, and `INTEGER`/`BOOLEAN` for truth values. SQLite tables are
//!   `STRICT`. Write `CAST($1 AS BIGINT)` where no column gives a parameter its type, and `CAST(SUM(x) AS BIGINT)`.
//! - Decimals are scaled integers. Text sorts by code point on both.
//! - Avoid `IS $1` (use `IS NOT DISTINCT FROM`), `LIKE`, and integers where a truth value is meant.
//! - NULLs sort first on SQLite and last on PostgreSQL: say `NULLS FIRST` where a column may be NULL.

mod bulk;
mod dump;
mod engine;
mod error;
mod migrate;
mod pool;
mod row;
mod store;
mod tx;
mod url;
mod value;
mod writer;

pub use bulk::{BulkTarget, ColumnType, RowSource};
pub use error::{ConstraintKind, StoreError};
pub use migrate::{Migration, MigrationError};
pub use row::Row;
pub use store::{Options, Store};
pub use tx::Tx;
pub use url::{StoreUrl, UrlError};
pub use value::V;

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, in this process.
    Sqlite,
    /// PostgreSQL, or a server that speaks its protocol.
    Postgres,
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}
