//! Versions of an agreement and its amendments: without gaps, each readable for ever (domain rules 10, no. 18).
//!
//! | stage | event | who | next |
//! |---|---|---|---|
//! | none | `establish` version 1 | OPDC officer, negotiation committee, PA unit | agreed |
//! | agreed | `amend` with reason, effective round and date | the same, supervising committee | agreed, next version |
//!
//! Both sides may record a version. Where both record the same number, the first in the common order stands and the
//! other is refused by name; nothing is renumbered silently.

mod event;
mod rule;
#[cfg(test)]
pub(super) mod tests;

pub use self::event::{AgreementEvent, AgreementEventName, AgreementStage};
pub use self::rule::AgreementRule;
use super::body::Moved;
use super::department::AgreementCase;
use super::machine::{Granted, Machine, Row};
use super::parties::{By, Parties};
use super::refusal::Cause;
use super::wording::Remark;
use crate::calendar::Round;
use crate::ids::{Digest, OrganisationId};

/// Kind of the records.
pub const KIND: &str = "agreement.amended";
/// Most versions of one agreement.
pub const MAX_VERSIONS: usize = 100;

/// Body of a record.
pub type AgreementMoved = Moved<AgreementCase, AgreementEvent>;

/// One version as agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub number: u32,
    /// Digest of the agreement's record.
    pub content: Digest,
    /// Why it was amended; nothing for the first version.
    pub reason: Option<Remark>,
    /// First round that is assessed by it.
    pub effective_round: Round,
    /// From when, in microseconds since 1970.
    pub effective_from: i64,
    /// In whose journal it stands.
    pub journal: OrganisationId,
}

/// All versions of one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementVersions {
    case: AgreementCase,
    parties: Parties,
    versions: Vec<Version>,
}

impl AgreementVersions {
    /// Nothing is agreed yet.
    pub fn new(case: AgreementCase, parties: Parties) -> Self {
        Self { case, parties, versions: Vec::new() }
    }

    /// All versions, the first one first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The version in force at a moment (microseconds since 1970).
    pub fn in_force_at(&self, at: i64) -> Option<&Version> {
        self.versions.iter().rev().find(|v| v.effective_from <= at)
    }

    /// The version by which a round is assessed.
    pub fn in_force_for(&self, round: Round) -> Option<&Version> {
        self.versions.iter().rev().find(|v| v.effective_round <= round)
    }

    fn follows(&self, number: u32) -> Result<(), AgreementRule> {
        let next = u32::try_from(self.versions.len()).unwrap_or(u32::MAX).saturating_add(1);
        match number.cmp(&next) {
            std::cmp::Ordering::Less => Err(AgreementRule::Taken { number, next }),
            std::cmp::Ordering::Greater => Err(AgreementRule::Gap { number, next }),
            std::cmp::Ordering::Equal => Ok(()),
        }
    }
}

impl Machine for AgreementVersions {
    const KIND: &'static str = KIND;
    const TABLE: &'static [Row<AgreementStage, AgreementEventName>] = event::TABLE;
    type Case = AgreementCase;
    type Event = AgreementEvent;
    type Stage = AgreementStage;

    fn case(&self) -> &AgreementCase {
        &self.case
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn stage(&self) -> AgreementStage {
        if self.versions.is_empty() { AgreementStage::None } else { AgreementStage::Agreed }
    }

    fn conditions(&self, event: &AgreementEvent, _: &By<'_>) -> Result<(), Cause> {
        match event {
            AgreementEvent::Establish { version, .. } => self.follows(*version)?,
            AgreementEvent::Amend { version, effective_round, effective_from, .. } => {
                self.follows(*version)?;
                let earlier = |v: &Version| v.effective_from > *effective_from || v.effective_round > *effective_round;
                if self.versions.last().is_some_and(earlier) {
                    return Err(AgreementRule::BeforePrevious.into());
                }
                if self.versions.len() >= MAX_VERSIONS {
                    return Err(AgreementRule::TooMany.into());
                }
            }
        }
        Ok(())
    }

    fn enter(mut self, event: &AgreementEvent, by: &By<'_>, _: Granted) -> Self {
        let journal = by.journal.clone();
        self.versions.push(match event {
            AgreementEvent::Establish { version, content, effective_from } => Version {
                number: *version,
                content: *content,
                reason: None,
                effective_round: Round::Six,
                effective_from: *effective_from,
                journal,
            },
            AgreementEvent::Amend { version, content, reason, effective_round, effective_from } => Version {
                number: *version,
                content: *content,
                reason: Some(reason.clone()),
                effective_round: *effective_round,
                effective_from: *effective_from,
                journal,
            },
        });
        self
    }
}
