//! Rows of who changed what about whom: written with the change in one transaction, never changed afterwards.

use ges_store::{Row, StoreError, Tx};

/// One change as stored.
#[derive(Debug, Clone)]
pub(crate) struct AuditRow {
    pub id: i64,
    pub at: i64,
    pub actor: String,
    pub deed: String,
    pub subject: String,
    pub other: Option<String>,
    pub before: String,
    pub after: String,
}

fn read(row: &Row<'_>) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        id: row.get_i64(0)?,
        at: row.get_i64(1)?,
        actor: row.text(2)?,
        deed: row.text(3)?,
        subject: row.text(4)?,
        other: row.opt_text(5)?,
        before: row.text(6)?,
        after: row.text(7)?,
    })
}

/// Adds a change; its number is given by the table.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &AuditRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO web_audit (at, actor, deed, subject, other, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            new.at.into(),
            new.actor.as_str().into(),
            new.deed.as_str().into(),
            new.subject.as_str().into(),
            new.other.as_deref().into(),
            new.before.as_str().into(),
            new.after.as_str().into(),
        ],
    )?;
    Ok(())
}

/// Changes that concern a person, newest first, older than the change numbered `older`.
pub(crate) fn about(tx: &mut Tx<'_>, login: &str, older: i64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    tx.all(
        "SELECT id, at, actor, deed, subject, other, before, after FROM web_audit
         WHERE (subject = $1 OR other = $1) AND id < $2 ORDER BY id DESC LIMIT $3",
        &[login.into(), older.into(), limit.into()],
        read,
    )
}

/// How many changes concern a person.
pub(crate) fn count(tx: &mut Tx<'_>, login: &str) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM web_audit WHERE subject = $1 OR other = $1";
    Ok(tx.one(sql, &[login.into()], |row| row.get_u64(0))?.unwrap_or(0))
}
