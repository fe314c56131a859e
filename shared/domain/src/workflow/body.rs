//! The body of a process record: which case, who, and what happened; read strictly and within limits.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::refusal::explained;
use crate::explain::{Explain, Explanation};

/// Most bytes of one body.
pub const MAX_BODY: usize = 512 * 1024;

/// One record of a process, as JSON: `{"case":…,"actor":…,"event":{"type":…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved<C, E> {
    /// Which agreement, round, question, visit or CIO.
    pub case: C,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: E,
}

/// Limits inside an event that its types alone do not keep.
pub trait Bounded {
    /// The first limit that is broken.
    fn bounds(&self) -> Result<(), BodyError>;
}

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Too many bytes.
    #[error("the record has {0} bytes and at most 524288 are kept: split it")]
    Size(usize),
    /// Not the JSON that its kind promises.
    #[error("the record is not well formed: {0}")]
    Malformed(String),
    /// A list that is empty or too long.
    #[error("`{field}` has {count} entries and must have 1 to {most}: correct the list")]
    Count {
        /// Which list.
        field: &'static str,
        /// Entries given.
        count: usize,
        /// Most entries kept.
        most: usize,
    },
    /// The same thing twice.
    #[error("`{field}` names {what} twice: keep one of them")]
    Twice {
        /// Which list.
        field: &'static str,
        /// What is named twice.
        what: String,
    },
    /// A beginning that is not before its end.
    #[error("`{0}` ends before it begins: give an end after the beginning")]
    Backwards(&'static str),
}

impl<C, E: Bounded> Moved<C, E> {
    /// The record if it keeps every limit.
    pub fn checked(self) -> Result<Self, BodyError> {
        self.event.bounds().map(|()| self)
    }
}

impl<C: DeserializeOwned, E: DeserializeOwned + Bounded> Moved<C, E> {
    /// Reads a body and checks its limits.
    pub fn decode(body: &[u8]) -> Result<Self, BodyError> {
        if body.len() > MAX_BODY {
            return Err(BodyError::Size(body.len()));
        }
        let read: Self = serde_json::from_slice(body).map_err(|e| BodyError::Malformed(e.to_string()))?;
        read.checked()
    }
}

/// A list of 1 to `most` entries, none of them twice.
pub(super) fn distinct<'a, T: Ord + ToString + 'a>(
    field: &'static str,
    most: usize,
    entries: impl ExactSizeIterator<Item = &'a T>,
) -> Result<(), BodyError> {
    count(field, most, entries.len())?;
    let mut seen = std::collections::BTreeSet::new();
    for entry in entries {
        if !seen.insert(entry) {
            return Err(BodyError::Twice { field, what: entry.to_string() });
        }
    }
    Ok(())
}

/// A list of 1 to `most` entries.
pub(super) fn count(field: &'static str, most: usize, count: usize) -> Result<(), BodyError> {
    if (1..=most).contains(&count) { Ok(()) } else { Err(BodyError::Count { field, count, most }) }
}

impl Explain for BodyError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Size(bytes) => explained(
                "record-too-large",
                "",
                (
                    format!("บันทึกมีขนาด {bytes} ไบต์ เก็บได้ไม่เกิน {MAX_BODY} ไบต์"),
                    format!("the record has {bytes} bytes and at most {MAX_BODY} are kept"),
                ),
                ("กรุณาแบ่งบันทึกออกเป็นหลายรายการ", "split it into several records"),
            ),
            Self::Malformed(reason) => explained(
                "record-malformed",
                "",
                (format!("บันทึกไม่เป็นไปตามรูปแบบ: {reason}"), format!("the record is not well formed: {reason}")),
                ("กรุณาสร้างบันทึกตามรูปแบบของชนิดนี้", "write it as its kind demands"),
            ),
            Self::Count { field, count, most } => explained(
                "list-count",
                *field,
                (
                    format!("รายการมี {count} รายการ ต้องมี 1 ถึง {most} รายการ"),
                    format!("the list has {count} entries and must have 1 to {most}"),
                ),
                ("กรุณาแก้ไขจำนวนรายการ", "correct the list"),
            ),
            Self::Twice { field, what } => explained(
                "listed-twice",
                *field,
                (format!("ระบุ {what} ซ้ำกัน"), format!("{what} is named twice")),
                ("กรุณาคงไว้เพียงรายการเดียว", "keep one of them"),
            ),
            Self::Backwards(field) => explained(
                "ends-before-it-begins",
                *field,
                ("วันสิ้นสุดอยู่ก่อนวันเริ่มต้น".into(), "it ends before it begins".into()),
                ("กรุณาระบุวันสิ้นสุดหลังวันเริ่มต้น", "give an end after the beginning"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::assert_explained;
    use super::*;

    #[test]
    fn lists_have_one_to_the_most_and_nothing_twice() {
        let check = |list: &[u8]| distinct("things", 3, list.iter());
        assert_eq!(check(&[1, 2, 3]), Ok(()));
        assert_eq!(check(&[]), Err(BodyError::Count { field: "things", count: 0, most: 3 }));
        assert_eq!(check(&[1, 2, 3, 4]), Err(BodyError::Count { field: "things", count: 4, most: 3 }));
        assert_eq!(check(&[1, 2, 1]), Err(BodyError::Twice { field: "things", what: "1".into() }));
    }

    #[test]
    fn refusals_speak_thai_and_english() {
        assert_explained(&[
            BodyError::Size(9),
            BodyError::Malformed("x".into()),
            BodyError::Count { field: "team", count: 0, most: 3 },
            BodyError::Twice { field: "team", what: "ก".into() },
            BodyError::Backwards("visit"),
        ]);
    }
}
