//! Observations from CSV (`series,period,value,note`) or JSON (a list of such objects).

use std::collections::HashMap;

use ges_domain::number::to_scaled;
use ges_domain::text::Text;
use ges_proto::observations::{MAX_NAME, MAX_ROWS, Observations, Period};

use super::fields::{Field, Fields, Record};
use super::{Defect, Form, MAX_DEFECTS, json};

const ROW: [&str; 4] = ["series", "period", "value", "note"];

/// Reads observations of one data flow, cut into batches of at most the rows one record holds.
pub fn read(bytes: &[u8], form: Form, dataflow: &str) -> Result<Vec<Observations>, Vec<Defect>> {
    let mut defects = Vec::new();
    let rows = match form {
        Form::Csv => from_csv(bytes, &mut defects),
        Form::Json => from_json(bytes, &mut defects),
        Form::Xlsx => Err(Defect::new(
            "file",
            Text::new("ข้อมูลรายช่วงเวลาต้องเป็น .csv หรือ .json", "observations come as .csv or .json"),
        )),
    }
    .map_err(|defect| vec![defect])?;
    let mut batches = vec![Building::new(dataflow)];
    for row in &rows {
        if batches.last().is_none_or(|b| b.batch.len() >= MAX_ROWS) {
            batches.push(Building::new(dataflow));
        }
        if let Some(building) = batches.last_mut() {
            building.push(row, &mut defects);
        }
        if defects.len() >= MAX_DEFECTS {
            break;
        }
    }
    if rows.is_empty() && defects.is_empty() {
        defects.push(Defect::new("file", Text::new("ไม่มีข้อมูลในไฟล์", "there is no row in the file")));
    }
    if defects.is_empty() { Ok(batches.into_iter().map(|b| b.batch).collect()) } else { Err(defects) }
}

struct Building {
    batch: Observations,
    series: HashMap<String, u32>,
}

impl Building {
    fn new(dataflow: &str) -> Self {
        let batch = Observations { dataflow: dataflow.to_owned(), ..Observations::default() };
        Self { batch, series: HashMap::new() }
    }

    fn push(&mut self, row: &Record, defects: &mut Vec<Defect>) {
        let mut fields = Fields::new(row, defects);
        fields.refuse_unknown(&ROW);
        let series = fields.required("series").map(str::to_owned);
        if series.as_ref().is_some_and(|s| s.len() > MAX_NAME) {
            fields.defect("series", Text::new("ชื่อชุดข้อมูลยาวเกินไป", "the series key is too long"));
            return;
        }
        let period =
            fields.parsed("period", |t| Period::parse(t).ok_or("a period is 2012-04, 2012-Q2 or 2012 (Christian era)"));
        let value = fields.decimal("value").and_then(to_scaled);
        let note = fields.text("note");
        if note.chars().count() > ges_domain::agreement::MAX_TEXT {
            fields.defect("note", Text::new("หมายเหตุยาวเกิน 4,000 ตัวอักษร", "the note has more than 4000 characters"));
            return;
        }
        let (Some(series), Some(period), Some((mantissa, scale))) = (series, period, value) else { return };
        let batch = &mut self.batch;
        let index = *self.series.entry(series).or_insert_with_key(|key| {
            batch.series.push(key.clone());
            u32::try_from(batch.series.len() - 1).unwrap_or(u32::MAX)
        });
        batch.series_index.push(index);
        batch.period.push(period.code());
        batch.mantissa.push(mantissa);
        batch.scale.push(scale);
        batch.note_length.push(u32::try_from(note.len()).unwrap_or(0));
        batch.notes.push_str(&note);
    }
}

fn from_csv(bytes: &[u8], defects: &mut Vec<Defect>) -> Result<Vec<Record>, Defect> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let bad = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        Defect::new(
            format!("line {line}"),
            Text::new("อ่านบรรทัดนี้ไม่ได้ กรุณาบันทึกไฟล์เป็น UTF-8", format!("this line cannot be read: {e}")),
        )
    };
    let headings: Vec<String> = reader.headers().map_err(|e| bad(&e))?.iter().map(str::to_lowercase).collect();
    for missing in ["series", "period", "value"].iter().filter(|m| !headings.iter().any(|h| h == *m)) {
        let said = Text::new(format!("ไม่มีหัวคอลัมน์ {missing}"), format!("the heading {missing} is missing"));
        defects.push(Defect::new("line 1", said));
    }
    if !defects.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    for line in reader.records() {
        let line = match line {
            Ok(line) => line,
            Err(e) => {
                defects.push(bad(&e));
                if defects.len() >= MAX_DEFECTS {
                    break;
                }
                continue;
            }
        };
        let number = line.position().map_or(0, csv::Position::line);
        let mut record = Record { place: format!("line {number}"), ..Record::default() };
        for (name, text) in headings.iter().zip(line.iter()) {
            let field = Field { text: text.to_owned(), place: format!("line {number} column {name}") };
            record.fields.insert(name.clone(), field);
        }
        rows.push(record);
    }
    Ok(rows)
}

fn from_json(bytes: &[u8], defects: &mut Vec<Defect>) -> Result<Vec<Record>, Defect> {
    let document = json::parse(bytes)?;
    let list = document
        .as_array()
        .ok_or_else(|| Defect::new("$", Text::new("ต้องเป็นรายการ [ ]", "a list [ ] is expected here")))?;
    let mut rows = Vec::with_capacity(list.len());
    for (i, value) in list.iter().enumerate() {
        let path = format!("$[{i}]");
        match json::object(value, &path) {
            Ok(object) => rows.push(json::record(object, &path, &[], defects)),
            Err(defect) => defects.push(defect),
        }
    }
    Ok(rows)
}
