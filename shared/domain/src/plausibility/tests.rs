//! What is asked and what is not, figure by figure.

use super::*;
use crate::definition::BaselineYear;
use crate::formula::Name;
use crate::score::asks;

/// An indicator of a unit, its levels and baseline years 2552 and on.
fn indicator(unit: &str, levels: &str, baseline: &[i64]) -> Indicator {
    written(unit, &format!(r#"{{"criteria":{{"kind":"levels","values":[{levels}]}}}}"#), baseline)
}

fn written(unit: &str, measurement: &str, baseline: &[i64]) -> Indicator {
    let json = format!(
        r#"{{"number":"1","name":{{"th":"ตัวชี้วัด"}},"unit":{{"th":"{unit}"}},"weight":"10","tier":"department",
        "definition":{{"measurement":{measurement}}}}}"#
    );
    let mut indicator: Indicator = serde_json::from_str(&json).unwrap();
    let year = |(at, value): (u16, &i64)| BaselineYear {
        fiscal_year: FiscalYear::new(2552 + at).unwrap(),
        value: Exact::whole(*value),
    };
    indicator.definition.baseline = (0..).zip(baseline).map(year).collect();
    indicator
}

fn report(round: Round, inputs: Inputs) -> Report {
    Report {
        fiscal_year: FiscalYear::new(2555).unwrap(),
        indicator: "1".parse().unwrap(),
        round,
        value: None,
        inputs,
        note: String::new(),
        evidence: Vec::new(),
        narrative: crate::result::Narrative::default(),
        answers: crate::plausibility::Answers::default(),
        source: crate::result::Source::Typed,
        illustrative: false,
    }
}

fn value(round: Round, value: &str) -> Report {
    report(round, Inputs::value(value.parse::<Exact>().unwrap()))
}

/// `code path` of each question about a value in the nine-month round, given that of six months.
fn asked(indicator: &Indicator, now: &str, before: &str) -> Vec<String> {
    let before: Vec<Report> = before.split_whitespace().map(|b| value(Round::Six, b)).collect();
    codes(&questions(indicator, &value(Round::Nine, now), &before))
}

fn codes(questions: &[Question]) -> Vec<String> {
    questions.iter().map(|q| format!("{} {}", q.code.trim_start_matches("plausibility-"), q.path)).collect()
}

const RISING: &str = "10,20,30,40,50";

#[test]
fn a_cumulative_count_that_fell_is_asked_about_and_a_percent_is_not() {
    assert_eq!(asked(&indicator("ราย", RISING, &[]), "19", "20"), ["fell value"]);
    assert_eq!(asked(&indicator("ราย", RISING, &[]), "21", "20"), Vec::<String>::new());
    assert_eq!(asked(&indicator("ร้อยละ", RISING, &[]), "19", "20"), Vec::<String>::new());
}

#[test]
fn a_figure_in_another_unit_is_recognised_between_half_and_double_the_factor() {
    let baht = indicator("ล้านบาท", "1000,2000,3000,4000,5000", &[]);
    for (now, before, expected) in [
        ("1300000", "2600", vec!["unit value"]),
        ("1299999", "2600", vec![]),
        ("5200000", "2600", vec!["unit value"]),
        ("5200001", "2600", vec![]),
        ("2600000000", "2600", vec!["unit value"]),
        ("2.6", "2600", vec!["unit value"]),
        ("0.0026", "2600", vec!["unit value"]),
        ("-2600000", "2600", vec!["fell value"]),
        ("2600", "0", vec![]),
    ] {
        assert_eq!(asked(&baht, now, before), expected, "{now} after {before}");
    }
    let percent = indicator("ร้อยละ", RISING, &[]);
    assert_eq!(asked(&percent, "0.7015", "70.15"), ["unit value"]);
    assert_eq!(asked(&percent, "7015", "70.15"), ["unit value"]);
    assert_eq!(asked(&indicator("สัดส่วน", RISING, &[]), "70", "0.7"), ["unit value"]);
    assert_eq!(asked(&indicator("ราย", RISING, &[]), "2000", "20"), Vec::<String>::new());
}

#[test]
fn without_an_earlier_round_the_last_year_of_the_baseline_is_compared() {
    let baht = indicator("ล้านบาท", "1000,2000,3000,4000,5000", &[2_000, 2_200, 2_600]);
    let [question] = &questions(&baht, &value(Round::Six, "1300000"), [])[..] else { panic!("one question") };
    assert_eq!(question.code, "plausibility-unit");
    assert!(question.words.th.contains("ปีงบประมาณ 2554") && question.words.th.contains("หน่วยเป็นล้านบาทหรือพันบาท"));
    // Once a round is there, it is what counts.
    assert_eq!(asked(&baht, "1400000", "1300000"), Vec::<String>::new());
}

#[test]
fn an_outlier_is_further_off_than_three_times_the_largest_change() {
    let percent = indicator("ร้อยละ", "50,55,60,65,70", &[60, 62, 61]);
    let at = |now: &str| codes(&questions(&percent, &value(Round::Twelve, now), []));
    assert_eq!(at("67"), Vec::<String>::new());
    assert_eq!(at("67.1"), ["outlier value"]);
    assert_eq!(at("54.9"), ["outlier value"]);
    let steady = indicator("ร้อยละ", "50,55,60,65,70", &[60, 60, 60]);
    assert_eq!(codes(&questions(&steady, &value(Round::Twelve, "90"), [])), Vec::<String>::new());
    // Only the last three years count: the jump from 1 to 60 is older.
    let old = indicator("ร้อยละ", "50,55,60,65,70", &[60, 61, 62]);
    let mut older = old.clone();
    older
        .definition
        .baseline
        .insert(0, BaselineYear { fiscal_year: FiscalYear::new(2540).unwrap(), value: Exact::one() });
    assert_eq!(codes(&questions(&older, &value(Round::Twelve, "90"), [])), ["outlier value"]);
}

#[test]
fn a_cumulative_figure_is_compared_as_of_twelve_months() {
    let count = indicator("ราย", "1800,2100,2400,2700,3000", &[2_000, 2_100, 2_200]);
    let at = |now: &str| codes(&questions(&count, &value(Round::Six, now), []));
    assert_eq!(at("1100"), Vec::<String>::new());
    assert_eq!(at("1250"), Vec::<String>::new());
    assert_eq!(at("1251"), ["outlier value"]);
}

#[test]
fn percents_outside_their_range_are_asked_about_unless_levels_go_so_far() {
    let percent = indicator("ร้อยละ", "60,70,80,90,95", &[]);
    for (now, expected) in
        [("100", vec![]), ("100.01", vec!["percent-range value"]), ("0", vec![]), ("-1", vec!["percent-range value"])]
    {
        assert_eq!(codes(&questions(&percent, &value(Round::Six, now), [])), expected, "{now}");
    }
    let beyond = indicator("ร้อยละ", "80,90,100,110,120", &[]);
    assert_eq!(codes(&questions(&beyond, &value(Round::Six, "119"), [])), Vec::<String>::new());
    assert_eq!(codes(&questions(&beyond, &value(Round::Six, "121"), [])), ["percent-range value"]);
}

#[test]
fn the_figure_of_the_last_round_and_level_five_are_confirmed() {
    let percent = indicator("ร้อยละ", RISING, &[]);
    assert_eq!(asked(&percent, "44.10", "44.1"), ["same value"]);
    assert_eq!(asked(&percent, "50", "44.1"), ["level-5 value"]);
    assert_eq!(asked(&percent, "50", "50"), ["same value", "level-5 value"]);
    assert_eq!(asked(&percent, "50.01", "44.1"), Vec::<String>::new());
    let rank = written("อันดับ", r#"{"criteria":{"kind":"rank","values":[5,4,3,2,1],"interpolate":false}}"#, &[]);
    assert_eq!(codes(&questions(&rank, &value(Round::Six, "1"), [])), Vec::<String>::new());
}

#[test]
fn zero_is_asked_about_where_it_was_something_before() {
    assert_eq!(asked(&indicator("ราย", RISING, &[]), "0", "20"), ["zero value"]);
    assert_eq!(asked(&indicator("ราย", RISING, &[]), "20", "0"), Vec::<String>::new());
}

const PERCENT_OF: &str = r#"{"variables":[
    {"name":"paid","label":{"th":"จ่าย","en":"Paid"},"unit":"ล้านบาท","decimals":2},
    {"name":"plan","label":{"th":"แผน","en":"Plan"},"unit":"ล้านบาท","decimals":2}],
    "formula":"percent(paid, plan)","criteria":{"kind":"levels","values":[60,70,80,90,95]}}"#;

fn paid(round: Round, paid: &str, plan: &str) -> Report {
    let mut inputs = Inputs::default();
    for (name, value) in [("paid", paid), ("plan", plan)] {
        inputs.variables.insert(Name::new(name).unwrap(), value.parse().unwrap());
    }
    report(round, inputs)
}

#[test]
fn base_variables_are_compared_each_with_its_own_past_and_one_cause_is_asked_once() {
    let of = written("ร้อยละ", PERCENT_OF, &[]);
    let before = paid(Round::Six, "50", "100");
    for (now, plan, expected) in [
        ("70", "100", vec![]),
        ("49", "100", vec!["fell var/paid"]),
        ("0", "100", vec!["zero var/paid"]),
        ("60000", "100", vec!["unit var/paid"]),
        ("101", "100", vec!["part-above-whole var/paid"]),
        ("100", "100", vec![]),
        ("75", "99", vec!["fell var/plan"]),
        ("60", "120", vec!["same value"]),
        ("114", "120", vec!["level-5 value"]),
    ] {
        let told = codes(&questions(&of, &paid(Round::Nine, now, plan), [&before]));
        assert_eq!(told, expected, "{now} of {plan}");
    }
    let exchanged = &questions(&of, &paid(Round::Six, "101", "100"), [])[0];
    assert_eq!(
        exchanged.words.en.replace('\u{a0}', " "),
        "Paid of 101 ล้านบาท is above Plan (100 ล้านบาท), of which it is a part. Were the two exchanged?"
    );
}

#[test]
fn sub_indicators_are_asked_about_by_their_path_as_the_form_names_it() {
    let part = |id: &str, m: &str| format!(r#"{{"id":"{id}","weight":5,"measurement":{m}}}"#);
    let levels = r#"{"criteria":{"kind":"levels","values":[1,2,3,4,5]}}"#;
    let parts = [part("1.1", PERCENT_OF), part("1.2", levels)].join(",");
    let composite = format!(r#"{{"criteria":{{"kind":"composite","weighting":"share","parts":[{parts}]}}}}"#);
    let of = written("ระดับ", &composite, &[]);
    let inputs = |paid_now: &str, level: i64| {
        let mut inputs = Inputs::default();
        inputs.parts.insert("1.1".into(), paid(Round::Six, paid_now, "100").inputs);
        inputs.parts.insert("1.2".into(), Inputs::value(Exact::whole(level)));
        inputs
    };
    let told = questions(&of, &report(Round::Nine, inputs("49", 3)), [&report(Round::Six, inputs("50", 3))]);
    assert_eq!(codes(&told), ["fell part/1.1/var/paid", "same part/1.2/value"]);
    assert!(told[0].words.th.starts_with("1.1: จ่าย"), "{:?}", told[0].words);
    let asked: Vec<String> =
        asks(&of.definition.measurement, &crate::policy::Policies::default()).into_iter().map(|a| a.path).collect();
    assert!(told.iter().all(|q| asked.contains(&q.path)));
}

#[test]
fn only_earlier_rounds_of_the_same_year_and_indicator_count_and_of_each_the_last_report() {
    let count = indicator("ราย", RISING, &[]);
    let now = value(Round::Nine, "19");
    let other_year = Report { fiscal_year: FiscalYear::new(2554).unwrap(), ..value(Round::Six, "20") };
    let other = Report { indicator: "2".parse().unwrap(), ..value(Round::Six, "20") };
    let (later, same_round) = (value(Round::Twelve, "20"), value(Round::Nine, "20"));
    assert_eq!(questions(&count, &now, [&other_year, &other, &later, &same_round]), []);
    let (first, corrected) = (value(Round::Six, "20"), value(Round::Six, "18"));
    assert_eq!(questions(&count, &now, [&first, &corrected]), []);
    assert_eq!(codes(&questions(&count, &now, [&corrected, &first])), ["fell value"]);
    let bare = Report { value: Some(19.into()), inputs: Inputs::default(), ..now };
    assert_eq!(codes(&questions(&count, &bare, [&first])), ["fell value"]);
}

#[test]
fn an_answer_holds_for_the_same_numbers_only() {
    let count = indicator("ราย", RISING, &[]);
    let before = value(Round::Six, "20");
    let asked = questions(&count, &value(Round::Nine, "19"), [&before]);
    let words = crate::workflow::Remark::new("แก้ไขยอดที่นับซ้ำในรอบก่อน").unwrap();
    let answers = [Answer { fingerprint: asked[0].fingerprint.clone(), words }];
    assert_eq!(unanswered(&asked, &answers), Vec::<&Question>::new());
    assert_eq!(unanswered(&asked, &[]).len(), 1);
    let again = questions(&count, &value(Round::Nine, "18"), [&before]);
    assert_eq!(unanswered(&again, &answers).len(), 1);
}

#[test]
fn no_more_is_asked_than_anybody_answers() {
    let part = |at: usize| {
        format!(r#"{{"id":"{at}","weight":1,"measurement":{{"criteria":{{"kind":"levels","values":[1,2,3,4,5]}}}}}}"#)
    };
    let parts: Vec<String> = (0..=MAX_QUESTIONS).map(part).collect();
    let composite =
        format!(r#"{{"criteria":{{"kind":"composite","weighting":"share","parts":[{}]}}}}"#, parts.join(","));
    let of = written("ระดับ", &composite, &[]);
    let mut inputs = Inputs::default();
    for at in 0..=MAX_QUESTIONS {
        inputs.parts.insert(at.to_string(), Inputs::value(Exact::whole(5)));
    }
    assert_eq!(questions(&of, &report(Round::Six, inputs), []).len(), MAX_QUESTIONS);
}

proptest::proptest! {
    #[test]
    fn any_figures_are_asked_about_in_both_languages_and_deterministically(
        now in -3_000_000i64..3_000_000, before in -3_000i64..3_000, years in proptest::collection::vec(-3_000i64..3_000, 0..5),
        unit in proptest::sample::select(vec!["ราย", "ร้อยละ", "ล้านบาท", "สัดส่วน", ""])
    ) {
        let of = indicator(unit, RISING, &years);
        let (now, before) = (value(Round::Nine, &now.to_string()), value(Round::Six, &before.to_string()));
        let asked = questions(&of, &now, [&before]);
        proptest::prop_assert_eq!(&asked, &questions(&of, &now, [&before]));
        for question in &asked {
            proptest::prop_assert!(question.words.th.contains(|c| ('ก'..='๙').contains(&c)));
            proptest::prop_assert!(!question.words.en.is_empty() && question.fingerprint.len() <= MAX_FINGERPRINT);
        }
    }
}
