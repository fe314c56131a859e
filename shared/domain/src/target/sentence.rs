//! A proposal in one sentence, Thai and English: pattern, baseline, x, interval and levels.

use super::bands::Band;
use super::baseline::Baseline;
use super::benchmark::Standing;
use super::details::{Details, ReasonCode, Targets};
use super::proposal::Proposal;
use super::unit_cost::ScoredOn;
use crate::exact::Exact;
use crate::text::Text;

impl ReasonCode {
    /// The rule in words, with the slide it stands on.
    pub fn text(self) -> Text {
        match self {
            Self::LastResult => Text::new(
                "ค่า x คือผลการดำเนินงานปีล่าสุด กำหนดไว้ที่คะแนน 3 (รูปแบบที่ 1)",
                "x is last year's result and stands at level 3 (pattern 1, deck slide 27).",
            ),
            Self::Mean => Text::new(
                "ค่า x คือผลการดำเนินงานเฉลี่ยย้อนหลัง กำหนดไว้ที่คะแนน 3 (รูปแบบที่ 2)",
                "x is the mean of the baseline and stands at level 3 (pattern 2, deck slide 29).",
            ),
            Self::LastResultNotMean => Text::new(
                "ค่า x คือผลการดำเนินงานปีล่าสุด ไม่ควรใช้ค่าเฉลี่ย กำหนดไว้ที่คะแนน 3 (รูปแบบที่ 3)",
                "x is last year's result, not the mean, and stands at level 3 (pattern 3, deck slide 31).",
            ),
            Self::NoChange => Text::new(
                "ข้อมูลพื้นฐานคงที่ รูปแบบที่ 1 ถึง 3 ให้ค่า x เท่ากัน กำหนดไว้ที่คะแนน 3",
                "the baseline is flat: patterns 1 to 3 give the same x, which stands at level 3.",
            ),
            Self::MandateAtLevel5 => Text::new(
                "ค่าเป้าหมายที่กำหนดมาอยู่ที่คะแนน 5 และคะแนน 3 ต้องไม่แย่กว่าผลการดำเนินงานปีล่าสุด (รูปแบบที่ 4)",
                "the mandate stands at level 5, and level 3 not below last year's result (pattern 4, deck slide 33).",
            ),
            Self::PlannedUnits => Text::new(
                "ปริมาณผลผลิตตามงบประมาณที่ได้รับอยู่ที่คะแนน 3 (รูปแบบที่ 5)",
                "what the budget buys stands at level 3 (pattern 5, deck slides 33 and 35).",
            ),
            Self::OwnBetter => Text::new(
                "ผลงานของตนเองดีกว่าหน่วยงานเทียบเคียง จึงใช้ผลงานของตนเองเป็นคะแนน 3 (รูปแบบที่ 6.1)",
                "the own result is better than the comparators' and stands at level 3 (pattern 6.1, deck slide 36).",
            ),
            Self::ComparatorsMean => Text::new(
                "ผลงานของตนเองแย่กว่าหน่วยงานเทียบเคียง จึงใช้ค่าเฉลี่ยของหน่วยงานเทียบเคียงเป็นคะแนน 3 (รูปแบบที่ 6.2)",
                "the comparators' mean beats the own result and stands at level 3 (pattern 6.2, deck slide 36).",
            ),
            Self::EqualToComparators => Text::new(
                "ผลงานของตนเองเท่ากับค่าเฉลี่ยของหน่วยงานเทียบเคียง ค่านั้นอยู่ที่คะแนน 3 (รูปแบบที่ 6)",
                "the own result equals the comparators' mean and stands at level 3 (pattern 6, deck slide 36).",
            ),
            Self::ShareOfWhole => Text::new(
                "สัดส่วนเดิมคิดเป็นร้อยละของส่วนแรก กำหนดไว้ที่คะแนน 3 (รูปแบบที่ 7)",
                "the first part in percent of the whole stands at level 3 (pattern 7, deck slide 37).",
            ),
            Self::DeviationFromIdeal => Text::new(
                "ให้คะแนนจากระยะห่างจากสัดส่วนที่เหมาะสม ยิ่งห่างน้อยยิ่งดี (รูปแบบที่ 7)",
                "the distance from the ideal share is scored, lower is better (pattern 7, deck slide 37).",
            ),
            Self::SameRank => Text::new(
                "อันดับเดิมอยู่ที่คะแนน 3 (รูปแบบที่ 8)",
                "the same rank as before stands at level 3 (pattern 8, deck slide 37).",
            ),
            Self::RankBand => Text::new(
                "อันดับเดิมอยู่ในช่วงของคะแนน 3 (รูปแบบที่ 8)",
                "the same rank as before lies in the band of level 3 (pattern 8, deck slides 37 and 38).",
            ),
        }
    }
}

impl Proposal {
    /// Pattern, baseline, x, interval and levels in one sentence; figures shown to four decimals.
    pub fn sentence(&self) -> Text {
        let (number, x) = (self.pattern().number(), self.x().shown(4));
        let baseline = self.baseline().map(|b| self.baseline_words(b)).unwrap_or_default();
        let details = self.details().words();
        let spacing = self.spacing_words();
        Text::new(
            format!("รูปแบบที่ {number}: {}{}ค่า x = {x} ที่คะแนน 3 {}", baseline.th, details.th, spacing.th),
            format!("Pattern {number}: {}{}x = {x} at level 3, {}.", baseline.en, details.en, spacing.en),
        )
    }

    fn baseline_words(&self, baseline: &Baseline) -> Text {
        let values = shown(baseline.values());
        let trend = self.trend().map(super::trend::Trend::text).unwrap_or_default();
        let years = baseline.years().unwrap_or_default();
        match (years.first(), years.last()) {
            (Some(first), Some(last)) => Text::new(
                format!("ข้อมูลพื้นฐานปีงบประมาณ พ.ศ. {first}–{last}: {values} ({}) ", trend.th),
                format!("baseline of fiscal years {first}–{last}: {values} ({}); ", trend.en),
            ),
            _ => {
                Text::new(format!("ข้อมูลพื้นฐาน {values} ({}) ", trend.th), format!("baseline {values} ({}); ", trend.en))
            }
        }
    }

    fn spacing_words(&self) -> Text {
        let levels = match self.targets() {
            Targets::Levels(levels) => levels,
            Targets::Bands(bands) => {
                let all: Vec<Text> = bands.as_slice().iter().map(band_words).collect();
                let join = |words: fn(&Text) -> &str| all.iter().map(words).collect::<Vec<_>>().join(", ");
                return Text::new(join(|t| &t.th), join(|t| &t.en));
            }
        };
        let values = levels.values().iter().map(|v| v.shown(4)).collect::<Vec<_>>().join(" / ");
        match self.interval() {
            Some(n) => Text::new(
                format!("ช่วงปรับ +/− {} ต่อ 1 คะแนน ค่าเป้าหมายระดับ 1–5: {values}", n.shown(4)),
                format!("interval {} per point, levels 1–5: {values}", n.shown(4)),
            ),
            None => Text::new(
                format!("ช่วงปรับไม่เท่ากัน ค่าเป้าหมายระดับ 1–5: {values}"),
                format!("uneven intervals, levels 1–5: {values}"),
            ),
        }
    }
}

impl Details {
    /// What the pattern worked with; empty where that is the baseline alone.
    fn words(&self) -> Text {
        let s = |value: &Exact| value.shown(4);
        match self {
            Self::Baseline | Self::Rank { pool: None } => Text::default(),
            Self::Decline { rejected_mean } => Text::new(
                format!("ไม่ใช้ค่าเฉลี่ย {} ", s(rejected_mean)),
                format!("the mean of {} is not used; ", s(rejected_mean)),
            ),
            Self::Mandate { target, last } => Text::new(
                format!("ค่าเป้าหมายที่กำหนดมา {} ที่คะแนน 5 ผลปีล่าสุด {} ", s(target), s(last)),
                format!("mandate of {} at level 5, last year's result {}; ", s(target), s(last)),
            ),
            Self::UnitCost { budget, units, unit_cost, scored_on, .. } => {
                let measure = scored_on.text();
                Text::new(
                    format!(
                        "งบประมาณ {} ล้านบาท ผลผลิต {} หน่วย ต้นทุนต่อหน่วย {} ล้านบาท ให้คะแนนจาก{} ",
                        s(budget),
                        s(units),
                        s(unit_cost),
                        measure.th
                    ),
                    format!(
                        "budget of {} million baht for {} units, {} million baht each, scored on {}; ",
                        s(budget),
                        s(units),
                        s(unit_cost),
                        measure.en
                    ),
                )
            }
            Self::Benchmark { own, mean, standing, .. } => {
                let rule = standing.map_or("6", Standing::rule);
                Text::new(
                    format!("ผลงานตนเอง {} ค่าเฉลี่ยหน่วยงานเทียบเคียง {} (ข้อ {rule}) ", s(own), s(mean)),
                    format!("own result {}, comparators' mean {} (rule {rule}); ", s(own), s(mean)),
                )
            }
            Self::Proportion { first, second, .. } => Text::new(
                format!("สัดส่วน {}:{} ", s(first), s(second)),
                format!("proportion {}:{}; ", s(first), s(second)),
            ),
            Self::TwoSided { ideal } => Text::new(
                format!("ระยะห่างจากสัดส่วนที่เหมาะสมร้อยละ {} ", s(ideal)),
                format!("distance from the ideal share of {} percent; ", s(ideal)),
            ),
            Self::Rank { pool: Some(pool) } => {
                Text::new(format!("จัดอันดับทั้งหมด {pool} แห่ง "), format!("{pool} are ranked; "))
            }
        }
    }
}

impl ScoredOn {
    /// The measure in words.
    pub fn text(self) -> Text {
        match self {
            Self::Units => Text::new("ปริมาณผลผลิต", "the number of units"),
            Self::UnitCost => Text::new("ต้นทุนต่อหน่วย", "the cost of a unit"),
        }
    }
}

fn band_words(band: &Band) -> Text {
    let Band { level, from, to } = band;
    match to {
        Some(to) if to == from => {
            Text::new(format!("ระดับ {level}: อันดับ {from}"), format!("level {level}: rank {from}"))
        }
        Some(to) => Text::new(format!("ระดับ {level}: อันดับ {from}–{to}"), format!("level {level}: ranks {from}–{to}")),
        None => Text::new(format!("ระดับ {level}: อันดับ {from} ลงไป"), format!("level {level}: rank {from} and worse")),
    }
}

fn shown(values: &[Exact]) -> String {
    values.iter().map(|v| v.shown(4)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Standing, TargetInput, propose, warning::is_bilingual};

    fn sentence(json: &str) -> Text {
        let input: TargetInput = serde_json::from_str(json).unwrap();
        let text = propose(&input).unwrap().sentence();
        is_bilingual(&text);
        text
    }

    #[test]
    fn a_sentence_names_pattern_baseline_x_interval_and_levels() {
        let text = sentence(r#"{"baseline":[80,74,85],"years":[2552,2553,2554],"direction":"higher","interval":3}"#);
        assert_eq!(
            text.en,
            "Pattern 2: baseline of fiscal years 2552–2554: 80, 74, 85 (fluctuating); x = 79.6667 at level 3, \
             interval 3 per point, levels 1–5: 73.6667 / 76.6667 / 79.6667 / 82.6667 / 85.6667."
        );
        assert_eq!(
            text.th,
            "รูปแบบที่ 2: ข้อมูลพื้นฐานปีงบประมาณ พ.ศ. 2552–2554: 80, 74, 85 (แนวโน้มขึ้นลงไม่แน่นอน) ค่า x = 79.6667 ที่คะแนน 3 \
             ช่วงปรับ +/− 3 ต่อ 1 คะแนน ค่าเป้าหมายระดับ 1–5: 73.6667 / 76.6667 / 79.6667 / 82.6667 / 85.6667"
        );
        let uneven = sentence(r#"{"baseline":[5,7,9],"direction":"higher","levels":[1,2,9,10,11]}"#);
        assert!(
            uneven.en.contains("baseline 5, 7, 9 (improving); x = 9 at level 3, uneven intervals, levels 1–5: 1 / 2")
        );
        assert!(uneven.th.contains("ช่วงปรับไม่เท่ากัน"), "{}", uneven.th);
    }

    #[test]
    fn each_pattern_says_what_it_worked_with() {
        for (json, words) in [
            (r#"{"baseline":[90,85,81],"direction":"higher","interval":2}"#, "the mean of 85.3333 is not used"),
            (
                r#"{"mandate":{"target_at_5":3000},"baseline":[2489],"direction":"higher"}"#,
                "mandate of 3000 at level 5, last year's result 2489",
            ),
            (
                r#"{"budget":{"budget_million_baht":10,"planned_units_at_3":8,"interval_units":2}}"#,
                "budget of 10 million baht for 8 units, 1.25 million baht each, scored on the number of units",
            ),
            (
                r#"{"budget":{"budget_million_baht":10,"planned_units_at_3":8,"scored_on":"unit_cost"},"interval":2}"#,
                "scored on the cost of a unit",
            ),
            (
                r#"{"benchmark":{"own":88,"comparators":[{"value":82}]},"direction":"higher","interval":2}"#,
                "own result 88, comparators' mean 82 (rule 6.1)",
            ),
            (
                r#"{"benchmark":{"own":82,"comparators":[{"value":82}]},"direction":"higher","interval":2}"#,
                "own result 82, comparators' mean 82 (rule 6)",
            ),
            (r#"{"ratio":[13,7],"direction":"higher","interval":5}"#, "proportion 13:7; x = 65"),
            (
                r#"{"two_sided":{"ideal_percent":67,"deviation_levels":[12,9,6,3,0]}}"#,
                "distance from the ideal share of 67 percent",
            ),
            (r#"{"rank":{"previous":46,"pool":76},"interval":4}"#, "76 are ranked; x = 46"),
            (r#"{"rank":{"previous":46},"interval":4}"#, "Pattern 8: x = 46 at level 3"),
        ] {
            let text = sentence(json);
            assert!(text.en.contains(words), "{words}: {}", text.en);
        }
    }

    #[test]
    fn bands_are_read_out_one_by_one() {
        let text = sentence(
            r#"{"rank":{"previous":7,"bands":[{"level":5,"from":1,"to":1},{"level":4,"from":2,"to":4},
                {"level":3,"from":5,"to":10},{"level":2,"from":11}]}}"#,
        );
        assert_eq!(
            text.en,
            "Pattern 8: x = 7 at level 3, level 5: rank 1, level 4: ranks 2–4, level 3: ranks 5–10, level 2: \
             rank 11 and worse."
        );
        assert!(text.th.ends_with("ระดับ 5: อันดับ 1, ระดับ 4: อันดับ 2–4, ระดับ 3: อันดับ 5–10, ระดับ 2: อันดับ 11 ลงไป"));
    }

    #[test]
    fn every_rule_has_words_of_its_own() {
        let all = [
            ReasonCode::LastResult,
            ReasonCode::Mean,
            ReasonCode::LastResultNotMean,
            ReasonCode::NoChange,
            ReasonCode::MandateAtLevel5,
            ReasonCode::PlannedUnits,
            ReasonCode::OwnBetter,
            ReasonCode::ComparatorsMean,
            ReasonCode::EqualToComparators,
            ReasonCode::ShareOfWhole,
            ReasonCode::DeviationFromIdeal,
            ReasonCode::SameRank,
            ReasonCode::RankBand,
        ];
        let texts: std::collections::BTreeSet<Text> = all.into_iter().map(ReasonCode::text).collect();
        assert_eq!(texts.len(), all.len());
        for text in &texts {
            is_bilingual(text);
        }
        assert_eq!([Standing::OwnBetter.rule(), Standing::OwnWorse.rule()], ["6.1", "6.2"]);
    }
}
