//! Questions whose answer a browser brings back: kept by the server, used once, gone after minutes.

use jiff::SignedDuration;

use super::{AccountError, Accounts, instant, later, secret};
use crate::store::challenges::{self as rows, ChallengeRow};

/// What a question is for; an answer to one is no answer to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Registering a passkey.
    PasskeyAdd,
    /// Signing in with a passkey.
    PasskeySignIn,
    /// Coming back from the identity provider.
    Provider,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::PasskeyAdd => "passkey-add",
            Self::PasskeySignIn => "passkey-sign-in",
            Self::Provider => "provider",
        }
    }
}

/// What an answer belongs to.
pub(super) enum Answered {
    /// To nothing: never asked, or answered before.
    Nothing,
    /// To a question that was asked too long ago.
    Late,
    /// To this question.
    Question { login: Option<String>, body: String },
}

impl Accounts {
    /// Asks: 256 random bits as base64url, remembered with `body` for `life`.
    ///
    /// # Errors
    /// Too many questions are open, or the store refuses.
    pub(super) async fn ask(
        &self,
        purpose: Purpose,
        login: Option<String>,
        body: String,
        life: SignedDuration,
    ) -> Result<String, AccountError> {
        let (challenge, digest) = secret::new(&self.0.env.entropy, "");
        let now = self.now();
        let new = ChallengeRow { login, body, expires_at: later(now, life) };
        let asked = self
            .0
            .store
            .write_async(move |tx| rows::insert(tx, &digest, purpose.name(), &new, now.as_microsecond()))
            .await?;
        if asked { Ok(challenge) } else { Err(AccountError::Busy) }
    }

    /// Uses the question up that a challenge belongs to.
    ///
    /// # Errors
    /// The store refuses.
    pub(super) async fn answered(&self, purpose: Purpose, challenge: &str) -> Result<Answered, AccountError> {
        let digest = secret::digest(challenge);
        let found = self.0.store.write_async(move |tx| rows::take(tx, &digest, purpose.name())).await?;
        Ok(match found {
            None => Answered::Nothing,
            Some(row) if instant(row.expires_at) <= self.now() => Answered::Late,
            Some(row) => Answered::Question { login: row.login, body: row.body },
        })
    }
}
