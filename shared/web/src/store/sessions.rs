//! Rows of sessions; the cookie's secret itself is stored nowhere.

use std::collections::BTreeMap;

use ges_store::{StoreError, Tx};

/// How a session opened by a one-time link is marked.
pub(crate) const LINK: &str = "link";

/// A session together with the person it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct SessionRow {
    pub login: String,
    pub seen_at: i64,
    pub expires_at: i64,
    pub label_th: String,
    pub label_en: String,
    pub roles: String,
    pub locale: Option<String>,
    pub disabled_at: Option<i64>,
    /// Opened by a one-time link, not by a password.
    pub by_link: bool,
    pub has_password: bool,
    /// How it was opened; empty before this was noted.
    pub method: String,
}

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub(crate) struct OwnRow {
    pub digest: [u8; 32],
    pub created_at: i64,
    pub seen_at: i64,
    pub agent: String,
    pub by_link: bool,
}

/// Adds a session, notes the sign-in with the person, and sweeps away sessions that have ended.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    login: &str,
    now: i64,
    expires_at: i64,
    method: &str,
) -> Result<(), StoreError> {
    tx.exec("DELETE FROM web_session WHERE expires_at <= $1", &[now.into()])?;
    tx.exec(
        "INSERT INTO web_session (digest, login, created_at, seen_at, expires_at, by_link, method)
         VALUES ($1, $2, $3, $3, $4, $5, $6)",
        &[
            digest.as_slice().into(),
            login.into(),
            now.into(),
            expires_at.into(),
            (method == LINK).into(),
            method.into(),
        ],
    )?;
    tx.exec("UPDATE web_person SET signed_in_at = $2 WHERE login = $1", &[login.into(), now.into()])?;
    Ok(())
}

/// The session of a cookie, whether it still holds or not.
pub(crate) fn find(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
    tx.one(
        "SELECT s.login, s.seen_at, s.expires_at, p.label_th, p.label_en, p.roles, p.locale, p.disabled_at, s.by_link,
                p.password IS NOT NULL, s.method
         FROM web_session s JOIN web_person p ON p.login = s.login WHERE s.digest = $1",
        &[digest.as_slice().into()],
        |row| {
            Ok(SessionRow {
                login: row.text(0)?,
                seen_at: row.get_i64(1)?,
                expires_at: row.get_i64(2)?,
                label_th: row.text(3)?,
                label_en: row.text(4)?,
                roles: row.text(5)?,
                locale: row.opt_text(6)?,
                disabled_at: row.opt_i64(7)?,
                by_link: row.bool(8)?,
                has_password: row.bool(9)?,
                method: row.text(10)?,
            })
        },
    )
}

/// Notes that the session was used; never moves backwards.
pub(crate) fn touch(tx: &mut Tx<'_>, digest: &[u8; 32], now: i64) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE web_session SET seen_at = $2 WHERE digest = $1 AND seen_at < $2",
        &[digest.as_slice().into(), now.into()],
    )?;
    Ok(())
}

/// Ends one session.
pub(crate) fn delete(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<(), StoreError> {
    tx.exec("DELETE FROM web_session WHERE digest = $1", &[digest.as_slice().into()])?;
    Ok(())
}

/// Ends every session of a person.
pub(crate) fn delete_of(tx: &mut Tx<'_>, login: &str) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM web_session WHERE login = $1", &[login.into()])
}

/// Notes with which kind of browser a session was opened.
pub(crate) fn set_agent(tx: &mut Tx<'_>, digest: &[u8; 32], agent: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE web_session SET agent = $2 WHERE digest = $1", &[digest.as_slice().into(), agent.into()])?;
    Ok(())
}

/// Sessions of a person that end after `now` and were used after `used_after`, most recently used first.
pub(crate) fn of(
    tx: &mut Tx<'_>,
    login: &str,
    now: i64,
    used_after: i64,
    limit: u32,
) -> Result<Vec<OwnRow>, StoreError> {
    tx.all(
        "SELECT digest, created_at, seen_at, agent, by_link FROM web_session
         WHERE login = $1 AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, digest LIMIT $4",
        &[login.into(), now.into(), used_after.into(), limit.into()],
        |row| {
            Ok(OwnRow {
                digest: row.array(0)?,
                created_at: row.get_i64(1)?,
                seen_at: row.get_i64(2)?,
                agent: row.text(3)?,
                by_link: row.bool(4)?,
            })
        },
    )
}

/// How many sessions are open, by login.
pub(crate) fn counts(tx: &mut Tx<'_>, now: i64, used_after: i64) -> Result<BTreeMap<String, u64>, StoreError> {
    let counted = tx.all(
        "SELECT login, COUNT(*) FROM web_session WHERE expires_at > $1 AND seen_at > $2 GROUP BY login",
        &[now.into(), used_after.into()],
        |row| Ok((row.text(0)?, row.get_u64(1)?)),
    )?;
    Ok(counted.into_iter().collect())
}
