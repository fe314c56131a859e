//! Hybrid targets: each level has its own condition, an event, a count or both (deck slides 39–41).
//!
//! Thresholds are stored as the numbers that were agreed and never worked out again from percents: slides 40 and 41
//! round in different ways (domain rules 2.4).

use serde::{Deserialize, Serialize};

use super::figure::readable;
use super::milestone::{ConditionsError, MAX_NAME};
use super::warning::Warning;
use crate::exact::Exact;
use crate::text::Text;

/// What one level asks for; all of it must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelCondition {
    /// From 1 to 5.
    pub level: u8,
    /// Something that has happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Something that is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// The least that is counted, as agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Exact>,
}

/// Conditions of levels 1 to 5, once each; none asks for less than a lower one of the same measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct HybridProposal {
    levels: Vec<LevelCondition>,
}

/// The form in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    levels: Vec<LevelCondition>,
}

impl HybridProposal {
    /// Conditions in any order. Thresholds of the same measure rise with the level; an equal one is allowed where the
    /// higher level asks for another event as well (deck slide 41).
    pub fn new(mut levels: Vec<LevelCondition>) -> Result<Self, ConditionsError> {
        levels.sort_by_key(|l| l.level);
        if !levels.iter().map(|l| l.level).eq(1..=5) {
            return Err(ConditionsError::Levels(levels.iter().map(|l| l.level).take(10).collect()));
        }
        levels.iter().try_for_each(LevelCondition::check)?;
        for (i, higher) in levels.iter().enumerate() {
            if let Some(lower) = levels.iter().take(i).find(|lower| !higher.asks_more_than(lower)) {
                return Err(ConditionsError::NotMore { level: higher.level, than: lower.level });
            }
        }
        Ok(Self { levels })
    }

    /// The conditions, level 1 first.
    pub fn levels(&self) -> &[LevelCondition] {
        &self.levels
    }

    /// Levels that are not as slide 39 has them: milestones (no count) at 1–2, outputs (a count) at 3–5. Slide 40
    /// itself is otherwise, so this is only a doubt.
    pub fn warnings(&self) -> Vec<Warning> {
        let otherwise = |l: &&LevelCondition| l.measure.is_some() != (l.level >= 3);
        let levels: Vec<u8> = self.levels.iter().filter(otherwise).map(|l| l.level).collect();
        if levels.is_empty() { Vec::new() } else { vec![Warning::hybrid_order(&levels)] }
    }

    /// In one sentence.
    pub fn sentence(&self) -> Text {
        let all: Vec<Text> = self.levels.iter().map(LevelCondition::words).collect();
        let join = |words: fn(&Text) -> &str| all.iter().map(words).collect::<Vec<_>>().join("; ");
        Text::new(format!("กำหนดค่าเป้าหมายแบบ Hybrid {}", join(|t| &t.th)), format!("Hybrid: {}", join(|t| &t.en)))
    }
}

impl LevelCondition {
    fn check(&self) -> Result<(), ConditionsError> {
        let level = self.level;
        for name in self.event.iter().chain(&self.measure) {
            if !is_name(name) {
                return Err(ConditionsError::Name { level, name: name.chars().take(40).collect() });
            }
        }
        if self.measure.is_some() != self.at_least.is_some() {
            return Err(ConditionsError::HalfMeasure(level));
        }
        if self.event.is_none() && self.measure.is_none() {
            return Err(ConditionsError::Nothing(level));
        }
        match &self.at_least {
            Some(least) if !readable(least) => Err(ConditionsError::TooManyDigits(level)),
            _ => Ok(()),
        }
    }

    /// Whether it adds something to a lower level: another measure, a higher threshold, or another event at the same
    /// one.
    fn asks_more_than(&self, lower: &Self) -> bool {
        let other_event = self.event.is_some() && self.event != lower.event;
        if self.measure == lower.measure {
            self.at_least > lower.at_least || self.at_least == lower.at_least && other_event
        } else {
            self.measure.is_some() || other_event
        }
    }

    fn words(&self) -> Text {
        let count = self.measure.iter().zip(&self.at_least).map(|(measure, least)| {
            let least = least.shown(4);
            Text::new(format!("{measure} ไม่น้อยกว่า {least}"), format!("{measure} at least {least}"))
        });
        let parts: Vec<Text> = self.event.iter().map(|event| Text::new(event, event)).chain(count).collect();
        let join = |words: fn(&Text) -> &str, and: &str| parts.iter().map(words).collect::<Vec<_>>().join(and);
        let level = self.level;
        Text::new(
            format!("ระดับ {level}: {}", join(|t| &t.th, " และ ")),
            format!("level {level}: {}", join(|t| &t.en, " and ")),
        )
    }
}

fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && name.starts_with(|c: char| c.is_ascii_lowercase())
}

impl TryFrom<Parts> for HybridProposal {
    type Error = ConditionsError;
    fn try_from(parts: Parts) -> Result<Self, ConditionsError> {
        Self::new(parts.levels)
    }
}

impl From<HybridProposal> for Parts {
    fn from(proposal: HybridProposal) -> Self {
        Self { levels: proposal.levels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(level: u8, event: &str, measure: &str, at_least: &str) -> LevelCondition {
        let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        LevelCondition { level, event: name(event), measure: name(measure), at_least: at_least.parse().ok() }
    }

    fn hybrid(rows: [(&str, &str, &str); 5]) -> Result<HybridProposal, ConditionsError> {
        let conditions =
            (1..).zip(rows).map(|(level, (event, measure, least))| condition(level, event, measure, least));
        HybridProposal::new(conditions.collect())
    }

    const SLIDE_40: [(&str, &str, &str); 5] = [
        ("", "model_villages", "1755"),
        ("", "model_villages", "2633"),
        ("gvh_round_1_done_in_2633_villages", "", ""),
        ("gvh_round_2_done", "villages_gvh_up", "1054"),
        ("gvh_round_2_done", "villages_gvh_up", "1317"),
    ];
    const SLIDE_41: [(&str, &str, &str); 5] = [
        ("target_groups_defined", "groups", "4427"),
        ("groups_have_plans", "groups", "4427"),
        ("", "groups_certified", "2656"),
        ("", "groups_certified", "2767"),
        ("", "sales_growth_minus_national_pp", "5"),
    ];
    const SLIDE_39: [(&str, &str, &str); 5] =
        [("plan", "", ""), ("training", "", ""), ("", "done", "10"), ("", "done", "20"), ("", "done", "30")];

    fn changed(
        mut rows: [(&'static str, &'static str, &'static str); 5],
        at: usize,
        row: (&'static str, &'static str, &'static str),
    ) -> Result<HybridProposal, ConditionsError> {
        rows[at] = row;
        hybrid(rows)
    }

    #[test]
    fn the_decks_own_hybrids_are_proposals() {
        let doubtful = |rows| {
            let warnings = hybrid(rows).unwrap().warnings();
            warnings.first().map(|w| w.levels().to_vec())
        };
        assert_eq!(doubtful(SLIDE_39), None);
        assert_eq!(doubtful(SLIDE_40), Some(vec![1, 2, 3]), "slide 40 breaks slide 39");
        assert_eq!(doubtful(SLIDE_41), Some(vec![1, 2]));
    }

    #[test]
    fn the_sentence_names_every_condition() {
        let text = hybrid(SLIDE_40).unwrap().sentence();
        assert!(text.en.starts_with("Hybrid: level 1: model_villages at least 1755; level 2"), "{}", text.en);
        assert!(text.en.ends_with("level 5: gvh_round_2_done and villages_gvh_up at least 1317"), "{}", text.en);
        assert!(text.th.contains("ระดับ 4: gvh_round_2_done และ villages_gvh_up ไม่น้อยกว่า 1054"), "{}", text.th);
    }

    #[test]
    fn each_level_stands_once() {
        let with = |levels: &[u8]| {
            HybridProposal::new(levels.iter().map(|l| condition(*l, "", "done", &l.to_string())).collect())
        };
        assert!(with(&[5, 3, 1, 2, 4]).is_ok());
        for bad in [&[1, 2, 3, 4][..], &[1, 2, 3, 4, 4], &[0, 1, 2, 3, 4], &[2, 3, 4, 5, 6], &[1, 2, 3, 4, 5, 5], &[]] {
            assert!(matches!(with(bad), Err(ConditionsError::Levels(_))), "{bad:?}");
        }
    }

    #[test]
    fn thresholds_of_the_same_measure_rise() {
        assert_eq!(changed(SLIDE_39, 3, ("", "done", "10")), Err(ConditionsError::NotMore { level: 4, than: 3 }));
        assert_eq!(changed(SLIDE_39, 3, ("", "done", "9")), Err(ConditionsError::NotMore { level: 4, than: 3 }));
        assert!(changed(SLIDE_39, 3, ("", "done", "10.5")).is_ok());
        assert!(changed(SLIDE_39, 3, ("audit", "done", "10")).is_ok(), "equal with another event");
        let less = changed(SLIDE_39, 3, ("audit", "done", "9"));
        assert_eq!(less, Err(ConditionsError::NotMore { level: 4, than: 3 }), "an event buys no lower threshold");
        assert_eq!(
            changed(SLIDE_40, 4, ("", "model_villages", "2000")),
            Err(ConditionsError::NotMore { level: 5, than: 2 })
        );
        assert_eq!(changed(SLIDE_39, 1, ("plan", "", "")), Err(ConditionsError::NotMore { level: 2, than: 1 }));
        assert!(changed(SLIDE_39, 1, ("plan", "drafts", "1")).is_ok(), "the same event with a count is more");
        let fewer = changed(SLIDE_41, 2, ("groups_have_plans", "", ""));
        assert_eq!(fewer, Err(ConditionsError::NotMore { level: 3, than: 2 }), "dropping the count is not more");
    }

    #[test]
    fn a_condition_is_whole_and_its_names_are_names() {
        assert_eq!(changed(SLIDE_39, 0, ("", "", "")), Err(ConditionsError::Nothing(1)));
        assert_eq!(changed(SLIDE_39, 0, ("", "", "5")), Err(ConditionsError::HalfMeasure(1)));
        assert_eq!(changed(SLIDE_39, 0, ("plan", "drafts", "")), Err(ConditionsError::HalfMeasure(1)));
        for bad in ["Plan", "1plan", "_plan", "plan-a", "แผน", "plan a"] {
            let error = ConditionsError::Name { level: 1, name: bad.into() };
            assert_eq!(changed(SLIDE_39, 0, (bad, "", "")), Err(error.clone()), "{bad}");
            assert_eq!(changed(SLIDE_39, 0, ("", bad, "1")), Err(error), "{bad}");
        }
        let long = |n: usize| {
            let mut rows: Vec<_> = hybrid(SLIDE_39).unwrap().levels;
            rows[0].event = Some("a".repeat(n));
            HybridProposal::new(rows).is_ok()
        };
        assert_eq!((long(64), long(65), long(0)), (true, false, false));
    }

    #[test]
    fn a_threshold_is_one_that_reads_back() {
        let with = |text: &str| {
            let mut rows = hybrid(SLIDE_39).unwrap().levels;
            rows[4].at_least = Some(&"1e40".parse::<Exact>().unwrap() * &text.parse().unwrap());
            HybridProposal::new(rows)
        };
        assert_eq!(with("1e40"), Err(ConditionsError::TooManyDigits(5)));
        let good = with("1e39").unwrap();
        assert_eq!(serde_json::from_str::<HybridProposal>(&serde_json::to_string(&good).unwrap()).unwrap(), good);
        assert!(serde_json::from_str::<HybridProposal>(r#"{"levels":[{"level":1,"event":"a"}]}"#).is_err());
    }
}
