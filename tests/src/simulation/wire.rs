//! Connections over the simulated network, believed instead of encrypted: TLS belongs to the end-to-end tests.

use std::io;
use std::net::{IpAddr, Ipv4Addr};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, Stream, stream};
use ges_domain::ids::OrganisationId;
use ges_runtime::identity::Kind;
use ges_runtime::net::{BoxedIo, Dialer, PeerInfo};
use turmoil::net::{TcpListener, TcpStream};

/// Port of every simulated exchange.
pub const PORT: u16 = 8411;

/// Dials over the simulated network.
#[derive(Debug, Clone, Copy)]
pub struct SimulatedDialer;

impl Dialer for SimulatedDialer {
    fn dial(&self, address: &str, expect: &OrganisationId) -> BoxFuture<'_, io::Result<(BoxedIo, PeerInfo)>> {
        let (address, expect) = (address.to_owned(), expect.clone());
        async move {
            let stream = TcpStream::connect((address.as_str(), PORT)).await?;
            let io: BoxedIo = Box::new(stream);
            Ok((io, PeerInfo::plain(expect, Kind::Node, address)))
        }
        .boxed()
    }
}

/// Accepts connections as coming from the hub.
pub async fn incoming(hub: OrganisationId) -> io::Result<impl Stream<Item = io::Result<(TcpStream, PeerInfo)>> + Send> {
    let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::UNSPECIFIED), PORT)).await?;
    Ok(stream::unfold(listener, move |listener| {
        let hub = hub.clone();
        async move {
            let accepted = listener.accept().await;
            let known = accepted.map(|(stream, from)| (stream, PeerInfo::plain(hub, Kind::Hub, from.to_string())));
            Some((known, listener))
        }
    }))
}
