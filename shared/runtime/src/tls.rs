//! TLS between hub, nodes and systems: 1.3 only, both sides with certificates that can be swapped while running.
//!
//! Hybrid post-quantum key exchange comes first (rustls `prefer-post-quantum`). Resumption and tickets
//! are off, because a resumed session would keep showing the client's old certificate.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert, WebPkiClientVerifier};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::version::TLS13;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SignatureScheme};

use crate::Clock;
use crate::identity::{Identity, Peer};

/// The application protocol of every connection (RFC 9113 §3.2).
pub const ALPN_H2: &[u8] = b"h2";

/// Why TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// No authority to trust.
    #[error("no certificate authority can be read ({0}); give the hub's ca.pem")]
    Authority(String),
    /// The library refused the key or the settings.
    #[error("TLS cannot be set up: {0}")]
    Library(#[from] rustls::Error),
}

/// Whether a client must show a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// Without a certificate of the authority there is no connection.
    Required,
    /// A client may come without one (it wants to enrol); one it shows must be of the authority.
    Optional,
}

/// The identity shown in handshakes. Cheap to clone; all clones show the same one, and a swap is
/// seen by the next handshake while open connections go on.
#[derive(Clone)]
pub struct Hot(Arc<RwLock<Option<Shown>>>);

struct Shown {
    certified: Arc<CertifiedKey>,
    peer: Peer,
}

impl Hot {
    /// Shows `identity`.
    pub fn new(identity: &Identity) -> Result<Self, TlsError> {
        let hot = Self::empty();
        hot.swap(identity)?;
        Ok(hot)
    }

    /// Shows nothing yet: a node that has not enrolled. A server without an identity refuses every handshake.
    pub fn empty() -> Self {
        Self(Arc::new(RwLock::new(None)))
    }

    /// Shows `identity` from the next handshake on.
    pub fn swap(&self, identity: &Identity) -> Result<(), TlsError> {
        let key = provider().key_provider.load_private_key(identity.key().private_key().into())?;
        let certified = Arc::new(CertifiedKey::new(identity.chain().to_vec(), key));
        certified.keys_match()?;
        let shown = Shown { certified, peer: identity.peer().clone() };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        Ok(())
    }

    /// What is shown now.
    pub fn peer(&self) -> Option<Peer> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|shown| shown.peer.clone())
    }

    fn certified(&self) -> Option<Arc<CertifiedKey>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|shown| Arc::clone(&shown.certified))
    }
}

impl fmt::Debug for Hot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hot").field(&self.peer()).finish()
    }
}

impl ResolvesServerCert for Hot {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certified()
    }
}

impl ResolvesClientCert for Hot {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.certified()
    }

    fn has_certs(&self) -> bool {
        self.certified().is_some()
    }
}

/// Settings of a server that shows `hot` and trusts clients of the authorities in `ca_pem`
/// (one or more certificates). Lives of certificates are judged by `clock`.
pub fn server_config(hot: &Hot, ca_pem: &str, auth: ClientAuth, clock: &Clock) -> Result<Arc<ServerConfig>, TlsError> {
    let verifier = WebPkiClientVerifier::builder_with_provider(roots(ca_pem)?, provider());
    let verifier = match auth {
        ClientAuth::Required => verifier,
        ClientAuth::Optional => verifier.allow_unauthenticated(),
    };
    let verifier = verifier.build().map_err(|error| TlsError::Authority(error.to_string()))?;
    let mut config = ServerConfig::builder_with_details(provider(), time(clock))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(Arc::new(hot.clone()));
    config.alpn_protocols = vec![ALPN_H2.to_vec()];
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(Arc::new(config))
}

/// Settings of a client that trusts servers of the authorities in `ca_pem` and shows `hot`, or
/// nothing when it has yet to enrol. Lives of certificates are judged by `clock`.
///
/// The handshake asks for the name [`crate::identity::SERVER_NAME`], which every certificate
/// carries; which organisation answered is for the dialer to check.
pub fn client_config(hot: Option<&Hot>, ca_pem: &str, clock: &Clock) -> Result<Arc<ClientConfig>, TlsError> {
    let builder = ClientConfig::builder_with_details(provider(), time(clock))
        .with_protocol_versions(&[&TLS13])?
        .with_root_certificates(roots(ca_pem)?);
    let mut config = match hot {
        Some(hot) => builder.with_client_cert_resolver(Arc::new(hot.clone())),
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![ALPN_H2.to_vec()];
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

fn roots(ca_pem: &str) -> Result<Arc<RootCertStore>, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca_pem.as_bytes()) {
        let certificate = certificate.map_err(|error| TlsError::Authority(error.to_string()))?;
        roots.add(certificate).map_err(|error| TlsError::Authority(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(TlsError::Authority("there is no certificate in it".into()));
    }
    Ok(Arc::new(roots))
}

fn time(clock: &Clock) -> Arc<dyn TimeProvider> {
    Arc::new(Time(clock.clone()))
}

/// Lets rustls judge the life of certificates by our clock.
#[derive(Debug)]
struct Time(Clock);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let since = Duration::try_from(self.0.now().as_duration()).ok()?;
        Some(UnixTime::since_unix_epoch(since))
    }
}
