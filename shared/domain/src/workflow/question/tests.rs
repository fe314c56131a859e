use super::super::actor::ActorRole::{
    self, Committee, DataKeeper, Host, Node, PaUnit, Reviewer, Supervisor, VisitTeam,
};
use super::super::round;
use super::super::testing::{
    actor, after, assert_codes, assert_explained, assert_not_now, assert_table, assert_words, digest, line, org,
    parties, record, refused, remark, tell, who,
};
use super::QuestionEvent as E;
use super::QuestionStage as S;
use super::*;

const DUE: i64 = 100;

pub(crate) fn start() -> Question {
    let about = RoundCase {
        organisation: org("dep"),
        fiscal_year: crate::calendar::FiscalYear::new(2555).unwrap(),
        indicator: "7".parse().unwrap(),
        round: crate::calendar::Round::Nine,
    };
    assert_ne!(round::KIND, KIND);
    Question::new(QuestionCase { about, question: record(70) }, parties())
}

fn ask(due_at: i64) -> E {
    let about = vec![
        About::Figure { field: line("value") },
        About::Page { document: digest(4), page: std::num::NonZeroU32::MIN },
    ];
    E::Ask { about, due_at, text: remark("ตัวเลขนี้มาจากระบบใด") }
}

fn answer() -> E {
    E::Answer { text: remark("จากระบบ GFMIS"), evidence: vec![digest(5)], after: None }
}

fn follow_up(due_at: i64) -> E {
    E::FollowUp { due_at, text: remark("ขอเอกสารประกอบ"), after: None }
}

fn assign() -> E {
    E::Assign { to: line("สมหญิง") }
}

fn withdraw() -> E {
    E::Withdraw { remark: remark("ซ้ำ"), after: None }
}

fn asked() -> Question {
    after(start(), [(Reviewer, ask(DUE))])
}

fn delivered() -> Question {
    after(asked(), [(Node, E::Deliver { after: None })])
}

fn assigned() -> Question {
    after(delivered(), [(PaUnit, assign())])
}

fn answered() -> Question {
    after(assigned(), [(DataKeeper, answer())])
}

fn followed_up() -> Question {
    after(answered(), [(Reviewer, follow_up(DUE + 50))])
}

pub(crate) fn all_events() -> Vec<(ActorRole, E)> {
    vec![
        (Reviewer, ask(DUE)),
        (Node, E::Deliver { after: None }),
        (PaUnit, assign()),
        (DataKeeper, answer()),
        (Reviewer, follow_up(DUE + 50)),
        (Supervisor, answer()),
        (Reviewer, E::Resolve { remark: None, after: None }),
        (Reviewer, withdraw()),
        (Committee, E::Resolve { remark: None, after: None }),
    ]
}

#[test]
fn every_legal_transition_leads_where_the_table_says() {
    let mut cases = vec![
        (start(), VisitTeam, 1, ask(DUE)),
        (asked(), PaUnit, 1, E::Deliver { after: None }),
        (delivered(), Supervisor, 1, assign()),
        (assigned(), PaUnit, 1, assign()),
        (followed_up(), PaUnit, 1, assign()),
        (delivered(), PaUnit, 1, answer()),
        (assigned(), PaUnit, 1, answer()),
        (followed_up(), DataKeeper, 1, answer()),
        (answered(), Reviewer, 1, follow_up(DUE)),
        (answered(), Reviewer, 1, E::Resolve { remark: None, after: None }),
    ];
    let open = [asked(), delivered(), assigned(), answered(), followed_up()];
    cases.extend(open.into_iter().map(|state| (state, Reviewer, 1, withdraw())));
    assert_table(&cases);
}

#[test]
fn what_the_table_does_not_name_is_not_possible_now() {
    let resolved = after(answered(), [(Reviewer, E::Resolve { remark: None, after: None })]);
    let withdrawn = after(asked(), [(Reviewer, withdraw())]);
    assert!(resolved.possible().is_empty() && withdrawn.possible().is_empty());
    assert_not_now(
        &[start(), asked(), delivered(), assigned(), answered(), followed_up(), resolved, withdrawn],
        &all_events(),
    );
}

#[test]
fn only_whoever_asked_is_satisfied() {
    for event in [E::Resolve { remark: None, after: None }, follow_up(DUE), withdraw()] {
        assert_eq!(refused(&answered(), Committee, 1, &event), "not-the-asker");
        assert_eq!(refused(&answered(), Reviewer, 1, &event), "permitted");
        let journal = org("opdc");
        let cgd = actor("cgd", Reviewer);
        let error = answered().permits(&event, &By { journal: &journal, actor: &cgd, at: 1 }).unwrap_err();
        assert_eq!(error.code(), "not-the-asker");
    }
    let by_host = after(start(), [(Host, ask(DUE))]);
    assert_eq!(refused(&by_host, Host, 1, &withdraw()), "permitted");
    assert_eq!(by_host.asker().map(|a| a.role), Some(Host));
}

#[test]
fn answers_are_due_in_the_future() {
    assert_eq!(refused(&start(), Reviewer, DUE, &ask(DUE)), "due-in-the-past");
    assert_eq!(refused(&start(), Reviewer, DUE - 1, &ask(DUE)), "permitted");
    assert_eq!(refused(&answered(), Reviewer, DUE, &follow_up(DUE)), "due-in-the-past");
    assert_eq!(refused(&answered(), Reviewer, DUE, &follow_up(DUE + 1)), "permitted");
}

#[test]
fn reminders_follow_from_the_time() {
    for state in [asked(), delivered(), assigned()] {
        let at = |now| state.standing(now, 10);
        assert_eq!(
            [89, 90, 100, 101].map(at),
            [Standing::Waiting, Standing::DueSoon, Standing::DueSoon, Standing::Overdue]
        );
    }
    assert_eq!(followed_up().standing(DUE + 50, 0), Standing::DueSoon);
    assert_eq!(followed_up().standing(DUE + 51, 0), Standing::Overdue);
    let done = after(answered(), [(Reviewer, E::Resolve { remark: None, after: None })]);
    for state in [start(), answered(), done, after(asked(), [(Reviewer, withdraw())])] {
        assert_eq!(state.standing(900, 10), Standing::NotWaiting);
    }
    assert_eq!(asked().standing(i64::MIN, i64::MAX), Standing::Waiting);
    assert_eq!((start().due_at(), asked().due_at(), followed_up().due_at()), (None, Some(DUE), Some(DUE + 50)));
}

#[test]
fn a_late_answer_counts_and_is_marked() {
    let answer_at = |at| assigned().apply(&answer(), &who(PaUnit, at).by()).unwrap().turns()[1].late;
    assert_eq!((answer_at(DUE), answer_at(DUE + 1)), (false, true));
}

#[test]
fn follow_ups_come_to_an_end() {
    let full = (0..50).fold(answered(), |q, _| after(q, [(Reviewer, follow_up(DUE)), (PaUnit, answer())]));
    assert_eq!(refused(&full, Reviewer, 1, &follow_up(DUE)), "too-many-follow-ups");
    assert_eq!(full.turns().len(), 102);
}

#[test]
fn a_whole_question() {
    let story = [
        (Reviewer, 10, ask(DUE)),
        (DataKeeper, 11, answer()),
        (Node, 12, E::Deliver { after: None }),
        (PaUnit, 13, assign()),
        (DataKeeper, 14, answer()),
        (Committee, 15, E::Resolve { remark: None, after: None }),
        (Reviewer, 16, follow_up(DUE)),
        (Supervisor, DUE + 1, answer()),
        (Reviewer, DUE + 2, E::Resolve { remark: Some(remark("ครบถ้วน")), after: None }),
    ];
    let folded = tell(start(), &story);
    let codes: Vec<_> = folded.refused.iter().map(|(id, e)| (id.0.as_u128(), e.code())).collect();
    assert_eq!(codes, [(2, "event-not-possible-now"), (6, "not-the-asker")]);
    assert_eq!(folded.state.stage(), S::Resolved);
    assert_eq!(folded.state.turns().iter().map(|t| t.late).collect::<Vec<_>>(), [false, false, false, true]);
    assert_eq!(folded.state.turns()[1].evidence, [digest(5)]);
    assert_eq!((folded.state.assigned_to(), folded.state.about().len()), (Some(&line("สมหญิง")), 2));
}

#[test]
fn the_centre_sees_the_same_stages_without_knowing_who_prepares_the_answer() {
    let resolve = || E::Resolve { remark: None, after: None };
    let steps: Vec<(ActorRole, E)> = vec![
        (Reviewer, ask(DUE)),
        (Node, E::Deliver { after: None }),
        (PaUnit, assign()),
        (DataKeeper, answer()),
        (Reviewer, follow_up(DUE + 50)),
        (Supervisor, assign()),
        (DataKeeper, answer()),
        (Reviewer, resolve()),
    ];
    let (mut agency, mut centre) = (start(), start());
    for (role, event) in steps {
        let internal = matches!(event, E::Assign { .. });
        agency = after(agency, [(role, event.clone())]);
        if internal {
            assert_eq!(agency.stage(), S::Assigned);
        } else {
            centre = after(centre, [(role, event)]);
            assert_eq!(agency.stage(), centre.stage());
            assert_eq!((agency.turns(), agency.due_at()), (centre.turns(), centre.due_at()));
        }
    }
    assert_eq!((centre.stage(), centre.assigned_to()), (S::Resolved, None));
}

#[test]
fn an_answer_follows_its_question_whatever_the_clocks_say() {
    let at = |role: ActorRole, n: u64, at: i64, event: E| {
        let home = if role.side() == super::super::actor::Side::Agency { "dep" } else { "opdc" };
        (home, n, at, QuestionMoved { case: start().case().clone(), actor: actor(home, role), event })
    };
    let bodies = [
        at(Reviewer, 1, 50, ask(DUE)),
        at(Node, 2, 3, E::Deliver { after: Some(record(1)) }),
        at(DataKeeper, 3, 4, E::Answer { text: remark("ก"), evidence: vec![], after: Some(record(1)) }),
        at(Reviewer, 4, 60, E::FollowUp { due_at: DUE, text: remark("ข"), after: Some(record(3)) }),
        at(DataKeeper, 5, 6, E::Answer { text: remark("ค"), evidence: vec![], after: Some(record(4)) }),
        at(Reviewer, 6, 70, E::Resolve { remark: None, after: Some(record(5)) }),
    ];
    let entries = bodies.iter().map(|(home, n, at, body)| super::super::order::Entry {
        origin: org(home),
        sequence: *n,
        id: record(u128::from(*n)),
        recorded_at_micros: *at,
        after: body.event.after(),
        event: body,
    });
    let folded = super::super::fold::fold(start(), entries);
    assert_eq!((folded.state.stage(), folded.refused, folded.held), (S::Resolved, vec![], vec![]));
    assert_eq!(folded.state.turns().len(), 4);
}

#[test]
fn records_carry_codes_and_limits() {
    use super::super::body::Bounded;
    let events: Vec<E> = all_events().into_iter().map(|(_, e)| e).collect();
    assert_codes(&events);
    let about = |n: usize| E::Ask { about: vec![About::Figure { field: line("x") }; n], due_at: 1, text: remark("x") };
    assert!(about(20).bounds().is_ok() && about(1).bounds().is_ok());
    assert!(about(21).bounds().is_err() && about(0).bounds().is_err());
    let evidence = |n: usize| E::Answer { text: remark("x"), evidence: vec![digest(1); n], after: None };
    assert!(evidence(100).bounds().is_ok() && evidence(101).bounds().is_err());
    assert!(
        serde_json::from_str::<About>(&format!(r#"{{"type":"page","document":"{}","page":0}}"#, digest(1))).is_err()
    );
    assert_words::<S>();
    assert_words::<QuestionEventName>();
    assert_words::<Standing>();
}

#[test]
fn refusals_speak_thai_and_english() {
    assert_explained(&[QuestionRule::DueInThePast, QuestionRule::NotTheAsker, QuestionRule::TooManyFollowUps]);
}
