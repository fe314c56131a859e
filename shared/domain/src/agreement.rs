//! The performance agreement (คำรับรองการปฏิบัติราชการ): indicators with weights and levels, for one year.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::FiscalYear;
use crate::criteria::Levels;
use crate::ids::{IndicatorNumber, OrganisationId};
use crate::text::Text;

/// Most indicators in one agreement.
pub const MAX_INDICATORS: usize = 500;
/// Longest name, unit or note in characters.
pub const MAX_TEXT: usize = 4_000;

/// At which level of government an indicator was set (deck slides 13, 65–70).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Ministry.
    Ministry,
    /// Mission group (กลุ่มภารกิจ).
    MissionGroup,
    /// Department.
    Department,
    /// Province or group of provinces.
    Province,
}

impl Tier {
    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::MissionGroup => "mission_group",
            Self::Department => "department",
            Self::Province => "province",
        }
    }
}

/// One indicator as agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Number in the agreement.
    pub number: IndicatorNumber,
    /// Official name.
    pub name: Text,
    /// Unit of measurement, for example ร้อยละ.
    pub unit: Text,
    /// Weight in percent of the whole agreement.
    pub weight: Decimal,
    /// Values of levels 1 to 5.
    pub levels: Levels,
    /// Decimals that values are shown with, 0 to 9.
    #[serde(default)]
    pub decimals: u8,
    /// Dimension and issue it belongs to.
    #[serde(default)]
    pub dimension: Text,
    /// Level of government.
    pub tier: Tier,
    /// Host agency that defines and assesses it.
    #[serde(default)]
    pub host: Text,
    /// True when weight or levels are not given by the source and only illustrate.
    #[serde(default)]
    pub illustrative: bool,
}

/// A signed agreement of one organisation for one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Who signed.
    pub organisation: OrganisationId,
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Version, from 1; an amendment is the next one.
    pub version: u32,
    /// Framework it was made under, for example `departments-2555`.
    pub framework: String,
    /// Where it was taken from.
    #[serde(default)]
    pub source: String,
    /// Indicators; numbers are unique and weights add up to 100.
    pub indicators: Vec<Indicator>,
}

/// What is wrong with an agreement; every defect names its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgreementError {
    /// None or too many.
    #[error("an agreement has 1 to 500 indicators, this one {0}")]
    Count(usize),
    /// One number given twice.
    #[error("indicator number {0} is given twice: renumber one of them")]
    Duplicate(IndicatorNumber),
    /// Weights do not add up.
    #[error("weights add up to {0}, not 100: correct them, nothing is renormalised silently")]
    Weights(Decimal),
    /// A weight outside 0–100.
    #[error("indicator {0}: weight {1} is not above 0 and at most 100")]
    Weight(IndicatorNumber, Decimal),
    /// A missing or over-long text.
    #[error("indicator {0}: {1} must have 1 to 4000 characters")]
    Text(IndicatorNumber, &'static str),
    /// Version 0.
    #[error("agreement versions begin at 1")]
    Version,
    /// More decimals than are kept.
    #[error("indicator {0}: at most 9 decimals are kept")]
    Decimals(IndicatorNumber),
}

impl Agreement {
    /// Every defect at once, so that whoever mends the file mends it in one go.
    pub fn defects(&self) -> Vec<AgreementError> {
        let mut out = Vec::new();
        if self.version == 0 {
            out.push(AgreementError::Version);
        }
        if self.indicators.is_empty() || self.indicators.len() > MAX_INDICATORS {
            out.push(AgreementError::Count(self.indicators.len()));
        }
        let mut seen = std::collections::BTreeSet::new();
        for i in &self.indicators {
            if !seen.insert(&i.number) {
                out.push(AgreementError::Duplicate(i.number.clone()));
            }
            if i.weight <= Decimal::ZERO || i.weight > Decimal::ONE_HUNDRED {
                out.push(AgreementError::Weight(i.number.clone(), i.weight));
            }
            for (text, what) in [(&i.name, "the Thai name"), (&i.unit, "the unit")] {
                if text.th.trim().is_empty() || text.th.chars().count() > MAX_TEXT || text.en.chars().count() > MAX_TEXT
                {
                    out.push(AgreementError::Text(i.number.clone(), what));
                }
            }
            if u32::from(i.decimals) > crate::number::MAX_SCALE {
                out.push(AgreementError::Decimals(i.number.clone()));
            }
        }
        let sum: Decimal = self.indicators.iter().fold(Decimal::ZERO, |a, i| a.checked_add(i.weight).unwrap_or(a));
        if sum != Decimal::ONE_HUNDRED && !self.indicators.is_empty() {
            out.push(AgreementError::Weights(sum));
        }
        out
    }

    /// The agreement if it has no defect, otherwise the first one.
    pub fn checked(self) -> Result<Self, AgreementError> {
        match self.defects().into_iter().next() {
            Some(defect) => Err(defect),
            None => Ok(self),
        }
    }

    /// The indicator of that number.
    pub fn indicator(&self, number: &IndicatorNumber) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.number == *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(weights: &[(&str, i64)]) -> Agreement {
        let indicators = weights
            .iter()
            .map(|(number, weight)| Indicator {
                number: number.parse().unwrap(),
                name: Text::new("ร้อยละของระดับความพึงพอใจของผู้รับบริการ", ""),
                unit: Text::new("ร้อยละ", ""),
                weight: Decimal::from(*weight),
                levels: Levels::new([65, 70, 75, 80, 85].map(Decimal::from)).unwrap(),
                decimals: 2,
                dimension: Text::default(),
                tier: Tier::Department,
                host: Text::default(),
                illustrative: false,
            })
            .collect();
        Agreement {
            organisation: OrganisationId::parse("dep").unwrap(),
            fiscal_year: FiscalYear::new(2555).unwrap(),
            version: 1,
            framework: "departments-2555".into(),
            source: String::new(),
            indicators,
        }
    }

    #[test]
    fn weights_must_add_up_and_numbers_be_unique() {
        assert_eq!(agreement(&[("1", 60), ("2", 40)]).defects(), []);
        assert_eq!(agreement(&[("1", 60), ("2", 30)]).defects(), [AgreementError::Weights(Decimal::from(90))]);
        assert_eq!(
            agreement(&[("1", 60), ("1", 50), ("3", -10)]).defects(),
            [
                AgreementError::Duplicate("1".parse().unwrap()),
                AgreementError::Weight("3".parse().unwrap(), Decimal::from(-10)),
            ]
        );
        assert_eq!(agreement(&[]).defects(), [AgreementError::Count(0)]);
    }
}
