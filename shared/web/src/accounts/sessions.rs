//! Browser sessions: kept by the server, ended by time, by sign-out, by a new password or by switching the account off.

use ges_domain::text::Text;
use ges_store::StoreError;
use jiff::Timestamp;

use super::audit::{Deed, Note};
use super::{AccountError, Accounts, Signed, Via, instant, later, secret};
use crate::store::{delegations, sessions as rows};

/// A session is noted as used at most this often.
const TOUCH_EVERY_SECONDS: i64 = 60;
/// Most sessions of one person that are listed.
const MAX_LISTED: u32 = 100;

/// How somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Password,
    /// A one-time link.
    Link,
    Passkey,
    /// The identity provider.
    Provider,
}

impl Method {
    /// Stable name, as stored.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => rows::LINK,
            Self::Passkey => "passkey",
            Self::Provider => "provider",
        }
    }
}

/// An open session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenSession {
    /// Its name, for ending it; says nothing about the cookie.
    pub handle: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// Kind of browser and system, as [`super::agent::family`] keeps it.
    pub agent: String,
    /// Opened by a one-time link.
    pub by_link: bool,
    /// The session that asks.
    pub is_this: bool,
}

/// The name of a session on pages: enough of its digest to tell a person's sessions apart, useless as a cookie.
fn handle(digest: &[u8; 32]) -> String {
    digest.iter().take(16).fold(String::with_capacity(32), |hex, byte| hex + &format!("{byte:02x}"))
}

impl Accounts {
    /// Opens a session for a person who has proved who they are; the answer is the cookie's value.
    pub(super) async fn open_session(&self, login: &str, method: Method) -> Result<String, AccountError> {
        let (secret, digest) = secret::new(&self.0.env.entropy, "");
        let now = self.now();
        let expires = later(now, self.0.options.session_life);
        let login = login.to_owned();
        self.0
            .store
            .write_async(move |tx| rows::insert(tx, &digest, &login, now.as_microsecond(), expires, method.name()))
            .await?;
        Ok(secret)
    }

    /// The person behind a cookie, if the session still holds.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn session(&self, cookie: &str) -> Result<Option<Signed>, AccountError> {
        let digest = secret::digest(cookie);
        let today = self.today().to_string();
        let found = self
            .0
            .store
            .read_async(move |tx| {
                let Some(row) = rows::find(tx, &digest)? else { return Ok(None) };
                let lent = delegations::of_day(tx, Some(&row.login), &today)?;
                Ok::<_, StoreError>(Some((row, lent)))
            })
            .await?;
        let Some((row, lent)) = found else { return Ok(None) };
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
            roles: self.effective_roles(&row.roles, &lent),
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

    /// Was the session of a cookie opened through the identity provider?
    pub(super) async fn came_by_provider(&self, cookie: &str) -> Result<bool, AccountError> {
        let digest = secret::digest(cookie);
        let row = self.0.store.read_async(move |tx| rows::find(tx, &digest)).await?;
        Ok(row.is_some_and(|row| row.method == Method::Provider.name()))
    }

    /// Ends the session of a cookie.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn end_session(&self, cookie: &str) -> Result<(), AccountError> {
        let digest = secret::digest(cookie);
        Ok(self.0.store.write_async(move |tx| rows::delete(tx, &digest)).await?)
    }

    /// Notes with which kind of browser a session was opened.
    pub(super) async fn note_agent(&self, cookie: &str, agent: String) -> Result<(), AccountError> {
        let digest = secret::digest(cookie);
        Ok(self.0.store.write_async(move |tx| rows::set_agent(tx, &digest, &agent)).await?)
    }

    /// A person's open sessions, most recently used first.
    pub(super) async fn sessions_of(&self, login: &str, cookie: &str) -> Result<Vec<OpenSession>, AccountError> {
        let this = secret::digest(cookie);
        let (login, now, used_after) = (login.to_owned(), self.now().as_microsecond(), self.used_after());
        let found = self.0.store.read_async(move |tx| rows::of(tx, &login, now, used_after, MAX_LISTED)).await?;
        let shown = found.into_iter().map(|row| OpenSession {
            handle: handle(&row.digest),
            opened_at: instant(row.created_at),
            seen_at: instant(row.seen_at),
            agent: row.agent,
            by_link: row.by_link,
            is_this: row.digest == this,
        });
        Ok(shown.collect())
    }

    /// Ends one of a person's own sessions; `false` when it has ended already.
    pub(super) async fn end_own_session(&self, login: &str, named: &str) -> Result<bool, AccountError> {
        let (login, named) = (login.to_owned(), named.to_owned());
        let (now, used_after) = (self.now().as_microsecond(), self.used_after());
        let end = move |tx: &mut ges_store::Tx<'_>| {
            let open = rows::of(tx, &login, now, used_after, MAX_LISTED)?;
            let Some(row) = open.iter().find(|row| handle(&row.digest) == named) else { return Ok(false) };
            rows::delete(tx, &row.digest)?;
            Note::plain(now, &login, Deed::SessionEnded, &login).write(tx)?;
            Ok::<_, StoreError>(true)
        };
        Ok(self.0.store.write_async(end).await?)
    }
}
