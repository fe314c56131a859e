//! The inputs of one example, read by name with clear errors.

use std::collections::BTreeMap;

use super::Json;
use crate::criteria::{Direction, Levels, LevelsError};
use crate::exact::Exact;
use crate::policy::Policies;

/// Why an example cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("kind `{0}` is not known: correct it, or use a newer version of this program")]
    Kind(String),
    #[error("input `{0}` is missing: give it")]
    Missing(String),
    #[error("input `{name}` is {found}: give {wanted}")]
    Wrong { name: String, found: String, wanted: &'static str },
    #[error("the engine refuses these inputs: {0}")]
    Refused(String),
}

impl Trouble {
    pub(super) fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }
}

/// Inputs and the file's default policies.
pub(super) struct Case<'a> {
    inputs: &'a Json,
    defaults: &'a Json,
}

impl<'a> Case<'a> {
    pub(super) fn new(inputs: &'a Json, defaults: &'a Json) -> Self {
        Self { inputs, defaults }
    }

    /// The same defaults for a part of the inputs.
    pub(super) fn within(&self, inputs: &'a Json) -> Self {
        Self { inputs, defaults: self.defaults }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Json> {
        self.inputs.get(name).filter(|v| **v != Json::Null)
    }

    pub(super) fn need(&self, name: &str) -> Result<&'a Json, Trouble> {
        self.get(name).ok_or_else(|| Trouble::Missing(name.to_owned()))
    }

    pub(super) fn number(&self, name: &str) -> Result<Exact, Trouble> {
        number(name, self.need(name)?)
    }

    pub(super) fn optional(&self, name: &str) -> Result<Option<Exact>, Trouble> {
        self.get(name).map(|v| number(name, v)).transpose()
    }

    pub(super) fn whole(&self, name: &str) -> Result<i64, Trouble> {
        whole(name, &self.number(name)?)
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, Trouble> {
        text(name, self.need(name)?)
    }

    pub(super) fn list(&self, name: &str) -> Result<&'a [Json], Trouble> {
        match self.need(name)? {
            Json::List(items) => Ok(items),
            other => Err(wrong(name, other, "a list")),
        }
    }

    pub(super) fn numbers(&self, name: &str) -> Result<Vec<Exact>, Trouble> {
        self.list(name)?.iter().map(|v| number(name, v)).collect()
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Trouble> {
        self.list(name)?.iter().map(|v| text(name, v).map(str::to_owned)).collect()
    }

    /// Cases of a list of objects.
    pub(super) fn items(&self, name: &str) -> Result<Vec<Case<'a>>, Trouble> {
        Ok(self.list(name)?.iter().map(|item| self.within(item)).collect())
    }

    pub(super) fn object(&self, name: &str) -> Result<&'a [(String, Json)], Trouble> {
        match self.need(name)? {
            Json::Object(members) => Ok(members),
            other => Err(wrong(name, other, "an object")),
        }
    }

    /// `{id: number}` in order.
    pub(super) fn weights(&self, name: &str) -> Result<Vec<(String, Exact)>, Trouble> {
        self.object(name)?.iter().map(|(id, v)| Ok((id.clone(), number(name, v)?))).collect()
    }

    /// `{name: [ids]}` in order; empty when absent.
    pub(super) fn groups(&self, name: &str) -> Result<Vec<(String, Vec<String>)>, Trouble> {
        if self.get(name).is_none() {
            return Ok(Vec::new());
        }
        let ids = |v: &Json| match v {
            Json::List(items) => items.iter().map(|i| text(name, i).map(str::to_owned)).collect(),
            other => Err(wrong(name, other, "a list of ids")),
        };
        self.object(name)?.iter().map(|(group, v)| Ok((group.clone(), ids(v)?))).collect()
    }

    pub(super) fn direction(&self) -> Result<Direction, Trouble> {
        match self.text("direction")? {
            "higher" => Ok(Direction::Higher),
            "lower" => Ok(Direction::Lower),
            other => Err(Trouble::Wrong { name: "direction".into(), found: other.into(), wanted: "higher or lower" }),
        }
    }

    /// Five values: fractions in `…_exact` stand for the decimals when present.
    pub(super) fn levels(&self, name: &str) -> Result<Result<Levels, LevelsError>, Trouble> {
        let exact = format!("{name}_exact");
        let values = if self.get(&exact).is_some() {
            self.list(&exact)?.iter().map(|v| fraction(&exact, v)).collect::<Result<_, _>>()?
        } else {
            self.numbers(name)?
        };
        Ok(Levels::try_from(values))
    }

    /// A number, or the fraction in `…_exact` when present.
    pub(super) fn exact(&self, name: &str) -> Result<Exact, Trouble> {
        let exact = format!("{name}_exact");
        match self.get(&exact) {
            Some(v) => fraction(&exact, v),
            None => self.number(name),
        }
    }

    /// The policies of this example: its own where it says so, otherwise the file's.
    pub(super) fn policies(&self) -> Result<Policies, Trouble> {
        let policy = |own: &str, name: &str| match self.get(own).or_else(|| self.defaults.get(name)) {
            None => Ok(None),
            Some(v) => text(name, v).map(|t| Some((name.to_owned(), serde_json::Value::String(t.to_owned())))),
        };
        let written = [
            policy("below_level_1", "below_level_1")?,
            policy("above_level_5", "above_level_5")?,
            policy("policy", "milestone")?,
        ];
        let object = serde_json::Value::Object(written.into_iter().flatten().collect());
        serde_json::from_value(object).map_err(Trouble::refused)
    }
}

pub(super) fn number(name: &str, value: &Json) -> Result<Exact, Trouble> {
    match value {
        Json::Number(n) => Ok(n.clone()),
        other => Err(wrong(name, other, "a number")),
    }
}

fn fraction(name: &str, value: &Json) -> Result<Exact, Trouble> {
    match value {
        Json::Text(text) => text.parse().map_err(Trouble::refused),
        other => number(name, other),
    }
}

pub(super) fn whole(name: &str, value: &Exact) -> Result<i64, Trouble> {
    let wrong = || Trouble::Wrong { name: name.into(), found: value.to_string(), wanted: "a whole number" };
    value.to_whole().ok_or_else(wrong)
}

pub(super) fn text<'a>(name: &str, value: &'a Json) -> Result<&'a str, Trouble> {
    match value {
        Json::Text(text) => Ok(text),
        other => Err(wrong(name, other, "a text")),
    }
}

pub(super) fn wrong(name: &str, found: &Json, wanted: &'static str) -> Trouble {
    Trouble::Wrong { name: name.to_owned(), found: found.kind().to_owned(), wanted }
}

/// `{id: number}` as a map.
pub(super) fn map(pairs: &[(String, Exact)]) -> BTreeMap<String, Exact> {
    pairs.iter().cloned().collect()
}
