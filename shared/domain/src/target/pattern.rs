//! The eight baseline patterns by number (deck slides 27–38).

use serde::{Deserialize, Serialize};

use super::error::TargetError;
use crate::text::Text;

/// One of the eight ways to set targets from what is known (รูปแบบที่ 1–8); a number in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Pattern {
    /// 1: three years that improve; last year's result (deck slide 27).
    Improving,
    /// 2: up and down; the mean (deck slide 29).
    Fluctuating,
    /// 3: continuous decline; last year's result, not the mean (deck slide 31).
    Declining,
    /// 4: a target given by government or ministry stands at level 5 (deck slides 33, 34).
    Mandate,
    /// 5: no trend; what the budget buys (deck slides 33, 35).
    UnitCost,
    /// 6: compared with others (deck slide 36).
    Benchmark,
    /// 7: a proportion such as 70:30 (deck slide 37).
    Proportion,
    /// 8: a place in a ranking (deck slides 37, 38).
    Ranking,
}

impl Pattern {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::Improving,
        Self::Fluctuating,
        Self::Declining,
        Self::Mandate,
        Self::UnitCost,
        Self::Benchmark,
        Self::Proportion,
        Self::Ranking,
    ];

    /// From 1 to 8.
    pub fn number(self) -> u8 {
        match self {
            Self::Improving => 1,
            Self::Fluctuating => 2,
            Self::Declining => 3,
            Self::Mandate => 4,
            Self::UnitCost => 5,
            Self::Benchmark => 6,
            Self::Proportion => 7,
            Self::Ranking => 8,
        }
    }

    /// Whether it goes by the trend of the baseline (patterns 1 to 3).
    pub fn by_trend(self) -> bool {
        matches!(self, Self::Improving | Self::Fluctuating | Self::Declining)
    }

    /// What must be known for it.
    pub fn condition(self) -> Text {
        match self {
            Self::Improving => Text::new("ข้อมูลพื้นฐานที่มีแนวโน้มดีขึ้น", "a baseline that improves"),
            Self::Fluctuating => Text::new("ข้อมูลพื้นฐานที่มีแนวโน้มขึ้นลงไม่แน่นอน", "a baseline that goes up and down"),
            Self::Declining => Text::new("ข้อมูลพื้นฐานที่มีแนวโน้มลดลงอย่างต่อเนื่อง", "a baseline in continuous decline"),
            Self::Mandate => {
                Text::new("ค่าเป้าหมายที่รัฐบาลหรือกระทรวงกำหนด", "a target mandated by the government or the ministry")
            }
            Self::UnitCost => Text::new("ต้นทุนต่อหน่วยตามงบประมาณที่ได้รับ", "a unit cost from the budget"),
            Self::Benchmark => Text::new("ผลงานของหน่วยงานเทียบเคียง", "results of comparators"),
            Self::Proportion => Text::new("ค่าเป้าหมายที่เป็นสัดส่วน", "a proportion"),
            Self::Ranking => Text::new("การจัดอันดับ", "a ranking"),
        }
    }
}

impl TryFrom<u8> for Pattern {
    type Error = TargetError;
    fn try_from(number: u8) -> Result<Self, TargetError> {
        Self::ALL.into_iter().find(|p| p.number() == number).ok_or(TargetError::Pattern(number))
    }
}

impl From<Pattern> for u8 {
    fn from(pattern: Pattern) -> Self {
        pattern.number()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_numbered_1_to_8_and_nothing_else() {
        let numbers: Vec<u8> = Pattern::ALL.into_iter().map(Pattern::number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(serde_json::from_str::<Pattern>("4").unwrap(), Pattern::Mandate);
        assert_eq!(serde_json::to_string(&Pattern::Ranking).unwrap(), "8");
        for bad in ["0", "9", "-1", "\"4\"", "256"] {
            assert!(serde_json::from_str::<Pattern>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_the_first_three_go_by_the_trend() {
        let by_trend: Vec<u8> = Pattern::ALL.into_iter().filter(|p| p.by_trend()).map(Pattern::number).collect();
        assert_eq!(by_trend, [1, 2, 3]);
    }
}
