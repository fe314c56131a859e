//! Rows of roles that one person has given to another for some days.

use ges_store::{Row, StoreError, Tx};

/// One delegation with what decides whether it holds.
#[derive(Debug, Clone)]
pub(crate) struct DelegationRow {
    pub id: String,
    pub holder: String,
    pub delegate: String,
    pub role: String,
    pub first_day: String,
    pub last_day: String,
    pub created_at: i64,
    pub created_by: String,
    pub holder_roles: String,
    pub holder_disabled_at: Option<i64>,
}

const COLUMNS: &str = "d.id, d.holder, d.delegate, d.role, d.first_day, d.last_day, d.created_at, d.created_by, \
     h.roles, h.disabled_at";
const TABLES: &str = "web_delegation d JOIN web_person h ON h.login = d.holder";

fn read(row: &Row<'_>) -> Result<DelegationRow, StoreError> {
    Ok(DelegationRow {
        id: row.text(0)?,
        holder: row.text(1)?,
        delegate: row.text(2)?,
        role: row.text(3)?,
        first_day: row.text(4)?,
        last_day: row.text(5)?,
        created_at: row.get_i64(6)?,
        created_by: row.text(7)?,
        holder_roles: row.text(8)?,
        holder_disabled_at: row.opt_i64(9)?,
    })
}

/// Adds a delegation.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &DelegationRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO web_delegation (id, holder, delegate, role, first_day, last_day, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            new.id.as_str().into(),
            new.holder.as_str().into(),
            new.delegate.as_str().into(),
            new.role.as_str().into(),
            new.first_day.as_str().into(),
            new.last_day.as_str().into(),
            new.created_at.into(),
            new.created_by.as_str().into(),
        ],
    )?;
    Ok(())
}

/// One delegation.
pub(crate) fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<DelegationRow>, StoreError> {
    tx.one(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE d.id = $1"), &[id.into()], read)
}

/// Delegations given or received by a person that are not over on `today`, by first day.
pub(crate) fn open_of(tx: &mut Tx<'_>, login: &str, today: &str, limit: u32) -> Result<Vec<DelegationRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE (d.holder = $1 OR d.delegate = $1) AND d.ended_at IS NULL
         AND d.last_day >= $2 ORDER BY d.first_day, d.id LIMIT $3"
    );
    tx.all(&sql, &[login.into(), today.into(), limit.into()], read)
}

/// Delegations to a person, or to everybody, whose days include `today` and that nobody has ended.
pub(crate) fn of_day(tx: &mut Tx<'_>, delegate: Option<&str>, today: &str) -> Result<Vec<DelegationRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE ($1 = '' OR d.delegate = $1) AND d.ended_at IS NULL
         AND d.first_day <= $2 AND d.last_day >= $2 ORDER BY d.first_day, d.id"
    );
    tx.all(&sql, &[delegate.unwrap_or_default().into(), today.into()], read)
}

/// Ends a delegation; `false` when it had ended already.
pub(crate) fn end(tx: &mut Tx<'_>, id: &str, now: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE web_delegation SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    Ok(tx.exec(sql, &[id.into(), now.into()])? == 1)
}
