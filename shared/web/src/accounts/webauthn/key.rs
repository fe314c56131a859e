//! Public keys of passkeys (COSE, RFC 9053) and the signatures they check, with the crypto provider of the TLS stack.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::cbor::{self, Item};

/// Algorithms asked for, in order of preference: ES256, EdDSA over Ed25519, RS256 (older Windows Hello).
pub(in crate::accounts) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;
/// Most bytes of a key: RSA with 4096 bits and its frame.
const MAX_KEY: usize = 600;

/// A key that one of [`ALGORITHMS`] can use.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PublicKey<'a> {
    /// An uncompressed point on P-256.
    P256([u8; 65]),
    Ed25519(&'a [u8]),
    Rsa {
        n: &'a [u8],
        e: &'a [u8],
    },
}

impl<'a> PublicKey<'a> {
    /// Reads a COSE key that fills `bytes` to the end.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > MAX_KEY {
            return None;
        }
        match cbor::read(bytes)? {
            (key, []) => Self::of(&key),
            _ => None,
        }
    }

    fn of(key: &Item<'a>) -> Option<Self> {
        let number = |name| key.numbered(name).and_then(Item::number);
        let bytes = |name| key.numbered(name).and_then(Item::bytes);
        match (number(1)?, number(3)?) {
            (2, ES256) if number(-1)? == 1 => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                let mut point = [4; 65];
                point[1..33].copy_from_slice(x);
                point[33..].copy_from_slice(y);
                Some(Self::P256(point))
            }
            (1, EDDSA) if number(-1)? == 6 => bytes(-2).filter(|x| x.len() == 32).map(Self::Ed25519),
            (3, RS256) => {
                let (n, e) = (bytes(-1)?, bytes(-2)?);
                (n.len() >= 256).then_some(Self::Rsa { n, e })
            }
            _ => None,
        }
    }

    /// Is the signature of the message by the owner of this key?
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let checked = match self {
            Self::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rsa { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        checked.is_ok()
    }
}
