//! A whole round as one table: every value that the indicators ask for is a row. The same table goes out as a workbook,
//! comes back as a workbook, or is pasted from one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ges_domain::agreement::Agreement;
use ges_domain::calendar::Round;
use ges_domain::explain::Explain as _;
use ges_domain::ids::IndicatorNumber;
use ges_domain::number::parse_decimal;
use ges_domain::result::Report;
use ges_domain::score::{Answer, Ask, Form, Inputs, asks};
use ges_domain::text::Text;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use super::fields::{Field, Record};
use super::{Defect, MAX_DEFECTS, MAX_FILE, sheet};

/// Headings, in the order of the columns, and what each is called in a record.
const COLUMNS: [(&str, &str, f64); 6] = [
    ("ที่", "indicator", 8.0),
    ("ตัวชี้วัด", "name", 46.0),
    ("รายการ", "label", 46.0),
    ("รหัสรายการ", "path", 24.0),
    ("รอบก่อน", "last", 16.0),
    ("ผล", "value", 16.0),
];
/// Where the note of an indicator stands among the paths.
const NOTE: &str = "note";
/// Most rows of a table.
const MAX_ROWS: usize = 20_000;

/// What the table says of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The indicator.
    pub number: IndicatorNumber,
    /// Where its first value stands.
    pub place: String,
    /// Its inputs, over those known before.
    pub inputs: Inputs,
    /// What was done, where the table says so.
    pub note: Option<String>,
}

/// One row of the table.
struct Row {
    number: IndicatorNumber,
    name: String,
    label: String,
    path: String,
    last: String,
    value: String,
}

/// What is known of a round and of the one before it, by indicator.
pub type Known<'a> = BTreeMap<IndicatorNumber, &'a Report>;

fn rows(agreement: &Agreement, round: Round, now: &Known<'_>, before: &Known<'_>) -> Vec<Row> {
    let mut out = Vec::new();
    for indicator in agreement.indicators.iter().filter(|i| i.definition.schedule.in_force(round)) {
        let known = |of: &Known<'_>| of.get(&indicator.number).map(|report| indicator.inputs(report));
        let (inputs, last) = (known(now), known(before));
        let row = |path: &str, label: String, last: String, value: String| Row {
            number: indicator.number.clone(),
            name: indicator.name.th.clone(),
            label,
            path: path.to_owned(),
            last,
            value,
        };
        for ask in asks(&indicator.definition.measurement, &agreement.policies) {
            let told =
                |inputs: &Option<Inputs>| inputs.as_ref().and_then(|i| i.at(&ask.path)).map_or_else(String::new, shown);
            let label = if ask.path == "value" {
                format!("{} ({})", ask.label.th, indicator.unit.th)
            } else {
                ask.label.th.clone()
            };
            out.push(row(&ask.path, label, told(&last), told(&inputs)));
        }
        let note = |of: &Known<'_>| of.get(&indicator.number).map(|r| r.note.clone()).unwrap_or_default();
        out.push(row(NOTE, "สิ่งที่ดำเนินการ".into(), note(before), note(now)));
    }
    out
}

fn shown(answer: Answer) -> String {
    match answer {
        Answer::Number(number) => number.to_string(),
        Answer::YesNo(true) => "ใช่".into(),
        Answer::YesNo(false) => "ไม่ใช่".into(),
    }
}

/// The table as a workbook, with what is known filled in.
pub fn workbook(
    agreement: &Agreement,
    round: Round,
    now: &Known<'_>,
    before: &Known<'_>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("ผล")?;
    page.set_freeze_panes(1, 0)?;
    let head = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, (heading, _, width)) in (0u16..).zip(COLUMNS) {
        page.write_string_with_format(0, column, heading, &head)?;
        page.set_column_width(column, width)?;
    }
    for (at, row) in (1u32..).zip(rows(agreement, round, now, before)) {
        let number = row.number.to_string();
        // Texts throughout: a spreadsheet's own numbers are binary fractions.
        for (column, text) in (0u16..).zip([&number, &row.name, &row.label, &row.path, &row.last, &row.value]) {
            page.write_string_with_format(at, column, text.as_str(), &wrapped)?;
        }
    }
    book.save_to_buffer()
}

/// The table as text with tabs, as a spreadsheet takes and gives it.
pub fn grid(filled: &[Record]) -> String {
    let mut out = String::from("ที่\tรหัสรายการ\tผล\n");
    for record in filled {
        let text =
            |name: &str| record.fields.get(name).map(|f| f.text.replace(['\t', '\n', '\r'], " ")).unwrap_or_default();
        let _ = writeln!(out, "{}\t{}\t{}", text("indicator"), text("path"), text("value"));
    }
    out
}

fn heading(text: &str) -> Option<&'static str> {
    COLUMNS.iter().find(|(thai, name, _)| *thai == text || *name == text).map(|(_, name, _)| *name)
}

/// Rows of a workbook.
pub fn of_workbook(bytes: &[u8]) -> Result<Vec<Record>, Vec<Defect>> {
    let mut defects = Vec::new();
    let sheets = sheet::open(bytes).map_err(|d| vec![d])?;
    let Some(page) = sheets.iter().find(|s| s.name.trim() == "ผล").or_else(|| sheets.first()) else {
        return Err(vec![Defect::new("workbook", Text::new("ไม่มีแผ่นงาน", "there is no sheet"))]);
    };
    let rows = page.table(heading, &mut defects);
    limited(rows, defects)
}

/// Rows that were pasted: lines with tabs between the cells, the headings first.
pub fn of_text(text: &str) -> Result<Vec<Record>, Vec<Defect>> {
    if text.len() as u64 > MAX_FILE {
        let said = Text::new("ข้อมูลที่วางยาวเกิน 10 MB", "more than 10 MB were pasted: paste less");
        return Err(vec![Defect::new("grid", said)]);
    }
    let mut lines = (1usize..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let Some((_, first)) = lines.next() else { return Ok(Vec::new()) };
    let mut defects = Vec::new();
    let mut columns = Vec::new();
    for cell in first.split('\t') {
        let name = heading(cell.trim());
        if name.is_none() {
            let shown: String = cell.chars().take(40).collect();
            let said = Text::new(
                format!("ไม่รู้จักหัวคอลัมน์ “{shown}” กรุณาวางพร้อมหัวตารางของแบบกรอก"),
                format!("unknown heading `{shown}`: paste the headings of the template as well"),
            );
            defects.push(Defect::new("grid 1", said));
        }
        columns.push(name);
    }
    let mut rows = Vec::new();
    for (line, text) in lines.take(MAX_ROWS + 1) {
        let place = format!("บรรทัด {line}");
        let mut record = Record { place: place.clone(), ..Record::default() };
        for (name, cell) in columns.iter().zip(text.split('\t')) {
            if let (Some(name), false) = (name, cell.trim().is_empty()) {
                let field = Field { text: cell.trim().to_owned(), place: format!("{place} {name}") };
                record.fields.insert((*name).to_owned(), field);
            }
        }
        rows.push(record);
    }
    limited(rows, defects)
}

fn limited(rows: Vec<Record>, mut defects: Vec<Defect>) -> Result<Vec<Record>, Vec<Defect>> {
    if rows.len() > MAX_ROWS {
        let said = Text::new("เกิน 20,000 แถว กรุณาแบ่งตาราง", "more than 20,000 rows: split the table");
        defects.push(Defect::new("table", said));
    }
    if defects.is_empty() { Ok(rows) } else { Err(defects) }
}

/// What the rows say of each indicator; every defect with its cell. Rows without a value say nothing.
pub fn filled(
    agreement: &Agreement,
    round: Round,
    now: &Known<'_>,
    rows: &[Record],
) -> Result<Vec<Filled>, Vec<Defect>> {
    let mut defects = Vec::new();
    let mut out: BTreeMap<IndicatorNumber, Filled> = BTreeMap::new();
    let mut seen = BTreeMap::new();
    for row in rows {
        let Some(value) = row.fields.get("value").filter(|f| !f.text.trim().is_empty()) else { continue };
        let mut refuse = |place: &str, said: Text| {
            if defects.len() < MAX_DEFECTS {
                defects.push(Defect::new(place, said));
            }
        };
        let text = |name: &str| row.fields.get(name).map(|f| f.text.trim()).unwrap_or_default();
        let Some(indicator) = text("indicator").parse().ok().and_then(|n| agreement.indicator(&n)) else {
            let shown: String = text("indicator").chars().take(40).collect();
            refuse(
                &row.place,
                Text::new(
                    format!("ไม่มีตัวชี้วัดที่ “{shown}” ในคำรับรองฯ"),
                    format!("there is no indicator `{shown}` in the agreement: use its number"),
                ),
            );
            continue;
        };
        if !indicator.definition.schedule.in_force(round) {
            refuse(
                &row.place,
                Text::new(
                    format!("ตัวชี้วัดที่ {} ไม่มีผลในรอบ {} เดือน", indicator.number, round.months()),
                    format!(
                        "indicator {} is not in force at {} months: leave it out",
                        indicator.number,
                        round.months()
                    ),
                ),
            );
            continue;
        }
        let path = match text("path") {
            "" => "value",
            path => path,
        };
        if let Some(first) = seen.insert((indicator.number.clone(), path.to_owned()), value.place.clone()) {
            refuse(
                &value.place,
                Text::new(
                    format!("ระบุรายการนี้แล้วที่ {first} กรุณาเหลือไว้แถวเดียว"),
                    format!("given already at {first}: keep one of them"),
                ),
            );
            continue;
        }
        let known = now.get(&indicator.number).map(|report| indicator.inputs(report)).unwrap_or_default();
        let entry = out.entry(indicator.number.clone()).or_insert_with(|| Filled {
            number: indicator.number.clone(),
            place: value.place.clone(),
            inputs: known,
            note: None,
        });
        if path == NOTE {
            entry.note = Some(value.text.clone());
            continue;
        }
        let asked = asks(&indicator.definition.measurement, &agreement.policies).into_iter().find(|a| a.path == path);
        match asked.map(|ask| answer(&ask, &value.text)) {
            Some(Ok(answer)) => {
                entry.inputs.put(path, answer);
            }
            Some(Err(said)) => refuse(&value.place, said),
            None => {
                let shown: String = path.chars().take(60).collect();
                refuse(
                    &row.place,
                    Text::new(
                        format!("ตัวชี้วัดที่ {} ไม่ได้ใช้รายการ “{shown}” กรุณาใช้รหัสรายการจากแบบกรอก", indicator.number),
                        format!(
                            "indicator {} does not ask for `{shown}`: use the codes of the template",
                            indicator.number
                        ),
                    ),
                );
            }
        }
    }
    if defects.is_empty() { Ok(out.into_values().collect()) } else { Err(defects) }
}

fn answer(ask: &Ask, text: &str) -> Result<Answer, Text> {
    match ask.form {
        Form::Number | Form::OptionalNumber => {
            parse_decimal(text).map(|n| Answer::Number(n.into())).map_err(|e| e.explain().words())
        }
        Form::YesNo => match text.trim().to_lowercase().as_str() {
            "ใช่" | "1" | "yes" | "true" | "✓" => Ok(Answer::YesNo(true)),
            "ไม่ใช่" | "ไม่" | "0" | "no" | "false" => Ok(Answer::YesNo(false)),
            _ => Err(Text::new("กรุณาใส่ ใช่ หรือ ไม่ใช่", "write yes or no")),
        },
    }
}

#[cfg(test)]
mod tests;
