//! Results from JSON (`{"results": [...]}` or a list) or from a workbook with one row per figure.

use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::explain::Explain as _;
use ges_domain::ids::IndicatorNumber;
use ges_domain::result::{Evidence, Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;

use super::fields::{Field, Fields, Record};
use super::{Defect, Form, json, sheet};
use crate::service::results::NewResult;

const ROW: [&str; 8] = ["fiscal_year", "indicator", "round", "value", "note", "evidence", "audience", "illustrative"];
/// Most results of one file.
const MAX_RESULTS: usize = 5_000;

/// A figure and where in the file it stands, so that what the journal says of it can be told at its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Row or path.
    pub place: String,
    /// The figure.
    pub result: NewResult,
}

/// Reads results; every defect is in the error. `year` and `round` stand in where the file does not say them.
pub fn read(
    bytes: &[u8],
    form: Form,
    year: Option<FiscalYear>,
    round: Option<Round>,
) -> Result<Vec<Placed>, Vec<Defect>> {
    let mut defects = Vec::new();
    let rows = match form {
        Form::Json => from_json(bytes, &mut defects),
        Form::Xlsx => from_workbook(bytes, &mut defects),
        Form::Csv => Err(Defect::new("file", Text::new("ผลต้องเป็น .json หรือ .xlsx", "results come as .json or .xlsx"))),
    }
    .map_err(|defect| vec![defect])?;
    if rows.is_empty() && defects.is_empty() {
        defects.push(Defect::new("file", Text::new("ไม่มีผลในไฟล์", "there is no result in the file")));
    }
    if rows.len() > MAX_RESULTS {
        let said = Text::new("เกิน 5,000 ผลในไฟล์เดียว กรุณาแบ่งไฟล์", "more than 5,000 results in one file: split it");
        return Err(vec![Defect::new("file", said)]);
    }
    let read: Vec<Placed> = rows.iter().filter_map(|row| placed(row, year, round, &mut defects)).collect();
    if defects.is_empty() { Ok(read) } else { Err(defects) }
}

fn from_json(bytes: &[u8], defects: &mut Vec<Defect>) -> Result<Vec<Record>, Defect> {
    let document = json::parse(bytes)?;
    let (list, path) = match document.as_array() {
        Some(list) => (list.as_slice(), "$".to_owned()),
        None => (json::list(json::object(&document, "$")?, "results", "$")?, "$.results".to_owned()),
    };
    let mut rows = Vec::new();
    for (i, value) in list.iter().enumerate() {
        let path = format!("{path}[{i}]");
        let object = match json::object(value, &path) {
            Ok(object) => object,
            Err(defect) => {
                defects.push(defect);
                continue;
            }
        };
        let mut record = json::record(object, &path, &["evidence"], defects);
        match object.get("evidence") {
            None => {}
            Some(serde_json::Value::Array(list)) => {
                let line = |v: &serde_json::Value| match v {
                    serde_json::Value::String(digest) => digest.clone(),
                    other => {
                        let part = |name: &str| other.get(name).and_then(|d| d.as_str()).unwrap_or_default().to_owned();
                        format!("{}@{}", part("digest"), part("place"))
                    }
                };
                let text = list.iter().map(line).collect::<Vec<_>>().join("\n");
                record.fields.insert("evidence".into(), Field { text, place: format!("{path}.evidence") });
            }
            Some(_) => {
                let said = Text::new("หลักฐานต้องเป็นรายการ [ ]", "evidence is a list of digests");
                defects.push(Defect::new(format!("{path}.evidence"), said));
            }
        }
        rows.push(record);
    }
    Ok(rows)
}

fn from_workbook(bytes: &[u8], defects: &mut Vec<Defect>) -> Result<Vec<Record>, Defect> {
    let sheets = sheet::open(bytes)?;
    let named =
        sheets.iter().find(|s| ["results", "ผล", "ผลการดำเนินงาน"].contains(&s.name.trim().to_lowercase().as_str()));
    let sheet = named.or_else(|| sheets.first());
    let sheet = sheet.ok_or_else(|| Defect::new("workbook", Text::new("ไม่มีแผ่นงาน", "there is no sheet")))?;
    Ok(sheet.table(heading, defects))
}

fn heading(text: &str) -> Option<&'static str> {
    let thai = [
        ("ปีงบประมาณ", "fiscal_year"),
        ("ตัวชี้วัด", "indicator"),
        ("ลำดับ", "indicator"),
        ("รอบ", "round"),
        ("ผล", "value"),
        ("ผลการดำเนินงาน", "value"),
        ("ค่า", "value"),
        ("หมายเหตุ", "note"),
        ("หลักฐาน", "evidence"),
        ("ผู้อ่านได้", "audience"),
        ("ข้อมูลสาธิต", "illustrative"),
    ];
    let plain = text.to_lowercase().replace(' ', "_");
    ROW.iter()
        .find(|name| **name == plain)
        .copied()
        .or_else(|| thai.iter().find(|(t, _)| *t == text).map(|(_, name)| *name))
}

fn placed(row: &Record, year: Option<FiscalYear>, round: Option<Round>, defects: &mut Vec<Defect>) -> Option<Placed> {
    let mut fields = Fields::new(row, defects);
    fields.refuse_unknown(&ROW);
    let fiscal_year = match (fields.optional("fiscal_year"), year) {
        (None, Some(year)) => Some(year),
        _ => fields.parsed("fiscal_year", str::parse),
    };
    let indicator = fields.parsed("indicator", str::parse::<IndicatorNumber>);
    let round = match (fields.optional("round"), round) {
        (None, Some(round)) => Some(round),
        _ => fields.parsed("round", |t| t.trim_end_matches("เดือน").trim().parse::<Round>()),
    };
    let value = fields.decimal("value");
    let audience = match fields.optional("audience") {
        None => Some(Audience::Central),
        Some(_) => fields.parsed("audience", str::parse),
    };
    let evidence = evidence(&mut fields);
    let illustrative = fields.flag("illustrative");
    let report = Report {
        fiscal_year: fiscal_year?,
        indicator: indicator?,
        round: round?,
        value: Some(value?),
        inputs: Inputs::default(),
        note: fields.text("note"),
        evidence: evidence?,
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Imported,
        illustrative,
    };
    match report.checked() {
        Ok(report) => {
            Some(Placed { place: row.place.clone(), result: NewResult { report, audience: audience?, seen: None } })
        }
        Err(error) => {
            fields.defect("value", error.explain().words());
            None
        }
    }
}

/// Digests, one per line or after commas, each with `@place` behind it if wanted.
fn evidence(fields: &mut Fields<'_>) -> Option<Vec<Evidence>> {
    let mut out = Vec::new();
    let mut good = true;
    for part in
        fields.optional("evidence").unwrap_or_default().split(['\n', ',', ';']).map(str::trim).filter(|p| !p.is_empty())
    {
        let (digest, place) = part.split_once('@').unwrap_or((part, ""));
        match digest.trim().parse() {
            Ok(digest) => out.push(Evidence { digest, place: place.trim().to_owned() }),
            Err(error) => {
                let error: ges_domain::ids::IdError = error;
                fields.defect("evidence", Text::new("หลักฐานต้องเป็นลายนิ้วมือ SHA-256 ของเอกสาร 64 หลัก", error.to_string()));
                good = false;
            }
        }
    }
    good.then_some(out)
}
