//! Where the items of a report come from: kinds of records, feeds of other systems, modules that hold further data.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ObligationProblem;
use crate::calendar::file::quoted;
use crate::text::Text;

/// Most characters of the name of a feed or module.
const MAX_NAME: usize = 40;

/// A word for a source of facts: a kind of record (`result.reported`), `feed:gfmis`, or `module:audit`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactWord(String);

impl FactWord {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FactWord {
    type Err = ObligationProblem;
    fn from_str(word: &str) -> Result<Self, ObligationProblem> {
        let slug = |name: &str| {
            (1..=MAX_NAME).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let good = match word.split_once(':') {
            Some(("feed" | "module", name)) => slug(name),
            Some(_) => false,
            None => crate::records::newest_version(word).is_some(),
        };
        if good { Ok(Self(word.to_owned())) } else { Err(ObligationProblem::FactWord(quoted(word))) }
    }
}

impl TryFrom<String> for FactWord {
    type Error = ObligationProblem;
    fn try_from(word: String) -> Result<Self, ObligationProblem> {
        word.parse()
    }
}

impl From<FactWord> for String {
    fn from(word: FactWord) -> Self {
        word.0
    }
}

impl fmt::Display for FactWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A source of facts, and whether the system has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FactSource {
    /// Its word.
    pub word: FactWord,
    /// What it is.
    pub name: Text,
    /// Whether the system keeps or receives these facts.
    pub available: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_record_kinds_feeds_and_modules() {
        let longest = format!("module:{}", "x".repeat(40));
        for good in ["result.reported", "agreement.signed", "feed:gfmis", "feed:x", "module:internal-control", &longest]
        {
            assert_eq!(good.parse::<FactWord>().map(String::from), Ok(good.to_owned()));
        }
        let longer = format!("module:{}", "x".repeat(41));
        for bad in ["", "result.imagined", "feed:", "module:Audit", "page:audit", "gfmis", "feed:a:b", &longer] {
            assert_eq!(bad.parse::<FactWord>(), Err(ObligationProblem::FactWord(quoted(bad))), "{bad}");
        }
    }
}
