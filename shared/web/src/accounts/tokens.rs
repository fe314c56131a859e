//! API tokens for systems: `ges_…`, with their own roles and expiry, shown once.

use ges_domain::text::Text;
use jiff::Timestamp;

use super::{AccountError, Accounts, Signed, Via, instant, people, roles_of, roles_text, secret};
use crate::store::people as person_rows;
use crate::store::tokens::{self as rows, TokenRow};

const TOUCH_EVERY_SECONDS: i64 = 60;

/// A token to be made.
#[derive(Debug, Clone, Default)]
pub struct NewToken {
    /// In whose name it acts: a person's login, or a system's own name. If a person has this login, the token never
    /// has more roles than the person.
    pub login: String,
    /// What it is for: `SDMX ของสำนักงบประมาณ`.
    pub label: String,
    /// What it may do.
    pub roles: Vec<String>,
    /// When it ends; `None`: until it is revoked.
    pub expires_at: Option<Timestamp>,
}

/// A token as it is listed; the secret is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Name of the token itself, for revoking.
    pub id: String,
    /// In whose name it acts.
    pub login: String,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub roles: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl From<TokenRow> for Token {
    fn from(row: TokenRow) -> Self {
        Self {
            id: row.id,
            login: row.login,
            label: row.label,
            roles: roles_of(&row.roles),
            created_at: instant(row.created_at),
            expires_at: row.expires_at.map(instant),
            used_at: row.used_at.map(instant),
            revoked_at: row.revoked_at.map(instant),
        }
    }
}

impl Accounts {
    /// Makes a token; the text is its secret, shown once and stored nowhere.
    ///
    /// # Errors
    /// A role name is malformed, or the store refuses.
    pub fn create_token(&self, new: NewToken) -> Result<(Token, String), AccountError> {
        let (secret, digest) = secret::new(&self.0.env.entropy, secret::TOKEN_PREFIX);
        let now = self.now();
        let row = TokenRow {
            id: self.0.env.entropy.uuid_v7(now).to_string(),
            login: people::folded(&new.login),
            label: new.label,
            roles: roles_text(&new.roles)?,
            created_at: now.as_microsecond(),
            expires_at: new.expires_at.map(Timestamp::as_microsecond),
            used_at: None,
            revoked_at: None,
        };
        let stored = row.clone();
        self.0.store.write(move |tx| rows::insert(tx, &stored, &digest))?;
        Ok((row.into(), secret))
    }

    /// All tokens, oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn tokens(&self) -> Result<Vec<Token>, AccountError> {
        Ok(self.0.store.read(rows::all)?.into_iter().map(Into::into).collect())
    }

    /// All tokens, oldest first, from a handler.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn tokens_async(&self) -> Result<Vec<Token>, AccountError> {
        Ok(self.0.store.read_async(rows::all).await?.into_iter().map(Into::into).collect())
    }

    /// Ends a token at once; `false` when there is none with this id or it has ended already.
    ///
    /// # Errors
    /// The store refuses.
    pub fn revoke_token(&self, id: &str) -> Result<bool, AccountError> {
        let (id, now) = (id.to_owned(), self.now().as_microsecond());
        Ok(self.0.store.write(move |tx| rows::revoke(tx, &id, now))?)
    }

    /// Who a token stands for, if it still holds.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn token(&self, secret: &str) -> Result<Option<Signed>, AccountError> {
        let digest = secret::digest(secret);
        let found = self
            .0
            .store
            .read_async(move |tx| {
                let Some(token) = rows::find(tx, &digest)? else { return Ok(None) };
                let person = person_rows::find(tx, &token.login)?;
                Ok::<_, ges_store::StoreError>(Some((token, person)))
            })
            .await?;
        let Some((token, person)) = found else { return Ok(None) };
        let now = self.now();
        let ended = token.revoked_at.is_some() || token.expires_at.is_some_and(|at| instant(at) <= now);
        if ended || person.as_ref().is_some_and(|person| person.disabled_at.is_some()) {
            return Ok(None);
        }
        if token.used_at.is_none_or(|used| now.duration_since(instant(used)).as_secs() >= TOUCH_EVERY_SECONDS) {
            let id = token.id.clone();
            self.0.store.write_async(move |tx| rows::touch(tx, &id, now.as_microsecond())).await?;
        }
        let mut roles = roles_of(&token.roles);
        if let Some(person) = &person {
            let own = roles_of(&person.roles);
            roles.retain(|role| own.contains(role));
        }
        Ok(Some(Signed {
            login: token.login,
            name: person.map_or_else(
                || Text::new(token.label.clone(), token.label.clone()),
                |person| Text::new(person.label_th, person.label_en),
            ),
            roles,
            via: Via::Token,
            locale: None,
        }))
    }
}
