//! Formulas of indicators (สูตรการคำนวณ): a small, safe, exact language over named variables (domain rules 4.1).
//!
//! ```text
//! sum     = product (("+" | "-") product)*
//! product = factor (("*" | "×" | "/" | "÷") factor)*
//! factor  = "-" factor | "(" sum ")" | number | name | function "(" sum ("," sum)* ")"
//! ```
//!
//! - Numbers are decimals in Arabic or Thai digits, at most 18 before and 9 after the point, without thousands commas.
//! - [`Name`]s are Thai or Latin words. A minus may also be `−` or `–`. A percent sign is refused: it means two things.
//! - Functions are `sum`, `mean`, `min`, `max` (1 to 100 arguments), `abs(x)`, `round(x, n)` (half-up, n written as a
//!   number from 0 to 9) and `percent(part, whole)` = 100 × part / whole.
//! - A formula has at most 2,000 characters, 500 parts, 64 levels and 50 variables, and no figure on the way may have
//!   more than 4,096 binary digits above or below the line. So every formula is calculated in bounded time.
//!
//! Units: addition, subtraction, `sum`, `mean`, `min`, `max` and `percent` need operands of one [`Unit`];
//! multiplication and division combine units; nothing is converted. Plain numbers have no unit, and multiplying or
//! dividing by one may change the scale: `a / b * 100` may be declared as `ร้อยละ` or as `1`, `a / b` as `1` only and
//! `percent(a, b)` as `ร้อยละ` only. `100 - p` is fine where p is in `ร้อยละ`.

mod check;
mod error;
mod eval;
mod explained;
mod function;
mod lexer;
mod name;
mod parser;
mod percents;
mod print;
#[cfg(test)]
mod properties;
mod steps;
#[cfg(test)]
mod tests;
mod tree;
mod unit;
mod variable;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::check::FormulaWarning;
pub use self::error::{Expected, FormulaError, Limit};
pub use self::eval::{MAX_BITS, Outcome};
pub use self::function::{Function, MAX_ARGUMENTS};
pub use self::lexer::{MAX_DECIMALS, MAX_WHOLE_DIGITS};
pub use self::name::{MAX_NAME, Name, NameError};
pub use self::parser::{MAX_DEPTH, MAX_NODES, MAX_VARIABLES};
pub use self::percents::{Operand, Percent};
pub use self::steps::{MAX_STEPS, Step, Steps};
pub use self::unit::{MAX_FACTORS, MAX_POWER, MAX_UNIT, PERCENT, Unit, UnitError};
pub use self::variable::{MAX_LABEL, Variable, VariableError};

use self::print::Piece;
use self::tree::Node;
use crate::exact::Exact;
use crate::text::Text;

/// Most characters of a formula, as typed and as printed.
pub const MAX_SOURCE: usize = 2_000;

/// A formula that can be calculated. Kept in files as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Formula {
    source: String,
    tree: Node,
    variables: Vec<Name>,
}

impl Formula {
    /// Reads a formula; the first defect is told with its place.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let within_limit = |text: &str| match text.chars().count() {
            characters if characters > MAX_SOURCE => Err(FormulaError::TooLong { characters }),
            _ => Ok(()),
        };
        within_limit(text)?;
        let (tree, variables) = parser::parse(text)?;
        let formula = Self { source: text.to_owned(), tree, variables };
        // Printed with a blank around every operator it must still be a formula.
        within_limit(&formula.to_string())?;
        Ok(formula)
    }

    /// As its author wrote it; `Display` gives the canonical form.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its variables in order of first use.
    pub fn variables(&self) -> &[Name] {
        &self.variables
    }

    /// Whether both calculate the same way, however they are written.
    pub fn same_calculation(&self, other: &Self) -> bool {
        self.tree == other.tree
    }

    /// Checks names and units against the declared variables, and the unit of the result where one is given: every
    /// defect in reading order.
    pub fn check(&self, variables: &[Variable], result: Option<&Unit>) -> Result<(), Vec<FormulaError>> {
        let defects = check::defects(&self.tree, variables, result);
        if defects.is_empty() { Ok(()) } else { Err(defects) }
    }

    /// What is allowed but probably not meant: declared variables that it does not use.
    pub fn warnings(&self, variables: &[Variable]) -> Vec<FormulaWarning> {
        check::warnings(&self.variables, variables)
    }

    /// Calculates it exactly. Values of other names are ignored.
    pub fn eval(&self, values: &BTreeMap<Name, Exact>) -> Outcome {
        eval::outcome(&self.tree, &self.variables, values, &mut |_, _| {})
    }

    /// Calculates it and keeps every step for the reader.
    pub fn explain(&self, values: &BTreeMap<Name, Exact>) -> Steps {
        let (steps, omitted, outcome) = steps::of(&self.tree, &self.variables, values);
        Steps { formula: self.source.clone(), substituted: self.substituted(values), steps, omitted, outcome }
    }

    /// Every `percent(part, whole)` in it whose operands have a value, in reading order.
    pub fn percents(&self, values: &BTreeMap<Name, Exact>) -> Vec<Percent> {
        percents::percents(&self.tree, values)
    }

    /// With figures in place of names: `1846 / 2000 × 100`. A missing value keeps its name; a figure too long to read
    /// is rounded to four decimals and marked `≈`.
    pub fn substituted(&self, values: &BTreeMap<Name, Exact>) -> String {
        print::tree(&self.tree, &|name| values.get(name).map_or_else(|| Piece::atom(name.as_str()), print::figure)).text
    }

    /// With labels in place of names: `[ผลการเบิกจ่าย] / [แผนการเบิกจ่าย] × 100`. Undeclared names stay.
    pub fn worded(&self, variables: &[Variable]) -> Text {
        let labels: BTreeMap<&Name, &Text> = variables.iter().map(|v| (v.name(), v.label())).collect();
        let worded = |label: fn(&Text) -> &str| {
            let piece = |name: &Name| match labels.get(name) {
                Some(text) => Piece::atom(format!("[{}]", label(text))),
                None => Piece::atom(name.as_str()),
            };
            print::tree(&self.tree, &piece).text
        };
        Text::new(worded(|text| &text.th), worded(Text::english))
    }
}

/// The canonical form: one spelling of every sign, no needless parentheses. Reads back as the same calculation.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print::tree(&self.tree, &|name| Piece::atom(name.as_str())).text)
    }
}

impl TryFrom<String> for Formula {
    type Error = FormulaError;
    fn try_from(text: String) -> Result<Self, FormulaError> {
        Self::parse(&text)
    }
}

impl From<Formula> for String {
    fn from(formula: Formula) -> Self {
        formula.source
    }
}
