//! Tables of journals and of the projections made from them.

use ges_store::Migration;

/// Projection tables with the order in which their rows are compared: all of them are recreated by `rebuild`.
pub const PROJECTIONS: &[(&str, &[&str])] = &[
    ("organisation", &["id"]),
    ("agreement", &["organisation", "fiscal_year"]),
    ("indicator", &["organisation", "fiscal_year", "sort_key"]),
    ("result", &["organisation", "fiscal_year", "sort_key", "round", "position"]),
    ("evidence", &["organisation", "digest", "position", "place"]),
    ("document", &["organisation", "digest", "position"]),
    ("attestation", &["organisation", "fiscal_year", "round", "position"]),
    ("attested", &["organisation", "record_id", "position"]),
    ("cio", &["organisation", "position"]),
    ("series", &["id"]),
    ("observation", &["key"]),
    ("framework", &["id", "version"]),
    ("enrolment", &["organisation", "position"]),
    ("round_moved", &["organisation", "fiscal_year", "sort_key", "round", "origin", "position"]),
    ("question_moved", &["organisation", "question", "origin", "position"]),
    ("together_moved", &["organisation", "kind", "case_id", "position"]),
    ("quarantine", &["origin", "seq"]),
];

/// Raised whenever the same journal gives other rows than before: stores of an earlier version are projected anew.
pub(crate) const PROJECTION_VERSION: i64 = 5;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "journals and projections",
        sqlite: include_str!("schema_sqlite.sql"),
        postgres: include_str!("schema_postgres.sql"),
    },
    Migration {
        version: 2,
        name: "terms of agreements",
        sqlite: "ALTER TABLE agreement ADD COLUMN terms TEXT NOT NULL DEFAULT '{}'; \
                 CREATE TABLE projected (one INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT;",
        postgres: "ALTER TABLE agreement ADD COLUMN terms TEXT NOT NULL DEFAULT '{}'; \
                   CREATE TABLE projected (one BIGINT PRIMARY KEY, version BIGINT NOT NULL);",
    },
    Migration {
        version: 3,
        name: "steps of reporting rounds",
        sqlite: "CREATE TABLE round_moved (organisation TEXT NOT NULL, fiscal_year INTEGER NOT NULL, \
                 sort_key TEXT NOT NULL, round INTEGER NOT NULL, origin TEXT NOT NULL, position INTEGER NOT NULL, record_id BLOB NOT NULL, \
                 recorded_at INTEGER NOT NULL, body TEXT NOT NULL, \
                 PRIMARY KEY (organisation, fiscal_year, sort_key, round, origin, position)) STRICT, WITHOUT ROWID;",
        postgres: "CREATE TABLE round_moved (organisation TEXT NOT NULL, fiscal_year BIGINT NOT NULL, \
                   sort_key TEXT NOT NULL, round BIGINT NOT NULL, origin TEXT NOT NULL, position BIGINT NOT NULL, record_id BYTEA NOT NULL, \
                   recorded_at BIGINT NOT NULL, body TEXT NOT NULL, \
                   PRIMARY KEY (organisation, fiscal_year, sort_key, round, origin, position));",
    },
    Migration {
        version: 4,
        name: "questions of the centre",
        sqlite: "CREATE TABLE question_moved (organisation TEXT NOT NULL, question BLOB NOT NULL, \
                 fiscal_year INTEGER NOT NULL, sort_key TEXT NOT NULL, round INTEGER NOT NULL, event TEXT NOT NULL, \
                 origin TEXT NOT NULL, position INTEGER NOT NULL, record_id BLOB NOT NULL, recorded_at INTEGER NOT NULL, \
                 body TEXT NOT NULL, PRIMARY KEY (organisation, question, origin, position)) STRICT, WITHOUT ROWID; \
                 CREATE INDEX question_moved_by_place ON question_moved (organisation, fiscal_year, sort_key, round);",
        postgres: "CREATE TABLE question_moved (organisation TEXT NOT NULL, question BYTEA NOT NULL, \
                   fiscal_year BIGINT NOT NULL, sort_key TEXT NOT NULL, round BIGINT NOT NULL, event TEXT NOT NULL, \
                   origin TEXT NOT NULL, position BIGINT NOT NULL, record_id BYTEA NOT NULL, recorded_at BIGINT NOT NULL, \
                   body TEXT NOT NULL, PRIMARY KEY (organisation, question, origin, position)); \
                   CREATE INDEX question_moved_by_place ON question_moved (organisation, fiscal_year, sort_key, round);",
    },
    Migration {
        version: 5,
        name: "threads, tasks and findings",
        sqlite: "CREATE TABLE together_moved (organisation TEXT NOT NULL, kind TEXT NOT NULL, case_id BLOB NOT NULL, \
                 position INTEGER NOT NULL, author TEXT NOT NULL, recorded_at INTEGER NOT NULL, body TEXT NOT NULL, \
                 PRIMARY KEY (organisation, kind, case_id, position)) STRICT, WITHOUT ROWID;",
        postgres: "CREATE TABLE together_moved (organisation TEXT NOT NULL, kind TEXT NOT NULL, case_id BYTEA NOT NULL, \
                   position BIGINT NOT NULL, author TEXT NOT NULL, recorded_at BIGINT NOT NULL, body TEXT NOT NULL, \
                   PRIMARY KEY (organisation, kind, case_id, position));",
    },
];

#[cfg(test)]
mod tests {
    #[test]
    fn both_engines_have_the_same_tables_and_columns() {
        let plain = |sql: &str| {
            sql.replace("INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY")
                .replace("INTEGER", "BIGINT")
                .replace("BLOB", "BYTEA")
                .replace(") STRICT, WITHOUT ROWID;", ");")
                .replace(") STRICT;", ");")
        };
        assert_eq!(plain(include_str!("schema_sqlite.sql")), include_str!("schema_postgres.sql"));
    }
}
