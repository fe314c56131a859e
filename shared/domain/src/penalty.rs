//! The penalty for reports not sent in time during the year: one agency's rule, so a parameter (domain rules 2.3).

use serde::Serialize;

use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Most reports that can be missed in a year: one a day.
pub const MAX_MISSED: u32 = 366;

/// Why a penalty cannot be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PenaltyError {
    /// A penalty that rewards.
    #[error("a penalty of {0} for each missed report would raise the score: use zero or more")]
    Negative(Exact),
    /// More than there can be.
    #[error("{0} missed reports are more than a year has days: correct the count")]
    Missed(u32),
}

/// What the penalty did to the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing was taken off.
    None,
    /// All of it was taken off.
    Full,
    /// The floor stopped it.
    Floor,
    /// The score was below the floor before any penalty; the floor counts.
    Raised,
}

/// A score after the penalty, with all it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Penalised {
    /// The committee score before the penalty.
    pub before: Exact,
    /// Reports missed.
    pub missed: u32,
    /// Points for each of them.
    pub per_miss: Exact,
    /// Penalties bring no score below this.
    pub floor: Exact,
    /// `missed × per_miss`.
    pub penalty: Exact,
    /// The score that counts, not rounded.
    pub score: Exact,
    /// Whether the penalty or the floor decided.
    pub effect: Effect,
}

/// `max(score − missed × per_miss, floor)`.
pub fn penalty(score: &Exact, missed: u32, per_miss: &Exact, floor: &Exact) -> Result<Penalised, PenaltyError> {
    if per_miss.is_negative() {
        return Err(PenaltyError::Negative(per_miss.clone()));
    }
    if missed > MAX_MISSED {
        return Err(PenaltyError::Missed(missed));
    }
    let penalty = per_miss * &Exact::whole(missed.into());
    let less = score - &penalty;
    let effect = match () {
        () if score < floor => Effect::Raised,
        () if less < *floor => Effect::Floor,
        () if penalty.is_zero() => Effect::None,
        () => Effect::Full,
    };
    Ok(Penalised {
        before: score.clone(),
        missed,
        per_miss: per_miss.clone(),
        floor: floor.clone(),
        score: less.max(floor.clone()),
        penalty,
        effect,
    })
}

impl Penalised {
    /// Rule, inputs and result in a sentence.
    pub fn words(&self) -> Text {
        let Self { missed, per_miss, penalty, .. } = self;
        let [before, score, floor] = [&self.before, &self.score, &self.floor].map(Exact::four_decimals);
        let (th, en) = match self.effect {
            Effect::None => (
                format!("ไม่มีการหักคะแนนจากรายงานที่ขาดส่ง คะแนนคงเดิม {score}"),
                format!("Nothing is taken off for missed reports; the score stays {score}"),
            ),
            Effect::Full => (
                format!("คะแนน {before} หัก {per_miss} ต่อรายงานที่ขาดส่ง {missed} ครั้ง รวม {penalty} คงเหลือ {score}"),
                format!(
                    "{before} less {per_miss} for each of {missed} missed reports, {penalty} in all, leaves {score}"
                ),
            ),
            Effect::Floor => (
                format!(
                    "คะแนน {before} หัก {per_miss} ต่อรายงานที่ขาดส่ง {missed} ครั้ง รวม {penalty} \
                     แต่ไม่ต่ำกว่าคะแนนขั้นต่ำ {floor} จึงได้ {score}"
                ),
                format!(
                    "{before} less {per_miss} for each of {missed} missed reports, {penalty} in all, \
                     stops at the floor of {floor}: {score}"
                ),
            ),
            Effect::Raised => (
                format!("คะแนน {before} ต่ำกว่าคะแนนขั้นต่ำ {floor} อยู่ก่อนการหักคะแนน จึงได้คะแนนขั้นต่ำ {score}"),
                format!("{before} was below the floor of {floor} before any penalty, so the floor counts: {score}"),
            ),
        };
        Text::new(th, en)
    }
}

impl Explain for PenaltyError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Negative(value) => Explanation::of(
                self,
                "penalty-negative",
                Place::field("penalty_per_miss"),
                format!("การหักคะแนน {value} ต่อรายงานที่ขาดส่งจะทำให้คะแนนเพิ่มขึ้น"),
                "กรุณาใช้ค่าตั้งแต่ 0 ขึ้นไป",
            ),
            Self::Missed(count) => Explanation::of(
                self,
                "penalty-missed",
                Place::field("missed"),
                format!("รายงานที่ขาดส่ง {count} ครั้งมากกว่าจำนวนวันในหนึ่งปี"),
                "กรุณาแก้ไขจำนวนครั้ง",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn after(score: &str, missed: u32, per_miss: &str, floor: &str) -> (String, Effect) {
        let p = penalty(&exact(score), missed, &exact(per_miss), &exact(floor)).unwrap();
        (p.score.to_string(), p.effect)
    }

    #[test]
    fn each_missed_report_costs_the_same_down_to_the_floor() {
        for (score, missed, per_miss, floor, left, effect) in [
            ("5", 1, "0.2", "1", "4.8", Effect::Full),
            ("2", 2, "0.2", "1", "1.6", Effect::Full),
            ("1.4", 2, "0.2", "1", "1", Effect::Full),
            ("1.3999", 2, "0.2", "1", "1", Effect::Floor),
            ("3", 0, "0.2", "1", "3", Effect::None),
            ("3", 4, "0", "1", "3", Effect::None),
            ("1", 0, "0.2", "1", "1", Effect::None),
            ("1", 1, "0.2", "1", "1", Effect::Floor),
            ("0.9", 0, "0.2", "1", "1", Effect::Raised),
            ("0.9", 1, "0.2", "1", "1", Effect::Raised),
            ("3", 366, "1/366", "0", "2", Effect::Full),
        ] {
            assert_eq!(after(score, missed, per_miss, floor), (left.into(), effect), "{score} {missed} {per_miss}");
        }
    }

    #[test]
    fn a_penalty_that_rewards_or_an_impossible_count_is_refused() {
        let try_it = |missed, per_miss: &str| penalty(&exact("3"), missed, &exact(per_miss), &Exact::one());
        assert_eq!(try_it(1, "-0.1"), Err(PenaltyError::Negative(exact("-0.1"))));
        assert_eq!(try_it(367, "0"), Err(PenaltyError::Missed(367)));
        for error in [try_it(1, "-0.1").unwrap_err(), try_it(367, "0").unwrap_err()] {
            let e = error.explain();
            assert!(e.rule.th.contains("รายงานที่ขาดส่ง") && e.remedy.th.starts_with("กรุณา"), "{error}");
            assert_eq!(format!("{}: {}", e.rule.en, e.remedy.en), error.to_string());
            assert!(!e.place.field.is_empty());
        }
    }

    #[test]
    fn the_words_say_what_was_taken_off() {
        let words = |score, missed| penalty(&exact(score), missed, &exact("0.2"), &Exact::one()).unwrap().words();
        assert_eq!(words("2", 2).th, "คะแนน 2.0000 หัก 0.2 ต่อรายงานที่ขาดส่ง 2 ครั้ง รวม 0.4 คงเหลือ 1.6000");
        assert_eq!(words("2", 2).en, "2.0000 less 0.2 for each of 2 missed reports, 0.4 in all, leaves 1.6000");
        assert_eq!(words("2", 0).th, "ไม่มีการหักคะแนนจากรายงานที่ขาดส่ง คะแนนคงเดิม 2.0000");
        assert!(words("1.1", 1).th.ends_with("แต่ไม่ต่ำกว่าคะแนนขั้นต่ำ 1.0000 จึงได้ 1.0000"));
        assert!(words("0.5", 1).th.contains("0.5000 ต่ำกว่าคะแนนขั้นต่ำ 1.0000 อยู่ก่อน"));
        for (score, missed) in [("2", 0), ("1.1", 1), ("0.5", 1)] {
            assert!(!words(score, missed).en.is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn missing_one_more_report_never_helps(score in 0i64..50_000, missed in 0u32..366, per_miss in 0i64..5_000) {
            let at = |missed| {
                let (score, per_miss) = (Exact::ratio(score, 10_000).unwrap(), Exact::ratio(per_miss, 1_000).unwrap());
                penalty(&score, missed, &per_miss, &Exact::one()).unwrap().score
            };
            proptest::prop_assert!(at(missed + 1) <= at(missed));
            proptest::prop_assert!(at(missed) >= Exact::one());
        }
    }
}
