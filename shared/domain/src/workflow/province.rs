//! Negotiation of a province's agreement, decided indicator by indicator (deck slide 23; domain rules 5.3).
//!
//! | stage | event | who | next |
//! |---|---|---|---|
//! | not begun, P0 list built | `build_list` | OPDC officer | P0 |
//! | P0 list built | `approve_list` | sub-commission | P1 |
//! | P1 list approved | `send_list` | OPDC officer | P2 |
//! | P2 proposing | `propose` | governor, PA unit | P2 |
//! | P2 proposing | `submit` | governor | P3 |
//! | P3 checking | `find_on_list` | OPDC officer | P3, P4 or P5 |
//! | P3 checking | `find_off_list` + remark | OPDC officer | P3, P4 |
//! | P3, P4 negotiating | `negotiate` by video conference + remark | OPDC officer, committee | P3, P4 or P5 |
//! | P5 summary | `summarise` to sub-commission and province | OPDC officer | P6 preparing |
//! | P6 preparing | `issue`, declaring who signs in which order | OPDC officer | P6 signing |
//! | P6 signing | `sign` | next signatory | P6 signing, signed after the last |
//!
//! Each proposal has its own [`ProposalState`]; the stages P3 to P5 follow from all of them together: P3 while one is
//! unchecked, P4 while one off the list is undecided, P5 when none is left.

mod event;
mod rule;
mod stage;
#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;

pub use self::event::{Outcome, ProvinceEvent};
pub use self::rule::ProvinceRule;
pub use self::stage::{ProposalState, ProvinceEventName, ProvinceStage};
use super::body::Moved;
use super::department::AgreementCase;
use super::machine::{Granted, Machine, Row};
use super::parties::{By, Parties};
use super::refusal::Cause;
use super::signing::Cascade;
use super::wording::{Line, Remark};
use crate::ids::IndicatorNumber;

/// Kind of the records.
pub const KIND: &str = "negotiation.province";
/// Most proposals of one province.
pub const MAX_PROPOSALS: usize = 200;

/// Body of a record.
pub type ProvinceMoved = Moved<AgreementCase, ProvinceEvent>;

/// What a province proposes, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Indicator of the approved list that it claims, or that replaced it.
    pub listed: Option<IndicatorNumber>,
    /// Name.
    pub name: Line,
    /// Criteria.
    pub criteria: Remark,
    /// What became of it.
    pub state: ProposalState,
}

/// How far the whole has come; the stages between proposing and summary follow from the proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Fixed(ProvinceStage),
    Submitted,
}

/// State of one province's agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Province {
    case: AgreementCase,
    parties: Parties,
    progress: Progress,
    list: Vec<IndicatorNumber>,
    proposals: BTreeMap<u16, Proposal>,
    cascade: Option<Cascade>,
}

impl Province {
    /// Nothing has happened yet.
    pub fn new(case: AgreementCase, parties: Parties) -> Self {
        Self {
            case,
            parties,
            progress: Progress::Fixed(ProvinceStage::NotBegun),
            list: Vec::new(),
            proposals: BTreeMap::new(),
            cascade: None,
        }
    }

    /// The list, approved or not.
    pub fn list(&self) -> &[IndicatorNumber] {
        &self.list
    }

    /// All proposals by their number.
    pub fn proposals(&self) -> &BTreeMap<u16, Proposal> {
        &self.proposals
    }

    /// The document and its signatures, once it is issued.
    pub fn cascade(&self) -> Option<&Cascade> {
        self.cascade.as_ref()
    }

    fn some(&self, state: ProposalState) -> bool {
        self.proposals.values().any(|p| p.state == state)
    }

    /// The list item is on the list, and no other proposal has it; one found off the list has given its item up.
    fn free(&self, listed: &IndicatorNumber) -> Result<(), ProvinceRule> {
        if !self.list.contains(listed) {
            return Err(ProvinceRule::NotListed(listed.clone()));
        }
        let taken = self.proposals.values().any(|p| p.listed.as_ref() == Some(listed));
        if taken { Err(ProvinceRule::ListedTwice(listed.clone())) } else { Ok(()) }
    }

    fn proposed(&self, proposal: u16) -> Result<&Proposal, ProvinceRule> {
        self.proposals.get(&proposal).ok_or(ProvinceRule::Unknown(proposal))
    }

    fn may_check(&self, proposal: u16) -> Result<&Proposal, ProvinceRule> {
        let p = self.proposed(proposal)?;
        if p.state == ProposalState::Proposed { Ok(p) } else { Err(ProvinceRule::CheckedAlready(proposal)) }
    }

    fn may_negotiate(&self, proposal: u16, outcome: &Outcome) -> Result<(), ProvinceRule> {
        match self.proposed(proposal)?.state {
            ProposalState::Proposed => return Err(ProvinceRule::NotChecked(proposal)),
            ProposalState::OnList => return Err(ProvinceRule::OnList(proposal)),
            ProposalState::Agreed | ProposalState::Withdrawn => return Err(ProvinceRule::DecidedAlready(proposal)),
            ProposalState::OffList => {}
        }
        match outcome {
            Outcome::Agreed {} => Ok(()),
            Outcome::Replaced { listed } => self.free(listed),
            Outcome::Withdrawn {} => {
                let other = |(n, p): (&u16, &Proposal)| *n != proposal && p.state != ProposalState::Withdrawn;
                if self.proposals.iter().any(other) { Ok(()) } else { Err(ProvinceRule::LastWithdrawn) }
            }
        }
    }

    fn with(mut self, proposal: u16, state: ProposalState) -> Self {
        if let Some(p) = self.proposals.get_mut(&proposal) {
            p.state = state;
        }
        self
    }

    fn at(self, stage: ProvinceStage) -> Self {
        Self { progress: Progress::Fixed(stage), ..self }
    }

    fn signed(mut self, at: i64) -> Self {
        self.cascade = self.cascade.map(|cascade| cascade.signed(at));
        let done = self.cascade.as_ref().is_some_and(|cascade| cascade.next().is_none());
        if done { self.at(ProvinceStage::Signed) } else { self }
    }
}

impl Machine for Province {
    const KIND: &'static str = KIND;
    const TABLE: &'static [Row<ProvinceStage, ProvinceEventName>] = stage::TABLE;
    type Case = AgreementCase;
    type Event = ProvinceEvent;
    type Stage = ProvinceStage;

    fn case(&self) -> &AgreementCase {
        &self.case
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn stage(&self) -> ProvinceStage {
        match self.progress {
            Progress::Fixed(stage) => stage,
            Progress::Submitted if self.some(ProposalState::Proposed) => ProvinceStage::Checking,
            Progress::Submitted if self.some(ProposalState::OffList) => ProvinceStage::Negotiating,
            Progress::Submitted => ProvinceStage::Summary,
        }
    }

    fn conditions(&self, event: &ProvinceEvent, by: &By<'_>) -> Result<(), Cause> {
        use ProvinceEvent as E;
        match event {
            E::Propose { proposal, listed, .. } => {
                if self.proposals.contains_key(proposal) {
                    return Err(ProvinceRule::NumberTaken(*proposal).into());
                }
                if self.proposals.len() >= MAX_PROPOSALS {
                    return Err(ProvinceRule::TooMany.into());
                }
                listed.iter().try_for_each(|listed| self.free(listed))?;
            }
            E::Submit {} if self.proposals.is_empty() => return Err(ProvinceRule::NothingProposed.into()),
            E::FindOnList { proposal } => {
                if self.may_check(*proposal)?.listed.is_none() {
                    return Err(ProvinceRule::OffList(*proposal).into());
                }
            }
            E::FindOffList { proposal, .. } => {
                self.may_check(*proposal)?;
            }
            E::Negotiate { proposal, outcome, .. } => self.may_negotiate(*proposal, outcome)?,
            E::Issue { document, signatories } => {
                Cascade::new(*document, signatories, self.parties.agency())?;
            }
            E::Sign { document } => {
                if let Some(cascade) = &self.cascade {
                    cascade.may_sign(by, *document)?;
                }
            }
            E::BuildList { .. } | E::ApproveList { .. } | E::SendList {} | E::Submit {} | E::Summarise { .. } => {}
        }
        Ok(())
    }

    fn enter(mut self, event: &ProvinceEvent, by: &By<'_>, _: Granted) -> Self {
        use ProvinceEvent as E;
        match event {
            E::BuildList { list } => {
                self.list.clone_from(list);
                self.at(ProvinceStage::ListBuilt)
            }
            E::ApproveList { .. } => self.at(ProvinceStage::ListApproved),
            E::SendList {} => self.at(ProvinceStage::Proposing),
            E::Propose { proposal, listed, name, criteria } => {
                let proposed = Proposal {
                    listed: listed.clone(),
                    name: name.clone(),
                    criteria: criteria.clone(),
                    state: ProposalState::Proposed,
                };
                self.proposals.insert(*proposal, proposed);
                self
            }
            E::Submit {} => Self { progress: Progress::Submitted, ..self },
            E::FindOnList { proposal } => self.with(*proposal, ProposalState::OnList),
            E::FindOffList { proposal, .. } => {
                if let Some(p) = self.proposals.get_mut(proposal) {
                    p.listed = None;
                }
                self.with(*proposal, ProposalState::OffList)
            }
            E::Negotiate { proposal, outcome, .. } => match outcome {
                Outcome::Agreed {} => self.with(*proposal, ProposalState::Agreed),
                Outcome::Withdrawn {} => self.with(*proposal, ProposalState::Withdrawn),
                Outcome::Replaced { listed } => {
                    if let Some(p) = self.proposals.get_mut(proposal) {
                        p.listed = Some(listed.clone());
                    }
                    self.with(*proposal, ProposalState::Agreed)
                }
            },
            E::Summarise { .. } => self.at(ProvinceStage::Preparing),
            E::Issue { document, signatories } => {
                self.cascade = Cascade::new(*document, signatories, self.parties.agency()).ok();
                self.at(ProvinceStage::Signing)
            }
            E::Sign { .. } => self.signed(by.at),
        }
    }
}
