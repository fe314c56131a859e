//! What holds for every kind of criteria: more done never scores less, averages lie between their parts, nothing panics.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::placing::{any_levels, any_policies, numbers, part, positive};
use super::*;
use crate::criteria::{Composite, Condition, Hybrid, Part, Weighting};
use crate::formula::Name;
use crate::policy::MilestoneCount;
use crate::text::Text;

fn name(text: &str) -> Name {
    serde_json::from_str(&format!("\"{text}\"")).unwrap()
}

fn milestone(count: MilestoneCount, inputs: &Inputs, policies: &Policies) -> Exact {
    let steps = std::array::from_fn(|_| Text::new("ขั้น", ""));
    let criteria = crate::criteria::Milestone::new(steps, Some(count)).unwrap();
    score(Subject::default(), &Measurement::of(Criteria::Milestone(criteria)), inputs, policies).unwrap().exact
}

proptest! {
    #[test]
    fn counting_all_steps_never_scores_less_than_counting_up_to_the_gap(
        done in any::<[bool; 5]>(),
        part in part(),
        policies in any_policies(),
    ) {
        let inputs = Inputs { steps: Some(done), partial_of_next: Some(part), ..Inputs::default() };
        let of = |count| milestone(count, &inputs, &policies);
        let [consecutive, partial, count] =
            [MilestoneCount::Consecutive, MilestoneCount::ConsecutivePartial, MilestoneCount::Count].map(of);
        prop_assert!(consecutive >= policies.lowest() && count <= *policies.scale().highest());
        prop_assert!(consecutive <= count && consecutive <= partial);
        prop_assert!(partial <= *policies.scale().highest());
        if done.windows(2).all(|pair| pair[0] >= pair[1]) {
            prop_assert_eq!(consecutive, count);
        }
    }

    #[test]
    fn one_more_step_never_scores_less(done in any::<[bool; 5]>(), at in 0usize..5, part in part(), policies in any_policies()) {
        let mut more = done;
        more[at] = true;
        let inputs = |steps| Inputs { steps: Some(steps), partial_of_next: Some(part.clone()), ..Inputs::default() };
        for count in [MilestoneCount::Consecutive, MilestoneCount::ConsecutivePartial, MilestoneCount::Count] {
            let [before, after] = [done, more].map(|steps| milestone(count, &inputs(steps), &policies));
            prop_assert!(after >= before, "{count:?} {done:?} {at}");
        }
    }
}

/// More of `a` is better, less of `b`, more of `c` and less of `d`, with which `c` is compared.
fn condition() -> impl Strategy<Value = Condition> {
    let number = (-6i64..=6).prop_map(Exact::whole);
    prop_oneof![
        prop_oneof![Just("x"), Just("y")].prop_map(|event| Condition::Event(name(event))),
        number.clone().prop_map(|value| Condition::AtLeast { measure: name("a"), value }),
        number.clone().prop_map(|value| Condition::AtMost { measure: name("b"), value }),
        number.prop_map(|by| Condition::Exceeds { measure: name("c"), series: name("d"), by }),
    ]
}

fn any_hybrid() -> impl Strategy<Value = Hybrid> {
    let level = || proptest::collection::vec(condition(), 1..3);
    ([level(), level(), level(), level(), level()], any::<bool>())
        .prop_map(|(levels, interpolate)| Hybrid::new(levels, interpolate).unwrap())
}

fn facts() -> impl Strategy<Value = Inputs> {
    let number = || proptest::option::of((-15i64..=15, 1i64..=2));
    ([number(), number(), number(), number()], [any::<Option<bool>>(), any::<Option<bool>>()]).prop_map(
        |(numbers, events)| {
            let numbers = ["a", "b", "c", "d"].into_iter().zip(numbers);
            let numbers = numbers.filter_map(|(n, v)| v.map(|(a, b)| (name(n), Exact::ratio(a, b).unwrap())));
            let events = ["x", "y"].into_iter().zip(events);
            Inputs {
                variables: numbers.collect(),
                events: events.filter_map(|(n, v)| v.map(|v| (name(n), v))).collect(),
                ..Inputs::default()
            }
        },
    )
}

proptest! {
    #[test]
    fn a_hybrid_never_scores_less_when_a_fact_improves(
        hybrid in any_hybrid(),
        facts in facts(),
        which in 0usize..6,
        by in positive(),
        policies in any_policies(),
    ) {
        let mut better = facts.clone();
        match ["a", "b", "c", "d", "x", "y"][which] {
            event @ ("x" | "y") => {
                better.events.insert(name(event), true);
            }
            measure => {
                let more = matches!(measure, "a" | "c");
                let change = if more { by.clone() } else { -&by };
                // A first report counts as better than none, whatever it is.
                let value = better.variables.get(&name(measure)).map_or(Exact::zero(), |value| value + &change);
                better.variables.insert(name(measure), value);
            }
        }
        let measurement = Measurement::of(Criteria::Hybrid(hybrid));
        let of = |inputs: &Inputs| score(Subject::default(), &measurement, inputs, &policies).unwrap().exact;
        let (before, after) = (of(&facts), of(&better));
        prop_assert!(after >= before, "{before} {after}");
        prop_assert!(before >= policies.points_below() && after <= *policies.scale().highest());
    }

    /// Part of the way is less than the next level, and interpolation only ever adds.
    #[test]
    fn interpolation_adds_less_than_a_level(hybrid in any_hybrid(), facts in facts(), policies in any_policies()) {
        let steps = Hybrid::new(hybrid.levels().clone(), false).unwrap();
        let way = Hybrid::new(hybrid.levels().clone(), true).unwrap();
        let of = |hybrid| {
            score(Subject::default(), &Measurement::of(Criteria::Hybrid(hybrid)), &facts, &policies).unwrap().exact
        };
        let (steps, way) = (of(steps), of(way));
        let next = (1..=5).map(|level| policies.scale().points(level)).find(|points| **points > steps);
        prop_assert!(way >= steps);
        prop_assert!(way == steps || next.is_some_and(|next| way < *next));
    }
}

fn composite(parts: &[(crate::criteria::Levels, Exact, Exact)]) -> (Composite, Inputs) {
    let named = (0u8..).zip(parts).map(|(id, (levels, weight, value))| (id.to_string(), levels, weight, value));
    let part = |(id, levels, weight, _): (String, &crate::criteria::Levels, &Exact, &Exact)| Part {
        id,
        name: Text::default(),
        weight: weight.clone(),
        measurement: Measurement::of(Criteria::levels(levels.clone())),
    };
    let parts: Vec<Part> = named.clone().map(part).collect();
    let values = named.map(|(id, _, _, value)| (id, Inputs::value(value.clone())));
    (Composite::new(Weighting::Share, parts).unwrap(), Inputs { parts: values.collect(), ..Inputs::default() })
}

proptest! {
    #[test]
    fn an_average_lies_between_its_parts_in_any_order(
        parts in proptest::collection::vec((any_levels(), positive(), numbers()), 1..=3),
        policies in any_policies(),
        turn in 0usize..3,
    ) {
        let of = |(composite, inputs): (Composite, Inputs)| {
            let measurement = Measurement::of(Criteria::Composite(composite));
            score(Subject::default(), &measurement, &inputs, &policies).unwrap()
        };
        let scored = of(composite(&parts));
        let scores: Vec<&Exact> = scored.trace.steps.iter().filter_map(|step| match step {
            crate::score::Step::Part { points, .. } => Some(points),
            _ => None,
        }).collect();
        prop_assert_eq!(scores.len(), parts.len());
        prop_assert!(*scores.iter().min().unwrap() <= &scored.exact && &scored.exact <= *scores.iter().max().unwrap());
        let mut turned = parts.clone();
        turned.rotate_left(turn % parts.len());
        if turn == 0 {
            turned.reverse();
        }
        prop_assert_eq!(of(composite(&turned)).exact, scored.exact);
    }

    #[test]
    fn bands_never_reward_a_worse_rank(
        sizes in proptest::collection::vec(1u64..9, 1..5),
        one in (1i64..60, 1i64..3),
        other in (1i64..60, 1i64..3),
    ) {
        let mut from = 1;
        let count = sizes.len() as u64;
        let bands: Vec<String> = (0u64..).zip(&sizes).map(|(i, size)| {
            let to = if i + 1 == count { "null".into() } else { (from + size - 1).to_string() };
            let band = format!(r#"{{"score":{},"from":{from},"to":{to}}}"#, 5 - i);
            from += size;
            band
        }).collect();
        let criteria = format!(r#"{{"kind":"rank_bands","bands":[{}]}}"#, bands.join(","));
        let [mut one, mut other] = [one, other].map(|(above, below)| Exact::ratio(above, below).unwrap());
        if one > other {
            std::mem::swap(&mut one, &mut other);
        }
        let of = |rank: &Exact| try_score(&criteria, &value(&rank.to_string()), "{}").map(|s| s.exact);
        prop_assert_eq!(of(&one).is_ok(), one >= Exact::one());
        if let (Ok(better), Ok(worse)) = (of(&one), of(&other)) {
            prop_assert!(better >= worse);
        }
    }
}

/// Words that criteria, inputs and traces know, numbers near their bounds, and nonsense.
fn word() -> impl Strategy<Value = &'static str> {
    let words = [
        "kind",
        "levels",
        "values",
        "milestone",
        "steps",
        "count",
        "hybrid",
        "interpolate",
        "event",
        "at_least",
        "at_most",
        "exceeds",
        "measure",
        "series",
        "by",
        "value",
        "rank",
        "rank_bands",
        "bands",
        "score",
        "from",
        "to",
        "proportion",
        "sides",
        "one",
        "two",
        "ideal",
        "deviations",
        "composite",
        "weighting",
        "share",
        "internal",
        "parts",
        "id",
        "weight",
        "measurement",
        "criteria",
        "th",
        "variables",
        "events",
        "ratio",
        "x",
        "",
    ];
    proptest::sample::select(words.to_vec())
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Value, json};
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|f| json!(f)),
        word().prop_map(Value::from),
        "[-0-9/.eE]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((word(), inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

/// Files that stand, of which single characters are then changed.
const STANDING: [&str; 4] = [
    r#"{"kind":"levels","values":[1,2,3,4,5]}"#,
    r#"{"kind":"rank","values":["9","7","5","3","1"],"interpolate":false}"#,
    r#"{"kind":"proportion","sides":"two","ideal":"67","deviations":["12","9","6","3","0"]}"#,
    r#"{"kind":"rank_bands","bands":[{"score":"5","from":1,"to":4},{"score":"1/3","from":5}],"pool":76}"#,
];

fn told_without_panic(criteria: &str, given: &str) {
    let (Ok(criteria), Ok(inputs)) = (serde_json::from_str::<Criteria>(criteria), serde_json::from_str(given)) else {
        return;
    };
    assert_eq!(serde_json::from_str::<Criteria>(&serde_json::to_string(&criteria).unwrap()).unwrap(), criteria);
    let _ = criteria.defects();
    match score(Subject::default(), &Measurement::of(criteria), &inputs, &Policies::default()) {
        Ok(scored) => assert!(scored.trace.holds() && !scored.trace.sentence().th.is_empty()),
        Err(reason) => assert!(!reason.to_string().is_empty()),
    }
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(criteria in json(), given in json(), file in 0usize..7) {
        let (criteria, given) = (criteria.to_string(), given.to_string());
        told_without_panic(&criteria, &given);
        let standing = STANDING.into_iter().chain([MILESTONE, SLIDE_40, SLIDE_38]).nth(file);
        told_without_panic(standing.unwrap(), &given);
        let _ = serde_json::from_str::<crate::score::Trace>(&given);
        let _ = serde_json::from_str::<Policies>(&given);
    }

    #[test]
    fn a_file_with_a_changed_character_is_read_or_refused(
        file in 0usize..4,
        at in any::<proptest::sample::Index>(),
        with in r#"[-0-9,."\[\]{}a-z]{0,2}"#,
        value in numbers(),
    ) {
        let mut criteria = STANDING[file].to_owned();
        let at = at.index(criteria.len());
        criteria.replace_range(at..=at, &with);
        told_without_panic(&criteria, &format!(r#"{{"value":"{value}"}}"#));
    }
}

#[test]
fn inputs_nested_without_end_are_refused() {
    let deep = |times: usize| format!("{}{{}}{}", r#"{"parts":{"1":"#.repeat(times), "}}".repeat(times));
    assert!(serde_json::from_str::<Inputs>(&deep(40)).is_ok());
    assert!(serde_json::from_str::<Inputs>(&deep(100_000)).unwrap_err().to_string().contains("recursion limit"));
    let steps = |times: usize| {
        let open = r#"{"step":"part","id":"1","name":{"th":""},"points":"1","steps":["#;
        format!("{}{}", open.repeat(times), "]}".repeat(times))
    };
    assert!(serde_json::from_str::<crate::score::Step>(&steps(40)).is_ok());
    let refused = serde_json::from_str::<crate::score::Step>(&steps(100_000)).unwrap_err();
    assert!(refused.to_string().contains("recursion limit"));
    let unscored = format!("{}1", r#"{"state":"part","id":"1","reason":"#.repeat(100_000));
    assert!(serde_json::from_str::<Unscored>(&unscored).unwrap_err().to_string().contains("recursion limit"));
    let empty: BTreeMap<String, Inputs> = BTreeMap::new();
    assert_eq!(Inputs::default().parts, empty);
}
