//! What is reported about one indicator in one round: base variables, events, steps, or the value itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::MAX_MONTHS;
use crate::exact::Exact;
use crate::formula::Name;

/// Most base variables, events and sub-indicators in one set of inputs.
pub const MAX_INPUTS: usize = 200;

/// Inputs of a score. What an indicator does not ask for stays empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inputs {
    /// The value itself, where there is no formula: a count, a percent, a rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Exact>,
    /// What single months brought to the value, October first; together they are the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub value_months: Vec<Exact>,
    /// Base variables and measures.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<Name, Exact>,
    /// What single months brought to variables, October first; together they are the variable.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub months: BTreeMap<Name, Vec<Exact>>,
    /// Events that have or have not taken place.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub events: BTreeMap<Name, bool>,
    /// Steps of a milestone, 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<[bool; 5]>,
    /// Declared part of the next step, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_of_next: Option<Exact>,
    /// Both parts of a proportion, such as 70 and 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<[Exact; 2]>,
    /// Inputs of sub-indicators by their ids.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Inputs>,
}

impl Inputs {
    /// Only a value.
    pub fn value(value: impl Into<Exact>) -> Self {
        Self { value: Some(value.into()), ..Self::default() }
    }

    /// Whether everything is within its limit, sub-indicators included.
    pub fn within_limits(&self) -> bool {
        let sizes = [self.variables.len(), self.months.len(), self.events.len(), self.parts.len()];
        let mut months = self.months.values().chain([&self.value_months]);
        let months = months.all(|months| months.len() <= MAX_MONTHS);
        months && sizes.iter().all(|n| *n <= MAX_INPUTS) && self.parts.values().all(Self::within_limits)
    }

    /// Whether every number has few enough digits to be kept in a trace, sub-indicators included.
    pub fn are_keepable(&self) -> bool {
        let own = self.value.iter().chain(self.variables.values()).chain(&self.partial_of_next);
        let own = own.chain(self.months.values().flatten()).chain(&self.value_months);
        own.chain(self.ratio.iter().flatten()).all(Exact::is_keepable) && self.parts.values().all(Self::are_keepable)
    }

    /// Whether nothing at all is given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
