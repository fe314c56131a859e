//! Journals in the store: an organisation's own log, verified mirrors of other logs, and the projections of both.
//!
//! Node and hub use the same code: each writes its own log and mirrors the other's, and a fact becomes rows by the
//! same function on both sides. The bytes in `entry` are the bytes that were hashed and sent; every other table of
//! this crate is recreated from them by [`rebuild`].

pub mod append;
pub mod feed;
pub mod log;
pub mod mirror;
pub mod project;
pub mod read;
pub mod rebuild;
mod schema;
mod tiles;

use ges_domain::ids::RecordId;
use ges_journal::entry::DraftError;
use ges_journal::witness::Refusal;
use ges_proto::batch::BatchError;
use ges_store::{Store, StoreError};

pub use schema::PROJECTIONS;

/// What can go wrong with journals in the store.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A batch of another log was not believed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A batch was malformed.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A batch was prepared against another state than the stored one.
    #[error("the stored log has {stored} entries but the batch begins at {offered}: pull again from {stored}")]
    Stale {
        /// Entries stored.
        stored: u64,
        /// First sequence of the batch.
        offered: u64,
    },
    /// No such log here.
    #[error("no log `{0}` here: enrol the organisation first")]
    UnknownLog(String),
    /// No such record.
    #[error("no record {0} in this log")]
    UnknownRecord(RecordId),
    /// A log that exists already.
    #[error("log `{0}` exists already with another key: a restored node must go on under a new epoch")]
    LogExists(String),
    /// Stored bytes that no longer verify.
    #[error("stored journal is damaged at {place}: {reason}; restore from the hub's mirror or a backup")]
    Damaged {
        /// Where.
        place: String,
        /// What does not hold.
        reason: String,
    },
    /// A record that nobody would admit, for example one that is too large.
    #[error(transparent)]
    Draft(#[from] DraftError),
}

/// Creates or upgrades the tables of this crate. Where this version makes other rows of the same journals than the one
/// before, all projections are made anew, and records that were kept unread are read.
pub fn migrate(store: &Store) -> Result<(), LedgerError> {
    store.migrate("ledger", schema::MIGRATIONS)?;
    store.write(|tx| {
        let known = tx.one("SELECT version FROM projected WHERE one = 1", &[], |r| r.get_i64(0))?;
        if known == Some(schema::PROJECTION_VERSION) {
            return Ok(());
        }
        rebuild::all(tx)?;
        tx.exec(
            "INSERT INTO projected (one, version) VALUES (1, $1) \
             ON CONFLICT (one) DO UPDATE SET version = excluded.version",
            &[schema::PROJECTION_VERSION.into()],
        )?;
        Ok(())
    })
}
