//! What all processes share: a table of transitions, and one door through which every change of state goes.

use super::actor::ActorRole;
use super::parties::{By, Parties};
use super::refusal::{Cause, TransitionError};
use super::word::{Named, Word};

/// One line of a transition table: in any of these stages, these roles may do this, and it leads there.
#[derive(Debug)]
pub struct Row<S: 'static, N: 'static> {
    /// Stages in which the event is possible.
    pub from: &'static [S],
    /// The event.
    pub event: N,
    /// Who may.
    pub roles: &'static [ActorRole],
    /// Stages it can lead to.
    pub to: &'static [S],
}

/// Something that can be done now, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The event.
    pub event: &'static Word,
    /// Who may.
    pub roles: &'static [ActorRole],
}

/// Shows that an event was permitted; only [`Machine::apply`] and folds come by one.
#[derive(Debug)]
pub struct Granted(());

/// Events name themselves.
pub trait Event {
    /// Names of all events of the process.
    type Name: Named;

    /// Which one this is.
    fn name(&self) -> Self::Name;
}

/// A process: its value is the state of one case.
///
/// Implementors give a table, conditions beyond the table, and what a permitted event changes. Everyone else uses
/// [`Machine::permits`], [`Machine::possible`] and [`Machine::apply`].
pub trait Machine: Sized {
    /// Kind of its records, as in headers.
    const KIND: &'static str;
    /// Its transitions.
    const TABLE: &'static [Row<Self::Stage, <Self::Event as Event>::Name>];
    /// What identifies one case.
    type Case: PartialEq;
    /// What can happen.
    type Event: Event;
    /// Where a case can stand.
    type Stage: Named;

    /// Which case this is.
    fn case(&self) -> &Self::Case;

    /// Whose records count.
    fn parties(&self) -> &Parties;

    /// Where the case stands.
    fn stage(&self) -> Self::Stage;

    /// The stage that decides whether `event` is possible, and to which it has led when it has just happened. It is not
    /// [`Machine::stage`] where two things go on at once, such as the review of a version and its correction.
    fn stage_for(&self, event: <Self::Event as Event>::Name) -> Self::Stage {
        let _ = event;
        self.stage()
    }

    /// Conditions beyond the table; called only for an event that the table allows to this role.
    fn conditions(&self, event: &Self::Event, by: &By<'_>) -> Result<(), Cause>;

    /// The state after a permitted event.
    #[must_use]
    fn enter(self, event: &Self::Event, by: &By<'_>, granted: Granted) -> Self;

    /// Whether `event` can happen now: the question before a record is written.
    fn permits(&self, event: &Self::Event, by: &By<'_>) -> Result<(), TransitionError> {
        grant(self, event, by).map(|_| ())
    }

    /// The state after `event`, or why it cannot happen.
    fn apply(self, event: &Self::Event, by: &By<'_>) -> Result<Self, TransitionError> {
        let granted = grant(&self, event, by)?;
        Ok(self.enter(event, by, granted))
    }

    /// Everything the table allows now, in its order.
    fn possible(&self) -> Vec<Offer> {
        Self::TABLE
            .iter()
            .filter(|row| row.from.contains(&self.stage_for(row.event)))
            .map(|row| Offer { event: row.event.word(), roles: row.roles })
            .collect()
    }
}

/// The one check before a change of state.
pub(super) fn grant<M: Machine>(state: &M, event: &M::Event, by: &By<'_>) -> Result<Granted, TransitionError> {
    let name = event.name();
    let refuse = |cause| refusal(state, name, cause);
    state.parties().vouch(by.journal, by.actor).map_err(|e| refuse(Cause::Party(e)))?;
    let stage = state.stage_for(name);
    let row = M::TABLE
        .iter()
        .find(|row| row.event == name && row.from.contains(&stage))
        .ok_or_else(|| refuse(Cause::NotNow))?;
    if !row.roles.contains(&by.actor.role) {
        return Err(refuse(Cause::NotYours { role: by.actor.role, may: row.roles }));
    }
    state.conditions(event, by).map_err(refuse)?;
    Ok(Granted(()))
}

/// The error of an event that `cause` forbids in this state.
pub(super) fn refusal<M: Machine>(state: &M, event: <M::Event as Event>::Name, cause: Cause) -> TransitionError {
    TransitionError {
        process: M::KIND,
        state: state.stage_for(event).word(),
        event: event.word(),
        cause: Box::new(cause),
        possible: state.possible(),
    }
}
