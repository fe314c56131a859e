//! gRPC over these connections: the handler knows the caller, and a cut is told at once.

use std::sync::Mutex;

use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::*;

type Callers = Arc<Mutex<Vec<PeerInfo>>>;

/// Serves health on `incoming`, noting who calls.
fn serve<S>(incoming: S) -> Callers
where
    S: futures_util::Stream<Item = io::Result<ServedIo>> + Send + 'static,
{
    let callers = Callers::default();
    let noted = Arc::clone(&callers);
    tokio::spawn(async move {
        let (_reporter, health) = tonic_health::server::health_reporter();
        let note = move |request: Request<()>| {
            let peer = request.extensions().get::<PeerInfo>().cloned();
            noted.lock().unwrap().push(peer.ok_or_else(|| Status::internal("nobody"))?);
            Ok(request)
        };
        let layer = tonic::service::InterceptorLayer::new(note);
        server().layer(layer).add_service(health).serve_with_incoming(incoming).await
    });
    callers
}

fn question() -> HealthCheckRequest {
    HealthCheckRequest { service: String::new() }
}

#[tokio::test]
async fn a_handler_finds_the_caller_among_the_requests_extensions() {
    let federation = Federation::new();
    let node = federation.node().await;
    let callers = serve(node.incoming);
    let dialer = federation.dialer_of("opdc");
    let channel = channel(&dialer, &node.address, &organisation("dep")).await.unwrap();
    HealthClient::new(channel).check(question()).await.unwrap();
    let callers = callers.lock().unwrap();
    assert_eq!(callers[0].organisation, Some(organisation("opdc")));
    assert_eq!(callers[0].kind, Some(Kind::Hub));
}

#[tokio::test]
async fn a_channel_to_another_agency_is_never_made() {
    let federation = Federation::new();
    let node = federation.node().await;
    let callers = serve(node.incoming);
    let error =
        channel(&federation.dialer_of("opdc"), &node.address, &organisation("cdd")).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, DialError::AnotherAgency { .. }), "{error}");
    assert!(callers.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_session_ended_by_the_other_side_is_told_at_once_and_ends_an_open_stream() {
    let federation = Federation::new();
    let node = federation.node().await;
    let (sessions, _callers) = (node.sessions.clone(), serve(node.incoming));
    let link = connect(&federation.dialer_of("opdc"), &node.address, &organisation("dep")).await.unwrap();
    assert_eq!(link.peer.organisation, Some(organisation("dep")));
    let mut client = HealthClient::new(link.channel.clone());
    let mut watching = client.watch(question()).await.unwrap().into_inner();
    watching.message().await.unwrap().unwrap();
    assert!(!link.gone.is_cancelled());
    assert_eq!(sessions.end_where(|peer| peer.organisation == Some(organisation("opdc"))), 1);
    assert!(soon(watching.message()).await.is_err());
    soon(link.gone.cancelled()).await;
    assert!(client.check(question()).await.is_err());
}

#[tokio::test]
async fn an_open_stream_ends_when_the_callers_certificate_does() {
    let federation = Federation::new();
    let node = federation.node().await;
    let _callers = serve(node.incoming);
    let hot = Hot::new(&federation.identity("opdc", Kind::Hub, Duration::from_mins(1))).unwrap();
    let link = connect(&federation.dialer(Some(&hot)).0, &node.address, &organisation("dep")).await.unwrap();
    let mut watching = HealthClient::new(link.channel.clone()).watch(question()).await.unwrap().into_inner();
    watching.message().await.unwrap().unwrap();
    federation.hand.advance(Duration::from_mins(1));
    assert!(soon(watching.message()).await.is_err());
    soon(link.gone.cancelled()).await;
}

#[tokio::test]
async fn ending_a_link_ends_its_calls() {
    let federation = Federation::new();
    let node = federation.node().await;
    let _callers = serve(node.incoming);
    let link = connect(&federation.dialer_of("opdc"), &node.address, &organisation("dep")).await.unwrap();
    let mut watching = HealthClient::new(link.channel.clone()).watch(question()).await.unwrap().into_inner();
    watching.message().await.unwrap().unwrap();
    link.end();
    assert!(soon(watching.message()).await.is_err());
    soon(link.gone.cancelled()).await;
}

#[tokio::test]
async fn any_stream_of_bytes_serves_when_somebody_vouches_for_the_peer() {
    let federation = Federation::new();
    let (near, far) = tokio::io::duplex(1 << 16);
    let hub = PeerInfo::plain(organisation("opdc"), Kind::Hub, "simulated");
    let accepted = futures_util::stream::iter([Ok((far, hub.clone()))]).chain(futures_util::stream::pending());
    let sessions = Sessions::new();
    let callers = serve(plain_incoming(accepted, &federation.clock, &sessions));
    let node = PeerInfo::plain(organisation("dep"), Kind::Node, "simulated");
    let link = link_over(Box::new(near), node.clone()).await.unwrap();
    let mut client = HealthClient::new(link.channel.clone());
    client.check(question()).await.unwrap();
    assert_eq!((&link.peer, &*callers.lock().unwrap()), (&node, &vec![hub]));
    sessions.end_where(|_| true);
    soon(link.gone.cancelled()).await;
    let error = client.check(question()).await.unwrap_err();
    assert!(matches!(error.code(), Code::Unavailable | Code::Unknown | Code::Cancelled), "{error}");
}
