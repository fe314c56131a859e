//! Passkeys: registered by the person they belong to, used to sign in without login or password, removed at any time.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ges_domain::text::Text;
use ges_store::{StoreError, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

use super::audit::{CONSOLE, Deed, Note};
use super::challenges::{Answered, Purpose};
use super::sessions::Method;
use super::webauthn::{ALGORITHMS, Assertion, RelyingParty};
use super::{AccountError, Accounts, PasskeyError, PersonError, instant};
use crate::store::passkeys::{self as rows, PasskeyRow};
use crate::store::people;

/// Most passkeys of one person.
pub const MAX_PASSKEYS: usize = 20;
/// Most characters of a passkey's name.
pub const MAX_NAME: usize = 60;
/// How long an answer is waited for.
const ANSWER_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// Bytes of the name that authenticators know a person by; random, so that it says nothing.
const HANDLE_BYTES: usize = 32;

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its name among credentials, base64url.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// Synchronised by its maker, so that it survives the device.
    pub backed_up: bool,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it last let somebody in.
    pub used_at: Option<Timestamp>,
}

impl From<PasskeyRow> for Passkey {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            backed_up: row.backed_up,
            created_at: instant(row.created_at),
            used_at: row.used_at.map(instant),
        }
    }
}

/// What a browser needs to register a passkey; bytes are base64url.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Creation {
    challenge: String,
    rp_id: String,
    rp_name: String,
    user: String,
    user_name: String,
    display_name: String,
    algorithms: [i64; 3],
    exclude: Vec<String>,
    timeout: i64,
}

/// What a browser needs to sign in with a passkey.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    challenge: String,
    rp_id: String,
    timeout: i64,
}

/// What a browser brings from registering.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Created {
    pub name: String,
    client_data: String,
    attestation: String,
}

/// What a browser brings from signing in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Presented {
    id: String,
    client_data: String,
    authenticator_data: String,
    signature: String,
    #[serde(default)]
    user_handle: Option<String>,
}

fn bytes(text: &str, what: &'static str) -> Result<Vec<u8>, PasskeyError> {
    BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| super::webauthn::Refusal::Malformed(what).into())
}

/// The question with which a registration began.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    handle: String,
}

impl Accounts {
    /// Whom passkeys of this server are for; `None` where browsers offer none.
    pub fn relying_party(&self) -> Option<&RelyingParty> {
        self.0.options.relying_party.as_ref()
    }

    fn party(&self) -> Result<&RelyingParty, PasskeyError> {
        self.relying_party().ok_or(PasskeyError::Off)
    }

    /// A person's passkeys, oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn passkeys_async(&self, login: &str) -> Result<Vec<Passkey>, AccountError> {
        let login = login.to_owned();
        let found = self.0.store.read_async(move |tx| rows::of(tx, &login)).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// Begins to register a passkey.
    pub(super) async fn begin_passkey(
        &self,
        login: &str,
        shown: String,
        organisation: String,
    ) -> Result<Creation, PasskeyError> {
        let rp_id = self.party()?.id().to_owned();
        let known = login.to_owned();
        let own = self.0.store.read_async(move |tx| rows::of(tx, &known)).await?;
        if own.len() >= MAX_PASSKEYS {
            return Err(PasskeyError::TooMany);
        }
        // One person has one handle: a second passkey of the same device then takes the place of the first there.
        let handle = own
            .first()
            .map_or_else(|| self.0.env.entropy.bytes::<HANDLE_BYTES>().to_vec(), |passkey| passkey.user_handle.clone());
        let user = BASE64_URL_SAFE_NO_PAD.encode(handle);
        let body = serde_json::to_string(&Begun { handle: user.clone() }).map_err(StoreError::decode)?;
        let challenge = self.ask(Purpose::PasskeyAdd, Some(login.to_owned()), body, ANSWER_LIFE).await?;
        Ok(Creation {
            challenge,
            rp_id,
            rp_name: organisation,
            user,
            user_name: login.to_owned(),
            display_name: shown,
            algorithms: ALGORITHMS,
            exclude: own.into_iter().map(|passkey| passkey.id).collect(),
            timeout: ANSWER_LIFE.as_secs().saturating_mul(1000),
        })
    }

    /// Registers the passkey that the browser brings.
    pub(super) async fn add_passkey(&self, login: &str, created: &Created) -> Result<(), PasskeyError> {
        let party = self.party()?;
        let name = created.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(PasskeyError::Name);
        }
        let client_data = bytes(&created.client_data, "client data")?;
        let attestation = bytes(&created.attestation, "attestation object")?;
        let challenge = RelyingParty::claimed(&client_data)?;
        let (whose, body) = self.question(Purpose::PasskeyAdd, &challenge).await?;
        if whose.as_deref() != Some(login) {
            return Err(PasskeyError::Another);
        }
        let begun: Begun = serde_json::from_str(&body).map_err(StoreError::decode)?;
        let new = party.register(&challenge, &client_data, &attestation)?;
        let row = PasskeyRow {
            id: BASE64_URL_SAFE_NO_PAD.encode(&new.id),
            login: login.to_owned(),
            user_handle: bytes(&begun.handle, "user")?,
            name,
            public_key: new.key,
            counter: new.counter,
            backed_up: new.backed_up,
            created_at: self.now().as_microsecond(),
            used_at: None,
        };
        self.change(move |tx| {
            if rows::of(tx, &row.login)?.len() >= MAX_PASSKEYS {
                return Err(PasskeyError::TooMany);
            }
            if !rows::insert(tx, &row)? {
                return Err(PasskeyError::Known);
            }
            let note = Note::plain(row.created_at, &row.login, Deed::PasskeyAdded, &row.login);
            Ok(Note { after: &row.name, ..note }.write(tx)?)
        })
        .await
    }

    /// Begins to sign in with a passkey.
    pub(super) async fn begin_passkey_sign_in(&self, address: Option<IpAddr>) -> Result<Request, PasskeyError> {
        let rp_id = self.party()?.id().to_owned();
        self.0.starts.try_once(self.now(), "", address).map_err(|wait| PasskeyError::Limited(wait.0))?;
        let challenge = self.ask(Purpose::PasskeySignIn, None, String::new(), ANSWER_LIFE).await?;
        Ok(Request { challenge, rp_id, timeout: ANSWER_LIFE.as_secs().saturating_mul(1000) })
    }

    /// Signs a person in with a passkey: the value of the session cookie.
    pub(super) async fn sign_in_by_passkey(
        &self,
        given: &Presented,
        address: Option<IpAddr>,
    ) -> Result<String, PasskeyError> {
        // No login has a space in it, so guessing at passkeys and at passwords is counted apart.
        let counted = format!("passkey {}", given.id.chars().take(100).collect::<String>());
        if let Err(wait) = self.0.limiter.try_once(self.now(), &counted, address) {
            tracing::warn!("sign-in with a passkey refused: too many tries");
            return Err(PasskeyError::Limited(wait.0));
        }
        let passkey = self.check_passkey(given).await.inspect_err(|error| {
            tracing::warn!(%error, "sign-in with a passkey refused");
        })?;
        self.0.limiter.right(&counted, address);
        let login = passkey.login;
        let known = login.clone();
        let person = self.0.store.read_async(move |tx| people::find(tx, &known)).await?;
        if person.is_none_or(|person| person.disabled_at.is_some()) {
            tracing::warn!(login, "sign-in refused: the account is switched off");
            return Err(PasskeyError::Disabled);
        }
        let cookie = self.open_session(&login, Method::Passkey).await?;
        tracing::info!(login, "signed in with a passkey");
        Ok(cookie)
    }

    /// Checks everything about a presented passkey and notes its use.
    async fn check_passkey(&self, given: &Presented) -> Result<PasskeyRow, PasskeyError> {
        let party = self.party()?;
        let client_data = bytes(&given.client_data, "client data")?;
        let authenticator_data = bytes(&given.authenticator_data, "authenticator data")?;
        let signature = bytes(&given.signature, "signature")?;
        let challenge = RelyingParty::claimed(&client_data)?;
        self.question(Purpose::PasskeySignIn, &challenge).await?;
        let id = given.id.clone();
        let found = self.0.store.read_async(move |tx| rows::find(tx, &id)).await?;
        let passkey = found.ok_or(PasskeyError::Unknown)?;
        let handle = given.user_handle.as_deref().unwrap_or_default();
        if bytes(handle, "user")? != passkey.user_handle {
            return Err(PasskeyError::NotTheirs);
        }
        let assertion =
            Assertion { client_data: &client_data, authenticator_data: &authenticator_data, signature: &signature };
        let counter = party.assert(&challenge, &assertion, &passkey.public_key)?;
        let (row, now) = (passkey.clone(), self.now().as_microsecond());
        let grew = self.0.store.write_async(move |tx| note_use(tx, &row, counter, now)).await?;
        if grew { Ok(passkey) } else { Err(PasskeyError::Counter) }
    }

    async fn question(&self, purpose: Purpose, challenge: &str) -> Result<(Option<String>, String), PasskeyError> {
        match self.answered(purpose, challenge).await? {
            Answered::Nothing => Err(PasskeyError::Used),
            Answered::Late => Err(PasskeyError::Late),
            Answered::Question { login, body } => Ok((login, body)),
        }
    }

    /// Removes one of a person's passkeys; one that is gone already is as gone as was wished.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn remove_passkey(&self, actor: &str, login: &str, id: &str) -> Result<(), AccountError> {
        let (actor, login, id, now) = (actor.to_owned(), login.to_owned(), id.to_owned(), self.now().as_microsecond());
        let work = move |tx: &mut Tx<'_>| {
            if let Some(name) = rows::delete(tx, &login, &id)? {
                let note = Note::plain(now, &actor, Deed::PasskeyRemoved, &login);
                Note { before: &name, ..note }.write(tx)?;
            }
            Ok::<_, StoreError>(())
        };
        Ok(self.0.store.write_async(work).await?)
    }

    /// Removes all passkeys of a person, as an administrator does when a device is lost; how many there were.
    ///
    /// # Errors
    /// [`PersonError`].
    pub async fn remove_passkeys(&self, actor: &str, login: &str) -> Result<u64, PersonError> {
        let (actor, login, now) = (actor.to_owned(), login.to_owned(), self.now().as_microsecond());
        self.change(move |tx| Ok(remove_all(tx, &actor, &login, now)?)).await
    }

    /// Removes all passkeys of a person from the command line; how many there were.
    ///
    /// # Errors
    /// Nobody has the login, or the store refuses.
    pub fn clear_passkeys(&self, login: &str) -> Result<u64, AccountError> {
        let (known, now) = (login.to_owned(), self.now().as_microsecond());
        let removed = self.0.store.write(move |tx| {
            if people::find(tx, &known)?.is_none() {
                return Ok(None);
            }
            Ok::<_, StoreError>(Some(remove_all(tx, CONSOLE, &known, now)?))
        })?;
        removed.ok_or_else(|| AccountError::Unknown(login.to_owned()))
    }
}

fn remove_all(tx: &mut Tx<'_>, actor: &str, login: &str, now: i64) -> Result<u64, StoreError> {
    let names: Vec<String> = rows::of(tx, login)?.into_iter().map(|passkey| passkey.name).collect();
    let removed = rows::delete_of(tx, login)?;
    if removed > 0 {
        let note = Note::plain(now, actor, Deed::PasskeyRemoved, login);
        Note { before: &names.join("\n"), ..note }.write(tx)?;
    }
    Ok(removed)
}

/// Notes the use; when the counter did not grow, the warning instead.
fn note_use(tx: &mut Tx<'_>, passkey: &PasskeyRow, counter: u32, now: i64) -> Result<bool, StoreError> {
    let grew = rows::note_use(tx, &passkey.id, counter, now)?;
    if !grew {
        let note = Note::plain(now, &passkey.login, Deed::PasskeySuspect, &passkey.login);
        Note { before: &passkey.name, ..note }.write(tx)?;
    }
    Ok(grew)
}

/// How a person is called in the list of passkeys that a device shows.
pub(super) fn shown(name: &Text, login: &str) -> String {
    if name.th.is_empty() { login.to_owned() } else { name.th.clone() }
}
