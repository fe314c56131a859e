//! How often something is owed, and for which periods of a year.

use serde::{Deserialize, Serialize};

use crate::calendar::{FiscalYear, Half, Period, Quarter, Round, TwoMonths};
use crate::text::Text;

/// How often a report is owed (deck slides 57–58).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// At the start of the fiscal year.
    StartOfYear,
    /// With the budget request of the next year.
    WithBudgetRequest,
    /// Every year of a prime minister's term.
    YearlyByTerm,
    /// At the end of the fiscal year.
    EndOfYear,
    /// Every six months.
    HalfYearly,
    /// In the rounds of 6, 9 and 12 months.
    Rounds,
    /// Every quarter.
    Quarterly,
    /// Every two months.
    EveryTwoMonths,
    /// All the time, through access to a system: nothing is sent.
    Continuous,
    /// As the agency wishes: nothing is due.
    Voluntary,
    /// Owed, but never asked for yet.
    NeverYet,
}

impl Frequency {
    /// All, rarest first, without a schedule last.
    pub const ALL: [Self; 11] = [
        Self::StartOfYear,
        Self::WithBudgetRequest,
        Self::YearlyByTerm,
        Self::EndOfYear,
        Self::HalfYearly,
        Self::Rounds,
        Self::Quarterly,
        Self::EveryTwoMonths,
        Self::Continuous,
        Self::Voluntary,
        Self::NeverYet,
    ];

    /// Scheduled submissions a year.
    pub fn per_year(self) -> u32 {
        match self {
            Self::StartOfYear | Self::WithBudgetRequest | Self::YearlyByTerm | Self::EndOfYear => 1,
            Self::HalfYearly => 2,
            Self::Rounds => 3,
            Self::Quarterly => 4,
            Self::EveryTwoMonths => 6,
            Self::Continuous | Self::Voluntary | Self::NeverYet => 0,
        }
    }

    /// The periods of a year that something is submitted for.
    pub fn periods(self, year: FiscalYear) -> Vec<Period> {
        match self {
            Self::StartOfYear | Self::WithBudgetRequest | Self::YearlyByTerm | Self::EndOfYear => {
                vec![Period::Year(year)]
            }
            Self::HalfYearly => vec![Period::Half(year, Half::First), Period::Half(year, Half::Second)],
            Self::Rounds => Round::ALL.map(|round| Period::Round(year, round)).to_vec(),
            Self::Quarterly => Quarter::ALL.map(|quarter| Period::Quarter(year, quarter)).to_vec(),
            Self::EveryTwoMonths => TwoMonths::ALL.map(|two| Period::TwoMonths(year, two)).to_vec(),
            Self::Continuous | Self::Voluntary | Self::NeverYet => Vec::new(),
        }
    }

    /// In words.
    pub fn words(self) -> Text {
        let (th, en) = match self {
            Self::StartOfYear => ("ต้นปีงบประมาณ", "at the start of the fiscal year"),
            Self::WithBudgetRequest => ("ประกอบคำของบประมาณ", "with the budget request"),
            Self::YearlyByTerm => ("รายปีตามวาระการดำรงตำแหน่งของนายกรัฐมนตรี", "every year of the prime minister's term"),
            Self::EndOfYear => ("สิ้นปีงบประมาณ", "at the end of the fiscal year"),
            Self::HalfYearly => ("ทุก 6 เดือน", "every six months"),
            Self::Rounds => ("รอบ 6, 9 และ 12 เดือน", "in the rounds of 6, 9 and 12 months"),
            Self::Quarterly => ("ทุกไตรมาส", "every quarter"),
            Self::EveryTwoMonths => ("ทุก 2 เดือน", "every two months"),
            Self::Continuous => ("ต่อเนื่องผ่านระบบ", "all the time, through a system"),
            Self::Voluntary => ("ตามความสมัครใจ", "voluntarily"),
            Self::NeverYet => ("ยังไม่เคยมีการรายงาน", "never reported yet"),
        };
        Text::new(th, en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_frequency_has_as_many_periods_as_submissions() {
        let year = FiscalYear::new(2555).unwrap();
        let counts = Frequency::ALL.map(Frequency::per_year);
        assert_eq!(counts, [1, 1, 1, 1, 2, 3, 4, 6, 0, 0, 0]);
        for frequency in Frequency::ALL {
            let periods = frequency.periods(year);
            assert_eq!(u32::try_from(periods.len()), Ok(frequency.per_year()), "{frequency:?}");
            assert!(periods.iter().all(|period| period.year() == year));
            let (words, distinct) = (frequency.words(), periods.iter().collect::<std::collections::BTreeSet<_>>());
            assert!(!words.th.is_empty() && !words.en.is_empty());
            assert_eq!(distinct.len(), periods.len());
        }
    }

    #[test]
    fn reports_every_two_months_cover_the_year_once() {
        let year = FiscalYear::new(2555).unwrap();
        for frequency in [Frequency::HalfYearly, Frequency::Quarterly, Frequency::EveryTwoMonths] {
            let spans: Vec<_> = frequency.periods(year).into_iter().map(Period::span).collect();
            let days: usize = spans.iter().map(|span| span.days().count()).sum();
            assert_eq!((days, spans[0].first()), (366, year.span().first()), "{frequency:?}");
        }
    }
}
