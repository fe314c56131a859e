//! Grades A to E from scores, by a table that changes with the year (deck slide 71, domain rules 2.5).

mod error;
mod table;

use serde::Serialize;

use crate::exact::Exact;
use crate::text::Text;

pub use error::{GradeError, GradeFileError};
pub use table::{Band, Grade, GradeTable, GradeTableDraft, MAX_BANDS, MAX_TABLE_TEXT};

/// The grade tables that come with the product: none is official, because the deck gives no thresholds.
pub mod shipped {
    use super::{GradeFileError, GradeTable};

    /// Illustrative thresholds for the grade names of deck slide 71, fiscal year 2555.
    pub const ILLUSTRATIVE_2555: &str = include_str!("../../data/grades/illustrative-2555.toml");

    /// The illustrative table of fiscal year 2555.
    pub fn illustrative_2555() -> Result<GradeTable, GradeFileError> {
        GradeTable::from_toml(ILLUSTRATIVE_2555)
    }
}

/// Where a score stands in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In a band.
    Graded(Band),
    /// Below the lowest band: there is no grade for it, and none is made up.
    BelowLowest {
        /// Where the lowest band begins.
        lowest: Exact,
    },
}

impl Standing {
    /// The grade, where there is one.
    pub fn grade(&self) -> Option<&Grade> {
        match self {
            Self::Graded(band) => Some(&band.grade),
            Self::BelowLowest { .. } => None,
        }
    }
}

/// A grade with all it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Graded {
    /// The table that was applied.
    pub table: GradeTable,
    /// The score before rounding.
    pub exact: Exact,
    /// The official score: rounded half-up to four decimals.
    pub official: Exact,
    /// Where the official score stands; this is the one that counts.
    pub standing: Standing,
    /// Where the score before rounding would stand; for comparison only.
    pub standing_exact: Standing,
}

/// The grade of a score: the highest band that the official (four-decimal) score reaches.
pub fn grade_of(table: &GradeTable, score: &Exact) -> Graded {
    let official = score.round_half_up(4);
    Graded {
        standing: table.standing(&official),
        standing_exact: table.standing(score),
        table: table.clone(),
        exact: score.clone(),
        official,
    }
}

impl Graded {
    /// Rule, score and grade in a sentence.
    pub fn words(&self) -> Text {
        let score = self.official.four_decimals();
        let (answer_th, answer_en) = match &self.standing {
            Standing::Graded(Band { grade, at_least }) => {
                let from = at_least.four_decimals();
                (
                    format!("คะแนน {score} อยู่ในช่วงตั้งแต่ {from} จึงได้ระดับ {grade}"),
                    format!("The score {score} lies in the band from {from}, which is grade {grade}"),
                )
            }
            Standing::BelowLowest { lowest } => {
                let from = lowest.four_decimals();
                (
                    format!("คะแนน {score} ต่ำกว่า {from} ซึ่งเป็นเกณฑ์ต่ำสุด จึงไม่ได้ระดับใด"),
                    format!("The score {score} is below {from}, the lowest threshold, so there is no grade"),
                )
            }
        };
        let (rounding, standing) = (self.rounding_words(), self.table_words());
        Text::new([answer_th, rounding.th, standing.th].concat(), [answer_en, rounding.en, standing.en].concat())
    }

    /// Only where rounding decided.
    fn rounding_words(&self) -> Text {
        if self.standing == self.standing_exact {
            return Text::default();
        }
        let exact = &self.exact;
        Text::new(
            format!(" (ใช้คะแนนทางการสี่ตำแหน่ง คะแนนก่อนปัดเศษ {exact} ให้ผลต่างออกไป)"),
            format!(" (the official four-decimal score counts; {exact} before rounding stands elsewhere)"),
        )
    }

    /// Only where the table is not official.
    fn table_words(&self) -> Text {
        if self.table.is_official() {
            return Text::default();
        }
        let year = self.table.fiscal_year();
        Text::new(
            format!(" ทั้งนี้เกณฑ์ระดับของปี {year} ชุดนี้เป็นตัวอย่าง ไม่ใช่เกณฑ์ทางการ"),
            format!("; this table of {year} is illustrative, not official"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(score: &str) -> Graded {
        grade_of(&shipped::illustrative_2555().unwrap(), &score.parse().unwrap())
    }

    fn letters(score: &str) -> (String, String) {
        let g = graded(score);
        let letter = |s: &Standing| s.grade().map_or("-".to_owned(), ToString::to_string);
        (letter(&g.standing), letter(&g.standing_exact))
    }

    #[test]
    fn the_official_score_decides_on_both_sides_of_every_threshold() {
        for (score, official, exact) in [
            ("4.054", "B", "B"),
            ("5", "A", "A"),
            ("4.5", "A", "A"),
            ("4.49995", "A", "B"),
            ("4.49994999", "B", "B"),
            ("3.5", "B", "B"),
            ("3.49995", "B", "C"),
            ("3.4999", "C", "C"),
            ("2.5", "C", "C"),
            ("2.4999", "D", "D"),
            ("1.5", "D", "D"),
            ("1.4999", "E", "E"),
            ("1", "E", "E"),
            ("0.99995", "E", "-"),
            ("0.9999", "-", "-"),
            ("-1", "-", "-"),
            ("27/6", "A", "A"),
        ] {
            assert_eq!(letters(score), (official.into(), exact.into()), "{score}");
        }
    }

    #[test]
    fn below_the_lowest_band_is_a_state_and_no_grade() {
        let g = graded("0.5");
        assert_eq!(g.standing, Standing::BelowLowest { lowest: Exact::one() });
        assert!(g.words().th.starts_with("คะแนน 0.5000 ต่ำกว่า 1.0000 ซึ่งเป็นเกณฑ์ต่ำสุด จึงไม่ได้ระดับใด"));
        assert!(g.words().en.contains("no grade"));
    }

    #[test]
    fn the_words_say_score_band_grade_and_that_the_table_only_illustrates() {
        let words = graded("4.054").words();
        assert_eq!(
            words.th,
            "คะแนน 4.0540 อยู่ในช่วงตั้งแต่ 3.5000 จึงได้ระดับ B ทั้งนี้เกณฑ์ระดับของปี 2555 ชุดนี้เป็นตัวอย่าง ไม่ใช่เกณฑ์ทางการ"
        );
        assert!(words.en.ends_with("illustrative, not official"));
        let words = graded("4.49995").words();
        assert!(words.th.starts_with("คะแนน 4.5000 อยู่ในช่วงตั้งแต่ 4.5000 จึงได้ระดับ A (ใช้คะแนนทางการสี่ตำแหน่ง"));
        assert!(words.th.contains("4.49995") && words.en.contains("4.49995 before rounding"));
    }

    #[test]
    fn an_official_table_says_nothing_of_illustration() {
        let draft = GradeTableDraft { official: true, ..shipped::illustrative_2555().unwrap().into() };
        let words = grade_of(&GradeTable::new(draft).unwrap(), &Exact::whole(4)).words();
        assert_eq!(words.th, "คะแนน 4.0000 อยู่ในช่วงตั้งแต่ 3.5000 จึงได้ระดับ B");
        assert_eq!(words.en, "The score 4.0000 lies in the band from 3.5000, which is grade B");
    }

    proptest::proptest! {
        #[test]
        fn a_higher_score_never_has_a_lower_grade(a in 0i64..600_000, b in 0i64..600_000) {
            let table = shipped_table();
            let at = |n: i64| grade_of(table, &Exact::ratio(n, 100_000).unwrap()).standing;
            let threshold = |s: Standing| match s {
                Standing::Graded(band) => band.at_least,
                Standing::BelowLowest { .. } => Exact::zero(),
            };
            proptest::prop_assert!(threshold(at(a.min(b))) <= threshold(at(a.max(b))));
        }
    }

    fn shipped_table() -> &'static GradeTable {
        static TABLE: std::sync::OnceLock<GradeTable> = std::sync::OnceLock::new();
        TABLE.get_or_init(|| shipped::illustrative_2555().unwrap())
    }
}
