//! The total by dimension and issue, as the agreement's indicators name them.

use serde::Serialize;

use super::{Scores, counting, in_force};
use crate::agreement::Agreement;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::rollup::{WeightedMean, weighted_mean};
use crate::text::Text;

use super::StandingError;

/// What stands between dimension and issue in the text of an indicator: `มิติภายนอก · การประเมินประสิทธิผล`.
pub const DIVIDER: &str = " · ";

/// A part of the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slice {
    /// Dimension or issue.
    pub name: Text,
    /// Weight of its indicators in force in the round.
    pub whole: Exact,
    /// Weight of those that have a score.
    pub base: Exact,
    /// Their weighted mean, unrounded; `None` without a base.
    pub mean: Option<Exact>,
    /// The same rounded once, half-up to four decimals.
    pub official: Option<Exact>,
    /// What it adds to the total: Σ(w·s) over the base of the whole. These add up to the total.
    pub contribution: Option<Exact>,
}

/// A dimension such as external or internal, and its issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dimension {
    /// The dimension as a whole.
    pub whole: Slice,
    /// Its issues in the order of the agreement; none where its indicators name none.
    pub issues: Vec<Slice>,
}

/// Weight in force, and weight and score of what counts, of one name.
#[derive(Default)]
struct Gathered {
    name: Text,
    whole: Exact,
    rows: Vec<(Exact, Exact)>,
    below: Vec<Gathered>,
}

/// The split of the total of a round.
pub fn split(agreement: &Agreement, scores: &Scores, round: Round) -> Result<Vec<Dimension>, StandingError> {
    let mut top = Gathered::default();
    for indicator in in_force(agreement, round) {
        let (dimension, issue) = names(&indicator.dimension);
        let weight = indicator.weight_in(round);
        let score = scores.at(round).get(&indicator.number).map(|marked| marked.score.clone());
        let found = top.named(dimension);
        found.add(&weight, score.as_ref());
        if let Some(issue) = issue {
            found.named(issue).add(&weight, score.as_ref());
        }
    }
    let base: Exact = counting(agreement, scores, round).map(|c| c.weight).sum();
    let dimension = |of: &Gathered| {
        let issues = of.below.iter().map(|issue| issue.slice(&base)).collect::<Result<_, _>>()?;
        Ok(Dimension { whole: of.slice(&base)?, issues })
    };
    top.below.iter().map(dimension).collect()
}

/// Dimension and issue; one without a name is called so.
fn names(text: &Text) -> (Text, Option<Text>) {
    if text.th.trim().is_empty() {
        return (Text::new("ไม่ระบุมิติ", "no dimension given"), None);
    }
    let Some((dimension, issue)) = text.th.split_once(DIVIDER) else { return (text.clone(), None) };
    let (dimension_en, issue_en) = text.en.split_once(DIVIDER).unwrap_or_default();
    (Text::new(dimension, dimension_en), Some(Text::new(issue, issue_en)))
}

impl Gathered {
    /// What is gathered under a name; Thai tells names apart. There are at most as many as indicators.
    fn named(&mut self, name: Text) -> &mut Self {
        let at = self.below.iter().position(|of| of.name.th == name.th).unwrap_or(self.below.len());
        if at == self.below.len() {
            self.below.push(Self { name, ..Self::default() });
        }
        &mut self.below[at]
    }

    fn add(&mut self, weight: &Exact, score: Option<&Exact>) {
        self.whole = &self.whole + weight;
        self.rows.extend(score.map(|score| (weight.clone(), score.clone())));
    }

    fn slice(&self, total: &Exact) -> Result<Slice, StandingError> {
        let mean = mean(&self.rows)?;
        Ok(Slice {
            name: self.name.clone(),
            whole: self.whole.clone(),
            base: self.rows.iter().map(|(weight, _)| weight).sum(),
            official: mean.as_ref().map(WeightedMean::official),
            contribution: mean.as_ref().and_then(|mean| mean.sum.checked_div(total)),
            mean: mean.map(|mean| mean.exact),
        })
    }
}

/// The roll-up's mean; `None` where nothing weighs anything.
pub(super) fn mean(rows: &[(Exact, Exact)]) -> Result<Option<WeightedMean>, StandingError> {
    if rows.iter().all(|(weight, _)| weight.is_zero()) {
        return Ok(None);
    }
    Ok(Some(weighted_mean(rows.iter().map(|(weight, score)| (weight, score)))?))
}
