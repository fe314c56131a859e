//! `cargo bench -p ges-tests --bench pull`: a full pull of 1,000,000 observations from a real node into a real hub over
//! TLS until durable, against what SQLite alone can do and against PostgreSQL's logical replication, and a change of
//! 125,000 rows. `GES_BENCH_FULL=1` adds sizes for growth.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "ratios of measured times; no value or weight of the product is computed here"
)]
#![expect(clippy::expect_used, reason = "a bench that cannot measure ends and says why")]

mod postgres;
mod sqlite;

use std::path::Path;

use ges_tests::bench::federation::{Place, Plan, RunningHub, agency, copy};
use ges_tests::bench::member::{self, Members};
use ges_tests::bench::procfs::{Spent, memory};
use ges_tests::bench::table::{Floor, Samples, Table};
use ges_tests::bench::work::{RECORD, SERIES, Work, period, series_parts};
use ges_tests::bench::{Watch, full, wall_micros};
use postgres::Replication;
use sqlite::Key;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: usize = 1_000_000;
/// Rows changed in the delta, and where they begin: four of the newest months.
const CHANGED: usize = 125_000;
const FIRST_CHANGED: usize = 27 * SERIES;
/// Repetitions, fewer when the machine is slow.
const REPETITIONS: usize = 5;
const LEAST: usize = 3;
/// No repetition begins after so many seconds.
const PATIENCE: f64 = 170.0;

fn main() {
    if member::took_over() {
        return;
    }
    let watch = Watch::start();
    let folder = tempfile::tempdir().expect("a folder");
    let work = Work::new(0, ROWS, 1);
    println!(
        "pull: {ROWS} observations in {} records, {SERIES} series, notes of {:.1} bytes; preparing a node, a hub and two \
         PostgreSQL servers",
        ROWS / RECORD,
        work.note_bytes()
    );
    member::prepare(folder.path(), Plan { nodes: 1, rows: ROWS, ..Plan::default() });
    let mut peer = Replication::start(&work).inspect_err(|e| eprintln!("PostgreSQL is not compared: {e}")).ok();
    println!("prepared in {:.0} s", watch.seconds());

    let mut seen = Seen::default();
    let mut bench = Bench::new(folder.path(), ROWS);
    for n in 0..REPETITIONS {
        if n >= LEAST && watch.seconds() > PATIENCE {
            println!("only {n} repetitions: this machine is slow now");
            break;
        }
        bench.full_pull(&mut seen);
        seen.packed.push(sqlite::upsert(folder.path(), &work, Key::Packed));
        seen.text.push(sqlite::upsert(folder.path(), &work, Key::Text));
        if let Some(peer) = &mut peer {
            if n > 0 {
                peer.end();
            }
            let took = peer.initial(ROWS);
            seen.initial.push(took.seconds);
            seen.initial_cpu.push(took.subscriber);
        }
        println!("repetition {}: pull {:.2} s, after {:.0} s", n + 1, seen.pull.last(), watch.seconds());
    }
    if let Some(peer) = &mut peer {
        peer.settle();
    }
    for n in 0..seen.pull.len() {
        bench.delta(&mut seen, n as u64 + 2);
        if let Some(peer) = &mut peer {
            seen.apply.push(peer.change(FIRST_CHANGED, CHANGED).seconds);
        }
    }
    let size = bench.size;
    drop(bench);
    drop(peer);
    let wire = wire(folder.path(), &work, size, seen.delta.len());
    report(&seen, &wire, &work);
    if full() {
        growth(&work);
    }
}

/// What all repetitions took, in seconds.
#[derive(Default)]
struct Seen {
    pull: Samples,
    node: Samples,
    hub: Samples,
    writer: Samples,
    delayed: Samples,
    commits: Samples,
    packed: Samples,
    text: Samples,
    initial: Samples,
    initial_cpu: Samples,
    delta: Samples,
    delta_node: Samples,
    delta_hub: Samples,
    delta_writer: Samples,
    apply: Samples,
    memory: Samples,
}

/// A node that keeps running and a hub made anew for each full pull.
struct Bench {
    members: Members,
    hub: Option<RunningHub>,
    base: Place,
    place: Place,
    size: u64,
}

impl Bench {
    fn new(folder: &Path, rows: usize) -> Self {
        let base = Place::new(folder);
        let members = Members::start(folder, 1, false);
        // The organisation's own description comes before the imports.
        let size = 1 + rows.div_ceil(RECORD) as u64;
        Self { members, hub: None, base, place: Place::new(folder.join("run")), size }
    }

    /// From the first dial until the last row is durable.
    fn full_pull(&mut self, seen: &mut Seen) {
        drop(self.hub.take());
        let _ = std::fs::remove_dir_all(self.place.hub());
        copy(&self.base.hub(), &self.place.hub());
        let mut hub = RunningHub::open(&self.place);
        let (before, _) = memory(std::process::id());
        let (own, node, commits) = (Spent::here(), Spent::of(self.members.id()), hub.hub.store().commits());
        let watch = Watch::start();
        hub.pull();
        hub.until_size(&agency(0), self.size);
        seen.pull.push(watch.seconds());
        let own = Spent::here().since(&own);
        seen.node.push(Spent::of(self.members.id()).since(&node).total);
        seen.hub.push(own.total);
        seen.writer.push(own.named("ges-store"));
        seen.delayed.push(own.delay_of("ges-store"));
        seen.commits.push((hub.hub.store().commits() - commits) as f64);
        // Later repetitions reuse what the first was given.
        if seen.memory.is_empty() {
            seen.memory.push((memory(std::process::id()).0 - before) / 1024.0);
        }
        check(&hub);
        self.hub = Some(hub);
    }

    /// From the commit at the node until the changed rows are durable at the hub.
    fn delta(&mut self, seen: &mut Seen, seed: u64) {
        let Some(hub) = &self.hub else { return };
        let own = Spent::here();
        let (at, size) = self.members.change(FIRST_CHANGED, CHANGED, seed);
        let node = Spent::of(self.members.id());
        hub.until_size(&agency(0), size);
        seen.delta.push((wall_micros() - at) as f64 / 1e6);
        let own = Spent::here().since(&own);
        seen.delta_hub.push(own.total);
        seen.delta_writer.push(own.named("ges-store"));
        seen.delta_node.push(Spent::of(self.members.id()).since(&node).total);
        self.size = size;
        let expected = Work::new(FIRST_CHANGED, CHANGED, seed).row(CHANGED - 1).mantissa;
        assert!(last_values(hub).contains(&expected), "the changed value is the one shown");
    }
}

/// Every row is there, and nothing was set aside.
fn check(hub: &RunningHub) {
    let rows = hub.hub.store().read(ges_ledger::read::observations::count).expect("a count");
    assert_eq!(rows, ROWS as u64, "every row is there");
}

/// Values of the last changed month.
fn last_values(hub: &RunningHub) -> Vec<i64> {
    let month = period((FIRST_CHANGED + CHANGED - 1) / SERIES);
    let read = hub.hub.store().read(|tx| ges_ledger::read::observations::of_period(tx, &agency(0), month));
    read.expect("observations").iter().filter_map(|o| i64::try_from(o.value.mantissa()).ok()).collect()
}

/// Bytes on the wire for each row, pulled and as a message of its own.
struct Wire {
    pulled: f64,
    messages: f64,
}

/// A row as its own gRPC message, keys as text: what a stream of plain messages would carry.
#[derive(Clone, PartialEq, prost::Message)]
struct RowMessage {
    #[prost(string, tag = "1")]
    period: String,
    #[prost(string, tag = "2")]
    unit: String,
    #[prost(string, tag = "3")]
    indicator: String,
    #[prost(string, tag = "4")]
    measure: String,
    #[prost(int64, tag = "5")]
    mantissa: i64,
    #[prost(uint32, tag = "6")]
    scale: u32,
    #[prost(string, tag = "7")]
    note: String,
    #[prost(uint64, tag = "8")]
    sequence: u64,
    #[prost(int64, tag = "9")]
    recorded_at: i64,
}

/// A pull of everything, changes included, through a line that counts.
fn wire(folder: &Path, work: &Work, size: u64, changes: usize) -> Wire {
    let mut members = Members::start(folder, 1, true);
    let place = Place::new(folder.join("wire"));
    copy(&Place::new(folder).hub(), &place.hub());
    let mut hub = RunningHub::open(&place);
    hub.pull();
    hub.until_size(&agency(0), size);
    let pulled = members.carried() as f64 / (ROWS + changes * CHANGED) as f64;
    let now = wall_micros();
    let length = |(n, row): (usize, ges_tests::bench::work::Row<'_>)| {
        let (unit, indicator, measure) = series_parts(row.series);
        let message = RowMessage {
            period: period(row.period).to_string(),
            unit,
            indicator,
            measure,
            mantissa: row.mantissa,
            scale: 2,
            note: row.note.to_owned(),
            sequence: n as u64 + 1,
            recorded_at: now,
        };
        // Five bytes of gRPC around each message.
        prost::Message::encoded_len(&message) as f64 + 5.0
    };
    let messages: f64 = work.rows().enumerate().map(length).sum();
    Wire { pulled, messages: messages / ROWS as f64 }
}

fn report(seen: &Seen, wire: &Wire, work: &Work) {
    let million = ROWS as f64 / 1e6;
    let mut table = Table::new(format!("Pull of {ROWS} observations, mTLS, durable (synchronous=FULL)"));
    table.tell("rows/s pulled", &seen.pull.map(|s| ROWS as f64 / s));
    let packed =
        table.judge("pull / raw upsert into the same table", &seen.packed.over(&seen.pull), Floor::AtLeast(0.7));
    let text = table.judge("pull / raw upsert, text keys", &seen.text.over(&seen.pull), Floor::AtLeast(1.3));
    let initial = table.judge("pull / PostgreSQL initial copy", &seen.initial.over(&seen.pull), Floor::AtLeast(2.0));
    let delta =
        table.judge("125,000 changed rows / PostgreSQL apply", &seen.apply.over(&seen.delta), Floor::AtLeast(5.0));
    table.tell("  the change, seconds after its commit", &seen.delta);
    table.tell("  PostgreSQL, seconds after its commit", &seen.apply);
    let node = table.judge("CPU s per 1M rows, node", &seen.node.map(|s| s / million), Floor::AtMost(1.5));
    let hub = table.judge("CPU s per 1M rows, hub", &seen.hub.map(|s| s / million), Floor::AtMost(1.8));
    table.tell("  of it the one writer thread", &seen.writer.map(|s| s / million));
    table.tell("  PostgreSQL subscriber", &seen.initial_cpu.map(|s| s / million));
    table.judge(
        "wire bytes / row messages (zstd bodies)",
        &Samples::one(wire.pulled / wire.messages),
        Floor::AtMost(0.2),
    );
    table.tell("  bytes per row", &Samples::one(wire.pulled));
    table.tell("  bytes per row message", &Samples::one(wire.messages));
    table.tell("hub memory taken by the first pull, MiB", &seen.memory);
    table.tell("commits of a pull", &seen.commits);
    if !(packed && text && initial && hub && node) {
        let hub_beside = seen.hub.median() - seen.writer.median();
        let waiting = seen.pull.median() - seen.writer.median() - seen.delayed.median();
        table.say(format!(
            "Held back: of the {:.2} s of a pull the one writer thread works {:.2} s, waits {:.2} s for a processor that others \
             use and {waiting:.2} s for the disk and the first batch; the bare upsert takes {:.2} s alone.",
            seen.pull.median(),
            seen.writer.median(),
            seen.delayed.median(),
            seen.packed.median(),
        ));
        table.say(format!(
            "Beside it, verifying, decoding and TLS take the hub {hub_beside:.2} s and the node {:.2} s, on {} processors.",
            seen.node.median(),
            std::thread::available_parallelism().map_or(0, usize::from),
        ));
    }
    if !delta {
        table.say(format!(
            "Held back: of the {:.2} s of a change the hub's writer takes {:.2} s, the rest of the hub {:.2} s, the node {:.2} s.",
            seen.delta.median(),
            seen.delta_writer.median(),
            seen.delta_hub.median() - seen.delta_writer.median(),
            seen.delta_node.median(),
        ));
    }
    table.say(format!(
        "The journal, its verification, cosignature and projection are in the pull and in none of the others; notes {:.1} B.",
        work.note_bytes()
    ));
    table.print();
}

/// Three sizes: what a row costs has to stay the same.
fn growth(work: &Work) {
    let mut table = Table::new("Growth: microseconds per row, pull and raw upsert into the same table");
    for rows in [30_000, 300_000, ROWS] {
        let folder = tempfile::tempdir().expect("a folder");
        member::prepare(folder.path(), Plan { nodes: 1, rows, ..Plan::default() });
        let members = Members::start(folder.path(), 1, false);
        let part = Work::new(0, rows, 1);
        assert_eq!(part.row(rows - 1).mantissa, work.row(rows - 1).mantissa, "the same rows");
        let (mut pull, mut raw) = (Samples::default(), Samples::default());
        for _ in 0..3 {
            let place = Place::new(folder.path().join("run"));
            let _ = std::fs::remove_dir_all(place.hub());
            copy(&Place::new(folder.path()).hub(), &place.hub());
            let mut hub = RunningHub::open(&place);
            let watch = Watch::start();
            hub.pull();
            hub.until_size(&agency(0), 1 + rows.div_ceil(RECORD) as u64);
            pull.push(watch.seconds());
            drop(hub);
            raw.push(sqlite::upsert(folder.path(), &part, Key::Packed));
        }
        drop(members);
        table.tell(format!("{rows} rows, pull"), &pull.map(|s| s * 1e6 / rows as f64));
        table.tell(format!("{rows} rows, pull / raw"), &raw.over(&pull));
    }
    table.print();
}
