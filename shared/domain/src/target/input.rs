//! What somebody knows when asking for a target: the form of a what-if question, everything optional.

use serde::{Deserialize, Serialize};

use super::bands::Band;
use super::benchmark::Comparator;
use super::pattern::Pattern;
use super::unit_cost::ScoredOn;
use crate::calendar::FiscalYear;
use crate::criteria::Direction;
use crate::exact::Exact;

/// A question to [`super::propose`]. Which parts are needed depends on the pattern; what is missing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TargetInput {
    /// The pattern to use; chosen by what is given when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
    /// Whether more or less is better; patterns 5 and 8 know by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Past results, oldest first, at most 30; the last three count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Vec<Exact>>,
    /// Their fiscal years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<Vec<FiscalYear>>,
    /// Distance between levels, above zero (ช่วงปรับ +/− n).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Exact>,
    /// All five levels in place of an interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<Exact>>,
    /// Lowest value the unit can have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<Exact>,
    /// Highest value the unit can have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Exact>,
    /// Pattern 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateInput>,
    /// Pattern 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetInput>,
    /// Pattern 6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<BenchmarkInput>,
    /// Pattern 7: both parts of the proportion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<(Exact, Exact)>,
    /// Pattern 7 where neither part should dominate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_sided: Option<TwoSidedInput>,
    /// Pattern 8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<RankInput>,
}

/// A target given from above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MandateInput {
    /// The target, which stands at level 5.
    pub target_at_5: Exact,
    /// Level 3, where it should not be last year's result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level3: Option<Exact>,
}

/// A budget and what it buys. One of units and unit cost, one distance between levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetInput {
    /// In million baht.
    pub budget_million_baht: Exact,
    /// Units at level 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_units_at_3: Option<Exact>,
    /// Cost of a unit in million baht.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost_at_3_million_baht: Option<Exact>,
    /// Units between levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_units: Option<Exact>,
    /// Distance between levels as a part of the units at level 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval_ratio_of_x: Option<Exact>,
    /// The budget after a cut, in million baht.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revised_budget_million_baht: Option<Exact>,
    /// What results are measured in.
    #[serde(default)]
    pub scored_on: ScoredOn,
}

/// Who is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkInput {
    /// The own result; the last of the baseline where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Exact>,
    /// Year of the results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<FiscalYear>,
    /// At most 200 agencies and their results.
    pub comparators: Vec<Comparator>,
}

/// A share to keep close to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoSidedInput {
    /// The ideal share in percent.
    pub ideal_percent: Exact,
    /// Five distances from it, falling.
    pub deviation_levels: Vec<Exact>,
}

/// A place in a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankInput {
    /// Last year's rank.
    pub previous: Exact,
    /// How many are ranked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<u32>,
    /// Bands of ranks in place of an interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bands: Option<Vec<Band>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_reads_what_it_writes() {
        let json = r#"{"pattern":4,"direction":"higher","baseline":["2000","2323","2489"],"years":[2552,2553,2554],
            "levels":["1800","2100","2400","2700","3000"],"ceiling":"5000","mandate":{"target_at_5":"3000"},
            "benchmark":{"year":2554,"comparators":[{"name":"กรม ก","value":"80"}]},"ratio":["70","30"],
            "budget":{"budget_million_baht":"10","planned_units_at_3":"8","scored_on":"unit_cost"},
            "two_sided":{"ideal_percent":"67","deviation_levels":["12","9","6","3","0"]},
            "rank":{"previous":"7","pool":76,"bands":[{"level":3,"from":1,"to":null}]}}"#;
        let input: TargetInput = serde_json::from_str(json).unwrap();
        let again: TargetInput = serde_json::from_str(&serde_json::to_string(&input).unwrap()).unwrap();
        assert_eq!(again, input);
        assert_eq!(serde_json::to_string(&TargetInput::default()).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<TargetInput>("{}").unwrap(), TargetInput::default());
    }

    #[test]
    fn unknown_fields_are_refused_at_every_depth() {
        for bad in [
            r#"{"base_line":[1]}"#,
            r#"{"mandate":{"target_at_5":1,"level_3":1}}"#,
            r#"{"budget":{"budget_million_baht":1,"units":1}}"#,
            r#"{"benchmark":{"comparators":[],"mean":1}}"#,
            r#"{"benchmark":{"comparators":[{"value":1,"rank":1}]}}"#,
            r#"{"two_sided":{"ideal_percent":1,"deviation_levels":[],"x":1}}"#,
            r#"{"rank":{"previous":1,"n":3}}"#,
            r#"{"rank":{"previous":1,"bands":[{"level":3,"from":1,"score":3}]}}"#,
            r#"{"ratio":[70,20,10]}"#,
        ] {
            assert!(serde_json::from_str::<TargetInput>(bad).is_err(), "{bad}");
        }
    }
}
