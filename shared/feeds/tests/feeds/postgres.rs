//! Queries on a real PostgreSQL server, named by `GES_TEST_POSTGRES`.

#![expect(clippy::expect_used, reason = "tests")]

use ges_feeds::{Cell, FeedError, Limits, Secret, Table, read};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::{shown, source};

#[expect(clippy::disallowed_methods, reason = "a test's own setting, not the product's configuration")]
fn address() -> url::Url {
    let text = std::env::var("GES_TEST_POSTGRES")
        .expect("the feature postgres-tests needs GES_TEST_POSTGRES: run tests/postgres.sh start DIR PORT");
    text.parse().unwrap()
}

/// A source on that server, and its password.
fn server(query: &str) -> (Value, Secret) {
    let url = address();
    let ca = url.query_pairs().find(|(name, _)| name == "sslrootcert").map(|(_, path)| path.into_owned());
    let tls = ca.map_or(json!("off"), |ca| json!({"required": {"ca": ca}}));
    let json = json!({
        "kind": "postgres", "host": url.host_str().unwrap(), "port": url.port().unwrap_or(5432),
        "database": url.path().trim_start_matches('/'), "user": url.username(), "tls": tls, "query": query
    });
    (json, Secret::new(url.password().unwrap().to_owned()).unwrap())
}

fn query(sql: &str) -> Result<Table, FeedError> {
    within(sql, &Limits::default())
}

fn within(sql: &str, limits: &Limits) -> Result<Table, FeedError> {
    let (json, secret) = server(sql);
    read(&source(&json), Some(&secret), limits)
}

#[test]
fn postgres_values_keep_every_digit() {
    let table = query(
        "SELECT 12345678901234567.890::numeric AS n, 9223372036854775807::bigint AS i, 0.1::float8 AS f, \
         1e22::float8 AS e, DATE '2025-03-31' AS d, TIMESTAMP '2025-03-31 10:30' AS t, \
         TIMESTAMPTZ '2025-03-30 17:00Z' AS z, ' ก '::char(9) AS c, true AS b, NULL AS nothing, \
         'NaN'::numeric AS nan, '{\"a\": 1}'::jsonb AS j -- and a comment",
    )
    .unwrap();
    assert_eq!(table.columns(), ["n", "i", "f", "e", "d", "t", "z", "c", "b", "nothing", "nan", "j"]);
    assert_eq!(
        shown(&table)[0],
        [
            "12345678901234567.89",
            "9223372036854775807",
            "0.1",
            "10000000000000000000000",
            "2025-03-31",
            "2025-03-31 10:30:00",
            "2025-03-31",
            "ก",
            "true",
            "",
            "NaN",
            "{\"a\": 1}"
        ]
    );
    assert!((0..4).all(|column| matches!(table.rows()[0][column], Cell::Number(_))));
    assert_eq!(table.rows()[0][6], Cell::Date(date(2025, 3, 31)), "midnight in Thailand");
}

#[test]
fn postgres_gives_rows_in_the_order_of_the_query() {
    let table =
        query("WITH x AS (SELECT generate_series(1, 3) AS n) SELECT n AS \"ลำดับ\" FROM x ORDER BY n DESC;").unwrap();
    assert_eq!(
        (table.columns(), shown(&table)),
        (["ลำดับ".to_owned()].as_slice(), vec![vec!["3".to_owned()], vec!["2".into()], vec!["1".into()]])
    );
    assert_eq!(shown(&query("VALUES (1, 'x')").unwrap()), [["1", "x"]]);
}

#[test]
fn postgres_changes_nothing() {
    let name = format!("ges_feed_{}", std::process::id());
    for sql in [
        format!("CREATE TABLE {name} (a int)"),
        format!("CREATE TEMP TABLE {name} AS SELECT 1"),
        "WITH gone AS (DELETE FROM pg_description RETURNING 1) SELECT * FROM gone".to_owned(),
        "SELECT nextval('x'), 1; SELECT 1".to_owned(),
        format!("COMMIT; CREATE TABLE {name} (a int)"),
        "COMMIT".to_owned(),
        "SET TRANSACTION READ WRITE".to_owned(),
        "SELECT set_config('transaction_read_only', 'off', false)".to_owned(),
        format!("SELECT 1) AS q(c1); CREATE TABLE {name} (a int); SELECT (1"),
        "COPY (SELECT 1) TO PROGRAM 'true'".to_owned(),
        "SELECT $1::int".to_owned(),
        "SHOW all".to_owned(),
        "EXPLAIN ANALYZE SELECT 1".to_owned(),
    ] {
        let refused = query(&sql);
        assert!(matches!(refused, Err(FeedError::NotARead | FeedError::Query { .. })), "{sql}: {refused:?}");
    }
    let there = query(&format!("SELECT count(*) FROM pg_class WHERE relname = '{name}'")).unwrap();
    assert_eq!(shown(&there), [["0"]]);
    // Older servers let a read-only transaction do this; no transaction here is ever committed.
    drop(query("SELECT lo_create(987654321) AS a"));
    let there = query("SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 987654321").unwrap();
    assert_eq!(shown(&there), [["0"]]);
}

#[test]
fn postgres_limits_hold() {
    let brief = Limits { seconds: 1, ..Limits::default() };
    for sql in [
        "SELECT pg_sleep(600)::text AS a",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i % 7 FROM n) SELECT max(i) AS a FROM n",
        // The server's own limit is not the only one.
        "SELECT set_config('statement_timeout', '0', false), pg_sleep(600)::text AS a",
    ] {
        assert_eq!(within(sql, &brief), Err(FeedError::TooSlow { seconds: 1 }), "{sql}");
    }
    assert_eq!(query("SELECT generate_series(1, 10000) AS a").map(|t| t.rows().len()), Ok(10_000));
    assert_eq!(query("SELECT generate_series(1, 10001) AS a"), Err(FeedError::TooManyRows { limit: 10_000 }));
    let long = FeedError::CellTooLong { row: 1, column: "a".into(), limit: 4_000 };
    assert_eq!(query("SELECT repeat('ก', 4001) AS a"), Err(long));
    assert!(query("SELECT repeat('ก', 4000) AS a").is_ok());
    let heavy = query("SELECT repeat('x', 4000) AS a, n FROM generate_series(1, 9000) AS n");
    assert_eq!(heavy, Err(FeedError::TooManyBytes { limit: 32 << 20 }));
    let columns = |n: usize| format!("SELECT {}", (0..n).map(|i| format!("1 AS c{i}")).collect::<Vec<_>>().join(","));
    assert_eq!(query(&columns(200)).map(|t| t.columns().len()), Ok(200));
    assert_eq!(query(&columns(201)), Err(FeedError::TooManyColumns { limit: 200 }));
    assert_eq!(query("SELECT 1 AS a, 2 AS a"), Err(FeedError::ColumnTwice { name: "a".into() }));
    assert_eq!(query("SELECT 'x'::bytea AS a"), Err(FeedError::Binary { row: 0, column: "a".into() }));
}

#[test]
fn postgres_refusals_name_no_secret() {
    let (mut json, _) = server("SELECT 1 AS a");
    let wrong = Secret::new("wr0ng".into()).unwrap();
    let refused = read(&source(&json), Some(&wrong), &Limits::default()).unwrap_err();
    assert!(matches!(refused, FeedError::Denied { .. }), "{refused}");
    assert!(!format!("{refused:?}").contains("wr0ng"));
    json["port"] = json!(1);
    assert!(matches!(read(&source(&json), Some(&wrong), &Limits::default()), Err(FeedError::Unreachable { .. })));
    let missing = query("SELECT nothing FROM pg_class");
    assert!(matches!(missing, Err(FeedError::Query { detail }) if detail.contains("nothing")));
}

#[test]
fn postgres_is_checked_against_the_authorities_of_the_source() {
    let folder = tempfile::tempdir().unwrap();
    let stranger = folder.path().join("ca.pem");
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&stranger, made.cert.pem()).unwrap();
    let (mut json, secret) = server("SELECT 1 AS a");
    json["tls"] = json!({"required": {"ca": stranger}});
    let refused = read(&source(&json), Some(&secret), &Limits::default());
    assert!(matches!(refused, Err(FeedError::Unreachable { .. })), "{refused:?}");
}

#[test]
fn postgres_can_be_read_from_within_another_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let table = runtime.block_on(async { query("SELECT 1 AS a") }).unwrap();
    assert_eq!(shown(&table), [["1"]]);
}
