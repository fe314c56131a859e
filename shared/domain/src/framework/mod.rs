//! Evaluation frameworks as data: a tree of dimensions, issues and indicators per organisation kind and year.

mod agency;
mod defect;
pub(crate) mod file;
mod policies;
mod read;
pub(crate) mod rules;
pub mod shipped;
mod slug;
mod tree;
mod weight;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use agency::{AgencyWeights, AgencyWeightsError};
pub use defect::{FrameworkDefect, FrameworkError, FrameworkProblem};
pub use file::{Defect, FileProblem, Kind, MAX_DEFECTS, MAX_FILE_BYTES};
pub use slug::{Slug, SlugError};
pub use weight::{Bounds, ChildrenWeights, WeightRange, WeightRangeError};

use crate::agreement::Tier;
use crate::calendar::FiscalYear;
use crate::exact::Exact;
use crate::ids::IndicatorNumber;
use crate::organisation::OrganisationKind;
use crate::policy::Policies;
use crate::text::Text;

/// Most nodes of a framework; the largest known has about fifty.
pub const MAX_NODES: usize = 500;
/// Most levels of a framework: two of dimensions and issues, seven of indicators, one to spare (domain rules 2.3).
pub const MAX_DEPTH: usize = 10;
/// Most host agencies of a framework.
pub const MAX_HOSTS: usize = 100;
/// Most aliases or data sources of a node.
pub const MAX_WORDS: usize = 20;
/// Most characters of a name, note or source.
pub const MAX_TEXT: usize = crate::agreement::MAX_TEXT;

/// A framework (กรอบการประเมินผล); it changes every year, so it is a file, never code (domain rules 1).
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
    /// How it settles what its criteria leave open; boxed, because it is by far the largest part.
    #[serde(default)]
    pub policies: Box<Policies>,
    /// Host agencies that its nodes name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<Host>,
    /// The upper level.
    pub nodes: Vec<Node>,
}

/// A host agency (หน่วยงานผู้รับผิดชอบ): writes the definition of an indicator and assesses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Short name within the framework, for example `cgd`.
    pub id: Slug,
    /// Name.
    pub name: Text,
}

/// One dimension (มิติ), issue (ประเด็นการประเมิน) or indicator (ตัวชี้วัด).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Id within the framework: the number, or a name; absent only in records of the first version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Slug>,
    /// Indicators have numbers; dimensions and issues need not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<IndicatorNumber>,
    /// Name.
    pub name: Text,
    /// Other names that the source uses for the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Text>,
    /// Weight in percent of the whole, or in parts of 1 below a node with internal weights; null where the source does
    /// not give it.
    #[serde(default)]
    pub weight: Option<Decimal>,
    /// Instead of a weight: the range within which it is fixed at negotiation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_range: Option<WeightRange>,
    /// What the weights of its children add up to.
    #[serde(default, skip_serializing_if = "ChildrenWeights::is_share")]
    pub children_weights: ChildrenWeights,
    /// Level of government at which it is set; absent for dimensions and issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// Name of the host agency; empty where there is none.
    #[serde(default)]
    pub host: Text,
    /// The same host in [`Framework::hosts`]; absent in records of the first version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_id: Option<Slug>,
    /// When it applies, if not always, for example ถ้ามี ("if any").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Text>,
    /// Where its data come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_sources: Vec<Text>,
    /// What the source leaves unsure about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertain: Option<Text>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

impl Node {
    /// Whether nothing is below it: only such nodes are scored.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Whether an agency may go without it.
    pub fn is_optional(&self) -> bool {
        self.condition.is_some()
    }

    /// Number, id or Thai name, whichever it has first: how messages call it.
    pub fn label(&self) -> String {
        let number = self.number.as_ref().map(ToString::to_string);
        number.or_else(|| self.id.as_ref().map(ToString::to_string)).unwrap_or_else(|| self.name.th.clone())
    }
}

impl Framework {
    /// Reads the body of a record (JSON) of any version and checks its rules.
    pub fn from_json(text: &str) -> Result<Self, FrameworkError> {
        let framework: Self = serde_json::from_str(text).map_err(|e| FrameworkError::Malformed(e.to_string()))?;
        framework.check()?;
        Ok(framework)
    }

    /// Checks that weights add up on every level (to 100 at the top), that numbers are unique, and the rest of the
    /// rules; the first that is broken is the error.
    pub fn check(&self) -> Result<(), FrameworkError> {
        match rules::of(self).into_iter().next() {
            Some(broken) => Err(FrameworkError::Rule { place: broken.place, problem: broken.problem }),
            None => Ok(()),
        }
    }

    /// Every node that has a number, in the order of the tree.
    pub fn indicators(&self) -> Vec<&Node> {
        self.every_node().filter(|n| n.number.is_some()).collect()
    }

    /// Every node with nothing below it, numbered or not, in the order of the tree.
    pub fn leaves(&self) -> Vec<&Node> {
        self.every_node().filter(|n| n.is_leaf()).collect()
    }

    /// The node of that number.
    pub fn node(&self, number: &IndicatorNumber) -> Option<&Node> {
        self.every_node().find(|n| n.number.as_ref() == Some(number))
    }

    /// The node of that id.
    pub fn node_of_id(&self, id: &Slug) -> Option<&Node> {
        self.every_node().find(|n| n.id.as_ref() == Some(id))
    }

    /// Weight of an indicator in percent of the whole, internal weights multiplied out; `None` for an unknown number
    /// and where the framework gives none or only a range.
    pub fn weight_of(&self, number: &IndicatorNumber) -> Option<Exact> {
        let shares = weight::shares(&self.nodes);
        let share = shares.iter().find(|s| s.node.number.as_ref() == Some(number))?;
        share.bounds.as_ref().and_then(Bounds::fixed).cloned()
    }

    pub(crate) fn every_node(&self) -> impl Iterator<Item = &Node> {
        tree::preorder(&self.nodes).into_iter().map(|visit| visit.node)
    }
}

#[cfg(test)]
mod tests;
