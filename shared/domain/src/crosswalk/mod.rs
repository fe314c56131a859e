//! How indicators of one framework correspond to those of another (deck slides 61–62).

mod problem;
mod read;
pub mod shipped;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use problem::{CrosswalkDefect, CrosswalkProblem};

use crate::agreement::Tier;
use crate::framework::Slug;
use crate::ids::IndicatorNumber;
use crate::text::Text;

/// Most rows of a crosswalk.
pub const MAX_ROWS: usize = 500;
/// Most lists of indicators that a crosswalk sets side by side.
pub const MAX_COLUMNS: usize = 10;
/// Most indicators of a list that stands in the crosswalk itself.
pub const MAX_ITEMS: usize = 500;
/// The framework that [`Crosswalk::to_2555`] leads to.
pub const DEPARTMENTS_2555: &str = "departments-2555";

/// A table that sets frameworks side by side; every number in it exists in its framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crosswalk {
    id: String,
    version: u32,
    name: Text,
    source: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// One framework, or one list of indicators, in a crosswalk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Id of the framework or of the list.
    pub id: Slug,
    /// Name.
    pub name: Text,
    /// Everything that rows may name.
    pub items: Vec<Item>,
}

/// One indicator, or a heading above indicators, of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Number or id.
    pub id: Slug,
    /// Name.
    pub name: Text,
    /// Level of government, where it has one.
    pub tier: Option<Tier>,
    /// Whether nothing stands below it.
    pub leaf: bool,
    /// A remark.
    pub note: Option<Text>,
}

/// How sure a correspondence is; link lines are lost on the slide, so that links were read from the meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// A guess.
    Low,
    /// Likely.
    Medium,
    /// As good as printed.
    High,
}

impl Sureness {
    /// Every grade, surest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// What corresponds to what. A column that is not named here has no counterpart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// By column.
    pub nodes: BTreeMap<Slug, Vec<Slug>>,
    /// Budget documents that tell of the same.
    pub budget_documents: Vec<Text>,
    /// How sure.
    pub sureness: Sureness,
    /// A remark.
    pub note: Option<Text>,
}

impl Row {
    /// Ids of one column.
    pub fn of(&self, column: &str) -> &[Slug] {
        self.nodes.iter().find(|(id, _)| id.as_str() == column).map_or(&[], |(_, ids)| ids)
    }
}

/// Where a look-up leads by one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counterpart<'a> {
    /// The counterparts; none where the row says that there is none.
    pub nodes: &'a [Slug],
    /// The row, with sureness, budget documents and remark.
    pub row: &'a Row,
}

/// What became of the indicators of one column in another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// With a counterpart.
    pub kept: Vec<Slug>,
    /// Without.
    pub dropped: Vec<Slug>,
    /// Of the other column: counterpart of nothing.
    pub new: Vec<Slug>,
}

impl Crosswalk {
    /// Stable id, for example `crosswalk-2555`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Version of the file, from 1.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Name.
    pub fn name(&self) -> &Text {
        &self.name
    }

    /// Where it was taken from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What is set side by side, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows in the order of the file.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What corresponds in one column to a node of another, by every row that names the node. Empty when no row does:
    /// then nothing is known, which is different from a row without counterparts.
    pub fn related(&self, from: &str, node: &Slug, to: &str) -> Vec<Counterpart<'_>> {
        let named = self.rows.iter().filter(|row| row.of(from).contains(node));
        named.map(|row| Counterpart { nodes: row.of(to), row }).collect()
    }

    /// What became of an indicator in the framework for departments of FY2555.
    pub fn to_2555(&self, from: &str, number: &IndicatorNumber) -> Vec<Counterpart<'_>> {
        self.related(from, &number.into(), DEPARTMENTS_2555)
    }

    /// Where an indicator of FY2555 comes from.
    pub fn from_2555(&self, number: &IndicatorNumber, to: &str) -> Vec<Counterpart<'_>> {
        self.related(DEPARTMENTS_2555, &number.into(), to)
    }

    /// Which indicators of one column live on in another; headings above indicators do not count. `None` for an
    /// unknown column.
    pub fn change(&self, from: &str, to: &str) -> Option<Change> {
        let leaves = |id: &str| {
            let column = self.columns.iter().find(|column| column.id.as_str() == id)?;
            Some(column.items.iter().filter(|item| item.leaf).map(|item| item.id.clone()))
        };
        let linked = |a: &str, b: &str| -> BTreeSet<&Slug> {
            self.rows.iter().filter(|row| !row.of(b).is_empty()).flat_map(|row| row.of(a)).collect()
        };
        let (lives_on, has_origin) = (linked(from, to), linked(to, from));
        let (kept, dropped) = leaves(from)?.partition(|id| lives_on.contains(id));
        let new = leaves(to)?.filter(|id| !has_origin.contains(id)).collect();
        Some(Change { kept, dropped, new })
    }
}

#[cfg(test)]
mod tests;
