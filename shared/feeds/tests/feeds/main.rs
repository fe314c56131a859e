//! Sources as agencies have them: files, databases and servers, well-behaved and hostile.

#![expect(clippy::unwrap_used, reason = "tests")]

mod dry_run;
mod folder;
mod http;
mod ods;
#[cfg(feature = "postgres-tests")]
mod postgres;
mod sqlite;
mod workbook;

use ges_feeds::{Cell, FeedError, Limits, Source, Table, read};

/// A source from its JSON.
fn source(json: &serde_json::Value) -> Source {
    serde_json::from_value(json.clone()).unwrap()
}

/// Reads within the usual limits, without a secret.
fn fetch(json: &serde_json::Value) -> Result<Table, FeedError> {
    read(&source(json), None, &Limits::default())
}

/// Rows as they are shown.
fn shown(table: &Table) -> Vec<Vec<String>> {
    table.rows().iter().map(|row| row.iter().map(Cell::shown).collect()).collect()
}
