//! What is chosen for a question, what is said with it, and how questions are refused.

use super::choose::propose;
use super::details::Details;
use super::error::TargetError;
use super::pattern::Pattern;
use super::proposal::Proposal;
use super::trend::Trend;
use super::warning::{Warning, WarningCode, is_bilingual};
use crate::criteria::Direction;

fn ask(json: &str) -> Result<Proposal, TargetError> {
    propose(&serde_json::from_str(json).unwrap())
}

fn refused(json: &str) -> TargetError {
    ask(json).unwrap_err()
}

fn codes(json: &str) -> Vec<WarningCode> {
    ask(json).unwrap().warnings().iter().map(Warning::code).collect()
}

const MANDATE: &str = r#""mandate":{"target_at_5":100}"#;
const BENCHMARK: &str = r#""benchmark":{"year":2554,"comparators":[{"name":"กรม ก","value":84}]}"#;
const RATIO: &str = r#""ratio":[70,30]"#;
const RANK: &str = r#""rank":{"previous":46}"#;
const BUDGET: &str = r#""budget":{"budget_million_baht":10,"planned_units_at_3":8}"#;
const RISING: &str = r#""baseline":[72,75,78]"#;

/// A question with an interval of 2 and these parts.
fn with(direction: &str, parts: &[&str]) -> String {
    format!(r#"{{"interval":2,"direction":"{direction}",{}}}"#, parts.join(","))
}

fn named(pattern: u8, direction: &str, parts: &[&str]) -> String {
    with(direction, &[&[format!(r#""pattern":{pattern}"#).as_str()], parts].concat())
}

#[test]
fn the_first_condition_that_is_given_chooses_the_pattern() {
    for (parts, direction, pattern) in [
        (&[MANDATE, BENCHMARK, RATIO, RISING][..], "higher", 4),
        (&[BENCHMARK, RATIO, BUDGET, RISING], "higher", 6),
        (&[RATIO, BUDGET, RISING], "higher", 7),
        (&[RATIO, RANK], "lower", 7),
        (&[RANK, RISING], "lower", 8),
        (&[BUDGET, RISING], "higher", 5),
        (&[RISING], "higher", 1),
        (&[RISING], "lower", 3),
        (&[r#""baseline":[72,78,75]"#], "higher", 2),
        (&[r#""baseline":[72,72,72]"#], "higher", 1),
    ] {
        let p = ask(&with(direction, parts)).unwrap();
        assert_eq!(p.pattern().number(), pattern, "{parts:?}");
        assert!(p.reason().en.starts_with(&format!("pattern {pattern} was chosen because")), "{}", p.reason().en);
        is_bilingual(p.reason());
    }
    let both = r#"{"rank":{"previous":46},"budget":{"budget_million_baht":10,"planned_units_at_3":8},"interval":2}"#;
    assert_eq!(ask(both).unwrap().pattern(), Pattern::Ranking);
    assert_eq!(refused("{}"), TargetError::NothingToGoOn);
    assert_eq!(refused(r#"{"interval":2,"direction":"higher","ceiling":100}"#), TargetError::NothingToGoOn);
}

#[test]
fn the_reason_says_why_and_by_which_rule() {
    let reason = |json: &str| ask(json).unwrap().reason().clone();
    let text = reason(&with("higher", &[RISING]));
    assert_eq!(
        text.en,
        "pattern 1 was chosen because a baseline that improves is given: x is last year's result and stands at \
         level 3 (pattern 1, deck slide 27)."
    );
    assert!(text.th.starts_with("มีข้อมูลพื้นฐานที่มีแนวโน้มดีขึ้น จึงใช้รูปแบบที่ 1:"), "{}", text.th);
    let flat = reason(&with("higher", &[r#""baseline":[5,5,5]"#]));
    assert!(flat.en.starts_with("pattern 1 was chosen because a flat baseline is given: the baseline is flat"));
    let flat_budget = reason(&with("higher", &[BUDGET, r#""baseline":[5,5,5]"#]));
    assert!(flat_budget.en.contains("because a unit cost from the budget is given"));
    assert!(reason(&named(2, "higher", &[RISING])).en.starts_with("pattern 2 was asked for: x is the mean"));
}

#[test]
fn a_named_pattern_is_used_and_what_it_leaves_out_is_said() {
    let p = ask(&named(1, "higher", &[RISING, BENCHMARK, RATIO])).unwrap();
    assert_eq!(p.pattern(), Pattern::Improving);
    let texts: Vec<&str> = p.warnings().iter().map(|w| w.text().en.as_str()).collect();
    assert_eq!(
        texts,
        [
            "results of comparators is given and pattern 1 does not use it",
            "a proportion is given and pattern 1 does not use it"
        ]
    );
    assert_eq!(
        codes(&named(2, "higher", &[RISING])),
        [WarningCode::PatternDiffersFromTrend, WarningCode::Level3BelowLastResult]
    );
    assert_eq!(codes(&named(3, "lower", &[RISING])), [WarningCode::NoRecoveryRewarded]);
}

#[test]
fn a_unit_cost_is_for_indicators_without_a_trend() {
    assert_eq!(codes(&with("higher", &[BUDGET, RISING])), [WarningCode::PatternDiffersFromTrend]);
    assert_eq!(codes(&with("higher", &[BUDGET, r#""baseline":[5,5,5]"#])), []);
    assert_eq!(codes(&with("higher", &[BUDGET])), []);
}

#[test]
fn proportions_and_ranks_do_not_look_at_the_baseline() {
    for (json, warned) in [
        (with("higher", &[RATIO, RISING]), true),
        (with("higher", &[RATIO]), false),
        (with("lower", &[RANK, RISING]), true),
        (with("lower", &[RANK]), false),
        (with("higher", &[BENCHMARK, RISING]), false),
    ] {
        assert_eq!(codes(&json) == [WarningCode::ConditionUnused], warned, "{json}");
    }
}

#[test]
fn only_the_last_three_years_count() {
    let five = r#""baseline":[99,98,72,75,78],"years":[2550,2551,2552,2553,2554]"#;
    let p = ask(&with("higher", &[five])).unwrap();
    assert_eq!((p.pattern(), p.baseline().map(|b| b.values().len())), (Pattern::Improving, Some(3)));
    let warning = &p.warnings()[0];
    assert_eq!(warning.code(), WarningCode::EarlierYearsNotCounted);
    assert!(warning.text().en.starts_with("earlier years (2)"));
    assert_eq!(codes(&with("higher", &[RISING])), []);
    assert_eq!(codes(&with("higher", &[r#""baseline":[1,72,75,78]"#])), [WarningCode::EarlierYearsNotCounted]);
}

#[test]
fn a_mandate_that_is_reached_is_said_where_another_pattern_is_used() {
    let reached = |direction: &str, target: &str| {
        let mandate = format!(r#""mandate":{{"target_at_5":{target}}}"#);
        codes(&named(1, direction, &[&mandate, r#""baseline":[80,79,78]"#])).contains(&WarningCode::MandateReached)
    };
    assert_eq!((reached("higher", "78"), reached("higher", "78.1"), reached("higher", "77")), (true, false, true));
    assert_eq!((reached("lower", "78"), reached("lower", "77.9"), reached("lower", "79")), (true, false, true));
    let four = ask(&with("higher", &[MANDATE, RISING])).unwrap();
    assert!(!four.warns(WarningCode::MandateReached) && !four.warns(WarningCode::ConditionUnused));
    assert_eq!(four.trend(), Some(Trend::Improving));
}

#[test]
fn what_a_pattern_needs_is_named_when_it_is_missing() {
    for (json, pattern, field) in [
        (r#"{"pattern":1,"direction":"higher","interval":1}"#.to_owned(), 1, "baseline"),
        (format!(r#"{{{RISING},"interval":1}}"#), 1, "direction"),
        (format!(r#"{{{RISING},"direction":"lower"}}"#), 3, "interval"),
        (with("higher", &[MANDATE]), 4, "baseline"),
        (format!("{{{MANDATE},{RISING}}}"), 4, "direction"),
        (named(4, "higher", &[RISING]), 4, "mandate"),
        (named(5, "higher", &[RISING]), 5, "budget"),
        (with("higher", &[r#""budget":{"budget_million_baht":10}"#]), 5, "budget.planned_units_at_3"),
        (format!("{{{BUDGET}}}"), 5, "budget.interval_units"),
        (named(6, "higher", &[RISING]), 6, "benchmark"),
        (with("higher", &[BENCHMARK]), 6, "benchmark.own"),
        (format!(r#"{{{BENCHMARK},{RISING},"interval":1}}"#), 6, "direction"),
        (named(7, "higher", &[RISING]), 7, "ratio"),
        (format!(r#"{{{RATIO},"interval":1}}"#), 7, "direction"),
        (format!(r#"{{{RATIO},"direction":"lower"}}"#), 7, "interval"),
        (named(8, "lower", &[RISING]), 8, "rank"),
        (format!("{{{RANK}}}"), 8, "interval"),
    ] {
        let pattern = Pattern::try_from(pattern).unwrap();
        assert_eq!(refused(&json), TargetError::Missing { pattern, field }, "{json}");
    }
}

#[test]
fn two_answers_to_one_question_are_refused() {
    let levels = r#""levels":[74,76,78,80,82]"#;
    for (json, first, second) in [
        (with("higher", &[RISING, levels]), "interval", "levels"),
        (with("higher", &[r#""mandate":{"target_at_5":100,"level3":90}"#, RISING]), "mandate.level3", "interval"),
        (
            with(
                "higher",
                &[r#""budget":{"budget_million_baht":1,"planned_units_at_3":1,"unit_cost_at_3_million_baht":1}"#],
            ),
            "budget.planned_units_at_3",
            "budget.unit_cost_at_3_million_baht",
        ),
        (
            with("higher", &[r#""budget":{"budget_million_baht":1,"planned_units_at_3":1,"interval_ratio_of_x":1}"#]),
            "budget.interval_ratio_of_x",
            "interval",
        ),
        (
            with("higher", &[RATIO, r#""two_sided":{"ideal_percent":67,"deviation_levels":[5,4,3,2,1]}"#]),
            "ratio",
            "two_sided",
        ),
        (
            with("lower", &[r#""two_sided":{"ideal_percent":67,"deviation_levels":[5,4,3,2,1]}"#]),
            "two_sided.deviation_levels",
            "interval",
        ),
        (with("lower", &[r#""rank":{"previous":1,"bands":[{"level":3,"from":1}]}"#]), "rank.bands", "interval"),
    ] {
        assert_eq!(refused(&json), TargetError::Conflict { first, second }, "{json}");
    }
}

#[test]
fn some_patterns_know_their_direction() {
    let fixed = |number, needs| TargetError::DirectionFixed { pattern: Pattern::try_from(number).unwrap(), needs };
    assert_eq!(refused(&with("lower", &[BUDGET])), fixed(5, Direction::Higher));
    assert_eq!(refused(&with("higher", &[RANK])), fixed(8, Direction::Lower));
    let bands = r#"{"direction":"higher","rank":{"previous":1,"bands":[{"level":3,"from":1}]}}"#;
    assert_eq!(refused(bands), fixed(8, Direction::Lower));
    let two_sided = |direction: &str| {
        format!(r#"{{{direction}"two_sided":{{"ideal_percent":67,"deviation_levels":[5,4,3,2,1]}}}}"#)
    };
    assert_eq!(refused(&two_sided(r#""direction":"higher","#)), fixed(7, Direction::Lower));
    assert!(ask(&two_sided(r#""direction":"lower","#)).is_ok() && ask(&two_sided("")).is_ok());
    let on_cost = BUDGET.replace('}', r#","scored_on":"unit_cost"}"#);
    assert_eq!(refused(&with("higher", &[&on_cost])), fixed(5, Direction::Lower));
    assert!(ask(&with("lower", &[&on_cost])).is_ok());
}

#[test]
fn values_out_of_their_limits_are_refused() {
    let many = |n: usize| vec!["1"; n].join(",");
    let baseline = |n| format!(r#"{{"direction":"higher","interval":1,"baseline":[{}]}}"#, many(n));
    assert!(ask(&baseline(30)).is_ok());
    assert_eq!(refused(&baseline(31)), TargetError::BaselineCount(31));
    let comparators = |n| {
        let list = vec![r#"{"value":1}"#; n].join(",");
        with("higher", &[&format!(r#""benchmark":{{"own":1,"comparators":[{list}]}}"#)])
    };
    assert!(ask(&comparators(200)).is_ok());
    assert_eq!(refused(&comparators(201)), TargetError::Comparators(201));
    assert_eq!(refused(&comparators(0)), TargetError::Comparators(0));
    assert_eq!(refused(r#"{"years":[2554]}"#), TargetError::BaselineYears { values: 0, years: 1 });
    let levels = |values: &str| format!(r#"{{"direction":"higher",{RISING},"levels":[{values}]}}"#);
    assert_eq!(refused(&levels("1,2,2,3,4")).example_code(), Some("LEVELS_NOT_STRICTLY_MONOTONE"));
    assert!(matches!(refused(&levels("1,2,3")), TargetError::Levels(_)));
    let range = with("higher", &[RISING, r#""floor":5,"ceiling":5"#]);
    assert!(matches!(refused(&range), TargetError::Range { .. }));
}

#[test]
fn ceiling_and_floor_are_looked_at_last() {
    use WarningCode::{CeilingExceeded, FloorPassed, LevelsBelowZero};
    let found = |limits: &str| {
        let p = ask(&with("higher", &[r#""baseline":[1,2,3]"#, limits])).unwrap();
        p.warnings().iter().map(|w| (w.code(), w.levels().to_vec())).collect::<Vec<_>>()
    };
    assert_eq!(found(r#""ceiling":7"#), [(LevelsBelowZero, vec![1])]);
    assert_eq!(found(r#""ceiling":6"#), [(LevelsBelowZero, vec![1]), (CeilingExceeded, vec![5])]);
    assert_eq!(found(r#""floor":0"#), [(FloorPassed, vec![1])]);
    assert_eq!(found(r#""floor":-1"#), []);
    let percent = ask(&with("higher", &[r#""ratio":[98,2]"#, r#""ceiling":99"#])).unwrap();
    let above: Vec<_> = percent.warnings().iter().map(|w| (w.code(), w.levels().to_vec())).collect();
    assert_eq!(above, [(CeilingExceeded, vec![4, 5])], "the stricter ceiling speaks");
}

#[test]
fn an_own_result_is_preferred_to_the_last_of_the_baseline() {
    let own = r#""benchmark":{"own":90,"comparators":[{"value":84}]}"#;
    for (benchmark, expected) in [(own, "90"), (BENCHMARK, "78")] {
        let p = ask(&with("higher", &[benchmark, RISING])).unwrap();
        let Details::Benchmark { own, .. } = p.details() else { panic!("pattern 6") };
        assert_eq!((own.to_string().as_str(), p.trend()), (expected, Some(Trend::Improving)));
    }
    assert_eq!(ask(&with("higher", &[own])).unwrap().baseline(), None);
}
