//! What can be wrong with a list of holidays, each time with its line.

use super::DateError;
use super::holidays::MAX_HOLIDAYS;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// A defect of a holiday file and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct HolidayDefect {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: HolidayProblem,
}

/// What is wrong with a list of holidays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolidayProblem {
    /// No TOML, or a key missing, unknown or of another type.
    #[error("not a holiday file: {0}: correct this line")]
    Syntax(String),
    /// The year is no Buddhist year.
    #[error("{0}: name the Buddhist calendar year, such as 2555")]
    Year(DateError),
    /// A date that cannot be read.
    #[error("{0}: write the date as 5/12/2554 or 2011-12-05")]
    Date(DateError),
    /// A date of another year.
    #[error("{0} does not lie in the year B.E. {1} of this file: move it to the file of its year")]
    OtherYear(String, u16),
    /// One date given twice.
    #[error("{0} is given twice: keep one entry and join the names")]
    Twice(String),
    /// No name or no source.
    #[error("the {0} is missing or longer than 200 characters: fill it in")]
    Words(&'static str),
    /// More holidays than a year can have.
    #[error("{0} holidays are more than the {MAX_HOLIDAYS} kept for a year: list only days off")]
    TooMany(usize),
    /// Two files for one year.
    #[error("the year B.E. {0} is given by two files: use one file for each year")]
    YearTwice(u16),
}

impl Explain for HolidayDefect {
    fn explain(&self) -> Explanation {
        let mut explanation = self.problem.explain();
        explanation.place.row = Some(self.line);
        explanation
    }
}

impl Explain for HolidayProblem {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Syntax(message) => (
                "holidays-syntax",
                "",
                Text::new(format!("ไม่ใช่แฟ้มวันหยุดที่ถูกต้อง: {message}"), format!("not a holiday file: {message}")),
                Text::new("กรุณาแก้ไขบรรทัดนี้", "correct this line"),
            ),
            Self::Year(error) => (
                "holidays-year",
                "year",
                error.explain().rule,
                Text::new("กรุณาระบุปี พ.ศ. ตามปฏิทิน เช่น 2555", "name the Buddhist calendar year, such as 2555"),
            ),
            Self::Date(error) => (
                "holidays-date",
                "date",
                error.explain().rule,
                Text::new("กรุณาเขียนวันที่ เช่น “5 ธ.ค. 2554” หรือ 2011-12-05", "write the date as 5/12/2554 or 2011-12-05"),
            ),
            Self::OtherYear(date, year) => (
                "holidays-other-year",
                "date",
                Text::new(
                    format!("{date} ไม่อยู่ในปี พ.ศ. {year} ของแฟ้มนี้"),
                    format!("{date} does not lie in the year B.E. {year}"),
                ),
                Text::new("กรุณาย้ายไปไว้ในแฟ้มของปีนั้น", "move it to the file of its year"),
            ),
            Self::Twice(date) => (
                "holidays-twice",
                "date",
                Text::new(format!("ระบุวันที่ {date} ซ้ำกัน"), format!("{date} is given twice")),
                Text::new("กรุณาเหลือไว้รายการเดียวและรวมชื่อวันหยุด", "keep one entry and join the names"),
            ),
            Self::Words(field) => (
                "holidays-words",
                *field,
                Text::new("ยังไม่ได้ระบุชื่อหรือที่มา หรือยาวเกิน 200 อักขระ", "a name or source is missing or too long"),
                Text::new("กรุณาระบุให้ครบ", "fill it in"),
            ),
            Self::TooMany(count) => (
                "holidays-too-many",
                "holiday",
                Text::new(
                    format!("มีวันหยุด {count} วัน เกิน {MAX_HOLIDAYS} วันต่อปี"),
                    format!("{count} holidays are more than the {MAX_HOLIDAYS} kept for a year"),
                ),
                Text::new("กรุณาระบุเฉพาะวันหยุดราชการ", "list only days off"),
            ),
            Self::YearTwice(year) => (
                "holidays-year-twice",
                "year",
                Text::new(format!("มีแฟ้มของปี พ.ศ. {year} สองแฟ้ม"), format!("two files give the year B.E. {year}")),
                Text::new("กรุณาใช้ปีละหนึ่งแฟ้ม", "use one file for each year"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_speak_both_languages() {
        let problems = [
            HolidayProblem::Syntax("expected newline".into()),
            HolidayProblem::Year(DateError::YearRange(1)),
            HolidayProblem::Date(DateError::Empty),
            HolidayProblem::OtherYear("1 Jan".into(), 2555),
            HolidayProblem::Twice("1 Jan".into()),
            HolidayProblem::Words("name"),
            HolidayProblem::TooMany(99),
            HolidayProblem::YearTwice(2555),
        ];
        crate::calendar::speaks_both_languages(&problems);
        for problem in problems {
            let defect = HolidayDefect { line: 7, problem };
            assert_eq!(defect.explain().place.row, Some(7));
            assert!(defect.to_string().starts_with("line 7: "));
        }
    }
}
