//! The kit's own tables: people, sessions, sign-in links, passkeys, identities elsewhere, API tokens, delegations, and
//! who changed what. All SQL of the crate is in this folder.

pub(crate) mod audit;
pub(crate) mod challenges;
pub(crate) mod delegations;
pub(crate) mod identities;
pub(crate) mod links;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod sessions;
pub(crate) mod tokens;

use ges_store::Migration;

/// Name under which the schema versions are counted.
pub(crate) const COMPONENT: &str = "web";

/// Times are microseconds since 1970 UTC; digests are SHA-256 of secrets that are stored nowhere.
pub(crate) const MIGRATIONS: &[Migration] = &[ACCOUNTS, PEOPLE, WAYS_IN, MAIL];

const ACCOUNTS: Migration = Migration {
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
};

/// Days of delegations are written `2012-07-04` and counted in Bangkok; the first and the last day both belong to it.
const PEOPLE: Migration = Migration {
    version: 2,
    name: "people",
    sqlite: "
ALTER TABLE web_person ADD COLUMN signed_in_at INTEGER;
ALTER TABLE web_session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE TABLE web_delegation (
  id TEXT PRIMARY KEY, holder TEXT NOT NULL, delegate TEXT NOT NULL, role TEXT NOT NULL, first_day TEXT NOT NULL,
  last_day TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, ended_at INTEGER
) STRICT;
CREATE INDEX web_delegation_holder ON web_delegation (holder);
CREATE INDEX web_delegation_delegate ON web_delegation (delegate);
CREATE TABLE web_audit (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, deed TEXT NOT NULL, subject TEXT NOT NULL,
  other TEXT, before TEXT NOT NULL, after TEXT NOT NULL
) STRICT;
CREATE INDEX web_audit_subject ON web_audit (subject, id);
CREATE INDEX web_audit_other ON web_audit (other, id);
",
    postgres: "
ALTER TABLE web_person ADD COLUMN signed_in_at BIGINT;
ALTER TABLE web_session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE TABLE web_delegation (
  id TEXT PRIMARY KEY, holder TEXT NOT NULL, delegate TEXT NOT NULL, role TEXT NOT NULL, first_day TEXT NOT NULL,
  last_day TEXT NOT NULL, created_at BIGINT NOT NULL, created_by TEXT NOT NULL, ended_at BIGINT
);
CREATE INDEX web_delegation_holder ON web_delegation (holder);
CREATE INDEX web_delegation_delegate ON web_delegation (delegate);
CREATE TABLE web_audit (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL, deed TEXT NOT NULL,
  subject TEXT NOT NULL, other TEXT, before TEXT NOT NULL, after TEXT NOT NULL
);
CREATE INDEX web_audit_subject ON web_audit (subject, id);
CREATE INDEX web_audit_other ON web_audit (other, id);
",
};

/// Passkeys hold public keys only; an open question's body is what the answer will be compared with.
const WAYS_IN: Migration = Migration {
    version: 3,
    name: "ways in",
    sqlite: "
ALTER TABLE web_session ADD COLUMN method TEXT NOT NULL DEFAULT '';
CREATE TABLE web_passkey (
  id TEXT PRIMARY KEY, login TEXT NOT NULL, user_handle BLOB NOT NULL, name TEXT NOT NULL, public_key BLOB NOT NULL,
  counter INTEGER NOT NULL, backed_up INTEGER NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER
) STRICT;
CREATE INDEX web_passkey_login ON web_passkey (login);
CREATE TABLE web_identity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL, login TEXT NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER,
  PRIMARY KEY (issuer, subject)
) STRICT;
CREATE UNIQUE INDEX web_identity_login ON web_identity (issuer, login);
CREATE TABLE web_challenge (
  digest BLOB PRIMARY KEY, purpose TEXT NOT NULL, login TEXT, body TEXT NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX web_challenge_expiry ON web_challenge (expires_at);
",
    postgres: "
ALTER TABLE web_session ADD COLUMN method TEXT NOT NULL DEFAULT '';
CREATE TABLE web_passkey (
  id TEXT PRIMARY KEY, login TEXT NOT NULL, user_handle BYTEA NOT NULL, name TEXT NOT NULL,
  public_key BYTEA NOT NULL, counter BIGINT NOT NULL, backed_up BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX web_passkey_login ON web_passkey (login);
CREATE TABLE web_identity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL, login TEXT NOT NULL, created_at BIGINT NOT NULL, used_at BIGINT,
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX web_identity_login ON web_identity (issuer, login);
CREATE TABLE web_challenge (
  digest BYTEA PRIMARY KEY, purpose TEXT NOT NULL, login TEXT, body TEXT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE INDEX web_challenge_expiry ON web_challenge (expires_at);
",
};

/// Where mail to a person goes.
const MAIL: Migration = Migration {
    version: 4,
    name: "mail addresses",
    sqlite: "ALTER TABLE web_person ADD COLUMN email TEXT;",
    postgres: "ALTER TABLE web_person ADD COLUMN email TEXT;",
};

#[cfg(test)]
mod tests {
    use ges_store::{Options, Store, StoreError, StoreUrl};

    use super::*;

    #[test]
    fn people_and_sessions_of_the_first_schema_are_kept() {
        let store = Store::open(&StoreUrl::memory(), Options::default()).unwrap();
        store.migrate(COMPONENT, &[ACCOUNTS]).unwrap();
        store
            .write(|tx| {
                let person = "INSERT INTO web_person (login, label_th, label_en, roles, created_at)
                              VALUES ('cio', 'ผู้บริหาร', '', 'cio', 1)";
                tx.exec(person, &[])?;
                let session = "INSERT INTO web_session (digest, login, created_at, seen_at, expires_at, by_link)
                               VALUES ($1, 'cio', 1, 2, 9, 0)";
                tx.exec(session, &[[7_u8; 32].as_slice().into()])
            })
            .unwrap();
        store.migrate(COMPONENT, MIGRATIONS).unwrap();
        let (person, open) = store
            .read(|tx| Ok::<_, StoreError>((people::find(tx, "cio")?.unwrap(), sessions::of(tx, "cio", 3, 1, 9)?)))
            .unwrap();
        assert_eq!((person.roles.as_str(), person.signed_in_at), ("cio", None));
        assert_eq!(open.iter().map(|row| (row.digest, row.agent.as_str())).collect::<Vec<_>>(), [([7; 32], "")]);
    }
}
