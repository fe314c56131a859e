//! Reading data files: TOML with the line of every value, and every defect at once.

mod nearest;
mod problem;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use nearest::nearest;
pub(crate) use problem::explained;
#[cfg(test)]
pub(crate) use problem::tests as problem_tests;
pub use problem::{FileProblem, Kind};

use super::MAX_TEXT;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Largest file in bytes; the largest shipped one has under 20,000.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// Most defects told of one file.
pub const MAX_DEFECTS: usize = 100;
/// Most lines with syntax errors told: after an open bracket every further line is one, and helps nobody.
const MAX_SYNTAX: usize = 10;

/// What is wrong at one place of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, `{field}`: {problem}")]
pub struct Defect<P> {
    /// Line, from 1.
    pub line: usize,
    /// Key, with the entry it stands in, for example `node 1.1 weight`; empty for the file as a whole.
    pub field: String,
    /// What.
    pub problem: P,
}

impl<P: Explain> Explain for Defect<P> {
    fn explain(&self) -> Explanation {
        Explanation { place: Place::line(self.line, self.field.clone()), ..self.problem.explain() }
    }
}

/// A file being read: what was found wrong in it so far.
pub(crate) struct Sheet<P> {
    /// Offset at which each line begins.
    lines: Vec<usize>,
    found: Vec<Defect<P>>,
}

/// One table of a file, from which values are taken by key.
pub(crate) struct Fields<'i> {
    /// Line of its head.
    pub line: usize,
    /// What messages call it, for example `node 1.1`; empty at the top of the file.
    pub name: String,
    values: BTreeMap<String, Spanned<DeValue<'i>>>,
    lines: BTreeMap<String, usize>,
    told: BTreeSet<String>,
}

impl Fields<'_> {
    /// Line of a key, or of the table where the key is not given.
    pub fn line_of(&self, key: &str) -> usize {
        self.lines.get(key).copied().unwrap_or(self.line)
    }

    /// Whether the key is given.
    pub fn has(&self, key: &str) -> bool {
        self.lines.contains_key(key)
    }

    /// Whether something wrong was told of the key.
    pub fn is_told(&self, key: &str) -> bool {
        self.told.contains(key)
    }

    /// What messages call the key.
    pub fn field(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{} {key}", self.name) }
    }
}

impl<P: From<FileProblem>> Sheet<P> {
    /// Parses the text; syntax errors are all that is told of a file that has them.
    pub fn open(text: &str) -> Result<(Self, DeTable<'_>), Vec<Defect<P>>> {
        let mut sheet = Self { lines: vec![0], found: Vec::new() };
        if text.len() > MAX_FILE_BYTES {
            sheet.report(1, "", FileProblem::TooLarge(text.len()));
            return sheet.finish(None);
        }
        sheet.lines.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1));
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut told: Vec<(usize, &str)> =
            errors.iter().map(|e| (sheet.line_at(e.span().map_or(0, |span| span.start)), e.message())).collect();
        told.sort_by_key(|(line, _)| *line);
        told.dedup_by_key(|(line, _)| *line);
        for (line, reason) in told.into_iter().take(MAX_SYNTAX) {
            sheet.report(line, "", FileProblem::Syntax(reason.chars().take(200).collect()));
        }
        if errors.is_empty() { Ok((sheet, table.into_inner())) } else { sheet.finish(None) }
    }

    /// The value if nothing was found wrong, otherwise everything that was, by line.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<T, Vec<Defect<P>>> {
        self.found.sort_by_key(|d| d.line);
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(self.found),
        }
    }

    /// Notes a defect; beyond [`MAX_DEFECTS`] nothing more is noted.
    pub fn report(&mut self, line: usize, field: impl Into<String>, problem: impl Into<P>) {
        if !self.is_full() {
            self.found.push(Defect { line, field: field.into(), problem: problem.into() });
        }
    }

    fn is_full(&self) -> bool {
        self.found.len() >= MAX_DEFECTS
    }

    /// Notes a defect of one key; of each key only the first is told.
    pub fn complain(&mut self, fields: &mut Fields<'_>, key: &str, problem: impl Into<P>) {
        if fields.told.insert(key.to_owned()) {
            self.report(fields.line_of(key), fields.field(key), problem);
        }
    }

    /// Line of an offset.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).max(1)
    }

    /// A table whose keys are all known; an unknown one is told together with the nearest known.
    pub fn fields<'i>(&mut self, table: DeTable<'i>, line: usize, name: &str, known: &[&str]) -> Fields<'i> {
        let mut fields = self.free_fields(table, line, name);
        let strangers: Vec<String> = fields.values.keys().filter(|k| !known.contains(&k.as_str())).cloned().collect();
        for key in strangers {
            fields.values.remove(&key);
            if !self.is_full() {
                let shown: String = key.chars().take(40).collect();
                let nearest = nearest(&shown, known.iter().copied()).map(str::to_owned);
                self.report(
                    fields.line_of(&key),
                    fields.field(&shown),
                    FileProblem::UnknownKey { key: shown, nearest, known: known.join(", ") },
                );
            }
        }
        fields
    }

    /// A table whose keys the file itself chooses.
    pub fn free_fields<'i>(&self, table: DeTable<'i>, line: usize, name: &str) -> Fields<'i> {
        let (mut values, mut lines) = (BTreeMap::new(), BTreeMap::new());
        for (key, value) in table {
            lines.insert(key.get_ref().to_string(), self.line_at(key.span().start));
            values.insert(key.into_inner().into_owned(), value);
        }
        Fields { line, name: name.to_owned(), values, lines, told: BTreeSet::new() }
    }
}

/// What is wrong with words: Thai must be there, and neither language be longer than is kept.
pub(crate) fn unfit(words: &Text) -> Option<FileProblem> {
    if words.th.trim().is_empty() {
        return Some(FileProblem::EmptyText);
    }
    too_long(&words.th).or_else(|| too_long(&words.en))
}

/// No text is longer than is kept.
pub(crate) fn too_long(text: &str) -> Option<FileProblem> {
    text.chars().nth(MAX_TEXT).map(|_| FileProblem::LongText)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let (sheet, _) = Sheet::<FileProblem>::open("a = 1\nb = 2\r\nc = 3").unwrap();
        for (offset, line) in [(0, 1), (5, 1), (6, 2), (12, 2), (13, 3), (99, 3)] {
            assert_eq!(sheet.line_at(offset), line, "{offset}");
        }
    }

    #[test]
    fn syntax_errors_and_size_are_told_before_anything_else() {
        let lines = |text: &str| -> Vec<usize> {
            Sheet::<FileProblem>::open(text).map(|_| ()).unwrap_err().iter().map(|d| d.line).collect()
        };
        assert_eq!(lines("a = 1\nb = \nc = 3\nc = 4\n"), [2, 4]);
        let open = lines(&format!("a = [\n{}", "b = 1\n".repeat(30)));
        assert_eq!((open.len(), open[0]), (MAX_SYNTAX, 2));
        let just_fits = format!("a = 1\n#{}", "x".repeat(MAX_FILE_BYTES - 7));
        assert!(Sheet::<FileProblem>::open(&just_fits).is_ok());
        let defects = Sheet::<FileProblem>::open(&format!("{just_fits}x")).map(|_| ()).unwrap_err();
        assert_eq!(
            defects,
            [Defect { line: 1, field: String::new(), problem: FileProblem::TooLarge(MAX_FILE_BYTES + 1) }]
        );
    }

    #[test]
    fn no_more_than_a_hundred_defects_are_told() {
        let text: String = (0..150).map(|i| format!("k{i} = 1\n")).collect::<Vec<_>>().concat();
        let (mut sheet, table) = Sheet::<FileProblem>::open(&text).unwrap();
        sheet.fields(table, 1, "", &["known"]);
        assert_eq!(sheet.finish(Some(())).unwrap_err().len(), MAX_DEFECTS);
    }
}
