//! Rows of one-time sign-in links.

use ges_store::{StoreError, Tx};

/// Adds a link and sweeps away those that ended a week ago or earlier.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    login: &str,
    now: i64,
    expires_at: i64,
) -> Result<(), StoreError> {
    const WEEK: i64 = 7 * 24 * 3600 * 1_000_000;
    tx.exec("DELETE FROM web_link WHERE expires_at <= $1", &[(now.saturating_sub(WEEK)).into()])?;
    tx.exec(
        "INSERT INTO web_link (digest, login, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        &[digest.as_slice().into(), login.into(), now.into(), expires_at.into()],
    )?;
    Ok(())
}

/// Uses up a link: the login it was for, or nothing when it is unknown, used or too old. Two at once: one wins.
pub(crate) fn consume(tx: &mut Tx<'_>, digest: &[u8; 32], now: i64) -> Result<Option<String>, StoreError> {
    tx.one(
        "UPDATE web_link SET used_at = $2 WHERE digest = $1 AND used_at IS NULL AND expires_at > $2 RETURNING login",
        &[digest.as_slice().into(), now.into()],
        |row| row.text(0),
    )
}

/// Makes every unused link of a person worthless.
pub(crate) fn delete_of(tx: &mut Tx<'_>, login: &str) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM web_link WHERE login = $1 AND used_at IS NULL", &[login.into()])
}
