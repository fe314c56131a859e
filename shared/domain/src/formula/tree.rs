//! The tree of a formula: what its parts are and how they nest.

use crate::exact::Exact;
use crate::formula::function::Function;
use crate::formula::name::Name;

/// One part of a formula and where it stands: the character (from 1) of a number, name, operator or function.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub column: usize,
    pub kind: Kind,
}

/// What a part is. The parser sees to at least one argument in `Many` and at most nine decimals in `Round`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Number(Exact),
    Variable(Name),
    Negate(Box<Node>),
    Binary(Operator, Box<[Node; 2]>),
    Many(Many, Vec<Node>),
    Abs(Box<Node>),
    Round(Box<Node>, u32),
    /// Part and whole.
    Percent(Box<[Node; 2]>),
}

/// Places do not count: two trees are equal when they calculate the same in the same order.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Node {}

/// Between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    /// As printed; what is typed may also be `*`, `÷` or a true minus.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "×",
            Self::Divide => "/",
        }
    }

    /// Whether it belongs to a sum (binds loosely) or to a product.
    pub fn is_additive(self) -> bool {
        matches!(self, Self::Add | Self::Subtract)
    }
}

/// Functions of any number of arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Many {
    Sum,
    Mean,
    Min,
    Max,
}

impl Many {
    /// The function it is.
    pub fn function(self) -> Function {
        match self {
            Self::Sum => Function::Sum,
            Self::Mean => Function::Mean,
            Self::Min => Function::Min,
            Self::Max => Function::Max,
        }
    }
}
