//! What can happen to one indicator in a round; bodies of `round.moved`.

use serde::{Deserialize, Serialize};

use super::super::body::{BodyError, Bounded};
use super::super::machine::Event;
use super::super::points::Points;
use super::super::wording::Remark;
use super::stage::RoundEventName;
use crate::ids::{Digest, RecordId};

/// Most exceptions of one attestation.
pub const MAX_EXCEPTIONS: usize = 50;

/// What happened. Everything about a released version names it, so that it never counts for another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum RoundEvent {
    /// The report goes to the supervisor.
    Submit {
        /// Record of the reported result.
        report: RecordId,
        /// The agency's own score for it; nothing where only the committee can decide, such as over a plan of zero.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        self_score: Option<Points>,
    },
    /// Approved by the supervisor.
    SupervisorApprove {},
    /// Rejected by the supervisor.
    SupervisorReject {
        /// Why.
        remark: Remark,
    },
    /// Approved by the PA unit.
    PaUnitApprove {},
    /// Rejected by the PA unit.
    PaUnitReject {
        /// Why.
        remark: Remark,
    },
    /// The CIO vouches that it is correct and on time, and it is released.
    Attest {
        /// Digest of the signed snapshot.
        snapshot: Digest,
        /// What the CIO does not vouch for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exceptions: Vec<Remark>,
        /// Why it comes after the round has closed; must be there then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_remark: Option<Remark>,
    },
    /// The CIO sends it back.
    Return {
        /// Why.
        remark: Remark,
    },
    /// A reviewer takes it up.
    BeginReview {
        /// Version.
        version: u32,
    },
    /// A reviewer asks.
    Ask {
        /// Version.
        version: u32,
        /// The question.
        question: RecordId,
    },
    /// The agency answers.
    Answer {
        /// Version.
        version: u32,
        /// The question.
        question: RecordId,
    },
    /// A reviewer takes a question back.
    WithdrawQuestion {
        /// Version.
        version: u32,
        /// The question.
        question: RecordId,
        /// Why.
        remark: Remark,
    },
    /// Nothing more to ask.
    Accept {
        /// Version.
        version: u32,
        /// What to add.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
    /// A reviewer wants a site visit.
    RequestVisit {
        /// Version.
        version: u32,
        /// The visit.
        visit: RecordId,
    },
    /// No visit after all.
    CancelVisit {
        /// Version.
        version: u32,
        /// The visit.
        visit: RecordId,
        /// Why.
        remark: Remark,
    },
    /// The team was there and has recorded what it found.
    RecordFindings {
        /// Version.
        version: u32,
        /// The visit.
        visit: RecordId,
    },
    /// The agency responds to the findings.
    Respond {
        /// Version.
        version: u32,
        /// The response.
        remark: Remark,
    },
    /// Committee or host gives its score.
    Score {
        /// Version.
        version: u32,
        /// The score.
        points: Points,
        /// Last moment for an objection, in microseconds since 1970.
        objections_until: i64,
        /// Why so much.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
    /// The agency objects to the score.
    Object {
        /// Version.
        version: u32,
        /// Why.
        remark: Remark,
    },
    /// The committee decides about the objection.
    DecideObjection {
        /// Version.
        version: u32,
        /// The new score, if the objection is upheld.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        points: Option<Points>,
        /// Why.
        remark: Remark,
    },
    /// The score is final.
    Finalise {
        /// Version.
        version: u32,
    },
    /// The agency corrects what it has released, by a new version.
    Correct {
        /// Why.
        reason: Remark,
    },
}

impl Event for RoundEvent {
    type Name = RoundEventName;

    fn name(&self) -> RoundEventName {
        use RoundEventName as N;
        match self {
            Self::Submit { .. } => N::Submit,
            Self::SupervisorApprove {} => N::SupervisorApprove,
            Self::SupervisorReject { .. } => N::SupervisorReject,
            Self::PaUnitApprove {} => N::PaUnitApprove,
            Self::PaUnitReject { .. } => N::PaUnitReject,
            Self::Attest { .. } => N::Attest,
            Self::Return { .. } => N::Return,
            Self::BeginReview { .. } => N::BeginReview,
            Self::Ask { .. } => N::Ask,
            Self::Answer { .. } => N::Answer,
            Self::WithdrawQuestion { .. } => N::WithdrawQuestion,
            Self::Accept { .. } => N::Accept,
            Self::RequestVisit { .. } => N::RequestVisit,
            Self::CancelVisit { .. } => N::CancelVisit,
            Self::RecordFindings { .. } => N::RecordFindings,
            Self::Respond { .. } => N::Respond,
            Self::Score { .. } => N::Score,
            Self::Object { .. } => N::Object,
            Self::DecideObjection { .. } => N::DecideObjection,
            Self::Finalise { .. } => N::Finalise,
            Self::Correct { .. } => N::Correct,
        }
    }
}

impl Bounded for RoundEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::Attest { exceptions, .. } if exceptions.len() > MAX_EXCEPTIONS => {
                Err(BodyError::Count { field: "exceptions", count: exceptions.len(), most: MAX_EXCEPTIONS })
            }
            _ => Ok(()),
        }
    }
}
