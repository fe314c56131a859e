//! Feeds of a node: figures of the agency's own files become drafts, once, and nothing that people decide is replaced.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use ges_domain::access::Role;
use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::explain::Explain as _;
use ges_domain::plausibility::{Answer, Answers};
use ges_domain::result::{Report, Source};
use ges_domain::workflow::Remark;
use ges_domain::workflow::round::RoundStage;
use ges_node::app::{Config, InitRequest, Node};
use ges_node::exchange::Listeners;
use ges_node::feeds::{self, Ended, Fate, FeedFileError, MAX_TRIES, Outcome, Run, SCHEDULE, Step};
use ges_node::service::Who;
use ges_node::service::results::NewResult;
use ges_node::service::rounds::{self, Card, Frame, Turn, put};
use ges_runtime::shutdown::Token;
use ges_runtime::{Clock, Entropy, Env, ManualClock};
use jiff::{Span, Timestamp};
use support::{id, organisation, report, with_agreement, year};
use tokio::net::TcpListener;

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
    let (dir, node, _) = house_at("2012-07-04T05:00:00+07:00");
    (dir, node)
}

/// A node whose clock stands still.
fn house_at(now: &str) -> (tempfile::TempDir, Node, ManualClock) {
    let dir = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::manual(now.parse().unwrap());
    let config = Config::new(dir.path().join("node"), id("dep"));
    let request = InitRequest { config, organisation: organisation("dep"), administrator: "admin".into() };
    let (node, _) = Node::init(request, Env { clock, entropy: Entropy::seeded(7) }).unwrap();
    with_agreement(&node);
    let folder = dir.path().join("exports");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(node.config().dir.join("feeds")).unwrap();
    let text = FEED.replace("FOLDER", folder.to_str().unwrap());
    fs::write(node.config().dir.join("feeds/exports.toml"), text).unwrap();
    write(&dir, "indicator,result\n1,71.25\n2,\"4,930\"\n");
    (dir, node, hand)
}

fn write(dir: &tempfile::TempDir, csv: &str) {
    fs::write(dir.path().join("exports/2012-06.csv"), csv).unwrap();
}

fn run(node: &Node) -> Vec<String> {
    let done = feeds::run(node, "exports", "pa-unit").unwrap().done.unwrap();
    let word = |outcome: &Outcome| match outcome {
        Outcome::Recorded(_) => "recorded",
        Outcome::Same => "same",
        Outcome::Stands => "stands",
        Outcome::Disputed => "disputed",
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

/// A person keeps or submits a figure.
fn type_in(node: &Node, number: &str, value: &str, turn: Turn) {
    let input = NewResult::new(report(number, Round::Nine, value));
    put(node, &Who::new("keeper", [Role::DataKeeper]), input, turn, None, node.env().clock.now()).unwrap();
}

fn value(node: &Node, number: &str) -> String {
    card(node, number).newest().unwrap().report.value.unwrap().to_string()
}

#[test]
fn a_feed_replaces_nothing_that_people_typed_or_that_is_with_somebody_for_approval() {
    let (dir, node) = house();
    type_in(&node, "1", "70", Turn::Submit);
    assert_eq!(run(&node), ["1 stands", "2 recorded"]);
    assert_eq!(card(&node, "1").submitted().unwrap().report.value.unwrap().to_string(), "70");
    type_in(&node, "2", "4930", Turn::Submit);
    write(&dir, "indicator,result\n1,71.25\n2,4950\n");
    assert_eq!(run(&node), ["1 stands", "2 under-way"], "what the feed brought itself is with the supervisor");
    let told = &runs(&node)[0];
    assert_eq!((told.outcome, told.code.as_str()), (Ended::Refused, "under-way"));
    assert!(
        told.detail.th.contains("1 รอบ 9 เดือน: ต่าง") && told.detail.en.contains("2, 9 months"),
        "{:?}",
        told.detail
    );
    assert_eq!(value(&node, "2"), "4930");
}

#[test]
fn a_figure_that_people_changed_stays_until_they_take_the_feeds_over() {
    let (dir, node) = house();
    run(&node);
    type_in(&node, "1", "72", Turn::Keep);
    assert_eq!(run(&node), ["1 stands", "2 same"]);
    write(&dir, "indicator,result\n1,73\n2,4930\n");
    assert_eq!((run(&node), value(&node, "1")), (vec!["1 stands".into(), "2 same".to_owned()], "72".into()));
    type_in(&node, "1", "73", Turn::Keep);
    assert_eq!(run(&node), ["1 same", "2 same"]);
    write(&dir, "indicator,result\n1,74\n2,4930\n");
    assert_eq!((run(&node), value(&node, "1")), (vec!["1 recorded".into(), "2 same".to_owned()], "74".into()));
}

#[test]
fn a_rehearsal_tells_what_a_run_would_do_and_keeps_nothing() {
    let (dir, node) = house();
    run(&node);
    write(&dir, "indicator,result\n1,75\n2,4930\n");
    let size = *node.head().borrow();
    let trial = feeds::rehearse(&node, "exports");
    let planned = trial.planned.unwrap();
    assert_eq!((trial.rows, planned.len(), *node.head().borrow()), (2, 2, size));
    let one = &planned[0].changes[0];
    let numbers = (one.before.as_ref().unwrap().to_string(), one.after.to_string());
    assert_eq!((numbers, one.fate), (("71.25".into(), "75".into()), Fate::New));
    assert!(matches!(planned[0].step, Step::Record(..)) && matches!(planned[1].step, Step::Same));
    assert_eq!(feeds::history(&node, "exports", i64::MAX, 9).unwrap().1, 1, "only the run is kept");
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

#[test]
fn a_defect_of_a_file_is_told_without_its_line_since_a_secret_may_stand_there() {
    let (_dir, node) = house();
    let text = "[source]\nkind = \"sqlite\"\npath = \"/x\"\nquery = \"SELECT 1\"\npassword = \"hunter2\"\n";
    fs::write(node.config().dir.join("feeds/bad.toml"), text).unwrap();
    let error = feeds::load(node.config(), "bad").err().unwrap();
    let said = error.explain().words();
    assert!(said.th.contains("password") && !format!("{error} {error:?} {said:?}").contains("hunter2"), "{said:?}");
}

/// Puts a schedule before the feed's own settings.
fn schedule(node: &Node, name: &str, text: &str) {
    let path = node.config().dir.join(format!("feeds/{name}.toml"));
    let feed = fs::read_to_string(node.config().dir.join("feeds/exports.toml")).unwrap();
    let feed = feed.split_once("[source]").unwrap().1;
    fs::write(path, format!("[schedule]\n{text}\n[source]{feed}")).unwrap();
}

/// Everything that is due now.
fn due(node: &Node) -> Vec<(String, Ended)> {
    let ran = std::iter::from_fn(|| feeds::run_due(node).unwrap());
    ran.map(|ran| (ran.run.feed, ran.run.outcome)).collect()
}

fn exports(outcome: Ended) -> Vec<(String, Ended)> {
    vec![("exports".into(), outcome)]
}

fn runs(node: &Node) -> Vec<Run> {
    feeds::history(node, "exports", i64::MAX, 100).unwrap().0
}

#[test]
fn a_feed_is_read_at_its_time_and_times_that_were_missed_are_made_up_for_by_one_run() {
    let (_dir, node, clock) = house_at("2012-07-04T05:00:00+07:00");
    let at = |moment: &str| clock.set(format!("2012-07-{moment}:00+07:00").parse().unwrap());
    assert_eq!(due(&node), [], "a feed without a schedule waits for people");
    schedule(&node, "exports", "every = \"day\"\nat = \"06:00\"");
    assert_eq!(due(&node), [], "the time before it was seen is not made up for");
    at("04T05:59");
    assert_eq!(due(&node), []);
    at("04T06:00");
    assert_eq!(due(&node), exports(Ended::Recorded));
    assert_eq!(due(&node), [], "once");
    at("05T06:00");
    assert_eq!(due(&node), exports(Ended::Same));
    assert_eq!(card(&node, "1").figures.len(), 1, "nothing new, nothing recorded");

    at("09T09:00");
    let again = Node::open(node.config().clone(), node.env().clone()).unwrap();
    assert_eq!((due(&again), due(&node)), (exports(Ended::Same), Vec::new()), "four were missed, one is made");
    let standing = feeds::standing(&node, "exports").unwrap();
    assert_eq!(standing.next, Some(("2012-07-10T06:00:00+07:00".parse().unwrap(), false)));
    let all: Vec<_> = runs(&node).into_iter().map(|r| (r.by, r.outcome, r.rows, r.recorded)).collect();
    let by = || SCHEDULE.to_owned();
    assert_eq!(
        all,
        [(by(), Ended::Same, 2, 0), (by(), Ended::Same, 2, 0), (by(), Ended::Recorded, 2, 2)],
        "newest first"
    );
}

#[test]
fn a_run_that_fails_is_tried_again_a_few_times_and_then_waits_for_its_next_time() {
    let (dir, node, clock) = house_at("2012-07-04T05:00:00+07:00");
    schedule(&node, "exports", "every = \"day\"");
    assert_eq!(due(&node), []);
    let file = dir.path().join("exports/2012-06.csv");
    fs::remove_file(&file).unwrap();
    let mut minutes = Vec::new();
    for minute in 0..24 * 60 {
        clock.set("2012-07-04T05:00:00+07:00".parse::<Timestamp>().unwrap() + Span::new().minutes(minute));
        if !due(&node).is_empty() {
            minutes.push(minute);
        }
    }
    assert_eq!(minutes, [60, 65, 75, 95], "at six, then after 5, 10 and 20 minutes");
    assert_eq!(u32::try_from(minutes.len()).unwrap(), MAX_TRIES);
    let last = &runs(&node)[0];
    assert_eq!((last.outcome, last.code.as_str()), (Ended::Failed, "feed-nothing-fits"));
    assert!(last.detail.th.contains("กรุณา") && last.detail.en.contains("*.csv"), "{:?}", last.detail);
    clock.set("2012-07-05T06:00:00+07:00".parse().unwrap());
    assert_eq!(due(&node), exports(Ended::Failed));
    let next = feeds::standing(&node, "exports").unwrap().next;
    assert_eq!(next, Some(("2012-07-05T06:05:00+07:00".parse().unwrap(), true)), "another try");
    write(&dir, "indicator,result\n1,71.25\n2,4930\n");
    assert_eq!(run(&node), ["1 recorded", "2 recorded"], "somebody does not wait");
    clock.set("2012-07-05T06:05:00+07:00".parse().unwrap());
    assert_eq!(due(&node), [], "and there is nothing left to try");
}

#[test]
fn rows_that_are_wrong_record_nothing_and_all_are_told() {
    let (dir, node) = house();
    write(&dir, "indicator,result\n1,7I.25\n2,many\n");
    let ran = feeds::run(&node, "exports", "pa-unit").unwrap();
    assert_eq!((ran.run.outcome, ran.run.code.as_str(), ran.run.rows), (Ended::Failed, "feed-mapping", 2));
    assert!(
        ran.run.detail.th.contains("แถว 2 คอลัมน์ “result”") && ran.run.detail.th.contains("many"),
        "{:?}",
        ran.run.detail
    );
    assert_eq!((card(&node, "1").figures.len(), runs(&node)[0].by.as_str()), (0, "pa-unit"));
}

#[test]
fn a_broken_feed_holds_up_no_other() {
    let (_dir, node, clock) = house_at("2012-07-04T05:00:00+07:00");
    for name in ["aaa", "exports", "zzz"] {
        schedule(&node, name, "every = \"day\"");
    }
    fs::write(node.config().dir.join("feeds/aaa.toml"), "[source\n").unwrap();
    fs::write(node.config().dir.join("feeds/Bad Name.toml"), "").unwrap();
    assert_eq!(due(&node), []);
    clock.set("2012-07-04T06:00:00+07:00".parse().unwrap());
    let second = ("zzz".to_owned(), Ended::Same);
    assert_eq!(due(&node), [exports(Ended::Recorded).remove(0), second], "one after the other, by name");
    let broken = feeds::standings(&node).unwrap().into_iter().filter(|s| s.file.is_err()).map(|s| s.name);
    assert_eq!(broken.collect::<Vec<_>>(), ["Bad Name", "aaa"]);
}

#[test]
fn a_figure_is_compared_with_the_newest_value_of_its_source_whoever_typed_it() {
    let (dir, node) = house();
    run(&node);
    let compared = |number: &str| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let given = runtime.block_on(feeds::given(&node, year())).unwrap();
        let card = card(&node, number);
        let agreement = support::agreement("dep", 1);
        let given = given.get(&(card.indicator.number.clone(), Round::Nine)).cloned().unwrap_or_default();
        let report = card.newest().map(|f| f.report.clone());
        let all = feeds::compare(&agreement, &card.indicator, report.as_ref(), &given);
        all.into_iter().map(|c| c.difference.map_or("=".to_owned(), |d| d.to_string())).collect::<Vec<_>>()
    };
    assert_eq!((compared("1"), compared("3")), (vec!["=".to_owned()], vec![]));
    type_in(&node, "1", "72", Turn::Keep);
    assert_eq!(compared("1"), ["0.75"]);
    write(&dir, "indicator,result\n1,71.996\n2,4930\n");
    run(&node);
    assert_eq!(compared("1"), ["="], "within the agreed two decimals");
    write(&dir, "indicator,result\n1,71.994\n2,4930\n");
    run(&node);
    assert_eq!(compared("1"), ["0.006"]);
    fs::rename(node.config().dir.join("feeds/exports.toml"), dir.path().join("away")).unwrap();
    assert_eq!(compared("1"), Vec::<String>::new(), "a source that is gone contradicts nobody");
}

/// A second feed, of one file beside the first one's.
fn second(dir: &tempfile::TempDir, node: &Node, csv: &str) {
    let folder = dir.path().join("others");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("one.csv"), csv).unwrap();
    let text = FEED.replace("FOLDER", folder.to_str().unwrap());
    fs::write(node.config().dir.join("feeds/finance.toml"), text).unwrap();
}

fn run_of(node: &Node, name: &str) -> Run {
    feeds::run(node, name, "pa-unit").unwrap().run
}

#[test]
fn a_figure_that_two_feeds_give_differently_is_not_drafted_over_and_both_are_told() {
    let (dir, node) = house();
    assert_eq!(run(&node), ["1 recorded", "2 recorded"]);
    second(&dir, &node, "indicator,result\n1,80\n2,4930\n");
    let told = run_of(&node, "finance");
    assert_eq!((told.outcome, told.recorded, value(&node, "1")), (Ended::Disputed, 0, "71.25".into()));
    assert_eq!(
        told.detail.th,
        "1 รอบ 9 เดือน: ผล แหล่งข้อมูลให้ค่าต่างกัน (exports 71.25 · finance 80)\n2 รอบ 9 เดือน: ผล 4,930 ตรงกันจาก exports · finance"
    );
    assert!(told.detail.en.contains("1, 9 months: Result: the feeds differ (exports 71.25 · finance 80)"), "{told:?}");
    let trial = feeds::rehearse(&node, "finance").planned.unwrap();
    assert!(matches!(trial[0].step, Step::Disputed) && trial[0].changes[0].fate == Fate::Disputed);

    assert_eq!(run(&node), ["1 same", "2 same"]);
    assert_eq!(runs(&node)[0].outcome, Ended::Disputed, "whose draft it is says so as well");
    write(&dir, "indicator,result\n1,72\n2,4930\n");
    assert_eq!((run(&node), value(&node, "1")), (vec!["1 disputed".into(), "2 same".to_owned()], "71.25".into()));

    // The other one comes round: nobody has to be asked.
    second(&dir, &node, "indicator,result\n1,72\n2,4930\n");
    let told = run_of(&node, "finance");
    assert_eq!((told.outcome, told.recorded, value(&node, "1")), (Ended::Recorded, 1, "72".into()));
    assert!(told.detail.th.contains("1 รอบ 9 เดือน: ผล 72 ตรงกันจาก exports · finance"), "{told:?}");
}

#[test]
fn within_the_agreed_decimals_two_feeds_say_the_same_and_one_that_is_gone_says_nothing() {
    let (dir, node) = house();
    run(&node);
    second(&dir, &node, "indicator,result\n1,71.254\n2,4930\n");
    assert_eq!(run_of(&node, "finance").outcome, Ended::Recorded, "71.25 to two decimals");
    second(&dir, &node, "indicator,result\n1,71.255\n2,4930\n");
    assert_eq!(run_of(&node, "finance").outcome, Ended::Disputed, "71.26 to two decimals");
    fs::remove_file(node.config().dir.join("feeds/exports.toml")).unwrap();
    assert_eq!(run_of(&node, "finance").outcome, Ended::Recorded);
}

#[test]
fn whoever_says_which_feed_counts_is_not_asked_about_the_same_values_again() {
    let (dir, node) = house();
    run(&node);
    second(&dir, &node, "indicator,result\n1,80\n2,4930\n");
    run_of(&node, "finance");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let given = runtime.block_on(feeds::given(&node, year())).unwrap();
    let (agreement, one) = (support::agreement("dep", 1), card(&node, "1"));
    let asked = feeds::disputes(&agreement, &one.indicator, &given[&("1".parse().unwrap(), Round::Nine)]);
    assert_eq!(asked.len(), 1);
    let question = asked[0].question();
    assert_eq!((question.code, question.path.as_str()), ("feeds-disagree", "value"));
    let words = Remark::new("การเงินปิดบัญชีแล้ว").unwrap();
    let answers = Answers::new(vec![Answer { fingerprint: question.fingerprint, words }]).unwrap();
    let input = NewResult::new(Report { answers, ..report("1", Round::Nine, "80") });
    put(&node, &Who::new("keeper", [Role::DataKeeper]), input, Turn::Keep, None, node.env().clock.now()).unwrap();

    assert_eq!(run_of(&node, "finance").outcome, Ended::Same);
    assert_eq!((run(&node), value(&node, "1")), (vec!["1 stands".into(), "2 same".to_owned()], "80".into()));
    assert!(!runs(&node)[0].detail.th.contains("แหล่งข้อมูลให้ค่าต่างกัน"), "asked once: {:?}", runs(&node)[0].detail);
    second(&dir, &node, "indicator,result\n1,81\n2,4930\n");
    assert_eq!(run_of(&node, "finance").outcome, Ended::Disputed, "other values are another question");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serving_node_reads_what_is_due() {
    let (_dir, node, clock) = house_at("2012-07-04T05:00:00+07:00");
    schedule(&node, "exports", "every = \"day\"");
    assert_eq!(due(&node), []);
    clock.set("2012-07-04T06:00:00+07:00".parse().unwrap());
    let listen = async || TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listeners = Listeners { http: listen().await, exchange: listen().await };
    let (stop, mut head, serving) = (Token::new(), node.head(), node.clone());
    let ending = stop.clone();
    let served = tokio::spawn(async move { serving.serve(listeners, ending).await });
    let before = *head.borrow_and_update();
    head.wait_for(|size| *size == before + 2).await.unwrap();
    stop.cancel();
    served.await.unwrap().unwrap();
    assert_eq!(card(&node, "1").newest().unwrap().author, "feed:exports");
}
