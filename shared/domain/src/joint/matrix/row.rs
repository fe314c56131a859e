//! One row of the file of a matrix, held against its two printed counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use crate::ids::OrganisationId;
use crate::text::Text;

use super::super::model::search;
use super::super::{Mark, StrategyId};
use super::file::{Columns, Found, name};
use super::{Certainty, MatrixAgency, MatrixError, Placed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileAgency {
    pub(super) id: OrganisationId,
    name: Spanned<Text>,
    ministry: bool,
    marks: Spanned<Vec<Mark>>,
    strategies: Spanned<u32>,
    indicators: u32,
    #[serde(default)]
    placed: BTreeMap<StrategyId, Spanned<Certainty>>,
    #[serde(default)]
    excluded: Vec<Spanned<StrategyId>>,
    #[serde(default)]
    open: Option<Spanned<FileOpen>>,
    #[serde(default)]
    outside_model: Option<Spanned<Text>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOpen {
    cells: u32,
    candidates: Vec<Spanned<StrategyId>>,
    #[serde(default)]
    likely: Vec<Spanned<StrategyId>>,
}

impl FileAgency {
    /// The row, or every defect of it. `at` is the byte it begins at.
    pub(super) fn row(self, at: usize, columns: &Columns) -> Result<MatrixAgency, Found> {
        let mut found = Found::new();
        name(&self.name, "agency.name", &mut found);
        if let Some(reason) = &self.outside_model {
            name(reason, "agency.outside_model", &mut found);
        }
        self.counts(at, &mut found);
        self.names(columns, &mut found);
        if !found.is_empty() {
            return Err(found);
        }
        let sets = self.sets(at, columns, &mut found);
        if found.is_empty() { Ok(self.agency(columns, &sets)) } else { Err(found) }
    }

    /// Marks and cells are as many as the printed strategies.
    fn counts(&self, at: usize, found: &mut Found) {
        let (agency, printed) = (|| self.id.clone(), *self.strategies.get_ref());
        let marks = self.marks.get_ref().len();
        if u64::try_from(marks) != Ok(printed.into()) {
            found.push((self.marks.span().start, MatrixError::Marks { agency: agency(), marks, printed }));
        }
        let open = self.open.as_ref().map_or(0, |open| open.get_ref().cells);
        let cells = u64::try_from(self.placed.len()).unwrap_or(u64::MAX).saturating_add(open.into());
        if cells != u64::from(printed) {
            let at = self.open.as_ref().map_or(at, |open| open.span().start);
            found.push((at, MatrixError::Cells { agency: agency(), cells, printed }));
        }
    }

    /// Every strategy of the row is declared and stands in one part of it; likely ones are candidates.
    fn names(&self, columns: &Columns, found: &mut Found) {
        let placed = self.placed.iter().map(|(id, certainty)| (certainty.span().start, id));
        let listed = self.excluded.iter().chain(self.candidates()).map(|id| (id.span().start, id.get_ref()));
        let mut seen = BTreeSet::new();
        for (at, strategy) in placed.chain(listed) {
            if columns.bit(strategy).is_none() || !seen.insert(strategy) {
                found.push((at, MatrixError::Strategy { agency: self.id.clone(), strategy: strategy.clone() }));
            }
        }
        let candidates: BTreeSet<&StrategyId> = self.candidates().map(Spanned::get_ref).collect();
        for likely in self.open.iter().flat_map(|open| &open.get_ref().likely) {
            if !candidates.contains(likely.get_ref()) {
                let (agency, strategy) = (self.id.clone(), likely.get_ref().clone());
                found.push((likely.span().start, MatrixError::Likely { agency, strategy }));
            }
        }
    }

    fn candidates(&self) -> impl Iterator<Item = &Spanned<StrategyId>> {
        self.open.iter().flat_map(|open| &open.get_ref().candidates)
    }

    /// Every set of strategies that explains the row, as masks; none where it stands outside the model.
    fn sets(&self, at: usize, columns: &Columns, found: &mut Found) -> Vec<u32> {
        let agency = || self.id.clone();
        let placed: u32 = self.placed.keys().filter_map(|id| columns.bit(id)).sum();
        let excluded: u32 = self.excluded.iter().filter_map(|id| columns.bit(id.get_ref())).sum();
        let by_counts = search(&columns.counts, *self.strategies.get_ref(), self.indicators);
        let fits = |mask: &u32| mask & placed == placed && mask & excluded == 0;
        let fitting: Vec<u32> = by_counts.iter().copied().filter(fits).collect();
        let possible = match &self.outside_model {
            Some(reason) if !by_counts.is_empty() => {
                found.push((reason.span().start, MatrixError::Explained { agency: agency() }));
                return Vec::new();
            }
            None if fitting.is_empty() => {
                found.push((at, MatrixError::NoFit { agency: agency() }));
                return Vec::new();
            }
            // Nothing explains its counts, so nothing that is not ruled out can be left out.
            Some(_) => !excluded,
            None => fitting.iter().fold(0, |all, mask| all | mask),
        };
        self.open_cells_agree(at, &columns.of(possible & !placed), found);
        for strategy in columns.of(forced(&fitting) & !placed) {
            found.push((at, MatrixError::Unplaced { agency: agency(), strategy }));
        }
        self.certainties_agree(&columns.of(forced(&by_counts)), found);
        fitting
    }

    /// The candidates are exactly what the open cells can hold.
    fn open_cells_agree(&self, at: usize, expected: &[StrategyId], found: &mut Found) {
        if self.candidates().map(Spanned::get_ref).collect::<BTreeSet<_>>() != expected.iter().collect() {
            let at = self.open.as_ref().map_or(at, |open| open.span().start);
            let expected = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            found.push((at, MatrixError::Candidates { agency: self.id.clone(), expected }));
        }
    }

    /// Exactly those strategies are called certain that the counts alone force.
    fn certainties_agree(&self, forced: &[StrategyId], found: &mut Found) {
        for (strategy, certainty) in &self.placed {
            if (*certainty.get_ref() == Certainty::Certain) != forced.contains(strategy) {
                let (agency, strategy) = (self.id.clone(), strategy.clone());
                found.push((certainty.span().start, MatrixError::Certainty { agency, strategy }));
            }
        }
    }

    fn agency(self, columns: &Columns, sets: &[u32]) -> MatrixAgency {
        let marks = self.marks.into_inner();
        let placed = |(id, certainty): (StrategyId, Spanned<Certainty>)| {
            let mark = columns.bit(&id).and_then(|bit| mark_of(bit, &marks, sets));
            (id, Placed { certainty: certainty.into_inner(), mark })
        };
        let plain = |ids: Vec<Spanned<StrategyId>>| ids.into_iter().map(Spanned::into_inner).collect();
        let open = self.open.map(Spanned::into_inner).unwrap_or_default();
        MatrixAgency {
            id: self.id,
            name: self.name.into_inner(),
            ministry: self.ministry,
            strategies: self.strategies.into_inner(),
            indicators: self.indicators,
            placed: self.placed.into_iter().map(placed).collect(),
            marks,
            open_cells: open.cells,
            candidates: plain(open.candidates),
            likely: plain(open.likely),
            excluded: plain(self.excluded),
            outside_model: self.outside_model.map(Spanned::into_inner),
            sets: sets.len(),
        }
    }
}

/// What all sets have in common; nothing where there is no set.
fn forced(sets: &[u32]) -> u32 {
    sets.iter().copied().reduce(|all, mask| all & mask).unwrap_or_default()
}

/// The mark of the strategy with this bit, where it is the same in every set: the *n*-th mark stands at the *n*-th
/// strategy of the set.
fn mark_of(bit: u32, marks: &[Mark], sets: &[u32]) -> Option<Mark> {
    let before = |set: &u32| usize::try_from((set & (bit - 1)).count_ones()).ok();
    let mut found = sets.iter().map(|set| before(set).and_then(|before| marks.get(before).copied()));
    let first = found.next()??;
    found.all(|mark| mark == Some(first)).then_some(first)
}
