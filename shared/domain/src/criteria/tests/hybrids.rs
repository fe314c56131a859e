//! Hybrids: what authors hear before one is agreed.

use super::criteria;
use crate::criteria::CriteriaError;

fn defects(levels: [&str; 5]) -> Vec<String> {
    let levels: Vec<String> = levels.iter().map(|level| format!("[{level}]")).collect();
    let hybrid = criteria(&format!(r#"{{"kind":"hybrid","levels":[{}],"interpolate":true}}"#, levels.join(",")));
    let told = |error: &CriteriaError| match error {
        CriteriaError::Eases { level, measure } => format!("{level} eases {measure}"),
        CriteriaError::SameConditions(level) => format!("{level} same"),
        other => other.to_string(),
    };
    hybrid.defects().iter().map(told).collect()
}

fn at_least(measure: &str, value: i64) -> String {
    format!(r#"{{"at_least":{{"measure":"{measure}","value":{value}}}}}"#)
}

fn at_most(measure: &str, value: i64) -> String {
    at_least(measure, value).replace("at_least", "at_most")
}

fn exceeds(measure: &str, series: &str, by: i64) -> String {
    format!(r#"{{"exceeds":{{"measure":"{measure}","series":"{series}","by":{by}}}}}"#)
}

fn event(name: &str) -> String {
    format!(r#"{{"event":"{name}"}}"#)
}

#[test]
fn rising_thresholds_and_new_events_are_well_formed() {
    let rising = [1, 2, 3, 4, 5].map(|n| at_least("a", n));
    assert_eq!(defects(rising.each_ref().map(String::as_str)), [] as [&str; 0]);
    let falling = [5, 4, 3, 2, 1].map(|n| at_most("a", n));
    assert_eq!(defects(falling.each_ref().map(String::as_str)), [] as [&str; 0]);
    let margins = [-2, -1, 0, 1, 2].map(|n| exceeds("a", "b", n));
    assert_eq!(defects(margins.each_ref().map(String::as_str)), [] as [&str; 0]);
    let mixed = [
        at_least("a", 1),
        format!("{},{}", at_least("a", 1), event("x")),
        at_least("b", 1),
        exceeds("a", "b", 0),
        exceeds("a", "c", -9),
    ];
    assert_eq!(defects(mixed.each_ref().map(String::as_str)), [] as [&str; 0]);
}

#[test]
fn a_level_that_asks_for_nothing_more_is_named() {
    let (a, x, both) = (at_least("a", 1), event("x"), format!("{},{}", event("x"), at_least("a", 1)));
    let (b, c) = (event("b"), event("c"));
    assert_eq!(defects([&a, &a, &x, &b, &c]), ["2 same"]);
    // In another order, in part, and after other levels it is still nothing more.
    assert_eq!(defects([&a, &x, &both, &b, &c]), ["3 same"]);
    assert_eq!(defects([&both, &x, &b, &a, &c]), ["2 same", "4 same"]);
}

#[test]
fn a_level_that_eases_a_measure_is_named() {
    let (x, y, z) = (event("x"), event("y"), event("z"));
    let (two, three) = (at_least("a", 2), at_least("a", 3));
    assert_eq!(defects([&three, &two, &x, &y, &z]), ["2 eases a"]);
    assert_eq!(defects([&three, &x, &format!("{two},{y}"), &z, &event("w")]), ["3 eases a"]);
    assert_eq!(defects([&two, &three, &x, &y, &z]), [] as [&str; 0]);
    let (most_two, most_three) = (at_most("a", 2), at_most("a", 3));
    assert_eq!(defects([&most_two, &most_three, &x, &y, &z]), ["2 eases a"]);
    assert_eq!(defects([&exceeds("a", "b", 2), &exceeds("a", "b", 1), &x, &y, &z]), ["2 eases a"]);
    // At least and at most are different questions, and so is the margin over another series.
    assert_eq!(defects([&three, &most_two, &x, &y, &z]), [] as [&str; 0]);
    assert_eq!(defects([&exceeds("a", "b", 2), &exceeds("a", "c", 1), &x, &y, &z]), [] as [&str; 0]);
    // Only the hardest threshold of a level counts.
    assert_eq!(defects([&two, &format!("{},{three}", at_least("a", 1)), &x, &y, &z]), [] as [&str; 0]);
    assert_eq!(defects([&format!("{},{three}", at_least("a", 1)), &two, &x, &y, &z]), ["2 eases a"]);
}
