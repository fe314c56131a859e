//! Calculates formulas exactly; what has no value has a name instead.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::exact::Exact;
use crate::explain::{Explanation, Place};
use crate::formula::function::Function;
use crate::formula::name::Name;
use crate::formula::print::{self, Piece, figure};
use crate::formula::tree::{Kind, Many, Node, Operator};
use crate::text::Text;

/// Most binary digits above and below the line of any figure on the way: some 1,200 decimal digits.
pub const MAX_BITS: u64 = 4_096;

/// What a formula comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The exact value.
    Value(Exact),
    /// Variables without a value, all of them, in order of first use.
    Missing(Vec<Name>),
    /// A divisor, or the whole of a `percent`, is zero: the committee decides (examples: `DENOMINATOR_ZERO`).
    DivisionByZero {
        /// The character (from 1) of the `/` or `percent`.
        column: usize,
        /// The divisor that came to zero, as written.
        expression: String,
    },
    /// A figure on the way has more than [`MAX_BITS`] binary digits above or below the line.
    TooLarge,
}

impl Outcome {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&Exact> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Why there is no value and what to do; `None` where there is one.
    pub fn explanation(&self) -> Option<Explanation> {
        let (code, place, rule, remedy) = match self {
            Self::Value(_) => return None,
            Self::Missing(names) => {
                let list = names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
                (
                    "formula-value-missing",
                    "formula variables".to_owned(),
                    Text::new(format!("ยังไม่มีค่าของตัวแปร {list}"), format!("no value given for {list}")),
                    Text::new("กรุณาบันทึกค่าของตัวแปรให้ครบ", "enter a value for each of them"),
                )
            }
            Self::DivisionByZero { column, expression } => (
                "formula-division-by-zero",
                format!("formula character {column}"),
                Text::new(
                    format!("ตัวหาร {expression} มีค่าเป็น 0 จึงคำนวณตามสูตรไม่ได้"),
                    format!("the divisor {expression} is 0, so the formula has no value"),
                ),
                Text::new(
                    "กรุณาตรวจสอบค่าที่บันทึก หากเป็น 0 จริง ให้คณะกรรมการพิจารณาวินิจฉัย",
                    "check what was entered; if it is really 0, the committee decides",
                ),
            ),
            Self::TooLarge => (
                "formula-value-too-large",
                "formula".to_owned(),
                Text::new(
                    "ค่าระหว่างการคำนวณมีจำนวนหลักเกินกว่าที่ระบบคำนวณได้",
                    "a figure on the way has more digits than are calculated with (about 1,200)",
                ),
                Text::new(
                    "กรุณาตรวจสอบหน่วยของค่าที่บันทึก และลดการคูณซ้อนกันในสูตร",
                    "check the units of what was entered, and multiply fewer values with each other",
                ),
            ),
        };
        Some(Explanation { code, place: Place::field(place), rule, remedy })
    }
}

/// Is told of every operation: how it reads with figures in place, and what it comes to.
pub(super) type Watch<'a> = &'a mut dyn FnMut(&dyn Fn() -> Piece, &Exact);

/// The outcome of a tree whose variables are listed in order of first use.
pub(super) fn outcome(tree: &Node, variables: &[Name], values: &BTreeMap<Name, Exact>, watch: Watch<'_>) -> Outcome {
    let missing: Vec<Name> = variables.iter().filter(|name| !values.contains_key(*name)).cloned().collect();
    if !missing.is_empty() {
        return Outcome::Missing(missing);
    }
    match (Run { values, watch }).value(tree) {
        Ok(value) => Outcome::Value(value),
        Err(state) => state,
    }
}

struct Run<'a> {
    values: &'a BTreeMap<Name, Exact>,
    watch: Watch<'a>,
}

impl Run<'_> {
    fn value(&mut self, node: &Node) -> Result<Exact, Outcome> {
        match &node.kind {
            Kind::Number(value) => Ok(value.clone()),
            Kind::Variable(name) => match self.values.get(name) {
                Some(value) => kept(value.clone()),
                None => Err(Outcome::Missing(vec![name.clone()])),
            },
            Kind::Negate(operand) => {
                let x = self.value(operand)?;
                self.done(-&x, &|| print::negated(figure(&x)))
            }
            Kind::Binary(operator, operands) => {
                let [left, right] = operands.as_ref();
                let (a, b) = (self.value(left)?, self.value(right)?);
                let value = match operator {
                    Operator::Add => &a + &b,
                    Operator::Subtract => &a - &b,
                    Operator::Multiply => &a * &b,
                    Operator::Divide => a.checked_div(&b).ok_or_else(|| by_zero(node, right))?,
                };
                self.done(value, &|| print::joined(*operator, figure(&a), figure(&b)))
            }
            Kind::Many(many, arguments) => {
                let values = arguments.iter().map(|a| self.value(a)).collect::<Result<Vec<_>, _>>()?;
                self.done(over(*many, &values)?, &|| print::called(many.function(), values.iter().map(figure)))
            }
            Kind::Abs(operand) => {
                let x = self.value(operand)?;
                self.done(x.abs(), &|| print::called(Function::Abs, [figure(&x)]))
            }
            Kind::Round(operand, places) => {
                let x = self.value(operand)?;
                let written = || print::called(Function::Round, [figure(&x), Piece::atom(places.to_string())]);
                self.done(x.round_half_up(*places), &written)
            }
            Kind::Percent(operands) => {
                let [part, whole] = operands.as_ref();
                let (a, b) = (self.value(part)?, self.value(whole)?);
                let share = a.checked_div(&b).ok_or_else(|| by_zero(node, whole))?;
                let written = || print::called(Function::Percent, [figure(&a), figure(&b)]);
                self.done(&Exact::whole(100) * &share, &written)
            }
        }
    }

    fn done(&mut self, value: Exact, written: &dyn Fn() -> Piece) -> Result<Exact, Outcome> {
        let value = kept(value)?;
        (self.watch)(written, &value);
        Ok(value)
    }
}

/// The value, if it is small enough to go on with.
fn kept(value: Exact) -> Result<Exact, Outcome> {
    let (above, below) = (value.rational().numer().bits(), value.rational().denom().bits());
    if above.max(below) <= MAX_BITS { Ok(value) } else { Err(Outcome::TooLarge) }
}

fn by_zero(division: &Node, divisor: &Node) -> Outcome {
    let expression = print::tree(divisor, &|name| Piece::atom(name.as_str())).text;
    Outcome::DivisionByZero { column: division.column, expression }
}

fn over(many: Many, values: &[Exact]) -> Result<Exact, Outcome> {
    let total = || values.iter().try_fold(Exact::zero(), |sum, value| kept(&sum + value));
    match many {
        Many::Sum => total(),
        Many::Mean => {
            let count = i64::try_from(values.len()).unwrap_or(i64::MAX);
            Ok(&total()? * &Exact::ratio(1, count).unwrap_or_default())
        }
        Many::Min => Ok(values.iter().min_by(|a, b| order(a, b)).cloned().unwrap_or_default()),
        Many::Max => Ok(values.iter().max_by(|a, b| order(a, b)).cloned().unwrap_or_default()),
    }
}

/// Which is larger, by cross multiplication: comparing two fractions as such descends as deep as they have digits.
fn order(a: &Exact, b: &Exact) -> Ordering {
    let (a, b) = (a.rational(), b.rational());
    (a.numer() * b.denom()).cmp(&(b.numer() * a.denom()))
}
