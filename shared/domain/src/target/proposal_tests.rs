//! Proposals as values: what they hold together, what they read back from, where they place results.

use super::bands::{Band, Bands};
use super::baseline::Baseline;
use super::error::TargetError;
use super::mandate::{Level3, pattern4};
use super::pattern::Pattern;
use super::proportion::{deviation, pattern7_two_sided};
use super::proposal::{MAX_WARNINGS, Proposal};
use super::rank::pattern8_bands;
use super::spacing::Spacing;
use super::trend_patterns::pattern1;
use super::warning::Warning;
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn baseline(text: &str) -> Baseline {
    Baseline::plain(text.split(' ').map(exact).collect()).unwrap()
}

fn improving() -> Proposal {
    pattern1(&baseline("72 75 78"), Direction::Higher, &Spacing::Interval(exact("2"))).unwrap()
}

fn under_mandate() -> Proposal {
    let (mandate, last) = (exact("3000"), exact("2489"));
    pattern4(&mandate, &last, Direction::Higher, &Level3::At(exact("2600"))).unwrap().on(&baseline("2000 2323 2489"))
}

fn in_bands() -> Proposal {
    let band = |level, from, to| Band { level, from, to };
    let bands = Bands::new(vec![band(4, 1, Some(4)), band(3, 5, Some(10)), band(2, 11, None)]).unwrap();
    pattern8_bands(&exact("7"), &bands, Some(76)).unwrap()
}

fn read(json: &str) -> Result<Proposal, String> {
    serde_json::from_str(json).map_err(|e| e.to_string())
}

#[test]
fn proposals_read_what_they_write() {
    let two_sided =
        pattern7_two_sided(&exact("67"), &Levels::new(["12", "9", "6", "3", "0"].map(exact)).unwrap()).unwrap();
    for p in [improving(), under_mandate(), in_bands(), two_sided] {
        let json = serde_json::to_string(&p).unwrap();
        assert_eq!(read(&json), Ok(p), "{json}");
    }
    let json = serde_json::to_string(&improving()).unwrap();
    assert!(json.contains(r#""pattern":1,"reason_code":"last-result""#), "{json}");
    assert!(json.contains(r#""x":"78","targets":{"levels":["74","76","78","80","82"]},"interval":"2""#), "{json}");
}

#[test]
fn a_stored_proposal_that_contradicts_itself_is_refused() {
    let (plain, mandate) =
        (serde_json::to_string(&improving()).unwrap(), serde_json::to_string(&under_mandate()).unwrap());
    let bands = serde_json::to_string(&in_bands()).unwrap();
    for (json, from, to, place) in [
        (&plain, r#""x":"78""#, r#""x":"77""#, "contradicts itself at x"),
        (&plain, r#""interval":"2""#, r#""interval":"3""#, "contradicts itself at interval"),
        (&plain, r#""interval":"2","#, "", "contradicts itself at interval"),
        (&plain, r#""trend":"improving""#, r#""trend":"declining""#, "contradicts itself at trend"),
        (&plain, r#""trend":"improving","#, "", "contradicts itself at trend"),
        (&plain, r#""pattern":1"#, r#""pattern":3"#, "contradicts itself at details"),
        (&plain, r#""pattern":1"#, r#""pattern":4"#, "contradicts itself at details"),
        (&plain, r#""pattern":1"#, r#""pattern":9"#, "there is no pattern 9"),
        (&plain, r#""78","80""#, r#""80","78""#, "strictly"),
        (&plain, r#""details":"#, r#""more":1,"details":"#, "unknown field"),
        (&mandate, r#""target":"3000""#, r#""target":"3001""#, "contradicts itself at details"),
        (&mandate, r#""last":"2489""#, r#""last":"2601""#, "contradicts itself at details"),
        (&mandate, r#""pattern":4"#, r#""pattern":1"#, "contradicts itself at details"),
        (&bands, r#""x":"7""#, r#""x":"4""#, "contradicts itself at x"),
        (&bands, r#""x":"7""#, r#""x":"7","interval":"1""#, "contradicts itself at interval"),
        (&bands, r#""pattern":8"#, r#""pattern":7"#, "contradicts itself at details"),
    ] {
        let changed = json.replacen(from, to, 1);
        assert_ne!(&changed, json, "{from}");
        let refused = read(&changed).unwrap_err();
        assert!(refused.contains(place), "{from} -> {to}: {refused}");
    }
    let mut unranked = serde_json::to_value(in_bands()).unwrap();
    unranked["pattern"] = 1.into();
    unranked["details"] = serde_json::json!({"kind": "baseline"});
    let refused = serde_json::from_value::<Proposal>(unranked).unwrap_err().to_string();
    assert!(refused.contains("contradicts itself at details"), "{refused}");
    let allowed = mandate.replacen(r#""last":"2489""#, r#""last":"2600""#, 1);
    assert!(allowed != mandate && read(&allowed).is_ok(), "level 3 may equal the last result");
    for (pattern, details) in [(2, true), (5, false), (6, false), (7, false), (8, false)] {
        let changed = plain.replacen(r#""pattern":1"#, &format!(r#""pattern":{pattern}"#), 1);
        assert_eq!(read(&changed).is_ok(), details, "{pattern}");
    }
}

#[test]
fn texts_and_warnings_of_a_stored_proposal_have_limits() {
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = serde_json::to_value(improving()).unwrap();
        change(&mut value);
        serde_json::from_value::<Proposal>(value).map_err(|e| e.to_string())
    };
    let warnings = |n: usize, levels: usize, words: usize| {
        let warning = serde_json::json!({
            "code": "missing-year", "text": {"th": "ก".repeat(words), "en": "a"}, "levels": vec![1; levels]
        });
        with(&|v| v["warnings"] = vec![warning.clone(); n].into()).is_ok()
    };
    assert!(warnings(32, 5, 4000));
    assert!(!warnings(33, 5, 10) && !warnings(1, 6, 10) && !warnings(1, 5, 4001));
    let reason = |th: usize, en: usize| {
        with(&|v| v["reason"] = serde_json::json!({"th": "ก".repeat(th), "en": "a".repeat(en)})).is_ok()
    };
    assert!(reason(1, 0) && reason(4000, 4000));
    assert!(!reason(0, 1) && !reason(4001, 1) && !reason(1, 4001));
}

#[test]
fn figures_too_long_for_a_record_are_refused_at_once() {
    let (long, short) = (&exact("1e40") * &exact("1e40"), Spacing::Interval(exact("1")));
    assert_eq!(Baseline::plain(vec![long.clone()]), Err(TargetError::TooManyDigits));
    let wide = pattern1(&baseline("1 2 3"), Direction::Higher, &Spacing::Interval(long.clone()));
    assert_eq!(wide, Err(TargetError::TooManyDigits));
    assert!(pattern1(&baseline("1 2 3"), Direction::Higher, &short).is_ok());
    let asked = pattern4(&exact("3000"), &exact("2489"), Direction::Higher, &Level3::At(-&long));
    assert_eq!(asked, Err(TargetError::TooManyDigits));
}

#[test]
fn of_two_warnings_with_one_code_the_one_about_more_levels_stays() {
    let ceiling = |levels: &[u8]| Warning::ceiling_exceeded(levels, &exact("100"));
    let kept = |first: &[u8], second: &[u8]| {
        let p = improving().warned([ceiling(first), ceiling(second)]);
        assert_eq!(p.warnings().len(), 1);
        p.warnings()[0].levels().to_vec()
    };
    assert_eq!((kept(&[5], &[4, 5]), kept(&[4, 5], &[5]), kept(&[4], &[5])), (vec![4, 5], vec![4, 5], vec![4]));
    let unused = |what: &str| Warning::condition_unused(Pattern::Mandate, &Text::new(what, what));
    assert_eq!(improving().warned([unused("ก"), unused("ข")]).warnings().len(), 2);
    let many = improving().warned(std::iter::repeat_with(|| unused("ก")).take(40));
    assert_eq!(many.warnings().len(), MAX_WARNINGS);
}

#[test]
fn results_are_placed_as_they_are_measured() {
    let policies = Policies::default();
    let score = |p: &Proposal, actual: &str| p.place(&exact(actual), &policies).map(|placed| placed.score);
    assert_eq!(score(&improving(), "79.5"), Some(exact("3.75")));
    let levels = Levels::new(["12", "9", "6", "3", "0"].map(exact)).unwrap();
    let two_sided = pattern7_two_sided(&exact("67"), &levels).unwrap();
    assert_eq!(score(&two_sided, "72"), score(&two_sided, "62"));
    assert_eq!(score(&two_sided, "72"), Some(levels.place(&deviation(&exact("67"), &exact("72")), &policies).score));
    let hundred: Policies = serde_json::from_str(r#"{"scale":[20,40,60,80,100]}"#).unwrap();
    assert_eq!(in_bands().place(&exact("5"), &hundred).unwrap().score, exact("60"));
    assert_eq!(score(&in_bands(), "0.5"), None);
}
