//! Reads the file of a matrix: every defect with its line, and every row held against its printed counts.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use serde::Deserialize;
use toml::Spanned;

use crate::calendar::FiscalYear;
use crate::text::Text;

use super::super::error::checked_name;
use super::super::{Counted, MAX_SEARCHED, StrategyId};
use super::row::FileAgency;
use super::{Matrix, MatrixDefect, MatrixError, MatrixStrategy};

/// Longest file of a matrix in bytes.
pub const MAX_MATRIX_TEXT: usize = 256 * 1024;
/// Most defects told at once.
pub const MAX_DEFECTS: usize = 100;
/// Most agencies of one matrix: each is searched exactly.
const MAX_ROWS: usize = 100;
/// Most joint indicators of one strategy.
const MAX_PER_STRATEGY: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fiscal_year: FiscalYear,
    source: Spanned<Text>,
    #[serde(default)]
    strategy: Vec<Spanned<FileStrategy>>,
    #[serde(default)]
    agency: Vec<Spanned<FileAgency>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileStrategy {
    id: StrategyId,
    number: NonZeroU16,
    name: Spanned<Text>,
    short: Spanned<Text>,
    indicators: Spanned<u32>,
    #[serde(default)]
    fitting_names: Vec<Spanned<Text>>,
}

/// Defects with the byte they are at.
pub(super) type Found = Vec<(usize, MatrixError)>;

impl Matrix {
    /// Reads a matrix (TOML, see `data/joint`), or tells every defect of it in the order of its lines, at most
    /// [`MAX_DEFECTS`]. Rows are held against their counts once strategies and ids are sound.
    pub fn from_toml(text: &str) -> Result<Self, Vec<MatrixDefect>> {
        let line = |at: usize| 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
        let told = |mut found: Found| -> Vec<MatrixDefect> {
            found.sort_by_key(|(at, _)| *at);
            let one = |(at, error): (usize, MatrixError)| MatrixDefect { line: line(at), error };
            found.into_iter().take(MAX_DEFECTS).map(one).collect()
        };
        if text.len() > MAX_MATRIX_TEXT {
            return Err(told(vec![(0, MatrixError::Size(text.len()))]));
        }
        let file: File = toml::from_str(text).map_err(|e| {
            let why = e.message().chars().take(200).collect::<String>().replace(": ", ", ");
            told(vec![(e.span().map_or(0, |span| span.start), MatrixError::Form(why))])
        })?;
        file.matrix().map_err(told)
    }
}

impl File {
    fn matrix(self) -> Result<Matrix, Found> {
        for (what, found, most) in
            [(Counted::Strategies, self.strategy.len(), MAX_SEARCHED), (Counted::Agencies, self.agency.len(), MAX_ROWS)]
        {
            if found > most {
                return Err(vec![(0, MatrixError::Count { what, found, most })]);
            }
        }
        let mut found = Found::new();
        name(&self.source, "source", &mut found);
        let (mut ids, mut numbers, mut agencies) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for row in &self.strategy {
            let (at, row) = (row.span().start, row.get_ref());
            if !ids.insert(&row.id) || !numbers.insert(row.number) {
                let name = format!("{} {}", row.number, row.id);
                found.push((at, MatrixError::Duplicate { what: Counted::Strategies, name }));
            }
            row.defects(&mut found);
        }
        for row in &self.agency {
            if !agencies.insert(&row.get_ref().id) {
                let name = row.get_ref().id.to_string();
                found.push((row.span().start, MatrixError::Duplicate { what: Counted::Agencies, name }));
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        let strategies: Vec<MatrixStrategy> = self.strategy.into_iter().map(|s| s.into_inner().column()).collect();
        let columns = Columns::new(&strategies);
        let mut agencies = Vec::with_capacity(self.agency.len());
        for row in self.agency {
            let at = row.span().start;
            match row.into_inner().row(at, &columns) {
                Ok(row) => agencies.push(row),
                Err(defects) => found.extend(defects),
            }
        }
        let (fiscal_year, source) = (self.fiscal_year, self.source.into_inner());
        if found.is_empty() { Ok(Matrix { fiscal_year, source, strategies, agencies }) } else { Err(found) }
    }
}

impl FileStrategy {
    fn defects(&self, found: &mut Found) {
        name(&self.name, "strategy.name", found);
        name(&self.short, "strategy.short", found);
        for fitting in &self.fitting_names {
            name(fitting, "strategy.fitting_names", found);
        }
        let count = *self.indicators.get_ref();
        let named = u32::try_from(self.fitting_names.len()).unwrap_or(u32::MAX);
        if !(1..=MAX_PER_STRATEGY).contains(&count) || named > count {
            found.push((self.indicators.span().start, MatrixError::Indicators(self.id.clone())));
        }
    }

    fn column(self) -> MatrixStrategy {
        MatrixStrategy {
            id: self.id,
            number: self.number,
            name: self.name.into_inner(),
            short: self.short.into_inner(),
            indicators: self.indicators.into_inner(),
            fitting_names: self.fitting_names.into_iter().map(Spanned::into_inner).collect(),
        }
    }
}

/// The strategies in the order of their columns; a set of them is a mask with bit *n* for the *n*-th.
pub(super) struct Columns {
    pub ids: Vec<StrategyId>,
    pub counts: Vec<u32>,
}

impl Columns {
    fn new(strategies: &[MatrixStrategy]) -> Self {
        let ordered: BTreeMap<NonZeroU16, &MatrixStrategy> = strategies.iter().map(|s| (s.number, s)).collect();
        Self {
            ids: ordered.values().map(|s| s.id.clone()).collect(),
            counts: ordered.values().map(|s| s.indicators).collect(),
        }
    }

    /// The strategy's own bit; `None` for a strategy that is not declared.
    pub fn bit(&self, id: &StrategyId) -> Option<u32> {
        self.ids.iter().position(|other| other == id).map(|place| 1 << place)
    }

    /// The strategies of a mask, in the order of their columns.
    pub fn of(&self, mask: u32) -> Vec<StrategyId> {
        self.ids.iter().enumerate().filter(|(place, _)| mask >> place & 1 == 1).map(|(_, id)| id.clone()).collect()
    }
}

pub(super) fn name(text: &Spanned<Text>, field: &'static str, found: &mut Found) {
    if checked_name(text.get_ref(), field).is_err() {
        found.push((text.span().start, MatrixError::Name(field)));
    }
}
