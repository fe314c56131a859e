//! Checking a login and its password, slowly enough for guessers and evenly enough not to tell which logins exist.

use std::net::IpAddr;

use super::sessions::Method;
use super::{AccountError, Accounts, MAX_PASSWORD, people};
use crate::problem::Problem;
use crate::store::people as rows;
use crate::translations::kit_text;

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Login or password is wrong; which of them is not said.
    #[error("the login or the password is wrong")]
    Wrong,
    /// The password is right but the account is switched off.
    #[error("the account is switched off")]
    Disabled,
    /// Too many wrong tries.
    #[error("too many tries: wait {0} seconds")]
    Limited(u64),
    /// The tables cannot be read, or too many are signing in at once.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::bad_credentials(),
            SignInError::Disabled => Self::forbidden(kit_text("sign-in-disabled", &[])),
            SignInError::Limited(seconds) => Self::too_many(seconds),
            SignInError::Account(error) => error.into(),
        }
    }
}

impl Accounts {
    /// Checks a login and its password; the answer is the login as stored.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn check_password(
        &self,
        login: &str,
        password: String,
        address: Option<IpAddr>,
    ) -> Result<String, SignInError> {
        let login: String = people::folded(login).chars().take(64).collect();
        if let Err(wait) = self.0.limiter.try_once(self.now(), &login, address) {
            tracing::warn!(login, "sign-in refused: too many tries");
            return Err(SignInError::Limited(wait.0));
        }
        let wanted = login.clone();
        let person = self.0.store.read_async(move |tx| rows::find(tx, &wanted)).await.map_err(AccountError::from)?;
        let hash = person.as_ref().and_then(|person| person.password.clone());
        // A password longer than any that can be set is wrong; it is not worth hashing.
        let right = password.chars().count() <= MAX_PASSWORD && self.0.hasher.verify(password, hash).await?;
        match person {
            Some(person) if right => {
                self.0.limiter.right(&login, address);
                if person.disabled_at.is_some() {
                    tracing::warn!(login, "sign-in refused: the account is switched off");
                    return Err(SignInError::Disabled);
                }
                Ok(person.login)
            }
            _ => {
                tracing::warn!(login, "sign-in refused: wrong login or password");
                Err(SignInError::Wrong)
            }
        }
    }

    /// Signs a person in with a password: the value of the session cookie.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(&self, login: &str, password: String, address: Option<IpAddr>) -> Result<String, SignInError> {
        let login = self.check_password(login, password, address).await?;
        let cookie = self.open_session(&login, Method::Password).await?;
        tracing::info!(login, "signed in with a password");
        Ok(cookie)
    }

    /// Signs a person in with a one-time link: the value of the session cookie, or nothing when the link is worthless.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn sign_in_by_link(&self, token: &str) -> Result<Option<String>, AccountError> {
        let Some(login) = self.consume_link(token).await? else { return Ok(None) };
        let cookie = self.open_session(&login, Method::Link).await?;
        tracing::info!(login, "signed in with a one-time link");
        Ok(Some(cookie))
    }
}
