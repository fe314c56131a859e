//! A session lives as long as the certificates do and nobody ends it.

use super::*;

async fn aborted(io: &mut (impl AsyncRead + Unpin)) -> String {
    let error = soon(io.read(&mut [0])).await.expect_err("the session should have ended");
    assert_eq!(error.kind(), io::ErrorKind::ConnectionAborted, "{error}");
    error.to_string()
}

#[tokio::test]
async fn an_open_session_ends_at_the_callers_last_moment_and_not_before() {
    let federation = Federation::new();
    let mut node = federation.node().await;
    let hot = Hot::new(&federation.identity("opdc", Kind::Hub, Duration::from_mins(1))).unwrap();
    let (mut client, _) = dial(&federation.dialer(Some(&hot)).0, &node.address, "dep").await.unwrap();
    let mut served = node.accept().await;
    federation.hand.advance(Duration::from_secs(59));
    pass(&mut client, &mut served).await;
    let waiting = tokio::spawn(async move { (aborted(&mut served).await, served) });
    federation.hand.advance(Duration::from_secs(1));
    let (reason, mut served) = waiting.await.unwrap();
    assert!(reason.contains("expired"), "{reason}");
    assert!(served.write_all(b"more").await.is_err());
    drop(served);
    assert_eq!(node.sessions.peers(), []);
}

#[tokio::test]
async fn an_open_session_ends_at_the_last_moment_of_whoever_was_called() {
    let federation = Federation::new();
    let hot = Hot::new(&federation.identity("dep", Kind::Node, Duration::from_mins(1))).unwrap();
    let mut node = federation.node_with(&hot, |_| {}).await;
    let (mut client, _) = dial(&federation.dialer_of("opdc"), &node.address, "dep").await.unwrap();
    let _served = node.accept().await;
    let waiting = tokio::spawn(async move { aborted(&mut client).await });
    federation.hand.advance(Duration::from_mins(1));
    assert!(waiting.await.unwrap().contains("expired"));
}

#[tokio::test]
async fn a_swapped_certificate_is_shown_on_the_next_dial_while_open_sessions_go_on() {
    let federation = Federation::new();
    let (old, new) = (federation.identity("dep", Kind::Node, DAY), federation.identity("dep", Kind::Node, 2 * DAY));
    let (old_caller, new_caller) =
        (federation.identity("opdc", Kind::Hub, DAY), federation.identity("opdc", Kind::Hub, 2 * DAY));
    let (node_hot, hub_hot) = (Hot::new(&old).unwrap(), Hot::new(&old_caller).unwrap());
    let mut node = federation.node_with(&node_hot, |_| {}).await;
    let (dialer, _) = federation.dialer(Some(&hub_hot));
    let serial = |identity: &Identity| Some(identity.peer().serial.clone());

    let (mut first, seen) = dial(&dialer, &node.address, "dep").await.unwrap();
    let mut first_served = node.accept().await;
    assert_eq!((seen.serial, first_served.peer().serial.clone()), (serial(&old), serial(&old_caller)));

    node_hot.swap(&new).unwrap();
    hub_hot.swap(&new_caller).unwrap();
    assert_eq!(node_hot.peer().as_ref(), Some(new.peer()));
    let (mut second, seen) = dial(&dialer, &node.address, "dep").await.unwrap();
    let mut second_served = node.accept().await;
    assert_eq!((seen.serial, second_served.peer().serial.clone()), (serial(&new), serial(&new_caller)));
    pass(&mut first, &mut first_served).await;
    pass(&mut second_served, &mut second).await;
}

#[tokio::test]
async fn a_server_that_has_no_certificate_yet_refuses_and_then_serves_once_it_has() {
    let federation = Federation::new();
    let hot = Hot::empty();
    let mut node = federation.node_with(&hot, |_| {}).await;
    let dialer = federation.dialer_of("opdc");
    assert!(dial(&dialer, &node.address, "dep").await.is_err());
    node.counted(Counts::failed, 1).await;
    hot.swap(&federation.identity("dep", Kind::Node, DAY)).unwrap();
    let (mut client, _) = dial(&dialer, &node.address, "dep").await.unwrap();
    pass(&mut client, &mut node.accept().await).await;
}

#[tokio::test]
async fn revoking_ends_the_sessions_of_that_certificate_alone_on_both_sides() {
    let federation = Federation::new();
    let mut node = federation.node().await;
    let (mut opdc, _) = dial(&federation.dialer_of("opdc"), &node.address, "dep").await.unwrap();
    let mut opdc_served = node.accept().await;
    let hot = Hot::new(&federation.identity("cgd", Kind::System, DAY)).unwrap();
    let (dialer, dialled) = federation.dialer(Some(&hot));
    let (mut cgd, _) = dial(&dialer, &node.address, "dep").await.unwrap();
    let mut cgd_served = node.accept().await;
    assert_eq!(node.sessions.peers().len(), 2);

    let serial = cgd_served.peer().serial.clone();
    assert_eq!(node.sessions.end_where(|peer| peer.serial == serial), 1);
    let reason = aborted(&mut cgd_served).await;
    assert!(reason.contains("no longer accepted"), "{reason}");
    pass(&mut opdc, &mut opdc_served).await;

    assert_eq!(dialled.end_where(|peer| peer.organisation == Some(organisation("dep"))), 1);
    aborted(&mut cgd).await;
    drop((cgd, cgd_served));
    assert_eq!((node.sessions.peers().len(), dialled.peers().len()), (1, 0));
}
