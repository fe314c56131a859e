use super::super::actor::ActorRole::{
    self, DepartmentHead, Governor, OpdcOfficer, PaUnit, Reviewer, Supervisor, VisitTeam,
};
use super::super::points::{Figure, Points};
use super::super::testing::{
    after, assert_codes, assert_explained, assert_not_now, assert_table, assert_words, digest, line, number, org,
    parties, record, refused, remark, tell, who,
};
use super::VisitEvent as E;
use super::VisitStage as S;
use super::*;

const RESPOND_BY: i64 = 100;

pub(crate) fn start() -> Visit {
    let case = VisitCase {
        organisation: org("dep"),
        fiscal_year: FiscalYear::new(2555).unwrap(),
        round: Round::Nine,
        visit: record(80),
    };
    Visit::new(case, parties())
}

fn plan() -> E {
    E::Plan { from: 20, to: 21, indicators: vec![number("1.1"), number("7")], team: vec![line("ก"), line("ข")] }
}

fn finding(n: u16, indicator: &str, effect: Effect) -> Finding {
    Finding {
        number: n,
        indicator: number(indicator),
        kind: FindingKind::DataError,
        effect,
        text: remark("ยอดเบิกจ่ายไม่ตรงกับ GFMIS"),
        recommendation: Some(remark("แก้ไขตัวเลข")),
    }
}

fn corrected() -> Effect {
    Effect::FigureCorrected { committee_figure: Figure::new("93.25".parse().unwrap()).unwrap() }
}

fn changed() -> Effect {
    Effect::ScoreChanged { committee_points: Points::new("3.5".parse().unwrap()).unwrap() }
}

fn findings(found: Vec<Finding>) -> E {
    E::RecordFindings { findings: found, respond_by: RESPOND_BY }
}

fn two_findings() -> E {
    findings(vec![finding(1, "7", corrected()), finding(2, "1.1", Effect::None {})])
}

fn respond(n: u16) -> E {
    E::Respond { finding: n, response: remark("รับทราบและจะปรับปรุง") }
}

fn close() -> E {
    E::Close { remark: remark("ครบถ้วน") }
}

fn cancel() -> E {
    E::Cancel { remark: remark("น้ำท่วม") }
}

fn to_site() -> Vec<(ActorRole, E)> {
    vec![
        (OpdcOfficer, plan()),
        (VisitTeam, E::Announce {}),
        (Reviewer, E::FixDossier { dossier: digest(6) }),
        (VisitTeam, E::Arrive {}),
    ]
}

fn on_site() -> Visit {
    after(start(), to_site())
}

fn recorded() -> Visit {
    after(on_site(), [(VisitTeam, two_findings())])
}

fn responded() -> Visit {
    after(recorded(), [(PaUnit, respond(1)), (PaUnit, respond(2))])
}

pub(crate) fn all_events() -> Vec<(ActorRole, E)> {
    let mut events = to_site();
    events.extend([
        (VisitTeam, two_findings()),
        (PaUnit, respond(1)),
        (Governor, respond(2)),
        (VisitTeam, findings(vec![finding(3, "7", changed())])),
        (Supervisor, respond(3)),
        (VisitTeam, close()),
        (Reviewer, cancel()),
    ]);
    events
}

#[test]
fn every_legal_transition_leads_where_the_table_says() {
    let planned = after(start(), to_site().into_iter().take(1));
    let announced = after(start(), to_site().into_iter().take(2));
    let fixed = after(start(), to_site().into_iter().take(3));
    let one = after(recorded(), [(PaUnit, respond(1))]);
    assert_table(&[
        (start(), Reviewer, 1, plan()),
        (planned.clone(), OpdcOfficer, 1, E::Announce {}),
        (announced.clone(), VisitTeam, 1, E::FixDossier { dossier: digest(6) }),
        (fixed.clone(), VisitTeam, 1, E::Arrive {}),
        (on_site(), VisitTeam, 1, two_findings()),
        (on_site(), VisitTeam, 1, findings(vec![])),
        (recorded(), VisitTeam, 1, findings(vec![finding(3, "7", changed())])),
        (responded(), VisitTeam, 1, findings(vec![finding(3, "7", changed())])),
        (recorded(), DepartmentHead, 1, respond(1)),
        (one, Governor, 1, respond(2)),
        (responded(), OpdcOfficer, 1, close()),
        (recorded(), VisitTeam, RESPOND_BY + 1, close()),
        (planned, VisitTeam, 1, cancel()),
        (announced, Reviewer, 1, cancel()),
        (fixed, OpdcOfficer, 1, cancel()),
    ]);
}

#[test]
fn what_the_table_does_not_name_is_not_possible_now() {
    let closed = after(responded(), [(VisitTeam, close())]);
    let cancelled = after(start(), [(OpdcOfficer, plan()), (OpdcOfficer, cancel())]);
    assert!(closed.possible().is_empty() && cancelled.possible().is_empty());
    assert_not_now(&[start(), on_site(), recorded(), responded(), closed, cancelled], &all_events());
}

#[test]
fn effects_are_for_the_committee_and_name_what_changes() {
    let visit = after(recorded(), [(VisitTeam, findings(vec![finding(3, "1.1", changed())]))]);
    let effects: Vec<_> = visit.effects().map(|(n, e)| (n.to_string(), e.clone())).collect();
    assert_eq!(effects, [("7".to_owned(), corrected()), ("1.1".to_owned(), changed())]);
    assert_eq!(on_site().effects().count(), 0);
    let json = serde_json::to_string(&changed()).unwrap();
    assert_eq!(json, r#"{"type":"score_changed","committee_points":"3.5"}"#);
    assert!(serde_json::from_str::<Effect>(&json.replace("committee", "self")).is_err());
}

#[test]
fn findings_are_numbered_and_within_the_plan() {
    for (event, code) in [
        (findings(vec![finding(1, "7", Effect::None {})]), "finding-number-taken"),
        (findings(vec![finding(3, "9", Effect::None {})]), "finding-outside-visit"),
        (findings(vec![finding(3, "7", Effect::None {})]), "permitted"),
    ] {
        assert_eq!(refused(&recorded(), VisitTeam, 1, &event), code);
    }
    assert_eq!(refused(&on_site(), VisitTeam, RESPOND_BY, &two_findings()), "responses-due-in-the-past");
    assert_eq!(refused(&on_site(), VisitTeam, RESPOND_BY - 1, &two_findings()), "permitted");
    let many = |from: u16, to: u16| findings((from..to).map(|n| finding(n, "7", Effect::None {})).collect());
    let full = after(on_site(), [(VisitTeam, many(0, 499))]);
    assert_eq!(refused(&full, VisitTeam, 1, &many(499, 500)), "permitted");
    assert_eq!(refused(&full, VisitTeam, 1, &many(499, 501)), "too-many-findings");
}

#[test]
fn each_finding_gets_one_response() {
    assert_eq!(refused(&recorded(), PaUnit, 1, &respond(9)), "finding-unknown");
    let one = after(recorded(), [(PaUnit, respond(1))]);
    assert_eq!(refused(&one, PaUnit, 1, &respond(1)), "finding-responded-already");
    assert_eq!(one.findings().map(|(f, r)| (f.number, r.is_some())).collect::<Vec<_>>(), [(1, true), (2, false)]);
}

#[test]
fn silence_does_not_keep_a_visit_open() {
    assert_eq!(refused(&recorded(), VisitTeam, RESPOND_BY, &close()), "responses-still-due");
    assert_eq!(refused(&recorded(), VisitTeam, RESPOND_BY + 1, &close()), "permitted");
    let more = E::RecordFindings { findings: vec![], respond_by: 50 };
    let sooner = after(recorded(), [(VisitTeam, more)]);
    assert_eq!(refused(&sooner, VisitTeam, RESPOND_BY, &close()), "responses-still-due");
}

#[test]
fn a_whole_visit() {
    let mut story: Vec<_> = all_events().into_iter().zip(1..).map(|((role, event), at)| (role, at, event)).collect();
    story.insert(1, (VisitTeam, 1, E::Arrive {}));
    let folded = tell(start(), &story);
    let codes: Vec<_> = folded.refused.iter().map(|(id, e)| (id.0.as_u128(), e.code())).collect();
    assert_eq!(codes, [(2, "event-not-possible-now"), (12, "event-not-possible-now")]);
    assert_eq!((folded.state.stage(), folded.state.dossier()), (S::Closed, Some(digest(6))));
    assert_eq!((folded.state.days(), folded.state.team().len()), (Some((20, 21)), 2));
    assert_eq!(folded.state.indicators(), &BTreeSet::from([number("1.1"), number("7")]));
}

#[test]
fn records_carry_codes_and_limits() {
    use super::super::body::Bounded;
    let events: Vec<E> = all_events().into_iter().map(|(_, e)| e).collect();
    assert_codes(&events);
    let planned = |from, to, indicators: &[&str], team: &[&str]| {
        let indicators = indicators.iter().map(|n| number(n)).collect();
        E::Plan { from, to, indicators, team: team.iter().map(|t| line(t)).collect() }.bounds()
    };
    assert!(planned(1, 1, &["1"], &["ก"]).is_ok());
    assert!(planned(2, 1, &["1"], &["ก"]).is_err());
    assert!(planned(1, 1, &[], &["ก"]).is_err());
    assert!(planned(1, 1, &["1", "1"], &["ก"]).is_err());
    assert!(planned(1, 1, &["1"], &[]).is_err());
    assert!(findings(vec![finding(1, "7", Effect::None {}), finding(1, "7", Effect::None {})]).bounds().is_err());
    assert!(findings(vec![]).bounds().is_ok());
    assert_words::<S>();
    assert_words::<VisitEventName>();
    assert_words::<FindingKind>();
    assert_eq!(who(VisitTeam, 1).journal, org("opdc"));
}

#[test]
fn refusals_speak_thai_and_english() {
    use VisitRule as R;
    assert_explained(&[
        R::RespondInThePast,
        R::TooManyFindings,
        R::NumberTaken(1),
        R::NotVisited(number("1")),
        R::Unknown(1),
        R::RespondedAlready(1),
        R::ResponsesDue,
    ]);
}
