//! Nodes in a process of their own: the bench runs itself again and talks to it line by line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use ges_domain::audience::Audience;
use ges_node::app::{Config, Node};
use ges_node::service::{self, Who};
use ges_runtime::Env;
use ges_runtime::shutdown::Token;
use tokio::net::TcpListener;

use super::federation::{self, Place, Plan};
use super::line;
use super::work::{RECORD, Work};

const FLAG: &str = "--member";

/// Call it first in `main`: true when this process was started to be one of the others and has done its part.
pub fn took_over() -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [FLAG, "prepare", folder, nodes, rows, documents, settled] => {
            let number = |text: &str| text.parse().expect("a number");
            let plan = Plan {
                nodes: number(nodes),
                rows: number(rows),
                documents: number(documents),
                settled: *settled == "settled",
            };
            runtime().block_on(federation::prepare(&Place::new(*folder), plan));
            true
        }
        [FLAG, "serve", folder, nodes, counted] => {
            serve(&Place::new(*folder), nodes.parse().expect("a number"), *counted == "counted");
            true
        }
        _ => false,
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().thread_name("node").enable_all().build().expect("a runtime")
}

fn command(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a running bench has a path"));
    command.arg(FLAG).args(words);
    command
}

/// Makes hub and nodes in another process, so that this one stays small.
///
/// # Panics
/// When it fails.
pub fn prepare(folder: &Path, plan: Plan) {
    let (nodes, rows, documents) = (plan.nodes.to_string(), plan.rows.to_string(), plan.documents.to_string());
    let folder = folder.to_str().expect("a plain path");
    let settled = if plan.settled { "settled" } else { "new" };
    let status = command(&["prepare", folder, &nodes, &rows, &documents, settled])
        .stdin(Stdio::null())
        .status()
        .expect("it starts");
    assert!(status.success(), "preparing ended with {status}");
}

/// The other process, serving. It ends when this is dropped.
#[derive(Debug)]
pub struct Members {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Members {
    /// Starts it and waits until every node answers. `counted` puts a line in front of each that counts bytes.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(folder: &Path, nodes: usize, counted: bool) -> Self {
        let (folder, nodes) = (folder.to_str().expect("a plain path"), nodes.to_string());
        let mut command = command(&["serve", folder, &nodes, if counted { "counted" } else { "direct" }]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let to = child.stdin.take().expect("piped");
        let from = BufReader::new(child.stdout.take().expect("piped"));
        let mut this = Self { child, to, from };
        assert_eq!(this.heard(), "ready");
        this
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The first node records `rows` changed rows from row `first` on as one transaction. Returns the moment of its
    /// commit, in microseconds since 1970, and the size of its log.
    ///
    /// # Panics
    /// When it fails.
    pub fn change(&mut self, first: usize, rows: usize, seed: u64) -> (i64, u64) {
        let heard = self.ask(&format!("change {first} {rows} {seed}"));
        let (at, size) = heard.split_once(' ').expect("two numbers");
        (at.parse().expect("a number"), size.parse().expect("a number"))
    }

    /// Bytes that the counting lines carried so far.
    ///
    /// # Panics
    /// When it fails.
    pub fn carried(&mut self) -> u64 {
        self.ask("carried").parse().expect("a number")
    }

    fn ask(&mut self, what: &str) -> String {
        writeln!(self.to, "{what}").expect("the other process listens");
        self.heard()
    }

    fn heard(&mut self) -> String {
        let mut line = String::new();
        self.from.read_line(&mut line).expect("the other process answers");
        assert!(!line.is_empty(), "the process with the nodes ended");
        line.trim_end().to_owned()
    }
}

impl Drop for Members {
    fn drop(&mut self) {
        // What it keeps is in a folder that goes away.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(place: &Place, count: usize, counted: bool) {
    let runtime = runtime();
    let opened: Vec<Node> = (0..count)
        .map(|number| {
            let config = Config::load(&place.node(number), &[]).expect("settings");
            Node::open(config, Env::system()).expect("a node")
        })
        .collect();
    let stop = Token::new();
    let fronts: Vec<(SocketAddr, SocketAddr)> = runtime.block_on(async {
        let mut fronts = Vec::with_capacity(count);
        for (number, node) in opened.iter().enumerate() {
            let front = place.address(number);
            let own = if counted { SocketAddr::from(([127, 0, 0, 1], 0)) } else { front };
            let listener = TcpListener::bind(own).await.expect("a free port");
            fronts.push((front, listener.local_addr().expect("bound")));
            drop(federation::serve(node, listener, stop.clone()));
        }
        fronts
    });
    let carried = if counted { line::carry(fronts) } else { line::Carried::default() };
    say("ready");
    for line in std::io::stdin().lines() {
        let line = line.expect("the bench speaks UTF-8");
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["carried"] => say(&carried.bytes().to_string()),
            ["change", numbers @ ..] => {
                let n: Vec<usize> = numbers.iter().map(|n| n.parse().expect("a number")).collect();
                say(&change(&opened[0], n[0], n[1], n[2] as u64));
            }
            _ => panic!("`{line}` is not understood"),
        }
    }
}

fn change(node: &Node, first: usize, rows: usize, seed: u64) -> String {
    let records = Work::new(first, rows, seed).records();
    assert_eq!(records.len(), rows.div_ceil(RECORD));
    let now = node.env().clock.now();
    let recorded = service::observations::import(node, &Who::console("bench"), &records, &Audience::Central, now);
    let last = recorded.expect("an import").last().expect("a record").sequence;
    format!("{} {}", super::wall_micros(), last + 1)
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    // The bench may be gone already; then nobody needs the answer.
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}
