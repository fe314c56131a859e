//! Many rows into one table at once: a prepared upsert on SQLite, COPY on PostgreSQL, the same outcome on both.

use std::fmt::Write as _;

use crate::{StoreError, V};

/// The type of a column of a bulk write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// `INTEGER` / `BIGINT`.
    I64,
    /// `TEXT`.
    Text,
    /// `BLOB` / `BYTEA`.
    Bytes,
    /// `INTEGER` / `BOOLEAN`.
    Bool,
}

/// Where the rows of a bulk write go, and what happens to those whose key is already there.
#[derive(Debug, Clone, Copy)]
pub struct BulkTarget<'a> {
    /// The table.
    pub table: &'a str,
    /// The columns in the order of the rows' values.
    pub columns: &'a [(&'a str, ColumnType)],
    /// The columns of the primary key, or of a unique index.
    pub key: &'a [&'a str],
    /// A column that must be greater than the stored one for a row to replace it, such as a sequence number. Its
    /// values may not be NULL. Without it, every row replaces the stored one.
    pub newer_than: Option<&'a str>,
    /// Promises that no key of these rows is in the table and that none comes twice; PostgreSQL then copies
    /// straight into the table, more than twice as fast. A broken promise is a unique-constraint error.
    pub fresh: bool,
}

/// Rows handed over one at a time. Implement it to fill one buffer again and again; any iterator over slices does too.
pub trait RowSource {
    /// The next row, with a value for each column of the target, or `None` at the end.
    fn next_row(&mut self) -> Option<&[V<'_>]>;
}

/// An iterator over slices as a source.
pub(crate) struct Slices<'i, 'r>(pub &'i mut dyn Iterator<Item = &'r [V<'r>]>);

impl RowSource for Slices<'_, '_> {
    fn next_row(&mut self) -> Option<&[V<'_>]> {
        self.0.next()
    }
}

/// A target whose names have been checked, with the places of its special columns.
pub(crate) struct Bulk<'a> {
    pub target: BulkTarget<'a>,
    /// For each column, whether it may not be NULL: the key and the guard.
    required: Vec<bool>,
}

impl<'a> Bulk<'a> {
    pub fn new(target: BulkTarget<'a>) -> Result<Self, StoreError> {
        let names = target.columns.iter().map(|(name, _)| *name);
        for name in names.chain([target.table]).chain(target.key.iter().copied()) {
            check_name(name)?;
        }
        let position = |name: &str| {
            let found = target.columns.iter().position(|(column, _)| *column == name);
            found.ok_or_else(|| StoreError::usage(format!("bulk column {name} is not among the columns")))
        };
        if target.key.is_empty() {
            return Err(StoreError::usage("a bulk write needs the columns of the key"));
        }
        let mut required = vec![false; target.columns.len()];
        for name in target.key.iter().copied().chain(target.newer_than) {
            required[position(name)?] = true;
        }
        Ok(Self { target, required })
    }

    /// Refuses a row of another width or type before the engine would, so that both refuse the same.
    #[inline]
    pub fn check(&self, row: &[V<'_>]) -> Result<(), StoreError> {
        let columns = self.target.columns;
        if row.len() != columns.len() {
            return Err(StoreError::usage(format!(
                "a bulk row has {} values for {} columns",
                row.len(),
                columns.len()
            )));
        }
        for ((value, (name, kind)), required) in row.iter().zip(columns).zip(&self.required) {
            let fits = match value {
                V::Null => !required,
                V::I(_) => *kind == ColumnType::I64,
                V::T(_) => *kind == ColumnType::Text,
                V::B(_) => *kind == ColumnType::Bytes,
                V::Bool(_) => *kind == ColumnType::Bool,
            };
            if !fits {
                let detail = format!("bulk column {name} is {kind:?} and was given {}", value.type_name());
                return Err(StoreError::usage(detail));
            }
        }
        Ok(())
    }

    pub fn column_names(&self) -> String {
        self.target.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// `ON CONFLICT …`, the same text for both engines.
    pub fn on_conflict(&self) -> String {
        let mut sql = format!(" ON CONFLICT ({})", self.target.key.join(", "));
        let rest = self.target.columns.iter().map(|(name, _)| *name).filter(|name| !self.target.key.contains(name));
        let set: Vec<String> = rest.map(|name| format!("{name} = excluded.{name}")).collect();
        if set.is_empty() {
            sql.push_str(" DO NOTHING");
            return sql;
        }
        let _ = write!(sql, " DO UPDATE SET {}", set.join(", "));
        if let Some(guard) = self.target.newer_than {
            let _ = write!(sql, " WHERE excluded.{guard} > {}.{guard}", self.target.table);
        }
        sql
    }

    pub fn sqlite_statement(&self) -> String {
        let places: Vec<String> = (1..=self.target.columns.len()).map(|n| format!("?{n}")).collect();
        let conflict = if self.target.fresh { String::new() } else { self.on_conflict() };
        let names = self.column_names();
        format!("INSERT INTO {} ({names}) VALUES ({}){conflict}", self.target.table, places.join(", "))
    }
}

/// Names are put into statements, so only plain ones are taken: `[a-z_][a-z0-9_]*`, at most 63 letters.
pub(crate) fn check_name(name: &str) -> Result<(), StoreError> {
    let plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    if !plain || name.is_empty() || name.len() > 63 || name.as_bytes()[0].is_ascii_digit() {
        return Err(StoreError::usage(format!("{name:?} is not a plain table or column name")));
    }
    Ok(())
}
