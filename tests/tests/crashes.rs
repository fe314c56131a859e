//! Programs that die and lines that break at any moment: what was acknowledged is at the hub, once, in order.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ges_runtime::Entropy;
use ges_tests::database::{assert_whole, entries};
use ges_tests::world::{World, report, results};
use tokio::task::JoinHandle;

/// What a writer was told is recorded: sequence by record id.
type Acknowledged = BTreeMap<String, u64>;

/// Records results without pause until told to stop; refused or unanswered requests are simply made again.
fn writer(world: &World, index: usize, stop: &Arc<AtomicBool>) -> JoinHandle<Acknowledged> {
    let (rest, id, stop) = (world.at(index).rest.clone(), world.at(index).id.clone(), Arc::clone(stop));
    tokio::spawn(async move {
        let mut acknowledged = Acknowledged::new();
        let mut value = 0u32;
        while !stop.load(Ordering::SeqCst) {
            value += 1;
            let indicator = 1 + u16::try_from(value % 4).expect("small");
            let round = [6, 9, 12][usize::try_from(value % 3).expect("small")];
            // Nobody knows whether an unanswered request was recorded: only answers count.
            if let Ok(recorded) = report(&rest, &id, indicator, round, &value.to_string()).await {
                let record = recorded["record_id"].as_str().expect("an id").replace('-', "");
                acknowledged.insert(record, recorded["sequence"].as_u64().expect("a sequence"));
            } else {
                tokio::task::yield_now().await;
            }
        }
        acknowledged
    })
}

async fn assert_all_there(world: &World, index: usize, acknowledged: &Acknowledged) {
    let size = world.caught_up(index).await;
    let site = world.at(index);
    let origin = format!("ges.local/{}/1", site.id);
    let (node, hub) = (site.dir.join("node.db"), world.hub.dir.join("hub.db"));
    assert_eq!(assert_whole(&node, &origin), size);
    assert_eq!(assert_whole(&hub, &origin), size);
    let there: BTreeMap<String, u64> =
        entries(&hub, &origin).into_iter().filter_map(|(sequence, record)| Some((record?, sequence))).collect();
    for (record, sequence) in acknowledged {
        assert_eq!(there.get(record), Some(sequence), "record {record} was acknowledged as entry {sequence}");
    }
    let (here, shown) = (results(&site.rest, &site.id).await, results(&world.hub.rest, &site.id).await);
    let values = |all: Result<Vec<serde_json::Value>, String>| {
        all.expect("results").iter().map(|r| (r["record"].to_string(), r["value"].to_string())).collect::<Vec<_>>()
    };
    assert_eq!(values(here), values(shown), "hub and node show different figures of {}", site.id);
    println!("{}: {} acknowledged, {size} entries", site.id, acknowledged.len());
}

/// Does things to a federation under load, drawn from a seed, and checks it afterwards.
async fn under_load(seed: u64, rounds: u32, happening: impl AsyncFn(&mut World, &Entropy, u32)) {
    let mut world = World::with(&["dep", "cdd"]).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers = [writer(&world, 0, &stop), writer(&world, 1, &stop)];
    let draw = Entropy::seeded(seed);
    for round in 0..rounds {
        happening(&mut world, &draw, round).await;
        // A moment of its own length for each round, during which figures are recorded.
        ges_runtime::Clock::system().sleep(std::time::Duration::from_millis(100 + draw.below(500))).await;
    }
    stop.store(true, Ordering::SeqCst);
    let mut all = Vec::new();
    for writer in writers {
        all.push(writer.await.expect("a writer does not fail"));
    }
    for node in &world.nodes {
        node.line.open();
    }
    for (index, acknowledged) in all.iter().enumerate() {
        assert!(acknowledged.len() > 10, "seed {seed}: only {} results were recorded", acknowledged.len());
        assert_all_there(&world, index, acknowledged).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_is_killed_again_and_again() {
    under_load(11, 6, async |world, _, _| world.hub.kill_and_start().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_killed_again_and_again() {
    under_load(12, 8, async |world, draw, _| {
        let index = usize::try_from(draw.below(2)).expect("small");
        world.nodes[index].site.kill_and_start().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_cut_stalled_and_closed() {
    under_load(13, 20, async |world, draw, _| {
        let line = &world.nodes[usize::try_from(draw.below(2)).expect("small")].line;
        match draw.below(5) {
            0 => line.cut(),
            1 => line.break_after(u32::try_from(draw.below(40_000)).expect("small")),
            2 => line.stall(),
            3 => line.refuse(),
            _ => line.open(),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_happens_at_once() {
    under_load(14, 12, async |world, draw, _| {
        let index = usize::try_from(draw.below(2)).expect("small");
        match draw.below(6) {
            0 => {
                // Both ends of a line die together.
                world.hub.kill().await;
                world.nodes[index].site.kill_and_start().await;
                world.hub.start().await;
            }
            1 => world.hub.kill_and_start().await,
            2 => world.nodes[index].site.kill_and_start().await,
            3 => world.nodes[index].line.stall(),
            4 => world.nodes[index].line.cut(),
            _ => world.nodes[index].line.open(),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_end_in_good_order_both_end_and_go_on_afterwards() {
    let mut world = World::with(&["dep"]).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    world.shows("dep", 1, 6, "71").await;
    world.hub.stop().await;
    world.nodes[0].site.stop().await;
    world.nodes[0].site.start().await;
    world.report(0, 1, 6, "72").await.expect("recorded while the hub is away");
    world.hub.start().await;
    world.shows("dep", 1, 6, "72").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_command_leaves_a_whole_journal() {
    let world = World::with(&["dep"]).await;
    let draw = Entropy::seeded(15);
    let node = world.at(0);
    let dir = node.dir.to_str().expect("text").to_owned();
    for number in 0..12 {
        let value = number.to_string();
        let mut command = tokio::process::Command::new(ges_tests::place::program("ges-node"));
        command.args(["--dir", &dir, "result", "add", "--indicator", "1", "--round", "6", "--value", &value]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().expect("ges-node starts");
        let moment = std::time::Duration::from_millis(5 + draw.below(120));
        if tokio::time::timeout(moment, child.wait()).await.is_err() {
            child.kill().await.expect("killed");
        }
    }
    let size = world.caught_up(0).await;
    assert_eq!(assert_whole(&node.dir.join("node.db"), "ges.local/dep/1"), size);
    assert!(node.json(&["verify"]).await["failed"].is_null());
}
