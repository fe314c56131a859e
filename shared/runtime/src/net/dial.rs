//! Reaching another organisation and making sure that it is that one which answers.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use ges_domain::ids::OrganisationId;
use rustls::pki_types::ServerName;
use rustls::{CertificateError as Refusal, ClientConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::session::{Guarded, Sessions};
use super::{BoxedIo, PeerInfo};
use crate::Clock;
use crate::identity::{CertificateError, SERVER_NAME, peer_of};
use crate::tls::ALPN_H2;

/// Opens connections. A simulation supplies its own.
pub trait Dialer: Send + Sync {
    /// Connects to `address` and gives the stream only when `expect` is who answered there.
    /// An error that is about the peer, not the machine, holds a [`DialError`].
    fn dial(&self, address: &str, expect: &OrganisationId) -> BoxFuture<'_, io::Result<(BoxedIo, PeerInfo)>>;
}

/// Why another organisation could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    /// Nothing answers there.
    #[error("{address} cannot be reached ({source}); check the address, the firewall and that the other side runs")]
    Unreachable {
        /// The address dialled.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// It took too long.
    #[error(
        "{address} did not finish connecting within {seconds} s; it is overloaded or a firewall swallows the traffic"
    )]
    TimedOut {
        /// The address dialled.
        address: String,
        /// How long was waited.
        seconds: u64,
    },
    /// Another organisation answered.
    #[error(
        "certificate of another agency: expected `{expected}`, {address} shows `{found}`; check the address on both sides"
    )]
    AnotherAgency {
        /// The address dialled.
        address: String,
        /// Who should have answered.
        expected: String,
        /// Who answered.
        found: String,
    },
    /// Its certificate has ended.
    #[error("the certificate of {address} has expired; it must be renewed there")]
    Expired {
        /// The address dialled.
        address: String,
    },
    /// Its certificate is of another authority.
    #[error(
        "the certificate of {address} is not of a trusted authority; it belongs to another federation, or ca.pem is an old one"
    )]
    UnknownAuthority {
        /// The address dialled.
        address: String,
    },
    /// Its certificate names nobody.
    #[error("the certificate of {address} cannot be used: {source}")]
    Certificate {
        /// The address dialled.
        address: String,
        /// What is wrong with it.
        source: CertificateError,
    },
    /// The handshake failed otherwise.
    #[error("the TLS handshake with {address} failed: {reason}")]
    Handshake {
        /// The address dialled.
        address: String,
        /// What the library said.
        reason: String,
    },
    /// The connection could not be used.
    #[error("the connection failed: {0}")]
    Connection(String),
}

impl From<DialError> for io::Error {
    fn from(error: DialError) -> Self {
        let kind = match &error {
            DialError::Unreachable { source, .. } => source.kind(),
            DialError::TimedOut { .. } => io::ErrorKind::TimedOut,
            DialError::AnotherAgency { .. } => io::ErrorKind::PermissionDenied,
            DialError::Expired { .. }
            | DialError::UnknownAuthority { .. }
            | DialError::Certificate { .. }
            | DialError::Handshake { .. } => io::ErrorKind::InvalidData,
            DialError::Connection(_) => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    }
}

impl From<io::Error> for DialError {
    fn from(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(|error| Self::Connection(error.to_string()))
    }
}

/// Dials over TCP and TLS. Cheap to clone.
#[derive(Clone)]
pub struct TlsDialer {
    connector: TlsConnector,
    clock: Clock,
    sessions: Sessions,
    limit: Duration,
}

impl TlsDialer {
    /// A dialer with the settings of [`crate::tls::client_config`]. Its connections end at the
    /// peer's last valid moment by `clock`, and are listed in `sessions` while they are open.
    pub fn new(config: Arc<ClientConfig>, clock: &Clock, sessions: &Sessions) -> Self {
        Self {
            connector: TlsConnector::from(config),
            clock: clock.clone(),
            sessions: sessions.clone(),
            limit: Duration::from_secs(10),
        }
    }

    /// Changes how long connecting and handshake together may take; 10 s unless told.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn connect(&self, address: &str, expect: &OrganisationId) -> Result<(BoxedIo, PeerInfo), DialError> {
        let tcp = reach(address).await.map_err(|source| DialError::Unreachable { address: address.into(), source })?;
        let _ = tcp.set_nodelay(true);
        let name = ServerName::try_from(SERVER_NAME).map_err(|error| DialError::Connection(error.to_string()))?;
        let stream = self.connector.connect(name, tcp).await.map_err(|error| handshake_failed(address, &error))?;
        let (_, session) = stream.get_ref();
        if session.alpn_protocol() != Some(ALPN_H2) {
            return Err(DialError::Handshake {
                address: address.into(),
                reason: "the other side does not offer HTTP/2".into(),
            });
        }
        let leaf = session.peer_certificates().and_then(|chain| chain.first());
        let leaf = leaf.ok_or_else(|| DialError::Handshake {
            address: address.into(),
            reason: "no certificate was shown".into(),
        })?;
        let peer = peer_of(leaf).map_err(|source| DialError::Certificate { address: address.into(), source })?;
        if peer.organisation != *expect {
            let (expected, found) = (expect.to_string(), peer.organisation.to_string());
            return Err(DialError::AnotherAgency { address: address.into(), expected, found });
        }
        let peer = PeerInfo::certified(peer, address.into());
        let guarded = Guarded::session(Box::new(stream), &peer, &self.clock, &self.sessions);
        Ok((Box::new(guarded), peer))
    }
}

impl Dialer for TlsDialer {
    fn dial(&self, address: &str, expect: &OrganisationId) -> BoxFuture<'_, io::Result<(BoxedIo, PeerInfo)>> {
        let (address, expect) = (address.to_owned(), expect.clone());
        async move {
            match tokio::time::timeout(self.limit, self.connect(&address, &expect)).await {
                Ok(dialled) => Ok(dialled?),
                Err(_) => Err(DialError::TimedOut { address, seconds: self.limit.as_secs() }.into()),
            }
        }
        .boxed()
    }
}

impl fmt::Debug for TlsDialer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsDialer").field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that opens sockets to others")]
async fn reach(address: &str) -> io::Result<TcpStream> {
    TcpStream::connect(address).await
}

fn handshake_failed(address: &str, error: &io::Error) -> DialError {
    let address = address.to_owned();
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(Refusal::Expired | Refusal::ExpiredContext { .. })) => {
            DialError::Expired { address }
        }
        Some(rustls::Error::InvalidCertificate(Refusal::UnknownIssuer | Refusal::BadSignature)) => {
            DialError::UnknownAuthority { address }
        }
        _ => DialError::Handshake { address, reason: error.to_string() },
    }
}
