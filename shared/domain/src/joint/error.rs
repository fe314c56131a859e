//! Why a joint indicator, a participant or a plan is refused.

use std::fmt;

use crate::agreement::MAX_TEXT;
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::ids::OrganisationId;
use crate::text::Text;

use super::StrategyId;

/// Largest denominator of a weight or share: four decimals, or any simple fraction such as 100/76. It bounds the work
/// of adding up outside numbers exactly.
const MAX_DENOMINATOR: u32 = 10_000;

/// Things that are counted or must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Strategies (ยุทธศาสตร์).
    Strategies,
    /// Joint indicators (ตัวชี้วัดร่วม).
    Indicators,
    /// Participants of a joint indicator (หน่วยงานที่ร่วมรับผิดชอบ).
    Participants,
    /// Agencies (ส่วนราชการ).
    Agencies,
}

impl Counted {
    pub(super) fn thai(self) -> &'static str {
        match self {
            Self::Strategies => "ยุทธศาสตร์",
            Self::Indicators => "ตัวชี้วัดร่วม",
            Self::Participants => "หน่วยงานที่ร่วมรับผิดชอบ",
            Self::Agencies => "ส่วนราชการ",
        }
    }

    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Strategies => "strategies",
            Self::Indicators => "indicators",
            Self::Participants => "participants",
            Self::Agencies => "agencies",
        }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Indicators => "joint indicators",
            other => other.field(),
        })
    }
}

/// Why it is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JointError {
    /// Not a strategy's short name.
    #[error("`{0}` is not a strategy id: use 2 to 40 of a-z, 0-9 and `-`, beginning and ending with a letter or digit")]
    StrategyId(String),
    /// A missing or over-long name.
    #[error("{0} has no Thai text or more than 4000 characters: write the official name")]
    Name(&'static str),
    /// Too many of something.
    #[error("{found} {what}, more than {most}: split the file")]
    Count {
        /// Of what.
        what: Counted,
        /// How many.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// The same thing twice.
    #[error("`{name}` stands twice among the {what}: keep one of them, with its own id and number")]
    Duplicate {
        /// Among what.
        what: Counted,
        /// Which.
        name: String,
    },
    /// Nobody to share with.
    #[error("joint indicator {indicator} has {found} participants, a joint indicator at least two: name the others")]
    TooFewParticipants {
        /// Which.
        indicator: String,
        /// How many.
        found: usize,
    },
    /// One agency twice.
    #[error("{agency} takes part twice in joint indicator {indicator}: keep one of the two entries")]
    DuplicateParticipant {
        /// Which.
        indicator: String,
        /// Who.
        agency: OrganisationId,
    },
    /// Nothing declared.
    #[error("joint indicator {indicator} does not say how it is scored: declare `shared` or `own_share`")]
    NoScoringMode {
        /// Which.
        indicator: String,
    },
    /// A weight outside the own item.
    #[error(
        "the weight {weight} of {agency} does not lie inside its own item of weight {item}: \
         use a weight above 0 and at most that of the item"
    )]
    WeightOutsideItem {
        /// Who.
        agency: OrganisationId,
        /// As given.
        weight: Exact,
        /// Weight of its item.
        item: Exact,
    },
    /// An item that no agreement has.
    #[error("the joint-indicator item of {agency} weighs {item}: use a weight above 0 and at most 100")]
    ItemWeight {
        /// Who.
        agency: OrganisationId,
        /// As given.
        item: Exact,
    },
    /// A share outside the whole.
    #[error("the share {share} of {agency} is no percent of the target: use a percent above 0 and at most 100")]
    Share {
        /// Who.
        agency: OrganisationId,
        /// As given.
        share: Exact,
    },
    /// Shares that are not the whole.
    #[error(
        "the shares of joint indicator {indicator} add up to {} percent: \
         let them stay within 100, and be 100 once all are known", .sum.shown(4)
    )]
    Shares {
        /// Which.
        indicator: String,
        /// What they give.
        sum: Exact,
    },
    /// More digits than anybody means.
    #[error("{field} is finer than is kept: use at most four decimals, or a fraction with a denominator up to 10000")]
    TooFine {
        /// Which number.
        field: &'static str,
    },
    /// A strategy nobody declared.
    #[error("strategy {0} is not among the strategies of the year: declare it or correct the id")]
    UnknownStrategy(StrategyId),
    /// Two items for one agency.
    #[error(
        "{agency} gives different items of its agreement for its joint indicators: \
         use the same number and weight everywhere"
    )]
    ItemDiffers {
        /// Who.
        agency: OrganisationId,
    },
    /// Weights that do not fill the item.
    #[error(
        "the joint indicators of {agency} weigh {} together, its item {item}: \
         correct the weights, nothing is renormalised silently", .sum.shown(4)
    )]
    WeightsMissItem {
        /// Who.
        agency: OrganisationId,
        /// What they give.
        sum: Exact,
        /// What they should give.
        item: Exact,
    },
    /// Not one of the participants.
    #[error("{agency} does not take part in joint indicator {indicator}: ask for one of its participants")]
    NotParticipant {
        /// Which.
        indicator: String,
        /// Who.
        agency: OrganisationId,
    },
}

/// Names have Thai text and an end.
pub(super) fn checked_name(name: &Text, field: &'static str) -> Result<(), JointError> {
    let too_long = |text: &str| text.chars().count() > MAX_TEXT;
    if name.th.trim().is_empty() || too_long(&name.th) || too_long(&name.en) {
        return Err(JointError::Name(field));
    }
    Ok(())
}

/// Numbers that are added up have a bounded denominator.
pub(super) fn checked_fine(value: &Exact, field: &'static str) -> Result<(), JointError> {
    if *value.rational().denom() > MAX_DENOMINATOR.into() { Err(JointError::TooFine { field }) } else { Ok(()) }
}

impl JointError {
    fn code_and_field(&self) -> (&'static str, &'static str) {
        match self {
            Self::StrategyId(_) => ("joint-strategy-id", "strategy.id"),
            Self::Name(field) => ("joint-name", field),
            Self::Count { what, .. } => ("joint-count", what.field()),
            Self::Duplicate { what, .. } => ("joint-duplicate", what.field()),
            Self::TooFewParticipants { .. } => ("joint-too-few-participants", "participants"),
            Self::DuplicateParticipant { .. } => ("joint-duplicate-participant", "participants"),
            Self::NoScoringMode { .. } => ("joint-no-scoring-mode", "scoring"),
            Self::WeightOutsideItem { .. } => ("joint-weight-outside-item", "participant.weight"),
            Self::ItemWeight { .. } => ("joint-item-weight", "participant.item.weight"),
            Self::Share { .. } => ("joint-share", "participant.share"),
            Self::Shares { .. } => ("joint-shares", "participants.share"),
            Self::TooFine { field } => ("joint-too-fine", field),
            Self::UnknownStrategy(_) => ("joint-unknown-strategy", "indicator.strategy"),
            Self::ItemDiffers { .. } => ("joint-item-differs", "participant.item"),
            Self::WeightsMissItem { .. } => ("joint-weights-miss-item", "participants.weight"),
            Self::NotParticipant { .. } => ("joint-not-participant", "agency"),
        }
    }

    fn rule_th(&self) -> String {
        match self {
            Self::StrategyId(id) => format!("`{id}` ไม่ใช่รหัสยุทธศาสตร์"),
            Self::Name(field) => format!("{field} ไม่มีข้อความภาษาไทยหรือยาวเกิน 4,000 ตัวอักษร"),
            Self::Count { what, found, most } => format!("มี{} {found} รายการ เกิน {most} รายการ", what.thai()),
            Self::Duplicate { what, name } => format!("ระบุ{} `{name}` ซ้ำ", what.thai()),
            Self::TooFewParticipants { indicator, found } => {
                format!("ตัวชี้วัดร่วม {indicator} ต้องมีหน่วยงานที่ร่วมรับผิดชอบอย่างน้อย 2 หน่วยงาน พบ {found} หน่วยงาน")
            }
            Self::DuplicateParticipant { indicator, agency } => {
                format!("ระบุหน่วยงาน {agency} ซ้ำในตัวชี้วัดร่วม {indicator}")
            }
            Self::NoScoringMode { indicator } => format!("ตัวชี้วัดร่วม {indicator} ยังไม่ได้ระบุวิธีให้คะแนน"),
            Self::WeightOutsideItem { agency, weight, item } => {
                format!("น้ำหนัก {weight} ของ {agency} ไม่อยู่ภายในน้ำหนัก {item} ของตัวชี้วัดหลักของหน่วยงาน")
            }
            Self::ItemWeight { agency, item } => {
                format!("ตัวชี้วัดหลักของ {agency} ซึ่งรวมตัวชี้วัดร่วม มีน้ำหนัก {item} ซึ่งไม่อยู่ในช่วงมากกว่า 0 ถึง 100")
            }
            Self::Share { agency, share } => {
                format!("สัดส่วน {share} ของ {agency} ไม่ใช่ร้อยละของค่าเป้าหมาย")
            }
            Self::Shares { indicator, sum } => {
                let sum = sum.shown(4);
                format!("สัดส่วนในตัวชี้วัดร่วม {indicator} รวมได้ร้อยละ {sum} ไม่ใช่ทั้งหมดของค่าเป้าหมาย")
            }
            Self::TooFine { field } => format!("{field} มีทศนิยมละเอียดเกินกว่าที่เก็บได้"),
            Self::UnknownStrategy(id) => format!("ไม่พบยุทธศาสตร์ {id} ในยุทธศาสตร์ของปีนี้"),
            Self::ItemDiffers { agency } => {
                format!("{agency} ระบุตัวชี้วัดหลักที่รวมตัวชี้วัดร่วมไว้ไม่ตรงกัน")
            }
            Self::WeightsMissItem { agency, sum, item } => {
                let sum = sum.shown(4);
                format!("น้ำหนักตัวชี้วัดร่วมของ {agency} รวมได้ {sum} แต่ตัวชี้วัดหลักมีน้ำหนัก {item}")
            }
            Self::NotParticipant { indicator, agency } => {
                format!("{agency} ไม่ได้ร่วมรับผิดชอบตัวชี้วัดร่วม {indicator}")
            }
        }
    }

    fn remedy_th(&self) -> &'static str {
        match self {
            Self::StrategyId(_) => "กรุณาใช้ a-z, 0-9 และ `-` จำนวน 2 ถึง 40 ตัว ขึ้นต้นและลงท้ายด้วยตัวอักษรหรือตัวเลข",
            Self::Name(_) => "กรุณาระบุชื่อทางการ",
            Self::Count { .. } => "กรุณาแบ่งแฟ้ม",
            Self::Duplicate { .. } => "กรุณาคงไว้เพียงรายการเดียว โดยมีรหัสและหมายเลขของตนเอง",
            Self::TooFewParticipants { .. } => "กรุณาระบุหน่วยงานอื่นที่ร่วมรับผิดชอบ",
            Self::DuplicateParticipant { .. } => "กรุณาคงไว้เพียงรายการเดียว",
            Self::NoScoringMode { .. } => "กรุณาระบุ `shared` (คะแนนเดียวกัน) หรือ `own_share` (ผลงานส่วนของตน)",
            Self::WeightOutsideItem { .. } => "กรุณาใช้น้ำหนักมากกว่า 0 และไม่เกินน้ำหนักของตัวชี้วัดหลัก",
            Self::ItemWeight { .. } => "กรุณาใช้น้ำหนักมากกว่า 0 และไม่เกิน 100",
            Self::Share { .. } => "กรุณาใช้ร้อยละมากกว่า 0 และไม่เกิน 100",
            Self::Shares { .. } => "กรุณาให้ผลรวมไม่เกินร้อยละ 100 และเท่ากับ 100 เมื่อทราบครบทุกหน่วยงาน",
            Self::TooFine { .. } => "กรุณาใช้ทศนิยมไม่เกินสี่ตำแหน่ง หรือเศษส่วนที่ตัวส่วนไม่เกิน 10000",
            Self::UnknownStrategy(_) => "กรุณาเพิ่มยุทธศาสตร์นี้หรือแก้ไขรหัส",
            Self::ItemDiffers { .. } => "กรุณาใช้หมายเลขและน้ำหนักเดียวกันทุกแห่ง",
            Self::WeightsMissItem { .. } => "กรุณาแก้ไขน้ำหนัก ระบบไม่ปรับน้ำหนักให้เอง",
            Self::NotParticipant { .. } => "กรุณาเลือกหน่วยงานที่ร่วมรับผิดชอบ",
        }
    }
}

impl Explain for JointError {
    fn explain(&self) -> Explanation {
        let (code, field) = self.code_and_field();
        Explanation::of(self, code, Place::field(field), self.rule_th(), self.remedy_th())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_refusal_explains_itself_in_both_languages() {
        let (indicator, name) = (|| "drugs/1".to_owned(), || "7 rice".to_owned());
        let agency = || "moph".parse::<OrganisationId>().unwrap();
        let (weight, item, sum, share) = (Exact::whole(11), Exact::whole(10), Exact::whole(9), Exact::zero());
        let all = [
            JointError::StrategyId("a: b".into()),
            JointError::Name("strategy.name"),
            JointError::Count { what: Counted::Indicators, found: 501, most: 500 },
            JointError::Duplicate { what: Counted::Strategies, name: name() },
            JointError::TooFewParticipants { indicator: indicator(), found: 1 },
            JointError::DuplicateParticipant { indicator: indicator(), agency: agency() },
            JointError::NoScoringMode { indicator: indicator() },
            JointError::WeightOutsideItem { agency: agency(), weight, item: item.clone() },
            JointError::ItemWeight { agency: agency(), item: Exact::zero() },
            JointError::Share { agency: agency(), share },
            JointError::Shares { indicator: indicator(), sum: Exact::whole(101) },
            JointError::TooFine { field: "participant.weight" },
            JointError::UnknownStrategy("rice".parse().unwrap()),
            JointError::ItemDiffers { agency: agency() },
            JointError::WeightsMissItem { agency: agency(), sum, item },
            JointError::NotParticipant { indicator: indicator(), agency: agency() },
        ];
        let codes: BTreeSet<&str> = all.iter().map(|e| e.explain().code).collect();
        assert_eq!(codes.len(), 16);
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(text.th.chars().any(|c| ('ก'..='๛').contains(&c)), "{error}");
                assert!(!text.en.is_empty(), "{error}");
            }
            assert!(e.remedy.th.starts_with("กรุณา") && !e.place.field.is_empty(), "{error}");
            assert_eq!(format!("{}: {}", e.rule.en, e.remedy.en), error.to_string());
        }
    }

    #[test]
    fn counted_things_have_names_in_both_languages() {
        use Counted::{Agencies, Indicators, Participants, Strategies};
        let all = [Strategies, Indicators, Participants, Agencies];
        assert_eq!(all.map(|c| c.to_string()), ["strategies", "joint indicators", "participants", "agencies"]);
        assert_eq!(all.map(Counted::thai).iter().collect::<BTreeSet<_>>().len(), 4);
    }
}
