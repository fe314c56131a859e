//! What is wrong with a formula: at which character, by which rule, and what to write instead.

use std::fmt;

use crate::formula::function::Function;
use crate::formula::name::{Name, NameError};
use crate::formula::parser::{MAX_DEPTH, MAX_NODES, MAX_VARIABLES};
use crate::formula::unit::Unit;

/// Why a text is no formula, or why a formula does not fit its variables. Columns count characters from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    /// Nothing there.
    #[error("the formula is empty: write one such as percent(done, planned)")]
    Empty,
    /// Longer than a formula may be.
    #[error("the formula has {characters} characters as typed or printed: use at most 2,000")]
    TooLong {
        /// How many it has; where it is short enough as typed, how many it has with a blank around each operator.
        characters: usize,
    },
    /// A character of no formula.
    #[error("character {column}: {found} is no part of a formula: use numbers, names, + - × / and parentheses")]
    Character {
        /// Where.
        column: usize,
        /// The character, or its code point where it cannot be seen.
        found: String,
    },
    /// A percent sign, which people read in two ways.
    #[error("character {column}: the percent sign means two things: write percent(part, whole), or 0.05 for 5 %")]
    PercentSign {
        /// Where.
        column: usize,
    },
    /// A number grouped by commas.
    #[error("character {column}: numbers have no thousands commas: write 1200; between arguments write 1, 200")]
    ThousandsComma {
        /// Of the comma.
        column: usize,
    },
    /// A number without digits on both sides of its point, or with two points.
    #[error("character {column}: not a number: write digits on both sides of one point, such as 0.5")]
    NumberForm {
        /// Of the number.
        column: usize,
    },
    /// More digits than are read.
    #[error("character {column}: the number has more than 18 digits before or 9 after the point: shorten it")]
    NumberTooLong {
        /// Of the number.
        column: usize,
    },
    /// Not the name of a variable.
    #[error("character {column}: {error}")]
    Name {
        /// Of the name.
        column: usize,
        /// What is wrong with it.
        error: NameError,
    },
    /// Something else was expected.
    #[error("character {column}: found `{found}`: expected {expected}")]
    Unexpected {
        /// Where.
        column: usize,
        /// What stands there.
        found: String,
        /// What may stand there.
        expected: Expected,
    },
    /// The formula stops where something must follow.
    #[error("character {column}: the formula ends too early: expected {}", Expected::Value)]
    EndsEarly {
        /// One past the last character.
        column: usize,
    },
    /// A parenthesis without its end.
    #[error("the parenthesis opened at character {column} is not closed: add `)`")]
    Unclosed {
        /// Of the innermost `(` that is open.
        column: usize,
    },
    /// A parenthesis without its beginning.
    #[error("the parenthesis closed at character {column} was never opened: add `(` or remove `)`")]
    Unopened {
        /// Of the `)`.
        column: usize,
    },
    /// No such function.
    #[error("character {column}: no function `{name}`: {}", meant(*nearest))]
    UnknownFunction {
        /// Of its name.
        column: usize,
        /// As written, in part.
        name: String,
        /// The one that was probably meant.
        nearest: Option<Function>,
    },
    /// Too few or too many arguments.
    #[error("character {column}: `{}` given {found} arguments: give {}", function.name(), count(*function))]
    Arguments {
        /// Of the function's name.
        column: usize,
        /// Which function.
        function: Function,
        /// How many it was given; counting stops at 101.
        found: usize,
    },
    /// The second argument of `round` is not a written number from 0 to 9.
    #[error("character {column}: the decimals of `round` must be known: write a whole number from 0 to 9")]
    Places {
        /// Of that argument.
        column: usize,
    },
    /// More of something than a formula may have.
    #[error("character {column}: the formula has more than {}: {}", limit.most(), limit.instead())]
    Limit {
        /// Where the limit is passed.
        column: usize,
        /// Of what.
        limit: Limit,
    },
    /// More variables declared than a formula may use.
    #[error("{found} variables are declared: declare at most 50")]
    TooManyDeclared {
        /// How many.
        found: usize,
    },
    /// One name for two variables.
    #[error("the variable `{name}` is declared twice: rename or remove one of them")]
    DeclaredTwice {
        /// Which.
        name: Name,
    },
    /// A name that nobody declared.
    #[error("character {column}: the variable `{name}` is not declared: declare it with label and unit")]
    Undeclared {
        /// Where it is used first.
        column: usize,
        /// Which.
        name: Name,
    },
    /// Operands of different units.
    #[error("character {column}: `{operation}` of {} and {}: {}", brief(left), brief(right), mend(left, right))]
    UnitClash {
        /// Of the operator, `percent`, or the argument that does not fit.
        column: usize,
        /// Which operation.
        operation: &'static str,
        /// Unit of the left operand, the part, or the arguments before.
        left: Unit,
        /// Unit of the other.
        right: Unit,
    },
    /// A result in another unit than declared.
    #[error(
        "character {column}: the formula gives {} but its unit is {}: {}",
        brief(found),
        brief(declared),
        mend(found, declared)
    )]
    ResultUnit {
        /// Of the last operation.
        column: usize,
        /// What the formula gives.
        found: Unit,
        /// What it should give.
        declared: Unit,
    },
}

/// What may stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The beginning of an operand.
    Value,
    /// Between operands.
    Operator,
    /// After an operand in parentheses.
    OperatorOrClose,
    /// After an argument.
    CommaOrClose,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "a number, a name, a function or `(`",
            Self::Operator => "an operator such as + - × /, or the end",
            Self::OperatorOrClose => "an operator such as + - × /, or `)`",
            Self::CommaOrClose => "an operator such as + - × /, `,` or `)`",
        })
    }
}

/// What a formula has only so many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Numbers, names, operators and calls: [`MAX_NODES`].
    Parts,
    /// Operations, or parentheses, calls and minus signs, inside each other: [`MAX_DEPTH`].
    Depth,
    /// Different variables: [`MAX_VARIABLES`].
    Variables,
}

impl Limit {
    /// The limit in English.
    pub(super) fn most(self) -> String {
        match self {
            Self::Parts => format!("{MAX_NODES} numbers, names, operators and calls"),
            Self::Depth => format!("{MAX_DEPTH} operations or parentheses inside each other"),
            Self::Variables => format!("{MAX_VARIABLES} different variables"),
        }
    }

    /// What to do about it, in English.
    pub(super) fn instead(self) -> &'static str {
        match self {
            Self::Parts => "shorten it, or calculate a part of it as a variable of its own",
            Self::Depth => "write long sums as sum(a, b, …) and leave out needless parentheses",
            Self::Variables => "enter figures that are always added as one variable",
        }
    }
}

impl FormulaError {
    /// The character (from 1) it is about; 0 where it is about the whole formula.
    pub fn column(&self) -> usize {
        match self {
            Self::Empty | Self::TooLong { .. } | Self::TooManyDeclared { .. } | Self::DeclaredTwice { .. } => 0,
            Self::Character { column, .. }
            | Self::PercentSign { column }
            | Self::ThousandsComma { column }
            | Self::NumberForm { column }
            | Self::NumberTooLong { column }
            | Self::Name { column, .. }
            | Self::Unexpected { column, .. }
            | Self::EndsEarly { column }
            | Self::Unclosed { column }
            | Self::Unopened { column }
            | Self::UnknownFunction { column, .. }
            | Self::Arguments { column, .. }
            | Self::Places { column }
            | Self::Limit { column, .. }
            | Self::Undeclared { column, .. }
            | Self::UnitClash { column, .. }
            | Self::ResultUnit { column, .. } => *column,
        }
    }
}

/// All functions, for whoever has to choose one.
pub(super) fn all_functions() -> String {
    Function::ALL.map(Function::name).join(", ")
}

/// How many arguments a function takes.
pub(super) fn count(function: Function) -> String {
    let range = function.arguments();
    if range.start() == range.end() {
        range.start().to_string()
    } else {
        format!("{}–{}", range.start(), range.end())
    }
}

/// A unit for a message; products of many variables are cut off.
pub(super) fn brief(unit: &Unit) -> String {
    let text = unit.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}

fn meant(nearest: Option<Function>) -> String {
    match nearest {
        Some(function) => format!("did you mean `{}`? There are {}", function.name(), all_functions()),
        None => format!("use one of {}, or write × to multiply", all_functions()),
    }
}

fn mend(left: &Unit, right: &Unit) -> &'static str {
    if left.is_dimensionless() && right.is_dimensionless() {
        "multiply the share by 100, or use percent(part, whole)"
    } else {
        "nothing is converted, so declare both in one unit"
    }
}
