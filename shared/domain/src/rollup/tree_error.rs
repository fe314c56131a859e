//! What is wrong with a tree of items; every defect names its item.

use super::item::{ItemId, MAX_ID, MAX_REASON};
use super::tree::{MAX_DEPTH, MAX_ITEMS};
use crate::agreement::MAX_TEXT;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Why items make no tree. `round` is `None` where every round is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// No id.
    #[error("`{0}` is not the id of an item: use 1 to {MAX_ID} visible characters such as 3.1")]
    Id(String),
    /// Nothing there.
    #[error("a tree needs at least one item: add the indicators")]
    Empty,
    /// More than are kept.
    #[error("{0} items are more than the {MAX_ITEMS} that are kept: split the agreement")]
    TooMany(usize),
    /// One id given twice.
    #[error("item {id} stands in rows {first} and {second}: renumber one of them")]
    Duplicate {
        /// Id.
        id: ItemId,
        /// Row, from 1.
        first: usize,
        /// The other row.
        second: usize,
    },
    /// A parent nobody knows.
    #[error("item {id} lies below {parent}, which is not in the list: add it or correct the parent")]
    UnknownParent {
        /// Item.
        id: ItemId,
        /// Its parent as given.
        parent: ItemId,
    },
    /// Two lists of children name the item.
    #[error("item {id} lies below both {first} and {second}: keep it in one of them")]
    TwoParents {
        /// Item.
        id: ItemId,
        /// One parent.
        first: ItemId,
        /// The other.
        second: ItemId,
    },
    /// Items below themselves.
    #[error("items lie below themselves ({}): correct the parent of one of them", listed(.0))]
    Cycle(Vec<ItemId>),
    /// Too deep.
    #[error("item {0} lies more than {MAX_DEPTH} levels deep: flatten the branch")]
    Depth(ItemId),
    /// A name or reason too long.
    #[error("item {0}: names have at most {MAX_TEXT} characters and reasons {MAX_REASON}: shorten it")]
    Text(ItemId),
    /// An inner item with a result of its own.
    #[error("item {0} has items below it, so it has no result of its own: report them instead")]
    InnerScored(ItemId),
    /// No weight where one is needed.
    #[error("item {0} has no weight: state one (only an item whose parts are shares of the whole needs none)")]
    NoWeight(ItemId),
    /// A weight at or below zero.
    #[error("item {id} weighs {weight} in {}: give a weight above zero while it is in force", rounds(*.round).en)]
    NotPositive {
        /// Item.
        id: ItemId,
        /// When.
        round: Option<Round>,
        /// As given.
        weight: Exact,
    },
    /// A weight of absurd precision.
    #[error("the weight of item {0} has too many digits: use decimals or simple fractions")]
    WeightDigits(ItemId),
    /// Weights that have no workable common denominator.
    #[error("the weights of {} together have too many digits: use decimals or simple fractions", rounds(*.0).en)]
    WeightsDigits(Option<Round>),
    /// Parts that are not the whole.
    #[error("item {parent} weighs {weight} but its parts add up to {sum} in {}: correct one of them", rounds(*.round).en)]
    Sum {
        /// Inner item.
        parent: ItemId,
        /// When.
        round: Option<Round>,
        /// What it weighs.
        weight: Exact,
        /// What its parts give.
        sum: Exact,
    },
    /// Internal weights that are not 1 together.
    #[error("the internal weights below item {parent} add up to {sum}, not 1, in {}: correct them", rounds(*.round).en)]
    InternalSum {
        /// Inner item.
        parent: ItemId,
        /// When.
        round: Option<Round>,
        /// What they give.
        sum: Exact,
    },
    /// An agreement that is not 100.
    #[error("weights add up to {sum}, not 100, in {}: correct them, nothing is renormalised silently", rounds(*.round).en)]
    Hundred {
        /// When.
        round: Option<Round>,
        /// What they give.
        sum: Exact,
    },
    /// A round in which nothing weighs anything.
    #[error("no item weighs anything in {}: give weights", rounds(Some(*.0)).en)]
    Weightless(Round),
    /// A score no scale knows.
    #[error("item {id} scores {} in {}: scores lie between 0 and 100", clipped(.score), rounds(Some(*.round)).en)]
    Score {
        /// Item.
        id: ItemId,
        /// When.
        round: Round,
        /// As given.
        score: Exact,
    },
    /// A score off the framework's scale.
    #[error("item {id} scores {score} in {}, outside {lowest} to {highest}: score it on that scale", rounds(Some(*.round)).en)]
    OffScale {
        /// Item.
        id: ItemId,
        /// When.
        round: Round,
        /// As given.
        score: Exact,
        /// Lowest there is.
        lowest: Exact,
        /// Highest there is.
        highest: Exact,
    },
    /// Scores that have no workable common denominator.
    #[error("the scores of {} together have too many digits: use official scores of four decimals", rounds(Some(*.0)).en)]
    ScoresDigits(Round),
}

/// A few ids; whoever broke a thousand items needs only the first.
fn listed(ids: &[ItemId]) -> String {
    let first: Vec<&str> = ids.iter().take(10).map(ItemId::as_str).collect();
    if ids.len() > first.len() { format!("{}, …", first.join(", ")) } else { first.join(", ") }
}

/// The beginning of a number of any length.
fn clipped(number: &Exact) -> String {
    let text = number.to_string();
    text.char_indices().nth(40).map_or_else(|| text.clone(), |(end, _)| format!("{}…", &text[..end]))
}

/// A round in words.
pub(super) fn rounds(round: Option<Round>) -> Text {
    match round {
        Some(round) => Text::new(format!("รอบ {round} เดือน"), format!("the {round}-month round")),
        None => Text::new("ทุกรอบ", "every round"),
    }
}

impl TreeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Id(_) => "tree-id",
            Self::Empty => "tree-empty",
            Self::TooMany(_) => "tree-too-many",
            Self::Duplicate { .. } => "tree-duplicate",
            Self::UnknownParent { .. } => "tree-unknown-parent",
            Self::TwoParents { .. } => "tree-two-parents",
            Self::Cycle(_) => "tree-cycle",
            Self::Depth(_) => "tree-depth",
            Self::Text(_) => "tree-text",
            Self::InnerScored(_) => "tree-inner-scored",
            Self::NoWeight(_) => "tree-no-weight",
            Self::NotPositive { .. } => "tree-weight-not-positive",
            Self::WeightDigits(_) => "tree-weight-digits",
            Self::WeightsDigits(_) => "tree-weights-digits",
            Self::Sum { .. } => "tree-sum",
            Self::InternalSum { .. } => "tree-internal-sum",
            Self::Hundred { .. } => "tree-hundred",
            Self::Weightless(_) => "tree-weightless",
            Self::Score { .. } => "tree-score",
            Self::OffScale { .. } => "tree-score-off-scale",
            Self::ScoresDigits(_) => "tree-scores-digits",
        }
    }

    fn place(&self) -> Place {
        let weight = |id: &ItemId| Place::field(format!("item {id} weight"));
        match self {
            Self::Id(_) => Place::field("id"),
            Self::Empty | Self::TooMany(_) => Place::field("items"),
            Self::Duplicate { id, second, .. } => Place::line(*second, format!("item {id} id")),
            Self::UnknownParent { id, .. } | Self::TwoParents { id, .. } | Self::Depth(id) => {
                Place::field(format!("item {id} parent"))
            }
            Self::Cycle(ids) => Place::field(format!("item {} parent", ids.first().map_or("", ItemId::as_str))),
            Self::Text(id) => Place::field(format!("item {id} name")),
            Self::InnerScored(id) | Self::Score { id, .. } | Self::OffScale { id, .. } => {
                Place::field(format!("item {id} score"))
            }
            Self::NoWeight(id) | Self::NotPositive { id, .. } | Self::WeightDigits(id) => weight(id),
            Self::Sum { parent, .. } | Self::InternalSum { parent, .. } => weight(parent),
            Self::WeightsDigits(_) | Self::Hundred { .. } | Self::Weightless(_) => Place::field("weight"),
            Self::ScoresDigits(_) => Place::field("score"),
        }
    }

    /// Rule and remedy in Thai; English is what [`std::fmt::Display`] says.
    fn thai(&self) -> (String, &'static str) {
        let when = |round: Option<Round>| rounds(round).th;
        match self {
            Self::Id(id) => (format!("“{id}” ไม่ใช่รหัสรายการ"), "กรุณาใช้อักขระที่มองเห็นได้ 1 ถึง 64 ตัว เช่น 3.1"),
            Self::Empty => ("ต้องมีอย่างน้อยหนึ่งรายการ".into(), "กรุณาเพิ่มตัวชี้วัด"),
            Self::TooMany(count) => {
                (format!("มี {count} รายการ เกินกว่า {MAX_ITEMS} รายการที่เก็บได้"), "กรุณาแบ่งคำรับรองออกเป็นส่วน")
            }
            Self::Duplicate { id, first, second } => {
                (format!("รายการ {id} ซ้ำกันในแถวที่ {first} และ {second}"), "กรุณาแก้เลขของรายการใดรายการหนึ่ง")
            }
            Self::UnknownParent { id, parent } => {
                (format!("รายการ {id} อยู่ใต้ {parent} ซึ่งไม่มีในบัญชี"), "กรุณาเพิ่มรายการนั้นหรือแก้รายการแม่")
            }
            Self::TwoParents { id, first, second } => {
                (format!("รายการ {id} อยู่ใต้ทั้ง {first} และ {second}"), "กรุณาให้อยู่ใต้รายการเดียว")
            }
            Self::Cycle(ids) => (format!("รายการอยู่ใต้ตัวเอง: {}", listed(ids)), "กรุณาแก้รายการแม่ของรายการใดรายการหนึ่ง"),
            Self::Depth(id) => (format!("รายการ {id} อยู่ลึกเกิน {MAX_DEPTH} ชั้น"), "กรุณาลดจำนวนชั้น"),
            Self::Text(id) => (
                format!("ชื่อของรายการ {id} ยาวเกิน {MAX_TEXT} ตัวอักษร หรือเหตุผลยาวเกิน {MAX_REASON} ตัวอักษร"),
                "กรุณาย่อให้สั้นลง",
            ),
            Self::InnerScored(id) => (format!("รายการ {id} มีรายการย่อย จึงไม่มีผลของตัวเอง"), "กรุณารายงานผลที่รายการย่อย"),
            Self::NoWeight(id) => (format!("รายการ {id} ไม่มีน้ำหนัก"), "กรุณาระบุน้ำหนัก"),
            Self::NotPositive { id, round, weight } => {
                (format!("รายการ {id} มีน้ำหนัก {weight} ใน{}", when(*round)), "กรุณาให้น้ำหนักมากกว่า 0 ในรอบที่รายการมีผล")
            }
            Self::WeightDigits(id) => (format!("น้ำหนักของรายการ {id} มีจำนวนหลักมากเกินไป"), "กรุณาใช้ทศนิยมหรือเศษส่วนอย่างง่าย"),
            Self::WeightsDigits(round) => {
                (format!("น้ำหนักใน{}รวมกันมีจำนวนหลักมากเกินไป", when(*round)), "กรุณาใช้ทศนิยมหรือเศษส่วนอย่างง่าย")
            }
            Self::Sum { parent, round, weight, sum } => (
                format!("รายการ {parent} มีน้ำหนัก {weight} แต่น้ำหนักของรายการย่อยใน{}รวมได้ {sum}", when(*round)),
                "กรุณาแก้น้ำหนักให้ตรงกัน",
            ),
            Self::InternalSum { parent, round, sum } => (
                format!("น้ำหนักภายในของรายการ {parent} ใน{}รวมได้ {sum} ไม่ใช่ 1", when(*round)),
                "กรุณาแก้น้ำหนักภายในให้รวมได้ 1",
            ),
            Self::Hundred { round, sum } => {
                (format!("น้ำหนักใน{}รวมได้ {sum} ไม่ใช่ 100", when(*round)), "กรุณาแก้น้ำหนักให้รวมได้ 100 ระบบไม่ปรับฐานให้เอง")
            }
            Self::Weightless(round) => (format!("ไม่มีรายการใดมีน้ำหนักใน{}", when(Some(*round))), "กรุณาระบุน้ำหนัก"),
            Self::Score { id, round, score } => (
                format!("รายการ {id} ได้คะแนน {} ใน{}", clipped(score), when(Some(*round))),
                "กรุณาแก้คะแนนให้อยู่ระหว่าง 0 ถึง 100",
            ),
            Self::OffScale { id, round, score, lowest, highest } => (
                format!("รายการ {id} ได้คะแนน {score} ใน{} นอกช่วง {lowest} ถึง {highest}", when(Some(*round))),
                "กรุณาให้คะแนนตามมาตรของกรอบการประเมิน",
            ),
            Self::ScoresDigits(round) => {
                (format!("คะแนนใน{}รวมกันมีจำนวนหลักมากเกินไป", when(Some(*round))), "กรุณาใช้คะแนนทางการทศนิยม 4 ตำแหน่ง")
            }
        }
    }
}

impl Explain for TreeError {
    fn explain(&self) -> Explanation {
        let (rule, remedy) = self.thai();
        let english = self.to_string();
        let (english_rule, english_remedy) = english.rsplit_once(": ").unwrap_or((&english, ""));
        Explanation {
            code: self.code(),
            place: self.place(),
            rule: Text::new(rule, english_rule),
            remedy: Text::new(remedy, english_remedy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<TreeError> {
        let id = || ItemId::parse("3.1").unwrap();
        let (one, round) = (Exact::one, Some(Round::Nine));
        vec![
            TreeError::Id("\u{2028}".into()),
            TreeError::Empty,
            TreeError::TooMany(10_001),
            TreeError::Duplicate { id: id(), first: 1, second: 7 },
            TreeError::UnknownParent { id: id(), parent: id() },
            TreeError::TwoParents { id: id(), first: id(), second: id() },
            TreeError::Cycle(vec![id()]),
            TreeError::Depth(id()),
            TreeError::Text(id()),
            TreeError::InnerScored(id()),
            TreeError::NoWeight(id()),
            TreeError::NotPositive { id: id(), round, weight: one() },
            TreeError::WeightDigits(id()),
            TreeError::WeightsDigits(None),
            TreeError::Sum { parent: id(), round, weight: one(), sum: one() },
            TreeError::InternalSum { parent: id(), round: None, sum: one() },
            TreeError::Hundred { round: None, sum: Exact::whole(90) },
            TreeError::Weightless(Round::Six),
            TreeError::Score { id: id(), round: Round::Six, score: one() },
            TreeError::OffScale { id: id(), round: Round::Six, score: one(), lowest: one(), highest: one() },
            TreeError::ScoresDigits(Round::Six),
        ]
    }

    #[test]
    fn every_refusal_speaks_both_languages_under_a_code_of_its_own() {
        let mut codes = std::collections::BTreeSet::new();
        for error in every() {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
            assert!(e.remedy.th.starts_with("กรุณา") && !e.place.field.is_empty(), "{e:?}");
            assert!(codes.insert(e.code), "{e:?}");
        }
    }

    #[test]
    fn refusals_name_place_rule_and_remedy() {
        let hundred = TreeError::Hundred { round: None, sum: Exact::whole(90) };
        assert_eq!(
            hundred.to_string(),
            "weights add up to 90, not 100, in every round: correct them, nothing is renormalised silently"
        );
        assert_eq!(hundred.explain().rule.th, "น้ำหนักในทุกรอบรวมได้ 90 ไม่ใช่ 100");
        let twice = TreeError::Duplicate { id: ItemId::parse("4").unwrap(), first: 1, second: 7 }.explain();
        assert_eq!((twice.place.row, twice.place.field.as_str()), (Some(7), "item 4 id"));
        assert_eq!(twice.remedy.en, "renumber one of them");
    }

    #[test]
    fn absurd_numbers_are_quoted_in_part() {
        let score = |digits: usize| "9".repeat(digits).parse().unwrap();
        let refused =
            |digits| TreeError::Score { id: ItemId::parse("1").unwrap(), round: Round::Six, score: score(digits) };
        assert!(refused(40).to_string().contains(&format!("scores {} in", "9".repeat(40))));
        assert!(refused(41).explain().rule.th.contains(&format!("คะแนน {}… ใน", "9".repeat(40))));
    }

    #[test]
    fn a_long_cycle_is_named_by_its_first_items() {
        let ids = |n: usize| (1..=n).map(|i| ItemId::parse(&i.to_string()).unwrap()).collect::<Vec<_>>();
        assert_eq!(listed(&ids(10)), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
        assert_eq!(listed(&ids(11)), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …");
    }
}
