//! The hub's certificate authority: says which key speaks for which organisation, and until when.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ges_domain::ids::OrganisationId;
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, SanType, SerialNumber,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use super::key::{KeyPair, named, request};
use super::peer::{hex, last_moment_of, public_key_of};
use super::{IdentityError, Kind, URI_PREFIX};
use crate::Env;
use crate::files::{self, Kind as FileKind};

const CERTIFICATE_FILE: &str = "ca.pem";
const KEY_FILE: &str = "ca.key";
/// Clocks of two machines may differ by this much: a new certificate is already valid for it.
const SKEW: Duration = Duration::from_mins(5);
const DAY: Duration = Duration::from_hours(24);

/// A P-256 root that signs the leaf certificates of one federation.
pub struct CertificateAuthority {
    certificate: CertificateDer<'static>,
    not_after: Timestamp,
    key: KeyPair,
    issuer: Issuer<'static, KeyRef>,
}

/// Lets the issuer share the key pair instead of owning a second copy of it.
struct KeyRef(KeyPair);

impl rcgen::PublicKeyData for KeyRef {
    fn der_bytes(&self) -> &[u8] {
        self.0.0.der_bytes()
    }
    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        rcgen::PublicKeyData::algorithm(&*self.0.0)
    }
}

impl rcgen::SigningKey for KeyRef {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.0.0.sign(message)
    }
}

/// A certificate just issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate as PEM. The authority's own is not part of it: both sides have that already.
    pub chain_pem: String,
    /// Its serial number, lower-case hexadecimal.
    pub serial: String,
    /// The last moment it is valid.
    pub not_after: Timestamp,
}

impl CertificateAuthority {
    /// A new authority called `name`, valid from now for `valid_days`.
    pub fn create(env: &Env, name: &str, valid_days: u32) -> Result<Self, IdentityError> {
        let key = KeyPair::generate()?;
        let now = env.clock.now();
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.serial_number = Some(serial(&env.entropy.bytes::<32>()));
        validity(&mut params, now, days(valid_days))?;
        let certificate = params.self_signed(&*key.0)?.der().clone();
        Self::assemble(certificate, key)
    }

    /// Reads the authority from the folder [`Self::save`] wrote.
    pub fn load(folder: &Path) -> Result<Self, IdentityError> {
        let path = folder.join(CERTIFICATE_FILE);
        let certificate = CertificateDer::from_pem_slice(&files::read(&path)?)
            .map_err(|_| IdentityError::NoCertificate(path.display().to_string()))?;
        Self::assemble(certificate, KeyPair::load(&folder.join(KEY_FILE))?)
    }

    /// Writes `ca.pem` and `ca.key` (readable by the owner alone) into `folder`.
    pub fn save(&self, folder: &Path) -> Result<(), IdentityError> {
        self.key.save(&folder.join(KEY_FILE))?;
        Ok(files::write(&folder.join(CERTIFICATE_FILE), self.ca_pem().as_bytes(), FileKind::Open)?)
    }

    fn assemble(certificate: CertificateDer<'static>, key: KeyPair) -> Result<Self, IdentityError> {
        if public_key_of(&certificate)? != key.public_key() {
            return Err(IdentityError::KeyMismatch);
        }
        let not_after = last_moment_of(&certificate)?;
        let issuer = Issuer::from_ca_cert_der(&certificate, KeyRef(key.clone()))?;
        Ok(Self { certificate, not_after, key, issuer })
    }

    /// The authority's own certificate as PEM: what everybody trusts.
    pub fn ca_pem(&self) -> String {
        pem("CERTIFICATE", &self.certificate)
    }

    /// The last moment the authority itself is valid.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Certifies the key of a request (PKCS#10 DER) for `organisation`, for `days` from `now`.
    ///
    /// Only the key is taken from the request, and its claim to a name is checked; everything else
    /// in it is ignored. The certificate ends no later than the authority itself.
    pub fn issue(
        &self,
        csr: &[u8],
        organisation: &OrganisationId,
        kind: Kind,
        now: Timestamp,
        valid_days: u32,
    ) -> Result<Issued, IdentityError> {
        self.issue_for(csr, organisation, kind, now, days(valid_days))
    }

    /// As [`Self::issue`], for any length of time down to a second: tests watch certificates end.
    pub fn issue_for(
        &self,
        csr: &[u8],
        organisation: &OrganisationId,
        kind: Kind,
        now: Timestamp,
        life: Duration,
    ) -> Result<Issued, IdentityError> {
        let request = request(csr)?;
        let wanted = format!("{URI_PREFIX}{organisation}");
        for name in &request.params.subject_alt_names {
            if let SanType::URI(claimed) = name
                && claimed.as_str() != wanted
            {
                return Err(IdentityError::RequestOfAnother {
                    wanted,
                    claimed: claimed.as_str().chars().take(80).collect(),
                });
            }
        }
        let left = Duration::try_from(self.not_after.duration_since(now)).unwrap_or_default();
        let mut params = named(organisation)?;
        params.distinguished_name.push(DnType::OrganizationalUnitName, kind.as_str());
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = match kind {
            Kind::Node | Kind::Hub => vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth],
            Kind::System => vec![ExtendedKeyUsagePurpose::ClientAuth],
        };
        params.use_authority_key_identifier_extension = true;
        let not_after = validity(&mut params, now, life.min(left))?;
        // The request's signature is different each time, so a renewal with the same key within the
        // same second still gets a number of its own.
        let number = serial(&[csr, wanted.as_bytes(), now.as_nanosecond().to_string().as_bytes()].concat());
        let serial = hex(number.as_ref());
        params.serial_number = Some(number);
        let certificate = params.signed_by(&request.public_key, &self.issuer)?;
        Ok(Issued { chain_pem: pem("CERTIFICATE", certificate.der()), serial, not_after })
    }
}

impl fmt::Debug for CertificateAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateAuthority({}, until {})", self.key.fingerprint(), self.not_after)
    }
}

fn days(number: u32) -> Duration {
    DAY.saturating_mul(number)
}

/// A positive number of 127 bits (RFC 5280 §4.1.2.2 allows up to 20 octets).
fn serial(bytes: &[u8]) -> SerialNumber {
    let mut number = Sha256::digest(bytes)[..16].to_vec();
    number[0] = number[0] & 0x7f | 0x40;
    SerialNumber::from(number)
}

/// Sets the life of a certificate, in whole seconds as X.509 has it, and gives its last moment.
fn validity(params: &mut CertificateParams, now: Timestamp, life: Duration) -> Result<Timestamp, IdentityError> {
    let to = now.checked_add(life).unwrap_or(Timestamp::MAX);
    let refuse = |reason| IdentityError::Validity { from: now, to, reason };
    if life.as_secs() == 0 {
        return Err(refuse("it would already have ended; renew the authority or check the clock"));
    }
    let from = now.checked_sub(SKEW).unwrap_or(now).as_second();
    let moment =
        |seconds| OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| refuse("the year cannot be written"));
    params.not_before = moment(from)?;
    params.not_after = moment(to.as_second())?;
    Timestamp::from_second(to.as_second()).map_err(|_| refuse("the year cannot be written"))
}

pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        text.extend(line.iter().copied().map(char::from));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}
