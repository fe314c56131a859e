//! A finding of the internal auditor: opened, answered by the agency, closed by the auditor.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Anchor, By, Case, CaseId, TogetherError};
use crate::ids::RecordId;
use crate::workflow::body::{BodyError, Bounded};
use crate::workflow::{Line, Remark};

/// Most records that one finding names.
pub const MAX_RECORDS: usize = 50;
/// Most steps of one finding.
pub const MAX_FINDING_STEPS: usize = 200;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// To be corrected.
    Medium,
    /// Figures or controls cannot be relied on.
    High,
}

impl Severity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What can happen to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum FindingEvent {
    /// The auditor writes it down.
    Open {
        /// In a few words.
        title: Line,
        /// What was found, by which rule it is wrong, and what should be done.
        text: Remark,
        /// How much it weighs.
        severity: Severity,
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<Anchor>,
        /// Records it rests on, at most 50.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        records: Vec<RecordId>,
    },
    /// The agency says what it does about it, and until when.
    Answer {
        /// What is done.
        text: Remark,
        /// Until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
    },
    /// The auditor is satisfied.
    Close {
        /// What was seen.
        text: Remark,
    },
    /// The auditor is not, or not any longer.
    Reopen {
        /// Why.
        text: Remark,
    },
}

impl Bounded for FindingEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::Open { records, .. } if records.len() > MAX_RECORDS => {
                Err(BodyError::Count { field: "records", count: records.len(), most: MAX_RECORDS })
            }
            _ => Ok(()),
        }
    }
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingStage {
    /// The agency has to answer.
    Open,
    /// The auditor has to look at the answer.
    Answered,
    /// Settled.
    Closed,
}

/// One step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingStep {
    /// Stable word: `open`, `answer`, `close`, `reopen`.
    pub word: &'static str,
    /// Who.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub at: i64,
    /// What was written.
    pub text: Remark,
    /// Until when the agency wants to have done it.
    pub until: Option<Date>,
}

/// A finding as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its id.
    pub id: CaseId,
    /// In a few words.
    pub title: Line,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is about.
    pub anchor: Option<Anchor>,
    /// Records it rests on.
    pub records: Vec<RecordId>,
    /// Where it stands.
    pub stage: FindingStage,
    /// What was written, oldest first.
    pub steps: Vec<FindingStep>,
}

impl Case for Finding {
    type Event = FindingEvent;

    fn open(id: CaseId, event: &FindingEvent, by: &By<'_>) -> Result<Self, TogetherError> {
        let FindingEvent::Open { title, text, severity, anchor, records } = event else {
            return Err(TogetherError::NotOpened);
        };
        Ok(Self {
            id,
            title: title.clone(),
            severity: *severity,
            anchor: anchor.clone(),
            records: records.clone(),
            stage: FindingStage::Open,
            steps: vec![taken("open", text, None, by)],
        })
    }

    fn take(&mut self, _: CaseId, event: &FindingEvent, by: &By<'_>) -> Result<(), TogetherError> {
        if self.steps.len() >= MAX_FINDING_STEPS {
            return Err(TogetherError::Full(MAX_FINDING_STEPS));
        }
        let (stage, step) = match (event, self.stage) {
            (FindingEvent::Open { .. }, _) => return Err(TogetherError::Opened),
            (FindingEvent::Answer { text, until }, FindingStage::Open) => {
                (FindingStage::Answered, taken("answer", text, *until, by))
            }
            // What turns out to be none is closed without an answer.
            (FindingEvent::Close { text }, FindingStage::Open | FindingStage::Answered) => {
                (FindingStage::Closed, taken("close", text, None, by))
            }
            (FindingEvent::Reopen { text }, FindingStage::Answered | FindingStage::Closed) => {
                (FindingStage::Open, taken("reopen", text, None, by))
            }
            _ => return Err(TogetherError::NotNow),
        };
        self.stage = stage;
        self.steps.push(step);
        Ok(())
    }
}

fn taken(word: &'static str, text: &Remark, until: Option<Date>, by: &By<'_>) -> FindingStep {
    FindingStep { word, author: by.author.to_owned(), at: by.at, text: text.clone(), until }
}
