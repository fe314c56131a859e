//! Proofs: attestation, verification offline at node and hub, detection of every kind of tampering, rebuilding.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::path::Path;

use ges_tests::figures;
use ges_tests::world::{PASSPHRASE, World};
use rusqlite::Connection;

async fn attest(world: &World, round: u8) {
    let node = world.at(0);
    for indicator in 1..=4u16 {
        let value = (70 + indicator).to_string();
        world.report(0, indicator, round, &value).await.expect("recorded");
    }
    let input = format!("{PASSPHRASE}\n");
    node.json_with(&["cio", "create", "cio", "--title-th", "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง"], &input).await;
    let (year, round) = (figures::YEAR.to_string(), round.to_string());
    node.json_with(&["attest", "--fiscal-year", &year, "--round", &round, "--yes"], &input).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attested_round_is_shown_at_the_hub_and_verifies_offline_on_both_sides() {
    let mut world = World::with(&["dep"]).await;
    attest(&world, 6).await;
    world.caught_up(0).await;
    let shown = world.hub.rest.get("/api/v1/agencies/dep/attestations?fiscal_year=2555").await.good().json();
    let items = shown["items"].as_array().or_else(|| shown.as_array()).expect("a list").clone();
    assert_eq!(items.len(), 1, "{shown}");
    assert_eq!(items[0]["round"], 6, "{shown}");

    // Offline: nothing serves any more.
    world.hub.stop().await;
    world.nodes[0].site.stop().await;
    let node = world.at(0).json(&["verify"]).await;
    assert!(node["failed"].is_null() && node["attestations"] == 1, "{node}");
    let hub = world.hub.json(&["verify"]).await;
    assert_eq!(hub["verified"], true, "{hub}");
    let logs = hub["report"]["logs"].as_array().expect("logs").clone();
    let dep = logs.iter().find(|l| l["log"] == "ges.local/dep/1").expect("the agency's log");
    assert!(dep["attestations"] == 1 && dep["cosignatures"].as_u64() > Some(0), "{dep}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_not_attested_with_a_wrong_passphrase_or_with_figures_missing() {
    let world = World::with(&["dep"]).await;
    let node = world.at(0);
    node.json_with(&["cio", "create", "cio"], &format!("{PASSPHRASE}\n")).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    let size = world.caught_up(0).await;
    let base = ["attest", "--fiscal-year", "2555", "--round", "6", "--yes"];
    let excepted =
        [&base[..], &["--except", "2=ยังไม่ถึงกำหนด", "--except", "3=ยังไม่ถึงกำหนด", "--except", "4=ยังไม่ถึงกำหนด"]].concat();
    node.cli_with(&excepted, Some("ไม่ใช่รหัสนี้\n")).await.refused();
    node.cli_with(&base, Some(&format!("{PASSPHRASE}\n"))).await.refused();
    assert_eq!(world.caught_up(0).await, size, "nothing was recorded");
    node.json_with(&excepted, &format!("{PASSPHRASE}\n")).await;
    assert_eq!(world.caught_up(0).await, size + 1);
}

/// Ways to change what a database says without leave.
const TAMPERING: [(&str, &str); 5] = [
    (
        "a figure in the journal",
        "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '\"72\"', '\"92\"') AS BLOB) WHERE CAST(body AS TEXT) LIKE '%\"72\"%'",
    ),
    (
        "the order of entries",
        "UPDATE entry SET header = (SELECT header FROM entry e WHERE e.key = entry.key + 1) WHERE (key & 8796093022207) = 3 AND header IS NOT NULL",
    ),
    ("a figure in a table", "UPDATE result SET body = replace(body, '\"72\"', '\"92\"') WHERE body LIKE '%\"72\"%'"),
    (
        "a hash in the tree",
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE key = (SELECT MIN(key) FROM tile WHERE length(hashes) > 128)",
    ),
    ("an entry taken away", "DELETE FROM entry WHERE (key & 8796093022207) = 4"),
];

fn tamper(database: &Path, sql: &str) -> Result<usize, rusqlite::Error> {
    Connection::open(database)?.execute(sql, [])
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_finds_every_kind_of_tampering_at_node_and_hub() {
    let mut world = World::with(&["dep"]).await;
    attest(&world, 6).await;
    world.caught_up(0).await;
    world.hub.stop().await;
    world.nodes[0].site.stop().await;
    for (name, database) in [("node", world.at(0).dir.join("node.db")), ("hub", world.hub.dir.join("hub.db"))] {
        let kept = world.scratch().join("kept.db");
        std::fs::copy(&database, &kept).expect("a copy");
        for (what, sql) in TAMPERING {
            let changed = tamper(&database, sql).unwrap_or_else(|e| panic!("{name}: {what}: {e}"));
            assert!(changed > 0, "{name}: {what}: the tampering changed nothing");
            let site = if name == "node" { world.at(0) } else { &world.hub };
            let said = site.cli(&["verify"]).await;
            assert_eq!(said.status.code(), Some(4), "{name}: {what} went unnoticed\n{}{}", said.out, said.err);
            for suffix in ["-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{suffix}", database.display()));
            }
            std::fs::copy(&kept, &database).expect("restored");
        }
        let site = if name == "node" { world.at(0) } else { &world.hub };
        site.cli(&["verify"]).await.good();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_rewrote_its_journal_is_noticed_by_the_hub_and_loses_nothing_there() {
    let mut world = World::with(&["dep"]).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    world.caught_up(0).await;
    world.nodes[0].site.stop().await;
    let kept = world.scratch().join("kept.db");
    std::fs::copy(world.at(0).dir.join("node.db"), &kept).expect("a copy");
    world.nodes[0].site.start().await;
    world.report(0, 2, 6, "72").await.expect("recorded");
    let size = world.caught_up(0).await;
    world.nodes[0].site.stop().await;
    // An old backup is put in its place without a new epoch, and other figures are recorded over the same numbers.
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(world.at(0).dir.join(format!("node.db{suffix}")));
    }
    std::fs::copy(&kept, world.at(0).dir.join("node.db")).expect("restored");
    world.nodes[0].site.start().await;
    world.report(0, 2, 6, "99").await.expect("recorded");
    world.report(0, 3, 6, "98").await.expect("recorded");
    ges_tests::wait::value("the hub raises an alarm", || async {
        let link = world.link("dep").await?;
        if link["trouble"]["alarm"] == true { Ok(()) } else { Err(link.to_string()) }
    })
    .await;
    assert_eq!(world.mirrored("dep").await.expect("a checkpoint").0, size, "the hub keeps what it verified");
    let results = world.results("dep").await.expect("results");
    assert!(results.iter().any(|r| ges_tests::world::is(r, 2, 6, "72")), "{results:?}");
    assert_eq!(world.hub.json(&["verify"]).await["verified"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_gives_the_same_bytes_at_node_and_hub() {
    let mut world = World::with(&["dep", "cdd"]).await;
    attest(&world, 6).await;
    world.report(1, 1, 9, "80").await.expect("recorded");
    let evidence = world.scratch().join("evidence.txt");
    std::fs::write(&evidence, "หลักฐาน").expect("a file");
    let evidence = evidence.to_str().expect("text");
    let filed = world
        .at(1)
        .json(&["result", "add", "--indicator", "2", "--round", "6", "--value", "9", "--evidence", evidence])
        .await;
    let record = filed["record_id"].as_str().expect("an id").to_owned();
    world.at(1).json(&["erase", &record, "--order", "1/2555", "--reason", "คำสั่งศาล"]).await;
    let csv = world.scratch().join("observations.csv");
    std::fs::write(&csv, "series,period,value,note\nก,2012-01,1.5,หมายเหตุ\nก,2012-02,2,\nข,2012-Q1,3,\n")
        .expect("a file");
    world.at(0).json(&["import", "observations", csv.to_str().expect("text"), "--dataflow", "monthly"]).await;
    world.caught_up(0).await;
    world.caught_up(1).await;
    world.hub.stop().await;
    for node in &mut world.nodes {
        node.site.stop().await;
        let said = node.site.json(&["rebuild"]).await;
        assert_eq!(said["differed"], serde_json::json!([]), "{said}");
    }
    let said = world.hub.json(&["rebuild"]).await;
    assert!(said["equal"] == true && said["different"] == serde_json::json!([]), "{said}");
    // Rebuilding says so when a table was not what the journals give, and puts it right.
    let database = world.hub.dir.join("hub.db");
    assert!(tamper(&database, "UPDATE result SET author = 'nobody' WHERE organisation = 'dep'").expect("changed") > 0);
    assert_eq!(world.hub.json(&["rebuild"]).await["equal"], false);
    assert_eq!(world.hub.json(&["rebuild"]).await["equal"], true);
    assert_eq!(world.hub.json(&["verify"]).await["verified"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_record_is_gone_everywhere_and_the_tree_still_verifies() {
    let world = World::with(&["dep"]).await;
    let secret = "ข้อมูลส่วนบุคคล-ต้องลบ";
    let added = world
        .at(0)
        .json(&["result", "add", "--indicator", "1", "--round", "6", "--value", "71", "--note", secret])
        .await;
    world.caught_up(0).await;
    world
        .at(0)
        .json(&["erase", added["record_id"].as_str().expect("an id"), "--order", "7/2555", "--reason", "คำสั่งศาล"])
        .await;
    world.caught_up(0).await;
    for (database, own) in [(world.at(0).dir.join("node.db"), true), (world.hub.dir.join("hub.db"), false)] {
        let sql = format!("SELECT COUNT(*) FROM entry WHERE instr(body, CAST('{secret}' AS BLOB)) > 0");
        assert_eq!(ges_tests::database::number(&ges_tests::database::open(&database), &sql), 0, "own: {own}");
    }
    assert!(!world.results("dep").await.expect("results").iter().any(|r| r["note"] == secret));
    assert!(world.at(0).json(&["verify"]).await["failed"].is_null());
    assert_eq!(world.hub.json(&["verify"]).await["verified"], true);
}
