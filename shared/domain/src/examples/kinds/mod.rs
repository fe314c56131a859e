//! Every kind of example, each computed by the library's own functions.

mod agreements;
mod rollups;
mod scores;
mod targets;

use super::case::{Case, Trouble};
use super::json::Json;
use crate::exact::Exact;

/// Computes one example. `expected` is read only for trial results to place (`actual`, `actual_ratio`) and for ids that
/// stand in keys; never for anything that is compared.
pub(super) fn compute(kind: &str, case: &Case<'_>, expected: &Json) -> Result<Json, Trouble> {
    let own = case.within(expected);
    match kind {
        "framework.sum" => rollups::sums(case),
        "framework.solve_missing" => rollups::solve_missing(case),
        "framework.count" => rollups::count(case),
        "score.interpolate" => scores::interpolate(case),
        "score.validate_levels" => scores::validate_levels(case),
        "score.formula" => scores::formula(case),
        "score.milestone" => scores::milestone(case),
        "score.hybrid" => scores::hybrid(case),
        "score.rank_band" => scores::rank_band(case),
        "trend.classify" => targets::trend(case),
        "target.pattern1" | "target.pattern2" | "target.pattern3" => targets::by_trend(kind, case, &own),
        "target.pattern4" => targets::mandate(case, &own),
        "target.pattern4.check" => targets::mandate_check(case),
        "target.pattern5" => targets::unit_cost(case, &own),
        "target.pattern6" => targets::benchmark(case, &own),
        "target.pattern7" => targets::proportion(case, &own),
        "target.pattern7.two_sided" => targets::two_sided(case),
        "target.pattern8" => targets::rank(case, &own),
        "target.ceiling_check" => targets::ceiling(case),
        "rounding.count" => targets::rounding_count(case),
        "derive.base" => targets::derive_base(case),
        "penalty.missed_report" => agreements::penalty(case),
        "rollup.weighted" => rollups::weighted(case),
        "rollup.no_mission_group" => rollups::no_mission_group(case, expected),
        "rollup.nested" => rollups::nested(case),
        "rollup.published" => rollups::published(case),
        "rollup.weighted_percent_indicator" => rollups::weighted_percent(case),
        "rollup.score_then_average_vs_average_then_score" => rollups::both_orders(case),
        "rollup.rounding" => rollups::rounding(case),
        "rollup.rounding_rows" => rollups::rounding_rows(case),
        "rollup.cycle_subset" => rollups::cycle_subset(case),
        "rollup.cancelled_indicator" => rollups::cancelled(case),
        "rollup.not_reported" => rollups::not_reported(case),
        "rollup.satisfaction" => rollups::satisfaction(case),
        "jointkpi.totals" => agreements::joint_totals(case),
        "jointkpi.model_check" => agreements::joint_model(case),
        "grade.map" => agreements::grade(case),
        "incentive.eligible" => agreements::eligible(case),
        "incentive.merit_cap" => agreements::merit_cap(case),
        "obligations.count" => agreements::obligations(case),
        _ => Err(Trouble::Kind(kind.chars().take(80).collect())),
    }
}

/// An object of what was computed.
fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A computed error.
fn error(code: &str) -> Json {
    object([("error", Json::text(code))])
}

/// A figure that is exact.
fn exact(value: &Exact) -> Json {
    Json::Number(value.clone())
}

/// A score, total or row value: rounded once, half-up to four decimals.
fn official(value: &Exact) -> Json {
    Json::Number(value.round_half_up(4))
}

fn with(mut json: Json, key: &str, value: Json) -> Json {
    if let Json::Object(members) = &mut json {
        members.push((key.to_owned(), value));
    }
    json
}
