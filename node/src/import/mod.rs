//! Files of agreements, results and observations become facts: every defect is listed with its place, all or nothing.

pub mod agreements;
mod fields;
mod json;
pub mod observations;
pub mod results;
pub mod round;
mod sheet;

use std::io::Read;
use std::path::Path;

use ges_domain::text::Text;

pub use fields::{Fields, Record};

/// Largest file.
pub const MAX_FILE: u64 = 10 * 1024 * 1024;
/// Most defects listed; more than that are one mistake made many times.
pub const MAX_DEFECTS: usize = 1000;

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Sheet, row and column, JSON path, or line.
    pub place: String,
    /// What is wrong and what to do.
    pub said: Text,
}

impl Defect {
    /// A defect at a place.
    pub fn new(place: impl Into<String>, said: Text) -> Self {
        Self { place: place.into(), said }
    }
}

/// Why nothing can be read from a file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Too large.
    #[error("the file has more than 10 MB: split it, or import observations in several files")]
    TooLarge,
    /// Not there, or not readable.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    /// Neither of the known forms.
    #[error("`{0}` is not a form that can be imported: use .json or .xlsx (.csv or .json for observations)")]
    Form(String),
}

/// The forms of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON text.
    Json,
    /// A workbook.
    Xlsx,
    /// Comma-separated values.
    Csv,
}

impl Form {
    /// Told by the end of the name.
    pub fn of(path: &Path) -> Result<Self, ImportError> {
        let end = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        match end.as_str() {
            "json" => Ok(Self::Json),
            "xlsx" => Ok(Self::Xlsx),
            "csv" => Ok(Self::Csv),
            _ => Err(ImportError::Form(path.file_name().unwrap_or_default().to_string_lossy().into_owned())),
        }
    }
}

/// Reads a file within the limit.
pub fn read(path: &Path) -> Result<Vec<u8>, ImportError> {
    let name = || path.display().to_string();
    let file = std::fs::File::open(path).map_err(|e| ImportError::Unreadable(name(), e))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|e| ImportError::Unreadable(name(), e))?;
    if bytes.len() as u64 > MAX_FILE { Err(ImportError::TooLarge) } else { Ok(bytes) }
}
