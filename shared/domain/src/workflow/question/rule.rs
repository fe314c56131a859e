//! Why a step of a question is refused although the table allows it.

use super::super::refusal::{english, explained};
use super::MAX_FOLLOW_UPS;
use crate::explain::{Explain, Explanation};

/// Conditions of questions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum QuestionRule {
    /// Due before it is asked.
    DueInThePast,
    /// Somebody else asked.
    NotTheAsker,
    /// Asked further too often.
    TooManyFollowUps,
}

impl Explain for QuestionRule {
    fn explain(&self) -> Explanation {
        match self {
            Self::DueInThePast => explained(
                "due-in-the-past",
                "due_at",
                ("กำหนดตอบต้องอยู่หลังเวลาที่ซักถาม".into(), "the answer is due before the question is asked".into()),
                ("กรุณากำหนดวันครบกำหนดในอนาคต", "give a due date in the future"),
            ),
            Self::NotTheAsker => explained(
                "not-the-asker",
                "actor",
                (
                    "ผู้ซักถามเท่านั้นที่ยุติ ถอน หรือซักถามเพิ่มเติมได้".into(),
                    "only whoever asked resolves, withdraws or follows up".into(),
                ),
                ("กรุณาให้หน่วยงานที่ซักถามเป็นผู้ดำเนินการ", "leave it to the organisation and function that asked"),
            ),
            Self::TooManyFollowUps => explained(
                "too-many-follow-ups",
                "follow_up",
                (
                    format!("ซักถามเพิ่มเติมได้ไม่เกิน {MAX_FOLLOW_UPS} ครั้ง"),
                    format!("a question is followed up at most {MAX_FOLLOW_UPS} times"),
                ),
                ("กรุณายุติข้อซักถามนี้แล้วเปิดข้อใหม่", "resolve this question and ask a new one"),
            ),
        }
    }
}
