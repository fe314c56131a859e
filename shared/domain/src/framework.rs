//! Evaluation frameworks as data: a tree of dimensions, issues and indicators per organisation kind and year.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::FiscalYear;
use crate::ids::IndicatorNumber;
use crate::organisation::OrganisationKind;
use crate::text::Text;

/// A framework; it changes every year, so it is a file, never code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Stable id, for example `departments-2555`.
    pub id: String,
    /// Version of this file, from 1.
    pub version: u32,
    /// Name.
    pub name: Text,
    /// Who is evaluated by it.
    pub organisation_kind: OrganisationKind,
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Where it was taken from, for example deck slides.
    pub source: String,
    /// The upper level.
    pub nodes: Vec<Node>,
}

/// One dimension, issue or indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Indicators have numbers; dimensions and issues need not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<IndicatorNumber>,
    /// Name.
    pub name: Text,
    /// Weight in percent of the whole; null where the source does not give it.
    #[serde(default)]
    pub weight: Option<Decimal>,
    /// Host agency that writes the definition and assesses.
    #[serde(default)]
    pub host: Text,
    /// Below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

/// What is wrong with a framework.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkError {
    /// Not a framework file at all.
    #[error("not a framework file: {0}")]
    Malformed(String),
    /// Children do not add up to their parent.
    #[error("`{parent}` weighs {weight} but its parts add up to {sum}: correct the weights")]
    Sum {
        /// Thai name of the parent.
        parent: String,
        /// What it should be.
        weight: Decimal,
        /// What its children give.
        sum: Decimal,
    },
    /// One number given twice.
    #[error("indicator number {0} is given twice: every number stands once in a framework")]
    Duplicate(IndicatorNumber),
}

impl Framework {
    /// Reads a framework file (JSON) and checks its sums and numbers.
    pub fn from_json(text: &str) -> Result<Self, FrameworkError> {
        let framework: Self = serde_json::from_str(text).map_err(|e| FrameworkError::Malformed(e.to_string()))?;
        framework.check()?;
        Ok(framework)
    }

    /// Checks that weights add up on every level (to 100 at the top) and that numbers are unique.
    pub fn check(&self) -> Result<(), FrameworkError> {
        sums(&self.name.th, Some(Decimal::ONE_HUNDRED), &self.nodes)?;
        let mut seen = std::collections::BTreeSet::new();
        for number in self.indicators().into_iter().filter_map(|n| n.number.clone()) {
            if !seen.insert(number.clone()) {
                return Err(FrameworkError::Duplicate(number));
            }
        }
        Ok(())
    }

    /// Every node that has a number, in the order of the tree.
    pub fn indicators(&self) -> Vec<&Node> {
        let mut out = Vec::new();
        collect(&self.nodes, &mut out);
        out
    }
}

fn collect<'a>(nodes: &'a [Node], out: &mut Vec<&'a Node>) {
    for node in nodes {
        if node.number.is_some() {
            out.push(node);
        }
        collect(&node.children, out);
    }
}

fn sums(parent: &str, weight: Option<Decimal>, children: &[Node]) -> Result<(), FrameworkError> {
    let sum: Option<Decimal> = children.iter().map(|n| n.weight).sum();
    if let (Some(weight), Some(sum)) = (weight, sum)
        && !children.is_empty()
        && weight != sum
    {
        return Err(FrameworkError::Sum { parent: parent.to_owned(), weight, sum });
    }
    children.iter().try_for_each(|n| sums(&n.name.th, n.weight, &n.children))
}

/// The frameworks that come with the product.
pub mod shipped {
    use super::{Framework, FrameworkError};

    /// Departments, fiscal year 2555 (deck slides 13, 17, 18).
    pub const DEPARTMENTS_2555: &str = include_str!("../data/frameworks/departments-2555.json");
    /// Provinces, fiscal year 2555 (deck slides 14, 20, 21).
    pub const PROVINCES_2555: &str = include_str!("../data/frameworks/provinces-2555.json");

    /// All of them, checked.
    pub fn all() -> Result<Vec<Framework>, FrameworkError> {
        [DEPARTMENTS_2555, PROVINCES_2555].into_iter().map(Framework::from_json).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_frameworks_add_up() {
        let all = shipped::all().unwrap();
        let counts: Vec<(String, usize)> = all.iter().map(|f| (f.id.clone(), f.indicators().len())).collect();
        assert_eq!(counts, [("departments-2555".to_owned(), 14), ("provinces-2555".to_owned(), 15)]);
    }

    #[test]
    fn a_broken_sum_or_a_number_given_twice_is_refused() {
        let mut f = Framework::from_json(shipped::DEPARTMENTS_2555).unwrap();
        f.nodes[0].weight = Some(Decimal::from(71));
        assert!(matches!(f.check(), Err(FrameworkError::Sum { .. })));
        let mut f = Framework::from_json(shipped::PROVINCES_2555).unwrap();
        let twin = f.nodes[3].children[0].number.clone();
        f.nodes[2].children[0].number.clone_from(&twin);
        assert!(matches!(f.check(), Err(FrameworkError::Duplicate(n)) if Some(&n) == twin.as_ref()));
    }
}
