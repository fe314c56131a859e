//! Targets as milestones: five ordered steps (deck slide 39), in neutral words for whoever writes the criteria.

use serde::{Deserialize, Serialize};

use super::warning::Warning;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Longest step in characters.
const MAX_STEP: usize = 1_000;
/// Longest name of an event or measure.
pub const MAX_NAME: usize = 64;

/// Five steps, each after the one before; level n is reached when steps 1 to n are done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct MilestoneProposal {
    steps: [Text; 5],
}

/// The form in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    steps: [Text; 5],
}

/// Why steps or conditions are no proposal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionsError {
    /// A step without words, or with too many.
    Step(usize),
    /// The same step twice.
    StepTwice(usize),
    /// A level that is missing, given twice, or outside 1 to 5.
    Levels(Vec<u8>),
    /// A level that asks for nothing.
    Nothing(u8),
    /// A measure without a threshold, or a threshold without a measure.
    HalfMeasure(u8),
    /// A name that is not small letters, digits and `_`.
    Name {
        /// Level.
        level: u8,
        /// As given, in part.
        name: String,
    },
    /// A level that asks for no more than a lower one.
    NotMore {
        /// Level.
        level: u8,
        /// The lower one.
        than: u8,
    },
    /// A threshold too long to be kept exactly.
    TooManyDigits(u8),
}

impl MilestoneProposal {
    /// Five different steps in order, Thai at least.
    pub fn new(steps: [Text; 5]) -> Result<Self, ConditionsError> {
        for (i, step) in steps.iter().enumerate() {
            let long = step.th.chars().count() > MAX_STEP || step.en.chars().count() > MAX_STEP;
            if step.th.trim().is_empty() || long {
                return Err(ConditionsError::Step(i + 1));
            }
            if steps.iter().take(i).any(|earlier| earlier.th.trim() == step.th.trim()) {
                return Err(ConditionsError::StepTwice(i + 1));
            }
        }
        Ok(Self { steps })
    }

    /// The steps, the first one first.
    pub fn steps(&self) -> &[Text; 5] {
        &self.steps
    }

    /// The deck wants outputs at levels 3 to 5 (deck slide 39).
    pub fn warnings(&self) -> Vec<Warning> {
        vec![Warning::milestone_without_output()]
    }

    /// In one sentence.
    pub fn sentence(&self) -> Text {
        let join = |words: fn(&Text) -> &str, level: &str| {
            let each = self.steps.iter().enumerate().map(|(i, step)| format!("{level} {}: {}", i + 1, words(step)));
            each.collect::<Vec<_>>().join("; ")
        };
        Text::new(
            format!("กำหนดค่าเป้าหมายเป็น Milestone 5 ขั้นตามลำดับ {}", join(|t| &t.th, "ระดับ")),
            format!("Milestone of five steps in order: {}", join(Text::english, "level")),
        )
    }
}

impl TryFrom<Parts> for MilestoneProposal {
    type Error = ConditionsError;
    fn try_from(parts: Parts) -> Result<Self, ConditionsError> {
        Self::new(parts.steps)
    }
}

impl From<MilestoneProposal> for Parts {
    fn from(proposal: MilestoneProposal) -> Self {
        Self { steps: proposal.steps }
    }
}

super::error::display_as_explained!(ConditionsError);

impl Explain for ConditionsError {
    fn explain(&self) -> Explanation {
        let level = |level: &u8| format!("level {level}");
        let (code, field, rule, remedy) = match self {
            Self::Step(step) => (
                "milestone-step",
                format!("step {step}"),
                Text::new(
                    format!("ขั้นที่ {step} ไม่มีข้อความ หรือยาวเกิน 1,000 ตัวอักษร"),
                    format!("step {step} has no words, or more than 1,000 characters"),
                ),
                Text::new("กรุณาระบุขั้นตอนให้กระชับ", "say in short what is to be done"),
            ),
            Self::StepTwice(step) => (
                "milestone-step-twice",
                format!("step {step}"),
                Text::new(format!("ขั้นที่ {step} ซ้ำกับขั้นก่อนหน้า"), format!("step {step} is the same as an earlier one")),
                Text::new("กรุณากำหนดขั้นตอนที่ต่างกันทั้ง 5 ขั้น", "give five different steps"),
            ),
            Self::Levels(found) => (
                "hybrid-levels",
                "levels".to_owned(),
                Text::new(
                    format!("ต้องมีเงื่อนไขระดับ 1 ถึง 5 ระดับละหนึ่งรายการ พบระดับ {found:?}"),
                    format!("levels 1 to 5 stand once each; found {found:?}"),
                ),
                Text::new("กรุณาระบุให้ครบทุกระดับ", "give each level once"),
            ),
            Self::Nothing(at) => (
                "hybrid-nothing",
                level(at),
                Text::new(format!("ระดับ {at} ไม่มีเงื่อนไข"), format!("level {at} asks for nothing")),
                Text::new("กรุณาระบุเหตุการณ์หรือตัววัดพร้อมเกณฑ์", "give an event, or a measure with its threshold"),
            ),
            Self::HalfMeasure(at) => (
                "hybrid-half-measure",
                level(at),
                Text::new(
                    format!("ระดับ {at} ต้องระบุทั้งตัววัดและเกณฑ์ขั้นต่ำ"),
                    format!("level {at} needs a measure and its threshold together"),
                ),
                Text::new("กรุณาระบุให้ครบทั้งสองอย่าง", "give both"),
            ),
            Self::Name { level: at, name } => (
                "hybrid-name",
                level(at),
                Text::new(
                    format!("ชื่อ “{name}” ที่ระดับ {at} ใช้ไม่ได้"),
                    format!("`{name}` at level {at} is no name of an event or measure"),
                ),
                Text::new(
                    "กรุณาใช้ตัวพิมพ์เล็ก a-z ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร ไม่เกิน 64 ตัว",
                    "use at most 64 of a-z, 0-9 and `_`, beginning with a letter",
                ),
            ),
            Self::NotMore { level: at, than } => (
                "hybrid-not-more",
                level(at),
                Text::new(
                    format!("ระดับ {at} ไม่ได้กำหนดสูงกว่าระดับ {than}"),
                    format!("level {at} asks for no more than level {than}"),
                ),
                Text::new("กรุณาเพิ่มเกณฑ์ขั้นต่ำหรือเพิ่มเงื่อนไข", "raise its threshold or add an event"),
            ),
            Self::TooManyDigits(at) => (
                "hybrid-too-many-digits",
                level(at),
                Text::new(
                    format!("เกณฑ์ขั้นต่ำของระดับ {at} มีจำนวนหลักมากเกินไป"),
                    format!("the threshold of level {at} has too many digits to be kept"),
                ),
                Text::new("กรุณาใช้ตัวเลขที่สั้นลง", "give a shorter number"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{WarningCode, error, warning::is_bilingual};

    fn steps(words: [&str; 5]) -> Result<MilestoneProposal, ConditionsError> {
        MilestoneProposal::new(words.map(|w| Text::new(w, "")))
    }

    #[test]
    fn five_different_steps_are_a_milestone() {
        let m = steps(["แต่งตั้งคณะทำงาน", "จัดทำแผน", "ประกาศใช้", "ดำเนินการ", "ประเมินผล"]).unwrap();
        assert_eq!(m.steps()[1].th, "จัดทำแผน");
        assert_eq!(m.warnings()[0].code(), WarningCode::MilestoneWithoutOutput);
        assert!(m.sentence().th.contains("ระดับ 2: จัดทำแผน; ระดับ 3: ประกาศใช้"));
        assert!(m.sentence().en.starts_with("Milestone of five steps in order: level 1: แต่งตั้ง"));
        let json = serde_json::to_string(&m).unwrap();
        assert_eq!(serde_json::from_str::<MilestoneProposal>(&json).unwrap(), m);
    }

    #[test]
    fn empty_long_and_repeated_steps_are_refused() {
        assert_eq!(steps(["ก", "ข", " ", "ง", "จ"]), Err(ConditionsError::Step(3)));
        assert_eq!(steps(["ก", "ข", "ค", "ข ", "จ"]), Err(ConditionsError::StepTwice(4)));
        assert_eq!(steps(["ก", "ข", "ค", "ง", &"จ".repeat(1001)]), Err(ConditionsError::Step(5)));
        assert!(steps(["ก", "ข", "ค", "ง", &"จ".repeat(1000)]).is_ok());
        let english =
            |n: usize| MilestoneProposal::new([1, 2, 3, 4, 5].map(|i| Text::new(i.to_string(), "a".repeat(n))));
        assert!(english(1000).is_ok());
        assert_eq!(english(1001), Err(ConditionsError::Step(1)));
        assert!(serde_json::from_str::<MilestoneProposal>(r#"{"steps":[{"th":"ก"}]}"#).is_err());
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        let all = [
            ConditionsError::Step(1),
            ConditionsError::StepTwice(2),
            ConditionsError::Levels(vec![1, 2]),
            ConditionsError::Nothing(1),
            ConditionsError::HalfMeasure(1),
            ConditionsError::Name { level: 1, name: "A".into() },
            ConditionsError::NotMore { level: 2, than: 1 },
            ConditionsError::TooManyDigits(1),
        ];
        for e in &all {
            error::speaks_both_languages(e);
        }
        let m = steps(["ก", "ข", "ค", "ง", "จ"]).unwrap();
        is_bilingual(m.warnings()[0].text());
    }
}
