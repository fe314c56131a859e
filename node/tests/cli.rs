//! The real program: a node set up, filled, attested, verified, and its documented exit codes.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::program;

fn run(dir: &Path, arguments: &[&str]) -> Output {
    program(dir).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn json(dir: &Path, arguments: &[&str], code: i32) -> Value {
    let output = run(dir, &[&["--json"], arguments].concat());
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    serde_json::from_str(out.trim()).unwrap_or_else(|e| panic!("{arguments:?}: {e}\n{out}"))
}

#[test]
fn a_node_is_set_up_filled_attested_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("node");
    let made = json(
        &dir,
        &[
            "init",
            "dep",
            "--name-th",
            "กรมส่งเสริมการส่งออก",
            "--name-en",
            "DEP",
            "--http",
            "127.0.0.1:0",
            "--exchange",
            "127.0.0.1:0",
        ],
        0,
    );
    assert!(made["sign_in"].as_str().unwrap().contains("/signin/link?token="));
    assert_eq!(made["log"], "ges.local/dep/1");
    assert_eq!(json(&dir, &["init", "dep", "--name-th", "x"], 1)["error"], "already-initialised");

    let agreement = folder.path().join("agreement.json");
    std::fs::write(&agreement, serde_json::to_string(&support::agreement("dep", 1)).unwrap()).unwrap();
    let agreement = agreement.to_str().unwrap();
    assert_eq!(json(&dir, &["import", "agreement", agreement, "--dry-run"], 0)["checked"], 3);
    assert_eq!(json(&dir, &["result", "list"], 1)["error"], "no-agreement", "a dry run records nothing");
    assert_eq!(json(&dir, &["import", "agreement", agreement], 0)["indicators"], 3);
    assert_eq!(json(&dir, &["import", "agreement", agreement], 1)["error"], "agreement-version");

    let evidence = folder.path().join("หลักฐาน.txt");
    std::fs::write(&evidence, "หลักฐาน").unwrap();
    let with_place = format!("{}@หน้า 4", evidence.display());
    let added = json(
        &dir,
        &["result", "add", "--indicator", "2", "--round", "9", "--value", "๔,๙๓๐", "--evidence", &with_place],
        0,
    );
    assert_eq!((added["value"].as_str(), added["score"].as_str()), (Some("4930"), Some("3.3500")));
    assert_eq!(
        json(&dir, &["result", "add", "--indicator", "8", "--round", "9", "--value", "1"], 1)["error"],
        "unknown-indicator"
    );
    let worded =
        run(&dir, &["--lang", "th", "result", "add", "--indicator", "2", "--round", "9", "--value", "2,486 ราย"]);
    assert_eq!(worded.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&worded.stderr).contains("พบตัวอักษร “ราย”"));

    let results = folder.path().join("results.json");
    let bad = r#"[{"indicator":"1","round":9,"value":"70"},{"indicator":"9","round":9,"value":"1"}]"#;
    std::fs::write(&results, bad).unwrap();
    let refused = json(&dir, &["import", "results", results.to_str().unwrap(), "--fiscal-year", "2555"], 1);
    assert_eq!(refused["defects"][0]["place"], "$[1]");
    std::fs::write(&results, bad.replace("\"9\",", "\"3\",")).unwrap();
    assert_eq!(
        json(&dir, &["import", "results", results.to_str().unwrap(), "--fiscal-year", "2555"], 0)["recorded"],
        2
    );
    let csv = folder.path().join("o.csv");
    std::fs::write(&csv, "series,period,value\n1/value,2012-04,7\n").unwrap();
    assert_eq!(json(&dir, &["import", "observations", csv.to_str().unwrap()], 0)["total"], 1);

    let secret = folder.path().join("passphrase");
    std::fs::write(&secret, "ข้าวเหนียวมะม่วง 2555\n").unwrap();
    let secret = secret.to_str().unwrap();
    json(&dir, &["cio", "create", "cio", "--passphrase-file", secret], 0);
    let attest = ["attest", "--round", "9", "--fiscal-year", "2555", "--yes", "--passphrase-file"];
    json(&dir, &[&attest[..], &[secret]].concat(), 0);
    let wrong = folder.path().join("wrong");
    std::fs::write(&wrong, "not the passphrase\n").unwrap();
    assert_eq!(json(&dir, &[&attest[..], &[wrong.to_str().unwrap()]].concat(), 1)["error"], "wrong-passphrase");

    let report = json(&dir, &["verify"], 0);
    assert_eq!(
        (report["attestations"].as_u64(), report["documents"].as_u64(), report["failed"].is_null()),
        (Some(1), Some(1), true)
    );
    assert_eq!(json(&dir, &["rebuild"], 0)["differed"], Value::Array(Vec::new()));
    let backup = folder.path().join("backup.db");
    json(&dir, &["backup", backup.to_str().unwrap()], 0);
    let restored = json(&dir, &["restore", backup.to_str().unwrap(), "--reason", "disk"], 0);
    assert_eq!(restored["log"], "ges.local/dep/2");
    assert!(json(&dir, &["verify"], 0)["failed"].is_null());
    json(&dir, &["result", "add", "--indicator", "2", "--round", "9", "--value", "4940"], 0);
    json(&dir, &[&attest[..], &[secret]].concat(), 0);
    let report = json(&dir, &["verify"], 0);
    assert_eq!(report["attestations"], 2, "figures of both epochs are vouched for");
    let kept = |path: &std::path::PathBuf| std::fs::read(path).unwrap() == "หลักฐาน".as_bytes();
    let document = walk(&dir.join("documents")).into_iter().find(kept).unwrap();
    std::fs::write(document, "changed").unwrap();
    assert!(!json(&dir, &["verify"], 4)["failed"].is_null());
    assert_eq!(run(&dir, &["verify"]).status.code(), Some(4));
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(walk(&path)) } else { out.push(path) }
    }
    out
}

#[test]
fn people_tokens_settings_and_the_doctor() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    assert_eq!(json(dir, &["doctor"], 1)["error"], "not-initialised");
    json(dir, &["init", "dep", "--name-th", "กรม", "--http", "127.0.0.1:0", "--exchange", "127.0.0.1:0"], 0);
    json(dir, &["user", "add", "keeper", "--role", "data_keeper"], 0);
    assert_eq!(json(dir, &["user", "add", "keeper", "--role", "data_keeper"], 1)["error"], "account");
    assert_eq!(run(dir, &["user", "add", "king", "--role", "king"]).status.code(), Some(2));
    let mut password =
        program(dir).args(["user", "password", "keeper"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(&mut password.stdin.take().unwrap(), b"a long enough password\n").unwrap();
    assert!(password.wait().unwrap().success());
    json(dir, &["user", "disable", "keeper"], 0);
    let people = json(dir, &["user", "list"], 0);
    assert_eq!(
        (people["people"][1]["disabled"].as_bool(), people["people"][1]["password"].as_bool()),
        (Some(true), Some(true))
    );
    let token = json(dir, &["token", "create", "system", "--role", "data_keeper"], 0);
    assert!(token["token"].as_str().unwrap().starts_with("ges_"));
    json(dir, &["token", "revoke", token["id"].as_str().unwrap()], 0);
    assert_eq!(json(dir, &["token", "revoke", token["id"].as_str().unwrap()], 1)["error"], "unknown-token");

    json(dir, &["config", "check"], 0);
    let toml = dir.join("node.toml");
    let text = std::fs::read_to_string(&toml).unwrap();
    std::fs::write(&toml, text.replace("listen", "lisen")).unwrap();
    let refused = json(dir, &["config", "check"], 1);
    let said = refused["message"].as_str().unwrap();
    assert!(said.contains("lisen") && said.contains("line") && said.contains("listen`"), "{said}");
    std::fs::write(&toml, text).unwrap();

    let examined: Value = json(dir, &["doctor", "--offline"], 3);
    let certificate = examined["checks"].as_array().unwrap().iter().find(|c| c["check"] == "certificate").unwrap();
    assert_eq!(certificate["ok"], false);
    let good =
        |name: &str| examined["checks"].as_array().unwrap().iter().any(|c| c["check"] == name && c["ok"] == true);
    assert!(good("folder") && good("keys") && good("database") && good("clock"));
    assert_eq!(
        json(dir, &["enrol", "--hub", "127.0.0.1:1", "--ca", "/nowhere", "--token", "t", "--address", "a:1"], 1)["error"],
        "enrol"
    );
    for shell in ["bash", "zsh", "fish"] {
        assert!(run(dir, &["completions", shell]).status.success());
    }
    assert_eq!(run(dir, &["fly"]).status.code(), Some(2));
}

#[test]
fn a_serving_program_answers_and_notices_what_another_process_writes() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    json(dir, &["init", "dep", "--name-th", "กรม", "--http", "127.0.0.1:0", "--exchange", "127.0.0.1:0"], 0);
    let mut serving =
        Serving(program(dir).args(["--json", "serve"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(serving.0.stdout.take().unwrap()));
    let up: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let http = up["http"].as_str().unwrap().to_owned();
    assert!(get(&http, "/livez").contains("200 OK"));
    assert!(get(&http, "/readyz").contains("\"ready\":true"));
    let before = get(&http, "/metrics");
    assert!(before.contains("ges_node_log_size 1\n"), "{before}");
    let agreement = dir.join("agreement.json");
    std::fs::write(&agreement, serde_json::to_string(&support::agreement("dep", 1)).unwrap()).unwrap();
    json(dir, &["import", "agreement", agreement.to_str().unwrap()], 0);
    // Each question takes a millisecond or more: the condition is waited for, with an end in sight.
    let seen = (0..5000).any(|_| get(&http, "/metrics").contains("ges_node_log_size 2\n"));
    assert!(seen, "the serving process has noticed the new entry");
    assert!(get(&http, "/log/checkpoint").contains("ges.local/dep/1\n2\n"));
}

struct Serving(std::process::Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(address: &str, path: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_language_follows_the_flag_then_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let said = |set: &dyn Fn(&mut Command)| {
        let mut command = program(folder.path());
        set(&mut command);
        String::from_utf8(command.args(["config", "check"]).output().unwrap().stderr).unwrap()
    };
    let thai = |text: &str| text.contains("ยังไม่มีเครื่อง");
    assert!(thai(&said(&|c| {
        c.env("LANG", "th_TH.UTF-8");
    })));
    assert!(!thai(&said(&|c| {
        c.env("LANG", "en_US.UTF-8");
    })));
    assert!(!thai(&said(&|_| {})));
    assert!(!thai(&said(&|c| {
        c.env("LANG", "th_TH.UTF-8").args(["--lang", "en"]);
    })));
}

#[test]
fn a_worked_examples_file_is_run_without_a_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/domain/tests/worked-examples.json");
    let nowhere = folder.path().join("nowhere");
    let told = json(&nowhere, &["examples", shipped], 0);
    assert_eq!((told["passed"].as_u64(), told["failed"].as_u64()), (Some(66), Some(0)));
    assert_eq!(told["examples"][0]["id"], "FW-01");
    let printed = run(&nowhere, &["examples", shipped]);
    let out = String::from_utf8_lossy(&printed.stdout);
    assert!(out.lines().any(|l| l == "pass IN-02") && out.lines().count() == 67, "{out}");

    let wrong = std::fs::read_to_string(shipped).unwrap().replacen("3.2967", "3.2976", 1);
    let path = folder.path().join("wrong.json");
    std::fs::write(&path, wrong).unwrap();
    let printed = run(&nowhere, &["examples", path.to_str().unwrap()]);
    let out = String::from_utf8_lossy(&printed.stdout);
    assert_eq!(printed.status.code(), Some(1));
    assert!(out.lines().any(|l| l.starts_with("FAIL IN-01") && l.contains("3.2976") && l.contains("3.2967")), "{out}");
    assert_eq!(run(&nowhere, &["examples", "no-such-file.json"]).status.code(), Some(1));
    assert!(!nowhere.exists());
}
