//! Observations: values of series, read by key.

use ges_domain::ids::OrganisationId;
use ges_domain::number::from_scaled;
use ges_proto::observations::Period;
use ges_store::{Tx, V};
use rust_decimal::Decimal;

use super::damaged;
use crate::LedgerError;
use crate::project::PERIOD_SHIFT;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Data flow.
    pub dataflow: String,
    /// Series key.
    pub series: String,
    /// Period.
    pub period: Period,
    /// Value.
    pub value: Decimal,
    /// Note, if any.
    pub note: Option<String>,
}

/// How many observations are here.
pub fn count(tx: &mut Tx) -> Result<u64, LedgerError> {
    let n = tx.one("SELECT COUNT(*) FROM observation", &[], |r| r.get_i64(0))?.unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Observations of an organisation in one period, by series.
pub fn of_period(tx: &mut Tx, organisation: &OrganisationId, period: Period) -> Result<Vec<Observation>, LedgerError> {
    let first = i64::from(period.code()) << PERIOD_SHIFT;
    let sql = "SELECT s.dataflow, s.name, o.mantissa, o.scale, o.note FROM series s JOIN observation o \
               ON o.key = CAST($1 AS BIGINT) + s.id WHERE s.organisation = $2 ORDER BY s.id";
    let rows = tx.all(sql, &[V::I(first), organisation.as_str().into()], |r| {
        Ok((r.text(0)?, r.text(1)?, r.get_i64(2)?, r.get_i64(3)?, r.opt_text(4)?))
    })?;
    rows.into_iter()
        .map(|(dataflow, series, mantissa, scale, note)| {
            let value = u32::try_from(scale).ok().and_then(|s| from_scaled(mantissa, s));
            let value = value.ok_or_else(|| damaged("observation", &"scale"))?;
            Ok(Observation { dataflow, series, period, value, note })
        })
        .collect()
}
