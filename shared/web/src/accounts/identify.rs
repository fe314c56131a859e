//! Who a request comes from: session cookie, `Authorization: Bearer`, or `Authorization: Basic` (SDMX clients know no
//! other).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ges_domain::text::Text;
use ges_runtime::Entropy;
use ges_store::{StoreError, Tx};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{AccountError, Accounts, Signed, Via, people, secret};
use crate::kit::Kit;
use crate::locale::cookie;
use crate::problem::Problem;
use crate::store::{delegations, people as rows};

/// What a request presents.
enum Presented {
    Token(String),
    Password(String, String),
}

/// Finds out who a request comes from; nobody is a possible answer.
///
/// # Errors
/// An `Authorization` header that does not hold is refused with 401; an expired cookie merely counts as nobody.
pub(crate) async fn identify(
    kit: &Kit,
    headers: &HeaderMap,
    address: Option<IpAddr>,
) -> Result<Option<Signed>, Problem> {
    let accounts = kit.accounts();
    if let Some(header) = headers.get(AUTHORIZATION) {
        let presented = header.to_str().ok().and_then(presented).ok_or_else(Problem::bad_credentials)?;
        let signed = match presented {
            Presented::Token(secret) => accounts.token(&secret).await?.ok_or_else(Problem::bad_credentials)?,
            Presented::Password(login, password) => accounts.basic(&login, password, address).await?,
        };
        return Ok(Some(signed));
    }
    match cookie(headers, &kit.session_cookie()) {
        Some(value) => Ok(accounts.session(value).await?),
        None => Ok(None),
    }
}

fn presented(header: &str) -> Option<Presented> {
    let (scheme, rest) = header.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Presented::Token(rest.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
    let (login, password) = text.split_once(':')?;
    if password.starts_with(secret::TOKEN_PREFIX) {
        return Some(Presented::Token(password.to_owned()));
    }
    Some(Presented::Password(login.to_owned(), password.to_owned()))
}

/// Passwords that were right a moment ago, as keyed digests; the key is random and dies with the process.
pub(super) struct Recent {
    key: [u8; 32],
    right: Mutex<HashMap<[u8; 32], Timestamp>>,
}

const REMEMBER: SignedDuration = SignedDuration::from_mins(5);
const MAX_REMEMBERED: usize = 1000;

impl Recent {
    pub(super) fn new(entropy: &Entropy) -> Self {
        Self { key: entropy.bytes(), right: Mutex::new(HashMap::new()) }
    }

    /// The stored hash is part of the digest: a new password forgets the old one at once.
    fn digest(&self, login: &str, stored: &str, password: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.key);
        for part in [login, stored, password] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().into()
    }

    fn knows(&self, digest: &[u8; 32], now: Timestamp) -> bool {
        let right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        right.get(digest).is_some_and(|at| {
            let age = now.duration_since(*at);
            !age.is_negative() && age < REMEMBER
        })
    }

    fn learn(&self, digest: [u8; 32], now: Timestamp) {
        let mut right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        if right.len() >= MAX_REMEMBERED {
            right.retain(|_, at| now.duration_since(*at) < REMEMBER);
            if right.len() >= MAX_REMEMBERED {
                right.clear();
            }
        }
        right.insert(digest, now);
    }
}

impl Accounts {
    async fn basic(&self, login: &str, password: String, address: Option<IpAddr>) -> Result<Signed, Problem> {
        let login = people::folded(login);
        let now = self.now();
        let wanted = login.clone();
        let today = self.today().to_string();
        let read = move |tx: &mut Tx<'_>| {
            let person = rows::find(tx, &wanted)?;
            Ok::<_, StoreError>((person, delegations::of_day(tx, Some(&wanted), &today)?))
        };
        let (person, lent) = self.0.store.read_async(read).await.map_err(AccountError::from)?;
        let digest = person
            .as_ref()
            .and_then(|person| Some(self.0.recent.digest(&person.login, person.password.as_deref()?, &password)));
        if !digest.is_some_and(|digest| self.0.recent.knows(&digest, now)) {
            self.check_password(&login, password, address).await?;
            if let Some(digest) = digest {
                self.0.recent.learn(digest, now);
            }
        }
        let person = person.filter(|person| person.disabled_at.is_none()).ok_or_else(Problem::bad_credentials)?;
        Ok(Signed {
            login: person.login,
            name: Text::new(person.label_th, person.label_en),
            roles: self.effective_roles(&person.roles, &lent),
            via: Via::Session,
            locale: person.locale.and_then(|code| code.parse().ok()),
        })
    }
}
