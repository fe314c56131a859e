//! Serving both ports until asked to stop: pages and REST over HTTP, the exchange over mutual TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ges_runtime::net::{Limits, server, tls_incoming};
use ges_runtime::shutdown::Token;
use ges_runtime::tls::{ClientAuth, server_config};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::heads::LOOK;
use crate::app::{Node, NodeError};
use crate::{enrolment, feeds, files, mail, reading};

/// How long requests under way may take once the process was asked to end.
const DRAIN: Duration = Duration::from_secs(5);

/// Where a node listens.
#[derive(Debug)]
pub struct Listeners {
    /// Pages and REST.
    pub http: TcpListener,
    /// The exchange.
    pub exchange: TcpListener,
}

impl Listeners {
    /// Opens both ports of the settings.
    pub async fn bind(config: &crate::config::Config) -> Result<Self, NodeError> {
        let bind = async |address: SocketAddr| {
            let taken =
                |e| NodeError::Serve(format!("{address} cannot be opened ({e}); is another program on that port?"));
            TcpListener::bind(address).await.map_err(taken)
        };
        Ok(Self { http: bind(config.http.listen).await?, exchange: bind(config.exchange.listen).await? })
    }
}

impl Node {
    /// Serves until `shutdown`. Before enrolment the exchange port answers nobody; enrolling by another process on
    /// the same folder is noticed.
    pub async fn serve(&self, listeners: Listeners, shutdown: Token) -> Result<(), NodeError> {
        let Listeners { http, exchange } = listeners;
        let mut tasks = JoinSet::new();
        tasks.spawn(pages(self.clone(), http, shutdown.clone()));
        tasks.spawn(exchange_port(self.clone(), exchange, shutdown.clone()));
        tasks.spawn(watch(self.clone(), shutdown.clone()));
        tasks.spawn(enrolment::keep_renewed(self.clone(), shutdown.clone()));
        tasks.spawn(feeds::keep_running(self.clone(), shutdown.clone()));
        tasks.spawn(mail::keep_sending(self.clone(), shutdown.clone()));
        tasks.spawn(reading::keep_reading(self.clone(), shutdown.clone()));
        let mut outcome = Ok(());
        while let Some(ended) = tasks.join_next().await {
            let ended = ended.unwrap_or_else(|e| Err(NodeError::Serve(format!("a part of the node ended: {e}"))));
            if outcome.is_ok() {
                outcome = ended;
            }
            // Whatever ends first ends all: a half-dead node helps nobody.
            shutdown.cancel();
        }
        outcome
    }
}

async fn pages(node: Node, listener: TcpListener, shutdown: Token) -> Result<(), NodeError> {
    let app = node.http_router().into_make_service_with_connect_info::<SocketAddr>();
    let stop = shutdown.clone();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move { stop.cancelled().await });
    let clock = node.env().clock.clone();
    let give_up = async {
        shutdown.cancelled().await;
        // Open pages listen for events for ever.
        clock.sleep(DRAIN).await;
    };
    tokio::select! {
        served = serving => served.map_err(|e| NodeError::Serve(e.to_string())),
        () = give_up => Ok(()),
    }
}

/// Serves the exchange once there is an identity; begins anew when the authorities to trust have changed.
async fn exchange_port(node: Node, listener: TcpListener, shutdown: Token) -> Result<(), NodeError> {
    let listener = listener.into_std().map_err(|e| NodeError::Serve(e.to_string()))?;
    let clock = node.env().clock.clone();
    loop {
        let authorities = loop {
            let found = files::read_text(&node.config().authorities())?;
            if let Some(pem) = found.filter(|_| node.link().is_some() && node.hot().peer().is_some()) {
                break pem;
            }
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                () = clock.sleep(LOOK) => {}
            }
        };
        let config = server_config(node.hot(), &authorities, ClientAuth::Required, &clock)?;
        let again =
            listener.try_clone().and_then(TcpListener::from_std).map_err(|e| NodeError::Serve(e.to_string()))?;
        let mut limits = Limits::new(&clock, node.sessions());
        limits.connections = node.config().exchange.connections.into();
        let incoming = tls_incoming(again, config, limits);
        let turn = shutdown.child_token();
        let (ending, stopping) = (turn.clone(), turn.clone());
        let serving = server()
            .max_concurrent_streams(Some(64))
            .add_routes(node.exchange_routes())
            .serve_with_incoming_shutdown(incoming, async move { stopping.cancelled().await });
        let drained = async {
            turn.cancelled().await;
            node.sessions().end_where(|_| true);
            clock.sleep(DRAIN).await;
        };
        tokio::select! {
            served = serving => served.map_err(|e| NodeError::Serve(e.to_string()))?,
            () = drained => {}
            () = changed_from(&node, &authorities) => ending.cancel(),
        }
        if shutdown.is_cancelled() {
            return Ok(());
        }
    }
}

/// Ends once the authorities on disk are others than `known`.
async fn changed_from(node: &Node, known: &str) {
    loop {
        node.env().clock.sleep(Duration::from_secs(2)).await;
        if matches!(files::read_text(&node.config().authorities()), Ok(Some(now)) if now != known) {
            return;
        }
    }
}

/// Notices what other processes change: entries, the hub, the certificate.
async fn watch(node: Node, shutdown: Token) -> Result<(), NodeError> {
    let clock = node.env().clock.clone();
    let paths = Arc::new([node.config().hub_file(), node.config().tls_chain()]);
    let stamps = || paths.iter().map(|p| std::fs::metadata(p).and_then(|m| m.modified()).ok()).collect::<Vec<_>>();
    let mut known = stamps();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = clock.sleep(LOOK) => {}
        }
        node.look().await;
        let now = stamps();
        if now != known {
            match node.reload_link() {
                Ok(()) => {
                    known = now;
                    tracing::info!("the hub or the certificate changed");
                }
                // Half of an enrolment may be written: the next look finds it whole.
                Err(error) => tracing::debug!(%error, "the hub's files cannot be read yet"),
            }
        }
    }
}
