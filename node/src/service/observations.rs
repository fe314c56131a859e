//! Bringing in many values at once: one record, whatever the number of rows.

use ges_domain::access::Act;
use ges_domain::audience::Audience;
use ges_domain::records::Fact;
use ges_ledger::append::{Recorded, Statement};
use ges_proto::observations::{MAX_ROWS, Observations};
use jiff::Timestamp;

use super::{ServiceError, Who, record as commit};
use crate::app::Node;

/// Records observations; more rows than one record holds become several records of one transaction.
pub fn import(
    node: &Node,
    who: &Who,
    batches: &[Observations],
    audience: &Audience,
    now: Timestamp,
) -> Result<Vec<Recorded>, ServiceError> {
    who.must(Act::RecordResult)?;
    let mut statements = Vec::with_capacity(batches.len());
    for batch in batches.iter().filter(|b| !b.is_empty()) {
        debug_assert!(batch.len() <= MAX_ROWS);
        let fact = Fact::Observations(batch.encode()?.to_vec());
        statements.push(Statement { fact, audience: audience.clone(), author: who.author.clone() });
    }
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    commit(node, now, statements, |_| Ok(()))
}
