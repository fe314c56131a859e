//! Why something is no part of the calendar, in both languages.

use jiff::civil::Date;

use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Why a value is no fiscal year, month, quarter or round, or a day cannot be reckoned with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A Christian-era or impossible year.
    #[error("{0} is not a Buddhist-era fiscal year: write 2555 for the year that ended on 30 September 2012")]
    Year(String),
    /// Not 6, 9 or 12 months.
    #[error("`{0}` is not a reporting round: use 6, 9 or 12 (months from 1 October)")]
    Round(String),
    /// Not 1 to 4.
    #[error("`{0}` is not a fiscal quarter: use 1 (October to December) to 4 (July to September)")]
    Quarter(String),
    /// Not 1 to 12.
    #[error("`{0}` is not a fiscal month: use 1 (October) to 12 (September)")]
    Month(String),
    /// A day outside the years kept.
    #[error("{0} lies outside the calendar: use days of the fiscal years B.E. 2400 to 2800")]
    OutOfRange(Date),
    /// More working days at once than are counted.
    #[error("{0} working days are too many to count at once: use at most 1000 in either direction")]
    TooMany(i32),
    /// Two days too far apart.
    #[error("{0} and {1} are more than ten years apart: count working days over at most 3660 days")]
    TooFar(Date, Date),
}

impl Explain for CalendarError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Year(year) => (
                "calendar-fiscal-year",
                "fiscal_year",
                Text::new(
                    format!("{year} ไม่ใช่ปีงบประมาณ พ.ศ. (2400 ถึง 2800)"),
                    format!("{year} is not a fiscal year of the Buddhist era (2400 to 2800)"),
                ),
                Text::new(
                    "กรุณาระบุปี พ.ศ. เช่น 2555 สำหรับปีที่สิ้นสุดวันที่ 30 กันยายน 2555",
                    "write 2555 for the year that ended on 30 September 2012",
                ),
            ),
            Self::Round(round) => (
                "calendar-round",
                "round",
                Text::new(format!("“{round}” ไม่ใช่รอบการรายงาน"), format!("`{round}` is not a reporting round")),
                Text::new("กรุณาใช้รอบ 6, 9 หรือ 12 เดือน นับจากวันที่ 1 ตุลาคม", "use 6, 9 or 12 months from 1 October"),
            ),
            Self::Quarter(quarter) => (
                "calendar-quarter",
                "quarter",
                Text::new(
                    format!("“{quarter}” ไม่ใช่ไตรมาสของปีงบประมาณ"),
                    format!("`{quarter}` is not a fiscal quarter"),
                ),
                Text::new(
                    "กรุณาใช้ 1 (ตุลาคมถึงธันวาคม) ถึง 4 (กรกฎาคมถึงกันยายน)",
                    "use 1 (October to December) to 4 (July to September)",
                ),
            ),
            Self::Month(month) => (
                "calendar-month",
                "month",
                Text::new(format!("“{month}” ไม่ใช่เดือนของปีงบประมาณ"), format!("`{month}` is not a fiscal month")),
                Text::new("กรุณาใช้ 1 (ตุลาคม) ถึง 12 (กันยายน)", "use 1 (October) to 12 (September)"),
            ),
            Self::OutOfRange(day) => (
                "calendar-out-of-range",
                "date",
                Text::new(format!("วันที่ {day} (ค.ศ.) อยู่นอกปฏิทินที่ใช้"), format!("{day} lies outside the calendar")),
                Text::new("กรุณาใช้วันที่ในปีงบประมาณ พ.ศ. 2400 ถึง 2800", "use days of the fiscal years B.E. 2400 to 2800"),
            ),
            Self::TooMany(n) => (
                "calendar-too-many-days",
                "working_days",
                Text::new(
                    format!("{n} วันทำการมากเกินกว่าจะนับในคราวเดียว"),
                    format!("{n} working days are too many to count at once"),
                ),
                Text::new("กรุณาใช้ไม่เกิน 1000 วันทำการ", "use at most 1000 in either direction"),
            ),
            Self::TooFar(from, to) => (
                "calendar-too-far",
                "date",
                Text::new(
                    format!("วันที่ {from} และ {to} (ค.ศ.) ห่างกันเกินสิบปี"),
                    format!("{from} and {to} are more than ten years apart"),
                ),
                Text::new("กรุณานับวันทำการในช่วงไม่เกิน 3660 วัน", "count working days over at most 3660 days"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{MAX_SPAN_DAYS, MAX_WORKING_DAYS};

    /// Every refusal speaks both languages, and each has its own code.
    pub(crate) fn speaks_both_languages<E: Explain + std::fmt::Display>(errors: &[E]) {
        let thai = |text: &str| text.chars().any(|c| ('ก'..='๛').contains(&c));
        let mut codes = std::collections::BTreeSet::new();
        for error in errors {
            let e = error.explain();
            assert!(codes.insert(e.code), "{} twice", e.code);
            assert!(e.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()), "{}", e.code);
            assert!(thai(&e.rule.th) && thai(&e.remedy.th), "{}: {e:?}", e.code);
            assert!(e.remedy.th.contains("กรุณา"), "{}: {}", e.code, e.remedy.th);
            assert!(!e.rule.en.is_empty() && !e.remedy.en.is_empty() && !thai(&e.remedy.en), "{}", e.code);
            assert!(!thai(&error.to_string()), "{}: {error}", e.code);
        }
    }

    #[test]
    fn refusals_speak_both_languages_and_keep_their_limits() {
        let (from, to) = (date(2011, 10, 1), date(2031, 10, 1));
        let all = [
            CalendarError::Year("2012".into()),
            CalendarError::Round("7".into()),
            CalendarError::Quarter("5".into()),
            CalendarError::Month("13".into()),
            CalendarError::OutOfRange(from),
            CalendarError::TooMany(1001),
            CalendarError::TooFar(from, to),
        ];
        speaks_both_languages(&all);
        assert!(all[5].explain().remedy.th.contains(&MAX_WORKING_DAYS.to_string()));
        assert!(all[6].explain().remedy.en.contains(&MAX_SPAN_DAYS.to_string()));
    }
}
