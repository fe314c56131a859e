//! What can go wrong in a store, sorted by what the reader of the message has to do about it.

use crate::migrate::MigrationError;
use crate::url::UrlError;

/// The kind of constraint a change broke; the same on both engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// A primary key or unique index already holds this key.
    Unique,
    /// A column that must have a value was given none.
    NotNull,
    /// A `CHECK` expression was false.
    Check,
    /// A row that is referred to is missing, or is still referred to.
    ForeignKey,
    /// A value does not fit the type of its column.
    Type,
    /// Any other rule of the schema, such as a trigger or an exclusion.
    Other,
}

impl std::fmt::Display for ConstraintKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unique => "a unique",
            Self::NotNull => "a not-null",
            Self::Check => "a check",
            Self::ForeignKey => "a foreign-key",
            Self::Type => "a column-type",
            Self::Other => "a",
        })
    }
}

/// Every failure of a store. `detail` is the engine's own wording, without any value of a parameter.
///
/// Whatever the variant, the closure that met it left no trace, except for [`StoreError::Indeterminate`], and for an
/// [`StoreError::Io`] that came from the commit itself.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk, or the limit set by `Options::max_bytes`, is used up (`SQLITE_FULL`, SQLSTATE 53100).
    #[error(
        "the store is full ({detail}); nothing of this change was kept: free disk space or raise the size limit, then repeat it"
    )]
    Full {
        /// The engine's wording.
        detail: String,
    },
    /// Somebody else holds a lock, or every connection is in use (`SQLITE_BUSY`, SQLSTATE 55P03, 53300).
    #[error(
        "the store is busy ({detail}); nothing was changed: repeat it, and look for another program or a long transaction that holds it"
    )]
    Busy {
        /// The engine's wording.
        detail: String,
    },
    /// The schema refused the change.
    #[error("{kind} constraint refused the change ({detail}); nothing was changed: correct the column that is named")]
    Constraint {
        /// Which kind of rule.
        kind: ConstraintKind,
        /// The engine's wording: table and columns, never the values.
        detail: String,
    },
    /// The file is damaged, or is no database.
    #[error(
        "the store is damaged or is not a database ({detail}): stop the service, keep the file for examination and restore the latest backup"
    )]
    Corrupt {
        /// The engine's wording.
        detail: String,
    },
    /// The operating system failed to read or write.
    #[error(
        "reading or writing the store failed ({detail}): check the disk, the mount and the permissions of the file, then start again"
    )]
    Io {
        /// The engine's wording.
        detail: String,
    },
    /// The store could not be opened.
    #[error("the store {place} cannot be opened ({detail})")]
    Open {
        /// Where, without a password.
        place: String,
        /// The cause, and what to do about it.
        detail: String,
    },
    /// The database server cannot be reached, refused the login, or the connection broke before the commit.
    #[error(
        "the database server cannot be used ({detail}); nothing was changed: check that it runs, the address, the login and TLS, then repeat it"
    )]
    Connection {
        /// The driver's wording.
        detail: String,
    },
    /// The connection broke while the commit was under way: it may or may not have been stored.
    #[error(
        "the connection broke during the commit ({detail}); it is unknown whether the change was stored: read it back before repeating it"
    )]
    Indeterminate {
        /// The driver's wording.
        detail: String,
    },
    /// Another transaction touched the same rows (SQLSTATE 40001, 40P01). The store repeats the closure by
    /// itself; a caller sees this only when repeating did not help.
    #[error("another transaction kept changing the same rows ({detail}); nothing was changed: repeat it later")]
    Conflict {
        /// The engine's wording.
        detail: String,
    },
    /// The schema in the store and the program do not fit together.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The address of the store is wrong.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// This engine cannot do it.
    #[error("{what} is not available here: {instead}")]
    Unsupported {
        /// What was asked for.
        what: &'static str,
        /// What to use instead.
        instead: &'static str,
    },
    /// An earlier statement of the same transaction failed and its error was dropped by the closure.
    #[error(
        "an earlier statement of this transaction failed ({first}), so nothing of it was kept: return that error, or wrap the statement in Tx::savepoint"
    )]
    Poisoned {
        /// The error that came first.
        first: String,
    },
    /// The closure panicked; its changes were rolled back and the store goes on.
    #[error("the transaction's code panicked ({message}); nothing of it was kept: report this as a defect")]
    Panicked {
        /// The panic's message.
        message: String,
    },
    /// A closure called the store it was running in.
    #[error("a transaction may not start another one on the same store: use the Tx it was given")]
    Nested,
    /// A change was tried inside `read`.
    #[error("a read transaction may not change anything ({detail}): use Store::write")]
    ReadOnly {
        /// The engine's wording, or the statement.
        detail: String,
    },
    /// The engine refused the statement itself: a defect of the program.
    #[error("the store refused a statement ({detail}); report this as a defect. Statement: {sql}")]
    Sql {
        /// The statement, without its parameters.
        sql: String,
        /// The engine's wording.
        detail: String,
    },
    /// A column holds another type than the program expects.
    #[error(
        "column {index} is {found} where {wanted} is expected: correct the query (CAST(… AS BIGINT) types a sum) or rebuild the projections"
    )]
    Column {
        /// Index of the column, from 0.
        index: usize,
        /// The type asked for.
        wanted: &'static str,
        /// What is there.
        found: String,
    },
    /// A stored value was read but is not understood by the program; made by [`StoreError::decode`].
    #[error("a stored value is not understood ({detail}): upgrade the program, or rebuild the projections")]
    Decode {
        /// What was read and why it is refused.
        detail: String,
    },
    /// The store was called in a way it does not allow: a defect of the program.
    #[error("the store was called wrongly ({detail}); report this as a defect")]
    Usage {
        /// What is wrong with the call.
        detail: String,
    },
    /// The store has been closed, or its writer ended.
    #[error("the store is closed: start the service again")]
    Closed,
}

impl StoreError {
    /// A value that was read but could not be parsed; for use in row closures.
    pub fn decode(detail: impl std::fmt::Display) -> Self {
        Self::Decode { detail: detail.to_string() }
    }

    /// A call that breaks a rule of this crate.
    pub(crate) fn usage(detail: impl Into<String>) -> Self {
        Self::Usage { detail: detail.into() }
    }

    /// A short stable name, for logs, metrics and problem documents.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full { .. } => "store-full",
            Self::Busy { .. } => "store-busy",
            Self::Constraint { .. } => "store-constraint",
            Self::Corrupt { .. } => "store-corrupt",
            Self::Io { .. } => "store-io",
            Self::Open { .. } => "store-open",
            Self::Connection { .. } => "store-connection",
            Self::Indeterminate { .. } => "store-indeterminate",
            Self::Conflict { .. } => "store-conflict",
            Self::Migration(_) => "store-migration",
            Self::Url(_) => "store-url",
            Self::Unsupported { .. } => "store-unsupported",
            Self::Poisoned { .. } => "store-poisoned",
            Self::Panicked { .. } => "store-panicked",
            Self::Nested => "store-nested",
            Self::ReadOnly { .. } => "store-read-only",
            Self::Sql { .. } => "store-sql",
            Self::Column { .. } => "store-column",
            Self::Decode { .. } => "store-decode",
            Self::Usage { .. } => "store-usage",
            Self::Closed => "store-closed",
        }
    }

    /// Whether the same call may succeed later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Connection { .. } | Self::Conflict { .. })
    }
}
