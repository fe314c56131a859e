//! Scores: the worked examples, both sides of each boundary, and what holds for all of them.

mod boundaries;
mod composites;
mod hybrids;
mod placing;
mod properties;
mod tamper;
mod unscored;
mod worked;

use super::{Inputs, Scored, Subject, Unscored, score};
use crate::criteria::{Criteria, Measurement};
use crate::exact::Exact;
use crate::policy::Policies;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn policies(json: &str) -> Policies {
    serde_json::from_str(json).unwrap()
}

fn inputs(json: &str) -> Inputs {
    serde_json::from_str(json).unwrap()
}

fn measurement(criteria: &str) -> Measurement {
    Measurement::of(serde_json::from_str::<Criteria>(criteria).unwrap())
}

/// Criteria, inputs and policies as they stand in files.
fn try_score(criteria: &str, given: &str, under: &str) -> Result<Scored, Unscored> {
    score(Subject::default(), &measurement(criteria), &inputs(given), &policies(under))
}

fn scored(criteria: &str, given: &str, under: &str) -> Scored {
    try_score(criteria, given, under).unwrap_or_else(|e| panic!("{criteria} {given} {under}: {e}"))
}

/// The exact score as a fraction.
fn fraction(criteria: &str, given: &str, under: &str) -> String {
    scored(criteria, given, under).exact.fraction()
}

fn levels(values: &str) -> String {
    format!(r#"{{"kind":"levels","values":[{values}]}}"#)
}

fn value(value: &str) -> String {
    format!(r#"{{"value":"{value}"}}"#)
}

const HYBRID: &str = r#"{"kind":"hybrid","levels":[[{"event":"a"}],[{"event":"b"}],[{"event":"c"}],[{"event":"d"}],[{"event":"e"}]],"interpolate":false}"#;
const MILESTONE: &str =
    r#"{"kind":"milestone","steps":[{"th":"หนึ่ง"},{"th":"สอง"},{"th":"สาม"},{"th":"สี่"},{"th":"ห้า"}]}"#;

/// Deck slide 40.
const SLIDE_40: &str = r#"{"kind":"hybrid","levels":[
    [{"at_least":{"measure":"model_villages","value":1755}}],
    [{"at_least":{"measure":"model_villages","value":2633}}],
    [{"event":"gvh_round_1_done_in_2633_villages"}],
    [{"event":"gvh_round_2_done"},{"at_least":{"measure":"villages_gvh_up","value":1054}}],
    [{"event":"gvh_round_2_done"},{"at_least":{"measure":"villages_gvh_up","value":1317}}]],"interpolate":true}"#;

/// Deck slide 41.
const SLIDE_41: &str = r#"{"kind":"hybrid","levels":[
    [{"event":"target_groups_defined"},{"at_least":{"measure":"groups","value":4427}}],
    [{"event":"groups_have_plans"},{"at_least":{"measure":"groups","value":4427}}],
    [{"at_least":{"measure":"groups_certified","value":2656}}],
    [{"at_least":{"measure":"groups_certified","value":2767}}],
    [{"exceeds":{"measure":"sales_growth","series":"national_growth","by":5}}]],"interpolate":true}"#;

/// Deck slides 37 and 38; the split of 4 and 5 and of 2 and 1 is chosen.
const SLIDE_38: &str = r#"{"kind":"rank_bands","bands":[{"score":5,"from":1,"to":2},{"score":4,"from":3,"to":4},
    {"score":3,"from":5,"to":10},{"score":2,"from":11,"to":15},{"score":1,"from":16,"to":null}]}"#;

const ZERO: &str = r#"{"below_level_1":"zero"}"#;
const HUNDRED: &str = r#"{"scale":[20,40,60,80,100]}"#;
const UNEVEN: &str = r#"{"scale":[0,50,60,80,100],"below_level_1":"zero"}"#;
