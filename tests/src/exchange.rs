//! A test client that speaks to a node as the hub does: with the hub's certificate, over mutual TLS.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use ges_domain::ids::OrganisationId;
use ges_journal::entry::Sealed;
use ges_journal::log_id::LogId;
use ges_journal::note::VerifierKey;
use ges_journal::witness::{Mirror, Offer};
use ges_proto::MAX_MESSAGE;
use ges_proto::batch::entries_of;
use ges_proto::exchange::exchange_client::ExchangeClient;
use ges_proto::exchange::pull_frame::Frame;
use ges_proto::exchange::{Batch, Cursor, HelloReply, HelloRequest, PullFrame, PullRequest};
use ges_runtime::Clock;
use ges_runtime::identity::Identity;
use ges_runtime::net::{DialError, Dialer, Sessions, TlsDialer, channel};
use ges_runtime::tls::{Hot, client_config};
use tonic::transport::Channel;
use tonic::{Status, Streaming};

use crate::world::{NodeSite, World};

/// A client of a node's exchange.
pub type Client = ExchangeClient<Channel>;

/// A dialer that shows `identity`, or nothing, and believes the authority in `ca`.
///
/// # Panics
/// When the files are not what they should be.
pub fn dialer(identity: Option<&Identity>, ca: &Path) -> Arc<dyn Dialer> {
    let clock = Clock::system();
    let hot = identity.map(|i| Hot::new(i).expect("a good identity"));
    let authority = std::fs::read_to_string(ca).expect("ca.pem");
    let config = client_config(hot.as_ref(), &authority, &clock).expect("a TLS client");
    Arc::new(TlsDialer::new(config, &clock, &Sessions::new()))
}

/// The hub's own identity, from its folder.
///
/// # Panics
/// When there is none.
pub fn hub_identity(world: &World) -> Identity {
    Identity::load(&world.hub.dir.join("tls/hub.pem")).expect("the hub's identity")
}

/// Connects to a node as its hub.
///
/// # Panics
/// When the node does not answer.
pub async fn as_hub(world: &World, node: &NodeSite) -> Client {
    let identity = hub_identity(world);
    as_whom(world, node, Some(&identity)).await.unwrap_or_else(|e| panic!("{}: {e}", node.site.id))
}

/// Connects to a node as somebody, over the line that the hub uses.
pub async fn as_whom(world: &World, node: &NodeSite, identity: Option<&Identity>) -> Result<Client, DialError> {
    connect(world, &node.site.id, node.line.address(), identity).await
}

/// Connects to a node's own address as its hub.
///
/// # Panics
/// When the node does not answer.
pub async fn at(world: &World, id: &str, address: SocketAddr) -> Client {
    let identity = hub_identity(world);
    connect(world, id, address, Some(&identity)).await.unwrap_or_else(|e| panic!("{id}: {e}"))
}

async fn connect(
    world: &World,
    id: &str,
    address: SocketAddr,
    identity: Option<&Identity>,
) -> Result<Client, DialError> {
    let dialer = dialer(identity, &world.hub.dir.join("ca/ca.pem"));
    let id = OrganisationId::parse(id).expect("a good id");
    let channel = channel(dialer.as_ref(), &address.to_string(), &id).await?;
    Ok(ExchangeClient::new(channel).max_decoding_message_size(MAX_MESSAGE).max_encoding_message_size(2 * MAX_MESSAGE))
}

/// Says Hello at first contact.
///
/// # Panics
/// When it is refused.
pub async fn hello(client: &mut Client) -> HelloReply {
    let request = HelloRequest { protocol_min: 1, protocol_max: 1, software: "test".into(), ..HelloRequest::default() };
    client.hello(request).await.expect("hello").into_inner()
}

/// Begins to pull.
pub async fn pull(
    client: &mut Client,
    log: &str,
    next: u64,
    max_bytes: u32,
    follow: bool,
) -> Result<Streaming<PullFrame>, Status> {
    let cursor = Some(Cursor { log: log.to_owned(), next });
    Ok(client.pull(PullRequest { cursor, max_bytes, follow }).await?.into_inner())
}

/// What a stream gave.
#[derive(Debug, Default)]
pub struct Pulled {
    /// Batches in the order they came.
    pub batches: Vec<Batch>,
    /// Places that bookmarks named.
    pub bookmarks: Vec<u64>,
}

impl Pulled {
    /// All entries in order.
    ///
    /// # Panics
    /// When a batch is malformed.
    pub fn entries(&self) -> Vec<Sealed> {
        self.batches.iter().flat_map(|b| entries_of(b).expect("well formed")).collect()
    }

    /// Checks every batch as a mirror must: order, digests, root, signature.
    ///
    /// # Panics
    /// When one is not to be believed.
    pub fn verify(&self, log: &str, key: &str) -> Mirror {
        let log = LogId::parse(log).expect("a log");
        let key: VerifierKey = key.parse().expect("a key");
        let mut mirror = Mirror::new(log, key);
        for batch in &self.batches {
            let entries = entries_of(batch).expect("well formed");
            let offer =
                Offer { first_sequence: batch.first_sequence, entries: &entries, checkpoint: &batch.checkpoint };
            mirror.edge =
                mirror.admit(&offer).unwrap_or_else(|e| panic!("batch at {}: {e}", batch.first_sequence)).edge;
        }
        mirror
    }
}

/// Pulls without following, to the end.
///
/// # Panics
/// When the stream ends with an error.
pub async fn pull_all(client: &mut Client, log: &str, next: u64, max_bytes: u32) -> Pulled {
    let mut stream = pull(client, log, next, max_bytes, false).await.expect("a stream");
    let mut pulled = Pulled::default();
    while let Some(frame) = stream.message().await.expect("a frame") {
        take(&mut pulled, frame);
    }
    pulled
}

/// Sorts a frame in; tells whether it was a bookmark.
///
/// # Panics
/// When the frame is empty.
pub fn take(pulled: &mut Pulled, frame: PullFrame) -> bool {
    match frame.frame.expect("a frame holds something") {
        Frame::Batch(batch) => {
            pulled.batches.push(batch);
            false
        }
        Frame::Bookmark(mark) => {
            pulled.bookmarks.push(mark.cursor.expect("a bookmark names a place").next);
            true
        }
    }
}
