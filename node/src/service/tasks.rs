//! Tasks: giving, finishing, handing over, cancelling.

use ges_domain::access::Act;
use ges_domain::together::{Anchor, CaseId, Task, TaskEvent, TogetherError};
use ges_domain::workflow::{Line, Remark};
use jiff::Timestamp;
use jiff::civil::Date;

use super::together::{Asked, exists, somebody, take};
use super::{ServiceError, Who};
use crate::app::Node;

/// What somebody is asked to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewTask {
    /// In a few words.
    pub title: String,
    /// Login of whoever is to do it.
    pub to: String,
    /// Last day, as `2012-07-04`.
    pub due: String,
    /// What it is about.
    pub anchor: Option<Anchor>,
    /// The thread it came from.
    pub thread: Option<CaseId>,
}

/// What is done with a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is done.
    Finish,
    /// It is wanted again.
    Reopen,
    /// Somebody else is to do it.
    HandOver(String),
    /// It is no longer wanted.
    Cancel,
}

/// The day at the agency.
pub fn today(now: Timestamp) -> Date {
    super::rounds::day(now)
}

/// Gives a task.
pub fn give(node: &Node, who: &Who, case: CaseId, new: NewTask, now: Timestamp) -> Result<Task, ServiceError> {
    who.must(Act::GiveTask)?;
    let title = Line::new(new.title.trim())?;
    let to = somebody(node, new.to.trim())?;
    let due = day(&new.due)?;
    if due < today(now) {
        return Err(ServiceError::DayOver);
    }
    let (anchor, own) = (new.anchor.clone(), node.own().clone());
    let event = TaskEvent::Give { title, to, due, anchor: new.anchor, thread: new.thread };
    let check = move |tx: &mut ges_store::Tx<'_>, _: Option<&Task>, _: &TaskEvent| {
        anchor.as_ref().map_or(Ok(()), |anchor| exists(tx, &own, anchor))
    };
    take(node, who, case, vec![(case, event)], check, now)
}

/// Takes a step of a task; `remark` may be empty except when it is reopened.
pub fn go_on(
    node: &Node,
    who: &Who,
    asked: Asked,
    what: &Step,
    remark: &str,
    now: Timestamp,
) -> Result<Task, ServiceError> {
    who.must(Act::Comment)?;
    let text = super::threads::clean(remark);
    let said = if text.trim().is_empty() { None } else { Some(Remark::new(text.clone())?) };
    let event = match what {
        Step::Finish => TaskEvent::Finish { remark: said },
        Step::Reopen => TaskEvent::Reopen { remark: Remark::new(text)? },
        Step::HandOver(login) => TaskEvent::HandOver { to: somebody(node, login.trim())?, remark: said },
        Step::Cancel => TaskEvent::Cancel { remark: said },
    };
    let (login, directs) = (who.author.clone(), who.may(Act::DirectTasks));
    let check = move |_: &mut ges_store::Tx<'_>, task: Option<&Task>, event: &TaskEvent| {
        let task = task.ok_or(TogetherError::NotOpened)?;
        Ok(task.admits(event, &login, directs)?)
    };
    take(node, who, asked.case, vec![(asked.act, event)], check, now)
}

/// A day as forms send it.
pub(super) fn day(text: &str) -> Result<Date, ServiceError> {
    let text = text.trim();
    text.parse().map_err(|_| ServiceError::Day(text.chars().take(40).collect()))
}

/// Overdue first, then by their day; what is settled comes last, the newest first.
pub fn in_order<'a>(tasks: impl IntoIterator<Item = &'a Task>) -> Vec<&'a Task> {
    let mut tasks: Vec<&Task> = tasks.into_iter().collect();
    let settled = |t: &Task| t.steps.last().map_or(0, |s| s.at);
    tasks.sort_by(|a, b| {
        let open = (a.stage, b.stage);
        match open {
            (ges_domain::together::TaskStage::Open, ges_domain::together::TaskStage::Open) => a.due.cmp(&b.due),
            (x, y) => x.cmp(&y).then_with(|| settled(b).cmp(&settled(a))),
        }
    });
    tasks
}
