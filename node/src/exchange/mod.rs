//! What the hub may ask of this node: the gRPC service `ges.exchange.v1.Exchange`.

mod deliver;
pub(crate) mod heads;
mod hello;
mod pull;
mod read_document;
pub mod refused;
mod serve;

use std::pin::Pin;
use std::sync::Arc;

use futures_util::{FutureExt as _, Stream};
use ges_domain::audience::Viewer;
use ges_proto::exchange::exchange_server::{Exchange, ExchangeServer};
use ges_proto::exchange::{
    DeliverReply, DeliverRequest, DocumentChunk, HelloReply, HelloRequest, PullFrame, PullRequest, ReadDocumentRequest,
};
use ges_proto::{DESCRIPTORS, MAX_MESSAGE};
use ges_runtime::identity::Kind;
use ges_runtime::net::PeerInfo;
use tonic::service::Routes;
use tonic::{Request, Response, Status, Streaming};

use crate::app::Node;
use crate::link::Link;
use refused::Refused;

pub use serve::Listeners;

type Frames<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// The service over one node.
#[derive(Clone, Debug)]
struct Server(Node);

impl Server {
    /// The hub that calls, if it is the one this node is enrolled with.
    fn caller<T>(&self, request: &Request<T>) -> Result<Arc<Link>, Refused> {
        let link = self.0.link().ok_or_else(Refused::not_enrolled)?;
        let peer = request.extensions().get::<PeerInfo>().ok_or_else(|| Refused::not_my_hub("nobody", &link.hub))?;
        let called = peer.organisation.as_ref().map_or("nobody", |o| o.as_str());
        let is_hub = peer.kind.is_none_or(|kind| kind == Kind::Hub);
        if peer.organisation.as_ref() == Some(&link.hub) && is_hub {
            Ok(link)
        } else {
            tracing::warn!(peer = called, address = peer.address, "a call of somebody else than the hub was refused");
            Err(Refused::not_my_hub(called, &link.hub))
        }
    }
}

fn central(link: &Link) -> Viewer {
    Viewer::Central(link.hub.clone())
}

#[tonic::async_trait]
impl Exchange for Server {
    async fn hello(&self, request: Request<HelloRequest>) -> Result<Response<HelloReply>, Status> {
        let link = self.caller(&request)?;
        Ok(Response::new(hello::answer(&self.0, &link, request.into_inner()).await?))
    }

    type PullStream = Frames<PullFrame>;

    async fn pull(&self, request: Request<PullRequest>) -> Result<Response<Self::PullStream>, Status> {
        let link = self.caller(&request)?;
        Ok(Response::new(pull::stream(&self.0, central(&link), request.into_inner()).await?))
    }

    async fn deliver(&self, request: Request<Streaming<DeliverRequest>>) -> Result<Response<DeliverReply>, Status> {
        let link = self.caller(&request)?;
        Ok(Response::new(deliver::receive(&self.0, &link, request.into_inner()).await?))
    }

    type ReadDocumentStream = Frames<DocumentChunk>;

    async fn read_document(
        &self,
        request: Request<ReadDocumentRequest>,
    ) -> Result<Response<Self::ReadDocumentStream>, Status> {
        let link = self.caller(&request)?;
        Ok(Response::new(read_document::stream(&self.0, central(&link), &request.into_inner()).await?))
    }
}

impl Node {
    /// The exchange with health and reflection, to be served over any connection that tells who the peer is.
    pub fn exchange_routes(&self) -> Routes {
        let exchange = ExchangeServer::new(Server(self.clone()))
            .max_decoding_message_size(MAX_MESSAGE)
            .max_encoding_message_size(MAX_MESSAGE);
        let (reporter, health) = tonic_health::server::health_reporter();
        // Setting a status only takes a lock that nobody else has yet.
        let _ = reporter.set_serving::<ExchangeServer<Server>>().now_or_never();
        let mut routes = Routes::new(exchange).add_service(health);
        let reflection = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        };
        // Half of the clients there are still ask for the older version.
        match (reflection().build_v1(), reflection().build_v1alpha()) {
            (Ok(newer), Ok(older)) => routes = routes.add_service(newer).add_service(older),
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "reflection is off: its descriptors cannot be read");
            }
        }
        routes
    }
}
