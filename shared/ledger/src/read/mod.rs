//! Reading the projections: rows become domain types again.

pub mod agreements;
pub mod attestations;
pub mod documents;
pub mod observations;
pub mod organisations;
pub mod provenance;
pub mod questions;
pub mod results;
pub mod rounds;
pub mod together;

use ges_domain::ids::{IdError, RecordId};
use ges_store::StoreError;
use uuid::Uuid;

use crate::LedgerError;

/// JSON of a `body` column.
fn body<T: for<'a> serde::Deserialize<'a>>(table: &str, text: &str) -> Result<T, LedgerError> {
    serde_json::from_str(text).map_err(|e| damaged(table, &e))
}

fn damaged(table: &str, reason: &impl std::fmt::Display) -> LedgerError {
    LedgerError::Damaged { place: format!("table {table}"), reason: format!("{reason}; run `rebuild`") }
}

fn record_id(bytes: &[u8]) -> Result<RecordId, LedgerError> {
    Uuid::from_slice(bytes).map(RecordId).map_err(|e| damaged("entry", &e))
}

fn id<T: std::str::FromStr<Err = IdError>>(table: &str, text: &str) -> Result<T, LedgerError> {
    text.parse().map_err(|e: IdError| damaged(table, &e))
}

/// Reads rows with a reader that may find them damaged.
fn flatten<T>(rows: Vec<Result<T, LedgerError>>) -> Result<Vec<T>, LedgerError> {
    rows.into_iter().collect()
}

type Row<T> = Result<Result<T, LedgerError>, StoreError>;
