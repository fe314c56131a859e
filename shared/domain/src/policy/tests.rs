//! What policies say, and which are refused.

use super::*;

fn read(json: &str) -> Result<Policies, String> {
    serde_json::from_str(json).map_err(|e| e.to_string())
}

#[test]
fn what_is_not_written_has_the_defaults_of_fy2555() {
    let p = read("{}").unwrap();
    assert_eq!(p, Policies::default());
    assert_eq!((p.points_below(), p.lowest()), (Exact::one(), Exact::one()));
    assert_eq!(p.scale().highest(), &Exact::whole(5));
}

#[test]
fn zero_below_level_1_lowers_the_floor_and_unreported_scores() {
    let p = read(r#"{"below_level_1":"zero"}"#).unwrap();
    assert_eq!((p.points_below(), p.not_reported().clone(), p.lowest()), (Exact::zero(), Exact::zero(), Exact::zero()));
    let p = read(r#"{"below_level_1":"zero","not_reported":1,"penalty_floor":0.5}"#).unwrap();
    assert_eq!((p.not_reported(), p.penalty_floor().to_string()), (&Exact::one(), "0.5".into()));
}

#[test]
fn a_hundred_point_scale_has_its_own_floor() {
    let p = read(r#"{"scale":[20,40,60,80,100]}"#).unwrap();
    assert_eq!((p.scale(), p.lowest()), (&Scale::hundred(), Exact::whole(20)));
    assert_eq!(
        (p.scale().points(0), p.scale().points(3), p.scale().points(9)),
        (&Exact::whole(20), &Exact::whole(60), &Exact::whole(100))
    );
}

#[test]
fn impossible_policies_are_refused_by_name() {
    for (json, code) in [
        (r#"{"scale":[1,2,3,4]}"#, "a scale has five points"),
        (r#"{"scale":[1,2,2,4,5]}"#, "points of level 3"),
        (r#"{"scale":[-1,2,3,4,5]}"#, "outside 0 to 100"),
        (r#"{"scale":[1,2,3,4,100.1]}"#, "outside 0 to 100"),
        (r#"{"not_reported":5.1}"#, "outside the scale"),
        (r#"{"penalty_floor":-1}"#, "outside the scale"),
        (r#"{"penalty_per_missed_report":-0.1}"#, "would raise"),
        (r#"{"below":"zero"}"#, "unknown field"),
    ] {
        let error = read(json).unwrap_err();
        assert!(error.contains(code), "{json}: {error}");
    }
}

#[test]
fn policies_read_what_they_write() {
    let p = read(r#"{"scale":[20,40,60,80,100],"below_level_1":"zero","milestone":"count","tie":"mean","penalty_per_missed_report":"0.2"}"#).unwrap();
    assert_eq!(read(&serde_json::to_string(&p).unwrap()), Ok(p));
}

#[test]
fn both_sides_of_every_bound() {
    for (json, stands) in [
        (r#"{"scale":[0,25,50,75,100]}"#, true),
        (r#"{"scale":["-0.0001",25,50,75,100]}"#, false),
        (r#"{"scale":[0,25,50,75,"100.0001"]}"#, false),
        (r#"{"scale":[1,"1.0001",3,4,5]}"#, true),
        (r#"{"scale":[1,2,3,4,4]}"#, false),
        (r#"{"scale":[1,2,3,4,5,6]}"#, false),
        (r#"{"not_reported":5}"#, true),
        (r#"{"not_reported":"5.0001"}"#, false),
        (r#"{"not_reported":0}"#, true),
        (r#"{"not_reported":"-0.0001"}"#, false),
        (r#"{"penalty_floor":5}"#, true),
        (r#"{"penalty_floor":"5.0001"}"#, false),
        (r#"{"penalty_floor":0}"#, true),
        (r#"{"penalty_floor":"-0.0001"}"#, false),
        (r#"{"scale":[20,40,60,80,100],"not_reported":100,"penalty_floor":100}"#, true),
        (r#"{"penalty_per_missed_report":0}"#, true),
        (r#"{"penalty_per_missed_report":"-0.0001"}"#, false),
    ] {
        assert_eq!(read(json).is_ok(), stands, "{json}");
    }
}

#[test]
fn the_lowest_score_is_the_lowest_anything_can_give() {
    for (json, lowest) in [
        ("{}", "1"),
        (r#"{"scale":[2,3,4,5,6]}"#, "2"),
        (r#"{"scale":[2,3,4,5,6],"not_reported":3,"penalty_floor":4}"#, "2"),
        (r#"{"below_level_1":"zero","not_reported":1}"#, "0"),
        (r#"{"not_reported":0.5}"#, "0.5"),
        (r#"{"penalty_floor":0.25}"#, "0.25"),
    ] {
        assert_eq!(read(json).unwrap().lowest().to_string(), lowest, "{json}");
    }
}

#[test]
fn what_is_not_reported_scores_as_what_is_below_level_1() {
    let points = |json: &str| {
        let p = read(json).unwrap();
        [p.points_below(), p.not_reported().clone(), p.penalty_floor().clone()].map(|e| e.to_string())
    };
    assert_eq!(points(r#"{"scale":[20,40,60,80,100]}"#), ["20", "20", "20"]);
    assert_eq!(points(r#"{"scale":[20,40,60,80,100],"below_level_1":"zero"}"#), ["0", "0", "0"]);
}

#[test]
fn the_written_form_is_pinned() {
    assert_eq!(
        serde_json::to_value(Policies::default()).unwrap(),
        serde_json::json!({
            "scale": ["1", "2", "3", "4", "5"],
            "below_level_1": "floor_1",
            "above_level_5": "cap_5",
            "milestone": "consecutive",
            "tie": "best",
            "not_reported": "1",
            "penalty_per_missed_report": "0",
            "penalty_floor": "1",
        })
    );
    let p = read(r#"{"below_level_1":"zero","milestone":"consecutive_partial","tie":"worst"}"#).unwrap();
    assert_eq!(
        (p.below_level_1(), p.above_level_5(), p.milestone(), p.tie()),
        (BelowLevel1::Zero, AboveLevel5::Cap5, MilestoneCount::ConsecutivePartial, Tie::Worst)
    );
    let p = read(r#"{"milestone":"count","tie":"mean","penalty_per_missed_report":0.2}"#).unwrap();
    assert_eq!((p.milestone(), p.tie()), (MilestoneCount::Count, Tie::Mean));
    assert_eq!(p.penalty_per_missed_report().to_string(), "0.2");
}

#[test]
fn every_refusal_speaks_both_languages() {
    let refused = |json: &str| serde_json::from_str::<Written>(json).map_err(|e| e.to_string()).map(Policies::try_from);
    let four = || vec![Exact::one(); 4];
    let points =
        |text: &str| Scale::new(text.split(' ').map(|p| p.parse().unwrap()).collect::<Vec<_>>().try_into().unwrap());
    let all = [
        (Scale::try_from(four()).unwrap_err(), "policy-scale-count", "scale"),
        (points("1 2 3 3 5").unwrap_err(), "policy-scale-order", "scale"),
        (points("1 2 3 4 101").unwrap_err(), "policy-scale-range", "scale"),
        (refused(r#"{"not_reported":6}"#).unwrap().unwrap_err(), "policy-off-scale", "not_reported"),
        (refused(r#"{"penalty_floor":6}"#).unwrap().unwrap_err(), "policy-off-scale", "penalty_floor"),
        (
            refused(r#"{"penalty_per_missed_report":-1}"#).unwrap().unwrap_err(),
            "policy-penalty",
            "penalty_per_missed_report",
        ),
    ];
    for (error, code, field) in all {
        let e = error.explain();
        assert_eq!((e.code, e.place.field.as_str()), (code, field));
        for text in [&e.rule, &e.remedy] {
            assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
        }
        assert!(e.remedy.th.contains("กรุณา"), "{e:?}");
    }
}
