//! One run: a federation is made, operations happen, invariants are checked, everything is healed, and all must arrive.

use std::path::Path;
use std::time::Duration;

use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::records::Fact;
use ges_journal::attestation::Attestation;
use ges_journal::note::SignerKey;
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::{LedgerError, log};
use ges_node::app::Node;
use ges_node::service::results::NewResult;
use ges_node::service::{Who, attestations, documents, erasures, observations, results};
use ges_proto::observations::{Frequency, Observations, Period};
use rust_decimal::Decimal;
use turmoil::Sim;

use super::NODES;
use super::check::{self, Acknowledged};
use super::clock::Elapsed;
use super::host::{HubHost, NodeHost, make_hub, make_node};
use super::operation::{List, Operation};
use super::trace::Trace;
use crate::figures;

/// What passes in one step of the network.
const TICK: Duration = Duration::from_millis(5);
/// What passes after every operation, in ticks.
const AFTER: u32 = 20;
/// How long all that was healed may take to arrive: a black hole is noticed after half a minute.
const QUIET: Duration = Duration::from_mins(4);

/// Why a run failed.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Which operation came before; the last one and more mean the end of the run.
    pub operation: usize,
    /// What did not hold.
    pub what: String,
    /// The last events.
    pub tail: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "after operation {}: {}\n  {}", self.operation, self.what, self.tail.replace('\n', "\n  "))
    }
}

/// How a run ended.
pub type Outcome = Result<Trace, Failure>;

/// Runs a list on a thread of its own, so that nothing of an earlier run is left in it.
///
/// # Panics
/// When the thread cannot be started.
pub fn run(list: &List) -> Outcome {
    let list = list.clone();
    let seed = list.seed;
    let thread = std::thread::Builder::new().name(format!("seed {seed}")).spawn(move || execute(&list));
    thread.expect("a thread").join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|t| (*t).to_owned())).unwrap_or_default();
        Err(Failure { operation: usize::MAX, what: format!("panic: {text}"), tail: String::new() })
    })
}

/// Memory where there is some: the store is as durable as in earnest, and nobody waits for a disk.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let mut builder = tempfile::Builder::new();
    builder.prefix("ges-simulation-");
    if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() }.expect("a folder")
}

struct World<'a> {
    sim: Sim<'a>,
    elapsed: Elapsed,
    hub: HubHost,
    nodes: Vec<NodeHost>,
    written: Vec<Vec<Acknowledged>>,
    documents: Vec<Vec<ges_domain::ids::RecordId>>,
    trace: Trace,
    seen: Vec<String>,
    folder: tempfile::TempDir,
    counter: u64,
}

fn execute(list: &List) -> Outcome {
    let mut world = World::new(list.seed);
    let mut outcome = Ok(());
    let mut reached = 0;
    for (number, operation) in list.operations.iter().enumerate() {
        reached = number;
        outcome = world.happens(operation).and_then(|()| world.invariants(number));
        if outcome.is_err() {
            break;
        }
    }
    if outcome.is_ok() {
        reached = list.operations.len();
        outcome = world.heal_and_settle();
    }
    match outcome {
        Ok(()) => Ok(world.trace),
        Err(what) => Err(Failure { operation: reached, what, tail: world.trace.tail(12) }),
    }
}

fn round(months: u8) -> Round {
    Round::try_from(months).unwrap_or(Round::Six)
}

impl World<'_> {
    fn new(seed: u64) -> Self {
        let folder = folder();
        let elapsed = Elapsed::default();
        let mut sim = turmoil::Builder::new()
            .rng_seed(seed)
            .tick_duration(TICK)
            .simulation_duration(Duration::from_hours(1))
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(Duration::from_millis(40))
            .tcp_capacity(4096)
            .build();
        let hub = make_hub(folder.path(), &elapsed, seed ^ 0xff);
        let nodes: Vec<_> = (0..NODES)
            .map(|n| {
                make_node(folder.path(), &format!("agency-{n}"), &hub, &elapsed, seed.wrapping_add(u64::from(n) + 1))
            })
            .collect();
        for node in &nodes {
            sim.host(node.id.as_str(), node.software());
        }
        sim.host(hub.id.as_str(), hub.software());
        let count = nodes.len();
        let mut world = Self {
            sim,
            elapsed,
            hub,
            nodes,
            written: vec![Vec::new(); count],
            documents: vec![Vec::new(); count],
            trace: Trace::default(),
            seen: Vec::new(),
            folder,
            counter: 0,
        };
        world.pass(AFTER);
        world
    }

    fn pass(&mut self, ticks: u32) {
        for tick in 0..ticks {
            self.sim.step().expect("no host ends by itself");
            self.elapsed.set(self.sim.elapsed());
            if tick % 4 == 0 {
                self.look();
            }
        }
    }

    /// Adds to the trace whatever is different from the last look.
    fn look(&mut self) {
        let mut now = Vec::with_capacity(self.nodes.len() + 1);
        if let Some(hub) = self.hub.hub.borrow().as_ref() {
            let logs = hub.store().read(log::all).map(|logs| {
                logs.iter()
                    .map(|l| format!("{}={}:{}", l.id, l.size, l.receipt.as_ref().map_or(0, bytes::Bytes::len)))
                    .collect::<Vec<_>>()
            });
            now.extend(logs.unwrap_or_default());
            now.extend(hub.board().states().iter().map(|(id, s)| {
                format!("{id} {} head {} has {} skew {}", s.connected, s.head, s.acknowledged, s.skew_micros)
            }));
        }
        for (host, written) in self.nodes.iter().zip(&self.written) {
            let alive = host.node.borrow().is_some();
            now.push(format!("{} {alive} {}", host.id, written.last().map_or(0, |a| a.sequence + 1)));
        }
        let micros = self.elapsed.micros();
        for line in &now {
            if !self.seen.contains(line) {
                self.trace.event(micros, line);
            }
        }
        self.seen = now;
    }

    fn happens(&mut self, operation: &Operation) -> Result<(), String> {
        let micros = self.elapsed.micros();
        self.trace.event(micros, &format!("{operation:?}"));
        match operation {
            Operation::Cut { node } => self.sim.partition(self.name(*node), self.hub.id.as_str()),
            Operation::Hold { node } => self.sim.hold(self.name(*node), self.hub.id.as_str()),
            Operation::Lose { node, percent } => self.lose(*node, *percent),
            Operation::Heal { node } => self.heal(*node),
            Operation::CrashNode { node, away } => self.crash_node(*node, *away)?,
            Operation::CrashHub { away } => self.crash_hub(*away),
            Operation::Jump { node, seconds } => self.nodes[usize::from(*node)].wall.jump(*seconds),
            Operation::Wait { milliseconds } => self.pass(milliseconds / 5),
            Operation::Publish => self.publish()?,
            Operation::Result { node, .. }
            | Operation::Results { node, .. }
            | Operation::Observations { node, .. }
            | Operation::Document { node, .. }
            | Operation::Attest { node, .. }
            | Operation::Erase { node } => self.write(*node, operation)?,
        }
        self.pass(AFTER);
        Ok(())
    }

    fn name(&self, node: u8) -> String {
        self.nodes[usize::from(node)].id.to_string()
    }

    #[expect(clippy::float_arithmetic, reason = "the simulated network takes a probability")]
    fn lose(&mut self, node: u8, percent: u8) {
        let (a, b) = (self.name(node), self.hub.id.to_string());
        self.sim.set_link_fail_rate(a, b, f64::from(percent) / 1000.0);
    }

    fn heal(&mut self, node: u8) {
        let (a, b) = (self.name(node), self.hub.id.to_string());
        self.sim.set_link_fail_rate(a.clone(), b.clone(), 0.0);
        self.sim.release(a.clone(), b.clone());
        self.sim.repair(a, b);
    }

    fn crash_node(&mut self, node: u8, away: u32) -> Result<(), String> {
        let name = self.name(node);
        let index = usize::from(node);
        *self.nodes[index].node.borrow_mut() = None;
        self.sim.crash(name.as_str());
        self.pass(away / 5);
        self.sim.bounce(name.as_str());
        self.pass(1);
        let borrowed = self.nodes[index].node.borrow();
        let node = borrowed.as_ref().ok_or_else(|| format!("{name} did not come back"))?;
        check::kept(node, &self.written[index])
    }

    fn crash_hub(&mut self, away: u32) {
        *self.hub.hub.borrow_mut() = None;
        self.sim.crash(self.hub.id.as_str());
        self.pass(away / 5);
        self.sim.bounce(self.hub.id.as_str());
        self.pass(1);
    }

    fn publish(&mut self) -> Result<(), String> {
        let borrowed = self.hub.hub.borrow();
        let hub = borrowed.as_ref().ok_or("the hub is down")?;
        self.counter += 1;
        let mut organisation = figures::organisation(self.hub.id.as_str());
        organisation.name.en = format!("Office, edition {}", self.counter);
        let fact = Fact::Organisation(organisation);
        let statement = Statement { fact, audience: Audience::Public, author: "simulation".into() };
        hub.record_blocking(vec![statement]).map(drop).map_err(|e| e.to_string())
    }

    fn write(&mut self, node: u8, operation: &Operation) -> Result<(), String> {
        self.counter += 1;
        let counter = self.counter;
        let index = usize::from(node);
        let borrowed = self.nodes[index].node.borrow();
        let node = borrowed.as_ref().ok_or("a node is down between operations")?;
        let recorded = match operation {
            Operation::Result { indicator, round: months, hundredths, internal, .. } => {
                let report = figures::report(
                    *indicator,
                    round(*months),
                    Decimal::new(*hundredths, 2),
                    &format!("ครั้งที่ {counter}"),
                );
                let mut new = NewResult::new(report);
                if *internal {
                    new.audience = Audience::Internal;
                }
                vec![results::record(node, &who(), new, node.env().clock.now()).map_err(|e| e.to_string())?]
            }
            Operation::Results { count, .. } => {
                let one = |n: u8| {
                    let indicator = 1 + u16::from(n) % super::INDICATORS;
                    NewResult::new(figures::report(indicator, Round::Nine, Decimal::new(i64::from(n), 1), "พร้อมกัน"))
                };
                let all = (0..*count).map(one).collect();
                results::record_all(node, &who(), all, node.env().clock.now()).map_err(|e| e.to_string())?
            }
            Operation::Observations { rows, .. } => {
                let batch = observed(*rows, counter);
                let now = node.env().clock.now();
                observations::import(node, &who(), &[batch], &Audience::Central, now).map_err(|e| e.to_string())?
            }
            Operation::Document { bytes, .. } => {
                let content = figures::bytes(usize::try_from(*bytes).unwrap_or(0), counter);
                let new = documents::NewDocument {
                    name: format!("หลักฐาน {counter}.pdf"),
                    media_type: "application/pdf".into(),
                    audience: Audience::Central,
                };
                let now = node.env().clock.now();
                let filed = documents::file(node, &who(), &new, content.as_slice(), now).map_err(|e| e.to_string())?;
                if !filed.known {
                    self.documents[index].push(filed.record_id);
                }
                place(node, filed.record_id)?.into_iter().filter(|_| !filed.known).collect()
            }
            Operation::Attest { round: months, .. } => attest(node, round(*months))?,
            Operation::Erase { .. } => match self.documents[index].pop() {
                None => Vec::new(),
                Some(record) => {
                    let order = erasures::NewErasure {
                        record, order: "1/2555".into(), reason: "คำสั่งศาล".into()
                    };
                    vec![erasures::erase(node, &who(), &order, node.env().clock.now()).map_err(|e| e.to_string())?]
                }
            },
            other => return Err(format!("{other:?} writes nothing")),
        };
        let acknowledged = recorded.iter().map(|r| Acknowledged { record: r.record_id, sequence: r.sequence });
        self.written[index].extend(acknowledged);
        Ok(())
    }

    fn invariants(&self, number: usize) -> Result<(), String> {
        let borrowed = self.hub.hub.borrow();
        check::always(borrowed.as_ref(), &self.nodes, &self.written)?;
        match borrowed.as_ref() {
            Some(hub) if number % 8 == 7 => check::replayed(hub.store(), self.folder.path()),
            _ => Ok(()),
        }
    }

    fn heal_and_settle(&mut self) -> Result<(), String> {
        for node in 0..NODES {
            self.heal(node);
        }
        let limit = self.elapsed.micros() + u64::try_from(QUIET.as_micros()).unwrap_or(0);
        while let Err(missing) = check::settled(&self.hub, &self.nodes) {
            if self.elapsed.micros() > limit {
                return Err(format!("{QUIET:?} after everything was healed: {missing}"));
            }
            self.pass(50);
        }
        let borrowed = self.hub.hub.borrow();
        let hub = borrowed.as_ref().ok_or("the hub is down")?;
        check::always(Some(hub), &self.nodes, &self.written)?;
        check::replayed(hub.store(), self.folder.path())?;
        for (host, written) in self.nodes.iter().zip(&self.written) {
            let borrowed = host.node.borrow();
            let node = borrowed.as_ref().ok_or("a node is down")?;
            check::kept(node, written)?;
            check::replayed(node.store(), self.folder.path())?;
            check::arrived(hub, node)?;
        }
        let tables = ges_ledger::rebuild::dump(hub.store()).map_err(|e| e.to_string())?;
        let micros = self.elapsed.micros();
        for (table, bytes) in &tables {
            let line = format!("{table} {}", figures::sha256(bytes));
            self.trace.event(micros, &line);
        }
        Ok(())
    }
}

fn who() -> Who {
    Who::console("simulation")
}

fn place(node: &Node, record: ges_domain::ids::RecordId) -> Result<Option<Recorded>, String> {
    let found = node.store().read(|tx| {
        let own = ges_node::app::own_log(tx)?;
        log::by_record(tx, own.key, record)
    });
    let found = found.map_err(|e: LedgerError| e.to_string())?;
    Ok(found.map(|s| Recorded { record_id: record, sequence: s.sequence }))
}

/// Many values of a few series, two of which change with every import.
fn observed(rows: u16, counter: u64) -> Observations {
    let series: Vec<String> = (0..7).map(|n| format!("ชุดที่ {n}")).collect();
    let count = u32::from(rows);
    let period = |n: u32| {
        let month = u8::try_from(n / 7 % 12 + 1).unwrap_or(1);
        let year = u16::try_from(2000 + n / 84).unwrap_or(2000);
        Period::ending(year, month, Frequency::Month).map_or(0, Period::code)
    };
    Observations {
        dataflow: "monthly-results".into(),
        series,
        series_index: (0..count).map(|n| n % 7).collect(),
        period: (0..count).map(period).collect(),
        mantissa: (0..count).map(|n| i64::from(n) * 3 + i64::try_from(counter).unwrap_or(0)).collect(),
        scale: vec![1],
        note_length: Vec::new(),
        notes: String::new(),
    }
}

/// Attests a round with a key of the simulation's own: sealing one under a passphrase is slow on purpose.
fn attest(node: &Node, round: Round) -> Result<Vec<Recorded>, String> {
    let prepared = attestations::prepare(node, &who(), figures::year(), round).map_err(|e| e.to_string())?;
    if prepared.figures.is_empty() {
        return Ok(Vec::new());
    }
    let name = format!("{}/{}/cio/1", node.origin().domain(), node.own());
    let key = SignerKey::from_seed(&name, &[7; 32]).map_err(|e| e.to_string())?;
    let now = node.env().clock.now();
    let attestation = Attestation {
        organisation: node.own().clone(),
        fiscal_year: figures::year(),
        round,
        statement: "ขอรับรองว่าผลถูกต้อง".into(),
        records: prepared.figures.iter().map(|(_, r, digest)| (r.record_id, *digest)).collect(),
        exceptions: prepared.missing.iter().map(|i| (i.number.to_string(), "ยังไม่ถึงกำหนด".to_owned())).collect(),
        attested_at: now.as_microsecond(),
    };
    let note = attestation.sign(&key).map_err(|e| e.to_string())?;
    let fact = Fact::Attestation(note.to_string());
    let statement = Statement { fact, audience: Audience::Central, author: "simulation".into() };
    let entropy = node.env().entropy.clone();
    let recorded = node.store().write(move |tx| {
        let own = ges_node::app::own_log(tx)?;
        append::record(tx, &own, std::slice::from_ref(&statement), now, &entropy)
    });
    let recorded = recorded.map_err(|e: LedgerError| e.to_string())?;
    node.ring(recorded.last().map_or(0, |r| r.sequence + 1));
    Ok(recorded)
}
