//! Pattern 5: no trend, but what a budget buys at a unit cost (deck slides 33, 35).

use serde::{Deserialize, Serialize};

use super::details::{Details, ReasonCode};
use super::error::TargetError;
use super::pattern::Pattern;
use super::proposal::Proposal;
use super::spacing::Spacing;
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;

/// What results are measured in: scoring the number of units and scoring their cost give different points in between.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoredOn {
    /// The number of units; higher is better.
    #[default]
    Units,
    /// The cost of one unit, in million baht; lower is better.
    UnitCost,
}

/// How much the budget buys at level 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Volume {
    /// So many units.
    Units(Exact),
    /// Units at this cost each, in million baht.
    UnitCost(Exact),
}

/// How many units more or less make a level.
#[expect(clippy::large_enum_variant, reason = "one at a time, and levels are the usual case")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// So many units.
    Units(Exact),
    /// This part of the units at level 3, for example 1/4.
    RatioOfX(Exact),
    /// The units of all five levels are agreed.
    Agreed(Levels),
}

/// A budget and what it is to buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// In million baht, above zero.
    pub amount: Exact,
    /// Units or unit cost, above zero.
    pub volume: Volume,
    /// Distance between levels.
    pub step: Step,
    /// The budget after a cut, in million baht: the unit cost stays and the units follow.
    pub revised: Option<Exact>,
    /// What results are measured in.
    pub scored_on: ScoredOn,
}

/// Pattern 5 (deck slides 33, 35): level 3 is what the budget buys. 10 million baht for 8 units put 8 at level 3;
/// scored on units, 10 units then are level 4.
pub fn pattern5(budget: &Budget) -> Result<Proposal, TargetError> {
    let amount = positive("budget.budget_million_baht", &budget.amount)?;
    let (units, unit_cost) = match &budget.volume {
        Volume::Units(units) => {
            let units = positive("budget.planned_units_at_3", units)?;
            (units.clone(), over(amount, units))
        }
        Volume::UnitCost(cost) => {
            let cost = positive("budget.unit_cost_at_3_million_baht", cost)?;
            (over(amount, cost), cost.clone())
        }
    };
    let (amount, units, planned) = match &budget.revised {
        None => (amount, units, None),
        Some(revised) => {
            let revised = positive("budget.revised_budget_million_baht", revised)?;
            (revised, over(revised, &unit_cost), Some((amount.clone(), units)))
        }
    };
    let spacing = match &budget.step {
        Step::Units(n) => Spacing::Interval(positive("budget.interval_units", n)?.clone()),
        Step::RatioOfX(ratio) => Spacing::Interval(&units * positive("budget.interval_ratio_of_x", ratio)?),
        Step::Agreed(levels) => Spacing::Levels(levels.clone()),
    };
    let in_units = spacing.around(&units, Direction::Higher)?;
    let levels = match budget.scored_on {
        ScoredOn::Units => in_units,
        ScoredOn::UnitCost => costs(amount, &in_units)?,
    };
    let details = Details::UnitCost { budget: amount.clone(), units, unit_cost, scored_on: budget.scored_on, planned };
    let proposal = Proposal::of_levels(Pattern::UnitCost, ReasonCode::PlannedUnits, levels, details)?;
    Ok(match budget.scored_on {
        ScoredOn::Units => proposal.spaced(),
        // Even steps in units are never even in cost; nobody could mend that.
        ScoredOn::UnitCost => proposal,
    })
}

/// What one unit costs at each level when the whole budget is spent.
fn costs(budget: &Exact, units: &Levels) -> Result<Levels, TargetError> {
    for level in 1..=5 {
        if *units.value(level) <= Exact::zero() {
            return Err(TargetError::CostOfNothing(level));
        }
    }
    Ok(Levels::new(units.values().each_ref().map(|u| over(budget, u)))?)
}

fn positive<'a>(field: &'static str, value: &'a Exact) -> Result<&'a Exact, TargetError> {
    if *value > Exact::zero() { Ok(value) } else { Err(TargetError::NotPositive { field, value: value.clone() }) }
}

/// The quotient; callers have seen that the divisor is above zero.
fn over(value: &Exact, divisor: &Exact) -> Exact {
    value.checked_div(divisor).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policies;
    use crate::target::WarningCode;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn levels(text: &str) -> Levels {
        Levels::try_from(text.split(' ').map(exact).collect::<Vec<_>>()).unwrap()
    }

    fn slide35() -> Budget {
        Budget {
            amount: exact("10"),
            volume: Volume::Units(exact("8")),
            step: Step::Units(exact("2")),
            revised: None,
            scored_on: ScoredOn::Units,
        }
    }

    #[test]
    fn the_budget_of_slide_35_gives_its_levels() {
        let p = pattern5(&slide35()).unwrap();
        assert_eq!((p.levels(), p.x()), (Some(&levels("4 6 8 10 12")), &exact("8")));
        assert_eq!(
            p.details(),
            &Details::UnitCost {
                budget: exact("10"),
                units: exact("8"),
                unit_cost: exact("1.25"),
                scored_on: ScoredOn::Units,
                planned: None
            }
        );
        assert_eq!(p.warnings(), []);
    }

    #[test]
    fn a_unit_cost_gives_the_same_as_the_units_it_buys() {
        let by_cost = Budget { volume: Volume::UnitCost(exact("1.25")), ..slide35() };
        assert_eq!(pattern5(&by_cost).unwrap(), pattern5(&slide35()).unwrap());
        let by_ratio = Budget { step: Step::RatioOfX(exact("0.25")), ..slide35() };
        assert_eq!(pattern5(&by_ratio).unwrap(), pattern5(&slide35()).unwrap());
    }

    #[test]
    fn a_cut_budget_buys_fewer_units_at_the_same_cost() {
        let cut = Budget { revised: Some(exact("8")), step: Step::RatioOfX(exact("0.25")), ..slide35() };
        let p = pattern5(&cut).unwrap();
        assert_eq!(p.levels(), Some(&levels("3.2 4.8 6.4 8 9.6")));
        let Details::UnitCost { budget, units, unit_cost, planned, .. } = p.details() else { panic!("pattern 5") };
        assert_eq!((budget, units, unit_cost), (&exact("8"), &exact("6.4"), &exact("1.25")));
        assert_eq!(planned, &Some((exact("10"), exact("8"))));
    }

    #[test]
    fn scoring_the_count_differs_from_scoring_the_cost() {
        let on_cost = Budget { scored_on: ScoredOn::UnitCost, ..slide35() };
        let p = pattern5(&on_cost).unwrap();
        assert_eq!(p.levels(), Some(&levels("2.5 5/3 1.25 1 5/6")));
        assert_eq!((p.direction(), p.x(), p.warnings().len()), (Direction::Lower, &exact("1.25"), 0));
        let score = |p: &Proposal, actual: &str| p.place(&exact(actual), &Policies::default()).unwrap().score;
        assert_eq!(score(&pattern5(&slide35()).unwrap(), "9"), exact("3.5"));
        assert_eq!(score(&p, "10/9").round_half_up(4), exact("3.5556"));
    }

    #[test]
    fn nothing_produced_has_no_unit_cost() {
        let scored = |n: &str, scored_on| pattern5(&Budget { step: Step::Units(exact(n)), scored_on, ..slide35() });
        assert!(scored("3.9", ScoredOn::UnitCost).is_ok());
        assert_eq!(scored("4", ScoredOn::UnitCost), Err(TargetError::CostOfNothing(1)));
        assert_eq!(scored("9", ScoredOn::UnitCost), Err(TargetError::CostOfNothing(1)));
        assert!(!scored("4", ScoredOn::Units).unwrap().warns(WarningCode::LevelsBelowZero));
        assert!(scored("4.1", ScoredOn::Units).unwrap().warns(WarningCode::LevelsBelowZero));
    }

    #[test]
    fn agreed_units_stand_around_the_planned_ones() {
        let agreed = |text: &str| pattern5(&Budget { step: Step::Agreed(levels(text)), ..slide35() });
        assert!(agreed("5 7 8 10 12").unwrap().warns(WarningCode::UnevenSpacing));
        assert!(matches!(agreed("5 7 9 10 12"), Err(TargetError::Level3NotX { .. })));
        assert!(matches!(agreed("12 10 8 7 5"), Err(TargetError::Levels(_))));
    }

    #[test]
    fn amounts_are_above_zero() {
        for bad in ["0", "-1"] {
            let value = || exact(bad);
            let refused = |budget: Budget| match pattern5(&budget) {
                Err(TargetError::NotPositive { field, value }) if value == exact(bad) => field,
                other => panic!("{other:?}"),
            };
            assert_eq!(refused(Budget { amount: value(), ..slide35() }), "budget.budget_million_baht");
            let volume = Volume::Units(value());
            assert_eq!(refused(Budget { volume, ..slide35() }), "budget.planned_units_at_3");
            let volume = Volume::UnitCost(value());
            assert_eq!(refused(Budget { volume, ..slide35() }), "budget.unit_cost_at_3_million_baht");
            assert_eq!(refused(Budget { step: Step::Units(value()), ..slide35() }), "budget.interval_units");
            assert_eq!(refused(Budget { step: Step::RatioOfX(value()), ..slide35() }), "budget.interval_ratio_of_x");
            let revised = Some(value());
            assert_eq!(refused(Budget { revised, ..slide35() }), "budget.revised_budget_million_baht");
        }
    }
}
