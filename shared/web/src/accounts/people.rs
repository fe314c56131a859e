//! Who may sign in: made and changed by administrators and command lines.

use ges_domain::text::Text;
use jiff::Timestamp;

use super::{AccountError, Accounts, MAX_PASSWORD, MIN_PASSWORD, instant, roles_of, roles_text};
use crate::locale::Locale;
use crate::store::people::{self as rows, Column, PersonRow};
use crate::store::{links, sessions};

/// A person to be added.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    /// Stable name: small letters, digits, `.`, `_`, `@`, `-`.
    pub login: String,
    /// How the person is shown, by role: `ผู้จัดเก็บข้อมูล`. Empty: the name of the first role.
    pub label: Text,
    /// Roles.
    pub roles: Vec<String>,
    /// Language, if the person has chosen one.
    pub locale: Option<Locale>,
    /// First password; without one the person comes in by a one-time link.
    pub password: Option<String>,
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Stable name.
    pub login: String,
    /// How the person is shown.
    pub label: Text,
    /// Roles.
    pub roles: Vec<String>,
    /// Language, if chosen.
    pub locale: Option<Locale>,
    /// Can the person sign in with a password?
    pub has_password: bool,
    /// When the account was switched off.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            login: row.login,
            label: Text::new(row.label_th, row.label_en),
            roles: roles_of(&row.roles),
            locale: row.locale.and_then(|code| code.parse().ok()),
            has_password: row.password.is_some(),
            disabled_at: row.disabled_at.map(instant),
            created_at: instant(row.created_at),
        }
    }
}

impl Accounts {
    /// Adds a person.
    ///
    /// # Errors
    /// The login is malformed or taken, a role name is malformed, the password is weak, or the store refuses.
    pub fn create_person(&self, new: NewPerson) -> Result<Person, AccountError> {
        let login = check_login(&new.login)?;
        let password = match &new.password {
            Some(password) => Some(self.hash_checked(&login, password)?),
            None => None,
        };
        let row = PersonRow {
            roles: roles_text(&new.roles)?,
            label_th: new.label.th,
            label_en: new.label.en,
            password,
            locale: new.locale.map(|locale| locale.code().to_owned()),
            created_at: self.now().as_microsecond(),
            disabled_at: None,
            login,
        };
        let stored = row.clone();
        let added = self.0.store.write(move |tx| rows::insert(tx, &stored))?;
        if added { Ok(row.into()) } else { Err(AccountError::Taken(row.login)) }
    }

    /// One person.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn person(&self, login: &str) -> Result<Option<Person>, AccountError> {
        Ok(self.0.store.read(|tx| rows::find(tx, login))?.map(Into::into))
    }

    /// Everybody, by login.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn people(&self) -> Result<Vec<Person>, AccountError> {
        Ok(self.0.store.read(rows::all)?.into_iter().map(Into::into).collect())
    }

    /// One person, from a handler.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn person_async(&self, login: &str) -> Result<Option<Person>, AccountError> {
        let login = login.to_owned();
        Ok(self.0.store.read_async(move |tx| rows::find(tx, &login)).await?.map(Into::into))
    }

    /// Everybody, by login, from a handler.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn people_async(&self) -> Result<Vec<Person>, AccountError> {
        Ok(self.0.store.read_async(rows::all).await?.into_iter().map(Into::into).collect())
    }

    /// Sets a password; every session and unused link of the person ends.
    ///
    /// # Errors
    /// Nobody has the login, the password is weak, or the store refuses.
    pub fn set_password(&self, login: &str, password: &str) -> Result<(), AccountError> {
        let hash = self.hash_checked(login, password)?;
        self.change_and_sign_out(login, Column::Password, &hash)
    }

    /// Sets a password from a handler; every session and unused link of the person ends.
    ///
    /// # Errors
    /// As [`Self::set_password`], and when too many passwords are being hashed.
    pub async fn set_password_async(&self, login: &str, password: String) -> Result<(), AccountError> {
        check_password(login, &password)?;
        let hash = self.0.hasher.hash_async(password, self.0.env.entropy.bytes()).await?;
        let known = login.to_owned();
        let changed = self
            .0
            .store
            .write_async(move |tx| {
                sessions::delete_of(tx, &known)?;
                links::delete_of(tx, &known)?;
                rows::set(tx, &known, Column::Password, hash.as_str().into())
            })
            .await?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    /// Replaces the roles; effective with the person's next request.
    ///
    /// # Errors
    /// Nobody has the login, a role name is malformed, or the store refuses.
    pub fn set_roles(&self, login: &str, roles: &[String]) -> Result<(), AccountError> {
        let text = roles_text(roles)?;
        let known = login.to_owned();
        let changed = self.0.store.write(move |tx| rows::set(tx, &known, Column::Roles, text.as_str().into()))?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    /// Remembers the language a person chose.
    ///
    /// # Errors
    /// Nobody has the login, or the store refuses.
    pub async fn set_locale_async(&self, login: &str, locale: Locale) -> Result<(), AccountError> {
        let known = login.to_owned();
        let changed =
            self.0.store.write_async(move |tx| rows::set(tx, &known, Column::Locale, locale.code().into())).await?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    /// Switches an account off (every session and unused link ends, tokens stop) or on again.
    ///
    /// # Errors
    /// Nobody has the login, or the store refuses.
    pub fn set_disabled(&self, login: &str, disabled: bool) -> Result<(), AccountError> {
        let at = disabled.then(|| self.now().as_microsecond());
        let known = login.to_owned();
        let changed = self.0.store.write(move |tx| {
            if at.is_some() {
                sessions::delete_of(tx, &known)?;
                links::delete_of(tx, &known)?;
            }
            rows::set(tx, &known, Column::DisabledAt, at.into())
        })?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    fn hash_checked(&self, login: &str, password: &str) -> Result<String, AccountError> {
        check_password(login, password)?;
        self.0.hasher.hash(password, self.0.env.entropy.bytes())
    }

    fn change_and_sign_out(&self, login: &str, column: Column, value: &str) -> Result<(), AccountError> {
        let (known, value) = (login.to_owned(), value.to_owned());
        let changed = self.0.store.write(move |tx| {
            sessions::delete_of(tx, &known)?;
            links::delete_of(tx, &known)?;
            rows::set(tx, &known, column, value.as_str().into())
        })?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }
}

pub(super) fn check_password(login: &str, password: &str) -> Result<(), AccountError> {
    let length = password.chars().count();
    if (MIN_PASSWORD..=MAX_PASSWORD).contains(&length) && !password.eq_ignore_ascii_case(login) {
        Ok(())
    } else {
        Err(AccountError::WeakPassword)
    }
}

/// Logins are compared byte by byte, so what people type is made small first.
pub(super) fn folded(login: &str) -> String {
    login.trim().to_ascii_lowercase()
}

fn check_login(text: &str) -> Result<String, AccountError> {
    let login = folded(text);
    let good = (2..=64).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._@-".contains(&b))
        && login.starts_with(|c: char| c.is_ascii_alphanumeric());
    if good { Ok(login) } else { Err(AccountError::Login(text.chars().take(64).collect())) }
}
