//! `cargo bench -p ges-tests --bench idle`: what followed nodes cost a hub while nothing happens: 30, 300 and 1,000
//! nodes in one process, each with its own store, journal, certificate and connection, on one hub.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "ratios of measured times; no value or weight of the product is computed here"
)]
#![expect(clippy::expect_used, reason = "a bench that cannot measure ends and says why")]

use std::path::PathBuf;
use std::time::Duration;

use ges_tests::bench::federation::{Place, Plan, RunningHub, is_settled};
use ges_tests::bench::member::{self, Members};
use ges_tests::bench::procfs::{Spent, memory};
use ges_tests::bench::table::{Floor, Samples, Table};
use ges_tests::bench::{Watch, pause};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Nodes, and seconds their idling is measured. The hub saves last contacts once a minute: the first size sees that.
/// Memory is judged at the first size alone: later ones reuse what the process was given.
const SIZES: [(usize, u64); 3] = [(1_000, 60), (300, 30), (30, 30)];
/// Files and sockets of a node in one process, with the line in front of it.
const FILES: usize = 14;
/// Bookmarks of one node in a minute.
const BOOKMARKS: f64 = 4.0;

fn main() {
    if member::took_over() {
        return;
    }
    let mut table = Table::new("Idle followed nodes on one hub");
    for (nodes, seconds) in SIZES {
        let (needed, allowed) = (nodes * FILES + 1_000, open_files());
        if needed > allowed {
            table.say(format!(
                "{nodes} nodes are not measured: they need {needed} open files, {allowed} are allowed (ulimit -n)."
            ));
            continue;
        }
        measure(&mut table, nodes, seconds, nodes == SIZES[0].0);
    }
    table.say("The nodes' own disks are not under test: their folders lie in memory where there is /dev/shm.");
    table.say("Bytes are those of the connections, both ways, TLS included, TCP and IP headers not.");
    table.print();
}

fn measure(table: &mut Table, nodes: usize, seconds: u64, judged: bool) {
    let shared = PathBuf::from("/dev/shm");
    let shared = if shared.is_dir() { shared } else { std::env::temp_dir() };
    let folder = tempfile::tempdir_in(shared).expect("a folder");
    let watch = Watch::start();
    member::prepare(folder.path(), Plan { nodes, settled: true, ..Plan::default() });
    let mut members = Members::start(folder.path(), nodes, true);
    println!("{nodes} nodes prepared and serving after {:.0} s", watch.seconds());

    let mut hub = RunningHub::open(&Place::new(folder.path()));
    let (before, _) = memory(std::process::id());
    let settling = Watch::start();
    hub.pull();
    while !hub.run(is_settled(&hub.hub, nodes)) {
        pause(Duration::from_millis(100));
    }
    let (connected, _) = memory(std::process::id());
    let threads = std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    println!("{nodes} nodes connected after {:.1} s", settling.seconds());
    // What connecting left to do is done before idling is measured.
    pause(Duration::from_secs(5));

    let (spent, carried, watch) = (Spent::here(), members.carried(), Watch::start());
    pause(Duration::from_secs(seconds));
    let (spent, carried, minutes) = (Spent::here().since(&spent), members.carried() - carried, watch.seconds() / 60.0);
    let (resting, _) = memory(std::process::id());
    let count = nodes as f64;
    let per_node = spent.total / minutes / count;

    // Everybody dialled anew: handshake, Hello, Pull, receipt.
    let again = Spent::here();
    hub.hub.sessions().end_where(|_| true);
    hub.until(|hub| {
        let states = hub.board().states();
        states.len() >= nodes && states.values().all(|s| s.connected && s.reconnects > 0)
    });
    pause(Duration::from_secs(1));
    let anew = Spent::here().since(&again).total / count;

    let bytes = carried as f64 / minutes / count;
    let memory = (connected.max(resting) - before) / count;
    table.tell(
        format!("{nodes} nodes: hub CPU, % of one processor"),
        &Samples::one(spent.total / minutes / 60.0 * 100.0),
    );
    table.tell(format!("{nodes} nodes: hub CPU per node and minute, ms"), &Samples::one(per_node * 1e3));
    table.tell(format!("{nodes} nodes: hub CPU of a new connection, ms"), &Samples::one(anew * 1e3));
    table.tell(format!("{nodes} nodes: wire bytes per node and minute"), &Samples::one(bytes));
    if judged {
        let what = format!("{nodes} nodes: sign of life on a kept / on a new connection, hub CPU");
        let kept = table.judge(what, &Samples::one(per_node / BOOKMARKS / anew), Floor::AtMost(0.15));
        let wire = table.judge(
            format!("{nodes} nodes: wire bytes per sign of life, keep-alive included"),
            &Samples::one(bytes / BOOKMARKS),
            Floor::AtMost(200.0),
        );
        let room = table.judge(
            format!("{nodes} nodes: hub memory per connection, KiB"),
            &Samples::one(memory),
            Floor::AtMost(128.0),
        );
        if !kept {
            table.say(format!(
                "Held back: of the hub's idle CPU its writer thread takes {:.0} %.",
                spent.named("ges-store") / spent.total * 100.0
            ));
        }
        if !wire {
            table.say("Held back: each bookmark names log, cursor and clock, and both sides ping every 20 seconds.");
        }
        if !room {
            table.say(format!(
                "Held back: {:.0} KiB per connection once all had connected, with {threads} threads in the process; \
                 {:.0} after idling.",
                (connected - before) / count,
                (resting - before) / count
            ));
        }
        table.say(format!(
            "Measured over {seconds} s, not extrapolated; dialling all {nodes} anew cost the hub {:.1} CPU s.",
            anew * count
        ));
    }
}

fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|l| l.strip_prefix("Max open files"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(usize::MAX)
}
