use super::super::actor::ActorRole::{
    self, DepartmentHead, MinistryHead, MissionGroupHead, NegotiationCommittee, OpdcOfficer, PaUnit, Superior,
    SupervisingCommittee,
};
use super::super::signing::Signatory;
use super::super::testing::{
    after, assert_codes, assert_explained, assert_not_now, assert_table, assert_words, digest, line, number, org,
    parties, refused, remark, tell, who,
};
use super::DepartmentEvent as E;
use super::DepartmentStage as S;
use super::*;

const YEAR_END: i64 = 1_000;

pub(crate) fn start() -> Department {
    let case = AgreementCase { organisation: org("dep"), fiscal_year: FiscalYear::new(2555).unwrap() };
    Department::new(case, parties(), YEAR_END)
}

/// Four indicators of FY2555: 1 and 4 effectiveness, 5 quality, 7 efficiency, 10 development.
fn indicators() -> Vec<Listed> {
    [
        ("1.1", Issue::Effectiveness),
        ("4", Issue::Effectiveness),
        ("5", Issue::Quality),
        ("7", Issue::Efficiency),
        ("10", Issue::Development),
    ]
    .map(|(n, issue)| Listed { indicator: number(n), issue })
    .to_vec()
}

fn signatories() -> Vec<Signatory> {
    [(DepartmentHead, "dep"), (MinistryHead, "ministry"), (Superior, "superior")]
        .map(|(role, organisation)| Signatory { role, organisation: org(organisation) })
        .to_vec()
}

fn refuse(points: &[(&str, &[Point])]) -> E {
    let disputed = points
        .iter()
        .map(|(n, points)| Disputed { indicator: number(n), points: points.iter().copied().collect() })
        .collect();
    E::Refuse { disputed, remark: remark("เป้าหมายสูงเกินไป") }
}

fn settle(n: &str, point: Point) -> E {
    E::Settle { indicator: number(n), point, remark: None }
}

fn dispute(n: &str, point: Point) -> E {
    E::Dispute { indicator: number(n), point, remark: remark("ขอทบทวน") }
}

fn issue() -> E {
    E::Issue { document: digest(1), signatories: signatories() }
}

fn sign(n: u8) -> E {
    E::Sign { document: digest(n) }
}

fn why() -> Remark {
    remark("ตามมติที่ประชุม")
}

fn to_review() -> Vec<(ActorRole, E)> {
    vec![
        (SupervisingCommittee, E::Draft { framework: line("departments-2555/1") }),
        (ActorRole::Host, E::Send { indicators: indicators() }),
        (OpdcOfficer, E::Ready {}),
    ]
}

fn to_negotiation() -> Vec<(ActorRole, E)> {
    let mut events = to_review();
    events.push((DepartmentHead, refuse(&[("1.1", &[Point::Target, Point::Weight]), ("4", &[Point::Criteria])])));
    events.push((NegotiationCommittee, E::HoldMeeting { minutes: None }));
    events
}

fn to_force() -> Vec<(ActorRole, E)> {
    let mut events = to_review();
    events.extend([
        (MinistryHead, E::Agree { remark: None }),
        (OpdcOfficer, issue()),
        (DepartmentHead, sign(1)),
        (MinistryHead, sign(1)),
        (Superior, sign(1)),
    ]);
    events
}

/// One of each, for tables and random stories.
pub(crate) fn all_events() -> Vec<(ActorRole, E)> {
    let mut events = to_negotiation();
    events.extend([
        (NegotiationCommittee, settle("1.1", Point::Target)),
        (MissionGroupHead, dispute("4", Point::Name)),
        (NegotiationCommittee, settle("1.1", Point::Weight)),
        (ActorRole::PermanentSecretaryOffice, E::Deadlock { remark: why() }),
        (SupervisingCommittee, E::Rule { remark: why() }),
        (OpdcOfficer, issue()),
        (DepartmentHead, sign(1)),
        (MinistryHead, sign(1)),
        (Superior, sign(1)),
        (PaUnit, E::RequestChange { reason: why() }),
        (NegotiationCommittee, E::Approve { document: digest(2) }),
        (DepartmentHead, sign(2)),
        (MinistryHead, sign(2)),
        (Superior, sign(2)),
        (PaUnit, E::RequestChange { reason: why() }),
        (SupervisingCommittee, E::Reject { remark: why() }),
        (MinistryHead, E::Agree { remark: Some(why()) }),
        (OpdcOfficer, E::Close {}),
    ]);
    events
}

#[test]
fn every_legal_transition_leads_where_the_table_says() {
    let review = after(start(), to_review());
    let called = after(start(), to_negotiation().into_iter().take(4));
    let negotiating = after(start(), to_negotiation());
    let two_left = after(negotiating.clone(), [(NegotiationCommittee, settle("1.1", Point::Target))]);
    let one_left = after(two_left, [(NegotiationCommittee, settle("1.1", Point::Weight))]);
    let escalated = after(negotiating.clone(), [(MinistryHead, E::Deadlock { remark: why() })]);
    let prepared = after(review.clone(), [(DepartmentHead, E::Agree { remark: None })]);
    let signing = after(prepared.clone(), [(OpdcOfficer, issue())]);
    let last = after(signing.clone(), [(DepartmentHead, sign(1)), (MinistryHead, sign(1))]);
    let force = after(start(), to_force());
    let amending = after(force.clone(), [(DepartmentHead, E::RequestChange { reason: why() })]);
    let drafted = after(start(), to_review().into_iter().take(1));
    let consulted = after(start(), to_review().into_iter().take(2));
    assert_table(&[
        (start(), SupervisingCommittee, 1, to_review().remove(0).1),
        (drafted, OpdcOfficer, 1, E::Send { indicators: indicators() }),
        (consulted, OpdcOfficer, 1, E::Ready {}),
        (review.clone(), MissionGroupHead, 1, E::Agree { remark: None }),
        (review, MissionGroupHead, 1, refuse(&[("4", &[Point::Name])])),
        (called, NegotiationCommittee, 1, E::HoldMeeting { minutes: Some(digest(9)) }),
        (negotiating.clone(), DepartmentHead, 1, dispute("4", Point::Weight)),
        (negotiating.clone(), NegotiationCommittee, 1, settle("4", Point::Criteria)),
        (one_left, NegotiationCommittee, 1, settle("4", Point::Criteria)),
        (negotiating, NegotiationCommittee, 1, E::Deadlock { remark: why() }),
        (escalated, SupervisingCommittee, 1, E::Rule { remark: why() }),
        (prepared, OpdcOfficer, 1, issue()),
        (signing, DepartmentHead, 1, sign(1)),
        (last, Superior, 1, sign(1)),
        (force.clone(), PaUnit, 1, E::RequestChange { reason: why() }),
        (force, OpdcOfficer, YEAR_END, E::Close {}),
        (amending.clone(), NegotiationCommittee, 1, E::Approve { document: digest(2) }),
        (amending, SupervisingCommittee, 1, E::Reject { remark: why() }),
    ]);
}

#[test]
fn what_the_table_does_not_name_is_not_possible_now() {
    let closed = after(start(), to_force()).apply(&E::Close {}, &who(OpdcOfficer, YEAR_END).by()).unwrap();
    assert!(closed.possible().is_empty());
    let states =
        [start(), after(start(), to_review()), after(start(), to_negotiation()), after(start(), to_force()), closed];
    assert_not_now(&states, &all_events());
}

#[test]
fn only_effectiveness_indicators_of_the_external_dimension_are_negotiated() {
    let review = after(start(), to_review());
    let negotiating = after(start(), to_negotiation());
    for (n, code) in [
        ("7", "internal-indicator-not-negotiated"),
        ("10", "internal-indicator-not-negotiated"),
        ("5", "quality-indicator-not-negotiated"),
        ("99", "indicator-unknown"),
    ] {
        assert_eq!(refused(&review, DepartmentHead, 1, &refuse(&[("1.1", &[Point::Name]), (n, &[Point::Name])])), code);
        assert_eq!(refused(&negotiating, MinistryHead, 1, &dispute(n, Point::Weight)), code);
        assert_eq!(refused(&negotiating, NegotiationCommittee, 1, &settle(n, Point::Weight)), code);
    }
}

#[test]
fn points_are_settled_and_disputed_one_by_one() {
    let negotiating = after(start(), to_negotiation());
    assert_eq!(refused(&negotiating, MinistryHead, 1, &dispute("1.1", Point::Target)), "point-disputed-already");
    assert_eq!(refused(&negotiating, NegotiationCommittee, 1, &settle("1.1", Point::Name)), "point-settled-already");
    assert_eq!(refused(&after(start(), to_review()), MinistryHead, 1, &refuse(&[("4", &[])])), "nothing-disputed");
    let again = after(
        negotiating,
        [
            (NegotiationCommittee, settle("1.1", Point::Target)),
            (MinistryHead, dispute("1.1", Point::Target)),
            (NegotiationCommittee, settle("1.1", Point::Weight)),
            (NegotiationCommittee, settle("4", Point::Criteria)),
        ],
    );
    assert_eq!(again.stage(), S::Negotiating);
    // Of indicator 4 nothing is disputed any more: it can be disputed anew, and there is nothing to settle.
    assert_eq!(refused(&again, MinistryHead, 1, &dispute("4", Point::Criteria)), "permitted");
    assert_eq!(refused(&again, NegotiationCommittee, 1, &settle("4", Point::Criteria)), "point-settled-already");
    assert_eq!(again.disputed().get(&number("1.1")), Some(&BTreeSet::from([Point::Target])));
    assert_eq!(after(again, [(NegotiationCommittee, settle("1.1", Point::Target))]).stage(), S::DocumentPrepared);
}

#[test]
fn a_ruling_settles_everything() {
    let ruled = after(
        start(),
        to_negotiation().into_iter().chain([
            (NegotiationCommittee, E::Deadlock { remark: why() }),
            (SupervisingCommittee, E::Rule { remark: why() }),
        ]),
    );
    assert_eq!((ruled.stage(), ruled.disputed().len()), (S::DocumentPrepared, 0));
}

#[test]
fn signing_follows_the_cascade() {
    let prepared = after(start(), to_force().into_iter().take(4));
    let no_agency = E::Issue { document: digest(1), signatories: signatories()[1..].to_vec() };
    assert_eq!(refused(&prepared, OpdcOfficer, 1, &no_agency), "agency-not-signing");
    let signing = after(start(), to_force().into_iter().take(5));
    assert_eq!(refused(&signing, MinistryHead, 1, &sign(1)), "signing-out-of-order");
    assert_eq!(refused(&signing, DepartmentHead, 1, &sign(2)), "signed-another-document");
    assert_eq!(refused(&signing, MissionGroupHead, 1, &sign(1)), "not-a-signatory");
    let once = after(signing, [(DepartmentHead, sign(1))]);
    assert_eq!(refused(&once, DepartmentHead, 1, &sign(1)), "signed-already");
    assert_eq!((once.stage(), once.in_force()), (S::Signing, None));
}

#[test]
fn an_amendment_is_a_new_version_and_the_old_one_holds_until_all_have_signed() {
    let amended = after(
        start(),
        to_force().into_iter().chain([
            (PaUnit, E::RequestChange { reason: why() }),
            (NegotiationCommittee, E::Approve { document: digest(2) }),
            (DepartmentHead, sign(2)),
            (MinistryHead, sign(2)),
        ]),
    );
    assert_eq!((amended.stage(), amended.version(), amended.in_force()), (S::Signing, 2, Some(1)));
    assert_eq!(amended.change(), Some(&why()));
    assert_eq!(amended.cascade().map(Cascade::document), Some(digest(2)));
    let signed = after(amended, [(Superior, sign(2))]);
    assert_eq!((signed.stage(), signed.version(), signed.in_force(), signed.change()), (S::InForce, 2, Some(2), None));
}

#[test]
fn a_year_closes_when_it_is_over() {
    let force = after(start(), to_force());
    assert_eq!(refused(&force, OpdcOfficer, YEAR_END - 1, &E::Close {}), "year-not-over");
    assert_eq!(refused(&force, OpdcOfficer, YEAR_END, &E::Close {}), "permitted");
}

#[test]
fn a_whole_year_of_one_department() {
    let mut at = 0;
    let mut told = |role, event| {
        at += 10;
        (role, at, event)
    };
    let mut story: Vec<_> = to_negotiation().into_iter().map(|(role, event)| told(role, event)).collect();
    for (role, event) in [
        (NegotiationCommittee, settle("1.1", Point::Target)),
        (NegotiationCommittee, settle("1.1", Point::Weight)),
        (MinistryHead, dispute("7", Point::Weight)),
        (MinistryHead, E::Deadlock { remark: why() }),
        (SupervisingCommittee, E::Rule { remark: why() }),
        (OpdcOfficer, issue()),
        (MinistryHead, sign(1)),
        (DepartmentHead, sign(1)),
        (MinistryHead, sign(1)),
        (Superior, sign(1)),
        (DepartmentHead, E::RequestChange { reason: why() }),
        (NegotiationCommittee, E::Reject { remark: why() }),
    ] {
        story.push(told(role, event));
    }
    story.push((OpdcOfficer, YEAR_END, E::Close {}));
    let folded = tell(start(), &story);
    assert_eq!((folded.state.stage(), folded.state.in_force()), (S::Closed, Some(1)));
    let codes: Vec<_> = folded.refused.iter().map(|(id, e)| (id.0.as_u128(), e.code())).collect();
    assert_eq!(codes, [(8, "internal-indicator-not-negotiated"), (12, "signing-out-of-order")]);
    assert_eq!(folded.history.len(), story.len() - 2);
    assert_eq!(folded.held, []);
    let stages: Vec<_> = folded.history.iter().map(|step| step.to).collect();
    assert_eq!(
        stages,
        [
            S::Drafted,
            S::Consulted,
            S::UnderReview,
            S::MeetingCalled,
            S::Negotiating,
            S::Negotiating,
            S::Negotiating,
            S::Escalated,
            S::DocumentPrepared,
            S::Signing,
            S::Signing,
            S::Signing,
            S::InForce,
            S::Amending,
            S::InForce,
            S::Closed
        ]
    );
}

#[test]
fn records_carry_codes_and_limits() {
    let events: Vec<E> = all_events().into_iter().map(|(_, e)| e).collect();
    assert_codes(&events);
    let twice = E::Send { indicators: [indicators(), indicators()].concat() };
    assert!(Moved { case: 1, actor: who(OpdcOfficer, 1).actor, event: twice }.checked().is_err());
    let none = E::Issue { document: digest(1), signatories: vec![] };
    assert!(Moved { case: 1, actor: who(OpdcOfficer, 1).actor, event: none }.checked().is_err());
    assert_words::<S>();
    assert_words::<DepartmentEventName>();
    assert_words::<Issue>();
    assert_words::<Point>();
}

#[test]
fn refusals_speak_thai_and_english() {
    use DepartmentRule as R;
    assert_explained(&[
        R::Unknown(number("1")),
        R::Internal(number("1")),
        R::Quality(number("1")),
        R::NothingDisputed,
        R::DisputedAlready(number("1"), Point::Weight),
        R::SettledAlready(number("1"), Point::Weight),
        R::YearNotOver,
    ]);
}
