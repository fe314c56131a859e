//! Milestones: five ordered steps (deck slide 39).

use serde::{Deserialize, Serialize};

use super::error::CriteriaError;
use crate::agreement::MAX_TEXT;
use crate::policy::MilestoneCount;
use crate::text::Text;

/// Five ordered steps; the policy says how they count unless the criteria do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Milestone {
    steps: [Text; 5],
    count: Option<MilestoneCount>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    steps: Vec<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<MilestoneCount>,
}

impl Milestone {
    /// Five steps with words for each, and how they count if not by the framework's policy.
    pub fn new(steps: [Text; 5], count: Option<MilestoneCount>) -> Result<Self, CriteriaError> {
        let bad =
            |t: &Text| t.th.trim().is_empty() || t.th.chars().count() > MAX_TEXT || t.en.chars().count() > MAX_TEXT;
        match steps.iter().position(bad) {
            Some(step) => Err(CriteriaError::StepText(step + 1)),
            None => Ok(Self { steps, count }),
        }
    }

    /// What each step is.
    pub fn steps(&self) -> &[Text; 5] {
        &self.steps
    }

    /// How steps count, given the framework's policy.
    pub fn count(&self, policy: MilestoneCount) -> MilestoneCount {
        self.count.unwrap_or(policy)
    }
}

impl TryFrom<Written> for Milestone {
    type Error = CriteriaError;
    fn try_from(w: Written) -> Result<Self, CriteriaError> {
        let count = w.steps.len();
        let steps = <[Text; 5]>::try_from(w.steps).map_err(|_| CriteriaError::Steps(count))?;
        Self::new(steps, w.count)
    }
}

impl From<Milestone> for Written {
    fn from(m: Milestone) -> Self {
        Self { steps: m.steps.to_vec(), count: m.count }
    }
}
