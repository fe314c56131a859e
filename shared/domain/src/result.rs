//! A result of one indicator in one round, with the note and evidence that stand behind it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::agreement::MAX_TEXT;
use crate::audience::Audience;
use crate::calendar::{FiscalYear, Round};
use crate::ids::{Digest, IndicatorNumber};

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
    /// The value, in the indicator's unit.
    pub value: Decimal,
    /// What was done; may be empty.
    #[serde(default)]
    pub note: String,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
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

impl Report {
    /// The report if it keeps every limit.
    pub fn checked(self) -> Result<Self, ReportError> {
        let digits = self.value.mantissa().unsigned_abs().checked_ilog10().map_or(1, |l| l + 1);
        if digits > crate::number::MAX_DIGITS || self.value.scale() > crate::number::MAX_SCALE {
            return Err(ReportError::Value(self.value));
        }
        let note = self.note.chars().count();
        if note > MAX_TEXT {
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
}
