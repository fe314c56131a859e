//! Questions of the centre through real logs: the same stage at hub and node, projected the same after a rebuild, and
//! nothing from a journal that may not tell it.

use ges_domain::audience::{Audience, Viewer};
use ges_domain::calendar::Round;
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::workflow::question::{About, QuestionCase, QuestionEvent as E, QuestionMoved, QuestionStage as S};
use ges_domain::workflow::round::RoundCase;
use ges_domain::workflow::{Actor, ActorRole, Line, Remark};
use ges_journal::witness::Mirror;
use ges_ledger::mirror::{self, Prepared};
use ges_ledger::read::questions;
use ges_ledger::{LedgerError, log, read, rebuild};
use ges_runtime::Entropy;
use ges_store::{Store, V};
use uuid::Uuid;

use crate::houses::{House, year};

fn org(name: &str) -> OrganisationId {
    OrganisationId::parse(name).unwrap()
}

fn case(agency: &str, question: u128) -> QuestionCase {
    let indicator = "1".parse().unwrap();
    let about = RoundCase { organisation: org(agency), fiscal_year: year(), indicator, round: Round::Nine };
    QuestionCase { about, question: RecordId(Uuid::from_u128(question)) }
}

fn moved(case: &QuestionCase, organisation: &str, role: ActorRole, event: E) -> Fact {
    let actor = Actor { organisation: org(organisation), role, person: Line::new("somebody").unwrap() };
    Fact::Question(QuestionMoved { case: case.clone(), actor, event })
}

fn ask() -> E {
    let about = vec![About::Figure { field: Line::new("value").unwrap() }];
    E::Ask {
        about, due_at: i64::MAX, text: Remark::new("ตัวเลขนี้มาจากระบบใด").unwrap()
    }
}

fn answer(after: RecordId) -> E {
    E::Answer { text: Remark::new("จากระบบ GFMIS").unwrap(), evidence: vec![], after: Some(after) }
}

/// The hub's own log in a store of its own.
fn centre() -> House {
    // Ids of its own: records of two journals are never the same.
    let house = House { entropy: Entropy::seeded(6), ..House::new("opdc") };
    house.store.write(|tx| tx.exec("UPDATE log SET central = 1", &[]).map_err(LedgerError::from)).unwrap();
    house
}

/// Takes over what `from` has for `viewer` into another store.
fn carry(from: &House, to: &Store, viewer: &Viewer, central: bool) {
    let (id, key) = (from.log.id.clone(), from.key.verifier_key());
    let known = to.write(move |tx| mirror::open(tx, &id, &key, central)).unwrap();
    let mut state: Mirror = known.mirror();
    while let Some(batch) = from.batch(state.edge.size(), usize::MAX, viewer) {
        let prepared = Prepared::new(&mut state, &batch).unwrap();
        let key = known.key;
        to.write(move |tx| prepared.commit(tx, key)).unwrap();
    }
}

fn exchange(hub: &House, node: &House) {
    carry(hub, &node.store, &Viewer::Organisation(node.id.clone()), true);
    carry(node, &hub.store, &Viewer::Central(hub.id.clone()), false);
}

fn stage(house: &House, agency: &str, question: u128) -> Option<S> {
    let id = RecordId(Uuid::from_u128(question));
    let found = house.store.read(|tx| questions::one(tx, &org(agency), id)).unwrap();
    found.map(|asked| asked.stage())
}

fn quarantined(house: &House, of: &House) -> Vec<(u64, String)> {
    let log = house.store.read(|tx| log::find(tx, &of.log.id.to_string())).unwrap().unwrap();
    let kept = house.store.read(|tx| read::provenance::quarantined(tx, &log)).unwrap();
    kept.into_iter().map(|q| (q.sequence, q.reason)).collect()
}

#[test]
fn both_sides_reach_the_same_stage_although_the_centre_never_learns_who_prepares_the_answer() {
    let (hub, node) = (centre(), House::new("dep"));
    let q = case("dep", 7);
    let named = Audience::Named([org("dep")].into());
    let asked = hub.record(vec![(moved(&q, "opdc", ActorRole::Reviewer, ask()), named.clone())])[0].record_id;
    exchange(&hub, &node);
    assert_eq!((stage(&hub, "dep", 7), stage(&node, "dep", 7)), (Some(S::Asked), Some(S::Asked)));
    assert_eq!(node.store.read(|tx| questions::undelivered(tx, &org("dep"))).unwrap().len(), 1);

    node.record(vec![(moved(&q, "dep", ActorRole::Node, E::Deliver { after: Some(asked) }), Audience::Central)]);
    let assign = E::Assign { to: Line::new("keeper").unwrap() };
    node.record(vec![(moved(&q, "dep", ActorRole::PaUnit, assign), Audience::Internal)]);
    exchange(&hub, &node);
    assert_eq!((stage(&hub, "dep", 7), stage(&node, "dep", 7)), (Some(S::Delivered), Some(S::Assigned)));
    assert!(node.store.read(|tx| questions::undelivered(tx, &org("dep"))).unwrap().is_empty());

    let answered = node.store.read(|tx| questions::one(tx, &org("dep"), q.question)).unwrap().unwrap();
    assert_eq!(answered.said_by_centre(), Some(asked));
    node.record(vec![(moved(&q, "dep", ActorRole::DataKeeper, answer(asked)), Audience::Central)]);
    exchange(&hub, &node);
    let at_hub = hub.store.read(|tx| questions::one(tx, &org("dep"), q.question)).unwrap().unwrap();
    assert_eq!((at_hub.stage(), stage(&node, "dep", 7)), (S::Answered, Some(S::Answered)));
    let resolve = E::Resolve { remark: None, after: at_hub.said_by_agency() };
    hub.record(vec![(moved(&q, "opdc", ActorRole::Reviewer, resolve), named)]);
    exchange(&hub, &node);
    assert_eq!((stage(&hub, "dep", 7), stage(&node, "dep", 7)), (Some(S::Resolved), Some(S::Resolved)));
    for house in [&hub, &node] {
        let live = rebuild::dump(&house.store).unwrap();
        assert!(live.iter().any(|(table, rows)| *table == "question_moved" && rows.len() > 300));
        house.store.write(rebuild::all).unwrap();
        assert_eq!(live, rebuild::dump(&house.store).unwrap());
    }
}

#[test]
fn another_agency_gets_a_bare_hash_and_no_row() {
    let (hub, other) = (centre(), House::new("cdd"));
    let q = case("dep", 7);
    hub.record(vec![(moved(&q, "opdc", ActorRole::Reviewer, ask()), Audience::Named([org("dep")].into()))]);
    carry(&hub, &other.store, &Viewer::Organisation(org("cdd")), true);
    assert_eq!(stage(&other, "dep", 7), None);
    let kept = other.store.read(|tx| {
        let log = log::find(tx, &hub.log.id.to_string())?.unwrap();
        log::entries(tx, log.key, 0, 10, usize::MAX)
    });
    let kept = kept.unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].sealed.header_bytes().is_none() && kept[0].sealed.content().is_none());
}

#[test]
fn steps_in_the_wrong_journal_are_set_aside() {
    let (hub, node) = (centre(), House::new("dep"));
    let q = case("dep", 7);
    let asked = hub.record(vec![(moved(&q, "opdc", ActorRole::Reviewer, ask()), Audience::Central)])[0].record_id;
    // The agency asks itself and is satisfied; answers for another; and the centre answers for the agency.
    node.record(vec![
        (moved(&case("dep", 8), "dep", ActorRole::PaUnit, ask()), Audience::Central),
        (moved(&case("dep", 8), "opdc", ActorRole::Reviewer, ask()), Audience::Central),
        (moved(&q, "opdc", ActorRole::Reviewer, E::Resolve { remark: None, after: None }), Audience::Central),
        (moved(&case("cdd", 9), "cdd", ActorRole::DataKeeper, answer(asked)), Audience::Central),
        (moved(&case("cdd", 9), "dep", ActorRole::DataKeeper, answer(asked)), Audience::Central),
        (moved(&q, "cdd", ActorRole::DataKeeper, answer(asked)), Audience::Central),
        (moved(&q, "dep", ActorRole::Node, E::Deliver { after: Some(asked) }), Audience::Central),
    ]);
    hub.record(vec![
        (moved(&q, "dep", ActorRole::DataKeeper, answer(asked)), Audience::Central),
        (moved(&q, "opdc", ActorRole::PaUnit, E::Resolve { remark: None, after: None }), Audience::Central),
    ]);
    carry(&node, &hub.store, &Viewer::Central(hub.id.clone()), false);
    let aside = quarantined(&hub, &node);
    assert_eq!(aside.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert!(aside.iter().all(|(_, reason)| reason.contains("hub's log")), "{aside:?}");
    assert_eq!(quarantined(&hub, &hub).iter().map(|(n, _)| *n).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((stage(&hub, "dep", 7), stage(&hub, "dep", 8), stage(&hub, "cdd", 9)), (Some(S::Delivered), None, None));
}

#[test]
fn questions_are_found_by_agency_and_by_indicator_and_round() {
    let hub = centre();
    for (agency, question) in [("dep", 1), ("dep", 2), ("cdd", 2)] {
        let q = case(agency, question);
        hub.record(vec![(moved(&q, "opdc", ActorRole::Reviewer, ask()), Audience::Central)]);
    }
    let count = |found: Result<Vec<questions::Asked>, LedgerError>| {
        found.unwrap().iter().map(|a| a.case.question.0.as_u128()).collect::<Vec<_>>()
    };
    let about = |number: &str, round: Option<Round>| {
        let number = number.parse().unwrap();
        count(hub.store.read(|tx| questions::about(tx, &org("dep"), year(), &number, round)))
    };
    assert_eq!(count(hub.store.read(|tx| questions::of(tx, &org("dep")))), [2, 1]);
    assert_eq!(count(hub.store.read(questions::all)), [2, 2, 1]);
    assert_eq!((about("1", None), about("1", Some(Round::Nine))), (vec![2, 1], vec![2, 1]));
    assert_eq!((about("1", Some(Round::Six)), about("2", None)), (vec![], vec![]));
    let rows = hub
        .store
        .read(|tx| tx.one("SELECT COUNT(*) FROM question_moved WHERE round = $1", &[V::I(9)], |r| r.get_i64(0)));
    assert_eq!(rows.unwrap(), Some(3));
}
