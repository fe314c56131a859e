//! Everybody who must be kept out is, with an error that says why.

use super::*;

#[tokio::test]
async fn another_agency_at_the_address_is_refused_by_the_dialer() {
    let federation = Federation::new();
    let node = federation.node().await;
    let error = dial(&federation.dialer_of("opdc"), &node.address, "cdd").await.map(|_| ()).unwrap_err();
    let named =
        matches!(&error, DialError::AnotherAgency { expected, found, .. } if expected == "cdd" && found == "dep");
    assert!(named, "{error}");
    assert!(error.to_string().starts_with("certificate of another agency"), "{error}");
}

#[tokio::test]
async fn another_agency_that_calls_is_refused_by_the_server() {
    let federation = Federation::new();
    let hot = Hot::new(&federation.identity("dep", Kind::Node, DAY)).unwrap();
    let only_the_hub = |peer: &PeerInfo| match &peer.organisation {
        Some(id) if id.as_str() == "opdc" => Ok(()),
        _ => Err("only the hub may call".to_owned()),
    };
    let mut node = federation.node_with(&hot, |limits| limits.admit = Some(Arc::new(only_the_hub))).await;
    refused_at_latest_on_reading(dial(&federation.dialer_of("cdd"), &node.address, "dep").await).await;
    node.counted(Counts::refused, 1).await;
    let (_client, _) = dial(&federation.dialer_of("opdc"), &node.address, "dep").await.unwrap();
    assert_eq!(node.accept().await.peer().organisation, Some(organisation("opdc")));
}

#[tokio::test]
async fn a_certificate_of_another_federation_is_refused_by_both_sides() {
    let (ours, theirs) = (Federation::new(), Federation::new());
    let node = ours.node().await;
    // The dialer trusts its own authority, and that did not sign the node's certificate.
    let error = dial(&theirs.dialer_of("opdc"), &node.address, "dep").await.map(|_| ()).unwrap_err();
    assert!(matches!(error, DialError::UnknownAuthority { .. }), "{error}");
    node.counted(Counts::failed, 1).await;
    // A dialer that trusts our authority but shows a certificate of theirs.
    let stranger = Hot::new(&theirs.identity("opdc", Kind::Hub, DAY)).unwrap();
    refused_at_latest_on_reading(dial(&ours.dialer(Some(&stranger)).0, &node.address, "dep").await).await;
    node.counted(Counts::failed, 2).await;
    assert_eq!(node.incoming.counts().served(), 0);
}

#[tokio::test]
async fn an_expired_certificate_is_refused_by_both_sides() {
    let federation = Federation::new();
    let short = Hot::new(&federation.identity("dep", Kind::Node, Duration::from_mins(1))).unwrap();
    let expiring = federation.node_with(&short, |_| {}).await;
    let lasting = federation.node().await;
    let hub = federation.dialer_of("opdc");
    let caller = Hot::new(&federation.identity("opdc", Kind::Hub, Duration::from_mins(1))).unwrap();
    federation.hand.advance(Duration::from_secs(61));
    let error = dial(&hub, &expiring.address, "dep").await.map(|_| ()).unwrap_err();
    assert!(matches!(error, DialError::Expired { .. }), "{error}");
    refused_at_latest_on_reading(dial(&federation.dialer(Some(&caller)).0, &lasting.address, "dep").await).await;
    lasting.counted(Counts::failed, 1).await;
}

#[tokio::test]
async fn a_client_without_a_certificate_gets_in_only_where_that_is_allowed() {
    let federation = Federation::new();
    let hot = Hot::new(&federation.identity("opdc", Kind::Hub, DAY)).unwrap();
    let (anonymous, _) = federation.dialer(None);
    let strict = federation.node_with(&hot, |_| {}).await;
    refused_at_latest_on_reading(dial(&anonymous, &strict.address, "opdc").await).await;
    strict.counted(Counts::failed, 1).await;

    let mut open = federation.node_asking(&hot, ClientAuth::Optional, |_| {}).await;
    let (mut client, _) = dial(&anonymous, &open.address, "opdc").await.unwrap();
    let mut served = open.accept().await;
    assert_eq!((&served.peer().organisation, &served.peer().serial), (&None, &None));
    pass(&mut client, &mut served).await;
    // Allowed to come without one is not allowed to come with a wrong one.
    let stranger = Hot::new(&Federation::new().identity("dep", Kind::Node, DAY)).unwrap();
    refused_at_latest_on_reading(dial(&federation.dialer(Some(&stranger)).0, &open.address, "opdc").await).await;
    open.counted(Counts::failed, 1).await;
}

#[tokio::test]
async fn a_system_that_only_reads_cannot_pose_as_a_server() {
    let federation = Federation::new();
    let hot = Hot::new(&federation.identity("budget", Kind::System, DAY)).unwrap();
    let posing = federation.node_with(&hot, |_| {}).await;
    let error = dial(&federation.dialer_of("opdc"), &posing.address, "budget").await.map(|_| ()).unwrap_err();
    assert!(matches!(error, DialError::Handshake { .. }), "{error}");
}

/// A TLS 1.2 `ClientHello` (RFC 5246 §7.4.1.2) that offers the suite, curve and signature every
/// TLS 1.2 server with a P-256 certificate accepts, and nothing of TLS 1.3.
fn client_hello_of_tls_1_2() -> Vec<u8> {
    let extensions: &[&[u8]] = &[
        // server_name "ges"
        &[0x00, 0x00, 0x00, 0x08, 0x00, 0x06, 0x00, 0x00, 0x03, b'g', b'e', b's'],
        // supported_groups: secp256r1
        &[0x00, 0x0a, 0x00, 0x04, 0x00, 0x02, 0x00, 0x17],
        // ec_point_formats: uncompressed
        &[0x00, 0x0b, 0x00, 0x02, 0x01, 0x00],
        // signature_algorithms: ecdsa_secp256r1_sha256
        &[0x00, 0x0d, 0x00, 0x04, 0x00, 0x02, 0x04, 0x03],
        // extended_master_secret
        &[0x00, 0x17, 0x00, 0x00],
    ];
    let extensions = extensions.concat();
    let mut body = vec![0x03, 0x03];
    body.extend([7; 32]);
    // No session id; TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; no compression.
    body.extend([0x00, 0x00, 0x02, 0xc0, 0x2b, 0x01, 0x00]);
    body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    body.extend(extensions);
    let mut handshake = vec![0x01, 0x00];
    handshake.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
    handshake.extend(body);
    let mut record = vec![0x16, 0x03, 0x01];
    record.extend(u16::try_from(handshake.len()).unwrap().to_be_bytes());
    record.extend(handshake);
    record
}

#[tokio::test]
async fn a_client_of_tls_1_2_is_refused_with_the_alert_that_says_so() {
    let federation = Federation::new();
    let node = federation.node().await;
    let mut client = tcp(&node.address).await;
    client.write_all(&client_hello_of_tls_1_2()).await.unwrap();
    let mut answer = Vec::new();
    soon(client.read_to_end(&mut answer)).await.unwrap();
    // Record type 21 (alert), two bytes long, level 2 (fatal), description 70 (protocol_version).
    assert_eq!((answer[0], &answer[3..]), (21, &[0, 2, 2, 70][..]), "{answer:?}");
    node.counted(Counts::failed, 1).await;
}

#[tokio::test]
async fn what_is_not_tls_at_all_is_refused() {
    let federation = Federation::new();
    let node = federation.node().await;
    let mut client = tcp(&node.address).await;
    client.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    let _ = soon(client.read_to_end(&mut Vec::new())).await;
    node.counted(Counts::failed, 1).await;
}

#[tokio::test]
async fn a_client_that_says_nothing_is_cut_off_and_keeps_nobody_out() {
    let federation = Federation::new();
    let hot = Hot::new(&federation.identity("dep", Kind::Node, DAY)).unwrap();
    let mut node = federation.node_with(&hot, |limits| limits.handshake = Duration::from_millis(1500)).await;
    let mut silent = tcp(&node.address).await;
    let (mut client, _) = dial(&federation.dialer_of("opdc"), &node.address, "dep").await.unwrap();
    let mut served = node.accept().await;
    pass(&mut client, &mut served).await;
    assert_eq!(soon(silent.read(&mut [0])).await.unwrap(), 0, "the server closes the silent connection");
    node.counted(Counts::slow, 1).await;
}

#[tokio::test]
async fn a_full_server_closes_the_door_until_somebody_leaves() {
    let federation = Federation::new();
    let hot = Hot::new(&federation.identity("dep", Kind::Node, DAY)).unwrap();
    let mut node = federation.node_with(&hot, |limits| limits.connections = 1).await;
    let dialer = federation.dialer_of("opdc");
    let (client, _) = dial(&dialer, &node.address, "dep").await.unwrap();
    let served = node.accept().await;
    assert!(dial(&dialer, &node.address, "dep").await.is_err());
    node.counted(Counts::full, 1).await;
    drop((client, served));
    let (mut client, _) = dial(&dialer, &node.address, "dep").await.unwrap();
    pass(&mut client, &mut node.accept().await).await;
}

#[tokio::test]
async fn an_address_where_nobody_answers_is_told_as_such() {
    let federation = Federation::new();
    let node = federation.node().await;
    let address = node.address.clone();
    drop(node);
    let dialer = federation.dialer_of("opdc");
    // Closing the socket takes the accepting task a moment.
    let error = loop {
        match dial(&dialer, &address, "dep").await {
            Err(error @ DialError::Unreachable { .. }) => break error,
            _ => tokio::task::yield_now().await,
        }
    };
    assert!(error.to_string().contains(&address), "{error}");

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let error = dial(&dialer.clone().within(Duration::from_millis(50)), &address, "dep").await.map(|_| ()).unwrap_err();
    assert!(matches!(error, DialError::TimedOut { .. }), "{error}");
    assert_eq!(io::Error::from(error).kind(), io::ErrorKind::TimedOut);
}
