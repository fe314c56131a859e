//! What can happen in a province's negotiation; bodies of `negotiation.province`.

use serde::{Deserialize, Serialize};

use super::super::body::{BodyError, Bounded, distinct};
use super::super::machine::Event;
use super::super::signing::{self, Signatory};
use super::super::wording::{Line, Remark};
use super::stage::ProvinceEventName;
use crate::ids::{Digest, IndicatorNumber};

/// Most indicators of the list.
pub const MAX_LISTED: usize = 500;

/// What a video conference decided about one proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// As proposed.
    Agreed {},
    /// An indicator of the list takes its place.
    Replaced {
        /// Number in the list.
        listed: IndicatorNumber,
    },
    /// The province gives it up.
    Withdrawn {},
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ProvinceEvent {
    /// OPDC puts the list of indicators and criteria together, or together again before it is approved.
    BuildList {
        /// Numbers of the indicators.
        list: Vec<IndicatorNumber>,
    },
    /// The sub-commission approves the list.
    ApproveList {
        /// What to add.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remark: Option<Remark>,
    },
    /// The list goes to the province.
    SendList {},
    /// The province proposes an indicator.
    Propose {
        /// Number of the proposal.
        proposal: u16,
        /// Which indicator of the list, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        listed: Option<IndicatorNumber>,
        /// Name.
        name: Line,
        /// Criteria.
        criteria: Remark,
    },
    /// These are all proposals.
    Submit {},
    /// Indicator and criteria are those of the list.
    FindOnList {
        /// Which proposal.
        proposal: u16,
    },
    /// They are not, also when only the criteria differ.
    FindOffList {
        /// Which proposal.
        proposal: u16,
        /// In what it differs.
        remark: Remark,
    },
    /// A video conference decided.
    Negotiate {
        /// About which proposal.
        proposal: u16,
        /// What.
        outcome: Outcome,
        /// Minutes in short.
        remark: Remark,
    },
    /// The summary goes to sub-commission and province.
    Summarise {
        /// The document.
        summary: Digest,
    },
    /// The agreement goes to its signatories.
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
}

impl Event for ProvinceEvent {
    type Name = ProvinceEventName;

    fn name(&self) -> ProvinceEventName {
        use ProvinceEventName as N;
        match self {
            Self::BuildList { .. } => N::BuildList,
            Self::ApproveList { .. } => N::ApproveList,
            Self::SendList {} => N::SendList,
            Self::Propose { .. } => N::Propose,
            Self::Submit {} => N::Submit,
            Self::FindOnList { .. } => N::FindOnList,
            Self::FindOffList { .. } => N::FindOffList,
            Self::Negotiate { .. } => N::Negotiate,
            Self::Summarise { .. } => N::Summarise,
            Self::Issue { .. } => N::Issue,
            Self::Sign { .. } => N::Sign,
        }
    }
}

impl Bounded for ProvinceEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::BuildList { list } => distinct("list", MAX_LISTED, list.iter()),
            Self::Issue { signatories, .. } => signing::bounds(signatories),
            _ => Ok(()),
        }
    }
}
