//! A printed matrix of agencies and strategies, and how sure each of its cells is (deck slide 50, domain rules 6).

mod error;
mod file;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::calendar::FiscalYear;
use crate::ids::OrganisationId;
use crate::text::Text;

use super::{Mark, ModelError, StrategyId, Totals, totals};

pub use error::{MatrixDefect, MatrixError};
pub use file::{MAX_DEFECTS, MAX_MATRIX_TEXT};

/// How sure it is that an agency stands in a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The printed counts leave nothing else.
    Certain,
    /// The counts leave several strategies, and the agency's remit chooses this one.
    Inferred,
}

/// A cell that an agency stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// How sure it is.
    pub certainty: Certainty,
    /// Its mark, where the printed order leaves only one: marks stand in the order of the columns.
    pub mark: Option<Mark>,
}

/// One cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// The agency stands in the strategy.
    Placed(Placed),
    /// It may: one of several strategies its open cells can hold.
    Open {
        /// Whether its remit makes this one likelier than the others.
        likely: bool,
    },
    /// It does not.
    Empty,
}

/// A strategy as a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixStrategy {
    /// Short stable name.
    pub id: StrategyId,
    /// Column, from 1.
    pub number: NonZeroU16,
    /// Official name.
    pub name: Text,
    /// Column heading.
    pub short: Text,
    /// Joint indicators, as the model has them.
    pub indicators: u32,
    /// Names of joint indicators that fit it; the others are not known.
    pub fitting_names: Vec<Text>,
}

/// An agency as a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixAgency {
    /// The agency.
    pub id: OrganisationId,
    /// Official name.
    pub name: Text,
    /// Whether it is a ministry.
    pub ministry: bool,
    /// Marks in printed order; their columns are lost.
    pub marks: Vec<Mark>,
    /// Printed count of strategies.
    pub strategies: u32,
    /// Printed count of joint indicators.
    pub indicators: u32,
    /// Strategies it stands in.
    pub placed: BTreeMap<StrategyId, Placed>,
    /// Cells that nobody can place.
    pub open_cells: u32,
    /// What the open cells can hold.
    pub candidates: BTreeSet<StrategyId>,
    /// The likelier ones among the candidates.
    pub likely: BTreeSet<StrategyId>,
    /// Strategies that its remit rules out.
    pub excluded: BTreeSet<StrategyId>,
    /// Why the model does not explain its counts, where it does not.
    pub outside_model: Option<Text>,
    /// How many sets of strategies explain the row; none where it stands outside the model.
    pub sets: usize,
}

/// A matrix whose rows agree with their printed counts. It is only made by [`Matrix::from_toml`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    fiscal_year: FiscalYear,
    source: Text,
    strategies: Vec<MatrixStrategy>,
    agencies: Vec<MatrixAgency>,
}

/// How the model stands to one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// Its strategies are all placed and carry exactly the printed count.
    Reproduced,
    /// It has open cells; so many sets of strategies give the printed count.
    Consistent {
        /// Number of sets.
        sets: usize,
    },
    /// No set gives the printed count.
    OutsideModel,
}

/// The model held against one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowCheck {
    /// The agency.
    pub agency: OrganisationId,
    /// Its name.
    pub name: Text,
    /// Printed count of joint indicators.
    pub printed: u32,
    /// Joint indicators of the strategies that are placed.
    pub carried: u64,
    /// What follows.
    pub outcome: RowOutcome,
}

impl Matrix {
    /// The year.
    pub fn fiscal_year(&self) -> FiscalYear {
        self.fiscal_year
    }

    /// Where it was taken from.
    pub fn source(&self) -> &Text {
        &self.source
    }

    /// Columns, as printed.
    pub fn strategies(&self) -> &[MatrixStrategy] {
        &self.strategies
    }

    /// Rows, as printed.
    pub fn agencies(&self) -> &[MatrixAgency] {
        &self.agencies
    }

    /// A row.
    pub fn agency(&self, id: &OrganisationId) -> Option<&MatrixAgency> {
        self.agencies.iter().find(|a| a.id == *id)
    }

    /// One cell; `None` for an agency or strategy the matrix does not have.
    pub fn cell(&self, agency: &OrganisationId, strategy: &StrategyId) -> Option<Cell> {
        self.strategies.iter().find(|s| s.id == *strategy)?;
        let row = self.agency(agency)?;
        Some(match row.placed.get(strategy) {
            Some(placed) => Cell::Placed(*placed),
            None if row.candidates.contains(strategy) => Cell::Open { likely: row.likely.contains(strategy) },
            None => Cell::Empty,
        })
    }

    /// Joint indicators of each strategy, as the model has them.
    pub fn indicators_per_strategy(&self) -> BTreeMap<StrategyId, u32> {
        self.strategies.iter().map(|s| (s.id.clone(), s.indicators)).collect()
    }

    /// The strategies of every agency that has no open cell.
    pub fn placed_sets(&self) -> BTreeMap<OrganisationId, Vec<StrategyId>> {
        let whole = self.agencies.iter().filter(|a| a.open_cells == 0);
        whole.map(|a| (a.id.clone(), a.placed.keys().cloned().collect())).collect()
    }

    /// Sums of the printed counts.
    pub fn totals(&self) -> Result<Totals, ModelError> {
        let counts = |count: fn(&MatrixAgency) -> u32| -> BTreeMap<&OrganisationId, u32> {
            self.agencies.iter().map(|a| (&a.id, count(a))).collect()
        };
        let ministries: Vec<&OrganisationId> = self.agencies.iter().filter(|a| a.ministry).map(|a| &a.id).collect();
        totals(&counts(|a| a.strategies), &counts(|a| a.indicators), &ministries)
    }

    /// Holds the model against every row: an agency in a strategy carries all its joint indicators.
    pub fn model_check(&self) -> Vec<RowCheck> {
        let indicators = self.indicators_per_strategy();
        let carried = |row: &MatrixAgency| -> u64 {
            row.placed.keys().filter_map(|s| indicators.get(s)).copied().map(u64::from).sum()
        };
        let outcome = |row: &MatrixAgency| match row.sets {
            0 => RowOutcome::OutsideModel,
            _ if row.open_cells == 0 => RowOutcome::Reproduced,
            sets => RowOutcome::Consistent { sets },
        };
        let check = |row: &MatrixAgency| RowCheck {
            agency: row.id.clone(),
            name: row.name.clone(),
            printed: row.indicators,
            carried: carried(row),
            outcome: outcome(row),
        };
        self.agencies.iter().map(check).collect()
    }
}

impl RowCheck {
    /// Rule, counts and outcome in a sentence.
    pub fn words(&self) -> Text {
        let Self { printed, carried, .. } = self;
        let (th, en) = (&self.name.th, self.name.english());
        match self.outcome {
            RowOutcome::Reproduced => Text::new(
                format!("ยุทธศาสตร์ของ{th}มีตัวชี้วัดร่วม {carried} รายการ ตรงกับที่พิมพ์ไว้ {printed} รายการ"),
                format!("The strategies of {en} hold {carried} joint indicators, the printed {printed}"),
            ),
            RowOutcome::Consistent { sets } => Text::new(
                format!("{th} พิมพ์ไว้ {printed} รายการ วางได้แล้ว {carried} รายการ ช่องที่เหลือเป็นไปได้ {sets} ชุด"),
                format!("{en} prints {printed}; {carried} are placed, and the open cells allow {sets} sets"),
            ),
            RowOutcome::OutsideModel => Text::new(
                format!("ไม่มีชุดยุทธศาสตร์ใดให้จำนวน {printed} รายการที่พิมพ์ไว้ของ{th} วางได้ {carried} รายการ"),
                format!("No set of strategies gives {en} its printed {printed}; {carried} are placed"),
            ),
        }
    }
}

#[cfg(test)]
mod tests;
