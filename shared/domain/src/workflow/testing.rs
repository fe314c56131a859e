//! What the tests of the processes share.

use std::collections::BTreeSet;
use std::fmt::Display;

use serde::Serialize;
use uuid::Uuid;

use super::actor::{Actor, ActorRole};
use super::body::Moved;
use super::fold::{Folded, fold};
use super::machine::{Event, Machine};
use super::order::Entry;
use super::parties::{By, Parties};
use super::word::Named;
use super::wording::{Line, Remark};
use crate::explain::Explain;
use crate::ids::{Digest, IndicatorNumber, OrganisationId, RecordId};

pub fn org(id: &str) -> OrganisationId {
    OrganisationId::parse(id).unwrap()
}

pub fn record(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(n))
}

pub fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

pub fn remark(text: &str) -> Remark {
    Remark::new(text).unwrap()
}

pub fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

pub fn number(text: &str) -> IndicatorNumber {
    text.parse().unwrap()
}

/// The agency `dep`, the hub of `opdc`, and above the agency `ministry` and `superior`.
pub fn parties() -> Parties {
    Parties::new(org("dep"), org("opdc"), vec![org("ministry"), org("superior")]).unwrap()
}

pub fn actor(organisation: &str, role: ActorRole) -> Actor {
    Actor { organisation: org(organisation), role, person: line("สมชาย ใจดี") }
}

/// Somebody acting where that role acts, at a time.
pub struct Who {
    pub journal: OrganisationId,
    pub actor: Actor,
    pub at: i64,
}

impl Who {
    pub fn by(&self) -> By<'_> {
        By { journal: &self.journal, actor: &self.actor, at: self.at }
    }
}

/// Whoever has the role, in the journal where it belongs.
pub fn who(role: ActorRole, at: i64) -> Who {
    use super::actor::Side;
    let house = match (role.side(), role) {
        (Side::Agency, _) => "dep",
        (Side::Centre, _) => "opdc",
        (Side::Superior, ActorRole::Superior) => "superior",
        (Side::Superior, _) => "ministry",
    };
    Who { journal: org(house), actor: actor(house, role), at }
}

/// The state after events that are all permitted; `at` counts from 1.
pub fn after<M: Machine>(start: M, events: impl IntoIterator<Item = (ActorRole, M::Event)>) -> M {
    events.into_iter().zip(1..).fold(start, |state, ((role, event), at)| {
        state.apply(&event, &who(role, at).by()).unwrap_or_else(|e| panic!("{e}"))
    })
}

/// Why an event is refused.
pub fn refused<M: Machine>(state: &M, role: ActorRole, at: i64, event: &M::Event) -> &'static str {
    match state.permits(event, &who(role, at).by()) {
        Ok(()) => "permitted",
        Err(error) => {
            assert_explained(std::slice::from_ref(&error));
            error.code()
        }
    }
}

/// Every row of the table is reached by the given legal events, and leads only where the table says.
///
/// Each case is a state, and an event that is legal there with its role. Every other role must be refused by name.
pub fn assert_table<M: Machine + Clone + PartialEq>(cases: &[(M, ActorRole, i64, M::Event)]) {
    let mut reached = BTreeSet::new();
    for (state, role, at, event) in cases {
        let name = event.name();
        let from = state.stage_for(name);
        let (index, row) = M::TABLE
            .iter()
            .enumerate()
            .find(|(_, row)| row.event == name && row.from.contains(&from))
            .unwrap_or_else(|| panic!("no row for {} in {}", name.word().code, from.word().code));
        let next = state.clone().apply(event, &who(*role, *at).by()).unwrap_or_else(|e| panic!("{e}"));
        let to = next.stage_for(name);
        assert!(row.to.contains(&to), "{} leads from {} to {}", name.word().code, from.word().code, to.word().code);
        reached.insert((index, from.word().code, to.word().code));
        for other in ActorRole::ALL.iter().filter(|r| !row.roles.contains(r)) {
            assert_eq!(refused(state, *other, *at, event), "role-may-not", "{} by {other:?}", name.word().code);
        }
    }
    for (index, row) in M::TABLE.iter().enumerate() {
        for from in row.from {
            let tried = reached.iter().any(|(i, f, _)| *i == index && *f == from.word().code);
            assert!(tried, "{} from {} is not tried", row.event.word().code, from.word().code);
        }
        for to in row.to {
            let tried = reached.iter().any(|(i, _, t)| *i == index && *t == to.word().code);
            assert!(tried, "{} to {} is not tried", row.event.word().code, to.word().code);
        }
    }
}

/// Stages in which the table has no row for the event refuse it as not possible now.
pub fn assert_not_now<M: Machine>(states: &[M], events: &[(ActorRole, M::Event)]) {
    for (state, (role, event)) in states.iter().flat_map(|s| events.iter().map(move |e| (s, e))) {
        let stage = state.stage_for(event.name());
        if !M::TABLE.iter().any(|row| row.event == event.name() && row.from.contains(&stage)) {
            assert_eq!(refused(state, *role, 1, event), "event-not-possible-now", "{}", stage.word().code);
        }
    }
}

/// The code in records is the code in tables, and bodies read what they write.
pub fn assert_codes<E>(events: &[E])
where
    E: Event + Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug + Clone + super::body::Bounded,
{
    let mut named = BTreeSet::new();
    for event in events {
        let json = serde_json::to_value(event).unwrap();
        let code = event.name().word().code;
        assert_eq!(json["type"], code);
        named.insert(code);
        let body = Moved { case: 1u8, actor: actor("dep", ActorRole::Cio), event: event.clone() };
        let bytes = serde_json::to_vec(&body).unwrap();
        assert_eq!(Moved::decode(&bytes), Ok(body));
        let mut more = serde_json::to_value(event).unwrap();
        more["surplus"] = true.into();
        assert!(serde_json::from_value::<E>(more).is_err(), "{code} takes unknown fields");
    }
    let all: BTreeSet<_> = E::Name::ALL.iter().map(|n| n.word().code).collect();
    assert_eq!(named, all, "every event is written and read once");
}

/// Rule and remedy in Thai letters and in English, codes in kebab-case and each of its own.
pub fn assert_explained<E: Explain + Display>(errors: &[E]) {
    let mut codes = BTreeSet::new();
    for error in errors {
        let e = error.explain();
        for text in [&e.rule, &e.remedy] {
            assert!(text.th.chars().any(|c| ('ก'..='๛').contains(&c)), "{}: no Thai: {}", e.code, text.th);
            assert!(text.en.chars().any(|c| c.is_ascii_alphabetic()), "{}: no English: {}", e.code, text.en);
        }
        assert!(e.remedy.th.starts_with("กรุณา"), "{}: {}", e.code, e.remedy.th);
        assert!(e.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", e.code);
        assert!(codes.insert(e.code), "{} twice", e.code);
        assert!(error.to_string().chars().any(|c| c.is_ascii_alphabetic()));
    }
}

/// Words of stages or events: unique codes, Thai and English, serde by code.
pub fn assert_words<N: Named + Serialize>() {
    let mut codes = BTreeSet::new();
    for named in N::ALL {
        let word = named.word();
        assert!(codes.insert(word.code), "{} twice", word.code);
        assert!(word.th.chars().any(|c| ('ก'..='๛').contains(&c)) && !word.en.is_empty(), "{}", word.code);
        assert_eq!(serde_json::to_value(named).unwrap(), word.code);
    }
}

/// One record of a story: who, in whose journal, when, what.
pub type Told<M> = (ActorRole, i64, <M as Machine>::Event);

/// Bodies and order of a story in which each record responds to the one before.
pub fn tell<M: Machine>(start: M, story: &[Told<M>]) -> Folded<M>
where
    M::Case: Clone,
    M::Event: Clone + PartialEq,
{
    let bodies: Vec<_> = story
        .iter()
        .map(|(role, at, event)| {
            let Who { journal, actor, .. } = who(*role, *at);
            (journal, *at, Moved { case: start.case().clone(), actor, event: event.clone() })
        })
        .collect();
    let entries: Vec<_> = bodies
        .iter()
        .zip(1u64..)
        .map(|((origin, at, event), n)| Entry {
            origin: origin.clone(),
            sequence: n,
            id: record(u128::from(n)),
            recorded_at_micros: *at,
            after: (n > 1).then(|| record(u128::from(n) - 1)),
            event,
        })
        .collect();
    fold(start, entries.into_iter().rev())
}
