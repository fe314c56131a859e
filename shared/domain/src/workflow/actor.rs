//! Who does something in a process, and for whom they may speak (domain rules 5.1).

use serde::{Deserialize, Serialize};

use super::word::named;
use super::wording::Line;
use crate::ids::OrganisationId;

/// Whose house a role belongs to; it decides which journal may carry what the role does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The agency that reports: only in its own journal.
    Agency,
    /// Ministry, mission group and their superior: in their own journal, or through the centre's.
    Superior,
    /// Central agencies and committees: only in the centre's journal.
    Centre,
}

named! {
    /// In which function somebody acts (deck slides 15, 22, 23, 59; domain rules 5.1, 5.4).
    pub enum ActorRole {
        /// Rules, negotiation frame, settles disputes (คณะกรรมการกำกับฯ).
        SupervisingCommittee = "supervising_committee", "คณะกรรมการกำกับฯ", "supervising committee";
        /// Per ministry: fit of indicators, weights, targets and criteria.
        NegotiationCommittee = "negotiation_committee", "คณะกรรมการเจรจาข้อตกลงและประเมินผล", "negotiation committee";
        /// Host agency of an indicator: writes the definition, assesses it.
        Host = "host", "หน่วยงานเจ้าภาพ", "host agency";
        /// Officer of OPDC.
        OpdcOfficer = "opdc_officer", "เจ้าหน้าที่สำนักงาน ก.พ.ร.", "OPDC officer";
        /// PDC sub-commission: approves the list of indicators of provinces.
        SubCommission = "sub_commission", "อ.ก.พ.ร.", "PDC sub-commission";
        /// Reviewer of a central agency.
        Reviewer = "reviewer", "ผู้สอบทานของส่วนกลาง", "reviewer";
        /// Member of a team on a site visit.
        VisitTeam = "visit_team", "คณะตรวจเยี่ยม", "visit team";
        /// Committee that gives scores.
        Committee = "committee", "คณะกรรมการประเมินผล", "committee";
        /// Head of a ministry.
        MinistryHead = "ministry_head", "หัวหน้ากระทรวง", "ministry head";
        /// Head of a mission group.
        MissionGroupHead = "mission_group_head", "หัวหน้ากลุ่มภารกิจ", "mission-group head";
        /// Office of the permanent secretary of a ministry (สป.).
        PermanentSecretaryOffice =
            "permanent_secretary_office", "สำนักงานปลัดกระทรวง (สป.)", "office of the permanent secretary";
        /// Superior of a ministry or mission-group head.
        Superior =
            "superior", "ผู้บังคับบัญชาของหัวหน้ากระทรวงหรือกลุ่มภารกิจ", "superior of the ministry or mission-group head";
        /// Head of a department or equivalent.
        DepartmentHead = "department_head", "หัวหน้าส่วนราชการ", "department head";
        /// Governor of a province.
        Governor = "governor", "ผู้ว่าราชการจังหวัด", "province governor";
        /// ผู้จัดเก็บข้อมูล.
        DataKeeper = "data_keeper", "ผู้จัดเก็บข้อมูล", "data keeper";
        /// ผู้กำกับดูแลตัวชี้วัด.
        Supervisor = "supervisor", "ผู้กำกับดูแลตัวชี้วัด", "indicator supervisor";
        /// กลุ่มพัฒนาระบบบริหาร (กพร.).
        PaUnit = "pa_unit", "กลุ่มพัฒนาระบบบริหาร (กพร.)", "agency PA unit";
        /// ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง, or the delegate in charge.
        Cio = "cio", "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง (CIO)", "CIO";
        /// The agency's system itself, for example when a question arrives.
        Node = "node", "ระบบของหน่วยงาน", "system of the agency";
    }
}

impl ActorRole {
    /// Whose house the role belongs to.
    pub fn side(self) -> Side {
        match self {
            Self::SupervisingCommittee
            | Self::NegotiationCommittee
            | Self::Host
            | Self::OpdcOfficer
            | Self::SubCommission
            | Self::Reviewer
            | Self::VisitTeam
            | Self::Committee => Side::Centre,
            Self::MinistryHead | Self::MissionGroupHead | Self::PermanentSecretaryOffice | Self::Superior => {
                Side::Superior
            }
            Self::DepartmentHead
            | Self::Governor
            | Self::DataKeeper
            | Self::Supervisor
            | Self::PaUnit
            | Self::Cio
            | Self::Node => Side::Agency,
        }
    }
}

/// Who did it, as the journal's owner vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Organisation the person acts for.
    pub organisation: OrganisationId,
    /// In which function.
    pub role: ActorRole,
    /// Stable name of the person in that organisation, at most 200 characters.
    pub person: Line,
}

#[cfg(test)]
mod tests {
    use super::super::word::Named;
    use super::*;

    #[test]
    fn every_role_belongs_to_one_house() {
        let of = |side| ActorRole::ALL.iter().filter(|r| r.side() == side).map(|r| r.word().code).collect::<Vec<_>>();
        assert_eq!(
            of(Side::Agency),
            ["department_head", "governor", "data_keeper", "supervisor", "pa_unit", "cio", "node"]
        );
        assert_eq!(
            of(Side::Superior),
            ["ministry_head", "mission_group_head", "permanent_secretary_office", "superior"]
        );
        assert_eq!(of(Side::Centre).len(), 8);
    }

    #[test]
    fn actors_are_read_strictly() {
        let read = |json: &str| serde_json::from_str::<Actor>(json).is_ok();
        assert!(read(r#"{"organisation":"dep","role":"cio","person":"สมชาย"}"#));
        assert!(!read(r#"{"organisation":"dep","role":"cio","person":" "}"#));
        assert!(!read(r#"{"organisation":"dep","role":"king","person":"x"}"#));
        assert!(!read(r#"{"organisation":"dep","role":"cio","person":"x","admin":true}"#));
    }
}
