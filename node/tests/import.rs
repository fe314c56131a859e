//! Imports: every defect with its place, nothing recorded unless all is good.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use ges_domain::calendar::Round;
use ges_node::import::{self, Defect, Form, ImportError};
use rust_xlsxwriter::Workbook;
use support::{id, year};

fn given() -> import::agreements::Given {
    import::agreements::Given { organisation: Some(id("dep")), ..Default::default() }
}

fn json_agreement() -> String {
    serde_json::to_string(&support::agreement("dep", 1)).unwrap()
}

fn listed(defects: &[Defect]) -> Vec<String> {
    defects.iter().map(|d| format!("{} | {}", d.place, d.said.english())).collect()
}

/// Rows of a sheet as a workbook; numbers become numbers.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0u32..).zip(*rows) {
            for (column, cell) in (0u16..).zip(*cells) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) if cell.is_empty() => continue,
                    Err(_) => sheet.write_string(row, column, *cell).unwrap(),
                };
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

const HEADINGS: &[&str] =
    &["ลำดับ", "ตัวชี้วัด", "หน่วยวัด", "น้ำหนัก", "ระดับ 1", "ระดับ 2", "ระดับ 3", "ระดับ 4", "ระดับ 5", "tier"];

#[test]
fn an_agreement_reads_the_same_from_json_and_from_a_workbook() {
    let from_json = import::agreements::read(json_agreement().as_bytes(), Form::Json, &given()).unwrap();
    assert_eq!(from_json, support::agreement("dep", 1));
    let head: &[&[&str]] = &[&["fiscal_year", "2555"], &["version", "2"], &["framework", "departments-2555"]];
    let rows: &[&[&str]] = &[
        HEADINGS,
        &["1", "มูลค่าการส่งออก", "ร้อยละ", "60.5", "1", "2", "3", "4", "5", "กรม"],
        &["๒", "ระยะเวลา", "วัน", "39.5", "5,400", "5,200", "5,000", "4,800", "4,600", "department"],
    ];
    let bytes = workbook(&[("agreement", head), ("indicators", rows)]);
    let agreement = import::agreements::read(&bytes, Form::Xlsx, &given()).unwrap();
    let shown: Vec<_> = agreement
        .indicators
        .iter()
        .map(|i| format!("{} {} {}", i.number, i.weight, i.levels().unwrap().value(1)))
        .collect();
    assert_eq!(shown, ["1 60.5 1", "2 39.5 5400"]);
    assert_eq!((agreement.version, agreement.fiscal_year.number()), (2, 2555));
}

#[test]
fn every_defect_of_a_workbook_is_listed_with_row_and_column() {
    let head: &[&[&str]] = &[&["fiscal_year", "2012"], &["framework", "departments-2555"]];
    let rows: &[&[&str]] = &[
        &["ลำดับ", "ตัวชี้วัด", "หน่วยวัด", "น้ำหนัก", "ระดับ 1", "ระดับ 2", "ระดับ 3", "ระดับ 4", "ระดับ 5", "tier", "แปลก"],
        &["x", "ก", "ร้อยละ", "60 บาท", "1", "2", "3", "4", "5", "กรม"],
        &["2", "", "วัน", "40", "1", "2", "2", "4", "5", "อำเภอ"],
    ];
    let bytes = workbook(&[("agreement", head), ("indicators", rows)]);
    let defects = listed(&import::agreements::read(&bytes, Form::Xlsx, &given()).unwrap_err());
    let expected = [
        ("indicators K1 (row 1)", "unknown heading"),
        ("agreement B1 (row 1)", "2012 is not a Buddhist-era"),
        ("indicators A2 (row 2)", "is not an indicator number"),
        ("indicators D2 (row 2)", "in a number field"),
        ("indicators row 3 (name_th)", "name_th is missing"),
        ("indicators E3 (row 3)", "rise or fall strictly"),
        ("indicators J3 (row 3)", "tier is one of"),
    ];
    assert_eq!(defects.len(), expected.len(), "{defects:#?}");
    for ((place, words), found) in expected.iter().zip(&defects) {
        assert!(found.starts_with(place) && found.contains(words), "{found} should be {place} … {words}");
    }
}

#[test]
fn every_defect_of_a_json_file_has_its_path() {
    let text = r#"{"fiscal_year":2555,"framework":"f","extra":1,"indicators":[
        {"number":"1","name":{"th":"ก"},"unit":{"th":"ร้อยละ"},"weight":"50","levels":["1","2","3","4","5"],"tier":"department"},
        {"number":"1","name":{"th":"ข"},"unit":{"th":"ร้อยละ"},"weight":"x","levels":["1","2","3"],"tier":"department"},
        7]}"#;
    let defects = listed(&import::agreements::read(text.as_bytes(), Form::Json, &given()).unwrap_err());
    for expected in [
        "$.indicators[2] |",
        "$.extra | unknown field",
        "$.indicators[1].weight |",
        "$.indicators[1] (level4) | level4 is missing",
        "$.indicators[1] (level5)",
    ] {
        assert!(defects.iter().any(|d| d.starts_with(expected)), "{expected}: {defects:#?}");
    }
    // Rules of the whole are told once the parts are good.
    let twice = text
        .replace(r#""weight":"x","levels":["1","2","3"]"#, r#""weight":"40","levels":["1","2","3","4","5"]"#)
        .replace(",\n        7]", "]")
        .replace("\"extra\":1,", "");
    let defects = listed(&import::agreements::read(twice.as_bytes(), Form::Json, &given()).unwrap_err());
    assert!(
        defects.iter().any(|d| d.contains("given twice")) && defects.iter().any(|d| d.contains("add up to 90")),
        "{defects:#?}"
    );
    let broken = listed(&import::agreements::read(b"{\n \"a\": }", Form::Json, &given()).unwrap_err());
    assert!(broken[0].starts_with("line 2 column"), "{broken:?}");
    let long = r#"{"results":[{"fiscal_year":2555,"indicator":"1","round":9,"value":0.12345678901234567}]}"#;
    let long = listed(&import::results::read(long.as_bytes(), Form::Json, None, None).unwrap_err());
    assert!(long[0].contains("more than 15 digits"), "{long:?}");
}

#[test]
fn results_read_from_both_forms_with_places_for_the_journal_to_judge() {
    let rows: &[&[&str]] =
        &[&["ตัวชี้วัด", "รอบ", "ผล", "หมายเหตุ"], &["1", "9 เดือน", "๗๐.๑๕", "ครบ"], &["2", "9", "4930", ""]];
    let placed = import::results::read(&workbook(&[("results", rows)]), Form::Xlsx, Some(year()), None).unwrap();
    let shown: Vec<_> = placed.iter().map(|p| (p.place.as_str(), p.result.report.value.unwrap().to_string())).collect();
    assert_eq!(shown, [("results row 2", "70.15".to_owned()), ("results row 3", "4930".to_owned())]);
    let text = r#"[{"indicator":"1","value":"70.15","evidence":["zz"]},{"indicator":"1","round":7,"value":"-"}]"#;
    let defects =
        listed(&import::results::read(text.as_bytes(), Form::Json, Some(year()), Some(Round::Nine)).unwrap_err());
    for expected in ["$[0].evidence |", "$[1].round |", "$[1].value |"] {
        assert!(defects.iter().any(|d| d.starts_with(expected)), "{expected}: {defects:#?}");
    }
}

#[test]
fn broken_and_hostile_workbooks_are_one_clear_defect() {
    let good = workbook(&[("results", &[&["ตัวชี้วัด", "รอบ", "ผล"], &["1", "9", "70"]])]);
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle..middle + 64].fill(0xff);
    let table: [(&str, &[u8]); 4] =
        [("empty", b""), ("not a zip", "ก ข ค".as_bytes()), ("cut", &good[..good.len() / 2]), ("flipped", &flipped)];
    for (name, bytes) in table {
        // A flipped byte may leave a readable rest; it must then be a defect of its cells, never a panic.
        let outcome = import::results::read(bytes, Form::Xlsx, Some(year()), None);
        if name != "flipped" {
            let defects = listed(&outcome.unwrap_err());
            assert!(defects.len() == 1 && defects[0].contains("not a readable .xlsx"), "{name}: {defects:?}");
        }
    }
    let huge = vec![b' '; usize::try_from(import::MAX_FILE).unwrap() + 1];
    for form in [Form::Json, Form::Xlsx] {
        assert!(listed(&import::results::read(&huge, form, None, None).unwrap_err())[0].contains("10 MB"));
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("big.json");
    std::fs::write(&path, &huge).unwrap();
    assert!(matches!(import::read(&path), Err(ImportError::TooLarge)));
    assert!(matches!(Form::of(&dir.path().join("a.docx")), Err(ImportError::Form(_))));
}

#[test]
fn observations_read_from_csv_with_the_line_of_every_defect() {
    let csv =
        "\u{feff}series,period,value,note\n3/value,2012-04,\"1,234.50\",ก\n3/value,2012-05,๗,\n7/value,2012-Q2,-2,\n";
    let batches = import::observations::read(csv.as_bytes(), Form::Csv, "monthly-results").unwrap();
    assert_eq!(batches.len(), 1);
    assert_eq!((batches[0].len(), batches[0].series.len(), batches[0].mantissa.clone()), (3, 2, vec![123_450, 7, -2]));
    assert!(batches[0].encode().is_ok());
    let bad = "series,period,value\n,2012-04,1\n3/value,2012-13,1\n3/value,2012-04,x\n";
    let defects = listed(&import::observations::read(bad.as_bytes(), Form::Csv, "m").unwrap_err());
    for expected in ["line 2 column series", "line 3 column period", "line 4 column value"] {
        assert!(defects.iter().any(|d| d.starts_with(expected)), "{expected}: {defects:#?}");
    }
    assert!(listed(&import::observations::read(b"a,b\n1,2\n", Form::Csv, "m").unwrap_err()).len() == 3);
}
