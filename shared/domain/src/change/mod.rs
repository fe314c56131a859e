//! What changed between two reports or two definitions of an indicator, field by field, before and after.
//!
//! Both sides are written down as facts, each at a path with a label that depends on the path alone, and compared path
//! by path. So a thing differs from itself in nothing, and exchanging both sides exchanges before and after.

mod definition;
mod facts;
mod measurement;
mod report;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use self::definition::definitions;
pub use self::report::{Reported, reports};

use crate::exact::Exact;
use crate::score::amount;
use crate::text::Text;

/// Most changes that are listed; what lies beyond is counted.
pub const MAX_CHANGES: usize = 2_000;

/// Everything that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// In the order of the form, at most [`MAX_CHANGES`].
    pub changes: Vec<Change>,
    /// How many there are in all.
    pub counts: Counts,
}

/// How many fields came, went and changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Only there after.
    pub added: usize,
    /// Only there before.
    pub removed: usize,
    /// There before and after, with different contents.
    pub changed: usize,
}

/// One field that changed; never the same before and after, and never absent in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which field: `value`, `var/NAME`, `note`, `evidence/DIGEST`, `levels/3`, `part/3.1/weight` and so on.
    pub path: String,
    /// What it is called.
    pub label: Text,
    /// What stood there; `None` where nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Shown>,
    /// What stands there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Shown>,
}

/// The contents of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// A number, with its unit where it has one.
    Number {
        /// Exact.
        value: Exact,
        /// May be empty.
        unit: Text,
    },
    /// Words, of any length.
    Words(Text),
    /// Done or not, so or not.
    YesNo(bool),
}

impl Shown {
    /// A number without a unit.
    fn number(value: impl Into<Exact>) -> Self {
        Self::Number { value: value.into(), unit: Text::default() }
    }

    /// Words that nobody translates.
    fn plain(words: impl Into<String>) -> Self {
        Self::Words(Text::new(words, ""))
    }

    /// For readers.
    pub fn words(&self) -> Text {
        match self {
            Self::Number { value, unit } => amount(value, Some(unit)),
            Self::Words(words) => words.clone(),
            Self::YesNo(true) => Text::new("ใช่", "yes"),
            Self::YesNo(false) => Text::new("ไม่ใช่", "no"),
        }
    }
}

impl Difference {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.counts == Counts::default()
    }

    /// From after to before.
    #[must_use]
    pub fn reversed(self) -> Self {
        let reversed = |c: Change| Change { before: c.after, after: c.before, ..c };
        let Counts { added, removed, changed } = self.counts;
        Self {
            changes: self.changes.into_iter().map(reversed).collect(),
            counts: Counts { added: removed, removed: added, changed },
        }
    }

    /// In one line: `เปลี่ยน 2 เพิ่ม 1 ลบ 0`.
    pub fn words(&self) -> Text {
        let Counts { added, removed, changed } = self.counts;
        if self.is_empty() {
            return Text::new("ไม่มีการเปลี่ยนแปลง", "nothing changed");
        }
        Text::new(
            format!("เปลี่ยน {changed} เพิ่ม {added} ลบ {removed}"),
            format!("{changed} changed, {added} added, {removed} removed"),
        )
    }
}
