//! A connection that knows when it must end: at the peer's last valid moment, or when somebody ends it.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::server::Connected;

use super::{BoxedIo, PeerInfo};
use crate::Clock;

/// The connections that are open now. Cheap to clone. Whoever revokes a certificate ends them here.
#[derive(Clone, Debug, Default)]
pub struct Sessions(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    sessions: BTreeMap<u64, (PeerInfo, CancellationToken)>,
}

impl Sessions {
    /// No connections yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends every connection whose peer `which` picks, at once, and tells how many they were.
    pub fn end_where(&self, which: impl Fn(&PeerInfo) -> bool) -> usize {
        let open = self.lock();
        let picked = open.sessions.values().filter(|(peer, _)| which(peer));
        picked.map(|(_, stop)| stop.cancel()).count()
    }

    /// Everybody connected now.
    pub fn peers(&self) -> Vec<PeerInfo> {
        self.lock().sessions.values().map(|(peer, _)| peer.clone()).collect()
    }

    fn register(&self, peer: PeerInfo, stop: CancellationToken) -> Ticket {
        let mut open = self.lock();
        let number = open.next;
        open.next += 1;
        open.sessions.insert(number, (peer, stop));
        Ticket { sessions: self.clone(), number }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the connection off the list when it is dropped.
struct Ticket {
    sessions: Sessions,
    number: u64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.sessions.lock().sessions.remove(&self.number);
    }
}

type Ending = Pin<Box<dyn Future<Output = &'static str> + Send>>;

/// A stream of bytes that fails once its session must end, also in the middle of a wait.
pub(super) struct Guarded {
    io: BoxedIo,
    stop: CancellationToken,
    ending: Ending,
    ended: Option<&'static str>,
    _gone: DropGuard,
    _ticket: Option<Ticket>,
}

impl Guarded {
    /// Ends with the peer's certificate, or when `sessions` is asked to end it.
    pub(super) fn session(io: BoxedIo, peer: &PeerInfo, clock: &Clock, sessions: &Sessions) -> Self {
        let stop = CancellationToken::new();
        let ticket = sessions.register(peer.clone(), stop.clone());
        let (stopped, clock, not_after) = (stop.clone(), clock.clone(), peer.not_after);
        let ending = Box::pin(async move {
            let expiry = async {
                match not_after {
                    Some(moment) => clock.sleep_until(moment).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stopped.cancelled() => "the session was ended: the certificate is no longer accepted",
                () = expiry => "the session has ended: the certificate has expired",
            }
        });
        Self { io, stop, ending, ended: None, _gone: CancellationToken::new().drop_guard(), _ticket: Some(ticket) }
    }

    /// Ends when `stop` is cancelled; cancels `gone` when the stream is dropped.
    pub(super) fn watched(io: BoxedIo, stop: &CancellationToken, gone: CancellationToken) -> Self {
        let stopped = stop.clone();
        let ending = Box::pin(async move {
            stopped.cancelled().await;
            "the connection was ended on this side"
        });
        Self { io, stop: stop.clone(), ending, ended: None, _gone: gone.drop_guard(), _ticket: None }
    }

    /// Only reading waits for the end, so that reading and writing from two tasks do not take
    /// each other's wake-up away; a connection always reads.
    fn ended_while_reading(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.ended.is_none()
            && let Poll::Ready(reason) = self.ending.as_mut().poll(cx)
        {
            self.ended = Some(reason);
        }
        self.still_open()
    }

    fn still_open(&self) -> io::Result<()> {
        match self.ended {
            Some(reason) => Err(io::Error::new(io::ErrorKind::ConnectionAborted, reason)),
            None if self.stop.is_cancelled() => {
                Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the session was ended"))
            }
            None => Ok(()),
        }
    }
}

impl AsyncRead for Guarded {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.ended_while_reading(cx)?;
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.still_open()?;
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.still_open()?;
        Pin::new(&mut self.io).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.still_open()?;
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// A connection a server has accepted. It ends itself at the peer's last valid moment and when
/// [`Sessions::end_where`] picks it; the handlers of its requests find its [`PeerInfo`].
pub struct ServedIo {
    io: Guarded,
    peer: PeerInfo,
    _place: Option<OwnedSemaphorePermit>,
}

impl ServedIo {
    pub(super) fn new(
        io: BoxedIo,
        peer: PeerInfo,
        clock: &Clock,
        sessions: &Sessions,
        place: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self { io: Guarded::session(io, &peer, clock, sessions), peer, _place: place }
    }

    /// Who is on the other side.
    pub fn peer(&self) -> &PeerInfo {
        &self.peer
    }
}

impl fmt::Debug for ServedIo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServedIo").field(&self.peer).finish()
    }
}

impl Connected for ServedIo {
    type ConnectInfo = PeerInfo;

    fn connect_info(&self) -> PeerInfo {
        self.peer.clone()
    }
}

impl AsyncRead for ServedIo {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl AsyncWrite for ServedIo {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
