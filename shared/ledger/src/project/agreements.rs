//! Agreements with their indicators, and the frameworks they were made under.

use ges_domain::agreement::Agreement;
use ges_domain::framework::Framework;
use ges_store::{Tx, V};

use super::{Origin, body};
use crate::LedgerError;
use crate::read::agreements::Terms;

pub(super) fn signed(tx: &mut Tx, origin: &Origin, a: &Agreement) -> Result<Option<String>, LedgerError> {
    if a.organisation != *origin.organisation() {
        return Ok(Some(format!("the log of {} carries the agreement of {}", origin.organisation(), a.organisation)));
    }
    let place = [a.organisation.as_str().into(), V::I(i64::from(a.fiscal_year.number()))];
    let known =
        tx.one("SELECT version FROM agreement WHERE organisation = $1 AND fiscal_year = $2", &place, |r| r.get_i64(0))?;
    if let Some(known) = known.filter(|k| *k >= i64::from(a.version)) {
        let year = a.fiscal_year;
        return Ok(Some(format!("version {} of the agreement of {year} is not after version {known}", a.version)));
    }
    let terms = Terms { framework_version: a.framework_version, policies: a.policies.clone() };
    tx.exec(
        "INSERT INTO agreement (organisation, fiscal_year, version, framework, source, record_id, position, terms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation, fiscal_year) DO UPDATE SET \
         version = excluded.version, framework = excluded.framework, source = excluded.source, \
         record_id = excluded.record_id, position = excluded.position, terms = excluded.terms",
        &[
            a.organisation.as_str().into(),
            V::I(i64::from(a.fiscal_year.number())),
            V::I(i64::from(a.version)),
            a.framework.as_str().into(),
            a.source.as_str().into(),
            origin.header.record_id.as_bytes().as_slice().into(),
            V::I(origin.position()),
            body(&terms).into(),
        ],
    )?;
    tx.exec("DELETE FROM indicator WHERE organisation = $1 AND fiscal_year = $2", &place)?;
    for indicator in &a.indicators {
        tx.exec(
            "INSERT INTO indicator (organisation, fiscal_year, sort_key, body) VALUES ($1, $2, $3, $4)",
            &[
                a.organisation.as_str().into(),
                V::I(i64::from(a.fiscal_year.number())),
                indicator.number.sort_key().into(),
                body(indicator).into(),
            ],
        )?;
    }
    Ok(None)
}

pub(super) fn framework(tx: &mut Tx, origin: &Origin, f: &Framework) -> Result<Option<String>, LedgerError> {
    tx.exec(
        "INSERT INTO framework (id, version, body, position) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id, version) DO NOTHING",
        &[f.id.as_str().into(), V::I(i64::from(f.version)), body(f).into(), V::I(origin.position())],
    )?;
    Ok(None)
}
