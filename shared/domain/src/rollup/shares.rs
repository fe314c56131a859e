//! What every item weighs of the whole in a round, read from stated shares, internal weights and sums.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::item::{Children, Item};
use super::shape::Spot;
use super::sum::{common_denominator, fraction};
use super::tree_error::TreeError;
use crate::calendar::Round;
use crate::exact::Exact;

/// Most bits of a weight above the line, and of the common denominator of all weights of a round (about 150 digits).
/// Stated and resolved weights keep the same limit, so that a trace, which states resolved ones, can be rerun.
const MAX_WEIGHT_BITS: u64 = 512;

fn too_long(weight: &Exact) -> bool {
    weight.rational().numer().bits().max(weight.rational().denom().bits()) > MAX_WEIGHT_BITS
}

/// What the leaves must weigh together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// 100 exactly.
    Hundred,
    /// Anything above zero.
    Any,
}

/// Weights of one round, in tree order, as shares of the whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shares {
    /// Each weight.
    pub(super) weights: Vec<Exact>,
    /// The same as whole numbers of `1 / unit`.
    pub(super) parts: Vec<BigInt>,
    /// Common denominator of all weights.
    pub(super) unit: BigInt,
}

/// The items as given beside their places.
pub(super) struct Given<'a> {
    pub(super) items: &'a [Item],
    pub(super) spots: &'a [Spot],
}

impl Given<'_> {
    fn item(&self, at: usize) -> &Item {
        &self.items[self.spots[at].row]
    }

    /// What an item's weight is measured in: the parent's declaration.
    fn kind(&self, at: usize) -> Children {
        self.spots[at].parent.map_or(Children::Shares, |parent| self.item(parent).children)
    }

    /// Items that lack a weight they need: leaves, internal parts, and whoever has internal parts.
    pub(super) fn unweighted(&self) -> Vec<TreeError> {
        let needs = |at: &usize| {
            let item = self.item(*at);
            let internal_below = item.children == Children::Internal;
            item.weight.is_none() && (self.spots[*at].leaf || internal_below || self.kind(*at) == Children::Internal)
        };
        (0..self.spots.len()).filter(needs).map(|at| TreeError::NoWeight(self.item(at).id.clone())).collect()
    }

    /// Weights of a round; `label` is how defects name it, `None` where all rounds state the same. `in_force` tells whether
    /// a leaf may count: only where it does not may it weigh nothing.
    pub(super) fn shares(
        &self,
        round: Round,
        label: Option<Round>,
        whole: Whole,
        in_force: &dyn Fn(usize) -> bool,
    ) -> Result<Shares, Vec<TreeError>> {
        let stated = self.stated(round, label)?;
        let shares = self.resolved(&stated, label)?;
        let mut errors = self.weightless(&shares, label, in_force);
        errors.extend(self.sums(&stated, &shares, label));
        let leaves = self.spots.iter().zip(&shares.parts).filter(|(spot, _)| spot.leaf);
        let sum: BigInt = leaves.map(|(_, part)| part).sum();
        if whole == Whole::Hundred && sum != BigInt::from(100) * &shares.unit {
            errors.push(TreeError::Hundred { round: label, sum: fraction(sum, shares.unit.clone()) });
        } else if !sum.is_positive() {
            errors.push(TreeError::Weightless(round));
        }
        if errors.is_empty() { Ok(shares) } else { Err(errors) }
    }

    /// Each weight as stated, or summed up from below where none is.
    fn stated(&self, round: Round, label: Option<Round>) -> Result<Vec<Exact>, Vec<TreeError>> {
        let mut errors = Vec::new();
        for item in self.items {
            let Some(weight) = item.weight.as_ref().map(|w| w.at(round)) else { continue };
            if too_long(weight) {
                errors.push(TreeError::WeightDigits(item.id.clone()));
            } else if weight.is_negative() {
                errors.push(TreeError::NotPositive { id: item.id.clone(), round: label, weight: weight.clone() });
            }
        }
        let given = self.items.iter().filter_map(|item| item.weight.as_ref()).map(|w| w.at(round));
        if errors.is_empty() && common_denominator(given, MAX_WEIGHT_BITS).is_none() {
            errors.push(TreeError::WeightsDigits(label));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut stated = vec![Exact::zero(); self.spots.len()];
        for (at, spot) in self.spots.iter().enumerate().rev() {
            if let Some(weight) = &self.item(at).weight {
                stated[at] = weight.at(round).clone();
            }
            if let Some(parent) = spot.parent.filter(|parent| self.item(*parent).weight.is_none()) {
                stated[parent] = &stated[parent] + &stated[at];
            }
        }
        Ok(stated)
    }

    /// Shares of the whole: internal weights times what their parent weighs.
    fn resolved(&self, stated: &[Exact], label: Option<Round>) -> Result<Shares, Vec<TreeError>> {
        let mut weights: Vec<Exact> = Vec::with_capacity(stated.len());
        for (at, spot) in self.spots.iter().enumerate() {
            let weight = match spot.parent {
                Some(parent) if self.kind(at) == Children::Internal => &weights[parent] * &stated[at],
                _ => stated[at].clone(),
            };
            if too_long(&weight) {
                return Err(vec![TreeError::WeightDigits(self.item(at).id.clone())]);
            }
            weights.push(weight);
        }
        let unit =
            common_denominator(&weights, MAX_WEIGHT_BITS).ok_or_else(|| vec![TreeError::WeightsDigits(label)])?;
        let parts = weights.iter().map(|w| w.rational().numer() * (&unit / w.rational().denom())).collect();
        Ok(Shares { weights, parts, unit })
    }

    /// Leaves in force that weigh nothing, by themselves or because their parent does.
    fn weightless(&self, shares: &Shares, label: Option<Round>, in_force: &dyn Fn(usize) -> bool) -> Vec<TreeError> {
        let idle = |at: &usize| self.spots[*at].leaf && shares.parts[*at].is_zero() && in_force(*at);
        let refused = |at| TreeError::NotPositive {
            id: self.item(at).id.clone(),
            round: label,
            weight: shares.weights[at].clone(),
        };
        (0..self.spots.len()).filter(idle).map(refused).collect()
    }

    /// Parts that do not add up: to 1 where they are internal, otherwise to what the parent states.
    fn sums(&self, stated: &[Exact], shares: &Shares, label: Option<Round>) -> Vec<TreeError> {
        let mut below = vec![BigInt::zero(); stated.len()];
        let mut inside = vec![Exact::zero(); stated.len()];
        for (at, spot) in self.spots.iter().enumerate() {
            match spot.parent {
                Some(parent) if self.kind(at) == Children::Internal => inside[parent] = &inside[parent] + &stated[at],
                Some(parent) => below[parent] += &shares.parts[at],
                None => {}
            }
        }
        let inner = self.spots.iter().enumerate().filter(|(_, spot)| !spot.leaf);
        let judged = inner.filter_map(|(at, _)| {
            let (item, parent) = (self.item(at), || self.item(at).id.clone());
            if item.children == Children::Internal {
                let sum = inside[at].clone();
                return (sum != Exact::one()).then(|| TreeError::InternalSum { parent: parent(), round: label, sum });
            }
            (below[at] != shares.parts[at]).then(|| TreeError::Sum {
                parent: parent(),
                round: label,
                weight: shares.weights[at].clone(),
                sum: fraction(below[at].clone(), shares.unit.clone()),
            })
        });
        judged.collect()
    }
}
