//! A grade table: bands with falling thresholds, for one year, with its source.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::agreement::MAX_TEXT;
use crate::calendar::FiscalYear;
use crate::exact::Exact;
use crate::text::Text;

use super::{GradeError, GradeFileError, Standing};

/// Most bands of a table.
pub const MAX_BANDS: usize = 26;
/// Longest file of a table in bytes.
pub const MAX_TABLE_TEXT: usize = 64 * 1024;
/// Longest grade in characters.
const MAX_GRADE: usize = 10;

/// The name of a grade, for example `A`: 1 to 10 visible characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Grade(String);

/// One grade and the lowest score it is given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The grade.
    pub grade: Grade,
    /// Given from this score on.
    pub at_least: Exact,
}

/// Grades of one fiscal year: at least one band, each once, thresholds falling strictly within 0 to 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "GradeTableDraft", into = "GradeTableDraft")]
pub struct GradeTable(GradeTableDraft);

/// A grade table as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeTableDraft {
    /// The year it is for.
    pub fiscal_year: FiscalYear,
    /// Whether OPDC issued it; everything else only illustrates.
    pub official: bool,
    /// Where the thresholds come from.
    pub source: Text,
    /// Bands, the highest grade first.
    pub bands: Vec<Band>,
}

impl GradeTable {
    /// A table, when it keeps every rule.
    pub fn new(draft: GradeTableDraft) -> Result<Self, GradeError> {
        match draft.defect() {
            Some((_, error)) => Err(error),
            None => Ok(Self(draft)),
        }
    }

    /// Reads the file of a table (TOML, see `data/grades`).
    pub fn from_toml(text: &str) -> Result<Self, GradeFileError> {
        if text.len() > MAX_TABLE_TEXT {
            return Err(GradeFileError { line: 1, error: GradeError::Size(text.len()) });
        }
        let line_at = |offset: usize| 1 + text.bytes().take(offset).filter(|b| *b == b'\n').count();
        let written: File = toml::from_str(text).map_err(|e| GradeFileError {
            line: e.span().map_or(1, |span| line_at(span.start)),
            error: GradeError::File(e.message().chars().take(200).collect::<String>().replace(": ", ", ")),
        })?;
        let lines: Vec<usize> = written.bands.iter().map(|band| line_at(band.span().start)).collect();
        let source_line = line_at(written.source.span().start);
        let draft = GradeTableDraft {
            fiscal_year: written.fiscal_year,
            official: written.official,
            source: written.source.into_inner(),
            bands: written.bands.into_iter().map(toml::Spanned::into_inner).collect(),
        };
        match draft.defect() {
            Some((band, error)) => {
                let whole = if error == GradeError::Source { source_line } else { 1 };
                Err(GradeFileError { line: band.and_then(|i| lines.get(i).copied()).unwrap_or(whole), error })
            }
            None => Ok(Self(draft)),
        }
    }

    /// The year it is for.
    pub fn fiscal_year(&self) -> FiscalYear {
        self.0.fiscal_year
    }

    /// Whether OPDC issued it.
    pub fn is_official(&self) -> bool {
        self.0.official
    }

    /// Where the thresholds come from.
    pub fn source(&self) -> &Text {
        &self.0.source
    }

    /// Bands, the highest grade first.
    pub fn bands(&self) -> &[Band] {
        &self.0.bands
    }

    /// The highest band a score reaches, as it is given: no rounding.
    pub(super) fn standing(&self, score: &Exact) -> Standing {
        match self.bands().iter().find(|band| *score >= band.at_least) {
            Some(band) => Standing::Graded(band.clone()),
            None => {
                Standing::BelowLowest { lowest: self.bands().last().map(|b| b.at_least.clone()).unwrap_or_default() }
            }
        }
    }
}

impl GradeTableDraft {
    /// The first defect, and in which band.
    fn defect(&self) -> Option<(Option<usize>, GradeError)> {
        if self.bands.is_empty() || self.bands.len() > MAX_BANDS {
            return Some((None, GradeError::Count(self.bands.len())));
        }
        let too_long = [&self.source.th, &self.source.en].iter().any(|t| t.chars().count() > MAX_TEXT);
        if self.source.th.trim().is_empty() || too_long {
            return Some((None, GradeError::Source));
        }
        let mut seen = BTreeSet::new();
        let mut above: Option<&Exact> = None;
        for (i, Band { grade, at_least }) in self.bands.iter().enumerate() {
            let (grade_again, value) = (!seen.insert(grade), at_least.clone());
            if grade_again {
                return Some((Some(i), GradeError::Duplicate(grade.clone())));
            }
            if at_least.is_negative() || *at_least > Exact::whole(100) {
                return Some((Some(i), GradeError::Range { grade: grade.clone(), at_least: value }));
            }
            if let Some(above) = above.filter(|above| at_least >= above) {
                return Some((
                    Some(i),
                    GradeError::Order { grade: grade.clone(), at_least: value, above: above.clone() },
                ));
            }
            above = Some(at_least);
        }
        None
    }
}

/// The file, with places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fiscal_year: FiscalYear,
    official: bool,
    source: toml::Spanned<Text>,
    #[serde(default)]
    bands: Vec<toml::Spanned<Band>>,
}

impl TryFrom<GradeTableDraft> for GradeTable {
    type Error = GradeError;
    fn try_from(draft: GradeTableDraft) -> Result<Self, GradeError> {
        Self::new(draft)
    }
}

impl From<GradeTable> for GradeTableDraft {
    fn from(table: GradeTable) -> Self {
        table.0
    }
}

impl Grade {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Grade {
    type Err = GradeError;
    fn from_str(text: &str) -> Result<Self, GradeError> {
        let count = text.chars().take(MAX_GRADE + 1).count();
        let stranger = text.chars().any(|c| c.is_whitespace() || c.is_control());
        if count == 0 || count > MAX_GRADE || stranger {
            return Err(GradeError::Name(text.chars().take(40).collect()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Grade {
    type Error = GradeError;
    fn try_from(text: String) -> Result<Self, GradeError> {
        text.parse()
    }
}

impl From<Grade> for String {
    fn from(grade: Grade) -> Self {
        grade.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped::ILLUSTRATIVE_2555;
    use super::*;
    use crate::explain::Explain;

    fn table(bands: &[(&str, &str)]) -> Result<GradeTable, GradeError> {
        GradeTable::new(GradeTableDraft {
            fiscal_year: FiscalYear::new(2556).unwrap(),
            official: true,
            source: Text::new("หนังสือเวียน", ""),
            bands: bands
                .iter()
                .map(|(g, at)| Band { grade: g.parse().unwrap(), at_least: at.parse().unwrap() })
                .collect(),
        })
    }

    fn code(error: &GradeError) -> &'static str {
        error.explain().code
    }

    #[test]
    fn the_shipped_table_is_not_official_and_has_the_five_grades_of_slide_71() {
        let table = GradeTable::from_toml(ILLUSTRATIVE_2555).unwrap();
        assert_eq!((table.fiscal_year().number(), table.is_official()), (2555, false));
        let bands: Vec<(String, String)> =
            table.bands().iter().map(|b| (b.grade.to_string(), b.at_least.to_string())).collect();
        let expected = [("A", "4.5"), ("B", "3.5"), ("C", "2.5"), ("D", "1.5"), ("E", "1")];
        assert_eq!(bands, expected.map(|(g, at)| (g.to_owned(), at.to_owned())));
        assert!(table.source().th.contains("ไม่ใช่เกณฑ์ทางการ"));
    }

    #[test]
    fn thresholds_fall_strictly_within_the_scores() {
        assert!(table(&[("A", "100"), ("B", "0")]).is_ok());
        for (bands, expected) in [
            (&[][..], "grade-count"),
            (&[("A", "4"), ("B", "4")], "grade-order"),
            (&[("A", "3"), ("B", "4")], "grade-order"),
            (&[("A", "4"), ("A", "3")], "grade-duplicate"),
            (&[("A", "100.0001")], "grade-range"),
            (&[("A", "-0.0001")], "grade-range"),
        ] {
            assert_eq!(table(bands).map_err(|e| code(&e)), Err(expected), "{bands:?}");
        }
        let many = |n: i64| {
            let bands: Vec<(String, String)> = (0..n).map(|i| (format!("G{i}"), (100 - i).to_string())).collect();
            table(&bands.iter().map(|(g, at)| (g.as_str(), at.as_str())).collect::<Vec<_>>())
        };
        assert!(many(26).is_ok());
        assert_eq!(many(27), Err(GradeError::Count(27)));
    }

    #[test]
    fn grades_have_short_visible_names() {
        for good in ["A", "ดีมาก", "A+", &"x".repeat(10)] {
            assert_eq!(good.parse::<Grade>().map(|g| g.as_str().to_owned()), Ok(good.to_owned()));
        }
        for bad in ["", "A B", "A\n", "\u{7}", &"x".repeat(11)] {
            assert!(matches!(bad.parse::<Grade>(), Err(GradeError::Name(_))), "{bad:?}");
        }
    }

    #[test]
    fn a_broken_file_names_the_line() {
        let broken = |from: &str, to: &str| {
            assert_eq!(ILLUSTRATIVE_2555.matches(from).count(), 1, "{from}");
            let e = GradeTable::from_toml(&ILLUSTRATIVE_2555.replace(from, to)).unwrap_err();
            assert_eq!(e.explain().place.row, Some(e.line));
            (e.line, code(&e.error))
        };
        assert_eq!(broken("at_least = 3.5", "at_least = 4.5"), (14, "grade-order"));
        assert_eq!(broken("grade = \"C\"", "grade = \"B\""), (18, "grade-duplicate"));
        assert_eq!(broken("at_least = 1.5", "at_least = \"much\""), (24, "grade-file"));
        assert_eq!(broken("official = false", "official = false\nrules = 1"), (5, "grade-file"));
        assert_eq!(broken("fiscal_year = 2555", "fiscal_year = 2012"), (3, "grade-file"));
        assert_eq!(broken("fiscal_year = 2555", "fiscal_year = "), (3, "grade-file"));
        let th = ILLUSTRATIVE_2555.lines().find(|l| l.starts_with("th =")).unwrap();
        assert_eq!(broken(th, "th = ' '"), (6, "grade-source"));
        let no_bands = ILLUSTRATIVE_2555.split("[[bands]]").next().unwrap();
        assert_eq!(GradeTable::from_toml(no_bands).unwrap_err().error, GradeError::Count(0));
        let padded = |bytes: usize| GradeTable::from_toml(&format!("{ILLUSTRATIVE_2555:\n<bytes$}"));
        let characters = ILLUSTRATIVE_2555.chars().count();
        let room = 65_536 - ILLUSTRATIVE_2555.len() + characters;
        assert!(padded(room).is_ok());
        assert_eq!(padded(room + 1).unwrap_err().error, GradeError::Size(65_537));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_table_or_refused(text in ".{0,90}") {
            let _ = GradeTable::from_toml(&text);
        }
    }

    #[test]
    fn a_source_is_at_most_four_thousand_characters() {
        let with = |th: String, en: String| {
            let draft = GradeTableDraft { source: Text::new(th, en), ..table(&[("A", "4")]).unwrap().into() };
            GradeTable::new(draft).map(|_| ())
        };
        assert_eq!(with("ก".repeat(4_000), "x".repeat(4_000)), Ok(()));
        assert_eq!(with("ก".repeat(4_001), String::new()), Err(GradeError::Source));
        assert_eq!(with("ก".into(), "x".repeat(4_001)), Err(GradeError::Source));
        assert_eq!(with(String::new(), "x".into()), Err(GradeError::Source));
    }

    #[test]
    fn tables_read_what_they_write_and_json_is_checked_too() {
        let table = GradeTable::from_toml(ILLUSTRATIVE_2555).unwrap();
        let json = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<GradeTable>(&json).unwrap(), table);
        assert!(serde_json::from_str::<GradeTable>(&json.replace("\"4.5\"", "\"3.5\"")).is_err());
        assert!(serde_json::from_str::<GradeTable>(&json.replace("\"A\"", "\"\"")).is_err());
    }
}
