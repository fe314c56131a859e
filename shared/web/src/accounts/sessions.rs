//! Browser sessions: kept by the server, ended by time, by sign-out, by a new password or by switching the account off.

use ges_domain::text::Text;

use super::{AccountError, Accounts, Signed, Via, instant, later, roles_of, secret};
use crate::store::sessions as rows;

/// A session is noted as used at most this often.
const TOUCH_EVERY_SECONDS: i64 = 60;

impl Accounts {
    /// Opens a session for a person who has proved who they are; the answer is the cookie's value.
    pub(super) async fn open_session(&self, login: &str, by_link: bool) -> Result<String, AccountError> {
        let (secret, digest) = secret::new(&self.0.env.entropy, "");
        let now = self.now();
        let expires = later(now, self.0.options.session_life);
        let login = login.to_owned();
        self.0
            .store
            .write_async(move |tx| rows::insert(tx, &digest, &login, now.as_microsecond(), expires, by_link))
            .await?;
        Ok(secret)
    }

    /// The person behind a cookie, if the session still holds.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn session(&self, cookie: &str) -> Result<Option<Signed>, AccountError> {
        let digest = secret::digest(cookie);
        let Some(row) = self.0.store.read_async(move |tx| rows::find(tx, &digest)).await? else {
            return Ok(None);
        };
        let now = self.now();
        let unused = now.duration_since(instant(row.seen_at));
        if row.disabled_at.is_some() || instant(row.expires_at) <= now || unused >= self.0.options.session_idle {
            return Ok(None);
        }
        if unused.as_secs() >= TOUCH_EVERY_SECONDS {
            self.0.store.write_async(move |tx| rows::touch(tx, &digest, now.as_microsecond())).await?;
        }
        Ok(Some(Signed {
            login: row.login,
            name: Text::new(row.label_th, row.label_en),
            roles: roles_of(&row.roles),
            via: Via::Session,
            locale: row.locale.and_then(|code| code.parse().ok()),
        }))
    }

    /// Must the person behind a cookie repeat the password before setting a new one? Not when there is none, and not
    /// after a one-time link, which is how a forgotten password is replaced.
    pub(super) async fn must_repeat_password(&self, cookie: &str) -> Result<bool, AccountError> {
        let digest = secret::digest(cookie);
        let row = self.0.store.read_async(move |tx| rows::find(tx, &digest)).await?;
        Ok(row.is_none_or(|row| row.has_password && !row.by_link))
    }

    /// Ends the session of a cookie.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn end_session(&self, cookie: &str) -> Result<(), AccountError> {
        let digest = secret::digest(cookie);
        Ok(self.0.store.write_async(move |tx| rows::delete(tx, &digest)).await?)
    }
}
