//! Composites: sub-indicators to any depth, each scored by itself and then averaged (domain rules 2.3).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Criteria;
use super::error::CriteriaError;
use crate::agreement::MAX_TEXT;
use crate::exact::Exact;
use crate::formula::{Formula, FormulaError, MAX_LABEL, Name, Unit, Variable};
use crate::text::Text;

/// Most sub-indicators directly below one indicator.
pub const MAX_PARTS: usize = 200;
/// Most sub-indicators of one indicator on all levels together.
pub const MAX_PARTS_IN_ALL: usize = 2_000;
/// Deepest nesting of sub-indicators.
pub const MAX_DEPTH: usize = 16;
/// Longest id of a sub-indicator in characters.
pub const MAX_PART_ID: usize = 64;
/// Most binary digits of a weight above and below the line: room for nine decimals. A sum of weights stays small.
const MAX_WEIGHT_BITS: (u64, u64) = (64, 32);

/// How something is measured and judged: base variables, the formula over them, and the criteria for its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    /// Base variables that are reported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<Variable>,
    /// How the value follows from them; without one the value itself is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<Formula>,
    /// What the events of a hybrid are called.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub events: BTreeMap<Name, Text>,
    /// What the value is worth.
    pub criteria: Criteria,
}

impl Measurement {
    /// A value that is reported as it is.
    pub fn of(criteria: Criteria) -> Self {
        Self { variables: Vec::new(), formula: None, events: BTreeMap::new(), criteria }
    }

    /// What a variable, measure or event is called; its name where nobody has called it anything.
    pub fn label(&self, name: &Name) -> Text {
        let declared = self.variables.iter().find(|v| v.name() == name).map(Variable::label);
        declared.or_else(|| self.events.get(name)).cloned().unwrap_or_else(|| Text::new(name.as_str(), name.as_str()))
    }

    /// What authors must mend before this may be agreed: formulas that do not fit their variables or the unit of the
    /// result, where that is known, and criteria. Sub-indicators have no unit of their own.
    pub fn defects(&self, unit: Option<&Unit>) -> Vec<CriteriaError> {
        let mut out = self.criteria.defects();
        out.extend(self.formula_defects(unit).into_iter().map(CriteriaError::Formula));
        if self.formula.is_some() && !self.criteria.judges_a_value() {
            out.push(CriteriaError::IdleFormula);
        }
        if self.events.values().any(|label| label.th.trim().is_empty() || label.th.chars().count() > MAX_LABEL) {
            out.push(CriteriaError::EventLabel);
        }
        out
    }

    fn formula_defects(&self, unit: Option<&Unit>) -> Vec<FormulaError> {
        let check = |formula: &Formula| formula.check(&self.variables, unit).err();
        self.formula.as_ref().and_then(check).unwrap_or_default()
    }
}

/// What the weights of sub-indicators are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// Parts of the parent's weight: 15 + 5 = 20.
    Share,
    /// Parts of one.
    Internal,
}

/// A sub-indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Id, unique among its siblings, for example `3.1`.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Text,
    /// Weight, see [`Weighting`].
    pub weight: Exact,
    /// How it is measured.
    pub measurement: Measurement,
}

/// Sub-indicators with their weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Composite {
    weighting: Weighting,
    parts: Vec<Part>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    weighting: Weighting,
    parts: Vec<Part>,
}

impl Composite {
    /// Parts with positive weights of at most nine decimals; internal ones add up to one.
    pub fn new(weighting: Weighting, parts: Vec<Part>) -> Result<Self, CriteriaError> {
        if parts.is_empty() || parts.len() > MAX_PARTS {
            return Err(CriteriaError::Parts(parts.len()));
        }
        let mut seen = std::collections::BTreeSet::new();
        for part in &parts {
            if part.id.trim().is_empty() || part.id.chars().count() > MAX_PART_ID || !seen.insert(&part.id) {
                return Err(CriteriaError::PartId(part.id.chars().take(MAX_PART_ID).collect()));
            }
            if [&part.name.th, &part.name.en].iter().any(|name| name.chars().count() > MAX_TEXT) {
                return Err(CriteriaError::PartName(part.id.clone()));
            }
            if part.weight <= Exact::zero() || !short(&part.weight) {
                return Err(CriteriaError::PartWeight { id: part.id.clone(), weight: part.weight.clone() });
            }
        }
        let composite = Self { weighting, parts };
        if weighting == Weighting::Internal && composite.sum() != Exact::one() {
            return Err(CriteriaError::InternalWeights(composite.sum()));
        }
        if composite.depth() > MAX_DEPTH {
            return Err(CriteriaError::Depth);
        }
        match composite.count() {
            count if count > MAX_PARTS_IN_ALL => Err(CriteriaError::PartsInAll(count)),
            _ => Ok(composite),
        }
    }

    /// What the weights are.
    pub fn weighting(&self) -> Weighting {
        self.weighting
    }

    /// The parts in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Sum of the weights.
    pub fn sum(&self) -> Exact {
        self.parts.iter().map(|p| &p.weight).sum()
    }

    /// Levels of nesting, from 1. What lies below was checked when it was made, so this ends after [`MAX_DEPTH`] steps.
    fn depth(&self) -> usize {
        1 + self.inner().map(Self::depth).max().unwrap_or(0)
    }

    /// Parts on all levels.
    fn count(&self) -> usize {
        self.parts.len() + self.inner().map(Self::count).sum::<usize>()
    }

    fn inner(&self) -> impl Iterator<Item = &Self> {
        self.parts.iter().filter_map(|part| match &part.measurement.criteria {
            Criteria::Composite(inner) => Some(inner),
            _ => None,
        })
    }
}

fn short(weight: &Exact) -> bool {
    let (above, below) = (weight.rational().numer().bits(), weight.rational().denom().bits());
    above <= MAX_WEIGHT_BITS.0 && below <= MAX_WEIGHT_BITS.1
}

impl TryFrom<Written> for Composite {
    type Error = CriteriaError;
    fn try_from(w: Written) -> Result<Self, CriteriaError> {
        Self::new(w.weighting, w.parts)
    }
}

impl From<Composite> for Written {
    fn from(c: Composite) -> Self {
        Self { weighting: c.weighting, parts: c.parts }
    }
}
