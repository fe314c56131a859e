//! Rows of passkeys: the public half only.

use ges_store::{Row, StoreError, Tx};

/// One passkey as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PasskeyRow {
    /// The credential's name, base64url.
    pub id: String,
    pub login: String,
    /// What the authenticator knows the person by; says nothing about them.
    pub user_handle: Vec<u8>,
    /// What the person calls it.
    pub name: String,
    /// COSE key.
    pub public_key: Vec<u8>,
    pub counter: u32,
    /// Synchronised by its maker, so that it survives the device.
    pub backed_up: bool,
    pub created_at: i64,
    pub used_at: Option<i64>,
}

const COLUMNS: &str = "id, login, user_handle, name, public_key, counter, backed_up, created_at, used_at";

fn read(row: &Row<'_>) -> Result<PasskeyRow, StoreError> {
    Ok(PasskeyRow {
        id: row.text(0)?,
        login: row.text(1)?,
        user_handle: row.bytes(2)?,
        name: row.text(3)?,
        public_key: row.bytes(4)?,
        counter: u32::try_from(row.get_i64(5)?).map_err(StoreError::decode)?,
        backed_up: row.bool(6)?,
        created_at: row.get_i64(7)?,
        used_at: row.opt_i64(8)?,
    })
}

/// Adds a passkey; `false` when one of that name is known already.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &PasskeyRow) -> Result<bool, StoreError> {
    let added = tx.exec(
        "INSERT INTO web_passkey (id, login, user_handle, name, public_key, counter, backed_up, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        &[
            new.id.as_str().into(),
            new.login.as_str().into(),
            new.user_handle.as_slice().into(),
            new.name.as_str().into(),
            new.public_key.as_slice().into(),
            i64::from(new.counter).into(),
            new.backed_up.into(),
            new.created_at.into(),
        ],
    )?;
    Ok(added == 1)
}

/// One passkey.
pub(crate) fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<PasskeyRow>, StoreError> {
    tx.one(&format!("SELECT {COLUMNS} FROM web_passkey WHERE id = $1"), &[id.into()], read)
}

/// A person's passkeys, oldest first.
pub(crate) fn of(tx: &mut Tx<'_>, login: &str) -> Result<Vec<PasskeyRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM web_passkey WHERE login = $1 ORDER BY created_at, id");
    tx.all(&sql, &[login.into()], read)
}

/// Notes a use and the authenticator's counter. `false` when the counter did not grow: a copy of the passkey may be
/// about. Authenticators without a counter always say 0.
pub(crate) fn note_use(tx: &mut Tx<'_>, id: &str, counter: u32, now: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE web_passkey SET counter = $2, used_at = $3
               WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))";
    Ok(tx.exec(sql, &[id.into(), i64::from(counter).into(), now.into()])? == 1)
}

/// Removes one of a person's passkeys: how it was called.
pub(crate) fn delete(tx: &mut Tx<'_>, login: &str, id: &str) -> Result<Option<String>, StoreError> {
    let sql = "DELETE FROM web_passkey WHERE id = $1 AND login = $2 RETURNING name";
    tx.one(sql, &[id.into(), login.into()], |row| row.text(0))
}

/// Removes all passkeys of a person.
pub(crate) fn delete_of(tx: &mut Tx<'_>, login: &str) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM web_passkey WHERE login = $1", &[login.into()])
}
