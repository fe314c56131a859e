//! The hot table: one row per value, dimensions packed into one 64-bit key with the period highest.
//!
//! Key = period (23 bits) | organisation number (16) | series number within the organisation (24). Series are numbered
//! in the order of the organisation's own log, so that `rebuild` gives the same keys whatever the order of arrival.

use std::collections::HashMap;

use ges_proto::observations::Observations;
use ges_store::{BulkTarget, ColumnType, RowSource, Tx, V};

use super::Origin;
use crate::LedgerError;

const SERIES_BITS: u32 = 24;
const ORGANISATION_BITS: u32 = 16;
/// Bits below the period.
pub(crate) const PERIOD_SHIFT: u32 = SERIES_BITS + ORGANISATION_BITS;

pub(super) fn apply(
    tx: &mut Tx,
    origin: &Origin,
    batch: &Observations,
    numbers: &mut SeriesNumbers,
) -> Result<Option<String>, LedgerError> {
    let organisation = origin.log.organisation_no;
    if organisation >= 1 << ORGANISATION_BITS {
        return Ok(Some("more than 65,535 organisations: observations are kept but not shown".into()));
    }
    let Some(ids) = numbers.of(tx, origin, batch, organisation << SERIES_BITS)? else {
        return Ok(Some("more than 16,777,215 series of one organisation: kept but not shown".into()));
    };
    let target = BulkTarget {
        table: "observation",
        columns: &[
            ("key", ColumnType::I64),
            ("position", ColumnType::I64),
            ("mantissa", ColumnType::I64),
            ("scale", ColumnType::I64),
            ("note", ColumnType::Text),
        ],
        key: &["key"],
        newer_than: Some("position"),
        fresh: false,
    };
    let rows =
        &mut Rows { batch, ids: &ids, position: origin.position(), next: 0, note: 0, row: [const { V::Null }; 5] };
    tx.bulk_upsert_from(target, rows)?;
    Ok(None)
}

/// The rows of a batch, one after the other through the same buffer.
struct Rows<'a> {
    batch: &'a Observations,
    ids: &'a [i64],
    position: i64,
    next: usize,
    note: usize,
    row: [V<'a>; 5],
}

impl RowSource for Rows<'_> {
    fn next_row(&mut self) -> Option<&[V<'_>]> {
        let (batch, at) = (self.batch, self.next);
        let series = self.ids[*batch.series_index.get(at)? as usize];
        let length = batch.note_length.get(at).copied().unwrap_or(0) as usize;
        let note = &batch.notes[self.note..self.note + length];
        self.note += length;
        self.next += 1;
        self.row = [
            V::I((i64::from(batch.period[at]) << PERIOD_SHIFT) | series),
            V::I(self.position),
            V::I(batch.mantissa[at]),
            V::I(i64::from(batch.scale_of(at))),
            if note.is_empty() { V::Null } else { note.into() },
        ];
        Some(&self.row)
    }
}

/// The numbers of one organisation's series, read once for all entries of a transaction: a batch of many imports would
/// otherwise read all of them for each. It must not outlive the transaction, and nothing else may number series in it.
#[derive(Debug, Default)]
pub struct SeriesNumbers {
    /// By data flow, then by name.
    known: HashMap<String, HashMap<String, i64>>,
    /// The next free number.
    next: Option<i64>,
}

impl SeriesNumbers {
    /// Numbers of the batch's series; unknown ones get the next free numbers. `None` when the numbers are used up.
    fn of(
        &mut self,
        tx: &mut Tx,
        origin: &Origin,
        batch: &Observations,
        base: i64,
    ) -> Result<Option<Vec<i64>>, LedgerError> {
        let organisation = origin.organisation().as_str();
        let last = base + (1 << SERIES_BITS);
        let mut next = match self.next {
            Some(next) => next,
            None => highest(tx, organisation)?.map_or(base, |highest| highest + 1),
        };
        if !self.known.contains_key(&batch.dataflow) {
            self.known.insert(batch.dataflow.clone(), stored(tx, organisation, &batch.dataflow)?);
        }
        let known = self.known.entry(batch.dataflow.clone()).or_default();
        let mut ids = Vec::with_capacity(batch.series.len());
        let mut unknown: Vec<[V; 4]> = Vec::new();
        for name in &batch.series {
            if let Some(id) = known.get(name) {
                ids.push(*id);
                continue;
            }
            if next >= last {
                // None of this batch is numbered: what was noted above must not be believed.
                *self = Self::default();
                return Ok(None);
            }
            unknown.push([V::I(next), organisation.into(), batch.dataflow.as_str().into(), name.as_str().into()]);
            known.insert(name.clone(), next);
            ids.push(next);
            next += 1;
        }
        self.next = Some(next);
        if !unknown.is_empty() {
            let target = BulkTarget {
                table: "series",
                columns: &[
                    ("id", ColumnType::I64),
                    ("organisation", ColumnType::Text),
                    ("dataflow", ColumnType::Text),
                    ("name", ColumnType::Text),
                ],
                key: &["id"],
                newer_than: None,
                fresh: true,
            };
            tx.bulk_upsert(target, &mut unknown.iter().map(<[V; 4]>::as_slice))?;
        }
        Ok(Some(ids))
    }
}

fn stored(tx: &mut Tx, organisation: &str, dataflow: &str) -> Result<HashMap<String, i64>, LedgerError> {
    let mut known = HashMap::new();
    tx.each(
        "SELECT id, name FROM series WHERE organisation = $1 AND dataflow = $2",
        &[organisation.into(), dataflow.into()],
        &mut |row| {
            known.insert(row.text(1)?, row.get_i64(0)?);
            Ok(())
        },
    )?;
    Ok(known)
}

fn highest(tx: &mut Tx, organisation: &str) -> Result<Option<i64>, LedgerError> {
    let sql = "SELECT MAX(id) FROM series WHERE organisation = $1";
    Ok(tx.one(sql, &[organisation.into()], |r| r.opt_i64(0))?.flatten())
}
