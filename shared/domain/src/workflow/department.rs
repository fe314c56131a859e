//! Negotiation of a department's agreement, from framework to amendments (deck slides 15, 22; domain rules 5.2).
//!
//! | stage | event | who | next |
//! |---|---|---|---|
//! | D0 framework published | `draft` | supervising committee | D1 |
//! | D1 drafted | `send` | host, OPDC officer | D2 |
//! | D2 consulted | `ready` | OPDC officer | D3 |
//! | D3 under review | `agree` | ministry, mission-group or department head | D6 |
//! | D3 under review | `refuse` + remark, naming what is disputed | the same | D4 |
//! | D4 meeting called | `hold_meeting` | negotiation committee | D5 |
//! | D5 negotiating | `dispute` + remark | committee, ministry, mission group, สป., department head | D5 |
//! | D5 negotiating | `settle` | negotiation committee | D5, D6 when nothing is disputed any more |
//! | D5 negotiating | `deadlock` + remark | committee, ministry, mission group, สป. | D5x |
//! | D5x escalated | `rule` + remark | supervising committee | D6 |
//! | D6 document prepared | `issue`, declaring who signs in which order | OPDC officer | D7 |
//! | D7 signing | `sign` | next signatory | D7, D8 after the last |
//! | D8 in force | `request_change` + reason | department head, PA unit | D9 |
//! | D8 in force | `close`, once the year is over | OPDC officer | closed |
//! | D9 amending | `approve` | negotiation or supervising committee | D7, next version |
//! | D9 amending | `reject` + remark | the same | D8 |
//!
//! Only effectiveness indicators of the external dimension are negotiated; those of the internal dimension are set by
//! their hosts (deck slide 15). While an amendment is being signed, the version before it stays in force.

mod event;
mod rule;
mod stage;
#[cfg(test)]
pub(super) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::event::{DepartmentEvent, Disputed, Issue, Listed, Point};
pub use self::rule::DepartmentRule;
pub use self::stage::{DepartmentEventName, DepartmentStage};
use super::body::Moved;
use super::machine::{Granted, Machine, Row};
use super::parties::{By, Parties};
use super::refusal::Cause;
use super::signing::Cascade;
use super::wording::{Line, Remark};
use crate::calendar::FiscalYear;
use crate::ids::{IndicatorNumber, OrganisationId};

/// Kind of the records.
pub const KIND: &str = "negotiation.department";

/// One agreement: whose, for which year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementCase {
    /// The agency.
    pub organisation: OrganisationId,
    /// Year.
    pub fiscal_year: FiscalYear,
}

/// Body of a record.
pub type DepartmentMoved = Moved<AgreementCase, DepartmentEvent>;

/// State of one department's agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    case: AgreementCase,
    parties: Parties,
    year_ends_at: i64,
    stage: DepartmentStage,
    framework: Option<Line>,
    indicators: BTreeMap<IndicatorNumber, Issue>,
    disputed: BTreeMap<IndicatorNumber, BTreeSet<Point>>,
    cascade: Option<Cascade>,
    version: u32,
    in_force: Option<u32>,
    change: Option<Remark>,
}

impl Department {
    /// The framework is published and nothing else has happened. `year_ends_at` is the first moment after the fiscal
    /// year, in microseconds since 1970.
    pub fn new(case: AgreementCase, parties: Parties, year_ends_at: i64) -> Self {
        Self {
            case,
            parties,
            year_ends_at,
            stage: DepartmentStage::FrameworkPublished,
            framework: None,
            indicators: BTreeMap::new(),
            disputed: BTreeMap::new(),
            cascade: None,
            version: 0,
            in_force: None,
            change: None,
        }
    }

    /// Framework of the draft.
    pub fn framework(&self) -> Option<&Line> {
        self.framework.as_ref()
    }

    /// Indicators of the draft, with what each measures.
    pub fn indicators(&self) -> &BTreeMap<IndicatorNumber, Issue> {
        &self.indicators
    }

    /// What is still disputed, per indicator; everything else is settled.
    pub fn disputed(&self) -> &BTreeMap<IndicatorNumber, BTreeSet<Point>> {
        &self.disputed
    }

    /// The document and its signatures, once it is issued.
    pub fn cascade(&self) -> Option<&Cascade> {
        self.cascade.as_ref()
    }

    /// Version of the document, from 1; an approved amendment is the next one. 0 before the first is issued.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The version that everyone has signed last.
    pub fn in_force(&self) -> Option<u32> {
        self.in_force
    }

    /// Reason of the change that is being decided on.
    pub fn change(&self) -> Option<&Remark> {
        self.change.as_ref()
    }

    /// The indicator, if it is one that is negotiated.
    fn negotiable(&self, number: &IndicatorNumber) -> Result<(), DepartmentRule> {
        match self.indicators.get(number) {
            None => Err(DepartmentRule::Unknown(number.clone())),
            Some(Issue::Effectiveness) => Ok(()),
            Some(Issue::Quality) => Err(DepartmentRule::Quality(number.clone())),
            Some(Issue::Efficiency | Issue::Development) => Err(DepartmentRule::Internal(number.clone())),
        }
    }

    fn is_disputed(&self, number: &IndicatorNumber, point: Point) -> bool {
        self.disputed.get(number).is_some_and(|points| points.contains(&point))
    }

    fn settled(mut self, number: &IndicatorNumber, point: Point) -> Self {
        if let Some(points) = self.disputed.get_mut(number) {
            points.remove(&point);
        }
        self.disputed.retain(|_, points| !points.is_empty());
        if self.disputed.is_empty() {
            self.stage = DepartmentStage::DocumentPrepared;
        }
        self
    }

    fn signed(mut self, at: i64) -> Self {
        self.cascade = self.cascade.map(|cascade| cascade.signed(at));
        if self.cascade.as_ref().is_some_and(|cascade| cascade.next().is_none()) {
            self.stage = DepartmentStage::InForce;
            self.in_force = Some(self.version);
            self.change = None;
        }
        self
    }

    fn at(self, stage: DepartmentStage) -> Self {
        Self { stage, ..self }
    }
}

impl Machine for Department {
    const KIND: &'static str = KIND;
    const TABLE: &'static [Row<DepartmentStage, DepartmentEventName>] = stage::TABLE;
    type Case = AgreementCase;
    type Event = DepartmentEvent;
    type Stage = DepartmentStage;

    fn case(&self) -> &AgreementCase {
        &self.case
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn stage(&self) -> DepartmentStage {
        self.stage
    }

    fn conditions(&self, event: &DepartmentEvent, by: &By<'_>) -> Result<(), Cause> {
        use DepartmentEvent as E;
        match event {
            E::Refuse { disputed, .. } => {
                if disputed.iter().all(|d| d.points.is_empty()) {
                    return Err(DepartmentRule::NothingDisputed.into());
                }
                disputed.iter().try_for_each(|d| self.negotiable(&d.indicator))?;
            }
            E::Dispute { indicator, point, .. } => {
                self.negotiable(indicator)?;
                if self.is_disputed(indicator, *point) {
                    return Err(DepartmentRule::DisputedAlready(indicator.clone(), *point).into());
                }
            }
            E::Settle { indicator, point, .. } => {
                self.negotiable(indicator)?;
                if !self.is_disputed(indicator, *point) {
                    return Err(DepartmentRule::SettledAlready(indicator.clone(), *point).into());
                }
            }
            E::Issue { document, signatories } => {
                Cascade::new(*document, signatories, self.parties.agency())?;
            }
            E::Sign { document } => {
                if let Some(cascade) = &self.cascade {
                    cascade.may_sign(by, *document)?;
                }
            }
            E::Close {} if by.at < self.year_ends_at => return Err(DepartmentRule::YearNotOver.into()),
            E::Draft { .. }
            | E::Send { .. }
            | E::Ready {}
            | E::Agree { .. }
            | E::HoldMeeting { .. }
            | E::Deadlock { .. }
            | E::Rule { .. }
            | E::RequestChange { .. }
            | E::Approve { .. }
            | E::Reject { .. }
            | E::Close {} => {}
        }
        Ok(())
    }

    fn enter(mut self, event: &DepartmentEvent, by: &By<'_>, _: Granted) -> Self {
        use DepartmentEvent as E;
        use DepartmentStage as S;
        match event {
            E::Draft { framework } => {
                self.framework = Some(framework.clone());
                self.at(S::Drafted)
            }
            E::Send { indicators } => {
                self.indicators = indicators.iter().map(|i| (i.indicator.clone(), i.issue)).collect();
                self.at(S::Consulted)
            }
            E::Ready {} => self.at(S::UnderReview),
            E::Refuse { disputed, .. } => {
                for d in disputed.iter().filter(|d| !d.points.is_empty()) {
                    self.disputed.entry(d.indicator.clone()).or_default().extend(&d.points);
                }
                self.at(S::MeetingCalled)
            }
            E::HoldMeeting { .. } => self.at(S::Negotiating),
            E::Dispute { indicator, point, .. } => {
                self.disputed.entry(indicator.clone()).or_default().insert(*point);
                self
            }
            E::Settle { indicator, point, .. } => self.settled(indicator, *point),
            E::Deadlock { .. } => self.at(S::Escalated),
            E::Agree { .. } | E::Rule { .. } => {
                self.disputed.clear();
                self.at(S::DocumentPrepared)
            }
            E::Issue { document, signatories } => {
                self.cascade = Cascade::new(*document, signatories, self.parties.agency()).ok();
                self.version = 1;
                self.at(S::Signing)
            }
            E::Sign { .. } => self.signed(by.at),
            E::RequestChange { reason } => {
                self.change = Some(reason.clone());
                self.at(S::Amending)
            }
            E::Approve { document } => {
                self.cascade = self.cascade.map(|cascade| cascade.again(*document));
                self.version = self.version.saturating_add(1);
                self.at(S::Signing)
            }
            E::Reject { .. } => {
                self.change = None;
                self.at(S::InForce)
            }
            E::Close {} => self.at(S::Closed),
        }
    }
}
