//! Why a mapping makes no sense in itself.

use ges_domain::calendar::DateError;
use ges_domain::explain::{Explain, Explanation, Place};

/// Why a mapping is refused. Rules are counted from 1; 0 is the mapping itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// No rules, or too many.
    #[error("a mapping has 1 to 1,000 rules: write at least one, or divide the feed")]
    Rules,
    /// Too many conditions.
    #[error("rule {rule} has more than 20 conditions: use fewer columns")]
    Conditions {
        /// Rule.
        rule: usize,
    },
    /// An empty or overlong text.
    #[error("rule {rule}, `{field}` has an empty text, or spaces around it: write 1 to 400 characters")]
    Text {
        /// Rule.
        rule: usize,
        /// Field.
        field: &'static str,
    },
    /// No place for a number.
    #[error(
        "rule {rule}: `{path}` is no place of a number: use value, partial, ratio/1, var/NAME or part/ID and one of these"
    )]
    Path {
        /// Rule.
        rule: usize,
        /// The path.
        path: String,
    },
    /// A factor of zero or below.
    #[error("rule {rule} has a factor that is not above zero: write one such as 0.000001")]
    Scale {
        /// Rule.
        rule: usize,
    },
    /// A year of the other era.
    #[error(transparent)]
    Era(#[from] DateError),
    /// A year that is not kept.
    #[error("fiscal year {0} is not kept: use one from B.E. 2400 to 2800")]
    Year(u16),
}

impl Explain for MappingError {
    fn explain(&self) -> Explanation {
        let (code, place, rule, remedy) = match self {
            Self::Rules => (
                "feed-mapping-rules",
                Place::field("rows"),
                "การจับคู่ต้องมี 1 ถึง 1,000 ข้อ".into(),
                "กรุณาเขียนอย่างน้อยหนึ่งข้อ หรือแบ่งแหล่งข้อมูล",
            ),
            Self::Conditions { rule } => (
                "feed-mapping-conditions",
                Place::line(*rule, "where"),
                format!("ข้อ {rule} มีเงื่อนไขเกิน 20 ข้อ"),
                "กรุณาใช้คอลัมน์น้อยลง",
            ),
            Self::Text { rule, field } => (
                "feed-mapping-text",
                Place::line(*rule, *field),
                format!("ข้อ {rule} “{field}” ว่างหรือมีช่องว่างอยู่รอบข้อความ"),
                "กรุณาเขียน 1 ถึง 400 ตัวอักษร",
            ),
            Self::Path { rule, path } => (
                "feed-mapping-path",
                Place::line(*rule, "path"),
                format!("ข้อ {rule} “{path}” ไม่ใช่ที่ของตัวเลข"),
                "กรุณาใช้ value, partial, ratio/1, var/ชื่อ หรือ part/รหัส ตามด้วยหนึ่งในนี้",
            ),
            Self::Scale { rule } => (
                "feed-mapping-scale",
                Place::line(*rule, "scale"),
                format!("ข้อ {rule} มีตัวคูณที่ไม่มากกว่าศูนย์"),
                "กรุณาเขียนตัวคูณ เช่น 0.000001",
            ),
            Self::Era(error) => return Explanation { place: Place::field("fiscal_year"), ..error.explain() },
            Self::Year(year) => (
                "feed-mapping-year",
                Place::field("fiscal_year"),
                format!("ไม่เก็บปีงบประมาณ {year}"),
                "กรุณาใช้ปี พ.ศ. 2400 ถึง 2800",
            ),
        };
        Explanation::of(self, code, place, rule, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_speak_both_languages() {
        crate::speaks_both_languages(&[
            MappingError::Rules,
            MappingError::Conditions { rule: 1 },
            MappingError::Text { rule: 1, field: "column" },
            MappingError::Path { rule: 1, path: "step/1".into() },
            MappingError::Scale { rule: 1 },
            MappingError::Era(DateError::YearRange(1)),
            MappingError::Year(2300),
        ]);
    }
}
