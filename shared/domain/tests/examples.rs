//! The worked examples of the domain rules, and what the runner says of files that are wrong.

use ges_domain::examples::{FileError, Outcome, run};

const FILE: &str = include_str!("worked-examples.json");

fn one(kind: &str, inputs: &str, expected: &str) -> Outcome {
    tolerant(kind, inputs, expected, "0")
}

fn tolerant(kind: &str, inputs: &str, expected: &str, tolerance: &str) -> Outcome {
    let file = format!(
        r#"{{"version": 1, "examples": [{{"id": "X", "kind": "{kind}", "inputs": {inputs}, "expected": {expected}, "tolerance": {tolerance}}}]}}"#
    );
    run(&file).unwrap_or_default().remove(0)
}

#[test]
fn every_worked_example_passes() {
    let outcomes = run(FILE).unwrap();
    let failed: Vec<&Outcome> = outcomes.iter().filter(|o| !o.pass).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert_eq!(outcomes.len(), 66);
}

#[test]
fn a_wrong_expectation_of_any_example_fails() {
    let file: serde_json::Value = serde_json::from_str(FILE).unwrap();
    for (place, example) in file["examples"].as_array().unwrap().iter().enumerate() {
        for key in example["expected"].as_object().unwrap().keys().filter(|k| *k != "advice") {
            let mut wrong = file.clone();
            let value = &mut wrong["examples"][place]["expected"][key];
            // Trial results are arguments; another one has another score.
            *value = match value.clone() {
                serde_json::Value::Number(n) => serde_json::json!(n.as_f64().unwrap() + 0.5),
                serde_json::Value::Bool(b) => (!b).into(),
                serde_json::Value::String(s) => format!("{s}1").into(),
                serde_json::Value::Array(mut list) => {
                    list.push(serde_json::json!(1));
                    list.into()
                }
                _ => serde_json::json!({ "nobody": 1 }),
            };
            let outcomes = run(&wrong.to_string()).unwrap();
            assert!(!outcomes[place].pass, "{} {key}", example["id"]);
        }
    }
}

#[test]
fn unknown_kinds_keys_and_missing_inputs_fail_and_say_why() {
    let trouble = |outcome: Outcome| (outcome.pass, outcome.trouble.unwrap_or_default());
    let (pass, said) = trouble(one("score.magic", "{}", "{}"));
    assert!(!pass && said.contains("score.magic"), "{said}");
    let (pass, said) = trouble(one("score.interpolate", r#"{"levels": [1, 2, 3, 4, 5]}"#, r#"{"score": 1}"#));
    assert!(!pass && said.contains("`actual` is missing"), "{said}");
    let (pass, said) = trouble(one("trend.classify", r#"{"baseline": [1, 2], "direction": "up"}"#, "{}"));
    assert!(!pass && said.contains("higher or lower"), "{said}");
    let unknown =
        one("score.interpolate", r#"{"levels": [1, 2, 3, 4, 5], "actual": 3}"#, r#"{"score": 3, "colour": 1}"#);
    assert!(!unknown.pass);
    assert_eq!(unknown.mismatches[0].computed, "not computed");
    let file = r#"{"version": 1, "default_policies": {"below_level_1": "minus"}, "examples": [{"id": "a", "kind": "score.interpolate", "inputs": {"levels": [1,2,3,4,5], "actual": 0}, "expected": {"score": 0}}]}"#;
    assert!(!run(file).unwrap()[0].pass);
}

#[test]
fn numbers_are_decimals_and_never_binary_floats() {
    let levels = r#"{"levels": [0, 1, 2, 3, 4], "actual": 0.30000000000000000001}"#;
    assert!(one("score.interpolate", levels, r#"{"exact": "130000000000000000001/100000000000000000000"}"#).pass);
    assert!(!one("score.interpolate", levels, r#"{"exact": "13/10"}"#).pass);
    let half = r#"{"levels": [0, 1, 2, 3, 4], "actual": 0.00005}"#;
    assert!(one("score.interpolate", half, r#"{"score": 1.0001}"#).pass);
    assert!(tolerant("score.interpolate", half, r#"{"score": 1.00005}"#, "0.00005").pass);
    assert!(!tolerant("score.interpolate", half, r#"{"score": 1.00005}"#, "0.000049").pass);
}

#[test]
fn policies_of_the_example_come_before_those_of_the_file() {
    let file = |own: &str, score: &str| {
        format!(
            r#"{{"version": 1, "default_policies": {{"below_level_1": "zero", "milestone": "count"}}, "examples": [{{"id": "a", "kind": "score.interpolate", "inputs": {{"levels": [1,2,3,4,5], "actual": 0{own}}}, "expected": {{"score": {score}}}}}]}}"#
        )
    };
    assert!(run(&file("", "0")).unwrap()[0].pass);
    assert!(run(&file(r#", "below_level_1": "floor_1""#, "1")).unwrap()[0].pass);
}

#[test]
fn documented_errors_are_results() {
    for (kind, inputs, expected) in [
        (
            "score.interpolate",
            r#"{"levels": [1, 2, 2, 4, 5], "actual": 3}"#,
            r#"{"error": "LEVELS_NOT_STRICTLY_MONOTONE"}"#,
        ),
        ("score.validate_levels", r#"{"levels": [5, 4, 3, 4, 1]}"#, r#"{"error": "LEVELS_NOT_STRICTLY_MONOTONE"}"#),
        (
            "score.formula",
            r#"{"levels": [80, 85, 90, 95, 100], "actual": 5, "planned": 0}"#,
            r#"{"error": "DENOMINATOR_ZERO", "state": "needs_committee_decision"}"#,
        ),
        (
            "target.pattern4",
            r#"{"mandate_target_at_5": 10, "baseline_last": 9, "direction": "lower"}"#,
            r#"{"error": "MANDATE_NOT_ABOVE_BASELINE"}"#,
        ),
        (
            "target.pattern4",
            r#"{"mandate_target_at_5": 10, "baseline_last": 10, "direction": "higher"}"#,
            r#"{"error": "MANDATE_NOT_ABOVE_BASELINE"}"#,
        ),
        (
            "target.pattern1",
            r#"{"baseline": [1, 2, 3], "direction": "higher", "interval": 0}"#,
            r#"{"error": "LEVELS_NOT_STRICTLY_MONOTONE"}"#,
        ),
    ] {
        let outcome = one(kind, inputs, expected);
        assert!(outcome.pass, "{kind} {inputs}: {outcome:?}");
        assert!(!one(kind, inputs, r#"{"score": 1}"#).pass);
    }
    // An error that was expected and did not come.
    assert!(
        !one("score.validate_levels", r#"{"levels": [1, 2, 3, 4, 5]}"#, r#"{"error": "LEVELS_NOT_STRICTLY_MONOTONE"}"#)
            .pass
    );
}

/// Kind, inputs, expected: cases that the shipped file does not have.
const EDGES: &[(&str, &str, &str)] = &[
    (
        "score.milestone",
        r#"{"steps_done": [true, true, false, false, false], "policy": "consecutive_partial", "partial_of_next": 0.4}"#,
        r#"{"score": 2.4}"#,
    ),
    (
        "score.milestone",
        r#"{"steps_done": [false, true, true, true, true], "policy": "consecutive_partial", "partial_of_next": 0.9, "below_level_1": "zero"}"#,
        r#"{"score": 0, "under_policy_count": 4}"#,
    ),
    ("score.milestone", r#"{"steps_done": [true, true, true, true, true], "policy": "count"}"#, r#"{"score": 5}"#),
    (
        "score.hybrid",
        r#"{"definition": {"levels": [{"level": 1, "measure": "m", "at_least": 10}, {"level": 2, "measure": "m", "at_least": 20}, {"level": 3, "event": "e"}, {"level": 4, "event": "f"}, {"level": 5, "event": "g"}], "interpolate_between_levels_with_same_measure": false}, "facts": {"m": 15}}"#,
        r#"{"score": 1}"#,
    ),
    (
        "score.hybrid",
        r#"{"definition": {"levels": [{"level": 1, "measure": "m", "at_least": 10}, {"level": 2, "measure": "m", "at_least": 20}, {"level": 3, "event": "e"}, {"level": 4, "event": "f"}, {"level": 5, "event": "g"}]}, "facts": {}, "below_level_1": "zero"}"#,
        r#"{"score": 0}"#,
    ),
    (
        "score.hybrid",
        r#"{"definition": {"levels": [{"level": 1, "measure": "m", "at_least": 10}, {"level": 2, "event": "e", "measure": "m", "at_least": 20}, {"level": 3, "event": "x"}, {"level": 4, "event": "f"}, {"level": 5, "event": "g"}]}, "facts": {"m": 15}}"#,
        r#"{"score": 1, "exact": "1"}"#,
    ),
    (
        "score.hybrid",
        r#"{"definition": {"levels": [{"level": 1, "measure": "m", "at_least": 10}, {"level": 2, "event": "e", "measure": "m", "at_least": 20}, {"level": 3, "event": "x"}, {"level": 4, "event": "f"}, {"level": 5, "event": "g"}]}, "facts": {"m": 15, "e": true}}"#,
        r#"{"score": 1.5}"#,
    ),
    (
        "score.interpolate",
        r#"{"levels_exact": ["1/3", "2/3", "1", "4/3", "5/3"], "levels": [0, 0, 0, 0, 0], "actual_exact": "1/2", "actual": 9}"#,
        r#"{"exact": "3/2"}"#,
    ),
    (
        "target.pattern4",
        r#"{"mandate_target_at_5": 3000, "baseline_last": 2489, "direction": "higher", "level3": 2600}"#,
        r#"{"x_at_level_3": 2600, "levels": [2200, 2400, 2600, 2800, 3000]}"#,
    ),
    (
        "target.pattern4",
        r#"{"mandate_target_at_5": 3000, "baseline_last": 2489, "direction": "higher", "level3": 2400}"#,
        r#"{"x_at_level_3": 2489}"#,
    ),
    (
        "target.pattern5",
        r#"{"budget_million_baht": 10, "unit_cost_at_3_million_baht": 1.25, "interval_ratio_of_x": 0.25}"#,
        r#"{"levels": [4, 6, 8, 10, 12], "unit_cost_at_3_million_baht": 1.25}"#,
    ),
    (
        "target.pattern6",
        r#"{"own": 82, "comparators": [80, 84], "direction": "higher", "interval": 1}"#,
        r#"{"x_at_level_3": 82}"#,
    ),
    (
        "target.pattern6",
        r#"{"own": 5, "comparators": [6, 7], "direction": "lower", "interval": 1}"#,
        r#"{"x_at_level_3": 5, "rule": "6.1", "levels": [7, 6, 5, 4, 3]}"#,
    ),
    (
        "target.pattern7",
        r#"{"baseline_ratio": [7, 13], "direction": "higher", "interval": 5}"#,
        r#"{"x_at_level_3": 35, "actual_ratio": [40, 60], "score": 4}"#,
    ),
    (
        "target.ceiling_check",
        r#"{"x": 96, "interval": 2, "ceiling": 100, "direction": "higher"}"#,
        r#"{"levels": [92, 94, 96, 98, 100], "infeasible_levels": []}"#,
    ),
    ("trend.classify", r#"{"baseline": [5, 5, 5], "direction": "lower"}"#, r#"{"trend": "flat"}"#),
    ("trend.classify", r#"{"baseline": [5, 5, 4], "direction": "lower"}"#, r#"{"trend": "improving"}"#),
    (
        "rounding.count",
        r#"{"base": 4427, "percents": [60, 62.5], "printed": [2656, 2767]}"#,
        r#"{"raw": [2656.2, 2766.875], "ceil": [2657, 2767], "half_up": [2656, 2767], "rule_that_fits": "half_up"}"#,
    ),
    ("penalty.missed_report", r#"{"score": 1.1, "missed": 3, "penalty_per_miss": 0.2, "floor": 1}"#, r#"{"score": 1}"#),
    (
        "rollup.nested",
        r#"{"weights": {"a": 1, "b": 2, "c": 3}, "scores": {"a": 5, "b": 2, "c": 1}, "parent": {"x": ["a", "y"], "y": ["b"]}}"#,
        r#"{"total": 2, "itemx": 3, "itemy": 2}"#,
    ),
    (
        "rollup.not_reported",
        r#"{"items": [{"id": "a", "w": 50, "s": 4}, {"id": "b", "w": 25, "state": "cancelled"}, {"id": "c", "w": 25, "state": "not_due"}], "not_reported_score": 0}"#,
        r#"{"score": 4}"#,
    ),
    (
        "rollup.not_reported",
        r#"{"items": [{"id": "a", "w": 50, "s": 4}, {"id": "b", "w": 50, "state": "not_reported"}], "not_reported_score": 0}"#,
        r#"{"score": 2}"#,
    ),
    (
        "grade.map",
        r#"{"thresholds": [{"grade": "E", "at_least": 1}, {"grade": "A", "at_least": 4.5}], "score": 4.49995}"#,
        r#"{"grade": "A", "grade_on_exact": "E", "grade_on_displayed_4dp": "A"}"#,
    ),
    ("incentive.eligible", r#"{"score": 2.99995}"#, r#"{"rule_ge_3": true, "rule_gt_3": false}"#),
    ("incentive.eligible", r#"{"score": 3.00005}"#, r#"{"rule_ge_3": true, "rule_gt_3": true}"#),
    (
        "incentive.merit_cap",
        r#"{"rounds_percent": [6, 6, 6], "cap_per_round": 6, "cap_per_year": 12}"#,
        r#"{"year_total": 12}"#,
    ),
];

#[test]
fn edges_of_the_kinds_beyond_the_shipped_file() {
    for (kind, inputs, expected) in EDGES {
        let outcome = one(kind, inputs, expected);
        assert!(outcome.pass, "{kind} {inputs}: {outcome:?}");
    }
}

#[test]
fn files_that_cannot_be_run_are_refused_by_name() {
    assert!(matches!(run("{"), Err(FileError::Json(_))));
    assert!(matches!(run(r#"{"version": 2, "examples": []}"#), Err(FileError::Version(_))));
    assert!(matches!(run(r#"{"version": 1}"#), Err(FileError::Shape(..))));
    assert!(matches!(run(r#"{"version": 1, "examples": [{"id": "a"}]}"#), Err(FileError::Shape(..))));
    let twice = r#"{"version": 1, "examples": [{"id": "a", "kind": "x", "expected": {}}, {"id": "a", "kind": "x", "expected": {}}]}"#;
    assert_eq!(run(twice), Err(FileError::Duplicate("a".into())));
}

proptest::proptest! {
    #[test]
    fn any_inputs_of_any_kind_are_computed_or_refused(place in 0usize..66, key in 0usize..4, junk in "[\\[\\]{}:,0-9a-z\"\\.-]{0,12}") {
        // One input of a shipped example replaced by anything at all.
        let mut file: serde_json::Value = serde_json::from_str(FILE).unwrap();
        let example = file["examples"][place].clone();
        let keys: Vec<String> = example["inputs"].as_object().unwrap().keys().cloned().collect();
        let value = serde_json::from_str(&junk).unwrap_or(serde_json::Value::String(junk));
        file["examples"][place]["inputs"][&keys[key % keys.len()]] = value;
        file["examples"] = serde_json::json!([file["examples"][place]]);
        let _ = run(&file.to_string());
    }
}
