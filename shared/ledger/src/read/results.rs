//! Results: the newest version of each figure, and every version before it.

use std::collections::BTreeMap;

use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::result::Report;
use ges_store::{Row, StoreError, Tx, V};

use super::{body, damaged, flatten, record_id};
use crate::LedgerError;
use crate::log;

/// One version of a figure and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What was reported.
    pub report: Report,
    /// Its record.
    pub record_id: RecordId,
    /// Epoch of the log.
    pub epoch: u32,
    /// Its entry.
    pub sequence: u64,
    /// Who recorded it.
    pub author: String,
    /// Who may see it.
    pub audience: Audience,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
}

const COLUMNS: &str = "body, record_id, position, author, audience, recorded_at";

/// Newest figure of every indicator and round of a year, by indicator and round.
pub fn newest(tx: &mut Tx, organisation: &OrganisationId, year: FiscalYear) -> Result<Vec<Recorded>, LedgerError> {
    newest_seen(tx, organisation, year, |_| true)
}

/// As [`newest`], of the figures whose audience `seen` admits: a newer one that a reader may not see hides no older one.
pub fn newest_seen(
    tx: &mut Tx,
    organisation: &OrganisationId,
    year: FiscalYear,
    seen: impl Fn(&Audience) -> bool,
) -> Result<Vec<Recorded>, LedgerError> {
    let mut out: Vec<Recorded> = Vec::new();
    for r in of_year(tx, organisation, year)?.into_iter().filter(|r| seen(&r.audience)) {
        if out.last().is_some_and(|l| l.report.indicator == r.report.indicator && l.report.round == r.report.round) {
            out.pop();
        }
        out.push(r);
    }
    Ok(out)
}

/// Every figure of a year, by indicator and round, oldest first.
pub fn all(
    tx: &mut Tx,
    organisation: &OrganisationId,
    year: FiscalYear,
) -> Result<BTreeMap<(IndicatorNumber, Round), Vec<Recorded>>, LedgerError> {
    let mut out: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for r in of_year(tx, organisation, year)? {
        out.entry((r.report.indicator.clone(), r.report.round)).or_default().push(r);
    }
    Ok(out)
}

fn of_year(tx: &mut Tx, organisation: &OrganisationId, year: FiscalYear) -> Result<Vec<Recorded>, LedgerError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM result WHERE organisation = $1 AND fiscal_year = $2 ORDER BY sort_key, round, position"
    );
    flatten(tx.all(&sql, &[organisation.as_str().into(), V::I(i64::from(year.number()))], row)?)
}

/// Every version of one indicator's figures, oldest first.
pub fn history(
    tx: &mut Tx,
    organisation: &OrganisationId,
    year: FiscalYear,
    number: &IndicatorNumber,
) -> Result<Vec<Recorded>, LedgerError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM result WHERE organisation = $1 AND fiscal_year = $2 AND sort_key = $3 \
         ORDER BY round, position"
    );
    let place = [organisation.as_str().into(), V::I(i64::from(year.number())), number.sort_key().into()];
    flatten(tx.all(&sql, &place, row)?)
}

fn row(r: &Row) -> super::Row<Recorded> {
    let (text, id, position, author) = (r.text(0)?, r.bytes(1)?, r.get_i64(2)?, r.text(3)?);
    let (audience, recorded_at) = (r.text(4)?, r.get_i64(5)?);
    Ok::<_, StoreError>((|| {
        Ok(Recorded {
            report: body("result", &text)?,
            record_id: record_id(&id)?,
            epoch: log::epoch_of(position),
            sequence: log::sequence_of(position),
            author,
            audience: audience.parse().map_err(|e| damaged("result", &e))?,
            recorded_at,
        })
    })())
}
