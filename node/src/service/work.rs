//! What somebody has to do in the rounds of a year, most urgent first.

use ges_domain::access;
use ges_domain::calendar::Round;
use ges_domain::together::{Task as Asked, TaskStage};
use ges_domain::workflow::ActorRole;
use ges_domain::workflow::round::RoundStage;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Who;
use super::rounds::{self, Card, Frame, Year};
use super::together::Together;

/// What has to be done with a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// It came back: correct it and submit it again.
    Correct,
    /// Approve it or send it back.
    Approve,
    /// Vouch for it.
    Attest,
    /// It is written down and not submitted.
    Submit,
    /// Nothing is written down yet.
    Record,
    /// Somebody else has it.
    Wait(ActorRole),
}

/// A card with what has to be done.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// The card.
    pub card: &'a Card,
    /// The task.
    pub task: Task,
    /// Last day of the round.
    pub due: Option<Date>,
}

/// Tasks of somebody with these roles, then what waits for others. `settled` are rounds the CIO has signed: what has no
/// figure there was excepted with a reason.
pub fn of<'a>(year: &'a Year, frame: &Frame, who: &Who, settled: &[Round], now: Timestamp) -> Vec<Item<'a>> {
    let mine = access::acting(&who.roles);
    let mut items: Vec<Item<'a>> = year
        .cards
        .iter()
        .filter_map(|card| {
            let owner = rounds::whose(card.stage())?;
            let unsettled = !settled.contains(&card.round) && frame.opened(year.year, card.round, now);
            let task = task(card, owner, mine.contains(&owner), unsettled)?;
            Some(Item { card, task, due: frame.closes(year.year, card.round) })
        })
        .collect();
    items.sort_by_key(|item| (item.task, item.card.round));
    items
}

/// Open tasks that colleagues gave somebody, by their day.
pub fn mine<'a>(together: &'a Together, who: &Who) -> Vec<&'a Asked> {
    let open = |t: &&Asked| t.stage == TaskStage::Open && t.to.as_str() == who.author;
    super::tasks::in_order(together.tasks.values().filter(open))
}

fn task(card: &Card, owner: ActorRole, mine: bool, unsettled: bool) -> Option<Task> {
    match (card.stage(), mine) {
        (RoundStage::Draft, mine) => {
            let draft = card.draft()?;
            let written = card.newest().is_some();
            match (draft.returned_for().is_some(), written) {
                // Before anything is submitted a draft is nobody else's concern.
                _ if !mine => draft.submitted_as().map(|_| Task::Wait(owner)),
                (true, _) => Some(Task::Correct),
                (false, true) => Some(Task::Submit),
                (false, false) => unsettled.then_some(Task::Record),
            }
        }
        (_, false) => Some(Task::Wait(owner)),
        (RoundStage::CioCheck, true) => Some(Task::Attest),
        (_, true) => Some(Task::Approve),
    }
}
