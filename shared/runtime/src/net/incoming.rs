//! Accepting connections: handshakes side by side, with a time limit and a cap, so that nobody can
//! keep the others out by being slow.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_util::task::AbortOnDropHandle;

use super::session::{ServedIo, Sessions};
use super::{Io, PeerInfo};
use crate::Clock;
use crate::identity::peer_of;

/// Says no to a peer whose certificate is good but no longer wanted, with the reason for the log.
pub type Admission = Arc<dyn Fn(&PeerInfo) -> Result<(), String> + Send + Sync>;

/// What a server puts up with.
#[derive(Clone)]
pub struct Limits {
    /// How long a handshake may take.
    pub handshake: Duration,
    /// How many connections, counting those still in their handshake, may be open at once.
    pub connections: usize,
    /// By whose time sessions end.
    pub clock: Clock,
    /// Where open connections are listed.
    pub sessions: Sessions,
    /// Asked once for each connection, after its handshake: revoked certificates stop here.
    pub admit: Option<Admission>,
}

impl Limits {
    /// Ten seconds and 4,096 connections; everybody with a certificate of the authority is admitted.
    pub fn new(clock: &Clock, sessions: &Sessions) -> Self {
        Self {
            handshake: Duration::from_secs(10),
            connections: 4096,
            clock: clock.clone(),
            sessions: sessions.clone(),
            admit: None,
        }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("handshake", &self.handshake)
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

/// What became of the connections that arrived.
#[derive(Debug, Default)]
pub struct Counts {
    served: AtomicU64,
    failed: AtomicU64,
    slow: AtomicU64,
    full: AtomicU64,
    refused: AtomicU64,
}

impl Counts {
    /// Connections handed to the server.
    pub fn served(&self) -> u64 {
        self.served.load(Ordering::Relaxed)
    }
    /// Handshakes that failed: no certificate, a wrong one, an old TLS version, not TLS at all.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }
    /// Handshakes cut off because they took too long.
    pub fn slow(&self) -> u64 {
        self.slow.load(Ordering::Relaxed)
    }
    /// Connections closed at once because the server was full.
    pub fn full(&self) -> u64 {
        self.full.load(Ordering::Relaxed)
    }
    /// Connections closed because [`Limits::admit`] said no.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

/// The connections of one listening socket, ready to be served. Dropping it stops listening.
#[derive(Debug)]
pub struct Incoming {
    ready: mpsc::Receiver<ServedIo>,
    counts: Arc<Counts>,
    address: Option<SocketAddr>,
    _accepting: AbortOnDropHandle<()>,
}

impl Incoming {
    /// What became of the connections so far.
    pub fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    /// Where it listens.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }
}

impl Stream for Incoming {
    type Item = io::Result<ServedIo>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.ready.poll_recv(cx).map(|served| served.map(Ok))
    }
}

/// Serves TLS on `listener`. Call it inside the runtime.
///
/// The stream never yields an error: one bad client must not end the server. What went wrong is
/// logged and counted.
pub fn tls_incoming(listener: TcpListener, config: Arc<ServerConfig>, limits: Limits) -> Incoming {
    let (send, ready) = mpsc::channel(16);
    let counts = Arc::new(Counts::default());
    let address = listener.local_addr().ok();
    let door = Door { acceptor: TlsAcceptor::from(config), limits, counts: Arc::clone(&counts), send };
    let accepting = AbortOnDropHandle::new(tokio::spawn(door.accept_all(listener)));
    Incoming { ready, counts, address, _accepting: accepting }
}

#[derive(Clone)]
struct Door {
    acceptor: TlsAcceptor,
    limits: Limits,
    counts: Arc<Counts>,
    send: mpsc::Sender<ServedIo>,
}

impl Door {
    async fn accept_all(self, listener: TcpListener) {
        let places = Arc::new(Semaphore::new(self.limits.connections.min(Semaphore::MAX_PERMITS)));
        let mut handshakes = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((tcp, from)) => if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                        handshakes.spawn(self.clone().shake_hands(tcp, from, place));
                    } else {
                        self.counts.full.fetch_add(1, Ordering::Relaxed);
                        tracing::warn!(%from, limit = self.limits.connections, "connection closed: too many are open");
                    },
                    Err(error) => {
                        // Out of file handles, most likely: going straight on would spin.
                        tracing::error!(%error, "connections cannot be accepted");
                        self.limits.clock.sleep(Duration::from_millis(100)).await;
                    }
                },
                Some(_) = handshakes.join_next() => {}
                () = self.send.closed() => return,
            }
        }
    }

    async fn shake_hands(self, tcp: TcpStream, from: SocketAddr, place: OwnedSemaphorePermit) {
        let _ = tcp.set_nodelay(true);
        match tokio::time::timeout(self.limits.handshake, self.acceptor.accept(tcp)).await {
            Err(_) => {
                self.counts.slow.fetch_add(1, Ordering::Relaxed);
                tracing::info!(%from, "connection closed: its handshake took too long");
            }
            Ok(Err(error)) => self.fail(from, &error),
            Ok(Ok(stream)) => {
                let peer = match stream.get_ref().1.peer_certificates().and_then(|chain| chain.first()) {
                    None => PeerInfo { address: from.to_string(), ..PeerInfo::default() },
                    Some(leaf) => match peer_of(leaf) {
                        Ok(peer) => PeerInfo::certified(peer, from.to_string()),
                        Err(error) => return self.fail(from, &error),
                    },
                };
                if let Some(Err(reason)) = self.limits.admit.as_ref().map(|admit| admit(&peer)) {
                    self.counts.refused.fetch_add(1, Ordering::Relaxed);
                    tracing::warn!(%from, organisation = peer.organisation.as_ref().map(tracing::field::display), reason, "connection closed");
                    return;
                }
                self.counts.served.fetch_add(1, Ordering::Relaxed);
                let served =
                    ServedIo::new(Box::new(stream), peer, &self.limits.clock, &self.limits.sessions, Some(place));
                // The server is gone: there is nobody left to tell.
                let _ = self.send.send(served).await;
            }
        }
    }

    fn fail(&self, from: SocketAddr, error: &dyn fmt::Display) {
        self.counts.failed.fetch_add(1, Ordering::Relaxed);
        tracing::info!(%from, reason = %error, "connection closed: its handshake failed");
    }
}

/// Serves connections that somebody else has accepted and vouches for: tests and simulation.
pub fn plain_incoming<S, I>(
    accepted: S,
    clock: &Clock,
    sessions: &Sessions,
) -> impl Stream<Item = io::Result<ServedIo>> + Send + use<S, I>
where
    S: Stream<Item = io::Result<(I, PeerInfo)>> + Send,
    I: Io,
{
    let (clock, sessions) = (clock.clone(), sessions.clone());
    accepted.map(move |next| next.map(|(io, peer)| ServedIo::new(Box::new(io), peer, &clock, &sessions, None)))
}
