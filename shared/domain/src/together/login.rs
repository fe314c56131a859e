//! People as journals name them, and who is called by name in a text.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::TogetherError;

/// Most people called by name in one text.
pub const MAX_MENTIONS: usize = 20;
/// Most characters of a login.
const MAX_LOGIN: usize = 64;

/// Stable name of a person at a node: 2 to 64 of `a-z`, `0-9`, `.`, `_`, `@`, `-`, beginning with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Login(String);

impl Login {
    /// Reads a login.
    pub fn new(text: &str) -> Result<Self, TogetherError> {
        let good = (2..=MAX_LOGIN).contains(&text.len())
            && text.chars().all(of_login)
            && text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if good { Ok(Self(text.to_owned())) } else { Err(TogetherError::Login(text.chars().take(MAX_LOGIN).collect())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Login {
    type Error = TogetherError;
    fn try_from(text: String) -> Result<Self, TogetherError> {
        Self::new(&text)
    }
}

impl From<Login> for String {
    fn from(login: Login) -> Self {
        login.0
    }
}

fn of_login(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '@' | '-')
}

/// Logins written as `@login`, each once, in their order; a full stop after one belongs to the sentence. An `@` inside
/// an address such as `a@b.go.th` calls nobody.
pub fn mentions(text: &str) -> Vec<Login> {
    let mut found: Vec<Login> = Vec::new();
    let mut rest = text;
    let mut before = None;
    while let Some(at) = rest.find('@') {
        let (head, tail) = rest.split_at(at);
        let previous = head.chars().next_back().or(before);
        let name: &str = tail.get(1..).unwrap_or_default();
        let end = name.find(|c: char| !of_login(c)).unwrap_or(name.len());
        let (word, after) = name.split_at(end);
        let called = word.trim_end_matches(['.', '_', '-', '@']);
        if !previous.is_some_and(|c| c.is_ascii_alphanumeric())
            && let Ok(login) = Login::new(called)
            && !found.contains(&login)
        {
            found.push(login);
        }
        before = word.chars().next_back().or(Some('@'));
        rest = after;
    }
    found
}
