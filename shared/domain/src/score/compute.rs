//! The computation itself: inputs to a value, the value to points.

mod hybrid;

use super::trace::{Mean, Step};
use super::{Inputs, Unscored};
use crate::criteria::{
    Composite, Criteria, Levels, MAX_PART_ID, Measurement, Milestone, Placement, Position, Proportion, Rank, RankBands,
};
use crate::exact::Exact;
use crate::formula::Outcome;
use crate::policy::{MilestoneCount, Policies};

/// Points, the value they were read off, and the steps.
type Points = (Exact, Option<Exact>, Vec<Step>);

/// A figure on the way, unless it has too many digits to be kept in a trace and read back.
pub(super) fn kept(figure: Exact) -> Result<Exact, Unscored> {
    if figure.is_keepable() { Ok(figure) } else { Err(Unscored::TooLarge) }
}

/// Scores one measurement and each of its parts. The nesting of criteria is limited, so the recursion ends.
pub(super) fn measured(m: &Measurement, inputs: &Inputs, policies: &Policies) -> Result<Points, Unscored> {
    let mut steps = Vec::new();
    match &m.criteria {
        Criteria::Levels { values } => {
            let value = value(m, inputs, &mut steps)?;
            let points = placed(values, &value, policies, &mut steps)?.score;
            Ok((points, Some(value), steps))
        }
        Criteria::Rank(rank) => {
            let value = value(m, inputs, &mut steps)?;
            let points = ranked(rank, &value, policies, &mut steps)?;
            Ok((points, Some(value), steps))
        }
        Criteria::RankBands(bands) => {
            let rank = value(m, inputs, &mut steps)?;
            let points = banded(bands, &rank, policies, &mut steps)?;
            Ok((points, Some(rank), steps))
        }
        Criteria::Proportion(proportion) => {
            let percent = percent(m, inputs, &mut steps)?;
            let points = proportional(proportion, &percent, policies, &mut steps)?;
            Ok((points, Some(percent), steps))
        }
        Criteria::Milestone(milestone) => {
            let points = counted(milestone, inputs, policies, &mut steps)?;
            Ok((points, None, steps))
        }
        Criteria::Hybrid(levels) => {
            let points = hybrid::reached(levels, inputs, policies, &mut steps)?;
            Ok((points, None, steps))
        }
        Criteria::Composite(composite) => {
            let points = averaged(composite, inputs, policies, &mut steps)?;
            Ok((points, None, steps))
        }
    }
}

/// The value by the formula, or as reported where there is none.
fn value(m: &Measurement, inputs: &Inputs, steps: &mut Vec<Step>) -> Result<Exact, Unscored> {
    let Some(formula) = &m.formula else {
        let value = inputs.value.clone().ok_or_else(|| Unscored::NothingReported { what: "value".into() })?;
        steps.push(Step::Given { value: value.clone() });
        return Ok(value);
    };
    match formula.eval(&inputs.variables) {
        Outcome::Value(value) => {
            let value = kept(value)?;
            steps.push(Step::Computed {
                formula: formula.to_string(),
                substituted: formula.substituted(&inputs.variables),
                value: value.clone(),
            });
            Ok(value)
        }
        Outcome::Missing(names) => Err(Unscored::Missing { names }),
        Outcome::DivisionByZero { expression, .. } => Err(Unscored::DivisionByZero { expression }),
        Outcome::TooLarge => Err(Unscored::TooLarge),
    }
}

fn placed(levels: &Levels, value: &Exact, policies: &Policies, steps: &mut Vec<Step>) -> Result<Placement, Unscored> {
    let placement = levels.place(value, policies);
    if let Position::Between { part, .. } = &placement.position {
        kept(part.clone())?;
    }
    kept(placement.score.clone())?;
    steps.push(Step::Placed { value: value.clone(), levels: levels.clone(), placement: placement.clone() });
    Ok(placement)
}

/// A rank on single-rank levels; without interpolation a rank between two levels counts as the lower one.
fn ranked(rank: &Rank, value: &Exact, policies: &Policies, steps: &mut Vec<Step>) -> Result<Exact, Unscored> {
    if *value < Exact::one() {
        return Err(Unscored::NoBand { rank: value.to_string() });
    }
    let placement = placed(rank.levels(), value, policies, steps)?;
    match placement.position {
        Position::Between { level, .. } if !rank.interpolates() => {
            let points = policies.scale().points(level).clone();
            steps.push(Step::Stepped { level, points: points.clone() });
            Ok(points)
        }
        _ => Ok(placement.score),
    }
}

/// The points of the band a rank lies in. Bands carry their own points, which must be points of this framework.
fn banded(bands: &RankBands, rank: &Exact, policies: &Policies, steps: &mut Vec<Step>) -> Result<Exact, Unscored> {
    let band = bands.band(rank).ok_or_else(|| Unscored::NoBand { rank: rank.to_string() })?;
    let (lowest, highest) = (policies.lowest(), policies.scale().highest());
    if band.score < lowest || band.score > *highest {
        let [points, lowest, highest] = [&band.score, &lowest, highest].map(ToString::to_string);
        return Err(Unscored::OffScale { points, lowest, highest });
    }
    steps.push(Step::Banded { rank: rank.clone(), band: band.clone() });
    Ok(band.score.clone())
}

/// The first part as percent of both, or the percent by the formula or as reported.
fn percent(m: &Measurement, inputs: &Inputs, steps: &mut Vec<Step>) -> Result<Exact, Unscored> {
    match (&m.formula, &inputs.ratio, &inputs.value) {
        (None, Some([first, second]), _) => share(first, second, steps),
        (None, None, None) => Err(Unscored::NothingReported { what: "ratio".into() }),
        _ => {
            let percent = value(m, inputs, steps)?;
            let rest = &Exact::whole(100) - &percent;
            if percent.is_negative() || rest.is_negative() { Err(no_ratio(&percent, &rest)) } else { Ok(percent) }
        }
    }
}

fn share(first: &Exact, second: &Exact, steps: &mut Vec<Step>) -> Result<Exact, Unscored> {
    if first.is_negative() || second.is_negative() {
        return Err(no_ratio(first, second));
    }
    let share = (first * &Exact::whole(100)).checked_div(&(first + second)).ok_or_else(|| no_ratio(first, second))?;
    let percent = kept(share)?;
    steps.push(Step::Share { first: first.clone(), second: second.clone(), percent: percent.clone() });
    Ok(percent)
}

fn no_ratio(first: &Exact, second: &Exact) -> Unscored {
    Unscored::Ratio { first: first.to_string(), second: second.to_string() }
}

fn proportional(
    proportion: &Proportion,
    percent: &Exact,
    policies: &Policies,
    steps: &mut Vec<Step>,
) -> Result<Exact, Unscored> {
    match proportion {
        Proportion::OneSided { levels } => Ok(placed(levels, percent, policies, steps)?.score),
        Proportion::TwoSided { ideal, deviations } => {
            let deviation = kept((percent - ideal).abs())?;
            steps.push(Step::Deviation { actual: percent.clone(), ideal: ideal.clone(), deviation: deviation.clone() });
            Ok(placed(deviations, &deviation, policies, steps)?.score)
        }
    }
}

fn counted(
    milestone: &Milestone,
    inputs: &Inputs,
    policies: &Policies,
    steps: &mut Vec<Step>,
) -> Result<Exact, Unscored> {
    let done = inputs.steps.ok_or_else(|| Unscored::NothingReported { what: "steps".into() })?;
    let part = inputs.partial_of_next.clone().unwrap_or_default();
    if part.is_negative() || part > Exact::one() {
        return Err(Unscored::Partial { value: part.to_string() });
    }
    let count = milestone.count(policies.milestone());
    let before_gap = done.iter().take_while(|d| **d).count();
    let reached = match count {
        MilestoneCount::Consecutive | MilestoneCount::ConsecutivePartial => before_gap,
        MilestoneCount::Count => done.iter().filter(|d| **d).count(),
    };
    let level = u8::try_from(reached).unwrap_or(5);
    let whole = if level == 0 { policies.points_below() } else { policies.scale().points(level).clone() };
    // Without a first step nothing is reached, and the policy for results below level 1 decides alone.
    let credited = count == MilestoneCount::ConsecutivePartial && (1..5).contains(&level) && !part.is_zero();
    let partial = credited.then_some(part);
    let points = match &partial {
        Some(part) => kept(&whole + &(part * &(policies.scale().points(level + 1) - &whole)))?,
        None => whole,
    };
    steps.push(Step::Counted { done, count, level, partial, points: points.clone() });
    Ok(points)
}

fn averaged(
    composite: &Composite,
    inputs: &Inputs,
    policies: &Policies,
    steps: &mut Vec<Step>,
) -> Result<Exact, Unscored> {
    if let Some(id) = inputs.parts.keys().find(|id| composite.parts().iter().all(|p| p.id != **id)) {
        return Err(Unscored::UnknownPart { id: id.chars().take(MAX_PART_ID).collect() });
    }
    let mut rows = Vec::with_capacity(composite.parts().len());
    let mut sum = Exact::zero();
    for part in composite.parts() {
        let reported = match inputs.parts.get(&part.id) {
            Some(own) => measured(&part.measurement, own, policies),
            None => Err(unreported(&part.measurement)),
        };
        let (points, _, own_steps) =
            reported.map_err(|reason| Unscored::Part { id: part.id.clone(), reason: Box::new(reason) })?;
        sum = kept(&sum + &(&part.weight * &points))?;
        steps.push(Step::Part {
            id: part.id.clone(),
            name: part.name.clone(),
            steps: own_steps,
            points: points.clone(),
        });
        rows.push(Mean { id: part.id.clone(), weight: part.weight.clone(), score: points });
    }
    let base = kept(composite.sum())?;
    let points = kept(sum.checked_div(&base).ok_or(Unscored::TooLarge)?)?;
    steps.push(Step::Averaged { rows, sum, base, points: points.clone() });
    Ok(points)
}

/// What to report first about a sub-indicator nothing is reported about.
fn unreported(m: &Measurement) -> Unscored {
    let what = match (&m.criteria, &m.formula) {
        (Criteria::Hybrid(_), _) => "facts",
        (Criteria::Milestone(_), _) => "steps",
        (Criteria::Composite(_), _) => "parts",
        (_, Some(_)) => match value(m, &Inputs::default(), &mut Vec::new()) {
            Err(reason) => return reason,
            Ok(_) => "variables",
        },
        (Criteria::Proportion(_), None) => "ratio",
        (Criteria::Levels { .. } | Criteria::Rank(_) | Criteria::RankBands(_), None) => "value",
    };
    Unscored::NothingReported { what: what.into() }
}
