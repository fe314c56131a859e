//! Attestations: what the CIO vouched for.

use std::collections::BTreeSet;

use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::records::Appointment;
use ges_store::{Row, StoreError, Tx, V};

use super::{body, damaged, flatten, record_id};
use crate::LedgerError;
use crate::log;

/// One act of attestation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Round.
    pub round: Round,
    /// The signed note, readable.
    pub note: String,
    /// Its record.
    pub record_id: RecordId,
    /// Its entry.
    pub sequence: u64,
    /// Who signed.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
}

const COLUMNS: &str = "a.fiscal_year, a.round, a.note, a.record_id, a.position, a.author, a.recorded_at";

/// Attestations of a year, newest last.
pub fn of(tx: &mut Tx, organisation: &OrganisationId, year: FiscalYear) -> Result<Vec<Attested>, LedgerError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attestation a WHERE a.organisation = $1 AND a.fiscal_year = $2 ORDER BY a.position"
    );
    flatten(tx.all(&sql, &[organisation.as_str().into(), V::I(i64::from(year.number()))], row)?)
}

/// The newest attestation that covers a record.
pub fn over(tx: &mut Tx, organisation: &OrganisationId, record: RecordId) -> Result<Option<Attested>, LedgerError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attested d JOIN attestation a ON a.organisation = d.organisation \
         AND a.position = d.position WHERE d.organisation = $1 AND d.record_id = $2 ORDER BY a.position DESC LIMIT 1"
    );
    tx.one(&sql, &[organisation.as_str().into(), record.as_bytes().as_slice().into()], row)?.transpose()
}

/// Every record of an organisation that some attestation covers.
pub fn covered(tx: &mut Tx, organisation: &OrganisationId) -> Result<BTreeSet<RecordId>, LedgerError> {
    let sql = "SELECT DISTINCT record_id FROM attested WHERE organisation = $1";
    tx.all(sql, &[organisation.as_str().into()], |r| r.bytes(0))?.iter().map(|id| record_id(id)).collect()
}

/// Keys that the organisation's journal ever appointed for its CIO, newest first.
pub fn appointments(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<Appointment>, LedgerError> {
    let sql = "SELECT body FROM cio WHERE organisation = $1 ORDER BY position DESC";
    let rows = tx.all(sql, &[organisation.as_str().into()], |r| r.text(0))?;
    rows.iter().map(|t| body("cio", t)).collect()
}

fn row(r: &Row) -> super::Row<Attested> {
    let (year, round, note, record) = (r.get_i64(0)?, r.get_i64(1)?, r.text(2)?, r.bytes(3)?);
    let (position, author, recorded_at) = (r.get_i64(4)?, r.text(5)?, r.get_i64(6)?);
    Ok::<_, StoreError>((|| {
        let year = u16::try_from(year).ok().and_then(|y| FiscalYear::new(y).ok());
        let round = u8::try_from(round).ok().and_then(|m| Round::try_from(m).ok());
        Ok(Attested {
            fiscal_year: year.ok_or_else(|| damaged("attestation", &"year"))?,
            round: round.ok_or_else(|| damaged("attestation", &"round"))?,
            note,
            record_id: record_id(&record)?,
            sequence: log::sequence_of(position),
            author,
            recorded_at,
        })
    })())
}
