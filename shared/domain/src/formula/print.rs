//! Writes formulas for readers, with as few parentheses as the tree needs.

use crate::exact::Exact;
use crate::formula::eval::MAX_BITS;
use crate::formula::function::Function;
use crate::formula::name::Name;
use crate::formula::tree::{Kind, Node, Operator};

/// Most binary digits of a figure that is written in full inside an expression.
const MAX_FULL_BITS: u64 = 128;
/// Most binary digits of a figure that is written at all: twice the limit of a calculation, above and below the line.
const MAX_SHOWN_BITS: u64 = 2 * MAX_BITS;

/// How tightly a piece of text holds together; a piece is put in parentheses where its place asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hold {
    /// A fraction or negative figure: stands alone only.
    Loose,
    Sum,
    Product,
    Sign,
    Atom,
}

/// A piece of a formula as text.
pub(super) struct Piece {
    pub text: String,
    hold: Hold,
}

impl Piece {
    /// A name or anything else that no operator can tear apart.
    pub fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), hold: Hold::Atom }
    }

    fn at_least(self, hold: Hold) -> String {
        if self.hold >= hold { self.text } else { format!("({})", self.text) }
    }
}

/// The whole tree; `variable` says what stands for a name.
pub(super) fn tree(node: &Node, variable: &dyn Fn(&Name) -> Piece) -> Piece {
    let inner = |node: &Node| tree(node, variable);
    match &node.kind {
        Kind::Number(value) => Piece::atom(value.to_string()),
        Kind::Variable(name) => variable(name),
        Kind::Negate(operand) => negated(inner(operand)),
        Kind::Binary(operator, operands) => {
            let [left, right] = operands.as_ref();
            joined(*operator, inner(left), inner(right))
        }
        Kind::Many(many, arguments) => called(many.function(), arguments.iter().map(inner)),
        Kind::Abs(operand) => called(Function::Abs, [inner(operand)]),
        Kind::Round(operand, places) => called(Function::Round, [inner(operand), Piece::atom(places.to_string())]),
        Kind::Percent(operands) => called(Function::Percent, operands.iter().map(inner)),
    }
}

/// `-x`
pub(super) fn negated(operand: Piece) -> Piece {
    Piece { text: format!("-{}", operand.at_least(Hold::Sign)), hold: Hold::Sign }
}

/// `a + b`; the right operand of the same rank keeps its parentheses, since `a - (b - c)` is not `a - b - c`.
pub(super) fn joined(operator: Operator, left: Piece, right: Piece) -> Piece {
    let (hold, tighter) = if operator.is_additive() { (Hold::Sum, Hold::Product) } else { (Hold::Product, Hold::Sign) };
    let text = format!("{} {} {}", left.at_least(hold), operator.sign(), right.at_least(tighter));
    Piece { text, hold }
}

/// `sum(a, b)`
pub(super) fn called(function: Function, arguments: impl IntoIterator<Item = Piece>) -> Piece {
    let arguments: Vec<String> = arguments.into_iter().map(|a| a.text).collect();
    Piece::atom(format!("{}({})", function.name(), arguments.join(", ")))
}

/// A figure: in full where it is short enough to read, otherwise `≈` and four decimals; `…` where none calculates it.
pub(super) fn figure(value: &Exact) -> Piece {
    let bits = value.rational().numer().bits() + value.rational().denom().bits();
    let text = if bits <= MAX_FULL_BITS {
        value.to_string()
    } else if bits <= MAX_SHOWN_BITS {
        format!("≈{}", rounded(value))
    } else {
        "…".to_owned()
    };
    let hold = if text.contains('/') || value.is_negative() { Hold::Loose } else { Hold::Atom };
    Piece { text, hold }
}

/// To four decimals, by one division of whole numbers: a formula may ask for hundreds of long figures.
fn rounded(value: &Exact) -> String {
    let (above, below) = (value.rational().numer().magnitude(), value.rational().denom().magnitude());
    let scaled = (above * 20_000_u32 + below) / (below * 2_u32);
    let sign = if value.is_negative() { "-" } else { "" };
    let digits = format!("{:0>5}", scaled.to_string());
    let (whole, decimals) = digits.split_at(digits.len() - 4);
    format!("{sign}{whole}.{decimals}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
