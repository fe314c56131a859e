use super::super::actor::ActorRole::{self, NegotiationCommittee, OpdcOfficer, PaUnit, SupervisingCommittee};
use super::super::fold::fold;
use super::super::order::Entry;
use super::super::testing::{
    after, assert_codes, assert_explained, assert_table, assert_words, digest, org, parties, record, refused, remark,
    who,
};
use super::*;
use crate::calendar::FiscalYear;

pub(crate) fn start() -> AgreementVersions {
    let case = AgreementCase { organisation: org("dep"), fiscal_year: FiscalYear::new(2555).unwrap() };
    AgreementVersions::new(case, parties())
}

fn establish(version: u32) -> AgreementEvent {
    AgreementEvent::Establish { version, content: digest(1), effective_from: 100 }
}

fn amend(version: u32, effective_round: Round, effective_from: i64) -> AgreementEvent {
    AgreementEvent::Amend {
        version,
        content: digest(u8::try_from(version).unwrap_or(0)),
        reason: remark("งบประมาณถูกปรับลด"),
        effective_round,
        effective_from,
    }
}

pub(crate) fn all_events() -> Vec<(ActorRole, AgreementEvent)> {
    vec![
        (PaUnit, establish(1)),
        (OpdcOfficer, amend(2, Round::Nine, 200)),
        (PaUnit, amend(2, Round::Six, 200)),
        (NegotiationCommittee, amend(3, Round::Twelve, 300)),
        (SupervisingCommittee, amend(4, Round::Twelve, 300)),
    ]
}

#[test]
fn every_legal_transition_leads_where_the_table_says() {
    let agreed = after(start(), [(PaUnit, establish(1))]);
    assert_table(&[
        (start(), OpdcOfficer, 1, establish(1)),
        (agreed, SupervisingCommittee, 1, amend(2, Round::Nine, 200)),
    ]);
    assert_eq!(refused(&start(), PaUnit, 1, &amend(1, Round::Six, 1)), "event-not-possible-now");
}

#[test]
fn versions_have_no_gaps_and_no_number_twice() {
    assert_eq!(refused(&start(), PaUnit, 1, &establish(2)), "version-gap");
    assert_eq!(refused(&start(), PaUnit, 1, &establish(0)), "version-taken");
    let two = after(start(), [(PaUnit, establish(1)), (OpdcOfficer, amend(2, Round::Nine, 200))]);
    for (version, code) in [(1, "version-taken"), (2, "version-taken"), (3, "permitted"), (4, "version-gap")] {
        assert_eq!(refused(&two, PaUnit, 1, &amend(version, Round::Nine, 200)), code, "{version}");
    }
    assert_eq!(refused(&two, PaUnit, 1, &amend(u32::MAX, Round::Nine, 200)), "version-gap");
}

#[test]
fn an_amendment_is_not_in_force_before_what_it_amends() {
    let two = after(start(), [(PaUnit, establish(1)), (OpdcOfficer, amend(2, Round::Nine, 200))]);
    assert_eq!(refused(&two, PaUnit, 1, &amend(3, Round::Nine, 199)), "effective-before-previous");
    assert_eq!(refused(&two, PaUnit, 1, &amend(3, Round::Six, 200)), "effective-before-previous");
    assert_eq!(refused(&two, PaUnit, 1, &amend(3, Round::Twelve, 200)), "permitted");
}

#[test]
fn the_version_in_force_follows_date_and_round_and_all_stay_readable() {
    let three = after(
        start(),
        [
            (PaUnit, establish(1)),
            (OpdcOfficer, amend(2, Round::Nine, 200)),
            (NegotiationCommittee, amend(3, Round::Twelve, 300)),
        ],
    );
    let at = |t| three.in_force_at(t).map(|v| v.number);
    assert_eq!(
        [99, 100, 199, 200, 299, 300, 900].map(at),
        [None, Some(1), Some(1), Some(2), Some(2), Some(3), Some(3)]
    );
    let by_round = Round::ALL.map(|r| three.in_force_for(r).map(|v| v.number));
    assert_eq!(by_round, [Some(1), Some(2), Some(3)]);
    assert_eq!(start().in_force_for(Round::Twelve), None);
    assert_eq!(three.versions().iter().map(|v| v.content).collect::<Vec<_>>(), [1, 2, 3].map(digest));
    assert_eq!(three.versions()[1].reason, Some(remark("งบประมาณถูกปรับลด")));
}

#[test]
fn of_two_versions_with_one_number_the_first_in_common_order_stands() {
    let body = |role, event| Moved { case: start().case, actor: who(role, 1).actor, event };
    let first = body(PaUnit, establish(1));
    let (ours, theirs) = (body(PaUnit, amend(2, Round::Nine, 200)), body(OpdcOfficer, amend(2, Round::Twelve, 300)));
    let entry = |origin: &str, sequence, at, event| Entry {
        origin: org(origin),
        sequence,
        id: record(u128::from(sequence) * 10 + u128::from(at == 5)),
        recorded_at_micros: at,
        after: None,
        event,
    };
    let entries = [entry("dep", 1, 1, &first), entry("opdc", 1, 5, &theirs), entry("dep", 2, 6, &ours)];
    let folded = fold(start(), entries.clone());
    assert_eq!(folded, fold(start(), entries.into_iter().rev()));
    assert_eq!(folded.state.versions()[1].journal, org("opdc"));
    assert_eq!(folded.refused.iter().map(|(_, e)| e.code()).collect::<Vec<_>>(), ["version-taken"]);
}

#[test]
fn a_hundred_versions_are_enough() {
    let full = (2..=100)
        .fold(after(start(), [(PaUnit, establish(1))]), |a, n| after(a, [(OpdcOfficer, amend(n, Round::Six, 200))]));
    assert_eq!(full.versions().len(), 100);
    assert_eq!(refused(&full, PaUnit, 1, &amend(101, Round::Six, 200)), "too-many-versions");
}

#[test]
fn records_carry_codes() {
    assert_codes(&[establish(1), amend(2, Round::Nine, 200)]);
    assert_words::<AgreementStage>();
    assert_words::<AgreementEventName>();
}

#[test]
fn refusals_speak_thai_and_english() {
    use AgreementRule as R;
    assert_explained(&[R::Taken { number: 1, next: 2 }, R::Gap { number: 3, next: 2 }, R::BeforePrevious, R::TooMany]);
}
