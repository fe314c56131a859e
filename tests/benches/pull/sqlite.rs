//! The limits: the same rows written straight into SQLite, durable, ten thousand to a transaction.

use std::path::Path;

use ges_tests::bench::Watch;
use ges_tests::bench::work::{RECORD, Work, period, series_parts};
use rusqlite::Connection;

/// How rows are keyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The hub's own table: one 64-bit number.
    Packed,
    /// Period, unit, indicator and measure as text.
    Text,
}

const PACKED: &str = "CREATE TABLE observation (key INTEGER PRIMARY KEY, position INTEGER NOT NULL, \
    mantissa INTEGER NOT NULL, scale INTEGER NOT NULL, note TEXT) STRICT";
const TEXT: &str = "CREATE TABLE observation (period TEXT NOT NULL, unit TEXT NOT NULL, indicator TEXT NOT NULL, \
    measure TEXT NOT NULL, position INTEGER NOT NULL, mantissa INTEGER NOT NULL, scale INTEGER NOT NULL, note TEXT, \
    PRIMARY KEY (period, unit, indicator, measure)) STRICT, WITHOUT ROWID";
const UPSERT_PACKED: &str = "INSERT INTO observation (key, position, mantissa, scale, note) VALUES (?1, ?2, ?3, ?4, ?5) \
    ON CONFLICT (key) DO UPDATE SET position = excluded.position, mantissa = excluded.mantissa, \
    scale = excluded.scale, note = excluded.note WHERE excluded.position > observation.position";
const UPSERT_TEXT: &str = "INSERT INTO observation (period, unit, indicator, measure, position, mantissa, scale, note) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (period, unit, indicator, measure) DO UPDATE SET \
    position = excluded.position, mantissa = excluded.mantissa, scale = excluded.scale, note = excluded.note \
    WHERE excluded.position > observation.position";

/// Seconds until all rows are durable in a new file, which is removed afterwards.
pub fn upsert(folder: &Path, work: &Work, key: Key) -> f64 {
    let dir = tempfile::tempdir_in(folder).expect("a folder");
    let mut db =
        open(&dir.path().join("limit.db"), if key == Key::Packed { PACKED } else { TEXT }).expect("a database");
    // Text keys are looked up, not made: making them is not what is measured.
    let periods: Vec<String> = (0..=work.row(work.len() - 1).period).map(|n| period(n).to_string()).collect();
    let codes: Vec<i64> = (0..periods.len()).map(|n| i64::from(period(n).code())).collect();
    let series: Vec<(String, String, String)> = (0..ges_tests::bench::work::SERIES).map(series_parts).collect();
    let watch = Watch::start();
    match key {
        Key::Packed => write(&mut db, work, UPSERT_PACKED, |statement, row, position| {
            let series = i64::try_from(row.series).unwrap_or(0);
            statement.raw_bind_parameter(1, (codes[row.period] << 40) | (1 << 24) | series)?;
            statement.raw_bind_parameter(2, position)?;
            statement.raw_bind_parameter(3, row.mantissa)?;
            statement.raw_bind_parameter(4, 2)?;
            statement.raw_bind_parameter(5, row.note)
        }),
        Key::Text => write(&mut db, work, UPSERT_TEXT, |statement, row, position| {
            let (unit, indicator, measure) = &series[row.series];
            statement.raw_bind_parameter(1, periods[row.period].as_str())?;
            statement.raw_bind_parameter(2, unit.as_str())?;
            statement.raw_bind_parameter(3, indicator.as_str())?;
            statement.raw_bind_parameter(4, measure.as_str())?;
            statement.raw_bind_parameter(5, position)?;
            statement.raw_bind_parameter(6, row.mantissa)?;
            statement.raw_bind_parameter(7, 2)?;
            statement.raw_bind_parameter(8, row.note)
        }),
    }
    .expect("rows are written");
    let seconds = watch.seconds();
    let rows: i64 = db.query_row("SELECT COUNT(*) FROM observation", [], |r| r.get(0)).expect("a count");
    assert_eq!(usize::try_from(rows), Ok(work.len()), "every row is there");
    seconds
}

fn open(path: &Path, table: &str) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "cache_size", -256 * 1024)?;
    db.pragma_update(None, "temp_store", "memory")?;
    db.execute_batch(table)?;
    Ok(db)
}

fn write(
    db: &mut Connection,
    work: &Work,
    sql: &str,
    bind: impl Fn(&mut rusqlite::Statement<'_>, ges_tests::bench::work::Row<'_>, i64) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    for from in (0..work.len()).step_by(RECORD) {
        let tx = db.transaction()?;
        {
            let mut statement = tx.prepare_cached(sql)?;
            for n in from..(from + RECORD).min(work.len()) {
                bind(&mut statement, work.row(n), i64::try_from(from / RECORD + 1).unwrap_or(0))?;
                statement.raw_execute()?;
            }
        }
        tx.commit()?;
    }
    Ok(())
}
