//! Keys of notes: a name, a four-byte id and an Ed25519 key.

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// The longest key name accepted, in bytes.
const MAX_NAME: usize = 512;

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text of a note (signature type 0x01).
    Ed25519,
    /// A checkpoint seen at a stated time (`cosignature/v1`, signature type 0x04).
    Cosignature,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Result<Self, KeyError> {
        match byte {
            0x01 => Ok(Self::Ed25519),
            0x04 => Ok(Self::Cosignature),
            found => Err(KeyError::Kind { found }),
        }
    }
}

/// Why a text or a name makes no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// It does not have the form `name+id+key`.
    #[error("a verifier key has the form name+hhhhhhhh+base64")]
    Form,
    /// The name is empty, too long, or has a space, a plus or a control character.
    #[error("a key name has 1 to {MAX_NAME} bytes, without spaces, plus signs or control characters")]
    Name,
    /// The id is not the one that follows from name and key.
    #[error(
        "the key id {stated:08x} does not belong to this name and key, {computed:08x} would: the key was mistyped or altered"
    )]
    Id {
        /// The id in the text.
        stated: u32,
        /// The id of this name and key.
        computed: u32,
    },
    /// The key is of a type other than Ed25519 and cosignature/v1.
    #[error("signature type {found:#04x} is not supported: only 0x01 (Ed25519) and 0x04 (cosignature/v1) are")]
    Kind {
        /// The type byte.
        found: u8,
    },
    /// The bytes are not an Ed25519 public key.
    #[error("the key is not a 32-byte Ed25519 public key")]
    Key,
}

/// A public key that checks notes; prints as `name+hhhhhhhh+base64` (a C2SP "vkey").
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key from its parts.
    ///
    /// # Errors
    /// [`KeyError::Name`] and [`KeyError::Key`].
    pub fn new(name: &str, kind: KeyKind, public: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        let key = VerifyingKey::from_bytes(public).map_err(|_| KeyError::Key)?;
        Ok(Self { name: name.to_owned(), id: key_id(name, kind, public), kind, key })
    }

    /// The name under which the key signs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of `SHA-256(name ‖ 0x0A ‖ type ‖ key)`, big-endian.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What the key signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The 32 bytes of the Ed25519 public key.
    pub fn public(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether these 64 bytes are this key's Ed25519 signature of `message` (RFC 8032).
    ///
    /// Weak keys and malleable signatures are refused, so what one verifier accepts all do.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = [self.kind.byte(); 33];
        typed[1..].copy_from_slice(self.key.as_bytes());
        let key = BASE64_STANDARD.encode(typed);
        write!(f, "{}+{:08x}+{key}", self.name, self.id)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        // The base64 part may itself have plus signs; the name and the id have none.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let stated = read_id(id).ok_or(KeyError::Form)?;
        let typed = BASE64_STANDARD.decode(key).map_err(|_| KeyError::Form)?;
        let (kind, public) = typed.split_first().ok_or(KeyError::Form)?;
        let kind = KeyKind::from_byte(*kind)?;
        let public = public.try_into().map_err(|_| KeyError::Key)?;
        let read = Self::new(name, kind, public)?;
        if read.id != stated {
            let computed = read.id;
            return Err(KeyError::Id { stated, computed });
        }
        Ok(read)
    }
}

/// A secret key that signs notes. It is wiped from memory when dropped and never printed.
pub struct SignerKey {
    public: VerifierKey,
    secret: SigningKey,
}

impl SignerKey {
    /// A key that signs notes and checkpoints, from the 32-byte Ed25519 seed.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Self::of_kind(name, KeyKind::Ed25519, seed)
    }

    /// A witness's key, which cosigns checkpoints, from the 32-byte Ed25519 seed.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn cosigner_from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Self::of_kind(name, KeyKind::Cosignature, seed)
    }

    fn of_kind(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let secret = SigningKey::from_bytes(seed);
        let public = VerifierKey::new(name, kind, secret.verifying_key().as_bytes())?;
        Ok(Self { public, secret })
    }

    /// The name under which the key signs.
    pub fn name(&self) -> &str {
        self.public.name()
    }

    /// What the key signs.
    pub fn kind(&self) -> KeyKind {
        self.public.kind()
    }

    /// The public half.
    pub fn verifier_key(&self) -> VerifierKey {
        self.public.clone()
    }

    pub(super) fn id(&self) -> u32 {
        self.public.id
    }

    pub(super) fn raw_signature(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey(secret of {})", self.public)
    }
}

/// Whether a text may stand as the name of a key.
pub(super) fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && !name.chars().any(|letter| letter == '+' || letter.is_whitespace() || letter.is_control())
}

fn key_id(name: &str, kind: KeyKind, public: &[u8; 32]) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name);
    hasher.update([b'\n', kind.byte()]);
    hasher.update(public);
    let digest: [u8; 32] = hasher.finalize().into();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// Eight hexadecimal digits in small letters.
fn read_id(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() == 8 && digits { u32::from_str_radix(text, 16).ok() } else { None }
}
