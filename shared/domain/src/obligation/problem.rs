//! What can be wrong with a list of obligations, each time with its line.

use super::Frequency;
use super::read::{MAX_LIST, MAX_WORDS};
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// A defect of a list of obligations and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ObligationDefect {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: ObligationProblem,
}

/// What is wrong with a list of obligations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObligationProblem {
    /// No TOML, or a key missing, unknown or of another type.
    #[error("not a list of obligations: {0}: correct this line")]
    Syntax(String),
    /// A list too long.
    #[error("{1} entries of `{0}` are more than the {MAX_LIST} kept: shorten the list")]
    TooMany(&'static str, usize),
    /// Words missing in one language, or too long.
    #[error("`{0}` needs Thai and English of at most {MAX_WORDS} characters each: fill in both")]
    Words(&'static str),
    /// One recipient given twice.
    #[error("recipient `{0}` is given twice: keep one")]
    RecipientTwice(String),
    /// A recipient that is not in the list.
    #[error("obligation {number} goes to `{id}`, which is no recipient of this file: add it or correct the id")]
    UnknownRecipient {
        /// Number of the obligation.
        number: u8,
        /// As given.
        id: String,
    },
    /// One number given twice.
    #[error("obligation number {0} is given twice: renumber one of them")]
    NumberTwice(u8),
    /// No word for a source of facts.
    #[error("`{0}` is no source of facts: use a record kind such as result.reported, feed:NAME or module:NAME")]
    FactWord(String),
    /// One source given twice.
    #[error("source of facts `{0}` is given twice: keep one")]
    FactTwice(String),
    /// A source that is not in the list.
    #[error("obligation {number} is filled from `{word}`, which is no source of this file: add it or correct the word")]
    UnknownFact {
        /// Number of the obligation.
        number: u8,
        /// As given.
        word: String,
    },
    /// The count a year contradicts the frequencies.
    #[error("obligation {number} says {stated} a year, its frequencies give {computed}: correct one of them")]
    Count {
        /// Number of the obligation.
        number: u8,
        /// As given.
        stated: u32,
        /// As computed.
        computed: u32,
    },
    /// Nothing is submitted, or never.
    #[error("obligation {0} names nothing to submit or no frequency: add a submission with its occasions")]
    NoSubmission(u8),
    /// Nothing fills it.
    #[error("obligation {0} names no facts: list which facts fill which item")]
    NoItems(u8),
    /// A frequency given twice for one submission.
    #[error("obligation {number} names the frequency {} twice for one submission: keep one", .frequency.words().en)]
    FrequencyTwice {
        /// Number of the obligation.
        number: u8,
        /// Which.
        frequency: Frequency,
    },
    /// A scheduled submission without a date, and no word why.
    #[error("obligation {number} has no due rule {}: add `due`, or a `note` that says why there is none", .frequency.words().en)]
    NoNote {
        /// Number of the obligation.
        number: u8,
        /// Which.
        frequency: Frequency,
    },
    /// A date for what is not scheduled.
    #[error("obligation {number} has a due rule but is owed {}: leave `due` out", .frequency.words().en)]
    NeedlessDue {
        /// Number of the obligation.
        number: u8,
        /// Which.
        frequency: Frequency,
    },
    /// The same paper as one that does not exist, or as itself.
    #[error(
        "obligation {number} says it repeats the paper of {other}, which is no other obligation: correct the number"
    )]
    SamePaper {
        /// Number of the obligation.
        number: u8,
        /// As given.
        other: u8,
    },
}

impl Explain for ObligationDefect {
    fn explain(&self) -> Explanation {
        let mut explanation = self.problem.explain();
        explanation.place.row = Some(self.line);
        explanation
    }
}

impl Explain for ObligationProblem {
    fn explain(&self) -> Explanation {
        let (code, field) = self.code();
        Explanation { code, place: Place::field(field), rule: self.rule(), remedy: self.remedy() }
    }
}

impl ObligationProblem {
    /// The name for programs, and the field.
    fn code(&self) -> (&'static str, &'static str) {
        match self {
            Self::Syntax(_) => ("obligations-syntax", ""),
            Self::TooMany(field, _) => ("obligations-too-many", field),
            Self::Words(field) => ("obligations-words", field),
            Self::RecipientTwice(_) => ("obligations-recipient-twice", "recipient"),
            Self::UnknownRecipient { .. } => ("obligations-unknown-recipient", "recipient"),
            Self::NumberTwice(_) => ("obligations-number-twice", "number"),
            Self::FactWord(_) => ("obligations-fact-word", "fact"),
            Self::FactTwice(_) => ("obligations-fact-twice", "fact"),
            Self::UnknownFact { .. } => ("obligations-unknown-fact", "fact"),
            Self::Count { .. } => ("obligations-count", "per_year"),
            Self::NoSubmission(_) => ("obligations-no-submission", "submission"),
            Self::NoItems(_) => ("obligations-no-facts", "facts"),
            Self::FrequencyTwice { .. } => ("obligations-frequency-twice", "frequency"),
            Self::NoNote { .. } => ("obligations-no-due", "due"),
            Self::NeedlessDue { .. } => ("obligations-needless-due", "due"),
            Self::SamePaper { .. } => ("obligations-same-paper", "same_paper_as"),
        }
    }

    /// What is broken.
    fn rule(&self) -> Text {
        let (th, en) = match self {
            Self::Syntax(what) => {
                (format!("ไม่ใช่แฟ้มภาระการรายงานที่ถูกต้อง: {what}"), format!("not a list of obligations: {what}"))
            }
            Self::TooMany(_, n) => {
                (format!("มี {n} รายการ เกิน {MAX_LIST} รายการ"), format!("{n} entries are more than {MAX_LIST}"))
            }
            Self::Words(_) => (
                format!("ต้องมีข้อความภาษาไทยและภาษาอังกฤษ ไม่เกิน {MAX_WORDS} อักขระ"),
                format!("Thai and English of at most {MAX_WORDS} characters are needed"),
            ),
            Self::RecipientTwice(id) => (format!("ระบุหน่วยงานผู้รับ {id} ซ้ำกัน"), format!("recipient {id} is given twice")),
            Self::UnknownRecipient { number, id } => (
                format!("ลำดับที่ {number} ส่งถึง “{id}” ซึ่งไม่มีในรายชื่อหน่วยงานผู้รับ"),
                format!("number {number} goes to `{id}`, which is no recipient of this file"),
            ),
            Self::NumberTwice(number) => (format!("ระบุลำดับที่ {number} ซ้ำกัน"), format!("number {number} is given twice")),
            Self::FactWord(word) => (format!("“{word}” ไม่ใช่แหล่งข้อมูลที่รู้จัก"), format!("`{word}` is no source of facts")),
            Self::FactTwice(word) => {
                (format!("ระบุแหล่งข้อมูล {word} ซ้ำกัน"), format!("source of facts {word} is given twice"))
            }
            Self::UnknownFact { number, word } => (
                format!("ลำดับที่ {number} ใช้ข้อมูลจาก “{word}” ซึ่งไม่มีในรายการแหล่งข้อมูล"),
                format!("number {number} is filled from `{word}`, which is no source of this file"),
            ),
            Self::Count { number, stated, computed } => (
                format!("ลำดับที่ {number} ระบุ {stated} ครั้งต่อปี แต่ความถี่ให้ผล {computed} ครั้ง"),
                format!("number {number} says {stated} a year, its frequencies give {computed}"),
            ),
            Self::NoSubmission(number) => (
                format!("ลำดับที่ {number} ไม่ได้ระบุสิ่งที่ต้องส่งหรือความถี่"),
                format!("number {number} names nothing to submit or no frequency"),
            ),
            Self::NoItems(number) => {
                (format!("ลำดับที่ {number} ไม่ได้ระบุข้อมูลที่ใช้"), format!("number {number} names no facts"))
            }
            Self::FrequencyTwice { number, frequency } => (
                format!("ลำดับที่ {number} ระบุความถี่ “{}” ซ้ำกัน", frequency.words().th),
                format!("number {number} names the frequency {} twice", frequency.words().en),
            ),
            Self::NoNote { number, frequency } => (
                format!("ลำดับที่ {number} ({}) ไม่มีกำหนดส่ง", frequency.words().th),
                format!("number {number} has no due rule {}", frequency.words().en),
            ),
            Self::NeedlessDue { number, frequency } => (
                format!("ลำดับที่ {number} ({}) ไม่ต้องมีกำหนดส่ง", frequency.words().th),
                format!("number {number} is owed {}, so nothing is due", frequency.words().en),
            ),
            Self::SamePaper { number, other } => (
                format!("ลำดับที่ {number} ใช้เอกสารเดียวกับลำดับที่ {other} ซึ่งไม่ใช่รายการอื่นในแฟ้ม"),
                format!("number {number} repeats the paper of {other}, which is no other obligation"),
            ),
        };
        Text::new(th, en)
    }

    /// What to do.
    fn remedy(&self) -> Text {
        let (th, en) = match self {
            Self::Syntax(_) => ("กรุณาแก้ไขบรรทัดนี้", "correct this line"),
            Self::TooMany(..) => ("กรุณาลดจำนวนรายการ", "shorten the list"),
            Self::Words(_) => ("กรุณาระบุให้ครบทั้งสองภาษา", "fill in both"),
            Self::RecipientTwice(_) | Self::FactTwice(_) | Self::FrequencyTwice { .. } => {
                ("กรุณาเหลือไว้รายการเดียว", "keep one")
            }
            Self::UnknownRecipient { .. } => ("กรุณาเพิ่มหน่วยงานผู้รับหรือแก้ไขรหัส", "add it or correct the id"),
            Self::NumberTwice(_) => ("กรุณาแก้ไขลำดับที่ให้ต่างกัน", "renumber one of them"),
            Self::FactWord(_) => (
                "กรุณาใช้ชนิดบันทึก เช่น result.reported หรือ feed:ชื่อ หรือ module:ชื่อ",
                "use a record kind such as result.reported, feed:NAME or module:NAME",
            ),
            Self::UnknownFact { .. } => ("กรุณาเพิ่มแหล่งข้อมูลหรือแก้ไขคำ", "add it or correct the word"),
            Self::Count { .. } => ("กรุณาแก้ไขจำนวนหรือความถี่ให้ตรงกัน", "correct one of them"),
            Self::NoSubmission(_) => ("กรุณาเพิ่มสิ่งที่ต้องส่งพร้อมความถี่", "add a submission with its occasions"),
            Self::NoItems(_) => ("กรุณาระบุว่าข้อมูลใดใช้ในรายการใด", "list which facts fill which item"),
            Self::NoNote { .. } => {
                ("กรุณาระบุ due หรือ note ที่บอกเหตุผล", "add `due`, or a `note` that says why there is none")
            }
            Self::NeedlessDue { .. } => ("กรุณาลบ due", "leave `due` out"),
            Self::SamePaper { .. } => ("กรุณาแก้ไขลำดับที่", "correct the number"),
        };
        Text::new(th, en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_speak_both_languages() {
        let frequency = Frequency::Rounds;
        let problems = [
            ObligationProblem::Syntax("expected a value".into()),
            ObligationProblem::TooMany("facts", 999),
            ObligationProblem::Words("report"),
            ObligationProblem::RecipientTwice("cgd".into()),
            ObligationProblem::UnknownRecipient { number: 1, id: "cgd".into() },
            ObligationProblem::NumberTwice(1),
            ObligationProblem::FactWord("x".into()),
            ObligationProblem::FactTwice("feed:x".into()),
            ObligationProblem::UnknownFact { number: 1, word: "feed:x".into() },
            ObligationProblem::Count { number: 1, stated: 4, computed: 5 },
            ObligationProblem::NoSubmission(1),
            ObligationProblem::NoItems(1),
            ObligationProblem::FrequencyTwice { number: 1, frequency },
            ObligationProblem::NoNote { number: 1, frequency },
            ObligationProblem::NeedlessDue { number: 1, frequency },
            ObligationProblem::SamePaper { number: 1, other: 1 },
        ];
        crate::calendar::speaks_both_languages(&problems);
        for problem in problems {
            let defect = ObligationDefect { line: 7, problem };
            assert_eq!(defect.explain().place.row, Some(7));
            assert!(defect.to_string().starts_with("line 7: "));
        }
    }
}
