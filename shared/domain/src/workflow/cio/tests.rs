use super::super::actor::ActorRole::{Cio, DepartmentHead, Governor, Node, OpdcOfficer};
use super::super::testing::{
    Who, after, assert_codes, assert_explained, assert_table, assert_words, digest, line, number, org, parties,
    refused, remark, who,
};
use super::CioEvent as E;
use super::*;

const DUE: i64 = 100;

pub(crate) fn start() -> CioDuty {
    CioDuty::new(CioCase { organisation: org("dep") }, parties())
}

fn year() -> FiscalYear {
    FiscalYear::new(2555).unwrap()
}

/// Everyone of the shared tests is called สมชาย ใจดี; here persons matter.
fn person(name: &str, at: i64) -> Who {
    let mut who = who(Cio, at);
    who.actor.person = line(name);
    who
}

fn appoint(name: &str, from: i64) -> E {
    E::Appoint { person: line(name), from, key: line("dep-cio+1234+abcd") }
}

fn delegate(n: u32, name: &str, from: i64, until: i64) -> E {
    E::Delegate { delegation: n, person: line(name), from, until, remark: remark("ไปราชการ") }
}

fn revoke(n: u32) -> E {
    E::Revoke { delegation: n, remark: remark("กลับมาปฏิบัติราชการ") }
}

fn due(round: Round) -> E {
    E::DeclareDue { fiscal_year: year(), round, due_at: DUE }
}

fn attest(round: Round) -> E {
    let exceptions = vec![Exception { indicator: number("7"), remark: remark("รอ GFMIS") }];
    E::Attest { fiscal_year: year(), round, snapshot: digest(7), exceptions }
}

fn give_back(round: Round) -> E {
    E::Return {
        fiscal_year: year(), round, remark: remark("ตัวชี้วัดที่ 3 ยังไม่ครบ")
    }
}

/// สมชาย ใจดี is CIO, and the nine-month round is due at 100.
fn appointed() -> CioDuty {
    after(start(), [(DepartmentHead, appoint("สมชาย ใจดี", 1)), (Node, due(Round::Nine))])
}

/// สมหญิง acts for สมชาย from 20 to 30.
fn delegated() -> CioDuty {
    after(appointed(), [(Cio, delegate(1, "สมหญิง", 20, 30))])
}

pub(crate) fn all_events() -> Vec<(ActorRole, E)> {
    vec![
        (DepartmentHead, appoint("สมชาย ใจดี", 1)),
        (Node, due(Round::Nine)),
        (Cio, delegate(1, "สมหญิง", 2, 30)),
        (Cio, give_back(Round::Nine)),
        (Cio, attest(Round::Nine)),
        (Governor, revoke(1)),
        (DepartmentHead, appoint("สมหญิง", 5)),
        (OpdcOfficer, due(Round::Twelve)),
        (Cio, attest(Round::Twelve)),
        (DepartmentHead, delegate(2, "สมชาย ใจดี", 5, 90)),
        (Cio, attest(Round::Six)),
    ]
}

fn code(state: &CioDuty, who: &Who, event: &E) -> &'static str {
    state.permits(event, &who.by()).map_or_else(|e| e.code(), |()| "permitted")
}

#[test]
fn every_legal_transition_leads_where_the_table_says() {
    assert_table(&[
        (start(), DepartmentHead, 1, appoint("ก", 1)),
        (appointed(), Governor, 1, appoint("ก", 1)),
        (appointed(), Cio, 1, delegate(1, "สมหญิง", 20, 30)),
        (delegated(), DepartmentHead, 1, revoke(1)),
        (start(), OpdcOfficer, 1, due(Round::Six)),
        (appointed(), Node, 1, due(Round::Six)),
        (appointed(), Cio, 1, attest(Round::Nine)),
        (appointed(), Cio, 1, give_back(Round::Nine)),
    ]);
    for event in [delegate(1, "ก", 1, 2), revoke(1), attest(Round::Nine), give_back(Round::Nine)] {
        assert_eq!(refused(&start(), Cio, 1, &event), "event-not-possible-now");
    }
}

#[test]
fn whoever_is_in_charge_at_that_time_attests() {
    let state = delegated();
    for (name, at, expected) in [
        ("สมชาย ใจดี", 1, "permitted"),
        ("สมชาย ใจดี", 25, "permitted"),
        ("สมหญิง", 19, "not-in-charge"),
        ("สมหญิง", 20, "permitted"),
        ("สมหญิง", 30, "permitted"),
        ("สมหญิง", 31, "not-in-charge"),
        ("คนอื่น", 25, "not-in-charge"),
    ] {
        assert_eq!(code(&state, &person(name, at), &attest(Round::Nine)), expected, "{name} {at}");
        assert_eq!(code(&state, &person(name, at), &give_back(Round::Nine)), expected, "{name} {at}");
        assert_eq!(state.in_charge(&line(name), at), expected == "permitted", "{name} {at}");
    }
    assert_eq!((state.cio_at(0), state.cio_at(1).map(|c| c.person.clone())), (None, Some(line("สมชาย ใจดี"))));
    assert_eq!(code(&state, &person("สมชาย ใจดี", 0), &attest(Round::Nine)), "not-in-charge");
}

#[test]
fn a_revoked_delegate_is_out_from_that_moment() {
    let state = delegated().apply(&revoke(1), &who(DepartmentHead, 25).by()).unwrap();
    assert_eq!([24, 25, 26].map(|at| state.in_charge(&line("สมหญิง"), at)), [true, false, false]);
    assert_eq!(refused(&state, Cio, 26, &revoke(1)), "delegation-revoked-already");
    assert_eq!(refused(&state, Cio, 26, &revoke(2)), "delegation-unknown");
    assert_eq!(state.delegations()[&1].revoked_at, Some(25));
}

#[test]
fn a_new_cio_ends_the_office_and_delegations_of_the_one_before() {
    let state = after(delegated(), [(DepartmentHead, appoint("วิชัย", 25))]);
    assert_eq!([24, 25].map(|at| state.in_charge(&line("สมชาย ใจดี"), at)), [true, false]);
    assert_eq!([24, 25].map(|at| state.in_charge(&line("สมหญิง"), at)), [true, false]);
    assert_eq!([24, 25].map(|at| state.in_charge(&line("วิชัย"), at)), [false, true]);
    assert_eq!(refused(&state, DepartmentHead, 30, &appoint("ก", 24)), "appointed-before-previous");
    assert_eq!(refused(&state, DepartmentHead, 30, &appoint("ก", 25)), "permitted");
    assert_eq!(state.appointments().len(), 2);
}

#[test]
fn heads_and_the_cio_delegate_and_a_delegate_does_not() {
    let state = delegated();
    let more = delegate(2, "วิชัย", 20, 40);
    assert_eq!(code(&state, &person("สมหญิง", 25), &more), "delegate-may-not-delegate");
    assert_eq!(code(&state, &person("สมหญิง", 25), &revoke(1)), "delegate-may-not-delegate");
    assert_eq!(code(&state, &person("สมชาย ใจดี", 25), &more), "permitted");
    assert_eq!(code(&state, &who(Governor, 25), &more), "permitted");
    assert_eq!(refused(&state, Cio, 1, &delegate(1, "ก", 1, 2)), "delegation-number-taken");
    assert_eq!(refused(&state, Cio, 41, &more), "delegation-over");
    assert_eq!(refused(&state, Cio, 40, &more), "permitted");
    let later = after(start(), [(DepartmentHead, appoint("สมชาย ใจดี", 50))]);
    assert_eq!(refused(&later, DepartmentHead, 49, &delegate(1, "ก", 60, 70)), "nobody-in-charge");
    assert_eq!(refused(&later, DepartmentHead, 50, &delegate(1, "ก", 60, 70)), "permitted");
}

#[test]
fn only_what_is_due_is_attested_and_what_is_attested_is_not_returned() {
    assert_eq!(refused(&appointed(), Cio, 1, &attest(Round::Six)), "nothing-due");
    assert_eq!(refused(&appointed(), Node, 1, &due(Round::Nine)), "attestation-due-already");
    let given =
        after(appointed(), [(Cio, give_back(Round::Nine)), (Cio, give_back(Round::Nine)), (Cio, attest(Round::Nine))]);
    assert_eq!(refused(&given, Cio, 1, &give_back(Round::Nine)), "attested-already");
    // After a correction, again.
    assert_eq!(refused(&given, Cio, 1, &attest(Round::Nine)), "permitted");
    let duty = &given.duties()[&(year(), Round::Nine)];
    assert_eq!((duty.attestations().len(), duty.returned_for()), (1, None));
    assert_eq!(duty.attestations()[0].exceptions.len(), 1);
    let returned = after(appointed(), [(Cio, give_back(Round::Nine))]);
    assert!(returned.duties()[&(year(), Round::Nine)].returned_for().is_some());
}

#[test]
fn the_history_tells_who_was_on_time() {
    let give = |at| appointed().apply(&attest(Round::Nine), &who(Cio, at).by()).unwrap();
    let seen = |state: &CioDuty, now| state.timeliness(now).map(|t| (t.punctuality, t.given_at)).collect::<Vec<_>>();
    assert_eq!(seen(&appointed(), DUE), [(Punctuality::Pending, None)]);
    assert_eq!(seen(&appointed(), DUE + 1), [(Punctuality::Overdue, None)]);
    assert_eq!(seen(&give(DUE), 900), [(Punctuality::OnTime, Some(DUE))]);
    assert_eq!(seen(&give(DUE + 1), 900), [(Punctuality::Late, Some(DUE + 1))]);
    // A correction later does not make it late.
    let again = give(DUE).apply(&attest(Round::Nine), &who(Cio, 800).by()).unwrap();
    assert_eq!(seen(&again, 900), [(Punctuality::OnTime, Some(DUE))]);
    let both = after(after(appointed(), [(OpdcOfficer, due(Round::Six))]), [(Cio, give_back(Round::Nine))]);
    let rounds: Vec<_> = both.timeliness(1).map(|t| (t.round, t.returns, t.due_at, t.fiscal_year)).collect();
    assert_eq!(rounds, [(Round::Six, 0, DUE, year()), (Round::Nine, 1, DUE, year())]);
}

#[test]
fn records_come_to_an_end() {
    let many = |n: usize, event: &dyn Fn(u32) -> (ActorRole, E), state: CioDuty| {
        (0..u32::try_from(n).unwrap()).fold(state, |s, i| after(s, [event(i)]))
    };
    let full = many(MAX_APPOINTMENTS, &|i| (Governor, appoint("ก", i64::from(i))), start());
    assert_eq!(refused(&full, Governor, 1, &appoint("ก", 900)), "too-many-of-a-kind");
    let full = many(MAX_DELEGATIONS, &|i| (Cio, delegate(i, "ก", 1, 2)), appointed());
    assert_eq!(refused(&full, Cio, 1, &delegate(9_999, "ก", 1, 2)), "too-many-of-a-kind");
    let full = many(MAX_ATTESTATIONS, &|_| (Cio, attest(Round::Nine)), appointed());
    assert_eq!(refused(&full, Cio, 1, &attest(Round::Nine)), "too-many-of-a-kind");
    let round_of = |i: u32| E::DeclareDue {
        fiscal_year: FiscalYear::new(2_500 + u16::try_from(i / 3).unwrap()).unwrap(),
        round: Round::ALL[i as usize % 3],
        due_at: DUE,
    };
    let full = many(MAX_ROUNDS, &|i| (Node, round_of(i)), start());
    assert_eq!(refused(&full, Node, 1, &round_of(300)), "too-many-of-a-kind");
}

#[test]
fn records_carry_codes_and_limits() {
    use super::super::body::Bounded;
    let events: Vec<E> = all_events().into_iter().map(|(_, e)| e).collect();
    assert_codes(&events);
    assert!(delegate(1, "ก", 5, 5).bounds().is_ok());
    assert!(delegate(1, "ก", 6, 5).bounds().is_err());
    let twice = vec![Exception { indicator: number("7"), remark: remark("x") }; 2];
    assert!(
        E::Attest { fiscal_year: year(), round: Round::Six, snapshot: digest(1), exceptions: twice }.bounds().is_err()
    );
    assert_words::<CioStage>();
    assert_words::<CioEventName>();
    assert_words::<Punctuality>();
}

#[test]
fn refusals_speak_thai_and_english() {
    use CioRule as R;
    assert_explained(&[
        R::BeforePrevious,
        R::NobodyInCharge,
        R::DelegateDelegates,
        R::NumberTaken(1),
        R::DelegationOver,
        R::Unknown(1),
        R::RevokedAlready(1),
        R::DueAlready(year(), Round::Six),
        R::NotInCharge(line("ก")),
        R::NothingDue(year(), Round::Six),
        R::AttestedAlready(year(), Round::Six),
        R::TooMany("attest"),
    ]);
}
