//! Real sockets on the loopback: who gets in, who is kept out, and when a session ends.

mod grpc;
mod refusals;
mod sessions;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use ges_domain::ids::OrganisationId;
use jiff::Timestamp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::identity::{CertificateAuthority, Identity, KeyPair};
use crate::tls::{self, ClientAuth, Hot};
use crate::{Clock, Entropy, Env, ManualClock};

const DAY: Duration = Duration::from_hours(24);

fn organisation(id: &str) -> OrganisationId {
    OrganisationId::parse(id).unwrap()
}

fn start() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

/// A certificate authority with a clock that the test moves.
struct Federation {
    authority: CertificateAuthority,
    clock: Clock,
    hand: ManualClock,
}

impl Federation {
    fn new() -> Self {
        let (clock, hand) = Clock::manual(start());
        let env = Env { clock: clock.clone(), entropy: Entropy::seeded(1) };
        let authority = CertificateAuthority::create(&env, "GES test federation", 365).unwrap();
        Self { authority, clock, hand }
    }

    fn identity(&self, id: &str, kind: Kind, life: Duration) -> Identity {
        let (key, organisation) = (KeyPair::generate().unwrap(), organisation(id));
        let csr = key.csr(&organisation).unwrap();
        let issued = self.authority.issue_for(&csr, &organisation, kind, self.clock.now(), life).unwrap();
        Identity::new(&issued.chain_pem, &key).unwrap()
    }

    fn dialer(&self, hot: Option<&Hot>) -> (TlsDialer, Sessions) {
        let sessions = Sessions::new();
        let config = tls::client_config(hot, &self.authority.ca_pem(), &self.clock).unwrap();
        (TlsDialer::new(config, &self.clock, &sessions), sessions)
    }

    /// A dialer that shows a new identity of `id`.
    fn dialer_of(&self, id: &str) -> TlsDialer {
        self.dialer(Some(&Hot::new(&self.identity(id, Kind::Hub, 30 * DAY)).unwrap())).0
    }

    /// The node `dep`, listening.
    async fn node(&self) -> Node {
        self.node_with(&Hot::new(&self.identity("dep", Kind::Node, 30 * DAY)).unwrap(), |_| {}).await
    }

    async fn node_with(&self, hot: &Hot, change: impl FnOnce(&mut Limits)) -> Node {
        self.node_asking(hot, ClientAuth::Required, change).await
    }

    async fn node_asking(&self, hot: &Hot, auth: ClientAuth, change: impl FnOnce(&mut Limits)) -> Node {
        let sessions = Sessions::new();
        let mut limits = Limits::new(&self.clock, &sessions);
        change(&mut limits);
        let config = tls::server_config(hot, &self.authority.ca_pem(), auth, &self.clock).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let incoming = tls_incoming(listener, config, limits);
        let address = incoming.address().unwrap().to_string();
        Node { incoming, address, sessions }
    }
}

struct Node {
    incoming: Incoming,
    address: String,
    sessions: Sessions,
}

impl Node {
    async fn accept(&mut self) -> ServedIo {
        soon(self.incoming.next()).await.unwrap().unwrap()
    }

    /// Waits until the server has counted what the test waits for.
    async fn counted(&self, count: impl Fn(&Counts) -> u64, number: u64) {
        let counts = self.incoming.counts();
        let reached = async {
            while count(&counts) < number {
                tokio::task::yield_now().await;
            }
        };
        soon(reached).await;
        assert_eq!(count(&counts), number);
    }
}

async fn dial(dialer: &TlsDialer, address: &str, expect: &str) -> Result<(BoxedIo, PeerInfo), DialError> {
    Ok(dialer.dial(address, &organisation(expect)).await?)
}

/// Fails a test that would otherwise wait for ever. Nothing here takes this long when it works.
async fn soon<T>(happens: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), happens).await.expect("it never happened")
}

/// Sends a word from one side to the other.
async fn pass(from: &mut (impl AsyncWrite + Unpin), to: &mut (impl AsyncRead + Unpin)) {
    from.write_all(b"hello").await.unwrap();
    from.flush().await.unwrap();
    let mut word = [0; 5];
    soon(to.read_exact(&mut word)).await.unwrap();
    assert_eq!(&word, b"hello");
}

/// In TLS 1.3 the client's handshake ends before the server has judged its certificate, so a
/// refusal shows at the latest when something should be read.
async fn refused_at_latest_on_reading(dialled: Result<(BoxedIo, PeerInfo), DialError>) {
    if let Ok((mut io, _)) = dialled {
        let mut byte = [0];
        match soon(io.read(&mut byte)).await {
            Ok(0) | Err(_) => {}
            Ok(_) => panic!("the server spoke to a client it should refuse"),
        }
    }
}

#[tokio::test]
async fn both_sides_learn_who_the_other_is_and_talk() {
    let federation = Federation::new();
    let mut node = federation.node().await;
    let (mut client, seen) = dial(&federation.dialer_of("opdc"), &node.address, "dep").await.unwrap();
    let mut served = node.accept().await;
    assert_eq!((seen.organisation, seen.kind), (Some(organisation("dep")), Some(Kind::Node)));
    assert_eq!(seen.address, node.address);
    let caller = served.peer().clone();
    assert_eq!((caller.organisation, caller.kind), (Some(organisation("opdc")), Some(Kind::Hub)));
    assert_eq!(caller.not_after, Some(start().checked_add(30 * DAY).unwrap()));
    assert_eq!(caller.serial.unwrap().len(), 32);
    pass(&mut client, &mut served).await;
    pass(&mut served, &mut client).await;
}

/// Two handshakes one after the other: was either of them not a full one with both certificates?
async fn resumed(federation: &Federation, client: rustls::ClientConfig, server: rustls::ServerConfig) -> bool {
    let limits = Limits::new(&federation.clock, &Sessions::new());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut incoming = tls_incoming(listener, Arc::new(server), limits);
    let address = incoming.address().unwrap().to_string();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(client));
    let mut any = false;
    for _ in 0..2 {
        let mut client = connector.connect("ges".try_into().unwrap(), tcp(&address).await).await.unwrap();
        let mut accepted = soon(incoming.next()).await.unwrap().unwrap();
        // The ticket, if there is one, arrives before the first word.
        pass(&mut accepted, &mut client).await;
        let session = client.get_ref().1;
        assert_eq!(session.negotiated_key_exchange_group().unwrap().name(), rustls::NamedGroup::X25519MLKEM768);
        assert_eq!(session.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
        any |= session.handshake_kind() != Some(rustls::HandshakeKind::Full);
    }
    any
}

#[tokio::test]
async fn the_key_exchange_is_hybrid_post_quantum_and_neither_side_ever_resumes() {
    let federation = Federation::new();
    let hub = Hot::new(&federation.identity("opdc", Kind::Hub, DAY)).unwrap();
    let dep = Hot::new(&federation.identity("dep", Kind::Node, DAY)).unwrap();
    let (ca, clock) = (federation.authority.ca_pem(), &federation.clock);
    let client = tls::client_config(Some(&hub), &ca, clock).unwrap().as_ref().clone();
    let server = tls::server_config(&dep, &ca, ClientAuth::Required, clock).unwrap().as_ref().clone();
    let mut eager_client = client.clone();
    eager_client.resumption = rustls::client::Resumption::in_memory_sessions(8);
    let mut generous_server = server.clone();
    generous_server.send_tls13_tickets = 2;
    generous_server.session_storage = rustls::server::ServerSessionMemoryCache::new(8);

    assert!(resumed(&federation, eager_client.clone(), generous_server.clone()).await, "the check itself works");
    assert!(!resumed(&federation, client.clone(), generous_server).await, "our client never asks");
    assert!(!resumed(&federation, eager_client, server.clone()).await, "our server never offers");
    assert!(!resumed(&federation, client, server).await);
}

#[expect(clippy::disallowed_methods, reason = "the test speaks to the socket below the dialer")]
async fn tcp(address: &str) -> tokio::net::TcpStream {
    tokio::net::TcpStream::connect(address).await.unwrap()
}
