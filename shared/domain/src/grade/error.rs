//! Why a grade table is refused.

use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};

use super::Grade;

/// Why a table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GradeError {
    /// No name.
    #[error("`{0}` is not a grade: use 1 to 10 characters without spaces, such as A")]
    Name(String),
    /// No bands or too many.
    #[error("a grade table has 1 to 26 bands, this one {0}: list every grade once")]
    Count(usize),
    /// One grade in two bands.
    #[error("grade {0} is given twice: list every grade once")]
    Duplicate(Grade),
    /// A threshold that does not fall.
    #[error(
        "grade {grade} begins at {at_least}, not below the {above} of the grade before it: \
         list the highest grade first, thresholds falling strictly"
    )]
    Order {
        /// The lower grade.
        grade: Grade,
        /// Its threshold.
        at_least: Exact,
        /// Threshold of the grade before it.
        above: Exact,
    },
    /// A threshold that no score has.
    #[error("grade {grade} begins at {at_least}, outside the scores from 0 to 100: use a threshold within them")]
    Range {
        /// The grade.
        grade: Grade,
        /// Its threshold.
        at_least: Exact,
    },
    /// No source, or an endless one.
    #[error("the source has no Thai text or more than 4000 characters: say where the thresholds come from")]
    Source,
    /// Too long.
    #[error("the file has {0} bytes, more than 65536: shorten it")]
    Size(usize),
    /// Not the form of a table.
    #[error("the file is no grade table, {0}: write fiscal_year, official, source and bands as in the shipped example")]
    File(String),
}

/// What is wrong with the file of a table, and in which line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct GradeFileError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub error: GradeError,
}

impl Explain for GradeError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Name(name) => {
                ("grade-name", "grade", format!("`{name}` ไม่ใช่ชื่อระดับ"), "กรุณาใช้ชื่อ 1 ถึง 10 ตัวอักษรที่ไม่มีช่องว่าง เช่น A")
            }
            Self::Count(count) => {
                ("grade-count", "bands", format!("ตารางระดับต้องมี 1 ถึง 26 ระดับ พบ {count} ระดับ"), "กรุณาระบุแต่ละระดับหนึ่งครั้ง")
            }
            Self::Duplicate(grade) => {
                ("grade-duplicate", "grade", format!("ระบุระดับ {grade} ซ้ำ"), "กรุณาระบุแต่ละระดับหนึ่งครั้ง")
            }
            Self::Order { grade, at_least, above } => (
                "grade-order",
                "at_least",
                format!("ระดับ {grade} เริ่มที่คะแนน {at_least} ซึ่งไม่ต่ำกว่า {above} ของระดับก่อนหน้า"),
                "กรุณาเรียงจากระดับสูงสุดลงมา โดยคะแนนขั้นต่ำลดลงทุกระดับ",
            ),
            Self::Range { grade, at_least } => (
                "grade-range",
                "at_least",
                format!("ระดับ {grade} เริ่มที่คะแนน {at_least} ซึ่งอยู่นอกช่วง 0 ถึง 100"),
                "กรุณาใช้คะแนนภายในช่วงนี้",
            ),
            Self::Source => (
                "grade-source",
                "source",
                "แหล่งที่มาไม่มีข้อความภาษาไทยหรือยาวเกิน 4,000 ตัวอักษร".to_owned(),
                "กรุณาระบุว่าเกณฑ์คะแนนมาจากที่ใด",
            ),
            Self::Size(bytes) => ("grade-size", "", format!("แฟ้มมีขนาด {bytes} ไบต์ เกิน 65,536 ไบต์"), "กรุณาลดขนาดแฟ้ม"),
            Self::File(why) => (
                "grade-file",
                "",
                format!("แฟ้มนี้ไม่ใช่ตารางระดับ ({why})"),
                "กรุณาระบุ fiscal_year, official, source และ bands ตามตัวอย่างที่ให้มา",
            ),
        };
        Explanation::of(self, code, Place::field(field), rule, remedy)
    }
}

impl Explain for GradeFileError {
    fn explain(&self) -> Explanation {
        let explained = self.error.explain();
        Explanation { place: Place { row: Some(self.line), ..explained.place }, ..explained }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_refusal_explains_itself_in_both_languages() {
        let a: Grade = "A".parse().unwrap();
        let one = Exact::one();
        let all = [
            GradeError::Name("x: y".into()),
            GradeError::Count(0),
            GradeError::Duplicate(a.clone()),
            GradeError::Order { grade: a.clone(), at_least: one.clone(), above: one.clone() },
            GradeError::Range { grade: a, at_least: one },
            GradeError::Source,
            GradeError::Size(1),
            GradeError::File("x".into()),
        ];
        let codes: BTreeSet<&str> = all.iter().map(|e| e.explain().code).collect();
        assert_eq!(codes.len(), 8);
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(text.th.chars().any(|c| ('ก'..='๛').contains(&c)), "{error}");
                assert!(!text.en.is_empty(), "{error}");
            }
            assert_eq!(format!("{}: {}", e.rule.en, e.remedy.en), error.to_string());
        }
    }
}
