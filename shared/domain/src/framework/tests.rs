//! Reading frameworks: what is in a file, and what is told of a file that is wrong.

mod limits;
mod records;

use super::*;
use crate::explain::Explain;

/// A framework with every kind of weight; the lines that tests name are lines of this file.
const SMALL: &str = include_str!("tests/small.toml");

fn number(text: &str) -> IndicatorNumber {
    text.parse().unwrap()
}

fn small() -> Framework {
    Framework::from_toml(SMALL).unwrap()
}

/// Line and code of every defect.
fn told(text: &str) -> Vec<(usize, &'static str)> {
    let defects = Framework::from_toml(text).unwrap_err();
    defects.iter().map(|d| (d.line, d.explain().code)).collect()
}

/// The small framework with one place changed.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(SMALL.matches(from).count(), 1, "{from}");
    SMALL.replace(from, to)
}

#[test]
fn a_file_becomes_a_tree() {
    let f = small();
    let labels = |nodes: &[&Node]| nodes.iter().map(|n| n.label()).collect::<Vec<_>>().join(" ");
    assert_eq!(labels(&f.nodes.iter().collect::<Vec<_>>()), "external internal");
    assert_eq!(labels(&f.indicators()), "1 2 3 4");
    assert_eq!(labels(&f.leaves()), "1 2 3 4");
    let one = f.node(&number("1")).unwrap();
    assert_eq!((one.host.th.as_str(), one.host_id.as_ref().map(Slug::as_str)), ("สำนักงาน ก.พ.ร.", Some("opdc")));
    assert_eq!(one.weight_range.map(|r| (r.low(), r.high())), Some((Decimal::from(40), Decimal::from(60))));
    let two = f.node(&number("2")).unwrap();
    assert_eq!((two.is_optional(), one.is_optional()), (true, false));
    assert_eq!(f.node(&number("3")).unwrap().aliases, [Text::new("สาม", "")]);
    assert_eq!(f.node(&number("9")), None);
    assert_eq!(f.node_of_id(&"internal".parse().unwrap()).unwrap().children.len(), 2);
    assert_eq!(f.policies.below_level_1(), crate::policy::BelowLevel1::Zero);
    assert_eq!(f.check(), Ok(()));
}

#[test]
fn weights_are_shares_of_the_whole() {
    let f = small();
    let of = |n: &str| f.weight_of(&number(n)).map(|w| w.to_string());
    // Internal weights multiply: 0.4 and 0.6 of 30; a range is not fixed yet.
    assert_eq!(
        ["1", "2", "3", "4", "5"].map(of),
        [None, Some("20"), Some("12"), Some("18"), None].map(|w| w.map(String::from))
    );
    let f = Framework::from_toml(&changed("weight = \"30\"\n", "weight_range = [\"30\", \"40\"]\n")).unwrap();
    assert_eq!(f.weight_of(&number("3")), None);
}

#[test]
fn shares_of_an_internal_weight_stay_internal() {
    let deeper = "\n[[node]]\nid = \"4.1\"\nparent = \"4\"\nname = { th = \"ย่อย\" }\nweight = \"0.25\"\n\
                  [[node]]\nid = \"4.2\"\nparent = \"4\"\nname = { th = \"ย่อย\" }\nweight = \"0.35\"\n";
    let f = Framework::from_toml(&format!("{SMALL}{deeper}")).unwrap();
    assert_eq!(f.weight_of(&number("4.2")).map(|w| w.to_string()), Some("10.5".into()));
    assert_eq!(told(&format!("{SMALL}{}", deeper.replace("0.35", "0.36"))), [(53, "framework-sum")]);
}

#[test]
fn every_defect_is_told_at_its_line() {
    for (from, to, line, code) in [
        ("version = 1", "version = ", 2, "file-syntax"),
        ("version = 1", "version = 1\nversion = 1", 3, "file-syntax"),
        ("source = \"by hand\"", "source = \"by hand\"\nsauce = 1", 7, "file-key-unknown"),
        ("source = \"by hand\"\n", "", 1, "file-key-missing"),
        ("id = \"opdc\"", "id = \"opdc\"\ncolour = 1", 13, "file-key-unknown"),
        ("id = \"internal\"", "id = \"internal\"\nwieght = 1", 37, "file-key-unknown"),
        ("th = \"ถ้ามี\"", "th = \"ถ้ามี\", fr = \"\"", 33, "file-key-unknown"),
        ("below_level_1 =", "below_level1 =", 9, "file-key-unknown"),
        ("name = { th = \"ตัวชี้วัดสี่\" }\n", "", 49, "file-key-missing"),
        ("name = { th = \"ตัวชี้วัดสี่\" }", "name = { en = \"Four\" }", 52, "file-key-missing"),
        ("name = { th = \"กรอบทดสอบ\" }\n", "", 1, "file-key-missing"),
        ("organisation_kind = \"department\"\n", "", 1, "file-key-missing"),
        ("fiscal_year = 2555\n", "", 1, "file-key-missing"),
        ("version = 1\n", "", 1, "file-key-missing"),
        ("id = \"opdc\"\n", "id = \"opdc\"\nname = { th = \"ก\" }\n[[host]]\n", 14, "file-key-missing"),
        ("id = \"internal\"", "id = 5", 36, "file-value-kind"),
        ("id = \"small-2555\"", "id = 5", 1, "file-value-kind"),
        ("version = 1", "version = \"1\"", 2, "file-value-kind"),
        ("version = 1", "version = 0x10", 2, "file-value-kind"),
        ("version = 1", "version = -1", 2, "file-value-kind"),
        ("version = 1", "version = 0", 2, "file-version"),
        ("name = { th = \"ตัวชี้วัดสี่\" }", "name = \"สี่\"", 52, "file-value-kind"),
        ("optional = true", "optional = \"yes\"", 32, "file-value-kind"),
        ("[\"40\", \"60\"]", "[\"40\"]", 24, "file-value-kind"),
        ("[\"40\", \"60\"]", "[\"40\", true]", 24, "file-value-kind"),
        ("[{ th = \"สาม\" }]", "\"สาม\"", 47, "file-value-kind"),
        ("[{ th = \"สาม\" }]", "[\"สาม\"]", 47, "file-value-kind"),
        ("[policies]\nbelow_level_1 = \"zero\"", "policies = 1\n", 8, "file-value-kind"),
        ("weight = \"0.6\"", "weight = \"six\"", 53, "file-number"),
        ("weight = \"0.6\"", "weight = inf", 53, "file-number"),
        ("weight = \"0.6\"", "weight = true", 53, "file-value-kind"),
        ("weight = \"0.6\"", "weight = 0x6", 53, "file-value-kind"),
        ("weight = \"0.6\"", "weight = \"0\"", 53, "framework-weight"),
        ("weight = \"0.6\"", "weight = \"-0.6\"", 53, "framework-weight"),
        ("weight = \"70\"", "weight = \"100.01\"", 18, "framework-weight"),
        ("[\"40\", \"60\"]", "[\"0\", \"60\"]", 24, "framework-weight"),
        ("[\"40\", \"60\"]", "[\"60\", \"40\"]", 24, "framework-range-order"),
        ("weight = \"20\"", "weight = \"20\"\nweight_range = [\"10\", \"30\"]", 31, "framework-two-weights"),
        ("tier = \"department\"", "tier = \"departement\"", 46, "file-word-unknown"),
        ("organisation_kind = \"department\"", "organisation_kind = \"any\"", 4, "file-word-unknown"),
        ("children_weights = \"internal\"", "children_weights = \"parts\"", 39, "file-word-unknown"),
        ("id = \"internal\"", "id = \"Internal!\"", 36, "file-id"),
        ("id = \"small-2555\"", "id = \"2555\"", 1, "framework-id"),
        ("id = \"small-2555\"", "id = \"Small\"", 1, "framework-id"),
        ("id = \"4\"", "id = \"3\"", 50, "framework-id-twice"),
        ("id = \"4\"", "id = \"four\"\nnumber = \"3\"", 51, "framework-number-twice"),
        ("id = \"4\"", "id = \"four\"\nnumber = \"x\"", 51, "framework-number"),
        ("id = \"4\"", "id = \"4\"\nnumber = \"5\"", 51, "framework-number-unlike-id"),
        ("id = \"opdc\"", "id = \"opdc\"\nname = { th = \"ก\" }\n[[host]]\nid = \"opdc\"", 15, "framework-host-twice"),
        ("host = \"opdc\"", "host = \"opcd\"", 25, "framework-host-unknown"),
        ("id = \"2\"\nparent = \"external\"", "id = \"2\"\nparent = \"extrenal\"", 29, "framework-parent-unknown"),
        ("id = \"external\"", "id = \"external\"\nparent = \"2\"", 17, "framework-cycle"),
        ("id = \"external\"", "id = \"external\"\nparent = \"external\"", 17, "framework-cycle"),
        ("optional = true\n", "", 32, "framework-condition"),
        ("condition = { th = \"ถ้ามี\" }\n", "", 32, "framework-condition"),
        ("fiscal_year = 2555", "fiscal_year = 2012", 5, "framework-year-christian"),
        ("fiscal_year = 2555", "fiscal_year = \"๒๐๑๒\"", 5, "framework-year-christian"),
        ("fiscal_year = 2555", "fiscal_year = 55", 5, "framework-year"),
        ("fiscal_year = 2555", "fiscal_year = 99999", 5, "framework-year"),
        ("fiscal_year = 2555", "fiscal_year = true", 5, "file-value-kind"),
        ("th = \"กรอบทดสอบ\"", "th = \" \"", 3, "file-text-empty"),
        ("th = \"มิติภายใน\"", "th = \"\", en = \"Internal\"", 37, "file-text-empty"),
        ("th = \"สำนักงาน ก.พ.ร.\"", "th = \"\"", 13, "file-text-empty"),
        ("th = \"ถ้ามี\"", "th = \"\"", 33, "file-text-empty"),
        ("th = \"สาม\"", "th = \"\"", 47, "file-text-empty"),
        ("weight = \"70\"", "weight = \"69.99\"", 18, "framework-sum"),
        ("weight = \"30\"\n", "weight = \"30.01\"\n", 18, "framework-sum"),
        ("weight = \"20\"", "weight = \"31\"", 18, "framework-sum"),
        ("weight = \"20\"", "weight = \"9\"", 18, "framework-sum"),
        ("weight = \"0.6\"", "weight = \"0.7\"", 38, "framework-sum"),
        ("children_weights = \"internal\"", "children_weights = \"share\"", 38, "framework-sum"),
        ("\"zero\"", "\"none\"", 9, "file-value"),
        ("below_level_1 = \"zero\"", "scale = [1, 2, 3, 4]", 9, "policy-scale-count"),
        ("below_level_1 = \"zero\"", "scale = [1, 2, 3, 3, 4]", 9, "policy-scale-order"),
        ("below_level_1 = \"zero\"", "scale = [\"one\"]", 9, "file-value"),
        ("below_level_1 = \"zero\"", "tie = \"best\"\nnot_reported = 6", 10, "policy-off-scale"),
        ("below_level_1 = \"zero\"", "tie = \"best\"\npenalty_per_missed_report = \"-1\"", 10, "policy-penalty"),
    ] {
        assert_eq!(told(&changed(from, to)), [(line, code)], "{from} → {to}");
    }
}

#[test]
fn all_defects_are_told_at_once_and_in_order() {
    let text = changed("fiscal_year = 2555", "fiscal_year = 2012")
        .replace("weight = \"70\"", "wieght = \"70\"")
        .replace("\"สำนักงาน ก.พ.ร.\"", "\"\"")
        .replace("parent = \"internal\"", "parent = \"interna\"");
    assert_eq!(
        told(&text),
        [
            (5, "framework-year-christian"),
            (13, "file-text-empty"),
            (18, "file-key-unknown"),
            (43, "framework-parent-unknown"),
            (51, "framework-parent-unknown"),
        ]
    );
    let text = changed("weight = \"70\"", "weight = \"71\"").replace("weight = \"0.6\"", "weight = \"0.5\"");
    // The top is told at its first node, whose own parts cannot reach it either: 60 to 80 hold 71, so they can.
    assert_eq!(told(&text), [(18, "framework-sum"), (38, "framework-sum")]);
    let text = changed("weight = \"70\"", "weight = \"81\"");
    assert_eq!(told(&text), [(18, "framework-sum"), (18, "framework-sum")]);
}

#[test]
fn every_policy_that_is_wrong_is_told_and_the_others_are_kept() {
    let wrong = "scale = [1, 2]\ntie = \"x\"\nmilestone = \"count\"\nbelow_level_1 = \"none\"";
    assert_eq!(
        told(&changed("below_level_1 = \"zero\"", wrong)),
        [(9, "policy-scale-count"), (10, "file-value"), (12, "file-value")]
    );
    let right = "scale = [20, 40, 60, 80, 100]\nmilestone = \"count\"";
    let f = Framework::from_toml(&changed("below_level_1 = \"zero\"", right)).unwrap();
    assert_eq!(f.policies.scale(), &crate::policy::Scale::hundred());
    assert_eq!(f.policies.milestone(), crate::policy::MilestoneCount::Count);
    assert_eq!(f.policies.below_level_1(), crate::policy::BelowLevel1::Floor1);
}

#[test]
fn sums_are_told_only_where_every_node_has_its_place() {
    let broken = |from: &str, to: &str| told(&changed(from, to).replace("weight = \"0.6\"", "weight = \"0.5\""));
    let sum = (38, "framework-sum");
    assert_eq!(broken("id = \"4\"", "id = \"four\"\nnumber = \"3\""), [sum, (51, "framework-number-twice")]);
    assert_eq!(broken("id = \"4\"", "id = \"3\""), [(50, "framework-id-twice")]);
    assert_eq!(broken("id = \"4\"", "id = \"!\""), [(50, "file-id")]);
    assert_eq!(broken("id = \"2\"\nparent = \"external\"", "id = \"2\"\nparent = \"!\""), [(29, "file-id")]);
    assert_eq!(
        broken("id = \"2\"\nparent = \"external\"", "id = \"2\"\nparent = \"x\""),
        [(29, "framework-parent-unknown")]
    );
}

#[test]
fn a_file_without_nodes_evaluates_nothing() {
    let head = SMALL.split("[[node]]").next().unwrap();
    assert_eq!(told(head), [(1, "framework-empty")]);
    assert_eq!(told(&format!("node = []\n{head}")), [(1, "framework-empty")]);
    assert_eq!(told(&format!("node = 1\n{head}")), [(1, "file-value-kind")]);
    assert_eq!(told(&format!("node = [1]\n{head}")), [(1, "file-value-kind")]);
}

#[test]
fn messages_name_what_was_written_and_what_was_probably_meant() {
    let first = |text: &str| Framework::from_toml(text).unwrap_err().remove(0);
    for (from, to, said) in [
        (
            "fiscal_year = 2555",
            "fiscal_year = 2012",
            "line 5, `fiscal_year`: 2012 is a year of the Christian era: write 2555, the same year of the Buddhist era",
        ),
        ("weight = \"70\"", "wieght = \"70\"", "did you mean `weight`?"),
        (
            "host = \"opdc\"",
            "host = \"opcd\"",
            "line 25, `node 1 host`: host `opcd` is not listed among the hosts under this name: did you mean `opdc`?",
        ),
        (
            "id = \"2\"\nparent = \"external\"",
            "id = \"2\"\nparent = \"extrenal\"",
            "line 29, `node 2 parent`: there is no node `extrenal` to stand below: did you mean `external`?",
        ),
        (
            "id = \"external\"",
            "id = \"external\"\nparent = \"2\"",
            "in a circle, external → 2 → external: correct one `parent`",
        ),
        (
            "weight = \"20\"",
            "weight = \"31\"",
            "line 18, `node external weight`: the parts of `มิติภายนอก` should add up to 70 but give 71–91: correct the weights",
        ),
        (
            "weight = \"0.6\"",
            "weight = \"0.7\"",
            "the parts of `มิติภายใน` should add up to 1 but give 1.1: correct the weights",
        ),
        (
            "weight = \"70\"",
            "weight = \"69.99\"",
            "line 18, `weight`: the parts of `กรอบทดสอบ` should add up to 100 but give 99.99: correct the weights",
        ),
        ("tier = \"department\"", "tier = \"departement\"", "did you mean `department`?"),
        (
            "th = \"ถ้ามี\"",
            "th = \"ถ้ามี\", fr = \"\"",
            "line 33, `node 2 condition fr`: key `fr` is not known here, known are th, en: ",
        ),
    ] {
        let error = first(&changed(from, to)).to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn nothing_to_say_about_sums_where_the_source_gives_no_weights() {
    let text = changed("weight = \"20\"\n", "").replace("weight_range = [\"40\", \"60\"]\n", "");
    assert!(Framework::from_toml(&text).is_ok());
    // One part without a weight weighs something, so that the others must leave it room.
    assert!(Framework::from_toml(&changed("weight = \"20\"\n", "")).is_ok());
    let text = changed("weight = \"20\"\n", "weight = \"70\"\n").replace("weight_range = [\"40\", \"60\"]\n", "");
    assert_eq!(told(&text), [(18, "framework-sum")]);
}

#[test]
fn numbers_may_be_typed_in_thai_digits_and_without_quotes() {
    let text = changed("weight = \"20\"", "weight = 20.0")
        .replace("weight = \"30\"\n", "weight = 30\n")
        .replace("weight = \"0.6\"", "weight = \"๐.๖\"")
        .replace("id = \"4\"", "id = \"๔\"")
        .replace("fiscal_year = 2555", "fiscal_year = \"๒๕๕๕\"")
        .replace("id = \"3\"\n", "id = \"three\"\nnumber = \"๓\"\n");
    let f = Framework::from_toml(&text).unwrap();
    assert_eq!(f.fiscal_year.number(), 2555);
    assert_eq!(f.weight_of(&number("4")).map(|w| w.to_string()), Some("18".into()));
    assert_eq!(f.node(&number("3")).unwrap().id.as_ref().map(Slug::as_str), Some("three"));
}

#[test]
fn parents_may_stand_after_their_children() {
    let (head, nodes) = SMALL.split_at(SMALL.find("[[node]]").unwrap());
    let mut parts: Vec<&str> = nodes.split("\n\n").collect();
    // Siblings keep their order: 1 before 2, 3 before 4, external before internal.
    parts.sort_by_key(|part| !part.contains("parent = "));
    let shuffled = format!("{head}{}", parts.join("\n\n"));
    assert_ne!(shuffled, SMALL);
    assert_eq!(Framework::from_toml(&shuffled), Ok(small()));
}

/// Lines that make sense in some order, and some that never do.
const LINES: [&str; 20] = [
    "id = \"a\"",
    "version = 1",
    "name = { th = \"ก\" }",
    "organisation_kind = \"province\"",
    "fiscal_year = 2012",
    "source = \"x\"",
    "[policies]",
    "scale = [1, 2]",
    "tie = 0.1e400",
    "[[host]]",
    "[[node]]",
    "id = \"b\"",
    "parent = \"a\"",
    "parent = \"b\"",
    "weight = \"79228162514264337593543950335\"",
    "weight = 1e9",
    "weight_range = [1, 2, 3]",
    "node = [[], 1]",
    "node.x.y = {}",
    "\u{0}\r[[[",
];

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..80)) {
        proptest::prop_assert!(Framework::from_toml(&String::from_utf8_lossy(&bytes)).is_err());
    }

    #[test]
    fn any_lines_are_read_or_refused(picks in proptest::collection::vec(0..LINES.len(), 0..12)) {
        let text = picks.iter().flat_map(|i| [LINES[*i], "\n"]).collect::<Vec<_>>().concat();
        let defects = Framework::from_toml(&text).unwrap_err();
        let in_the_file = |line: usize| (1..=picks.len() + 1).contains(&line);
        let well_told = !defects.is_empty() && defects.is_sorted_by_key(|d| d.line) && defects.iter().all(|d| in_the_file(d.line));
        proptest::prop_assert!(well_told, "{:?}", defects);
    }
}
