//! Erasing a body by order of law: header and hash stay, the reason is recorded, bytes of a document go too.

use ges_domain::access::Act;
use ges_domain::ids::RecordId;
use ges_domain::records::{Fact, kind};
use ges_extract::index;
use ges_journal::entry::Sealed;
use ges_ledger::append::{self, Order, Recorded};
use ges_ledger::{LedgerError, log, read};
use jiff::Timestamp;

use super::{ServiceError, Who};
use crate::app::{Node, own_log};

/// What is to be erased, and by whose order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewErasure {
    /// The record.
    pub record: RecordId,
    /// Number of the order.
    pub order: String,
    /// Why, in words.
    pub reason: String,
}

/// Erases a record.
pub fn erase(node: &Node, who: &Who, input: &NewErasure, now: Timestamp) -> Result<Recorded, ServiceError> {
    who.must(Act::Administer)?;
    let plain =
        |text: &str| !text.trim().is_empty() && text.chars().count() <= 1000 && !text.chars().any(char::is_control);
    if !plain(&input.order) || !plain(&input.reason) {
        return Err(ServiceError::ErasureWords);
    }
    let (input, author, entropy) = (input.clone(), who.author.clone(), node.env().entropy.clone());
    let own = node.own().clone();
    let (recorded, orphan) = node.store().write(move |tx| {
        let log = own_log(tx)?;
        let Some(stored) = log::by_record(tx, log.key, input.record)? else {
            return Err(LedgerError::UnknownRecord(input.record).into());
        };
        let Some(Ok(header)) = stored.sealed.header() else {
            return Err(LedgerError::UnknownRecord(input.record).into());
        };
        if matches!(header.kind.as_str(), kind::ORGANISATION | kind::ERASURE | kind::DISCONTINUITY | kind::APPOINTMENT)
        {
            return Err(ServiceError::NotErasable(header.kind));
        }
        let digest = match &stored.sealed {
            Sealed::Whole { content, .. } => match Fact::decode(&header.kind, header.schema_version, &content.body) {
                Ok(Fact::Document(document)) => Some(document.digest),
                _ => None,
            },
            _ => None,
        };
        let NewErasure { record, order, reason } = &input;
        let order = Order { record: *record, order, reason, author: &author };
        let recorded = append::erase(tx, &log, &order, now, &entropy)?;
        let orphan = match digest {
            Some(digest) if !read::documents::by_digest(tx, &digest)?.iter().any(|f| f.organisation == own) => {
                Some(digest)
            }
            _ => None,
        };
        Ok::<_, ServiceError>((recorded, orphan))
    })?;
    if let Some(digest) = orphan {
        node.documents().remove(&digest)?;
        node.forget_pictures(&digest);
        node.store().write(move |tx| {
            index::remove(tx, &digest)?;
            index::compact(tx)
        })?;
    }
    node.ring(recorded.sequence + 1);
    Ok(recorded)
}
