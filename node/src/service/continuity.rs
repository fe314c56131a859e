//! Going on after a restore: the log continues under a new epoch that says where the old one ended.

use ges_domain::access::Act;
use ges_domain::audience::Audience;
use ges_domain::records::Fact;
use ges_journal::continuity::Discontinuity;
use ges_journal::log_id::LogId;
use ges_journal::note::SignerKey;
use ges_ledger::append::{self, Statement};
use ges_ledger::log::{self, Side};
use jiff::Timestamp;

use super::{ServiceError, Who};
use crate::app::{Node, own_log};

/// Begins the next epoch. The node must be opened again afterwards: it signs under the new name from then on.
pub fn continue_log(
    node: &Node,
    who: &Who,
    key: &SignerKey,
    next: &LogId,
    reason: &str,
    now: Timestamp,
) -> Result<LogId, ServiceError> {
    who.must(Act::Administer)?;
    let (next, verifier, reason) = (next.clone(), key.verifier_key(), reason.to_owned());
    let (author, entropy) = (who.author.clone(), node.env().entropy.clone());
    node.store().write(move |tx| {
        let previous = own_log(tx)?;
        let claim = Discontinuity {
            last_root: log::root(tx, previous.key, previous.size)?,
            last_size: previous.size,
            previous: previous.id,
            reason: reason.clone(),
        };
        log::create(tx, &next, &verifier, Side { own: true, central: false })?;
        let log = own_log(tx)?;
        let fact = Fact::Discontinuity(claim.to_text());
        let statement = Statement { fact, audience: Audience::Public, author: author.clone() };
        append::record(tx, &log, &[statement], now, &entropy)?;
        Ok(log.id)
    })
}
