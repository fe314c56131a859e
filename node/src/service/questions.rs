//! Questions of the centre at this node: they arrive by themselves, somebody is named to prepare the answer, and the
//! answer goes back with evidence that the centre may open (domain rules 5.4, 5.5).
//!
//! Arrival and answer are for the centre; who prepares the answer stays here.

use std::collections::BTreeSet;

use ges_domain::access::{self, Act};
use ges_domain::audience::{Audience, Viewer};
use ges_domain::ids::{Digest, OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::workflow::question::{QuestionEvent, QuestionMoved};
use ges_domain::workflow::wording::{Line, Remark};
use ges_domain::workflow::{Actor, ActorRole, By, Machine as _};
use ges_ledger::LedgerError;
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::read::questions::{self, Asked};
use ges_runtime::Entropy;
use ges_store::Tx;
use jiff::Timestamp;

use super::opening::{Opening, filings, openings};
use super::{ServiceError, Who, only};
use crate::app::{Node, own_log};

/// Stands as author of what the node records by itself.
const SYSTEM: &str = "ges-node";

/// An answer that somebody gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// The answer.
    pub text: String,
    /// Documents filed here that support it.
    pub evidence: Vec<Digest>,
    /// What the centre had said last when the form was shown; a newer question is not answered unseen.
    pub seen: Option<RecordId>,
}

/// What somebody can do with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Name who prepares the answer.
    pub assign: bool,
    /// Answer it.
    pub answer: bool,
}

/// What `who` can do with a question now.
pub fn options(who: &Who, asked: &Asked) -> Options {
    let waits = asked.waits_for_agency();
    Options { assign: waits && who.may(Act::AssignQuestion), answer: waits && who.may(Act::AnswerQuestion) }
}

/// Whether somebody finds a question among their own tasks: named to prepare the answer, or nobody is yet, or theirs to
/// name somebody.
pub fn concerns(who: &Who, asked: &Asked) -> bool {
    asked.waits_for_agency()
        && match asked.standing.state.assigned_to() {
            Some(to) => to.as_str() == who.author || who.may(Act::AssignQuestion),
            None => who.may(Act::AnswerQuestion),
        }
}

/// Records that questions have reached this agency. Tells whether any had.
pub(crate) fn arrive(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    now: Timestamp,
    entropy: &Entropy,
) -> Result<bool, LedgerError> {
    let mut statements = Vec::new();
    for asked in questions::undelivered(tx, own)? {
        if let Ok(statement) = delivered(own, &asked, now) {
            statements.push(statement);
        }
    }
    if statements.is_empty() {
        return Ok(false);
    }
    let log = append::own_log(tx)?.ok_or_else(|| LedgerError::UnknownLog("(own)".into()))?;
    append::record(tx, &log, &statements, now, entropy)?;
    Ok(true)
}

fn delivered(own: &OrganisationId, asked: &Asked, now: Timestamp) -> Result<Statement, ServiceError> {
    let actor = Actor { organisation: own.clone(), role: ActorRole::Node, person: Line::new(SYSTEM)? };
    let event = QuestionEvent::Deliver { after: asked.said_by_centre() };
    statement(own, asked, actor, event, Audience::Central, SYSTEM, now)
}

/// How many questions wait for this agency.
pub fn waiting(tx: &mut Tx<'_>, own: &OrganisationId) -> Result<u64, LedgerError> {
    Ok(questions::of(tx, own)?.iter().filter(|a| a.waits_for_agency()).count() as u64)
}

/// Names the person who prepares the answer; stays in this node.
pub fn assign(node: &Node, who: &Who, question: RecordId, to: &str, now: Timestamp) -> Result<Recorded, ServiceError> {
    who.must(Act::AssignQuestion)?;
    let person = node.kit().accounts().person(to).map_err(|_| ServiceError::NothingRecorded)?;
    let roles: Vec<_> = person.iter().filter(|p| p.disabled_at.is_none()).flat_map(|p| &p.roles).collect();
    let roles: Vec<access::Role> = roles.into_iter().filter_map(|r| r.parse().ok()).collect();
    if !access::may(&roles, Act::AnswerQuestion) {
        return Err(ServiceError::CannotPrepare(to.chars().take(80).collect()));
    }
    let to = Line::new(to.to_owned())?;
    step(node, who, question, Audience::Internal, now, move |_, _| Ok(QuestionEvent::Assign { to: to.clone() }))
}

/// Answers a question.
pub fn answer(
    node: &Node,
    who: &Who,
    question: RecordId,
    input: NewAnswer,
    now: Timestamp,
) -> Result<Recorded, ServiceError> {
    who.must(Act::AnswerQuestion)?;
    let text = Remark::new(input.text.clone())?;
    let own = node.own().clone();
    step(node, who, question, Audience::Central, now, move |tx, asked| {
        let said = asked.said_by_centre();
        if let (Some(seen), Some(said)) = (input.seen, said)
            && seen != said
        {
            return Err(ServiceError::Overtaken { newer: said });
        }
        check_evidence(tx, &own, &input.evidence)?;
        Ok(QuestionEvent::Answer { text: text.clone(), evidence: input.evidence.clone(), after: said })
    })
}

/// Evidence is filed here, and the centre may open it, at the latest once the answer is given.
fn check_evidence(tx: &mut Tx<'_>, own: &OrganisationId, evidence: &[Digest]) -> Result<(), ServiceError> {
    let distinct: BTreeSet<&Digest> = evidence.iter().collect();
    for digest in distinct {
        let filed = filings(tx, own, digest)?;
        let Some(newest) = filed.first() else { return Err(ServiceError::EvidenceNotFiled(*digest)) };
        if !opens(own, &Opening::of(&filed).ahead()) {
            return Err(ServiceError::EvidenceHidden(newest.document.name.clone()));
        }
    }
    Ok(())
}

/// Whether the centre may open documents of that audience.
pub fn opens(own: &OrganisationId, audience: &Audience) -> bool {
    // Any name of a central agency does: an audience admits all of them or none.
    match OrganisationId::parse("centre") {
        Ok(centre) => audience.admits(own, &Viewer::Central(centre)),
        Err(_) => false,
    }
}

/// Takes a step: the question is read, judged and recorded in one transaction. One that has not been recorded as
/// delivered yet is so first.
fn step(
    node: &Node,
    who: &Who,
    question: RecordId,
    audience: Audience,
    now: Timestamp,
    event: impl Fn(&mut Tx<'_>, &Asked) -> Result<QuestionEvent, ServiceError> + Send + 'static,
) -> Result<Recorded, ServiceError> {
    let (own, who, entropy) = (node.own().clone(), who.clone(), node.env().entropy.clone());
    let (recorded, size) = node.store().write(move |tx| {
        arrive(tx, &own, now, &entropy)?;
        let asked = questions::one(tx, &own, question)?.ok_or(ServiceError::UnknownQuestion(question))?;
        let event = event(tx, &asked)?;
        let statement = by_somebody(&own, &who, &asked, &event, &audience, now)?;
        let log = own_log(tx)?;
        let named = match &event {
            QuestionEvent::Answer { evidence, .. } => evidence.as_slice(),
            _ => &[],
        };
        let mut statements = vec![statement];
        statements.extend(openings(tx, &own, named.iter().copied())?);
        let recorded = only(&append::record(tx, &log, &statements, now, &entropy)?)?;
        Ok::<_, ServiceError>((recorded, own_log(tx)?.size))
    })?;
    node.ring(size);
    node.count_questions();
    Ok(recorded)
}

/// The step in the first of somebody's functions that allows it; otherwise the process says whose step it is.
fn by_somebody(
    own: &OrganisationId,
    who: &Who,
    asked: &Asked,
    event: &QuestionEvent,
    audience: &Audience,
    now: Timestamp,
) -> Result<Statement, ServiceError> {
    let mut refused = ServiceError::Forbidden(Act::AnswerQuestion);
    for role in access::acting(&who.roles) {
        let actor = Actor { organisation: own.clone(), role, person: Line::new(who.author.clone())? };
        match statement(own, asked, actor, event.clone(), audience.clone(), &who.author, now) {
            Ok(statement) => return Ok(statement),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn statement(
    own: &OrganisationId,
    asked: &Asked,
    actor: Actor,
    event: QuestionEvent,
    audience: Audience,
    author: &str,
    now: Timestamp,
) -> Result<Statement, ServiceError> {
    let by = By { journal: own, actor: &actor, at: now.as_microsecond() };
    asked.standing.state.permits(&event, &by).map_err(|e| ServiceError::Transition(Box::new(e)))?;
    let moved = QuestionMoved { case: asked.case.clone(), actor, event }.checked()?;
    Ok(Statement { fact: Fact::Question(moved), audience, author: author.to_owned() })
}
