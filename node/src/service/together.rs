//! What threads, tasks and findings share: one step is checked against the case as it stands and recorded for nobody
//! outside, in one transaction; who works here; and the whole as pages read it.

use std::collections::BTreeMap;

use ges_domain::access::{self, Act, Role};
use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_domain::records::{Fact, kind};
use ges_domain::together::{
    Anchor, By, Case, CaseId, Finding, Login, Moved, Task, Thread, TogetherError, Told, mentions, step,
};
use ges_domain::workflow::body::Bounded;
use ges_ledger::append::{self, Statement};
use ges_ledger::{LedgerError, read};
use ges_store::Tx;
use ges_web::accounts::{AccountError, Person};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::{ServiceError, Who};
use crate::app::{Node, own_log};

/// Most threads, tasks or findings of an agency, each kind by itself.
pub const MAX_CASES: u64 = 50_000;

/// Everything people do together here.
#[derive(Debug, Clone, Default)]
pub struct Together {
    /// Threads by id.
    pub threads: BTreeMap<CaseId, Thread>,
    /// Tasks by id.
    pub tasks: BTreeMap<CaseId, Task>,
    /// Findings by id.
    pub findings: BTreeMap<CaseId, Finding>,
}

/// Reads everything.
pub fn all(tx: &mut Tx<'_>, own: &OrganisationId) -> Result<Together, LedgerError> {
    fn cases<C>(told: BTreeMap<CaseId, Told<C>>) -> BTreeMap<CaseId, C> {
        told.into_iter().map(|(id, told)| (id, told.case)).collect()
    }
    Ok(Together {
        threads: cases(read::together::all(tx, own, kind::THREAD)?),
        tasks: cases(read::together::all(tx, own, kind::TASK)?),
        findings: cases(read::together::all(tx, own, kind::FINDING)?),
    })
}

/// An act that a form asks for: which case, and the number that the form carried, so that sending it twice does it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The thread, task or finding.
    pub case: CaseId,
    /// The act; the one that opens the case bears its id.
    pub act: CaseId,
}

impl Asked {
    /// The act that opens a case.
    pub fn opening(case: CaseId) -> Self {
        Self { case, act: case }
    }
}

/// A fresh number for a form.
pub fn fresh(node: &Node) -> CaseId {
    CaseId(node.env().entropy.uuid_v7(node.env().clock.now()))
}

/// A kind of case as the journal has it.
pub(super) trait Kept: Case + Clone + Send + 'static
where
    Self::Event: DeserializeOwned + Bounded + Clone + Send + 'static,
{
    /// Its kind.
    const KIND: &'static str;
    /// Its fact.
    fn fact(moved: Moved<Self::Event>) -> Fact;
}

impl Kept for Thread {
    const KIND: &'static str = kind::THREAD;
    fn fact(moved: Moved<Self::Event>) -> Fact {
        Fact::Thread(moved)
    }
}

impl Kept for Task {
    const KIND: &'static str = kind::TASK;
    fn fact(moved: Moved<Self::Event>) -> Fact {
        Fact::Task(moved)
    }
}

impl Kept for Finding {
    const KIND: &'static str = kind::FINDING;
    fn fact(moved: Moved<Self::Event>) -> Fact {
        Fact::Finding(moved)
    }
}

/// Records the steps, all or none, after `check` has agreed to each in the state before it; gives the case as it stands
/// then. Steps that were recorded before are left out.
pub(super) fn take<C: Kept>(
    node: &Node,
    who: &Who,
    case: CaseId,
    steps: Vec<(CaseId, C::Event)>,
    check: impl Fn(&mut Tx<'_>, Option<&C>, &C::Event) -> Result<(), ServiceError> + Send + 'static,
    now: Timestamp,
) -> Result<C, ServiceError>
where
    C::Event: DeserializeOwned + Bounded + Clone + Send + 'static,
{
    for (_, event) in &steps {
        event.bounds()?;
    }
    let (own, author, entropy) = (node.own().clone(), who.author.clone(), node.env().entropy.clone());
    let (told, size) = node.store().write(move |tx| {
        let mut told = read::together::one::<C>(tx, &own, C::KIND, case)?;
        let mut statements = Vec::new();
        for (act, event) in &steps {
            if told.as_ref().is_some_and(|t| t.acts.contains(act)) {
                continue;
            }
            if told.is_none() && read::together::count(tx, &own, C::KIND)? >= MAX_CASES {
                return Err(ServiceError::TooMany(MAX_CASES));
            }
            check(tx, told.as_ref().map(|t| &t.case), event)?;
            let moved = Moved { case, act: *act, event: event.clone() };
            step(&mut told, &moved, &By { author: &author, at: now.as_microsecond() })?;
            let fact = C::fact(moved);
            statements.push(Statement { fact, audience: Audience::Internal, author: author.clone() });
        }
        let log = own_log(tx)?;
        let mut size = log.size;
        if !statements.is_empty() {
            size += append::record(tx, &log, &statements, now, &entropy)?.len() as u64;
        }
        Ok((told, size))
    })?;
    node.ring(size);
    told.map(|t| t.case).ok_or(ServiceError::Together(TogetherError::NotOpened))
}

/// Whether there is such a place: an indicator of the agreement in force, a filed document.
pub(super) fn exists(tx: &mut Tx<'_>, own: &OrganisationId, anchor: &Anchor) -> Result<(), ServiceError> {
    match anchor {
        Anchor::Document(digest, _) => {
            let filed = read::documents::by_digest(tx, digest)?.iter().any(|f| f.organisation == *own);
            if filed { Ok(()) } else { Err(ServiceError::EvidenceNotFiled(*digest)) }
        }
        Anchor::Indicator(year, number) | Anchor::Result(year, number, _) | Anchor::Obstacle(year, number, _) => {
            let agreement = read::agreements::in_force(tx, own, *year)?.ok_or(ServiceError::NoAgreement(*year))?;
            let known = agreement.agreement.indicators.iter().any(|i| i.number == *number);
            if known { Ok(()) } else { Err(ServiceError::UnknownIndicator { number: number.clone(), year: *year }) }
        }
    }
}

/// Roles of a person as this program knows them.
pub fn roles(person: &Person) -> Vec<Role> {
    person.roles.iter().filter_map(|role| role.parse().ok()).collect()
}

/// Whether somebody takes part in what people do together here: switched on, and in a role that comments.
pub fn takes_part(person: &Person) -> bool {
    person.disabled_at.is_none() && access::may(&roles(person), Act::Comment)
}

/// Everybody who takes part, by login.
pub fn people(node: &Node) -> Result<Vec<Person>, ServiceError> {
    let people = node.kit().accounts().people().map_err(|e| match e {
        AccountError::Store(error) => ServiceError::Store(error),
        _ => ServiceError::NothingRecorded,
    });
    Ok(people?.into_iter().filter(takes_part).collect())
}

/// Somebody who can be given a task.
pub(super) fn somebody(node: &Node, login: &str) -> Result<Login, ServiceError> {
    let unknown = || ServiceError::UnknownPerson(login.chars().take(64).collect());
    let known = people(node)?.into_iter().any(|p| p.login == login);
    if known { Login::new(login).map_err(|_| unknown()) } else { Err(unknown()) }
}

/// Who is called by name in a text, or chosen beside it; whoever is unknown here is only text.
pub(super) fn called(node: &Node, text: &str, beside: &[String]) -> Result<Vec<Login>, ServiceError> {
    let mut named = mentions(text);
    for login in beside.iter().map(|l| l.trim().trim_start_matches('@')).filter(|l| !l.is_empty()) {
        let login = somebody(node, login)?;
        if !named.contains(&login) {
            named.push(login);
        }
    }
    let known = if named.is_empty() { Vec::new() } else { people(node)? };
    named.retain(|login| known.iter().any(|p| p.login == login.as_str()));
    Ok(named)
}
