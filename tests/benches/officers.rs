//! `cargo bench -p ges-tests --bench officers`: thirty officers working at once on one node that has one core: pages
//! read, figures previewed and kept, against an empty handler of the same server in the same run.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "ratios of measured times; no value or weight of the product is computed here"
)]
#![expect(clippy::expect_used, reason = "a bench that cannot measure ends and says why")]

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use ges_tests::bench::table::{Floor, Samples, Table};
use ges_tests::bench::{Watch, pause};
use ges_tests::figures;
use ges_tests::place::free_address;
use ges_tests::rest::Rest;
use reqwest::multipart::Form;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Officers at once.
const OFFICERS: usize = 30;
/// Indicators of the agreement: an agency of the deck has 13 to 26.
const INDICATORS: u16 = 26;
/// Seconds of each measured stretch, and how many of each kind.
const SECONDS: f64 = 8.0;
const REPETITIONS: usize = 3;
/// A page may cost so many empty answers.
const PAGES_FLOOR: f64 = 0.02;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let (address, tokens) = prepare(folder.path());
    let mut server = Command::new("taskset")
        .args(["-c", "0", node().to_str().expect("a plain path")])
        .args(["--dir", folder.path().join("dep").to_str().expect("a plain path"), "serve"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("taskset is part of Debian's util-linux");
    let id = std::process::id().to_string();
    let moved = Command::new("taskset").args(["-a", "-p", "-c", "1", &id]).stdout(Stdio::null()).status();
    assert!(moved.is_ok_and(|s| s.success()), "the officers have the other core");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut table = Table::new("Thirty officers on one node with one core");
    runtime.block_on(async {
        while !Rest::new(address).try_get("/readyz").await.is_ok_and(|a| a.status.is_success()) {
            pause(Duration::from_millis(50));
        }
        let (mut pages, mut empty) = (Stretches::default(), Stretches::default());
        for _ in 0..REPETITIONS {
            pages.push(&stretch(address, &tokens, true).await);
            empty.push(&stretch(address, &tokens, false).await);
        }
        table.tell("pages a second", &pages.rate);
        table.tell("half of the pages within, ms", &pages.middle);
        table.tell("99 of 100 pages within, ms", &pages.slow);
        table.tell("empty answers a second", &empty.rate);
        table.tell("99 of 100 empty answers within, ms", &empty.slow);
        table.judge("pages / empty answers", &pages.rate.over(&empty.rate), Floor::AtLeast(PAGES_FLOOR));
        table.tell("99th percentile of pages / of empty answers", &pages.slow.over(&empty.slow));
    });
    table.say("Each officer: my work, the record form, two previews, a draft kept, the card; no pause for thought.");
    table.print();
    let _ = server.kill();
    let _ = server.wait();
}

/// What several stretches measured.
#[derive(Default)]
struct Stretches {
    rate: Samples,
    middle: Samples,
    slow: Samples,
}

impl Stretches {
    fn push(&mut self, times: &[f64]) {
        let at = |hundredths: usize| times.get(times.len() * hundredths / 100).copied().unwrap_or(f64::NAN) * 1e3;
        self.rate.push(times.len() as f64 / SECONDS);
        self.middle.push(at(50));
        self.slow.push(at(99));
    }
}

fn node() -> std::path::PathBuf {
    let bench = std::env::current_exe().expect("a running bench has a path");
    let path = bench.ancestors().nth(2).expect("benches run in target/release/deps").join("ges-node");
    assert!(path.exists(), "{} is not built: cargo build --release -p ges-node", path.display());
    path
}

/// A node with an agreement and a token for each officer.
fn prepare(folder: &Path) -> (SocketAddr, Vec<String>) {
    let dir = folder.join("dep");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(node());
        command.args(["--dir", dir.to_str().expect("a plain path"), "--json"]).args(arguments);
        let said = command.output().expect("it starts");
        assert!(said.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).expect("text")
    };
    let (http, grpc) = (free_address(), free_address());
    let (web, exchange) = (http.to_string(), grpc.to_string());
    run(&["init", "dep", "--name-th", "หน่วยงาน", "--name-en", "Agency", "--http", &web, "--exchange", &exchange]);
    let file = folder.join("agreement.json");
    let agreement = serde_json::to_string(&figures::agreement("dep", INDICATORS, 1)).expect("plain data");
    std::fs::write(&file, agreement).expect("a file");
    run(&["import", "agreement", file.to_str().expect("a plain path")]);
    let token = |n: usize| {
        let said = run(&["token", "create", &format!("officer-{n}"), "--role", "data_keeper"]);
        let line = said.lines().rev().find(|l| l.starts_with('{')).expect("JSON");
        let made: serde_json::Value = serde_json::from_str(line).expect("JSON");
        made["token"].as_str().expect("a token").to_owned()
    };
    (http, (0..OFFICERS).map(token).collect())
}

/// Everybody works for a while; the times of all answers in order of length.
async fn stretch(address: SocketAddr, tokens: &[String], pages: bool) -> Vec<f64> {
    let watch = Watch::start();
    let mut officers = tokio::task::JoinSet::new();
    for (n, token) in tokens.iter().enumerate() {
        let (token, base) = (token.clone(), format!("http://{address}"));
        officers.spawn(async move {
            let client =
                reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
            let mut times = Vec::new();
            let mut turn = 0;
            while watch.seconds() < SECONDS {
                let steps = if pages { 6 } else { 1 };
                for step in 0..steps {
                    let begun = watch.seconds();
                    if pages {
                        page(&client, &base, &token, n, turn, step).await;
                    } else {
                        nothing(&client, &base).await;
                    }
                    times.push(watch.seconds() - begun);
                }
                turn += 1;
            }
            times
        });
    }
    let mut times: Vec<f64> = officers.join_all().await.into_iter().flatten().collect();
    times.sort_by(f64::total_cmp);
    times
}

async fn nothing(client: &reqwest::Client, base: &str) {
    let answer = client.get(format!("{base}/livez")).send().await.expect("an answer");
    assert!(answer.status().is_success());
    answer.bytes().await.expect("all of it");
}

/// One step of an officer's work on an indicator.
async fn page(client: &reqwest::Client, base: &str, token: &str, officer: usize, turn: usize, step: usize) {
    let indicator = (officer + turn) % usize::from(INDICATORS) + 1;
    let record = format!("{base}/indicators/{indicator}/record");
    let query = "?fiscal_year=2555&round=6";
    let typed = |act: &'static str| {
        let value = format!("{}.{:02}", 65 + turn % 20, officer);
        Form::new().text("fiscal_year", "2555").text("round", "6").text("value", value).text("act", act)
    };
    let request = match step {
        0 => client.get(format!("{base}/")),
        1 => client.get(format!("{record}{query}")),
        2 | 3 => client.post(&record).multipart(typed("preview")),
        4 => client.post(&record).multipart(typed("keep")),
        _ => client.get(format!("{base}/indicators/{indicator}/approve{query}")),
    };
    let answer = request.bearer_auth(token).send().await.expect("an answer");
    let status = answer.status().as_u16();
    // Who kept a draft of the same indicator a moment ago is shown first: 422 is a page as well.
    assert!(matches!(status, 200 | 303 | 422), "{step}: {status} {}", answer.text().await.unwrap_or_default());
    answer.bytes().await.expect("all of it");
}
