//! Who may sign in: made and changed by administrators and command lines.

use std::collections::BTreeSet;

use ges_domain::text::Text;
use ges_store::{StoreError, Tx};
use jiff::Timestamp;

use super::audit::{CONSOLE, Deed, Note};
use super::{AccountError, Accounts, MAX_PASSWORD, MIN_DIFFERENT, MIN_PASSWORD, instant, roles_of, roles_text};
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
    /// When the person last signed in.
    pub signed_in_at: Option<Timestamp>,
    /// Where mail goes, if the person has said so.
    pub email: Option<String>,
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
            signed_in_at: row.signed_in_at.map(instant),
            email: row.email,
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
            signed_in_at: None,
            email: None,
            login,
        };
        let stored = row.clone();
        let added = self.0.store.write(move |tx| {
            let added = rows::insert(tx, &stored)?;
            if added {
                let note = Note::plain(stored.created_at, CONSOLE, Deed::Invited, &stored.login);
                Note { after: &stored.roles, ..note }.write(tx)?;
            }
            Ok::<_, StoreError>(added)
        })?;
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
        let (known, now) = (login.to_owned(), self.now().as_microsecond());
        let changed = self.0.store.write(move |tx| put_password(tx, CONSOLE, &known, &hash, now))?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    /// Sets a password from a handler; every session and unused link of the person ends.
    ///
    /// # Errors
    /// As [`Self::set_password`], and when too many passwords are being hashed.
    pub async fn set_password_async(&self, login: &str, password: String) -> Result<(), AccountError> {
        check_password(login, &password)?;
        let hash = self.0.hasher.hash_async(password, self.0.env.entropy.bytes()).await?;
        let (known, now) = (login.to_owned(), self.now().as_microsecond());
        let changed = self.0.store.write_async(move |tx| put_password(tx, &known, &known, &hash, now)).await?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    /// Replaces the roles; effective with the person's next request.
    ///
    /// # Errors
    /// Nobody has the login, a role name is malformed, or the store refuses.
    pub fn set_roles(&self, login: &str, roles: &[String]) -> Result<(), AccountError> {
        let text = roles_text(roles)?;
        let (known, now) = (login.to_owned(), self.now().as_microsecond());
        let changed = self.0.store.write(move |tx| {
            let Some(before) = rows::find(tx, &known)? else { return Ok(false) };
            let note = Note::plain(now, CONSOLE, Deed::Roles, &known);
            Note { before: &before.roles, after: &text, ..note }.write(tx)?;
            rows::set(tx, &known, Column::Roles, text.as_str().into())
        })?;
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

    /// Remembers where mail of a person goes; an empty text forgets it.
    ///
    /// # Errors
    /// Nobody has the login, the address is malformed, or the store refuses.
    pub async fn set_email_async(&self, login: &str, email: &str) -> Result<(), AccountError> {
        let email = if email.trim().is_empty() { None } else { Some(check_email(email)?) };
        let known = login.to_owned();
        let write = move |tx: &mut Tx<'_>| rows::set(tx, &known, Column::Email, email.as_deref().into());
        let changed = self.0.store.write_async(write).await?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    /// Switches an account off (every session and unused link ends, tokens stop) or on again.
    ///
    /// # Errors
    /// Nobody has the login, or the store refuses.
    pub fn set_disabled(&self, login: &str, disabled: bool) -> Result<(), AccountError> {
        let (known, now) = (login.to_owned(), self.now().as_microsecond());
        let changed = self.0.store.write(move |tx| {
            if disabled {
                sessions::delete_of(tx, &known)?;
                links::delete_of(tx, &known)?;
            }
            let changed = rows::set(tx, &known, Column::DisabledAt, disabled.then_some(now).into())?;
            if changed {
                let deed = if disabled { Deed::Off } else { Deed::On };
                Note::plain(now, CONSOLE, deed, &known).write(tx)?;
            }
            Ok::<_, StoreError>(changed)
        })?;
        if changed { Ok(()) } else { Err(AccountError::Unknown(login.to_owned())) }
    }

    fn hash_checked(&self, login: &str, password: &str) -> Result<String, AccountError> {
        check_password(login, password)?;
        self.0.hasher.hash(password, self.0.env.entropy.bytes())
    }
}

/// Sets a password hash; every session and unused link of the person ends.
fn put_password(tx: &mut Tx<'_>, actor: &str, login: &str, hash: &str, now: i64) -> Result<bool, StoreError> {
    sessions::delete_of(tx, login)?;
    links::delete_of(tx, login)?;
    let changed = rows::set(tx, login, Column::Password, hash.into())?;
    if changed {
        Note::plain(now, actor, Deed::Password, login).write(tx)?;
    }
    Ok(changed)
}

/// Most characters of a mail address (RFC 5321).
const MAX_EMAIL: usize = 254;

/// What guessers try first; compared in small letters, as the beginning or the whole of the password.
const GUESSED_FIRST: [&str; 8] =
    ["1234567", "abcdefg", "qwertyu", "password", "p@ssw0rd", "passw0rd", "รหัสผ่าน", "asdfghj"];
/// A login of fewer characters is part of too many good sentences to be looked for in them.
const TELLING_LOGIN: usize = 4;
/// A word that is guessed first must be followed by at least so many characters to be a sentence.
const SENTENCE: usize = 8;

pub(super) fn check_password(login: &str, password: &str) -> Result<(), AccountError> {
    let length = password.chars().count();
    let small = password.to_lowercase();
    let different = small.chars().collect::<BTreeSet<_>>().len();
    let guessed =
        GUESSED_FIRST.iter().any(|first| small.strip_prefix(first).is_some_and(|rest| rest.chars().count() < SENTENCE));
    let login = folded(login);
    let names_itself = small == login || (login.len() >= TELLING_LOGIN && small.contains(&login));
    let good =
        (MIN_PASSWORD..=MAX_PASSWORD).contains(&length) && different >= MIN_DIFFERENT && !names_itself && !guessed;
    if good { Ok(()) } else { Err(AccountError::WeakPassword) }
}

/// An address that mail servers take: one `@`, plain characters, a domain with a dot.
fn check_email(text: &str) -> Result<String, AccountError> {
    let email = text.trim();
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[]\\,;:\"".contains(c);
    let good = match email.split_once('@') {
        Some((name, domain)) => {
            (1..=64).contains(&name.len())
                && domain.contains('.')
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        }
        None => false,
    };
    if good && email.len() <= MAX_EMAIL && email.chars().all(plain) {
        Ok(email.to_owned())
    } else {
        Err(AccountError::Email)
    }
}

/// Logins are compared byte by byte, so what people type is made small first.
pub(super) fn folded(login: &str) -> String {
    login.trim().to_ascii_lowercase()
}

pub(super) fn check_login(text: &str) -> Result<String, AccountError> {
    let login = folded(text);
    let good = (2..=64).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._@-".contains(&b))
        && login.starts_with(|c: char| c.is_ascii_alphanumeric());
    if good { Ok(login) } else { Err(AccountError::Login(text.chars().take(64).collect())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_is_one_that_servers_take() {
        for (text, good) in [
            (" officer@dep.go.th ", true),
            ("a.b+c@dep.go.th", true),
            ("officer", false),
            ("officer@dep", false),
            ("a@b@dep.go.th", false),
            ("@dep.go.th", false),
            ("a@.th", false),
            ("a b@dep.go.th", false),
            ("กรม@dep.go.th", false),
            ("a@dep.go.th\r\nBcc: x@y.th", false),
            ("<a@dep.go.th>", false),
        ] {
            assert_eq!(check_email(text).is_ok(), good, "{text}");
        }
        assert!(check_email(&format!("a@{}.th", "x".repeat(249))).is_ok(), "254 characters");
        assert!(check_email(&format!("a@{}.th", "x".repeat(250))).is_err());
    }

    #[test]
    fn a_password_is_long_varied_and_not_what_guessers_try_first() {
        for (password, good) in [
            ("ประโยคยาวที่จำง่าย", true),
            ("abcdefghij klmnop", true),
            ("123456789", false),
            ("1234567890", false),
            ("Password2555", false),
            ("password of the river", true),
            ("aaaaaaaaaabbbb", false),
            ("abcdabcdabcde", true),
            ("my-Chief.CIO-2555!", false),
            ("a long enough password", true),
        ] {
            assert_eq!(check_password("chief.cio", password).is_ok(), good, "{password}");
        }
        assert!(check_password("cio", &"ab1ก2".repeat(51)).is_ok());
        assert!(check_password("cio", &"ab1ก2".repeat(52)).is_err(), "260 characters");
    }
}
