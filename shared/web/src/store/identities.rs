//! Rows of identities at an identity provider and the accounts they open.

use ges_store::{Row, StoreError, Tx};

/// One identity as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdentityRow {
    pub issuer: String,
    /// The provider's own, lasting name of the person.
    pub subject: String,
    pub login: String,
    pub created_at: i64,
    pub used_at: Option<i64>,
}

const COLUMNS: &str = "issuer, subject, login, created_at, used_at";

fn read(row: &Row<'_>) -> Result<IdentityRow, StoreError> {
    Ok(IdentityRow {
        issuer: row.text(0)?,
        subject: row.text(1)?,
        login: row.text(2)?,
        created_at: row.get_i64(3)?,
        used_at: row.opt_i64(4)?,
    })
}

/// Adds an identity; `false` when it opens an account already.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &IdentityRow) -> Result<bool, StoreError> {
    let added = tx.exec(
        "INSERT INTO web_identity (issuer, subject, login, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (issuer, subject) DO NOTHING",
        &[new.issuer.as_str().into(), new.subject.as_str().into(), new.login.as_str().into(), new.created_at.into()],
    )?;
    Ok(added == 1)
}

/// The account that an identity opens.
pub(crate) fn find(tx: &mut Tx<'_>, issuer: &str, subject: &str) -> Result<Option<IdentityRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM web_identity WHERE issuer = $1 AND subject = $2");
    tx.one(&sql, &[issuer.into(), subject.into()], read)
}

/// The identity at a provider that opens a person's account.
pub(crate) fn of(tx: &mut Tx<'_>, issuer: &str, login: &str) -> Result<Option<IdentityRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM web_identity WHERE issuer = $1 AND login = $2");
    tx.one(&sql, &[issuer.into(), login.into()], read)
}

/// Notes a use.
pub(crate) fn touch(tx: &mut Tx<'_>, issuer: &str, subject: &str, now: i64) -> Result<(), StoreError> {
    let sql = "UPDATE web_identity SET used_at = $3 WHERE issuer = $1 AND subject = $2";
    tx.exec(sql, &[issuer.into(), subject.into(), now.into()])?;
    Ok(())
}

/// Removes the identity at a provider that opens a person's account; `false` when there is none.
pub(crate) fn delete(tx: &mut Tx<'_>, issuer: &str, login: &str) -> Result<bool, StoreError> {
    Ok(tx.exec("DELETE FROM web_identity WHERE issuer = $1 AND login = $2", &[issuer.into(), login.into()])? == 1)
}
