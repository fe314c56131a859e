//! The hub's own tables: agencies, enrolment tokens and what is known of each link. Journals are the ledger's.

pub mod agencies;
pub mod links;
pub mod tokens;

use ges_store::{Migration, Store, StoreError};

/// One text for both engines.
const PREVIOUS_SERIAL: &str = "ALTER TABLE agency ADD COLUMN previous_serial TEXT";

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "agencies and links",
        sqlite: include_str!("schema_sqlite.sql"),
        postgres: include_str!("schema_postgres.sql"),
    },
    Migration {
        version: 2,
        name: "serial of the certificate before the present one",
        sqlite: PREVIOUS_SERIAL,
        postgres: PREVIOUS_SERIAL,
    },
];

/// Creates or upgrades the hub's own tables.
pub fn migrate(store: &Store) -> Result<(), StoreError> {
    store.migrate("hub", MIGRATIONS)
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_engines_have_the_same_tables_and_columns() {
        let plain = |sql: &str| {
            sql.replace("INTEGER", "BIGINT")
                .replace("BLOB", "BYTEA")
                .replace(") STRICT, WITHOUT ROWID;", ");")
                .replace(") STRICT;", ");")
        };
        assert_eq!(plain(include_str!("schema_sqlite.sql")), include_str!("schema_postgres.sql"));
    }
}
