//! Counts the bytes between hub and node: a line in front of a port, on a thread of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Name of the thread, so that its processor time can be told apart.
pub const THREAD: &str = "counting-line";

/// Bytes carried by all lines of this process, both ways, without TCP and IP headers.
#[derive(Debug, Clone, Default)]
pub struct Carried(Arc<AtomicU64>);

impl Carried {
    /// So far.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Carries every connection to `fronts.0` on to `fronts.1`, for each pair.
///
/// # Panics
/// When a port is taken.
pub fn carry(fronts: Vec<(SocketAddr, SocketAddr)>) -> Carried {
    let carried = Carried::default();
    let counter = carried.clone();
    // Open before this returns: whoever dials after it is answered.
    let open = |(front, behind)| {
        let listener = std::net::TcpListener::bind::<SocketAddr>(front).expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        (listener, behind)
    };
    let lines: Vec<(std::net::TcpListener, SocketAddr)> = fronts.into_iter().map(open).collect();
    let begun = std::thread::Builder::new().name(THREAD.into()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            for (listener, behind) in lines {
                let listener = TcpListener::from_std(listener).expect("a socket");
                tokio::spawn(accept(listener, behind, counter.clone()));
            }
            std::future::pending::<()>().await;
        });
    });
    drop(begun.expect("a thread"));
    carried
}

#[expect(clippy::disallowed_methods, reason = "a plain line between two ports")]
async fn accept(listener: TcpListener, behind: SocketAddr, carried: Carried) {
    while let Ok((near, _)) = listener.accept().await {
        let Ok(far) = TcpStream::connect(behind).await else { continue };
        let _ = (near.set_nodelay(true), far.set_nodelay(true));
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        tokio::spawn(pass(near_in, far_out, carried.clone()));
        tokio::spawn(pass(far_in, near_out, carried.clone()));
    }
}

async fn pass(mut from: tokio::net::tcp::OwnedReadHalf, mut to: tokio::net::tcp::OwnedWriteHalf, carried: Carried) {
    // Grows only for a busy line: a thousand idle ones stay small.
    let mut buffer = Vec::with_capacity(4 << 10);
    loop {
        buffer.clear();
        match from.read_buf(&mut buffer).await {
            Ok(1..) => {}
            Ok(0) | Err(_) => break,
        }
        carried.0.fetch_add(buffer.len() as u64, Ordering::Relaxed);
        if to.write_all(&buffer).await.is_err() {
            break;
        }
        if buffer.len() == buffer.capacity() && buffer.capacity() < 256 << 10 {
            buffer.reserve(buffer.capacity() * 4);
        }
    }
    let _ = to.shutdown().await;
}
