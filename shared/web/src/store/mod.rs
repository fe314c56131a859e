//! The kit's own tables: people, sessions, sign-in links, API tokens. All SQL of the crate is in this folder.

pub(crate) mod links;
pub(crate) mod people;
pub(crate) mod sessions;
pub(crate) mod tokens;

use ges_store::Migration;

/// Name under which the schema versions are counted.
pub(crate) const COMPONENT: &str = "web";

/// Times are microseconds since 1970 UTC; digests are SHA-256 of secrets that are stored nowhere.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "accounts",
    sqlite: "
CREATE TABLE web_person (
  login TEXT PRIMARY KEY, label_th TEXT NOT NULL, label_en TEXT NOT NULL, roles TEXT NOT NULL, password TEXT,
  locale TEXT, created_at INTEGER NOT NULL, disabled_at INTEGER
) STRICT;
CREATE TABLE web_session (
  digest BLOB PRIMARY KEY, login TEXT NOT NULL, created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, by_link INTEGER NOT NULL
) STRICT;
CREATE INDEX web_session_login ON web_session (login);
CREATE INDEX web_session_expiry ON web_session (expires_at);
CREATE TABLE web_link (
  digest BLOB PRIMARY KEY, login TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE TABLE web_token (
  id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, login TEXT NOT NULL, label TEXT NOT NULL, roles TEXT NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER, used_at INTEGER, revoked_at INTEGER
) STRICT;
",
    postgres: "
CREATE TABLE web_person (
  login TEXT PRIMARY KEY, label_th TEXT NOT NULL, label_en TEXT NOT NULL, roles TEXT NOT NULL, password TEXT,
  locale TEXT, created_at BIGINT NOT NULL, disabled_at BIGINT
);
CREATE TABLE web_session (
  digest BYTEA PRIMARY KEY, login TEXT NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, by_link BOOLEAN NOT NULL
);
CREATE INDEX web_session_login ON web_session (login);
CREATE INDEX web_session_expiry ON web_session (expires_at);
CREATE TABLE web_link (
  digest BYTEA PRIMARY KEY, login TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE TABLE web_token (
  id TEXT PRIMARY KEY, digest BYTEA NOT NULL UNIQUE, login TEXT NOT NULL, label TEXT NOT NULL, roles TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT, used_at BIGINT, revoked_at BIGINT
);
",
}];
