//! The two ceremonies of a passkey, checked as WebAuthn Level 3 §7.1 and §7.2 ask: values in, values out. Keeping
//! challenges, credentials and counters is [`super::passkeys`]'s affair.

mod cbor;
mod data;
mod key;
#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};
use url::{Host, Url};

use data::{AuthenticatorData, ClientData};
use key::PublicKey;

pub(super) use key::ALGORITHMS;

/// Why a ceremony is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not what the standard describes.
    #[error("the browser's {0} cannot be read: update the browser and try again")]
    Malformed(&'static str),
    /// The other ceremony.
    #[error("the answer belongs to another kind of request: begin again")]
    Kind,
    /// Not the challenge that was handed out.
    #[error("the answer belongs to another request: begin again")]
    Challenge,
    /// Asked by another site, or from inside one.
    #[error("the passkey was used at `{0}`: open this server's own address")]
    Origin(String),
    /// Made for another relying party.
    #[error("the passkey is of another site: choose a passkey of this server")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("nobody confirmed at the authenticator: try again and confirm there")]
    NotPresent,
    /// Touched, but by whom?
    #[error("the authenticator did not check who is using it: set a screen lock, PIN or fingerprint and try again")]
    NotVerified,
    /// A key this server cannot use.
    #[error("the passkey's kind of key is not supported: use another device or security key")]
    Algorithm,
    /// Not signed by the passkey.
    #[error("the signature does not fit the passkey: try again or use another way to sign in")]
    Signature,
}

/// Whom passkeys are for: the host name people see and the addresses the pages are reached at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origins: Vec<String>,
}

/// A credential that passed registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Registered {
    pub id: Vec<u8>,
    /// COSE key.
    pub key: Vec<u8>,
    pub counter: u32,
    pub backed_up: bool,
}

/// What the browser sends to sign in.
pub(super) struct Assertion<'a> {
    pub client_data: &'a [u8],
    pub authenticator_data: &'a [u8],
    pub signature: &'a [u8],
}

impl RelyingParty {
    /// The relying party of a server whose pages people reach at `public_url`; `trusted` origins count when their host
    /// is the same or below it. `None` where browsers offer no passkeys: plain http, except on localhost, and bare
    /// network addresses.
    pub fn new(public_url: &str, trusted: &[String]) -> Option<Self> {
        let (id, origin) = place(public_url)?;
        let mut origins = vec![origin];
        for other in trusted {
            if let Some((host, origin)) = place(other)
                && (host == id || host.ends_with(&format!(".{id}")))
                && !origins.contains(&origin)
            {
                origins.push(origin);
            }
        }
        Some(Self { id, origins })
    }

    /// The host name that passkeys are bound to.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The challenge that an answer claims to belong to; nothing of it is proved yet.
    pub(super) fn claimed(client_data: &[u8]) -> Result<String, Refusal> {
        Ok(ClientData::read(client_data)?.challenge)
    }

    /// Checks the answer to a registration (§7.1).
    pub(super) fn register(
        &self,
        challenge: &str,
        client_data: &[u8],
        attestation: &[u8],
    ) -> Result<Registered, Refusal> {
        self.check_client(&ClientData::read(client_data)?, "webauthn.create", challenge)?;
        let data = AuthenticatorData::read(data::attested(attestation)?)?;
        self.check_authenticator(&data)?;
        let credential = data.credential.ok_or(Refusal::Malformed("attestation object"))?;
        data::usable(credential.key)?;
        Ok(Registered {
            id: credential.id.to_vec(),
            key: credential.key.to_vec(),
            counter: data.counter,
            backed_up: data.backed_up,
        })
    }

    /// Checks the answer to a sign-in (§7.2) against the stored COSE key: the authenticator's counter.
    pub(super) fn assert(&self, challenge: &str, given: &Assertion<'_>, key: &[u8]) -> Result<u32, Refusal> {
        self.check_client(&ClientData::read(given.client_data)?, "webauthn.get", challenge)?;
        let data = AuthenticatorData::read(given.authenticator_data)?;
        self.check_authenticator(&data)?;
        let key = PublicKey::read(key).ok_or(Refusal::Algorithm)?;
        let mut signed = given.authenticator_data.to_vec();
        signed.extend_from_slice(&Sha256::digest(given.client_data));
        if key.verifies(&signed, given.signature) { Ok(data.counter) } else { Err(Refusal::Signature) }
    }

    fn check_client(&self, client: &ClientData, kind: &str, challenge: &str) -> Result<(), Refusal> {
        if client.kind != kind {
            return Err(Refusal::Kind);
        }
        if client.challenge != challenge {
            return Err(Refusal::Challenge);
        }
        // Pages of this server are never framed, so nothing is ever asked from inside another.
        if !self.origins.contains(&client.origin) || client.cross_origin || client.top_origin.is_some() {
            return Err(Refusal::Origin(client.origin.chars().take(120).filter(|c| !c.is_control()).collect()));
        }
        Ok(())
    }

    fn check_authenticator(&self, data: &AuthenticatorData<'_>) -> Result<(), Refusal> {
        if !data.is_for(&self.id) {
            return Err(Refusal::RelyingParty);
        }
        if !data.user_present {
            return Err(Refusal::NotPresent);
        }
        if !data.user_verified {
            return Err(Refusal::NotVerified);
        }
        Ok(())
    }
}

/// Host and origin of an address at which browsers offer passkeys.
fn place(address: &str) -> Option<(String, String)> {
    let url = Url::parse(address).ok()?;
    let Some(Host::Domain(host)) = url.host() else { return None };
    let local = host == "localhost" || host.ends_with(".localhost");
    let good = url.scheme() == "https" || (url.scheme() == "http" && local);
    good.then(|| (host.to_owned(), url.origin().ascii_serialization()))
}
