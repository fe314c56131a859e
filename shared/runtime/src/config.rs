//! Settings: a TOML file, then the environment, then flags; a key nobody knows is refused, not ignored.

mod merge;
mod units;
mod value;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

pub use units::{Period, Size, UnitError};

use crate::files::{self, FileError};
use merge::Merged;

/// The settings a program knows, so that a misspelt one is caught with the right one named.
pub trait KnownKeys {
    /// Every key, dotted: `store.url`. `*` stands for any one name; a key that is itself a table or
    /// list of free form is listed without what is in it. Lists of tables read like tables:
    /// `agencies.address` is the address in each `[[agencies]]`.
    const KEYS: &'static [&'static str];
    /// Environment variables with the program's prefix that are not settings, without the prefix:
    /// `CONFIG`.
    const OTHER_VARIABLES: &'static [&'static str] = &[];
}

/// Where a setting was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line of the file, counted from 1.
    File(PathBuf, usize),
    /// An environment variable.
    Variable(String),
    /// The command line.
    Flag,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, line) => write!(f, "{} line {line}", path.display()),
            Self::Variable(name) => write!(f, "the environment variable {name}"),
            Self::Flag => f.write_str("the command line"),
        }
    }
}

/// Why the settings cannot be used. Nothing of a value is repeated: it may be a password.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("the settings cannot be read: {0}")]
    File(#[from] FileError),
    /// The file is not TOML.
    #[error("{file} line {line}: not TOML: {reason}")]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What the parser said.
        reason: String,
    },
    /// A key nobody knows.
    #[error("unknown setting `{key}` in {place}; {hint}")]
    Unknown {
        /// The key, or the name of the variable.
        key: String,
        /// Where it is.
        place: Place,
        /// The nearest known one, or all of them.
        hint: String,
    },
    /// A value of the wrong form.
    #[error("setting `{key}` in {place} cannot be used: {reason}")]
    Value {
        /// The key.
        key: String,
        /// Where it is.
        place: Place,
        /// What was expected.
        reason: String,
    },
    /// A value that has no default is missing.
    #[error("setting `{key}` is missing: write it in the settings file or set {variable}")]
    Missing {
        /// The key.
        key: String,
        /// The variable that sets it.
        variable: String,
    },
}

/// Reads settings: `file`, overridden by the variables of `environment` that begin with `prefix`
/// (`GES_NODE_STORE__URL` sets `store.url`), overridden by `flags` (dotted key and value).
pub fn load<T: DeserializeOwned + KnownKeys>(
    file: Option<&Path>,
    prefix: &str,
    environment: impl Iterator<Item = (String, String)>,
    flags: &[(String, String)],
) -> Result<T, ConfigError> {
    let mut merged = Merged::new(T::KEYS, prefix);
    if let Some(path) = file {
        let bytes = files::read(path)?;
        let text = std::str::from_utf8(&bytes).map_err(|error| ConfigError::Syntax {
            file: path.into(),
            line: merge::line_at(&bytes, error.valid_up_to()),
            reason: "not UTF-8 text".into(),
        })?;
        merged.file(path, text)?;
    }
    // Sorted, so that of two bad variables the same one is always named.
    let mut variables: Vec<(String, String)> = environment.collect();
    variables.sort();
    for (name, value) in variables {
        if let Some(rest) = name.strip_prefix(prefix)
            && !rest.is_empty()
            && !T::OTHER_VARIABLES.contains(&rest)
        {
            merged.text(&rest.to_ascii_lowercase().replace("__", "."), value, Place::Variable(name.clone()))?;
        }
    }
    for (key, value) in flags {
        merged.text(key, value.clone(), Place::Flag)?;
    }
    merged.read()
}

/// The environment variables of this process; those that are not UTF-8 text are left out.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

#[cfg(test)]
mod tests;
