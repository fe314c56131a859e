//! Two eras, never confused: which years can be meant, and what stands when a source says otherwise.

use super::FiscalYear;
use super::year::{ERA_OFFSET, FIRST_YEAR, LAST_YEAR};
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// How years are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Era {
    /// พ.ศ., B.E.
    Buddhist,
    /// ค.ศ., C.E.
    Christian,
}

impl Era {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Buddhist => Self::Christian,
            Self::Christian => Self::Buddhist,
        }
    }

    /// The era of a year that can only be of one: 2400–2800 Buddhist, 1857–2257 (the same years) Christian.
    pub fn plainly(year: u16) -> Option<Self> {
        match year {
            FIRST_YEAR..=LAST_YEAR => Some(Self::Buddhist),
            FIRST_CHRISTIAN..=LAST_CHRISTIAN => Some(Self::Christian),
            _ => None,
        }
    }

    /// Its mark in Thai and English.
    pub fn mark(self) -> Text {
        match self {
            Self::Buddhist => Text::new("พ.ศ.", "B.E."),
            Self::Christian => Text::new("ค.ศ.", "C.E."),
        }
    }
}

/// First Christian year kept.
const FIRST_CHRISTIAN: u16 = FIRST_YEAR - ERA_OFFSET;
/// Last Christian year kept.
const LAST_CHRISTIAN: u16 = LAST_YEAR - ERA_OFFSET;

/// What the source of a date says about its era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EraRule {
    /// The source declares its era; a year plainly of the other one is refused. A mark beside the year goes before.
    Stated(Era),
    /// Nothing is declared: the year itself must say which era it is of.
    Plain,
}

/// Who says of which era a year is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedBy {
    /// The source, for all its dates.
    Source,
    /// A mark beside the year: พ.ศ., ค.ศ., B.E., C.E., A.D.
    Mark,
    /// The form `2012-07-04`, which is Christian by definition (ISO 8601).
    IsoForm,
}

/// A year as it was written, its era known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearInput {
    number: u16,
    era: Era,
}

impl YearInput {
    /// A year of four digits whose era is beyond doubt and not contradicted by what is stated.
    pub fn new(number: u16, stated: Option<(Era, StatedBy)>) -> Result<Self, DateError> {
        let era = Era::plainly(number).ok_or(DateError::YearRange(number))?;
        match stated {
            Some((stated, by)) if stated != era => Err(DateError::OtherEra { year: number, stated, by }),
            _ => Ok(Self { number, era }),
        }
    }

    /// Reads a year alone: `2555`, `พ.ศ. ๒๕๕๕`, `2012 C.E.`
    pub fn parse(text: &str, rule: EraRule) -> Result<Self, DateError> {
        super::date::parse_year(text, rule)
    }

    /// The number as written.
    pub fn number(self) -> u16 {
        self.number
    }

    /// Its era.
    pub fn era(self) -> Era {
        self.era
    }

    /// The year in the Buddhist era.
    pub fn buddhist(self) -> u16 {
        match self.era {
            Era::Buddhist => self.number,
            Era::Christian => self.number + ERA_OFFSET,
        }
    }

    /// The year in the Christian era. Before B.E. 2484 Thai years began on 1 April; they are reckoned from 1 January
    /// here like all others.
    pub fn christian(self) -> u16 {
        self.buddhist() - ERA_OFFSET
    }

    /// The fiscal year of that number.
    pub fn fiscal(self) -> Result<FiscalYear, super::CalendarError> {
        FiscalYear::new(self.buddhist())
    }
}

/// Why a text is no date; doubtful years are refused with both readings, never guessed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing there.
    #[error("no date given: write day, month and year, such as 4/7/2555 or 4 Jul 2012")]
    Empty,
    /// Too long to be a date.
    #[error("`{0}…` is too long for a date: write day, month and year only, such as 4/7/2555")]
    TooLong(String),
    /// None of the forms.
    #[error("`{0}` has no form of a date: write 4/7/2555, 4 Jul 2012 or 2012-07-04")]
    Form(String),
    /// No such month.
    #[error("`{0}` is not a month: write 1 to 12 or its name, such as Jul or July")]
    Month(String),
    /// A day that month does not have.
    #[error("day {day} does not exist: month {month} of B.E. {year} (C.E. {}) has {last} days; correct the day", .year - ERA_OFFSET)]
    Day {
        /// As written.
        day: String,
        /// Calendar month, 1 to 12.
        month: i8,
        /// Buddhist year.
        year: u16,
        /// Days the month has.
        last: i8,
    },
    /// A year of one or two digits.
    #[error(
        "year `{0}` is cut short, it may be B.E. 25{0:0>2}, C.E. 19{0:0>2} or C.E. 20{0:0>2}: write all four digits"
    )]
    ShortYear(String),
    /// A year of neither era.
    #[error(
        "year {0} is neither a Buddhist year from 2400 to 2800 nor a Christian one from 1857 to 2257: correct the year"
    )]
    YearRange(u16),
    /// A year that does not have four digits.
    #[error("`{0}` is not a year: write four digits, such as 2555 or C.E. 2012")]
    Year(String),
    /// A year plainly of the other era than stated.
    #[error("{} looks {}, but {} says {}: {}", year, looks(*stated).en, stated_by(*by).en, stated.mark().en, other_era_remedy(*year, *stated).en)]
    OtherEra {
        /// As written.
        year: u16,
        /// The era it was said to be of.
        stated: Era,
        /// Who said so.
        by: StatedBy,
    },
}

fn looks(stated: Era) -> Text {
    match stated {
        Era::Buddhist => Text::new("ปี ค.ศ.", "Christian"),
        Era::Christian => Text::new("ปี พ.ศ.", "Buddhist"),
    }
}

fn stated_by(by: StatedBy) -> Text {
    match by {
        StatedBy::Source => Text::new("แหล่งข้อมูล", "its source"),
        StatedBy::Mark => Text::new("เครื่องหมายศักราช", "the mark beside it"),
        StatedBy::IsoForm => Text::new("รูปแบบปี-เดือน-วัน", "the form year-month-day"),
    }
}

/// Both readings, and how to write the likely one: `2012 looks Christian: B.E. 2555?`
fn other_era_remedy(year: u16, stated: Era) -> Text {
    let other = stated.other().mark();
    let converted = match stated {
        Era::Buddhist => year + ERA_OFFSET,
        Era::Christian => year - ERA_OFFSET,
    };
    let mark = stated.mark();
    Text::new(
        format!("หมายถึง {} {year} ใช่หรือไม่ กรุณาเขียนเป็น {} {converted}", other.th, mark.th),
        format!("if {} {year} is meant, write {} {converted}", other.en, mark.en),
    )
}

impl Explain for DateError {
    fn explain(&self) -> Explanation {
        let example = Text::new(
            "กรุณาระบุวัน เดือน ปี เช่น 4/7/2555 หรือ 4 ก.ค. 2555",
            "write day, month and year, such as 4/7/2555 or 4 Jul 2012",
        );
        let four = Text::new("กรุณาระบุปีให้ครบสี่หลัก เช่น พ.ศ. 2555 หรือ ค.ศ. 2012", "write all four digits");
        let (code, rule, remedy) = match self {
            Self::Empty => ("date-empty", Text::new("ยังไม่ได้ระบุวันที่", "no date given"), example),
            Self::TooLong(text) => (
                "date-too-long",
                Text::new(format!("“{text}…” ยาวเกินกว่าจะเป็นวันที่"), format!("`{text}…` is too long for a date")),
                example,
            ),
            Self::Form(text) => (
                "date-form",
                Text::new(format!("“{text}” ไม่ใช่รูปแบบของวันที่"), format!("`{text}` has no form of a date")),
                Text::new("กรุณาเขียน 4/7/2555, 4 ก.ค. 2555 หรือ 2012-07-04", "write 4/7/2555, 4 Jul 2012 or 2012-07-04"),
            ),
            Self::Month(text) => (
                "date-month",
                Text::new(format!("“{text}” ไม่ใช่เดือน"), format!("`{text}` is not a month")),
                Text::new("กรุณาใช้เลข 1 ถึง 12 หรือชื่อเดือน เช่น ก.ค.", "write 1 to 12 or its name, such as Jul or July"),
            ),
            Self::Day { day, month, year, last } => {
                let name = super::names::full(month.unsigned_abs());
                (
                    "date-day",
                    Text::new(
                        format!("ไม่มีวันที่ {day}: เดือน{} พ.ศ. {year} (ค.ศ. {}) มี {last} วัน", name.th, year - ERA_OFFSET),
                        format!("{} B.E. {year} (C.E. {}) has {last} days, not {day}", name.en, year - ERA_OFFSET),
                    ),
                    Text::new("กรุณาแก้ไขวันที่", "correct the day"),
                )
            }
            Self::ShortYear(text) => (
                "date-short-year",
                Text::new(
                    format!("ปี “{text}” ไม่ครบสี่หลัก อาจเป็น พ.ศ. 25{text:0>2}, ค.ศ. 19{text:0>2} หรือ ค.ศ. 20{text:0>2}"),
                    format!("year `{text}` may be B.E. 25{text:0>2}, C.E. 19{text:0>2} or C.E. 20{text:0>2}"),
                ),
                four,
            ),
            Self::Year(text) => {
                ("date-year", Text::new(format!("“{text}” ไม่ใช่ปี"), format!("`{text}` is not a year")), four)
            }
            Self::YearRange(year) => (
                "date-year-range",
                Text::new(
                    format!("ปี {year} ไม่อยู่ในช่วง พ.ศ. 2400 ถึง 2800 หรือ ค.ศ. 1857 ถึง 2257"),
                    format!("year {year} is neither B.E. 2400 to 2800 nor C.E. 1857 to 2257"),
                ),
                Text::new("กรุณาแก้ไขปี", "correct the year"),
            ),
            Self::OtherEra { year, stated, by } => (
                "date-other-era",
                Text::new(
                    format!("{year} น่าจะเป็น{} แต่{}ระบุว่าเป็น {}", looks(*stated).th, stated_by(*by).th, stated.mark().th),
                    format!("{year} looks {}, but {} says {}", looks(*stated).en, stated_by(*by).en, stated.mark().en),
                ),
                other_era_remedy(*year, *stated),
            ),
        };
        Explanation { code, place: Place::field("date"), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::speaks_both_languages;

    #[test]
    fn only_years_of_one_era_are_plain() {
        for (year, era) in [
            (1856, None),
            (1857, Some(Era::Christian)),
            (2257, Some(Era::Christian)),
            (2258, None),
            (2399, None),
            (2400, Some(Era::Buddhist)),
            (2800, Some(Era::Buddhist)),
            (2801, None),
        ] {
            assert_eq!(Era::plainly(year), era, "{year}");
        }
    }

    #[test]
    fn one_year_has_two_numbers() {
        let (be, ce) = (YearInput::new(2555, None).unwrap(), YearInput::new(2012, None).unwrap());
        assert_eq!((be.buddhist(), be.christian(), be.era(), be.number()), (2555, 2012, Era::Buddhist, 2555));
        assert_eq!((ce.buddhist(), ce.christian(), ce.era(), ce.number()), (2555, 2012, Era::Christian, 2012));
        assert_eq!(ce.fiscal().map(FiscalYear::number), Ok(2555));
    }

    #[test]
    fn a_doubtful_year_is_refused_with_both_readings() {
        let christian = DateError::OtherEra { year: 2012, stated: Era::Buddhist, by: StatedBy::Source };
        assert_eq!(
            christian.to_string(),
            "2012 looks Christian, but its source says B.E.: if C.E. 2012 is meant, write B.E. 2555"
        );
        assert_eq!(christian.explain().remedy.th, "หมายถึง ค.ศ. 2012 ใช่หรือไม่ กรุณาเขียนเป็น พ.ศ. 2555");
        let buddhist = DateError::OtherEra { year: 2555, stated: Era::Christian, by: StatedBy::IsoForm };
        assert_eq!(
            buddhist.to_string(),
            "2555 looks Buddhist, but the form year-month-day says C.E.: if B.E. 2555 is meant, write C.E. 2012"
        );
        assert_eq!(buddhist.explain().rule.th, "2555 น่าจะเป็นปี พ.ศ. แต่รูปแบบปี-เดือน-วันระบุว่าเป็น ค.ศ.");
        assert_eq!(
            DateError::ShortYear("5".into()).to_string(),
            "year `5` is cut short, it may be B.E. 2505, C.E. 1905 or C.E. 2005: write all four digits"
        );
    }

    #[test]
    fn refusals_speak_both_languages() {
        speaks_both_languages(&[
            DateError::Empty,
            DateError::TooLong("4".into()),
            DateError::Form("x".into()),
            DateError::Month("13".into()),
            DateError::Day { day: "31".into(), month: 6, year: 2555, last: 30 },
            DateError::ShortYear("55".into()),
            DateError::Year("255".into()),
            DateError::YearRange(2300),
            DateError::OtherEra { year: 2012, stated: Era::Buddhist, by: StatedBy::Mark },
        ]);
    }
}
