mod corrections;

use super::super::actor::ActorRole::{
    self, Cio, Committee, DataKeeper, DepartmentHead, Governor, Host, OpdcOfficer, PaUnit, Reviewer, Supervisor,
    VisitTeam,
};
use super::super::points::Points;
use super::super::testing::{
    after, assert_codes, assert_explained, assert_not_now, assert_table, assert_words, digest, number, org, parties,
    record, refused, remark, who,
};
use super::RoundEvent as E;
use super::RoundStage as S;
use super::*;
use crate::ids::RecordId;

const OPENS: i64 = 1;
const CLOSES: i64 = 100;
const UNTIL: i64 = 50;

pub(crate) fn case() -> RoundCase {
    RoundCase {
        organisation: org("dep"),
        fiscal_year: FiscalYear::new(2555).unwrap(),
        indicator: number("7"),
        round: Round::Nine,
    }
}

pub(crate) fn start() -> ReportingRound {
    ReportingRound::new(case(), parties(), Window::new(OPENS, CLOSES).unwrap())
}

fn points(text: &str) -> Points {
    Points::new(text.parse().unwrap()).unwrap()
}

fn why() -> Remark {
    remark("ตัวเลขไม่ตรงกับเอกสาร")
}

fn submit(report: u128, score: &str) -> E {
    E::Submit { report: record(report), self_score: Some(points(score)) }
}

fn attest() -> E {
    E::Attest { snapshot: digest(7), exceptions: vec![], late_remark: None }
}

fn attest_late() -> E {
    E::Attest { snapshot: digest(7), exceptions: vec![], late_remark: Some(why()) }
}

fn ask(question: u128) -> E {
    E::Ask { version: 1, question: record(question) }
}

fn answer(question: u128) -> E {
    E::Answer { version: 1, question: record(question) }
}

fn score(version: u32, given: &str) -> E {
    E::Score { version, points: points(given), objections_until: UNTIL, remark: None }
}

fn to_release(report: u128, given: &str) -> Vec<(ActorRole, E)> {
    vec![
        (DataKeeper, submit(report, given)),
        (Supervisor, E::SupervisorApprove {}),
        (PaUnit, E::PaUnitApprove {}),
        (Cio, attest()),
    ]
}

fn review() -> (ActorRole, E) {
    (Reviewer, E::BeginReview { version: 1 })
}

fn released() -> ReportingRound {
    after(start(), to_release(1, "4.2"))
}

fn under_review() -> ReportingRound {
    after(released(), [review()])
}

fn awaiting() -> ReportingRound {
    after(under_review(), [(Reviewer, E::RequestVisit { version: 1, visit: record(80) })])
}

fn visited() -> ReportingRound {
    after(awaiting(), [(VisitTeam, E::RecordFindings { version: 1, visit: record(80) })])
}

fn accepted() -> ReportingRound {
    after(under_review(), [(Reviewer, E::Accept { version: 1, remark: None })])
}

fn scored() -> ReportingRound {
    after(accepted(), [(Committee, score(1, "3.9"))])
}

fn objected() -> ReportingRound {
    after(scored(), [(PaUnit, E::Object { version: 1, remark: why() })])
}

fn final_one() -> ReportingRound {
    scored().apply(&E::Finalise { version: 1 }, &who(Committee, UNTIL + 1).by()).unwrap()
}

pub(crate) fn all_events() -> Vec<(ActorRole, E)> {
    let mut events = vec![
        (DataKeeper, submit(1, "4.2")),
        (Supervisor, E::SupervisorReject { remark: why() }),
        (DataKeeper, submit(2, "4")),
        (Supervisor, E::SupervisorApprove {}),
        (PaUnit, E::PaUnitReject { remark: why() }),
    ];
    events.extend(to_release(3, "3.8"));
    events.extend([
        review(),
        (Reviewer, ask(70)),
        (Reviewer, ask(71)),
        (PaUnit, answer(70)),
        (Reviewer, E::WithdrawQuestion { version: 1, question: record(71), remark: why() }),
        (Reviewer, E::RequestVisit { version: 1, visit: record(80) }),
        (VisitTeam, E::RecordFindings { version: 1, visit: record(80) }),
        (Governor, E::Respond { version: 1, remark: why() }),
        (Host, score(1, "3.5")),
        (DepartmentHead, E::Object { version: 1, remark: why() }),
        (Committee, E::DecideObjection { version: 1, points: Some(points("3.6")), remark: why() }),
        (OpdcOfficer, E::Finalise { version: 1 }),
        (Supervisor, E::Correct { reason: why() }),
        (Cio, E::Return { remark: why() }),
        (Reviewer, E::CancelVisit { version: 1, visit: record(80), remark: why() }),
        (Reviewer, E::Accept { version: 1, remark: Some(why()) }),
        (Reviewer, E::BeginReview { version: 2 }),
    ]);
    events
}

#[test]
fn every_legal_transition_leads_where_the_table_says() {
    let with_supervisor = after(start(), [(DataKeeper, submit(1, "4.2"))]);
    let with_unit = after(with_supervisor.clone(), [(Supervisor, E::SupervisorApprove {})]);
    let check = after(with_unit.clone(), [(PaUnit, E::PaUnitApprove {})]);
    let one = after(under_review(), [(Reviewer, ask(70))]);
    let two = after(one.clone(), [(Reviewer, ask(71))]);
    let withdraw = E::WithdrawQuestion { version: 1, question: record(70), remark: why() };
    let correct = E::Correct { reason: why() };
    let mut cases = vec![
        (start(), DataKeeper, OPENS, submit(1, "4.2")),
        (with_supervisor.clone(), Supervisor, 1, E::SupervisorApprove {}),
        (with_supervisor, Supervisor, 1, E::SupervisorReject { remark: why() }),
        (with_unit.clone(), PaUnit, 1, E::PaUnitApprove {}),
        (with_unit, PaUnit, 1, E::PaUnitReject { remark: why() }),
        (check.clone(), Cio, 1, attest()),
        (check, Cio, 1, E::Return { remark: why() }),
        (released(), Reviewer, 1, E::BeginReview { version: 1 }),
        (under_review(), Reviewer, 1, ask(70)),
        (one.clone(), Reviewer, 1, ask(71)),
        (one.clone(), DataKeeper, 1, answer(70)),
        (two.clone(), Supervisor, 1, answer(70)),
        (one.clone(), Reviewer, 1, withdraw.clone()),
        (two, Reviewer, 1, withdraw),
        (under_review(), Reviewer, 1, E::Accept { version: 1, remark: None }),
        (visited(), Reviewer, 1, E::Accept { version: 1, remark: None }),
        (under_review(), Reviewer, 1, E::RequestVisit { version: 1, visit: record(80) }),
        (awaiting(), VisitTeam, 1, E::CancelVisit { version: 1, visit: record(80), remark: why() }),
        (awaiting(), VisitTeam, 1, E::RecordFindings { version: 1, visit: record(80) }),
        (visited(), DepartmentHead, 1, E::Respond { version: 1, remark: why() }),
        (accepted(), Host, 1, score(1, "3.9")),
        (scored(), Governor, UNTIL, E::Object { version: 1, remark: why() }),
        (objected(), Committee, 1, E::DecideObjection { version: 1, points: None, remark: why() }),
        (scored(), OpdcOfficer, UNTIL + 1, E::Finalise { version: 1 }),
    ];
    let since = [released(), under_review(), one, awaiting(), visited(), accepted(), scored(), objected(), final_one()];
    cases.extend(since.into_iter().map(|state| (state, PaUnit, 1, correct.clone())));
    assert_table(&cases);
}

#[test]
fn what_the_table_does_not_name_is_not_possible_now() {
    let states =
        [start(), released(), under_review(), awaiting(), visited(), accepted(), scored(), objected(), final_one()];
    assert_not_now(&states, &all_events());
}

#[test]
fn reports_are_taken_from_the_opening_and_late_ones_are_flagged_not_refused() {
    assert_eq!(refused(&start(), DataKeeper, OPENS - 1, &submit(1, "4")), "round-not-open");
    assert_eq!(refused(&start(), DataKeeper, OPENS, &submit(1, "4")), "permitted");
    let check = after(start(), to_release(1, "4").into_iter().take(3));
    assert_eq!(refused(&check, Cio, CLOSES, &attest()), "permitted");
    assert_eq!(refused(&check, Cio, CLOSES + 1, &attest()), "late-without-remark");
    let release = |at| check.clone().apply(&attest_late(), &who(Cio, at).by()).unwrap();
    assert_eq!(release(CLOSES + 1).current().and_then(|v| v.release().late_remark.clone()), Some(why()));
    // A correction after the close has its reason already.
    let correcting = after(release(CLOSES), [(PaUnit, E::Correct { reason: why() })]);
    let correcting = after(correcting, to_release(2, "4").into_iter().take(3));
    assert_eq!(refused(&correcting, Cio, CLOSES + 1, &attest()), "permitted");
    assert_eq!((release(CLOSES).late(), release(CLOSES + 1).late(), check.late()), (Some(false), Some(true), None));
    assert_eq!((check.overdue(CLOSES), check.overdue(CLOSES + 1), release(CLOSES).overdue(900)), (false, true, false));
    assert!(Window::new(5, 5).is_some() && Window::new(6, 5).is_none());
}

#[test]
fn a_rejection_goes_back_to_the_draft_with_its_remark() {
    let back = after(start(), [(DataKeeper, submit(1, "4")), (Supervisor, E::SupervisorReject { remark: why() })]);
    let draft = back.draft().unwrap();
    assert_eq!(draft.returned_for(), Some(&Returned { role: Supervisor, remark: why() }));
    assert_eq!((back.stage(), draft.number(), draft.reason()), (S::Draft, 1, None));
    let again = after(back, [(DataKeeper, submit(2, "3"))]);
    let draft = again.draft().unwrap();
    assert_eq!((again.stage(), draft.returned_for()), (S::WithSupervisor, None));
    assert_eq!(draft.submitted_as().map(|(r, s)| (*r, s.points().cloned())), Some((record(2), Some(points("3")))));
}

#[test]
fn self_score_and_committee_score_never_touch() {
    let state =
        after(objected(), [(Committee, E::DecideObjection { version: 1, points: Some(points("4.0")), remark: why() })]);
    let version = state.current().unwrap();
    assert_eq!(version.self_score().points(), Some(&points("4.2")));
    let given: Vec<_> = version.review().scores().iter().map(|s| s.points().to_string()).collect();
    assert_eq!(given, ["3.9", "4"]);
    assert_eq!(version.review().committee_score().map(|s| (s.by().role, s.at())), Some((Committee, 1)));
    // A correction brings a new self score; the old version keeps its own and its committee scores.
    let corrected = after(state, [(DataKeeper, E::Correct { reason: why() })].into_iter().chain(to_release(9, "2.5")));
    assert_eq!(corrected.versions()[0].self_score().points(), Some(&points("4.2")));
    assert_eq!(corrected.versions()[0].review().scores().len(), 2);
    assert_eq!(corrected.versions()[1].self_score().points(), Some(&points("2.5")));
    assert_eq!(corrected.versions()[1].review().committee_score(), None);
}

#[test]
fn questions_are_answered_one_by_one() {
    let two = after(under_review(), [(Reviewer, ask(70)), (Reviewer, ask(71))]);
    assert_eq!(refused(&two, Reviewer, 1, &ask(70)), "question-asked-already");
    assert_eq!(refused(&two, PaUnit, 1, &answer(72)), "question-not-open");
    let one = after(two, [(PaUnit, answer(70))]);
    assert_eq!((one.stage(), one.current().unwrap().review().open_questions().len()), (S::Questioned, 1));
    assert_eq!(refused(&one, PaUnit, 1, &answer(70)), "question-not-open");
    assert_eq!(refused(&one, Reviewer, 1, &ask(70)), "question-asked-already");
    let many =
        (0..200).fold(under_review(), |s, n| after(s, [(Reviewer, ask(1_000 + n)), (PaUnit, answer(1_000 + n))]));
    assert_eq!(refused(&many, Reviewer, 1, &ask(9_999)), "too-many-questions");
}

#[test]
fn only_the_requested_visit_counts() {
    let other = E::RecordFindings { version: 1, visit: record(81) };
    assert_eq!(refused(&awaiting(), VisitTeam, 1, &other), "another-visit");
    let cancelled = after(awaiting(), [(Reviewer, E::CancelVisit { version: 1, visit: record(80), remark: why() })]);
    assert_eq!((cancelled.stage(), cancelled.current().unwrap().review().visit()), (S::UnderReview, None));
    assert_eq!(visited().current().unwrap().review().visit(), Some(record(80)));
}

#[test]
fn objections_have_a_window_and_one_decision() {
    let late = E::Object { version: 1, remark: why() };
    assert_eq!(refused(&scored(), PaUnit, UNTIL, &late), "permitted");
    assert_eq!(refused(&scored(), PaUnit, UNTIL + 1, &late), "objection-window-closed");
    assert_eq!(refused(&scored(), Committee, UNTIL, &E::Finalise { version: 1 }), "objection-window-open");
    assert_eq!(refused(&scored(), Committee, UNTIL + 1, &E::Finalise { version: 1 }), "permitted");
    let decided = after(objected(), [(Committee, E::DecideObjection { version: 1, points: None, remark: why() })]);
    assert_eq!(refused(&decided, PaUnit, UNTIL, &late), "objection-decided-already");
    assert_eq!(refused(&decided, Committee, UNTIL, &E::Finalise { version: 1 }), "permitted");
    assert_eq!(refused(&accepted(), Committee, UNTIL, &score(1, "3")), "objection-window-empty");
    assert_eq!(refused(&accepted(), Committee, UNTIL - 1, &score(1, "3")), "permitted");
    assert_eq!(scored().current().unwrap().review().objections_until(), Some(UNTIL));
}

#[test]
fn records_carry_codes_and_limits() {
    let events: Vec<E> = all_events().into_iter().map(|(_, e)| e).collect();
    assert_codes(&events);
    let body = |json: &str| {
        let case = r#"{"organisation":"dep","fiscal_year":2555,"indicator":"7","round":9}"#;
        let actor = r#"{"organisation":"dep","role":"cio","person":"x"}"#;
        let whole = format!(r#"{{"case":{case},"actor":{actor},"event":{json}}}"#);
        RoundMoved::decode(whole.as_bytes())
    };
    assert!(body(r#"{"type":"return","remark":"ขาดหลักฐาน"}"#).is_ok());
    assert!(body(r#"{"type":"return","remark":"  "}"#).is_err());
    assert!(body(r#"{"type":"return"}"#).is_err());
    assert!(body(r#"{"type":"correct"}"#).is_err());
    assert!(body(r#"{"type":"score","version":1,"points":100.1,"objections_until":5}"#).is_err());
    assert!(
        body(
            r#"{"type":"submit","report":"0190a5b2-7c1e-7abc-8def-0123456789ab","self_score":4.2,"committee_score":5}"#
        )
        .is_err()
    );
    let many = |n: usize| E::Attest { snapshot: digest(1), exceptions: vec![why(); n], late_remark: None };
    assert!(super::super::body::Bounded::bounds(&many(50)).is_ok());
    assert!(super::super::body::Bounded::bounds(&many(51)).is_err());
    let large = format!(r#"{{"case":"{}"}}"#, "x".repeat(super::super::body::MAX_BODY));
    assert!(matches!(RoundMoved::decode(large.as_bytes()), Err(super::super::BodyError::Size(_))));
    assert_words::<S>();
    assert_words::<RoundEventName>();
}

#[test]
fn refusals_speak_thai_and_english() {
    use RoundRule as R;
    let id: RecordId = record(1);
    assert_explained(&[
        R::NotOpen,
        R::LateWithoutRemark,
        R::AnotherVersion { given: 1, current: 2 },
        R::TooManyVersions,
        R::AskedAlready(id),
        R::TooManyQuestions,
        R::NotOpenQuestion(id),
        R::AnotherVisit(id),
        R::NoWindow,
        R::WindowClosed,
        R::ObjectionDecided,
        R::WindowOpen,
    ]);
}
