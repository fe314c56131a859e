//! Threads, tasks and findings of an agency, as their records tell them.

use std::collections::BTreeMap;

use ges_domain::ids::OrganisationId;
use ges_domain::together::{By, Case, CaseId, Moved, Told, fold};
use ges_store::{Row, StoreError, Tx};
use serde::de::DeserializeOwned;

use super::{body, flatten};
use crate::LedgerError;

struct Record<E> {
    moved: Moved<E>,
    author: String,
    at: i64,
}

/// Every case of a kind, by id.
pub fn all<C: Case>(
    tx: &mut Tx,
    organisation: &OrganisationId,
    kind: &str,
) -> Result<BTreeMap<CaseId, Told<C>>, LedgerError>
where
    C::Event: DeserializeOwned,
{
    let rows = tx.all(
        "SELECT author, recorded_at, body FROM together_moved WHERE organisation = $1 AND kind = $2 \
         ORDER BY case_id, position",
        &[organisation.as_str().into(), kind.into()],
        row::<C::Event>,
    )?;
    Ok(told(&flatten(rows)?))
}

/// One case.
pub fn one<C: Case>(
    tx: &mut Tx,
    organisation: &OrganisationId,
    kind: &str,
    case: CaseId,
) -> Result<Option<Told<C>>, LedgerError>
where
    C::Event: DeserializeOwned,
{
    let rows = tx.all(
        "SELECT author, recorded_at, body FROM together_moved WHERE organisation = $1 AND kind = $2 AND case_id = $3 \
         ORDER BY position",
        &[organisation.as_str().into(), kind.into(), case.0.as_bytes().as_slice().into()],
        row::<C::Event>,
    )?;
    Ok(told(&flatten(rows)?).remove(&case))
}

/// How many cases of a kind there are.
pub fn count(tx: &mut Tx, organisation: &OrganisationId, kind: &str) -> Result<u64, LedgerError> {
    let sql = "SELECT COUNT(DISTINCT case_id) FROM together_moved WHERE organisation = $1 AND kind = $2";
    Ok(tx.one(sql, &[organisation.as_str().into(), kind.into()], |r| r.get_u64(0))?.unwrap_or(0))
}

fn told<C: Case>(records: &[Record<C::Event>]) -> BTreeMap<CaseId, Told<C>> {
    fold(records.iter().map(|r| (&r.moved, By { author: &r.author, at: r.at })))
}

fn row<E: DeserializeOwned>(r: &Row) -> super::Row<Record<E>> {
    let (author, at, text) = (r.text(0)?, r.get_i64(1)?, r.text(2)?);
    Ok::<_, StoreError>(body("together_moved", &text).map(|moved| Record { moved, author, at }))
}
