//! Authenticator data (WebAuthn Level 3 §6.1) and client data (§5.8.1) as they come, cut into their parts.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::Refusal;
use super::cbor;
use super::key::PublicKey;

/// Most bytes of client data: an origin, a challenge, and what later versions add.
const MAX_CLIENT_DATA: usize = 4096;
/// Most bytes of authenticator data.
const MAX_AUTHENTICATOR_DATA: usize = 4096;
/// Most bytes of a credential's name (§5.1).
const MAX_ID: usize = 1023;

/// What the browser vouches for. Later versions may add members, so unknown ones are passed over.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClientData {
    #[serde(rename = "type")]
    pub kind: String,
    pub challenge: String,
    pub origin: String,
    #[serde(default)]
    pub cross_origin: bool,
    #[serde(default)]
    pub top_origin: Option<String>,
}

impl ClientData {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_CLIENT_DATA {
            return Err(Refusal::Malformed("client data"));
        }
        serde_json::from_slice(bytes).map_err(|_| Refusal::Malformed("client data"))
    }
}

/// What the authenticator vouches for.
#[derive(Debug)]
pub(super) struct AuthenticatorData<'a> {
    pub rp_id_hash: &'a [u8],
    pub user_present: bool,
    pub user_verified: bool,
    pub backed_up: bool,
    pub counter: u32,
    /// Name and key of a new credential.
    pub credential: Option<Credential<'a>>,
}

/// A new credential.
#[derive(Debug)]
pub(super) struct Credential<'a> {
    pub id: &'a [u8],
    /// The COSE key as sent.
    pub key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_AUTHENTICATOR_DATA {
            return Err(Refusal::Malformed("authenticator data"));
        }
        parts(bytes).ok_or(Refusal::Malformed("authenticator data"))
    }

    /// Is it about the relying party with this id?
    pub(super) fn is_for(&self, rp_id: &str) -> bool {
        self.rp_id_hash == Sha256::digest(rp_id.as_bytes()).as_slice()
    }
}

fn parts(bytes: &[u8]) -> Option<AuthenticatorData<'_>> {
    let (rp_id_hash, rest) = bytes.split_at_checked(32)?;
    let (flags, rest) = rest.split_first()?;
    let (counter, mut rest) = rest.split_first_chunk::<4>()?;
    let flag = |bit: u8| flags & (1 << bit) != 0;
    let (eligible, backed_up) = (flag(3), flag(4));
    if backed_up && !eligible {
        return None;
    }
    let mut credential = None;
    if flag(6) {
        let (_model, after) = rest.split_at_checked(16)?;
        let (length, after) = after.split_first_chunk::<2>()?;
        let (id, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let (_, end) = cbor::read(after)?;
        let key = after.get(..after.len().checked_sub(end.len())?)?;
        if id.is_empty() || id.len() > MAX_ID {
            return None;
        }
        credential = Some(Credential { id, key });
        rest = end;
    }
    if flag(7) {
        rest = cbor::read(rest)?.1;
    }
    rest.is_empty().then_some(AuthenticatorData {
        rp_id_hash,
        user_present: flag(0),
        user_verified: flag(2),
        backed_up,
        counter: u32::from_be_bytes(*counter),
        credential,
    })
}

/// The authenticator data inside an attestation object. Attestation is not asked for: which make an authenticator is
/// decides nothing here, so the statement beside it is passed over.
pub(super) fn attested(object: &[u8]) -> Result<&[u8], Refusal> {
    let malformed = Refusal::Malformed("attestation object");
    if object.len() > 2 * MAX_AUTHENTICATOR_DATA {
        return Err(malformed);
    }
    match cbor::read(object) {
        Some((object, [])) => object.named("authData").and_then(cbor::Item::bytes).ok_or(malformed),
        _ => Err(malformed),
    }
}

/// The key of a new credential, if it is of a kind that was asked for.
pub(super) fn usable(key: &[u8]) -> Result<(), Refusal> {
    PublicKey::read(key).map(drop).ok_or(Refusal::Algorithm)
}
