//! Builds the tree of a formula. Depth is counted before every descent, so no text can exhaust the stack.

use crate::exact::Exact;
use crate::formula::error::{Expected, FormulaError, Limit};
use crate::formula::function::{Function, MAX_ARGUMENTS};
use crate::formula::lexer::{MAX_DECIMALS, Sign, Token, tokens};
use crate::formula::name::{Name, clip};
use crate::formula::tree::{Kind, Many, Node, Operator};

/// Most parts of a formula: numbers, variables, operators, calls.
pub const MAX_NODES: usize = 500;
/// Most levels of the tree, and most parentheses, calls and minus signs open at one place.
pub const MAX_DEPTH: usize = 64;
/// Most different variables.
pub const MAX_VARIABLES: usize = 50;

/// A tree and its levels.
type Built = (Node, usize);

/// The tree of a formula and its variables in order of first use.
pub(super) fn parse(text: &str) -> Result<(Node, Vec<Name>), FormulaError> {
    let source: Vec<char> = text.chars().collect();
    let tokens = tokens(&source)?;
    if tokens.is_empty() {
        return Err(FormulaError::Empty);
    }
    let mut parser = Parser { source, tokens, at: 0, open: Vec::new(), nodes: 0, variables: Vec::new() };
    let (tree, _) = parser.sum()?;
    match parser.peek() {
        Some(_) => Err(parser.unexpected(Expected::Operator)),
        None => Ok((tree, parser.variables)),
    }
}

struct Parser {
    source: Vec<char>,
    tokens: Vec<Token>,
    at: usize,
    /// Columns of the parentheses, minus signs and calls that the place lies in; a minus sign opens no parenthesis.
    open: Vec<Opened>,
    nodes: usize,
    variables: Vec<Name>,
}

#[derive(Clone, Copy)]
enum Opened {
    Parenthesis(usize),
    Minus,
}

impl Parser {
    /// `product (("+" | "-") product)*`
    fn sum(&mut self) -> Result<Built, FormulaError> {
        let mut left = self.product()?;
        while let Some((column, operator)) = self.accept_operator(Operator::is_additive) {
            let right = self.product()?;
            left = self.binary(column, operator, left, right)?;
        }
        Ok(left)
    }

    /// `factor (("*" | "/") factor)*`
    fn product(&mut self) -> Result<Built, FormulaError> {
        let mut left = self.factor()?;
        while let Some((column, operator)) = self.accept_operator(|o| !o.is_additive()) {
            let right = self.factor()?;
            left = self.binary(column, operator, left, right)?;
        }
        Ok(left)
    }

    /// `"-" factor | "(" sum ")" | number | name | function "(" sum ("," sum)* ")"`
    fn factor(&mut self) -> Result<Built, FormulaError> {
        let Some(token) = self.peek().cloned() else { return Err(self.unexpected(Expected::Value)) };
        let column = token.column;
        match token.sign {
            Sign::Operator(Operator::Subtract) => {
                self.at += 1;
                self.enter(column, Opened::Minus)?;
                let inner = self.factor()?;
                self.open.pop();
                self.node(column, inner.1, Kind::Negate(Box::new(inner.0)))
            }
            Sign::Open => {
                self.at += 1;
                self.enter(column, Opened::Parenthesis(column))?;
                let inner = self.sum()?;
                self.close(Expected::OperatorOrClose)?;
                Ok(inner)
            }
            Sign::Number(value) => {
                self.at += 1;
                self.node(column, 0, Kind::Number(value))
            }
            Sign::Word(word) => {
                self.at += 1;
                match self.peek() {
                    Some(Token { sign: Sign::Open, column: open, .. }) => self.call(column, *open, &word),
                    _ => self.variable(column, &word),
                }
            }
            Sign::Operator(_) | Sign::Close | Sign::Comma => Err(self.unexpected(Expected::Value)),
        }
    }

    fn variable(&mut self, column: usize, word: &str) -> Result<Built, FormulaError> {
        let name = Name::new(word).map_err(|error| FormulaError::Name { column, error })?;
        if !self.variables.contains(&name) {
            if self.variables.len() == MAX_VARIABLES {
                return Err(FormulaError::Limit { column, limit: Limit::Variables });
            }
            self.variables.push(name.clone());
        }
        self.node(column, 0, Kind::Variable(name))
    }

    fn call(&mut self, column: usize, open: usize, word: &str) -> Result<Built, FormulaError> {
        let Some(function) = Function::find(word) else {
            return Err(FormulaError::UnknownFunction { column, name: clip(word), nearest: Function::nearest(word) });
        };
        self.at += 1;
        self.enter(open, Opened::Parenthesis(open))?;
        let mut arguments = Vec::new();
        if !matches!(self.peek(), Some(Token { sign: Sign::Close, .. })) {
            arguments.push(self.sum()?);
            while let Some(Token { sign: Sign::Comma, .. }) = self.peek() {
                self.at += 1;
                if arguments.len() == MAX_ARGUMENTS {
                    return Err(FormulaError::Arguments { column, function, found: MAX_ARGUMENTS + 1 });
                }
                arguments.push(self.sum()?);
            }
        }
        self.close(Expected::CommaOrClose)?;
        let height = arguments.iter().map(|(_, height)| *height).max().unwrap_or(0);
        let arguments: Vec<Node> = arguments.into_iter().map(|(node, _)| node).collect();
        self.node(column, height, called(column, function, arguments)?)
    }

    fn binary(&mut self, column: usize, operator: Operator, left: Built, right: Built) -> Result<Built, FormulaError> {
        self.node(column, left.1.max(right.1), Kind::Binary(operator, Box::new([left.0, right.0])))
    }

    /// A part above parts of `height` levels.
    fn node(&mut self, column: usize, height: usize, kind: Kind) -> Result<Built, FormulaError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(FormulaError::Limit { column, limit: Limit::Parts });
        }
        if height >= MAX_DEPTH {
            return Err(FormulaError::Limit { column, limit: Limit::Depth });
        }
        Ok((Node { column, kind }, height + 1))
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn accept_operator(&mut self, fits: impl Fn(Operator) -> bool) -> Option<(usize, Operator)> {
        match self.peek() {
            Some(Token { column, sign: Sign::Operator(operator), .. }) if fits(*operator) => {
                let found = (*column, *operator);
                self.at += 1;
                Some(found)
            }
            _ => None,
        }
    }

    fn enter(&mut self, column: usize, opened: Opened) -> Result<(), FormulaError> {
        if self.open.len() == MAX_DEPTH {
            return Err(FormulaError::Limit { column, limit: Limit::Depth });
        }
        self.open.push(opened);
        Ok(())
    }

    fn close(&mut self, expected: Expected) -> Result<(), FormulaError> {
        if !matches!(self.peek(), Some(Token { sign: Sign::Close, .. })) {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        self.open.pop();
        Ok(())
    }

    /// What is wrong with the token that comes next: a parenthesis without its partner is named first.
    fn unexpected(&self, expected: Expected) -> FormulaError {
        let innermost = self.open.iter().rev().find_map(|opened| match opened {
            Opened::Parenthesis(column) => Some(*column),
            Opened::Minus => None,
        });
        match (self.peek(), innermost) {
            (None, Some(column)) if expected != Expected::Value => FormulaError::Unclosed { column },
            (None, _) => FormulaError::EndsEarly { column: self.source.len() + 1 },
            (Some(Token { sign: Sign::Close, column, .. }), None) => FormulaError::Unopened { column: *column },
            (Some(token), _) => {
                let found: String = self.source.iter().skip(token.column - 1).take(token.length).collect();
                FormulaError::Unexpected { column: token.column, found: clip(&found), expected }
            }
        }
    }
}

/// A call with the right number of arguments.
fn called(column: usize, function: Function, arguments: Vec<Node>) -> Result<Kind, FormulaError> {
    let found = arguments.len();
    let wrong = |_| FormulaError::Arguments { column, function, found };
    if !function.arguments().contains(&found) {
        return Err(FormulaError::Arguments { column, function, found });
    }
    Ok(match function {
        Function::Sum => Kind::Many(Many::Sum, arguments),
        Function::Mean => Kind::Many(Many::Mean, arguments),
        Function::Min => Kind::Many(Many::Min, arguments),
        Function::Max => Kind::Many(Many::Max, arguments),
        Function::Abs => {
            let [inner] = <[Node; 1]>::try_from(arguments).map_err(wrong)?;
            Kind::Abs(Box::new(inner))
        }
        Function::Percent => Kind::Percent(Box::new(<[Node; 2]>::try_from(arguments).map_err(wrong)?)),
        Function::Round => {
            let [inner, places] = <[Node; 2]>::try_from(arguments).map_err(wrong)?;
            Kind::Round(Box::new(inner), decimals(&places)?)
        }
    })
}

/// The second argument of `round`: written as a number, so that nobody can make it large.
fn decimals(places: &Node) -> Result<u32, FormulaError> {
    let written = if let Kind::Number(value) = &places.kind { Exact::to_whole(value) } else { None };
    let most = u32::try_from(MAX_DECIMALS).unwrap_or(0);
    written
        .and_then(|n| u32::try_from(n).ok())
        .filter(|n| *n <= most)
        .ok_or(FormulaError::Places { column: places.column })
}
