//! An organisation's own key, the request it makes with it, and the certificate it gets back.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use ges_domain::ids::OrganisationId;
use jiff::Timestamp;
use rcgen::{
    CertificateParams, CertificateSigningRequestParams, DistinguishedName, DnType, PKCS_ECDSA_P256_SHA256,
    PublicKeyData as _, SanType,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateSigningRequestDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::peer::{Peer, peer_of, public_key_of};
use super::{IdentityError, SERVER_NAME, URI_PREFIX};
use crate::files::{self, Kind as FileKind};

/// A P-256 key pair. Cheap to clone; never printed.
#[derive(Clone)]
pub struct KeyPair(pub(super) Arc<rcgen::KeyPair>);

impl KeyPair {
    /// A new key, drawn by the cryptographic library from its own generator.
    pub fn generate() -> Result<Self, IdentityError> {
        Ok(Self(Arc::new(rcgen::KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?)))
    }

    /// Reads an unencrypted PKCS#8 PEM key.
    pub fn from_pem(pem: &[u8], origin: &str) -> Result<Self, IdentityError> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).map_err(|_| IdentityError::NoKey(origin.into()))?;
        let pair = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ECDSA_P256_SHA256)
            .map_err(|_| IdentityError::KeyType)?;
        Ok(Self(Arc::new(pair)))
    }

    /// Reads the key from `path`; refuses a file that others on the machine can read.
    pub fn load(path: &Path) -> Result<Self, IdentityError> {
        Self::from_pem(&files::read_secret(path)?, &path.display().to_string())
    }

    /// Writes the key to `path`, readable by the owner alone.
    pub fn save(&self, path: &Path) -> Result<(), IdentityError> {
        Ok(files::write(path, self.pem().as_bytes(), FileKind::Secret)?)
    }

    pub(super) fn pem(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.serialize_pem())
    }

    /// A certificate request (PKCS#10, RFC 2986) for `organisation`, in DER.
    pub fn csr(&self, organisation: &OrganisationId) -> Result<Vec<u8>, IdentityError> {
        Ok(named(organisation)?.serialize_request(&*self.0)?.der().to_vec())
    }

    /// The fingerprint of the public key; see [`fingerprint`].
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.public_key())
    }

    pub(super) fn public_key(&self) -> Vec<u8> {
        self.0.subject_public_key_info()
    }

    pub(crate) fn private_key(&self) -> PrivatePkcs8KeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.0.serialize_der())
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({})", self.fingerprint())
    }
}

/// What both a request and a certificate say of `organisation`.
pub(super) fn named(organisation: &OrganisationId) -> Result<CertificateParams, IdentityError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, organisation.as_str());
    params.subject_alt_names = vec![
        SanType::URI(format!("{URI_PREFIX}{organisation}").try_into()?),
        SanType::DnsName(SERVER_NAME.try_into()?),
    ];
    Ok(params)
}

/// What two people read to each other to know that they mean the same key: the first 128 bits of
/// SHA-256 of the `SubjectPublicKeyInfo`, as eight groups of four hexadecimal digits.
pub fn fingerprint(public_key: &[u8]) -> String {
    let digest = Sha256::digest(public_key);
    let groups: Vec<String> = digest[..16].chunks(2).map(|pair| format!("{:02X}{:02X}", pair[0], pair[1])).collect();
    groups.join(" ")
}

/// The fingerprint of the key that a request (DER) asks to have certified; checks its signature.
pub fn fingerprint_of_csr(csr: &[u8]) -> Result<String, IdentityError> {
    Ok(fingerprint(&request(csr)?.public_key.subject_public_key_info()))
}

/// Reads a request, checks that its signature is by the key in it and that the key is P-256.
pub(super) fn request(csr: &[u8]) -> Result<CertificateSigningRequestParams, IdentityError> {
    const LONGEST: usize = 16 << 10;
    if csr.len() > LONGEST {
        return Err(IdentityError::Request("longer than 16 KiB".into()));
    }
    let request = CertificateSigningRequestParams::from_der(&CertificateSigningRequestDer::from(csr))
        .map_err(|error| IdentityError::Request(error.to_string()))?;
    // A 65-byte uncompressed point is what P-256 gives; other ECDSA curves share neither algorithm nor length.
    if request.public_key.algorithm() != &PKCS_ECDSA_P256_SHA256 || request.public_key.der_bytes().len() != 65 {
        return Err(IdentityError::KeyType);
    }
    Ok(request)
}

/// A key with a certificate for it: what a server or client shows in a handshake.
#[derive(Clone, Debug)]
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
    peer: Peer,
}

impl Identity {
    /// Puts a certificate chain (PEM, leaf first) together with the key it is for.
    pub fn new(chain_pem: &str, key: &KeyPair) -> Result<Self, IdentityError> {
        Self::from_chain(chain_pem.as_bytes(), key, "the certificate chain received")
    }

    fn from_chain(pem: &[u8], key: &KeyPair, origin: &str) -> Result<Self, IdentityError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| IdentityError::NoCertificate(origin.into()))?;
        let leaf = chain.first().ok_or_else(|| IdentityError::NoCertificate(origin.into()))?;
        let peer = peer_of(leaf)?;
        if public_key_of(leaf)? != key.public_key() {
            return Err(IdentityError::KeyMismatch);
        }
        Ok(Self { chain, key: key.clone(), peer })
    }

    /// Reads key and certificates from one file; refuses one that others on the machine can read.
    pub fn load(path: &Path) -> Result<Self, IdentityError> {
        let pem = files::read_secret(path)?;
        let origin = path.display().to_string();
        Self::from_chain(&pem, &KeyPair::from_pem(&pem, &origin)?, &origin)
    }

    /// Writes key and certificates to one file, readable by the owner alone: after a crash both are
    /// the old ones or both the new.
    pub fn save(&self, path: &Path) -> Result<(), IdentityError> {
        let mut pem = self.key.pem();
        let certificates = Zeroizing::new(self.chain_pem());
        let mut both = Zeroizing::new(String::with_capacity(pem.len() + certificates.len()));
        both.push_str(&pem);
        both.push_str(&certificates);
        pem.clear();
        Ok(files::write(path, both.as_bytes(), FileKind::Secret)?)
    }

    /// The certificates as PEM, leaf first.
    pub fn chain_pem(&self) -> String {
        self.chain.iter().map(|certificate| super::authority::pem("CERTIFICATE", certificate)).collect()
    }

    /// The certificates in DER, leaf first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// The key.
    pub fn key(&self) -> &KeyPair {
        &self.key
    }

    /// Everything the leaf certificate says of its holder.
    pub fn peer(&self) -> &Peer {
        &self.peer
    }

    /// Whose it is.
    pub fn organisation(&self) -> &OrganisationId {
        &self.peer.organisation
    }

    /// The last moment it is valid.
    pub fn not_after(&self) -> Timestamp {
        self.peer.not_after
    }

    /// When to renew it: at two thirds of its life.
    pub fn renew_at(&self) -> Timestamp {
        let life = self.peer.not_after.duration_since(self.peer.not_before);
        self.peer.not_before.checked_add(life / 3 * 2).unwrap_or(self.peer.not_after)
    }
}
