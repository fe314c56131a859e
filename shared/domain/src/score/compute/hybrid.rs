//! Hybrids: the highest level with all lower ones held, and part of the way to the next (domain rules 2.4).

use super::kept;
use crate::criteria::{Condition, Hybrid, Threshold, hardest};
use crate::exact::Exact;
use crate::policy::{Policies, Scale};
use crate::score::trace::{Checked, Step};
use crate::score::{Inputs, Unscored};

pub(super) fn reached(
    hybrid: &Hybrid,
    inputs: &Inputs,
    policies: &Policies,
    steps: &mut Vec<Step>,
) -> Result<Exact, Unscored> {
    // Without facts no condition holds; but whoever reports a figure instead meant something else.
    if inputs.value.is_some() && inputs.variables.is_empty() && inputs.events.is_empty() {
        return Err(Unscored::NothingReported { what: "facts".into() });
    }
    let mut level = 0u8;
    for (number, conditions) in (1u8..).zip(hybrid.levels()) {
        let conditions: Vec<Checked> = conditions.iter().map(|c| check(c, inputs)).collect();
        conditions.iter().filter_map(|c| c.found.clone()).try_for_each(|found| kept(found).map(drop))?;
        let holds = conditions.iter().all(|c| c.holds);
        steps.push(Step::Level { level: number, conditions, holds });
        if !holds {
            break;
        }
        level = number;
    }
    let points = if level == 0 { policies.points_below() } else { policies.scale().points(level).clone() };
    steps.push(Step::Reached { level, points: points.clone() });
    let way = if hybrid.interpolates() { towards(hybrid, level, inputs, policies.scale()) } else { None };
    let Some((part, points, step)) = way else { return Ok(points) };
    kept(part)?;
    steps.push(step);
    kept(points)
}

/// What a comparison finds: the measure, or its margin over a series. `None` where something is not reported.
fn found(threshold: &Threshold<'_>, inputs: &Inputs) -> Option<Exact> {
    let own = inputs.variables.get(threshold.measure)?;
    match threshold.series {
        Some(series) => Some(own - inputs.variables.get(series)?),
        None => Some(own.clone()),
    }
}

fn check(condition: &Condition, inputs: &Inputs) -> Checked {
    let threshold = condition.threshold();
    let found = threshold.and_then(|t| found(&t, inputs));
    let holds = match (condition, threshold, &found) {
        (Condition::Event(name), ..) => inputs.events.get(name) == Some(&true),
        (_, Some(threshold), Some(found)) => threshold.direction.at_least(found, threshold.value),
        _ => false,
    };
    Checked { condition: condition.clone(), found, holds }
}

/// Part of the way from a level that is reached to the next one, where both use the same measure and nothing else of
/// the next is missing: the part, the points with it, and the step.
fn towards(hybrid: &Hybrid, level: u8, inputs: &Inputs, scale: &Scale) -> Option<(Exact, Exact, Step)> {
    let at = usize::from(level);
    let (this, next) = (hybrid.levels().get(at.checked_sub(1)?)?, hybrid.levels().get(at)?);
    let missing: Vec<_> = next.iter().filter(|c| !check(c, inputs).holds).collect();
    let wanted = missing.first()?.threshold()?;
    if !missing.iter().all(|c| c.threshold().is_some_and(|t| t.is_of(&wanted))) {
        return None;
    }
    let (from, to, found) = (hardest(this, &wanted)?.value, hardest(next, &wanted)?.value, found(&wanted, inputs)?);
    let part = (&found - from).checked_div(&(to - from)).filter(|part| !part.is_zero())?;
    let here = scale.points(level);
    let points = here + &(&part * &(scale.points(level + 1) - here));
    let step = Step::Towards {
        level: level + 1,
        measure: wanted.measure.clone(),
        series: wanted.series.cloned(),
        found,
        from: from.clone(),
        to: to.clone(),
        part: part.clone(),
        points: points.clone(),
    };
    Some((part, points, step))
}
