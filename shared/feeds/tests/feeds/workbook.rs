//! Workbooks as spreadsheet programs write them, and as nobody should.

use std::io::{Cursor, Read as _, Write as _};

use ges_feeds::{Cell, FeedError, Limits, Table, read};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::json;

use crate::{shown, source};

fn in_folder(bytes: &[u8], more: &serde_json::Value) -> Result<Table, FeedError> {
    within(bytes, more, &Limits::default())
}

fn within(bytes: &[u8], more: &serde_json::Value, limits: &Limits) -> Result<Table, FeedError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.xlsx"), bytes).unwrap();
    let mut json = json!({"kind": "folder", "path": folder.path(), "pattern": "*.xlsx"});
    for (name, value) in more.as_object().unwrap() {
        json[name] = value.clone();
    }
    read(&source(&json), None, limits)
}

fn report() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("ปก").unwrap().write(0, 0, "รายงาน").unwrap();
    let sheet = book.add_worksheet().set_name("ผล").unwrap();
    sheet.write(0, 0, "กรมตัวอย่าง").unwrap();
    for (column, name) in (0..).zip(["รหัส", "ยอด", "ณ วันที่", "สูตร"]) {
        sheet.write(2, column, name).unwrap();
    }
    let day = Format::new().set_num_format("d mmm yyyy");
    for (row, (code, value)) in [(3, ("07", 0.1)), (4, ("08", 123_456_789_012.345)), (6, ("09", -2.5))] {
        sheet.write(row, 0, code).unwrap();
        sheet.write(row, 1, value).unwrap();
        let moment = ExcelDateTime::from_ymd(2025, 3, 31).unwrap();
        sheet.write_with_format(row, 2, &moment, &day).unwrap();
        sheet.write(row, 3, Formula::new("=1/3").set_result("0.3333333333333333")).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_is_read_as_the_spreadsheet_numbers_it() {
    let table = in_folder(&report(), &json!({"sheet": "ผล", "header_row": 3})).unwrap();
    assert_eq!(table.columns(), ["รหัส", "ยอด", "ณ วันที่", "สูตร"]);
    let third = "0.3333333333333333";
    assert_eq!(
        shown(&table),
        [
            ["07", "0.1", "2025-03-31", third],
            ["08", "123456789012.345", "2025-03-31", third],
            ["09", "-2.5", "2025-03-31", third]
        ]
    );
    assert_eq!(table.numbers(), [4, 5, 7]);
    assert_eq!(table.rows()[0][0], Cell::Text("07".into()));
    assert_eq!(table.rows()[0][2], Cell::Date(date(2025, 3, 31)));
    assert!(matches!(table.rows()[1][1], Cell::Number(_)));
}

#[test]
fn sheets_and_headings_that_are_not_there_are_named() {
    let first = in_folder(&report(), &json!({})).unwrap();
    assert_eq!((first.columns(), first.rows().len()), (["รายงาน".to_owned()].as_slice(), 0));
    assert_eq!(
        in_folder(&report(), &json!({"sheet": "ไม่มี"})),
        Err(FeedError::NoSheet { name: "ไม่มี".into(), there: "ปก, ผล".into() })
    );
    for row in [2, 100, u32::MAX] {
        let refused = in_folder(&report(), &json!({"sheet": "ผล", "header_row": row}));
        assert_eq!(refused, Err(FeedError::NoHeader { row }));
    }
}

/// The report with one part replaced.
fn altered(name: &str, content: &[u8]) -> Vec<u8> {
    let original = report();
    let mut from = zip::ZipArchive::new(Cursor::new(original.as_slice())).unwrap();
    let mut into = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let own = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        into.start_file(&own, options).unwrap();
        into.write_all(if own == name { content } else { &bytes }).unwrap();
    }
    into.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_refused_before_it_goes_off_even_when_it_lies_about_its_size() {
    let small = Limits { bytes: 1 << 20, ..Limits::default() };
    let size = 4 << 20;
    let filled = |bytes: u32| altered("xl/sharedStrings.xml", &vec![b' '; usize::try_from(bytes).unwrap()]);
    let mut bomb = filled(size);
    assert!(bomb.len() < 1 << 16, "a small file");
    assert_eq!(within(&bomb, &json!({}), &small), Err(FeedError::Unpacked { limit: 4 << 20 }));
    assert!(!matches!(within(&filled(1 << 20), &json!({}), &small), Err(FeedError::Unpacked { .. })));

    let size = size.to_le_bytes();
    let places: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..*at + 4] == size).collect();
    assert!(!places.is_empty(), "the archive states the size");
    for at in places {
        bomb[at..at + 4].copy_from_slice(&[9, 0, 0, 0]);
    }
    let refused = within(&bomb, &json!({}), &small).unwrap_err();
    assert!(matches!(refused, FeedError::Unpacked { .. } | FeedError::Workbook { .. }), "{refused}");
}

#[test]
fn a_sheet_larger_than_the_limits_is_refused() {
    let limited = |cells: &str, limits: &Limits| {
        let xml = format!(
            "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
             <dimension ref=\"A1:XFD1048576\"/><sheetData>{cells}</sheetData></worksheet>"
        );
        within(&altered("xl/worksheets/sheet1.xml", xml.as_bytes()), &json!({}), limits)
    };
    let sheet = |cells: &str| limited(cells, &Limits::default());
    let head = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    // Far corners of an otherwise empty sheet.
    let corner = sheet(&format!("{head}<row r=\"1048576\"><c r=\"A1048576\"><v>2</v></c></row>")).unwrap();
    assert_eq!((shown(&corner), corner.numbers()), (vec![vec!["2".to_owned()]], [1_048_576].as_slice()));
    let wide = sheet(&format!("{head}<row r=\"2\"><c r=\"XFD2\"><v>2</v></c></row>"));
    assert_eq!(wide, Err(FeedError::TooManyColumns { limit: 200 }));
    let rows = |n: usize| {
        let row = |row: usize| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>");
        let rows = (2..n + 2).map(row).collect::<String>();
        sheet(&format!("{head}{rows}"))
    };
    assert_eq!(rows(10_000).map(|t| t.rows().len()), Ok(10_000));
    assert_eq!(rows(10_001), Err(FeedError::TooManyRows { limit: 10_000 }));
    let few = Limits { rows: 10, columns: 10, ..Limits::default() };
    let blank = |n: usize| limited(&format!("{head}<row r=\"2\">{}</row>", "<c/>".repeat(n)), &few);
    assert_eq!(blank(99_999).map(|t| t.rows().len()), Ok(0));
    assert_eq!(blank(100_000), Err(FeedError::TooManyRows { limit: 10 }));
}

#[test]
fn what_is_no_workbook_is_refused() {
    for bytes in [b"".as_slice(), b"PK\x03\x04", b"id,value\n1,2\n", &report()[..2_000]] {
        assert!(matches!(in_folder(bytes, &json!({})), Err(FeedError::Workbook { .. })));
    }
    // An older file that could be read must not pass for the newest.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "v\n1\n").unwrap();
    std::fs::write(folder.path().join("b.xls"), "x").unwrap();
    let old = source(&json!({"kind": "folder", "path": folder.path(), "pattern": "*"}));
    assert_eq!(read(&old, None, &Limits::default()), Err(FeedError::FileKind { name: "b.xls".into() }));
}
