//! The worked examples on target setting, as they stand in the examples file, and edge cases worked out by hand.

use super::*;
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;
use crate::policy::Policies;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn values(text: &str) -> Vec<Exact> {
    text.split_whitespace().map(exact).collect()
}

fn levels(text: &str) -> Levels {
    Levels::try_from(values(text)).unwrap()
}

fn ask(json: &str) -> Result<Proposal, TargetError> {
    propose(&serde_json::from_str(json).unwrap())
}

/// One proposal: question, pattern, levels, a trial result and its score to four decimals.
fn check(id: &str, question: &str, pattern: u8, expected: &str, actual: &str, score: &str) -> Proposal {
    let p = ask(question).unwrap_or_else(|e| panic!("{id}: {e}"));
    assert_eq!(p.pattern().number(), pattern, "{id}");
    assert_eq!(p.levels(), Some(&levels(expected)), "{id}");
    let placed = p.place(&exact(actual), &Policies::default()).unwrap();
    assert_eq!(placed.score.round_half_up(4), exact(score), "{id}");
    p
}

#[test]
fn trends_of_the_examples() {
    for (id, baseline, direction, trend) in [
        ("TR-01", "72 75 78", Direction::Higher, "improving"),
        ("TR-02", "80 80 85", Direction::Higher, "improving"),
        ("TR-03", "90 85 81", Direction::Higher, "declining"),
        ("TR-04", "80 74 86", Direction::Higher, "fluctuating"),
        ("flat", "80 80 80", Direction::Higher, "flat"),
        ("fewer complaints", "30 28 28", Direction::Lower, "improving"),
    ] {
        assert_eq!(classify(&values(baseline), direction).as_str(), trend, "{id}");
    }
}

#[test]
fn patterns_of_the_examples() {
    let p = check(
        "P1-a",
        r#"{"baseline":[72,75,78],"years":[2552,2553,2554],"direction":"higher","interval":2}"#,
        1,
        "74 76 78 80 82",
        "79.5",
        "3.75",
    );
    assert_eq!((p.trend(), p.warnings()), (Some(Trend::Improving), &[][..]));

    let fluctuating = r#"{"baseline":[80,74,86],"direction":"higher","interval":3}"#;
    let p = check("P2-a", fluctuating, 2, "74 77 80 83 86", "81", "3.3333");
    assert_eq!(p.trend(), Some(Trend::Fluctuating));

    let declining = r#"{"baseline":[90,85,81],"direction":"higher","interval":2}"#;
    let p = check("P3-a", declining, 3, "77 79 81 83 85", "83", "4");
    let Details::Decline { rejected_mean } = p.details() else { panic!("pattern 3") };
    assert_eq!((p.trend(), rejected_mean.shown(4)), (Some(Trend::Declining), "85.3333".to_owned()));

    let mandate = r#"{"mandate":{"target_at_5":3000},"baseline":[2489],"direction":"higher"}"#;
    check("P4-b", mandate, 4, "1978 2233.5 2489 2744.5 3000", "2600", "3.4344");

    let budget = r#"{"budget":{"budget_million_baht":10,"planned_units_at_3":8,"interval_units":2}}"#;
    let p = check("P5-a", budget, 5, "4 6 8 10 12", "10", "4");
    let Details::UnitCost { unit_cost, .. } = p.details() else { panic!("pattern 5") };
    assert_eq!(unit_cost, &exact("1.25"));

    for (id, own, interval, expected, actual, score, rule) in [
        ("P6-a", "88", "2", "84 86 88 90 92", "90", "4", Standing::OwnBetter),
        ("P6-b", "75", "3", "76 79 82 85 88", "78", "1.6667", Standing::OwnWorse),
    ] {
        let question = format!(
            r#"{{"benchmark":{{"own":{own},"comparators":[{{"value":80}},{{"value":84}},{{"value":82}}]}},
                "direction":"higher","interval":{interval}}}"#
        );
        let p = check(id, &question, 6, expected, actual, score);
        assert!(matches!(p.details(), Details::Benchmark { standing: Some(found), .. } if *found == rule), "{id}");
    }

    let ratio = r#"{"ratio":[70,30],"direction":"higher","interval":5}"#;
    check("P7-a", ratio, 7, "60 65 70 75 80", "72", "3.4");
    check("P7-a as 18:7", ratio, 7, "60 65 70 75 80", "1800/25", "3.4");
    let two_sided = r#"{"two_sided":{"ideal_percent":67,"deviation_levels":[12,9,6,3,0]}}"#;
    check("P7-c", two_sided, 7, "12 9 6 3 0", "72", "3.3333");
    assert_eq!(deviation(&exact("67"), &exact("72")), exact("5"));

    check("P8-f", r#"{"rank":{"previous":46},"interval":4}"#, 8, "54 50 46 42 38", "44", "3.5");
}

#[test]
fn edge_cases_worked_out_by_hand() {
    for (id, question, pattern, expected, actual, score) in [
        ("1 lower", r#"{"baseline":[9,7,7],"direction":"lower","interval":0.5}"#, 1, "8 7.5 7 6.5 6", "6.9", "3.2"),
        (
            "1 negative",
            r#"{"baseline":[-9,-7,-5],"direction":"higher","interval":1}"#,
            1,
            "-7 -6 -5 -4 -3",
            "-4.5",
            "3.5",
        ),
        ("1 zero", r#"{"baseline":[2,1,0],"direction":"lower","interval":1}"#, 1, "2 1 0 -1 -2", "0", "3"),
        ("flat", r#"{"baseline":[5,5,5],"direction":"lower","interval":1}"#, 1, "7 6 5 4 3", "6", "2"),
        ("2 lower", r#"{"baseline":[10,14,12],"direction":"lower","interval":2}"#, 2, "16 14 12 10 8", "13", "2.5"),
        ("2 thirds", r#"{"baseline":[1,3,1],"direction":"higher","interval":"1/3"}"#, 2, "1 4/3 5/3 2 7/3", "2", "4"),
        ("3 lower", r#"{"baseline":[5,5,6],"direction":"lower","interval":1}"#, 3, "8 7 6 5 4", "7.5", "1.5"),
        (
            "4 lower",
            r#"{"baseline":[12,10,8],"mandate":{"target_at_5":4},"direction":"lower"}"#,
            4,
            "12 10 8 6 4",
            "7",
            "3.5",
        ),
        (
            "4 level 3 given",
            r#"{"baseline":[2489],"mandate":{"target_at_5":3000,"level3":2600},"direction":"higher"}"#,
            4,
            "2200 2400 2600 2800 3000",
            "2700",
            "3.5",
        ),
        (
            "5 after a cut",
            r#"{"budget":{"budget_million_baht":10,"unit_cost_at_3_million_baht":1.25,"interval_ratio_of_x":0.25,
                "revised_budget_million_baht":8}}"#,
            5,
            "3.2 4.8 6.4 8 9.6",
            "8",
            "4",
        ),
        (
            "5 on cost",
            r#"{"budget":{"budget_million_baht":10,"planned_units_at_3":8,"scored_on":"unit_cost"},"interval":2}"#,
            5,
            "2.5 5/3 1.25 1 5/6",
            "10/9",
            "3.5556",
        ),
        (
            "6 lower, own from the baseline",
            r#"{"benchmark":{"comparators":[{"value":30},{"value":34}]},"baseline":[40,38,35],"direction":"lower",
                "interval":2}"#,
            6,
            "36 34 32 30 28",
            "31",
            "3.5",
        ),
        (
            "6 equal",
            r#"{"benchmark":{"own":82,"comparators":[{"value":80},{"value":84}]},"direction":"higher","interval":1}"#,
            6,
            "80 81 82 83 84",
            "82",
            "3",
        ),
        ("7 normalised", r#"{"ratio":[13,7],"direction":"lower","interval":5}"#, 7, "75 70 65 60 55", "65", "3"),
        ("8 first", r#"{"rank":{"previous":3,"pool":76},"interval":1}"#, 8, "5 4 3 2 1", "1", "5"),
    ] {
        check(id, question, pattern, expected, actual, score);
    }
}

#[test]
fn a_mandate_that_is_not_above_the_baseline_is_an_error_of_the_examples() {
    for (id, question) in [
        ("P4-c", r#"{"mandate":{"target_at_5":2400},"baseline":[2489],"direction":"higher"}"#),
        ("equal", r#"{"mandate":{"target_at_5":2489},"baseline":[2489],"direction":"higher"}"#),
        ("lower", r#"{"mandate":{"target_at_5":9},"baseline":[8],"direction":"lower"}"#),
    ] {
        assert_eq!(ask(question).unwrap_err().example_code(), Some("MANDATE_NOT_ABOVE_BASELINE"), "{id}");
    }
}

#[test]
fn p4_a_slide_34_breaks_its_own_rule() {
    let check = pattern4_check(&exact("3000"), &levels("1800 2100 2400 2700 3000"), &exact("2489"));
    assert_eq!((check.interval, check.levels_evenly_spaced), (Some(exact("300")), true));
    assert_eq!((check.level3_not_below_last, check.violation), (false, Some("2400 < 2489".to_owned())));
    assert_eq!(check.repaired, Some(levels("1978 2233.5 2489 2744.5 3000")));
}

#[test]
fn slide_34_as_a_question_is_flagged_and_repaired() {
    let p = ask(r#"{"mandate":{"target_at_5":3000},"levels":[1800,2100,2400,2700,3000],"baseline":[2000,2323,2489],
            "direction":"higher"}"#)
    .unwrap();
    assert!(p.warns(WarningCode::Level3Lifted));
    assert_eq!(p.levels(), Some(&levels("1978 2233.5 2489 2744.5 3000")));
}

#[test]
fn ce_01_levels_beyond_the_ceiling() {
    let ceiling = UnitRange::new(None, Some(exact("100"))).unwrap();
    for (x, interval, expected, infeasible) in [
        ("98", "2", "94 96 98 100 102", vec![5]),
        ("96", "2", "92 94 96 98 100", vec![]),
        ("100", "0.5", "99 99.5 100 100.5 101", vec![4, 5]),
    ] {
        let spread = Levels::spread(&exact(x), &exact(interval), Direction::Higher).unwrap();
        assert_eq!(spread, levels(expected));
        assert_eq!(ceiling.infeasible(&spread).levels(), infeasible, "{x}");
    }
    let question = r#"{"baseline":[94,96,98],"direction":"higher","interval":2,"ceiling":100}"#;
    let p = ask(question).unwrap();
    let warning = p.warnings().iter().find(|w| w.code() == WarningCode::CeilingExceeded).unwrap();
    assert_eq!(warning.levels(), [5]);
    assert!(warning.text().en.ends_with("drop the indicator or cut its weight, or use a smaller interval"));
}

#[test]
fn rc_01_to_rc_03_counts_behind_percents() {
    let s40 = rounding_count(&exact("2633"), &values("40 50"), &values("1054 1317")).unwrap();
    assert_eq!((s40.raw, s40.ceil, s40.half_up), (values("1053.2 1316.5"), values("1054 1317"), values("1053 1317")));
    assert_eq!(s40.rule_that_fits.as_str(), "ceil");
    let s41 = rounding_count(&exact("4427"), &values("60 62.5"), &values("2656 2767")).unwrap();
    assert_eq!(s41.rule_that_fits.as_str(), "half_up");
    assert_eq!(derive_base(&exact("4427"), &exact("25")).unwrap().base, exact("17708"));
}
