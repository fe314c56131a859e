//! Enrolment: who is let in, and everything that must not be.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use bytes::Bytes;
use ges_domain::ids::OrganisationId;
use ges_proto::exchange::enrolment_client::EnrolmentClient;
use ges_proto::exchange::{EnrolReply, EnrolRequest, RenewRequest, enrol_reply};
use ges_runtime::identity::KeyPair;
use ges_runtime::net::channel;
use ges_tests::exchange::dialer;
use ges_tests::wait;
use ges_tests::world::World;
use rusqlite::Connection;
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// What makes a good request a bad one.
type Change = Box<dyn Fn(&mut EnrolRequest)>;

async fn desk(world: &World) -> EnrolmentClient<Channel> {
    let dialer = dialer(None, &world.hub.dir.join("ca/ca.pem"));
    let hub = OrganisationId::parse(&world.hub.id).expect("an id");
    EnrolmentClient::new(channel(dialer.as_ref(), &world.hub.grpc.to_string(), &hub).await.expect("the hub answers"))
}

/// A request that would be accepted, for an agency that has no program.
fn request(id: &str, token: &str) -> EnrolRequest {
    let organisation = OrganisationId::parse(id).expect("an id");
    let key = KeyPair::generate().expect("a key");
    let seed = ges_runtime::Entropy::system().bytes::<32>();
    let signer = ges_journal::note::SignerKey::from_seed(&format!("ges.local/{id}/1"), &seed).expect("a key");
    EnrolRequest {
        token: token.into(),
        csr: Bytes::from(key.csr(&organisation).expect("a request")),
        journal_key: signer.verifier_key().to_string(),
        address: "127.0.0.1:9".into(),
    }
}

async fn ask(world: &World, request: &EnrolRequest) -> Result<EnrolReply, Status> {
    desk(world).await.enrol(request.clone()).await.map(tonic::Response::into_inner)
}

fn reason(answer: Result<EnrolReply, Status>) -> (Code, String) {
    let status = answer.expect_err("refused");
    assert!(status.message().len() > 20, "`{}` says nothing", status.message());
    (status.code(), status.get_details_error_info().map(|i| i.reason).unwrap_or_default())
}

async fn agencies(world: &World) -> String {
    let list = world.hub.json(&["agency", "list"]).await;
    let line = |a: &serde_json::Value| format!("{} {} {}", a["id"], a["status"], a["fingerprint"]);
    list["items"].as_array().expect("a list").iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_enrol_is_told_why_and_nothing_is_kept() {
    let world = World::with(&["dep"]).await;
    let token = world.invite("cdd").await;
    let before = agencies(&world).await;
    let good = request("cdd", &token);
    let dep_key = world.hub.json(&["agency", "show", "dep"]).await["vkey"].as_str().expect("a key").to_owned();
    let other_csr = request("dep", "").csr;
    let cases: Vec<(&str, Change, &str)> = vec![
        ("a token of nobody", Box::new(|r| r.token = "x".repeat(43)), "token-unknown"),
        ("no token", Box::new(|r| r.token.clear()), "token-unknown"),
        ("a request that is none", Box::new(|r| r.csr = Bytes::from_static(b"rubbish")), "request-malformed"),
        ("a request of another agency", Box::new(move |r| r.csr = other_csr.clone()), "request-of-another"),
        ("a journal key that is none", Box::new(|r| r.journal_key = "rubbish".into()), "journal-key"),
        ("a journal key of another agency", Box::new(move |r| r.journal_key = dep_key.clone()), "journal-key"),
        ("an address that is none", Box::new(|r| r.address = "nowhere".into()), "address"),
        ("an address that is much too long", Box::new(|r| r.address = format!("{}:1", "x".repeat(9_000))), "address"),
    ];
    for (what, change, expected) in cases {
        let mut bad = good.clone();
        change(&mut bad);
        let (code, said) = reason(ask(&world, &bad).await);
        assert_eq!(said, expected, "{what}: {code:?}");
        assert_eq!(agencies(&world).await, before, "{what}: something was kept");
    }
    // A large message is refused by the limit of the desk before anything reads it.
    let mut large = good.clone();
    large.csr = Bytes::from(vec![0; 1 << 20]);
    assert!(ask(&world, &large).await.is_err());

    // The good request is still good after all that: nothing used the token up.
    let reply = ask(&world, &good).await.expect("admitted");
    assert!(matches!(reply.outcome, Some(enrol_reply::Outcome::Pending(_))), "{reply:?}");
    let (code, said) = reason(ask(&world, &request("cdd", &token)).await);
    assert_eq!((code, said.as_str()), (Code::Unauthenticated, "token-used"), "the token belongs to the first key");
    let again = ask(&world, &good).await.expect("the same request may be made again");
    assert!(matches!(again.outcome, Some(enrol_reply::Outcome::Pending(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_after_a_day_and_when_a_newer_one_is_made() {
    let world = World::hub().await;
    let old = world.invite("cdd").await;
    let token = world.invite("cdd").await;
    assert_eq!(reason(ask(&world, &request("cdd", &old)).await).1, "token-unknown", "a newer token replaces the older");
    // Time passes.
    let day = 25 * 3600 * 1_000_000_i64;
    let database = Connection::open(world.hub.dir.join("hub.db")).expect("the database");
    database.busy_timeout(std::time::Duration::from_secs(10)).expect("set");
    database.execute("UPDATE enrolment_token SET expires_at = expires_at - ?1", [day]).expect("aged");
    drop(database);
    assert_eq!(reason(ask(&world, &request("cdd", &token)).await), (Code::FailedPrecondition, "token-expired".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_confirms_only_what_the_node_shows() {
    let world = World::hub().await;
    let token = world.invite("cdd").await;
    let early = world.hub.cli(&["agency", "confirm", "cdd", "0000 0000 0000 0000 0000 0000 0000 0000"]).await.refused();
    assert!(early.contains("agency-state"), "{early}");
    let reply = ask(&world, &request("cdd", &token)).await.expect("admitted");
    let Some(enrol_reply::Outcome::Pending(pending)) = reply.outcome else { panic!("{reply:?}") };
    let wrong = world.hub.cli(&["agency", "confirm", "cdd", "0000 0000 0000 0000 0000 0000 0000 0000"]).await.refused();
    assert!(wrong.contains("fingerprint"), "{wrong}");
    world.hub.cli(&["agency", "confirm", "nobody", &pending.fingerprint]).await.refused();
    assert!(agencies(&world).await.contains("\"cdd\" \"waiting\""));
    world.hub.json(&["agency", "confirm", "cdd", &pending.fingerprint]).await;
    assert!(agencies(&world).await.contains("\"cdd\" \"active\""));
    // Once active, neither a new invitation nor a new request takes its place.
    world.hub.cli(&["agency", "add", "cdd", "--name-th", "อื่น"]).await.refused();
    assert!(ask(&world, &request("cdd", &token)).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_renewed_only_for_whoever_shows_one() {
    let world = World::with(&["dep"]).await;
    let csr = request("dep", "").csr;
    let refused = desk(&world).await.renew(RenewRequest { csr }).await.expect_err("nobody");
    assert_eq!(refused.code(), Code::Unauthenticated, "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_broken_off_goes_on_with_the_same_command() {
    let mut world = World::hub().await;
    let node = world.node("dep").await;
    let token = world.invite("dep").await;
    let mut first = world.enrolling(&node, &token).spawn().expect("ges-node starts");
    wait::value("the node has asked", || async {
        let shown = world.hub.json(&["agency", "show", "dep"]).await;
        if shown["status"] == "waiting" { Ok(()) } else { Err(shown.to_string()) }
    })
    .await;
    first.kill().await.expect("killed");
    // The machine restarts; the same command is given again.
    world.enrol(&node, &token).await;
    world.nodes.push(node);
    world.caught_up(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_of_another_authority_is_not_believed() {
    let (world, other) = (World::hub().await, World::hub().await);
    let node = world.node("dep").await;
    let token = world.invite("dep").await;
    let ca = other.hub.dir.join("ca/ca.pem");
    let (ca, hub) = (ca.to_str().expect("text").to_owned(), world.hub.grpc.to_string());
    let arguments = ["enrol", "--hub", &hub, "--ca", &ca, "--token", &token, "--address", "127.0.0.1:1"];
    let said = node.site.cli(&arguments).await.refused();
    assert!(said.contains("authority"), "{said}");
    assert!(!node.site.dir.join("hub.json").exists(), "nothing was kept");
    assert!(agencies(&world).await.contains("\"dep\" \"invited\""));
}
