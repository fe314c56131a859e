//! The performance agreement (คำรับรองการปฏิบัติราชการ): indicators with weights and levels, for one year.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::{FiscalYear, Round};
use crate::criteria::{Composite, Criteria, Levels, Weighting};
use crate::definition::{Definition, DefinitionError};
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::ids::{IndicatorNumber, OrganisationId};
use crate::policy::Policies;
use crate::result::Report;
use crate::rollup::{
    Assessor, Cancellation, Item, ItemId, Outcome, PerRound, RollUp, Tree, TreeError, Weight, roll_up,
};
use crate::score::{Inputs, Scored, Subject, Unscored, score};
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
    /// Several ministries with a common target (เป้าหมายร่วมกันระหว่างกระทรวง).
    Ministries,
    /// Mission group (กลุ่มภารกิจ).
    MissionGroup,
    /// Department.
    Department,
    /// Province or group of provinces.
    Province,
}

impl Tier {
    /// Every level, from the widest to the province.
    pub const ALL: [Self; 5] = [Self::Ministry, Self::Ministries, Self::MissionGroup, Self::Department, Self::Province];

    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Ministries => "ministries",
            Self::MissionGroup => "mission_group",
            Self::Department => "department",
            Self::Province => "province",
        }
    }
}

/// One indicator as agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Indicator {
    /// Number in the agreement.
    pub number: IndicatorNumber,
    /// Official name.
    pub name: Text,
    /// Unit of measurement, for example ร้อยละ.
    pub unit: Text,
    /// Weight in percent of the whole agreement.
    pub weight: Decimal,
    /// How it is defined, measured and judged.
    pub definition: Definition,
    /// Decimals that values are shown with, 0 to 9.
    pub decimals: u8,
    /// Dimension and issue it belongs to.
    pub dimension: Text,
    /// Level of government.
    pub tier: Tier,
    /// Host agency that defines and assesses it.
    pub host: Text,
    /// True when weight or criteria are not given by the source and only illustrate.
    pub illustrative: bool,
}

/// The form in files and records: the whole definition, or the five level values alone as first versions had it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    number: IndicatorNumber,
    name: Text,
    unit: Text,
    weight: Decimal,
    definition: Option<Definition>,
    levels: Option<Levels>,
    #[serde(default)]
    decimals: u8,
    #[serde(default)]
    dimension: Text,
    tier: Tier,
    #[serde(default)]
    host: Text,
    #[serde(default)]
    illustrative: bool,
}

impl TryFrom<Written> for Indicator {
    type Error = String;
    fn try_from(w: Written) -> Result<Self, String> {
        let definition = match (w.definition, w.levels) {
            (Some(definition), None) => definition,
            (None, Some(levels)) => Definition::of(Criteria::levels(levels)),
            _ => return Err(format!("indicator {}: give either `definition` or `levels`", w.number)),
        };
        Ok(Self {
            number: w.number,
            name: w.name,
            unit: w.unit,
            weight: w.weight,
            definition,
            decimals: w.decimals,
            dimension: w.dimension,
            tier: w.tier,
            host: w.host,
            illustrative: w.illustrative,
        })
    }
}

impl Indicator {
    /// What its value is worth.
    pub fn criteria(&self) -> &Criteria {
        &self.definition.measurement.criteria
    }

    /// The five values of criteria that have them.
    pub fn levels(&self) -> Option<&Levels> {
        self.criteria().level_values()
    }

    /// Its weight in a round.
    pub fn weight_in(&self, round: Round) -> Exact {
        self.definition.schedule.weight(round, &self.weight.into())
    }

    /// What a report gives the criteria: its inputs, or the value alone where it has no others.
    pub fn inputs(&self, report: &Report) -> Inputs {
        if !report.inputs.is_empty() {
            return report.inputs.clone();
        }
        let value: Option<Exact> = report.value.map(Into::into);
        // A milestone reported as a number of steps: those steps, in order.
        if let (Criteria::Milestone(_), Some(done)) = (self.criteria(), value.as_ref().and_then(Exact::to_whole)) {
            return Inputs { steps: Some([1, 2, 3, 4, 5].map(|step| step <= done)), ..Inputs::default() };
        }
        Inputs { value, ..Inputs::default() }
    }

    /// The figure that stands for the result: the value the score is read off, or the level reached where criteria have
    /// none; rounded half-up to the agreed decimals. The score itself is never read off this rounded figure.
    pub fn headline(&self, scored: &Scored) -> Option<Decimal> {
        let exact = scored.value.as_ref().unwrap_or(&scored.exact);
        exact.round_half_up(u32::from(self.decimals)).to_decimal()
    }
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
    /// Version of that framework, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework_version: Option<u32>,
    /// Policies of that framework as they were when this was signed; scores are calculated by these.
    #[serde(default)]
    pub policies: Policies,
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
    /// A definition that cannot be agreed.
    #[error("indicator {0}: {1}")]
    Definition(IndicatorNumber, DefinitionError),
    /// Sub-indicators that do not share their indicator's weight.
    #[error("indicator {number} weighs {weight} but its sub-indicators share {sum}: correct the weights")]
    Parts {
        /// Which indicator.
        number: IndicatorNumber,
        /// Its weight.
        weight: Decimal,
        /// What its parts add up to.
        sum: Exact,
    },
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
            out.extend(
                i.definition.defects(&i.unit).into_iter().map(|e| AgreementError::Definition(i.number.clone(), e)),
            );
            out.extend(unshared(i));
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

    /// The score of what is reported for an indicator of this agreement, with its trace.
    pub fn score(&self, indicator: &Indicator, report: &Report) -> Result<Scored, Unscored> {
        let subject = Subject {
            indicator: Some(indicator.number.clone()),
            definition_version: Some(indicator.definition.version),
            framework: Some(self.framework.clone()),
            framework_version: self.framework_version,
            unit: Some(indicator.unit.clone()),
        };
        score(subject, &indicator.definition.measurement, &indicator.inputs(report), &self.policies)
    }

    /// Rolls one round up over the indicators, self-assessed: those with a score count, the others in force are awaited.
    pub fn roll_up(&self, scores: &[(&Indicator, &Exact)], round: Round) -> Result<RollUp, Vec<TreeError>> {
        let item = |i: &Indicator| {
            let schedule = &i.definition.schedule;
            let weight = match &schedule.weights {
                None => Weight::Same(i.weight.into()),
                Some([six, nine, twelve]) => {
                    Weight::PerRound(PerRound { six: six.clone(), nine: nine.clone(), twelve: twelve.clone() })
                }
            };
            let item = Item {
                name: i.name.clone(),
                weight: Some(weight),
                starts: schedule.starts,
                cancelled: schedule.cancelled_from.map(|since| Cancellation { since, reason: Text::default() }),
                ..Item::node(ItemId::parse(&i.number.to_string())?)
            };
            let score = scores.iter().find(|(scored, _)| scored.number == i.number);
            Ok(match score {
                Some((_, score)) => item.with(round, Outcome::Reported((*score).clone())),
                None => item,
            })
        };
        let items: Vec<Item> = self.indicators.iter().map(item).collect::<Result<_, _>>().map_err(|e| vec![e])?;
        Ok(roll_up(&Tree::free(Assessor::Own, &items)?, round, false, &self.policies))
    }

    /// The indicator of that number.
    pub fn indicator(&self, number: &IndicatorNumber) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.number == *number)
    }
}

/// Parts that share the indicator's weight must add up to it.
fn unshared(i: &Indicator) -> Option<AgreementError> {
    let Criteria::Composite(composite) = i.criteria() else { return None };
    let off = |c: &Composite| c.weighting() == Weighting::Share && c.sum() != Exact::from(i.weight);
    off(composite).then(|| AgreementError::Parts { number: i.number.clone(), weight: i.weight, sum: composite.sum() })
}

impl Explain for AgreementError {
    fn explain(&self) -> Explanation {
        let at = |number: &IndicatorNumber| format!("indicator {number}");
        let (code, field, rule, remedy) = match self {
            Self::Count(n) => (
                "agreement-count",
                "indicators".to_owned(),
                Text::new(
                    format!("คำรับรองฯ ต้องมี 1 ถึง 500 ตัวชี้วัด พบ {n}"),
                    format!("an agreement has 1 to 500 indicators; {n} given"),
                ),
                Text::new("กรุณาเพิ่มหรือลดตัวชี้วัด", "add or remove indicators"),
            ),
            Self::Duplicate(n) => (
                "agreement-duplicate",
                at(n),
                Text::new(format!("ตัวชี้วัดที่ {n} ซ้ำกัน"), format!("indicator number {n} is given twice")),
                Text::new("กรุณาแก้เลขตัวชี้วัด", "renumber one of them"),
            ),
            Self::Weights(sum) => (
                "agreement-weights",
                "weight".to_owned(),
                Text::new(format!("น้ำหนักรวมได้ {sum} ไม่เท่ากับ 100"), format!("weights add up to {sum}, not 100")),
                Text::new("กรุณาแก้ไข ระบบไม่ปรับให้เอง", "correct them; nothing is renormalised silently"),
            ),
            Self::Weight(n, w) => (
                "agreement-weight",
                at(n),
                Text::new(
                    format!("น้ำหนัก {w} ต้องมากกว่า 0 และไม่เกิน 100"),
                    format!("weight {w} is not above 0 and at most 100"),
                ),
                Text::new("กรุณาแก้น้ำหนัก", "correct the weight"),
            ),
            Self::Text(n, what) => (
                "agreement-text",
                at(n),
                Text::new(
                    "ชื่อภาษาไทยและหน่วยวัดต้องมี 1 ถึง 4,000 ตัวอักษร",
                    format!("{what} must have 1 to 4,000 characters"),
                ),
                Text::new("กรุณาเติมหรือย่อข้อความ", "fill it in or shorten it"),
            ),
            Self::Version => (
                "agreement-version",
                "version".to_owned(),
                Text::new("ฉบับของคำรับรองฯ เริ่มที่ 1", "agreement versions begin at 1"),
                Text::new("กรุณาระบุฉบับตั้งแต่ 1 ขึ้นไป", "number it 1 or higher"),
            ),
            Self::Decimals(n) => (
                "agreement-decimals",
                at(n),
                Text::new("เก็บทศนิยมได้ไม่เกิน 9 ตำแหน่ง", "at most 9 decimals are kept"),
                Text::new("กรุณาลดจำนวนทศนิยม", "use fewer"),
            ),
            Self::Definition(n, error) => {
                let mut inner = error.explain();
                let field = format!("indicator {n} {}", inner.place.field);
                field.trim_end().clone_into(&mut inner.place.field);
                return inner;
            }
            Self::Parts { number, weight, sum } => (
                "agreement-parts",
                at(number),
                Text::new(
                    format!("ตัวชี้วัดมีน้ำหนัก {weight} แต่ตัวชี้วัดย่อยรวมได้ {sum}"),
                    format!("the indicator weighs {weight} but its sub-indicators share {sum}"),
                ),
                Text::new("กรุณาแก้น้ำหนักของตัวชี้วัดย่อย", "correct the weights of the sub-indicators"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
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
                definition: Definition::of(Criteria::levels(
                    Levels::new([65, 70, 75, 80, 85].map(Exact::whole)).unwrap(),
                )),
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
            framework_version: None,
            policies: Policies::default(),
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

    #[test]
    fn a_weight_of_all_there_is_is_the_most() {
        assert_eq!(agreement(&[("1", 100)]).defects(), []);
        let too_much = agreement(&[("1", 101), ("2", -1)]).defects();
        assert_eq!(too_much.iter().map(|d| d.explain().code).collect::<Vec<_>>(), ["agreement-weight"; 2]);
    }

    #[test]
    fn a_reported_value_is_what_is_scored() {
        let a = agreement(&[("1", 100)]);
        let report = |value: &str| -> Report {
            let value: Decimal = value.parse().unwrap();
            serde_json::from_value(serde_json::json!({"fiscal_year": 2555, "indicator": "1", "round": 12,
                "value": value, "source": "typed"}))
            .unwrap()
        };
        let score = |value: &str| a.score(&a.indicators[0], &report(value)).unwrap().official.to_string();
        assert_eq!([score("72.5"), score("85")], ["2.5000", "5.0000"]);
    }

    #[test]
    fn a_total_is_weighted_by_the_weights_of_the_round() {
        let mut a = agreement(&[("1", 60), ("2", 40)]);
        let total = |a: &Agreement, round| {
            let scores = [Exact::whole(5), Exact::whole(2)];
            let scored: Vec<_> = a.indicators.iter().zip(&scores).collect();
            a.roll_up(&scored, round).unwrap().total().mean.exact().map(ToString::to_string)
        };
        assert_eq!(total(&a, Round::Twelve), Some("3.8".into()));
        a.indicators[0].definition.schedule.weights = Some([50, 50, 10].map(Exact::whole));
        assert_eq!(total(&a, Round::Twelve), Some("2.6".into()));
    }
}
