//! Queries in real SQLite files.

use std::path::Path;

use ges_feeds::{Cell, FeedError, Limits, Table, read};
use serde_json::json;

use crate::{fetch, shown, source};

fn database(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("finance.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(
        "CREATE TABLE spent (plan TEXT, baht INTEGER, share REAL, note TEXT, raw BLOB);
         INSERT INTO spent VALUES ('07', 9007199254740993, 0.1, ' ผ่าน ', NULL), ('08', -5, 1234567.125, '', x'00ff');",
    )
    .unwrap();
    path
}

fn query(path: &Path, query: &str) -> Result<Table, FeedError> {
    fetch(&json!({"kind": "sqlite", "path": path, "query": query}))
}

#[test]
fn numbers_keep_every_digit() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let table = query(&path, "SELECT plan, baht, share, note, NULL AS none FROM spent ORDER BY plan;").unwrap();
    assert_eq!(table.columns(), ["plan", "baht", "share", "note", "none"]);
    assert_eq!(shown(&table), [["07", "9007199254740993", "0.1", "ผ่าน", ""], ["08", "-5", "1234567.125", "", ""]]);
    assert_eq!(table.rows()[0][0], Cell::Text("07".into()));
    assert!(matches!(table.rows()[0][1], Cell::Number(_)));
    assert_eq!(table.numbers(), [1, 2]);
}

#[test]
fn what_is_not_one_read_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let before = std::fs::read(&path).unwrap();
    let stranger = folder.path().join("other.db");
    for sql in [
        "DELETE FROM spent",
        "INSERT INTO spent (plan) VALUES ('x') RETURNING plan",
        "DROP TABLE spent",
        "PRAGMA query_only = off",
        "PRAGMA table_info(spent)",
        "SELECT 1; DELETE FROM spent",
        &format!("ATTACH DATABASE '{}' AS other", stranger.display()),
        "CREATE TEMP TABLE t AS SELECT 1",
        "SELECT load_extension('/lib/x.so')",
        "BEGIN IMMEDIATE",
        "VACUUM INTO 'copy.db'",
    ] {
        assert_eq!(query(&path, sql), Err(FeedError::NotARead), "{sql}");
    }
    assert!(!stranger.exists());
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_query_that_never_ends_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let limits = Limits { seconds: 1, ..Limits::default() };
    for sql in [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n, n AS m",
    ] {
        let endless = source(&json!({"kind": "sqlite", "path": path, "query": sql}));
        assert_eq!(read(&endless, None, &limits), Err(FeedError::TooSlow { seconds: 1 }), "{sql}");
    }
}

#[test]
fn a_query_that_gives_too_much_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let endless =
        |what: &str| format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {what} FROM n");
    assert_eq!(query(&path, &endless("i")), Err(FeedError::TooManyRows { limit: 10_000 }));
    assert_eq!(query(&path, &endless("NULL")), Err(FeedError::TooManyRows { limit: 10_000 }));
    assert_eq!(query(&path, &(endless("i") + " LIMIT 10000")).map(|t| t.rows().len()), Ok(10_000));
    let long = query(&path, "SELECT printf('%.*c', 4001, 'x') AS a");
    assert_eq!(long, Err(FeedError::CellTooLong { row: 1, column: "a".into(), limit: 4_000 }));
    assert!(query(&path, "SELECT printf('%.*c', 4000, 'x')").is_ok());
    let huge = query(&path, "SELECT length(randomblob(1000000000))");
    assert_eq!(huge, Err(FeedError::TooManyBytes { limit: 32 << 20 }));
    let columns = |n: usize| format!("SELECT {}", (0..n).map(|i| format!("1 AS c{i}")).collect::<Vec<_>>().join(","));
    assert_eq!(query(&path, &columns(200)).map(|t| t.columns().len()), Ok(200));
    assert_eq!(query(&path, &columns(201)), Err(FeedError::TooManyColumns { limit: 200 }));
    let bytes = query(&path, &endless("printf('%.*c', 4000, 'x')"));
    assert_eq!(bytes, Err(FeedError::TooManyBytes { limit: 32 << 20 }));
}

#[test]
fn broken_places_and_queries_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let text = folder.path().join("no.db");
    std::fs::write(&text, "this is no database, however long it is ".repeat(50)).unwrap();
    for place in [folder.path(), &folder.path().join("missing.db"), &text, Path::new(":memory:")] {
        assert!(matches!(query(place, "SELECT 1"), Err(FeedError::Unreadable { .. })), "{}", place.display());
    }
    assert!(!folder.path().join("missing.db").exists());
    let wrong = query(&path, "SELECT missing FROM spent").unwrap_err();
    assert_eq!(wrong, FeedError::Query { detail: "no such column: missing".into() });
    assert_eq!(query(&path, "SELECT plan, raw FROM spent"), Err(FeedError::Binary { row: 2, column: "raw".into() }));
    assert_eq!(query(&path, "SELECT 1 AS a, 2 AS a"), Err(FeedError::ColumnTwice { name: "a".into() }));
}
