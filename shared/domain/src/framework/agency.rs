//! The weights of one agency under a framework: chosen explicitly where the framework leaves them open or an
//! indicator does not apply, never renormalised silently (domain rules 1.1 and 10).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::file::explained;
use super::weight::{self, Bounds, Share};
use super::{Framework, Node};
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::ids::IndicatorNumber;

/// Weights of the indicators in force for an agency, in percent of the whole; they sum to exactly 100.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyWeights(BTreeMap<IndicatorNumber, Exact>);

impl AgencyWeights {
    /// Weight of an indicator; `None` where it does not apply to the agency.
    pub fn get(&self, number: &IndicatorNumber) -> Option<&Exact> {
        self.0.get(number)
    }

    /// Indicators in force with their weights, by number.
    pub fn iter(&self) -> impl Iterator<Item = (&IndicatorNumber, &Exact)> {
        self.0.iter()
    }
}

/// Why chosen weights cannot be those of an agency under a framework.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgencyWeightsError {
    /// The framework has parts without a number, so that nothing can be agreed on them.
    #[error(
        "`{0}` has no indicator number, so no weight can be chosen for it: use a framework whose indicators are numbered"
    )]
    Unnumbered(String),
    /// Not in the framework.
    #[error("the framework has no indicator {0}: remove it or correct the number")]
    Unknown(IndicatorNumber),
    /// A parent.
    #[error("indicator {0} has sub-indicators: choose the weights of these")]
    NotALeaf(IndicatorNumber),
    /// No weight for an indicator that applies to every agency, or to which the framework gives none.
    #[error("indicator {0} has no weight: choose one, nothing is renormalised silently")]
    Missing(IndicatorNumber),
    /// Not a weight.
    #[error(
        "indicator {0} has weight {1}, which is not above 0 and at most 100: correct it or leave it out if it does not apply"
    )]
    Weight(IndicatorNumber, Decimal),
    /// Not within what the framework allows.
    #[error("`{place}` has weight {given} but the framework says {allowed}: choose a weight that it allows")]
    Outside {
        /// Number, or Thai name where it has none.
        place: String,
        /// As chosen.
        given: Exact,
        /// As in the framework.
        allowed: String,
    },
    /// Not 100.
    #[error("the weights add up to {given}, not 100: correct them, nothing is renormalised silently")]
    Total {
        /// What they add up to.
        given: Exact,
    },
}

impl Framework {
    /// The weights of an agency, given a weight in percent of the whole for every indicator without sub-indicators
    /// that applies to it. No choice at all takes the framework's own weights; then every one must be fixed.
    ///
    /// Only optional indicators may be left out. When all are there, weights must be those of the framework or lie
    /// within its ranges, on every level; when one is left out, its weight must stand elsewhere, so that only ranges
    /// and the sum of 100 bind (domain rules 1.1, missing rule). All errors are told at once.
    pub fn agency_weights(
        &self,
        chosen: &BTreeMap<IndicatorNumber, Decimal>,
    ) -> Result<AgencyWeights, Vec<AgencyWeightsError>> {
        let shares = weight::shares(&self.nodes);
        let mut errors = strangers(&shares, chosen);
        let mut weights = BTreeMap::new();
        let mut complete = true;
        for share in shares.iter().filter(|s| s.node.is_leaf()) {
            let Some(number) = &share.node.number else { continue };
            let own = share.bounds.as_ref().and_then(Bounds::fixed).filter(|_| chosen.is_empty());
            match (chosen.get(number), own) {
                (Some(weight), _) => weights.insert(number.clone(), Exact::from(*weight)),
                (None, Some(weight)) => weights.insert(number.clone(), weight.clone()),
                (None, None) => {
                    if !share.optional || chosen.is_empty() {
                        errors.push(AgencyWeightsError::Missing(number.clone()));
                    }
                    complete = false;
                    None
                }
            };
        }
        // Of an incomplete choice neither the total nor the levels say anything.
        if errors.is_empty() {
            errors = outside(&shares, &weights, complete);
            let given: Exact = weights.values().sum();
            if given != Exact::whole(100) {
                errors.push(AgencyWeightsError::Total { given });
            }
        }
        if errors.is_empty() { Ok(AgencyWeights(weights)) } else { Err(errors) }
    }
}

/// What was chosen for nodes that cannot be chosen for, or is no weight.
fn strangers(shares: &[Share<'_>], chosen: &BTreeMap<IndicatorNumber, Decimal>) -> Vec<AgencyWeightsError> {
    let leaves = || shares.iter().map(|s| s.node).filter(|n| n.is_leaf());
    let mut out: Vec<AgencyWeightsError> = leaves()
        .filter(|node| node.number.is_none())
        .map(|node| AgencyWeightsError::Unnumbered(node.name.th.clone()))
        .collect();
    let of = |number: &IndicatorNumber| shares.iter().map(|s| s.node).find(|n| n.number.as_ref() == Some(number));
    for (number, weight) in chosen {
        match of(number) {
            None => out.push(AgencyWeightsError::Unknown(number.clone())),
            Some(node) if !node.is_leaf() => out.push(AgencyWeightsError::NotALeaf(number.clone())),
            Some(_) if !weight::is_weight(*weight) => {
                out.push(AgencyWeightsError::Weight(number.clone(), *weight));
            }
            Some(_) => {}
        }
    }
    out
}

/// Nodes whose weight, chosen or added up from below, the framework does not allow; of a node and what lies above it
/// only the lowest is told.
fn outside(
    shares: &[Share<'_>],
    weights: &BTreeMap<IndicatorNumber, Exact>,
    complete: bool,
) -> Vec<AgencyWeightsError> {
    let mut given: Vec<Option<Exact>> = shares.iter().map(|s| weight_of(s.node, weights)).collect();
    let mut told = vec![false; shares.len()];
    let mut out = Vec::new();
    for (at, share) in shares.iter().enumerate().rev() {
        let (sum, below_told) = (given[at].take(), told[at]);
        let binds = |bounds: &&Bounds| complete || bounds.fixed().is_none();
        if let (Some(sum), Some(bounds)) = (&sum, share.bounds.as_ref().filter(binds))
            && !below_told
            && !bounds.holds(sum)
        {
            let number = share.node.number.as_ref().map(ToString::to_string);
            let place = number.unwrap_or_else(|| share.node.name.th.clone());
            out.push(AgencyWeightsError::Outside { place, given: sum.clone(), allowed: bounds.to_string() });
            told[at] = true;
        }
        if let Some(parent) = share.parent {
            told[parent] |= told[at];
            if let Some(sum) = sum {
                given[parent] = Some(given[parent].take().map_or_else(|| sum.clone(), |so_far| &so_far + &sum));
            }
        }
    }
    out.reverse();
    out
}

fn weight_of(node: &Node, weights: &BTreeMap<IndicatorNumber, Exact>) -> Option<Exact> {
    node.number.as_ref().filter(|_| node.is_leaf()).and_then(|number| weights.get(number)).cloned()
}

impl Explain for AgencyWeightsError {
    fn explain(&self) -> Explanation {
        let (place, explanation) = match self {
            Self::Unnumbered(name) => (
                name.clone(),
                explained(
                    self,
                    "agency-weights-unnumbered",
                    format!("\u{201c}{name}\u{201d} ไม่มีเลขที่ตัวชี้วัด จึงกำหนดน้ำหนักไม่ได้"),
                    "กรุณาใช้กรอบการประเมินผลที่ตัวชี้วัดมีเลขที่",
                ),
            ),
            Self::Unknown(number) => (
                number.to_string(),
                explained(
                    self,
                    "agency-weights-unknown",
                    format!("กรอบการประเมินผลไม่มีตัวชี้วัดที่ {number}"),
                    "กรุณาลบออก หรือแก้ไขเลขที่ตัวชี้วัด",
                ),
            ),
            Self::NotALeaf(number) => (
                number.to_string(),
                explained(
                    self,
                    "agency-weights-parent",
                    format!("ตัวชี้วัดที่ {number} มีตัวชี้วัดย่อย"),
                    "กรุณากำหนดน้ำหนักของตัวชี้วัดย่อย",
                ),
            ),
            Self::Missing(number) => (
                number.to_string(),
                explained(
                    self,
                    "agency-weights-missing",
                    format!("ตัวชี้วัดที่ {number} ยังไม่มีน้ำหนัก"),
                    "กรุณากำหนดน้ำหนัก ระบบจะไม่ปรับน้ำหนักให้เอง",
                ),
            ),
            Self::Weight(number, weight) => (
                number.to_string(),
                explained(
                    self,
                    "agency-weights-weight",
                    format!("น้ำหนัก {weight} ของตัวชี้วัดที่ {number} ต้องมากกว่า 0 และไม่เกิน 100"),
                    "กรุณาแก้ไข หรือตัดออกหากตัวชี้วัดไม่เกี่ยวข้อง",
                ),
            ),
            Self::Outside { place, given, allowed } => (
                place.clone(),
                explained(
                    self,
                    "agency-weights-outside",
                    format!("น้ำหนัก {given} ไม่ตรงกับที่กรอบการประเมินผลกำหนด คือ {allowed}"),
                    "กรุณากำหนดน้ำหนักตามกรอบการประเมินผล",
                ),
            ),
            Self::Total { given } => (
                String::new(),
                explained(
                    self,
                    "agency-weights-total",
                    format!("น้ำหนักรวมเป็น {given} ไม่ใช่ 100"),
                    "กรุณาแก้ไขน้ำหนัก ระบบจะไม่ปรับน้ำหนักให้เอง",
                ),
            ),
        };
        Explanation { place: Place::field(place), ..explanation }
    }
}

#[cfg(test)]
mod tests;
