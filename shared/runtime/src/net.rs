//! Connections between hub, nodes and systems: over TLS, or over whatever a test or simulation supplies.

mod channel;
mod dial;
mod incoming;
mod session;

use ges_domain::ids::OrganisationId;
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};

pub use channel::{Link, channel, connect, link_over, server};
pub use dial::{DialError, Dialer, TlsDialer};
pub use incoming::{Counts, Incoming, Limits, plain_incoming, tls_incoming};
pub use session::{ServedIo, Sessions};

use crate::identity::{Kind, Peer};

/// Any two-way stream of bytes.
pub trait Io: AsyncRead + AsyncWrite + Send + Unpin + 'static {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Io for T {}

/// Any two-way stream of bytes, of a type nobody needs to know.
pub type BoxedIo = Box<dyn Io>;

/// Who is on the other side of a connection. Handlers find it among the extensions of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerInfo {
    /// The organisation its certificate names; none for a client that has yet to enrol.
    pub organisation: Option<OrganisationId>,
    /// What its certificate is for.
    pub kind: Option<Kind>,
    /// The last moment its certificate is valid; the session ends then.
    pub not_after: Option<Timestamp>,
    /// The serial number of its certificate, lower-case hexadecimal.
    pub serial: Option<String>,
    /// Where it is, for people to read.
    pub address: String,
}

impl PeerInfo {
    /// A peer that is simply believed, for tests and simulation.
    pub fn plain(organisation: OrganisationId, kind: Kind, address: impl Into<String>) -> Self {
        Self {
            organisation: Some(organisation),
            kind: Some(kind),
            not_after: None,
            serial: None,
            address: address.into(),
        }
    }

    pub(crate) fn certified(peer: Peer, address: String) -> Self {
        Self {
            organisation: Some(peer.organisation),
            kind: peer.kind,
            not_after: Some(peer.not_after),
            serial: Some(peer.serial),
            address,
        }
    }
}

#[cfg(test)]
mod tests;
