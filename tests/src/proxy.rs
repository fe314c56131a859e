//! A stretch of network between two programs that can be cut, stalled, closed or made to break after some bytes.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the line does with traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Passes it on.
    Open,
    /// Keeps connections and passes nothing: a black hole.
    Stalled,
    /// Closes new connections at once.
    Refusing,
}

#[derive(Debug, Clone, Copy)]
struct State {
    mode: Mode,
    /// Connections of an older generation are cut.
    generation: u64,
}

/// No limit on bytes.
const ENDLESS: i64 = i64::MAX / 2;

#[derive(Debug)]
struct Shared {
    target: Mutex<SocketAddr>,
    state: watch::Sender<State>,
    /// Bytes towards whoever dialled that may still pass before every connection breaks.
    budget: AtomicI64,
    carried: AtomicU64,
    dialled: AtomicU64,
}

/// A line to `target`; whoever dials [`Proxy::address`] speaks to it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Opens a line to `target`.
    ///
    /// # Panics
    /// When no port can be opened.
    pub async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(crate::place::free_address()).await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (state, _) = watch::channel(State { mode: Mode::Open, generation: 0 });
        let shared = Arc::new(Shared {
            target: Mutex::new(target),
            state,
            budget: AtomicI64::new(ENDLESS),
            carried: AtomicU64::new(0),
            dialled: AtomicU64::new(0),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, accepting }
    }

    /// Where to dial.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Leads somewhere else from now on; open connections break.
    pub fn redirect(&self, target: SocketAddr) {
        *self.shared.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
        self.cut();
    }

    /// Breaks every open connection; new ones pass.
    pub fn cut(&self) {
        self.shared.state.send_modify(|s| s.generation += 1);
    }

    /// Keeps every connection open and passes nothing any more.
    pub fn stall(&self) {
        self.shared.state.send_modify(|s| s.mode = Mode::Stalled);
    }

    /// Breaks every open connection and closes new ones at once.
    pub fn refuse(&self) {
        self.shared.state.send_modify(|s| {
            s.mode = Mode::Refusing;
            s.generation += 1;
        });
    }

    /// Passes everything again; what was stalled goes on.
    pub fn open(&self) {
        self.shared.budget.store(ENDLESS, Ordering::SeqCst);
        self.shared.state.send_modify(|s| s.mode = Mode::Open);
    }

    /// Breaks every connection once that many more bytes have come back from the target; then the line is whole again.
    pub fn break_after(&self, bytes: u32) {
        self.shared.budget.store(i64::from(bytes), Ordering::SeqCst);
    }

    /// Whether the break of [`Proxy::break_after`] is still to come.
    pub fn will_break(&self) -> bool {
        self.shared.budget.load(Ordering::SeqCst) < ENDLESS / 2
    }

    /// Bytes that came back from the target so far.
    pub fn carried(&self) -> u64 {
        self.shared.carried.load(Ordering::SeqCst)
    }

    /// Connections so far.
    pub fn dialled(&self) -> u64 {
        self.shared.dialled.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((near, _)) = listener.accept().await {
        shared.dialled.fetch_add(1, Ordering::SeqCst);
        if shared.state.borrow().mode == Mode::Refusing {
            continue;
        }
        let target = *shared.target.lock().unwrap_or_else(PoisonError::into_inner);
        tokio::spawn(carry(near, target, Arc::clone(&shared)));
    }
}

#[expect(clippy::disallowed_methods, reason = "the proxy is the network, below what ges-runtime dials")]
async fn carry(near: TcpStream, target: SocketAddr, shared: Arc<Shared>) {
    let mine = shared.state.borrow().generation;
    let mut seen = shared.state.subscribe();
    let Ok(far) = TcpStream::connect(target).await else { return };
    for end in [&near, &far] {
        // A closed test connection leaves nothing behind, as a broken line does.
        let _ = end.set_nodelay(true);
    }
    let ((from_near, to_near), (from_far, to_far)) = (near.into_split(), far.into_split());
    let there = pass(from_near, to_far, Arc::clone(&shared), false);
    let back = pass(from_far, to_near, Arc::clone(&shared), true);
    tokio::select! {
        () = async { tokio::join!(there, back); } => {}
        _ = seen.wait_for(|s| s.generation != mine) => {}
    }
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    shared: Arc<Shared>,
    back: bool,
) {
    let mut state = shared.state.subscribe();
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if state.wait_for(|s| s.mode != Mode::Stalled).await.is_err() {
            break;
        }
        let mut length = read;
        if back {
            let count = i64::try_from(read).unwrap_or(i64::MAX);
            let left = shared.budget.fetch_sub(count, Ordering::SeqCst);
            shared.carried.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::SeqCst);
            if left < count {
                length = usize::try_from(left.max(0)).unwrap_or(0);
            }
            if left > ENDLESS / 2 {
                shared.budget.store(ENDLESS, Ordering::SeqCst);
            }
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
        if length < read {
            shared.budget.store(ENDLESS, Ordering::SeqCst);
            shared.state.send_modify(|s| s.generation += 1);
            break;
        }
    }
    // The other direction may still have something to say.
    let _ = to.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind(crate::place::free_address()).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.into_split();
                    tokio::io::copy(&mut from, &mut to).await
                });
            }
        });
        address
    }

    #[expect(clippy::disallowed_methods, reason = "a plain socket against the proxy")]
    async fn dial(proxy: &Proxy) -> TcpStream {
        TcpStream::connect(proxy.address()).await.unwrap()
    }

    async fn says(stream: &mut TcpStream, word: &[u8]) -> std::io::Result<Vec<u8>> {
        stream.write_all(word).await?;
        let mut heard = vec![0; word.len()];
        stream.read_exact(&mut heard).await?;
        Ok(heard)
    }

    #[tokio::test]
    async fn a_cut_ends_open_connections_and_not_new_ones() {
        let proxy = Proxy::to(echo().await).await;
        let mut first = dial(&proxy).await;
        assert_eq!(says(&mut first, b"one").await.unwrap(), b"one");
        proxy.cut();
        assert!(says(&mut first, b"two").await.is_err());
        assert_eq!(says(&mut dial(&proxy).await, b"three").await.unwrap(), b"three");
    }

    #[tokio::test]
    async fn a_stalled_line_goes_on_where_it_stopped() {
        let proxy = Proxy::to(echo().await).await;
        let mut stream = dial(&proxy).await;
        assert_eq!(says(&mut stream, b"one").await.unwrap(), b"one");
        proxy.stall();
        let waiting = says(&mut stream, b"two");
        tokio::pin!(waiting);
        let early = tokio::time::timeout(std::time::Duration::from_millis(100), &mut waiting).await;
        assert!(early.is_err(), "nothing passes a stalled line");
        proxy.open();
        assert_eq!(waiting.await.unwrap(), b"two");
    }

    #[tokio::test]
    async fn it_breaks_after_the_bytes_asked_for_and_is_whole_again() {
        let proxy = Proxy::to(echo().await).await;
        let mut stream = dial(&proxy).await;
        proxy.break_after(5);
        assert_eq!(says(&mut stream, b"one").await.unwrap(), b"one");
        assert!(says(&mut stream, b"two").await.is_err());
        assert!(!proxy.will_break());
        assert_eq!(says(&mut dial(&proxy).await, b"three").await.unwrap(), b"three");
    }

    #[tokio::test]
    async fn a_refusing_line_closes_at_once() {
        let proxy = Proxy::to(echo().await).await;
        proxy.refuse();
        assert!(says(&mut dial(&proxy).await, b"one").await.is_err());
        proxy.open();
        assert_eq!(says(&mut dial(&proxy).await, b"two").await.unwrap(), b"two");
    }
}
