//! Sentences word by word, in both languages.

mod steps;
mod values;

use super::*;
use crate::criteria::Measurement;
use crate::policy::Policies;
use crate::score::{Inputs, Subject, score};

fn trace(subject: &str, criteria: &str, given: &str, under: &str) -> Trace {
    let measurement = Measurement::of(serde_json::from_str(criteria).unwrap());
    let inputs: Inputs = serde_json::from_str(given).unwrap();
    let policies: Policies = serde_json::from_str(under).unwrap();
    let subject: Subject = serde_json::from_str(subject).unwrap();
    score(subject, &measurement, &inputs, &policies).unwrap().trace
}

/// The sentences, with no-break spaces shown as plain ones.
fn told(trace: &Trace) -> Vec<(String, String)> {
    let plain = |text: &str| text.replace('\u{a0}', " ");
    trace.sentences().iter().map(|t| (plain(&t.th), plain(&t.en))).collect()
}

#[track_caller]
fn says(criteria: &str, given: &str, under: &str, expected: &[(&str, &str)]) {
    let told = told(&trace("{}", criteria, given, under));
    let told: Vec<(&str, &str)> = told.iter().map(|(th, en)| (th.as_str(), en.as_str())).collect();
    assert_eq!(told, expected);
}

fn five(values: &str) -> String {
    format!(r#"{{"kind":"levels","values":[{values}]}}"#)
}

const SLIDE_34: &str = "1800,2100,2400,2700,3000";
const ROUNDED: (&str, &str) = ("ปัดเศษครั้งเดียวเป็นทศนิยม 4 ตำแหน่ง", "Rounded once to four decimals");
#[test]
fn the_last_sentence_says_what_the_score_rests_on() {
    let last = |subject: &str| told(&trace(subject, &five(SLIDE_34), r#"{"value":2600}"#, "{}")).pop().unwrap();
    for (subject, th, en) in [
        ("{}", "", ""),
        (
            r#"{"indicator":"7","definition_version":2,"framework":"departments-2555","framework_version":1}"#,
            " ตามรายละเอียดตัวชี้วัดที่ 7 ฉบับที่ 2 ตามกรอบการประเมิน departments-2555 ฉบับที่ 1",
            "; by version 2 of the definition of indicator 7; under version 1 of framework departments-2555",
        ),
        (
            r#"{"indicator":"7","framework":"departments-2555"}"#,
            " ตามรายละเอียดตัวชี้วัดที่ 7 ตามกรอบการประเมิน departments-2555",
            "; by the definition of indicator 7; under framework departments-2555",
        ),
        (
            r#"{"definition_version":2,"framework_version":1}"#,
            " ตามรายละเอียดตัวชี้วัดฉบับที่ 2 ตามกรอบการประเมินฉบับที่ 1",
            "; by version 2 of the definition; under version 1 of the framework",
        ),
    ] {
        assert_eq!(last(subject), (format!("{}{th}", ROUNDED.0), format!("{}{en}", ROUNDED.1)), "{subject}");
    }
    let even = trace(r#"{"framework":"departments-2555"}"#, &five(SLIDE_34), r#"{"value":2400}"#, "{}");
    assert_eq!(told(&even).pop().unwrap().1, "Under framework departments-2555");
}

#[test]
fn all_sentences_make_one_text() {
    let trace = trace("{}", &five(SLIDE_34), r#"{"value":1500}"#, "{}");
    let text = trace.sentence();
    assert_eq!(text.th, "ผล 1,500 ยังไม่ถึงระดับ 1 (1,800) ได้ 1.0000 คะแนน ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้คะแนนของระดับ 1");
    assert_eq!(
        text.en,
        "The result 1,500 falls short of level 1 (1,800) and scores 1.0000. \
         By policy, what falls short of level 1 scores as level 1."
    );
}

#[test]
fn conditions_have_words_by_themselves() {
    let words = |json: &str| serde_json::from_str::<crate::criteria::Condition>(json).unwrap().words();
    for (json, th, en) in [
        (r#"{"event":"round_1"}"#, "round_1 เกิดขึ้นแล้ว", "round_1 has taken place"),
        (
            r#"{"at_least":{"measure":"model_villages","value":1755}}"#,
            "model_villages ≥ 1,755",
            "model_villages ≥ 1,755",
        ),
        (r#"{"at_most":{"measure":"days","value":-2.5}}"#, "days ≤ −2.5", "days ≤ −2.5"),
        (r#"{"exceeds":{"measure":"a","series":"b","by":"1/3"}}"#, "a − b ≥ ≈\u{a0}0.3333", "a − b ≥ ≈\u{a0}0.3333"),
    ] {
        assert_eq!(words(json), Text::new(th, en));
    }
}

/// A step by itself does not know the scale, and says only what it knows.
#[test]
fn steps_speak_by_themselves() {
    let baht = Text::new("บาท", "baht");
    let levels = r#""levels":["10","20","30","40","50"]"#;
    for (json, th, en) in [
        (r#"{"step":"given","value":"2600"}"#.to_owned(), "ผลที่รายงานคือ 2,600 บาท", "The result reported is 2,600 baht"),
        (
            r#"{"step":"computed","formula":"spent / planned * 100","substituted":"1846 / 2000 * 100","value":"92.3"}"#.into(),
            "คำนวณตามสูตร spent / planned * 100 = 1846 / 2000 * 100 = 92.3 บาท",
            "By the formula, spent / planned * 100 = 1846 / 2000 * 100 = 92.3 baht",
        ),
        (
            r#"{"step":"computed","formula":"a / b","substituted":"1 / 3","value":"1/3"}"#.into(),
            "คำนวณตามสูตร a / b = 1 / 3 ≈ 0.3333 บาท",
            "By the formula, a / b = 1 / 3 ≈ 0.3333 baht",
        ),
        (
            format!(
                r#"{{"step":"placed","value":"35",{levels},"placement":{{"score":"3.5","position":{{"between":{{"level":3,"part":"0.5"}}}}}}}}"#
            ),
            "ผล 35 บาท อยู่ระหว่างระดับ 3 (30) กับระดับ 4 (40) เทียบบัญญัติไตรยางศ์: 3 + (35 − 30) ÷ (40 − 30) = 3.5000",
            "The result 35 baht lies between level 3 (30) and level 4 (40); in proportion: 3 + (35 − 30) ÷ (40 − 30) = 3.5000",
        ),
        (
            format!(
                r#"{{"step":"placed","value":"35",{levels},"placement":{{"score":"70","position":{{"between":{{"level":3,"part":"0.5"}}}}}}}}"#
            ),
            "ผล 35 บาท อยู่ระหว่างระดับ 3 (30) กับระดับ 4 (40) เทียบบัญญัติไตรยางศ์ได้ 70.0000 คะแนน",
            "The result 35 baht lies between level 3 (30) and level 4 (40); in proportion that scores 70.0000",
        ),
        (
            r#"{"step":"counted","done":[true,false,false,false,false],"count":"consecutive_partial","level":1,"partial":"0.5","points":"30"}"#.into(),
            "ทำสำเร็จขั้นตอนที่ 1 แต่ขั้นตอนที่ 2 ยังไม่สำเร็จ นับต่อเนื่องจากขั้นตอนแรกได้ 1 ขั้นตอน และขั้นตอนที่ 2 ทำแล้ว 0.5 ส่วน = 30.0000",
            "Step 1 is done but step 2 is not; counting from the first up to the gap makes 1, and 0.5 of step 2 is done = 30.0000",
        ),
        (
            r#"{"step":"rounded","exact":"11/3","official":"3.6667"}"#.into(),
            "ปัดเศษครั้งเดียวเป็นทศนิยม 4 ตำแหน่ง ได้ 3.6667 คะแนน",
            "Rounded once to four decimals: 3.6667",
        ),
        (r#"{"step":"rounded","exact":"3","official":"3.0000"}"#.into(), "คะแนน 3.0000", "The score is 3.0000"),
    ] {
        let words = serde_json::from_str::<Step>(&json).unwrap().words(Some(&baht));
        assert_eq!((words.th.replace('\u{a0}', " "), words.en.replace('\u{a0}', " ")), (th.to_owned(), en.to_owned()));
    }
    let given: Step = serde_json::from_str(r#"{"step":"given","value":"-2600.5"}"#).unwrap();
    assert_eq!(given.words(None).th, "ผลที่รายงานคือ −2,600.5");
}

/// Levels that no score has, in a trace that somebody made up: words come, and no panic.
#[test]
fn impossible_steps_have_words_too() {
    for level in [0, 6, 255] {
        for step in [
            format!(
                r#"{{"step":"placed","value":"3","levels":["1","2","3","4","5"],"placement":{{"score":"3","position":{{"between":{{"level":{level},"part":"9"}}}}}}}}"#
            ),
            format!(
                r#"{{"step":"towards","level":{level},"measure":"a","found":"3","from":"3","to":"3","part":"0","points":"{level}"}}"#
            ),
            format!(r#"{{"step":"stepped","level":{level},"points":"-3"}}"#),
            format!(r#"{{"step":"reached","level":{level},"points":"-3"}}"#),
            format!(r#"{{"step":"level","level":{level},"conditions":[],"holds":true}}"#),
            r#"{"step":"averaged","rows":[],"sum":"0","base":"0","points":"0"}"#.to_owned(),
            r#"{"step":"part","id":"","name":{"th":""},"steps":[],"points":"0"}"#.to_owned(),
        ] {
            let step: Step = serde_json::from_str(&step).unwrap();
            assert!(!step.words(None).th.is_empty());
            let mut trace = trace("{}", &five(SLIDE_34), r#"{"value":2400}"#, "{}");
            trace.steps = vec![step];
            assert!(!trace.sentence().en.is_empty() && !trace.holds());
        }
    }
}
