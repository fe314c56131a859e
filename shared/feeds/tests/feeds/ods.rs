//! `.ods` workbooks in the form `LibreOffice` writes, and as nobody should.

use std::io::{Cursor, Write as _};

use ges_feeds::{Cell, FeedError, Limits, Table};
use jiff::civil::date;
use serde_json::json;

use crate::{fetch, shown, source};

/// A workbook with these tables.
fn workbook(tables: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    let packed = stored.compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("content.xml", packed).unwrap();
    write!(
        zip,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:body><office:spreadsheet>{tables}\
         </office:spreadsheet></office:body></office:document-content>"
    )
    .unwrap();
    zip.finish().unwrap().into_inner()
}

fn read(tables: &str, more: &serde_json::Value) -> Result<Table, FeedError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.ods"), workbook(tables)).unwrap();
    let mut json = json!({"kind": "folder", "path": folder.path(), "pattern": "*.ods"});
    for (name, value) in more.as_object().unwrap() {
        json[name] = value.clone();
    }
    fetch(&json)
}

fn text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

fn number(digits: &str) -> String {
    format!(
        "<table:table-cell office:value-type=\"float\" office:value=\"{digits}\"><text:p>~</text:p></table:table-cell>"
    )
}

#[test]
fn a_sheet_is_read_as_the_spreadsheet_numbers_it() {
    let cover =
        format!("<table:table table:name=\"ปก\"><table:table-row>{}</table:table-row></table:table>", text("รายงาน"));
    let sheet = format!(
        "<table:table table:name=\"ผล\"><table:table-column table:number-columns-repeated=\"16384\"/>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
         </table:table-row><table:table-header-rows><table:table-row>{}{}{}<table:table-cell \
         table:number-columns-repeated=\"16381\"/></table:table-row></table:table-header-rows>\
         <table:table-row>{}{}<table:table-cell office:value-type=\"date\" office:date-value=\"2025-03-31\"/>\
         </table:table-row><table:table-row table:number-rows-repeated=\"2\"><table:table-cell/>{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell \
         table:number-columns-repeated=\"16384\"/></table:table-row></table:table>",
        text("รหัส"),
        text("ยอด &amp; <text:span>ปี</text:span>"),
        text("<office:annotation><text:p>ไม่อ่าน</text:p></office:annotation>ณ<text:s/>วันที่"),
        text("07"),
        number("12345678901234567.89"),
        number("0.1"),
    );
    let table = read(&format!("{cover}{sheet}"), &json!({"sheet": "ผล", "header_row": 3})).unwrap();
    assert_eq!(table.columns(), ["รหัส", "ยอด & ปี", "ณ วันที่"]);
    assert_eq!(shown(&table), [["07", "12345678901234567.89", "2025-03-31"], ["", "0.1", ""], ["", "0.1", ""]]);
    assert_eq!(table.numbers(), [4, 5, 6]);
    assert_eq!((&table.rows()[0][0], &table.rows()[0][2]), (&Cell::Text("07".into()), &Cell::Date(date(2025, 3, 31))));
    assert_eq!(read(&cover, &json!({})).map(|t| t.columns()[0].clone()), Ok("รายงาน".into()));
    let missing = read(&format!("{cover}{sheet}"), &json!({"sheet": "ไม่มี"}));
    assert_eq!(missing, Err(FeedError::NoSheet { name: "ไม่มี".into(), there: "ปก, ผล".into() }));
    let blank = read(&sheet, &json!({"header_row": 2}));
    assert_eq!(blank, Err(FeedError::NoHeader { row: 2 }));
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.ods"), workbook(&" ".repeat(4 << 20))).unwrap();
    let bomb = source(&json!({"kind": "folder", "path": folder.path(), "pattern": "*"}));
    let refused = ges_feeds::read(&bomb, None, &Limits { bytes: 1 << 20, ..Limits::default() });
    assert_eq!(refused, Err(FeedError::Unpacked { limit: 4 << 20 }));
}

#[test]
fn repeats_do_not_unfold_beyond_the_limits() {
    let table = |rows: &str| {
        read(
            &format!(
                "<table:table table:name=\"a\"><table:table-row>{}</table:table-row>{rows}</table:table>",
                text("v")
            ),
            &json!({}),
        )
    };
    let repeated = |rows: usize, columns: usize, content: &str| {
        table(&format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\"><text:p>{content}</text:p></table:table-cell></table:table-row>"
        ))
    };
    assert_eq!(repeated(10_000, 1, "x").map(|t| t.rows().len()), Ok(10_000));
    assert_eq!(repeated(10_001, 1, "x"), Err(FeedError::TooManyRows { limit: 10_000 }));
    assert_eq!(repeated(4_294_967_295, 1, "x"), Err(FeedError::TooManyRows { limit: 10_000 }));
    assert_eq!(repeated(1, 201, "x"), Err(FeedError::TooManyColumns { limit: 200 }));
    assert_eq!(repeated(1, 4_294_967_295, "x"), Err(FeedError::TooManyColumns { limit: 200 }));
    assert_eq!(repeated(9_000, 1, &"x".repeat(4_000)), Err(FeedError::TooManyBytes { limit: 32 << 20 }));
    for bad in ["0", "-1", "x", "4294967296"] {
        let refused = table(&format!("<table:table-row table:number-rows-repeated=\"{bad}\"/>"));
        assert!(matches!(refused, Err(FeedError::Workbook { .. })), "{bad}");
    }
    for bad in ["<a>&own;</a>", "<a", "<table:table-row></table:table>"] {
        assert!(matches!(table(bad), Err(FeedError::Workbook { .. })), "{bad}");
    }
}
