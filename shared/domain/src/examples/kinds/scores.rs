//! Kinds `score.*`.

use super::super::case::{Case, Trouble, number, wrong};
use super::super::json::Json;
use super::{error, exact, object, official, with};
use crate::criteria::{Band, Condition, Criteria, Hybrid, LevelsError, Measurement, Milestone, RankBands};
use crate::formula::{Formula, Name};
use crate::policy::{MilestoneCount, Policies};
use crate::score::{Inputs, Scored, Subject, Unscored, score};
use crate::text::Text;

pub(super) const NOT_MONOTONE: &str = "LEVELS_NOT_STRICTLY_MONOTONE";

/// The documented code of levels that are none.
pub(super) fn levels_error(refused: &LevelsError) -> Result<Json, Trouble> {
    match refused {
        LevelsError::NotStrictlyMonotone(_) => Ok(error(NOT_MONOTONE)),
        other => Err(Trouble::refused(other)),
    }
}

fn run(m: &Measurement, inputs: &Inputs, policies: &Policies) -> Result<Scored, Unscored> {
    score(Subject::default(), m, inputs, policies)
}

fn scored(m: &Measurement, inputs: &Inputs, policies: &Policies) -> Result<Json, Trouble> {
    let scored = run(m, inputs, policies).map_err(Trouble::refused)?;
    Ok(object([("score", official(&scored.exact)), ("exact", exact(&scored.exact))]))
}

pub(super) fn interpolate(case: &Case<'_>) -> Result<Json, Trouble> {
    match case.levels("levels")? {
        Ok(levels) => {
            let inputs = Inputs::value(case.exact("actual")?);
            scored(&Measurement::of(Criteria::levels(levels)), &inputs, &case.policies()?)
        }
        Err(refused) => levels_error(&refused),
    }
}

pub(super) fn validate_levels(case: &Case<'_>) -> Result<Json, Trouble> {
    match case.levels("levels")? {
        Ok(levels) => Ok(object([("levels", Json::numbers(levels.values()))])),
        Err(refused) => levels_error(&refused),
    }
}

pub(super) fn formula(case: &Case<'_>) -> Result<Json, Trouble> {
    let levels = match case.levels("levels")? {
        Ok(levels) => levels,
        Err(refused) => return levels_error(&refused),
    };
    let (done, planned) = if case.get("planned_million").is_some() {
        (case.number("disbursed_million")?, case.number("planned_million")?)
    } else {
        (case.number("actual")?, case.number("planned")?)
    };
    let name = |text: &str| Name::new(text).map_err(Trouble::refused);
    let variables = [(name("done")?, done), (name("planned")?, planned)].into_iter().collect();
    let formula = Formula::parse("percent(done, planned)").map_err(Trouble::refused)?;
    let m = Measurement { formula: Some(formula), ..Measurement::of(Criteria::levels(levels)) };
    match run(&m, &Inputs { variables, ..Inputs::default() }, &case.policies()?) {
        Ok(s) => Ok(object([
            ("value", s.value.as_ref().map_or(Json::Null, exact)),
            ("score", official(&s.exact)),
            ("exact", exact(&s.exact)),
        ])),
        Err(unscored) if unscored.needs_committee_decision() => {
            Ok(with(error("DENOMINATOR_ZERO"), "state", Json::text("needs_committee_decision")))
        }
        Err(unscored) => Err(Trouble::refused(unscored)),
    }
}

pub(super) fn milestone(case: &Case<'_>) -> Result<Json, Trouble> {
    let done = case.list("steps_done")?.iter().map(|v| match v {
        Json::Bool(done) => Ok(*done),
        other => Err(wrong("steps_done", other, "true or false")),
    });
    let done: Vec<bool> = done.collect::<Result<_, _>>()?;
    let steps = <[bool; 5]>::try_from(done).map_err(|found| Trouble::Wrong {
        name: "steps_done".into(),
        found: format!("a list of {}", found.len()),
        wanted: "five steps",
    })?;
    let inputs = Inputs { steps: Some(steps), partial_of_next: case.optional("partial_of_next")?, ..Inputs::default() };
    let words = [1, 2, 3, 4, 5].map(|n| Text::new(format!("ขั้นที่ {n}"), format!("step {n}")));
    let policies = case.policies()?;
    let points = |count: Option<MilestoneCount>| {
        let milestone = Milestone::new(words.clone(), count).map_err(Trouble::refused)?;
        scored(&Measurement::of(Criteria::Milestone(milestone)), &inputs, &policies)
    };
    let counted = points(Some(MilestoneCount::Count))?;
    let counted = counted.get("score").cloned().unwrap_or(Json::Null);
    Ok(with(points(None)?, "under_policy_count", counted))
}

pub(super) fn hybrid(case: &Case<'_>) -> Result<Json, Trouble> {
    let definition = case.within(case.need("definition")?);
    let mut levels: [Vec<Condition>; 5] = Default::default();
    for item in definition.items("levels")? {
        let level = item.whole("level")?;
        let place = usize::try_from(level).ok().and_then(|l| l.checked_sub(1)).and_then(|l| levels.get_mut(l));
        let unknown = || Trouble::Wrong { name: "level".into(), found: level.to_string(), wanted: "1 to 5" };
        let conditions = place.ok_or_else(unknown)?;
        if item.get("event").is_some() {
            conditions.push(Condition::Event(name(item.text("event")?)?));
        }
        if item.get("measure").is_some() {
            let (measure, value) = (name(item.text("measure")?)?, item.number("at_least")?);
            conditions.push(Condition::AtLeast { measure, value });
        }
    }
    let interpolate = match definition.get("interpolate_between_levels_with_same_measure") {
        None | Some(Json::Bool(true)) => true,
        Some(Json::Bool(false)) => false,
        Some(other) => return Err(wrong("interpolate_between_levels_with_same_measure", other, "true or false")),
    };
    let hybrid = Hybrid::new(levels, interpolate).map_err(Trouble::refused)?;
    let mut inputs = Inputs::default();
    for (fact, value) in case.object("facts")? {
        match value {
            Json::Bool(done) => {
                inputs.events.insert(name(fact)?, *done);
            }
            Json::Null => {}
            other => {
                inputs.variables.insert(name(fact)?, number(fact, other)?);
            }
        }
    }
    scored(&Measurement::of(Criteria::Hybrid(hybrid)), &inputs, &case.policies()?)
}

fn name(text: &str) -> Result<Name, Trouble> {
    Name::new(text).map_err(Trouble::refused)
}

pub(super) fn rank_band(case: &Case<'_>) -> Result<Json, Trouble> {
    let rank_of = |case: &Case<'_>, key: &str| {
        let rank = case.whole(key)?;
        let wrong = || Trouble::Wrong { name: key.into(), found: rank.to_string(), wanted: "a rank from 1" };
        u64::try_from(rank).map_err(|_| wrong())
    };
    let band = |item: &Case<'_>| {
        let to = item.get("to").map(|_| rank_of(item, "to")).transpose()?;
        Ok(Band { score: item.number("score")?, from: rank_of(item, "from")?, to })
    };
    let bands = case.items("bands")?.iter().map(band).collect::<Result<_, Trouble>>()?;
    let bands = RankBands::new(bands, None).map_err(Trouble::refused)?;
    let inputs = Inputs::value(case.number("rank")?);
    scored(&Measurement::of(Criteria::RankBands(bands)), &inputs, &case.policies()?)
}
