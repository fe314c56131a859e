//! Threads, tasks and findings: every record is a row, whoever reads folds them.

use ges_domain::together::Moved;
use ges_store::{Tx, V};
use serde::Serialize;

use super::{Origin, body};
use crate::LedgerError;

pub(super) fn moved<E: Serialize>(
    tx: &mut Tx,
    origin: &Origin,
    moved: &Moved<E>,
) -> Result<Option<String>, LedgerError> {
    tx.exec(
        "INSERT INTO together_moved (organisation, kind, case_id, position, author, recorded_at, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            origin.organisation().as_str().into(),
            origin.header.kind.as_str().into(),
            moved.case.0.as_bytes().as_slice().into(),
            V::I(origin.position()),
            origin.header.author.as_str().into(),
            V::I(origin.header.recorded_at),
            body(moved).into(),
        ],
    )?;
    Ok(None)
}
