//! Refusals that help: what is wrong, where, by which rule, and what to do; in Thai and English.

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

/// An error that can be shown to whoever made it, in their language.
pub trait Explain {
    /// Place, rule and remedy.
    fn explain(&self) -> Explanation;
}
