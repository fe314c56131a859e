//! A table and a mapping become figures, or the whole list of what is wrong.

use std::collections::BTreeMap;

use ges_domain::calendar::{EraRule, FiscalYear, Round, YearInput, parse_date};
use ges_domain::exact::Exact;
use ges_domain::ids::{Digest, IndicatorNumber};
use ges_domain::number::{NumberError, arabic_digits, parse_decimal};
use jiff::civil::{DateTime, Time};
use serde::Serialize;

use super::{Aggregate, At, MapError, MapProblem, Mapping, RoundFrom, Rule, YearFrom};
use crate::table::{Cell, Table};

/// Most errors listed; more than that are one mistake made many times.
pub const MAX_MAP_ERRORS: usize = 1_000;
/// Most columns named in a message.
const SHOWN_COLUMNS: usize = 20;

/// A figure for a base variable, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Fiscal year.
    pub fiscal_year: FiscalYear,
    /// Round.
    pub round: Round,
    /// Indicator.
    pub indicator: IndicatorNumber,
    /// Base variable, as [`ges_domain::score::asks`] names it.
    pub path: String,
    /// The exact value.
    pub value: Exact,
    /// Numbers of the rows it came from, as the source counts them.
    pub rows_used: Vec<usize>,
    /// Digest of those rows, see [`Table::digest_of`].
    pub source_digest: Digest,
}

/// Figures in the order of the rules, then of year and round; either all of them or every error. A rule gives one figure
/// for each year and round that its rows name, and one at least. A row that no rule asks for is passed over.
pub fn map(table: &Table, mapping: &Mapping) -> Result<Vec<Figure>, Vec<MapError>> {
    let mut errors = Vec::new();
    let mut figures: Vec<Figure> = Vec::new();
    // Which rule gave a figure first.
    let mut given = BTreeMap::new();
    for (number, rule) in (1..).zip(mapping.rules()) {
        let mut work = Work { table, mapping, number, rule, errors: &mut errors };
        for figure in work.figures() {
            let key = (figure.fiscal_year, figure.round, figure.indicator.clone(), figure.path.clone());
            if let Some(earlier) = given.get(&key) {
                work.refuse(None, None, MapProblem::Twice { earlier: *earlier });
            } else {
                given.insert(key, number);
                figures.push(figure);
            }
        }
        if errors.len() >= MAX_MAP_ERRORS {
            break;
        }
    }
    if errors.is_empty() { Ok(figures) } else { Err(errors) }
}

/// One rule at work.
struct Work<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    number: usize,
    rule: &'a Rule,
    errors: &'a mut Vec<MapError>,
}

impl Work<'_> {
    fn refuse(&mut self, row: Option<usize>, column: Option<&str>, problem: MapProblem) {
        if self.errors.len() < MAX_MAP_ERRORS {
            let row = row.and_then(|row| self.table.numbers().get(row).copied());
            let at = At { rule: self.number, row, column: column.map(str::to_owned) };
            self.errors.push(MapError { at, problem });
        }
    }

    /// A column's place; a missing one is an error.
    fn column(&mut self, name: &str) -> Option<usize> {
        let place = self.table.column(name);
        if place.is_none() {
            let there: Vec<&str> = self.table.columns().iter().take(SHOWN_COLUMNS).map(String::as_str).collect();
            self.refuse(None, Some(name), MapProblem::NoColumn { there: clip(&there.join(", ")) });
        }
        place
    }

    fn cell(&self, row: usize, column: usize) -> &Cell {
        self.table.rows().get(row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
    }

    fn figures(&mut self) -> Vec<Figure> {
        let (mapping, rule) = (self.mapping, self.rule);
        let mut columns = Vec::new();
        for (name, content) in &rule.conditions {
            columns.push((self.column(name), content.as_str()));
        }
        let value = self.column(&rule.column);
        let year = match &mapping.written().fiscal_year {
            YearFrom::Fixed(_) => None,
            YearFrom::Column(name) => Some((self.column(name), name.as_str())),
        };
        let round = match &mapping.written().round {
            RoundFrom::Fixed(_) => None,
            RoundFrom::Column(name) => Some((self.column(name), name.as_str())),
        };
        let order = match &rule.aggregate {
            Aggregate::Latest { by } => Some((self.column(by), by.as_str())),
            Aggregate::Only | Aggregate::Sum => None,
        };
        let missing = |asked: Option<(Option<usize>, &str)>| asked.is_some_and(|(place, _)| place.is_none());
        let Some(value) = value else { return Vec::new() };
        if columns.iter().any(|(place, _)| place.is_none()) || missing(year) || missing(round) || missing(order) {
            return Vec::new();
        }
        let rows: Vec<usize> = (0..self.table.rows().len())
            .filter(|row| {
                columns.iter().all(|(place, content)| place.is_some_and(|c| fits(self.cell(*row, c), content)))
            })
            .collect();
        if rows.is_empty() {
            self.refuse(None, None, MapProblem::NoRow);
        }
        let groups = self.groups(rows, year, round);
        groups.into_iter().filter_map(|(period, rows)| self.figure(period, rows, value, order)).collect()
    }

    /// Rows by year and round.
    fn groups(
        &mut self,
        rows: Vec<usize>,
        year: Option<(Option<usize>, &str)>,
        round: Option<(Option<usize>, &str)>,
    ) -> BTreeMap<(FiscalYear, Round), Vec<usize>> {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for row in rows {
            let year = match (self.mapping.year, year) {
                (Some(fixed), _) => Some(fixed),
                (None, Some((Some(place), name))) => self.year(row, place, name),
                (None, _) => None,
            };
            let round = match (&self.mapping.written().round, round) {
                (RoundFrom::Fixed(fixed), _) => Some(*fixed),
                (RoundFrom::Column(_), Some((Some(place), name))) => self.round(row, place, name),
                (RoundFrom::Column(_), _) => None,
            };
            if let (Some(year), Some(round)) = (year, round) {
                groups.entry((year, round)).or_default().push(row);
            }
        }
        groups
    }

    fn year(&mut self, row: usize, column: usize, name: &str) -> Option<FiscalYear> {
        let shown = self.cell(row, column).shown();
        let rule = EraRule::Stated(self.mapping.written().era);
        match YearInput::parse(&shown, rule) {
            Ok(year) => year.fiscal().ok(),
            Err(error) => {
                self.refuse(Some(row), Some(name), error.into());
                None
            }
        }
    }

    fn round(&mut self, row: usize, column: usize, name: &str) -> Option<Round> {
        let shown = self.cell(row, column).shown();
        let round = shown.parse().ok();
        if round.is_none() {
            self.refuse(Some(row), Some(name), MapProblem::Round(clip(&shown)));
        }
        round
    }

    fn figure(
        &mut self,
        (fiscal_year, round): (FiscalYear, Round),
        rows: Vec<usize>,
        value: usize,
        order: Option<(Option<usize>, &str)>,
    ) -> Option<Figure> {
        let rule = self.rule;
        let rows = match (&rule.aggregate, order) {
            (Aggregate::Only, _) if rows.len() > 1 => {
                let second = rows.get(1).copied();
                self.refuse(second, Some(&rule.column), MapProblem::SeveralRows { rows: rows.len() });
                return None;
            }
            (Aggregate::Latest { .. }, Some((Some(column), name))) => vec![self.latest(&rows, column, name)?],
            _ => rows,
        };
        let before = self.errors.len();
        let mut sum = Exact::zero();
        for row in &rows {
            match number(self.cell(*row, value)) {
                Ok(number) => sum = &sum + &number,
                Err(problem) => self.refuse(Some(*row), Some(&rule.column), problem),
            }
        }
        if self.errors.len() > before {
            return None;
        }
        let value = rule.scale.as_ref().map_or_else(|| sum.clone(), |scale| &sum * scale);
        if !value.is_keepable() {
            self.refuse(None, Some(&rule.column), MapProblem::TooLong);
            return None;
        }
        let source_digest = self.table.digest_of(&rows);
        let rows_used = rows.iter().filter_map(|row| self.table.numbers().get(*row).copied()).collect();
        let (indicator, path) = (rule.indicator.clone(), rule.path.clone());
        Some(Figure { fiscal_year, round, indicator, path, value, rows_used, source_digest })
    }

    /// The row that is later than all others.
    fn latest(&mut self, rows: &[usize], column: usize, name: &str) -> Option<usize> {
        let era = EraRule::Stated(self.mapping.written().era);
        let mut last: Option<(Moment, Vec<usize>)> = None;
        for row in rows {
            let cell = self.cell(*row, column);
            let moment = moment(cell, era);
            let shown = || MapProblem::Order(clip(&cell.shown()));
            let problem = match (&moment, &last) {
                (None, _) => Some(shown()),
                (Some(moment), Some((other, _))) if !moment.is_like(other) => Some(shown()),
                _ => None,
            };
            if let Some(problem) = problem {
                self.refuse(Some(*row), Some(name), problem);
                return None;
            }
            let moment = moment?;
            match &mut last {
                Some((greatest, holders)) if moment == *greatest => holders.push(*row),
                Some((greatest, _)) if moment < *greatest => {}
                _ => last = Some((moment, vec![*row])),
            }
        }
        let (_, holders) = last?;
        match holders.as_slice() {
            [row] => Some(*row),
            several => {
                let numbers = several.iter().take(10).filter_map(|row| self.table.numbers().get(*row));
                let numbers: Vec<String> = numbers.map(ToString::to_string).collect();
                self.refuse(several.first().copied(), Some(name), MapProblem::Tie(numbers.join(", ")));
                None
            }
        }
    }
}

/// What orders rows; dates and numbers do not compare.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Number(Exact),
    Day(DateTime),
}

impl Moment {
    fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

fn moment(cell: &Cell, era: EraRule) -> Option<Moment> {
    match cell {
        Cell::Empty => None,
        Cell::Number(number) => Some(Moment::Number(Exact::from(*number))),
        Cell::Date(date) => Some(Moment::Day(date.to_datetime(Time::midnight()))),
        Cell::Text(text) => match parse_date(text, era) {
            Ok(date) => Some(Moment::Day(date.to_datetime(Time::midnight()))),
            // `2025-03-31 10:30:00`: ISO like the date alone, so its day must pass the same check.
            Err(_) => match text.get(..10).map(|day| parse_date(day, era)) {
                Some(Ok(_)) => text.parse().ok().map(Moment::Day),
                _ => number(cell).ok().map(Moment::Number),
            },
        },
    }
}

/// Whether a cell has the content a condition asks for. Texts must be the same letter for letter, so that `07` is not
/// `7`; numbers of a database must be equal.
fn fits(cell: &Cell, content: &str) -> bool {
    match cell {
        Cell::Empty => false,
        Cell::Text(text) => text == content,
        Cell::Number(value) => number(&Cell::text(content)).is_ok_and(|asked| asked == Exact::from(*value)),
        Cell::Date(date) => date.to_string() == content,
    }
}

/// The number in a cell. Texts are read as people type them: Thai digits, thousands commas at the thousands.
fn number(cell: &Cell) -> Result<Exact, MapProblem> {
    match cell {
        Cell::Empty => Err(MapProblem::Blank),
        Cell::Number(number) => Ok(Exact::from(*number)),
        Cell::Date(date) => Err(MapProblem::DateForNumber(date.to_string())),
        Cell::Text(text) if text.contains(['%', '％', '٪']) => Err(MapProblem::Percent(clip(text))),
        Cell::Text(text) => match parse_decimal(text) {
            Ok(number) => Ok(Exact::from(number)),
            // Well-formed, with more digits than people type: a database's export.
            Err(NumberError::TooLong(shown)) => {
                let plain = arabic_digits(text).replace([',', '\u{a0}'], "").replace(['\u{2212}', '\u{2013}'], "-");
                plain.parse().map_err(|_| NumberError::TooLong(shown).into())
            }
            Err(error) => Err(error.into()),
        },
    }
}

fn clip(text: &str) -> String {
    text.chars().take(120).collect()
}

#[cfg(test)]
mod tests;
