//! The form of each kind in files: read as written, written as read, and nothing unknown.

use super::{criteria, read};
use crate::criteria::{Composite, Criteria, Hybrid, Milestone, Proportion, Rank, RankBands, Weighting};
use crate::policy::MilestoneCount;

const LEVELS: &str = r#"{"kind":"levels","values":["1800","2100","2400","2700","3000"]}"#;
const MILESTONE: &str = r#"{"kind":"milestone","steps":[{"th":"หนึ่ง"},{"th":"สอง"},{"th":"สาม"},{"th":"สี่"},{"th":"ห้า","en":"five"}],"count":"consecutive_partial"}"#;
const HYBRID: &str = r#"{"kind":"hybrid","levels":[
    [{"at_least":{"measure":"villages","value":"1755"}}],
    [{"at_least":{"measure":"villages","value":"2633"}}],
    [{"event":"round_1_done"}],
    [{"event":"round_2_done"},{"at_most":{"measure":"complaints","value":"12.5"}}],
    [{"exceeds":{"measure":"sales","series":"national_sales","by":"5"}}]],"interpolate":true}"#;
const BANDS: &str =
    r#"{"kind":"rank_bands","bands":[{"score":"5","from":1,"to":4},{"score":"1/3","from":5,"to":null}],"pool":76}"#;
const RANK: &str = r#"{"kind":"rank","values":["54","50","46","42","38"],"interpolate":false}"#;
const ONE_SIDED: &str = r#"{"kind":"proportion","sides":"one","levels":["60","65","70","75","80"]}"#;
const TWO_SIDED: &str = r#"{"kind":"proportion","sides":"two","ideal":"67","deviations":["12","9","6","3","0"]}"#;
const COMPOSITE: &str = r#"{"kind":"composite","weighting":"internal","parts":[
    {"id":"3.1","name":{"th":"ยาเสพติด","en":"drugs"},"weight":"1/3","measurement":{"criteria":{"kind":"levels","values":["1","2","3","4","5"]}}},
    {"id":"3.2","name":{"th":""},"weight":"2/3","measurement":{"criteria":{"kind":"rank","values":["9","7","5","3","1"],"interpolate":true}}}]}"#;

const ALL: [(&str, &str); 8] = [
    ("levels", LEVELS),
    ("milestone", MILESTONE),
    ("hybrid", HYBRID),
    ("rank_bands", BANDS),
    ("rank", RANK),
    ("proportion", ONE_SIDED),
    ("proportion", TWO_SIDED),
    ("composite", COMPOSITE),
];

#[test]
fn every_kind_writes_what_it_reads() {
    for (kind, json) in ALL {
        let read = criteria(json);
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(json).unwrap(), "{kind}");
        assert_eq!(serde_json::from_value::<Criteria>(written.clone()).unwrap(), read);
        assert_eq!((read.kind(), written["kind"].as_str()), (kind, Some(kind)));
    }
}

#[test]
fn what_is_not_written_has_its_default() {
    let milestone = MILESTONE.replace(r#","count":"consecutive_partial""#, "");
    let Criteria::Milestone(milestone) = criteria(&milestone) else { panic!("a milestone") };
    assert_eq!(milestone.count(MilestoneCount::Count), MilestoneCount::Count);
    assert_eq!(milestone.count(MilestoneCount::Consecutive), MilestoneCount::Consecutive);
    let Criteria::Milestone(own) = criteria(MILESTONE) else { panic!("a milestone") };
    assert_eq!(own.count(MilestoneCount::Count), MilestoneCount::ConsecutivePartial);
    assert_eq!(own.steps()[4].en, "five");
    let Criteria::RankBands(bands) = criteria(&BANDS.replace(r#","pool":76"#, "").replace(r#","to":null"#, "")) else {
        panic!("bands")
    };
    assert_eq!((bands.pool(), bands.bands()[1].to), (None, None));
    let unnamed = COMPOSITE.replace(r#""name":{"th":""},"#, "");
    assert_eq!(criteria(&unnamed), criteria(COMPOSITE));
    assert_eq!(serde_json::to_value(criteria(&milestone_without_count())).unwrap().get("count"), None);
}

fn milestone_without_count() -> String {
    MILESTONE.replace(r#","count":"consecutive_partial""#, "")
}

#[test]
fn nothing_unknown_and_nothing_half_is_read() {
    for (kind, json) in ALL {
        assert!(read(&json.replacen('{', r#"{"extra":1,"#, 1)).is_err(), "{kind}");
    }
    for (from, to) in [
        (r#"{"event":"round_1_done"}"#, r#"{"event":"a","at_least":{"measure":"b","value":1}}"#),
        (r#""value":"2633""#, r#""value":"2633","series":"x""#),
        (r#""by":"5""#, r#""value":"5""#),
        (r#","interpolate":true"#, ""),
    ] {
        assert!(read(HYBRID).is_ok() && read(&HYBRID.replace(from, to)).is_err(), "{from}");
    }
    for (from, to) in [(r#","interpolate":false"#, ""), (r#""54""#, "0.12345678901234567"), ("54", "5,4")] {
        assert!(read(&RANK.replace(from, to)).is_err(), "{from}");
    }
    for (from, to) in [(r#","weight":"1/3""#, ""), (r#""weighting":"internal","#, ""), (r#""3.1""#, "3.1")] {
        assert!(read(&COMPOSITE.replace(from, to)).is_err(), "{from}");
    }
    assert!(read(&TWO_SIDED.replace("two", "both")).is_err());
    assert!(read(&LEVELS.replace(r#""kind":"levels","#, "")).is_err());
    assert!(read(&LEVELS.replace("levels", "level")).is_err());
    assert!(read(&BANDS.replace(r#""from":1"#, r#""from":-1"#)).is_err());
    assert!(read(&BANDS.replace(r#""pool":76"#, r#""pool":76.5"#)).is_err());
}

#[test]
fn kinds_with_five_values_show_them() {
    let first = |json: &str| criteria(json).level_values().map(|levels| levels.value(1).to_string());
    assert_eq!(first(LEVELS).as_deref(), Some("1800"));
    assert_eq!(first(RANK).as_deref(), Some("54"));
    assert_eq!(first(ONE_SIDED).as_deref(), Some("60"));
    for json in [MILESTONE, HYBRID, BANDS, TWO_SIDED, COMPOSITE] {
        assert_eq!(first(json), None);
    }
}

#[test]
fn each_part_reads_by_itself() {
    let inner = |json: &str, kind: &str| json.replacen(&format!(r#""kind":"{kind}","#), "", 1);
    let hybrid: Hybrid = serde_json::from_str(&inner(HYBRID, "hybrid")).unwrap();
    assert!(hybrid.interpolates() && hybrid.levels()[3].len() == 2);
    let rank: Rank = serde_json::from_str(&inner(RANK, "rank")).unwrap();
    assert!(!rank.interpolates());
    let composite: Composite = serde_json::from_str(&inner(COMPOSITE, "composite")).unwrap();
    assert_eq!((composite.weighting(), composite.sum().to_string().as_str()), (Weighting::Internal, "1"));
    assert!(serde_json::from_str::<Milestone>(&inner(MILESTONE, "milestone")).is_ok());
    assert!(serde_json::from_str::<RankBands>(&inner(BANDS, "rank_bands")).is_ok());
    let proportion: Proportion = serde_json::from_str(&inner(TWO_SIDED, "proportion")).unwrap();
    assert!(matches!(proportion, Proportion::TwoSided { .. }));
}
