//! What is told as a change and what is not, and the laws of differences.

use proptest::prelude::*;

use super::*;
use crate::agreement::Indicator;
use crate::calendar::{FiscalYear, Round};
use crate::formula::Name;
use crate::ids::Digest;
use crate::policy::Policies;
use crate::result::{Evidence, Report, Source};
use crate::score::{Answer, Inputs};

const COMPOSITE: &str = r#"{"criteria":{"kind":"composite","weighting":"share","parts":[
    {"id":"1.1","name":{"th":"การเบิกจ่าย","en":"Disbursement"},"weight":6,"measurement":{
        "variables":[{"name":"paid","label":{"th":"จ่าย","en":"Paid"},"unit":"ล้านบาท","decimals":2},
            {"name":"plan","label":{"th":"แผน","en":"Plan"},"unit":"ล้านบาท","decimals":2}],
        "formula":"percent(paid, plan)","criteria":{"kind":"levels","values":[60,70,80,90,95]}}},
    {"id":"1.2","weight":4,"measurement":{"criteria":{"kind":"milestone","steps":[
        {"th":"หนึ่ง"},{"th":"สอง"},{"th":"สาม"},{"th":"สี่"},{"th":"ห้า"}]}}}]}}"#;
const LEVELS: &str = r#"{"criteria":{"kind":"levels","values":[1800,2100,2400,2700,3000]}}"#;

fn indicator(measurement: &str) -> Indicator {
    let json = format!(
        r#"{{"number":"1","name":{{"th":"ตัวชี้วัด"}},"unit":{{"th":"ราย","en":"cases"}},"weight":"10",
        "tier":"department","definition":{{"measurement":{measurement}}}}}"#
    );
    serde_json::from_str(&json).unwrap()
}

fn report(value: i64) -> Report {
    Report {
        fiscal_year: FiscalYear::new(2555).unwrap(),
        indicator: "1".parse().unwrap(),
        round: Round::Six,
        value: Some(value.into()),
        inputs: Inputs::value(Exact::whole(value)),
        note: String::new(),
        evidence: Vec::new(),
        narrative: crate::result::Narrative::default(),
        answers: crate::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: false,
    }
}

fn difference(of: &Indicator, before: &Report, after: &Report) -> Difference {
    let bare = |report| Reported { report, score: None };
    reports(of, &Policies::default(), bare(before), bare(after))
}

/// `path: before → after` of each change in English.
fn told(difference: &Difference) -> Vec<String> {
    let side =
        |shown: &Option<Shown>| shown.as_ref().map_or("–".to_owned(), |s| s.words().english().replace('\u{a0}', " "));
    let one = |c: &Change| format!("{}: {} → {}", c.path, side(&c.before), side(&c.after));
    difference.changes.iter().map(one).collect()
}

#[test]
fn a_report_is_compared_field_by_field() {
    let of = indicator(LEVELS);
    let before = Report { note: "เดิม".into(), ..report(2_500) };
    let after = Report { note: "ใหม่".into(), source: Source::System, ..report(2_600) };
    let found = difference(&of, &before, &after);
    assert_eq!(
        told(&found),
        ["value: 2,500 cases → 2,600 cases", "note: เดิม → ใหม่", "source: typed on a page → sent by a system"]
    );
    assert_eq!(found.counts, Counts { added: 0, removed: 0, changed: 3 });
    assert_eq!(found.words().en, "3 changed, 0 added, 0 removed");
    let silent = Report { note: String::new(), value: None, ..before.clone() };
    assert_eq!(difference(&of, &before, &silent).counts, Counts { added: 1, removed: 2, changed: 0 });
}

#[test]
fn the_value_before_rounding_is_told_only_where_it_says_more() {
    let of = indicator(LEVELS);
    let finer = Report { inputs: Inputs::value("2500.25".parse::<Exact>().unwrap()), ..report(2_500) };
    assert_eq!(told(&difference(&of, &report(2_500), &finer)), ["inputs/value: – → 2,500.25 cases"]);
    let bare = Report { inputs: Inputs::default(), ..report(2_500) };
    assert!(difference(&of, &report(2_500), &bare).is_empty());
}

#[test]
fn inputs_are_named_as_the_form_names_them_and_stand_in_its_order() {
    let of = indicator(COMPOSITE);
    let given = |entries: &[(&str, Answer)]| {
        let mut report = Report { value: Some(3.into()), inputs: Inputs::default(), ..report(3) };
        for (path, answer) in entries {
            assert!(report.inputs.put(path, answer.clone()), "{path}");
        }
        report
    };
    let number = |n| Answer::Number(Exact::whole(n));
    let before = given(&[
        ("part/1.1/var/paid", number(50)),
        ("part/1.1/var/plan", number(100)),
        ("part/1.2/step/1", Answer::YesNo(true)),
        ("var/stray", number(1)),
    ]);
    let after = given(&[
        ("part/1.1/var/paid", number(60)),
        ("part/1.2/step/1", Answer::YesNo(true)),
        ("part/1.2/step/2", Answer::YesNo(true)),
    ]);
    let found = difference(&of, &before, &after);
    assert_eq!(
        told(&found),
        [
            "part/1.1/var/paid: 50 ล้านบาท → 60 ล้านบาท",
            "part/1.1/var/plan: 100 ล้านบาท → –",
            "part/1.2/step/2: no → yes",
            "var/stray: 1 → –",
        ]
    );
    let labels: Vec<&str> = found.changes.iter().map(|c| c.label.th.as_str()).collect();
    assert_eq!(labels, ["การเบิกจ่าย: จ่าย", "การเบิกจ่าย: แผน", "1.2: ขั้นที่ 2 สอง", "ข้อมูล var/stray"]);
}

#[test]
fn evidence_is_compared_by_document_and_scores_where_they_are_known() {
    let of = indicator(LEVELS);
    let with = |evidence: &[(u8, &str)]| Report {
        evidence: evidence
            .iter()
            .map(|(n, place)| Evidence { digest: Digest([*n; 32]), place: (*place).into() })
            .collect(),
        ..report(1)
    };
    let before = with(&[(1, "หน้า 4"), (2, ""), (3, "ก"), (3, "ข")]);
    let after = with(&[(3, "ข"), (3, "ก"), (1, "หน้า 5"), (4, "")]);
    let found = difference(&of, &before, &after);
    let path = |n: u8| format!("evidence/{}", Digest([n; 32]));
    assert_eq!(
        told(&found),
        [
            format!("{}: หน้า 4 → หน้า 5", path(1)),
            format!("{}: whole document → –", path(2)),
            format!("{}: – → whole document", path(4)),
        ]
    );
    let (three, four) = (Exact::whole(3), Exact::whole(4));
    let one = report(1);
    let scored = |score| Reported { report: &one, score };
    let found = reports(&of, &Policies::default(), scored(Some(&three)), scored(Some(&four)));
    assert_eq!(told(&found), ["score: 3 points → 4 points"]);
    assert_eq!(reports(&of, &Policies::default(), scored(Some(&four)), scored(Some(&four))), Difference::default());
}

fn changed(before: &str, after: &str) -> Vec<String> {
    told(&definitions(&indicator(before), &indicator(after)))
}

#[test]
fn fields_of_the_template_are_compared_one_by_one() {
    let before = indicator(LEVELS);
    let mut after = before.clone();
    after.weight = 12.into();
    after.name.en = "Indicator".into();
    after.definition.version = 2;
    after.definition.schedule.weights = Some([5, 10, 12].map(Exact::whole));
    after.definition.schedule.cancelled_from = Some(Round::Twelve);
    after.definition.goal = Text::new("ลดความยากจน", "less poverty");
    after.definition.proxy = true;
    after.definition.measurement = serde_json::from_str(&LEVELS.replace("3000", "3100")).unwrap();
    assert_eq!(
        told(&definitions(&before, &after)),
        [
            "name: ตัวชี้วัด → Indicator",
            "weight: 10 → 12",
            "goal: – → less poverty",
            "levels/5: 3,000 → 3,100",
            "schedule/cancelled_from: – → 12-month round",
            "schedule/weights/6: – → 5",
            "schedule/weights/9: – → 10",
            "schedule/weights/12: – → 12",
            "proxy: no → yes",
        ]
    );
    let mut next = before.clone();
    next.definition.version = 2;
    assert_eq!(definitions(&before, &next), Difference::default(), "a version alone is no change");
}

#[test]
fn formulas_parts_and_criteria_of_every_kind_are_compared() {
    assert_eq!(
        changed(COMPOSITE, &COMPOSITE.replace("percent(paid, plan)", "paid / plan * 100").replace("สาม", "สามใหม่")),
        ["part/1.1/formula: percent(paid, plan) → paid / plan * 100", "part/1.2/levels/3: สาม → สามใหม่"]
    );
    assert_eq!(
        changed(COMPOSITE, &COMPOSITE.replace("\"Plan\"", "\"Planned\"").replace("\"weight\":4", "\"weight\":5")),
        ["part/1.1/variables/plan: Plan (ล้านบาท, 2 decimals) → Planned (ล้านบาท, 2 decimals)", "part/1.2/weight: 4 → 5",]
    );
    let counted = COMPOSITE.replace("\"kind\":\"milestone\",", "\"kind\":\"milestone\",\"count\":\"count\",");
    assert_eq!(changed(COMPOSITE, &counted), ["part/1.2/count: – → all that are done"]);
    let hybrid = r#"{"events":{"survey":{"th":"สำรวจ"}},"criteria":{"kind":"hybrid","interpolate":true,"levels":[
        [{"at_least":{"measure":"n","value":1}}],[{"at_most":{"measure":"m","value":2}}],[{"event":"survey"}],
        [{"event":"survey"},{"at_least":{"measure":"n","value":3}}],
        [{"exceeds":{"measure":"n","series":"national","by":5}}]]}}"#;
    assert_eq!(
        changed(
            hybrid,
            &hybrid.replace("\"value\":3", "\"value\":4").replace("true", "false").replace("สำรวจ", "สำรวจแล้ว")
        ),
        ["events/survey: สำรวจ → สำรวจแล้ว", "levels/4: survey; n ≥ 3 → survey; n ≥ 4", "interpolate: yes → no"]
    );
    let rank = r#"{"criteria":{"kind":"rank","values":[9,7,5,3,1],"interpolate":true}}"#;
    let bands =
        r#"{"criteria":{"kind":"rank_bands","pool":20,"bands":[{"score":5,"from":1,"to":3},{"score":1,"from":4}]}}"#;
    let found = definitions(&indicator(rank), &indicator(bands));
    assert_eq!(found.counts, Counts { added: 3, removed: 6, changed: 1 });
    assert!(told(&found).contains(&"bands/4: – → and beyond: score 1".to_owned()), "{:?}", told(&found));
    let two = r#"{"criteria":{"kind":"proportion","sides":"two","ideal":70,"deviations":[20,15,10,5,0]}}"#;
    assert_eq!(changed(two, &two.replace("70", "60")), ["ideal: 70 → 60"]);
}

#[test]
fn one_more_contact_or_year_moves_no_other() {
    let before: Indicator = serde_json::from_str(
        r#"{"number":"1","name":{"th":"ก"},"unit":{"th":"ราย"},"weight":"10","tier":"department","definition":{
        "measurement":{"criteria":{"kind":"levels","values":[1,2,3,4,5]}},
        "baseline":[{"fiscal_year":2553,"value":2},{"fiscal_year":2554,"value":3}],
        "contacts":[{"duty":"supervisor","name":{"th":"ผู้อำนวยการ"},"telephone":"02"}]}}"#,
    )
    .unwrap();
    let mut after = before.clone();
    let mut first = after.definition.contacts[0].clone();
    first.name.th = "รองผู้อำนวยการ".into();
    after.definition.contacts.insert(0, first);
    after.definition.contacts[1].telephone = "03".into();
    after.definition.baseline.remove(0);
    assert_eq!(
        told(&definitions(&before, &after)),
        ["baseline/2553: 2 → –", "contacts/supervisor/ผู้อำนวยการ: 02 → 03", "contacts/supervisor/รองผู้อำนวยการ: – → 02",]
    );
}

#[test]
fn every_label_and_every_word_of_a_change_is_in_both_languages() {
    let empty = Difference::default().words();
    assert!(!empty.en.is_empty() && empty.th.contains('ม'));
    let other = indicator(LEVELS);
    let composite = indicator(COMPOSITE);
    for change in definitions(&composite, &other).changes {
        assert!(!change.label.en.is_empty() && change.label.th.contains(|c| ('ก'..='๙').contains(&c)), "{change:?}");
    }
}

/// Reports with few values in each field, so that many coincide.
fn any_report() -> impl Strategy<Value = Report> {
    let evidence = proptest::collection::vec((0u8..3, "[กข]{0,1}"), 0..4);
    let variables = proptest::collection::btree_map("(paid|plan|stray)", 0i64..3, 0..3);
    (proptest::option::of(0i64..3), variables, "[กข]{0,1}", evidence, any::<[bool; 5]>(), any::<bool>()).prop_map(
        |(value, variables, note, evidence, steps, illustrative)| {
            let mut inputs = Inputs { value: value.map(Exact::whole), ..Inputs::default() };
            for (name, n) in variables {
                let part = inputs.parts.entry("1.1".into()).or_default();
                part.variables.insert(Name::new(&name).unwrap(), Exact::whole(n));
            }
            inputs.parts.insert("1.2".into(), Inputs { steps: Some(steps), ..Inputs::default() });
            let cite = |(n, place): (u8, String)| Evidence { digest: Digest([n; 32]), place };
            let evidence = evidence.into_iter().map(cite).collect();
            Report { value: value.map(|n| (n / 2).into()), inputs, note, evidence, illustrative, ..report(0) }
        },
    )
}

/// Definitions of several kinds with small changes.
fn any_definition() -> impl Strategy<Value = Indicator> {
    let kinds = proptest::sample::select(vec![COMPOSITE, LEVELS]);
    (kinds, 1i64..4, any::<bool>(), proptest::option::of(1i64..3), proptest::collection::btree_set(2550u16..2554, 0..3))
        .prop_map(|(kind, weight, joint, interval, years)| {
            let mut of = indicator(kind);
            of.weight = weight.into();
            of.definition.joint = joint.then(|| "J1".into());
            of.definition.interval = interval.map(Exact::whole);
            let year = |year| crate::definition::BaselineYear {
                fiscal_year: FiscalYear::new(year).unwrap(),
                value: Exact::whole(weight),
            };
            of.definition.baseline = years.into_iter().map(year).collect();
            of
        })
}

proptest! {
    #[test]
    fn a_report_differs_from_itself_in_nothing(report in any_report()) {
        prop_assert_eq!(difference(&indicator(COMPOSITE), &report, &report), Difference::default());
    }

    #[test]
    fn reports_exchanged_exchange_before_and_after(a in any_report(), b in any_report()) {
        let of = indicator(COMPOSITE);
        prop_assert_eq!(difference(&of, &a, &b).reversed(), difference(&of, &b, &a));
    }

    #[test]
    fn what_is_not_told_is_the_same(a in any_report(), b in any_report()) {
        let mut evidence = [a.evidence.clone(), b.evidence.clone()];
        for list in &mut evidence {
            list.sort_by(|x, y| (x.digest, &x.place).cmp(&(y.digest, &y.place)));
        }
        let [first, second] = evidence;
        let same = first == second && (a.value, &a.inputs, &a.note, a.illustrative) == (b.value, &b.inputs, &b.note, b.illustrative);
        prop_assert_eq!(difference(&indicator(COMPOSITE), &a, &b).is_empty(), same);
    }

    #[test]
    fn definitions_exchanged_exchange_before_and_after(a in any_definition(), b in any_definition()) {
        prop_assert_eq!(definitions(&a, &b).reversed(), definitions(&b, &a));
        prop_assert_eq!(definitions(&a, &b).is_empty(), a == b);
    }

    #[test]
    fn no_change_is_the_same_before_and_after_and_all_are_counted(a in any_definition(), b in any_definition()) {
        let found = definitions(&a, &b);
        prop_assert!(found.changes.iter().all(|c| c.before != c.after));
        prop_assert_eq!(found.counts.added + found.counts.removed + found.counts.changed, found.changes.len());
    }
}

#[test]
fn months_that_change_are_told_by_their_names_beside_the_variable() {
    let of = indicator(COMPOSITE);
    let given = |months: &[i64]| {
        let mut inputs = Inputs::default();
        inputs.put_months("part/1.1/var/paid", months.iter().copied().map(Exact::whole).collect());
        Report { inputs, ..report(1) }
    };
    let difference = difference(&of, &given(&[5, 7]), &given(&[6, 6, 1]));
    let labels: Vec<&str> = difference.changes.iter().map(|c| c.label.th.as_str()).collect();
    assert_eq!(labels, ["การเบิกจ่าย: จ่าย", "การเบิกจ่าย: จ่าย ต.ค.", "การเบิกจ่าย: จ่าย พ.ย.", "การเบิกจ่าย: จ่าย ธ.ค."]);
    assert_eq!(told(&difference)[0], "part/1.1/var/paid: 12 ล้านบาท → 13 ล้านบาท");
    assert_eq!(told(&difference)[3], "part/1.1/var/paid/month/03: – → 1 ล้านบาท");
}

#[test]
fn months_of_the_value_itself_are_told_by_their_names_in_its_unit() {
    let of = indicator(r#"{"criteria":{"kind":"levels","values":["1","2","3","4","5"]}}"#);
    let given = |months: &[i64]| {
        let mut inputs = Inputs::default();
        inputs.put_months("value", months.iter().copied().map(Exact::whole).collect());
        Report { inputs, value: None, ..report(1) }
    };
    let difference = difference(&of, &given(&[5, 7]), &given(&[5, 6]));
    let november = difference.changes.iter().find(|c| c.path == "value/month/02").unwrap();
    assert_eq!(november.label.th, "ผล พ.ย.");
    assert!(
        told(&difference).contains(&format!("value/month/02: 7 {0} → 6 {0}", of.unit.en)),
        "{:?}",
        told(&difference)
    );
}
