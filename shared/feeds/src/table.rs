//! What was read: texts, exact decimals and civil dates in rows and columns.

use ges_domain::exact::Exact;
use ges_domain::ids::Digest;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::FeedError;
use crate::limits::Limits;

/// Begins the canonical bytes of rows, so that their digest is of nothing else.
const CANONICAL: &[u8] = b"ges-feed-rows/1\n";

/// One value. Digits are those of the source; a number beyond 28 digits stays a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text without spaces around it.
    Text(String),
    /// A number, exact.
    Number(Decimal),
    /// A civil date.
    Date(Date),
}

impl Cell {
    /// A text; one of spaces only is empty.
    pub(crate) fn text(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// The digits of a number as a program wrote them, an exponent included. What a decimal cannot hold exactly, such as
    /// `NaN` or 29 digits, stays a text.
    pub(crate) fn number(digits: &str) -> Self {
        let exact = if digits.contains(['e', 'E']) {
            digits.parse::<Exact>().ok().and_then(|value| value.to_decimal())
        } else {
            Decimal::from_str_exact(digits).ok()
        };
        exact.map_or_else(|| Self::text(digits), |value| Self::Number(value.normalize()))
    }

    /// A binary number of a file that knows no other: the shortest text that reads back as the same number, which is
    /// what was typed as long as it had at most 15 digits.
    pub(crate) fn shortest(number: f64) -> Self {
        Self::number(&number.to_string())
    }

    /// `2012-07-04` or `2012-07-04 00:00:00`; a time of day other than midnight leaves a text.
    pub(crate) fn date(text: &str) -> Self {
        match text.parse::<DateTime>() {
            Ok(moment) if moment.time() == Time::midnight() => Self::Date(moment.date()),
            _ => Self::text(text),
        }
    }

    /// As it is shown and compared.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }

    fn canonical(&self, hasher: &mut Sha256) {
        hasher.update([match self {
            Self::Empty => 0,
            Self::Text(_) => 1,
            Self::Number(_) => 2,
            Self::Date(_) => 3,
        }]);
        counted(hasher, &self.shown());
    }
}

fn counted(hasher: &mut Sha256, text: &str) {
    hasher.update((text.len() as u64).to_be_bytes());
    hasher.update(text);
}

/// A table within limits: every row has as many cells as there are columns, and no two columns share a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// For each row its number in the source.
    numbers: Vec<usize>,
}

impl Table {
    /// A table of one's own, rows counted from 1, within the usual limits.
    pub fn new(columns: Vec<String>, rows: Vec<Vec<Cell>>) -> Result<Self, FeedError> {
        let limits = Limits::default();
        let mut builder = Builder::new(&limits, columns)?;
        for (number, row) in (1..).zip(rows) {
            builder.row(number, row)?;
        }
        Ok(builder.finish())
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Rows that are not blank.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The number of each row in its source: the line of a file, otherwise counted from 1.
    pub fn numbers(&self) -> &[usize] {
        &self.numbers
    }

    /// Where a column stands.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The first rows only.
    #[must_use]
    pub fn head(&self, rows: usize) -> Self {
        let rows = rows.min(self.rows.len());
        Self {
            columns: self.columns.clone(),
            rows: self.rows.iter().take(rows).cloned().collect(),
            numbers: self.numbers.iter().take(rows).copied().collect(),
        }
    }

    /// SHA-256 of the canonical bytes of some rows (by their place in [`Table::rows`]): `ges-feed-rows/1`, a line feed,
    /// the number of columns and their names, the number of rows, and each cell as its kind (0 empty, 1 text, 2 number,
    /// 3 date) and its text. Numbers are eight bytes, the greatest first; each text goes after its length in bytes.
    pub fn digest_of(&self, rows: &[usize]) -> Digest {
        let mut hasher = Sha256::new();
        hasher.update(CANONICAL);
        hasher.update((self.columns.len() as u64).to_be_bytes());
        self.columns.iter().for_each(|name| counted(&mut hasher, name));
        let used: Vec<_> = rows.iter().filter_map(|row| self.rows.get(*row)).collect();
        hasher.update((used.len() as u64).to_be_bytes());
        used.into_iter().flatten().for_each(|cell| cell.canonical(&mut hasher));
        Digest(hasher.finalize().into())
    }
}

/// Collects rows and refuses what goes beyond the limits, before it is kept.
pub(crate) struct Builder<'l> {
    limits: &'l Limits,
    table: Table,
    bytes: usize,
}

impl<'l> Builder<'l> {
    /// A table of these columns. A column without a name is called by its place, `#3`.
    pub fn new(limits: &'l Limits, columns: Vec<String>) -> Result<Self, FeedError> {
        if columns.len() > limits.columns {
            return Err(FeedError::TooManyColumns { limit: limits.columns });
        }
        let mut named: Vec<String> = Vec::with_capacity(columns.len());
        for (place, column) in (1..).zip(columns) {
            let name = column.trim();
            if name.chars().nth(limits.cell).is_some() {
                return Err(FeedError::CellTooLong { row: 0, column: format!("#{place}"), limit: limits.cell });
            }
            let name = if name.is_empty() { format!("#{place}") } else { name.to_owned() };
            if named.contains(&name) {
                return Err(FeedError::ColumnTwice { name: name.chars().take(60).collect() });
            }
            named.push(name);
        }
        if named.is_empty() {
            return Err(FeedError::NoColumns);
        }
        let bytes = named.iter().map(String::len).sum();
        Ok(Self { limits, table: Table { columns: named, rows: Vec::new(), numbers: Vec::new() }, bytes })
    }

    /// Adds a row; a blank one is left out, a short one filled up.
    pub fn row(&mut self, number: usize, mut cells: Vec<Cell>) -> Result<(), FeedError> {
        while cells.last() == Some(&Cell::Empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > self.table.columns.len() {
            return Err(FeedError::WideRow { row: number, columns: self.table.columns.len() });
        }
        if self.table.rows.len() >= self.limits.rows {
            return Err(FeedError::TooManyRows { limit: self.limits.rows });
        }
        for (cell, column) in cells.iter().zip(&self.table.columns) {
            if let Cell::Text(text) = cell {
                if text.chars().nth(self.limits.cell).is_some() {
                    return Err(FeedError::CellTooLong {
                        row: number,
                        column: column.chars().take(60).collect(),
                        limit: self.limits.cell,
                    });
                }
                self.bytes = self.bytes.saturating_add(text.len());
            }
        }
        if self.bytes > self.limits.bytes {
            return Err(FeedError::TooManyBytes { limit: self.limits.bytes });
        }
        cells.resize(self.table.columns.len(), Cell::Empty);
        self.table.rows.push(cells);
        self.table.numbers.push(number);
        Ok(())
    }

    pub fn finish(self) -> Table {
        self.table
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn numbers_keep_every_digit_or_stay_texts() {
        let number = |digits: &str| Cell::Number(digits.parse().unwrap());
        for (written, cell) in [
            ("2.50", number("2.5")),
            ("-0.1", number("-0.1")),
            ("1234567890123456789012345678", number("1234567890123456789012345678")),
            ("12345678901234567890123456789.5", text("12345678901234567890123456789.5")),
            ("0.00000000000000000000000000001", text("0.00000000000000000000000000001")),
            ("1e+20", number("100000000000000000000")),
            ("2.5E-7", number("0.00000025")),
            ("NaN", text("NaN")),
            ("1e400", text("1e400")),
            ("", Cell::Empty),
        ] {
            assert_eq!(Cell::number(written), cell, "{written}");
        }
        assert_eq!(Cell::shortest(0.1), number("0.1"));
        assert_eq!(Cell::shortest(987_654_321.125), number("987654321.125"));
        assert_eq!(Cell::shortest(f64::NAN), text("NaN"));
    }

    #[test]
    fn only_midnight_is_a_date() {
        for (written, cell) in [
            ("2025-03-31", Cell::Date(date(2025, 3, 31))),
            ("2025-03-31 00:00:00", Cell::Date(date(2025, 3, 31))),
            ("2025-03-31 10:30:00", text("2025-03-31 10:30:00")),
            ("infinity", text("infinity")),
        ] {
            assert_eq!(Cell::date(written), cell, "{written}");
        }
    }

    #[test]
    fn limits_hold_at_their_boundary() {
        let limits = Limits { rows: 2, columns: 2, bytes: 12, cell: 4, seconds: 1 };
        let columns = |n: usize| (0..n).map(|i| format!("c{i}")).collect::<Vec<_>>();
        assert_eq!(Builder::new(&limits, columns(3)).err(), Some(FeedError::TooManyColumns { limit: 2 }));
        let mut two = Builder::new(&limits, columns(2)).unwrap();
        let long = two.row(5, vec![Cell::Empty, text("กขคงจ")]);
        assert_eq!(long, Err(FeedError::CellTooLong { row: 5, column: "c1".into(), limit: 4 }));
        assert_eq!(two.row(2, vec![text("a"), text("b"), text("c")]), Err(FeedError::WideRow { row: 2, columns: 2 }));
        assert_eq!(two.row(2, vec![text("abcd"), Cell::Empty, Cell::Empty]), Ok(()));
        assert_eq!(two.row(3, vec![Cell::Empty, Cell::Empty]), Ok(()));
        assert_eq!(two.row(4, vec![text("abcd")]), Ok(()));
        assert_eq!(two.row(5, vec![text("a")]), Err(FeedError::TooManyRows { limit: 2 }));
        let table = two.finish();
        assert_eq!((table.rows().len(), table.numbers()), (2, [2, 4].as_slice()));
        assert_eq!(table.rows()[1], [text("abcd"), Cell::Empty]);
        let mut heavy = Builder::new(&limits, columns(2)).unwrap();
        assert_eq!(heavy.row(1, vec![text("ก"), text("ขคง")]), Err(FeedError::TooManyBytes { limit: 12 }));
    }

    #[test]
    fn columns_have_names_of_their_own() {
        let named = |names: &[&str]| {
            Builder::new(&Limits::default(), names.iter().map(ToString::to_string).collect()).map(Builder::finish)
        };
        assert_eq!(named(&[" a ", "", "b"]).unwrap().columns(), ["a", "#2", "b"]);
        assert_eq!(named(&["a", "a "]), Err(FeedError::ColumnTwice { name: "a".into() }));
        assert_eq!(named(&[]), Err(FeedError::NoColumns));
    }

    #[test]
    fn the_digest_is_of_the_rows_and_nothing_else() {
        let table = |rows: Vec<Vec<Cell>>| Table::new(vec!["a".into(), "b".into()], rows).unwrap();
        let one = table(vec![vec![text("x"), text("1")], vec![text("y"), text("2")]]);
        let longer = table(vec![vec![text("z")], vec![text("x"), text("1")], vec![text("y"), text("2")]]);
        assert_eq!(one.digest_of(&[0, 1]), longer.digest_of(&[1, 2]));
        assert_ne!(one.digest_of(&[0, 1]), one.digest_of(&[1, 0]));
        assert_ne!(one.digest_of(&[0]), one.digest_of(&[0, 1]));
        // Cells cannot run into each other, and a text is not a number.
        let glued = table(vec![vec![text("x1"), Cell::Empty]]);
        let number = table(vec![vec![text("x"), Cell::number("1")]]);
        assert_ne!(one.digest_of(&[0]), glued.digest_of(&[0]));
        assert_ne!(one.digest_of(&[0]), number.digest_of(&[0]));
        // Worked out with printf and sha256sum from the description alone.
        let small = Table::new(vec!["a".into()], vec![vec![text("x")]]).unwrap();
        assert_eq!(
            small.digest_of(&[0]).to_string(),
            "616dca50cfd8e5ec4c3efa627167e8e6c8af68a2b99b8692d6a18a149ff2635a"
        );
    }
}
