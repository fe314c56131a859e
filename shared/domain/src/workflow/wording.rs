//! Words that people add to what they do: a remark that must be there, a line that names somebody.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::refusal::explained;
use crate::explain::{Explain, Explanation};

/// Most characters of a remark.
pub const MAX_REMARK: usize = 4_000;
/// Most characters of a line.
pub const MAX_LINE: usize = 200;

/// Why a text is no remark or line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// Nothing there.
    #[error("the text is empty: write at least one word, such as the reason")]
    Missing,
    /// Too much.
    #[error("the text has {given} characters and at most {most} are kept: shorten it")]
    TooLong {
        /// Characters given.
        given: usize,
        /// Characters kept.
        most: usize,
    },
    /// Characters that are not text.
    #[error("the text holds control characters or, in a single line, a line break: remove them")]
    Control,
}

impl Explain for WordingError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Missing => explained(
                "text-missing",
                "text",
                ("ต้องมีข้อความอย่างน้อยหนึ่งคำ".into(), "a text of at least one word is required".into()),
                ("กรุณากรอกข้อความ เช่น เหตุผล", "write it, for example the reason"),
            ),
            Self::TooLong { given, most } => explained(
                "text-too-long",
                "text",
                (
                    format!("ข้อความมี {given} อักขระ เก็บได้ไม่เกิน {most} อักขระ"),
                    format!("the text has {given} characters and at most {most} are kept"),
                ),
                ("กรุณาย่อข้อความให้สั้นลง", "shorten it"),
            ),
            Self::Control => explained(
                "text-control-characters",
                "text",
                (
                    "ข้อความมีอักขระควบคุมหรือขึ้นบรรทัดใหม่ในที่ที่ไม่อนุญาต".into(),
                    "the text holds control characters or a line break where none may be".into(),
                ),
                ("กรุณาลบอักขระดังกล่าวออก", "remove them"),
            ),
        }
    }
}

/// Why something was rejected, returned, refused, corrected or came late: 1 to 4,000 characters, several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Remark(String);

/// A name or short text on one line: 1 to 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line(String);

impl Remark {
    /// Reads a remark; blank is no remark.
    pub fn new(text: impl Into<String>) -> Result<Self, WordingError> {
        bounded(text.into(), MAX_REMARK, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Line {
    /// Reads a line; blank is no line.
    pub fn new(text: impl Into<String>) -> Result<Self, WordingError> {
        bounded(text.into(), MAX_LINE, char::is_control).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn bounded(text: String, most: usize, banned: impl Fn(char) -> bool) -> Result<String, WordingError> {
    if text.trim().is_empty() {
        return Err(WordingError::Missing);
    }
    let given = text.chars().count();
    if given > most {
        return Err(WordingError::TooLong { given, most });
    }
    if text.chars().any(banned) { Err(WordingError::Control) } else { Ok(text) }
}

impl TryFrom<String> for Remark {
    type Error = WordingError;
    fn try_from(text: String) -> Result<Self, WordingError> {
        Self::new(text)
    }
}

impl From<Remark> for String {
    fn from(remark: Remark) -> Self {
        remark.0
    }
}

impl TryFrom<String> for Line {
    type Error = WordingError;
    fn try_from(text: String) -> Result<Self, WordingError> {
        Self::new(text)
    }
}

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.0
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::assert_explained;
    use super::*;

    #[test]
    fn remarks_have_words_and_an_end() {
        assert_eq!(Remark::new("ขอแก้ฐาน\nข้อมูล").map(|r| r.to_string()), Ok("ขอแก้ฐาน\nข้อมูล".to_owned()));
        assert_eq!(Remark::new(" \n\t "), Err(WordingError::Missing));
        assert!(Remark::new("ก".repeat(4_000)).is_ok());
        assert_eq!(Remark::new("ก".repeat(4_001)), Err(WordingError::TooLong { given: 4_001, most: 4_000 }));
        assert_eq!(Remark::new("ก\u{0}"), Err(WordingError::Control));
    }

    #[test]
    fn lines_stay_on_one_line() {
        assert_eq!(Line::new("สมชาย ใจดี").map(|l| l.to_string()), Ok("สมชาย ใจดี".to_owned()));
        assert!(Line::new("x".repeat(200)).is_ok());
        assert_eq!(Line::new("x".repeat(201)), Err(WordingError::TooLong { given: 201, most: 200 }));
        assert_eq!(Line::new("a\nb"), Err(WordingError::Control));
        assert_eq!(Line::new(""), Err(WordingError::Missing));
    }

    #[test]
    fn json_goes_through_the_same_door() {
        assert!(serde_json::from_str::<Remark>("\" \"").is_err());
        assert!(serde_json::from_str::<Line>("\"a\\nb\"").is_err());
        assert_eq!(serde_json::to_string(&Line::new("ก").unwrap()).unwrap(), "\"ก\"");
    }

    #[test]
    fn refusals_speak_thai_and_english() {
        assert_explained(&[WordingError::Missing, WordingError::TooLong { given: 9, most: 8 }, WordingError::Control]);
    }
}
