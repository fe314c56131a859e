//! The node's own tables, which no journal tells and no rebuild recreates: who has read what, and which digests were
//! sent. All SQL about them is here.

use std::collections::BTreeSet;

use ges_store::{Migration, StoreError, Tx, V};

/// Name under which the schema versions are counted.
pub(crate) const COMPONENT: &str = "node";

/// Times are microseconds since 1970 UTC.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "notices read and digests sent",
    sqlite: "
CREATE TABLE notice_read (
  login TEXT NOT NULL, key TEXT NOT NULL, read_at INTEGER NOT NULL, PRIMARY KEY (login, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE mail_digest (
  login TEXT PRIMARY KEY, sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
",
    postgres: "
CREATE TABLE notice_read (
  login TEXT NOT NULL, key TEXT NOT NULL, read_at BIGINT NOT NULL, PRIMARY KEY (login, key)
);
CREATE TABLE mail_digest (
  login TEXT PRIMARY KEY, sent_at BIGINT NOT NULL
);
",
}];

/// Most marks kept for one person; the oldest go first.
const MAX_MARKS: i64 = 2_000;

/// What a person has read.
pub(crate) fn read_by(tx: &mut Tx<'_>, login: &str) -> Result<BTreeSet<String>, StoreError> {
    let keys = tx.all("SELECT key FROM notice_read WHERE login = $1", &[login.into()], |r| r.text(0))?;
    Ok(keys.into_iter().collect())
}

/// Notes that a person has read these.
pub(crate) fn mark_read(tx: &mut Tx<'_>, login: &str, keys: &[String], now: i64) -> Result<(), StoreError> {
    for key in keys {
        tx.exec(
            "INSERT INTO notice_read (login, key, read_at) VALUES ($1, $2, $3) ON CONFLICT (login, key) DO NOTHING",
            &[login.into(), key.as_str().into(), V::I(now)],
        )?;
    }
    tx.exec(
        "DELETE FROM notice_read WHERE login = $1 AND key NOT IN \
         (SELECT key FROM notice_read WHERE login = $1 ORDER BY read_at DESC, key LIMIT $2)",
        &[login.into(), V::I(MAX_MARKS)],
    )?;
    Ok(())
}

/// When a person was last sent a digest.
pub(crate) fn digest_sent(tx: &mut Tx<'_>, login: &str) -> Result<Option<i64>, StoreError> {
    tx.one("SELECT sent_at FROM mail_digest WHERE login = $1", &[login.into()], |r| r.get_i64(0))
}

/// Notes that a person was sent a digest.
pub(crate) fn mark_sent(tx: &mut Tx<'_>, login: &str, now: i64) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO mail_digest (login, sent_at) VALUES ($1, $2) \
         ON CONFLICT (login) DO UPDATE SET sent_at = excluded.sent_at",
        &[login.into(), V::I(now)],
    )?;
    Ok(())
}
