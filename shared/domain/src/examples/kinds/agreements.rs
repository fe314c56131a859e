//! Kinds about whole agreements: joint indicators, grades, incentives, penalties, obligations.

use std::collections::BTreeMap;

use super::super::case::{Case, Trouble, number, whole};
use super::super::json::Json;
use super::{exact, object, official};
use crate::calendar::FiscalYear;
use crate::exact::Exact;
use crate::grade::{Band, GradeTable, GradeTableDraft, Standing, grade_of};
use crate::incentive::{EligibilityRule, MeritCaps, Operator, eligibility, merit_increase};
use crate::text::Text;
use crate::{joint, obligation, penalty as penalties};

fn natural(name: &str, value: &Exact) -> Result<u32, Trouble> {
    let wrong = || Trouble::Wrong { name: name.into(), found: value.to_string(), wanted: "a whole number from 0" };
    u32::try_from(whole(name, value)?).map_err(|_| wrong())
}

fn naturals(case: &Case<'_>, name: &str) -> Result<BTreeMap<String, u32>, Trouble> {
    case.object(name)?.iter().map(|(id, v)| Ok((id.clone(), natural(name, &number(name, v)?)?))).collect()
}

fn count(n: impl TryInto<i64>) -> Json {
    Json::Number(Exact::whole(n.try_into().unwrap_or(i64::MAX)))
}

pub(super) fn penalty(case: &Case<'_>) -> Result<Json, Trouble> {
    let missed = natural("missed", &case.number("missed")?)?;
    let (per_miss, floor) = (case.number("penalty_per_miss")?, case.number("floor")?);
    let after = penalties::penalty(&case.number("score")?, missed, &per_miss, &floor).map_err(Trouble::refused)?;
    Ok(object([("score", official(&after.score)), ("exact", exact(&after.score))]))
}

pub(super) fn joint_totals(case: &Case<'_>) -> Result<Json, Trouble> {
    let ministries = case.texts("ministries")?;
    let (strategies, kpis) = (naturals(case, "strategies_per_agency")?, naturals(case, "kpis_per_agency")?);
    let totals = joint::totals(&strategies, &kpis, &ministries).map_err(Trouble::refused)?;
    Ok(object([
        ("agencies", count(totals.agencies)),
        ("agency_strategy_cells", count(totals.cells)),
        ("agency_kpi_assignments", count(totals.assignments)),
        ("ministries", count(totals.ministries)),
    ]))
}

pub(super) fn joint_model(case: &Case<'_>) -> Result<Json, Trouble> {
    let sets: BTreeMap<String, Vec<String>> = case.groups("sets")?.into_iter().collect();
    let check = joint::model_check(&naturals(case, "kpis_per_strategy")?, &sets).map_err(Trouble::refused)?;
    let kpis = check.carried.iter().map(|(agency, n)| (agency.clone(), count(*n))).collect();
    Ok(object([("kpis", Json::Object(kpis)), ("distinct_joint_kpis", count(check.distinct))]))
}

pub(super) fn grade(case: &Case<'_>) -> Result<Json, Trouble> {
    let band = |item: &Case<'_>| {
        Ok(Band { grade: item.text("grade")?.parse().map_err(Trouble::refused)?, at_least: item.number("at_least")? })
    };
    let mut bands: Vec<Band> = case.items("thresholds")?.iter().map(band).collect::<Result<_, Trouble>>()?;
    bands.sort_by(|a, b| b.at_least.cmp(&a.at_least));
    let fiscal_year = FiscalYear::new(2555).map_err(Trouble::refused)?;
    let source = Text::new("แฟ้มตัวอย่างคำนวณ", "worked-examples file");
    let table = GradeTable::new(GradeTableDraft { fiscal_year, official: false, source, bands });
    let graded = grade_of(&table.map_err(Trouble::refused)?, &case.number("score")?);
    let shown = |standing: &Standing| standing.grade().map_or(Json::Null, |g| Json::text(g.as_str()));
    Ok(object([
        ("grade", shown(&graded.standing)),
        ("grade_on_displayed_4dp", shown(&graded.standing)),
        ("grade_on_exact", shown(&graded.standing_exact)),
    ]))
}

pub(super) fn eligible(case: &Case<'_>) -> Result<Json, Trouble> {
    let score = case.number("score")?;
    let by = |operator| {
        let rule = EligibilityRule::new(operator, Exact::whole(3)).map_err(Trouble::refused)?;
        Ok::<_, Trouble>(Json::Bool(eligibility(&rule, &score).eligible))
    };
    Ok(object([("rule_ge_3", by(Operator::AtLeast)?), ("rule_gt_3", by(Operator::Above)?)]))
}

pub(super) fn merit_cap(case: &Case<'_>) -> Result<Json, Trouble> {
    let caps = MeritCaps::new(case.number("cap_per_round")?, case.number("cap_per_year")?).map_err(Trouble::refused)?;
    let merit = merit_increase(&caps, &case.numbers("rounds_percent")?).map_err(Trouble::refused)?;
    Ok(object([("allowed", Json::numbers(&merit.allowed())), ("year_total", exact(&merit.year_total))]))
}

pub(super) fn obligations(case: &Case<'_>) -> Result<Json, Trouble> {
    let per_year = naturals(case, "submissions_per_year")?;
    let counted = obligation::count(&per_year, &case.texts("inside_pa_system")?).map_err(Trouble::refused)?;
    Ok(object([
        ("obligations", count(counted.obligations)),
        ("submissions", count(counted.submissions)),
        ("carried_inside_pa_system", count(counted.carried_inside_pa_system)),
    ]))
}
