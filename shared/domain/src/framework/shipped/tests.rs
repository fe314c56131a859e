//! What the shipped files say, against the deck and the sums of the domain rules.

use super::*;
use crate::agreement::Tier;
use crate::exact::Exact;
use crate::framework::{Node, Slug};
use crate::ids::IndicatorNumber;

fn framework(id: &str) -> Framework {
    all().unwrap().into_iter().find(|f| f.id == id).unwrap()
}

fn number(text: &str) -> IndicatorNumber {
    text.parse().unwrap()
}

fn ids(nodes: &[&Node]) -> String {
    nodes.iter().map(|n| n.id.as_ref().unwrap().as_str()).collect::<Vec<_>>().join(" ")
}

/// Sum of the weights of some leaves.
fn sum(f: &Framework, numbers: &str) -> Exact {
    numbers.split(' ').map(|n| f.weight_of(&number(n)).unwrap()).sum()
}

fn weight(f: &Framework, id: &str) -> Exact {
    f.node_of_id(&id.parse().unwrap()).unwrap().weight.unwrap().into()
}

#[test]
fn every_shipped_file_is_read_and_keeps_the_rules() {
    let all = all().unwrap();
    let seen: Vec<(&str, u32, u16, usize)> =
        all.iter().map(|f| (f.id.as_str(), f.version, f.fiscal_year.number(), f.leaves().len())).collect();
    assert_eq!(
        seen,
        [
            ("departments-2555", 2, 2555, 13),
            ("provinces-2555", 2, 2555, 15),
            ("departments-2554", 1, 2554, 18),
            ("integrated-ges", 1, 2555, 17),
            ("value-for-money", 1, 2555, 17),
            ("generic-2555", 1, 2555, 12),
        ]
    );
    for f in &all {
        assert_eq!(f.check(), Ok(()), "{}", f.id);
        assert_eq!(*f.policies, crate::policy::Policies::default(), "{}", f.id);
        assert!(f.leaves().iter().all(|n| !n.name.en.is_empty()), "{}", f.id);
    }
}

#[test]
fn departments_of_2555_add_up_as_fw_01_says() {
    let f = framework("departments-2555");
    assert_eq!(ids(&f.leaves()), "1.1 1.2 2 3 4 5 6 7 8 9 10 11 12");
    for (numbers, total, node) in [
        ("1.1 1.2", 20, "1"),
        ("1.1 1.2 2 3 4", 60, "effectiveness"),
        ("5 6", 10, "quality"),
        ("1.1 1.2 2 3 4 5 6", 70, "external"),
        ("7 8 9", 15, "efficiency"),
        ("10 11 12", 15, "development"),
        ("7 8 9 10 11 12", 30, "internal"),
    ] {
        assert_eq!((sum(&f, numbers), weight(&f, node)), (Exact::whole(total), Exact::whole(total)), "{node}");
    }
    assert_eq!(sum(&f, "1.1 1.2 2 3 4 5 6 7 8 9 10 11 12"), Exact::whole(100));
    let own = ["1.1", "1.2", "2", "3", "4", "5", "6", "7"].map(|n| f.weight_of(&number(n)).unwrap().to_string());
    assert_eq!(own, ["15", "5", "10", "10", "20", "7", "3", "5"]);
}

#[test]
fn departments_of_2555_name_level_host_and_aliases() {
    let f = framework("departments-2555");
    let of = |n: &str| f.node(&number(n)).unwrap();
    let hosts = ["1.1", "6", "7", "8", "9", "12"].map(|n| of(n).host_id.as_ref().map(Slug::as_str));
    assert_eq!(hosts, ["opdc", "opdc", "cgd", "cgd", "budget-bureau", "opdc"].map(Some));
    let tiers = ["1.2", "2", "3", "4", "9"].map(|n| of(n).tier);
    let [ministry, joint, group, department] = [Tier::Ministry, Tier::Ministries, Tier::MissionGroup, Tier::Department];
    assert_eq!(tiers, [ministry, joint, group, department, department].map(Some));
    assert_eq!(of("8").aliases[0].th, "สัดส่วนค่าใช้จ่ายจริงต่อค่าใช้จ่ายตามแผน");
    assert_eq!(of("9").aliases[0].th, "ปริมาณผลผลิตที่ทำได้จริงเปรียบเทียบกับแผน");
    let optional: Vec<&Node> = f.indicators().into_iter().filter(|n| n.is_optional()).collect();
    assert_eq!((ids(&optional), optional[0].condition.as_ref().unwrap().th.as_str()), ("3".into(), "ถ้ามี"));
}

#[test]
fn provinces_of_2555_add_up_as_fw_02_says() {
    let f = framework("provinces-2555");
    assert_eq!(ids(&f.leaves()), "1.1 2 3.1 3.2 3.3 3.4 3.5 3.6 4 5 6 7 8 9 10");
    for (numbers, total, node) in [
        ("1.1 2 3.1 3.2 3.3 3.4 3.5 3.6", 50, "effectiveness"),
        ("3.1 3.2 3.3 3.4 3.5 3.6", 20, "3"),
        ("4 5 6 7", 20, "quality"),
        ("4 5 6", 16, "satisfaction"),
        ("8 9", 10, "efficiency"),
        ("10", 20, "development"),
    ] {
        assert_eq!((sum(&f, numbers), weight(&f, node)), (Exact::whole(total), Exact::whole(total)), "{node}");
    }
    // The weight printed as (3)(3) is one weight, and its host is lost (FW-03).
    let poor = f.node(&number("3.1")).unwrap();
    assert_eq!((f.weight_of(&number("3.1")), &poor.host_id), (Some(Exact::whole(3)), &None));
    assert!(poor.uncertain.as_ref().unwrap().en.contains("(3)(3)"));
    let hosted: Vec<&Node> = f.leaves().into_iter().filter(|n| n.host_id.is_some()).collect();
    assert_eq!(hosted.len(), 14);
}

#[test]
fn sources_without_weights_have_none() {
    for (id, top) in [
        ("departments-2554", "effectiveness quality efficiency development"),
        ("value-for-money", "1 2 3 4"),
        ("generic-2555", "external internal"),
    ] {
        let f = framework(id);
        assert_eq!(ids(&f.nodes.iter().collect::<Vec<_>>()), top);
        let json = serde_json::to_string(&f.nodes).unwrap();
        assert!(!json.contains("\"weight\":\"") && !json.contains("weight_range"), "{id}");
    }
    assert_eq!(ids(&framework("departments-2554").leaves()), "1.1 1.2 1.3 1.4 2 3.1 3.2 3.3 3.4 4 5 6 7 8 9 10 11 12");
    assert_eq!(
        ids(&framework("value-for-money").leaves()),
        "1.1 1.2 1.3 1.4 2.1 2.2 2.3 2.4 2.5 2.6 2.7 3.1 3.2 3.3 3.4 3.5 4"
    );
}

#[test]
fn the_integrated_framework_has_its_options_and_data_sources() {
    let f = framework("integrated-ges");
    let weights: Vec<Option<String>> = f.nodes.iter().map(|n| n.weight.map(|w| w.to_string())).collect();
    assert_eq!(weights, ["70", "30"].map(|w| Some(w.to_owned())));
    let of = |id: &str| f.node_of_id(&id.parse().unwrap()).unwrap();
    for id in ["impact", "benefit-cost", "goals-mission-group"] {
        assert!(of(id).is_optional(), "{id}");
    }
    assert_eq!(of("impact").condition.as_ref().unwrap().th, "ให้ สศช. เลือกเฉพาะบาง Policy area");
    let sources = |id: &str| of(id).data_sources.len();
    assert_eq!(["impact", "spending", "output", "output-per-resource", "unit-cost"].map(sources), [1, 2, 1, 1, 0]);
    assert!(f.leaves().iter().all(|n| n.weight.is_none()));
}

#[test]
fn a_shipped_file_that_is_wrong_is_told_with_its_name() {
    let error = read("x.toml", &DEPARTMENTS_2555.replace("weight = \"70\"", "weight = \"71\"")).unwrap_err();
    assert!(error.to_string().starts_with("x.toml: line 26, `weight`: the parts of"), "{error}");
}
