//! Kinds `trend.*`, `target.*`, `rounding.count` and `derive.base`.

use super::super::case::{Case, Trouble};
use super::super::json::Json;
use super::scores::{NOT_MONOTONE, levels_error};
use super::{error, exact, object, official, with};
use crate::criteria::{Criteria, Direction, Levels, Measurement, Proportion};
use crate::exact::Exact;
use crate::policy::Policies;
use crate::score::{Inputs, Subject, score};
use crate::target::{
    self, Baseline, Budget, Comparators, Details, Level3, Proposal, ScoredOn, Spacing, Step, TargetError, UnitRange,
    Volume,
};

pub(super) fn trend(case: &Case<'_>) -> Result<Json, Trouble> {
    let trend = target::classify(&case.numbers("baseline")?, case.direction()?);
    Ok(object([("trend", Json::text(trend.as_str()))]))
}

/// x, levels and the score of a trial result; or the documented error.
fn proposed(
    proposal: Result<Proposal, TargetError>,
    actual: Option<Exact>,
    policies: &Policies,
) -> Result<(Json, Option<Proposal>), Trouble> {
    let proposal = match proposal {
        Ok(proposal) => proposal,
        Err(TargetError::MandateNotAboveBaseline { .. }) => return Ok((error("MANDATE_NOT_ABOVE_BASELINE"), None)),
        // Without an interval all five levels are the same value.
        Err(TargetError::Interval(n)) if n.is_zero() => return Ok((error(NOT_MONOTONE), None)),
        Err(TargetError::Levels(refused)) => return levels_error(&refused).map(|e| (e, None)),
        Err(other) => return Err(Trouble::refused(other)),
    };
    let levels = proposal.levels().map_or(Json::Null, |l| Json::numbers(l.values()));
    let mut out = object([("x_at_level_3", exact(proposal.x())), ("levels", levels)]);
    if let Some(actual) = actual {
        let placed = proposal.place(&actual, policies).ok_or_else(|| Trouble::refused("no levels to place it on"))?;
        out = with(with(out, "actual", exact(&actual)), "score", official(&placed.score));
    }
    if let Some(trend) = proposal.trend() {
        out = with(out, "trend", Json::text(trend.as_str()));
    }
    Ok((out, Some(proposal)))
}

fn interval(case: &Case<'_>, key: &str) -> Result<Spacing, Trouble> {
    Ok(Spacing::Interval(case.number(key)?))
}

pub(super) fn by_trend(kind: &str, case: &Case<'_>, expected: &Case<'_>) -> Result<Json, Trouble> {
    let baseline = Baseline::plain(case.numbers("baseline")?).map_err(Trouble::refused)?;
    let (direction, spacing) = (case.direction()?, interval(case, "interval")?);
    let proposal = match kind {
        "target.pattern1" => target::pattern1(&baseline, direction, &spacing),
        "target.pattern2" => target::pattern2(&baseline, direction, &spacing),
        _ => target::pattern3(&baseline, direction, &spacing),
    };
    let (out, proposal) = proposed(proposal, expected.optional("actual")?, &case.policies()?)?;
    // The trend is of the whole baseline, whatever the pattern looks at.
    let out = match proposal.as_ref().map(Proposal::details) {
        Some(Details::Decline { rejected_mean }) => with(out, "rejected_mean", exact(rejected_mean)),
        _ => out,
    };
    Ok(out)
}

pub(super) fn mandate(case: &Case<'_>, expected: &Case<'_>) -> Result<Json, Trouble> {
    let fit = case.optional("level3")?.map_or(Level3::LastResult, Level3::At);
    let (mandate, last) = (case.number("mandate_target_at_5")?, case.number("baseline_last")?);
    let proposal = target::pattern4(&mandate, &last, case.direction()?, &fit);
    proposed(proposal, expected.optional("actual")?, &case.policies()?).map(|(out, _)| out)
}

pub(super) fn mandate_check(case: &Case<'_>) -> Result<Json, Trouble> {
    let levels = match case.levels("levels")? {
        Ok(levels) => levels,
        Err(refused) => return levels_error(&refused),
    };
    let (mandate, last) = (case.number("mandate_target_at_5")?, case.number("fy2554_if_last_column")?);
    let check = target::pattern4_check(&mandate, &levels, &last);
    let mut out = object([
        ("levels_evenly_spaced", Json::Bool(check.levels_evenly_spaced)),
        ("level3_not_below_fy2554", Json::Bool(check.level3_not_below_last)),
    ]);
    if let Some(interval) = &check.interval {
        out = with(out, "interval", exact(interval));
    }
    if let Some(violation) = check.violation {
        out = with(out, "violation", Json::Text(violation));
    }
    Ok(out)
}

pub(super) fn unit_cost(case: &Case<'_>, expected: &Case<'_>) -> Result<Json, Trouble> {
    let volume = match case.optional("planned_units_at_3")? {
        Some(units) => Volume::Units(units),
        None => Volume::UnitCost(case.number("unit_cost_at_3_million_baht")?),
    };
    let step = match case.optional("interval_units")? {
        Some(units) => Step::Units(units),
        None => Step::RatioOfX(case.number("interval_ratio_of_x")?),
    };
    let budget =
        Budget { amount: case.number("budget_million_baht")?, volume, step, revised: None, scored_on: ScoredOn::Units };
    let (out, proposal) = proposed(target::pattern5(&budget), expected.optional("actual")?, &case.policies()?)?;
    Ok(match proposal.as_ref().map(Proposal::details) {
        Some(Details::UnitCost { unit_cost, .. }) => with(out, "unit_cost_at_3_million_baht", exact(unit_cost)),
        _ => out,
    })
}

pub(super) fn benchmark(case: &Case<'_>, expected: &Case<'_>) -> Result<Json, Trouble> {
    let comparators = Comparators::plain(case.numbers("comparators")?).map_err(Trouble::refused)?;
    let proposal =
        target::pattern6(&case.number("own")?, &comparators, case.direction()?, &interval(case, "interval")?);
    let (out, proposal) = proposed(proposal, expected.optional("actual")?, &case.policies()?)?;
    Ok(match proposal.as_ref().map(Proposal::details) {
        Some(Details::Benchmark { standing: Some(standing), .. }) => with(out, "rule", Json::text(standing.rule())),
        _ => out,
    })
}

pub(super) fn proportion(case: &Case<'_>, expected: &Case<'_>) -> Result<Json, Trouble> {
    let pair = |case: &Case<'_>, key: &str| {
        let numbers = case.numbers(key)?;
        <[Exact; 2]>::try_from(numbers).map_err(|found| Trouble::Wrong {
            name: key.into(),
            found: format!("a list of {}", found.len()),
            wanted: "two parts",
        })
    };
    let [first, second] = pair(case, "baseline_ratio")?;
    let proposal = target::pattern7(&first, &second, case.direction()?, &interval(case, "interval")?);
    let (out, proposal) = proposed(proposal, expected.optional("actual")?, &case.policies()?)?;
    let (Some(levels), Some(_)) = (proposal.as_ref().and_then(Proposal::levels), expected.get("actual_ratio")) else {
        return Ok(out);
    };
    // The same trial result as a ratio, scored from both parts.
    let ratio = pair(expected, "actual_ratio")?;
    let given = Json::numbers(&ratio);
    let inputs = Inputs { ratio: Some(ratio), ..Inputs::default() };
    let m = Measurement::of(Criteria::Proportion(Proportion::OneSided { levels: levels.clone() }));
    let scored = score(Subject::default(), &m, &inputs, &case.policies()?).map_err(Trouble::refused)?;
    let agrees = out.get("score").is_none_or(|s| *s == official(&scored.exact));
    let out = if agrees { with(out, "actual_ratio", given) } else { out };
    Ok(if out.get("score").is_none() { with(out, "score", official(&scored.exact)) } else { out })
}

pub(super) fn two_sided(case: &Case<'_>) -> Result<Json, Trouble> {
    let levels: Levels = match case.levels("deviation_levels")? {
        Ok(levels) => levels,
        Err(refused) => return levels_error(&refused),
    };
    let (ideal, actual) = (case.number("ideal_percent")?, case.number("actual_percent")?);
    let deviation = target::deviation(&ideal, &actual);
    let proportion = Proportion::two_sided(ideal, levels).map_err(Trouble::refused)?;
    let m = Measurement::of(Criteria::Proportion(proportion));
    let scored = score(Subject::default(), &m, &Inputs::value(actual), &case.policies()?).map_err(Trouble::refused)?;
    Ok(object([("deviation", exact(&deviation)), ("score", official(&scored.exact)), ("exact", exact(&scored.exact))]))
}

pub(super) fn rank(case: &Case<'_>, expected: &Case<'_>) -> Result<Json, Trouble> {
    if let Some(mode) = case.get("mode")
        && *mode != Json::text("single_rank")
    {
        return Err(Trouble::Wrong { name: "mode".into(), found: mode.to_string(), wanted: "single_rank" });
    }
    let proposal = target::pattern8(&case.number("previous_rank")?, &interval(case, "interval_ranks")?, None);
    proposed(proposal, expected.optional("actual")?, &case.policies()?).map(|(out, _)| out)
}

pub(super) fn ceiling(case: &Case<'_>) -> Result<Json, Trouble> {
    let direction = if case.get("direction").is_some() { case.direction()? } else { Direction::Higher };
    let levels = match Levels::spread(&case.number("x")?, &case.number("interval")?, direction) {
        Ok(levels) => levels,
        Err(refused) => return levels_error(&refused),
    };
    let range = UnitRange::new(None, Some(case.number("ceiling")?)).map_err(Trouble::refused)?;
    let infeasible = range.infeasible(&levels).levels();
    let numbers: Vec<Exact> = infeasible.iter().map(|l| Exact::whole(i64::from(*l))).collect();
    Ok(object([("levels", Json::numbers(levels.values())), ("infeasible_levels", Json::numbers(&numbers))]))
}

pub(super) fn rounding_count(case: &Case<'_>) -> Result<Json, Trouble> {
    let counts = target::rounding_count(&case.number("base")?, &case.numbers("percents")?, &case.numbers("printed")?);
    let counts = counts.map_err(Trouble::refused)?;
    Ok(object([
        ("raw", Json::numbers(&counts.raw)),
        ("ceil", Json::numbers(&counts.ceil)),
        ("half_up", Json::numbers(&counts.half_up)),
        ("rule_that_fits", Json::text(counts.rule_that_fits.as_str())),
    ]))
}

pub(super) fn derive_base(case: &Case<'_>) -> Result<Json, Trouble> {
    let derived = target::derive_base(&case.number("part")?, &case.number("percent")?).map_err(Trouble::refused)?;
    Ok(object([("base", exact(&derived.base))]))
}
