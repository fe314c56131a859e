//! The identity provider: where it answers, its keys, and the exchange of a code for an ID token.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, StatusCode};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use super::super::OidcError;
use super::fetch::{Answer, Ask, fetch, place};
use super::settings::{Endpoints, OidcClient, trusted};

/// How long discovered addresses and keys are used before they are asked for again.
const KEEP: SignedDuration = SignedDuration::from_hours(1);
/// Keys are asked for again at most this often, whatever names tokens give.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// Most keys that are kept.
const MAX_KEYS: usize = 50;

/// A client with what it has learnt of its provider.
pub(in crate::accounts) struct Provider {
    pub client: OidcClient,
    endpoints: Mutex<Option<(Timestamp, Endpoints)>>,
    keys: Mutex<Option<(Timestamp, Vec<Jwk>)>>,
}

/// What a provider says of itself (OpenID Connect Discovery §3); all else is passed over.
#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    end_session_endpoint: Option<String>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<serde_json::Value>,
}

/// The answer to a code; the access token beside it is not looked at.
#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// What the browser is sent to the provider with.
pub(super) struct Outward<'a> {
    pub state: &'a str,
    pub nonce: &'a str,
    pub verifier: &'a str,
    pub locale: &'a str,
}

impl Provider {
    pub(in crate::accounts) fn new(client: OidcClient) -> Self {
        Self { client, endpoints: Mutex::new(None), keys: Mutex::new(None) }
    }

    async fn get(&self, url: &Url) -> Result<Vec<u8>, OidcError> {
        let authorities = self.client.authorities.as_deref();
        let Answer { status, body } = fetch(url, Ask::Get, authorities, self.client.patience).await?;
        if status == StatusCode::OK { Ok(body.to_vec()) } else { Err(OidcError::Answer(place(url))) }
    }

    /// Where the provider answers: as set, or as it says itself.
    pub(super) async fn endpoints(&self, now: Timestamp) -> Result<Endpoints, OidcError> {
        if let Some(given) = &self.client.endpoints {
            return Ok(given.clone());
        }
        if let Some((at, endpoints)) = kept(&self.endpoints)
            && fresh(now, at, KEEP)
        {
            return Ok(endpoints);
        }
        let issuer = self.client.issuer.trim_end_matches('/');
        let url = trusted("issuer", &format!("{issuer}/.well-known/openid-configuration"))?;
        let said: Discovered =
            serde_json::from_slice(&self.get(&url).await?).map_err(|_| OidcError::Answer(place(&url)))?;
        // Another issuer's addresses would let it sign for this one (Discovery §4.3).
        if said.issuer != self.client.issuer {
            return Err(OidcError::Answer(place(&url)));
        }
        let end_session = match (&self.client.end_session, said.end_session_endpoint) {
            (Some(own), _) => Some(own.clone()),
            (None, Some(said)) => Some(trusted("end_session_endpoint", &said)?),
            (None, None) => None,
        };
        let found = Endpoints {
            authorization: trusted("authorization_endpoint", &said.authorization_endpoint)?,
            token: trusted("token_endpoint", &said.token_endpoint)?,
            keys: trusted("jwks_uri", &said.jwks_uri)?,
            end_session,
        };
        keep(&self.endpoints, now, found.clone());
        Ok(found)
    }

    /// The provider's keys, asked for again when none has the name that a token gives.
    pub(super) async fn keys(&self, name: Option<&str>, now: Timestamp) -> Result<Vec<Jwk>, OidcError> {
        let url = self.endpoints(now).await?.keys;
        if let Some((at, keys)) = kept(&self.keys) {
            let has = name.is_none_or(|name| keys.iter().any(|key| key.common.key_id.as_deref() == Some(name)));
            if fresh(now, at, if has { KEEP } else { ASK_AGAIN }) {
                return Ok(keys);
            }
        }
        let said: Keys = serde_json::from_slice(&self.get(&url).await?).map_err(|_| OidcError::Answer(place(&url)))?;
        // A key of a kind this program does not know must not shut out the others.
        let read = said.keys.into_iter().take(MAX_KEYS).filter_map(|key| serde_json::from_value(key).ok());
        let keys: Vec<Jwk> = read.collect();
        keep(&self.keys, now, keys.clone());
        Ok(keys)
    }

    /// The address at which the person signs in there (Core §3.1.2.1, RFC 7636).
    pub(super) async fn outward(&self, outward: &Outward<'_>, now: Timestamp) -> Result<String, OidcError> {
        let mut url = self.endpoints(now).await?.authorization;
        let challenge = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(outward.verifier.as_bytes()));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client.client_id)
            .append_pair("redirect_uri", &self.client.back)
            .append_pair("scope", &self.client.scopes)
            .append_pair("state", outward.state)
            .append_pair("nonce", outward.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("ui_locales", outward.locale);
        Ok(url.into())
    }

    /// Exchanges a code for an ID token (Core §3.1.3).
    pub(super) async fn exchange(&self, code: &str, verifier: &str, now: Timestamp) -> Result<String, OidcError> {
        let url = self.endpoints(now).await?.token;
        let client = &self.client;
        let authorization = match &client.secret {
            Some(secret) => Some(basic(&client.client_id, secret.expose()).ok_or(OidcError::Answer(place(&url)))?),
            None => None,
        };
        let form = self.form(code, verifier);
        let ask = Ask::Post { form, authorization };
        let Answer { status, body } = fetch(&url, ask, client.authorities.as_deref(), client.patience).await?;
        if status == StatusCode::OK {
            let said: Exchanged = serde_json::from_slice(&body).map_err(|_| OidcError::Answer(place(&url)))?;
            return Ok(said.id_token);
        }
        match serde_json::from_slice::<Refused>(&body) {
            Ok(refused) => Err(OidcError::said(&refused.error)),
            Err(_) => Err(OidcError::Answer(place(&url))),
        }
    }

    fn form(&self, code: &str, verifier: &str) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.client.back)
            .append_pair("code_verifier", verifier);
        // A client without a secret is named in the form instead.
        if self.client.secret.is_none() {
            form.append_pair("client_id", &self.client.client_id);
        }
        form.finish()
    }

    /// Where the provider ends its own session, and sends people back from (RP-Initiated Logout §2); only what is known
    /// already, for nothing is asked of it on behalf of somebody who is not signed in.
    pub(super) fn sign_out(&self) -> Option<String> {
        let discovered = || kept(&self.endpoints).and_then(|(_, endpoints)| endpoints.end_session);
        let mut url = self.client.end_session.clone().or_else(discovered)?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.client.client_id)
            .append_pair("post_logout_redirect_uri", &self.client.out);
        Some(url.into())
    }
}

/// What is remembered; the lock is never held while the provider is asked.
fn kept<T: Clone>(of: &Mutex<Option<(Timestamp, T)>>) -> Option<(Timestamp, T)> {
    of.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn keep<T>(of: &Mutex<Option<(Timestamp, T)>>, now: Timestamp, new: T) {
    *of.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, new));
}

fn fresh(now: Timestamp, at: Timestamp, length: SignedDuration) -> bool {
    let age = now.duration_since(at);
    !age.is_negative() && age < length
}

/// Name and secret of the client (RFC 6749 §2.3.1): each encoded as in a form first.
fn basic(id: &str, secret: &str) -> Option<HeaderValue> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Zeroizing::new(format!("{}:{}", encode(id), encode(secret)));
    let mut value = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes()))).ok()?;
    value.set_sensitive(true);
    Some(value)
}
