//! A node that does not keep to the protocol: it has the real node's certificate and passes calls on to it, but
//! changes what comes back.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt as _};
use ges_proto::MAX_MESSAGE;
use ges_proto::exchange::exchange_server::{Exchange, ExchangeServer};
use ges_proto::exchange::{
    DeliverReply, DeliverRequest, DocumentChunk, HelloReply, HelloRequest, PullFrame, PullRequest, ReadDocumentRequest,
};
use ges_runtime::Clock;
use ges_runtime::identity::{Identity, KeyPair};
use ges_runtime::net::{Limits, Sessions, server, tls_incoming};
use ges_runtime::tls::{ClientAuth, Hot, server_config};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::{Request, Response, Status, Streaming};

use crate::exchange::Client;
use crate::place::free_address;
use crate::world::{NodeSite, Site};

/// What is changed on the way back.
#[derive(Clone)]
pub struct Twist {
    /// In the answer to Hello.
    pub hello: Arc<dyn Fn(&mut HelloReply) + Send + Sync>,
    /// In every frame of a pull; it may become several or none.
    pub frame: Arc<dyn Fn(PullFrame) -> Vec<PullFrame> + Send + Sync>,
}

impl Twist {
    /// Changes nothing.
    pub fn none() -> Self {
        Self { hello: Arc::new(|_| {}), frame: Arc::new(|frame| vec![frame]) }
    }

    /// Changes the answer to Hello.
    pub fn hello(change: impl Fn(&mut HelloReply) + Send + Sync + 'static) -> Self {
        Self { hello: Arc::new(change), ..Self::none() }
    }

    /// Changes frames.
    pub fn frame(change: impl Fn(PullFrame) -> Vec<PullFrame> + Send + Sync + 'static) -> Self {
        Self { frame: Arc::new(change), ..Self::none() }
    }
}

struct Impostor {
    real: Client,
    twist: Twist,
}

type Frames<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl Exchange for Impostor {
    async fn hello(&self, request: Request<HelloRequest>) -> Result<Response<HelloReply>, Status> {
        let mut reply = self.real.clone().hello(request.into_inner()).await?.into_inner();
        (self.twist.hello)(&mut reply);
        Ok(Response::new(reply))
    }

    type PullStream = Frames<PullFrame>;

    async fn pull(&self, request: Request<PullRequest>) -> Result<Response<Self::PullStream>, Status> {
        let frames = self.real.clone().pull(request.into_inner()).await?.into_inner();
        let twist = Arc::clone(&self.twist.frame);
        let changed = frames.flat_map(move |frame| {
            let frames: Vec<Result<PullFrame, Status>> = match frame {
                Ok(frame) => twist(frame).into_iter().map(Ok).collect(),
                Err(status) => vec![Err(status)],
            };
            futures_util::stream::iter(frames)
        });
        Ok(Response::new(Box::pin(changed)))
    }

    async fn deliver(&self, request: Request<Streaming<DeliverRequest>>) -> Result<Response<DeliverReply>, Status> {
        let mut items = request.into_inner();
        let mut all = Vec::new();
        while let Some(item) = items.message().await? {
            all.push(item);
        }
        self.real.clone().deliver(futures_util::stream::iter(all)).await
    }

    type ReadDocumentStream = Frames<DocumentChunk>;

    async fn read_document(
        &self,
        request: Request<ReadDocumentRequest>,
    ) -> Result<Response<Self::ReadDocumentStream>, Status> {
        let chunks = self.real.clone().read_document(request.into_inner()).await?.into_inner();
        Ok(Response::new(Box::pin(chunks)))
    }
}

/// The identity of an enrolled node, from its folder.
///
/// # Panics
/// When it has none.
pub fn node_identity(site: &Site) -> Identity {
    let key = KeyPair::load(&site.dir.join("keys/tls.key")).expect("the node's key");
    let chain = std::fs::read_to_string(site.dir.join("tls/chain.pem")).expect("the node's certificate");
    Identity::new(&chain, &key).expect("they belong together")
}

/// Serves in place of `node`, passing calls to `real`, until the handle is aborted; returns where.
///
/// # Panics
/// When no port can be opened.
pub async fn serve(node: &NodeSite, real: Client, twist: Twist) -> (SocketAddr, JoinHandle<()>) {
    let clock = Clock::system();
    let hot = Hot::new(&node_identity(&node.site)).expect("a good identity");
    let authorities = std::fs::read_to_string(node.site.dir.join("tls/authorities.pem")).expect("authorities");
    let config = server_config(&hot, &authorities, ClientAuth::Required, &clock).expect("a TLS server");
    let listener = TcpListener::bind(free_address()).await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let incoming = tls_incoming(listener, config, Limits::new(&clock, &Sessions::new()));
    let service = ExchangeServer::new(Impostor { real, twist })
        .max_decoding_message_size(MAX_MESSAGE * 2)
        .max_encoding_message_size(MAX_MESSAGE * 2);
    let serving = server().add_service(service).serve_with_incoming(incoming);
    // It ends when the test does.
    (address, tokio::spawn(async move { drop(serving.await) }))
}
