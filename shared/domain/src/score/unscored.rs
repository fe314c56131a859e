//! Why there is no score: states with names, never numbers.

use serde::{Deserialize, Serialize};

use super::MAX_INPUTS;
use crate::explain::{Explain, Explanation, Place};
use crate::formula::Name;
use crate::text::Text;

/// Why inputs give no score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum Unscored {
    /// Base variables that are not reported yet.
    #[error("not reported yet: {}: report them and the score follows", list(names))]
    Missing {
        /// Which ones.
        names: Vec<Name>,
    },
    /// What the criteria ask for and nobody reported: the value, the steps, a proportion.
    #[error("{}: report it and the score follows", unreported(what).en)]
    NothingReported {
        /// `value`, `steps`, `ratio`, `facts`, `variables`, `parts`.
        what: String,
    },
    /// A sub-indicator without a score.
    #[error("sub-indicator {id} has no score: {reason}")]
    Part {
        /// Which one.
        id: String,
        /// Why.
        reason: Box<Unscored>,
    },
    /// Inputs for a sub-indicator that does not exist.
    #[error("there is no sub-indicator {id}: correct the id")]
    UnknownPart {
        /// As given.
        id: String,
    },
    /// A formula that divides by zero, such as a plan of 0.
    #[error("`{expression}` is zero and the formula divides by it: the committee decides what this indicator scores")]
    DivisionByZero {
        /// The part of the formula.
        expression: String,
    },
    /// Beyond all sense.
    #[error("the numbers are beyond what can be calculated exactly: correct the inputs")]
    TooLarge,
    /// Too many inputs.
    #[error(
        "more than {MAX_INPUTS} variables, events or sub-indicators are given: leave out what the indicator does not ask for"
    )]
    TooManyInputs,
    /// A rank that is none, or lies in no band.
    #[error("rank {rank} lies in no band: give a rank from 1, or close the gap in the bands")]
    NoBand {
        /// As given.
        rank: String,
    },
    /// A band that gives points this framework does not have.
    #[error(
        "the band of this rank gives {points} points, outside the scale of {lowest} to {highest}: correct the bands"
    )]
    OffScale {
        /// Points of the band.
        points: String,
        /// Lowest score there is.
        lowest: String,
        /// Highest.
        highest: String,
    },
    /// A declared part outside 0–1.
    #[error("{value} of the next step is declared: give a part from 0 to 1")]
    Partial {
        /// As given.
        value: String,
    },
    /// A proportion whose parts are negative or both zero; a percent outside 0–100 has a negative part.
    #[error("{first}:{second} is no proportion: give two parts of zero or more that are not both zero")]
    Ratio {
        /// First part.
        first: String,
        /// Second part.
        second: String,
    },
}

fn list(names: &[Name]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What is not reported, for readers.
fn unreported(what: &str) -> Text {
    let (th, en) = match what {
        "value" => ("ผลการดำเนินงาน", "the result"),
        "steps" => ("ขั้นตอนที่ทำสำเร็จ", "the steps that are done"),
        "ratio" => ("สัดส่วนของทั้งสองส่วน", "the proportion of the two parts"),
        "facts" => ("ข้อเท็จจริงตามเงื่อนไขของแต่ละระดับ", "what the conditions of the levels ask for"),
        "variables" => ("ค่าของตัวแปรในสูตร", "the variables of the formula"),
        "parts" => ("ผลของตัวชี้วัดย่อย", "the results of the sub-indicators"),
        other => (other, other),
    };
    Text::new(format!("ยังไม่มีรายงาน{th}"), format!("not reported yet: {en}"))
}

impl Unscored {
    /// Whether the committee has to decide (`needs_committee_decision`), since more reporting will not help.
    pub fn needs_committee_decision(&self) -> bool {
        match self {
            Self::DivisionByZero { .. } => true,
            Self::Part { reason, .. } => reason.needs_committee_decision(),
            _ => false,
        }
    }

    /// Whether the score follows as soon as more is reported.
    pub fn awaits_data(&self) -> bool {
        match self {
            Self::Missing { .. } | Self::NothingReported { .. } => true,
            Self::Part { reason, .. } => reason.awaits_data(),
            _ => false,
        }
    }
}

impl Explain for Unscored {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Missing { names } => (
                "score-missing-variables",
                "variables".into(),
                Text::new(format!("ยังไม่มีค่าของ {}", list(names)), format!("not reported yet: {}", list(names))),
                Text::new("กรุณารายงานค่าเหล่านี้ แล้วระบบจะคำนวณคะแนนให้", "report them and the score follows"),
            ),
            Self::NothingReported { what } => (
                "score-nothing-reported",
                what.clone(),
                unreported(what),
                Text::new("กรุณารายงานข้อมูล แล้วระบบจะคำนวณคะแนนให้", "report it and the score follows"),
            ),
            Self::Part { id, reason } => {
                let mut inner = reason.explain();
                inner.place.field = format!("parts {id} {}", inner.place.field);
                return inner;
            }
            Self::UnknownPart { id } => (
                "score-unknown-part",
                format!("parts {id}"),
                Text::new(format!("ไม่มีตัวชี้วัดย่อย {id}"), format!("there is no sub-indicator {id}")),
                Text::new("กรุณาแก้รหัสตัวชี้วัดย่อย", "correct the id"),
            ),
            Self::DivisionByZero { expression } => (
                "score-denominator-zero",
                "variables".into(),
                Text::new(
                    format!("สูตรหารด้วย “{expression}” ซึ่งมีค่าเป็นศูนย์"),
                    format!("the formula divides by `{expression}`, which is zero"),
                ),
                Text::new(
                    "กรุณาตรวจสอบข้อมูล หากเป็นศูนย์จริง คณะกรรมการเป็นผู้กำหนดคะแนน",
                    "check the inputs; if it really is zero, the committee decides the score",
                ),
            ),
            Self::TooLarge => (
                "score-too-large",
                "value".into(),
                Text::new("ตัวเลขใหญ่เกินกว่าที่จะคำนวณได้อย่างถูกต้อง", "the numbers are beyond what can be calculated exactly"),
                Text::new("กรุณาแก้ข้อมูล", "correct the inputs"),
            ),
            Self::TooManyInputs => (
                "score-too-many-inputs",
                "inputs".into(),
                Text::new(
                    format!("มีข้อมูลมากกว่า {MAX_INPUTS} รายการ"),
                    format!("more than {MAX_INPUTS} variables, events or sub-indicators are given"),
                ),
                Text::new("กรุณาส่งเฉพาะข้อมูลที่ตัวชี้วัดใช้", "leave out what the indicator does not ask for"),
            ),
            Self::NoBand { rank } => (
                "score-no-band",
                "value".into(),
                Text::new(format!("อันดับ {rank} ไม่อยู่ในช่วงใด"), format!("rank {rank} lies in no band")),
                Text::new(
                    "กรุณาระบุอันดับตั้งแต่ 1 หรือปิดช่องว่างของช่วงอันดับ",
                    "give a rank from 1, or close the gap in the bands",
                ),
            ),
            Self::OffScale { points, lowest, highest } => (
                "score-off-scale",
                "bands".into(),
                Text::new(
                    format!("ช่วงอันดับนี้ให้ {points} คะแนน ซึ่งอยู่นอกมาตรคะแนน {lowest} ถึง {highest}"),
                    format!("the band of this rank gives {points} points, outside the scale of {lowest} to {highest}"),
                ),
                Text::new("กรุณาแก้คะแนนของช่วงอันดับ", "correct the points of the bands"),
            ),
            Self::Partial { value } => (
                "score-partial",
                "partial_of_next".into(),
                Text::new(
                    format!("สัดส่วนของขั้นถัดไป {value} อยู่นอกช่วง 0 ถึง 1"),
                    format!("{value} of the next step lies outside 0 to 1"),
                ),
                Text::new("กรุณาระบุค่าตั้งแต่ 0 ถึง 1", "give a part from 0 to 1"),
            ),
            Self::Ratio { first, second } => (
                "score-ratio",
                "ratio".into(),
                Text::new(format!("{first}:{second} ไม่เป็นสัดส่วน"), format!("{first}:{second} is no proportion")),
                Text::new(
                    "กรุณาระบุสองส่วนที่ไม่ติดลบและไม่เป็นศูนย์ทั้งคู่",
                    "give two parts of zero or more that are not both zero",
                ),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}
