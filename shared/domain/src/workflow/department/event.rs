//! What can happen in a department's negotiation; bodies of `negotiation.department`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::body::{BodyError, Bounded, distinct};
use super::super::machine::Event;
use super::super::signing::{self, Signatory};
use super::super::word::named;
use super::super::wording::{Line, Remark};
use super::stage::DepartmentEventName;
use crate::ids::{Digest, IndicatorNumber};

/// Most indicators of one agreement.
pub const MAX_INDICATORS: usize = 500;

named! {
    /// What an indicator measures (deck slides 13, 17, 18): the first two form the external dimension, the others the
    /// internal one.
    pub enum Issue {
        /// External dimension; the only negotiated one.
        Effectiveness = "effectiveness", "การประเมินประสิทธิผล", "effectiveness";
        /// External dimension.
        Quality = "quality", "การประเมินคุณภาพ", "quality";
        /// Internal dimension.
        Efficiency = "efficiency", "การประเมินประสิทธิภาพ", "efficiency";
        /// Internal dimension.
        Development = "development", "การพัฒนาองค์การ", "organisation development";
    }
}

named! {
    /// What of an indicator is negotiated (domain rules 5.2, D5).
    pub enum Point {
        /// ชื่อตัวชี้วัด.
        Name = "name", "ชื่อตัวชี้วัด", "name";
        /// ค่าเป้าหมาย.
        Target = "target", "ค่าเป้าหมาย", "target value";
        /// น้ำหนัก.
        Weight = "weight", "น้ำหนัก", "weight";
        /// เกณฑ์การให้คะแนน.
        Criteria = "criteria", "เกณฑ์การให้คะแนน", "scoring criteria";
    }
}

/// An indicator of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its number.
    pub indicator: IndicatorNumber,
    /// What it measures.
    pub issue: Issue,
}

/// What is disputed of one indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disputed {
    /// Its number.
    pub indicator: IndicatorNumber,
    /// Which of its points.
    pub points: BTreeSet<Point>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum DepartmentEvent {
    /// Drafting begins under a framework.
    Draft {
        /// For example `departments-2555/1`.
        framework: Line,
    },
    /// The draft goes to the negotiation committee.
    Send {
        /// Its indicators.
        indicators: Vec<Listed>,
    },
    /// The committee was consulted; ministry and department may look.
    Ready {},
    /// Agreed without a meeting (ตกลง).
    Agree {
        /// What to add.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
    /// Refused (ปฏิเสธ).
    Refuse {
        /// What of it.
        disputed: Vec<Disputed>,
        /// Why.
        remark: Remark,
    },
    /// The meeting took place.
    HoldMeeting {
        /// Minutes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minutes: Option<Digest>,
    },
    /// A point is disputed, newly or again.
    Dispute {
        /// Of this indicator.
        indicator: IndicatorNumber,
        /// This point.
        point: Point,
        /// Why.
        remark: Remark,
    },
    /// A point is settled.
    Settle {
        /// Of this indicator.
        indicator: IndicatorNumber,
        /// This point.
        point: Point,
        /// On what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
    /// No agreement is in sight.
    Deadlock {
        /// Why.
        remark: Remark,
    },
    /// The supervising committee decides everything that is disputed (แก้ไขปัญหา).
    Rule {
        /// The ruling.
        remark: Remark,
    },
    /// The document goes to its signatories.
    Issue {
        /// The document.
        document: Digest,
        /// Who signs, in order.
        signatories: Vec<Signatory>,
    },
    /// Signed.
    Sign {
        /// The document.
        document: Digest,
    },
    /// The agency asks for an amendment.
    RequestChange {
        /// Why.
        reason: Remark,
    },
    /// The amendment is approved; the same people sign the new document.
    Approve {
        /// The new document.
        document: Digest,
    },
    /// The amendment is rejected.
    Reject {
        /// Why.
        remark: Remark,
    },
    /// The year is over.
    Close {},
}

impl Event for DepartmentEvent {
    type Name = DepartmentEventName;

    fn name(&self) -> DepartmentEventName {
        use DepartmentEventName as N;
        match self {
            Self::Draft { .. } => N::Draft,
            Self::Send { .. } => N::Send,
            Self::Ready {} => N::Ready,
            Self::Agree { .. } => N::Agree,
            Self::Refuse { .. } => N::Refuse,
            Self::HoldMeeting { .. } => N::HoldMeeting,
            Self::Dispute { .. } => N::Dispute,
            Self::Settle { .. } => N::Settle,
            Self::Deadlock { .. } => N::Deadlock,
            Self::Rule { .. } => N::Rule,
            Self::Issue { .. } => N::Issue,
            Self::Sign { .. } => N::Sign,
            Self::RequestChange { .. } => N::RequestChange,
            Self::Approve { .. } => N::Approve,
            Self::Reject { .. } => N::Reject,
            Self::Close {} => N::Close,
        }
    }
}

impl Bounded for DepartmentEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::Send { indicators } => {
                distinct("indicators", MAX_INDICATORS, indicators.iter().map(|i| &i.indicator))
            }
            Self::Refuse { disputed, .. } => {
                distinct("disputed", MAX_INDICATORS, disputed.iter().map(|d| &d.indicator))
            }
            Self::Issue { signatories, .. } => signing::bounds(signatories),
            _ => Ok(()),
        }
    }
}
