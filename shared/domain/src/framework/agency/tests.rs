//! Weights of agencies under frameworks with optional parts, ranges and internal weights.

use super::*;
use crate::framework::file::problem_tests::is_complete;
use crate::framework::shipped;

fn departments() -> Framework {
    Framework::from_toml(shipped::DEPARTMENTS_2555).unwrap()
}

/// Lines `id parent weight`; `-` for the top; a weight `30-50` is a range, `~` none. After the id `?` marks an
/// option and `*` internal weights.
fn framework(lines: &[&str]) -> Framework {
    let head = "id = \"f\"\nversion = 1\nname = { th = \"กรอบ\" }\norganisation_kind = \"department\"\n\
                fiscal_year = 2557\nsource = \"by hand\"\n";
    let node = |line: &&str| {
        let [id, parent, weight] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let key = |on: bool, text: String| if on { text } else { String::new() };
        [
            format!("[[node]]\nid = \"{}\"\nname = {{ th = \"ช่อง\" }}\n", id.trim_end_matches(['?', '*'])),
            key(parent != "-", format!("parent = \"{parent}\"\n")),
            key(id.ends_with('?'), "optional = true\ncondition = { th = \"ถ้ามี\" }\n".into()),
            key(id.ends_with('*'), "children_weights = \"internal\"\n".into()),
            match weight.split_once('-') {
                Some((low, high)) => format!("weight_range = [\"{low}\", \"{high}\"]\n"),
                None => key(weight != "~", format!("weight = \"{weight}\"\n")),
            },
        ]
        .concat()
    };
    let nodes: Vec<String> = lines.iter().map(node).collect();
    Framework::from_toml(&format!("{head}{}", nodes.concat())).unwrap()
}

/// Choices as `number=weight`.
fn choose(f: &Framework, choices: &str) -> Result<String, Vec<String>> {
    let chosen = choices.split_whitespace().map(|c| {
        let (number, weight) = c.split_once('=').unwrap();
        (number.parse().unwrap(), weight.parse().unwrap())
    });
    let shown = |weights: AgencyWeights| weights.iter().map(|(n, w)| format!("{n}={w}")).collect::<Vec<_>>().join(" ");
    let told = |e: &AgencyWeightsError| e.to_string().rsplit_once(": ").unwrap().0.to_owned();
    f.agency_weights(&chosen.collect()).map(shown).map_err(|errors| errors.iter().map(told).collect())
}

fn refused(said: &[&str]) -> Result<String, Vec<String>> {
    Err(said.iter().map(|s| (*s).to_owned()).collect())
}

const ALL: &str = "1.1=15 1.2=5 2=10 3=10 4=20 5=7 6=3 7=5 8=5 9=5 10=5 11=5 12=5";

#[test]
fn an_agency_without_choices_has_the_weights_of_the_framework() {
    assert_eq!(choose(&departments(), ""), Ok(ALL.to_owned()));
    assert_eq!(choose(&departments(), ALL), Ok(ALL.to_owned()));
    let weights = departments().agency_weights(&BTreeMap::new()).unwrap();
    assert_eq!(weights.get(&"1.2".parse().unwrap()), Some(&Exact::whole(5)));
    assert_eq!(weights.get(&"1".parse().unwrap()), None);
}

#[test]
fn an_agency_without_a_mission_group_says_where_the_weight_goes() {
    let f = departments();
    let moved = ALL.replace("3=10 4=20", "4=30");
    assert_eq!(choose(&f, &moved), Ok(moved));
    let spread = ALL.replace("3=10 4=20", "4=25").replace("1.1=15", "1.1=17.5").replace(" 2=10", " 2=12.5");
    assert_eq!(choose(&f, &spread), Ok(spread));
    // Nothing is moved or renormalised silently.
    assert_eq!(choose(&f, &ALL.replace("3=10 ", "")), refused(&["the weights add up to 90, not 100"]));
    assert_eq!(choose(&f, &ALL.replace("3=10 4=20", "4=30.01")), refused(&["the weights add up to 100.01, not 100"]));
    assert_eq!(
        choose(&f, "4=100"),
        refused(
            &["1.1", "1.2", "2", "5", "6", "7", "8", "9", "10", "11", "12"]
                .map(|n| format!("indicator {n} has no weight"))
                .each_ref()
                .map(String::as_str)
        )
    );
}

#[test]
fn fixed_weights_stay_fixed_while_every_indicator_applies() {
    assert_eq!(
        choose(&departments(), &ALL.replace("5=7 6=3", "5=6 6=4")),
        refused(&["`5` has weight 6 but the framework says 7", "`6` has weight 4 but the framework says 3"])
    );
    // Only the lowest place is told, and the total besides.
    assert_eq!(
        choose(&departments(), &ALL.replace("12=5", "12=6")),
        refused(&["`12` has weight 6 but the framework says 5", "the weights add up to 101, not 100"])
    );
}

#[test]
fn ranges_hold_for_leaves_and_for_what_lies_above_them() {
    let f = framework(&["a - 60", "1 a 30-50", "2 a ~", "3? a ~", "b - 40", "4 b 10-20", "5 b ~"]);
    assert_eq!(choose(&f, "1=30 2=20 3=10 4=20 5=20"), Ok("1=30 2=20 3=10 4=20 5=20".into()));
    assert_eq!(choose(&f, "1=50 2=5 3=5 4=10 5=30"), Ok("1=50 2=5 3=5 4=10 5=30".into()));
    assert_eq!(
        choose(&f, "1=29.9 2=20.1 3=10 4=20 5=20"),
        refused(&["`1` has weight 29.9 but the framework says 30–50"])
    );
    assert_eq!(
        choose(&f, "1=50.1 2=4.9 3=5 4=10 5=30"),
        refused(&["`1` has weight 50.1 but the framework says 30–50"])
    );
    // The parts without a weight of their own still fill their parents.
    assert_eq!(
        choose(&f, "1=30 2=20 3=11 4=19 5=20"),
        refused(&["`ช่อง` has weight 61 but the framework says 60", "`ช่อง` has weight 39 but the framework says 40"])
    );
    // Without 3 the fixed weights above give way, ranges do not.
    assert_eq!(choose(&f, "1=30 2=20 4=20 5=30"), Ok("1=30 2=20 4=20 5=30".into()));
    assert_eq!(choose(&f, "1=30 2=20 4=21 5=29"), refused(&["`4` has weight 21 but the framework says 10–20"]));
    let f = framework(&["a - 30-50", "1 a ~", "2? a ~", "b - 50-70", "3 b ~"]);
    assert_eq!(choose(&f, "1=50 3=50"), Ok("1=50 3=50".into()));
    assert_eq!(
        choose(&f, "1=29 3=71"),
        refused(&[
            "`ช่อง` has weight 29 but the framework says 30–50",
            "`ช่อง` has weight 71 but the framework says 50–70"
        ])
    );
    assert_eq!(
        choose(&f, ""),
        refused(&["indicator 1 has no weight", "indicator 2 has no weight", "indicator 3 has no weight"])
    );
}

#[test]
fn what_lies_below_an_optional_node_may_be_left_out_with_it() {
    let f = framework(&["a? - 40", "1 a 30", "2 a 10", "3 - 60"]);
    assert_eq!(choose(&f, "3=100"), Ok("3=100".into()));
    assert_eq!(choose(&f, "1=40 3=60"), Ok("1=40 3=60".into()));
    assert_eq!(choose(&f, ""), Ok("1=30 2=10 3=60".into()));
}

#[test]
fn internal_weights_become_shares_of_the_whole() {
    let f = framework(&["1* - 40", "1.1 1 0.25", "1.2 1 0.75", "2* - 60", "2.1 2 0.2-0.5", "2.2 2 0.5-0.8"]);
    assert_eq!(choose(&f, "1.1=10 1.2=30 2.1=12 2.2=48"), Ok("1.1=10 1.2=30 2.1=12 2.2=48".into()));
    assert_eq!(
        choose(&f, "1.1=10 1.2=30 2.1=11.9 2.2=48.1"),
        refused(&[
            "`2.1` has weight 11.9 but the framework says 12–30",
            "`2.2` has weight 48.1 but the framework says 30–48"
        ])
    );
    assert_eq!(
        choose(&f, "1.1=11 1.2=29 2.1=12 2.2=48"),
        refused(&["`1.1` has weight 11 but the framework says 10", "`1.2` has weight 29 but the framework says 30"])
    );
}

#[test]
fn choices_that_mean_nothing_are_refused_all_at_once() {
    let f = framework(&["1 - 60", "1.1 1 ~", "1.2 1 ~", "named - 40"]);
    assert_eq!(
        choose(&f, "1=60 1.1=0 1.2=100.1 7=1"),
        refused(&[
            "`ช่อง` has no indicator number, so no weight can be chosen for it",
            "indicator 1 has sub-indicators",
            "indicator 1.1 has weight 0, which is not above 0 and at most 100",
            "indicator 1.2 has weight 100.1, which is not above 0 and at most 100",
            "the framework has no indicator 7",
        ])
    );
}

#[test]
fn every_error_is_explained_in_both_languages() {
    let number: IndicatorNumber = "1.2".parse().unwrap();
    for (error, place) in [
        (AgencyWeightsError::Unnumbered("goals".into()), "goals"),
        (AgencyWeightsError::Unknown(number.clone()), "1.2"),
        (AgencyWeightsError::NotALeaf(number.clone()), "1.2"),
        (AgencyWeightsError::Missing(number.clone()), "1.2"),
        (AgencyWeightsError::Weight(number, Decimal::ZERO), "1.2"),
        (AgencyWeightsError::Outside { place: "4".into(), given: Exact::whole(21), allowed: "10–20".into() }, "4"),
        (AgencyWeightsError::Total { given: Exact::whole(90) }, ""),
    ] {
        let explanation = error.explain();
        assert!(is_complete(&explanation), "{explanation:?}");
        assert_eq!(explanation.place.field, place);
    }
}

/// Three indicators whose weights the framework leaves open.
const OPEN: &str = r#"{"id":"f","version":1,"name":{"th":"ก"},"organisation_kind":"department","fiscal_year":2557,
 "source":"","nodes":[{"number":"1","name":{"th":"ก"}},{"number":"2","name":{"th":"ข"}},{"number":"3","name":{"th":"ค"}}]}"#;

proptest::proptest! {
    #[test]
    fn weights_in_force_add_up_to_exactly_a_hundred(first in 1i64..10_000, second in 1i64..10_000, slip in -1i64..2) {
        let f = Framework::from_json(OPEN).unwrap();
        let third = 10_000 - first - second + slip;
        let chosen = ["1", "2", "3"].map(|n| n.parse().unwrap()).into_iter();
        let chosen = chosen.zip([first, second, third].map(|w| Decimal::new(w, 2))).collect();
        let outcome = f.agency_weights(&chosen);
        proptest::prop_assert_eq!(outcome.is_ok(), third > 0 && slip == 0, "{:?}", outcome);
    }
}
