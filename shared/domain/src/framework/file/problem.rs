//! What can be wrong in any data file, whatever it tells of.

use std::fmt::Display;

use super::super::{MAX_TEXT, SlugError};
use super::MAX_FILE_BYTES;
use crate::explain::{Explain, Explanation, Place};
use crate::number::NumberError;
use crate::text::Text;

/// What a value should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in quotes.
    Text,
    /// `{ th = "…", en = "…" }`.
    Words,
    /// A list of those.
    WordsList,
    /// A list of texts.
    Texts,
    /// A whole number from 0.
    Whole,
    /// A decimal.
    Decimal,
    /// Two decimals.
    Pair,
    /// `true` or `false`.
    Flag,
    /// A table.
    Table,
    /// Tables headed by double brackets.
    Tables,
}

impl Kind {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("ข้อความในเครื่องหมายคำพูด", "a text in quotes"),
            Self::Words => ("ข้อความไทยและอังกฤษ { th = \"…\", en = \"…\" }", "words { th = \"…\", en = \"…\" }"),
            Self::WordsList => ("รายการของ { th = \"…\", en = \"…\" }", "a list of words { th = \"…\", en = \"…\" }"),
            Self::Texts => ("รายการข้อความ [\"…\", \"…\"]", "a list of texts [\"…\", \"…\"]"),
            Self::Whole => ("จำนวนเต็มตั้งแต่ 0", "a whole number from 0"),
            Self::Decimal => ("ตัวเลขทศนิยม เช่น \"12.5\"", "a decimal such as \"12.5\""),
            Self::Pair => ("ตัวเลขสองค่า เช่น [\"30\", \"50\"]", "two decimals such as [\"30\", \"50\"]"),
            Self::Flag => ("true หรือ false", "true or false"),
            Self::Table => ("ตาราง เช่น [policies]", "a table such as [policies]"),
            Self::Tables => ("ตารางที่ขึ้นต้นด้วยวงเล็บคู่ เช่น [[node]]", "tables with double brackets such as [[node]]"),
        }
    }
}

/// What is wrong with the form of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// More bytes than are read.
    #[error("the file has {0} bytes, more than {MAX_FILE_BYTES}: split it or check that it is the right one")]
    TooLarge(usize),
    /// Not TOML.
    #[error("not TOML, {0}: correct the line")]
    Syntax(String),
    /// A key that means nothing here.
    #[error("key `{key}` is not known here, known are {known}: {}", did_you_mean(nearest.as_deref()))]
    UnknownKey {
        /// As written.
        key: String,
        /// The known one nearest to it.
        nearest: Option<String>,
        /// All known ones.
        known: String,
    },
    /// A key that must be there is not.
    #[error("key `{0}` is missing: add it")]
    Missing(&'static str),
    /// Another kind of value.
    #[error("the value should be {}: write it so", .0.words().1)]
    Kind(Kind),
    /// Not a decimal.
    #[error("{0}")]
    Number(NumberError),
    /// A word that means nothing here.
    #[error("`{given}` is not known here, known are {known}: {}", did_you_mean(nearest.as_deref()))]
    UnknownWord {
        /// As written.
        given: String,
        /// The known one nearest to it.
        nearest: Option<String>,
        /// All known ones.
        known: String,
    },
    /// Not an id.
    #[error(transparent)]
    Id(SlugError),
    /// No Thai words.
    #[error("the Thai text is empty: write it, English alone is not enough")]
    EmptyText,
    /// Too many characters.
    #[error("the text has more than {MAX_TEXT} characters: shorten it")]
    LongText,
    /// Too many entries.
    #[error("the list has more than {0} entries: remove what is not needed")]
    LongList(usize),
    /// Not what is meant by the key.
    #[error("the value cannot be used, {0}: correct it")]
    Value(String),
    /// Version 0.
    #[error("versions begin at 1: write 1 or more")]
    Version,
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(|| "use one of these".to_owned(), |word| format!("did you mean `{word}`?"))
}

fn meant_thai(nearest: Option<&str>) -> String {
    nearest.map_or_else(|| "กรุณาใช้คำใดคำหนึ่งในรายการนี้".to_owned(), |word| format!("กรุณาตรวจสอบว่าหมายถึง `{word}` หรือไม่"))
}

/// An entry of the catalogue whose English is the error's own message, written as `rule: remedy`.
pub(crate) fn explained(
    error: &dyn Display,
    code: &'static str,
    rule_th: impl Into<String>,
    remedy_th: impl Into<String>,
) -> Explanation {
    let said = error.to_string();
    let (rule, remedy) = said.rsplit_once(": ").unwrap_or((&said, ""));
    Explanation { code, place: Place::default(), rule: Text::new(rule_th, rule), remedy: Text::new(remedy_th, remedy) }
}

impl Explain for FileProblem {
    fn explain(&self) -> Explanation {
        let say = |code, rule: String, remedy: &str| explained(self, code, rule, remedy);
        match self {
            Self::TooLarge(bytes) => say(
                "file-too-large",
                format!("ไฟล์มีขนาด {bytes} ไบต์ เกินขนาดสูงสุด {MAX_FILE_BYTES} ไบต์"),
                "กรุณาตรวจสอบว่าเป็นไฟล์ที่ถูกต้อง หรือแบ่งไฟล์",
            ),
            Self::Syntax(reason) => {
                say("file-syntax", format!("บรรทัดนี้ไม่เป็นไปตามรูปแบบ TOML ({reason})"), "กรุณาแก้ไขบรรทัดนี้")
            }
            Self::UnknownKey { key, nearest, known } => say(
                "file-key-unknown",
                format!("ไม่รู้จักชื่อช่อง `{key}` ชื่อที่ใช้ได้คือ {known}"),
                &meant_thai(nearest.as_deref()),
            ),
            Self::Missing(key) => say("file-key-missing", format!("ไม่มีช่อง `{key}`"), "กรุณาเพิ่มช่องนี้"),
            Self::Kind(kind) => say("file-value-kind", format!("ค่าต้องเป็น{}", kind.words().0), "กรุณาแก้ไขรูปแบบของค่า"),
            Self::Number(_) => {
                say("file-number", "ค่าไม่ใช่ตัวเลขที่อ่านได้ครบทุกหลัก".into(), "กรุณาพิมพ์เฉพาะตัวเลข เช่น 12.5 หรือ ๑๒.๕")
            }
            Self::UnknownWord { given, nearest, known } => say(
                "file-word-unknown",
                format!("ไม่รู้จักคำ `{given}` คำที่ใช้ได้คือ {known}"),
                &meant_thai(nearest.as_deref()),
            ),
            Self::Id(SlugError(given)) => say(
                "file-id",
                format!("`{given}` ไม่ใช่รหัสที่ใช้ได้"),
                "กรุณาใช้เลขที่ตัวชี้วัด เช่น 1.2 หรืออักษร a-z ตัวเลข และ - ไม่เกิน 60 ตัว ขึ้นต้นด้วยตัวอักษร",
            ),
            Self::EmptyText => say("file-text-empty", "ไม่มีข้อความภาษาไทย".into(), "กรุณาระบุข้อความภาษาไทย"),
            Self::LongText => say("file-text-long", format!("ข้อความยาวเกิน {MAX_TEXT} ตัวอักษร"), "กรุณาย่อข้อความ"),
            Self::LongList(most) => say("file-list-long", format!("รายการยาวเกิน {most} รายการ"), "กรุณาลดจำนวนรายการ"),
            Self::Value(reason) => say("file-value", format!("ใช้ค่านี้ไม่ได้ ({reason})"), "กรุณาแก้ไขค่าให้ถูกต้อง"),
            Self::Version => say("file-version", "เลขรุ่นต้องเริ่มที่ 1".into(), "กรุณาระบุเลขรุ่นตั้งแต่ 1 ขึ้นไป"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An explanation is complete when both languages say rule and remedy and Thai is written in Thai letters.
    pub(crate) fn is_complete(e: &Explanation) -> bool {
        let thai = |text: &str| text.chars().any(|c| ('\u{e01}'..='\u{e4e}').contains(&c));
        !e.code.is_empty()
            && [&e.rule, &e.remedy].iter().all(|t| thai(&t.th) && !t.en.is_empty() && !thai(&t.en))
            && e.remedy.th.contains("กรุณา")
    }

    /// One of every problem a file can have.
    pub(crate) fn file_problems() -> Vec<FileProblem> {
        use Kind::{Decimal, Flag, Pair, Table, Tables, Texts, Whole, Words, WordsList};
        let kinds = [Kind::Text, Words, WordsList, Texts, Whole, Decimal, Pair, Flag, Table, Tables];
        let word = |nearest: Option<&str>| FileProblem::UnknownWord {
            given: "provincial".into(),
            nearest: nearest.map(Into::into),
            known: "ministry, province".into(),
        };
        let mut all = vec![
            FileProblem::TooLarge(2_000_000),
            FileProblem::Syntax("duplicate key".into()),
            FileProblem::UnknownKey { key: "wieght".into(), nearest: Some("weight".into()), known: "weight".into() },
            FileProblem::UnknownKey { key: "colour".into(), nearest: None, known: "weight".into() },
            FileProblem::Missing("name"),
            FileProblem::Number(NumberError::Empty),
            word(Some("province")),
            word(None),
            FileProblem::Id(SlugError("a b".into())),
            FileProblem::EmptyText,
            FileProblem::LongText,
            FileProblem::LongList(20),
            FileProblem::Value("unknown variant `two`".into()),
            FileProblem::Version,
        ];
        all.extend(kinds.map(FileProblem::Kind));
        all
    }

    #[test]
    fn the_nearest_word_is_offered_in_both_languages() {
        let said = |nearest: Option<&str>| {
            let known = "weight, name".to_owned();
            FileProblem::UnknownKey { key: "wieght".into(), nearest: nearest.map(Into::into), known }.explain()
        };
        let near = said(Some("weight"));
        assert_eq!(near.rule.en, "key `wieght` is not known here, known are weight, name");
        assert_eq!(near.remedy.en, "did you mean `weight`?");
        assert!(near.remedy.th.contains("`weight`"));
        assert_eq!(said(None).remedy.en, "use one of these");
    }
}
