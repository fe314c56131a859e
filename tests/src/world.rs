//! A federation of real programs in folders of its own: made, enrolled, served, killed and started again.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::figures;
use crate::place::{free_address, program};
use crate::process::{Running, Said, run_with};
use crate::proxy::Proxy;
use crate::rest::{Answer, Rest};
use crate::wait;

/// Password of every person in these tests.
pub const PASSWORD: &str = "รหัสผ่าน-สำหรับทดสอบ-2555";
/// Passphrase of every attestation key in these tests.
pub const PASSPHRASE: &str = "กุญแจผู้รับรอง-ทดสอบ";
/// Indicators of every agreement in these tests.
pub const INDICATORS: u16 = 4;

/// One program with a data folder: a node or the hub.
#[derive(Debug)]
pub struct Site {
    /// Name of its program.
    pub program: &'static str,
    /// Organisation.
    pub id: String,
    /// Data folder.
    pub dir: PathBuf,
    /// Pages and REST.
    pub http: SocketAddr,
    /// gRPC.
    pub grpc: SocketAddr,
    /// A client with a token that may do what a person there does.
    pub rest: Rest,
    log: PathBuf,
    running: Option<Running>,
}

/// A node with the line over which the hub reaches it.
#[derive(Debug)]
pub struct NodeSite {
    /// The program.
    pub site: Site,
    /// What the hub dials; the node listens behind it.
    pub line: Proxy,
}

/// A hub and its nodes.
#[derive(Debug)]
pub struct World {
    /// The hub.
    pub hub: Site,
    /// The nodes, in order of making.
    pub nodes: Vec<NodeSite>,
    /// Whether figures typed on pages pass the chain of approval.
    approving: bool,
    folder: TempDir,
}

impl Site {
    /// Runs a command on its folder.
    pub async fn cli(&self, arguments: &[&str]) -> Said {
        self.cli_with(arguments, None).await
    }

    /// Runs a command on its folder with something on standard input.
    pub async fn cli_with(&self, arguments: &[&str], input: Option<&str>) -> Said {
        let dir = self.dir.to_str().expect("a path of ours is text");
        let all: Vec<&str> = ["--dir", dir, "--json"].iter().chain(arguments).copied().collect();
        run_with(self.program, &all, input).await
    }

    /// Runs a command that has to succeed and reads the JSON it prints.
    ///
    /// # Panics
    /// When it fails or prints something else.
    pub async fn json(&self, arguments: &[&str]) -> Value {
        last_json(&self.cli(arguments).await.good())
    }

    /// As [`Self::json`], with something on standard input.
    ///
    /// # Panics
    /// When it fails or prints something else.
    pub async fn json_with(&self, arguments: &[&str], input: &str) -> Value {
        last_json(&self.cli_with(arguments, Some(input)).await.good())
    }

    /// Starts serving and waits until it is ready.
    ///
    /// # Panics
    /// When it does not become ready.
    pub async fn start(&mut self) {
        self.launch();
        self.ready().await;
    }

    /// Starts serving without waiting.
    pub fn launch(&mut self) {
        let dir = self.dir.to_str().expect("a path of ours is text");
        self.running = Some(Running::start(self.program, &["--dir", dir, "serve"], &self.log));
    }

    /// Waits until it is ready.
    ///
    /// # Panics
    /// When it ends instead, or takes too long.
    pub async fn ready(&mut self) {
        let (rest, name) = (self.rest.clone(), format!("{} of {} is ready", self.program, self.id));
        let running = self.running.as_mut().expect("started");
        wait::value(&name, || {
            if let Some(status) = running.ended() {
                panic!("{name}: it ended with {status} and said\n{}", running.said());
            }
            let answer = rest.try_get("/readyz");
            let said = running.said();
            async move {
                match answer.await {
                    Ok(a) if a.status.is_success() => Ok(()),
                    Ok(a) => Err(format!("{} {}\n{said}", a.status, a.text())),
                    Err(e) => Err(format!("{e}\n{said}")),
                }
            }
        })
        .await;
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.running.as_mut().is_none_or(|r| r.ended().is_some())
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().await;
        }
    }

    /// Kills it and starts it again at once.
    pub async fn kill_and_start(&mut self) {
        self.kill().await;
        self.start().await;
    }

    /// Asks it to end, and waits.
    ///
    /// # Panics
    /// When it is not running or does not end well.
    pub async fn stop(&mut self) {
        let mut running = self.running.take().expect("running");
        let status = running.stop().await;
        assert!(status.success(), "{} ended with {status}: {}", self.program, running.said());
    }

    /// The last it said.
    pub fn said(&self) -> String {
        self.running.as_ref().map(Running::said).unwrap_or_default()
    }

    /// Process id while it runs.
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Running::id)
    }

    async fn token(&self, login: &str, role: &str) -> Rest {
        let made = self.json(&["token", "create", login, "--role", role]).await;
        Rest::new(self.http).with_token(made["token"].as_str().expect("a token"))
    }

    /// A client with a token of that role.
    pub async fn rest_as(&self, role: &str) -> Rest {
        self.token(&format!("system-{}", role.replace('_', "-")), role).await
    }

    /// Adds a person with [`PASSWORD`].
    pub async fn person(&self, login: &str, roles: &[&str]) {
        let mut arguments = vec!["user", "add", login];
        for role in roles {
            arguments.extend(["--role", role]);
        }
        self.json(&arguments).await;
        self.json_with(&["user", "password", login], &format!("{PASSWORD}\n")).await;
    }
}

/// The last line of JSON in an output.
///
/// # Panics
/// When there is none.
pub fn last_json(output: &str) -> Value {
    let line = output.lines().rev().find(|l| l.starts_with('{') || l.starts_with('['));
    let text = line.unwrap_or(output);
    serde_json::from_str(text).unwrap_or_else(|e| panic!("not JSON ({e}): {output}"))
}

fn path_text(path: &Path) -> &str {
    path.to_str().expect("a path of ours is text")
}

impl World {
    /// A hub that serves, and nobody else.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn hub() -> Self {
        let folder = tempfile::Builder::new().prefix("ges-world-").tempdir().expect("a folder");
        let (http, grpc) = (free_address(), free_address());
        let mut hub = Site {
            program: "ges-hub",
            id: "opdc".into(),
            dir: folder.path().join("hub"),
            http,
            grpc,
            rest: Rest::new(http),
            log: folder.path().join("hub.log"),
            running: None,
        };
        let (http, grpc) = (format!("http={http}"), format!("grpc={grpc}"));
        // Waits that suit a country are too long for a test; how long they are changes nothing else.
        let quick = ["pull.retry_max=1s", "pull.retry_alarm=2s"];
        hub.json(&["init", "--set", &http, "--set", &grpc, "--set", quick[0], "--set", quick[1]]).await;
        hub.rest = hub.token("analyst", "analyst").await;
        hub.start().await;
        Self { hub, nodes: Vec::new(), approving: false, folder }
    }

    /// A hub with one enrolled node per id, each with an agreement.
    pub async fn with(ids: &[&str]) -> Self {
        Self::of(ids, false).await
    }

    /// As [`World::with`], where what is typed on a page passes the chain of approval first.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn approving(ids: &[&str]) -> Self {
        Self::of(ids, true).await
    }

    async fn of(ids: &[&str], approving: bool) -> Self {
        let mut world = Self { approving, ..Self::hub().await };
        for id in ids {
            world.add(id).await;
        }
        world
    }

    /// A folder for files of the test.
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// Makes a node with an agreement and serves it; it knows no hub yet.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn node(&self, id: &str) -> NodeSite {
        let (http, grpc) = (free_address(), free_address());
        let mut site = Site {
            program: "ges-node",
            id: id.into(),
            dir: self.folder.path().join(id),
            http,
            grpc,
            rest: Rest::new(http),
            log: self.folder.path().join(format!("{id}.log")),
            running: None,
        };
        let (web, exchange) = (http.to_string(), grpc.to_string());
        let name = format!("หน่วยงาน {id}");
        site.json(&["init", id, "--name-th", &name, "--name-en", id, "--http", &web, "--exchange", &exchange]).await;
        if !self.approving {
            let settings = site.dir.join("node.toml");
            let text = std::fs::read_to_string(&settings).expect("settings");
            std::fs::write(&settings, text.replace("approval = \"chain\"", "approval = \"none\"")).expect("settings");
        }
        let file = self.folder.path().join(format!("{id}-agreement.json"));
        let agreement = serde_json::to_string(&figures::agreement(id, INDICATORS, 1)).expect("plain data");
        std::fs::write(&file, agreement).expect("a file");
        site.json(&["import", "agreement", path_text(&file)]).await;
        site.rest = site.token("keeper", "data_keeper").await;
        site.start().await;
        NodeSite { line: Proxy::to(grpc).await, site }
    }

    /// Makes a node, enrols it and waits until its journal is at the hub.
    pub async fn add(&mut self, id: &str) {
        let node = self.node(id).await;
        let token = self.invite(id).await;
        self.enrol(&node, &token).await;
        self.nodes.push(node);
        self.caught_up(self.nodes.len() - 1).await;
    }

    /// Adds an agency at the hub and returns its one-time token.
    ///
    /// # Panics
    /// When the hub gives none.
    pub async fn invite(&self, id: &str) -> String {
        let name = format!("หน่วยงาน {id}");
        let made = self.hub.json(&["agency", "add", id, "--name-th", &name, "--name-en", id]).await;
        made["token"].as_str().unwrap_or_else(|| panic!("no token in {made}")).to_owned()
    }

    /// The command that enrols a node, ready to be started.
    pub fn enrolling(&self, node: &NodeSite, token: &str) -> Command {
        let mut command = Command::new(program("ges-node"));
        let (dir, ca) = (path_text(&node.site.dir).to_owned(), self.hub.dir.join("ca/ca.pem"));
        command.args(["--dir", &dir, "--json", "enrol", "--hub", &self.hub.grpc.to_string(), "--ca", path_text(&ca)]);
        command.args(["--token", token, "--address", &node.line.address().to_string()]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// Enrols a node: asks, confirms the fingerprint at the hub as an operator does, and waits for the certificate.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn enrol(&self, node: &NodeSite, token: &str) {
        let mut asking = self.enrolling(node, token).spawn().expect("ges-node starts");
        let mut lines = BufReader::new(asking.stdout.take().expect("asked for")).lines();
        let fingerprint = tokio::time::timeout(wait::LONG, async {
            while let Some(line) = lines.next_line().await.expect("text") {
                let value: Value = serde_json::from_str(&line).unwrap_or_default();
                assert!(value["error"].is_null(), "enrolling {} is refused: {line}", node.site.id);
                if let Some(fingerprint) = value["fingerprint"].as_str() {
                    return fingerprint.to_owned();
                }
            }
            String::new()
        });
        let fingerprint = fingerprint.await.expect("a fingerprint in time");
        if fingerprint.is_empty() {
            let ended = asking.wait_with_output().await.expect("output");
            panic!("enrolling {} ended: {}", node.site.id, String::from_utf8_lossy(&ended.stderr));
        }
        self.hub.json(&["agency", "confirm", &node.site.id, &fingerprint]).await;
        let ended = tokio::time::timeout(wait::LONG, asking.wait_with_output()).await.expect("enrolled in time");
        let ended = ended.expect("output");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.success(), "enrolling {} ended with {}: {said}", node.site.id, ended.status);
    }

    /// A node by its place.
    pub fn at(&self, index: usize) -> &Site {
        &self.nodes[index].site
    }

    /// What the hub says of a node's link.
    pub async fn link(&self, id: &str) -> Result<Value, String> {
        let answer = self.hub.rest.try_get(&format!("/api/v1/nodes/{id}")).await?;
        if answer.status.is_success() {
            Ok(answer.json())
        } else {
            Err(format!("{}: {}", answer.status, answer.text()))
        }
    }

    /// Waits until the hub has everything of a node, and returns how many entries that are.
    pub async fn caught_up(&self, index: usize) -> u64 {
        let site = self.at(index);
        wait::value(&format!("the hub has everything of {}", site.id), || async {
            let (here, there) = (checkpoint(&site.rest, "/log/checkpoint").await?, self.mirrored(&site.id).await?);
            if here.0 > 0 && here == there { Ok(here.0) } else { Err(format!("node {here:?}, hub {there:?}")) }
        })
        .await
    }

    /// Size and root of the hub's mirror.
    pub async fn mirrored(&self, id: &str) -> Result<(u64, String), String> {
        checkpoint(&self.hub.rest, &format!("/agencies/{id}/log/checkpoint")).await
    }

    /// Records a result over REST at a node.
    pub async fn report(&self, index: usize, indicator: u16, round: u8, value: &str) -> Result<Value, String> {
        report(&self.at(index).rest, &self.at(index).id, indicator, round, value).await
    }

    /// Newest results of an agency as the hub shows them over REST.
    pub async fn results(&self, id: &str) -> Result<Vec<Value>, String> {
        results(&self.hub.rest, id).await
    }

    /// Waits until the hub shows `value` for an indicator and round of an agency; tells how long that took.
    pub async fn shows(&self, id: &str, indicator: u16, round: u8, value: &str) -> Duration {
        let what = format!("the hub shows {value} for indicator {indicator} of {id}");
        let ((), took) = wait::value_within(&what, wait::LONG, || async {
            let all = self.results(id).await?;
            let found = all.iter().any(|r| is(r, indicator, round, value));
            if found { Ok(()) } else { Err(format!("{all:?}")) }
        })
        .await;
        took
    }
}

/// Whether a result of the REST interface is this one.
pub fn is(result: &Value, indicator: u16, round: u8, value: &str) -> bool {
    result["indicator"].as_str() == Some(indicator.to_string().as_str())
        && result["round"] == round
        && result["value"] == value
}

/// Size and root in a served checkpoint.
pub async fn checkpoint(rest: &Rest, path: &str) -> Result<(u64, String), String> {
    let answer = rest.try_get(path).await?;
    if answer.status.as_u16() == 404 {
        return Ok((0, String::new()));
    }
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    match (lines.get(1).and_then(|n| n.parse().ok()), lines.get(2)) {
        (Some(size), Some(root)) if answer.status.is_success() => Ok((size, (*root).to_owned())),
        _ => Err(format!("{}: {text}", answer.status)),
    }
}

/// Records a result over REST.
pub async fn report(rest: &Rest, id: &str, indicator: u16, round: u8, value: &str) -> Result<Value, String> {
    let body = serde_json::json!({
        "fiscal_year": figures::YEAR, "indicator": indicator.to_string(), "round": round, "value": value,
    });
    let answer: Answer = rest.try_post(&format!("/api/v1/agencies/{id}/results"), &body).await?;
    if answer.status.is_success() { Ok(answer.json()) } else { Err(format!("{}: {}", answer.status, answer.text())) }
}

/// All results of an agency over REST, page by page.
pub async fn results(rest: &Rest, id: &str) -> Result<Vec<Value>, String> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let answer =
            rest.try_get(&format!("/api/v1/agencies/{id}/results?fiscal_year={}{cursor}", figures::YEAR)).await?;
        if !answer.status.is_success() {
            return Err(format!("{}: {}", answer.status, answer.text()));
        }
        let page = answer.json();
        let items = page["items"].as_array().cloned().unwrap_or_default();
        all.extend(items);
        match page["next"].as_str().or_else(|| page["cursor"].as_str()) {
            Some(next) if !next.is_empty() => cursor = format!("&cursor={next}"),
            _ => return Ok(all),
        }
    }
}
