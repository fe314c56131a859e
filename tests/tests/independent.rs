//! Independent eyes: programs in Python that know the public specifications and nothing of this repository's code.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use ges_tests::place::{python, repository};
use ges_tests::process::ended;
use ges_tests::world::World;
use tokio::process::Command;

/// Runs a script and returns how many checks held.
async fn checks(script: &str, arguments: &[&str]) -> u32 {
    let mut command = Command::new(python());
    command.arg("-B").arg(repository().join("tests/python").join(script)).args(arguments);
    let said = ended(command, None).await.good();
    let last = said.lines().last().unwrap_or_default();
    let (passed, failed) = last.split_once(" passed, ").unwrap_or_else(|| panic!("no counts: {said}"));
    assert_eq!(failed, "0 failed", "{said}");
    passed.parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_reflection_alone_says_hello_and_reads_health() {
    let world = World::with(&["dep"]).await;
    // What the hub shows in handshakes is one file with key and certificate: a client in another language wants two.
    let both = std::fs::read_to_string(world.hub.dir.join("tls/hub.pem")).expect("the hub's identity");
    let begin = both.find("-----BEGIN CERTIFICATE-----").expect("a certificate");
    let (key, chain) = (world.scratch().join("hub.key"), world.scratch().join("hub.chain"));
    std::fs::write(&key, &both[..begin]).expect("a file");
    std::fs::write(&chain, &both[begin..]).expect("a file");
    let address = world.at(0).grpc.to_string();
    let ca = world.hub.dir.join("ca/ca.pem");
    let text = |path: &std::path::Path| path.to_str().expect("text").to_owned();
    let (ca, chain, key) = (text(&ca), text(&chain), text(&key));
    let held =
        checks("grpc_client.py", &[&address, "--organisation", "dep", "--ca", &ca, "--chain", &chain, "--key", &key])
            .await;
    assert!(held >= 14, "only {held} checks were made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_that_knows_only_c2sp_believes_node_and_mirror() {
    let world = World::with(&["dep"]).await;
    // More than one full tile, so that two levels exist.
    let rows: Vec<_> = (0..300)
        .map(|n| serde_json::json!({"fiscal_year": 2555, "indicator": (1 + n % 4).to_string(), "round": 6, "value": n.to_string()}))
        .collect();
    let file = world.scratch().join("many.json");
    std::fs::write(&file, serde_json::json!({ "results": rows }).to_string()).expect("a file");
    world.at(0).json(&["import", "results", file.to_str().expect("text")]).await;
    let size = world.caught_up(0).await;
    assert!(size > 256, "{size}");

    let agency = world.hub.json(&["agency", "show", "dep"]).await;
    let vkey = agency["vkey"].as_str().expect("the node's key").to_owned();
    let hub = std::fs::read_to_string(world.at(0).dir.join("hub.json")).expect("hub.json");
    let hub: serde_json::Value = serde_json::from_str(&hub).expect("JSON");
    let witness = hub["witness_key"].as_str().expect("the hub's cosigning key");
    let own = hub["journal_key"].as_str().expect("the hub's journal key");
    let minimum = size.to_string();

    // The node serves the cosigned checkpoint once it holds the receipt for its newest entry.
    ges_tests::wait::until("the node has its receipt", || async {
        world.at(0).rest.get("/log/checkpoint").await.text().matches('\u{2014}').count() > 1
    })
    .await;
    let mirror = format!("http://{}/agencies/dep/log", world.hub.http);
    let node = format!("http://{}/log", world.at(0).http);
    for log in [&node, &mirror] {
        let held = checks("c2sp_verify.py", &[log, &vkey, "--cosigner", witness, "--minimum-size", &minimum]).await;
        assert!(held >= 15, "{log}: only {held} checks were made");
    }
    let log = format!("http://{}/log", world.hub.http);
    assert!(checks("c2sp_verify.py", &[&log, own]).await >= 11);

    // The verifier is no rubber stamp: another log's key is not believed.
    let mut command = Command::new(python());
    command.arg("-B").arg(repository().join("tests/python/c2sp_verify.py")).args([&node, own]);
    ended(command, None).await.refused();
}
