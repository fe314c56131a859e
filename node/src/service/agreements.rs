//! Bringing in a signed agreement, or an amended version of it.

use ges_domain::access::Act;
use ges_domain::agreement::Agreement;
use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_domain::records::Fact;
use ges_ledger::append::{Recorded, Statement};
use ges_ledger::read;
use ges_store::Tx;
use jiff::Timestamp;

use super::{ServiceError, Who, only, record as commit};
use crate::app::Node;

/// Records an agreement.
pub fn import(
    node: &Node,
    who: &Who,
    agreement: Agreement,
    audience: Audience,
    now: Timestamp,
) -> Result<Recorded, ServiceError> {
    who.must(Act::ImportAgreement)?;
    let own = node.own().clone();
    check(&own, &agreement)?;
    let statement = Statement { fact: Fact::Agreement(agreement.clone()), audience, author: who.author.clone() };
    only(&commit(node, now, vec![statement], move |tx| check_version(tx, &own, &agreement))?)
}

/// The rules that need no journal.
pub fn check(own: &OrganisationId, agreement: &Agreement) -> Result<(), ServiceError> {
    if agreement.organisation != *own {
        return Err(ServiceError::AnotherOrganisation { found: agreement.organisation.clone(), own: own.clone() });
    }
    let defects = agreement.defects();
    if defects.is_empty() { Ok(()) } else { Err(ServiceError::Agreement(defects)) }
}

/// A version must come after the one in force.
pub fn check_version(tx: &mut Tx<'_>, own: &OrganisationId, agreement: &Agreement) -> Result<(), ServiceError> {
    match read::agreements::in_force(tx, own, agreement.fiscal_year)? {
        Some(known) if known.agreement.version >= agreement.version => {
            Err(ServiceError::Version { known: known.agreement.version, got: agreement.version })
        }
        _ => Ok(()),
    }
}
