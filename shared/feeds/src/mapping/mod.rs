//! Which cells stand for which base variable of which indicator, checked when it is written down.

mod apply;
mod error;
mod problem;

use std::collections::BTreeMap;

use ges_domain::calendar::{Era, FiscalYear, Round, StatedBy, YearInput};
use ges_domain::exact::Exact;
use ges_domain::ids::IndicatorNumber;
use ges_domain::score::{Answer, Inputs};
use serde::{Deserialize, Serialize};

pub use apply::{Figure, MAX_MAP_ERRORS, map};
pub use error::MappingError;
pub use problem::{At, MapError, MapProblem};

/// Most rules of a mapping.
pub const MAX_RULES: usize = 1_000;
/// Most conditions of a rule.
pub const MAX_CONDITIONS: usize = 20;
/// Most characters of a column, a path, or the text of a condition.
const MAX_TEXT: usize = 400;

/// A mapping as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenMapping {
    /// The era of all years and dates of the source; a year that does not fit is an error.
    pub era: Era,
    /// Fiscal year of the figures.
    pub fiscal_year: YearFrom,
    /// Round of the figures.
    pub round: RoundFrom,
    /// What becomes of the rows.
    pub rows: Vec<WrittenRule>,
}

/// Where the fiscal year comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum YearFrom {
    /// Always this one, in the mapping's era.
    Fixed(u16),
    /// What this column says in each row.
    Column(String),
}

/// Where the round comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RoundFrom {
    /// Always this one.
    Fixed(Round),
    /// What this column says in each row: 6, 9 or 12.
    Column(String),
}

/// How several rows become one figure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Aggregate {
    /// There must be one row.
    #[default]
    Only,
    /// All rows added up.
    Sum,
    /// The row with the greatest date or number in a column; two such rows are an error.
    Latest {
        /// The column.
        by: String,
    },
}

/// One rule as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenRule {
    /// Rows that count: each named column has exactly this content. All rows when empty.
    #[serde(rename = "where", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub conditions: BTreeMap<String, String>,
    /// Which indicator.
    pub indicator: IndicatorNumber,
    /// Which of its base variables, as [`ges_domain::score::asks`] names them: `value`, `var/NAME`, `part/ID/value`, …
    pub path: String,
    /// The column of the figure.
    pub column: String,
    /// How several rows become one figure.
    #[serde(default)]
    pub aggregate: Aggregate,
    /// Exact factor, for example `0.000001` from baht to million baht.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Exact>,
}

/// A mapping that makes sense in itself; whether the columns are there, a table must show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenMapping", into = "WrittenMapping")]
pub struct Mapping {
    written: WrittenMapping,
    /// The fixed year, its era taken into account.
    year: Option<FiscalYear>,
}

/// A checked rule.
pub type Rule = WrittenRule;

impl Mapping {
    /// As it is written.
    pub fn written(&self) -> &WrittenMapping {
        &self.written
    }

    /// Its rules.
    pub fn rules(&self) -> &[Rule] {
        &self.written.rows
    }
}

impl From<Mapping> for WrittenMapping {
    fn from(mapping: Mapping) -> Self {
        mapping.written
    }
}

impl TryFrom<WrittenMapping> for Mapping {
    type Error = MappingError;

    fn try_from(written: WrittenMapping) -> Result<Self, MappingError> {
        if !(1..=MAX_RULES).contains(&written.rows.len()) {
            return Err(MappingError::Rules);
        }
        let year = match &written.fiscal_year {
            YearFrom::Fixed(year) => {
                let input = YearInput::new(*year, Some((written.era, StatedBy::Source)))?;
                Some(FiscalYear::new(input.buddhist()).map_err(|_| MappingError::Year(*year))?)
            }
            YearFrom::Column(column) => {
                text(0, "fiscal_year", column)?;
                None
            }
        };
        if let RoundFrom::Column(column) = &written.round {
            text(0, "round", column)?;
        }
        for (number, rule) in (1..).zip(&written.rows) {
            check(number, rule)?;
        }
        Ok(Self { written, year })
    }
}

fn text(rule: usize, field: &'static str, text: &str) -> Result<(), MappingError> {
    let good = !text.trim().is_empty() && text.trim() == text && text.chars().nth(MAX_TEXT).is_none();
    if good { Ok(()) } else { Err(MappingError::Text { rule, field }) }
}

fn check(number: usize, rule: &WrittenRule) -> Result<(), MappingError> {
    if rule.conditions.len() > MAX_CONDITIONS {
        return Err(MappingError::Conditions { rule: number });
    }
    for (column, content) in &rule.conditions {
        text(number, "where", column)?;
        text(number, "where", content)?;
    }
    text(number, "column", &rule.column)?;
    text(number, "path", &rule.path)?;
    if let Aggregate::Latest { by } = &rule.aggregate {
        text(number, "aggregate", by)?;
    }
    // The domain itself says which places take a number.
    if !Inputs::default().put(&rule.path, Answer::Number(Exact::one())) {
        return Err(MappingError::Path { rule: number, path: rule.path.chars().take(60).collect() });
    }
    match &rule.scale {
        Some(scale) if scale.is_zero() || scale.is_negative() => Err(MappingError::Scale { rule: number }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Mapping, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_mapping_is_written_as_it_reads() {
        let json = concat!(
            r#"{"era":"buddhist","fiscal_year":{"column":"ปีงบประมาณ"},"round":{"fixed":12},"rows":["#,
            r#"{"where":{"รหัส":"07"},"indicator":"3.1","path":"var/เบิกจ่าย","column":"ยอด","aggregate":"sum","scale":"0.000001"},"#,
            r#"{"indicator":"4","path":"part/4.1/value","column":"ผล","aggregate":{"latest":{"by":"ณ วันที่"}}},"#,
            r#"{"indicator":"5","path":"ratio/2","column":"ผล","aggregate":"only"}]}"#
        );
        assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_rule() {
        let mapping = |era: &str, year: &str, rule: &str| {
            read(&format!(r#"{{"era":"{era}","fiscal_year":{year},"round":{{"fixed":6}},"rows":[{rule}]}}"#))
        };
        let good = r#"{"indicator":"1","path":"value","column":"a"}"#;
        assert!(mapping("buddhist", r#"{"fixed":2568}"#, good).is_ok());
        assert!(mapping("christian", r#"{"fixed":2025}"#, good).is_ok());
        for (era, year, rule, said) in [
            ("buddhist", r#"{"fixed":2025}"#, good, "2025 looks Christian"),
            ("christian", r#"{"fixed":2568}"#, good, "2568 looks Buddhist"),
            ("plain", r#"{"fixed":2568}"#, good, "unknown variant `plain`"),
            ("buddhist", r#"{"column":" "}"#, good, "fiscal_year"),
            ("buddhist", r#"{"fixed":2568}"#, "", "1 to 1,000 rules"),
            ("buddhist", r#"{"fixed":2568}"#, r#"{"indicator":"0","path":"value","column":"a"}"#, "indicator number"),
            ("buddhist", r#"{"fixed":2568}"#, r#"{"indicator":"1","path":"step/3","column":"a"}"#, "rule 1: `step/3`"),
            ("buddhist", r#"{"fixed":2568}"#, r#"{"indicator":"1","path":"ratio/3","column":"a"}"#, "`ratio/3`"),
            ("buddhist", r#"{"fixed":2568}"#, r#"{"indicator":"1","path":"value","column":""}"#, "column"),
            ("buddhist", r#"{"fixed":2568}"#, r#"{"indicator":"1","path":"value","column":"a","scale":0}"#, "factor"),
            (
                "buddhist",
                r#"{"fixed":2568}"#,
                r#"{"indicator":"1","path":"value","column":"a","scale":"-1"}"#,
                "factor",
            ),
            (
                "buddhist",
                r#"{"fixed":2568}"#,
                r#"{"indicator":"1","path":"value","column":"a","x":1}"#,
                "unknown field",
            ),
        ] {
            let refusal = mapping(era, year, rule).unwrap_err();
            assert!(refusal.contains(said), "{era} {year} {rule}: {refusal}");
        }
        assert!(mapping("buddhist", r#"{"fixed":2568}"#, &[good; MAX_RULES].join(",")).is_ok());
        assert!(mapping("buddhist", r#"{"fixed":2568}"#, &[good; MAX_RULES + 1].join(",")).is_err());
    }
}
