//! A transaction as closures see it: run a statement, read rows, write in bulk.

use crate::bulk::{Bulk, BulkTarget, RowSource, Slices};
use crate::engine::{Conn, Mode};
use crate::row::Row;
use crate::{Engine, StoreError, V};

/// A running transaction, or the savepoint of one closure among several that share a commit.
///
/// After the engine has refused a statement the transaction is poisoned: every further call fails with
/// [`StoreError::Poisoned`], and nothing is kept even if the closure returns `Ok`. That is how PostgreSQL behaves,
/// and SQLite is made to. Use [`Tx::savepoint`] around a statement that may fail.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    mode: Mode,
    /// What was refused first.
    poison: Option<String>,
    /// Another transaction was in the way: the closure has to run again, whatever it returns.
    conflict: Option<String>,
    /// Rows changed so far.
    changed: u64,
    depth: u32,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c mut Conn, mode: Mode) -> Self {
        Self { conn, mode, poison: None, conflict: None, changed: 0, depth: 0 }
    }

    /// The engine at work, for the rare statement that has to differ.
    pub fn engine(&self) -> Engine {
        self.conn.engine()
    }

    /// Runs one statement and returns the number of rows it changed (or returned, for a query and `RETURNING`).
    pub fn exec(&mut self, sql: &str, params: &[V<'_>]) -> Result<u64, StoreError> {
        self.admit(sql)?;
        let outcome = self.conn.exec(self.mode, sql, params);
        let changed = self.noted(outcome)?;
        self.changed += changed;
        Ok(changed)
    }

    /// Hands every row of a query to `read`, which stops it by failing. A failure of `read` poisons nothing.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[V<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.admit(sql)?;
        let mut refused = None;
        let outcome = self.conn.each(self.mode, sql, params, &mut |row| {
            refused = read(row).err();
            refused.is_none()
        });
        self.noted(outcome)?;
        refused.map_or(Ok(()), Err)
    }

    /// The first row of a query, or `None` when there is none. Further rows are ignored.
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[V<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.admit(sql)?;
        let (mut read, mut found) = (Some(read), None);
        let outcome = self.conn.each(self.mode, sql, params, &mut |row| {
            found = read.take().map(|read| read(row));
            false
        });
        self.noted(outcome)?;
        found.transpose()
    }

    /// All rows of a query. For results that may be large, prefer [`Tx::each`].
    pub fn all<T>(
        &mut self,
        sql: &str,
        params: &[V<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Writes many rows into one table; returns how many were inserted or replaced stored ones. Rows take effect in
    /// their order, also when a key comes twice. The fast way in: about 10,000 rows a call and a transaction.
    pub fn bulk_upsert<'r>(
        &mut self,
        target: BulkTarget<'_>,
        rows: &mut dyn Iterator<Item = &'r [V<'r>]>,
    ) -> Result<u64, StoreError> {
        self.bulk_upsert_from(target, &mut Slices(rows))
    }

    /// The same from a source that fills one buffer again and again.
    pub fn bulk_upsert_from(&mut self, target: BulkTarget<'_>, rows: &mut dyn RowSource) -> Result<u64, StoreError> {
        self.admit("INSERT")?;
        if self.mode == Mode::Read {
            return Err(StoreError::ReadOnly { detail: format!("a bulk write into {}", target.table) });
        }
        let outcome = Bulk::new(target).and_then(|bulk| self.conn.bulk(&bulk, rows));
        let changed = self.noted(outcome)?;
        self.changed += changed;
        Ok(changed)
    }

    /// Runs `attempt` in a savepoint: when it fails, its changes alone are undone and the transaction goes on.
    pub fn savepoint<T, E: From<StoreError>>(
        &mut self,
        attempt: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.admit("SAVEPOINT")?;
        let name = format!("ges_inner_{}", self.depth);
        let opened = self.conn.control(&format!("SAVEPOINT {name}"));
        self.noted(opened)?;
        self.depth += 1;
        let outcome = attempt(self);
        self.depth -= 1;
        let outcome = match (outcome, &self.poison) {
            (Ok(_), Some(first)) => Err(StoreError::Poisoned { first: first.clone() }.into()),
            (outcome, _) => outcome,
        };
        if outcome.is_err() {
            // A lost transaction (full disk, broken connection) has no savepoint left: the poison stays.
            let undone = self.conn.control(&format!("ROLLBACK TO {name}"));
            if let Err(error) = undone {
                self.poison.get_or_insert_with(|| error.to_string());
                return outcome;
            }
            if self.conflict.is_none() {
                self.poison = None;
            }
        }
        let released = self.conn.control(&format!("RELEASE {name}"));
        self.noted(released)?;
        outcome
    }

    /// Runs several statements without parameters: the text of a migration.
    pub(crate) fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.admit("CREATE")?;
        let outcome = self.conn.script(sql);
        self.noted(outcome)?;
        if self.conn.in_transaction() {
            return Ok(());
        }
        let error = StoreError::usage("a migration may not end its transaction");
        self.poison = Some(error.to_string());
        Err(error)
    }

    pub(crate) fn changed(&self) -> u64 {
        self.changed
    }

    pub(crate) fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// What the store has to know once the closure has returned: (poison, conflict).
    pub(crate) fn verdict(self) -> (Option<String>, Option<String>) {
        (self.poison, self.conflict)
    }

    pub(crate) fn poison(&self) -> Option<&String> {
        self.poison.as_ref()
    }

    /// Refuses statements after an error, and those that would end the transaction behind the store's back.
    fn admit(&self, sql: &str) -> Result<(), StoreError> {
        if let Some(first) = &self.poison {
            return Err(StoreError::Poisoned { first: first.clone() });
        }
        let word = sql.trim_start().split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        let control = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "RELEASE"];
        if control.iter().any(|control| word.eq_ignore_ascii_case(control)) {
            return Err(StoreError::usage(format!("{word} belongs to the store; use Tx::savepoint for a part")));
        }
        Ok(())
    }

    fn noted<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            if let StoreError::Conflict { detail } = error {
                self.conflict.get_or_insert_with(|| detail.clone());
            }
            self.poison.get_or_insert_with(|| error.to_string());
        }
        outcome
    }
}
