//! PostgreSQL's bulk path: binary COPY into a staging table, then one upsert; or COPY straight into the table.

use std::hash::{DefaultHasher, Hash, Hasher};

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::types::Type;

use super::postgres::Connection;
use crate::bulk::{Bulk, ColumnType, RowSource};
use crate::{StoreError, V};

/// What ended a COPY early.
enum Stopped {
    Row(StoreError),
    Driver(postgres::Error),
    Closed,
}

impl Connection {
    pub fn bulk(&mut self, bulk: &Bulk<'_>, rows: &mut dyn RowSource) -> Result<u64, StoreError> {
        let (table, names) = (bulk.target.table, bulk.column_names());
        if bulk.target.fresh {
            return self.copy(&format!("COPY {table} ({names}) FROM STDIN BINARY"), bulk, rows);
        }
        let staging = self.stage(bulk)?;
        let copied = self.copy(&format!("COPY {staging} ({names}) FROM STDIN BINARY"), bulk, rows)?;
        self.script("SAVEPOINT ges_bulk")?;
        let conflict = bulk.on_conflict();
        let upsert = format!("INSERT INTO {table} ({names}) SELECT {names} FROM {staging}{conflict}");
        let changed = match self.exec(&upsert, &[]) {
            // One statement may not touch a row twice. SQLite takes the rows one after the other, so the outcome of
            // that order is worked out here: rare, and dearer.
            Err(_) if self.last_state == Some(SqlState::CARDINALITY_VIOLATION) => {
                self.script("ROLLBACK TO ges_bulk")?;
                self.upsert_in_order(bulk, &staging, copied)?
            }
            outcome => outcome?,
        };
        self.script("RELEASE ges_bulk")?;
        Ok(changed)
    }

    /// An empty table of this connection that looks like the rows.
    fn stage(&mut self, bulk: &Bulk<'_>) -> Result<String, StoreError> {
        let columns: Vec<String> =
            bulk.target.columns.iter().map(|(name, kind)| format!("{name} {}", sql_type(*kind))).collect();
        let columns = columns.join(", ");
        let mut hasher = DefaultHasher::new();
        columns.hash(&mut hasher);
        let name = format!("ges_bulk_{:016x}", hasher.finish());
        let mut sql = format!("CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}) ON COMMIT DELETE ROWS");
        if !self.staged.insert(name.clone()) {
            sql = format!("{sql}; TRUNCATE {name}");
        }
        self.script(&sql)?;
        Ok(name)
    }

    fn copy(&mut self, sql: &str, bulk: &Bulk<'_>, rows: &mut dyn RowSource) -> Result<u64, StoreError> {
        let types: Vec<Type> = bulk.target.columns.iter().map(|(_, kind)| wire_type(*kind)).collect();
        let outcome = (|| {
            let client = self.client().map_err(|_| Stopped::Closed)?;
            let mut writer = BinaryCopyInWriter::new(client.copy_in(sql).map_err(Stopped::Driver)?, &types);
            while let Some(row) = rows.next_row() {
                bulk.check(row).map_err(Stopped::Row)?;
                writer.write_raw::<&V<'_>, _>(row).map_err(Stopped::Driver)?;
            }
            writer.finish().map_err(Stopped::Driver)
        })();
        outcome.map_err(|stopped| match stopped {
            Stopped::Row(error) => error,
            Stopped::Driver(cause) => self.failed(&cause, sql),
            Stopped::Closed => StoreError::Closed,
        })
    }

    /// The outcome of taking the staged rows one by one: the last of each key, or with a guard the first of those
    /// with the greatest guard. The number counts every row that would have been applied on the way. A staging
    /// table is filled by one COPY, so `ctid` is the order of the rows.
    fn upsert_in_order(&mut self, bulk: &Bulk<'_>, staging: &str, copied: u64) -> Result<u64, StoreError> {
        let (table, names, key) = (bulk.target.table, bulk.column_names(), bulk.target.key.join(", "));
        let conflict = bulk.on_conflict();
        let applied = match bulk.target.newer_than {
            None => copied,
            Some(guard) => self.count_applied(bulk, staging, guard)?,
        };
        let order = bulk.target.newer_than.map_or("ctid DESC".to_owned(), |guard| format!("{guard} DESC, ctid"));
        let once = format!("SELECT DISTINCT ON ({key}) {names} FROM {staging} ORDER BY {key}, {order}");
        self.exec(&format!("INSERT INTO {table} ({names}) SELECT {names} FROM ({once}) AS once{conflict}"), &[])?;
        Ok(applied)
    }

    fn count_applied(&mut self, bulk: &Bulk<'_>, staging: &str, guard: &str) -> Result<u64, StoreError> {
        let table = bulk.target.table;
        let pairs = |left: &str, right: &str| {
            let each = bulk.target.key.iter().map(|name| format!("{left}.{name} = {right}.{name}"));
            each.collect::<Vec<_>>().join(" AND ")
        };
        let partition: Vec<String> = bulk.target.key.iter().map(|name| format!("s.{name}")).collect();
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT s.{guard} AS given, t.{guard} AS stored, t.{first} IS NOT NULL AS there, \
             MAX(s.{guard}) OVER (PARTITION BY {partition} ORDER BY s.ctid \
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier \
             FROM {staging} s LEFT JOIN {table} t ON {on}) AS steps \
             WHERE (earlier IS NULL OR given > earlier) AND (NOT there OR given > stored)",
            first = bulk.target.key[0],
            partition = partition.join(", "),
            on = pairs("t", "s"),
        );
        let mut count = 0;
        self.each(&sql, &[], &mut |row| {
            count = row.get_u64(0).unwrap_or_default();
            false
        })?;
        Ok(count)
    }
}

fn sql_type(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::I64 => "BIGINT",
        ColumnType::Text => "TEXT",
        ColumnType::Bytes => "BYTEA",
        ColumnType::Bool => "BOOLEAN",
    }
}

fn wire_type(kind: ColumnType) -> Type {
    match kind {
        ColumnType::I64 => Type::INT8,
        ColumnType::Text => Type::TEXT,
        ColumnType::Bytes => Type::BYTEA,
        ColumnType::Bool => Type::BOOL,
    }
}
