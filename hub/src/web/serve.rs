//! Everything a hub does until it is told to stop: pages, gRPC, pulling, its own certificate.

use std::net::SocketAddr;
use std::time::Duration;

use ges_runtime::shutdown::Token;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::app::{Hub, HubError, Listeners};

/// How long open pages may hold up the end.
const DRAIN: Duration = Duration::from_secs(2);

impl Hub {
    /// Serves until `stop`; whatever part ends first ends all.
    pub async fn serve(&self, listeners: Listeners, stop: Token) -> Result<(), HubError> {
        let Listeners { http, grpc } = listeners;
        let dialer = self.dialer()?;
        let mut tasks: JoinSet<Result<(), HubError>> = JoinSet::new();
        tasks.spawn(pages(self.clone(), http, stop.clone()));
        let (hub, ending) = (self.clone(), stop.clone());
        tasks.spawn(async move { hub.serve_grpc(grpc, ending).await });
        let (hub, ending) = (self.clone(), stop.clone());
        tasks.spawn(async move {
            hub.pull(dialer, ending).await;
            Ok(())
        });
        let (hub, ending) = (self.clone(), stop.clone());
        tasks.spawn(async move {
            hub.keep_certificate(ending).await;
            Ok(())
        });
        let mut outcome = Ok(());
        while let Some(ended) = tasks.join_next().await {
            let ended = ended.unwrap_or_else(|e| Err(HubError::Serve(format!("a part of the hub ended: {e}"))));
            if outcome.is_ok() {
                outcome = ended;
            }
            stop.cancel();
        }
        outcome
    }
}

async fn pages(hub: Hub, listener: TcpListener, stop: Token) -> Result<(), HubError> {
    let app = super::router(&hub).map_err(|e| HubError::Serve(e.to_string()))?;
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let ending = stop.clone();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move { ending.cancelled().await });
    let give_up = async {
        stop.cancelled().await;
        // Open pages listen for events for ever.
        hub.env().clock.sleep(DRAIN).await;
    };
    tokio::select! {
        served = serving => served.map_err(|e| HubError::Serve(e.to_string())),
        () = give_up => Ok(()),
    }
}
