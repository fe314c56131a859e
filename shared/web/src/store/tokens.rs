//! Rows of API tokens.

use ges_store::{Row, StoreError, Tx};

/// One token as stored; the secret itself is stored nowhere.
#[derive(Debug, Clone)]
pub(crate) struct TokenRow {
    pub id: String,
    pub login: String,
    pub label: String,
    pub roles: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub used_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

const COLUMNS: &str = "id, login, label, roles, created_at, expires_at, used_at, revoked_at";

fn read(row: &Row<'_>) -> Result<TokenRow, StoreError> {
    Ok(TokenRow {
        id: row.text(0)?,
        login: row.text(1)?,
        label: row.text(2)?,
        roles: row.text(3)?,
        created_at: row.get_i64(4)?,
        expires_at: row.opt_i64(5)?,
        used_at: row.opt_i64(6)?,
        revoked_at: row.opt_i64(7)?,
    })
}

/// Adds a token.
pub(crate) fn insert(tx: &mut Tx<'_>, token: &TokenRow, digest: &[u8; 32]) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO web_token (id, digest, login, label, roles, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            token.id.as_str().into(),
            digest.as_slice().into(),
            token.login.as_str().into(),
            token.label.as_str().into(),
            token.roles.as_str().into(),
            token.created_at.into(),
            token.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// The token with this digest, whether it still holds or not.
pub(crate) fn find(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<Option<TokenRow>, StoreError> {
    tx.one(&format!("SELECT {COLUMNS} FROM web_token WHERE digest = $1"), &[digest.as_slice().into()], read)
}

/// All tokens, newest last.
pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<TokenRow>, StoreError> {
    tx.all(&format!("SELECT {COLUMNS} FROM web_token ORDER BY created_at, id"), &[], read)
}

/// Notes that the token was used; never moves backwards.
pub(crate) fn touch(tx: &mut Tx<'_>, id: &str, now: i64) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE web_token SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)",
        &[id.into(), now.into()],
    )?;
    Ok(())
}

/// Ends a token; `false` when there is none with this id or it has ended already.
pub(crate) fn revoke(tx: &mut Tx<'_>, id: &str, now: i64) -> Result<bool, StoreError> {
    Ok(tx
        .exec("UPDATE web_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", &[id.into(), now.into()])?
        == 1)
}
