//! Who an agency is to the others: P-256 keys, requests, certificates, and the authority that issues them.
//!
//! An organisation is named by the one URI `ges://{organisation}` among the subject alternative
//! names (RFC 5280 §4.2.1.6). Every certificate also carries the DNS name `ges`, because that is
//! the name every TLS client asks for: which organisation answered is checked after the handshake.

mod authority;
mod key;
mod peer;

pub use authority::{CertificateAuthority, Issued};
pub use key::{Identity, KeyPair, fingerprint, fingerprint_of_csr};
pub use peer::{CertificateError, Peer, peer_of};

use crate::files::FileError;

/// The DNS name in every certificate, and the server name of every dial.
pub const SERVER_NAME: &str = "ges";
/// What comes before the organisation in the identity URI.
pub const URI_PREFIX: &str = "ges://";

/// What a certificate is for. It stands in the certificate's organisational unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An agency's node: serves the exchange and may dial the hub.
    Node,
    /// A hub: dials the nodes and serves enrolment.
    Hub,
    /// A central agency's system reading the feed: only ever a client.
    System,
}

impl Kind {
    /// The word in the certificate.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Hub => "hub",
            Self::System => "system",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Node, Self::Hub, Self::System].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Why a key, a request or a certificate could not be made, read or used.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A certificate could not be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The request is not one, or its signature does not verify.
    #[error("the certificate request cannot be used ({0}); make a new one with the enrol command")]
    Request(String),
    /// The request asks for another organisation's name.
    #[error(
        "the certificate request is for `{claimed}`, but the token was given to `{wanted}`; enrol with that organisation's own token"
    )]
    RequestOfAnother {
        /// The organisation to be certified.
        wanted: String,
        /// The identity asked for.
        claimed: String,
    },
    /// The key is not on the curve everybody uses.
    #[error("the key is not an ECDSA P-256 key; make a new one with the enrol command")]
    KeyType,
    /// The certificate is for another key.
    #[error("the certificate does not belong to the private key; enrol again, or restore both from the same backup")]
    KeyMismatch,
    /// No private key in the file.
    #[error("no private key can be read from {0}; restore it from a backup or enrol again")]
    NoKey(String),
    /// No certificate in the file.
    #[error("no certificate can be read from {0}; restore it from a backup or enrol again")]
    NoCertificate(String),
    /// The life asked for does not fit.
    #[error("a certificate from {from} to {to} cannot be issued: {reason}")]
    Validity {
        /// The first moment.
        from: jiff::Timestamp,
        /// The last moment.
        to: jiff::Timestamp,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The cryptographic library refused.
    #[error("the certificate could not be made: {0}")]
    Library(#[from] rcgen::Error),
}

#[cfg(test)]
mod tests;
