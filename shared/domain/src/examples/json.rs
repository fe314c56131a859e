//! JSON with exact numbers: a number in a worked-examples file is the decimal that was typed, never a binary float.

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::exact::Exact;

/// Deepest nesting.
const MAX_DEPTH: usize = 64;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, exactly as typed.
    Number(Exact),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object; keys are distinct and in the order of the file.
    Object(Vec<(String, Json)>),
}

/// Why a text is not JSON that is read here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON.
    #[error("not JSON: {0}")]
    Malformed(String),
    /// A key given twice.
    #[error("key `{0}` is given twice in one object: remove one of them")]
    Duplicate(String),
    /// Nested too deep.
    #[error("values are nested deeper than {MAX_DEPTH} levels: flatten them")]
    Depth,
    /// A number that is not kept.
    #[error(transparent)]
    Number(#[from] crate::exact::ExactError),
}

impl Json {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|e| JsonError::Malformed(e.to_string()))?;
        Self::read(raw.get(), 0)
    }

    fn read(text: &str, depth: usize) -> Result<Self, JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError::Depth);
        }
        let text = text.trim();
        let malformed = |e: serde_json::Error| JsonError::Malformed(e.to_string());
        match text.bytes().next() {
            Some(b'{') => {
                let Members(members) = serde_json::from_str(text).map_err(malformed)?;
                let mut out: Vec<(String, Self)> = Vec::with_capacity(members.len());
                let mut seen = std::collections::BTreeSet::new();
                for (key, value) in members {
                    if !seen.insert(key.clone()) {
                        return Err(JsonError::Duplicate(key.chars().take(60).collect()));
                    }
                    out.push((key, Self::read(value.get(), depth + 1)?));
                }
                Ok(Self::Object(out))
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).map_err(malformed)?;
                items.into_iter().map(|i| Self::read(i.get(), depth + 1)).collect::<Result<_, _>>().map(Self::List)
            }
            Some(b'"') => serde_json::from_str(text).map(Self::Text).map_err(malformed),
            Some(b't' | b'f') => serde_json::from_str(text).map(Self::Bool).map_err(malformed),
            Some(b'n') => Ok(Self::Null),
            _ => Ok(Self::Number(text.parse()?)),
        }
    }

    /// The member of that name.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of numbers.
    pub fn numbers<'a>(values: impl IntoIterator<Item = &'a Exact>) -> Self {
        Self::List(values.into_iter().cloned().map(Self::Number).collect())
    }

    /// A count.
    pub fn count(n: usize) -> Self {
        Self::Number(Exact::whole(i64::try_from(n).unwrap_or(i64::MAX)))
    }

    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => b.fmt(f),
            Self::Number(n) => n.fmt(f),
            Self::Text(t) => write!(f, "{t:?}"),
            Self::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (i, (key, value)) in members.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Members of an object in order, repeated keys included.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each<'a>(std::marker::PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Each<'a> {
            type Value = Members<'a>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'a>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each(std::marker::PhantomData))
    }
}

/// Numbers become texts, so that no digit is lost.
impl Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Number(n) => serializer.collect_str(n),
            Self::Text(t) => serializer.serialize_str(t),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(k, v)| (k, v))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        let json = Json::parse(r#"{"a": [17.40, 5e-05, -3, 0.12345678901234567890123], "b": {"c": true, "d": null}}"#)
            .unwrap();
        assert_eq!(json.to_string(), "{a: [17.4, 0.00005, -3, 0.12345678901234567890123], b: {c: true, d: null}}");
        assert_eq!(
            serde_json::to_string(&json.get("a")).unwrap(),
            r#"["17.4","0.00005","-3","0.12345678901234567890123"]"#
        );
    }

    #[test]
    fn what_is_not_read_is_named() {
        assert!(matches!(Json::parse("{\"a\": }"), Err(JsonError::Malformed(_))));
        assert_eq!(Json::parse(r#"{"a":{"b":1,"b":2}}"#), Err(JsonError::Duplicate("b".into())));
        assert_eq!(Json::parse(&format!("{}1{}", "[".repeat(66), "]".repeat(66))), Err(JsonError::Depth));
        assert!(Json::parse(&format!("{}1{}", "[".repeat(65), "]".repeat(65))).is_err());
        assert!(Json::parse(&format!("{}1{}", "[".repeat(64), "]".repeat(64))).is_ok());
        assert!(matches!(Json::parse("1e99"), Err(JsonError::Number(_))));
        assert!(matches!(Json::parse(&"[".repeat(100_000)), Err(JsonError::Malformed(_))));
    }
}
