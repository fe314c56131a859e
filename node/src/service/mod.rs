//! Everything that changes the state of a node, one file per noun. Each function is told who asks and when it is,
//! checks that they may, writes in one transaction and tells whoever waits.

pub mod agreements;
pub mod attestations;
pub mod continuity;
pub mod documents;
pub mod erasures;
mod error;
pub mod evidence;
pub mod library;
pub mod marks;
pub mod observations;
pub mod opening;
pub mod organisations;
pub mod questions;
pub mod results;
pub mod rounds;
pub mod uploads;
mod words;
pub mod work;

pub mod findings;
pub mod notices;
pub mod obstacles;
pub mod reminders;
pub mod tasks;
pub mod threads;
pub mod together;

use ges_domain::access::{self, Act, Role};
use ges_ledger::append::{self, Recorded, Statement};
use ges_web::Signed;
use jiff::Timestamp;

use crate::app::{Node, own_log};

pub use error::ServiceError;

/// Who asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Stands as author in the journal.
    pub author: String,
    /// What they may do.
    pub roles: Vec<Role>,
}

impl Who {
    /// Whoever holds the machine: the command line acts with every role of a node.
    pub fn console(user: &str) -> Self {
        use Role::{Administrator, Auditor, Cio, DataKeeper, Executive, PaUnit, Supervisor};
        let roles = vec![DataKeeper, Supervisor, PaUnit, Cio, Executive, Auditor, Administrator];
        let user: String = user.chars().filter(|c| !c.is_control()).take(64).collect();
        Self { author: format!("console:{user}"), roles }
    }

    /// A person or system with the given roles.
    pub fn new(author: impl Into<String>, roles: impl IntoIterator<Item = Role>) -> Self {
        Self { author: author.into(), roles: roles.into_iter().collect() }
    }

    /// Whether they may.
    pub fn may(&self, act: Act) -> bool {
        access::may(&self.roles, act)
    }

    fn must(&self, act: Act) -> Result<(), ServiceError> {
        if self.may(act) { Ok(()) } else { Err(ServiceError::Forbidden(act)) }
    }
}

impl From<&Signed> for Who {
    fn from(signed: &Signed) -> Self {
        Self { author: signed.login.clone(), roles: signed.roles.iter().filter_map(|r| r.parse().ok()).collect() }
    }
}

/// Records facts in the own log, all or none, after `check` has agreed in the same transaction.
fn record(
    node: &Node,
    now: Timestamp,
    statements: Vec<Statement>,
    check: impl Fn(&mut ges_store::Tx<'_>) -> Result<(), ServiceError> + Send + 'static,
) -> Result<Vec<Recorded>, ServiceError> {
    record_along(node, now, statements, move |tx| check(tx).map(|()| Vec::new()))
}

/// As [`record`], with what follows from the facts recorded behind them; gives the records of the facts alone.
fn record_along(
    node: &Node,
    now: Timestamp,
    statements: Vec<Statement>,
    follows: impl Fn(&mut ges_store::Tx<'_>) -> Result<Vec<Statement>, ServiceError> + Send + 'static,
) -> Result<Vec<Recorded>, ServiceError> {
    let entropy = node.env().entropy.clone();
    let (recorded, size) = node.store().write(move |tx| {
        let all = [&statements[..], &follows(tx)?[..]].concat();
        let log = own_log(tx)?;
        let mut recorded = append::record(tx, &log, &all, now, &entropy)?;
        let size = log.size + recorded.len() as u64;
        recorded.truncate(statements.len());
        Ok::<_, ServiceError>((recorded, size))
    })?;
    node.ring(size);
    Ok(recorded)
}

/// The one record of a transaction with one statement.
fn only(recorded: &[Recorded]) -> Result<Recorded, ServiceError> {
    recorded.first().copied().ok_or(ServiceError::NothingRecorded)
}
