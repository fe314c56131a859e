//! The state of a case from the records of all its journals, with its history and everything that did not apply.

use std::collections::BTreeSet;

use super::actor::Actor;
use super::body::Moved;
use super::machine::{Event, Machine, grant, refusal};
use super::order::{Entry, merge};
use super::parties::{By, PartyError};
use super::refusal::{Cause, TransitionError};
use crate::ids::RecordId;

/// One step that a case has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<N, S> {
    /// The record that tells it.
    pub record: RecordId,
    /// What happened.
    pub event: N,
    /// Stage before.
    pub from: S,
    /// Stage after.
    pub to: S,
    /// Who.
    pub actor: Actor,
    /// When, in microseconds since 1970, by the clock of the journal's owner.
    pub at: i64,
}

/// Name of an event of a machine.
pub type NameOf<M> = <<M as Machine>::Event as Event>::Name;

/// A record of a machine, as it is folded.
pub type EntryOf<'a, M> = Entry<'a, Moved<<M as Machine>::Case, <M as Machine>::Event>>;

/// What the records of a case amount to.
#[derive(Debug, Clone)]
pub struct Folded<M: Machine> {
    /// The state.
    pub state: M,
    /// Every step in order; what was rejected or returned stays, and so does what came before it.
    pub history: Vec<Step<NameOf<M>, M::Stage>>,
    /// Records that do not apply, each with the rule that forbids it.
    pub refused: Vec<(RecordId, TransitionError)>,
    /// Records that wait for one that is not here yet.
    pub held: Vec<RecordId>,
}

impl<M: Machine + PartialEq> PartialEq for Folded<M> {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
            && self.history == other.history
            && self.refused == other.refused
            && self.held == other.held
    }
}

/// Folds records that refer only to records of their own case.
pub fn fold<'a, M: Machine>(start: M, entries: impl IntoIterator<Item = EntryOf<'a, M>>) -> Folded<M>
where
    M::Case: 'a,
    M::Event: PartialEq + 'a,
{
    fold_knowing(start, entries, |_| false)
}

/// Folds the records of a case. `arrived` says whether a record outside the case, to which one of these responds, is
/// here (see [`merge`]).
///
/// Records of journals that are no party are refused before anything else, so that nobody else's records can take part
/// in the order or use up its limits.
pub fn fold_knowing<'a, M: Machine>(
    start: M,
    entries: impl IntoIterator<Item = EntryOf<'a, M>>,
    arrived: impl Fn(RecordId) -> bool,
) -> Folded<M>
where
    M::Case: 'a,
    M::Event: PartialEq + 'a,
{
    let (known, strangers): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| start.parties().include(&entry.origin));
    let merged = merge(known, arrived);
    let mut folded = Folded { state: start, history: Vec::new(), refused: Vec::new(), held: Vec::new() };
    for entry in &merged.ordered {
        folded = folded.then(entry);
    }
    // One record may arrive several times, and a forked one in several forms: each is named once.
    let foreign: BTreeSet<_> =
        strangers.into_iter().map(|e| (e.origin, e.sequence, e.id, e.event.event.name())).collect();
    let misplaced: BTreeSet<_> =
        merged.refused.into_iter().map(|(e, why)| (e.origin, e.sequence, e.id, e.event.event.name(), why)).collect();
    let foreign = foreign.into_iter().map(|(origin, _, id, name)| (id, name, PartyError::Journal(origin).into()));
    let misplaced = misplaced.into_iter().map(|(_, _, id, name, why)| (id, name, why.into()));
    for (id, name, cause) in misplaced.chain(foreign) {
        let error = refusal(&folded.state, name, cause);
        folded.refused.push((id, error));
    }
    folded.held = merged.held.iter().map(|entry| entry.id).collect();
    folded
}

impl<M: Machine> Folded<M> {
    /// With the next record in order.
    fn then(mut self, entry: &EntryOf<'_, M>) -> Self {
        let Moved { case, actor, event } = entry.event;
        let by = By { journal: &entry.origin, actor, at: entry.recorded_at_micros };
        let name = event.name();
        let granted = if case == self.state.case() {
            grant(&self.state, event, &by)
        } else {
            Err(refusal(&self.state, name, Cause::OtherCase))
        };
        match granted {
            Err(error) => self.refused.push((entry.id, error)),
            Ok(granted) => {
                let from = self.state.stage_for(name);
                self.state = self.state.enter(event, &by, granted);
                let to = self.state.stage_for(name);
                self.history.push(Step { record: entry.id, event: name, from, to, actor: actor.clone(), at: by.at });
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::actor::ActorRole::{Cio, DepartmentHead, Governor, Node};
    use super::super::cio::{CioDuty, CioEvent, CioMoved, CioStage, tests::start};
    use super::super::testing::{line, org, record, who};
    use super::*;
    use crate::ids::OrganisationId;

    fn appoint(name: &str) -> CioMoved {
        let event = CioEvent::Appoint { person: line(name), from: 0, key: line("key") };
        Moved { case: start().case().clone(), actor: who(DepartmentHead, 1).actor, event }
    }

    fn entry(origin: OrganisationId, n: u64, after: Option<u128>, event: &CioMoved) -> EntryOf<'_, CioDuty> {
        let id = record(u128::from(n));
        Entry { origin, sequence: n, id, recorded_at_micros: 7, after: after.map(record), event }
    }

    fn codes(folded: &Folded<CioDuty>) -> Vec<(u128, &'static str)> {
        folded.refused.iter().map(|(id, error)| (id.0.as_u128(), error.code())).collect()
    }

    #[test]
    fn every_step_says_who_did_what_when() {
        let body = appoint("ก");
        let folded = fold(start(), [entry(org("dep"), 1, None, &body)]);
        let step = Step {
            record: record(1),
            event: body.event.name(),
            from: CioStage::Vacant,
            to: CioStage::Appointed,
            actor: body.actor.clone(),
            at: 7,
        };
        assert_eq!(folded.history, [step]);
        assert_eq!((folded.refused, folded.held), (vec![], vec![]));
    }

    #[test]
    fn records_of_another_case_or_a_strange_journal_do_not_count() {
        let ours = appoint("ก");
        let mut others = ours.clone();
        others.case.organisation = org("other");
        let strange = [entry(org("xx"), 3, None, &ours), entry(org("xx"), 3, None, &ours)];
        let folded = fold(start(), strange.into_iter().chain([entry(org("dep"), 1, None, &others)]));
        assert_eq!(codes(&folded), [(1, "record-of-another-case"), (3, "journal-not-of-case")]);
        assert_eq!(folded.state, start());
    }

    #[test]
    fn a_strange_journal_neither_answers_for_a_missing_record_nor_uses_up_the_limit() {
        let body = appoint("ก");
        let flood = (1_000..7_000).map(|n| entry(org("xx"), n, None, &body));
        let folded = fold(start(), flood.chain([entry(org("dep"), 1, Some(1_000), &body)]));
        assert_eq!((folded.held, folded.refused.len()), (vec![record(1)], 6_000));
    }

    #[test]
    fn a_refused_record_hides_nothing_that_comes_later() {
        let (first, second) = (appoint("ก"), appoint("ข"));
        let mut forged = appoint("ค");
        forged.actor.role = Node;
        let mut early = appoint("ง");
        early.event = CioEvent::Appoint { person: line("ง"), from: -1, key: line("key") };
        let entries = [
            entry(org("dep"), 1, None, &first),
            entry(org("dep"), 2, None, &forged),
            entry(org("opdc"), 3, Some(2), &first),
            entry(org("dep"), 4, None, &early),
            entry(org("dep"), 5, Some(3), &second),
        ];
        let folded = fold(start(), entries);
        // All at the same time: the journal of `dep` comes before that of `opdc`.
        let expected = [(2, "role-may-not"), (4, "appointed-before-previous"), (3, "actor-not-of-journal")];
        assert_eq!(codes(&folded), expected);
        assert_eq!(folded.state.appointments().len(), 2);
    }

    #[test]
    fn what_waits_is_listed_and_what_has_no_place_is_refused_once() {
        let (body, twin) = (appoint("ก"), appoint("ข"));
        let entries = [
            entry(org("dep"), 1, None, &body),
            entry(org("dep"), 1, None, &twin),
            entry(org("dep"), 2, Some(2), &body),
            entry(org("dep"), 3, Some(77), &body),
            entry(org("dep"), 4, None, &body),
        ];
        let folded = fold(start(), entries.clone());
        assert_eq!(codes(&folded), [(1, "place-taken-twice"), (2, "circular-reference")]);
        assert_eq!(folded.held, [record(3), record(4)]);
        let known = fold_knowing(start(), entries, |id| id == record(77));
        assert_eq!((known.held.len(), known.state.appointments().len()), (0, 2));
    }

    #[test]
    fn the_question_before_a_record_is_written_is_the_check_of_the_fold() {
        let body = appoint("ก");
        let (head, keeper) = (who(Governor, 7), who(Cio, 7));
        assert_eq!(start().permits(&body.event, &head.by()), Ok(()));
        let error = start().permits(&body.event, &keeper.by()).unwrap_err();
        assert_eq!(error, start().apply(&body.event, &keeper.by()).unwrap_err());
        let mut by_cio = body.clone();
        by_cio.actor = keeper.actor.clone();
        assert_eq!(fold(start(), [entry(org("dep"), 1, None, &by_cio)]).refused, [(record(1), error.clone())]);
        let possible: Vec<_> = error.possible.iter().map(|offer| offer.event.code).collect();
        assert_eq!(
            (error.state.code, error.event.code, possible),
            ("vacant", "appoint", vec!["appoint", "declare_due"])
        );
    }

    #[test]
    fn an_error_explains_itself_in_thai_and_english() {
        use crate::explain::Explain;
        let error = start().permits(&appoint("ก").event, &who(Cio, 7).by()).unwrap_err();
        let e = error.explain();
        assert_eq!(e.code, "role-may-not");
        assert_eq!(e.place.field, "cio.moved appoint actor role");
        assert_eq!(
            e.rule.en,
            "“appoint the CIO” is not possible while “vacant”: the step is not for the CIO but for the department head \
             or province governor"
        );
        assert_eq!(
            e.rule.th,
            "ทำ “แต่งตั้ง CIO” ไม่ได้ขณะอยู่ในสถานะ “ยังไม่มี CIO”: ขั้นตอนนี้ไม่ใช่หน้าที่ของผู้บริหารเทคโนโลยีสารสนเทศระดับสูง (CIO) \
             แต่เป็นของหัวหน้าส่วนราชการหรือผู้ว่าราชการจังหวัด"
        );
        assert_eq!(
            e.remedy.en,
            "leave it to whose task it is; possible now: appoint the CIO (department head or province governor), \
             declare an attestation due (system of the agency or OPDC officer)"
        );
        assert!(e.remedy.th.contains("ขั้นตอนที่ทำได้ในขณะนี้: แต่งตั้ง CIO (หัวหน้าส่วนราชการหรือผู้ว่าราชการจังหวัด), "));
        assert_eq!(
            error.to_string(),
            "cio.moved: “appoint the CIO” is not possible while “vacant”: the step is not for the role `cio`: leave it \
             to department_head or governor"
        );
    }
}
