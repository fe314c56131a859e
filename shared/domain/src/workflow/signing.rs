//! Signing in cascade (ลงนามตามลำดับ): one document, signed in the declared order (domain rules 5.2, D7).

use serde::{Deserialize, Serialize};

use super::actor::ActorRole;
use super::body::{BodyError, count};
use super::parties::By;
use super::refusal::explained;
use super::word::Named;
use crate::explain::{Explain, Explanation};
use crate::ids::{Digest, OrganisationId};

/// Most signatories of one document.
pub const MAX_SIGNATORIES: usize = 10;
/// Roles that sign agreements.
pub const SIGNING_ROLES: [ActorRole; 5] = [
    ActorRole::DepartmentHead,
    ActorRole::Governor,
    ActorRole::MissionGroupHead,
    ActorRole::MinistryHead,
    ActorRole::Superior,
];

/// Who signs, in which function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// Function.
    pub role: ActorRole,
    /// For which organisation.
    pub organisation: OrganisationId,
}

/// A document on its way through its signatories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cascade {
    document: Digest,
    signatories: Vec<Signatory>,
    /// When each has signed, in order.
    signed_at: Vec<i64>,
}

/// Why a document cannot be signed, or not so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningRule {
    /// A role that signs no agreement.
    #[error("the role `{}` does not sign agreements: name heads of organisations only", .0.word().code)]
    Role(ActorRole),
    /// Somebody twice.
    #[error("`{}` of `{}` stands twice in the signing order: keep one of them", .0.role.word().code, .0.organisation)]
    Twice(Signatory),
    /// The agency itself does not sign.
    #[error("the head of `{0}` is not among the signatories: add the department head or governor")]
    AgencyMissing(OrganisationId),
    /// Not this one's turn.
    #[error("it is the turn of `{}` of `{}`: wait for that signature", .next.role.word().code, .next.organisation)]
    OutOfOrder {
        /// Whose turn it is.
        next: Signatory,
    },
    /// Not in the declared order at all.
    #[error("`{0}` is not among the declared signatories in this role: sign in the declared role")]
    NotASignatory(OrganisationId),
    /// Once is enough.
    #[error("`{0}` has signed already: wait for the others")]
    AlreadySigned(OrganisationId),
    /// Another document than the one that was issued.
    #[error("the signature is for {signed}, not for the issued document {issued}: sign the issued one")]
    OtherDocument {
        /// What was issued.
        issued: Digest,
        /// What was signed.
        signed: Digest,
    },
}

/// Limits of a list of signatories in a record.
pub(super) fn bounds(signatories: &[Signatory]) -> Result<(), BodyError> {
    count("signatories", MAX_SIGNATORIES, signatories.len())
}

impl Cascade {
    /// A document and the declared order of its signatories; the head of `agency` is one of them.
    pub fn new(document: Digest, signatories: &[Signatory], agency: &OrganisationId) -> Result<Self, SigningRule> {
        for (i, signatory) in signatories.iter().enumerate() {
            if !SIGNING_ROLES.contains(&signatory.role) {
                return Err(SigningRule::Role(signatory.role));
            }
            if signatories.iter().take(i).any(|s| s == signatory) {
                return Err(SigningRule::Twice(signatory.clone()));
            }
        }
        let heads = [ActorRole::DepartmentHead, ActorRole::Governor];
        if !signatories.iter().any(|s| s.organisation == *agency && heads.contains(&s.role)) {
            return Err(SigningRule::AgencyMissing(agency.clone()));
        }
        Ok(Self { document, signatories: signatories.to_vec(), signed_at: Vec::new() })
    }

    /// The same order for another document, nobody has signed yet.
    #[must_use]
    pub fn again(self, document: Digest) -> Self {
        Self { document, signed_at: Vec::new(), ..self }
    }

    /// The document.
    pub fn document(&self) -> Digest {
        self.document
    }

    /// Everyone, in order, and when they signed.
    pub fn signatures(&self) -> impl Iterator<Item = (&Signatory, Option<i64>)> {
        self.signatories.iter().enumerate().map(|(i, s)| (s, self.signed_at.get(i).copied()))
    }

    /// Whose turn it is; nobody's when all have signed.
    pub fn next(&self) -> Option<&Signatory> {
        self.signatories.get(self.signed_at.len())
    }

    /// Whether this actor may sign this document now.
    pub fn may_sign(&self, by: &By<'_>, document: Digest) -> Result<(), SigningRule> {
        let actor = by.actor;
        let is = |s: &&Signatory| s.role == actor.role && s.organisation == actor.organisation;
        let organisation = || actor.organisation.clone();
        if !self.signatories.iter().any(|s| is(&s)) {
            return Err(SigningRule::NotASignatory(organisation()));
        }
        match self.next() {
            Some(next) if is(&next) && document == self.document => Ok(()),
            Some(next) if is(&next) => Err(SigningRule::OtherDocument { issued: self.document, signed: document }),
            Some(next) if !self.signatories.iter().take(self.signed_at.len()).any(|s| is(&s)) => {
                Err(SigningRule::OutOfOrder { next: next.clone() })
            }
            _ => Err(SigningRule::AlreadySigned(organisation())),
        }
    }

    /// With the next signature.
    #[must_use]
    pub(super) fn signed(mut self, at: i64) -> Self {
        self.signed_at.push(at);
        self
    }
}

impl Explain for SigningRule {
    fn explain(&self) -> Explanation {
        match self {
            Self::Role(role) => explained(
                "role-does-not-sign",
                "signatories",
                (
                    format!("{}ไม่ใช่ผู้ลงนามในคำรับรอง", role.word().th),
                    format!("the {} does not sign agreements", role.word().en),
                ),
                ("กรุณาระบุเฉพาะหัวหน้าหน่วยงาน", "name heads of organisations only"),
            ),
            Self::Twice(s) => explained(
                "signatory-twice",
                "signatories",
                (
                    format!("{} ({}) อยู่ในลำดับการลงนามสองครั้ง", s.role.word().th, s.organisation),
                    format!("the {} of {} stands twice in the order of signing", s.role.word().en, s.organisation),
                ),
                ("กรุณาคงไว้เพียงลำดับเดียว", "keep one of them"),
            ),
            Self::AgencyMissing(agency) => explained(
                "agency-not-signing",
                "signatories",
                (
                    format!("หัวหน้าของ {agency} ไม่อยู่ในรายชื่อผู้ลงนาม"),
                    format!("the head of {agency} is not among the signatories"),
                ),
                ("กรุณาเพิ่มหัวหน้าส่วนราชการหรือผู้ว่าราชการจังหวัด", "add the department head or governor"),
            ),
            Self::OutOfOrder { next } => explained(
                "signing-out-of-order",
                "signatories",
                (
                    format!("ยังไม่ถึงลำดับการลงนาม ลำดับถัดไปคือ{} ({})", next.role.word().th, next.organisation),
                    format!("it is the turn of the {} of {}", next.role.word().en, next.organisation),
                ),
                ("กรุณารอการลงนามตามลำดับ", "wait for that signature"),
            ),
            Self::NotASignatory(organisation) => explained(
                "not-a-signatory",
                "actor",
                (
                    format!("{organisation} ในบทบาทนี้ไม่อยู่ในรายชื่อผู้ลงนาม"),
                    format!("{organisation} is not among the declared signatories in this role"),
                ),
                ("กรุณาลงนามในบทบาทที่ระบุไว้", "sign in the declared role"),
            ),
            Self::AlreadySigned(organisation) => explained(
                "signed-already",
                "actor",
                (format!("{organisation} ลงนามแล้ว"), format!("{organisation} has signed already")),
                ("กรุณารอผู้ลงนามลำดับถัดไป", "wait for the others"),
            ),
            Self::OtherDocument { issued, signed } => explained(
                "signed-another-document",
                "document",
                (
                    format!("ลายมือชื่อเป็นของเอกสาร {signed} ไม่ใช่เอกสารที่จัดทำ {issued}"),
                    format!("the signature is for {signed}, not for the issued document {issued}"),
                ),
                ("กรุณาลงนามในเอกสารที่จัดทำไว้", "sign the issued one"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::actor::ActorRole::{DepartmentHead, Governor, MinistryHead, Reviewer, Superior};
    use super::super::testing::{assert_explained, digest, org, who};
    use super::*;

    fn signatory(role: ActorRole, organisation: &str) -> Signatory {
        Signatory { role, organisation: org(organisation) }
    }

    fn cascade() -> Cascade {
        let order =
            [signatory(DepartmentHead, "dep"), signatory(MinistryHead, "ministry"), signatory(Superior, "superior")];
        Cascade::new(digest(1), &order, &org("dep")).unwrap()
    }

    #[test]
    fn signatures_follow_the_declared_order() {
        let c = cascade();
        assert_eq!(c.may_sign(&who(DepartmentHead, 1).by(), digest(1)), Ok(()));
        assert_eq!(
            c.may_sign(&who(MinistryHead, 1).by(), digest(1)),
            Err(SigningRule::OutOfOrder { next: signatory(DepartmentHead, "dep") })
        );
        let c = c.signed(5);
        assert_eq!(c.may_sign(&who(DepartmentHead, 6).by(), digest(1)), Err(SigningRule::AlreadySigned(org("dep"))));
        assert_eq!(c.next(), Some(&signatory(MinistryHead, "ministry")));
        let c = c.signed(6).signed(7);
        assert_eq!(
            (c.next(), c.signatures().map(|(_, at)| at).collect::<Vec<_>>()),
            (None, vec![Some(5), Some(6), Some(7)])
        );
        assert_eq!(c.may_sign(&who(Superior, 8).by(), digest(1)), Err(SigningRule::AlreadySigned(org("superior"))));
        assert_eq!(c.again(digest(2)).signatures().map(|(_, at)| at).collect::<Vec<_>>(), [None, None, None]);
    }

    #[test]
    fn only_the_issued_document_is_signed_and_only_by_those_declared() {
        let c = cascade();
        assert_eq!(
            c.may_sign(&who(DepartmentHead, 1).by(), digest(2)),
            Err(SigningRule::OtherDocument { issued: digest(1), signed: digest(2) })
        );
        assert_eq!(c.may_sign(&who(Governor, 1).by(), digest(1)), Err(SigningRule::NotASignatory(org("dep"))));
    }

    #[test]
    fn an_order_names_heads_once_and_the_agency() {
        let new = |order: &[Signatory]| Cascade::new(digest(1), order, &org("dep")).map(|_| ());
        let dep = signatory(DepartmentHead, "dep");
        assert_eq!(new(std::slice::from_ref(&dep)), Ok(()));
        assert_eq!(new(&[signatory(Governor, "dep")]), Ok(()));
        assert_eq!(new(&[dep.clone(), dep.clone()]), Err(SigningRule::Twice(dep.clone())));
        assert_eq!(new(&[dep, signatory(Reviewer, "opdc")]), Err(SigningRule::Role(Reviewer)));
        assert_eq!(new(&[signatory(MinistryHead, "dep")]), Err(SigningRule::AgencyMissing(org("dep"))));
        assert_eq!(new(&[signatory(DepartmentHead, "ministry")]), Err(SigningRule::AgencyMissing(org("dep"))));
    }

    #[test]
    fn refusals_speak_thai_and_english() {
        let next = signatory(DepartmentHead, "dep");
        assert_explained(&[
            SigningRule::Role(Reviewer),
            SigningRule::Twice(next.clone()),
            SigningRule::AgencyMissing(org("dep")),
            SigningRule::OutOfOrder { next },
            SigningRule::NotASignatory(org("dep")),
            SigningRule::AlreadySigned(org("dep")),
            SigningRule::OtherDocument { issued: digest(1), signed: digest(2) },
        ]);
    }
}
