//! Results: every version is a row, the newest one counts.

use ges_domain::result::Report;
use ges_store::{Tx, V};

use super::{Origin, body};
use crate::LedgerError;

pub(super) fn reported(tx: &mut Tx, origin: &Origin, r: &Report) -> Result<Option<String>, LedgerError> {
    let organisation = origin.organisation().as_str();
    let year = i64::from(r.fiscal_year.number());
    let sort_key = r.indicator.sort_key();
    let known = tx.one(
        "SELECT 1 FROM indicator WHERE organisation = $1 AND fiscal_year = $2 AND sort_key = $3",
        &[organisation.into(), V::I(year), sort_key.as_str().into()],
        |row| row.get_i64(0),
    )?;
    if known.is_none() {
        let number = &r.indicator;
        return Ok(Some(format!("indicator {number} is not in the agreement of {organisation} for {year}")));
    }
    let round = V::I(i64::from(r.round.months()));
    let position = V::I(origin.position());
    tx.exec(
        "INSERT INTO result (organisation, fiscal_year, sort_key, round, position, body, record_id, author, audience, \
         recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            organisation.into(),
            V::I(year),
            sort_key.as_str().into(),
            round.clone(),
            position.clone(),
            body(r).into(),
            origin.header.record_id.as_bytes().as_slice().into(),
            origin.header.author.as_str().into(),
            origin.header.audience.to_string().into(),
            V::I(origin.header.recorded_at),
        ],
    )?;
    for e in &r.evidence {
        tx.exec(
            "INSERT INTO evidence (organisation, digest, position, place, fiscal_year, sort_key, round) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organisation, digest, position, place) DO NOTHING",
            &[
                organisation.into(),
                e.digest.as_bytes().as_slice().into(),
                position.clone(),
                e.place.as_str().into(),
                V::I(year),
                sort_key.as_str().into(),
                round.clone(),
            ],
        )?;
    }
    Ok(None)
}
