//! A result of one indicator in one round, with the note and evidence that stand behind it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::agreement::MAX_TEXT;
use crate::audience::Audience;
use crate::calendar::{FiscalYear, Round};
use crate::explain::{Explain, Explanation, Place};
use crate::formula::Name;
use crate::ids::{Digest, IndicatorNumber};
use crate::plausibility::Answers;
use crate::score::{Inputs, MonthsDefect};
use crate::text::Text;

/// Most evidence references of one result.
pub const MAX_EVIDENCE: usize = 100;

/// How a figure came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Typed on a page.
    Typed,
    /// From an imported file.
    Imported,
    /// From a system through the API.
    System,
}

impl Source {
    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Imported => "imported",
            Self::System => "system",
        }
    }
}

/// A document, and what in it supports the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Digest of a filed document.
    pub digest: Digest,
    /// For example `หน้า 4`; may be empty.
    #[serde(default)]
    pub place: String,
}

/// The words of a report beside what was done (SAR card, domain rules 4.2); each may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Narrative {
    /// ปัจจัยสนับสนุน.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub supporting: String,
    /// อุปสรรค.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub obstacles: String,
    /// แนวทางแก้ไข.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedies: String,
    /// What comes next, by whom and until when.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub next_steps: String,
}

impl Narrative {
    /// The four texts in the order of the card.
    pub fn texts(&self) -> [&str; 4] {
        [&self.supporting, &self.obstacles, &self.remedies, &self.next_steps]
    }

    fn is_empty(&self) -> bool {
        self.texts().iter().all(|text| text.is_empty())
    }
}

/// What an agency reports for one indicator and round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Indicator of the agreement.
    pub indicator: IndicatorNumber,
    /// Round, cumulative from 1 October.
    pub round: Round,
    /// The figure that stands for the result, in the indicator's unit; null where none can be calculated, such as over a
    /// plan of zero.
    pub value: Option<Decimal>,
    /// What the figure was calculated from: base variables, events, steps, sub-indicators.
    #[serde(default, skip_serializing_if = "Inputs::is_empty")]
    pub inputs: Inputs,
    /// What was done; may be empty.
    #[serde(default)]
    pub note: String,
    /// Supporting factors, obstacles, remedies and next steps.
    #[serde(default, skip_serializing_if = "Narrative::is_empty")]
    pub narrative: Narrative,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What was answered when the figure was doubted.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// How the figure came in.
    pub source: Source,
    /// True for demonstration figures.
    #[serde(default)]
    pub illustrative: bool,
}

/// What is wrong with a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// More digits than are kept exactly.
    #[error("value {0} has more than 18 digits or more than 9 after the point: shorten it")]
    Value(Decimal),
    /// Neither a value nor inputs.
    #[error("neither a value nor inputs are given: give one of them")]
    Nothing,
    /// Too many or too deep inputs.
    #[error(
        "more than 200 variables, events or sub-indicators are given: leave out what the indicator does not ask for"
    )]
    Inputs,
    /// No months, or more than the round has.
    #[error("{} is given by months, but not by 1 to {most} of them: give those from October to the round's last", english(name.as_ref()))]
    Months {
        /// The variable; without one it is the value itself.
        name: Option<Name>,
        /// Months of the round.
        most: u8,
    },
    /// Months that add up to something else.
    #[error("the months of {} do not add up to it: correct the months or the sum", english(.0.as_ref()))]
    MonthsSum(Option<Name>),
    /// A note too long.
    #[error("the note has {0} characters; at most 4000 are kept")]
    Note(usize),
    /// Too much evidence.
    #[error("{0} evidence references; at most 100 are kept with one result")]
    Evidence(usize),
    /// A place too long.
    #[error("the place in an evidence reference has more than 200 characters")]
    Place,
}

fn english(variable: Option<&Name>) -> String {
    variable.map_or_else(|| "the figure".into(), |name| format!("`{name}`"))
}

fn thai(variable: Option<&Name>) -> String {
    variable.map_or_else(|| "ผล".into(), |name| format!("“{name}”"))
}

impl Explain for ReportError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Value(value) => (
                "report-value",
                "value",
                Text::new(
                    format!("ค่า {value} เกิน 18 หลักหรือทศนิยมเกิน 9 ตำแหน่ง"),
                    format!("{value} has more than 18 digits or more than 9 after the point"),
                ),
                Text::new("กรุณาย่อให้สั้นลง", "shorten it"),
            ),
            Self::Nothing => (
                "report-nothing",
                "value",
                Text::new("ยังไม่มีค่าหรือข้อมูลที่ใช้คำนวณ", "neither a value nor inputs are given"),
                Text::new("กรุณาระบุอย่างใดอย่างหนึ่ง", "give one of them"),
            ),
            Self::Inputs => (
                "report-inputs",
                "inputs",
                Text::new("มีข้อมูลมากกว่า 200 รายการ", "more than 200 variables, events or sub-indicators are given"),
                Text::new("กรุณาส่งเฉพาะข้อมูลที่ตัวชี้วัดใช้", "leave out what the indicator does not ask for"),
            ),
            Self::Months { name, most } => (
                "report-months",
                "inputs",
                Text::new(
                    format!("ข้อมูลรายเดือนของ{} ต้องมี 1 ถึง {most} เดือน", thai(name.as_ref())),
                    format!("{} is given by months, but not by 1 to {most} of them", english(name.as_ref())),
                ),
                Text::new("กรุณาใส่ตั้งแต่เดือนตุลาคมถึงเดือนสุดท้ายของรอบ", "give those from October to the round's last"),
            ),
            Self::MonthsSum(name) => (
                "report-months-sum",
                "inputs",
                Text::new(
                    format!("ผลรวมรายเดือนของ{} ไม่เท่ากับยอดสะสม", thai(name.as_ref())),
                    format!("the months of {} do not add up to it", english(name.as_ref())),
                ),
                Text::new("กรุณาแก้ไขรายเดือนหรือยอดสะสม", "correct the months or the sum"),
            ),
            Self::Note(count) => (
                "report-note",
                "note",
                Text::new(
                    format!("หมายเหตุยาว {count} ตัวอักษร เก็บได้ไม่เกิน 4,000"),
                    format!("the note has {count} characters; at most 4,000 are kept"),
                ),
                Text::new("กรุณาย่อข้อความ", "shorten it"),
            ),
            Self::Evidence(count) => (
                "report-evidence",
                "evidence",
                Text::new(
                    format!("หลักฐาน {count} รายการ เก็บได้ไม่เกิน 100 ต่อหนึ่งผล"),
                    format!("{count} evidence references; at most 100 are kept with one result"),
                ),
                Text::new("กรุณาลดจำนวนหลักฐาน", "name fewer"),
            ),
            Self::Place => (
                "report-place",
                "evidence",
                Text::new(
                    "ตำแหน่งในหลักฐานยาวเกิน 200 ตัวอักษร",
                    "the place in an evidence reference has more than 200 characters",
                ),
                Text::new("กรุณาย่อข้อความ", "shorten it"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

impl Report {
    /// The report if it keeps every limit.
    pub fn checked(self) -> Result<Self, ReportError> {
        let digits = |v: &Decimal| v.mantissa().unsigned_abs().checked_ilog10().map_or(1, |l| l + 1);
        let long = |v: &Decimal| digits(v) > crate::number::MAX_DIGITS || v.scale() > crate::number::MAX_SCALE;
        if let Some(value) = self.value.filter(long) {
            return Err(ReportError::Value(value));
        }
        if self.value.is_none() && self.inputs.is_empty() {
            return Err(ReportError::Nothing);
        }
        if !self.inputs.within_limits() {
            return Err(ReportError::Inputs);
        }
        match self.inputs.months_defect(self.round.months().into()) {
            Some(MonthsDefect::Count(name)) => return Err(ReportError::Months { name, most: self.round.months() }),
            Some(MonthsDefect::Sum(name)) => return Err(ReportError::MonthsSum(name)),
            None => {}
        }
        let longest = self.narrative.texts().into_iter().chain([self.note.as_str()]).map(|text| text.chars().count());
        if let Some(note) = longest.max().filter(|longest| *longest > MAX_TEXT) {
            return Err(ReportError::Note(note));
        }
        if self.evidence.len() > MAX_EVIDENCE {
            return Err(ReportError::Evidence(self.evidence.len()));
        }
        if self.evidence.iter().any(|e| e.place.chars().count() > 200) {
            return Err(ReportError::Place);
        }
        Ok(self)
    }
}

/// What the journal says of a document; its bytes travel only when somebody opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// SHA-256 of the content.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// File name as given, at most 255 characters, never used as a path.
    pub name: String,
    /// Media type as given.
    pub media_type: String,
    /// Who may read the bytes.
    pub audience: Audience,
    /// SHA-256 of each 1 MiB chunk, so that a cut transfer resumes with every part checked.
    pub chunks: Vec<Digest>,
    /// The document of which this is the new version; the old one stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Digest>,
}

/// What is wrong with the description of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentRule {
    /// A version of itself.
    #[error("a document cannot be the new version of itself: leave `replaces` out, or file other bytes")]
    ReplacesItself,
}

impl Document {
    /// The document if it keeps the rules.
    pub fn checked(self) -> Result<Self, DocumentRule> {
        if self.replaces == Some(self.digest) { Err(DocumentRule::ReplacesItself) } else { Ok(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_digits_with_nine_after_the_point_are_kept() {
        let report = |value: &str| Report {
            fiscal_year: FiscalYear::new(2555).unwrap(),
            indicator: "1".parse().unwrap(),
            round: Round::Six,
            value: Some(value.parse().unwrap()),
            inputs: Inputs::default(),
            note: String::new(),
            evidence: Vec::new(),
            narrative: crate::result::Narrative::default(),
            answers: crate::plausibility::Answers::default(),
            source: Source::Typed,
            illustrative: false,
        };
        assert!(report("123456789.123456789").checked().is_ok());
        assert!(matches!(report("1234567890.123456789").checked(), Err(ReportError::Value(_))));
        assert!(matches!(report("0.1234567890").checked(), Err(ReportError::Value(_))));
        let full = Report { note: "ก".repeat(MAX_TEXT), ..report("1") };
        assert!(full.clone().checked().is_ok());
        assert!(Report { note: "ก".repeat(MAX_TEXT + 1), ..full }.checked().is_err());
    }

    #[test]
    fn sources_are_called_what_they_are_written_as() {
        for source in [Source::Typed, Source::Imported, Source::System] {
            assert_eq!(serde_json::to_value(source).unwrap(), source.as_str());
        }
    }
}
