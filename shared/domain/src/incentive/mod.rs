//! What scores lead to: eligibility for incentives, capped merit increases (deck slides 71, 72, domain rules 2.5).

mod merit;

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

pub use merit::{Limit, MAX_ROUNDS, MeritCaps, MeritCapsDraft, MeritIncrease, MeritRound, merit_increase};

/// How a score is held against the threshold. Two official texts differ exactly at the threshold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// Not less than (ไม่น้อยกว่า), as OPDC's web board says.
    #[default]
    #[serde(rename = ">=")]
    AtLeast,
    /// More than (มากกว่า), as OPDC's English deck says.
    #[serde(rename = ">")]
    Above,
}

/// The rule of eligibility: 3.0000 or more unless a framework says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "EligibilityRuleDraft", into = "EligibilityRuleDraft")]
pub struct EligibilityRule {
    operator: Operator,
    threshold: Exact,
}

/// The rule as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilityRuleDraft {
    /// `>=` or `>`.
    pub operator: Operator,
    /// The score it compares with.
    pub threshold: Exact,
}

/// Why a rule cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IncentiveError {
    /// A threshold that no score has.
    #[error("the threshold {0} lies outside the scores from 0 to 100: use a threshold within them")]
    Threshold(Exact),
    /// A cap that is no percent.
    #[error("the cap {field} of {value} percent lies outside 0 to 100: use a percent within it")]
    Cap {
        /// Which cap.
        field: &'static str,
        /// As given.
        value: Exact,
    },
    /// An increase below zero.
    #[error("round {round} asks for {percent} percent, below zero: use zero or more")]
    Negative {
        /// Round of the year, from 1.
        round: usize,
        /// As given.
        percent: Exact,
    },
    /// More rounds than months.
    #[error("{0} rounds are more than a year has months: give at most 12")]
    Rounds(usize),
}

impl EligibilityRule {
    /// A rule; the threshold lies within 0 to 100.
    pub fn new(operator: Operator, threshold: Exact) -> Result<Self, IncentiveError> {
        if threshold.is_negative() || threshold > Exact::whole(100) {
            return Err(IncentiveError::Threshold(threshold));
        }
        Ok(Self { operator, threshold })
    }

    /// How it compares.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The score it compares with.
    pub fn threshold(&self) -> &Exact {
        &self.threshold
    }

    /// The answer for a score as it is given: no rounding.
    fn holds(&self, score: &Exact) -> bool {
        match self.operator {
            Operator::AtLeast => *score >= self.threshold,
            Operator::Above => *score > self.threshold,
        }
    }
}

impl Default for EligibilityRule {
    fn default() -> Self {
        Self { operator: Operator::AtLeast, threshold: Exact::whole(3) }
    }
}

impl TryFrom<EligibilityRuleDraft> for EligibilityRule {
    type Error = IncentiveError;
    fn try_from(draft: EligibilityRuleDraft) -> Result<Self, IncentiveError> {
        Self::new(draft.operator, draft.threshold)
    }
}

impl From<EligibilityRule> for EligibilityRuleDraft {
    fn from(rule: EligibilityRule) -> Self {
        Self { operator: rule.operator, threshold: rule.threshold }
    }
}

/// Whether a score earns incentives, with the rule that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Eligibility {
    /// The rule.
    pub rule: EligibilityRule,
    /// The score before rounding.
    pub exact: Exact,
    /// The official score: rounded half-up to four decimals.
    pub official: Exact,
    /// The answer, from the official score.
    pub eligible: bool,
    /// What the score before rounding would give; for comparison only.
    pub eligible_exact: bool,
}

/// Holds the official (four-decimal) score against the rule.
pub fn eligibility(rule: &EligibilityRule, score: &Exact) -> Eligibility {
    let official = score.round_half_up(4);
    Eligibility {
        eligible: rule.holds(&official),
        eligible_exact: rule.holds(score),
        rule: rule.clone(),
        exact: score.clone(),
        official,
    }
}

impl Eligibility {
    /// Rule, score and answer in a sentence.
    pub fn words(&self) -> Text {
        let (score, threshold) = (self.official.four_decimals(), self.rule.threshold.four_decimals());
        let (rule_th, rule_en) = match self.rule.operator {
            Operator::AtLeast => ("ไม่น้อยกว่า", "not less than"),
            Operator::Above => ("มากกว่า", "more than"),
        };
        let (answer_th, answer_en) = if self.eligible {
            ("เป็นไปตามเกณฑ์ จึงมีสิทธิได้รับสิ่งจูงใจ", "meets the rule, so it is eligible")
        } else {
            ("ไม่เป็นไปตามเกณฑ์ จึงไม่มีสิทธิได้รับสิ่งจูงใจ", "does not meet the rule, so it is not eligible")
        };
        let rounding = self.rounding_words();
        Text::new(
            format!("เกณฑ์คือคะแนน{rule_th} {threshold} คะแนน {score} {answer_th}{}", rounding.th),
            format!("The rule is a score {rule_en} {threshold}; {score} {answer_en}{}", rounding.en),
        )
    }

    /// Only where rounding decided.
    fn rounding_words(&self) -> Text {
        if self.eligible == self.eligible_exact {
            return Text::default();
        }
        let exact = &self.exact;
        Text::new(
            format!(" (ใช้คะแนนทางการสี่ตำแหน่ง คะแนนก่อนปัดเศษ {exact} ให้ผลต่างออกไป)"),
            format!(" (the official four-decimal score counts; {exact} before rounding answers otherwise)"),
        )
    }
}

impl Explain for IncentiveError {
    fn explain(&self) -> Explanation {
        let (code, place, rule, remedy) = match self {
            Self::Threshold(value) => (
                "incentive-threshold",
                Place::field("threshold"),
                format!("เกณฑ์คะแนน {value} อยู่นอกช่วง 0 ถึง 100"),
                "กรุณาใช้คะแนนภายในช่วงนี้",
            ),
            Self::Cap { field, value } => (
                "incentive-cap",
                Place::field(*field),
                format!("เพดานร้อยละ {value} อยู่นอกช่วง 0 ถึง 100"),
                "กรุณาใช้ร้อยละภายในช่วงนี้",
            ),
            Self::Negative { round, percent } => (
                "incentive-negative",
                Place::line(*round, "rounds_percent"),
                format!("รอบที่ {round} เสนอร้อยละ {percent} ซึ่งต่ำกว่าศูนย์"),
                "กรุณาใช้ค่าตั้งแต่ 0 ขึ้นไป",
            ),
            Self::Rounds(count) => (
                "incentive-rounds",
                Place::field("rounds_percent"),
                format!("จำนวน {count} รอบมากกว่าจำนวนเดือนในหนึ่งปี"),
                "กรุณาระบุไม่เกิน 12 รอบ",
            ),
        };
        Explanation::of(self, code, place, rule, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn rule(operator: Operator) -> EligibilityRule {
        EligibilityRule::new(operator, Exact::whole(3)).unwrap()
    }

    #[test]
    fn two_official_texts_differ_exactly_at_three() {
        for (score, at_least, above) in [
            ("3", true, false),
            ("3.0001", true, true),
            ("2.9999", false, false),
            ("2.99995", true, false),
            ("2.999949", false, false),
            ("3.00004", true, false),
            ("3.00005", true, true),
        ] {
            let answer = |operator| eligibility(&rule(operator), &exact(score)).eligible;
            assert_eq!((answer(Operator::AtLeast), answer(Operator::Above)), (at_least, above), "{score}");
        }
        assert_eq!(EligibilityRule::default(), rule(Operator::AtLeast));
        assert_eq!(Operator::default(), Operator::AtLeast);
    }

    #[test]
    fn the_score_before_rounding_stands_beside_the_answer() {
        let e = eligibility(&EligibilityRule::default(), &exact("2.999984"));
        assert_eq!((e.eligible, e.eligible_exact, e.official.to_string()), (true, false, "3".into()));
        assert!(e.words().th.contains("2.999984") && e.words().en.contains("2.999984"));
    }

    #[test]
    fn the_words_name_the_rule_that_was_applied() {
        let words = |operator, score: &str| eligibility(&rule(operator), &exact(score)).words();
        assert_eq!(
            words(Operator::AtLeast, "3").th,
            "เกณฑ์คือคะแนนไม่น้อยกว่า 3.0000 คะแนน 3.0000 เป็นไปตามเกณฑ์ จึงมีสิทธิได้รับสิ่งจูงใจ"
        );
        assert_eq!(
            words(Operator::Above, "3").th,
            "เกณฑ์คือคะแนนมากกว่า 3.0000 คะแนน 3.0000 ไม่เป็นไปตามเกณฑ์ จึงไม่มีสิทธิได้รับสิ่งจูงใจ"
        );
        let en = "The rule is a score more than 3.0000; 3.0000 does not meet the rule, so it is not eligible";
        assert_eq!(words(Operator::Above, "3").en, en);
    }

    #[test]
    fn rules_are_read_with_their_limits() {
        let read = |json: &str| serde_json::from_str::<EligibilityRule>(json);
        let hundred = read(r#"{"operator":">","threshold":100}"#).unwrap();
        assert_eq!((hundred.operator(), hundred.threshold()), (Operator::Above, &Exact::whole(100)));
        assert_eq!(read(&serde_json::to_string(&hundred).unwrap()).unwrap(), hundred);
        assert!(read(r#"{"operator":">=","threshold":0}"#).is_ok());
        for bad in [
            r#"{"operator":">=","threshold":-0.0001}"#,
            r#"{"operator":">=","threshold":100.0001}"#,
            r#"{"operator":"<","threshold":3}"#,
            r#"{"operator":">=","threshold":3,"or":1}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_refusal_explains_itself_in_both_languages() {
        let all = [
            IncentiveError::Threshold(exact("-1")),
            IncentiveError::Cap { field: "per_round", value: exact("101") },
            IncentiveError::Negative { round: 2, percent: exact("-1") },
            IncentiveError::Rounds(13),
        ];
        let codes: std::collections::BTreeSet<&str> = all.iter().map(|e| e.explain().code).collect();
        assert_eq!(codes.len(), all.len());
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(text.th.chars().any(|c| ('ก'..='๛').contains(&c)), "{error}");
                assert!(!text.en.is_empty(), "{error}");
            }
            assert_eq!(format!("{}: {}", e.rule.en, e.remedy.en), error.to_string());
            assert!(!e.place.field.is_empty());
        }
    }
}
