//! The worked examples of domain rules 2 and 3, with their exact fractions.

use super::*;

#[test]
fn values_on_five_levels() {
    let slide_34 = "1800,2100,2400,2700,3000";
    for (id, values, actual, exact, official) in [
        ("IN-01", slide_34, "2489", "989/300", "3.2967"),
        ("IN-02", slide_34, "2600", "11/3", "3.6667"),
        ("IN-03", slide_34, "3000", "5", "5.0000"),
        ("IN-04", slide_34, "3450", "5", "5.0000"),
        ("IN-05", slide_34, "1500", "1", "1.0000"),
        ("IN-06", "4,6,8,10,12", "9", "7/2", "3.5000"),
        ("IN-07", "4,6,8,10,12", "5", "3/2", "1.5000"),
        ("IN-08", "21,20,19,18,17", "17.4", "23/5", "4.6000"),
        ("FM-01", "80,85,90,95,100", "92.3", "173/50", "3.4600"),
        ("FM-02", "80,90,100,105,110", "248900/2400", "449/120", "3.7417"),
        ("FM-04 clients", "65,70,75,80,85", "81.2", "106/25", "4.2400"),
        ("FM-04 policy makers", "65,70,75,80,85", "78.5", "37/10", "3.7000"),
        ("S33 count", "4,6,8,10,12", "9", "7/2", "3.5000"),
    ] {
        let scored = scored(&levels(values), &value(actual), "{}");
        assert_eq!((scored.exact.fraction().as_str(), scored.official.to_string().as_str()), (exact, official), "{id}");
        assert_eq!(scored.value, Some(super::exact(actual)), "{id}");
    }
    assert!(serde_json::from_str::<Criteria>(&levels("50,60,60,70,80")).is_err(), "IN-12");
}

#[test]
fn milestones() {
    for (id, done, under, exact) in [
        ("MS-01", "[true,true,true,false,false]", "{}", "3"),
        ("MS-02", "[true,true,false,true,false]", "{}", "2"),
        ("MS-02 count", "[true,true,false,true,false]", r#"{"milestone":"count"}"#, "3"),
        ("MS-03", "[false,false,false,false,false]", "{}", "1"),
        ("MS-03 zero", "[false,false,false,false,false]", ZERO, "0"),
    ] {
        let scored = scored(MILESTONE, &format!(r#"{{"steps":{done}}}"#), under);
        assert_eq!((scored.exact.fraction().as_str(), scored.value), (exact, None), "{id}");
    }
}

#[test]
fn hybrids() {
    for (id, criteria, given, exact, official) in [
        ("HY-01", SLIDE_40, r#"{"variables":{"model_villages":2300}}"#, "1423/878", "1.6207"),
        (
            "HY-02",
            SLIDE_40,
            r#"{"variables":{"model_villages":2633},"events":{"gvh_round_1_done_in_2633_villages":true}}"#,
            "3",
            "3.0000",
        ),
        (
            "HY-03",
            SLIDE_40,
            r#"{"variables":{"model_villages":2633,"villages_gvh_up":1100},
                "events":{"gvh_round_1_done_in_2633_villages":true,"gvh_round_2_done":true}}"#,
            "1098/263",
            "4.1749",
        ),
        (
            "HY-04",
            SLIDE_40,
            r#"{"variables":{"model_villages":2633,"villages_gvh_up":1317},
                "events":{"gvh_round_1_done_in_2633_villages":true,"gvh_round_2_done":false}}"#,
            "3",
            "3.0000",
        ),
        (
            "HY-05",
            SLIDE_41,
            r#"{"variables":{"groups":4427,"groups_certified":2700},
                "events":{"target_groups_defined":true,"groups_have_plans":true}}"#,
            "377/111",
            "3.3964",
        ),
    ] {
        let scored = scored(criteria, given, "{}");
        assert_eq!((scored.exact.fraction().as_str(), scored.official.to_string().as_str()), (exact, official), "{id}");
        assert_eq!(scored.value, None, "{id}");
    }
}

#[test]
fn ranks() {
    for (id, rank, exact) in [("P8-a", "7", "3"), ("P8-b", "3", "4"), ("P8-c", "1", "5"), ("P8-d", "11", "2")] {
        let scored = scored(SLIDE_38, &value(rank), "{}");
        assert_eq!((scored.exact.fraction().as_str(), scored.value), (exact, Some(super::exact(rank))), "{id}");
    }
    let single = r#"{"kind":"rank","values":[54,50,46,42,38],"interpolate":true}"#;
    assert_eq!(fraction(single, &value("44"), "{}"), "7/2", "P8-f");
}

#[test]
fn proportions() {
    let one_sided = r#"{"kind":"proportion","sides":"one","levels":[60,65,70,75,80]}"#;
    let share = scored(one_sided, r#"{"ratio":[72,28]}"#, "{}");
    assert_eq!((share.exact.fraction().as_str(), share.value), ("17/5", Some(exact("72"))), "P7-a");
    let thirds = scored(one_sided, r#"{"ratio":[2,1]}"#, "{}");
    assert_eq!((thirds.exact.fraction().as_str(), thirds.value), ("7/3", Some(exact("200/3"))), "not adding up to 100");
    let two_sided = r#"{"kind":"proportion","sides":"two","ideal":67,"deviations":[12,9,6,3,0]}"#;
    let apart = scored(two_sided, &value("72"), "{}");
    assert_eq!(
        (apart.exact.fraction().as_str(), apart.official.to_string().as_str(), apart.value),
        ("10/3", "3.3333", Some(exact("72"))),
        "P7-c"
    );
    assert_eq!(fraction(two_sided, &value("62"), "{}"), "10/3", "the other side");
}

/// Each sub-indicator is scored by itself, then their unrounded scores are averaged.
#[test]
fn weighted_percents() {
    let part = |id: u8, weight: &str| {
        let criteria = levels("60,70,80,90,100");
        format!(r#"{{"id":"{id}","weight":"{weight}","measurement":{{"criteria":{criteria}}}}}"#)
    };
    let criteria =
        |parts: &[String]| format!(r#"{{"kind":"composite","weighting":"internal","parts":[{}]}}"#, parts.join(","));
    let three = criteria(&[part(1, "0.5"), part(2, "0.3"), part(3, "0.2")]);
    let given = r#"{"parts":{"1":{"value":85},"2":{"value":72},"3":{"value":100}}}"#;
    assert_eq!(fraction(&three, given, "{}"), "341/100", "RU-05");
    // Averaging the percents first would give 2.5: 110 percent counts as no more than 100.
    let two = criteria(&[part(1, "0.5"), part(2, "0.5")]);
    assert_eq!(fraction(&two, r#"{"parts":{"1":{"value":110},"2":{"value":40}}}"#, "{}"), "3", "score first");
}
