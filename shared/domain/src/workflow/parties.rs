//! Whose records count in a case, and for whom each journal may speak.

use super::actor::{Actor, Side};
use super::refusal::explained;
use crate::explain::{Explain, Explanation};
use crate::ids::OrganisationId;

/// Most organisations above an agency that take part in one case.
pub const MAX_SUPERIORS: usize = 10;

/// The organisations of a case; who they are comes from enrolment, never from the records themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    agency: OrganisationId,
    centre: OrganisationId,
    superiors: Vec<OrganisationId>,
}

/// Why a record does not count in a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartyError {
    /// The journal belongs to nobody in the case.
    #[error("the journal of `{0}` is not one of this case: record it in the journal of a party")]
    Journal(OrganisationId),
    /// The journal's owner cannot vouch for the actor.
    #[error("the journal of `{journal}` cannot carry this role of `{organisation}`: record it in its own")]
    Vouching {
        /// Owner of the journal.
        journal: OrganisationId,
        /// Organisation of the actor.
        organisation: OrganisationId,
    },
    /// Too many superiors.
    #[error("{0} superiors are given and at most 10 take part: name only those that sign")]
    Superiors(usize),
    /// The agency is its own superior.
    #[error("`{0}` cannot be its own superior: name the organisation above it")]
    OwnSuperior(OrganisationId),
}

impl Parties {
    /// The agency whose case it is (the one that the case names), the organisation that runs the hub, and those above
    /// the agency.
    pub fn new(
        agency: OrganisationId,
        centre: OrganisationId,
        superiors: Vec<OrganisationId>,
    ) -> Result<Self, PartyError> {
        if superiors.len() > MAX_SUPERIORS {
            return Err(PartyError::Superiors(superiors.len()));
        }
        if superiors.contains(&agency) {
            return Err(PartyError::OwnSuperior(agency));
        }
        Ok(Self { agency, centre, superiors })
    }

    /// The agency.
    pub fn agency(&self) -> &OrganisationId {
        &self.agency
    }

    /// The organisation that runs the hub.
    pub fn centre(&self) -> &OrganisationId {
        &self.centre
    }

    /// Whether records of this journal count at all.
    pub fn include(&self, journal: &OrganisationId) -> bool {
        *journal == self.agency || *journal == self.centre || self.superiors.contains(journal)
    }

    /// Whether the journal may carry what the actor does: the agency speaks only for itself, the centre for central
    /// agencies and for superiors without a journal, a superior only for itself.
    pub fn vouch(&self, journal: &OrganisationId, actor: &Actor) -> Result<(), PartyError> {
        if !self.include(journal) {
            return Err(PartyError::Journal(journal.clone()));
        }
        let holds = match actor.role.side() {
            Side::Agency => *journal == self.agency && actor.organisation == self.agency,
            Side::Superior => {
                self.superiors.contains(&actor.organisation)
                    && (*journal == actor.organisation || *journal == self.centre)
            }
            Side::Centre => *journal == self.centre,
        };
        let organisation = actor.organisation.clone();
        if holds { Ok(()) } else { Err(PartyError::Vouching { journal: journal.clone(), organisation }) }
    }
}

/// Circumstances of an event: in whose journal, who, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Owner of the journal that carries (or will carry) the record.
    pub journal: &'a OrganisationId,
    /// Who.
    pub actor: &'a Actor,
    /// When, in microseconds since 1970, by the clock of the journal's owner.
    pub at: i64,
}

impl Explain for PartyError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Journal(journal) => explained(
                "journal-not-of-case",
                "journal",
                (
                    format!("บันทึกของ “{journal}” ไม่ใช่ของผู้เกี่ยวข้องในเรื่องนี้"),
                    format!("the journal of `{journal}` is not one of this case"),
                ),
                ("กรุณาบันทึกในสมุดบันทึกของหน่วยงานที่เกี่ยวข้อง", "record it in the journal of a party"),
            ),
            Self::Vouching { journal, organisation } => explained(
                "actor-not-of-journal",
                "actor",
                (
                    format!("สมุดบันทึกของ “{journal}” รับรองการกระทำของ “{organisation}” ในบทบาทนี้ไม่ได้"),
                    format!("the journal of `{journal}` cannot carry what `{organisation}` does in this role"),
                ),
                ("กรุณาบันทึกในสมุดบันทึกของหน่วยงานนั้นเอง", "record it in that organisation's own journal"),
            ),
            Self::Superiors(count) => explained(
                "too-many-superiors",
                "superiors",
                (
                    format!("ระบุหน่วยงานเหนือขึ้นไป {count} แห่ง รับได้ไม่เกิน 10 แห่ง"),
                    format!("{count} superiors are given and at most 10 take part"),
                ),
                ("กรุณาระบุเฉพาะหน่วยงานที่ลงนาม", "name only those that sign"),
            ),
            Self::OwnSuperior(agency) => explained(
                "own-superior",
                "superiors",
                (format!("“{agency}” เป็นหน่วยงานเหนือตนเองไม่ได้"), format!("`{agency}` cannot be its own superior")),
                ("กรุณาระบุหน่วยงานที่อยู่เหนือขึ้นไป", "name the organisation above it"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::actor::ActorRole::{self, Cio, Committee, MinistryHead};
    use super::super::testing::{actor, assert_explained, org, parties};
    use super::*;

    #[test]
    fn each_journal_speaks_only_for_its_own_house() {
        let cases: [(&str, ActorRole, &str, bool); 12] = [
            ("dep", Cio, "dep", true),
            ("opdc", Cio, "dep", false),
            ("dep", Cio, "other", false),
            ("dep", Committee, "dep", false),
            ("dep", Committee, "opdc", false),
            ("opdc", Committee, "opdc", true),
            ("opdc", Committee, "cgd", true),
            ("ministry", MinistryHead, "ministry", true),
            ("opdc", MinistryHead, "ministry", true),
            ("dep", MinistryHead, "ministry", false),
            ("opdc", MinistryHead, "other", false),
            ("ministry", Committee, "opdc", false),
        ];
        for (journal, role, organisation, holds) in cases {
            let by = actor(organisation, role);
            assert_eq!(parties().vouch(&org(journal), &by).is_ok(), holds, "{journal} {role:?} {organisation}");
        }
        assert_eq!(
            parties().vouch(&org("stranger"), &actor("stranger", MinistryHead)),
            Err(PartyError::Journal(org("stranger")))
        );
    }

    #[test]
    fn superiors_are_few_and_stand_above() {
        let many = |n: usize| (0..n).map(|i| org(&format!("above-{i}"))).collect::<Vec<_>>();
        assert!(Parties::new(org("dep"), org("opdc"), many(10)).is_ok());
        assert_eq!(Parties::new(org("dep"), org("opdc"), many(11)), Err(PartyError::Superiors(11)));
        assert_eq!(Parties::new(org("dep"), org("opdc"), vec![org("dep")]), Err(PartyError::OwnSuperior(org("dep"))));
    }

    #[test]
    fn refusals_speak_thai_and_english() {
        let journal = org("dep");
        assert_explained(&[
            PartyError::Journal(journal.clone()),
            PartyError::Vouching { journal: journal.clone(), organisation: org("opdc") },
            PartyError::Superiors(11),
            PartyError::OwnSuperior(journal),
        ]);
    }
}
