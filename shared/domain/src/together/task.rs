//! A task: what somebody is asked to do until a day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Anchor, By, Case, CaseId, Login, TogetherError};
use crate::workflow::body::{BodyError, Bounded};
use crate::workflow::{Line, Remark};

/// Most steps of one task.
pub const MAX_TASK_STEPS: usize = 200;

/// What can happen to a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum TaskEvent {
    /// Somebody is asked.
    Give {
        /// What is to be done.
        title: Line,
        /// By whom.
        to: Login,
        /// Last day.
        due: Date,
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<Anchor>,
        /// The thread it came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thread: Option<CaseId>,
    },
    /// It is done.
    Finish {
        /// What was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
    /// It is not done after all, or wanted again.
    Reopen {
        /// Why.
        remark: Remark,
    },
    /// Somebody else is to do it.
    HandOver {
        /// Who.
        to: Login,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
    /// It is no longer wanted.
    Cancel {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
}

impl Bounded for TaskEvent {
    /// Its types keep every limit.
    fn bounds(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

impl TaskEvent {
    fn remark(&self) -> Option<&Remark> {
        match self {
            Self::Give { .. } => None,
            Self::Reopen { remark } => Some(remark),
            Self::Finish { remark } | Self::HandOver { remark, .. } | Self::Cancel { remark } => remark.as_ref(),
        }
    }

    /// Stable word of what happened.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Give { .. } => "give",
            Self::Finish { .. } => "finish",
            Self::Reopen { .. } => "reopen",
            Self::HandOver { .. } => "hand-over",
            Self::Cancel { .. } => "cancel",
        }
    }
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskStage {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// No longer wanted.
    Cancelled,
}

/// One step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskStep {
    /// Stable word, see [`TaskEvent::word`].
    pub word: &'static str,
    /// Who.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub at: i64,
    /// To whom it went, where it did.
    pub to: Option<Login>,
    /// What was said.
    pub remark: Option<Remark>,
}

/// A task as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: CaseId,
    /// What is to be done.
    pub title: Line,
    /// Who gave it.
    pub giver: String,
    /// Who has it.
    pub to: Login,
    /// Last day.
    pub due: Date,
    /// What it is about.
    pub anchor: Option<Anchor>,
    /// The thread it came from.
    pub thread: Option<CaseId>,
    /// Where it stands.
    pub stage: TaskStage,
    /// What was done with it, oldest first.
    pub steps: Vec<TaskStep>,
}

impl Task {
    /// Whether it is to be done and its day is over.
    pub fn overdue(&self, today: Date) -> bool {
        self.stage == TaskStage::Open && self.due < today
    }

    /// Whether `login` may take this step: whoever has the task or gave it; cancelling is the giver's. Those who direct
    /// tasks may always.
    pub fn admits(&self, event: &TaskEvent, login: &str, directs: bool) -> Result<(), TogetherError> {
        let has = self.to.as_str() == login && !matches!(event, TaskEvent::Cancel { .. });
        if directs || has || self.giver == login { Ok(()) } else { Err(TogetherError::NotYours) }
    }
}

impl Case for Task {
    type Event = TaskEvent;

    fn open(id: CaseId, event: &TaskEvent, by: &By<'_>) -> Result<Self, TogetherError> {
        let TaskEvent::Give { title, to, due, anchor, thread } = event else { return Err(TogetherError::NotOpened) };
        Ok(Self {
            id,
            title: title.clone(),
            giver: by.author.to_owned(),
            to: to.clone(),
            due: *due,
            anchor: anchor.clone(),
            thread: *thread,
            stage: TaskStage::Open,
            steps: vec![taken(event, Some(to), by)],
        })
    }

    fn take(&mut self, _: CaseId, event: &TaskEvent, by: &By<'_>) -> Result<(), TogetherError> {
        if self.steps.len() >= MAX_TASK_STEPS {
            return Err(TogetherError::Full(MAX_TASK_STEPS));
        }
        let mut to = None;
        self.stage = match (event, self.stage) {
            (TaskEvent::Give { .. }, _) => return Err(TogetherError::Opened),
            (TaskEvent::HandOver { to, .. }, TaskStage::Open) if *to == self.to => {
                return Err(TogetherError::SamePerson(to.to_string()));
            }
            (TaskEvent::HandOver { to: next, .. }, TaskStage::Open) => {
                self.to = next.clone();
                to = Some(next);
                TaskStage::Open
            }
            (TaskEvent::Finish { .. }, TaskStage::Open) => TaskStage::Done,
            (TaskEvent::Cancel { .. }, TaskStage::Open) => TaskStage::Cancelled,
            (TaskEvent::Reopen { .. }, TaskStage::Done | TaskStage::Cancelled) => TaskStage::Open,
            _ => return Err(TogetherError::NotNow),
        };
        self.steps.push(taken(event, to, by));
        Ok(())
    }
}

fn taken(event: &TaskEvent, to: Option<&Login>, by: &By<'_>) -> TaskStep {
    TaskStep {
        word: event.word(),
        author: by.author.to_owned(),
        at: by.at,
        to: to.cloned(),
        remark: event.remark().cloned(),
    }
}
