//! Composites: each part by itself, then the average of unrounded scores.

use super::*;
use crate::score::{Mean, Step};

const THIRD: &str = r#"{"kind":"levels","values":[1,4,7,10,13]}"#;

fn part(id: &str, weight: &str, criteria: &str) -> String {
    format!(r#"{{"id":"{id}","weight":"{weight}","measurement":{{"criteria":{criteria}}}}}"#)
}

fn composite(weighting: &str, parts: &[String]) -> String {
    format!(r#"{{"kind":"composite","weighting":"{weighting}","parts":[{}]}}"#, parts.join(","))
}

#[test]
fn unrounded_scores_are_averaged_and_rounded_once() {
    // 4/3 and 4/3 and 5/3 add up to 13/3; rounded parts would make 1.3333 + 1.3333 + 1.6667.
    let three = composite("share", &[part("a", "1", THIRD), part("b", "1", THIRD), part("c", "1", THIRD)]);
    let scored = scored(&three, r#"{"parts":{"a":{"value":2},"b":{"value":2},"c":{"value":3}}}"#, "{}");
    assert_eq!((scored.exact.fraction().as_str(), scored.official.to_string().as_str()), ("13/9", "1.4444"));
    assert_eq!(scored.value, None);
    let Some(Step::Averaged { rows, sum, base, points }) = scored.trace.steps.iter().nth_back(1) else {
        panic!("{:?}", scored.trace.steps)
    };
    assert_eq!((sum.fraction(), base.fraction(), points.fraction()), ("13/3".into(), "3".into(), "13/9".into()));
    let row = |id: &str, score: &str| Mean { id: id.into(), weight: Exact::one(), score: exact(score) };
    assert_eq!(*rows, [row("a", "4/3"), row("b", "4/3"), row("c", "5/3")]);
}

#[test]
fn shares_and_internal_weights_average_alike() {
    let given = r#"{"parts":{"a":{"value":4},"b":{"value":13}}}"#;
    // Deck slide 17: 15 + 5 = 20, of which level 2 and level 5.
    let share = composite("share", &[part("a", "15", THIRD), part("b", "5", THIRD)]);
    let internal = composite("internal", &[part("a", "0.75", THIRD), part("b", "0.25", THIRD)]);
    assert_eq!(fraction(&share, given, "{}"), "11/4");
    assert_eq!(fraction(&internal, given, "{}"), "11/4");
    let hundred = fraction(&share, given, HUNDRED);
    assert_eq!(hundred, "55");
}

#[test]
fn parts_of_parts_and_parts_of_every_kind() {
    let inner = composite("internal", &[part("x", "1/2", THIRD), part("y", "1/2", MILESTONE)]);
    let whole = composite("share", &[part("1", "3", &inner), part("2", "1", SLIDE_38), part("3", "1", SLIDE_40)]);
    let given = r#"{"parts":{
        "1":{"parts":{"x":{"value":7},"y":{"steps":[true,true,true,true,false]}}},
        "2":{"value":1},
        "3":{"variables":{"model_villages":1755}}}}"#;
    // (3 × (3 + 4)/2 + 5 + 1) ÷ 5
    assert_eq!(fraction(&whole, given, "{}"), "33/10");
}

#[test]
fn a_part_without_a_score_is_named_with_its_reason() {
    let proportion = r#"{"kind":"proportion","sides":"one","levels":[60,65,70,75,80]}"#;
    let rank = r#"{"kind":"rank","values":[9,7,5,3,1],"interpolate":true}"#;
    let inner = composite("share", &[part("x", "1", THIRD)]);
    for (criteria, what) in [
        (THIRD, "value"),
        (rank, "value"),
        (SLIDE_38, "value"),
        (proportion, "ratio"),
        (MILESTONE, "steps"),
        (SLIDE_40, "facts"),
        (&inner, "parts"),
    ] {
        let whole = composite("share", &[part("1", "1", THIRD), part("2", "1", criteria)]);
        let refused = try_score(&whole, r#"{"parts":{"1":{"value":2}}}"#, "{}").unwrap_err();
        let reason = Unscored::NothingReported { what: what.into() };
        assert_eq!(refused, Unscored::Part { id: "2".into(), reason: Box::new(reason) });
        assert!(refused.awaits_data() && !refused.needs_committee_decision());
    }
    let whole = composite("share", &[part("1", "1", &inner)]);
    let refused = try_score(&whole, r#"{"parts":{"1":{"parts":{"x":{}}}}}"#, "{}").unwrap_err();
    let reason =
        Unscored::Part { id: "x".into(), reason: Box::new(Unscored::NothingReported { what: "value".into() }) };
    assert_eq!(refused, Unscored::Part { id: "1".into(), reason: Box::new(reason) });
    // Facts that are reported as none are facts: no condition is met.
    let hybrid = composite("share", &[part("1", "1", SLIDE_40)]);
    assert_eq!(fraction(&hybrid, r#"{"parts":{"1":{}}}"#, "{}"), "1");
}

#[test]
fn inputs_of_no_part_are_refused_by_their_id() {
    let whole = composite("share", &[part("1", "1", THIRD)]);
    let long = "๙".repeat(70);
    for (id, shown) in [("2", "2"), ("", ""), (long.as_str(), &"๙".repeat(64))] {
        let given = format!(r#"{{"parts":{{"1":{{"value":2}},"{id}":{{"value":2}}}}}}"#);
        assert_eq!(try_score(&whole, &given, "{}"), Err(Unscored::UnknownPart { id: shown.into() }));
    }
    let nested = composite("share", &[part("1", "1", &whole)]);
    let refused = try_score(&nested, r#"{"parts":{"1":{"parts":{"2":{}}}}}"#, "{}");
    let reason = Box::new(Unscored::UnknownPart { id: "2".into() });
    assert_eq!(refused, Err(Unscored::Part { id: "1".into(), reason }));
}

#[test]
fn the_deepest_composite_scores_and_its_trace_reads_back() {
    let (mut criteria, mut given) = (THIRD.to_owned(), r#"{"value":2}"#.to_owned());
    for _ in 0..crate::criteria::MAX_DEPTH {
        criteria = composite("share", &[part("1", "0.1", &criteria)]);
        given = format!(r#"{{"parts":{{"1":{given}}}}}"#);
    }
    let scored = scored(&criteria, &given, "{}");
    assert_eq!(scored.exact.fraction(), "4/3");
    let json = serde_json::to_string(&scored).unwrap();
    assert_eq!(serde_json::from_str::<Scored>(&json).unwrap(), scored);
    assert!(scored.trace.sentence().th.contains("4.0000") || scored.trace.sentence().th.contains("1.3333"));
}

/// Seventy-six provinces with levels of their own have an average with more digits than anybody types.
#[test]
fn an_average_over_many_parts_stays_exact_and_reads_back() {
    let primes = (10_007u32..).step_by(2).filter(|n| (3..102).all(|d| n % d != 0));
    let parts: Vec<String> = (1..)
        .zip(primes.take(76))
        .map(|(id, p): (u32, u32)| part(&id.to_string(), "1", &levels(&format!("0,{p},{},{},{}", 2 * p, 3 * p, 4 * p))))
        .collect();
    let given: Vec<String> = (1..=76).map(|id: u32| format!(r#""{id}":{{"value":1}}"#)).collect();
    let scored = scored(&composite("share", &parts), &format!(r#"{{"parts":{{{}}}}}"#, given.join(",")), "{}");
    assert!(scored.exact.fraction().len() > crate::exact::MAX_NUMBER_TEXT);
    assert_eq!(scored.official.to_string(), "1.0001");
    let json = serde_json::to_string(&scored).unwrap();
    let read: Scored = serde_json::from_str(&json).unwrap();
    assert!(read == scored && read.trace.holds());
}
