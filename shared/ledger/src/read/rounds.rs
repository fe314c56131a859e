//! Steps of reporting rounds, and where each indicator stands by them.

use std::collections::BTreeMap;

use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::workflow::round::{ReportingRound, RoundCase, RoundMoved, Window};
use ges_domain::workflow::{Entry, Folded, Parties, fold};
use ges_store::{Row, StoreError, Tx, V};

use super::{body, flatten, id, record_id};
use crate::LedgerError;

/// One step and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Owner of the log it stands in.
    pub origin: OrganisationId,
    /// Its place there, across epochs.
    pub position: u64,
    /// Its record.
    pub record_id: RecordId,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// What happened.
    pub moved: RoundMoved,
}

/// Steps of a year, each indicator and round by itself.
pub type Steps = BTreeMap<(IndicatorNumber, Round), Vec<Moved>>;

/// Every step of an agency's year, in order of place.
pub fn of(tx: &mut Tx, organisation: &OrganisationId, year: FiscalYear) -> Result<Steps, LedgerError> {
    let rows = tx.all(
        "SELECT origin, position, record_id, recorded_at, body FROM round_moved \
         WHERE organisation = $1 AND fiscal_year = $2 ORDER BY sort_key, round, origin, position",
        &[organisation.as_str().into(), V::I(i64::from(year.number()))],
        row,
    )?;
    let mut steps = Steps::new();
    for moved in flatten(rows)? {
        let case = &moved.moved.case;
        steps.entry((case.indicator.clone(), case.round)).or_default().push(moved);
    }
    Ok(steps)
}

/// Where a case stands by its steps.
pub fn stand(case: RoundCase, parties: Parties, window: Window, steps: &[Moved]) -> Folded<ReportingRound> {
    let entries = steps.iter().map(|step| Entry {
        origin: step.origin.clone(),
        sequence: step.position,
        id: step.record_id,
        recorded_at_micros: step.recorded_at,
        after: None,
        event: &step.moved,
    });
    fold(ReportingRound::new(case, parties, window), entries)
}

fn row(r: &Row) -> super::Row<Moved> {
    let (origin, position, record, recorded_at, text) =
        (r.text(0)?, r.get_i64(1)?, r.bytes(2)?, r.get_i64(3)?, r.text(4)?);
    Ok::<_, StoreError>((|| {
        Ok(Moved {
            origin: id("round_moved", &origin)?,
            position: u64::try_from(position).unwrap_or(0),
            record_id: record_id(&record)?,
            recorded_at,
            moved: body("round_moved", &text)?,
        })
    })())
}
