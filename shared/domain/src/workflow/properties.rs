//! What holds for every process, whatever happens: the result depends on the records, not on how they arrived.

use proptest::prelude::*;

use super::actor::ActorRole;
use super::body::Moved;
use super::fold::{EntryOf, Folded, fold};
use super::machine::Machine;
use super::order::{Entry, merge};
use super::parties::By;
use super::testing::{org, record, who};
use super::{agreement, cio, department, province, question, round, visit};
use crate::ids::{OrganisationId, RecordId};

/// How one record of a story is changed: what of it, when, which record it responds to, and where it arrives.
#[derive(Debug, Clone, Copy)]
struct Fate {
    /// 1 replaces it, 2 puts another one before it, 3 forges its journal, 4 drops it, anything else keeps it.
    change: u8,
    /// Which of all events stands in its place.
    other: u8,
    /// Clock error of its journal.
    skew: i8,
    /// 1 responds to nothing, 2 to any record, 3 to one that never comes, anything else to the record before.
    response: u8,
    /// Where it arrives.
    arrival: u8,
    /// Whether it arrives twice.
    twice: bool,
}

impl Fate {
    /// One number for each, so that making a case is cheap; zero changes nothing.
    fn of(number: u64) -> Self {
        let [change, other, skew, response, arrival, twice, ..] = number.to_le_bytes();
        Self {
            change: change % 60,
            other,
            skew: skew.cast_signed(),
            response: response % 60,
            arrival,
            twice: twice % 2 == 1,
        }
    }
}

fn fates() -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::vec(any::<u64>(), 0..32)
}

/// A record with its place; the body is borrowed by entries.
struct Written<M: Machine> {
    origin: OrganisationId,
    sequence: u64,
    id: RecordId,
    at: i64,
    after: Option<RecordId>,
    body: Moved<M::Case, M::Event>,
}

/// A story in its usual order, changed by fate: dropped, replaced and forged records, wrong clocks and references.
fn written<M: Machine>(start: &M, story: &[(ActorRole, M::Event)], fates: &[Fate]) -> Vec<Written<M>>
where
    M::Case: Clone,
    M::Event: Clone,
{
    let mut out: Vec<Written<M>> = Vec::new();
    for ((told, fate), index) in story.iter().zip(fates).zip(0i64..) {
        let other = story.get(usize::from(fate.other) % story.len()).unwrap_or(told);
        let chosen: &[&(ActorRole, M::Event)] = match fate.change {
            1 | 3 => &[other],
            2 => &[other, told],
            4 => &[],
            _ => &[told],
        };
        for (role, event) in chosen {
            let usual = who(*role, index);
            let origin = if fate.change == 3 {
                org(["dep", "opdc", "ministry", "xx"][usize::from(fate.other % 4)])
            } else {
                usual.journal
            };
            let id = record(u128::try_from(out.len()).unwrap() + 1);
            let after = match fate.response {
                1 => None,
                2 => Some(record(u128::from(fate.other % 16) + 1)),
                3 => Some(record(999)),
                _ => out.last().map(|before| before.id),
            };
            out.push(Written {
                origin,
                sequence: u64::try_from(out.len()).unwrap(),
                id,
                at: index * 5 + i64::from(fate.skew),
                after,
                body: Moved { case: start.case().clone(), actor: usual.actor, event: event.clone() },
            });
        }
    }
    out
}

fn entry<M: Machine>(w: &Written<M>) -> EntryOf<'_, M> {
    Entry {
        origin: w.origin.clone(),
        sequence: w.sequence,
        id: w.id,
        recorded_at_micros: w.at,
        after: w.after,
        event: &w.body,
    }
}

/// The same records in another order of arrival, some of them twice; later they also come in two batches.
fn rearranged<'a, M: Machine>(records: &'a [Written<M>], fates: &[Fate]) -> Vec<EntryOf<'a, M>> {
    let mut keyed: Vec<(u8, EntryOf<'a, M>)> = Vec::new();
    for (w, fate) in records.iter().zip(fates.iter().cycle()) {
        keyed.push((fate.arrival, entry(w)));
        if fate.twice {
            keyed.push((fate.other, entry(w)));
        }
    }
    keyed.sort_by_key(|(arrival, _)| *arrival);
    keyed.into_iter().map(|(_, e)| e).collect()
}

/// Everything that must hold of one fold.
fn holds<M>(start: &M, story: &[(ActorRole, M::Event)], fates: &[u64]) -> Result<Folded<M>, TestCaseError>
where
    M: Machine + Clone + PartialEq + std::fmt::Debug,
    M::Case: Clone,
    M::Event: Clone + PartialEq,
{
    let fates: Vec<Fate> = fates.iter().copied().map(Fate::of).collect();
    let records = written(start, story, &fates);
    let folded = fold(start.clone(), records.iter().map(entry));
    let mut arrived = rearranged(&records, &fates);
    let later = arrived.split_off(arrived.len() / 2);
    let batches = merge(arrived, |_| false).into_entries().chain(later);
    let other = fold(start.clone(), batches);
    prop_assert!(folded == other, "arrival changes the result: {:?} and {:?}", folded.state, other.state);
    let told = folded.history.len() + folded.refused.len() + folded.held.len();
    prop_assert_eq!(told, records.len(), "every record is applied, refused or held, and once");
    replayed(start, &records, &folded)?;
    Ok(folded)
}

/// Applying only what was applied, one by one and without the refused, gives the same state.
fn replayed<M>(start: &M, records: &[Written<M>], folded: &Folded<M>) -> Result<(), TestCaseError>
where
    M: Machine + Clone + PartialEq + std::fmt::Debug,
{
    let mut state = start.clone();
    for step in &folded.history {
        let Some(w) = records.iter().find(|w| w.id == step.record) else { continue };
        let by = By { journal: &w.origin, actor: &w.body.actor, at: w.at };
        let row = M::TABLE.iter().find(|r| r.event == step.event && r.from.contains(&step.from));
        prop_assert!(row.is_some_and(|r| r.to.contains(&step.to) && r.roles.contains(&step.actor.role)));
        prop_assert!(state.parties().vouch(&w.origin, &w.body.actor).is_ok());
        state = match state.apply(&w.body.event, &by) {
            Ok(next) => next,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
    }
    prop_assert!(state == folded.state, "refused records left a trace: {:?} and {:?}", state, folded.state);
    Ok(())
}

proptest! {
    #[test]
    fn a_department_is_the_same_on_both_sides(fates in fates()) {
        holds(&department::tests::start(), &department::tests::all_events(), &fates)?;
    }

    #[test]
    fn a_province_is_the_same_on_both_sides(fates in fates()) {
        holds(&province::tests::start(), &province::tests::all_events(), &fates)?;
    }

    #[test]
    fn versions_are_the_same_on_both_sides(fates in fates()) {
        let folded = holds(&agreement::tests::start(), &agreement::tests::all_events(), &fates)?;
        prop_assert!(folded.state.versions().iter().map(|v| v.number).zip(1..).all(|(n, expected)| n == expected));
    }

    #[test]
    fn a_round_is_the_same_on_both_sides_and_scores_stay_with_who_gave_them(fates in fates()) {
        let folded = holds(&round::tests::start(), &round::tests::all_events(), &fates)?;
        for version in folded.state.versions() {
            let given = [("4.2", 1), ("4", 2), ("3.8", 3)].map(|(score, report)| (score.to_owned(), record(report)));
            prop_assert!(given.contains(&(version.self_score().points().map(ToString::to_string).unwrap_or_default(), version.report())));
            for score in version.review().scores() {
                prop_assert!(matches!(score.by().role, ActorRole::Committee | ActorRole::Host));
                prop_assert!(["3.5", "3.6"].contains(&score.points().to_string().as_str()));
            }
        }
    }

    #[test]
    fn a_question_is_the_same_on_both_sides(fates in fates()) {
        holds(&question::tests::start(), &question::tests::all_events(), &fates)?;
    }

    #[test]
    fn a_visit_is_the_same_on_both_sides(fates in fates()) {
        holds(&visit::tests::start(), &visit::tests::all_events(), &fates)?;
    }

    #[test]
    fn a_cio_is_the_same_on_both_sides(fates in fates()) {
        holds(&cio::tests::start(), &cio::tests::all_events(), &fates)?;
    }

    #[test]
    fn a_damaged_record_is_read_or_refused(pick in any::<u8>(), at in any::<u16>(), byte in any::<u8>()) {
        let events = round::tests::all_events();
        let (role, event) = &events[usize::from(pick) % events.len()];
        let body = Moved { case: round::tests::case(), actor: who(*role, 1).actor, event: event.clone() };
        let mut bytes = serde_json::to_vec(&body).unwrap();
        let at = usize::from(at) % bytes.len();
        bytes[at] = byte;
        if let Ok(read) = round::RoundMoved::decode(&bytes) {
            prop_assert_eq!(round::RoundMoved::decode(&serde_json::to_vec(&read).unwrap()), Ok(read));
        }
    }
}
