//! Feeds of a node: figures of the agency's own files become drafts, once, and nothing that people decide is replaced.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use ges_domain::access::Role;
use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::result::Source;
use ges_domain::workflow::round::RoundStage;
use ges_node::app::Node;
use ges_node::config::Approval;
use ges_node::feeds::{self, FeedFileError, Outcome};
use ges_node::service::Who;
use ges_node::service::results::NewResult;
use ges_node::service::rounds::{self, Card, Frame, Turn, put};
use support::{node_with, report, with_agreement, year};

const FEED: &str = r#"
[source]
kind = "folder"
path = "FOLDER"
pattern = "*.csv"
header_row = 1

[mapping]
era = "buddhist"
fiscal_year = { fixed = 2555 }
round = { fixed = 9 }

[[mapping.rows]]
where = { indicator = "1" }
indicator = "1"
path = "value"
column = "result"
aggregate = "only"

[[mapping.rows]]
where = { indicator = "2" }
indicator = "2"
path = "value"
column = "result"
aggregate = "only"
"#;

fn house() -> (tempfile::TempDir, Node) {
    let (dir, node) = node_with("dep", Approval::Chain);
    with_agreement(&node);
    let folder = dir.path().join("exports");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(node.config().dir.join("feeds")).unwrap();
    let text = FEED.replace("FOLDER", folder.to_str().unwrap());
    fs::write(node.config().dir.join("feeds/exports.toml"), text).unwrap();
    write(&dir, "indicator,result\n1,71.25\n2,\"4,930\"\n");
    (dir, node)
}

fn write(dir: &tempfile::TempDir, csv: &str) {
    fs::write(dir.path().join("exports/2012-06.csv"), csv).unwrap();
}

fn run(node: &Node) -> Vec<String> {
    let (feed, secret) = feeds::load(node.config(), "exports").unwrap();
    let figures = feeds::dry_run(&feed, secret.as_ref()).seen.unwrap().figures.unwrap();
    let done = feeds::record(node, &feed, &figures, node.env().clock.now());
    let word = |outcome: &Outcome| match outcome {
        Outcome::Recorded(_) => "recorded",
        Outcome::Same => "same",
        Outcome::Refused(error) => error.code(),
    };
    done.iter().map(|((_, number, _), outcome)| format!("{number} {}", word(outcome))).collect()
}

fn card(node: &Node, number: &str) -> Card {
    let frame = Frame::of(node);
    let number = number.parse().unwrap();
    node.store().read(|tx| rounds::card(tx, &frame, year(), &number, Round::Nine)).unwrap()
}

#[test]
fn a_feed_brings_drafts_that_say_where_they_come_from_and_brings_the_same_only_once() {
    let (dir, node) = house();
    assert_eq!(feeds::names(node.config()), ["exports"]);
    assert_eq!(run(&node), ["1 recorded", "2 recorded"]);
    let one = card(&node, "1");
    let figure = one.newest().unwrap();
    assert_eq!((figure.author.as_str(), figure.report.source), ("feed:exports", Source::System));
    assert_eq!(
        (one.stage(), &figure.audience),
        (RoundStage::Draft, &Audience::Internal),
        "nothing is released by itself"
    );
    assert_eq!(figure.report.value.unwrap().to_string(), "71.25");
    assert_eq!(run(&node), ["1 same", "2 same"]);
    write(&dir, "indicator,result\n1,71.25\n2,4950\n");
    assert_eq!(run(&node), ["1 same", "2 recorded"]);
    assert_eq!(card(&node, "2").figures.len(), 2, "what came before stays");
}

#[test]
fn a_feed_replaces_nothing_that_is_with_somebody_for_approval() {
    let (_dir, node) = house();
    let input = NewResult::new(report("1", Round::Nine, "70"));
    let keeper = Who::new("keeper", [Role::DataKeeper]);
    put(&node, &keeper, input, Turn::Submit, None, node.env().clock.now()).unwrap();
    assert_eq!(run(&node), ["1 under-way", "2 recorded"]);
    assert_eq!(card(&node, "1").submitted().unwrap().report.value.unwrap().to_string(), "70");
}

#[test]
fn names_and_files_that_are_no_feed_are_refused_with_their_place() {
    let (_dir, node) = house();
    let refused = |name: &str| feeds::load(node.config(), name).err().unwrap();
    for name in ["", "../keys/journal", "EXPORTS", &"x".repeat(41)] {
        assert!(matches!(refused(name), FeedFileError::Name(_)), "{name}");
    }
    assert!(matches!(refused("other"), FeedFileError::Missing(_)));
    fs::write(node.config().dir.join("feeds/bad.toml"), "[source]\nkind = \"oracle\"\n").unwrap();
    let FeedFileError::Form { reason, .. } = refused("bad") else { panic!("a form") };
    assert!(reason.contains("oracle"), "{reason}");
}
