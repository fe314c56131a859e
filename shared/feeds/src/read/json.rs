//! An array of JSON objects as a table. Numbers are taken from the text itself, never through a float.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::clip;
use crate::error::FeedError;
use crate::limits::Limits;
use crate::setting::Pointer;
use crate::table::{Builder, Cell, Table};

/// Deepest nesting of values within a row.
const MAX_DEPTH: usize = 8;
/// Most members of an object on the way to the rows, and of the document itself.
const MAX_MEMBERS: usize = 10_000;

/// Every value under `pointer` as a row. A value of the object itself is a column of its name; nested ones are columns
/// called by their JSON pointer within the row, for example `/budget/spent`.
pub(super) fn table(body: &[u8], pointer: &Pointer, limits: &Limits) -> Result<Table, FeedError> {
    let bad = |cause: serde_json::Error| FeedError::Json { detail: clip(&cause.to_string()) };
    let document: &RawValue = serde_json::from_slice(body).map_err(bad)?;
    let rows = find(document, pointer)?;
    let not_rows = || FeedError::NotRows { pointer: clip(pointer.as_str()) };
    let Parts::Items(items) = parts(rows, limits.rows).ok_or_else(not_rows)? else { return Err(not_rows()) };
    if items.len() > limits.rows {
        return Err(FeedError::TooManyRows { limit: limits.rows });
    }
    let mut columns: Vec<String> = Vec::new();
    let mut rows = Vec::with_capacity(items.len());
    for (number, item) in (1..).zip(items) {
        let mut row = Row { number, columns: &mut columns, cells: Vec::new(), limits };
        row.flatten(item, &mut String::new(), 0)?;
        rows.push((number, row.cells));
    }
    if columns.is_empty() {
        return Err(FeedError::NoColumns);
    }
    let mut builder = Builder::new(limits, columns)?;
    rows.into_iter().try_for_each(|(number, cells)| builder.row(number, cells))?;
    Ok(builder.finish())
}

/// What stands at the pointer.
fn find<'a>(document: &'a RawValue, pointer: &Pointer) -> Result<&'a RawValue, FeedError> {
    let nothing = || FeedError::NothingThere { pointer: clip(pointer.as_str()) };
    pointer.steps().try_fold(document, |value, step| match parts(value, MAX_MEMBERS) {
        Some(Parts::Members(members)) => {
            members.into_iter().find(|(name, _)| *name == step).map(|(_, value)| value).ok_or_else(nothing)
        }
        Some(Parts::Items(items)) => {
            step.parse::<usize>().ok().and_then(|place| items.get(place).copied()).ok_or_else(nothing)
        }
        None => Err(nothing()),
    })
}

/// The parts of an object or array, one more than the limit at most; `None` for a plain value.
fn parts(value: &RawValue, limit: usize) -> Option<Parts<'_>> {
    let text = value.get();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    Level { limit }.deserialize(&mut serde_json::Deserializer::from_str(text)).ok()
}

enum Parts<'a> {
    Members(Vec<(String, &'a RawValue)>),
    Items(Vec<&'a RawValue>),
}

/// Reads one level of nesting. Stops after one part more than the limit, so that a body of a million brackets does not
/// become a million references.
struct Level {
    limit: usize,
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Parts<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Parts<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            if members.len() <= self.limit {
                members.push(member);
            }
        }
        Ok(Parts::Members(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Parts<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            if items.len() <= self.limit {
                items.push(item);
            }
        }
        Ok(Parts::Items(items))
    }
}

/// One row under way; new names become columns of all.
struct Row<'c> {
    number: usize,
    columns: &'c mut Vec<String>,
    cells: Vec<Cell>,
    limits: &'c Limits,
}

impl Row<'_> {
    fn refused(&self, detail: &'static str) -> FeedError {
        FeedError::NotAnObject { row: self.number, detail }
    }

    fn flatten(&mut self, value: &RawValue, path: &mut String, depth: usize) -> Result<(), FeedError> {
        let members = match parts(value, self.limits.columns) {
            Some(Parts::Members(members)) => members,
            Some(Parts::Items(items)) if depth > 0 => {
                items.into_iter().enumerate().map(|(place, item)| (place.to_string(), item)).collect()
            }
            _ if depth == 0 => return Err(self.refused("it is not an object")),
            _ => return self.put(path, value),
        };
        if members.len() > self.limits.columns {
            return Err(FeedError::TooManyColumns { limit: self.limits.columns });
        }
        if depth >= MAX_DEPTH {
            return Err(self.refused("it is nested more than 8 deep"));
        }
        for (place, (name, _)) in members.iter().enumerate() {
            if members.iter().take(place).any(|(earlier, _)| earlier == name) {
                return Err(self.refused("a name stands twice"));
            }
        }
        for (name, inner) in members {
            let before = path.len();
            path.push('/');
            path.push_str(&name.replace('~', "~0").replace('/', "~1"));
            if depth == 0 && !inner.get().starts_with(['{', '[']) {
                self.put(&name, inner)?;
            } else {
                self.flatten(inner, path, depth + 1)?;
            }
            path.truncate(before);
        }
        Ok(())
    }

    fn put(&mut self, name: &str, value: &RawValue) -> Result<(), FeedError> {
        let text = value.get();
        let cell = match text.as_bytes().first() {
            Some(b'"') => {
                let text: String =
                    serde_json::from_str(text).map_err(|_| self.refused("a text in it cannot be read"))?;
                Cell::text(&text)
            }
            Some(b't' | b'f') => Cell::text(text),
            Some(b'n') | None => Cell::Empty,
            _ => Cell::number(text),
        };
        let place = match self.columns.iter().position(|column| column == name) {
            Some(place) => place,
            None if self.columns.len() >= self.limits.columns => {
                return Err(FeedError::TooManyColumns { limit: self.limits.columns });
            }
            None => {
                self.columns.push(name.to_owned());
                self.columns.len() - 1
            }
        };
        if self.cells.len() <= place {
            self.cells.resize(place + 1, Cell::Empty);
        }
        match self.cells.get_mut(place) {
            Some(slot @ Cell::Empty) => *slot = cell,
            _ if cell == Cell::Empty => {}
            _ => return Err(self.refused("two of its values have the same pointer")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str, pointer: &str) -> Result<Table, FeedError> {
        table(body.as_bytes(), &Pointer::new(pointer).unwrap(), &Limits::default())
    }

    #[test]
    fn objects_become_rows_and_nested_values_columns() {
        let body = r#"{"data":{"a/b":[[
            {"id":"ก1","spent":12345678901234567.89,"more":{"x~/y":0.1,"list":[1,2e3]},"ok":true},
            {"id":"  ","late":null,"more":{"x~/y":1e400}},
            {}
        ]]}}"#;
        let table = read(body, "/data/a~1b/0").unwrap();
        assert_eq!(table.columns(), ["id", "spent", "/more/x~0~1y", "/more/list/0", "/more/list/1", "ok", "late"]);
        let shown: Vec<Vec<String>> = table.rows().iter().map(|r| r.iter().map(Cell::shown).collect()).collect();
        assert_eq!(shown[0], ["ก1", "12345678901234567.89", "0.1", "1", "2000", "true", ""]);
        assert_eq!(shown[1], ["", "", "1e400", "", "", "", ""]);
        assert_eq!(table.numbers(), [1, 2]);
        assert!(matches!(table.rows()[0][1], Cell::Number(_)));
        assert_eq!(read(r#"[{"a":1}]"#, "").map(|t| t.rows().len()), Ok(1));
    }

    #[test]
    fn pointers_that_lead_elsewhere_are_named() {
        let body = r#"{"data":{"rows":{"a":1},"list":[{"a":1}]}}"#;
        let pointer = |text: &str| text.to_owned();
        for (at, error) in [
            ("/rows", FeedError::NothingThere { pointer: pointer("/rows") }),
            ("/data/list/1", FeedError::NothingThere { pointer: pointer("/data/list/1") }),
            ("/data/list/0/a/b", FeedError::NothingThere { pointer: pointer("/data/list/0/a/b") }),
            ("/data/rows", FeedError::NotRows { pointer: pointer("/data/rows") }),
            ("/data/list/0/a", FeedError::NotRows { pointer: pointer("/data/list/0/a") }),
            ("", FeedError::NotRows { pointer: String::new() }),
        ] {
            assert_eq!(read(body, at), Err(error), "{at}");
        }
    }

    #[test]
    fn hostile_documents_are_refused() {
        let refused = |row, detail| Err(FeedError::NotAnObject { row, detail });
        assert_eq!(read(r#"[{"a":1},2]"#, ""), refused(2, "it is not an object"));
        assert_eq!(read(r#"[{"a":1,"a":2}]"#, ""), refused(1, "a name stands twice"));
        assert_eq!(read(r#"[{"/a/b":1,"a":{"b":2}}]"#, ""), refused(1, "two of its values have the same pointer"));
        assert!(matches!(read("[1", ""), Err(FeedError::Json { .. })));
        assert_eq!(read("[]", ""), Err(FeedError::NoColumns));
        let nested = |depth: usize| format!("[{}1{}]", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        assert_eq!(read(&nested(8), "").map(|t| t.columns()[0].clone()), Ok("/a".repeat(8)));
        assert_eq!(read(&nested(9), ""), refused(1, "it is nested more than 8 deep"));
        assert!(matches!(read(&nested(100_000), ""), Err(FeedError::Json { .. } | FeedError::NotAnObject { .. })));
        let rows = |n: usize| format!("[{}{{\"a\":1}}]", "{\"a\":1},".repeat(n - 1));
        assert_eq!(read(&rows(10_000), "").map(|t| t.rows().len()), Ok(10_000));
        assert_eq!(read(&rows(10_001), ""), Err(FeedError::TooManyRows { limit: 10_000 }));
        let wide = |n: usize| format!("[{{{}}}]", (0..n).map(|i| format!("\"c{i}\":1")).collect::<Vec<_>>().join(","));
        assert_eq!(read(&wide(200), "").map(|t| t.columns().len()), Ok(200));
        assert_eq!(read(&wide(201), ""), Err(FeedError::TooManyColumns { limit: 200 }));
        let ragged: Vec<String> = (0..201).map(|i| format!("{{\"c{i}\":1}}")).collect();
        assert_eq!(read(&format!("[{}]", ragged.join(",")), ""), Err(FeedError::TooManyColumns { limit: 200 }));
    }
}
