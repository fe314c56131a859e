//! The duty of an agency's CIO: who may vouch for figures at a time, and whether it was done on time
//! (deck slide 59; domain rules 5.6).
//!
//! | stage | event | who | next |
//! |---|---|---|---|
//! | vacant, appointed | `appoint` from a date | department head, governor | appointed |
//! | appointed | `delegate` from–to + remark | the CIO, department head, governor | appointed |
//! | appointed | `revoke` a delegation + remark | the CIO, department head, governor | appointed |
//! | vacant, appointed | `declare_due` | system of the agency, OPDC officer | unchanged |
//! | appointed | `attest`, with exceptions | whoever is in charge at that time | appointed |
//! | appointed | `return` + remark | whoever is in charge at that time | appointed |
//!
//! In charge are the CIO appointed last and every delegate of that CIO within the dates and before revocation; with a
//! new appointment the delegations of the one before end. A delegate attests in the role of the CIO but delegates no
//! further.

mod duty;
mod event;
mod rule;
mod stage;
#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::duty::{Appointed, Attestation, Delegation, Duty, Timeliness};
pub use self::event::{CioEvent, Exception};
pub use self::rule::CioRule;
pub use self::stage::{CioEventName, CioStage, Punctuality};
use super::actor::ActorRole;
use super::body::Moved;
use super::machine::{Granted, Machine, Row};
use super::parties::{By, Parties};
use super::refusal::Cause;
use super::wording::Line;
use crate::calendar::{FiscalYear, Round};
use crate::ids::OrganisationId;

/// Kind of the records.
pub const KIND: &str = "cio.moved";
/// Most appointments of one agency.
pub const MAX_APPOINTMENTS: usize = 200;
/// Most delegations of one agency.
pub const MAX_DELEGATIONS: usize = 1_000;
/// Most rounds of one agency: a hundred years.
pub const MAX_ROUNDS: usize = 300;
/// Most attestations of one round: the first and those of corrections.
pub const MAX_ATTESTATIONS: usize = 500;

/// The CIO of one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CioCase {
    /// The agency.
    pub organisation: OrganisationId,
}

/// Body of a record.
pub type CioMoved = Moved<CioCase, CioEvent>;

/// State of the CIO's duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CioDuty {
    case: CioCase,
    parties: Parties,
    appointed: Vec<Appointed>,
    delegations: BTreeMap<u32, Delegation>,
    duties: BTreeMap<(FiscalYear, Round), Duty>,
}

impl CioDuty {
    /// Nobody is appointed yet.
    pub fn new(case: CioCase, parties: Parties) -> Self {
        Self { case, parties, appointed: Vec::new(), delegations: BTreeMap::new(), duties: BTreeMap::new() }
    }

    /// Everyone who was ever appointed, in order.
    pub fn appointments(&self) -> &[Appointed] {
        &self.appointed
    }

    /// All delegations by number.
    pub fn delegations(&self) -> &BTreeMap<u32, Delegation> {
        &self.delegations
    }

    /// All rounds whose attestation was ever due.
    pub fn duties(&self) -> &BTreeMap<(FiscalYear, Round), Duty> {
        &self.duties
    }

    /// The CIO at a moment (microseconds since 1970).
    pub fn cio_at(&self, at: i64) -> Option<&Appointed> {
        self.index_at(at).and_then(|index| self.appointed.get(index))
    }

    /// Whether a person may attest at a moment: the CIO, or a delegate.
    pub fn in_charge(&self, person: &Line, at: i64) -> bool {
        let Some(index) = self.index_at(at) else { return false };
        self.appointed.get(index).is_some_and(|cio| cio.person == *person)
            || self.delegations.values().any(|d| d.appointment == index && d.person == *person && d.covers(at))
    }

    /// How every round was attested, seen from `now`, oldest first.
    pub fn timeliness(&self, now: i64) -> impl Iterator<Item = Timeliness> {
        self.duties.iter().map(move |((year, round), duty)| duty.timeliness(*year, *round, now))
    }

    fn index_at(&self, at: i64) -> Option<usize> {
        self.appointed.iter().rposition(|cio| cio.from <= at)
    }

    /// Heads may, and the CIO himself, but no delegate.
    fn may_delegate(&self, by: &By<'_>) -> Result<usize, CioRule> {
        let index = self.index_at(by.at).ok_or(CioRule::NobodyInCharge)?;
        let himself = self.appointed.get(index).is_some_and(|cio| cio.person == by.actor.person);
        if by.actor.role == ActorRole::Cio && !himself { Err(CioRule::DelegateDelegates) } else { Ok(index) }
    }

    fn may_attest(&self, by: &By<'_>, round: (FiscalYear, Round)) -> Result<&Duty, CioRule> {
        if !self.in_charge(&by.actor.person, by.at) {
            return Err(CioRule::NotInCharge(by.actor.person.clone()));
        }
        self.duties.get(&round).ok_or(CioRule::NothingDue(round.0, round.1))
    }

    fn with_duty(mut self, round: (FiscalYear, Round), change: impl FnOnce(&mut Duty)) -> Self {
        if let Some(duty) = self.duties.get_mut(&round) {
            change(duty);
        }
        self
    }
}

impl Machine for CioDuty {
    const KIND: &'static str = KIND;
    const TABLE: &'static [Row<CioStage, CioEventName>] = stage::TABLE;
    type Case = CioCase;
    type Event = CioEvent;
    type Stage = CioStage;

    fn case(&self) -> &CioCase {
        &self.case
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn stage(&self) -> CioStage {
        if self.appointed.is_empty() { CioStage::Vacant } else { CioStage::Appointed }
    }

    fn conditions(&self, event: &CioEvent, by: &By<'_>) -> Result<(), Cause> {
        use CioEvent as E;
        match event {
            E::Appoint { from, .. } => {
                if self.appointed.last().is_some_and(|cio| cio.from > *from) {
                    return Err(CioRule::BeforePrevious.into());
                }
                if self.appointed.len() >= MAX_APPOINTMENTS {
                    return Err(CioRule::TooMany("appoint").into());
                }
            }
            E::Delegate { delegation, until, .. } => {
                self.may_delegate(by)?;
                if self.delegations.contains_key(delegation) {
                    return Err(CioRule::NumberTaken(*delegation).into());
                }
                if *until < by.at {
                    return Err(CioRule::DelegationOver.into());
                }
                if self.delegations.len() >= MAX_DELEGATIONS {
                    return Err(CioRule::TooMany("delegate").into());
                }
            }
            E::Revoke { delegation, .. } => {
                self.may_delegate(by)?;
                match self.delegations.get(delegation) {
                    None => return Err(CioRule::Unknown(*delegation).into()),
                    Some(d) if d.revoked_at.is_some() => return Err(CioRule::RevokedAlready(*delegation).into()),
                    Some(_) => {}
                }
            }
            E::DeclareDue { fiscal_year, round, .. } => {
                if self.duties.contains_key(&(*fiscal_year, *round)) {
                    return Err(CioRule::DueAlready(*fiscal_year, *round).into());
                }
                if self.duties.len() >= MAX_ROUNDS {
                    return Err(CioRule::TooMany("declare_due").into());
                }
            }
            E::Attest { fiscal_year, round, .. } => {
                if self.may_attest(by, (*fiscal_year, *round))?.attestations().len() >= MAX_ATTESTATIONS {
                    return Err(CioRule::TooMany("attest").into());
                }
            }
            E::Return { fiscal_year, round, .. } => {
                if !self.may_attest(by, (*fiscal_year, *round))?.attestations().is_empty() {
                    return Err(CioRule::AttestedAlready(*fiscal_year, *round).into());
                }
            }
        }
        Ok(())
    }

    fn enter(mut self, event: &CioEvent, by: &By<'_>, _: Granted) -> Self {
        use CioEvent as E;
        match event {
            E::Appoint { person, from, key } => {
                self.appointed.push(Appointed { person: person.clone(), from: *from, key: key.clone() });
                self
            }
            E::Delegate { delegation, person, from, until, .. } => {
                let made = Delegation {
                    appointment: self.index_at(by.at).unwrap_or_default(),
                    person: person.clone(),
                    from: *from,
                    until: *until,
                    revoked_at: None,
                };
                self.delegations.insert(*delegation, made);
                self
            }
            E::Revoke { delegation, .. } => {
                if let Some(d) = self.delegations.get_mut(delegation) {
                    d.revoked_at = Some(by.at);
                }
                self
            }
            E::DeclareDue { fiscal_year, round, due_at } => {
                self.duties.insert((*fiscal_year, *round), Duty::due(*due_at));
                self
            }
            E::Attest { fiscal_year, round, snapshot, exceptions } => {
                let person = by.actor.person.clone();
                let given = Attestation { person, at: by.at, snapshot: *snapshot, exceptions: exceptions.clone() };
                self.with_duty((*fiscal_year, *round), |duty| duty.attested(given))
            }
            E::Return { fiscal_year, round, remark } => {
                self.with_duty((*fiscal_year, *round), |duty| duty.returned(remark.clone()))
            }
        }
    }
}
