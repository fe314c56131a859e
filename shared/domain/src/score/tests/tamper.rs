//! A trace gives the same digits years later, and one that was tampered with does not hold.

use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::placing::{any_levels, any_policies, numbers, positive};
use super::*;
use crate::criteria::Levels;
use crate::exact::{MAX_BITS, MAX_NUMBER_TEXT, MAX_STORED_TEXT};
use crate::score::{Step, Trace};

/// One trace of each kind.
fn all() -> Vec<Trace> {
    let rank = r#"{"kind":"rank","values":[54,50,46,42,38],"interpolate":false}"#;
    let two_sided = r#"{"kind":"proportion","sides":"two","ideal":67,"deviations":[12,9,6,3,0]}"#;
    let five = levels("1800,2100,2400,2700,3000");
    let composite = format!(
        r#"{{"kind":"composite","weighting":"share","parts":[
            {{"id":"1","weight":15,"measurement":{{"criteria":{five}}}}},
            {{"id":"2","weight":5,"measurement":{{"criteria":{rank}}}}}]}}"#
    );
    [
        (five.as_str(), r#"{"value":2600}"#),
        (MILESTONE, r#"{"steps":[true,true,false,true,false]}"#),
        (SLIDE_40, r#"{"variables":{"model_villages":2300}}"#),
        (SLIDE_38, r#"{"value":7}"#),
        (rank, r#"{"value":44}"#),
        (two_sided, r#"{"ratio":[72,28]}"#),
        (&composite, r#"{"parts":{"1":{"value":2600},"2":{"value":43}}}"#),
    ]
    .map(|(criteria, given)| scored(criteria, given, "{}").trace)
    .into()
}

#[test]
fn every_kind_of_trace_holds_and_reads_back() {
    for trace in all() {
        assert!(trace.holds());
        assert_eq!(trace.rerun().unwrap().trace, trace);
        let read: Trace = serde_json::from_str(&serde_json::to_string(&trace).unwrap()).unwrap();
        assert!(read == trace && read.holds());
        let Some(Step::Rounded { exact, official }) = trace.steps.last() else { panic!("{:?}", trace.steps) };
        assert_eq!((exact, official), (&trace.exact, &trace.official));
    }
}

/// Every number and every yes or no in a record, as paths into it.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(k, v)| leaves(v, &format!("{path}/{k}"), out)),
        Value::Array(items) => (0..).zip(items).for_each(|(i, v): (usize, _)| leaves(v, &format!("{path}/{i}"), out)),
        Value::Bool(_) | Value::Number(_) => out.push(path.to_owned()),
        Value::String(text) if text.parse::<Exact>().is_ok() => out.push(path.to_owned()),
        _ => {}
    }
}

/// Each number in each trace, changed by one: the trace is refused or no longer holds, unless nothing came of that
/// number.
#[test]
fn no_number_of_a_trace_can_be_changed() {
    let idle = [
        // Nobody missed a report, nothing stood below level 1 or unreported, and nobody shared a rank.
        "/policies/not_reported",
        "/policies/penalty_per_missed_report",
        "/policies/penalty_floor",
    ];
    let mut changed = 0;
    for trace in all() {
        let record = serde_json::to_value(&trace).unwrap();
        let mut paths = Vec::new();
        leaves(&record, "", &mut paths);
        for path in paths.iter().filter(|path| !idle.contains(&path.as_str())) {
            let mut other = record.clone();
            let place = other.pointer_mut(path).unwrap();
            *place = match &*place {
                Value::Bool(yes) => json!(!yes),
                Value::Number(n) => json!(n.as_u64().unwrap() + 1),
                Value::String(text) if path.ends_with("/id") => json!(format!("{text}1")),
                Value::String(text) => json!((&text.parse::<Exact>().unwrap() + &exact("0.5")).to_string()),
                other => panic!("{other}"),
            };
            changed += 1;
            if let Ok(read) = serde_json::from_value::<Trace>(other) {
                let unused = match path.as_str() {
                    // The scale and the agreed numbers of levels that decided nothing.
                    path if path.starts_with("/policies/scale") || path.starts_with("/measurement") => {
                        read.rerun().is_ok_and(|again| again.trace.steps == trace.steps)
                    }
                    _ => false,
                };
                assert!(unused || !read.holds(), "{path} of {}", trace.measurement.criteria.kind());
            }
        }
    }
    assert!(changed > 150, "{changed}");
}

#[test]
fn policies_that_decided_something_cannot_be_changed() {
    let with = |trace: &Trace, under: &str| Trace { policies: policies(under), ..trace.clone() };
    let below = scored(&levels("1,2,3,4,5"), &value("0"), "{}").trace;
    assert!(below.holds() && !with(&below, ZERO).holds() && !with(&below, HUNDRED).holds());
    let above = scored(&levels("1,2,3,4,5"), &value("2"), "{}").trace;
    assert!(with(&above, ZERO).holds(), "nothing stood below level 1");
    assert!(!with(&above, HUNDRED).holds());
    let gap = scored(MILESTONE, r#"{"steps":[true,false,true,true,true]}"#, "{}").trace;
    assert!(!with(&gap, r#"{"milestone":"count"}"#).holds());
    assert!(!with(&gap, r#"{"milestone":"consecutive_partial"}"#).holds(), "how steps count is part of the step");
    let none = scored(MILESTONE, r#"{"steps":[false,true,true,true,true]}"#, "{}").trace;
    assert!(!with(&none, ZERO).holds());
    let hybrid = scored(SLIDE_40, "{}", "{}").trace;
    assert!(!with(&hybrid, ZERO).holds());
}

#[test]
fn what_a_score_is_of_stays_with_it() {
    let subject: Subject = serde_json::from_value(json!({
        "indicator": "3.1",
        "definition_version": 2,
        "framework": "departments-2555",
        "framework_version": 1,
        "unit": {"th": "ราย"},
    }))
    .unwrap();
    let five = measurement(&levels("1,2,3,4,5"));
    let scored = score(subject.clone(), &five, &Inputs::value(3), &Policies::default()).unwrap();
    assert_eq!((&scored.trace.subject, &scored.trace.rerun().unwrap().trace.subject), (&subject, &subject));
    assert_eq!(serde_json::to_value(Subject::default()).unwrap(), json!({}));
}

#[test]
fn the_written_form_of_a_trace_is_pinned() {
    let five = levels("1800,2100,2400,2700,3000");
    let record = serde_json::to_value(scored(&five, &value("2600"), "{}")).unwrap();
    assert_eq!(
        (&record["exact"], &record["official"], &record["value"]),
        (&json!("11/3"), &json!("3.6667"), &json!("2600"))
    );
    let trace = &record["trace"];
    assert_eq!((&trace["exact"], &trace["official"]), (&json!("11/3"), &json!("3.6667")));
    assert_eq!((&trace["subject"], &trace["inputs"]), (&json!({}), &json!({"value": "2600"})));
    assert_eq!(
        trace["steps"],
        json!([
            {"step": "given", "value": "2600"},
            {"step": "placed", "value": "2600", "levels": ["1800", "2100", "2400", "2700", "3000"],
             "placement": {"score": "11/3", "position": {"between": {"level": 3, "part": "2/3"}}}},
            {"step": "rounded", "exact": "11/3", "official": "3.6667"},
        ])
    );
    let inputs = json!({
        "value": "2", "variables": {"a": "1/3"}, "events": {"x": true}, "steps": [true, false, false, false, false],
        "partial_of_next": "0.5", "ratio": ["70", "30"], "parts": {"1": {"value": "1"}},
    });
    let read: Inputs = serde_json::from_value(inputs.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), inputs);
    assert!(serde_json::from_value::<Inputs>(json!({"values": 1})).is_err());
}

#[test]
fn steps_of_each_kind_write_what_they_read() {
    let mut seen = std::collections::BTreeSet::new();
    let cases = [
        json!({"step": "given", "value": "2600"}),
        json!({"step": "computed", "formula": "a / b", "substituted": "1 / 2", "value": "0.5"}),
        json!({"step": "share", "first": "72", "second": "28", "percent": "72"}),
        json!({"step": "deviation", "actual": "72", "ideal": "67", "deviation": "5"}),
        json!({"step": "placed", "value": "9", "levels": ["1", "2", "3", "4", "5"],
               "placement": {"score": "5", "position": "above_fifth"}}),
        json!({"step": "placed", "value": "0", "levels": ["1", "2", "3", "4", "5"],
               "placement": {"score": "1", "position": "below_first"}}),
        json!({"step": "placed", "value": "3", "levels": ["1", "2", "3", "4", "5"],
               "placement": {"score": "3", "position": {"at_level": 3}}}),
        json!({"step": "stepped", "level": 3, "points": "3"}),
        json!({"step": "counted", "done": [true, true, false, true, false], "count": "consecutive_partial", "level": 2,
               "partial": "0.5", "points": "2.5"}),
        json!({"step": "level", "level": 2, "conditions": [
            {"condition": {"at_least": {"measure": "a", "value": "2633"}}, "found": "2300", "holds": false},
            {"condition": {"event": "x"}, "found": null, "holds": true}], "holds": false}),
        json!({"step": "reached", "level": 1, "points": "1"}),
        json!({"step": "towards", "level": 2, "measure": "a", "found": "2300", "from": "1755", "to": "2633",
               "part": "545/878", "points": "1423/878"}),
        json!({"step": "towards", "level": 2, "measure": "a", "series": "b", "found": "3", "from": "0", "to": "4",
               "part": "0.75", "points": "1.75"}),
        json!({"step": "banded", "rank": "7", "band": {"score": "3", "from": 5, "to": 10}}),
        json!({"step": "part", "id": "3.1", "name": {"th": "ก"}, "steps": [{"step": "given", "value": "1"}], "points": "1"}),
        json!({"step": "averaged", "rows": [{"id": "1", "weight": "15", "score": "3"}], "sum": "45", "base": "15", "points": "3"}),
        json!({"step": "rounded", "exact": "11/3", "official": "3.6667"}),
    ];
    for case in cases {
        let read: Step = serde_json::from_value(case.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), case);
        let mut more = case.clone();
        more["extra"] = json!(1);
        assert!(serde_json::from_value::<Step>(more).is_err(), "{case}");
        seen.insert(case["step"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen.len(), 14, "one for each variant");
}

proptest! {
    #[test]
    fn any_trace_gives_the_same_again(levels in any_levels(), value in numbers(), policies in any_policies()) {
        let measurement = Measurement::of(Criteria::levels(levels));
        let trace = score(Subject::default(), &measurement, &Inputs::value(value), &policies).unwrap().trace;
        let read: Trace = serde_json::from_str(&serde_json::to_string(&trace).unwrap()).unwrap();
        prop_assert!(read == trace && read.holds());
    }

    #[test]
    fn another_value_or_level_never_holds(
        levels in any_levels(),
        value in numbers(),
        by in positive(),
        what in 0usize..12,
        policies in any_policies(),
    ) {
        let measurement = Measurement::of(Criteria::levels(levels.clone()));
        let mut trace = score(Subject::default(), &measurement, &Inputs::value(value), &policies).unwrap().trace;
        match what {
            level @ 0..5 => {
                let mut values = levels.values().clone();
                values[level] = &values[level] + &by;
                let Ok(levels) = Levels::new(values) else { return Ok(()) };
                trace.measurement = Measurement::of(Criteria::levels(levels));
            }
            5..8 => {
                trace.steps.remove(what - 5);
            }
            8 => trace.steps.swap(0, 1),
            9 => trace.exact = &trace.exact + &by,
            10 => trace.official += rust_decimal::Decimal::new(1, 4),
            _ => trace.inputs.value = trace.inputs.value.map(|value| &value + &by),
        }
        prop_assert!(!trace.holds());
    }
}

#[test]
fn records_keep_more_digits_than_are_typed() {
    let power = |n: u64| Exact::from(BigRational::from_integer(BigInt::from(2).pow(u32::try_from(n).unwrap())));
    let below = |value: &Exact| Exact::one().checked_div(value).unwrap();
    let largest = &power(MAX_BITS - 1) + &(&power(MAX_BITS - 1) - &Exact::one());
    let mixed = largest.checked_div(&(&largest - &Exact::whole(2))).unwrap();
    for value in [largest.clone(), below(&largest), below(&power(MAX_BITS - 1)), -&mixed] {
        let json = serde_json::to_string(&value).unwrap();
        assert!(value.is_keepable() && json.len() <= MAX_STORED_TEXT + 2);
        assert_eq!(serde_json::from_str::<Exact>(&json).unwrap(), value);
        assert!(value.fraction().parse::<Exact>().is_err(), "nobody types that");
    }
    for value in [power(MAX_BITS), below(&power(MAX_BITS))] {
        assert!(!value.is_keepable());
        assert!(serde_json::from_str::<Exact>(&serde_json::to_string(&value).unwrap()).is_err());
    }
    // A decimal of 80 characters stands as it is typed, one of 81 as its fraction.
    let tenths = |places: usize| below(&format!("1{}", "0".repeat(places)).parse::<Exact>().unwrap());
    assert_eq!(String::from(tenths(MAX_NUMBER_TEXT - 2)).len(), MAX_NUMBER_TEXT);
    assert!(String::from(tenths(MAX_NUMBER_TEXT - 1)).starts_with("1/1"));
    let zeros = |count: usize| serde_json::from_str::<Exact>(&format!("\"{}\"", "0".repeat(count)));
    assert!(zeros(MAX_STORED_TEXT).is_ok() && zeros(MAX_STORED_TEXT + 1).is_err());
}
