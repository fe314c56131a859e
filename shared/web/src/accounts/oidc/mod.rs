//! Coming in through an identity provider (OpenID Connect, code flow with PKCE): the provider says who it is, an account
//! here says what they may do.

mod fetch;
mod provider;
mod settings;
mod token;

use std::net::IpAddr;

use ges_domain::text::Text;
use ges_store::{StoreError, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::audit::{Deed, Note};
use super::challenges::{Answered, Purpose};
use super::sessions::Method;
use super::{AccountError, Accounts, MAX_PEOPLE, OidcError, instant, people, roles_text, secret};
use crate::store::identities::{self as rows, IdentityRow};
use crate::store::people::{self as person_rows, PersonRow};
use provider::Outward;
use token::{Expected, Person};

pub(super) use provider::Provider;
pub(super) use settings::BACK;
pub use settings::{OidcClient, OidcSettings, OidcSettingsError};
pub use token::TokenDefect;

/// How long somebody may take at the provider.
pub(super) const AWAY: SignedDuration = SignedDuration::from_mins(10);
/// Most characters of a code or state that is looked at.
const MAX_PARAMETER: usize = 4096;

/// What is remembered while somebody is at the provider.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    nonce: String,
    verifier: String,
    /// Digest of the cookie of the browser that left.
    browser: [u8; 32],
    next: String,
}

/// Somebody on the way to the provider.
pub(super) struct Leaving {
    /// Where the browser goes.
    pub url: String,
    /// Value of the cookie that ties the answer to this browser.
    pub browser: String,
}

/// What the provider sends back with a browser; all else in the address is passed over.
#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    iss: String,
}

/// What coming back led to.
pub(super) enum Arrived {
    /// Signed in: the value of the session cookie, and where to go on.
    SignedIn { session: String, next: String },
    /// The identity opens the account since.
    Linked,
}

/// The identity at the provider that opens an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub linked_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

impl Accounts {
    /// Words of the button that leads to the identity provider; `None` where there is none.
    pub fn provider_button(&self) -> Option<&Text> {
        self.0.provider.as_ref().map(|provider| &provider.client.button)
    }

    fn provider(&self) -> Result<&Provider, OidcError> {
        self.0.provider.as_ref().ok_or(OidcError::Off)
    }

    /// Where the provider ends its own session, if it has said so.
    pub(super) fn provider_sign_out(&self) -> Option<String> {
        self.0.provider.as_ref()?.sign_out()
    }

    /// Sends somebody to the provider: to sign in, or, given their login, to link their identity there.
    pub(super) async fn begin_provider(
        &self,
        login: Option<String>,
        next: &str,
        locale: &str,
        address: Option<IpAddr>,
    ) -> Result<Leaving, OidcError> {
        let provider = self.provider()?;
        self.0.starts.try_once(self.now(), "", address).map_err(|wait| OidcError::Limited(wait.0))?;
        // First: a provider that does not answer leaves no question open.
        provider.endpoints(self.now()).await?;
        let entropy = &self.0.env.entropy;
        let (nonce, verifier) = (entropy.token(), entropy.token());
        let (browser, digest) = secret::new(entropy, "");
        let begun = Begun { nonce: nonce.clone(), verifier: verifier.clone(), browser: digest, next: next.to_owned() };
        let body = serde_json::to_string(&begun).map_err(StoreError::decode)?;
        let state = self.ask(Purpose::Provider, login, body, AWAY).await?;
        let outward = Outward { state: &state, nonce: &nonce, verifier: &verifier, locale };
        Ok(Leaving { url: provider.outward(&outward, self.now()).await?, browser })
    }

    /// Somebody comes back: `browser` is the cookie they left with, `signed` who is signed in there.
    pub(super) async fn finish_provider(
        &self,
        back: &Back,
        browser: Option<&str>,
        signed: Option<&str>,
    ) -> Result<Arrived, OidcError> {
        let arrived = self.arrive(back, browser, signed).await;
        if let Err(error) = &arrived {
            tracing::warn!(%error, "coming back from the identity provider was refused");
        }
        arrived
    }

    async fn arrive(&self, back: &Back, browser: Option<&str>, signed: Option<&str>) -> Result<Arrived, OidcError> {
        let provider = self.provider()?;
        if back.state.len() > MAX_PARAMETER || back.code.len() > MAX_PARAMETER {
            return Err(OidcError::Used);
        }
        let (whose, body) = match self.answered(Purpose::Provider, &back.state).await? {
            Answered::Nothing => return Err(OidcError::Used),
            Answered::Late => return Err(OidcError::Late),
            Answered::Question { login, body } => (login, body),
        };
        let begun: Begun = serde_json::from_str(&body).map_err(StoreError::decode)?;
        if browser.map(secret::digest) != Some(begun.browser) {
            return Err(OidcError::Browser);
        }
        if !back.error.is_empty() {
            return Err(OidcError::said(&back.error));
        }
        // RFC 9207: an answer of another provider is not for this one's token endpoint.
        if !back.iss.is_empty() && back.iss != provider.client.issuer {
            return Err(OidcError::Token(TokenDefect::Issuer));
        }
        let now = self.now();
        let token = provider.exchange(&back.code, &begun.verifier, now).await?;
        let name = token::key_name(&token)?;
        let keys = provider.keys(name.as_deref(), now).await?;
        let (issuer, client_id) = (&*provider.client.issuer, &*provider.client.client_id);
        let expected = Expected { issuer, client_id, nonce: &begun.nonce, now };
        let person = token::check(&token, &keys, &expected, &provider.client.login_claim)?;
        match whose {
            Some(login) if signed == Some(&*login) => {
                self.link_identity(&login, person.subject).await?;
                Ok(Arrived::Linked)
            }
            Some(_) => Err(OidcError::Session),
            None => {
                let login = self.whose_identity(person).await?;
                let session = self.open_session(&login, Method::Provider).await?;
                tracing::info!(login, "signed in through the identity provider");
                Ok(Arrived::SignedIn { session, next: begun.next })
            }
        }
    }

    /// The account that an identity opens; found by its claim, it is linked for good.
    async fn whose_identity(&self, person: Person) -> Result<String, OidcError> {
        let client = &self.provider()?.client;
        let (issuer, new_people) = (client.issuer.clone(), client.new_people.clone());
        let now = self.now().as_microsecond();
        self.change(move |tx| {
            if let Some(known) = rows::find(tx, &issuer, &person.subject)? {
                rows::touch(tx, &issuer, &person.subject, now)?;
                active(tx, &known.login)?.ok_or_else(|| OidcError::Unknown(known.login.clone()))?;
                return Ok(known.login);
            }
            let claimed = person.login.as_deref().map(people::folded).ok_or(OidcError::Unlinked)?;
            let login = match (active(tx, &claimed)?, &new_people) {
                (Some(row), _) => row.login,
                (None, Some(roles)) => create(tx, &claimed, roles, now)?,
                (None, None) => return Err(OidcError::Unknown(claimed.chars().take(64).collect())),
            };
            link(tx, &issuer, &person.subject, &login, now)?;
            rows::touch(tx, &issuer, &person.subject, now)?;
            Ok(login)
        })
        .await
    }

    async fn link_identity(&self, login: &str, subject: String) -> Result<(), OidcError> {
        let (issuer, login) = (self.provider()?.client.issuer.clone(), login.to_owned());
        let now = self.now().as_microsecond();
        self.change(move |tx| match rows::find(tx, &issuer, &subject)? {
            Some(known) if known.login == login => Ok(()),
            Some(_) => Err(OidcError::Taken),
            None => link(tx, &issuer, &subject, &login, now),
        })
        .await
    }

    /// Ends that an identity at the provider opens a person's account.
    pub(super) async fn unlink_identity(&self, login: &str) -> Result<(), OidcError> {
        let (issuer, login) = (self.provider()?.client.issuer.clone(), login.to_owned());
        let now = self.now().as_microsecond();
        self.change(move |tx| {
            if rows::delete(tx, &issuer, &login)? {
                let note = Note::plain(now, &login, Deed::IdentityUnlinked, &login);
                Note { before: &issuer, ..note }.write(tx)?;
            }
            Ok(())
        })
        .await
    }

    /// The identity that opens a person's account.
    pub(super) async fn identity(&self, login: &str) -> Result<Option<Identity>, OidcError> {
        let (issuer, login) = (self.provider()?.client.issuer.clone(), login.to_owned());
        let found = self.0.store.read_async(move |tx| rows::of(tx, &issuer, &login)).await?;
        Ok(found.map(|row| Identity { linked_at: instant(row.created_at), used_at: row.used_at.map(instant) }))
    }
}

/// The person with a login; one who is switched off is refused.
fn active(tx: &mut Tx<'_>, login: &str) -> Result<Option<PersonRow>, OidcError> {
    match person_rows::find(tx, login)? {
        Some(row) if row.disabled_at.is_some() => Err(OidcError::Disabled),
        found => Ok(found),
    }
}

fn link(tx: &mut Tx<'_>, issuer: &str, subject: &str, login: &str, now: i64) -> Result<(), OidcError> {
    if rows::of(tx, issuer, login)?.is_some() {
        return Err(OidcError::HasAnother(login.to_owned()));
    }
    let row = IdentityRow {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        login: login.to_owned(),
        created_at: now,
        used_at: None,
    };
    if !rows::insert(tx, &row)? {
        return Err(OidcError::Taken);
    }
    let note = Note::plain(now, login, Deed::IdentityLinked, login);
    Ok(Note { after: issuer, ..note }.write(tx)?)
}

fn create(tx: &mut Tx<'_>, claimed: &str, roles: &[String], now: i64) -> Result<String, OidcError> {
    let login = people::check_login(claimed)?;
    if person_rows::count(tx)? >= MAX_PEOPLE {
        return Err(OidcError::Unknown(login));
    }
    let row = PersonRow {
        login: login.clone(),
        label_th: String::new(),
        label_en: String::new(),
        roles: roles_text(roles)?,
        password: None,
        locale: None,
        created_at: now,
        disabled_at: None,
        signed_in_at: None,
        email: None,
    };
    if !person_rows::insert(tx, &row)? {
        return Err(AccountError::Taken(login).into());
    }
    let note = Note::plain(now, &login, Deed::Invited, &login);
    Note { after: &row.roles, ..note }.write(tx)?;
    Ok(login)
}
