//! Why a table does not give the figures a mapping asks for: each with its row and column.

use std::fmt;

use ges_domain::calendar::DateError;
use ges_domain::explain::{Explain, Explanation, Place};
use ges_domain::number::NumberError;
use ges_domain::text::Text;

/// Where: rule of the mapping, row and column of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct At {
    /// Rule, from 1.
    pub rule: usize,
    /// The row's number in the source, when it is about one.
    pub row: Option<usize>,
    /// Column, when it is about one.
    pub column: Option<String>,
}

/// One thing that stands between a table and its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapError {
    /// Where.
    pub at: At,
    /// What.
    pub problem: MapProblem,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapProblem {
    /// A column the table does not have.
    #[error("the table has no such column (it has {there}): correct the column's name")]
    NoColumn {
        /// Those there are, in part.
        there: String,
    },
    /// No row fits the conditions.
    #[error("no row fits the conditions: check the conditions, and that the source holds the period")]
    NoRow,
    /// Several rows where there must be one.
    #[error("{rows} rows fit where there must be one: add conditions, or choose sum or latest")]
    SeveralRows {
        /// How many.
        rows: usize,
    },
    /// An empty cell.
    #[error("the cell is empty: fill it in, write 0 if it is nothing, or leave the row out with a condition")]
    Blank,
    /// A date where a number is expected.
    #[error("the cell holds the date {0}: choose a column of numbers")]
    DateForNumber(String),
    /// A percent sign.
    #[error("`{0}` has a percent sign: give the number without it, as the indicator's unit says")]
    Percent(String),
    /// Not a number.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// Not a year, or one of the other era.
    #[error(transparent)]
    Year(#[from] DateError),
    /// Not a round.
    #[error("`{0}` is no round: use 6, 9 or 12")]
    Round(String),
    /// Nothing that can be ordered.
    #[error("`{0}` is neither a date nor a number, or not of the same kind as the other rows: correct the cell")]
    Order(String),
    /// Two rows that are both the latest.
    #[error("several rows are the latest ({0}): choose a column that orders them, or sum")]
    Tie(String),
    /// Two rules for one base variable.
    #[error("rule {earlier} gives this base variable of the same year and round too: keep one of the two")]
    Twice {
        /// The earlier rule.
        earlier: usize,
    },
    /// A result with too many digits.
    #[error("the figure has more digits than are kept: round it in the source")]
    TooLong,
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}", self.at.rule)?;
        if let Some(row) = self.at.row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = &self.at.column {
            write!(f, ", column `{column}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for MapError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.problem)
    }
}

impl Explain for MapError {
    fn explain(&self) -> Explanation {
        let At { rule, row, column } = &self.at;
        let problem = self.problem.explain();
        let row_words = |word: &str| row.map_or_else(String::new, |row| format!("{word} {row}"));
        let column_words = |word: &str| column.as_ref().map_or_else(String::new, |name| format!("{word} “{name}”"));
        let th = format!("ข้อ {rule}{}{}", row_words(" แถว"), column_words(" คอลัมน์"));
        let en = format!("rule {rule}{}{}", row_words(", row"), column_words(", column"));
        let rule = Text::new(format!("{th}: {}", problem.rule.th), format!("{en}: {}", problem.rule.en));
        Explanation { place: Place { row: *row, field: column.clone().unwrap_or_default() }, rule, ..problem }
    }
}

impl Explain for MapProblem {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = match self {
            Self::NoColumn { there } => ("feed-no-column", format!("ตารางไม่มีคอลัมน์นี้ (มี {there})"), "กรุณาแก้ไขชื่อคอลัมน์"),
            Self::NoRow => ("feed-no-row", "ไม่มีแถวที่ตรงกับเงื่อนไข".into(), "กรุณาตรวจสอบเงื่อนไข และว่าแหล่งข้อมูลมีช่วงเวลานั้น"),
            Self::SeveralRows { rows } => (
                "feed-several-rows",
                format!("มี {rows} แถวที่ตรงกับเงื่อนไข แต่ต้องมีแถวเดียว"),
                "กรุณาเพิ่มเงื่อนไข หรือเลือกผลรวมหรือค่าล่าสุด",
            ),
            Self::Blank => ("feed-blank", "ช่องว่างเปล่า".into(), "กรุณาเติมค่า ใส่ 0 หากไม่มี หรือตัดแถวนี้ออกด้วยเงื่อนไข"),
            Self::DateForNumber(date) => {
                ("feed-date-for-number", format!("ช่องนี้เป็นวันที่ {date}"), "กรุณาเลือกคอลัมน์ที่เป็นตัวเลข")
            }
            Self::Percent(text) => {
                ("feed-percent", format!("“{text}” มีเครื่องหมายร้อยละ"), "กรุณาให้ตัวเลขที่ไม่มีเครื่องหมาย ตามหน่วยของตัวชี้วัด")
            }
            Self::Number(error) => return error.explain(),
            Self::Year(error) => return error.explain(),
            Self::Round(text) => ("feed-round", format!("“{text}” ไม่ใช่รอบการรายงาน"), "กรุณาใช้ 6, 9 หรือ 12"),
            Self::Order(text) => {
                ("feed-order", format!("“{text}” ไม่ใช่วันที่หรือตัวเลข หรือไม่ใช่ชนิดเดียวกับแถวอื่น"), "กรุณาแก้ไขช่องนี้")
            }
            Self::Tie(rows) => {
                ("feed-tie", format!("มีหลายแถวที่ล่าสุดเท่ากัน ({rows})"), "กรุณาเลือกคอลัมน์ที่เรียงลำดับได้ หรือเลือกผลรวม")
            }
            Self::Twice { earlier } => {
                ("feed-twice", format!("ข้อ {earlier} ให้ข้อมูลพื้นฐานเดียวกันของปีและรอบเดียวกันแล้ว"), "กรุณาเก็บไว้ข้อเดียว")
            }
            Self::TooLong => ("feed-figure-too-long", "ผลมีจำนวนหลักเกินกว่าที่เก็บได้".into(), "กรุณาปัดเศษที่แหล่งข้อมูล"),
        };
        Explanation::of(self, code, Place::default(), rule, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_speak_both_languages_and_say_where() {
        let text = || "x".to_owned();
        let all = [
            MapProblem::NoColumn { there: text() },
            MapProblem::NoRow,
            MapProblem::SeveralRows { rows: 2 },
            MapProblem::Blank,
            MapProblem::DateForNumber(text()),
            MapProblem::Percent(text()),
            MapProblem::Number(NumberError::Empty),
            MapProblem::Year(DateError::YearRange(1)),
            MapProblem::Round(text()),
            MapProblem::Order(text()),
            MapProblem::Tie(text()),
            MapProblem::Twice { earlier: 1 },
            MapProblem::TooLong,
        ];
        let at = At { rule: 2, row: Some(7), column: Some("b".into()) };
        let errors = all.map(|problem| MapError { at: at.clone(), problem });
        crate::speaks_both_languages(&errors);
        for error in errors {
            let e = error.explain();
            assert!(e.rule.th.starts_with("ข้อ 2 แถว 7 คอลัมน์ “b”: ") && e.rule.en.starts_with("rule 2, row 7"), "{e:?}");
            assert_eq!(e.place, Place::line(7, "b"));
        }
    }
}
