//! The one place that decides who may do what (design: access is decided here, asked everywhere).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::records::kind;
use crate::workflow::ActorRole;

/// What a person or system is at a node or at the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// ผู้จัดเก็บข้อมูล.
    DataKeeper,
    /// ผู้กำกับดูแลตัวชี้วัด.
    Supervisor,
    /// กลุ่มพัฒนาระบบบริหาร (กพร.).
    PaUnit,
    /// ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง.
    Cio,
    /// ผู้บริหาร, at a node or in a central agency.
    Executive,
    /// ผู้ตรวจสอบภายใน.
    Auditor,
    /// ผู้ดูแลระบบ of a node.
    Administrator,
    /// นักวิเคราะห์ of a central agency.
    Analyst,
    /// เจ้าภาพตัวชี้วัด.
    Host,
    /// กรรมการ.
    Committee,
    /// ผู้ดูแลระบบ of the hub.
    Operator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::DataKeeper,
        Self::Supervisor,
        Self::PaUnit,
        Self::Cio,
        Self::Executive,
        Self::Auditor,
        Self::Administrator,
        Self::Analyst,
        Self::Host,
        Self::Committee,
        Self::Operator,
    ];

    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DataKeeper => "data_keeper",
            Self::Supervisor => "supervisor",
            Self::PaUnit => "pa_unit",
            Self::Cio => "cio",
            Self::Executive => "executive",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
            Self::Analyst => "analyst",
            Self::Host => "host",
            Self::Committee => "committee",
            Self::Operator => "operator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a role: use one of data_keeper, supervisor, pa_unit, cio, executive, auditor, administrator, analyst, host, committee, operator"
)]
pub struct RoleError(String);

impl FromStr for Role {
    type Err = RoleError;
    fn from_str(s: &str) -> Result<Self, RoleError> {
        Self::ALL.into_iter().find(|r| r.as_str() == s).ok_or_else(|| RoleError(s.chars().take(40).collect()))
    }
}

/// In which functions somebody with these roles acts in the processes of a node; the processes say which steps are theirs.
pub fn acting(roles: &[Role]) -> Vec<ActorRole> {
    let function = |role: &Role| match role {
        Role::DataKeeper => Some(ActorRole::DataKeeper),
        Role::Supervisor => Some(ActorRole::Supervisor),
        Role::PaUnit => Some(ActorRole::PaUnit),
        Role::Cio => Some(ActorRole::Cio),
        Role::Executive
        | Role::Auditor
        | Role::Administrator
        | Role::Analyst
        | Role::Host
        | Role::Committee
        | Role::Operator => None,
    };
    roles.iter().filter_map(function).collect()
}

/// In which functions somebody with these roles acts in the processes of the centre.
pub fn acting_for_centre(roles: &[Role]) -> Vec<ActorRole> {
    let function = |role: &Role| match role {
        Role::Analyst => Some(ActorRole::Reviewer),
        Role::Host => Some(ActorRole::Host),
        Role::Committee => Some(ActorRole::Committee),
        Role::DataKeeper
        | Role::Supervisor
        | Role::PaUnit
        | Role::Cio
        | Role::Executive
        | Role::Auditor
        | Role::Administrator
        | Role::Operator => None,
    };
    roles.iter().filter_map(function).collect()
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// See indicators, results and the state of rounds.
    ReadFigures,
    /// Open documents that are not public.
    ReadDocuments,
    /// See journal heads, receipts, link health and certificates.
    ReadExchange,
    /// Record a result or file a document.
    RecordResult,
    /// Bring in an agreement or an amended version.
    ImportAgreement,
    /// Sign a round.
    AttestRound,
    /// Try a data feed out, or read it now.
    RunFeed,
    /// People, tokens, settings of a node.
    Administer,
    /// Agencies, tokens and certificates at the hub.
    OperateHub,
    /// Ask an agency about a figure or page, follow up, resolve, withdraw.
    AskQuestion,
    /// Say who prepares the answer to a question.
    AssignQuestion,
    /// Answer a question of the centre.
    AnswerQuestion,
    /// Read and write in threads, and do the tasks one is given, inside an agency.
    Comment,
    /// Give a task to somebody of the agency.
    GiveTask,
    /// Hand over, cancel and reopen tasks of others.
    DirectTasks,
    /// Read the internal auditor's findings.
    ReadFindings,
    /// Open, close and reopen findings.
    AuditFinding,
    /// Answer a finding for the agency.
    AnswerFinding,
}

/// Whether any of `roles` allows `act`.
pub fn may(roles: &[Role], act: Act) -> bool {
    roles.iter().any(|role| allowed(*role, act))
}

/// What a reader inside the house must be allowed to do to see records of this kind; nothing for most kinds.
pub fn needed_for(kind: &str) -> Option<Act> {
    match kind {
        kind::THREAD | kind::TASK => Some(Act::Comment),
        kind::FINDING => Some(Act::ReadFindings),
        _ => None,
    }
}

fn allowed(role: Role, act: Act) -> bool {
    use Role::{
        Administrator, Analyst, Auditor, Cio, Committee, DataKeeper, Executive, Host, Operator, PaUnit, Supervisor,
    };
    match act {
        Act::ReadFigures | Act::ReadExchange => true,
        Act::ReadDocuments => !matches!(role, Operator | Administrator),
        Act::RecordResult => matches!(role, DataKeeper | Supervisor | PaUnit),
        Act::ImportAgreement => matches!(role, PaUnit | Administrator),
        Act::AttestRound => matches!(role, Cio),
        Act::RunFeed => matches!(role, PaUnit | Administrator),
        Act::Administer => matches!(role, Administrator),
        // Whoever keeps the machine running need not read what people say about their work.
        Act::Comment => matches!(role, DataKeeper | Supervisor | PaUnit | Cio | Executive | Auditor),
        // The auditor stays outside the work that is audited.
        Act::GiveTask => matches!(role, DataKeeper | Supervisor | PaUnit | Cio | Executive),
        Act::DirectTasks => matches!(role, PaUnit | Executive),
        Act::ReadFindings => matches!(role, Auditor | PaUnit | Cio | Executive),
        Act::AuditFinding => matches!(role, Auditor),
        Act::AnswerFinding => matches!(role, PaUnit | Cio),
        Act::OperateHub => match role {
            Operator => true,
            DataKeeper | Supervisor | PaUnit | Cio | Executive | Auditor | Administrator | Analyst | Host
            | Committee => false,
        },
        Act::AskQuestion => matches!(role, Analyst | Host | Committee),
        Act::AssignQuestion => matches!(role, Supervisor | PaUnit),
        Act::AnswerQuestion => matches!(role, DataKeeper | Supervisor | PaUnit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_may_anything() {
        assert!(!may(&[], Act::ReadFigures));
    }

    #[test]
    fn acts_that_change_belong_to_named_roles() {
        let who = |act| Role::ALL.into_iter().filter(|r| may(&[*r], act)).map(Role::as_str).collect::<Vec<_>>();
        assert_eq!(who(Act::RecordResult), ["data_keeper", "supervisor", "pa_unit"]);
        assert_eq!(who(Act::ImportAgreement), ["pa_unit", "administrator"]);
        assert_eq!(who(Act::AttestRound), ["cio"]);
        assert_eq!(who(Act::RunFeed), ["pa_unit", "administrator"]);
        assert_eq!(who(Act::OperateHub), ["operator"]);
        assert_eq!(who(Act::AskQuestion), ["analyst", "host", "committee"]);
        assert_eq!(who(Act::AssignQuestion), ["supervisor", "pa_unit"]);
        assert_eq!(who(Act::AnswerQuestion), ["data_keeper", "supervisor", "pa_unit"]);
        assert!(!may(&[Role::Operator], Act::ReadDocuments));
    }

    #[test]
    fn people_of_an_agency_work_together_each_in_their_place() {
        let who = |act| Role::ALL.into_iter().filter(|r| may(&[*r], act)).map(Role::as_str).collect::<Vec<_>>();
        let table = [
            (Act::Comment, "data_keeper supervisor pa_unit cio executive auditor"),
            (Act::GiveTask, "data_keeper supervisor pa_unit cio executive"),
            (Act::DirectTasks, "pa_unit executive"),
            (Act::ReadFindings, "pa_unit cio executive auditor"),
            (Act::AuditFinding, "auditor"),
            (Act::AnswerFinding, "pa_unit cio"),
        ];
        for (act, roles) in table {
            assert_eq!(who(act).join(" "), roles, "{act:?}");
        }
        let kinds = [kind::THREAD, kind::TASK, kind::FINDING, kind::RESULT].map(needed_for);
        assert_eq!(kinds, [Some(Act::Comment), Some(Act::Comment), Some(Act::ReadFindings), None]);
    }

    #[test]
    fn only_the_chain_of_approval_acts_in_a_round() {
        let chain = [ActorRole::DataKeeper, ActorRole::Supervisor, ActorRole::PaUnit, ActorRole::Cio];
        assert_eq!(acting(&Role::ALL), chain);
        assert_eq!(acting(&[Role::Cio, Role::Auditor]), [ActorRole::Cio]);
    }

    #[test]
    fn whoever_may_ask_has_a_function_of_the_centre_and_nobody_else() {
        for role in Role::ALL {
            assert_eq!(acting_for_centre(&[role]).len(), usize::from(may(&[role], Act::AskQuestion)), "{role}");
        }
    }

    #[test]
    fn roles_read_what_they_print() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert!("king".parse::<Role>().is_err());
    }
}
