//! Documents: what the journal says of them.

use ges_domain::result::Document;
use ges_store::{Tx, V};

use super::{Origin, body};
use crate::LedgerError;

pub(super) fn filed(tx: &mut Tx, origin: &Origin, d: &Document) -> Result<Option<String>, LedgerError> {
    tx.exec(
        "INSERT INTO document (organisation, digest, position, body, audience, record_id, author, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            origin.organisation().as_str().into(),
            d.digest.as_bytes().as_slice().into(),
            V::I(origin.position()),
            body(d).into(),
            origin.header.audience.to_string().into(),
            origin.header.record_id.as_bytes().as_slice().into(),
            origin.header.author.as_str().into(),
            V::I(origin.header.recorded_at),
        ],
    )?;
    Ok(None)
}
