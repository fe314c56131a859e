//! Frameworks in records: JSON of every version.

use proptest::prelude::*;

use super::*;
use crate::records::{Fact, kind};

/// A body as the first version wrote it: hosts as words only, nodes without ids, empty hosts written out.
const FIRST: &str = r#"{"id":"departments-2555","version":1,
 "name":{"th":"กรอบการประเมินผลของส่วนราชการ ปีงบประมาณ 2555","en":"Evaluation framework for departments, FY 2555"},
 "organisation_kind":"department","fiscal_year":2555,"source":"deck slides 13, 17, 18","nodes":[
  {"name":{"th":"มิติภายนอก","en":"External dimension"},"weight":"70","host":{"th":""},"children":[
   {"number":"1","name":{"th":"แผนปฏิบัติราชการของกระทรวง"},"weight":"20","host":{"th":"สำนักงาน ก.พ.ร.","en":"OPDC"},
    "children":[{"number":"1.1","name":{"th":"แผน"},"weight":"15"},{"number":"1.2","name":{"th":"นโยบาย"},"weight":"5"}]},
   {"number":"4","name":{"th":"ภารกิจหลัก"},"weight":"50"}]},
  {"name":{"th":"มิติภายใน"},"weight":"30.0","children":[{"number":"7","name":{"th":"ต้นทุนต่อหน่วยผลผลิต"},"weight":null}]}]}"#;

#[test]
fn the_first_version_of_a_framework_is_still_read() {
    let f = Framework::from_json(FIRST).unwrap();
    assert_eq!((f.version, f.hosts.len(), f.policies.as_ref()), (1, 0, &Policies::default()));
    let one = f.node(&number("1")).unwrap();
    assert_eq!((one.host.th.as_str(), &one.host_id, &one.id), ("สำนักงาน ก.พ.ร.", &None, &None));
    assert_eq!(f.weight_of(&number("1.2")).map(|w| w.to_string()), Some("5".into()));
    assert_eq!(f.weight_of(&number("7")), None);
    assert_eq!(Fact::decode(kind::FRAMEWORK, 1, FIRST.as_bytes()), Ok(Fact::Framework(f)));
}

#[test]
fn a_record_of_today_says_its_version_and_reads_back() {
    for f in shipped::all().unwrap().into_iter().chain([small()]) {
        let (kind, version, body) = Fact::Framework(f.clone()).encode();
        assert_eq!((kind, version), (kind::FRAMEWORK, 2));
        assert_eq!(Fact::decode(kind, version, &body), Ok(Fact::Framework(f)));
    }
}

#[test]
fn a_record_that_breaks_a_rule_is_refused() {
    for (from, to, place, code) in [
        ("\"weight\":\"70\"", "\"weight\":\"71\"", "weight", "framework-sum"),
        ("\"weight\":\"15\"", "\"weight\":\"16\"", "1 weight", "framework-sum"),
        ("\"number\":\"1.2\"", "\"number\":\"1.1\"", "1.1 number", "framework-number-twice"),
        ("\"weight\":null", "\"weight\":\"-1\"", "7 weight", "framework-weight"),
        ("{\"th\":\"แผน\"}", "{\"th\":\"\"}", "1.1 name", "file-text-empty"),
        ("{\"th\":\"มิติภายใน\"}", "{\"th\":\" \"}", "  name", "file-text-empty"),
        ("\"version\":1", "\"version\":0", "version", "file-version"),
        ("\"departments-2555\"", "\"\"", "id", "framework-id"),
        ("\"weight\":null", "\"weight\":null,\"host_id\":\"opdc\"", "7 host", "framework-host-unknown"),
        ("\"weight\":null", "\"weight\":\"30\",\"weight_range\":[\"1\",\"2\"]", "7 weight", "framework-two-weights"),
        ("\"weight\":null", "\"weight\":null,\"id\":\"8\"", "7 number", "framework-number-unlike-id"),
        ("[{\"number\":\"7\"", "[{\"number\":\"4\"", "4 number", "framework-number-twice"),
        // The largest decimal there is adds up without overflow.
        ("\"weight\":\"15\"", "\"weight\":\"79228162514264337593543950335\"", "1.1 weight", "framework-weight"),
    ] {
        assert_eq!(FIRST.matches(from).count(), 1, "{from}");
        let error = Framework::from_json(&FIRST.replace(from, to)).unwrap_err();
        let explanation = error.explain();
        assert_eq!((explanation.place.field.as_str(), explanation.code), (place.trim(), code), "{from} → {to}");
    }
    let empty = FIRST.replace('\n', "").split("\"nodes\":").next().map(|head| format!("{head}\"nodes\":[]}}")).unwrap();
    assert_eq!(Framework::from_json(&empty).unwrap_err().explain().code, "framework-empty");
    for malformed in
        ["", "{}", "[]", &FIRST.replace("\"30.0\"", "\"thirty\""), &FIRST.replace("\"source\"", "\"sauce\"")]
    {
        assert!(matches!(Framework::from_json(malformed), Err(FrameworkError::Malformed(_))), "{malformed}");
    }
}

#[test]
fn a_host_must_be_listed_under_the_same_name() {
    let mut f = small();
    f.nodes[0].children[0].host = Text::new("สำนักงบประมาณ", "");
    let Err(FrameworkError::Rule { place, problem }) = f.check() else { panic!("refused") };
    assert_eq!(place, "1 host");
    assert!(matches!(problem, FrameworkProblem::UnknownHost { host, .. } if host == "opdc"));
    let mut f = small();
    f.hosts.push(f.hosts[0].clone());
    assert_eq!(f.check().unwrap_err().explain().code, "framework-host-twice");
    let mut f = small();
    f.nodes[1].id = f.nodes[0].id.clone();
    assert_eq!(f.check().unwrap_err().explain().code, "framework-id-twice");
}

#[test]
fn the_words_of_a_record_are_there_and_not_too_long() {
    let (empty, long) = (Text::new("", "Name"), Text::new("ก".repeat(MAX_TEXT + 1), ""));
    let long_english = Text::new("ก", "n".repeat(MAX_TEXT + 1));
    let place_and_code = |change: &dyn Fn(&mut Framework)| {
        let mut f = small();
        change(&mut f);
        let explanation = f.check().unwrap_err().explain();
        (explanation.place.field, explanation.code)
    };
    let told = |change: &dyn Fn(&mut Framework, Text), place: &str| {
        for (words, code) in [(&empty, "file-text-empty"), (&long, "file-text-long"), (&long_english, "file-text-long")]
        {
            assert_eq!(place_and_code(&|f| change(f, words.clone())), (place.to_owned(), code));
        }
    };
    told(&|f, words| f.name = words, "name");
    told(&|f, words| f.nodes[1].aliases.push(words), "internal aliases");
    told(&|f, words| f.nodes[1].data_sources.push(words), "internal data_sources");
    told(&|f, words| f.nodes[1].condition = Some(words), "internal condition");
    told(&|f, words| f.nodes[1].uncertain = Some(words), "internal uncertain");
    told(&|f, words| f.nodes[1].note = Some(words), "internal note");
    let rename_host = |f: &mut Framework, words: Text| {
        f.hosts[0].name = words.clone();
        f.nodes[0].children[0].host = words;
    };
    told(&rename_host, "opdc name");
    let source = place_and_code(&|f| f.source = long.th.clone());
    assert_eq!(source, ("source".into(), "file-text-long"));
    for host in [&long, &long_english] {
        let found = place_and_code(&|f| f.nodes[1].host = host.clone());
        assert_eq!(found, ("internal host".into(), "file-text-long"));
    }
}

/// A node with some of everything, by bits; depth and weights need not make sense to be written and read.
fn node(bits: u16, children: Vec<Node>) -> Node {
    let on = |bit: u16| bits & (1 << bit) != 0;
    let name = Text::new(["มิติ", "\"\\\n", "", "ก ข"][usize::from(bits % 4)], if on(2) { "Name" } else { "" });
    let weight = Decimal::new(i64::from(bits % 997) + 1, u32::from(bits % 5));
    Node {
        id: on(3).then(|| "unit-cost".parse().unwrap()),
        number: on(4).then(|| "1.2".parse().unwrap()),
        aliases: if on(5) { vec![name.clone()] } else { Vec::new() },
        weight: on(6).then_some(weight),
        weight_range: WeightRange::new(weight, Decimal::ONE_HUNDRED).ok().filter(|_| on(7)),
        children_weights: if on(8) { ChildrenWeights::Internal } else { ChildrenWeights::Share },
        tier: on(9).then_some(Tier::Ministries),
        host_id: on(10).then(|| "opdc".parse().unwrap()),
        condition: on(11).then(|| name.clone()),
        data_sources: if on(12) { vec![name.clone()] } else { Vec::new() },
        uncertain: on(13).then(|| name.clone()),
        note: on(14).then(|| name.clone()),
        host: if on(15) { name.clone() } else { Text::default() },
        name,
        children,
    }
}

proptest! {
    #[test]
    fn what_is_written_as_json_reads_back_equal(top: u16, below: u16, deepest: u16) {
        let leaf = node(deepest, Vec::new());
        let node = node(top, vec![node(below, vec![leaf.clone()]), leaf]);
        let json = serde_json::to_string(&node).unwrap();
        prop_assert_eq!(serde_json::from_str::<Node>(&json).unwrap(), node);
    }
}
