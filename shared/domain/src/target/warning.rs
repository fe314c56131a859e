//! What is doubtful about a proposal although it holds: the committee should know before it decides.

use serde::{Deserialize, Serialize};

use super::pattern::Pattern;
use super::range::advice;
use super::trend::Trend;
use crate::criteria::Levels;
use crate::exact::Exact;
use crate::text::Text;

/// Stable name of a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WarningCode {
    /// Levels above what the unit can reach (deck slide 25).
    CeilingExceeded,
    /// Levels below what the unit can reach, such as negative counts.
    FloorPassed,
    /// Levels below zero although x is not.
    LevelsBelowZero,
    /// Fewer than three baseline years.
    FewerThanThreeYears,
    /// Years before the last three are given and not counted.
    EarlierYearsNotCounted,
    /// A year between the first and the last has no result.
    MissingYear,
    /// Pattern 3: level 3 rewards no recovery.
    NoRecoveryRewarded,
    /// The trend suggests another pattern.
    PatternDiffersFromTrend,
    /// Something is given that the pattern does not use.
    ConditionUnused,
    /// Level 3 is worse than last year's result.
    #[serde(rename = "level-3-below-last-result")]
    Level3BelowLastResult,
    /// Pattern 4: the level 3 asked for was worse than last year's result and was lifted to it.
    #[serde(rename = "level-3-lifted")]
    Level3Lifted,
    /// Levels are not evenly spaced.
    UnevenSpacing,
    /// x has no last decimal.
    NonTerminating,
    /// Ranks beyond the size of the ranking.
    RankOutsidePool,
    /// Levels better than rank 1.
    RankInfeasible,
    /// Last year's result has reached the mandate.
    MandateReached,
    /// The comparators are not named, or their year is not known.
    ComparatorsUnnamed,
    /// A milestone alone, where the deck wants one with outputs (deck slide 39).
    MilestoneWithoutOutput,
    /// A hybrid that is not milestones at 1–2 and outputs at 3–5 (deck slide 39).
    HybridOrder,
    /// The committee departed from the proposal.
    CommitteeOverride,
}

/// One doubt, in words; the levels it is about, where it is about some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    code: WarningCode,
    text: Text,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    levels: Vec<u8>,
}

impl Warning {
    fn new(code: WarningCode, th: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, text: Text::new(th, en), levels: Vec::new() }
    }

    fn at(mut self, levels: &[u8]) -> Self {
        self.levels = levels.to_vec();
        self
    }

    /// Stable name.
    pub fn code(&self) -> WarningCode {
        self.code
    }

    /// In words.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Levels it is about, from 1 to 5; empty when it is about the whole.
    pub fn levels(&self) -> &[u8] {
        &self.levels
    }

    pub(super) fn ceiling_exceeded(levels: &[u8], ceiling: &Exact) -> Self {
        let (list, ceiling, advice) = (list(levels), ceiling.shown(4), advice(levels));
        Self::new(
            WarningCode::CeilingExceeded,
            format!("ระดับ {list} เกินค่าสูงสุดที่เป็นไปได้ {ceiling}: {}", advice.th),
            format!("level {list} lies above the ceiling of {ceiling}: {}", advice.en),
        )
        .at(levels)
    }

    pub(super) fn floor_passed(levels: &[u8], floor: &Exact) -> Self {
        let (list, floor, advice) = (list(levels), floor.shown(4), advice(levels));
        Self::new(
            WarningCode::FloorPassed,
            format!("ระดับ {list} ต่ำกว่าค่าต่ำสุดที่เป็นไปได้ {floor}: {}", advice.th),
            format!("level {list} lies below the floor of {floor}: {}", advice.en),
        )
        .at(levels)
    }

    pub(super) fn levels_below_zero(levels: &[u8]) -> Self {
        let list = list(levels);
        Self::new(
            WarningCode::LevelsBelowZero,
            format!("ช่วงปรับกว้างเกินไป ระดับ {list} ติดลบ: กรุณาใช้ช่วงปรับที่แคบลงหากค่าติดลบไม่ได้"),
            format!(
                "the interval is wide: level {list} lies below zero; use a smaller one if the unit cannot be negative"
            ),
        )
        .at(levels)
    }

    pub(super) fn fewer_than_three_years(years: usize) -> Self {
        Self::new(
            WarningCode::FewerThanThreeYears,
            format!("ข้อมูลพื้นฐานมีเพียง {years} ปี ไม่ครบ 3 ปี: กรุณาให้คณะกรรมการพิจารณา"),
            format!("the baseline has fewer than three years ({years}): ask the committee"),
        )
    }

    pub(super) fn earlier_years_not_counted(years: usize) -> Self {
        Self::new(
            WarningCode::EarlierYearsNotCounted,
            format!("มีข้อมูลพื้นฐานก่อนหน้าอีก {years} ปี ซึ่งไม่นำมาคิด ใช้เฉพาะ 3 ปีล่าสุด"),
            format!("earlier years ({years}) are not counted: the deck looks three years back"),
        )
    }

    pub(super) fn missing_year(years: &[u16]) -> Self {
        let years = years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        Self::new(
            WarningCode::MissingYear,
            format!("ไม่มีผลการดำเนินงานปีงบประมาณ พ.ศ. {years}: กรุณาตรวจสอบข้อมูลพื้นฐาน"),
            format!("no result for fiscal year {years}: check the baseline"),
        )
    }

    pub(super) fn no_recovery_rewarded() -> Self {
        Self::new(
            WarningCode::NoRecoveryRewarded,
            "ระดับ 3 เท่ากับผลปีล่าสุดซึ่งลดลงแล้ว การคงระดับเดิมก็ได้ 3 คะแนน โดยไม่ต้องฟื้นตัว",
            "level 3 is last year's result, after a decline: staying there scores 3 and no recovery is asked for",
        )
    }

    pub(super) fn pattern_differs_from_trend(pattern: Pattern, trend: Trend) -> Self {
        let (number, words) = (pattern.number(), trend.text());
        let suggested = trend.suggests().map_or(pattern, |p| p).number();
        Self::new(
            WarningCode::PatternDiffersFromTrend,
            format!("ใช้รูปแบบที่ {number} แต่ข้อมูลพื้นฐานมี{} ซึ่งตรงกับรูปแบบที่ {suggested}", words.th),
            format!("pattern {number} is used, but the baseline is {}, which suggests pattern {suggested}", words.en),
        )
    }

    pub(super) fn condition_unused(chosen: Pattern, what: &Text) -> Self {
        let number = chosen.number();
        Self::new(
            WarningCode::ConditionUnused,
            format!("ระบุ{}ไว้ แต่รูปแบบที่ {number} ไม่ได้นำมาใช้", what.th),
            format!("{} is given and pattern {number} does not use it", what.en),
        )
    }

    pub(super) fn level3_below_last_result(level3: &Exact, last: &Exact) -> Self {
        let (level3, last) = (level3.shown(4), last.shown(4));
        Self::new(
            WarningCode::Level3BelowLastResult,
            format!("ระดับ 3 = {level3} แย่กว่าผลการดำเนินงานปีล่าสุด {last}"),
            format!("level 3 of {level3} is worse than last year's result of {last}"),
        )
        .at(&[3])
    }

    pub(super) fn level3_lifted(asked: &Exact, last: &Exact) -> Self {
        let (asked, last) = (asked.shown(4), last.shown(4));
        Self::new(
            WarningCode::Level3Lifted,
            format!("ระดับ 3 ที่ขอ {asked} แย่กว่าผลการดำเนินงานปีล่าสุด {last} จึงปรับเป็น {last}"),
            format!("the level 3 asked for, {asked}, is worse than last year's result and was lifted to {last}"),
        )
        .at(&[3])
    }

    pub(super) fn uneven_spacing(levels: &Levels) -> Self {
        let steps: Vec<String> = levels.values().windows(2).map(|pair| (&pair[1] - &pair[0]).abs().shown(4)).collect();
        let steps = steps.join(", ");
        Self::new(
            WarningCode::UnevenSpacing,
            format!("ช่วงระหว่างระดับไม่เท่ากัน ({steps})"),
            format!("the levels are not evenly spaced ({steps})"),
        )
    }

    pub(super) fn non_terminating(x: &Exact) -> Self {
        Self::new(
            WarningCode::NonTerminating,
            format!("ค่า x = {} เป็นทศนิยมไม่รู้จบ แสดงเพียง {} แต่คำนวณด้วยค่าเต็ม", x.fraction(), x.shown(4)),
            format!("x = {} has no last decimal: shown as {}, kept exactly", x.fraction(), x.shown(4)),
        )
    }

    pub(super) fn rank_outside_pool(pool: u32, levels: &[u8]) -> Self {
        let list = list(levels);
        Self::new(
            WarningCode::RankOutsidePool,
            format!("อันดับของระดับ {list} เกินจำนวนหน่วยงานที่จัดอันดับ {pool} แห่ง"),
            format!("ranks of level {list} lie beyond the {pool} that are ranked"),
        )
        .at(levels)
    }

    pub(super) fn rank_infeasible(levels: &[u8]) -> Self {
        let (list, advice) = (list(levels), advice(levels));
        Self::new(
            WarningCode::RankInfeasible,
            format!("ระดับ {list} ดีกว่าอันดับ 1 ซึ่งเป็นไปไม่ได้: {}", advice.th),
            format!("level {list} would be better than rank 1: {}", advice.en),
        )
        .at(levels)
    }

    pub(super) fn mandate_reached(mandate: &Exact, last: &Exact) -> Self {
        let (mandate, last) = (mandate.shown(4), last.shown(4));
        Self::new(
            WarningCode::MandateReached,
            format!("ผลการดำเนินงานปีล่าสุด {last} บรรลุค่าเป้าหมายที่กำหนดมา {mandate} แล้ว"),
            format!("last year's result of {last} has reached the mandate of {mandate} already"),
        )
    }

    pub(super) fn comparators_unnamed() -> Self {
        Self::new(
            WarningCode::ComparatorsUnnamed,
            "ยังไม่ระบุชื่อหรือปีของหน่วยงานเทียบเคียง: กรุณาระบุเพื่อให้ตรวจสอบได้",
            "the comparators' names or their year are not given: record them, so that they can be checked",
        )
    }

    pub(super) fn milestone_without_output() -> Self {
        Self::new(
            WarningCode::MilestoneWithoutOutput,
            "ควรกำหนดเป็น Milestone + Output = Hybrid โดยให้คะแนน 3–5 เป็นผลผลิต",
            "the deck wants milestones with outputs (hybrid): outputs at levels 3 to 5",
        )
    }

    pub(super) fn hybrid_order(levels: &[u8]) -> Self {
        let list = list(levels);
        Self::new(
            WarningCode::HybridOrder,
            format!("ตัวชี้วัดแบบ Hybrid ควรเป็น Milestone ที่คะแนน 1–2 และผลผลิตที่คะแนน 3–5 แต่ระดับ {list} ไม่เป็นเช่นนั้น"),
            format!("a hybrid has milestones at levels 1–2 and outputs at 3–5; level {list} is otherwise"),
        )
        .at(levels)
    }

    pub(super) fn committee_override(what: &Text, reason: &Text) -> Self {
        Self::new(
            WarningCode::CommitteeOverride,
            format!("คณะกรรมการมีมติต่างจากข้อเสนอ: {} เหตุผล: {}", what.th, reason.th),
            format!("the committee decided otherwise: {}; reason: {}", what.en, reason.english()),
        )
    }
}

fn list(levels: &[u8]) -> String {
    levels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Asserts that a text has Thai letters in Thai, and an English wording without them.
#[cfg(test)]
pub(super) fn is_bilingual(text: &Text) {
    let thai = |s: &str| s.contains(|c| ('ก'..='๙').contains(&c));
    assert!(thai(&text.th), "{text:?}");
    assert!(!text.en.is_empty() && !thai(&text.en), "{text:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_warning() -> Vec<Warning> {
        let x: Exact = "239/3".parse().unwrap();
        let levels = Levels::new([1, 2, 4, 8, 16].map(Exact::whole)).unwrap();
        vec![
            Warning::ceiling_exceeded(&[5], &x),
            Warning::floor_passed(&[1], &x),
            Warning::levels_below_zero(&[1]),
            Warning::fewer_than_three_years(2),
            Warning::earlier_years_not_counted(2),
            Warning::missing_year(&[2551, 2552]),
            Warning::no_recovery_rewarded(),
            Warning::pattern_differs_from_trend(Pattern::Improving, Trend::Fluctuating),
            Warning::condition_unused(Pattern::Mandate, &Pattern::Benchmark.condition()),
            Warning::level3_below_last_result(&x, &x),
            Warning::level3_lifted(&x, &x),
            Warning::uneven_spacing(&levels),
            Warning::non_terminating(&x),
            Warning::rank_outside_pool(10, &[1]),
            Warning::rank_infeasible(&[5]),
            Warning::mandate_reached(&x, &x),
            Warning::comparators_unnamed(),
            Warning::milestone_without_output(),
            Warning::hybrid_order(&[1]),
            Warning::committee_override(&Text::new("ก", "a"), &Text::new("ข", "b")),
        ]
    }

    #[test]
    fn every_warning_speaks_both_languages_under_its_own_code() {
        let all = every_warning();
        for warning in &all {
            is_bilingual(warning.text());
        }
        let codes: std::collections::BTreeSet<_> = all.iter().map(Warning::code).collect();
        assert_eq!(codes.len(), all.len());
    }

    #[test]
    fn warnings_name_their_figures_and_levels() {
        let all = every_warning();
        let english = |code| all.iter().find(|w| w.code() == code).map(|w| w.text().en.as_str()).unwrap();
        assert_eq!(
            english(WarningCode::NonTerminating),
            "x = 239/3 has no last decimal: shown as 79.6667, kept exactly"
        );
        assert_eq!(english(WarningCode::UnevenSpacing), "the levels are not evenly spaced (1, 2, 4, 8)");
        assert_eq!(english(WarningCode::MissingYear), "no result for fiscal year 2551, 2552: check the baseline");
        assert_eq!(
            english(WarningCode::PatternDiffersFromTrend),
            "pattern 1 is used, but the baseline is fluctuating, which suggests pattern 2"
        );
        assert_eq!(english(WarningCode::CommitteeOverride), "the committee decided otherwise: a; reason: b");
        let levels = |code| all.iter().find(|w| w.code() == code).map(Warning::levels).unwrap();
        assert_eq!(levels(WarningCode::CeilingExceeded), [5]);
        assert_eq!(
            (levels(WarningCode::Level3BelowLastResult), levels(WarningCode::Level3Lifted)),
            (&[3][..], &[3][..])
        );
        assert!(levels(WarningCode::FewerThanThreeYears).is_empty());
    }

    #[test]
    fn figures_are_shown_to_four_decimals_in_both_languages() {
        let all = every_warning();
        let with_figures: Vec<_> = all.iter().filter(|w| w.text().en.contains("79.")).collect();
        assert_eq!(with_figures.len(), 6);
        for text in with_figures.iter().flat_map(|w| [&w.text().th, &w.text().en]) {
            let figures = text.matches("79.").count();
            assert!(figures > 0 && text.matches("79.6667").count() == figures, "{text}");
        }
    }

    #[test]
    fn codes_are_short_names_in_files() {
        assert_eq!(
            serde_json::to_string(&WarningCode::Level3BelowLastResult).unwrap(),
            "\"level-3-below-last-result\""
        );
        assert_eq!(serde_json::to_string(&WarningCode::CeilingExceeded).unwrap(), "\"ceiling-exceeded\"");
    }
}
