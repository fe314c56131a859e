//! Steps of reporting rounds: every record is a row, whoever reads folds them.

use ges_domain::workflow::round::RoundMoved;
use ges_store::{Tx, V};

use super::{Origin, body};
use crate::LedgerError;

pub(super) fn moved(tx: &mut Tx, origin: &Origin, moved: &RoundMoved) -> Result<Option<String>, LedgerError> {
    let case = &moved.case;
    // The case names the agency; the record may stand in the centre's log as well as in the agency's own.
    tx.exec(
        "INSERT INTO round_moved (organisation, fiscal_year, sort_key, round, origin, position, record_id, \
         recorded_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            case.organisation.as_str().into(),
            V::I(i64::from(case.fiscal_year.number())),
            case.indicator.sort_key().into(),
            V::I(i64::from(case.round.months())),
            origin.organisation().as_str().into(),
            V::I(origin.position()),
            origin.header.record_id.as_bytes().as_slice().into(),
            V::I(origin.header.recorded_at),
            body(moved).into(),
        ],
    )?;
    Ok(None)
}
