//! The ID token (OpenID Connect Core §3.1.3.7): signature, issuer and audience are checked by `jsonwebtoken`; the times
//! here, because the moment is a value.

use jiff::Timestamp;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

/// Signatures that are accepted: with the provider's own keys, never with a shared secret and never none.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// Seconds that the provider's clock may differ.
const LEEWAY: i64 = 60;
/// Most bytes of a token.
const MAX_TOKEN: usize = 32 << 10;
/// Most characters of a subject (OpenID Connect Core §2) or a login.
const MAX_SUBJECT: usize = 255;
/// Most keys of a provider that are tried for a token that names none.
const MAX_KEYS: usize = 20;

/// What is wrong with an ID token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenDefect {
    /// Not a token, or one without what it must have.
    #[error("it cannot be read")]
    Malformed,
    /// None, a shared secret, or unknown.
    #[error("its kind of signature is not accepted")]
    Algorithm,
    /// No key of the provider fits.
    #[error("the provider has no key of that name")]
    Key,
    /// Not signed by the provider.
    #[error("its signature does not hold")]
    Signature,
    /// Of another provider.
    #[error("it names another provider")]
    Issuer,
    /// For another server.
    #[error("it is meant for another server")]
    Audience,
    /// Too old.
    #[error("it has expired")]
    Expired,
    /// Not yet valid: a clock is wrong.
    #[error("it is not valid yet; a clock is wrong")]
    Early,
    /// The answer to another request.
    #[error("it belongs to another request")]
    Nonce,
}

/// What must come together in a token.
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Timestamp,
}

/// Who it is, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// The provider's own, lasting name of the person.
    pub subject: String,
    /// The claim that is compared with logins.
    pub login: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    azp: Option<String>,
    #[serde(flatten)]
    others: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// The name of the key that signed a token; it is not proved yet.
pub(super) fn key_name(token: &str) -> Result<Option<String>, TokenDefect> {
    if token.len() > MAX_TOKEN {
        return Err(TokenDefect::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| TokenDefect::Algorithm)?;
    if ALGORITHMS.contains(&header.alg) { Ok(header.kid) } else { Err(TokenDefect::Algorithm) }
}

/// Checks a token against the provider's keys and what was asked.
pub(super) fn check(
    token: &str,
    keys: &[Jwk],
    expected: &Expected<'_>,
    login_claim: &str,
) -> Result<Person, TokenDefect> {
    let name = key_name(token)?;
    let fits = |key: &&Jwk| name.is_none() || key.common.key_id == name;
    let mut defect = TokenDefect::Key;
    for key in keys.iter().filter(fits).take(MAX_KEYS) {
        match claims(token, key, expected) {
            Ok(claims) => return person(claims, expected, login_claim),
            // A key of another kind, or not the one that signed: another may fit.
            Err(TokenDefect::Key) => {}
            Err(TokenDefect::Signature) => defect = TokenDefect::Signature,
            Err(other) => return Err(other),
        }
    }
    Err(defect)
}

fn claims(token: &str, key: &Jwk, expected: &Expected<'_>) -> Result<Claims, TokenDefect> {
    use jsonwebtoken::errors::ErrorKind;
    let algorithm = jsonwebtoken::decode_header(token).map_err(|_| TokenDefect::Algorithm)?.alg;
    let key = DecodingKey::from_jwk(key).map_err(|_| TokenDefect::Key)?;
    if !key.family().algorithms().contains(&algorithm) {
        return Err(TokenDefect::Key);
    }
    let mut rules = Validation::new(algorithm);
    rules.set_issuer(&[expected.issuer]);
    rules.set_audience(&[expected.client_id]);
    rules.set_required_spec_claims(&["iss", "sub", "aud", "exp"]);
    // The library asks the machine for the time; here the time is a value, checked below.
    rules.validate_exp = false;
    rules.validate_nbf = false;
    let decoded = jsonwebtoken::decode::<Claims>(token, &key, &rules).map_err(|error| match error.kind() {
        ErrorKind::InvalidSignature => TokenDefect::Signature,
        ErrorKind::InvalidIssuer => TokenDefect::Issuer,
        ErrorKind::InvalidAudience => TokenDefect::Audience,
        ErrorKind::InvalidAlgorithm => TokenDefect::Algorithm,
        ErrorKind::InvalidEcdsaKey
        | ErrorKind::InvalidEddsaKey
        | ErrorKind::InvalidRsaKey(_)
        | ErrorKind::InvalidKeyFormat => TokenDefect::Key,
        _ => TokenDefect::Malformed,
    })?;
    Ok(decoded.claims)
}

fn person(mut claims: Claims, expected: &Expected<'_>, login_claim: &str) -> Result<Person, TokenDefect> {
    let now = expected.now.as_second();
    if claims.iss != expected.issuer {
        return Err(TokenDefect::Issuer);
    }
    // A token for several servers, or given to another one, must name this one as the party it was given to.
    let alone = match &claims.aud {
        Audience::One(one) => one == expected.client_id,
        Audience::Many(many) => matches!(&many[..], [one] if one == expected.client_id),
    };
    match &claims.azp {
        Some(party) if party == expected.client_id => {}
        None if alone => {}
        _ => return Err(TokenDefect::Audience),
    }
    if now >= claims.exp.saturating_add(LEEWAY) {
        return Err(TokenDefect::Expired);
    }
    if [claims.nbf, claims.iat].into_iter().flatten().any(|begin| begin > now.saturating_add(LEEWAY)) {
        return Err(TokenDefect::Early);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(TokenDefect::Nonce);
    }
    if claims.sub.is_empty() || claims.sub.chars().count() > MAX_SUBJECT {
        return Err(TokenDefect::Malformed);
    }
    let login = match login_claim {
        "" => None,
        "sub" => Some(claims.sub.clone()),
        name => match claims.others.remove(name) {
            Some(serde_json::Value::String(text)) if text.chars().count() <= MAX_SUBJECT => Some(text),
            _ => None,
        },
    };
    Ok(Person { subject: claims.sub, login })
}
