//! Named texts with their places, whatever file they came from, and reading values out of them.

use std::collections::BTreeMap;
use std::fmt::Display;

use ges_domain::explain::Explain as _;
use ges_domain::number::parse_decimal;
use ges_domain::text::Text;
use rust_decimal::Decimal;

use super::{Defect, MAX_DEFECTS};

/// One text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What is written there.
    pub text: String,
    /// Where.
    pub place: String,
}

/// One row, object or key-value sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Where it is.
    pub place: String,
    /// Fields by their name.
    pub fields: BTreeMap<String, Field>,
}

/// Reads values from one record and notes what is wrong.
pub struct Fields<'a> {
    record: &'a Record,
    defects: &'a mut Vec<Defect>,
}

impl<'a> Fields<'a> {
    /// Reads `record`; defects are added to `defects`.
    pub fn new(record: &'a Record, defects: &'a mut Vec<Defect>) -> Self {
        Self { record, defects }
    }

    /// Notes a defect at a field, or at the record when the field is missing.
    pub fn defect(&mut self, name: &str, said: Text) {
        let place = self.place(name);
        if self.defects.len() < MAX_DEFECTS {
            self.defects.push(Defect { place, said });
        }
    }

    fn place(&self, name: &str) -> String {
        self.record.fields.get(name).map_or_else(|| format!("{} ({name})", self.record.place), |f| f.place.clone())
    }

    /// The text, trimmed; `None` when missing or empty.
    pub fn optional(&self, name: &str) -> Option<&'a str> {
        self.record.fields.get(name).map(|f| f.text.trim()).filter(|t| !t.is_empty())
    }

    /// The text, or a defect.
    pub fn required(&mut self, name: &str) -> Option<&'a str> {
        let found = self.optional(name);
        if found.is_none() {
            self.defect(name, Text::new(format!("ไม่มีค่าของ {name} กรุณาเติม"), format!("{name} is missing: fill it in")));
        }
        found
    }

    /// A text that may be empty.
    pub fn text(&self, name: &str) -> String {
        self.optional(name).unwrap_or_default().to_owned()
    }

    /// A value of any type that reads itself; English words of the error stand for Thai where there are none.
    pub fn parsed<T, E: Display>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        let text = self.required(name)?;
        match read(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let thai = format!("“{}” ใช้เป็น {name} ไม่ได้", text.chars().take(60).collect::<String>());
                self.defect(name, Text::new(thai, error.to_string()));
                None
            }
        }
    }

    /// A decimal number.
    pub fn decimal(&mut self, name: &str) -> Option<Decimal> {
        let text = self.required(name)?;
        match parse_decimal(text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.defect(name, error.explain().words());
                None
            }
        }
    }

    /// A yes or no; missing means no.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.optional(name).map(str::to_lowercase).as_deref() {
            None | Some("false" | "0" | "no" | "ไม่" | "ไม่ใช่") => false,
            Some("true" | "1" | "yes" | "ใช่") => true,
            Some(_) => {
                self.defect(name, Text::new("ใส่ ใช่ หรือ ไม่ใช่", "write yes or no"));
                false
            }
        }
    }

    /// Names every field that is none of `known`.
    pub fn refuse_unknown(&mut self, known: &[&str]) {
        let strangers: Vec<String> =
            self.record.fields.keys().filter(|k| !known.contains(&k.as_str())).cloned().collect();
        for name in strangers {
            let list = known.join(", ");
            self.defect(
                &name,
                Text::new(format!("ไม่รู้จัก {name} ใช้ได้: {list}"), format!("unknown field {name}: use {list}")),
            );
        }
    }
}
