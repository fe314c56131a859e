//! Serving: gRPC for enrolment, the pulling, and what keeps certificates fresh.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ges_proto::DESCRIPTORS;
use ges_runtime::net::{Dialer, Limits, TlsDialer, server, tls_incoming};
use ges_runtime::shutdown::Token;
use ges_runtime::tls::{ClientAuth, client_config, server_config};
use tokio::net::TcpListener;
use tonic::service::Routes;

use super::{Hub, HubError};
use crate::{enrol, pull};

/// Sockets a hub serves on.
#[derive(Debug)]
pub struct Listeners {
    /// Pages and REST.
    pub http: TcpListener,
    /// gRPC.
    pub grpc: TcpListener,
}

impl Listeners {
    /// Listens on the configured addresses.
    pub async fn bind(http: SocketAddr, grpc: SocketAddr) -> Result<Self, HubError> {
        Ok(Self { http: listen(http).await?, grpc: listen(grpc).await? })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, HubError> {
    TcpListener::bind(address).await.map_err(|source| HubError::Listen { address: address.to_string(), source })
}

impl Hub {
    /// gRPC services: enrolment, health, reflection.
    pub async fn grpc_routes(&self) -> Result<Routes, HubError> {
        let (reporter, health) = tonic_health::server::health_reporter();
        reporter.set_serving::<enrol::grpc::Service>().await;
        let reflection = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        };
        let failed = |e: tonic_reflection::server::Error| HubError::Serve(e.to_string());
        let mut routes = Routes::builder();
        routes.add_service(enrol::grpc::service(self)).add_service(health);
        // Half of the clients there are still ask for the older version.
        routes.add_service(reflection().build_v1().map_err(failed)?);
        routes.add_service(reflection().build_v1alpha().map_err(failed)?);
        Ok(routes.routes())
    }

    /// Dials nodes over TLS with the hub's own certificate.
    pub fn dialer(&self) -> Result<Arc<dyn Dialer>, HubError> {
        let config = client_config(Some(self.identity()), &self.authorities_pem(), &self.env().clock)?;
        Ok(Arc::new(TlsDialer::new(config, &self.env().clock, self.sessions())))
    }

    /// Pulls every active agency with `dialer` until `stop`.
    pub async fn pull(&self, dialer: Arc<dyn Dialer>, stop: Token) {
        pull::supervise(self.clone(), dialer, stop).await;
    }

    /// Serves gRPC on a socket until `stop`.
    pub async fn serve_grpc(&self, listener: TcpListener, stop: Token) -> Result<(), HubError> {
        let tls = server_config(self.identity(), &self.authorities_pem(), ClientAuth::Optional, &self.env().clock)?;
        let mut limits = Limits::new(&self.env().clock, self.sessions());
        let hub = self.clone();
        limits.admit = Some(Arc::new(move |peer| hub.admits(peer)));
        let incoming = tls_incoming(listener, tls, limits);
        let routes = self.grpc_routes().await?;
        server()
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, stop.cancelled_owned())
            .await
            .map_err(|e| HubError::Serve(e.to_string()))
    }

    /// Shows a new certificate of its own in time; looks once an hour.
    pub(crate) async fn keep_certificate(&self, stop: Token) {
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                () = self.env().clock.sleep(Duration::from_hours(1)) => {}
            }
            let hub = self.clone();
            if let Err(error) = self.blocking(move || hub.0.keys.renew(&hub.0.config, &hub.0.env)).await {
                tracing::error!(%error, "the hub's own certificate could not be renewed");
            }
        }
    }
}
