//! Checks a formula against the declared variables and the unit of its result.
//!
//! Units are multiplied and divided like figures; sums, means and extremes need one unit. Plain numbers have no unit,
//! and multiplying or dividing by one may change the scale: what is scaled may be read with or without `ร้อยละ`. So
//! `a / b × 100` is a percentage as well as a number, `a / b` a number only, and `percent(a, b)` a percentage only.

use std::collections::{BTreeMap, BTreeSet};

use crate::explain::{Explain, Explanation, Place};
use crate::formula::error::FormulaError;
use crate::formula::name::Name;
use crate::formula::parser::MAX_VARIABLES;
use crate::formula::tree::{Kind, Node, Operator};
use crate::formula::unit::Unit;
use crate::formula::variable::Variable;
use crate::text::Text;

/// What is allowed but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaWarning {
    /// Declared but not in the formula.
    #[error("the variable `{0}` is declared but the formula does not use it: use it or remove it")]
    Unused(Name),
}

impl Explain for FormulaWarning {
    fn explain(&self) -> Explanation {
        let Self::Unused(name) = self;
        Explanation {
            code: "formula-variable-unused",
            place: Place::field(format!("variable {name}")),
            rule: Text::new(
                format!("มีการประกาศตัวแปร “{name}” แต่สูตรไม่ได้ใช้"),
                format!("the variable `{name}` is declared but the formula does not use it"),
            ),
            remedy: Text::new("กรุณาใช้ตัวแปรนี้ในสูตร หรือลบออก", "use it or remove it"),
        }
    }
}

/// The unit of a part; once scaled by a plain number it stands for itself with any power of `ร้อยละ`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measure {
    pub unit: Unit,
    pub scaled: bool,
}

impl Measure {
    fn declared(unit: &Unit) -> Self {
        Self { unit: unit.clone(), scaled: false }
    }

    fn plain_number() -> Self {
        Self { unit: Unit::one(), scaled: true }
    }

    /// Of a product or quotient; a plain number in it scales the whole.
    fn combined(&self, other: &Self, combine: fn(&Unit, &Unit) -> Unit) -> Self {
        let (unit, scaled) = (combine(&self.unit, &other.unit), self.scaled || other.scaled);
        Self { unit: if scaled { unit.without_percent() } else { unit }, scaled }
    }

    /// What both can be read as, if there is such a unit.
    fn shared(&self, other: &Self) -> Option<Self> {
        let agree = if self.scaled || other.scaled {
            self.unit.without_percent() == other.unit.without_percent()
        } else {
            self.unit == other.unit
        };
        agree.then(|| if self.scaled { other.clone() } else { self.clone() })
    }
}

/// Everything wrong with the formula, in reading order.
pub(super) fn defects(tree: &Node, variables: &[Variable], result: Option<&Unit>) -> Vec<FormulaError> {
    if variables.len() > MAX_VARIABLES {
        return vec![FormulaError::TooManyDeclared { found: variables.len() }];
    }
    let mut checker = Checker { units: BTreeMap::new(), undeclared: BTreeSet::new(), errors: Vec::new() };
    for variable in variables {
        if checker.units.insert(variable.name(), variable.unit()).is_some() {
            checker.errors.push(FormulaError::DeclaredTwice { name: variable.name().clone() });
        }
    }
    if let (Some(found), Some(result)) = (checker.measure(tree), result)
        && found.shared(&Measure::declared(result)).is_none()
    {
        let (found, declared) = (found.unit, result.clone());
        checker.errors.push(FormulaError::ResultUnit { column: tree.column, found, declared });
    }
    checker.errors.sort_by_key(FormulaError::column);
    checker.errors
}

/// Declared variables that the formula does not use, each once.
pub(super) fn warnings(used: &[Name], variables: &[Variable]) -> Vec<FormulaWarning> {
    let unused: Vec<&Name> =
        variables.iter().take(MAX_VARIABLES).map(Variable::name).filter(|name| !used.contains(name)).collect();
    let mut seen = BTreeSet::new();
    unused.into_iter().filter(|name| seen.insert(*name)).map(|name| FormulaWarning::Unused(name.clone())).collect()
}

struct Checker<'a> {
    units: BTreeMap<&'a Name, &'a Unit>,
    undeclared: BTreeSet<Name>,
    errors: Vec<FormulaError>,
}

impl Checker<'_> {
    /// The unit of a part; `None` where a defect below it leaves it open, so that one defect is told once.
    fn measure(&mut self, node: &Node) -> Option<Measure> {
        match &node.kind {
            Kind::Number(_) => Some(Measure::plain_number()),
            Kind::Variable(name) => self.declared(node.column, name),
            Kind::Negate(inner) | Kind::Abs(inner) | Kind::Round(inner, _) => self.measure(inner),
            Kind::Binary(operator, operands) => {
                let [left, right] = operands.as_ref();
                let (left, right) = (self.measure(left), self.measure(right));
                let (left, right) = (left?, right?);
                match operator {
                    Operator::Add | Operator::Subtract => self.equal(node.column, operator.sign(), left, &right),
                    Operator::Multiply => Some(left.combined(&right, Unit::times)),
                    Operator::Divide => Some(left.combined(&right, Unit::per)),
                }
            }
            Kind::Many(many, arguments) => {
                let name = many.function().name();
                let parts: Vec<_> = arguments.iter().map(|a| (a.column, self.measure(a))).collect();
                let complete = parts.iter().all(|(_, part)| part.is_some());
                let mut known = parts.into_iter().filter_map(|(column, part)| part.map(|part| (column, part)));
                let (_, first) = known.next()?;
                let shared = known.try_fold(first, |all, (column, part)| self.equal(column, name, all, &part))?;
                complete.then_some(shared)
            }
            Kind::Percent(operands) => {
                let [part, whole] = operands.as_ref();
                if let (Some(part), Some(whole)) = (self.measure(part), self.measure(whole)) {
                    self.equal(node.column, "percent", part, &whole);
                }
                Some(Measure::declared(&Unit::percent()))
            }
        }
    }

    fn declared(&mut self, column: usize, name: &Name) -> Option<Measure> {
        let unit = self.units.get(name).map(|unit| Measure::declared(unit));
        if unit.is_none() && self.undeclared.insert(name.clone()) {
            self.errors.push(FormulaError::Undeclared { column, name: name.clone() });
        }
        unit
    }

    fn equal(&mut self, column: usize, operation: &'static str, left: Measure, right: &Measure) -> Option<Measure> {
        let shared = left.shared(right);
        if shared.is_none() {
            let (left, right) = (left.unit, right.unit.clone());
            self.errors.push(FormulaError::UnitClash { column, operation, left, right });
        }
        shared
    }
}

/// The unit of a formula whose parts have no defect.
#[cfg(test)]
pub(super) fn unit_of(tree: &Node, variables: &[Variable]) -> Option<Measure> {
    let units = variables.iter().map(|v| (v.name(), v.unit())).collect();
    let mut checker = Checker { units, undeclared: BTreeSet::new(), errors: Vec::new() };
    let measure = checker.measure(tree);
    measure.filter(|_| checker.errors.is_empty())
}
