//! Every refusal is reached, says where and why, and what to do, in both languages.

use std::collections::BTreeSet;

use super::{criteria, exact, five_values, part, read, share};
use crate::criteria::{
    Band, Composite, Condition, Criteria, CriteriaError, Direction, Hybrid, Levels, LevelsError, Milestone, Proportion,
    Rank, RankBands, Weighting,
};
use crate::explain::Explain;
use crate::text::Text;

fn steps(step: &Text) -> [Text; 5] {
    std::array::from_fn(|i| if i == 3 { step.clone() } else { Text::new("ขั้น", "") })
}

fn conditions(count: usize) -> Vec<Condition> {
    let event: Condition = serde_json::from_str(r#"{"event":"x"}"#).unwrap();
    vec![event; count]
}

fn hybrid(count: usize) -> Result<Hybrid, CriteriaError> {
    Hybrid::new([conditions(1), conditions(16), conditions(1), conditions(count), conditions(1)], false)
}

fn bands(count: u64) -> Result<RankBands, CriteriaError> {
    let band = |from| Band { score: exact("1"), from, to: Some(from) };
    RankBands::new((1..=count).map(band).collect(), None)
}

/// One of each variant, made by breaking its rule, with its code and place.
fn all() -> Vec<(CriteriaError, &'static str, &'static str)> {
    let levels = Levels::try_from(vec![exact("1"); 5]).unwrap_err();
    let rank = |json: &str| criteria(&format!(r#"{{"kind":"rank_bands","bands":[{json}]}}"#)).defects().remove(0);
    let hybrid_defect = |second: &str| {
        let first = r#"{"at_least":{"measure":"a","value":2}}"#;
        let rest = r#"[{"event":"x"}],[{"event":"y"}],[{"event":"z"}]"#;
        criteria(&format!(r#"{{"kind":"hybrid","levels":[[{first}],[{second}],{rest}],"interpolate":false}}"#))
            .defects()
            .remove(0)
    };
    let mut named = part("3.1", "1", five_values());
    named.name = Text::new("ก".repeat(4_001), "");
    let crowd = |n: usize| (0..n).map(|i| part(&i.to_string(), "1", five_values())).collect::<Vec<_>>();
    let branch = |i: usize| part(&i.to_string(), "1", Criteria::Composite(share(crowd(200)).unwrap()));
    let mut deep = share(crowd(1)).unwrap();
    for _ in 1..16 {
        deep = share(vec![part("1", "1", Criteria::Composite(deep))]).unwrap();
    }
    vec![
        (levels.into(), "levels-not-strictly-monotone", "levels"),
        (Milestone::new(steps(&Text::new(" ", "x")), None).unwrap_err(), "milestone-step-text", "steps 4"),
        (CriteriaError::Steps(4), "milestone-steps", "steps"),
        (CriteriaError::HybridLevels(4), "hybrid-levels", "levels"),
        (hybrid(0).unwrap_err(), "hybrid-conditions", "levels 4"),
        (hybrid_defect(r#"{"at_least":{"measure":"a","value":2}}"#), "hybrid-same-conditions", "levels 2"),
        (hybrid_defect(r#"{"at_least":{"measure":"a","value":1}}"#), "hybrid-eases", "levels 2"),
        (bands(101).unwrap_err(), "rank-bands", "bands"),
        (
            RankBands::new(vec![Band { score: exact("5"), from: 3, to: Some(2) }], None).unwrap_err(),
            "rank-band",
            "bands 3",
        ),
        (
            RankBands::new(vec![Band { score: exact("5"), from: 3, to: None }; 2], None).unwrap_err(),
            "rank-bands-overlap",
            "bands 3",
        ),
        (rank(r#"{"score":5,"from":3}"#), "rank-bands-gap", "bands"),
        (rank(r#"{"score":5,"from":1,"to":3}"#), "rank-bands-end", "bands"),
        (rank(r#"{"score":5,"from":1,"to":3},{"score":5,"from":4}"#), "rank-bands-scores", "bands 4"),
        (Proportion::two_sided(exact("101"), levels_of("5 4 3 2 1")).unwrap_err(), "proportion-ideal", "ideal"),
        (share(vec![]).unwrap_err(), "composite-parts", "parts"),
        (share((0..10).map(branch).collect()).unwrap_err(), "composite-parts-in-all", "parts"),
        (share(vec![part("", "1", five_values())]).unwrap_err(), "composite-part-id", "parts "),
        (share(vec![named]).unwrap_err(), "composite-part-name", "parts 3.1 name"),
        (share(vec![part("3.1", "0", five_values())]).unwrap_err(), "composite-part-weight", "parts 3.1 weight"),
        (
            Composite::new(Weighting::Internal, vec![part("3.1", "0.9", five_values())]).unwrap_err(),
            "composite-weights",
            "parts weight",
        ),
        (share(vec![part("1", "1", Criteria::Composite(deep))]).unwrap_err(), "composite-depth", "parts"),
    ]
}

fn levels_of(text: &str) -> Levels {
    Levels::try_from(text.split(' ').map(exact).collect::<Vec<_>>()).unwrap()
}

#[test]
fn every_refusal_speaks_both_languages() {
    let all = all();
    for (error, code, field) in &all {
        let e = error.explain();
        assert_eq!((e.code, e.place.field.as_str(), e.place.row), (*code, *field, None), "{error}");
        for text in [&e.rule, &e.remedy] {
            assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
        }
        assert!(e.remedy.th.contains("กรุณา"), "{e:?}");
        // The English message is the rule and the remedy in one line.
        assert!(error.to_string().contains(": ") && !error.to_string().contains("Some("), "{error}");
    }
    let codes: BTreeSet<_> = all.iter().map(|(_, code, _)| code).collect();
    assert_eq!(codes.len(), 21, "one entry for each variant");
}

#[test]
fn refusals_name_what_was_given() {
    let told: Vec<(String, Text)> = all().iter().map(|(e, ..)| (e.to_string(), e.explain().rule)).collect();
    for (english, thai) in [
        ("level 4 has 0 conditions", "ระดับ 4 มีเงื่อนไข 0 ข้อ ต้องมี 1 ถึง 16 ข้อ"),
        ("101 rank bands given: use 1 to 100", "มีช่วงอันดับ 101 ช่วง"),
        ("from rank 3 to 2 holds no rank", "ช่วงอันดับ 3 ถึง 2"),
        ("no band holds ranks 1 to 2", "ไม่มีช่วงใดรวมอันดับ 1 ถึง 2"),
        ("no band holds rank 4 and worse", "อันดับ 4 ลงไป"),
        ("an ideal of 101 percent", "สัดส่วนที่เหมาะสม 101"),
        ("2010 sub-indicators on all levels", "รวม 2010 ตัว ต้องไม่เกิน 2000 ตัว"),
        ("internal weights add up to 0.9, not 1", "น้ำหนักภายในรวมได้ 0.9"),
        ("asks for less of `a`", "กำหนด “a” ง่ายกว่า"),
    ] {
        assert!(told.iter().any(|(en, rule)| en.contains(english) && rule.th.contains(thai)), "{english}");
    }
}

#[test]
fn files_are_refused_by_the_same_rules() {
    for (json, refused) in [
        (r#"{"kind":"levels","values":[1,2,2,4,5]}"#, "level 3 does not"),
        (r#"{"kind":"levels","values":[1,2,3,4]}"#, "4 given"),
        (r#"{"kind":"milestone","steps":[{"th":"ก"}]}"#, "a milestone has five steps, this one 1"),
        (r#"{"kind":"milestone","steps":[{"th":"ก"},{"th":"ก"},{"th":""},{"th":"ก"},{"th":"ก"}]}"#, "step 3 needs"),
        (r#"{"kind":"hybrid","levels":[[]],"interpolate":true}"#, "conditions for five levels, this one for 1"),
        (r#"{"kind":"hybrid","levels":[[{"event":"x"}],[],[],[],[]],"interpolate":true}"#, "level 2 has 0 conditions"),
        (r#"{"kind":"rank","values":[1,2,3,4,5],"interpolate":true}"#, "Lower"),
        (r#"{"kind":"proportion","sides":"two","ideal":67,"deviations":[0,3,6,9,12]}"#, "Lower"),
        (r#"{"kind":"proportion","sides":"two","ideal":-1,"deviations":[12,9,6,3,0]}"#, "outside 0 to 100"),
        (r#"{"kind":"composite","weighting":"internal","parts":[]}"#, "0 sub-indicators given"),
    ] {
        let error = read(json).unwrap_err();
        assert!(error.contains(refused), "{json}: {error}");
    }
}

#[test]
fn both_sides_of_every_bound() {
    assert!(hybrid(1).is_ok() && hybrid(16).is_ok());
    assert_eq!(hybrid(17), Err(CriteriaError::Conditions { level: 4, count: 17 }));
    assert!(bands(1).is_ok() && bands(100).is_ok());
    assert_eq!(bands(0), Err(CriteriaError::Bands(0)));
    let ideal = |percent: &str| Proportion::two_sided(exact(percent), levels_of("12 9 6 3 0"));
    assert!(ideal("0").is_ok() && ideal("100").is_ok());
    for outside in ["-0.1", "100.1"] {
        assert_eq!(ideal(outside), Err(CriteriaError::Ideal(exact(outside))));
    }
    let step = |th: String, en: String| Milestone::new(steps(&Text::new(th, en)), None).map(drop);
    assert_eq!(step("ก".repeat(4_000), "a".repeat(4_000)), Ok(()));
    assert_eq!(step("ก".repeat(4_001), String::new()), Err(CriteriaError::StepText(4)));
    assert_eq!(step("ก".into(), "a".repeat(4_001)), Err(CriteriaError::StepText(4)));
    let rising = LevelsError::Direction { declared: Direction::Lower, found: Direction::Higher };
    assert_eq!(Rank::new(levels_of("1 2 3 4 5"), true), Err(rising.clone().into()));
    assert_eq!(Proportion::two_sided(exact("50"), levels_of("1 2 3 4 5")), Err(rising.into()));
}
