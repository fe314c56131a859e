//! Looking into a server's database from outside, without disturbing whoever serves it.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// Opens a database for reading only.
///
/// # Panics
/// When it cannot be opened.
pub fn open(path: &Path) -> Connection {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    connection.unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The one number a query gives.
///
/// # Panics
/// When it gives none.
pub fn number(connection: &Connection, sql: &str) -> u64 {
    let read = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    read.unwrap_or_else(|e| panic!("{sql}: {e}")).unsigned_abs()
}

/// Sequences and record ids of a log's entries in a database, in order; a hidden entry has no id.
///
/// # Panics
/// When the database has no such log.
pub fn entries(path: &Path, origin: &str) -> Vec<(u64, Option<String>)> {
    let connection = open(path);
    let sql = "SELECT key & 8796093022207, CASE WHEN record_id IS NULL THEN NULL ELSE lower(hex(record_id)) END FROM entry \
               WHERE (key >> 43) = (SELECT id FROM log WHERE origin = ?1) ORDER BY key";
    let mut statement = connection.prepare(sql).expect("the table of entries");
    let rows =
        statement.query_map([origin], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// Asserts that a log is whole: sequences from 0 without gap, no record twice; returns how many entries it has.
///
/// # Panics
/// When it is not.
pub fn assert_whole(path: &Path, origin: &str) -> u64 {
    let entries = entries(path, origin);
    let mut seen = BTreeSet::new();
    for (place, (sequence, record)) in (0u64..).zip(&entries) {
        assert_eq!(*sequence, place, "{origin} has a gap in {}", path.display());
        if let Some(record) = record {
            assert!(seen.insert(record), "record {record} is twice in {origin} of {}", path.display());
        }
    }
    entries.len() as u64
}
