//! The seven properties of the stream from node to hub, through the real programs (design: exchange).
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::collections::BTreeSet;

use ges_journal::entry::Sealed;
use ges_tests::database::{assert_whole, number, open};
use ges_tests::exchange::{Pulled, as_hub, hello, pull, pull_all, take};
use ges_tests::figures;
use ges_tests::wait;
use ges_tests::world::{World, is};

const SECRET: &str = "ตัวเลขภายใน-ห้ามออกนอกหน่วยงาน";

/// Twelve results in one transaction, all of one value: every indicator in every round.
fn together(world: &World, value: u32) -> std::path::PathBuf {
    let rows: Vec<_> = (1..=4)
        .flat_map(|indicator| [6, 9, 12].map(|round| (indicator, round)))
        .map(|(indicator, round)| {
            serde_json::json!({"fiscal_year": figures::YEAR, "indicator": indicator.to_string(), "round": round, "value": value.to_string()})
        })
        .collect();
    let path = world.scratch().join(format!("together-{value}.json"));
    std::fs::write(&path, serde_json::json!({ "results": rows }).to_string()).expect("a file");
    path
}

async fn import_together(world: &World, value: u32) {
    let file = together(world, value);
    let said = world.at(0).json(&["import", "results", file.to_str().expect("text")]).await;
    assert_eq!(said["recorded"], 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn filtered_what_the_hub_may_not_see_reaches_it_as_a_bare_hash() {
    let world = World::with(&["dep"]).await;
    let node = world.at(0);
    let add = |note: &'static str, audience: &'static str| {
        ["result", "add", "--indicator", "1", "--round", "6", "--value", "71", "--note", note, "--audience", audience]
    };
    node.json(&add("ผลที่ส่วนกลางเห็นได้", "central")).await;
    let hidden = node.json(&add(SECRET, "internal")).await;
    let last = node.json(&add("ผลล่าสุด", "public")).await;
    let size = world.caught_up(0).await;
    assert_eq!(Some(size), last["sequence"].as_u64().map(|s| s + 1));

    let mut client = as_hub(&world, &world.nodes[0]).await;
    let known = hello(&mut client).await;
    let pulled = pull_all(&mut client, &known.log, 0, 0).await;
    pulled.verify(&known.log, &known.verifier_key);
    let sequence = usize::try_from(hidden["sequence"].as_u64().expect("a sequence")).expect("small");
    assert!(matches!(pulled.entries()[sequence], Sealed::Hidden { .. }), "{:?}", pulled.entries()[sequence]);
    assert!(matches!(pulled.entries()[sequence + 1], Sealed::Whole { .. }));
    let sent: Vec<u8> = pulled.batches.iter().flat_map(prost::Message::encode_to_vec).collect();
    assert!(!contains(&sent, SECRET.as_bytes()), "the words of a hidden record were sent");
    assert!(contains(&sent, "ผลที่ส่วนกลางเห็นได้".as_bytes()), "the words of a visible record were not sent");
    for file in ["hub.db", "hub.db-wal"] {
        let bytes = std::fs::read(world.hub.dir.join(file)).unwrap_or_default();
        assert!(!contains(&bytes, SECRET.as_bytes()), "{file} holds the words of a hidden record");
    }
    let shown = world.results("dep").await.expect("results");
    assert!(shown.iter().any(|r| is(r, 1, 6, "71") && r["note"] == "ผลล่าสุด"), "{shown:?}");
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|w| w == part)
}

#[tokio::test(flavor = "multi_thread")]
async fn ordered_every_entry_comes_once_and_in_its_place_whatever_the_size_of_batches() {
    let world = World::with(&["dep"]).await;
    for value in 70..80 {
        import_together(&world, value).await;
    }
    let size = world.caught_up(0).await;
    let mut client = as_hub(&world, &world.nodes[0]).await;
    let known = hello(&mut client).await;
    let mut roots = BTreeSet::new();
    for max_bytes in [0, 1, 3_000, 1 << 30] {
        let pulled = pull_all(&mut client, &known.log, 0, max_bytes).await;
        let mut next = 0;
        for batch in &pulled.batches {
            assert_eq!(batch.first_sequence, next, "a batch of at most {max_bytes} bytes is out of place");
            next += batch.entries.len() as u64;
        }
        assert_eq!(next, size);
        roots.insert(pulled.verify(&known.log, &known.verifier_key).edge.root());
        assert_eq!(pulled.batches.len() > 1, max_bytes == 1 || max_bytes == 3_000, "{} batches", pulled.batches.len());
    }
    assert_eq!(roots.len(), 1, "the same log whatever the batches");
}

#[tokio::test(flavor = "multi_thread")]
async fn unique_what_is_sent_again_after_a_cut_is_kept_once() {
    let world = World::with(&["dep"]).await;
    for value in 70..78 {
        import_together(&world, value).await;
        world.nodes[0].line.cut();
    }
    let size = world.caught_up(0).await;
    let link = world.link("dep").await.expect("a link");
    assert!(link["reconnects"].as_u64() > Some(0), "the line was cut, so there was a second session: {link}");
    let hub = world.hub.dir.join("hub.db");
    assert_eq!(assert_whole(&hub, "ges.local/dep/1"), size);
    let hub = open(&hub);
    let shown = number(&hub, "SELECT COUNT(*) FROM result WHERE organisation = 'dep'");
    assert_eq!(shown, number(&hub, "SELECT COUNT(DISTINCT record_id) FROM result WHERE organisation = 'dep'"));
    assert_eq!(shown, 8 * 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn atomic_nobody_ever_sees_half_of_a_transaction() {
    let mut world = World::with(&["dep"]).await;
    import_together(&world, 70).await;
    world.caught_up(0).await;
    let mut client = as_hub(&world, &world.nodes[0]).await;
    let known = hello(&mut client).await;
    let pulled = pull_all(&mut client, &known.log, 0, 1).await;
    let whole = pulled.batches.iter().filter(|b| b.entries.len() == 12).count();
    assert_eq!(whole, 1, "twelve results in one transaction are one batch, however small batches may be");

    // Read at the hub all the time while transactions arrive, the line is cut and the hub dies.
    let (rest, stop) = (world.hub.rest.clone(), std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let stopped = std::sync::Arc::clone(&stop);
    let reading = tokio::spawn(async move {
        let mut seen = BTreeSet::new();
        while !stopped.load(std::sync::atomic::Ordering::SeqCst) {
            let Ok(all) = ges_tests::world::results(&rest, "dep").await else { continue };
            let values: BTreeSet<String> = all.iter().map(|r| r["value"].to_string()).collect();
            assert_eq!((all.len(), values.len()), (12, 1), "half of a transaction is shown: {values:?}");
            seen.extend(values);
        }
        seen.len()
    });
    for value in 71..83 {
        import_together(&world, value).await;
        match value % 4 {
            1 => world.nodes[0].line.cut(),
            3 => world.hub.kill_and_start().await,
            _ => {}
        }
    }
    world.caught_up(0).await;
    world.shows("dep", 4, 12, "82").await;
    stop.store(true, std::sync::atomic::Ordering::SeqCst);
    assert!(reading.await.expect("only whole transactions") > 1, "the reader saw figures change");
}

#[tokio::test(flavor = "multi_thread")]
async fn reliable_everything_acknowledged_arrives_in_spite_of_cuts_and_silence() {
    let world = World::with(&["dep"]).await;
    let line = &world.nodes[0].line;
    for (number, value) in (70..82).enumerate() {
        match number % 4 {
            0 => line.refuse(),
            1 => line.open(),
            2 => line.stall(),
            _ => {
                line.open();
                line.cut();
            }
        }
        import_together(&world, value).await;
    }
    line.open();
    line.cut();
    let size = world.caught_up(0).await;
    assert_eq!(size, 2 + 12 * 12, "description, agreement and twelve transactions of twelve");
    world.shows("dep", 1, 6, "81").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn resumable_a_second_session_begins_where_the_first_ended() {
    let mut world = World::with(&["dep"]).await;
    // Something large enough that fetching it twice would show.
    let draw = ges_runtime::Entropy::seeded(1);
    let row = |n: u64| format!("ชุด-{},{}-{:02},{}\n", n % 613, 2000 + n / 12 % 20, n % 12 + 1, draw.below(1 << 40));
    let rows: String = (0..40_000).map(row).collect();
    let file = world.scratch().join("observations.csv");
    std::fs::write(&file, format!("series,period,value\n{rows}")).expect("a file");
    world.at(0).json(&["import", "observations", file.to_str().expect("text"), "--dataflow", "monthly"]).await;
    let size = world.caught_up(0).await;
    let large = world.nodes[0].line.carried();
    assert!(large > 60_000, "the import is worth noticing: {large} bytes");

    world.hub.kill_and_start().await;
    import_together(&world, 70).await;
    assert_eq!(world.caught_up(0).await, size + 12);
    let again = world.nodes[0].line.carried() - large;
    assert!(again < large / 3, "{again} bytes for twelve results after {large} for all before: it began anew");

    let mut client = as_hub(&world, &world.nodes[0]).await;
    let known = hello(&mut client).await;
    let pulled = pull_all(&mut client, &known.log, size, 0).await;
    assert_eq!((pulled.batches[0].first_sequence, pulled.entries().len()), (size, 12));
    let beyond = pull(&mut client, &known.log, size + 500, 0, false).await;
    assert_eq!(beyond.expect_err("a cursor beyond the end").code(), tonic::Code::OutOfRange);
}

#[tokio::test(flavor = "multi_thread")]
async fn bookmarked_a_quiet_stream_says_how_far_it_is() {
    let world = World::with(&["dep"]).await;
    import_together(&world, 70).await;
    let size = world.caught_up(0).await;
    let mut client = as_hub(&world, &world.nodes[0]).await;
    let known = hello(&mut client).await;
    let ended = pull_all(&mut client, &known.log, 0, 0).await;
    assert_eq!(ended.bookmarks, [size], "a stream that does not follow closes with a bookmark");

    let mut stream = pull(&mut client, &known.log, size, 0, true).await.expect("a stream");
    let mut pulled = Pulled::default();
    let frame =
        tokio::time::timeout(wait::LONG, stream.message()).await.expect("in time").expect("a frame").expect("open");
    assert!(take(&mut pulled, frame), "nothing is new: a bookmark");
    assert_eq!(pulled.bookmarks, [size]);
    import_together(&world, 71).await;
    while pulled.bookmarks.len() < 2 {
        let frame =
            tokio::time::timeout(wait::LONG, stream.message()).await.expect("in time").expect("a frame").expect("open");
        take(&mut pulled, frame);
    }
    assert_eq!((pulled.entries().len(), pulled.bookmarks[1]), (12, size + 12), "the change, then where the stream is");
}
