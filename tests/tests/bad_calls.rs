//! Calls to a node that break the protocol or come from somebody else: each a typed refusal with what to do, and the
//! node's state is as before.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use bytes::Bytes;
use futures_util::stream;
use ges_domain::ids::OrganisationId;
use ges_proto::exchange::deliver_request::Item;
use ges_proto::exchange::{Batch, Cursor, DeliverRequest, Entry, HelloRequest, PullRequest, ReadDocumentRequest};
use ges_runtime::Env;
use ges_runtime::identity::{CertificateAuthority, Identity, KeyPair, Kind};
use ges_tests::database::{number, open};
use ges_tests::exchange::{Client, as_hub, as_whom, hello};
use ges_tests::impostor::node_identity;
use ges_tests::world::{World, checkpoint};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Everything a bad call could have changed.
async fn state(world: &World) -> (u64, String, u64, u64) {
    let (size, root) = checkpoint(&world.at(0).rest, "/log/checkpoint").await.expect("a checkpoint");
    let database = open(&world.at(0).dir.join("node.db"));
    let hub = number(&database, "SELECT size FROM log WHERE own = 0");
    (size, root, hub, number(&database, "SELECT COUNT(*) FROM receipt"))
}

fn item(item: Item) -> DeliverRequest {
    DeliverRequest { item: Some(item) }
}

fn batch(change: impl FnOnce(&mut Batch)) -> DeliverRequest {
    let entry = Entry { leaf: Bytes::from(vec![7; 32]), ..Entry::default() };
    let mut batch = Batch {
        log: "ges.local/opdc/1".into(),
        first_sequence: 1_000,
        entries: vec![entry],
        checkpoint: Bytes::from_static(b"no"),
    };
    change(&mut batch);
    item(Item::Batch(batch))
}

async fn deliver(client: &mut Client, request: DeliverRequest) -> Result<(), Status> {
    client.deliver(stream::iter([request])).await.map(drop)
}

async fn pull(client: &mut Client, cursor: Option<Cursor>) -> Result<(), Status> {
    let mut stream = client.pull(PullRequest { cursor, max_bytes: 0, follow: false }).await?.into_inner();
    while stream.message().await?.is_some() {}
    Ok(())
}

async fn read(client: &mut Client, digest: &[u8], offset: u64, length: u64) -> Result<(), Status> {
    let request = ReadDocumentRequest { digest: Bytes::copy_from_slice(digest), offset, length };
    let mut stream = client.read_document(request).await?.into_inner();
    while stream.message().await?.is_some() {}
    Ok(())
}

async fn greet(client: &mut Client, min: u32, max: u32, known: &str, size: u64) -> Result<(), Status> {
    let request = HelloRequest {
        protocol_min: min,
        protocol_max: max,
        software: "bad".into(),
        known_log: known.into(),
        known_size: size,
    };
    client.hello(request).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_call_of_the_hub_is_refused_in_words_and_changes_nothing() {
    let world = World::with(&["dep"]).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    world.caught_up(0).await;
    let file = world.scratch().join("document.pdf");
    std::fs::write(&file, vec![3; 1000]).expect("a file");
    let file_text = file.to_str().expect("text").to_owned();
    world
        .at(0)
        .json(&["result", "add", "--indicator", "2", "--round", "6", "--value", "71", "--evidence", &file_text])
        .await;
    world.caught_up(0).await;
    let digest = ges_tests::figures::sha256(&[3; 1000]).0;
    let mut client = as_hub(&world, &world.nodes[0]).await;
    let log = hello(&mut client).await.log;
    // Receipts for what was recorded come by themselves: wait until the last is here.
    ges_tests::wait::until("the last receipt", || async {
        let size = checkpoint(&world.at(0).rest, "/log/checkpoint").await.map_or(0, |c| c.0);
        number(&open(&world.at(0).dir.join("node.db")), "SELECT COALESCE(MAX(size), 0) FROM receipt") == size
    })
    .await;
    let before = state(&world).await;
    let cursor = |log: &str, next| Some(Cursor { log: log.into(), next });
    let c = &mut client;
    let mut said: Vec<(&str, Result<(), Status>, &[Code])> = Vec::new();
    macro_rules! case {
        ($what:literal, $call:expr, $($code:ident)|+) => { said.push(($what, $call.await, &[$(Code::$code),+])) };
    }
    case!("a protocol nobody speaks", greet(c, 7, 9, "", 0), FailedPrecondition);
    case!("a protocol range upside down", greet(c, 9, 7, "", 0), InvalidArgument);
    case!("a caller that knows more than there is", greet(c, 1, 1, &log, 1_000_000), FailedPrecondition);
    case!("no cursor", pull(c, None), InvalidArgument);
    case!("a log of somebody else", pull(c, cursor("ges.local/cdd/1", 0)), NotFound);
    case!("a log name of rubbish", pull(c, cursor("\u{0}\u{1}", 0)), NotFound | InvalidArgument);
    case!("a cursor beyond the end", pull(c, cursor(&log, 1 << 40)), OutOfRange);
    case!("a digest of another length", read(c, b"short", 0, 0), InvalidArgument);
    case!("a document nobody filed", read(c, &[9; 32], 0, 0), NotFound);
    case!("a range beyond the document", read(c, &digest, 1001, 0), OutOfRange);
    case!("a range that overflows", read(c, &digest, u64::MAX, u64::MAX), OutOfRange);
    case!("a delivery of nothing", deliver(c, DeliverRequest { item: None }), InvalidArgument);
    case!("a batch without entries", deliver(c, batch(|b| b.entries.clear())), InvalidArgument);
    case!("an oversized batch", deliver(c, batch(|b| b.entries = vec![b.entries[0].clone(); 10_001])), InvalidArgument);
    case!("an entry that is neither", deliver(c, batch(|b| b.entries[0] = Entry::default())), InvalidArgument);
    case!(
        "a leaf of another length",
        deliver(c, batch(|b| b.entries[0].leaf = Bytes::from_static(b"x"))),
        InvalidArgument
    );
    case!("a sequence beyond all numbers", deliver(c, batch(|b| b.first_sequence = u64::MAX)), InvalidArgument);
    case!(
        "a log that is not the hub's",
        deliver(c, batch(|b| b.log = "ges.local/cdd/1".into())),
        FailedPrecondition | InvalidArgument | PermissionDenied
    );
    case!("a gap", deliver(c, batch(|_| {})), FailedPrecondition | InvalidArgument | Aborted | OutOfRange);
    case!("a checkpoint of rubbish", deliver(c, batch(|b| b.first_sequence = 0)), FailedPrecondition | InvalidArgument);
    case!("a receipt of rubbish", deliver(c, item(Item::Receipt(Bytes::from_static(b"\xff")))), InvalidArgument);
    case!(
        "a receipt of another log",
        deliver(
            c,
            item(Item::Receipt(Bytes::from_static(
                b"ges.local/cdd/1\n1\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n\xe2\x80\x94 x AAAAAAAAAAAA\n"
            )))
        ),
        FailedPrecondition | InvalidArgument
    );
    let oversized = Entry {
        header: Bytes::from(vec![1; 40]),
        salt: Bytes::from(vec![0; 32]),
        body: Bytes::from(vec![0; 30 << 20]),
        ..Entry::default()
    };
    case!(
        "a message larger than the protocol allows",
        deliver(c, batch(|b| b.entries = vec![oversized])),
        OutOfRange | ResourceExhausted | InvalidArgument
    );

    let mut wrong = Vec::new();
    for (what, said, codes) in said {
        match said {
            Ok(()) => wrong.push(format!("{what}: was accepted")),
            Err(status) => {
                let reason = status.get_details_error_info().map(|i| i.reason).unwrap_or_default();
                println!("{what}: {:?} {reason}: {}", status.code(), status.message());
                if !codes.contains(&status.code()) {
                    wrong.push(format!("{what}: {:?} instead of {codes:?}: {}", status.code(), status.message()));
                }
                // The limit on messages is gRPC's own and carries no details.
                if reason.is_empty() && !what.contains("larger") {
                    wrong.push(format!("{what}: no google.rpc.ErrorInfo in {status:?}"));
                }
                if status.message().len() < 20 {
                    wrong.push(format!("{what}: `{}` says nothing", status.message()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(state(&world).await, before, "a refused call changed something");
    world.report(0, 1, 6, "72").await.expect("recorded");
    world.shows("dep", 1, 6, "72").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_own_hub_may_call() {
    let world = World::with(&["dep", "cdd"]).await;
    let node = &world.nodes[0];
    // Another agency, with a certificate of the same authority.
    let mut other = as_whom(&world, node, Some(&node_identity(world.at(1)))).await.expect("TLS knows the authority");
    let refused = greet(&mut other, 1, 1, "", 0).await.expect_err("another agency is no hub");
    assert_eq!(refused.code(), Code::PermissionDenied, "{refused:?}");
    let reason = refused.get_details_error_info().map(|i| i.reason).unwrap_or_default();
    assert_eq!(reason, "not-my-hub");
    let refused = pull(&mut other, Some(Cursor { log: "ges.local/dep/1".into(), next: 0 })).await;
    assert_eq!(refused.expect_err("another agency is no hub").code(), Code::PermissionDenied);

    // Somebody who says to be the hub, certified by an authority of their own.
    let env = Env::system();
    let authority = CertificateAuthority::create(&env, "another authority", 10).expect("an authority");
    let (key, hub) = (KeyPair::generate().expect("a key"), OrganisationId::parse("opdc").expect("an id"));
    let csr = key.csr(&hub).expect("a request");
    let issued = authority.issue(&csr, &hub, Kind::Hub, env.clock.now(), 5).expect("a certificate");
    let forged = Identity::new(&issued.chain_pem, &key).expect("an identity");
    for identity in [Some(&forged), None] {
        // In TLS 1.3 the client only hears of it with its first call.
        let called = match as_whom(&world, node, identity).await {
            Err(_) => continue,
            Ok(mut client) => greet(&mut client, 1, 1, "", 0).await,
        };
        assert!(called.is_err(), "a stranger was answered");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "plain sockets that speak no protocol at all")]
async fn malformed_bytes_on_any_port_end_that_connection_and_nothing_else() {
    let mut world = World::with(&["dep"]).await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    let rubbish: [Vec<u8>; 5] = [
        vec![0; 4096],
        ges_tests::figures::bytes(70_000, 6),
        b"GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n".to_vec(),
        [preface, vec![0xff; 300]].concat(),
        b"\x16\x03\x01\xff\xff\x01".to_vec(),
    ];
    let ports = [world.hub.http, world.hub.grpc, world.at(0).http, world.at(0).grpc];
    for port in ports {
        for bytes in &rubbish {
            let mut stream = tokio::net::TcpStream::connect(port).await.expect("it listens");
            // Whoever refuses may close before everything is written.
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
            let mut answer = Vec::new();
            let read = tokio::time::timeout(std::time::Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
            assert!(read.is_ok(), "{port} keeps a connection of rubbish open");
        }
    }
    assert!(!world.hub.has_ended() && !world.nodes[0].site.has_ended());
    world.report(0, 1, 6, "71").await.expect("recorded");
    world.shows("dep", 1, 6, "71").await;
}
