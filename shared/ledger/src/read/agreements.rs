//! Agreements in force.

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::FiscalYear;
use ges_domain::framework::Framework;
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::policy::Policies;
use ges_store::{Tx, V};

use super::{body, damaged, record_id};
use crate::LedgerError;

/// The newest version of an agreement, its indicators by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// What was agreed.
    pub agreement: Agreement,
    /// Record of the journal that carries it.
    pub record_id: RecordId,
}

/// What of an agreement stands in no column of its own.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Terms {
    #[serde(default)]
    pub(crate) framework_version: Option<u32>,
    #[serde(default)]
    pub(crate) policies: Policies,
}

/// Years for which an organisation has an agreement, newest first.
pub fn years(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<FiscalYear>, LedgerError> {
    let sql = "SELECT fiscal_year FROM agreement WHERE organisation = $1 ORDER BY fiscal_year DESC";
    tx.all(sql, &[organisation.as_str().into()], |r| r.get_i64(0))?.into_iter().map(year).collect()
}

/// Newest year of any agreement.
pub fn newest_year(tx: &mut Tx) -> Result<Option<FiscalYear>, LedgerError> {
    tx.one("SELECT MAX(fiscal_year) FROM agreement", &[], |r| r.opt_i64(0))?.flatten().map(year).transpose()
}

fn year(number: i64) -> Result<FiscalYear, LedgerError> {
    u16::try_from(number)
        .ok()
        .and_then(|n| FiscalYear::new(n).ok())
        .ok_or_else(|| damaged("agreement", &format!("year {number}")))
}

/// The agreement of one year.
pub fn in_force(tx: &mut Tx, organisation: &OrganisationId, year: FiscalYear) -> Result<Option<InForce>, LedgerError> {
    let place = [organisation.as_str().into(), V::I(i64::from(year.number()))];
    let sql = "SELECT version, framework, source, record_id, terms FROM agreement \
               WHERE organisation = $1 AND fiscal_year = $2";
    let Some((version, framework, source, record, terms)) =
        tx.one(sql, &place, |r| Ok((r.get_i64(0)?, r.text(1)?, r.text(2)?, r.bytes(3)?, r.text(4)?)))?
    else {
        return Ok(None);
    };
    let sql = "SELECT body FROM indicator WHERE organisation = $1 AND fiscal_year = $2 ORDER BY sort_key";
    let indicators = tx.all(sql, &place, |r| r.text(0))?;
    let terms: Terms = body("agreement", &terms)?;
    let agreement = Agreement {
        organisation: organisation.clone(),
        fiscal_year: year,
        version: u32::try_from(version).map_err(|e| damaged("agreement", &e))?,
        framework,
        framework_version: terms.framework_version,
        policies: terms.policies,
        source,
        indicators: indicators.iter().map(|t| body("indicator", t)).collect::<Result<_, _>>()?,
    };
    Ok(Some(InForce { agreement, record_id: record_id(&record)? }))
}

/// One indicator of an agreement in force.
pub fn indicator(
    tx: &mut Tx,
    organisation: &OrganisationId,
    year: FiscalYear,
    number: &IndicatorNumber,
) -> Result<Option<Indicator>, LedgerError> {
    let sql = "SELECT body FROM indicator WHERE organisation = $1 AND fiscal_year = $2 AND sort_key = $3";
    let place = [organisation.as_str().into(), V::I(i64::from(year.number())), number.sort_key().into()];
    tx.one(sql, &place, |r| r.text(0))?.map(|t| body("indicator", &t)).transpose()
}

/// Frameworks published by the hub.
pub fn frameworks(tx: &mut Tx) -> Result<Vec<Framework>, LedgerError> {
    let rows = tx.all("SELECT body FROM framework ORDER BY id, version", &[], |r| r.text(0))?;
    rows.iter().map(|t| body("framework", t)).collect()
}
