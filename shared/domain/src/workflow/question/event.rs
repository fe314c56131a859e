//! What can happen to a question; bodies of `question.moved`.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::super::body::{BodyError, Bounded, count};
use super::super::machine::Event;
use super::super::wording::{Line, Remark};
use super::stage::QuestionEventName;
use crate::ids::{Digest, RecordId};

/// Most figures and pages one question is about.
pub const MAX_ABOUT: usize = 20;
/// Most documents that support one answer.
pub const MAX_EVIDENCE: usize = 100;

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum About {
    /// A figure of the report.
    Figure {
        /// Which, for example `value`.
        field: Line,
    },
    /// A page of a document.
    Page {
        /// The document.
        document: Digest,
        /// Page, from 1.
        page: NonZeroU32,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum QuestionEvent {
    /// Asked.
    Ask {
        /// About what.
        about: Vec<About>,
        /// When the answer is due, in microseconds since 1970.
        due_at: i64,
        /// The question.
        text: Remark,
    },
    /// It has reached the agency.
    Deliver {
        /// The record it responds to: orders it after that one, whatever the clocks of the two journals say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<RecordId>,
    },
    /// Somebody prepares the answer.
    Assign {
        /// Who.
        to: Line,
    },
    /// Answered.
    Answer {
        /// The answer.
        text: Remark,
        /// Documents that support it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Digest>,
        /// The record it responds to: orders it after that one, whatever the clocks of the two journals say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<RecordId>,
    },
    /// Asked further.
    FollowUp {
        /// When the next answer is due, in microseconds since 1970.
        due_at: i64,
        /// The question.
        text: Remark,
        /// The record it responds to: orders it after that one, whatever the clocks of the two journals say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<RecordId>,
    },
    /// Whoever asked is satisfied.
    Resolve {
        /// What to add.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
        /// The record it responds to: orders it after that one, whatever the clocks of the two journals say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<RecordId>,
    },
    /// Taken back.
    Withdraw {
        /// Why.
        remark: Remark,
        /// The record it responds to: orders it after that one, whatever the clocks of the two journals say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<RecordId>,
    },
}

impl QuestionEvent {
    /// The record it responds to.
    pub fn after(&self) -> Option<RecordId> {
        match self {
            Self::Deliver { after }
            | Self::Answer { after, .. }
            | Self::FollowUp { after, .. }
            | Self::Resolve { after, .. }
            | Self::Withdraw { after, .. } => *after,
            Self::Ask { .. } | Self::Assign { .. } => None,
        }
    }

    /// Whether it is a step of the agency and stands in its own journal; the others stand in the centre's.
    pub fn is_of_agency(&self) -> bool {
        matches!(self, Self::Deliver { .. } | Self::Assign { .. } | Self::Answer { .. })
    }
}

impl Event for QuestionEvent {
    type Name = QuestionEventName;

    fn name(&self) -> QuestionEventName {
        use QuestionEventName as N;
        match self {
            Self::Ask { .. } => N::Ask,
            Self::Deliver { .. } => N::Deliver,
            Self::Assign { .. } => N::Assign,
            Self::Answer { .. } => N::Answer,
            Self::FollowUp { .. } => N::FollowUp,
            Self::Resolve { .. } => N::Resolve,
            Self::Withdraw { .. } => N::Withdraw,
        }
    }
}

impl Bounded for QuestionEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::Ask { about, .. } => count("about", MAX_ABOUT, about.len()),
            Self::Answer { evidence, .. } if evidence.len() > MAX_EVIDENCE => {
                Err(BodyError::Count { field: "evidence", count: evidence.len(), most: MAX_EVIDENCE })
            }
            _ => Ok(()),
        }
    }
}
