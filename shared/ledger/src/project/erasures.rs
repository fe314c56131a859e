//! Erasure by order: the body goes from the mirror and from every projection made of it.

use ges_journal::erasure::Erasure;
use ges_store::{Tx, V};

use super::Origin;
use crate::log::{self, entry_key};
use crate::{LedgerError, rebuild};

pub(super) fn erased(tx: &mut Tx, origin: &Origin, text: &str) -> Result<Option<String>, LedgerError> {
    let erasure = match Erasure::parse(text) {
        Ok(e) => e,
        Err(e) => return Ok(Some(e.to_string())),
    };
    let target = entry_key(origin.log.key, erasure.sequence);
    let found = tx.one("SELECT record_id, body IS NULL FROM entry WHERE key = $1", &[V::I(target)], |r| {
        Ok((r.opt_bytes(0)?, r.bool(1)?))
    })?;
    match found {
        Some((Some(id), gone)) if id == erasure.record_id.as_bytes() => {
            if gone {
                return Ok(None);
            }
        }
        _ => return Ok(Some(format!("entry {} is not record {}", erasure.sequence, erasure.record_id))),
    }
    log::erase(tx, origin.log.key, erasure.sequence)?;
    // Rows of the erased body may have covered older ones: what remains is projected anew.
    rebuild::organisation(tx, origin.organisation(), Some(origin.position()))?;
    Ok(None)
}
