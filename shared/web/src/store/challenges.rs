//! Rows of questions that a browser must bring the answer to: of passkeys and of identity providers. Each is used once.

use ges_store::{StoreError, Tx};

/// Questions that may be open at once.
const MAX_OPEN: u64 = 10_000;
/// How long a question that nobody answered is remembered, so that a late answer is told why it fails.
const REMEMBER: i64 = 3600 * 1_000_000;

/// A question as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChallengeRow {
    /// Who was signed in when it was asked.
    pub login: Option<String>,
    /// What has to be remembered until the answer.
    pub body: String,
    pub expires_at: i64,
}

/// Adds a question and sweeps old ones away; `false` when too many are open.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    purpose: &str,
    new: &ChallengeRow,
    now: i64,
) -> Result<bool, StoreError> {
    tx.exec("DELETE FROM web_challenge WHERE expires_at <= $1", &[now.saturating_sub(REMEMBER).into()])?;
    let sql = "SELECT COUNT(*) FROM web_challenge WHERE expires_at > $1";
    if tx.one(sql, &[now.into()], |row| row.get_u64(0))?.unwrap_or(0) >= MAX_OPEN {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO web_challenge (digest, purpose, login, body, expires_at) VALUES ($1, $2, $3, $4, $5)",
        &[
            digest.as_slice().into(),
            purpose.into(),
            new.login.as_deref().into(),
            new.body.as_str().into(),
            new.expires_at.into(),
        ],
    )?;
    Ok(true)
}

/// Uses a question up, whatever becomes of the answer. Two at once: one gets it.
pub(crate) fn take(tx: &mut Tx<'_>, digest: &[u8; 32], purpose: &str) -> Result<Option<ChallengeRow>, StoreError> {
    tx.one(
        "DELETE FROM web_challenge WHERE digest = $1 AND purpose = $2 RETURNING login, body, expires_at",
        &[digest.as_slice().into(), purpose.into()],
        |row| Ok(ChallengeRow { login: row.opt_text(0)?, body: row.text(1)?, expires_at: row.get_i64(2)? }),
    )
}
