//! Secrets that are handed out once: 32 random bytes as text; only their SHA-256 is ever stored.

use ges_runtime::Entropy;
use sha2::{Digest, Sha256};

/// Beginning of every API token, so that secret scanners and people recognise one.
pub(super) const TOKEN_PREFIX: &str = "ges_";

/// A new secret and the digest to store. A fast hash is enough: the secret has 256 random bits.
pub(super) fn new(entropy: &Entropy, prefix: &str) -> (String, [u8; 32]) {
    let secret = format!("{prefix}{}", entropy.token());
    let digest = digest(&secret);
    (secret, digest)
}

/// What is stored for a secret.
pub(super) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
