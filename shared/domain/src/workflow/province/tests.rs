use super::super::actor::ActorRole::{
    self, Governor, NegotiationCommittee, OpdcOfficer, PaUnit, SubCommission, Superior,
};
use super::super::signing::Signatory;
use super::super::testing::{
    after, assert_codes, assert_explained, assert_not_now, assert_table, assert_words, digest, line, number, org,
    parties, refused, remark, tell,
};
use super::ProvinceEvent as E;
use super::ProvinceStage as S;
use super::*;
use crate::calendar::FiscalYear;

pub(crate) fn start() -> Province {
    let case = AgreementCase { organisation: org("dep"), fiscal_year: FiscalYear::new(2555).unwrap() };
    Province::new(case, parties())
}

fn propose(proposal: u16, listed: Option<&str>) -> E {
    E::Propose {
        proposal, listed: listed.map(number), name: line("ความพึงพอใจ"), criteria: remark("ร้อยละ 65-85")
    }
}

fn negotiate(proposal: u16, outcome: Outcome) -> E {
    E::Negotiate { proposal, outcome, remark: remark("ประชุมทางไกล 12 ม.ค. 2555") }
}

fn off(proposal: u16) -> E {
    E::FindOffList { proposal, remark: remark("เกณฑ์ต่างจากรายการ") }
}

fn on(proposal: u16) -> E {
    E::FindOnList { proposal }
}

fn issue() -> E {
    let signatories =
        [(Governor, "dep"), (Superior, "superior")].map(|(role, o)| Signatory { role, organisation: org(o) }).to_vec();
    E::Issue { document: digest(1), signatories }
}

fn sign() -> E {
    E::Sign { document: digest(1) }
}

fn list() -> E {
    E::BuildList { list: ["1.1", "3.1", "7"].map(number).to_vec() }
}

/// To P2, with proposals 1 (list item 1.1), 2 (3.1) and 3 (of the province's own).
fn to_proposals() -> Vec<(ActorRole, E)> {
    vec![
        (OpdcOfficer, list()),
        (SubCommission, E::ApproveList { remark: None }),
        (OpdcOfficer, E::SendList {}),
        (PaUnit, propose(1, Some("1.1"))),
        (Governor, propose(2, Some("3.1"))),
        (Governor, propose(3, None)),
    ]
}

fn checking() -> Province {
    after(after(start(), to_proposals()), [(Governor, E::Submit {})])
}

pub(crate) fn all_events() -> Vec<(ActorRole, E)> {
    let mut events = to_proposals();
    events.extend([
        (Governor, E::Submit {}),
        (OpdcOfficer, on(1)),
        (OpdcOfficer, off(2)),
        (OpdcOfficer, off(3)),
        (OpdcOfficer, negotiate(2, Outcome::Agreed {})),
        (NegotiationCommittee, negotiate(3, Outcome::Replaced { listed: number("7") })),
        (OpdcOfficer, negotiate(3, Outcome::Withdrawn {})),
        (OpdcOfficer, E::Summarise { summary: digest(3) }),
        (OpdcOfficer, issue()),
        (Governor, sign()),
        (Superior, sign()),
    ]);
    events
}

#[test]
fn every_legal_transition_leads_where_the_table_says() {
    let built = after(start(), [(OpdcOfficer, list())]);
    let approved = after(start(), to_proposals().into_iter().take(2));
    let proposing = after(start(), to_proposals());
    let two_on = after(checking(), [(OpdcOfficer, on(1)), (OpdcOfficer, on(2))]);
    let one_off = after(checking(), [(OpdcOfficer, off(3)), (OpdcOfficer, on(1))]);
    let talk = after(two_on.clone(), [(OpdcOfficer, off(3))]);
    let two_off = after(one_off.clone(), [(OpdcOfficer, off(2))]);
    let none_off = after(one_off.clone(), [(OpdcOfficer, negotiate(3, Outcome::Agreed {}))]);
    let summary = after(talk.clone(), [(OpdcOfficer, negotiate(3, Outcome::Agreed {}))]);
    let preparing = after(summary.clone(), [(OpdcOfficer, E::Summarise { summary: digest(3) })]);
    let signing = after(preparing.clone(), [(OpdcOfficer, issue())]);
    let last = after(signing.clone(), [(Governor, sign())]);
    assert_table(&[
        (start(), OpdcOfficer, 1, list()),
        (built.clone(), OpdcOfficer, 1, list()),
        (built, SubCommission, 1, E::ApproveList { remark: Some(remark("เห็นชอบ")) }),
        (approved, OpdcOfficer, 1, E::SendList {}),
        (proposing.clone(), PaUnit, 1, propose(4, None)),
        (proposing, Governor, 1, E::Submit {}),
        (checking(), OpdcOfficer, 1, on(1)),
        (one_off.clone(), OpdcOfficer, 1, on(2)),
        (none_off, OpdcOfficer, 1, on(2)),
        (checking(), OpdcOfficer, 1, off(3)),
        (two_on, OpdcOfficer, 1, off(3)),
        (one_off, NegotiationCommittee, 1, negotiate(3, Outcome::Withdrawn {})),
        (two_off, OpdcOfficer, 1, negotiate(3, Outcome::Agreed {})),
        (talk, NegotiationCommittee, 1, negotiate(3, Outcome::Replaced { listed: number("7") })),
        (summary, OpdcOfficer, 1, E::Summarise { summary: digest(3) }),
        (preparing, OpdcOfficer, 1, issue()),
        (signing, Governor, 1, sign()),
        (last, Superior, 1, sign()),
    ]);
}

#[test]
fn what_the_table_does_not_name_is_not_possible_now() {
    let signed = after(
        after(checking(), [(OpdcOfficer, on(1)), (OpdcOfficer, on(2)), (OpdcOfficer, off(3))]),
        [
            (OpdcOfficer, negotiate(3, Outcome::Withdrawn {})),
            (OpdcOfficer, E::Summarise { summary: digest(3) }),
            (OpdcOfficer, issue()),
            (Governor, sign()),
            (Superior, sign()),
        ],
    );
    assert_eq!((signed.stage(), signed.possible()), (S::Signed, vec![]));
    assert_eq!(signed.cascade().and_then(|c| c.next()), None);
    assert_not_now(&[start(), after(start(), to_proposals()), checking(), signed], &all_events());
}

#[test]
fn on_the_list_is_accepted_and_only_the_rest_is_negotiated() {
    let all_on = after(start(), to_proposals().into_iter().take(5).chain([(Governor, E::Submit {})]));
    let all_on = after(all_on, [(OpdcOfficer, on(1)), (OpdcOfficer, on(2))]);
    assert_eq!(all_on.stage(), S::Summary);
    let c = after(checking(), [(OpdcOfficer, on(1)), (OpdcOfficer, off(3))]);
    assert_eq!(refused(&c, OpdcOfficer, 1, &negotiate(1, Outcome::Agreed {})), "on-list-not-negotiated");
    assert_eq!(refused(&c, OpdcOfficer, 1, &negotiate(2, Outcome::Agreed {})), "proposal-not-checked");
    assert_eq!(refused(&c, OpdcOfficer, 1, &negotiate(9, Outcome::Agreed {})), "proposal-unknown");
    let done = after(c, [(OpdcOfficer, negotiate(3, Outcome::Withdrawn {}))]);
    assert_eq!(refused(&done, OpdcOfficer, 1, &negotiate(3, Outcome::Agreed {})), "proposal-decided-already");
}

#[test]
fn a_check_says_what_is_true() {
    assert_eq!(refused(&checking(), OpdcOfficer, 1, &on(3)), "proposal-off-list");
    assert_eq!(refused(&checking(), OpdcOfficer, 1, &on(9)), "proposal-unknown");
    let once = after(checking(), [(OpdcOfficer, on(1))]);
    assert_eq!(refused(&once, OpdcOfficer, 1, &off(1)), "proposal-checked-already");
    // Criteria that differ from the list make a listed indicator one off the list, and free its place.
    let differs = after(checking(), [(OpdcOfficer, off(1)), (OpdcOfficer, off(3))]);
    assert_eq!(differs.proposals()[&1].listed, None);
    let replaced = negotiate(3, Outcome::Replaced { listed: number("1.1") });
    assert_eq!(after(differs, [(OpdcOfficer, replaced)]).proposals()[&3].listed, Some(number("1.1")));
}

#[test]
fn proposals_are_numbered_and_each_indicator_is_proposed_once() {
    let proposing = after(start(), to_proposals());
    for (event, code) in [
        (propose(3, None), "proposal-number-taken"),
        (propose(4, Some("9")), "indicator-not-on-list"),
        (propose(4, Some("1.1")), "indicator-proposed-twice"),
        (propose(4, Some("7")), "permitted"),
    ] {
        assert_eq!(refused(&proposing, Governor, 1, &event), code);
    }
    let none = after(start(), to_proposals().into_iter().take(3));
    assert_eq!(refused(&none, Governor, 1, &E::Submit {}), "nothing-proposed");
    let full = (4..=200).fold(proposing, |p, n| after(p, [(Governor, propose(n, None))]));
    assert_eq!(refused(&full, Governor, 1, &propose(201, None)), "too-many-proposals");
}

#[test]
fn a_replacement_is_free_and_something_is_left() {
    let c = after(checking(), [(OpdcOfficer, on(1)), (OpdcOfficer, off(2)), (OpdcOfficer, off(3))]);
    let replace = |n: &str| negotiate(3, Outcome::Replaced { listed: number(n) });
    assert_eq!(refused(&c, OpdcOfficer, 1, &replace("1.1")), "indicator-proposed-twice");
    assert_eq!(refused(&c, OpdcOfficer, 1, &replace("9")), "indicator-not-on-list");
    assert_eq!(refused(&c, OpdcOfficer, 1, &replace("3.1")), "permitted");
    let alone =
        after(start(), to_proposals().into_iter().take(4).chain([(Governor, E::Submit {}), (OpdcOfficer, off(1))]));
    assert_eq!(refused(&alone, OpdcOfficer, 1, &negotiate(1, Outcome::Withdrawn {})), "last-proposal-withdrawn");
}

#[test]
fn a_whole_negotiation_of_one_province() {
    let mut story: Vec<(ActorRole, i64, E)> = Vec::new();
    let more = [
        (Governor, E::Submit {}),
        (OpdcOfficer, on(1)),
        (OpdcOfficer, on(2)),
        (OpdcOfficer, negotiate(2, Outcome::Agreed {})),
        (OpdcOfficer, on(3)),
        (OpdcOfficer, off(3)),
        (OpdcOfficer, E::Summarise { summary: digest(3) }),
        (NegotiationCommittee, negotiate(3, Outcome::Agreed {})),
        (OpdcOfficer, E::Summarise { summary: digest(3) }),
        (OpdcOfficer, issue()),
        (Superior, sign()),
        (Governor, sign()),
        (Superior, sign()),
    ];
    for ((role, event), at) in to_proposals().into_iter().chain(more).zip(1..) {
        story.push((role, at, event));
    }
    let folded = tell(start(), &story);
    assert_eq!(folded.state.stage(), S::Signed);
    assert_eq!(
        folded.state.proposals().values().map(|p| p.state).collect::<Vec<_>>(),
        [ProposalState::OnList, ProposalState::OnList, ProposalState::Agreed]
    );
    let codes: Vec<_> = folded.refused.iter().map(|(id, e)| (id.0.as_u128(), e.code())).collect();
    assert_eq!(
        codes,
        [
            (10, "on-list-not-negotiated"),
            (11, "proposal-off-list"),
            (13, "event-not-possible-now"),
            (17, "signing-out-of-order")
        ]
    );
    let (before, after) = (folded.history[9].from, folded.history[9].to);
    assert_eq!((before, after), (S::Checking, S::Negotiating));
}

#[test]
fn records_carry_codes_and_limits() {
    let events: Vec<E> = all_events().into_iter().map(|(_, e)| e).collect();
    assert_codes(&events);
    assert!(super::super::body::Bounded::bounds(&E::BuildList { list: vec![] }).is_err());
    assert!(super::super::body::Bounded::bounds(&E::Issue { document: digest(1), signatories: vec![] }).is_err());
    assert_words::<S>();
    assert_words::<ProvinceEventName>();
    assert_words::<ProposalState>();
}

#[test]
fn refusals_speak_thai_and_english() {
    use ProvinceRule as R;
    assert_explained(&[
        R::NumberTaken(1),
        R::TooMany,
        R::NotListed(number("1")),
        R::ListedTwice(number("1")),
        R::NothingProposed,
        R::Unknown(1),
        R::CheckedAlready(1),
        R::OffList(1),
        R::NotChecked(1),
        R::OnList(1),
        R::DecidedAlready(1),
        R::LastWithdrawn,
    ]);
}
