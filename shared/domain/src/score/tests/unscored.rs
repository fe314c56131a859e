//! Why there is no score: every reason is reached, and speaks both languages.

use std::collections::BTreeMap;

use super::*;
use crate::explain::Explain;
use crate::score::MAX_INPUTS;

/// One of each, with its code, place, and whether more data or the committee helps.
fn all() -> Vec<(Unscored, &'static str, &'static str, bool, bool)> {
    let five = levels("1,2,3,4,5");
    let refused = |criteria: &str, given: &str| try_score(criteria, given, "{}").unwrap_err();
    let rank = r#"{"kind":"rank_bands","bands":[{"score":7,"from":1}]}"#;
    let names = vec![serde_json::from_str(r#""disbursed""#).unwrap(), serde_json::from_str(r#""planned""#).unwrap()];
    let zero = Unscored::DivisionByZero { expression: "planned".into() };
    let of = |reason: &Unscored| Unscored::Part { id: "3.1".into(), reason: Box::new(reason.clone()) };
    let missing = Unscored::Missing { names };
    let one_sided = r#"{"kind":"proportion","sides":"one","levels":[60,65,70,75,80]}"#;
    let composite = r#"{"kind":"composite","weighting":"share","parts":[]}"#
        .replace("[]", &format!(r#"[{{"id":"1","weight":1,"measurement":{{"criteria":{five}}}}}]"#));
    vec![
        (refused(&five, "{}"), "score-nothing-reported", "value", true, false),
        (refused(MILESTONE, "{}"), "score-nothing-reported", "steps", true, false),
        (refused(one_sided, "{}"), "score-nothing-reported", "ratio", true, false),
        (refused(HYBRID, &value("3")), "score-nothing-reported", "facts", true, false),
        (of(&missing), "score-missing-variables", "parts 3.1 variables", true, false),
        (missing, "score-missing-variables", "variables", true, false),
        (of(&of(&zero)), "score-denominator-zero", "parts 3.1 parts 3.1 variables", false, true),
        (zero, "score-denominator-zero", "variables", false, true),
        (refused(&composite, r#"{"parts":{"9":{}}}"#), "score-unknown-part", "parts 9", false, false),
        (
            score(Subject::default(), &measurement(&five), &crowd(MAX_INPUTS + 1), &policies("{}")).unwrap_err(),
            "score-too-many-inputs",
            "inputs",
            false,
            false,
        ),
        (
            score(Subject::default(), &measurement(&five), &Inputs::value(digits(1_234)), &policies("{}")).unwrap_err(),
            "score-too-large",
            "value",
            false,
            false,
        ),
        (refused(rank, &value("0")), "score-no-band", "value", false, false),
        (refused(rank, &value("1")), "score-off-scale", "bands", false, false),
        (
            refused(MILESTONE, r#"{"steps":[true,true,true,true,true],"partial_of_next":2}"#),
            "score-partial",
            "partial_of_next",
            false,
            false,
        ),
        (refused(one_sided, r#"{"ratio":[0,0]}"#), "score-ratio", "ratio", false, false),
    ]
}

/// A whole number of so many nines; 1,233 digits fit in 4,096 binary digits, 1,234 do not.
fn digits(count: usize) -> Exact {
    Exact::from(num_rational::BigRational::from_integer("9".repeat(count).parse().unwrap()))
}

fn crowd(variables: usize) -> Inputs {
    let names = (0..variables).map(|n| serde_json::from_str(&format!(r#""v{n}""#)).unwrap());
    Inputs { variables: names.map(|name| (name, Exact::one())).collect(), ..Inputs::value(3) }
}

#[test]
fn every_reason_speaks_both_languages() {
    for (reason, code, field, awaits, committee) in all() {
        let e = reason.explain();
        assert_eq!((e.code, e.place.field.as_str()), (code, field), "{reason}");
        for text in [&e.rule, &e.remedy] {
            assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
        }
        assert!(e.remedy.th.contains("กรุณา"), "{e:?}");
        assert_eq!((reason.awaits_data(), reason.needs_committee_decision()), (awaits, committee), "{reason}");
        assert!(reason.to_string().contains(": "), "{reason}");
        let json = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<Unscored>(&json).unwrap(), reason);
    }
}

#[test]
fn what_is_not_reported_is_said_in_words() {
    for (what, th, en) in [
        ("value", "ยังไม่มีรายงานผลการดำเนินงาน", "not reported yet: the result"),
        ("steps", "ยังไม่มีรายงานขั้นตอนที่ทำสำเร็จ", "not reported yet: the steps that are done"),
        ("ratio", "ยังไม่มีรายงานสัดส่วนของทั้งสองส่วน", "not reported yet: the proportion of the two parts"),
        (
            "facts",
            "ยังไม่มีรายงานข้อเท็จจริงตามเงื่อนไขของแต่ละระดับ",
            "not reported yet: what the conditions of the levels ask for",
        ),
        ("variables", "ยังไม่มีรายงานค่าของตัวแปรในสูตร", "not reported yet: the variables of the formula"),
        ("parts", "ยังไม่มีรายงานผลของตัวชี้วัดย่อย", "not reported yet: the results of the sub-indicators"),
        ("x", "ยังไม่มีรายงานx", "not reported yet: x"),
    ] {
        let rule = Unscored::NothingReported { what: what.into() }.explain().rule;
        assert_eq!((rule.th.as_str(), rule.en.as_str()), (th, en));
    }
    let missing = Unscored::Missing {
        names: vec![serde_json::from_str(r#""a""#).unwrap(), serde_json::from_str(r#""b""#).unwrap()],
    };
    assert_eq!(missing.to_string(), "not reported yet: a, b: report them and the score follows");
}

#[test]
fn two_hundred_inputs_are_enough() {
    let five = measurement(&levels("1,2,3,4,5"));
    let stands = |inputs: &Inputs| score(Subject::default(), &five, inputs, &policies("{}")).is_ok();
    assert_eq!(MAX_INPUTS, 200);
    assert!(stands(&crowd(MAX_INPUTS)) && !stands(&crowd(MAX_INPUTS + 1)));
    let events = |n: usize| Inputs {
        events: (0..n).map(|i| (serde_json::from_str(&format!(r#""e{i}""#)).unwrap(), true)).collect(),
        ..Inputs::value(3)
    };
    assert!(stands(&events(MAX_INPUTS)) && !stands(&events(MAX_INPUTS + 1)));
    let parts =
        |n: usize| Inputs { parts: (0..n).map(|i| (i.to_string(), Inputs::default())).collect(), ..Inputs::value(3) };
    assert!(stands(&parts(MAX_INPUTS)) && !stands(&parts(MAX_INPUTS + 1)));
    let inside = |inputs: Inputs| Inputs { parts: BTreeMap::from([("1".to_owned(), inputs)]), ..Inputs::value(3) };
    assert!(stands(&inside(crowd(MAX_INPUTS))) && !stands(&inside(crowd(MAX_INPUTS + 1))));
    assert!(Inputs::default().is_empty() && !Inputs::value(3).is_empty());
}

#[test]
fn numbers_nobody_can_keep_are_refused_wherever_they_are_given() {
    let (kept, large) = (digits(1_233), digits(1_234));
    assert!(kept.is_keepable() && !large.is_keepable());
    let five = measurement(&levels("1,2,3,4,5"));
    let name = || serde_json::from_str(r#""a""#).unwrap();
    let inside = |inputs: Inputs| Inputs { parts: BTreeMap::from([("1".to_owned(), inputs)]), ..Inputs::value(3) };
    let of = |number: &Exact| {
        [
            Inputs::value(number.clone()),
            Inputs { variables: BTreeMap::from([(name(), number.clone())]), ..Inputs::value(3) },
            Inputs { partial_of_next: Some(number.clone()), ..Inputs::value(3) },
            Inputs { ratio: Some([Exact::one(), number.clone()]), ..Inputs::value(3) },
            inside(Inputs::value(number.clone())),
        ]
    };
    for (stands, refused) in of(&kept).iter().zip(&of(&large)) {
        let outcome = |inputs: &Inputs| score(Subject::default(), &five, inputs, &policies("{}"));
        assert!(outcome(stands).is_ok());
        assert_eq!(outcome(refused), Err(Unscored::TooLarge));
    }
}

/// Each number by itself can be kept, but what is calculated from two of them has more digits.
#[test]
fn figures_on_the_way_that_nobody_can_keep_are_refused() {
    let almost = |whole: i64, nines: usize| &Exact::whole(whole) - &Exact::one().checked_div(&digits(nines)).unwrap();
    let small = "1/7e38";
    let name = |name: &str| serde_json::from_str(&format!("\"{name}\"")).unwrap();
    let facts = Inputs {
        variables: BTreeMap::from([(name("a"), almost(1, 1_200)), (name("b"), exact(small))]),
        ..Inputs::default()
    };
    let hybrid = |first: &str| {
        let rest = r#"[{"event":"x"}],[{"event":"x"}],[{"event":"x"}]"#;
        let second = r#"{"at_least":{"measure":"a","value":2}}"#;
        format!(r#"{{"kind":"hybrid","levels":[[{first}],[{second}],{rest}],"interpolate":true}}"#)
    };
    let least = format!(r#"{{"at_least":{{"measure":"a","value":"{small}"}}}}"#);
    let margin = r#"{"exceeds":{"measure":"a","series":"b","by":0}}"#;
    let part =
        |id: u8, five: &str| format!(r#"{{"id":"{id}","weight":1,"measurement":{{"criteria":{}}}}}"#, levels(five));
    let two = format!(
        r#"{{"kind":"composite","weighting":"share","parts":[{},{}]}}"#,
        part(1, "0,1,2,3,4"),
        part(2, "0,1,2,3,4")
    );
    let parts = [("1".to_owned(), almost(1, 1_200)), ("2".to_owned(), almost(1, 1_199))];
    let ratio = Some([almost(1, 1_200), exact(small)]);
    let counted = Inputs { steps: Some([true, false, false, false, false]), ..Inputs::default() };
    for (criteria, inputs, under) in [
        (levels(&format!(r#""{small}",1,2,3,4"#)), Inputs::value(almost(1, 1_200)), "{}"),
        (hybrid(&least), facts.clone(), "{}"),
        (hybrid(margin), facts, "{}"),
        (
            r#"{"kind":"proportion","sides":"one","levels":[0,25,50,75,100]}"#.into(),
            Inputs { ratio, ..Inputs::default() },
            "{}",
        ),
        (
            r#"{"kind":"proportion","sides":"two","ideal":"1/7e38","deviations":[5,4,3,2,1]}"#.into(),
            Inputs::value(almost(3, 1_200)),
            "{}",
        ),
        (
            MILESTONE.into(),
            Inputs { partial_of_next: Some(almost(1, 1_200)), ..counted },
            r#"{"milestone":"consecutive_partial","scale":["1/7e38",2,3,4,5]}"#,
        ),
        (two, Inputs { parts: parts.map(|(id, value)| (id, Inputs::value(value))).into(), ..Inputs::default() }, "{}"),
    ] {
        assert!(inputs.are_keepable());
        let outcome = score(Subject::default(), &measurement(&criteria), &inputs, &policies(under));
        assert_eq!(outcome.map(|s| s.exact), Err(Unscored::TooLarge), "{criteria}");
    }
}
