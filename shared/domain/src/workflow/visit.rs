//! A site visit, from the plan to the closing of its findings (domain rules 5.5).
//!
//! | stage | event | who | next |
//! |---|---|---|---|
//! | not planned | `plan` | OPDC officer, reviewer, visit team | planned |
//! | planned | `announce` | OPDC officer, visit team | announced |
//! | announced | `fix_dossier` | OPDC officer, reviewer, visit team | dossier fixed |
//! | dossier fixed | `arrive` | visit team | on site |
//! | on site, findings recorded, responded | `record_findings`, responses due | visit team | the latter two |
//! | findings recorded | `respond` to one finding | supervisor, PA unit, heads | responded after the last |
//! | responded | `close` + remark | visit team, OPDC officer | closed |
//! | findings recorded | `close` + remark, after the date for responses | the same | closed |
//! | planned to dossier fixed | `cancel` + remark | OPDC officer, reviewer, visit team | cancelled |
//!
//! Responded is reached when no finding waits for a response; heads are department head and governor.
//!
//! What a visit finds flows only into the committee score, never into the agency's own record: all that leaves here is
//! [`Visit::effects`], which names figures and scores for the committee and has no way to a self score.

mod event;
mod rule;
mod stage;
#[cfg(test)]
pub(super) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::event::{Effect, Finding, FindingKind, VisitEvent};
pub use self::rule::VisitRule;
pub use self::stage::{VisitEventName, VisitStage};
use super::body::Moved;
use super::machine::{Granted, Machine, Row};
use super::parties::{By, Parties};
use super::refusal::Cause;
use super::wording::{Line, Remark};
use crate::calendar::{FiscalYear, Round};
use crate::ids::{Digest, IndicatorNumber, OrganisationId, RecordId};

/// Kind of the records.
pub const KIND: &str = "visit.moved";
/// Most findings of one visit.
pub const MAX_FINDINGS: usize = 500;

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitCase {
    /// The agency.
    pub organisation: OrganisationId,
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Round whose figures are verified.
    pub round: Round,
    /// Which visit; the round's records name it by the same id.
    pub visit: RecordId,
}

/// Body of a record.
pub type VisitMoved = Moved<VisitCase, VisitEvent>;

/// State of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    case: VisitCase,
    parties: Parties,
    stage: VisitStage,
    days: Option<(i64, i64)>,
    indicators: BTreeSet<IndicatorNumber>,
    team: Vec<Line>,
    dossier: Option<Digest>,
    findings: BTreeMap<u16, (Finding, Option<Remark>)>,
    respond_by: i64,
}

impl Visit {
    /// Nothing is planned yet.
    pub fn new(case: VisitCase, parties: Parties) -> Self {
        Self {
            case,
            parties,
            stage: VisitStage::NotPlanned,
            days: None,
            indicators: BTreeSet::new(),
            team: Vec::new(),
            dossier: None,
            findings: BTreeMap::new(),
            respond_by: 0,
        }
    }

    /// From when to when, in microseconds since 1970.
    pub fn days(&self) -> Option<(i64, i64)> {
        self.days
    }

    /// Indicators to verify.
    pub fn indicators(&self) -> &BTreeSet<IndicatorNumber> {
        &self.indicators
    }

    /// Who goes.
    pub fn team(&self) -> &[Line] {
        &self.team
    }

    /// Digest of the pre-visit pack.
    pub fn dossier(&self) -> Option<Digest> {
        self.dossier
    }

    /// Findings by number, each with the agency's response.
    pub fn findings(&self) -> impl Iterator<Item = (&Finding, Option<&Remark>)> {
        self.findings.values().map(|(finding, response)| (finding, response.as_ref()))
    }

    /// What the findings mean for the committee score, by indicator; findings without effect are left out.
    pub fn effects(&self) -> impl Iterator<Item = (&IndicatorNumber, &Effect)> {
        self.findings.values().map(|(f, _)| (&f.indicator, &f.effect)).filter(|(_, effect)| **effect != Effect::None {})
    }

    fn may_record(&self, findings: &[Finding], respond_by: i64, at: i64) -> Result<(), VisitRule> {
        if respond_by <= at {
            return Err(VisitRule::RespondInThePast);
        }
        if self.findings.len() + findings.len() > MAX_FINDINGS {
            return Err(VisitRule::TooManyFindings);
        }
        for finding in findings {
            if self.findings.contains_key(&finding.number) {
                return Err(VisitRule::NumberTaken(finding.number));
            }
            if !self.indicators.contains(&finding.indicator) {
                return Err(VisitRule::NotVisited(finding.indicator.clone()));
            }
        }
        Ok(())
    }

    fn may_respond(&self, finding: u16) -> Result<(), VisitRule> {
        match self.findings.get(&finding) {
            None => Err(VisitRule::Unknown(finding)),
            Some((_, Some(_))) => Err(VisitRule::RespondedAlready(finding)),
            Some((_, None)) => Ok(()),
        }
    }

    /// Findings recorded, or responded when every finding has a response.
    fn with_responses(self) -> Self {
        let all = self.findings.values().all(|(_, response)| response.is_some());
        self.at(if all { VisitStage::Responded } else { VisitStage::FindingsRecorded })
    }

    fn at(self, stage: VisitStage) -> Self {
        Self { stage, ..self }
    }
}

impl Machine for Visit {
    const KIND: &'static str = KIND;
    const TABLE: &'static [Row<VisitStage, VisitEventName>] = stage::TABLE;
    type Case = VisitCase;
    type Event = VisitEvent;
    type Stage = VisitStage;

    fn case(&self) -> &VisitCase {
        &self.case
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn stage(&self) -> VisitStage {
        self.stage
    }

    fn conditions(&self, event: &VisitEvent, by: &By<'_>) -> Result<(), Cause> {
        use VisitEvent as E;
        match event {
            E::RecordFindings { findings, respond_by } => self.may_record(findings, *respond_by, by.at)?,
            E::Respond { finding, .. } => self.may_respond(*finding)?,
            E::Close { .. } if self.stage == VisitStage::FindingsRecorded && by.at <= self.respond_by => {
                return Err(VisitRule::ResponsesDue.into());
            }
            E::Plan { .. }
            | E::Announce {}
            | E::FixDossier { .. }
            | E::Arrive {}
            | E::Close { .. }
            | E::Cancel { .. } => {}
        }
        Ok(())
    }

    fn enter(mut self, event: &VisitEvent, _: &By<'_>, _: Granted) -> Self {
        use VisitEvent as E;
        use VisitStage as S;
        match event {
            E::Plan { from, to, indicators, team } => {
                self.days = Some((*from, *to));
                self.indicators = indicators.iter().cloned().collect();
                self.team.clone_from(team);
                self.at(S::Planned)
            }
            E::Announce {} => self.at(S::Announced),
            E::FixDossier { dossier } => {
                self.dossier = Some(*dossier);
                self.at(S::DossierFixed)
            }
            E::Arrive {} => self.at(S::OnSite),
            E::RecordFindings { findings, respond_by } => {
                self.respond_by = self.respond_by.max(*respond_by);
                self.findings.extend(findings.iter().map(|f| (f.number, (f.clone(), None))));
                self.with_responses()
            }
            E::Respond { finding, response } => {
                if let Some((_, slot)) = self.findings.get_mut(finding) {
                    *slot = Some(response.clone());
                }
                self.with_responses()
            }
            E::Close { .. } => self.at(S::Closed),
            E::Cancel { .. } => self.at(S::Cancelled),
        }
    }
}
