//! Rows of people who may sign in.

use ges_store::{Row, StoreError, Tx, V};

/// One person as stored.
#[derive(Debug, Clone)]
pub(crate) struct PersonRow {
    pub login: String,
    pub label_th: String,
    pub label_en: String,
    pub roles: String,
    pub password: Option<String>,
    pub locale: Option<String>,
    pub created_at: i64,
    pub disabled_at: Option<i64>,
    /// Last sign-in; written by the sessions, never by [`insert`].
    pub signed_in_at: Option<i64>,
    /// Where mail goes; set by the person, never by [`insert`].
    pub email: Option<String>,
}

const COLUMNS: &str =
    "login, label_th, label_en, roles, password, locale, created_at, disabled_at, signed_in_at, email";

fn read(row: &Row<'_>) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        login: row.text(0)?,
        label_th: row.text(1)?,
        label_en: row.text(2)?,
        roles: row.text(3)?,
        password: row.opt_text(4)?,
        locale: row.opt_text(5)?,
        created_at: row.get_i64(6)?,
        disabled_at: row.opt_i64(7)?,
        signed_in_at: row.opt_i64(8)?,
        email: row.opt_text(9)?,
    })
}

/// Adds a person; `false` when the login is taken.
pub(crate) fn insert(tx: &mut Tx<'_>, person: &PersonRow) -> Result<bool, StoreError> {
    let added = tx.exec(
        "INSERT INTO web_person (login, label_th, label_en, roles, password, locale, created_at, disabled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (login) DO NOTHING",
        &[
            person.login.as_str().into(),
            person.label_th.as_str().into(),
            person.label_en.as_str().into(),
            person.roles.as_str().into(),
            person.password.as_deref().into(),
            person.locale.as_deref().into(),
            person.created_at.into(),
            person.disabled_at.into(),
        ],
    )?;
    Ok(added == 1)
}

/// One person.
pub(crate) fn find(tx: &mut Tx<'_>, login: &str) -> Result<Option<PersonRow>, StoreError> {
    tx.one(&format!("SELECT {COLUMNS} FROM web_person WHERE login = $1"), &[login.into()], read)
}

/// Everybody, by login.
pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<PersonRow>, StoreError> {
    tx.all(&format!("SELECT {COLUMNS} FROM web_person ORDER BY login"), &[], read)
}

/// Replaces how a person is shown; `false` when there is no such person.
pub(crate) fn set_label(tx: &mut Tx<'_>, login: &str, th: &str, en: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE web_person SET label_th = $2, label_en = $3 WHERE login = $1";
    Ok(tx.exec(sql, &[login.into(), th.into(), en.into()])? == 1)
}

/// How many people there are.
pub(crate) fn count(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    Ok(tx.one("SELECT COUNT(*) FROM web_person", &[], |row| row.get_u64(0))?.unwrap_or(0))
}

/// Changes one column of one person; `false` when there is no such person.
pub(crate) fn set(tx: &mut Tx<'_>, login: &str, column: Column, value: V<'_>) -> Result<bool, StoreError> {
    let sql = match column {
        Column::Password => "UPDATE web_person SET password = $2 WHERE login = $1",
        Column::Roles => "UPDATE web_person SET roles = $2 WHERE login = $1",
        Column::Locale => "UPDATE web_person SET locale = $2 WHERE login = $1",
        Column::DisabledAt => "UPDATE web_person SET disabled_at = $2 WHERE login = $1",
        Column::Email => "UPDATE web_person SET email = $2 WHERE login = $1",
    };
    Ok(tx.exec(sql, &[login.into(), value])? == 1)
}

/// What may be changed about a person.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    Password,
    Roles,
    Locale,
    DisabledAt,
    Email,
}
