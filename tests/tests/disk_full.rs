//! A full disk: what cannot be kept is refused in words, what was kept stays, and work goes on once there is room.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::io::Write as _;
use std::path::PathBuf;

use ges_tests::database::{assert_whole, entries};
use ges_tests::figures;
use ges_tests::place::program;
use ges_tests::process::Running;
use ges_tests::wait;
use ges_tests::world::{World, checkpoint};
use tokio::process::Command;

/// Fills the disk but for `room` bytes.
fn fill(path: &PathBuf, room: u64) {
    let mut file = std::fs::File::create(path).expect("a file");
    let block = vec![1; 4096];
    while file.write_all(&block).is_ok() {}
    let length = file.metadata().expect("its size").len();
    file.set_len(length.saturating_sub(room)).expect("shorter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_on_a_full_disk_refuses_in_words_and_loses_nothing() {
    let mut world = World::with(&["dep"]).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    world.caught_up(0).await;
    world.nodes[0].site.stop().await;

    // The node's folder moves to a small disk that only this node sees.
    let dir = world.at(0).dir.to_str().expect("text").to_owned();
    let script = format!(
        "set -e; mkdir {dir}.kept; cp -a {dir}/. {dir}.kept; mount -t tmpfs -o size=12m none {dir}; cp -a {dir}.kept/. {dir}; \
         exec {} --dir {dir} serve",
        program("ges-node").display()
    );
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script]);
    let log = world.scratch().join("small.log");
    let mut small = Running::spawn(command, &log);
    let rest = world.at(0).rest.clone();
    wait::value("the node is ready on its small disk", || {
        assert!(small.ended().is_none(), "no small disk could be made (unshare, mount): {}", small.said());
        async { rest.try_get("/readyz").await.and_then(|a| if a.status.is_success() { Ok(()) } else { Err(a.text()) }) }
    })
    .await;
    let seen = PathBuf::from(format!("/proc/{}/root{dir}", small.id()));
    world.caught_up(0).await;

    let filler = seen.join("filler");
    fill(&filler, 100_000);
    // A server that refuses a large body closes the connection, and the client may notice only at the next request.
    let head = || wait::value("the head of the journal", || checkpoint(&rest, "/log/checkpoint"));
    let before = head().await;
    let document = rest
        .request(reqwest::Method::POST, "/api/v1/agencies/dep/documents?name=a.pdf")
        .body(figures::bytes(3 << 20, 7));
    let answer = rest.send(document).await.expect("an answer");
    assert!(answer.status.is_server_error(), "{} {}", answer.status, answer.text());
    let problem = answer.clone().problem(answer.status.as_u16());
    assert!(problem["detail"].as_str().is_some_and(|d| d.len() > 20), "{problem}");
    assert_eq!(head().await, before, "a document that was not kept is not filed");

    // Results until there is no room left for one more.
    fill(&filler, 400_000);
    let mut acknowledged = Vec::new();
    let refused = loop {
        match world.report(0, 2, 9, &acknowledged.len().to_string()).await {
            Ok(recorded) => acknowledged.push(recorded["record_id"].as_str().expect("an id").replace('-', "")),
            Err(said) => break said,
        }
        assert!(acknowledged.len() < 20_000, "a full disk goes on accepting");
    };
    println!("{} results until: {refused}", acknowledged.len());
    assert!(refused.starts_with('5'), "the fault is the server's: {refused}");
    assert!(rest.get("/livez").await.status.is_success(), "the node stands");
    assert!(rest.get("/api/v1/agencies/dep/results").await.status.is_success(), "and shows what it has");

    std::fs::remove_file(&filler).expect("room again");
    wait::value("recording works again", || async { world.report(0, 3, 12, "80").await.map(drop) }).await;
    world.shows("dep", 3, 12, "80").await;
    let size = world.caught_up(0).await;
    let hub = world.hub.dir.join("hub.db");
    assert_eq!(assert_whole(&hub, "ges.local/dep/1"), size);
    let there: Vec<_> = entries(&hub, "ges.local/dep/1").into_iter().filter_map(|(_, record)| record).collect();
    for record in &acknowledged {
        assert!(there.contains(record), "record {record} was acknowledged on the last free bytes and is lost");
    }
    small.kill().await;
}
