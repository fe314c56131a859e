//! How the organisation describes itself.

use ges_domain::access::Act;
use ges_domain::audience::Audience;
use ges_domain::organisation::Organisation;
use ges_domain::records::Fact;
use ges_ledger::append::{Recorded, Statement};
use jiff::Timestamp;

use super::{ServiceError, Who, only, record as commit};
use crate::app::Node;

/// Records a new description.
pub fn describe(node: &Node, who: &Who, input: Organisation, now: Timestamp) -> Result<Recorded, ServiceError> {
    who.must(Act::Administer)?;
    if input.id != *node.own() {
        return Err(ServiceError::AnotherOrganisation { found: input.id, own: node.own().clone() });
    }
    let statement =
        Statement { fact: Fact::Organisation(input), audience: Audience::Public, author: who.author.clone() };
    only(&commit(node, now, vec![statement], |_| Ok(()))?)
}
