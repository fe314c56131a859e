//! What can happen to the versions of an agreement; bodies of `agreement.amended`, and the transition table.

use serde::{Deserialize, Serialize};

use super::super::actor::ActorRole as R;
use super::super::body::{BodyError, Bounded};
use super::super::machine::{Event, Row};
use super::super::word::named;
use super::super::wording::Remark;
use crate::calendar::Round;
use crate::ids::Digest;

named! {
    /// Whether anything is agreed.
    pub enum AgreementStage {
        /// No version.
        None = "none", "ยังไม่มีคำรับรอง", "no agreement yet";
        /// At least one.
        Agreed = "agreed", "มีคำรับรองแล้ว", "agreed";
    }
}

named! {
    /// Names of the events.
    pub enum AgreementEventName {
        /// Version 1.
        Establish = "establish", "บันทึกคำรับรองฉบับแรก", "establish the first version";
        /// The next version.
        Amend = "amend", "แก้ไขคำรับรอง", "amend the agreement";
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AgreementEvent {
    /// The first version.
    Establish {
        /// 1.
        version: u32,
        /// Digest of the agreement's record.
        content: Digest,
        /// From when, in microseconds since 1970.
        effective_from: i64,
    },
    /// An amended version.
    Amend {
        /// One more than the version before.
        version: u32,
        /// Digest of the agreement's record.
        content: Digest,
        /// Why.
        reason: Remark,
        /// First round that is assessed by it.
        effective_round: Round,
        /// From when, in microseconds since 1970.
        effective_from: i64,
    },
}

impl Event for AgreementEvent {
    type Name = AgreementEventName;

    fn name(&self) -> AgreementEventName {
        match self {
            Self::Establish { .. } => AgreementEventName::Establish,
            Self::Amend { .. } => AgreementEventName::Amend,
        }
    }
}

impl Bounded for AgreementEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

/// All transitions.
pub(super) const TABLE: &[Row<AgreementStage, AgreementEventName>] = &[
    Row {
        from: &[AgreementStage::None],
        event: AgreementEventName::Establish,
        roles: &[R::OpdcOfficer, R::NegotiationCommittee, R::PaUnit],
        to: &[AgreementStage::Agreed],
    },
    Row {
        from: &[AgreementStage::Agreed],
        event: AgreementEventName::Amend,
        roles: &[R::OpdcOfficer, R::NegotiationCommittee, R::SupervisingCommittee, R::PaUnit],
        to: &[AgreementStage::Agreed],
    },
];
