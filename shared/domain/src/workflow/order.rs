//! One order for the records of several journals, the same whatever order they arrived in.
//!
//! What orders two records, strongest first:
//!
//! 1. A journal is a sequence: its earlier record comes first.
//! 2. A record comes after the record it responds to ([`Entry::after`]).
//! 3. Otherwise time, then the name of the journal's owner. Clocks of two machines may be hours apart, so time only
//!    decides where nothing else does.
//!
//! **Held.** A record that responds to one not yet here waits, and so does everything after it in the same journal:
//! whoever wrote those knew the waiting record, so applying them without it would show a state that never was. The
//! other journals go on. When the missing record arrives, the next merge puts all of them into their places. A journal
//! can hold back only itself this way; others must respond only to records that were applied.
//!
//! **Refused.** Records that contradict the journal they stand in (a place taken twice, an id used twice), that respond
//! to themselves in a circle, or that exceed the limits. They count as arrived, so nobody waits for them.

mod placing;

use std::collections::{BTreeMap, BTreeSet};

use super::refusal::explained;
use crate::explain::{Explain, Explanation};
use crate::ids::{OrganisationId, RecordId};

/// Most records of one journal in one case; those beyond are refused, so that no journal can crowd out another.
pub const MAX_ENTRIES: usize = 5_000;
/// Most journals in one case.
pub const MAX_JOURNALS: usize = 16;

/// A record of a journal, as far as order is concerned.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry<'a, E> {
    /// Owner of the journal.
    pub origin: OrganisationId,
    /// Place in the journal; grows, also across a restored log's epochs, and need not be without gaps.
    pub sequence: u64,
    /// The record.
    pub id: RecordId,
    /// When, in microseconds since 1970, by the owner's clock.
    pub recorded_at_micros: i64,
    /// The record it responds to, in any journal.
    pub after: Option<RecordId>,
    /// What it tells.
    pub event: &'a E,
}

impl<E> Clone for Entry<'_, E> {
    fn clone(&self) -> Self {
        Self { origin: self.origin.clone(), event: self.event, ..*self }
    }
}

/// Why a record has no place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum OrderError {
    /// Two records at one place of a journal.
    #[error("the journal has another record at the same place: both are set aside, ask its owner which one stands")]
    Forked,
    /// A record again, at another place.
    #[error("the journal has already used this record id: append the fact under an id of its own")]
    Repeated,
    /// Each responds to the other.
    #[error("the record responds to one that responds to it: let `after` name a record that was there before")]
    Circular,
    /// Too many records.
    #[error("the journal has more than 5000 records in this case: those beyond are not applied, open another case")]
    TooMany,
    /// Too many journals.
    #[error("more than 16 journals take part in this case: record it in the journal of a party")]
    TooManyJournals,
}

/// Records in order, and those that have no place in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged<'a, E> {
    /// In the order in which they apply.
    pub ordered: Vec<Entry<'a, E>>,
    /// Waiting for a record that is not here, by journal and place.
    pub held: Vec<Entry<'a, E>>,
    /// Refused, by journal, place and id.
    pub refused: Vec<(Entry<'a, E>, OrderError)>,
}

impl<'a, E> Merged<'a, E> {
    /// All records again, to merge them with later ones.
    pub fn into_entries(self) -> impl Iterator<Item = Entry<'a, E>> {
        self.ordered.into_iter().chain(self.held).chain(self.refused.into_iter().map(|(entry, _)| entry))
    }
}

/// Puts records into their one order. `arrived` says whether a record outside this case (another kind of record, say)
/// is here; records that are here and cannot be read should not count as arrived, so that responses to them wait.
pub fn merge<'a, E: PartialEq>(
    entries: impl IntoIterator<Item = Entry<'a, E>>,
    arrived: impl Fn(RecordId) -> bool,
) -> Merged<'a, E> {
    let mut refused = Vec::new();
    let mut present = BTreeSet::new();
    let mut journals: BTreeMap<OrganisationId, Vec<Entry<'a, E>>> = BTreeMap::new();
    for entry in entries {
        present.insert(entry.id);
        journals.entry(entry.origin.clone()).or_default().push(entry);
    }
    let mut kept = Vec::new();
    for (index, journal) in journals.into_values().enumerate() {
        let most = if index < MAX_JOURNALS { MAX_ENTRIES } else { 0 };
        let beyond = if index < MAX_JOURNALS { OrderError::TooMany } else { OrderError::TooManyJournals };
        kept.push(sound(journal, most, beyond, &mut refused));
    }
    let placing = placing::place(&kept, |id| present.contains(&id) || arrived(id));
    let at = |(journal, place): &placing::Spot| kept[*journal][*place].clone();
    refused.extend(placing.circular.iter().map(|spot| (at(spot), OrderError::Circular)));
    refused.sort_by(|(a, _), (b, _)| (&a.origin, a.sequence, a.id).cmp(&(&b.origin, b.sequence, b.id)));
    Merged {
        ordered: placing.placed.iter().map(at).collect(),
        held: kept.iter().zip(placing.next).flat_map(|(journal, next)| journal.iter().skip(next).cloned()).collect(),
        refused,
    }
}

/// One journal in sequence, each place and id once.
fn sound<'a, E: PartialEq>(
    mut journal: Vec<Entry<'a, E>>,
    most: usize,
    beyond: OrderError,
    refused: &mut Vec<(Entry<'a, E>, OrderError)>,
) -> Vec<Entry<'a, E>> {
    journal.sort_by_key(|e| (e.sequence, e.id, e.recorded_at_micros, e.after));
    let mut kept = Vec::new();
    let mut ids = BTreeSet::new();
    for place in journal.chunk_by(|a, b| a.sequence == b.sequence) {
        let Some(first) = place.first() else { continue };
        if place.iter().any(|e| e != first) {
            let mut twins: Vec<&Entry<'a, E>> = Vec::new();
            for twin in place {
                if !twins.contains(&twin) {
                    twins.push(twin);
                }
            }
            refused.extend(twins.into_iter().map(|twin| (twin.clone(), OrderError::Forked)));
        } else if !ids.insert(first.id) {
            refused.push((first.clone(), OrderError::Repeated));
        } else if kept.len() >= most {
            refused.push((first.clone(), beyond));
        } else {
            kept.push(first.clone());
        }
    }
    kept
}

impl Explain for OrderError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Forked => explained(
                "place-taken-twice",
                "sequence",
                ("สมุดบันทึกมีสองรายการในลำดับเดียวกัน".into(), "the journal has another record at the same place".into()),
                ("กรุณาสอบถามเจ้าของสมุดบันทึกว่ารายการใดถูกต้อง", "ask its owner which one stands"),
            ),
            Self::Repeated => explained(
                "record-id-used-twice",
                "id",
                ("สมุดบันทึกใช้รหัสรายการนี้ไปแล้ว".into(), "the journal has already used this record id".into()),
                ("กรุณาบันทึกเป็นรายการใหม่ด้วยรหัสของตนเอง", "append the fact under an id of its own"),
            ),
            Self::Circular => explained(
                "circular-reference",
                "after",
                (
                    "รายการนี้อ้างถึงรายการที่อ้างกลับมายังรายการนี้".into(),
                    "the record responds to one that responds to it".into(),
                ),
                ("กรุณาอ้างถึงรายการที่มีอยู่ก่อนแล้ว", "let `after` name a record that was there before"),
            ),
            Self::TooMany => explained(
                "too-many-records",
                "sequence",
                (
                    format!("สมุดบันทึกมีรายการของเรื่องนี้เกิน {MAX_ENTRIES} รายการ ส่วนที่เกินไม่มีผล"),
                    format!(
                        "the journal has more than {MAX_ENTRIES} records in this case; those beyond are not applied"
                    ),
                ),
                ("กรุณาเปิดเรื่องใหม่", "open another case"),
            ),
            Self::TooManyJournals => explained(
                "too-many-journals",
                "origin",
                (
                    format!("เรื่องนี้มีสมุดบันทึกเกิน {MAX_JOURNALS} เล่ม"),
                    format!("more than {MAX_JOURNALS} journals take part in this case"),
                ),
                ("กรุณาบันทึกในสมุดบันทึกของผู้เกี่ยวข้อง", "record it in the journal of a party"),
            ),
        }
    }
}

#[cfg(test)]
mod tests;
