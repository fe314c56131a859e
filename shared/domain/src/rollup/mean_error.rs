//! Why rows of weights and scores have no mean.

use super::sum::MAX_BITS;
use super::tree::MAX_ITEMS;
use super::tree_error::TreeError;
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// What is wrong with rows of weights and scores. Items are named by id, or by row where they have none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MeanError {
    /// More than are kept.
    #[error("{0} rows are more than the {MAX_ITEMS} that are kept: give fewer")]
    TooMany(usize),
    /// A weight below zero.
    #[error("item {item} weighs {weight}: give zero or more")]
    Negative {
        /// Item.
        item: String,
        /// As given.
        weight: Exact,
    },
    /// Nothing weighs anything.
    #[error("the weights add up to zero, so there is no mean: give at least one weight above zero")]
    NoBase,
    /// No workable common denominator.
    #[error("the numbers together have more than {MAX_BITS} bits: use fewer digits")]
    Digits,
    /// An item nobody knows.
    #[error("item {0} has no weight: give it one or leave it out")]
    Unweighted(String),
    /// An item without a score.
    #[error("item {0} has no score: give it one or leave it out")]
    Unscored(String),
    /// One item named twice.
    #[error("item {0} is named twice: name it once")]
    Twice(String),
    /// Weight moved to an item that is itself absent.
    #[error("item {0} is absent and cannot take over weight: name another")]
    Absent(String),
    /// More than one unknown.
    #[error(
        "the scores of {first} and {second} are both unknown, but only one follows from the mean: find one of them"
    )]
    TwoUnknown {
        /// Item.
        first: String,
        /// Another.
        second: String,
    },
    /// One unknown and nothing to tell it.
    #[error("the score of {0} is unknown and so is the mean: find one of them")]
    NoParent(String),
    /// A number that no old indicator has.
    #[error("number {number} is not one of the {old} old indicators: use 1 to {old}")]
    OldNumber {
        /// As given.
        number: u64,
        /// How many there were.
        old: u64,
    },
    /// Items that make no tree; at least one defect.
    #[error("{}", first(.0))]
    Tree(Vec<TreeError>),
}

fn first(defects: &[TreeError]) -> String {
    defects.first().map(TreeError::to_string).unwrap_or_default()
}

impl Explain for MeanError {
    fn explain(&self) -> Explanation {
        let item = |id: &str, field: &str| Place::field(format!("item {id} {field}"));
        let (code, place, rule, remedy) = match self {
            Self::TooMany(count) => (
                "mean-too-many",
                Place::field("items"),
                format!("มี {count} แถว เกินกว่า {MAX_ITEMS} แถวที่รับได้"),
                "กรุณาลดจำนวนแถว",
            ),
            Self::Negative { item: id, weight } => (
                "mean-negative-weight",
                item(id, "weight"),
                format!("รายการ {id} มีน้ำหนัก {weight} ซึ่งติดลบ"),
                "กรุณาใช้น้ำหนักตั้งแต่ 0 ขึ้นไป",
            ),
            Self::NoBase => (
                "mean-no-base",
                Place::field("weight"),
                "น้ำหนักรวมเป็น 0 จึงหาค่าเฉลี่ยไม่ได้".to_owned(),
                "กรุณาให้น้ำหนักมากกว่า 0 อย่างน้อยหนึ่งรายการ",
            ),
            Self::Digits => (
                "mean-digits",
                Place::field("items"),
                "ตัวเลขรวมกันมีจำนวนหลักมากเกินไป".to_owned(),
                "กรุณาใช้ตัวเลขที่มีจำนวนหลักน้อยลง",
            ),
            Self::Unweighted(id) => {
                ("mean-unweighted", item(id, "weight"), format!("รายการ {id} ไม่มีน้ำหนัก"), "กรุณาระบุน้ำหนักหรือตัดรายการออก")
            }
            Self::Unscored(id) => {
                ("mean-unscored", item(id, "score"), format!("รายการ {id} ไม่มีคะแนน"), "กรุณาระบุคะแนนหรือตัดรายการออก")
            }
            Self::Twice(id) => ("mean-twice", item(id, "id"), format!("ระบุรายการ {id} ซ้ำ"), "กรุณาระบุเพียงครั้งเดียว"),
            Self::Absent(id) => {
                ("mean-absent", item(id, "id"), format!("รายการ {id} ไม่มีอยู่ จึงรับน้ำหนักแทนไม่ได้"), "กรุณาเลือกรายการอื่น")
            }
            Self::TwoUnknown { first, second } => (
                "mean-two-unknown",
                item(second, "score"),
                format!("ไม่ทราบคะแนนของทั้ง {first} และ {second} แต่ค่าเฉลี่ยบอกได้เพียงหนึ่ง"),
                "กรุณาหาคะแนนของรายการใดรายการหนึ่ง",
            ),
            Self::NoParent(id) => {
                ("mean-no-parent", item(id, "score"), format!("ไม่ทราบทั้งคะแนนของ {id} และค่าเฉลี่ย"), "กรุณาหาค่าใดค่าหนึ่ง")
            }
            Self::OldNumber { number, old } => (
                "mean-old-number",
                Place::field("dropped"),
                format!("ไม่มีตัวชี้วัดเดิมหมายเลข {number} เพราะมี {old} ตัว"),
                "กรุณาใช้หมายเลขของตัวชี้วัดเดิม",
            ),
            Self::Tree(defects) => match defects.first() {
                Some(defect) => return defect.explain(),
                None => ("mean-tree", Place::field("items"), "รายการไม่เป็นโครงสร้างต้นไม้".to_owned(), "กรุณาตรวจรายการ"),
            },
        };
        let english = self.to_string();
        let (english_rule, english_remedy) = english.rsplit_once(": ").unwrap_or((&english, ""));
        Explanation { code, place, rule: Text::new(rule, english_rule), remedy: Text::new(remedy, english_remedy) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_speaks_both_languages_under_a_code_of_its_own() {
        let id = || "3.1".to_owned();
        let all = [
            MeanError::TooMany(10_001),
            MeanError::Negative { item: id(), weight: Exact::whole(-1) },
            MeanError::NoBase,
            MeanError::Digits,
            MeanError::Unweighted(id()),
            MeanError::Unscored(id()),
            MeanError::Twice(id()),
            MeanError::Absent(id()),
            MeanError::TwoUnknown { first: id(), second: id() },
            MeanError::NoParent(id()),
            MeanError::OldNumber { number: 27, old: 26 },
            MeanError::Tree(vec![TreeError::Empty]),
        ];
        let mut codes = std::collections::BTreeSet::new();
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
            assert!(!e.place.field.is_empty() && codes.insert(e.code), "{e:?}");
        }
    }
}
