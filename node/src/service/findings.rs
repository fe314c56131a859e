//! Findings of the internal auditor: opened, answered by the agency, closed or returned by the auditor.

use ges_domain::access::Act;
use ges_domain::ids::RecordId;
use ges_domain::together::{Anchor, CaseId, Finding, FindingEvent, Severity};
use ges_domain::workflow::{Line, Remark};
use ges_ledger::{LedgerError, log};
use jiff::Timestamp;

use super::together::{Asked, exists, take};
use super::{ServiceError, Who};
use crate::app::{Node, own_log};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFinding {
    /// In a few words.
    pub title: String,
    /// What, by which rule, and what should be done.
    pub text: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is about.
    pub anchor: Option<Anchor>,
    /// Records it rests on.
    pub records: Vec<RecordId>,
}

/// What is done with a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The agency answers.
    Answer,
    /// The auditor closes it.
    Close,
    /// The auditor is not satisfied.
    Reopen,
}

impl Step {
    /// Whose step it is.
    pub fn act(self) -> Act {
        match self {
            Self::Answer => Act::AnswerFinding,
            Self::Close | Self::Reopen => Act::AuditFinding,
        }
    }
}

/// Writes a finding down.
pub fn open(node: &Node, who: &Who, case: CaseId, new: NewFinding, now: Timestamp) -> Result<Finding, ServiceError> {
    who.must(Act::AuditFinding)?;
    let (anchor, records, own) = (new.anchor.clone(), new.records.clone(), node.own().clone());
    let event = FindingEvent::Open {
        title: Line::new(new.title.trim())?,
        text: Remark::new(super::threads::clean(&new.text))?,
        severity: new.severity,
        anchor: new.anchor,
        records: new.records,
    };
    let check = move |tx: &mut ges_store::Tx<'_>, _: Option<&Finding>, _: &FindingEvent| {
        let log = own_log(tx)?;
        for record in &records {
            log::by_record(tx, log.key, *record)?.ok_or(LedgerError::UnknownRecord(*record))?;
        }
        anchor.as_ref().map_or(Ok(()), |anchor| exists(tx, &own, anchor))
    };
    take(node, who, case, vec![(case, event)], check, now)
}

/// Takes a step of a finding. `until` may be empty and only counts in an answer.
pub fn go_on(
    node: &Node,
    who: &Who,
    asked: Asked,
    what: Step,
    text: &str,
    until: &str,
    now: Timestamp,
) -> Result<Finding, ServiceError> {
    who.must(what.act())?;
    let text = Remark::new(super::threads::clean(text))?;
    let event = match what {
        Step::Answer => {
            let until = if until.trim().is_empty() { None } else { Some(super::tasks::day(until)?) };
            FindingEvent::Answer { text, until }
        }
        Step::Close => FindingEvent::Close { text },
        Step::Reopen => FindingEvent::Reopen { text },
    };
    take(node, who, asked.case, vec![(asked.act, event)], |_, _, _| Ok(()), now)
}
