//! Answers to questions about a figure: kept with the report, so that nothing is asked twice.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Question;
use crate::explain::{Explain, Explanation, Place};
use crate::workflow::Remark;

/// Most answers kept with one report.
pub const MAX_ANSWERS: usize = 200;
/// Most characters of a fingerprint: room for three numbers of the most digits that are calculated with, and a path.
pub const MAX_FINGERPRINT: usize = 8_000;

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// [`Question::fingerprint`] of what was asked: other numbers are another question.
    pub fingerprint: String,
    /// What was answered, at most 4,000 characters.
    pub words: Remark,
}

/// Why answers cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// More than are kept.
    #[error("{0} answers are more than the {MAX_ANSWERS} that are kept with one report: leave out the oldest")]
    TooMany(usize),
    /// A fingerprint that no question has.
    #[error("answer {0} has no fingerprint or a longer one than any question: answer a question that was asked")]
    Fingerprint(usize),
    /// One question answered twice.
    #[error("answers {first} and {second} are to the same question: keep one of them")]
    Twice {
        /// Place, from 1.
        first: usize,
        /// The other place.
        second: usize,
    },
}

/// The answers of one report, each question at most once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Answer>", into = "Vec<Answer>")]
pub struct Answers(Vec<Answer>);

impl Answers {
    /// At most [`MAX_ANSWERS`], no question twice.
    pub fn new(answers: Vec<Answer>) -> Result<Self, AnswerError> {
        if answers.len() > MAX_ANSWERS {
            return Err(AnswerError::TooMany(answers.len()));
        }
        for (at, answer) in answers.iter().enumerate() {
            if answer.fingerprint.is_empty() || answer.fingerprint.chars().nth(MAX_FINGERPRINT).is_some() {
                return Err(AnswerError::Fingerprint(at + 1));
            }
            if let Some(first) = answers.iter().take(at).position(|other| other.fingerprint == answer.fingerprint) {
                return Err(AnswerError::Twice { first: first + 1, second: at + 1 });
            }
        }
        Ok(Self(answers))
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The answers in order.
    pub fn all(&self) -> &[Answer] {
        &self.0
    }
}

impl TryFrom<Vec<Answer>> for Answers {
    type Error = AnswerError;
    fn try_from(answers: Vec<Answer>) -> Result<Self, AnswerError> {
        Self::new(answers)
    }
}

impl From<Answers> for Vec<Answer> {
    fn from(answers: Answers) -> Self {
        answers.0
    }
}

/// The questions that nobody has answered for these very numbers.
pub fn unanswered<'a>(questions: &'a [Question], answers: &[Answer]) -> Vec<&'a Question> {
    let answered: BTreeSet<&str> = answers.iter().map(|answer| answer.fingerprint.as_str()).collect();
    questions.iter().filter(|question| !answered.contains(question.fingerprint.as_str())).collect()
}

impl Explain for AnswerError {
    fn explain(&self) -> Explanation {
        let (code, th, remedy) = match self {
            Self::TooMany(count) => (
                "answers-count",
                format!("มีคำตอบ {count} ข้อ เก็บได้ไม่เกิน {MAX_ANSWERS} ข้อต่อหนึ่งรายงาน"),
                "กรุณาตัดคำตอบที่เก่าที่สุดออก",
            ),
            Self::Fingerprint(at) => (
                "answer-fingerprint",
                format!("คำตอบลำดับที่ {at} ไม่มีรหัสของคำถาม หรือรหัสยาวกว่าที่คำถามใดจะมีได้"),
                "กรุณาตอบคำถามที่ระบบถาม",
            ),
            Self::Twice { first, second } => {
                ("answer-twice", format!("คำตอบลำดับที่ {first} และ {second} เป็นของคำถามเดียวกัน"), "กรุณาเก็บไว้เพียงคำตอบเดียว")
            }
        };
        Explanation::of(self, code, Place::field("answers"), th, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(fingerprint: &str) -> Answer {
        Answer { fingerprint: fingerprint.into(), words: Remark::new("ตรวจสอบแล้ว").unwrap() }
    }

    #[test]
    fn answers_are_few_and_each_to_its_own_question() {
        let many = |n: usize| (0..n).map(|i| answer(&i.to_string())).collect::<Vec<_>>();
        assert_eq!(Answers::new(many(MAX_ANSWERS)).map(|a| a.all().len()), Ok(MAX_ANSWERS));
        assert_eq!(Answers::new(many(MAX_ANSWERS + 1)), Err(AnswerError::TooMany(MAX_ANSWERS + 1)));
        assert!(Answers::new(vec![answer(&"ก".repeat(MAX_FINGERPRINT))]).is_ok());
        for bad in [String::new(), "ก".repeat(MAX_FINGERPRINT + 1)] {
            assert_eq!(Answers::new(vec![answer("a"), answer(&bad)]), Err(AnswerError::Fingerprint(2)));
        }
        let twice = vec![answer("a"), answer("b"), answer("a")];
        assert_eq!(Answers::new(twice), Err(AnswerError::Twice { first: 1, second: 3 }));
    }

    #[test]
    fn answers_in_files_are_read_by_the_same_rules() {
        let read = |json: &str| serde_json::from_str::<Answers>(json);
        let json = r#"[{"fingerprint":"a","words":"จริง"}]"#;
        assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        assert!(read(r#"[{"fingerprint":"a","words":" "}]"#).is_err());
        assert!(read(r#"[{"fingerprint":"a","words":"จริง","by":"x"}]"#).is_err());
        assert!(read(r#"[{"fingerprint":"","words":"จริง"}]"#).is_err());
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        for error in
            [AnswerError::TooMany(201), AnswerError::Fingerprint(1), AnswerError::Twice { first: 1, second: 2 }]
        {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
        }
    }
}
