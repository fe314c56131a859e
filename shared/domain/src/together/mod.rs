//! Working together inside an agency: threads, tasks and the internal auditor's findings, as pure folds over its journal.
//!
//! They are no [`crate::workflow::Machine`]: one journal tells them, nobody outside takes part, and whoever works at the
//! agency may act, also executives and auditors, who have no function in the processes between agencies. Each record
//! names its case and is an act with an id of its own, so that a form sent twice is told once. A record that does not
//! apply changes nothing and hides nothing that comes later.

mod anchor;
mod error;
mod finding;
mod login;
mod task;
#[cfg(test)]
mod tests;
mod thread;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::anchor::Anchor;
pub use self::error::TogetherError;
pub use self::finding::{Finding, FindingEvent, FindingStage, FindingStep, MAX_FINDING_STEPS, MAX_RECORDS, Severity};
pub use self::login::{Login, MAX_MENTIONS, mentions};
pub use self::task::{MAX_TASK_STEPS, Task, TaskEvent, TaskStage, TaskStep};
pub use self::thread::{MAX_POSTS, Post, Thread, ThreadEvent};

use crate::ids::IdError;
use crate::workflow::body::{BodyError, Bounded, MAX_BODY};

/// Kind of the records of threads.
pub const THREAD: &str = "thread.moved";
/// Kind of the records of tasks.
pub const TASK: &str = "task.moved";
/// Kind of the records of findings.
pub const FINDING: &str = "finding.moved";

/// Names a thread, task or finding, or one act in it; a UUID that the form carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub Uuid);

impl CaseId {
    /// Names a second act of the same form.
    #[must_use]
    pub fn beside(self) -> Self {
        Self(Uuid::from_u128(self.0.as_u128() ^ 1))
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for CaseId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::try_parse(text).map(Self).map_err(|_| IdError::Record(text.chars().take(60).collect()))
    }
}

/// One record, as JSON: `{"case":…,"act":…,"event":{"type":…}}`. The act that opens a case bears its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved<E> {
    /// Which thread, task or finding.
    pub case: CaseId,
    /// Which act.
    pub act: CaseId,
    /// What happened.
    pub event: E,
}

/// A record of a thread.
pub type ThreadMoved = Moved<ThreadEvent>;
/// A record of a task.
pub type TaskMoved = Moved<TaskEvent>;
/// A record of a finding.
pub type FindingMoved = Moved<FindingEvent>;

impl<E: DeserializeOwned + Bounded> Moved<E> {
    /// Reads a body and checks its limits.
    pub fn decode(body: &[u8]) -> Result<Self, BodyError> {
        if body.len() > MAX_BODY {
            return Err(BodyError::Size(body.len()));
        }
        let read: Self = serde_json::from_slice(body).map_err(|e| BodyError::Malformed(e.to_string()))?;
        read.event.bounds().map(|()| read)
    }
}

/// Who did something, and when, as the journal's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By<'a> {
    /// Author of the record: a login.
    pub author: &'a str,
    /// Microseconds since 1970 UTC.
    pub at: i64,
}

/// Something that people do together, from its opening record on.
pub trait Case: Sized {
    /// What can happen.
    type Event;

    /// The case that `event` opens.
    fn open(id: CaseId, event: &Self::Event, by: &By<'_>) -> Result<Self, TogetherError>;

    /// Takes a step; where it is refused, nothing changes.
    fn take(&mut self, act: CaseId, event: &Self::Event, by: &By<'_>) -> Result<(), TogetherError>;
}

/// A case with the acts that made it what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<C> {
    /// The state.
    pub case: C,
    /// Every act that applied.
    pub acts: BTreeSet<CaseId>,
}

/// The case after one more record. An act that has applied already changes nothing.
pub fn step<C: Case>(before: &mut Option<Told<C>>, moved: &Moved<C::Event>, by: &By<'_>) -> Result<(), TogetherError> {
    match before {
        None if moved.act == moved.case => {
            let case = C::open(moved.case, &moved.event, by)?;
            *before = Some(Told { case, acts: BTreeSet::from([moved.act]) });
            Ok(())
        }
        None => Err(TogetherError::NotOpened),
        Some(told) if told.acts.contains(&moved.act) => Ok(()),
        Some(told) => {
            told.case.take(moved.act, &moved.event, by)?;
            told.acts.insert(moved.act);
            Ok(())
        }
    }
}

/// All cases that these records tell, by id; records in the order of the journal.
pub fn fold<'a, C: Case>(records: impl IntoIterator<Item = (&'a Moved<C::Event>, By<'a>)>) -> BTreeMap<CaseId, Told<C>>
where
    C::Event: 'a,
{
    let mut cases: BTreeMap<CaseId, Option<Told<C>>> = BTreeMap::new();
    for (moved, by) in records {
        // What does not apply was refused when it was written too, or was written by a later version.
        let _ = step(cases.entry(moved.case).or_insert(None), moved, &by);
    }
    cases.into_iter().filter_map(|(id, told)| Some((id, told?))).collect()
}
