//! Both sides of every boundary, in both directions, under each policy and on other scales.

use super::*;

#[test]
fn around_each_level_where_more_is_better() {
    let criteria = levels("10,20,40,50,100");
    for (actual, one_to_five, zero, hundred, uneven) in [
        ("9.99", "1", "0", "20", "0"),
        ("10", "1", "1", "20", "0"),
        ("10.01", "1001/1000", "1001/1000", "1001/50", "1/20"),
        ("19.99", "1999/1000", "1999/1000", "1999/50", "999/20"),
        ("20", "2", "2", "40", "50"),
        ("20.02", "2001/1000", "2001/1000", "2001/50", "5001/100"),
        ("39.98", "2999/1000", "2999/1000", "2999/50", "5999/100"),
        ("40", "3", "3", "60", "60"),
        ("40.01", "3001/1000", "3001/1000", "3001/50", "3001/50"),
        ("49.99", "3999/1000", "3999/1000", "3999/50", "3999/50"),
        ("50", "4", "4", "80", "80"),
        ("50.05", "4001/1000", "4001/1000", "4001/50", "4001/50"),
        ("99.95", "4999/1000", "4999/1000", "4999/50", "4999/50"),
        ("100", "5", "5", "100", "100"),
        ("100.01", "5", "5", "100", "100"),
        ("-1000000", "1", "0", "20", "0"),
    ] {
        for (under, expected) in [("{}", one_to_five), (ZERO, zero), (HUNDRED, hundred), (UNEVEN, uneven)] {
            assert_eq!(fraction(&criteria, &value(actual), under), expected, "{actual} {under}");
        }
    }
}

#[test]
fn around_each_level_where_less_is_better() {
    let criteria = levels("100,50,40,20,-10");
    for (actual, one_to_five, zero) in [
        ("100.01", "1", "0"),
        ("100", "1", "1"),
        ("99.95", "1001/1000", "1001/1000"),
        ("50.05", "1999/1000", "1999/1000"),
        ("50", "2", "2"),
        ("45", "5/2", "5/2"),
        ("40", "3", "3"),
        ("20.02", "3999/1000", "3999/1000"),
        ("20", "4", "4"),
        ("5", "9/2", "9/2"),
        ("-9.97", "4999/1000", "4999/1000"),
        ("-10", "5", "5"),
        ("-10.01", "5", "5"),
    ] {
        for (under, expected) in [("{}", one_to_five), (ZERO, zero)] {
            assert_eq!(fraction(&criteria, &value(actual), under), expected, "{actual} {under}");
        }
    }
}

#[test]
fn each_number_of_steps_under_each_way_of_counting() {
    let way = |count: &str| format!(r#"{{"milestone":"{count}"}}"#);
    for (done, consecutive, count, partial) in [
        ("[false,false,false,false,false]", "1", "1", "1"),
        ("[true,false,false,false,false]", "1", "1", "5/4"),
        ("[false,true,true,true,true]", "1", "4", "1"),
        ("[true,true,false,false,false]", "2", "2", "9/4"),
        ("[true,true,false,true,true]", "2", "4", "9/4"),
        ("[true,true,true,false,true]", "3", "4", "13/4"),
        ("[true,true,true,true,false]", "4", "4", "17/4"),
        ("[true,true,true,true,true]", "5", "5", "5"),
    ] {
        let given = format!(r#"{{"steps":{done},"partial_of_next":"0.25"}}"#);
        for (rule, expected) in [("consecutive", consecutive), ("count", count), ("consecutive_partial", partial)] {
            assert_eq!(fraction(MILESTONE, &given, &way(rule)), expected, "{done} {rule}");
            // What the criteria say goes before the policy of the framework.
            let own = MILESTONE.replace(r#""kind""#, &format!(r#""count":"{rule}","kind""#));
            for policy in ["consecutive", "count", "consecutive_partial"] {
                assert_eq!(fraction(&own, &given, &way(policy)), expected, "{done} {rule} before {policy}");
            }
        }
    }
}

#[test]
fn parts_of_a_step_from_none_to_all_on_every_scale() {
    let two = |part: &str| format!(r#"{{"steps":[true,true,false,false,true],"partial_of_next":"{part}"}}"#);
    let under = |scale: &str| format!(r#"{{"milestone":"consecutive_partial","scale":[{scale}]}}"#);
    for (part, one_to_five, uneven) in [("0", "2", "50"), ("0.5", "5/2", "55"), ("1", "3", "60")] {
        assert_eq!(fraction(MILESTONE, &two(part), &under("1,2,3,4,5")), one_to_five, "{part}");
        assert_eq!(fraction(MILESTONE, &two(part), &under("0,50,60,80,100")), uneven, "{part}");
    }
    assert_eq!(fraction(MILESTONE, r#"{"steps":[true,true,false,false,true]}"#, &under("1,2,3,4,5")), "2");
    for part in ["-0.0001", "1.0001"] {
        let refused = try_score(MILESTONE, &two(part), "{}");
        assert_eq!(refused, Err(Unscored::Partial { value: part.into() }));
    }
    // Without a first step the policy for results below level 1 decides alone.
    let none = r#"{"steps":[false,true,true,true,true],"partial_of_next":"0.9"}"#;
    let zero = r#"{"milestone":"consecutive_partial","below_level_1":"zero"}"#;
    assert_eq!(fraction(MILESTONE, none, zero), "0");
}

#[test]
fn the_points_of_a_milestone_are_those_of_the_scale() {
    for (done, points) in [
        ("[false,false,false,false,false]", "20"),
        ("[true,false,false,false,false]", "20"),
        ("[true,true,false,false,false]", "40"),
        ("[true,true,true,false,false]", "60"),
        ("[true,true,true,true,false]", "80"),
        ("[true,true,true,true,true]", "100"),
    ] {
        assert_eq!(fraction(MILESTONE, &format!(r#"{{"steps":{done}}}"#), HUNDRED), points, "{done}");
    }
}

#[test]
fn single_ranks_go_in_steps_or_in_proportion() {
    for (rank, steps, proportional, hundred) in [
        ("55", "1", "1", "20"),
        ("54", "1", "1", "20"),
        ("53", "1", "5/4", "20"),
        ("50", "2", "2", "40"),
        ("43", "3", "15/4", "60"),
        ("42.5", "3", "31/8", "60"),
        ("42", "4", "4", "80"),
        ("39", "4", "19/4", "80"),
        ("38", "5", "5", "100"),
        ("1", "5", "5", "100"),
    ] {
        let rank_levels =
            |interpolate: bool| format!(r#"{{"kind":"rank","values":[54,50,46,42,38],"interpolate":{interpolate}}}"#);
        assert_eq!(fraction(&rank_levels(false), &value(rank), "{}"), steps, "{rank}");
        assert_eq!(fraction(&rank_levels(true), &value(rank), "{}"), proportional, "{rank}");
        assert_eq!(fraction(&rank_levels(false), &value(rank), HUNDRED), hundred, "{rank}");
        for none in ["0.99", "0", "-4"] {
            let refused = try_score(&rank_levels(true), &value(none), "{}");
            assert_eq!(refused, Err(Unscored::NoBand { rank: none.into() }));
        }
    }
}

#[test]
fn bands_give_their_own_points_within_the_scale() {
    let bands = |score: &str| format!(r#"{{"kind":"rank_bands","bands":[{{"score":"{score}","from":1}}]}}"#);
    let off = |points: &str, lowest: &str, highest: &str| {
        Err(Unscored::OffScale { points: points.into(), lowest: lowest.into(), highest: highest.into() })
    };
    let exact_score =
        |score: &str, under: &str| try_score(&bands(score), &value("3"), under).map(|s| s.exact.fraction());
    for (score, under, expected) in [
        ("5", "{}", Ok("5".to_owned())),
        ("5.0001", "{}", off("5.0001", "1", "5")),
        ("1", "{}", Ok("1".to_owned())),
        ("0.9999", "{}", off("0.9999", "1", "5")),
        ("0", ZERO, Ok("0".to_owned())),
        ("-1", ZERO, off("-1", "0", "5")),
        ("100", HUNDRED, Ok("100".to_owned())),
        ("101", HUNDRED, off("101", "20", "100")),
        ("7/3", "{}", Ok("7/3".to_owned())),
    ] {
        assert_eq!(exact_score(score, under), expected, "{score} {under}");
    }
    for none in ["0", "0.5", "-1"] {
        assert_eq!(try_score(SLIDE_38, &value(none), "{}"), Err(Unscored::NoBand { rank: none.into() }));
    }
    assert_eq!(fraction(SLIDE_38, &value("2.5"), "{}"), "4", "a shared rank counts as the next worse one");
}

#[test]
fn proportions_have_two_parts_of_zero_or_more() {
    let one_sided = r#"{"kind":"proportion","sides":"one","levels":[0,25,50,75,100]}"#;
    for (first, second, expected) in
        [("0", "1", "1"), ("1", "0", "5"), ("0.5", "0.5", "3"), ("1", "2", "7/3"), ("65", "35", "18/5")]
    {
        let given = format!(r#"{{"ratio":["{first}","{second}"]}}"#);
        assert_eq!(fraction(one_sided, &given, "{}"), expected, "{first}:{second}");
    }
    for (first, second) in [("0", "0"), ("-1", "2"), ("2", "-1"), ("-1", "-1")] {
        let refused = try_score(one_sided, &format!(r#"{{"ratio":["{first}","{second}"]}}"#), "{}");
        assert_eq!(refused, Err(Unscored::Ratio { first: first.into(), second: second.into() }));
    }
    for (percent, expected) in [("0", "1"), ("100", "5"), ("62.5", "7/2")] {
        assert_eq!(fraction(one_sided, &value(percent), "{}"), expected, "{percent}");
    }
    for (percent, rest) in [("-0.1", "100.1"), ("100.1", "-0.1")] {
        let refused = try_score(one_sided, &value(percent), "{}");
        assert_eq!(refused, Err(Unscored::Ratio { first: percent.into(), second: rest.into() }));
    }
    // Both parts say more than a percent beside them.
    assert_eq!(fraction(one_sided, r#"{"ratio":[1,1],"value":75}"#, "{}"), "3");
}

#[test]
fn deviations_count_the_same_on_both_sides() {
    let criteria = r#"{"kind":"proportion","sides":"two","ideal":"67","deviations":[12,9,6,3,0]}"#;
    for (percent, floor, zero) in [
        ("67", "5", "5"),
        ("67.03", "499/100", "499/100"),
        ("66.97", "499/100", "499/100"),
        ("70", "4", "4"),
        ("64", "4", "4"),
        ("79", "1", "1"),
        ("55", "1", "1"),
        ("79.01", "1", "0"),
        ("54.99", "1", "0"),
        ("0", "1", "0"),
        ("100", "1", "0"),
    ] {
        assert_eq!(fraction(criteria, &value(percent), "{}"), floor, "{percent}");
        assert_eq!(fraction(criteria, &value(percent), ZERO), zero, "{percent}");
    }
    assert_eq!(fraction(criteria, r#"{"ratio":[72,28]}"#, "{}"), "10/3");
}

/// Scores of what is not reported, and the floor of penalties, say nothing about results below level 1.
#[test]
fn below_level_1_is_a_policy_of_its_own() {
    let under = r#"{"not_reported":"0.5","penalty_floor":"0.25"}"#;
    let two_sided = r#"{"kind":"proportion","sides":"two","ideal":67,"deviations":[12,9,6,3,0]}"#;
    let rank = r#"{"kind":"rank","values":[54,50,46,42,38],"interpolate":false}"#;
    for (criteria, given) in [
        (levels("1,2,3,4,5").as_str(), r#"{"value":0}"#),
        (MILESTONE, r#"{"steps":[false,true,true,true,true]}"#),
        (SLIDE_40, "{}"),
        (two_sided, r#"{"value":0}"#),
        (rank, r#"{"value":99}"#),
    ] {
        assert_eq!(fraction(criteria, given, under), "1", "{criteria}");
    }
}
