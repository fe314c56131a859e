//! What can happen to a visit; bodies of `visit.moved`.

use serde::{Deserialize, Serialize};

use super::super::body::{BodyError, Bounded, distinct};
use super::super::machine::Event;
use super::super::points::{Figure, Points};
use super::super::word::named;
use super::super::wording::{Line, Remark};
use super::MAX_FINDINGS;
use super::stage::VisitEventName;
use crate::ids::{Digest, IndicatorNumber};

/// Most indicators of one visit.
pub const MAX_INDICATORS: usize = 500;
/// Most members of a team.
pub const MAX_TEAM: usize = 50;

named! {
    /// What kind of thing was found (domain rules 5.5).
    pub enum FindingKind {
        /// The figure is wrong.
        DataError = "data_error", "ข้อมูลคลาดเคลื่อน", "data error";
        /// Another definition was used than the agreed one.
        Definition = "definition", "ไม่ตรงนิยาม", "definition";
        /// Evidence is missing.
        MissingEvidence = "missing_evidence", "ขาดหลักฐาน", "missing evidence";
        /// Wrong period, or after the round's end.
        Timing = "timing", "ช่วงเวลาไม่ถูกต้อง", "timing";
        /// Worth copying.
        GoodPractice = "good_practice", "แนวปฏิบัติที่ดี", "good practice";
    }
}

/// What a finding means for the committee score; never for the agency's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Nothing.
    None {},
    /// The committee counts with another figure.
    FigureCorrected {
        /// In the indicator's unit.
        committee_figure: Figure,
    },
    /// The committee gives another score.
    ScoreChanged {
        /// The score.
        committee_points: Points,
    },
}

/// What a team found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Number within the visit.
    pub number: u16,
    /// About which indicator.
    pub indicator: IndicatorNumber,
    /// Kind.
    pub kind: FindingKind,
    /// What it means for the committee score.
    pub effect: Effect,
    /// What was found.
    pub text: Remark,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<Remark>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum VisitEvent {
    /// Planned.
    Plan {
        /// First moment on site, in microseconds since 1970.
        from: i64,
        /// Last moment on site.
        to: i64,
        /// What to verify.
        indicators: Vec<IndicatorNumber>,
        /// Who goes.
        team: Vec<Line>,
    },
    /// The agency is told.
    Announce {},
    /// The pre-visit pack is fixed.
    FixDossier {
        /// Digest of the pack.
        dossier: Digest,
    },
    /// The team is there.
    Arrive {},
    /// Findings, possibly more of them.
    RecordFindings {
        /// The findings; none is a good result too.
        findings: Vec<Finding>,
        /// When the agency's responses are due, in microseconds since 1970.
        respond_by: i64,
    },
    /// The agency responds to one finding.
    Respond {
        /// Which.
        finding: u16,
        /// The response.
        response: Remark,
    },
    /// Closed.
    Close {
        /// With what result.
        remark: Remark,
    },
    /// It does not take place.
    Cancel {
        /// Why.
        remark: Remark,
    },
}

impl Event for VisitEvent {
    type Name = VisitEventName;

    fn name(&self) -> VisitEventName {
        use VisitEventName as N;
        match self {
            Self::Plan { .. } => N::Plan,
            Self::Announce {} => N::Announce,
            Self::FixDossier { .. } => N::FixDossier,
            Self::Arrive {} => N::Arrive,
            Self::RecordFindings { .. } => N::RecordFindings,
            Self::Respond { .. } => N::Respond,
            Self::Close { .. } => N::Close,
            Self::Cancel { .. } => N::Cancel,
        }
    }
}

impl Bounded for VisitEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::Plan { from, to, .. } if from > to => Err(BodyError::Backwards("visit")),
            Self::Plan { indicators, team, .. } => {
                distinct("indicators", MAX_INDICATORS, indicators.iter())?;
                distinct("team", MAX_TEAM, team.iter())
            }
            Self::RecordFindings { findings, .. } if !findings.is_empty() => {
                distinct("findings", MAX_FINDINGS, findings.iter().map(|f| &f.number))
            }
            _ => Ok(()),
        }
    }
}
