//! The chain of approval of a node: what is typed stays inside until the CIO has signed; nothing is overwritten.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "rounds/opening.rs"]
mod opening;
mod support;

use ges_domain::access::Role;
use ges_domain::audience::{Audience, Viewer};
use ges_domain::calendar::Round;
use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_domain::workflow::round::RoundStage;
use ges_ledger::{append, feed, log};
use ges_node::app::Node;
use ges_node::config::Approval;
use ges_node::service::attestations::{self, Decision, attest, create_key};
use ges_node::service::marks::Mark;
use ges_node::service::results::{self, NewResult};
use ges_node::service::rounds::{self, Card, Frame, Shown, Turn, Verdict, decide, put};
use ges_node::service::work::{self, Task};
use ges_node::service::{ServiceError, Who};
use support::{node_with, report, who, with_agreement, year};

const PASSPHRASE: &str = "ข้าวเหนียวมะม่วง 2555";

fn as_role(role: Role) -> Who {
    Who::new(role.as_str(), [role])
}

fn house() -> (tempfile::TempDir, Node) {
    let (dir, node) = node_with("dep", Approval::Chain);
    with_agreement(&node);
    create_key(&node, &who(), "cio", &Text::default(), PASSPHRASE, node.env().clock.now()).unwrap();
    (dir, node)
}

fn card(node: &Node, number: &str) -> Card {
    let frame = Frame::of(node);
    let number = number.parse().unwrap();
    node.store().read(|tx| rounds::card(tx, &frame, year(), &number, Round::Nine)).unwrap()
}

fn type_in(node: &Node, number: &str, value: &str, turn: Turn, reason: Option<&str>) -> Result<(), ServiceError> {
    let input = NewResult::new(report(number, Round::Nine, value));
    put(node, &as_role(Role::DataKeeper), input, turn, reason, node.env().clock.now()).map(drop)
}

fn decided(node: &Node, role: Role, numbers: &[&str], verdict: &Verdict) -> Result<(), ServiceError> {
    let shown = |n: &&str| {
        let figure = card(node, n).submitted().map(|f| f.record_id);
        Shown {
            round: Round::Nine,
            number: n.parse().unwrap(),
            figure: figure.unwrap_or(card(node, n).newest().unwrap().record_id),
        }
    };
    let shown: Vec<Shown> = numbers.iter().map(shown).collect();
    decide(node, &as_role(role), year(), &shown, verdict, node.env().clock.now()).map(drop)
}

fn sign(node: &Node, late: Option<&str>) -> Result<(), ServiceError> {
    let prepared = attestations::prepare(node, &as_role(Role::Cio), year(), Round::Nine)?;
    let decision = Decision {
        year: year(),
        round: Round::Nine,
        exceptions: prepared.missing.iter().map(|i| (i.number.clone(), "ยังไม่ครบขั้นตอน".to_owned())).collect(),
        shown: Some(prepared.mark()),
        late: late.map(str::to_owned),
    };
    attest(node, &as_role(Role::Cio), "cio", PASSPHRASE, decision, node.env().clock.now()).map(drop)
}

/// Headers and bodies of everything that a hub is sent.
fn at_the_hub(node: &Node) -> String {
    let hub = Viewer::Central(OrganisationId::parse("opdc").unwrap());
    let batch = node.store().read(|tx| {
        let own = append::own_log(tx)?.unwrap();
        let log = log::get(tx, own.key)?;
        feed::next_batch(tx, &log, 0, 1 << 20, &hub, node.signer())
    });
    let entries = batch.unwrap().unwrap().entries;
    let told =
        |e: &ges_proto::exchange::Entry| format!("{}{}", e.header.escape_ascii(), String::from_utf8_lossy(&e.body));
    entries.iter().map(told).collect::<Vec<_>>().concat()
}

fn code<T>(result: Result<T, ServiceError>) -> &'static str {
    result.err().map_or("done", |e| e.code())
}

#[test]
fn a_figure_goes_from_keeper_to_supervisor_to_pa_unit_to_cio_and_only_then_to_the_centre() {
    let (_dir, node) = house();
    type_in(&node, "1", "71.5", Turn::Keep, None).unwrap();
    assert_eq!((card(&node, "1").stage(), card(&node, "1").submitted().is_some()), (RoundStage::Draft, false));
    type_in(&node, "1", "72.5", Turn::Submit, None).unwrap();
    assert_eq!(card(&node, "1").stage(), RoundStage::WithSupervisor);
    assert_eq!(code(decided(&node, Role::PaUnit, &["1"], &Verdict::Approve)), "role-may-not");
    decided(&node, Role::Supervisor, &["1"], &Verdict::Approve).unwrap();
    assert_eq!(code(decided(&node, Role::Supervisor, &["1"], &Verdict::Approve)), "role-may-not");
    decided(&node, Role::PaUnit, &["1"], &Verdict::Approve).unwrap();
    assert_eq!(card(&node, "1").stage(), RoundStage::CioCheck);
    for secret in ["71.5", "72.5", "round.moved"] {
        assert!(!at_the_hub(&node).contains(secret), "{secret} left the node before the CIO signed");
    }
    assert_eq!(code(sign(&node, None)), "late-without-remark");
    assert_eq!(card(&node, "1").stage(), RoundStage::CioCheck, "a refused signature releases nothing");
    sign(&node, Some("ข้อมูลจากต่างจังหวัดมาช้า")).unwrap();
    let card = card(&node, "1");
    assert_eq!((card.stage(), card.locked()), (RoundStage::Released, true));
    assert_eq!(card.released().unwrap().audience, Audience::Central);
    let sent = at_the_hub(&node);
    assert!(sent.contains("72.5") && !sent.contains("71.5") && !sent.contains("round.moved"), "{sent}");
    assert_eq!(card.standing.history.len(), 4, "{:?}", card.standing.refused);
}

#[test]
fn what_is_returned_comes_back_with_the_remark_and_history_stays() {
    let (_dir, node) = house();
    type_in(&node, "2", "4900", Turn::Submit, None).unwrap();
    assert_eq!(code(decided(&node, Role::Supervisor, &["2"], &Verdict::Return(" ".into()))), "text-missing");
    decided(&node, Role::Supervisor, &["2"], &Verdict::Return("แนบหลักฐานหน้า 4".into())).unwrap();
    let back = card(&node, "2");
    let returned = back.draft().unwrap().returned_for().unwrap();
    assert_eq!((back.stage(), returned.remark.as_str()), (RoundStage::Draft, "แนบหลักฐานหน้า 4"));
    type_in(&node, "2", "4930", Turn::Submit, None).unwrap();
    assert_eq!(code(type_in(&node, "2", "4931", Turn::Keep, None)), "under-way");
    assert_eq!(code(type_in(&node, "2", "4931", Turn::Submit, None)), "event-not-possible-now");
    let card = card(&node, "2");
    assert_eq!((card.figures.len(), card.standing.history.len()), (2, 3));
    assert_eq!(card.submitted().unwrap().report.value.unwrap().to_string(), "4930");
}

#[test]
fn several_cards_are_approved_together_or_not_at_all() {
    let (_dir, node) = house();
    for (number, value) in [("1", "70"), ("2", "4900")] {
        type_in(&node, number, value, Turn::Submit, None).unwrap();
    }
    type_in(&node, "3", "3", Turn::Keep, None).unwrap();
    assert_eq!(code(decided(&node, Role::Supervisor, &["1", "3"], &Verdict::Approve)), "event-not-possible-now");
    assert_eq!(card(&node, "1").stage(), RoundStage::WithSupervisor, "nothing was half done");
    assert_eq!(code(decided(&node, Role::Supervisor, &[], &Verdict::Approve)), "nothing-chosen");
    decided(&node, Role::Supervisor, &["1", "2"], &Verdict::Approve).unwrap();
    assert_eq!([card(&node, "1").stage(), card(&node, "2").stage()], [RoundStage::WithPaUnit; 2]);
}

#[test]
fn a_figure_that_was_not_read_is_not_approved() {
    let (_dir, node) = house();
    type_in(&node, "1", "70", Turn::Submit, None).unwrap();
    let read = card(&node, "1").submitted().unwrap().record_id;
    decided(&node, Role::Supervisor, &["1"], &Verdict::Return("ตรวจใหม่".into())).unwrap();
    type_in(&node, "1", "90", Turn::Submit, None).unwrap();
    let shown = [Shown { round: Round::Nine, number: "1".parse().unwrap(), figure: read }];
    let done = decide(&node, &as_role(Role::Supervisor), year(), &shown, &Verdict::Approve, node.env().clock.now());
    assert_eq!(code(done), "overtaken");
}

#[test]
fn a_released_figure_is_corrected_as_a_new_version_with_a_reason() {
    let (_dir, node) = house();
    let through = |value: &str, reason: Option<&str>| {
        type_in(&node, "1", value, Turn::Submit, reason)?;
        decided(&node, Role::Supervisor, &["1"], &Verdict::Approve)?;
        decided(&node, Role::PaUnit, &["1"], &Verdict::Approve)?;
        sign(&node, Some("ล่าช้า"))
    };
    through("70", None).unwrap();
    assert_eq!(code(type_in(&node, "1", "75", Turn::Submit, None)), "locked");
    let import = results::record(&node, &who(), NewResult::new(report("1", Round::Nine, "99")), node.env().clock.now());
    assert_eq!(code(import), "in-chain", "no system replaces what people have approved");
    through("75", Some("พบข้อมูลซ้ำ")).unwrap();
    let card = card(&node, "1");
    let versions: Vec<_> =
        card.standing.state.versions().iter().map(|v| v.reason().map(|r| r.as_str().to_owned())).collect();
    assert_eq!(versions, [None, Some("พบข้อมูลซ้ำ".to_owned())]);
    let sent = at_the_hub(&node);
    assert!(sent.contains("\"70\"") && sent.contains("\"75\""), "both versions stay: {sent}");
}

#[test]
fn the_cio_sees_what_to_look_at_and_how_punctual_the_rounds_were() {
    let (_dir, node) = house();
    let marks = |number: &str| {
        let prepared = attestations::prepare(&node, &as_role(Role::Cio), year(), Round::Nine).unwrap();
        (prepared.marks[&number.parse().unwrap()].clone(), prepared.signed)
    };
    let approve = |numbers: &[&str]| {
        decided(&node, Role::Supervisor, numbers, &Verdict::Approve).unwrap();
        decided(&node, Role::PaUnit, numbers, &Verdict::Approve).unwrap();
    };
    type_in(&node, "1", "72.5", Turn::Submit, None).unwrap();
    type_in(&node, "2", "4930", Turn::Submit, None).unwrap();
    approve(&["1"]);
    decided(&node, Role::Supervisor, &["2"], &Verdict::Approve).unwrap();
    decided(&node, Role::PaUnit, &["2"], &Verdict::Return("ตัวเลขไม่ตรงกับหน้า 4".into())).unwrap();
    type_in(&node, "2", "4950", Turn::Submit, None).unwrap();
    approve(&["2"]);
    assert_eq!(marks("1"), (vec![Mark::NoEvidence, Mark::Late], Vec::new()));
    assert_eq!(marks("2").0, [Mark::NoEvidence, Mark::Late, Mark::EditedAfterApproval]);
    sign(&node, Some("ข้อมูลจากต่างจังหวัดมาช้า")).unwrap();
    type_in(&node, "1", "73", Turn::Submit, Some("พบรายการซ้ำ")).unwrap();
    approve(&["1"]);
    let (marks, signed) = marks("1");
    assert_eq!(marks, [Mark::NoEvidence, Mark::Late, Mark::Corrected]);
    assert_eq!((signed.len(), signed[0].round), (1, Round::Nine));
    let late = signed[0].days.unwrap();
    assert!(late > 5_000, "the deck's year closed in 2012: {late} days");
}

#[test]
fn everybody_finds_their_own_task_and_nothing_else() {
    let (_dir, node) = house();
    let tasks = |role: Role| -> Vec<(String, Task)> {
        let frame = Frame::of(&node);
        let year = node.store().read(|tx| rounds::year(tx, &frame, year())).unwrap();
        work::of(&year, &frame, &as_role(role), &[Round::Six, Round::Twelve], node.env().clock.now())
            .iter()
            .map(|i| (i.card.indicator.number.to_string(), i.task))
            .collect()
    };
    let names = |list: Vec<(String, Task)>| list.into_iter().map(|(n, t)| format!("{n} {t:?}")).collect::<Vec<_>>();
    assert_eq!(names(tasks(Role::DataKeeper)), ["1 Record", "2 Record", "3 Record"]);
    assert_eq!(names(tasks(Role::Supervisor)), Vec::<String>::new());
    type_in(&node, "1", "70", Turn::Submit, None).unwrap();
    type_in(&node, "2", "4900", Turn::Submit, None).unwrap();
    decided(&node, Role::Supervisor, &["2"], &Verdict::Return("ตรวจใหม่".into())).unwrap();
    assert_eq!(names(tasks(Role::DataKeeper)), ["2 Correct", "3 Record", "1 Wait(Supervisor)"]);
    assert_eq!(names(tasks(Role::Supervisor)), ["1 Approve", "2 Wait(DataKeeper)"]);
    decided(&node, Role::Supervisor, &["1"], &Verdict::Approve).unwrap();
    assert_eq!(names(tasks(Role::PaUnit)), ["1 Approve", "2 Wait(DataKeeper)"]);
    decided(&node, Role::PaUnit, &["1"], &Verdict::Approve).unwrap();
    assert_eq!(names(tasks(Role::Cio)), ["1 Attest", "2 Wait(DataKeeper)"]);
}
