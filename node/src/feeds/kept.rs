//! What a node remembers about its feeds, beside the journal: runs, the state of schedules, and the last values given.

use std::collections::BTreeMap;

use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::exact::Exact;
use ges_domain::ids::IndicatorNumber;
use ges_domain::text::Text;
use ges_store::{Migration, Row, Store, StoreError, Tx, V};
use jiff::{SignedDuration, Timestamp};

/// Name under which the schema versions are counted.
const COMPONENT: &str = "node-feeds";
/// Days for which runs are kept.
const KEPT_DAYS: i64 = 400;
/// Most runs kept.
const KEPT_RUNS: u64 = 10_000;
/// Most characters of what is said about a run, in each language.
const MAX_DETAIL: usize = 2_000;

/// Times are microseconds since 1970 UTC.
const MIGRATIONS: &[Migration] = &[FIRST, EACH_FEED];

const FIRST: Migration = Migration {
    version: 1,
    name: "feeds",
    sqlite: "
CREATE TABLE node_feed_run (
  id INTEGER PRIMARY KEY, feed TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,
  actor TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, detail_th TEXT NOT NULL, detail_en TEXT NOT NULL,
  rows_read INTEGER NOT NULL, recorded INTEGER NOT NULL
) STRICT;
CREATE INDEX node_feed_run_feed ON node_feed_run (feed, id);
CREATE TABLE node_feed_state (
  feed TEXT PRIMARY KEY, slot INTEGER NOT NULL, tries INTEGER NOT NULL, again_at INTEGER
) STRICT;
CREATE TABLE node_feed_value (
  fiscal_year INTEGER NOT NULL, indicator TEXT NOT NULL, round INTEGER NOT NULL, path TEXT NOT NULL,
  value TEXT NOT NULL, taken TEXT, feed TEXT NOT NULL, read_at INTEGER NOT NULL,
  PRIMARY KEY (fiscal_year, indicator, round, path)
) STRICT;
",
    postgres: "
CREATE TABLE node_feed_run (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, feed TEXT NOT NULL, started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL, actor TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, detail_th TEXT NOT NULL,
  detail_en TEXT NOT NULL, rows_read BIGINT NOT NULL, recorded BIGINT NOT NULL
);
CREATE INDEX node_feed_run_feed ON node_feed_run (feed, id);
CREATE TABLE node_feed_state (
  feed TEXT PRIMARY KEY, slot BIGINT NOT NULL, tries BIGINT NOT NULL, again_at BIGINT
);
CREATE TABLE node_feed_value (
  fiscal_year BIGINT NOT NULL, indicator TEXT NOT NULL, round BIGINT NOT NULL, path TEXT NOT NULL,
  value TEXT NOT NULL, taken TEXT, feed TEXT NOT NULL, read_at BIGINT NOT NULL,
  PRIMARY KEY (fiscal_year, indicator, round, path)
);
",
};

/// Several feeds may give the same figure: each keeps its own.
const EACH_FEED: Migration = Migration {
    version: 2,
    name: "values of each feed",
    sqlite: "
CREATE TABLE node_feed_said (
  fiscal_year INTEGER NOT NULL, indicator TEXT NOT NULL, round INTEGER NOT NULL, path TEXT NOT NULL,
  feed TEXT NOT NULL, value TEXT NOT NULL, taken TEXT, read_at INTEGER NOT NULL,
  PRIMARY KEY (fiscal_year, indicator, round, path, feed)
) STRICT;
INSERT INTO node_feed_said (fiscal_year, indicator, round, path, feed, value, taken, read_at)
  SELECT fiscal_year, indicator, round, path, feed, value, taken, read_at FROM node_feed_value;
DROP TABLE node_feed_value;
",
    postgres: "
CREATE TABLE node_feed_said (
  fiscal_year BIGINT NOT NULL, indicator TEXT NOT NULL, round BIGINT NOT NULL, path TEXT NOT NULL,
  feed TEXT NOT NULL, value TEXT NOT NULL, taken TEXT, read_at BIGINT NOT NULL,
  PRIMARY KEY (fiscal_year, indicator, round, path, feed)
);
INSERT INTO node_feed_said (fiscal_year, indicator, round, path, feed, value, taken, read_at)
  SELECT fiscal_year, indicator, round, path, feed, value, taken, read_at FROM node_feed_value;
DROP TABLE node_feed_value;
",
};

/// Brings the tables up to date.
pub(crate) fn migrate(store: &Store) -> Result<(), StoreError> {
    store.migrate(COMPONENT, MIGRATIONS)
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Figures were recorded.
    Recorded,
    /// The figures are those that are known.
    Same,
    /// Figures that people typed differ and stay.
    Stands,
    /// Another feed says something else; people are asked which one counts.
    Disputed,
    /// Some figures were refused.
    Refused,
    /// Nothing could be read or understood.
    Failed,
}

impl Ended {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Recorded, Self::Same, Self::Stands, Self::Disputed, Self::Refused, Self::Failed];

    /// Stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Same => "same",
            Self::Stands => "stands",
            Self::Disputed => "disputed",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// One run of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number, given when it is kept.
    pub id: i64,
    /// Name of the feed.
    pub feed: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// [`super::SCHEDULE`], or the login of whoever started it.
    pub by: String,
    /// How it ended.
    pub outcome: Ended,
    /// Code of what is wrong; empty when nothing is.
    pub code: String,
    /// What happened, in words.
    pub detail: Text,
    /// Rows read.
    pub rows: u64,
    /// Indicators for which something was recorded.
    pub recorded: u64,
}

/// How far a feed's schedule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The newest time of the schedule that was dealt with.
    pub slot: Timestamp,
    /// Failed tries since then.
    pub tries: u32,
    /// When it is tried again.
    pub again: Option<Timestamp>,
}

/// The last value that a feed gave for a place of an indicator in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorNumber,
    /// Round.
    pub round: Round,
    /// Which base variable.
    pub path: String,
    /// The value at the source.
    pub value: Exact,
    /// The value that came into the figure from a feed, or was found in it alike.
    pub taken: Option<Exact>,
    /// Name of the feed.
    pub feed: String,
    /// When it was read.
    pub at: Timestamp,
}

fn unreadable() -> StoreError {
    StoreError::Io { detail: "a row of a feed's table cannot be understood".into() }
}

fn moment(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| unreadable())
}

const RUN: &str = "id, feed, started_at, ended_at, actor, outcome, code, detail_th, detail_en, rows_read, recorded";

fn run(row: &Row<'_>) -> Result<Run, StoreError> {
    let word = row.text(5)?;
    Ok(Run {
        id: row.get_i64(0)?,
        feed: row.text(1)?,
        started: moment(row.get_i64(2)?)?,
        ended: moment(row.get_i64(3)?)?,
        by: row.text(4)?,
        outcome: Ended::ALL.into_iter().find(|o| o.word() == word).ok_or_else(unreadable)?,
        code: row.text(6)?,
        detail: Text::new(row.text(7)?, row.text(8)?),
        rows: row.get_u64(9)?,
        recorded: row.get_u64(10)?,
    })
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Adds a run and forgets those that are too old or too many; gives its number.
pub(super) fn add(tx: &mut Tx<'_>, new: &Run) -> Result<i64, StoreError> {
    let clip = |text: &str| text.chars().take(MAX_DETAIL).collect::<String>();
    let sql = "INSERT INTO node_feed_run (feed, started_at, ended_at, actor, outcome, code, detail_th, detail_en,
               rows_read, recorded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let values = [
        new.feed.as_str().into(),
        new.started.as_microsecond().into(),
        new.ended.as_microsecond().into(),
        new.by.as_str().into(),
        new.outcome.word().into(),
        new.code.as_str().into(),
        clip(&new.detail.th).into(),
        clip(&new.detail.en).into(),
        whole(new.rows).into(),
        whole(new.recorded).into(),
    ];
    let id = tx.one(sql, &values, |row| row.get_i64(0))?.ok_or_else(unreadable)?;
    let oldest = new.ended.checked_sub(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(Timestamp::MIN);
    tx.exec("DELETE FROM node_feed_run WHERE ended_at < $1", &[oldest.as_microsecond().into()])?;
    let sql = "SELECT id FROM node_feed_run ORDER BY id DESC LIMIT 1 OFFSET $1";
    if let Some(first) = tx.one(sql, &[whole(KEPT_RUNS - 1).into()], |row| row.get_i64(0))? {
        tx.exec("DELETE FROM node_feed_run WHERE id < $1", &[first.into()])?;
    }
    Ok(id)
}

/// Runs of a feed, newest first, older than the one numbered `older`.
pub fn runs(tx: &mut Tx<'_>, feed: &str, older: i64, limit: u32) -> Result<Vec<Run>, StoreError> {
    let sql = format!("SELECT {RUN} FROM node_feed_run WHERE feed = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    tx.all(&sql, &[feed.into(), older.into(), limit.into()], run)
}

/// The number of runs of a feed that are kept.
pub fn count(tx: &mut Tx<'_>, feed: &str) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM node_feed_run WHERE feed = $1";
    Ok(tx.one(sql, &[feed.into()], |row| row.get_u64(0))?.unwrap_or(0))
}

/// How far a feed's schedule is; `None` before it was seen for the first time.
pub fn progress(tx: &mut Tx<'_>, feed: &str) -> Result<Option<Progress>, StoreError> {
    tx.one("SELECT slot, tries, again_at FROM node_feed_state WHERE feed = $1", &[feed.into()], |row| {
        Ok(Progress {
            slot: moment(row.get_i64(0)?)?,
            tries: u32::try_from(row.get_i64(1)?).map_err(|_| unreadable())?,
            again: row.opt_i64(2)?.map(moment).transpose()?,
        })
    })
}

pub(super) fn set_progress(tx: &mut Tx<'_>, feed: &str, now: &Progress) -> Result<(), StoreError> {
    let sql = "INSERT INTO node_feed_state (feed, slot, tries, again_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (feed) DO UPDATE SET slot = excluded.slot, tries = excluded.tries,
               again_at = excluded.again_at";
    let again = now.again.map(Timestamp::as_microsecond);
    tx.exec(sql, &[feed.into(), now.slot.as_microsecond().into(), i64::from(now.tries).into(), again.into()])?;
    Ok(())
}

/// What is to be tried again need not be: somebody has read the feed meanwhile.
pub(super) fn settle(tx: &mut Tx<'_>, feed: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE node_feed_state SET tries = 0, again_at = NULL WHERE feed = $1", &[feed.into()])?;
    Ok(())
}

/// The last values of a year, by indicator and round; in order of paths, then of feeds.
pub type Values = BTreeMap<(IndicatorNumber, Round), Vec<Given>>;

/// The last values that feeds gave for a year.
pub fn values(tx: &mut Tx<'_>, year: FiscalYear) -> Result<Values, StoreError> {
    let sql = "SELECT indicator, round, path, value, taken, feed, read_at FROM node_feed_said
               WHERE fiscal_year = $1 ORDER BY path, feed";
    let all = tx.all(sql, &[i64::from(u16::from(year)).into()], |row| {
        let exact = |text: String| text.parse::<Exact>().map_err(|_| unreadable());
        let months = u8::try_from(row.get_i64(1)?).map_err(|_| unreadable())?;
        Ok(Given {
            year,
            indicator: row.text(0)?.parse().map_err(|_| unreadable())?,
            round: Round::try_from(months).map_err(|_| unreadable())?,
            path: row.text(2)?,
            value: exact(row.text(3)?)?,
            taken: row.opt_text(4)?.map(exact).transpose()?,
            feed: row.text(5)?,
            at: moment(row.get_i64(6)?)?,
        })
    })?;
    let mut values = Values::new();
    for given in all {
        values.entry((given.indicator.clone(), given.round)).or_default().push(given);
    }
    Ok(values)
}

/// Keeps a value in the place of the one that the feed gave before; what was taken earlier stays where nothing is taken now.
pub(super) fn put(tx: &mut Tx<'_>, given: &Given) -> Result<(), StoreError> {
    let sql = "INSERT INTO node_feed_said (fiscal_year, indicator, round, path, value, taken, feed, read_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (fiscal_year, indicator, round, path, feed) DO UPDATE SET value = excluded.value,
               taken = COALESCE(excluded.taken, node_feed_said.taken), read_at = excluded.read_at";
    let taken: V<'_> = given.taken.as_ref().map(ToString::to_string).into();
    let values = [
        i64::from(u16::from(given.year)).into(),
        given.indicator.to_string().into(),
        i64::from(u8::from(given.round)).into(),
        given.path.as_str().into(),
        given.value.to_string().into(),
        taken,
        given.feed.as_str().into(),
        given.at.as_microsecond().into(),
    ];
    tx.exec(sql, &values)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use ges_store::{Options, StoreUrl};

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn ran(feed: &str, ended: i64) -> Run {
        Run {
            id: 0,
            feed: feed.into(),
            started: at(ended - 1),
            ended: at(ended),
            by: "schedule".into(),
            outcome: Ended::Same,
            code: String::new(),
            detail: Text::new("ก".repeat(MAX_DETAIL + 1), "x"),
            rows: 1,
            recorded: 0,
        }
    }

    #[test]
    fn runs_are_forgotten_after_400_days_and_beyond_10_000() {
        let store = Store::open(&StoreUrl::memory(), Options::default()).unwrap();
        migrate(&store).unwrap();
        let day = 24 * 3600;
        let left = |ended: i64| {
            let new = ran("a", ended);
            store.write(move |tx| add(tx, &new)).unwrap();
            store.read(|tx| count(tx, "a")).unwrap()
        };
        assert_eq!((left(0), left(KEPT_DAYS * day), left(KEPT_DAYS * day + 1)), (1, 2, 2));
        let limit = i64::try_from(KEPT_RUNS).unwrap();
        store
            .write(move |tx| {
                for n in 0..limit - 3 {
                    add(tx, &ran("b", KEPT_DAYS * day + n))?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(left(KEPT_DAYS * day + 9), 3, "10,000 in all");
        assert_eq!(left(KEPT_DAYS * day + 9), 3, "one more: the oldest goes");
        let all = store.read(|tx| runs(tx, "a", i64::MAX, 9)).unwrap();
        assert!(all.iter().all(|run| run.detail.th.chars().count() == MAX_DETAIL && run.detail.en == "x"));
    }
}
