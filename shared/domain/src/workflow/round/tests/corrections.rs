use super::super::super::actor::ActorRole::{
    self, Cio, Committee, DataKeeper, DepartmentHead, PaUnit, Reviewer, Supervisor, VisitTeam,
};
use super::super::super::machine::Event as _;
use super::super::super::testing::{after, digest, record, refused, tell, who};
use super::super::RoundEvent as E;
use super::super::RoundStage as S;
use super::super::*;
use super::*;

#[test]
fn a_correction_takes_the_whole_chain_while_the_review_goes_on() {
    let correcting = after(under_review(), [(DataKeeper, E::Correct { reason: why() })]);
    assert_eq!(
        (correcting.stage(), correcting.draft().map(|d| (d.stage(), d.number()))),
        (S::UnderReview, Some((S::Draft, 2)))
    );
    assert_eq!(refused(&correcting, PaUnit, 1, &E::Correct { reason: why() }), "event-not-possible-now");
    let asked = after(correcting, [(Reviewer, ask(70)), (DataKeeper, submit(2, "3"))]);
    assert_eq!((asked.stage(), asked.draft().map(Draft::stage)), (S::Questioned, Some(S::WithSupervisor)));
    let out = after(asked, to_release(2, "3").into_iter().skip(1));
    assert_eq!((out.stage(), out.versions().len(), out.draft()), (S::Released, 2, None));
    assert_eq!(out.versions()[0].review().stage(), S::Questioned);
    assert_eq!(out.current().map(|v| (v.number(), v.reason(), v.report())), Some((2, Some(&why()), record(2))));
    // What the centre said about version 1 never counts for version 2.
    assert_eq!(refused(&out, Reviewer, 1, &E::BeginReview { version: 1 }), "another-version");
    assert_eq!(refused(&out, Reviewer, 1, &E::BeginReview { version: 3 }), "another-version");
    assert_eq!(refused(&out, Reviewer, 1, &E::BeginReview { version: 2 }), "permitted");
}

#[test]
fn everything_about_a_release_names_its_version() {
    let questioned = after(under_review(), [(Reviewer, ask(70))]);
    let wrong: [(&ReportingRound, ActorRole, E); 13] = [
        (&released(), Reviewer, E::BeginReview { version: 2 }),
        (&under_review(), Reviewer, E::Ask { version: 2, question: record(70) }),
        (&questioned, PaUnit, E::Answer { version: 2, question: record(70) }),
        (&questioned, Reviewer, E::WithdrawQuestion { version: 2, question: record(70), remark: why() }),
        (&under_review(), Reviewer, E::Accept { version: 2, remark: None }),
        (&under_review(), Reviewer, E::RequestVisit { version: 2, visit: record(80) }),
        (&awaiting(), Reviewer, E::CancelVisit { version: 2, visit: record(80), remark: why() }),
        (&awaiting(), VisitTeam, E::RecordFindings { version: 2, visit: record(80) }),
        (&visited(), PaUnit, E::Respond { version: 2, remark: why() }),
        (&accepted(), Committee, score(2, "3")),
        (&scored(), PaUnit, E::Object { version: 2, remark: why() }),
        (&objected(), Committee, E::DecideObjection { version: 2, points: None, remark: why() }),
        (&scored(), Committee, E::Finalise { version: 2 }),
    ];
    for (state, role, event) in wrong {
        assert_eq!(refused(state, role, 1, &event), "another-version", "{event:?}");
    }
}

#[test]
fn final_locks_and_a_correction_leaves_it_official_until_it_is_final_itself() {
    let locked = final_one();
    assert_eq!(locked.official().map(Version::number), Some(1));
    let events = all_events();
    for (role, event) in &events {
        let code = refused(&locked, *role, UNTIL + 1, event);
        assert_eq!(code == "permitted", event.name() == RoundEventName::Correct, "{event:?}: {code}");
    }
    let corrected = after(locked, [(PaUnit, E::Correct { reason: why() })].into_iter().chain(to_release(2, "4.5")));
    assert_eq!((corrected.stage(), corrected.official().map(Version::number)), (S::Released, Some(1)));
    let again = after(
        corrected,
        [
            (Reviewer, E::BeginReview { version: 2 }),
            (Reviewer, E::Accept { version: 2, remark: None }),
            (Committee, score(2, "4.4")),
        ],
    );
    let again = again.apply(&E::Finalise { version: 2 }, &who(Committee, UNTIL + 1).by()).unwrap();
    assert_eq!(again.official().map(Version::number), Some(2));
    assert_eq!(again.versions()[0].review().stage(), S::Final);
}

#[test]
fn a_hundred_versions_are_enough() {
    let full = (2..=100u128).fold(released(), |s, n| {
        after(s, [(PaUnit, E::Correct { reason: why() })].into_iter().chain(to_release(n, "4")))
    });
    assert_eq!(full.versions().len(), 100);
    assert_eq!(refused(&full, PaUnit, 1, &E::Correct { reason: why() }), "too-many-corrections");
}

#[test]
fn a_whole_round_with_clocks_that_disagree_by_hours() {
    let mut story: Vec<(ActorRole, i64, E)> = Vec::new();
    for (role, event) in [
        (DataKeeper, submit(1, "4.2")),
        (PaUnit, E::PaUnitApprove {}),
        (Supervisor, E::SupervisorReject { remark: why() }),
        (DataKeeper, submit(2, "4")),
        (Supervisor, E::SupervisorApprove {}),
        (PaUnit, E::PaUnitReject { remark: why() }),
        (DataKeeper, submit(3, "3.8")),
        (Supervisor, E::SupervisorApprove {}),
        (PaUnit, E::PaUnitApprove {}),
        (Cio, E::Return { remark: why() }),
    ] {
        story.push((role, 90, event));
    }
    story.extend(to_release(4, "3.7").into_iter().map(|(role, event)| (role, CLOSES + 1, event)));
    story.push((Cio, CLOSES + 1, attest_late()));
    // The hub's clock is behind: causality, not time, keeps its records in their places.
    for (role, event) in [
        review(),
        (Reviewer, ask(70)),
        (Supervisor, answer(70)),
        (Reviewer, E::RequestVisit { version: 1, visit: record(80) }),
        (VisitTeam, E::RecordFindings { version: 1, visit: record(80) }),
        (PaUnit, E::Respond { version: 1, remark: why() }),
        (Committee, score(1, "3.2")),
        (DepartmentHead, E::Object { version: 1, remark: why() }),
        (Committee, E::DecideObjection { version: 1, points: Some(points("3.4")), remark: why() }),
        (Committee, E::Finalise { version: 1 }),
    ] {
        story.push((role, 2, event));
    }
    let folded = tell(start(), &story);
    let codes: Vec<_> = folded.refused.iter().map(|(id, e)| (id.0.as_u128(), e.code())).collect();
    assert_eq!(codes, [(2, "event-not-possible-now"), (14, "late-without-remark")]);
    assert_eq!((folded.history.len(), folded.state.stage()), (story.len() - 2, S::Final));
    let official = folded.state.official().unwrap();
    assert_eq!(
        (official.report(), official.release().after_close, official.release().at),
        (record(4), true, CLOSES + 1)
    );
    assert_eq!((official.release().snapshot, official.release().exceptions.len()), (digest(7), 0));
    assert_eq!(official.self_score().points(), Some(&points("3.7")));
    assert_eq!(official.review().committee_score().map(CommitteeScore::points), Some(&points("3.4")));
    let drafts = folded.history.iter().filter(|step| step.to == S::Draft).count();
    assert_eq!(drafts, 3);
}
