//! One indicator in one reporting round: the agency's chain of approval, then the review by the centre
//! (deck slides 58, 59; domain rules 5.4).
//!
//! | stage | event | who | next |
//! |---|---|---|---|
//! | draft | `submit` report and self score, once the round is open | data keeper | with supervisor |
//! | with supervisor | `supervisor_approve` | supervisor | with PA unit |
//! | with supervisor | `supervisor_reject` + remark | supervisor | draft |
//! | with PA unit | `pa_unit_approve` | PA unit | CIO check |
//! | with PA unit | `pa_unit_reject` + remark | PA unit | draft |
//! | CIO check | `attest`, with exceptions; after the close with a remark | CIO | released |
//! | CIO check | `return` + remark | CIO | draft |
//! | released | `begin_review` | reviewer | under review |
//! | under review, questioned | `ask` | reviewer | questioned |
//! | questioned | `answer` | data keeper, supervisor, PA unit | questioned, under review after the last |
//! | questioned | `withdraw_question` + remark | reviewer | questioned, under review after the last |
//! | under review, visited | `accept` | reviewer | accepted |
//! | under review | `request_visit` | reviewer | visit awaited |
//! | visit awaited | `cancel_visit` + remark | reviewer, visit team | under review |
//! | visit awaited | `record_findings` | visit team | visited |
//! | visited | `respond` + remark | supervisor, PA unit, department head, governor | accepted |
//! | accepted | `score`, with an end of the objection window | committee, host | scored |
//! | scored | `object` + remark, within the window | department head, governor, PA unit | objected |
//! | objected | `decide_objection` + remark, upheld with new points | committee | scored |
//! | scored | `finalise`, after the window or the decision | committee, OPDC officer | final |
//! | released to final | `correct` + reason | data keeper, supervisor, PA unit | draft of the next version |
//!
//! A release is never changed. A correction is a new [`Version`] that takes the whole chain; until it is released, the
//! review of the version before goes on, and that version stays readable for ever. Whoever reviews names the version,
//! so that nothing said about one version ever counts for another.
//!
//! The self score belongs to the version as the agency released it; committee scores belong to its [`Review`] and are
//! only ever added. No event has access to both (invariant 10.1 no. 5).

mod event;
mod rule;
mod stage;
#[cfg(test)]
pub(super) mod tests;
mod version;

use serde::{Deserialize, Serialize};

pub use self::event::RoundEvent;
pub use self::rule::RoundRule;
pub use self::stage::{RoundEventName, RoundStage};
pub use self::version::{CommitteeScore, Draft, Release, Returned, Review, SelfScore, Version};
use super::body::Moved;
use super::machine::{Granted, Machine, Row};
use super::parties::{By, Parties};
use super::refusal::Cause;
use super::wording::Remark;
use crate::calendar::{FiscalYear, Round};
use crate::ids::{IndicatorNumber, OrganisationId};

/// Kind of the records.
pub const KIND: &str = "round.moved";
/// Most versions of one report.
pub const MAX_VERSIONS: usize = 100;
/// Most questions about one version.
pub const MAX_QUESTIONS: usize = 200;

/// One indicator of one agency in one round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundCase {
    /// The agency.
    pub organisation: OrganisationId,
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorNumber,
    /// Round.
    pub round: Round,
}

/// Body of a record.
pub type RoundMoved = Moved<RoundCase, RoundEvent>;

/// When a round takes reports, in microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    opens_at: i64,
    closes_at: i64,
}

impl Window {
    /// From the first moment to the last one, both within; `None` when it would close before it opens.
    pub fn new(opens_at: i64, closes_at: i64) -> Option<Self> {
        (opens_at <= closes_at).then_some(Self { opens_at, closes_at })
    }

    /// The last moment, in microseconds since 1970.
    pub fn closes_at(self) -> i64 {
        self.closes_at
    }
}

/// State of one indicator in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportingRound {
    case: RoundCase,
    parties: Parties,
    window: Window,
    draft: Option<Draft>,
    versions: Vec<Version>,
}

impl ReportingRound {
    /// Nothing is submitted yet.
    pub fn new(case: RoundCase, parties: Parties, window: Window) -> Self {
        Self { case, parties, window, draft: Some(Draft::first()), versions: Vec::new() }
    }

    /// What is on its way through the agency: the first version, or a correction.
    pub fn draft(&self) -> Option<&Draft> {
        self.draft.as_ref()
    }

    /// Every released version, the first one first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The version that is under review, or was last.
    pub fn current(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The last version whose score is final; a correction replaces it only when it is final itself.
    pub fn official(&self) -> Option<&Version> {
        self.versions.iter().rev().find(|v| v.review().stage() == RoundStage::Final)
    }

    /// Whether the first release came after the round had closed; `None` before it.
    pub fn late(&self) -> Option<bool> {
        self.versions.first().map(|version| version.release().after_close)
    }

    /// Whether nothing is released although the round has closed.
    pub fn overdue(&self, now: i64) -> bool {
        self.versions.is_empty() && self.closed_at(now)
    }

    fn closed_at(&self, at: i64) -> bool {
        at > self.window.closes_at
    }

    /// The review that an event about `version` concerns.
    fn review_of(&self, version: u32) -> Result<&Review, RoundRule> {
        match self.versions.last() {
            Some(current) if current.number() == version => Ok(current.review()),
            current => Err(RoundRule::AnotherVersion { given: version, current: current.map_or(0, Version::number) }),
        }
    }

    fn draft_with(self, change: impl FnOnce(Draft) -> Draft) -> Self {
        Self { draft: self.draft.map(change), ..self }
    }

    fn review_with(mut self, change: impl FnOnce(Review) -> Review) -> Self {
        let current = self.versions.pop();
        self.versions.extend(current.map(|version| version.reviewed(change)));
        self
    }

    fn returned(self, by: &By<'_>, remark: &Remark) -> Self {
        self.draft_with(|draft| draft.returned(by.actor.role, remark))
    }
}

impl Machine for ReportingRound {
    const KIND: &'static str = KIND;
    const TABLE: &'static [Row<RoundStage, RoundEventName>] = stage::TABLE;
    type Case = RoundCase;
    type Event = RoundEvent;
    type Stage = RoundStage;

    fn case(&self) -> &RoundCase {
        &self.case
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    /// Of the review, once there is one; before, of the draft.
    fn stage(&self) -> RoundStage {
        match (self.versions.last(), &self.draft) {
            (Some(version), _) => version.review().stage(),
            (None, Some(draft)) => draft.stage(),
            (None, None) => RoundStage::Draft,
        }
    }

    fn stage_for(&self, event: RoundEventName) -> RoundStage {
        match &self.draft {
            Some(draft) if event.is_of_the_agency_chain() => draft.stage(),
            _ => self.stage(),
        }
    }

    fn conditions(&self, event: &RoundEvent, by: &By<'_>) -> Result<(), Cause> {
        use RoundEvent as E;
        match event {
            E::Submit { .. } if by.at < self.window.opens_at => return Err(RoundRule::NotOpen.into()),
            E::Attest { late_remark: None, .. } if self.versions.is_empty() && self.closed_at(by.at) => {
                return Err(RoundRule::LateWithoutRemark.into());
            }
            E::Correct { .. } if self.versions.len() >= MAX_VERSIONS => return Err(RoundRule::TooManyVersions.into()),
            E::Ask { version, question } => self.review_of(*version)?.may_ask(*question)?,
            E::Answer { version, question } | E::WithdrawQuestion { version, question, .. } => {
                self.review_of(*version)?.is_open(*question)?;
            }
            E::CancelVisit { version, visit, .. } | E::RecordFindings { version, visit } => {
                self.review_of(*version)?.awaits(*visit)?;
            }
            E::Score { version, objections_until, .. } => {
                self.review_of(*version)?;
                if *objections_until <= by.at {
                    return Err(RoundRule::NoWindow.into());
                }
            }
            E::Object { version, .. } => self.review_of(*version)?.may_object(by.at)?,
            E::Finalise { version } => self.review_of(*version)?.may_finalise(by.at)?,
            E::BeginReview { version }
            | E::Accept { version, .. }
            | E::RequestVisit { version, .. }
            | E::Respond { version, .. }
            | E::DecideObjection { version, .. } => {
                self.review_of(*version)?;
            }
            E::Submit { .. }
            | E::SupervisorApprove {}
            | E::SupervisorReject { .. }
            | E::PaUnitApprove {}
            | E::PaUnitReject { .. }
            | E::Attest { .. }
            | E::Return { .. }
            | E::Correct { .. } => {}
        }
        Ok(())
    }

    fn enter(mut self, event: &RoundEvent, by: &By<'_>, _: Granted) -> Self {
        use RoundEvent as E;
        use RoundStage as S;
        match event {
            E::Submit { report, self_score } => self.draft_with(|d| d.submitted(*report, self_score.clone())),
            E::SupervisorApprove {} => self.draft_with(|d| d.at(S::WithPaUnit)),
            E::PaUnitApprove {} => self.draft_with(|d| d.at(S::CioCheck)),
            E::SupervisorReject { remark } | E::PaUnitReject { remark } | E::Return { remark } => {
                self.returned(by, remark)
            }
            E::Attest { snapshot, exceptions, late_remark } => {
                let release = Release {
                    at: by.at,
                    after_close: self.closed_at(by.at),
                    late_remark: late_remark.clone(),
                    snapshot: *snapshot,
                    exceptions: exceptions.clone(),
                };
                let released = self.draft.take().and_then(|draft| draft.released(release));
                self.versions.extend(released);
                self
            }
            E::Correct { reason } => {
                let number = self.versions.last().map_or(0, Version::number).saturating_add(1);
                Self { draft: Some(Draft::correction(number, reason.clone())), ..self }
            }
            E::BeginReview { .. } => self.review_with(|r| r.at(S::UnderReview)),
            E::Ask { question, .. } => self.review_with(|r| r.asked(*question)),
            E::Answer { question, .. } | E::WithdrawQuestion { question, .. } => {
                self.review_with(|r| r.without_question(*question))
            }
            E::Accept { .. } | E::Respond { .. } => self.review_with(|r| r.at(S::Accepted)),
            E::RequestVisit { visit, .. } => self.review_with(|r| r.awaiting(*visit)),
            E::CancelVisit { .. } => self.review_with(Review::without_visit),
            E::RecordFindings { .. } => self.review_with(|r| r.at(S::Visited)),
            E::Score { points, objections_until, .. } => {
                self.review_with(|r| r.scored(CommitteeScore::new(points.clone(), by), *objections_until))
            }
            E::Object { .. } => self.review_with(|r| r.at(S::Objected)),
            E::DecideObjection { points, .. } => {
                self.review_with(|r| r.decided(points.clone().map(|p| CommitteeScore::new(p, by))))
            }
            E::Finalise { .. } => self.review_with(|r| r.at(S::Final)),
        }
    }
}
