//! One-time sign-in links: handed to a person by an administrator, good for one use within a day.

use super::audit::{CONSOLE, Deed, Note};
use super::{AccountError, Accounts, later, people, secret};
use crate::store::{links as rows, people as person_rows};

/// Path and query of the page that a link opens: append it to the server's own address.
pub fn link_path(token: &str) -> String {
    format!("/signin/link?token={token}")
}

impl Accounts {
    /// Makes a one-time link for a person: the token to put into [`link_path`]. It is shown once and stored nowhere.
    ///
    /// # Errors
    /// Nobody has the login, or the store refuses.
    pub fn create_link(&self, login: &str) -> Result<String, AccountError> {
        let login = people::folded(login);
        let (secret, digest) = secret::new(&self.0.env.entropy, "");
        let now = self.now();
        let expires = later(now, self.0.options.link_life);
        let known = login.clone();
        let made = self.0.store.write(move |tx| {
            if person_rows::find(tx, &known)?.is_none_or(|person| person.disabled_at.is_some()) {
                return Ok(false);
            }
            rows::insert(tx, &digest, &known, now.as_microsecond(), expires)?;
            Note::plain(now.as_microsecond(), CONSOLE, Deed::Link, &known).write(tx)?;
            Ok::<_, ges_store::StoreError>(true)
        })?;
        if made { Ok(secret) } else { Err(AccountError::Unknown(login)) }
    }

    /// Uses up a link: the login it was for, or nothing when it is unknown, used, too old or the account is off.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn consume_link(&self, token: &str) -> Result<Option<String>, AccountError> {
        let digest = secret::digest(token);
        let now = self.now().as_microsecond();
        Ok(self
            .0
            .store
            .write_async(move |tx| {
                let Some(login) = rows::consume(tx, &digest, now)? else { return Ok(None) };
                let active = person_rows::find(tx, &login)?.is_some_and(|person| person.disabled_at.is_none());
                Ok::<_, ges_store::StoreError>(active.then_some(login))
            })
            .await?)
    }
}
