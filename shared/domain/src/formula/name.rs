//! Names of variables, and which characters Thai and Latin names are made of.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::explain::{Explain, Explanation, Place};
use crate::formula::function::Function;
use crate::number::arabic_digits;
use crate::text::Text;

/// Most characters of a name.
pub const MAX_NAME: usize = 64;

/// Name of a variable: a Thai or Latin letter, then letters, Thai vowel and tone marks, digits and `_`.
///
/// Thai digits become Arabic ones and a sara am typed in two halves becomes whole, so that one name has one spelling.
/// Capital and small letters differ. The names of functions are taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing there.
    #[error("a variable without a name: give it one of letters, digits and `_`")]
    Empty,
    /// Does not begin with a letter.
    #[error("the name `{0}` does not begin with a letter: begin it with a Thai or Latin letter")]
    First(String),
    /// A character that no name has.
    #[error("the name `{name}` contains {found}: use letters, digits and `_` only, `_` in place of a blank")]
    Character {
        /// The name, in part.
        name: String,
        /// The character.
        found: String,
    },
    /// Too long.
    #[error("the name `{0}…` has more than 64 characters: shorten it and put the long wording into the label")]
    TooLong(String),
    /// Already a function.
    #[error("`{0}` is the name of a function: choose another name for the variable")]
    Function(&'static str),
}

impl Name {
    /// Reads a name of 1 to 64 characters.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let name = normalised(text);
        let Some(first) = name.chars().next() else { return Err(NameError::Empty) };
        if let Some(found) = name.chars().find(|c| !is_name_character(*c)) {
            return Err(NameError::Character { name: clip(&name), found: visible(found) });
        }
        if !is_letter(first) {
            return Err(NameError::First(clip(&name)));
        }
        if name.chars().count() > MAX_NAME {
            return Err(NameError::TooLong(clip(&name)));
        }
        match Function::find(&name) {
            Some(function) => Err(NameError::Function(function.name())),
            None => Ok(Self(name)),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl Explain for NameError {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = match self {
            Self::Empty => (
                "name-empty",
                Text::new("ตัวแปรไม่มีชื่อ", "a variable without a name"),
                Text::new("กรุณาตั้งชื่อด้วยตัวอักษร ตัวเลข และ _", "give it one of letters, digits and `_`"),
            ),
            Self::First(name) => (
                "name-first-character",
                Text::new(
                    format!("ชื่อตัวแปร “{name}” ไม่ได้ขึ้นต้นด้วยตัวอักษร"),
                    format!("the name `{name}` does not begin with a letter"),
                ),
                Text::new("กรุณาขึ้นต้นชื่อด้วยพยัญชนะหรือสระหน้าของไทย หรืออักษรละติน", "begin it with a Thai or Latin letter"),
            ),
            Self::Character { name, found } => (
                "name-character",
                Text::new(
                    format!("ชื่อตัวแปร “{name}” มีอักขระ {found} ซึ่งใช้ในชื่อไม่ได้"),
                    format!("the name `{name}` contains {found}"),
                ),
                Text::new(
                    "กรุณาใช้เฉพาะตัวอักษร ตัวเลข และ _ โดยใช้ _ แทนช่องว่าง",
                    "use letters, digits and `_` only, `_` in place of a blank",
                ),
            ),
            Self::TooLong(name) => (
                "name-too-long",
                Text::new(
                    format!("ชื่อตัวแปร “{name}…” ยาวเกิน {MAX_NAME} อักขระ"),
                    format!("the name `{name}…` has more than {MAX_NAME} characters"),
                ),
                Text::new(
                    "กรุณาย่อชื่อ และใส่ข้อความยาวไว้ในคำอธิบายตัวแปร",
                    "shorten it and put the long wording into the label",
                ),
            ),
            Self::Function(name) => (
                "name-of-a-function",
                Text::new(format!("“{name}” เป็นชื่อฟังก์ชัน"), format!("`{name}` is the name of a function")),
                Text::new("กรุณาตั้งชื่อตัวแปรเป็นชื่ออื่น", "choose another name for the variable"),
            ),
        };
        Explanation { code, place: Place::field("variable name"), rule, remedy }
    }
}

/// A letter that a name may begin with: Latin, Thai consonant or Thai leading vowel.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'ก'..='ฮ' | 'เ'..='ไ')
}

/// A letter, a Thai vowel, tone or other mark, a digit, or `_`.
pub(super) fn is_name_character(c: char) -> bool {
    is_letter(c) || is_digit(c) || c == '_' || matches!(c, '\u{e2f}'..='\u{e3a}' | '\u{e45}'..='\u{e4e}')
}

/// An Arabic or Thai digit.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '๐'..='๙')
}

/// One spelling for what looks the same: Arabic digits, and whole sara am (also where a tone mark parts its halves).
pub(super) fn normalised(text: &str) -> String {
    const NIKHAHIT: char = '\u{e4d}';
    const SARA_AA: char = '\u{e32}';
    let mut out = arabic_digits(text);
    if !out.contains(NIKHAHIT) {
        return out;
    }
    out = out.replace(&format!("{NIKHAHIT}{SARA_AA}"), "\u{e33}");
    for tone in '\u{e48}'..='\u{e4b}' {
        out = out.replace(&format!("{NIKHAHIT}{tone}{SARA_AA}"), &format!("{tone}\u{e33}"));
    }
    out
}

/// A character for a message: as it looks, with its code point unless it is plain; invisible ones by code point alone.
pub(super) fn visible(c: char) -> String {
    let code = u32::from(c);
    let hidden = c.is_control()
        || c.is_whitespace()
        || matches!(code, 0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E)
        || matches!(code, 0x2060..=0x206F | 0x3164 | 0xE000..=0xF8FF | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0)
        || code >= 0xE_0000;
    match c {
        '!'..='~' => format!("`{c}`"),
        _ if hidden => format!("U+{code:04X}"),
        _ => format!("`{c}` (U+{code:04X})"),
    }
}

/// Messages quote outside text only in part, and nothing in it that hides or turns the rest.
pub(super) fn clip(text: &str) -> String {
    text.chars().take(40).map(|c| if visible(c).starts_with("U+") && c != ' ' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_thai_or_latin() {
        for good in ["a", "Z", "planned_2555", "ผลเบิกจ่าย", "เป้าหมาย", "ไตรมาส1", "น้ำ", "ฮ", "กๆฯ์"]
        {
            assert_eq!(Name::new(good).map(|n| n.to_string()), Ok(good.to_owned()), "{good}");
        }
        for (bad, error) in [
            ("", NameError::Empty),
            ("_a", NameError::First("_a".into())),
            ("1a", NameError::First("1a".into())),
            ("๑ก", NameError::First("1ก".into())),
            ("ำ", NameError::First("ำ".into())),
            ("าก", NameError::First("าก".into())),
            ("ๅก", NameError::First("ๅก".into())),
            ("็ก", NameError::First("็ก".into())),
            ("a b", NameError::Character { name: "a b".into(), found: "U+0020".into() }),
            ("a-b", NameError::Character { name: "a-b".into(), found: "`-`".into() }),
            ("é", NameError::Character { name: "é".into(), found: "`é` (U+00E9)".into() }),
            ("฿", NameError::Character { name: "฿".into(), found: "`฿` (U+0E3F)".into() }),
            ("ก๏", NameError::Character { name: "ก๏".into(), found: "`๏` (U+0E4F)".into() }),
            ("a\u{202e}b", NameError::Character { name: "a\u{fffd}b".into(), found: "U+202E".into() }),
            ("percent", NameError::Function("percent")),
        ] {
            assert_eq!(Name::new(bad), Err(error), "{bad}");
        }
        assert!(Name::new("Percent").is_ok());
    }

    #[test]
    fn names_have_at_most_64_characters() {
        assert!(Name::new(&"ก".repeat(64)).is_ok());
        assert_eq!(Name::new(&"ก".repeat(65)), Err(NameError::TooLong("ก".repeat(40))));
    }

    #[test]
    fn one_name_has_one_spelling() {
        for (typed, kept) in [("จํานวน", "จำนวน"), ("น้ํา", "น้ำ"), ("นํ้า", "น้ำ"), ("คํ๋า", "ค๋ำ"), ("ปี๒๕๕๕", "ปี2555")]
        {
            assert_eq!(Name::new(typed).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn characters_that_cannot_be_seen_are_named() {
        for (c, shown) in [
            ('!', "`!`"),
            ('~', "`~`"),
            (' ', "U+0020"),
            ('\0', "U+0000"),
            ('\u{7f}', "U+007F"),
            ('\u{ad}', "U+00AD"),
            ('\u{200b}', "U+200B"),
            ('\u{2066}', "U+2066"),
            ('\u{feff}', "U+FEFF"),
            ('\u{e0000}', "U+E0000"),
            ('≥', "`≥` (U+2265)"),
            ('😀', "`😀` (U+1F600)"),
        ] {
            assert_eq!(visible(c), shown);
        }
        assert_eq!(clip(&format!("ก\n{}", "ข ".repeat(30))), format!("ก\u{fffd}{}", "ข ".repeat(19)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_name_or_refused(text in "[กนํ้าเ๑a1_\u{202e} ]{0,16}") {
            if let Ok(name) = Name::new(&text) {
                proptest::prop_assert_eq!(Name::new(name.as_str()), Ok(name));
            }
        }
    }
}
