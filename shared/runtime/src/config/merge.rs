//! Lays the sources over one another, remembering where each setting was written.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::{ReadError, Value};
use super::{ConfigError, Place};

/// Two names this alike (Jaro-Winkler, 0 to 1) are probably the same one misspelt.
const ALIKE: f64 = 0.8;

pub(super) struct Merged<'a> {
    known: &'a [&'a str],
    prefix: &'a str,
    root: Value,
    places: BTreeMap<String, Place>,
}

impl<'a> Merged<'a> {
    pub(super) fn new(known: &'a [&'a str], prefix: &'a str) -> Self {
        Self { known, prefix, root: Value::Table(BTreeMap::new()), places: BTreeMap::new() }
    }

    /// Reads the file, the first source.
    pub(super) fn file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let line_at = |offset| line_at(text.as_bytes(), offset);
        let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
            file: path.into(),
            line: line_at(error.span().map_or(0, |span| span.start)),
            reason: error.message().to_owned(),
        })?;
        let place = |offset| Place::File(path.into(), line_at(offset));
        self.root = self.table(table.into_inner(), "", "", &place)?;
        Ok(())
    }

    /// `key` names what is known, `written` is the same with the positions in lists.
    fn table(
        &mut self,
        table: DeTable<'_>,
        key: &str,
        written: &str,
        place: &dyn Fn(usize) -> Place,
    ) -> Result<Value, ConfigError> {
        let mut entries = BTreeMap::new();
        for (name, value) in table {
            let here = place(name.span().start);
            let (key, written) = (join(key, name.get_ref()), join(written, name.get_ref()));
            if self.standing(&key) == Standing::Unknown {
                let hint = self.hint(&key, |known| format!("`{known}`"));
                return Err(ConfigError::Unknown { key, place: here, hint });
            }
            self.places.insert(written.clone(), here);
            let value = self.value(value, &key, &written, place)?;
            entries.insert(name.into_inner().into_owned(), value);
        }
        Ok(Value::Table(entries))
    }

    fn value(
        &mut self,
        value: Spanned<DeValue<'_>>,
        key: &str,
        written: &str,
        place: &dyn Fn(usize) -> Place,
    ) -> Result<Value, ConfigError> {
        let here = place(value.span().start);
        let refuse =
            |reason: &str| ConfigError::Value { key: key.to_owned(), place: here.clone(), reason: reason.to_owned() };
        Ok(match value.into_inner() {
            DeValue::String(text) => Value::Exact(text.into_owned()),
            DeValue::Boolean(value) => Value::Boolean(value),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                let value = i64::from_str_radix(&digits, number.radix());
                Value::Integer(value.map_err(|_| refuse("the number is out of range"))?)
            }
            DeValue::Float(number) => Value::Text(number.as_str().replace('_', "")),
            DeValue::Datetime(moment) => Value::Exact(moment.to_string()),
            DeValue::Array(items) => {
                let mut values = Vec::new();
                for (position, item) in items.into_iter().enumerate() {
                    let written = format!("{written}[{position}]");
                    self.places.insert(written.clone(), place(item.span().start));
                    values.push(self.value(item, key, &written, place)?);
                }
                Value::List(values)
            }
            DeValue::Table(table) => self.table(table, key, written, place)?,
        })
    }

    /// Lays one setting over what is there.
    pub(super) fn text(&mut self, key: &str, text: String, place: Place) -> Result<(), ConfigError> {
        if self.standing(key) != Standing::Setting {
            let (key, hint) = match &place {
                Place::Variable(name) => (name.clone(), self.hint(key, |known| variable(self.prefix, known))),
                _ => (key.to_owned(), self.hint(key, |known| format!("`{known}`"))),
            };
            return Err(ConfigError::Unknown { key, place, hint });
        }
        let mut at = &mut self.root;
        for name in key.split('.') {
            if !matches!(at, Value::Table(_)) {
                *at = Value::Table(BTreeMap::new());
            }
            let Value::Table(entries) = at else { return Ok(()) };
            at = entries.entry(name.to_owned()).or_insert_with(|| Value::Table(BTreeMap::new()));
        }
        *at = Value::Text(text);
        let inside = format!("{key}.");
        self.places.retain(|written, _| !written.starts_with(&inside));
        self.places.insert(key.to_owned(), place);
        Ok(())
    }

    /// Reads the settings out of what was laid together.
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T, ConfigError> {
        let Self { prefix, root, places, .. } = self;
        serde_path_to_error::deserialize(root).map_err(|error| {
            let path = error.path().to_string();
            let path = if path == "." { String::new() } else { path };
            match error.into_inner() {
                ReadError::Missing(field) => {
                    let key = join(&path, field);
                    ConfigError::Missing { variable: variable(prefix, &key), key }
                }
                ReadError::Other(reason) => {
                    let mut at = path.as_str();
                    let place = loop {
                        if let Some(place) = places.get(at) {
                            break place.clone();
                        }
                        match at.rfind(['.', '[']) {
                            Some(end) => at = &at[..end],
                            None => break places.get(at).cloned().unwrap_or(Place::Flag),
                        }
                    };
                    ConfigError::Value { key: path, place, reason }
                }
            }
        })
    }

    fn standing(&self, key: &str) -> Standing {
        let names: Vec<&str> = key.split('.').collect();
        let mut standing = Standing::Unknown;
        for known in self.known {
            let mut pattern = known.split('.');
            let fits = names.iter().zip(&mut pattern).all(|(name, known)| known == "*" || known == *name);
            if fits && names.len() >= known.split('.').count() {
                return Standing::Setting;
            }
            if fits {
                standing = Standing::Group;
            }
        }
        standing
    }

    fn hint(&self, key: &str, show: impl Fn(&str) -> String) -> String {
        let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
        let alike = |known: &str| {
            let whole = strsim::jaro_winkler(key, known);
            let end = strsim::jaro_winkler(&last(key), &last(known));
            // The right name in the wrong table counts, but less than the whole key nearly right.
            if end > whole { whole.midpoint(end) } else { whole }
        };
        let nearest = self.known.iter().map(|known| (alike(known), known)).max_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((alike, known)) if alike >= ALIKE => format!("did you mean {}?", show(known)),
            _ => format!("known are: {}", self.known.iter().map(|known| show(known)).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// What a dotted key stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// A setting, or something within one of free form.
    Setting,
    /// A table that holds settings.
    Group,
    /// Nothing known.
    Unknown,
}

/// The line, counted from 1, in which the byte at `offset` stands.
pub(super) fn line_at(bytes: &[u8], offset: usize) -> usize {
    bytes[..offset.min(bytes.len())].split(|byte| *byte == b'\n').count()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn variable(prefix: &str, key: &str) -> String {
    format!("{prefix}{}", key.replace('.', "__").to_ascii_uppercase())
}
