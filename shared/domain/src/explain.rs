//! Refusals that help: what is wrong, where, by which rule, and what to do; in Thai and English.

use std::fmt::Display;

use serde::Serialize;

use crate::text::Text;

/// Where in a file, table or form something is wrong; what does not apply is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Row or line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Field, column or path, for example `indicator 3.1 weight`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
}

impl Place {
    /// A field.
    pub fn field(field: impl Into<String>) -> Self {
        Self { row: None, field: field.into() }
    }

    /// A line of a file, and the field in it.
    pub fn line(row: usize, field: impl Into<String>) -> Self {
        Self { row: Some(row), field: field.into() }
    }
}

/// One entry of the error catalogue, filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// A short name for programs; it never changes, for example `levels-not-monotone`.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What the rule is and how it was broken.
    pub rule: Text,
    /// What to do.
    pub remedy: Text,
}

impl Explanation {
    /// An entry whose English is the error's own message, written as `rule: remedy`; the remedy holds no colon.
    pub fn of(error: &dyn Display, code: &'static str, place: Place, rule_th: String, remedy_th: &str) -> Self {
        let said = error.to_string();
        let (rule, remedy) = said.rsplit_once(": ").unwrap_or((&said, ""));
        Self { code, place, rule: Text::new(rule_th, rule), remedy: Text::new(remedy_th, remedy) }
    }

    /// Rule and remedy in one sentence each.
    pub fn words(&self) -> Text {
        Text::new(format!("{} {}", self.rule.th, self.remedy.th), format!("{}: {}", self.rule.en, self.remedy.en))
    }
}

/// An error that can be shown to whoever made it, in their language.
pub trait Explain {
    /// Place, rule and remedy.
    fn explain(&self) -> Explanation;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_split_into_rule_and_remedy() {
        let made = |said: &str| Explanation::of(&said, "code", Place::default(), "กฎ".into(), "กรุณาแก้ไข");
        let e = made("`a: b` is no id: use letters");
        assert_eq!((e.rule, e.remedy), (Text::new("กฎ", "`a: b` is no id"), Text::new("กรุณาแก้ไข", "use letters")));
        assert_eq!(made("no remedy").rule.en, "no remedy");
    }
}
