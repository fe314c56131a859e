//! Weights of a framework: fixed, within a range, or not given; as shares of the whole or internal to their parent.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Node;
use super::tree::preorder;
use crate::exact::Exact;

/// A range within which a weight is fixed at negotiation, for example 30 to 50 (domain rules 1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[Decimal; 2]", into = "[Decimal; 2]")]
pub struct WeightRange {
    low: Decimal,
    high: Decimal,
}

/// Why two weights are no range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightRangeError {
    /// The first is not below the second.
    #[error("a range from {low} to {high} does not rise: write the smaller weight first, or one weight if it is fixed")]
    Order {
        /// As given first.
        low: Decimal,
        /// As given second.
        high: Decimal,
    },
    /// An end outside 0 to 100.
    #[error("weight {0} is not above 0 and at most 100: correct the range")]
    Outside(Decimal),
}

impl WeightRange {
    /// From the lowest to the highest weight that may be agreed; both above 0 and at most 100.
    pub fn new(low: Decimal, high: Decimal) -> Result<Self, WeightRangeError> {
        if let Some(off) = [low, high].into_iter().find(|w| !is_weight(*w)) {
            return Err(WeightRangeError::Outside(off));
        }
        if low >= high {
            return Err(WeightRangeError::Order { low, high });
        }
        Ok(Self { low, high })
    }

    /// Lowest weight that may be agreed.
    pub fn low(&self) -> Decimal {
        self.low
    }

    /// Highest.
    pub fn high(&self) -> Decimal {
        self.high
    }
}

impl TryFrom<[Decimal; 2]> for WeightRange {
    type Error = WeightRangeError;
    fn try_from([low, high]: [Decimal; 2]) -> Result<Self, WeightRangeError> {
        Self::new(low, high)
    }
}

impl From<WeightRange> for [Decimal; 2] {
    fn from(range: WeightRange) -> Self {
        [range.low, range.high]
    }
}

/// Whether a weight is above 0 and at most 100.
pub(super) fn is_weight(weight: Decimal) -> bool {
    weight > Decimal::ZERO && weight <= Decimal::ONE_HUNDRED
}

/// What the weights of children add up to; a framework declares which (domain rules 2.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildrenWeights {
    /// They share the weight of their parent: 15 + 5 = 20.
    #[default]
    Share,
    /// They add up to 1 and multiply the weight of their parent.
    Internal,
}

impl ChildrenWeights {
    /// Whether they share.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(super) fn is_share(&self) -> bool {
        *self == Self::Share
    }
}

/// Least and greatest value a weight may still take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// Least.
    pub low: Exact,
    /// Greatest; the same where the weight is fixed.
    pub high: Exact,
}

impl Bounds {
    pub(super) fn of(node: &Node) -> Option<Self> {
        match (node.weight, node.weight_range) {
            (Some(weight), _) => Some(Self { low: weight.into(), high: weight.into() }),
            (None, Some(range)) => Some(Self { low: range.low.into(), high: range.high.into() }),
            (None, None) => None,
        }
    }

    /// The one value, if it is fixed.
    pub fn fixed(&self) -> Option<&Exact> {
        (self.low == self.high).then_some(&self.low)
    }

    /// Whether a value lies within, ends included.
    pub fn holds(&self, value: &Exact) -> bool {
        self.low <= *value && *value <= self.high
    }

    fn times(&self, other: &Self) -> Self {
        Self { low: &self.low * &other.low, high: &self.high * &other.high }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fixed() {
            Some(weight) => weight.fmt(f),
            None => write!(f, "{}–{}", self.low, self.high),
        }
    }
}

/// One node with what it weighs in the whole.
pub(super) struct Share<'a> {
    pub node: &'a Node,
    /// Position of its parent in the list, which comes before it.
    pub parent: Option<usize>,
    /// Percent of the whole; `None` where the framework does not say.
    pub bounds: Option<Bounds>,
    /// Whether it or anything above it may be left out.
    pub optional: bool,
}

/// Every node in the order of the tree, with its weight in percent of the whole.
pub(super) fn shares(nodes: &[Node]) -> Vec<Share<'_>> {
    let mut out: Vec<Share<'_>> = Vec::new();
    // What a node's own figure is multiplied by: 1 until internal weights begin above it.
    let mut units: Vec<Option<Bounds>> = Vec::new();
    for visit in preorder(nodes) {
        let above = visit.parent.and_then(|p| Some((out.get(p)?, units.get(p)?)));
        let unit = match above {
            None => Some(Bounds { low: Exact::one(), high: Exact::one() }),
            Some((parent, unit)) => match parent.node.children_weights {
                ChildrenWeights::Share => unit.clone(),
                ChildrenWeights::Internal => parent.bounds.clone(),
            },
        };
        let optional = visit.node.is_optional() || above.is_some_and(|(parent, _)| parent.optional);
        let bounds = Bounds::of(visit.node).and_then(|own| Some(own.times(unit.as_ref()?)));
        units.push(unit);
        out.push(Share { node: visit.node, parent: visit.parent, bounds, optional });
    }
    out
}

/// What the weights of several children can add up to.
pub(super) struct Reach {
    low: Exact,
    high: Exact,
    /// Some child has no weight given: it weighs something above zero.
    open: bool,
}

impl Reach {
    /// `None` where no child has a weight: nothing can be said.
    pub fn of(children: &[Node]) -> Option<Self> {
        let known: Vec<Bounds> = children.iter().filter_map(Bounds::of).collect();
        (!known.is_empty()).then(|| Self {
            low: known.iter().map(|b| &b.low).sum(),
            high: known.iter().map(|b| &b.high).sum(),
            open: known.len() < children.len(),
        })
    }

    /// Whether the children can add up to a value within `target`.
    pub fn meets(&self, target: &Bounds) -> bool {
        if self.open { self.low < target.high } else { self.low <= target.high && self.high >= target.low }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.open {
            return write!(f, "> {}", self.low);
        }
        Bounds { low: self.low.clone(), high: self.high.clone() }.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_rises_within_0_to_100() {
        assert!(WeightRange::new(decimal("0.01"), decimal("100")).is_ok());
        for (low, high) in [("0", "50"), ("-1", "50"), ("30", "100.01")] {
            let error = WeightRange::new(decimal(low), decimal(high)).unwrap_err();
            assert!(matches!(error, WeightRangeError::Outside(_)), "{low} {high}");
        }
        for (low, high) in [("50", "30"), ("30", "30")] {
            let error = WeightRange::new(decimal(low), decimal(high)).unwrap_err();
            assert!(matches!(error, WeightRangeError::Order { .. }), "{low} {high}");
        }
        assert!(serde_json::from_str::<WeightRange>(r#"["50","30"]"#).is_err());
        let read = serde_json::from_str::<WeightRange>(r#"["30","50"]"#).unwrap();
        assert_eq!((read.low(), read.high()), (decimal("30"), decimal("50")));
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"["30","50"]"#);
    }

    #[test]
    fn children_reach_their_parent_or_not() {
        let node = |weight: &str| match weight.split_once('-') {
            _ if weight.is_empty() => Node::default(),
            Some((low, high)) => {
                Node { weight_range: WeightRange::new(decimal(low), decimal(high)).ok(), ..Node::default() }
            }
            None => Node { weight: Some(decimal(weight)), ..Node::default() },
        };
        let meets = |children: &[&str], low: &str, high: &str| {
            let children: Vec<Node> = children.iter().map(|w| node(w)).collect();
            let target = Bounds { low: decimal(low).into(), high: decimal(high).into() };
            Reach::of(&children).map(|reach| (reach.meets(&target), reach.to_string()))
        };
        let said = |holds: bool, text: &str| Some((holds, text.to_owned()));
        assert_eq!(meets(&["15", "5"], "20", "20"), said(true, "20"));
        assert_eq!(meets(&["15", "5.01"], "20", "20"), said(false, "20.01"));
        assert_eq!(meets(&["15", "4.99"], "20", "20"), said(false, "19.99"));
        assert_eq!(meets(&["30-50", "10"], "60", "60"), said(true, "40–60"));
        assert_eq!(meets(&["30-50", "30"], "60", "60"), said(true, "60–80"));
        assert_eq!(meets(&["30-50", "9"], "60", "60"), said(false, "39–59"));
        assert_eq!(meets(&["30-50", "31"], "60", "60"), said(false, "61–81"));
        assert_eq!(meets(&["30"], "30", "50"), said(true, "30"));
        assert_eq!(meets(&["51"], "30", "50"), said(false, "51"));
        assert_eq!(meets(&["15", ""], "20", "20"), said(true, "> 15"));
        assert_eq!(meets(&["20", ""], "20", "20"), said(false, "> 20"));
        assert_eq!(meets(&["", ""], "20", "20"), None);
        assert_eq!(meets(&[], "20", "20"), None);
    }
}
