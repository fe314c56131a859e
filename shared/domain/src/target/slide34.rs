//! The deck's own example of pattern 4, which breaks the deck's own rule in one of its readings: it must be flagged.
//!
//! The text of slide 34 is `,0002,3232,4891,8002,1002,4002,7003,000 (กำหนดเป้าหมาย 3,000)`: the first digit of the first
//! baseline value is lost (2,000 or 1,000), and so are the heads of the columns (2552–2554, or the reverse).

use serde::Serialize;

use super::baseline::Baseline;
use super::error::TargetError;
use super::mandate::{Pattern4Check, pattern4_check};
use super::trend::Trend;
use crate::criteria::Levels;
use crate::exact::Exact;
use crate::text::Text;

/// In which order the columns of the baseline may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Columns {
    /// 2552 to 2554: the last column is the last result.
    OldestFirst,
    /// 2554 to 2552: the first column is.
    NewestFirst,
}

/// One way to read the slide, and what the rule of slide 33 says to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Order of the columns.
    pub columns: Columns,
    /// Baseline, oldest first, with the lost digit restored.
    pub baseline: Baseline,
    /// What it does.
    pub trend: Trend,
    /// The levels of the slide against it.
    pub check: Pattern4Check,
}

/// All readings of the slide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slide34 {
    /// 3,000.
    pub mandate: Exact,
    /// 1,800 / 2,100 / 2,400 / 2,700 / 3,000, which are certain.
    pub levels: Levels,
    /// Both orders with both digits.
    pub readings: Vec<Reading>,
}

impl Slide34 {
    /// Whether some reading breaks the rule, so that the levels must not be taken over unseen.
    pub fn flagged(&self) -> bool {
        self.readings.iter().any(|r| r.check.blocked())
    }

    /// The levels that hold under every reading, where the slide's do not.
    pub fn repaired(&self) -> Option<&Levels> {
        self.readings.iter().find_map(|r| r.check.repaired.as_ref())
    }

    /// For the committee.
    pub fn sentence(&self) -> Text {
        let broken = self.readings.iter().filter(|r| r.check.blocked()).count();
        let all = self.readings.len();
        let finding = self.readings.iter().find(|r| r.check.blocked()).map(|r| r.check.sentence()).unwrap_or_default();
        Text::new(
            format!("สไลด์ 34 อ่านได้ {all} แบบ ขัดกับหลักเกณฑ์ของสไลด์ 33 จำนวน {broken} แบบ: {}", finding.th),
            format!("slide 34 can be read in {all} ways, {broken} of which break the rule of slide 33: {}", finding.en),
        )
    }
}

/// Slide 34 in both column orders and with both first digits.
pub fn slide34() -> Result<Slide34, TargetError> {
    let mandate = Exact::whole(3000);
    let levels = Levels::new([1800, 2100, 2400, 2700, 3000].map(Exact::whole))?;
    let mut readings = Vec::new();
    for columns in [Columns::OldestFirst, Columns::NewestFirst] {
        for first in [2000, 1000] {
            let mut values = [first, 2323, 2489].map(Exact::whole).to_vec();
            if columns == Columns::NewestFirst {
                values.reverse();
            }
            let baseline = Baseline::plain(values)?;
            let trend = baseline.trend(levels.direction());
            let check = pattern4_check(&mandate, &levels, baseline.last());
            readings.push(Reading { columns, baseline, trend, check });
        }
    }
    Ok(Slide34 { mandate, levels, readings })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::warning::is_bilingual;

    #[test]
    fn slide_34_is_flagged_and_repaired() {
        let s = slide34().unwrap();
        assert!(s.flagged());
        let repaired = ["1978", "2233.5", "2489", "2744.5", "3000"].map(|v| v.parse().unwrap());
        assert_eq!(s.repaired(), Some(&Levels::new(repaired).unwrap()));
        is_bilingual(&s.sentence());
        assert!(s.sentence().en.starts_with("slide 34 can be read in 4 ways, 2 of which break"));
        assert!(s.sentence().en.contains("2400 < 2489") && s.sentence().en.contains("2233.5"));
    }

    #[test]
    fn the_rule_holds_only_if_the_columns_run_backwards() {
        let found: Vec<_> = slide34()
            .unwrap()
            .readings
            .iter()
            .map(|r| (r.columns, r.baseline.last().to_whole().unwrap(), r.trend, r.check.violation.clone()))
            .collect();
        let broken = Some("2400 < 2489".to_owned());
        assert_eq!(
            found,
            [
                (Columns::OldestFirst, 2489, Trend::Improving, broken.clone()),
                (Columns::OldestFirst, 2489, Trend::Improving, broken),
                (Columns::NewestFirst, 2000, Trend::Declining, None),
                (Columns::NewestFirst, 1000, Trend::Declining, None),
            ]
        );
    }

    #[test]
    fn the_lost_digit_stands_in_the_first_column() {
        let firsts: Vec<i64> = slide34()
            .unwrap()
            .readings
            .iter()
            .map(|r| {
                let values = r.baseline.values();
                if r.columns == Columns::OldestFirst { &values[0] } else { &values[2] }.to_whole().unwrap()
            })
            .collect();
        assert_eq!(firsts, [2000, 1000, 2000, 1000]);
    }

    #[test]
    fn a_slide_without_a_broken_reading_is_not_flagged() {
        let mut s = slide34().unwrap();
        s.readings.retain(|r| r.columns == Columns::NewestFirst);
        assert_eq!((s.flagged(), s.repaired()), (false, None));
    }
}
