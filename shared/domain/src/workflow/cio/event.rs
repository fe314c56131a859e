//! What can happen to the CIO's duty; bodies of `cio.moved`.

use serde::{Deserialize, Serialize};

use super::super::body::{BodyError, Bounded, distinct};
use super::super::machine::Event;
use super::super::wording::{Line, Remark};
use super::stage::CioEventName;
use crate::calendar::{FiscalYear, Round};
use crate::ids::{Digest, IndicatorNumber};

/// Most exceptions of one attestation.
pub const MAX_EXCEPTIONS: usize = 500;

/// An indicator the CIO does not vouch for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Which.
    pub indicator: IndicatorNumber,
    /// Why.
    pub remark: Remark,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum CioEvent {
    /// Somebody becomes CIO.
    Appoint {
        /// Who.
        person: Line,
        /// From when, in microseconds since 1970.
        from: i64,
        /// C2SP verifier key.
        key: Line,
    },
    /// Somebody acts for the CIO.
    Delegate {
        /// Number of the delegation.
        delegation: u32,
        /// Who.
        person: Line,
        /// First moment, in microseconds since 1970.
        from: i64,
        /// Last moment.
        until: i64,
        /// Why.
        remark: Remark,
    },
    /// No longer.
    Revoke {
        /// Which delegation.
        delegation: u32,
        /// Why.
        remark: Remark,
    },
    /// A round waits for its attestation.
    DeclareDue {
        /// Year.
        fiscal_year: FiscalYear,
        /// Round.
        round: Round,
        /// Until when, in microseconds since 1970.
        due_at: i64,
    },
    /// The round is correct and on time, but for the exceptions; after a correction, again.
    Attest {
        /// Year.
        fiscal_year: FiscalYear,
        /// Round.
        round: Round,
        /// Digest of the signed snapshot.
        snapshot: Digest,
        /// What is not vouched for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        exceptions: Vec<Exception>,
    },
    /// The round is not attested and goes back.
    Return {
        /// Year.
        fiscal_year: FiscalYear,
        /// Round.
        round: Round,
        /// Why.
        remark: Remark,
    },
}

impl Event for CioEvent {
    type Name = CioEventName;

    fn name(&self) -> CioEventName {
        use CioEventName as N;
        match self {
            Self::Appoint { .. } => N::Appoint,
            Self::Delegate { .. } => N::Delegate,
            Self::Revoke { .. } => N::Revoke,
            Self::DeclareDue { .. } => N::DeclareDue,
            Self::Attest { .. } => N::Attest,
            Self::Return { .. } => N::Return,
        }
    }
}

impl Bounded for CioEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::Delegate { from, until, .. } if from > until => Err(BodyError::Backwards("delegation")),
            Self::Attest { exceptions, .. } if !exceptions.is_empty() => {
                distinct("exceptions", MAX_EXCEPTIONS, exceptions.iter().map(|e| &e.indicator))
            }
            _ => Ok(()),
        }
    }
}
