//! Hybrids: which level is reached, and when part of the way to the next one counts.

use super::*;
use crate::score::{Checked, Step};

fn hybrid(levels: [&str; 5], interpolate: bool) -> String {
    let levels: Vec<String> = levels.iter().map(|level| format!("[{level}]")).collect();
    format!(r#"{{"kind":"hybrid","levels":[{}],"interpolate":{interpolate}}}"#, levels.join(","))
}

fn at_least(measure: &str, value: &str) -> String {
    format!(r#"{{"at_least":{{"measure":"{measure}","value":"{value}"}}}}"#)
}

fn exceeds(measure: &str, series: &str, by: &str) -> String {
    format!(r#"{{"exceeds":{{"measure":"{measure}","series":"{series}","by":"{by}"}}}}"#)
}

fn given(variables: &str, events: &str) -> String {
    format!(r#"{{"variables":{{{variables}}},"events":{{{events}}}}}"#)
}

/// Level 1 is `this`, level 2 is `next`, and nothing beyond is ever reached.
fn two_levels(this: &str, next: &str, variables: &str, events: &str) -> String {
    let never = r#"{"event":"never"}"#;
    fraction(&hybrid([this, next, never, never, never], true), &given(variables, events), "{}")
}

#[test]
fn each_level_of_slide_40_on_both_sides() {
    let facts = |villages: &str, up: &str, rounds: [bool; 2]| {
        given(
            &format!(r#""model_villages":{villages},"villages_gvh_up":{up}"#),
            &format!(r#""gvh_round_1_done_in_2633_villages":{},"gvh_round_2_done":{}"#, rounds[0], rounds[1]),
        )
    };
    for (villages, up, rounds, floor, zero, hundred) in [
        ("1754", "0", [false, false], "1", "0", "20"),
        ("1755", "0", [false, false], "1", "1", "20"),
        ("1756", "0", [false, false], "879/878", "879/878", "8790/439"),
        ("2632", "0", [true, true], "1755/878", "1755/878", "17550/439"),
        ("2633", "0", [false, true], "2", "2", "40"),
        ("9999", "1317", [false, true], "2", "2", "40"),
        ("2633", "9999", [true, false], "3", "3", "60"),
        ("2633", "1053", [true, true], "3", "3", "60"),
        ("2633", "1054", [true, true], "4", "4", "80"),
        ("2633", "1055", [true, true], "1053/263", "1053/263", "21060/263"),
        ("2633", "1316", [true, true], "1314/263", "1314/263", "26280/263"),
        ("2633", "1317", [true, true], "5", "5", "100"),
        ("2633", "9999", [true, true], "5", "5", "100"),
        // A higher level counts only with all lower ones.
        ("1000", "9999", [true, true], "1", "0", "20"),
    ] {
        for (under, expected) in [("{}", floor), (ZERO, zero), (HUNDRED, hundred)] {
            let given = facts(villages, up, rounds);
            assert_eq!(fraction(SLIDE_40, &given, under), expected, "{villages} {up} {rounds:?} {under}");
        }
    }
    let steps = SLIDE_40.replace(r#""interpolate":true"#, r#""interpolate":false"#);
    for (villages, expected) in [("1754", "1"), ("1755", "1"), ("2632", "1"), ("2633", "2")] {
        assert_eq!(fraction(&steps, &facts(villages, "0", [false, false]), "{}"), expected, "{villages}");
    }
}

#[test]
fn levels_without_a_shared_measure_go_in_steps() {
    let certified = |n: &str| {
        given(
            &format!(r#""groups":4427,"groups_certified":{n}"#),
            r#""target_groups_defined":true,"groups_have_plans":true"#,
        )
    };
    assert_eq!(fraction(SLIDE_41, &certified("2655"), "{}"), "2", "level 3 counts something else");
    assert_eq!(fraction(SLIDE_41, &certified("2656"), "{}"), "3");
    assert_eq!(fraction(SLIDE_41, &certified("2767"), "{}"), "4", "level 5 compares with others");
    let growth = |own: &str, others: &str| {
        certified("2767").replace(
            r#""groups":4427"#,
            &format!(r#""groups":4427,"sales_growth":"{own}","national_growth":"{others}""#),
        )
    };
    assert_eq!(fraction(SLIDE_41, &growth("7.9", "3"), "{}"), "4");
    assert_eq!(fraction(SLIDE_41, &growth("8", "3"), "{}"), "5");
    assert_eq!(fraction(SLIDE_41, &growth("2", "-3"), "{}"), "5");
    // The same groups are asked for at level 2, where only the event is missing: no part of it counts.
    let no_plans = given(r#""groups":4427"#, r#""target_groups_defined":true"#);
    assert_eq!(fraction(SLIDE_41, &no_plans, "{}"), "1");
}

#[test]
fn the_next_event_must_hold_before_part_of_the_way_counts() {
    let next = format!(r#"{{"event":"x"}},{}"#, at_least("a", "20"));
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":15"#, r#""x":true"#), "3/2");
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":15"#, r#""x":false"#), "1");
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":15"#, ""), "1");
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":25"#, r#""x":false"#), "1", "no more than the level");
}

#[test]
fn only_the_one_measure_that_is_missing_counts_in_part() {
    let both = |a: &str, b: &str| format!("{},{}", at_least("a", a), at_least("b", b));
    let score = |a: u8, b: u8| two_levels(&both("10", "100"), &both("20", "200"), &format!(r#""a":{a},"b":{b}"#), "");
    assert_eq!(score(15, 250), "3/2", "b is there, a half way");
    assert_eq!(score(25, 150), "3/2", "a is there, b half way");
    assert_eq!(score(15, 150), "1", "both are missing");
    assert_eq!(score(20, 200), "2");
    // A measure that only the next level asks for has no lower threshold to start from.
    let next = format!("{},{}", at_least("a", "20"), at_least("c", "5"));
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":15,"c":5"#, ""), "3/2");
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":15,"c":4"#, ""), "1");
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":25,"c":4"#, ""), "1");
    assert_eq!(two_levels(&at_least("a", "10"), &next, r#""a":25"#, ""), "1");
}

#[test]
fn the_hardest_threshold_of_a_level_is_the_one_that_counts() {
    let twice = |a: &str, b: &str| format!("{},{}", at_least("a", a), at_least("a", b));
    for (this, next) in [(twice("5", "10"), twice("12", "20")), (twice("10", "5"), twice("20", "12"))] {
        for (a, score) in [("10", "1"), ("11", "11/10"), ("15", "3/2"), ("19", "19/10"), ("20", "2")] {
            assert_eq!(two_levels(&this, &next, &format!(r#""a":{a}"#), ""), score, "{a}");
        }
    }
}

#[test]
fn less_may_be_better_and_margins_are_measures() {
    let at_most = |value: &str| at_least("a", value).replace("at_least", "at_most");
    for (a, score) in [("31", "1"), ("30", "1"), ("25", "5/4"), ("10", "2"), ("9", "2")] {
        assert_eq!(two_levels(&at_most("30"), &at_most("10"), &format!(r#""a":{a}"#), ""), score, "{a}");
    }
    // At least and at most are different questions.
    assert_eq!(two_levels(&at_least("a", "10"), &at_most("5"), r#""a":15"#, ""), "1");
    let margin = |by: &str| exceeds("a", "others", by);
    for (a, score) in [("9.9", "1"), ("10", "1"), ("12", "7/5"), ("15", "2"), ("16", "2")] {
        assert_eq!(two_levels(&margin("0"), &margin("5"), &format!(r#""a":"{a}","others":10"#), ""), score, "{a}");
    }
    assert_eq!(two_levels(&margin("0"), &exceeds("a", "else", "5"), r#""a":12,"others":10,"else":10"#, ""), "1");
    assert_eq!(two_levels(&at_least("a", "1"), &margin("5"), r#""a":12,"others":10"#, ""), "1");
}

#[test]
fn what_is_not_reported_is_not_met() {
    let always = [at_least("a", "-9"), at_least("a", "-9").replace("at_least", "at_most"), exceeds("a", "b", "-9")];
    let never = r#"{"event":"never"}"#;
    for (condition, facts) in [
        (always[0].as_str(), "{}"),
        (always[1].as_str(), "{}"),
        (always[2].as_str(), r#"{"variables":{"a":1}}"#),
        (always[2].as_str(), r#"{"variables":{"b":1}}"#),
        (never, r#"{"events":{"never":false}}"#),
        (never, r#"{"variables":{"never":1}}"#),
    ] {
        let criteria = hybrid([condition, never, never, never, never], true);
        let scored = scored(&criteria, facts, ZERO);
        assert_eq!(scored.exact, Exact::zero(), "{condition}");
        let Some(Step::Level { level: 1, conditions, holds: false }) = scored.trace.steps.first() else {
            panic!("{:?}", scored.trace.steps)
        };
        assert!(matches!(conditions.as_slice(), [Checked { found: None, holds: false, .. }]));
    }
}

#[test]
fn the_trace_ends_at_the_first_level_that_does_not_hold() {
    let scored = scored(SLIDE_40, r#"{"variables":{"model_villages":2300}}"#, "{}");
    let told: Vec<String> = scored
        .trace
        .steps
        .iter()
        .map(|step| match step {
            Step::Level { level, holds, .. } => format!("level {level} {holds}"),
            Step::Reached { level, points } => format!("reached {level} {points}"),
            Step::Towards { level, measure, from, to, part, points, .. } => {
                format!("towards {level} {measure} {from} {to} {part} {points}")
            }
            Step::Rounded { official, .. } => format!("rounded {official}"),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        told,
        [
            "level 1 true",
            "level 2 false",
            "reached 1 1",
            "towards 2 model_villages 1755 2633 545/878 1423/878",
            "rounded 1.6207"
        ]
    );
}
