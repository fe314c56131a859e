//! A wire that breaks: passes a given number of bytes from the node to the hub on each connection, then cuts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::BoxFuture;
use ges_domain::ids::OrganisationId;
use ges_runtime::net::{BoxedIo, Dialer, PeerInfo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Dials through another dialer and cuts the nth connection after `step · n` bytes.
pub struct CuttingDialer {
    pub inner: Arc<dyn Dialer>,
    pub step: usize,
    pub dials: Arc<AtomicUsize>,
}

impl Dialer for CuttingDialer {
    fn dial(&self, address: &str, expect: &OrganisationId) -> BoxFuture<'_, std::io::Result<(BoxedIo, PeerInfo)>> {
        let (address, expect) = (address.to_owned(), expect.clone());
        Box::pin(async move {
            let (io, peer) = self.inner.dial(&address, &expect).await?;
            let mut left = self.step * (self.dials.fetch_add(1, Ordering::SeqCst) + 1);
            let (near, far) = tokio::io::duplex(64 * 1024);
            let (mut from_node, mut to_node) = tokio::io::split(io);
            let (mut from_hub, mut to_hub) = tokio::io::split(far);
            tokio::spawn(async move {
                let up = async { tokio::io::copy(&mut from_hub, &mut to_node).await.map(drop) };
                let down = async {
                    let mut buffer = vec![0; 16 * 1024];
                    while left > 0 {
                        let most = left.min(buffer.len());
                        let n = from_node.read(&mut buffer[..most]).await?;
                        if n == 0 {
                            break;
                        }
                        left -= n;
                        to_hub.write_all(&buffer[..n]).await?;
                    }
                    Ok::<(), std::io::Error>(())
                };
                tokio::select! {
                    _ = up => {}
                    _ = down => {}
                }
            });
            Ok((Box::new(near) as BoxedIo, peer))
        })
    }
}
