//! Kinds `framework.*` and `rollup.*`.

use std::collections::BTreeMap;

use super::super::case::{Case, Trouble, map, text, whole};
use super::super::json::Json;
use super::scores::levels_error;
use super::{exact, object, official, with};
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;
use crate::rollup::{
    self, Assessor, Cancellation, Item, ItemId, Outcome, PercentItem, PublishedItem, RollUp, Sheet, Tree, roll_up,
    rounded_rows, weighted_mean,
};
use crate::text::Text;

pub(super) fn sums(case: &Case<'_>) -> Result<Json, Trouble> {
    let groups = case.groups("groups")?.into_iter().collect();
    let sums = rollup::weight_sums(&map(&case.weights("leaf_weights")?), &groups).map_err(Trouble::refused)?;
    let group = |out, (name, sum): (&String, &Exact)| with(out, name, exact(sum));
    Ok(sums.groups.iter().fold(object([("total", exact(&sums.total))]), group))
}

pub(super) fn solve_missing(case: &Case<'_>) -> Result<Json, Trouble> {
    let known = case.weights("known")?;
    let missing = case.texts("missing")?;
    let [id] = missing.as_slice() else {
        return Err(Trouble::Wrong { name: "missing".into(), found: missing.len().to_string(), wanted: "one id" });
    };
    let weight = rollup::missing_weight(&case.number("parent_weight")?, known.iter().map(|(_, w)| w));
    Ok(object([(id.as_str(), exact(&weight.map_err(Trouble::refused)?))]))
}

pub(super) fn count(case: &Case<'_>) -> Result<Json, Trouble> {
    let natural = |name: &str, value: &Exact| {
        let wrong = || Trouble::Wrong { name: name.into(), found: value.to_string(), wanted: "a whole number from 0" };
        u64::try_from(whole(name, value)?).map_err(|_| wrong())
    };
    let old = natural("old_indicators", &case.number("old_indicators")?)?;
    let dropped = case.numbers("dropped_old_numbers")?;
    let dropped: Vec<u64> = dropped.iter().map(|n| natural("dropped_old_numbers", n)).collect::<Result<_, _>>()?;
    let added = case.list("new_indicator_numbers_without_an_old_one")?.len();
    let counted = rollup::carried_over(old, &dropped, added).map_err(Trouble::refused)?;
    let number = |n: u64| Json::count(usize::try_from(n).unwrap_or(usize::MAX));
    Ok(object([("kept", number(counted.kept)), ("new_total", number(counted.new_total))]))
}

fn sheet(case: &Case<'_>) -> Result<Sheet, Trouble> {
    Sheet::new(map(&case.weights("weights")?), map(&case.weights("scores")?)).map_err(Trouble::refused)
}

pub(super) fn weighted(case: &Case<'_>) -> Result<Json, Trouble> {
    let sheet = sheet(case)?;
    let total = sheet.total().map_err(Trouble::refused)?;
    let mut out = object([("total", official(&total.exact)), ("sum_of_weight_times_score", official(&total.sum))]);
    for (group, ids) in case.groups("groups")? {
        out = with(out, &group, official(&sheet.group(&ids).map_err(Trouble::refused)?.exact));
    }
    Ok(out)
}

pub(super) fn no_mission_group(case: &Case<'_>, expected: &Json) -> Result<Json, Trouble> {
    let (sheet, absent) = (sheet(case)?, case.texts("absent")?);
    let renormalised = sheet.renormalised(&absent).map_err(Trouble::refused)?;
    let mut out = object([("renormalised", official(&renormalised.exact))]);
    let Json::Object(members) = expected else { return Ok(out) };
    for key in members.iter().map(|(key, _)| key) {
        let Some(item) = key.strip_prefix("weight_moved_to_item_") else { continue };
        out = with(out, key, official(&sheet.moved(&absent, item).map_err(Trouble::refused)?.exact));
    }
    Ok(out)
}

pub(super) fn nested(case: &Case<'_>) -> Result<Json, Trouble> {
    let children: BTreeMap<String, Vec<String>> = case.groups("parent")?.into_iter().collect();
    let rolled = sheet(case)?.nested(&children).map_err(Trouble::refused)?;
    let mut out = object([("total", score_of(&rolled)?)]);
    for row in rolled.rows() {
        if let Some(mean) = row.group().and_then(|g| g.mean.exact()) {
            out = with(out, &format!("item{}", row.id), official(mean));
        }
    }
    Ok(out)
}

fn rolled(items: &[Item], round: Round, policies: &Policies) -> Result<RollUp, Trouble> {
    let refused = |defects: Vec<rollup::TreeError>| {
        Trouble::Refused(defects.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    };
    let tree = Tree::free(Assessor::Own, items).map_err(refused)?;
    Ok(roll_up(&tree, round, false, policies))
}

fn score_of(rolled: &RollUp) -> Result<Json, Trouble> {
    let exact = rolled.total().mean.exact().ok_or_else(|| Trouble::refused("nothing is in force"))?;
    Ok(official(exact))
}

pub(super) fn published(case: &Case<'_>) -> Result<Json, Trouble> {
    let mut out = object([]);
    for side in ["self", "committee"] {
        let item = |item: &Case<'_>| {
            let id = item.text("id")?.to_owned();
            Ok(PublishedItem { id, weight: item.number("weight")?, score: item.optional(side)? })
        };
        let items: Vec<PublishedItem> = case.items("items")?.iter().map(item).collect::<Result<_, Trouble>>()?;
        let parent = case.optional(&format!("parent_{side}"))?;
        for row in rollup::published(&items, parent.as_ref()).map_err(Trouble::refused)? {
            out = with(out, &format!("weighted_{}_{side}", row.id), official(&row.weighted));
            if row.implied {
                out = with(out, &format!("implied_{}_{side}", row.id), official(&row.score));
            }
        }
    }
    Ok(out)
}

fn percents(case: &Case<'_>) -> Result<Vec<PercentItem>, Trouble> {
    let item = |item: &Case<'_>| Ok(PercentItem { weight: item.number("w")?, percent: item.number("percent")? });
    case.items("items")?.iter().map(item).collect()
}

pub(super) fn weighted_percent(case: &Case<'_>) -> Result<Json, Trouble> {
    let levels = match case.levels("levels")? {
        Ok(levels) => levels,
        Err(refused) => return levels_error(&refused),
    };
    let first = rollup::score_first(&percents(case)?, &levels, &case.policies()?).map_err(Trouble::refused)?;
    let scores = first.scores.iter().map(official).collect();
    Ok(object([
        ("sm", Json::List(scores)),
        ("score", official(&first.mean.exact)),
        ("exact", exact(&first.mean.exact)),
    ]))
}

pub(super) fn both_orders(case: &Case<'_>) -> Result<Json, Trouble> {
    let levels = match case.levels("levels")? {
        Ok(levels) => levels,
        Err(refused) => return levels_error(&refused),
    };
    let (items, policies) = (percents(case)?, case.policies()?);
    let first = rollup::score_first(&items, &levels, &policies).map_err(Trouble::refused)?;
    let average = rollup::average_first(&items, &levels, &policies).map_err(Trouble::refused)?;
    Ok(object([("score_then_average", official(&first.mean.exact)), ("average_then_score", official(&average.score))]))
}

fn plain_items(case: &Case<'_>) -> Result<Vec<(Exact, Exact)>, Trouble> {
    case.items("items")?.iter().map(|i| Ok((i.number("w")?, i.number("s")?))).collect()
}

pub(super) fn rounding(case: &Case<'_>) -> Result<Json, Trouble> {
    let items = plain_items(case)?;
    let mean = weighted_mean(items.iter().map(|(w, s)| (w, s))).map_err(Trouble::refused)?;
    let reach = mean.reaches(&Exact::whole(3));
    Ok(object([
        ("exact", exact(&mean.exact)),
        ("displayed_4dp", official(&mean.exact)),
        ("eligible_on_exact_ge_3", Json::Bool(reach.exact)),
        ("eligible_on_displayed_ge_3", Json::Bool(reach.official)),
    ]))
}

pub(super) fn rounding_rows(case: &Case<'_>) -> Result<Json, Trouble> {
    let rounded = rounded_rows(&plain_items(case)?).map_err(Trouble::refused)?;
    Ok(object([
        ("rows_4dp", Json::numbers(&rounded.rows)),
        ("sum_of_rounded_rows", exact(&rounded.sum_of_rows)),
        ("rounded_total", exact(&rounded.total)),
    ]))
}

fn round_of(name: &str, months: i64) -> Result<Round, Trouble> {
    let wrong = || Trouble::Wrong { name: name.into(), found: months.to_string(), wanted: "6, 9 or 12" };
    u8::try_from(months).ok().and_then(|m| Round::try_from(m).ok()).ok_or_else(wrong)
}

/// A leaf of an item list; items without an id are numbered.
fn leaf(place: usize, item: &Case<'_>) -> Result<Item, Trouble> {
    let id = match item.get("id") {
        Some(id) => text("id", id)?.to_owned(),
        None => format!("#{}", place + 1),
    };
    Ok(Item::leaf(ItemId::parse(&id).map_err(Trouble::refused)?, item.number("w")?))
}

pub(super) fn cycle_subset(case: &Case<'_>) -> Result<Json, Trouble> {
    let round = round_of("round_months", case.whole("round_months")?)?;
    let mut items = Vec::new();
    for (place, item) in case.items("items")?.iter().enumerate() {
        let starts = round_of("starts", item.whole("starts")?)?;
        let leaf = Item { starts, ..leaf(place, item)? };
        items.push(match item.optional("s")? {
            Some(score) if starts <= round => leaf.with(round, Outcome::Reported(score)),
            _ => leaf,
        });
    }
    let rolled = rolled(&items, round, &case.policies()?)?;
    let mean = rolled.total().mean.exact().ok_or_else(|| Trouble::refused("nothing is in force"))?;
    Ok(object([("weight_in_round", exact(&rolled.total().base)), ("score", official(mean)), ("exact", exact(mean))]))
}

pub(super) fn cancelled(case: &Case<'_>) -> Result<Json, Trouble> {
    let (mut items, mut as_zero) = (Vec::new(), Vec::new());
    for (place, item) in case.items("items")?.iter().enumerate() {
        let leaf = leaf(place, item)?;
        let gone = item.get("cancelled") == Some(&Json::Bool(true));
        let score = if gone { item.optional("s")?.unwrap_or_default() } else { item.number("s")? };
        as_zero.push((item.number("w")?, if gone { Exact::zero() } else { score.clone() }));
        let cancelled = gone.then(|| Cancellation { since: Round::Six, reason: Text::default() });
        items.push(Item { cancelled, ..leaf }.with(Round::Twelve, Outcome::Reported(score)));
    }
    let zero = weighted_mean(as_zero.iter().map(|(w, s)| (w, s))).map_err(Trouble::refused)?;
    let rolled = rolled(&items, Round::Twelve, &case.policies()?)?;
    Ok(object([("renormalised", score_of(&rolled)?), ("as_zero", official(&zero.exact))]))
}

pub(super) fn not_reported(case: &Case<'_>) -> Result<Json, Trouble> {
    let score = case.number("not_reported_score")?;
    let written = crate::policy::Written { not_reported: Some(score), ..case.policies()?.into() };
    let policies = Policies::try_from(written).map_err(Trouble::refused)?;
    let mut items = Vec::new();
    for (place, item) in case.items("items")?.iter().enumerate() {
        let leaf = leaf(place, item)?;
        let state = item.get("state").map_or(Ok("reported"), |s| text("state", s))?;
        items.push(match state {
            "reported" => leaf.with(Round::Twelve, Outcome::Reported(item.number("s")?)),
            "not_reported" => leaf.with(Round::Twelve, Outcome::NotReported),
            "not_due" => leaf.with(Round::Twelve, Outcome::NotDue),
            "cancelled" => {
                Item { cancelled: Some(Cancellation { since: Round::Six, reason: Text::default() }), ..leaf }
            }
            other => {
                let wanted = "reported, not_reported, not_due or cancelled";
                return Err(Trouble::Wrong { name: "state".into(), found: other.to_owned(), wanted });
            }
        });
    }
    let rolled = rolled(&items, Round::Twelve, &policies)?;
    Ok(object([("score", score_of(&rolled)?)]))
}

pub(super) fn satisfaction(case: &Case<'_>) -> Result<Json, Trouble> {
    let levels = match case.levels("levels")? {
        Ok(levels) => levels,
        Err(refused) => return levels_error(&refused),
    };
    let weights = case.numbers("weights")?;
    let [clients, policy_makers] = weights.as_slice() else {
        return Err(Trouble::Wrong { name: "weights".into(), found: weights.len().to_string(), wanted: "two weights" });
    };
    let item = |weight: &Exact, name: &str| {
        Ok::<_, Trouble>(PercentItem { weight: weight.clone(), percent: case.number(name)? })
    };
    let scored = rollup::satisfaction(
        &item(clients, "clients_percent")?,
        &item(policy_makers, "policy_makers_percent")?,
        &levels,
        &case.policies()?,
    )
    .map_err(Trouble::refused)?;
    Ok(object([
        ("clients_score", official(&scored.clients)),
        ("policy_makers_score", official(&scored.policy_makers)),
        ("quality_dimension", official(&scored.dimension.exact)),
    ]))
}
