//! Where the most points of the total are lost: weight times distance from the highest score.

use serde::Serialize;

use super::{Scores, counting};
use crate::agreement::Agreement;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::ids::IndicatorNumber;
use crate::text::Text;

/// How many losses the page shows.
pub const MAX_LOSSES: usize = 5;

/// What one indicator takes off the highest total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// Its number.
    pub number: IndicatorNumber,
    /// Its name.
    pub name: Text,
    /// Its weight in the round, in percent of the agreement.
    pub weight: Exact,
    /// Its points.
    pub score: Exact,
    /// Points of the total that are lost: weight × (highest score − score) / 100.
    pub points: Exact,
}

/// The losses of every indicator that counts in a round, the largest first and equal ones by number. When all are scored
/// and weigh 100 together, they add up to the highest score less the total.
pub fn losses(agreement: &Agreement, scores: &Scores, round: Round) -> Vec<Loss> {
    let highest = agreement.policies.scale().highest();
    let hundredth = Exact::ratio(1, 100).unwrap_or_default();
    let mut losses: Vec<Loss> = counting(agreement, scores, round)
        .map(|c| Loss {
            number: c.indicator.number.clone(),
            name: c.indicator.name.clone(),
            score: c.marked.score.clone(),
            points: &(&c.weight * &(highest - &c.marked.score)) * &hundredth,
            weight: c.weight,
        })
        .collect();
    losses.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.number.cmp(&b.number)));
    losses
}
