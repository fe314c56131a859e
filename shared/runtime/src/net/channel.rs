//! gRPC over one connection: a channel per connection, so that a channel means one known peer.

use std::io;
use std::time::Duration;

use ges_domain::ids::OrganisationId;
use hyper_util::rt::TokioIo;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint, Server};

use super::session::Guarded;
use super::{BoxedIo, DialError, Dialer, PeerInfo};

const KEEP_ALIVE: Duration = Duration::from_secs(20);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);
/// What a sender may have under way in one stream before it hears back: a fast line with a long
/// round trip stays full.
const STREAM_WINDOW: u32 = 4 << 20;
/// The same for all streams of a connection together.
const CONNECTION_WINDOW: u32 = 16 << 20;

/// A gRPC channel over one connection, and what is known of that connection.
#[derive(Clone, Debug)]
pub struct Link {
    /// Makes calls. Once the connection is gone every call fails; dial again.
    pub channel: Channel,
    /// Who is on the other side.
    pub peer: PeerInfo,
    /// Cancelled once the connection is gone. Calls cut off by that fail with a code that differs by
    /// the moment (`Unknown`, `Cancelled`, `Unavailable`): this token tells what happened.
    pub gone: CancellationToken,
    end: CancellationToken,
}

impl Link {
    /// Ends the connection and every call on it, at once.
    pub fn end(&self) {
        self.end.cancel();
    }
}

/// Dials `expect` at `address` and makes a channel of the connection.
pub async fn channel(dialer: &dyn Dialer, address: &str, expect: &OrganisationId) -> Result<Channel, DialError> {
    Ok(connect(dialer, address, expect).await?.channel)
}

/// As [`channel`], with what is known of the connection.
pub async fn connect(dialer: &dyn Dialer, address: &str, expect: &OrganisationId) -> Result<Link, DialError> {
    let (io, peer) = dialer.dial(address, expect).await?;
    link_over(io, peer).await
}

/// Makes a channel of a connection that is already open, whichever side opened it.
pub async fn link_over(io: BoxedIo, peer: PeerInfo) -> Result<Link, DialError> {
    let (end, gone) = (CancellationToken::new(), CancellationToken::new());
    let mut once = Some(TokioIo::new(Guarded::watched(io, &end, gone.clone())));
    let take = tower::service_fn(move |_| {
        let taken = once
            .take()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotConnected, "the connection is gone; dial again"));
        async move { taken }
    });
    let channel =
        endpoint().connect_with_connector(take).await.map_err(|error| DialError::Connection(chain(&error)))?;
    Ok(Link { channel, peer, gone, end })
}

fn endpoint() -> Endpoint {
    // The connection is already open and encrypted; the name only fills the `:authority` field.
    Endpoint::from_static("http://ges")
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .http2_adaptive_window(false)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
}

/// A gRPC server with the same windows and keep-alive; the caller adds services and serves them on
/// [`super::tls_incoming`] or [`super::plain_incoming`].
pub fn server() -> Server {
    Server::builder()
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .http2_adaptive_window(Some(false))
        .http2_keepalive_interval(Some(KEEP_ALIVE))
        .http2_keepalive_timeout(Some(KEEP_ALIVE_TIMEOUT))
}

/// An error with its causes: tonic says only "transport error" itself.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
