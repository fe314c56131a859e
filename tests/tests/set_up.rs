//! "Run your own": the commands of the README, as they stand there, make a hub and a node in fewer than ten.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use ges_tests::figures;
use ges_tests::place::{free_address, program, repository};
use ges_tests::process::{Running, ended};
use ges_tests::rest::Rest;
use ges_tests::wait;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// The command lines of the section, without comments.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).expect("README.md");
    let (_, section) = readme.split_once("## Run your own").expect("a section `Run your own`");
    let (_, block) = section.split_once("```sh\n").expect("a block of commands");
    let (block, _) = block.split_once("```").expect("the end of the block");
    let plain = |line: &str| line.split_once(" #").map_or(line, |(command, _)| command).trim().to_owned();
    block.lines().map(plain).filter(|l| !l.is_empty() && !l.starts_with('#')).collect()
}

/// Splits a line as a shell does, as far as the README needs it: double quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in line.split('"').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn command(line: &str) -> Command {
    let words = words(line);
    let mut command = Command::new(program(&words[0]));
    command.args(&words[1..]).stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Starts the enrolment, reads what it prints until the fingerprint is there, and leaves it waiting.
async fn fingerprint(line: &str) -> (tokio::process::Child, String) {
    let mut asking = command(line).stdout(Stdio::piped()).spawn().expect("ges-node starts");
    let mut lines = BufReader::new(asking.stdout.take().expect("asked for")).lines();
    let found = tokio::time::timeout(wait::LONG, async {
        while let Some(line) = lines.next_line().await.expect("text") {
            let groups: Vec<&str> = line
                .split_whitespace()
                .filter(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)))
                .collect();
            if groups.len() == 8 {
                return groups.join(" ");
            }
        }
        panic!("`{line}` ended without a fingerprint")
    });
    let found = found.await.expect("a fingerprint in time");
    // Whatever else it says is of no interest, but the pipe must stay open.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (asking, found)
}

#[test]
fn the_readme_needs_fewer_than_ten_commands() {
    let commands = commands();
    assert!((4..10).contains(&commands.len()), "{} commands: {commands:#?}", commands.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_readme_set_up_a_hub_and_a_node() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = |path: &Path| path.to_str().expect("text").to_owned();
    let (hub, node) = (folder.path().join("hub"), folder.path().join("node"));
    let agreement = folder.path().join("agreement.json");
    std::fs::write(&agreement, serde_json::to_string(&figures::agreement("dep", 4, 1)).expect("plain data"))
        .expect("a file");
    let web = free_address();
    let mut place: BTreeMap<String, String> = BTreeMap::from([
        ("/var/lib/ges-hub".into(), text(&hub)),
        ("/var/lib/ges-node".into(), text(&node)),
        ("10.0.0.1:8400".into(), web.to_string()),
        ("10.0.0.1:8401".into(), free_address().to_string()),
        ("10.0.0.5:8410".into(), free_address().to_string()),
        ("10.0.0.5:8411".into(), free_address().to_string()),
        (" ca.pem".into(), format!(" {}", text(&hub.join("ca/ca.pem")))),
        (" agreement.json".into(), format!(" {}", text(&agreement))),
    ]);
    let (mut serving, mut asking) = (Vec::new(), None);
    for line in commands() {
        let line = place.iter().fold(line, |line, (from, to)| line.replace(from, to));
        if let Some(line) = line.strip_suffix('&') {
            serving.push(Running::spawn(command(line), &folder.path().join("serving.log")));
        } else if line.contains(" enrol ") {
            let (waiting, found) = fingerprint(&line).await;
            place.insert("FINGERPRINT".into(), found);
            asking = Some(waiting);
        } else {
            let said = ended(command(&line), None).await.good();
            if line.contains(" agency add ") {
                let token = said
                    .split_whitespace()
                    .find(|w| w.starts_with("enrol_"))
                    .unwrap_or_else(|| panic!("no token: {said}"));
                place.insert("TOKEN".into(), token.to_owned());
            }
            if line.contains(" agency confirm ") {
                let asking: &mut tokio::process::Child = asking.as_mut().expect("enrolment waits");
                let ended = tokio::time::timeout(wait::LONG, asking.wait()).await.expect("enrolled in time");
                assert!(ended.expect("a status").success(), "enrolment succeeds once confirmed");
            }
        }
    }
    assert_eq!(serving.len(), 2, "hub and node serve");
    let dir = text(&hub);
    let arguments = ["--dir", &dir, "--json", "token", "create", "reader", "--role", "analyst"];
    let made = ges_tests::process::run("ges-hub", &arguments).await.good();
    let token = ges_tests::world::last_json(&made)["token"].as_str().expect("a token").to_owned();
    let rest = Rest::new(web).with_token(&token);
    wait::value("the result of the README is at the hub", || async {
        let results = ges_tests::world::results(&rest, "dep").await?;
        let found = results.iter().any(|r| ges_tests::world::is(r, 3, 9, "2600"));
        if found { Ok(()) } else { Err(format!("{results:?}")) }
    })
    .await;
}
