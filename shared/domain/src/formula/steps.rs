//! The calculation as a reader follows it by hand: one line for every operation, innermost first.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::exact::Exact;
use crate::formula::eval::{self, Outcome};
use crate::formula::name::Name;
use crate::formula::print::Piece;
use crate::formula::tree::Node;

/// Most steps that are written down.
pub const MAX_STEPS: usize = 200;

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// With figures in place, for example `1846 / 2000`.
    pub expression: String,
    /// What it comes to.
    pub value: Exact,
}

/// A formula, its figures and the way to its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Steps {
    /// The formula as written.
    pub formula: String,
    /// With figures in place of names, for example `1846 / 2000 × 100`; what is missing keeps its name.
    pub substituted: String,
    /// Operations in the order they are done; empty where the formula is a single figure or a value is missing.
    pub steps: Vec<Step>,
    /// Operations beyond [`MAX_STEPS`], done but not written down.
    pub omitted: usize,
    /// The result.
    pub outcome: Outcome,
}

/// Calculates and keeps the steps.
pub(super) fn of(tree: &Node, variables: &[Name], values: &BTreeMap<Name, Exact>) -> (Vec<Step>, usize, Outcome) {
    let (mut steps, mut omitted) = (Vec::new(), 0);
    let mut watch = |written: &dyn Fn() -> Piece, value: &Exact| {
        if steps.len() < MAX_STEPS {
            steps.push(Step { expression: written().text, value: value.clone() });
        } else {
            omitted += 1;
        }
    };
    let outcome = eval::outcome(tree, variables, values, &mut watch);
    (steps, omitted, outcome)
}
