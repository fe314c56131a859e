//! Recording what an indicator reached in a round.

use std::collections::{BTreeMap, BTreeSet};

use ges_domain::access::Act;
use ges_domain::agreement::Agreement;
use ges_domain::audience::Audience;
use ges_domain::calendar::FiscalYear;
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::result::Report;
use ges_ledger::append::{Recorded, Statement};
use ges_ledger::{LedgerError, read};
use ges_store::Tx;
use jiff::Timestamp;

use super::opening::openings;
use super::{ServiceError, Who, only, record_along};
use crate::app::Node;

/// A figure to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewResult {
    /// What is reported.
    pub report: Report,
    /// Who may see it.
    pub audience: Audience,
    /// What the person had before them: refuse when a newer figure was recorded since. `None` skips the question.
    pub seen: Option<Option<RecordId>>,
}

impl NewResult {
    /// A figure for the central agencies.
    pub fn new(report: Report) -> Self {
        Self { report, audience: Audience::Central, seen: None }
    }
}

/// Records one figure.
pub fn record(node: &Node, who: &Who, input: NewResult, now: Timestamp) -> Result<Recorded, ServiceError> {
    only(&record_all(node, who, vec![input], now)?)
}

/// Records many figures in one transaction, all of them or none, and opens the evidence of those that are released.
pub fn record_all(
    node: &Node,
    who: &Who,
    inputs: Vec<NewResult>,
    now: Timestamp,
) -> Result<Vec<Recorded>, ServiceError> {
    who.must(Act::RecordResult)?;
    let inputs = settle_all(node, inputs)?;
    let mut statements = Vec::with_capacity(inputs.len());
    let mut questions = Vec::with_capacity(inputs.len());
    for input in inputs {
        let report = input.report.checked()?;
        questions.push((report.clone(), input.seen, input.audience != Audience::Internal));
        let fact = Fact::Result(report);
        statements.push(Statement { fact, audience: input.audience, author: who.author.clone() });
    }
    let own = node.own().clone();
    record_along(node, now, statements, move |tx| {
        questions.iter().try_for_each(|(report, seen, _)| {
            check(tx, &own, report, seen.as_ref())?;
            outside_the_chain(tx, &own, report)
        })?;
        let released = questions.iter().filter(|(.., released)| *released);
        Ok(openings(tx, &own, released.flat_map(|(report, ..)| &report.evidence).map(|e| e.digest))?)
    })
}

/// The figure as the agreement in force calculates it.
pub(super) fn settled(node: &Node, report: Report) -> Result<Report, ServiceError> {
    let settled = settle_all(node, vec![NewResult::new(report)])?;
    settled.into_iter().next().map(|r| r.report).ok_or(ServiceError::NothingRecorded)
}

/// Calculates each figure by the agreement in force.
fn settle_all(node: &Node, inputs: Vec<NewResult>) -> Result<Vec<NewResult>, ServiceError> {
    let own = node.own().clone();
    let years: BTreeSet<FiscalYear> = inputs.iter().map(|i| i.report.fiscal_year).collect();
    let agreements = node.store().read(|tx| {
        let read = |year: &FiscalYear| Ok::<_, LedgerError>((*year, read::agreements::in_force(tx, &own, *year)?));
        years.iter().map(read).collect::<Result<BTreeMap<_, _>, _>>()
    })?;
    let settled = inputs.into_iter().map(|input| match agreements.get(&input.report.fiscal_year) {
        Some(Some(in_force)) => Ok(NewResult { report: settle(&in_force.agreement, input.report)?, ..input }),
        _ => Ok(input),
    });
    settled.collect()
}

/// The report with the figure that its inputs give under the agreement. What cannot be scored is refused, except where
/// only the committee can decide: then the inputs are kept and there is no figure.
pub fn settle(agreement: &Agreement, mut report: Report) -> Result<Report, ServiceError> {
    let Some(indicator) = agreement.indicator(&report.indicator) else { return Ok(report) };
    match agreement.score(indicator, &report) {
        Ok(scored) if !report.inputs.is_empty() => report.value = indicator.headline(&scored),
        Ok(_) => {}
        Err(unscored) if unscored.needs_committee_decision() => report.value = None,
        Err(unscored) => return Err(ServiceError::Unscored(unscored)),
    }
    Ok(report)
}

/// A figure that people approve step by step is not replaced behind their backs.
fn outside_the_chain(tx: &mut Tx<'_>, own: &OrganisationId, report: &Report) -> Result<(), ServiceError> {
    let steps = read::rounds::of(tx, own, report.fiscal_year)?;
    match steps.get(&(report.indicator.clone(), report.round)) {
        Some(_) => Err(ServiceError::InChain { number: report.indicator.clone(), round: report.round }),
        None => Ok(()),
    }
}

/// The rules that need the journal: the agreement in force, filed evidence, nothing newer than what was seen.
pub fn check(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    report: &Report,
    seen: Option<&Option<RecordId>>,
) -> Result<(), ServiceError> {
    let year = report.fiscal_year;
    if read::agreements::indicator(tx, own, year, &report.indicator)?.is_none() {
        return Err(if read::agreements::years(tx, own)?.contains(&year) {
            ServiceError::UnknownIndicator { number: report.indicator.clone(), year }
        } else {
            ServiceError::NoAgreement(year)
        });
    }
    for evidence in &report.evidence {
        let filed = read::documents::by_digest(tx, &evidence.digest)?;
        if !filed.iter().any(|f| f.organisation == *own) {
            return Err(ServiceError::EvidenceNotFiled(evidence.digest));
        }
    }
    if let Some(seen) = seen {
        let newest = newest(tx, own, year, &report.indicator)?;
        let newest = newest.into_iter().rfind(|r| r.report.round == report.round).map(|r| r.record_id);
        if let Some(newer) = newest.filter(|n| Some(*n) != *seen) {
            return Err(ServiceError::Overtaken { newer });
        }
    }
    Ok(())
}

fn newest(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    year: FiscalYear,
    number: &IndicatorNumber,
) -> Result<Vec<read::results::Recorded>, ServiceError> {
    Ok(read::results::history(tx, own, year, number)?)
}
