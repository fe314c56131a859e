//! Reads from a certificate whose it is and how long it lasts.

use ges_domain::ids::{IdError, OrganisationId};
use jiff::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;

use super::{Kind, URI_PREFIX};

/// What a certificate says of its holder. It says nothing about whether anybody trusts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The organisation in the identity URI.
    pub organisation: OrganisationId,
    /// What the certificate is for; none when another authority issued it without saying.
    pub kind: Option<Kind>,
    /// The serial number, lower-case hexadecimal.
    pub serial: String,
    /// The first moment it is valid.
    pub not_before: Timestamp,
    /// The last moment it is valid.
    pub not_after: Timestamp,
}

/// Why a certificate does not say whose it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not an X.509 certificate.
    #[error("the certificate cannot be read: {0}")]
    Unreadable(String),
    /// No identity URI.
    #[error("the certificate names no organisation: it needs one URI `ges://…` among its subject alternative names")]
    Nameless,
    /// More than one identity URI.
    #[error("the certificate names more than one organisation: it needs exactly one URI `ges://…`")]
    Ambiguous,
    /// The URI does not hold an organisation's id.
    #[error("the certificate names a bad organisation: {0}")]
    Organisation(#[from] IdError),
}

/// Reads the holder from a certificate in DER.
pub fn peer_of(certificate: &[u8]) -> Result<Peer, CertificateError> {
    let parsed = parse(certificate)?;
    let mut names = identity_uris(&parsed)?.into_iter();
    let name = names.next().ok_or(CertificateError::Nameless)?;
    if names.next().is_some() {
        return Err(CertificateError::Ambiguous);
    }
    let validity = parsed.validity();
    Ok(Peer {
        organisation: OrganisationId::parse(&name)?,
        kind: parsed.subject().iter_organizational_unit().find_map(|unit| Kind::parse(unit.as_str().ok()?)),
        serial: hex(parsed.raw_serial()),
        not_before: moment(validity.not_before.timestamp())?,
        not_after: moment(validity.not_after.timestamp())?,
    })
}

/// The public key of a certificate as X.509 `SubjectPublicKeyInfo`.
pub(super) fn public_key_of(certificate: &[u8]) -> Result<Vec<u8>, CertificateError> {
    Ok(parse(certificate)?.public_key().raw.to_vec())
}

/// The last moment a certificate is valid, whoever it names.
pub(super) fn last_moment_of(certificate: &[u8]) -> Result<Timestamp, CertificateError> {
    moment(parse(certificate)?.validity().not_after.timestamp())
}

fn parse(certificate: &[u8]) -> Result<X509Certificate<'_>, CertificateError> {
    match X509Certificate::from_der(certificate) {
        Ok(([], parsed)) => Ok(parsed),
        Ok(_) => Err(CertificateError::Unreadable("bytes follow the certificate".into())),
        Err(error) => Err(CertificateError::Unreadable(error.to_string())),
    }
}

fn identity_uris(certificate: &X509Certificate<'_>) -> Result<Vec<String>, CertificateError> {
    let names =
        certificate.subject_alternative_name().map_err(|error| CertificateError::Unreadable(error.to_string()))?;
    let names = names.map(|names| names.value.general_names.as_slice()).unwrap_or_default();
    Ok(names
        .iter()
        .filter_map(|name| match name {
            GeneralName::URI(uri) => uri.strip_prefix(URI_PREFIX).map(str::to_owned),
            _ => None,
        })
        .collect())
}

fn moment(seconds: i64) -> Result<Timestamp, CertificateError> {
    Timestamp::from_second(seconds).map_err(|error| CertificateError::Unreadable(error.to_string()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    // DER puts a zero before a number whose first bit is set; it is not part of the number.
    let number = match bytes {
        [0, rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    number
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}
