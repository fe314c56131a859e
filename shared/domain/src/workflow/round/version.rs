//! A report on its way, and what was released of it; the agency's part and the centre's part never share a field.

use std::collections::BTreeSet;

use super::super::actor::{Actor, ActorRole};
use super::super::parties::By;
use super::super::points::Points;
use super::super::wording::Remark;
use super::MAX_QUESTIONS;
use super::rule::RoundRule;
use super::stage::RoundStage;
use crate::ids::{Digest, RecordId};

/// The score an agency gives itself; nobody else ever writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfScore(Option<Points>);

impl SelfScore {
    /// The points; nothing where only the committee can decide.
    pub fn points(&self) -> Option<&Points> {
        self.0.as_ref()
    }
}

/// A score that a committee or host gave; a later one stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitteeScore {
    points: Points,
    by: Actor,
    at: i64,
}

impl CommitteeScore {
    pub(super) fn new(points: Points, by: &By<'_>) -> Self {
        Self { points, by: by.actor.clone(), at: by.at }
    }

    /// The points.
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// Who gave it.
    pub fn by(&self) -> &Actor {
        &self.by
    }

    /// When, in microseconds since 1970.
    pub fn at(&self) -> i64 {
        self.at
    }
}

/// Why a draft came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// From whom.
    pub role: ActorRole,
    /// Why.
    pub remark: Remark,
}

/// A version on its way through the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    number: u32,
    reason: Option<Remark>,
    stage: RoundStage,
    submitted: Option<(RecordId, SelfScore)>,
    returned: Option<Returned>,
}

impl Draft {
    pub(super) fn first() -> Self {
        Self { number: 1, reason: None, stage: RoundStage::Draft, submitted: None, returned: None }
    }

    pub(super) fn correction(number: u32, reason: Remark) -> Self {
        Self { number, reason: Some(reason), ..Self::first() }
    }

    /// Version it will be.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Why it corrects a release; nothing for the first version.
    pub fn reason(&self) -> Option<&Remark> {
        self.reason.as_ref()
    }

    /// Draft, with supervisor, with PA unit or CIO check.
    pub fn stage(&self) -> RoundStage {
        self.stage
    }

    /// Report and self score as last submitted.
    pub fn submitted_as(&self) -> Option<&(RecordId, SelfScore)> {
        self.submitted.as_ref()
    }

    /// Why it last came back; nothing once it is submitted again.
    pub fn returned_for(&self) -> Option<&Returned> {
        self.returned.as_ref()
    }

    pub(super) fn at(self, stage: RoundStage) -> Self {
        Self { stage, ..self }
    }

    pub(super) fn submitted(self, report: RecordId, self_score: Option<Points>) -> Self {
        let submitted = Some((report, SelfScore(self_score)));
        Self { submitted, returned: None, stage: RoundStage::WithSupervisor, ..self }
    }

    pub(super) fn returned(self, role: ActorRole, remark: &Remark) -> Self {
        Self { returned: Some(Returned { role, remark: remark.clone() }), stage: RoundStage::Draft, ..self }
    }

    pub(super) fn released(self, release: Release) -> Option<Version> {
        let (report, self_score) = self.submitted?;
        Some(Version { number: self.number, reason: self.reason, report, self_score, release, review: Review::new() })
    }
}

/// How a version was released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Whether that was after the round had closed.
    pub after_close: bool,
    /// Why it came late.
    pub late_remark: Option<Remark>,
    /// Digest of what the CIO attested.
    pub snapshot: Digest,
    /// What the CIO excepted.
    pub exceptions: Vec<Remark>,
}

/// A released version. The agency's part has no way to change; only its [`Review`] goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    number: u32,
    reason: Option<Remark>,
    report: RecordId,
    self_score: SelfScore,
    release: Release,
    review: Review,
}

impl Version {
    /// From 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Why it corrects the version before; nothing for the first one.
    pub fn reason(&self) -> Option<&Remark> {
        self.reason.as_ref()
    }

    /// Record of the reported result.
    pub fn report(&self) -> RecordId {
        self.report
    }

    /// The agency's own score.
    pub fn self_score(&self) -> &SelfScore {
        &self.self_score
    }

    /// When and how it was released.
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The centre's part.
    pub fn review(&self) -> &Review {
        &self.review
    }

    pub(super) fn reviewed(self, change: impl FnOnce(Review) -> Review) -> Self {
        Self { review: change(self.review), ..self }
    }
}

/// What the centre does with a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    stage: RoundStage,
    asked: BTreeSet<RecordId>,
    open: BTreeSet<RecordId>,
    visit: Option<RecordId>,
    scores: Vec<CommitteeScore>,
    objections_until: Option<i64>,
    objection_decided: bool,
}

impl Review {
    fn new() -> Self {
        Self {
            stage: RoundStage::Released,
            asked: BTreeSet::new(),
            open: BTreeSet::new(),
            visit: None,
            scores: Vec::new(),
            objections_until: None,
            objection_decided: false,
        }
    }

    /// Released, or further.
    pub fn stage(&self) -> RoundStage {
        self.stage
    }

    /// Questions nobody has answered yet.
    pub fn open_questions(&self) -> &BTreeSet<RecordId> {
        &self.open
    }

    /// The visit that was requested.
    pub fn visit(&self) -> Option<RecordId> {
        self.visit
    }

    /// Every score that was given, in order.
    pub fn scores(&self) -> &[CommitteeScore] {
        &self.scores
    }

    /// The score that counts: the last one.
    pub fn committee_score(&self) -> Option<&CommitteeScore> {
        self.scores.last()
    }

    /// Last moment for an objection, in microseconds since 1970.
    pub fn objections_until(&self) -> Option<i64> {
        self.objections_until
    }

    pub(super) fn may_ask(&self, question: RecordId) -> Result<(), RoundRule> {
        if self.asked.contains(&question) {
            return Err(RoundRule::AskedAlready(question));
        }
        if self.asked.len() >= MAX_QUESTIONS { Err(RoundRule::TooManyQuestions) } else { Ok(()) }
    }

    pub(super) fn is_open(&self, question: RecordId) -> Result<(), RoundRule> {
        if self.open.contains(&question) { Ok(()) } else { Err(RoundRule::NotOpenQuestion(question)) }
    }

    pub(super) fn awaits(&self, visit: RecordId) -> Result<(), RoundRule> {
        if self.visit == Some(visit) { Ok(()) } else { Err(RoundRule::AnotherVisit(visit)) }
    }

    pub(super) fn may_object(&self, at: i64) -> Result<(), RoundRule> {
        if self.objection_decided {
            return Err(RoundRule::ObjectionDecided);
        }
        if self.window_open(at) { Ok(()) } else { Err(RoundRule::WindowClosed) }
    }

    pub(super) fn may_finalise(&self, at: i64) -> Result<(), RoundRule> {
        if self.window_open(at) && !self.objection_decided { Err(RoundRule::WindowOpen) } else { Ok(()) }
    }

    fn window_open(&self, at: i64) -> bool {
        self.objections_until.is_some_and(|until| at <= until)
    }

    pub(super) fn at(self, stage: RoundStage) -> Self {
        Self { stage, ..self }
    }

    pub(super) fn asked(mut self, question: RecordId) -> Self {
        self.asked.insert(question);
        self.open.insert(question);
        self.at(RoundStage::Questioned)
    }

    pub(super) fn without_question(mut self, question: RecordId) -> Self {
        self.open.remove(&question);
        if self.open.is_empty() { self.at(RoundStage::UnderReview) } else { self }
    }

    pub(super) fn awaiting(self, visit: RecordId) -> Self {
        Self { visit: Some(visit), stage: RoundStage::VisitAwaited, ..self }
    }

    pub(super) fn without_visit(self) -> Self {
        Self { visit: None, stage: RoundStage::UnderReview, ..self }
    }

    pub(super) fn scored(mut self, score: CommitteeScore, objections_until: i64) -> Self {
        self.scores.push(score);
        Self { objections_until: Some(objections_until), stage: RoundStage::Scored, ..self }
    }

    pub(super) fn decided(mut self, score: Option<CommitteeScore>) -> Self {
        self.scores.extend(score);
        Self { objection_decided: true, stage: RoundStage::Scored, ..self }
    }
}
