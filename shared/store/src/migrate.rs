//! Schema changes in order, each recorded with a digest of its text, so that a changed history is noticed.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::{Engine, StoreError, Tx};

/// One step of a component's schema. Once released it never changes: a correction is a further step.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// 1, 2, 3, … without gaps.
    pub version: u32,
    /// What it does, in a few words.
    pub name: &'static str,
    /// Statements for SQLite; tables are `STRICT`.
    pub sqlite: &'static str,
    /// Statements for PostgreSQL. An empty text means nothing to do on this engine; likewise for `sqlite`.
    pub postgres: &'static str,
}

impl Migration {
    fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }

    /// SHA-256 over name and text, in lowercase hexadecimal.
    fn digest(&self, engine: Engine) -> String {
        let mut hash = Sha256::new();
        hash.update(self.name);
        hash.update([0]);
        hash.update(self.text(engine));
        hash.finalize().iter().fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"))
    }
}

/// The store's schema and the program's do not belong together; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MigrationError {
    /// The program's own list is not 1, 2, 3, ….
    #[error("the migrations of {component} are not numbered 1, 2, 3, … at {version}: report this as a defect")]
    Numbering {
        /// The component.
        component: String,
        /// The number found.
        version: u32,
    },
    /// The text of an applied step is different in this program.
    #[error(
        "migration {version} ({name}) of {component} differs from the one this store was made with: use the program version that made it, or one released after it"
    )]
    Changed {
        /// The component.
        component: String,
        /// The step.
        version: u32,
        /// Its recorded name.
        name: String,
    },
    /// The store was already used by a newer program.
    #[error(
        "this store was written by a newer program ({component} is at {found}, this program knows {known}): upgrade the program, or restore the backup made before the upgrade"
    )]
    Newer {
        /// The component.
        component: String,
        /// The version in the store.
        found: u32,
        /// The last version of the program.
        known: u32,
    },
    /// A table without `STRICT` would take any type in any column.
    #[error("table {table} of {component} is not STRICT: report this as a defect")]
    NotStrict {
        /// The component.
        component: String,
        /// The table.
        table: String,
    },
}

/// Applies what is missing, in the transaction given.
pub(crate) fn apply(tx: &mut Tx<'_>, component: &str, migrations: &[Migration]) -> Result<(), StoreError> {
    let engine = tx.engine();
    check_numbers(component, migrations)?;
    tx.script(match engine {
        Engine::Sqlite => {
            "CREATE TABLE IF NOT EXISTS schema_migration (component TEXT NOT NULL, version INTEGER NOT NULL, \
             name TEXT NOT NULL, digest TEXT NOT NULL, applied_order INTEGER NOT NULL UNIQUE, \
             PRIMARY KEY (component, version)) STRICT"
        }
        Engine::Postgres => {
            // The lock serialises programs that start at the same time; its number is arbitrary and must stay.
            "SELECT pg_advisory_xact_lock(7165013284); \
             CREATE TABLE IF NOT EXISTS schema_migration (component TEXT NOT NULL, version BIGINT NOT NULL, \
             name TEXT NOT NULL, digest TEXT NOT NULL, applied_order BIGINT NOT NULL UNIQUE, \
             PRIMARY KEY (component, version))"
        }
    })?;
    let recorded = recorded(tx, component)?;
    for (version, (name, digest)) in &recorded {
        let known = migrations.iter().find(|migration| i64::from(migration.version) == *version);
        let found = u32::try_from(*version).unwrap_or(u32::MAX);
        match known {
            None => {
                let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
                return Err(MigrationError::Newer { component: component.to_owned(), found, known }.into());
            }
            Some(migration) if migration.digest(engine) != *digest => {
                let (component, name) = (component.to_owned(), name.clone());
                return Err(MigrationError::Changed { component, version: found, name }.into());
            }
            Some(_) => {}
        }
    }
    let mut order = tx.one("SELECT COUNT(*) FROM schema_migration", &[], |row| row.get_i64(0))?.unwrap_or(0);
    let missing: Vec<_> = migrations.iter().filter(|step| !recorded.contains_key(&i64::from(step.version))).collect();
    for step in &missing {
        tx.script(step.text(engine))?;
        order += 1;
        let row = [component.into(), step.version.into(), step.name.into(), step.digest(engine).into(), order.into()];
        tx.exec(
            "INSERT INTO schema_migration (component, version, name, digest, applied_order) VALUES ($1, $2, $3, $4, $5)",
            &row,
        )?;
        tracing::info!(component, version = step.version, name = step.name, "schema migration applied");
    }
    if !missing.is_empty() && engine == Engine::Sqlite {
        refuse_loose_tables(tx, component)?;
    }
    Ok(())
}

fn check_numbers(component: &str, migrations: &[Migration]) -> Result<(), MigrationError> {
    for (expected, migration) in (1..).zip(migrations) {
        if migration.version != expected {
            return Err(MigrationError::Numbering { component: component.to_owned(), version: migration.version });
        }
    }
    Ok(())
}

/// Version → (name, digest) of what the store holds.
fn recorded(tx: &mut Tx<'_>, component: &str) -> Result<BTreeMap<i64, (String, String)>, StoreError> {
    let mut found = BTreeMap::new();
    tx.each(
        "SELECT version, name, digest FROM schema_migration WHERE component = $1",
        &[component.into()],
        &mut |row| {
            found.insert(row.get_i64(0)?, (row.text(1)?, row.text(2)?));
            Ok(())
        },
    )?;
    Ok(found)
}

fn refuse_loose_tables(tx: &mut Tx<'_>, component: &str) -> Result<(), StoreError> {
    let loose = tx.one(
        "SELECT name FROM pragma_table_list \
         WHERE schema = 'main' AND type = 'table' AND strict = 0 AND substr(name, 1, 7) <> 'sqlite_'",
        &[],
        |row| row.text(0),
    )?;
    match loose {
        Some(table) => Err(MigrationError::NotStrict { component: component.to_owned(), table }.into()),
        None => Ok(()),
    }
}
