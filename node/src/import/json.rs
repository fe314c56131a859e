//! JSON documents as records: every value keeps its JSON path.

use ges_domain::text::Text;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fields::{Field, Record};
use super::{Defect, MAX_FILE};

/// The whole document.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Defect> {
    if bytes.len() as u64 > MAX_FILE {
        return Err(Defect::new("$", Text::new("ไฟล์ใหญ่เกิน 10 MB", "the file has more than 10 MB")));
    }
    serde_json::from_slice(bytes).map_err(|e| {
        let place = format!("line {} column {}", e.line(), e.column());
        Defect::new(place, Text::new("ไม่ใช่ JSON ที่ถูกต้อง กรุณาตรวจสอบวงเล็บและเครื่องหมาย", format!("not JSON: {e}")))
    })
}

/// The object at a path.
pub(super) fn object<'v>(value: &'v Value, path: &str) -> Result<&'v Map<String, Value>, Defect> {
    value.as_object().ok_or_else(|| Defect::new(path, Text::new("ต้องเป็นวัตถุ { }", "an object { } is expected here")))
}

/// The list under a name.
pub(super) fn list<'v>(object: &'v Map<String, Value>, name: &str, path: &str) -> Result<&'v [Value], Defect> {
    let place = format!("{path}.{name}");
    match object.get(name) {
        Some(Value::Array(list)) => Ok(list),
        _ => Err(Defect::new(place, Text::new("ต้องเป็นรายการ [ ]", "a list [ ] is expected here"))),
    }
}

/// An object as record: texts, numbers and flags by name, bilingual texts as `name_th` and `name_en`, the five levels
/// as `level1` to `level5`. Names in `apart` are left to the caller.
pub(super) fn record(object: &Map<String, Value>, path: &str, apart: &[&str], defects: &mut Vec<Defect>) -> Record {
    let mut out = Record { place: path.to_owned(), ..Record::default() };
    for (name, value) in object.iter().filter(|(name, _)| !apart.contains(&name.as_str())) {
        let place = format!("{path}.{name}");
        match value {
            Value::Object(text) => {
                for (language, words) in text {
                    put(&mut out, format!("{name}_{language}"), words, format!("{place}.{language}"), defects);
                }
            }
            Value::Array(levels) if name == "levels" => {
                for (i, level) in levels.iter().enumerate() {
                    put(&mut out, format!("level{}", i + 1), level, format!("{place}[{i}]"), defects);
                }
            }
            plain => put(&mut out, name.clone(), plain, place, defects),
        }
    }
    out
}

/// A part with a structure of its own, read by its own rules; `None` when it is absent or wrong, which is then noted.
pub(super) fn value<T: DeserializeOwned>(
    object: &Map<String, Value>,
    name: &str,
    path: &str,
    defects: &mut Vec<Defect>,
) -> Option<T> {
    let value = object.get(name).filter(|v| !v.is_null())?;
    match serde_json::from_value(value.clone()) {
        Ok(read) => Some(read),
        Err(error) => {
            let said = Text::new(format!("ข้อมูลส่วนนี้ไม่ถูกต้อง: {error}"), format!("this part breaks a rule: {error}"));
            defects.push(Defect::new(format!("{path}.{name}"), said));
            None
        }
    }
}

fn put(out: &mut Record, name: String, value: &Value, place: String, defects: &mut Vec<Defect>) {
    let text = match value {
        Value::Null => return,
        Value::String(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => {
            let text = number.to_string();
            // JSON numbers beyond 15 digits lose their last ones in most programs.
            if text.bytes().filter(u8::is_ascii_digit).count() > 15 {
                let said = Text::new(
                    "ตัวเลขยาวเกิน 15 หลัก กรุณาใส่ในเครื่องหมายคำพูด",
                    "a number of more than 15 digits: write it as a text in quotes",
                );
                defects.push(Defect::new(place, said));
                return;
            }
            text
        }
        Value::Array(_) | Value::Object(_) => {
            defects.push(Defect::new(place, Text::new("ต้องเป็นข้อความหรือตัวเลข", "a text or a number is expected here")));
            return;
        }
    };
    out.fields.insert(name, Field { text, place });
}
