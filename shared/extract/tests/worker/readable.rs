//! What is read of documents of every kind.

use ges_extract::worker::Request;
use ges_extract::{Found, Kind, Limits, Picture, Sniffed, Unread};
use image::ImageFormat;

use crate::{ask, make, reason, text_of, texts, worker, worker_within};

/// A kind, a file of it, and for each page the texts that stand on it.
type Case<'c> = (Kind, Vec<u8>, Vec<&'c [&'c str]>);

fn picture(bytes: &[u8], page: u32, width: u16) -> Result<Picture, Unread> {
    match ask(&worker(), bytes, Request::Image { page, width }).found {
        Ok(Found::Image(picture)) => Ok(picture),
        Ok(other) => panic!("no image but {other:?}"),
        Err(reason) => Err(reason),
    }
}

#[test]
fn pages_sheets_and_slides_are_read_in_their_order() {
    let name_row: &[&[&str]] = &[&["ตัวชี้วัด", "คะแนน"], &["1.1", "4.5000"]];
    let cases: [Case<'_>; 5] = [
        (Kind::Docx, make::docx(&["รายงานผล", "ปีงบประมาณ 2555"]), vec![&["รายงานผล", "ปีงบประมาณ 2555"]]),
        (
            Kind::Xlsx,
            make::xlsx(&[("ผล", name_row), ("หมายเหตุ", &[&["ไม่มี"]])]),
            vec![&["ผล", "ตัวชี้วัด\tคะแนน", "1.1\t4.5000"], &["หมายเหตุ", "ไม่มี"]],
        ),
        (Kind::Pptx, make::pptx(&["หนึ่ง", "สอง"]), vec![&["หนึ่ง"], &["สอง"]]),
        (Kind::Text, "ปี,ค่า\n2555,4.5\n".into(), vec![&["ปี,ค่า", "2555,4.5"]]),
        (Kind::Png, make::picture(3, 2, ImageFormat::Png), vec![&[""]]),
    ];
    for (kind, bytes, pages) in cases {
        let outcome = text_of(&bytes);
        assert_eq!(outcome.sniffed.map(|sniffed| sniffed.kind), Some(kind));
        let read = texts(&outcome);
        assert_eq!(read.len(), pages.len(), "{read:?}");
        for (text, parts) in read.iter().zip(pages) {
            for part in parts {
                assert!(text.contains(part), "{part:?} is not in {text:?}");
            }
        }
    }
}

#[test]
fn thai_in_a_pdf_is_read_as_it_was_written() {
    let thai = make::codes("ที่น้ำท่วม");
    let page = format!(
        "BT /T 16 Tf 20 300 Td <{thai}> Tj 0 -30 Td <{}> Tj ET BT /L 12 Tf 20 200 Td [(annual) -400 (re) 20 (port)] TJ ET",
        make::codes("ปี")
    );
    let outcome = text_of(&make::pdf(&[&page, "BT /L 12 Tf 20 300 Td (two) Tj ET", ""]));
    assert_eq!(texts(&outcome), ["ที่น้ำท่วม\nปี\nannual report", "two", ""]);
}

#[test]
fn a_span_says_what_its_author_says_it_says() {
    let span = |text: &str, glyphs: &str| format!("/Span <</ActualText {text}>> BDC <{glyphs}> Tj EMC");
    let page = format!(
        "BT /T 16 Tf 20 300 Td {} <{}> Tj {} /P <</MCID 0>> BDC <{}> Tj EMC ET",
        span(&format!("<FEFF{}>", make::codes("น้ำ")), "0E190001"),
        make::codes("ใส"),
        span("(fi)", "0002"),
        make::codes("ท\u{f70a}"),
    );
    let read = texts(&text_of(&make::pdf(&[&page])));
    assert_eq!(read, ["น้ำใสfiท"]);
}

#[test]
fn letters_printed_twice_and_unseen_ones_are_read_once() {
    let bold = "BT /L 12 Tf 20 300 Td (A) Tj ET BT /L 12 Tf 20.3 300 Td (A) Tj ET";
    let unseen = "BT 3 Tr /L 12 Tf 20 300 Td (scanned) Tj ET";
    assert_eq!(texts(&text_of(&make::pdf(&[bold, unseen]))), ["A", "scanned"]);
}

#[test]
fn a_page_is_shown_at_the_width_asked_for() {
    let pdf = make::pdf(&["BT /L 40 Tf 20 300 Td (Page) Tj ET", "1 0 0 rg 0 0 300 400 re f"]);
    let shown = picture(&pdf, 2, 150).unwrap();
    assert_eq!((shown.width, shown.height), (150, 200));
    let pixels = image::load_from_memory(&shown.png).unwrap().into_rgb8();
    assert_eq!(pixels.get_pixel(75, 100).0, [255, 0, 0]);
    assert_eq!(picture(&pdf, 1, 9_999).unwrap().width, 1600);
    for page in [0, 3] {
        assert_eq!(picture(&pdf, page, 150), Err(Unread::NoSuchPage));
    }
}

#[test]
fn pictures_are_made_anew_and_not_larger() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let bytes = make::picture(40, 20, format);
        let shown = picture(&bytes, 1, 10).unwrap();
        assert_eq!((shown.width, shown.height), (10, 5));
        assert_eq!(picture(&bytes, 1, 100).unwrap().width, 40);
        assert_eq!(picture(&bytes, 2, 100), Err(Unread::NoSuchPage));
    }
    assert_eq!(picture(&make::docx(&["ก"]), 1, 100), Err(Unread::NoImage));
}

#[test]
fn macros_and_a_wrong_ending_are_told_and_the_text_is_read() {
    let outcome = text_of(&make::docx_with("มีแมโคร", &[("word/vbaProject.bin", b"macro")]));
    let sniffed = outcome.sniffed.unwrap();
    assert!(sniffed.macros && sniffed.mismatch("report.pdf") && !sniffed.mismatch("report.docm"));
    assert_eq!(texts(&outcome), ["มีแมโคร"]);
    assert!(!text_of(&make::docx(&["ไม่มี"])).sniffed.unwrap().macros);
}

#[test]
fn an_old_workbook_is_read_and_its_macros_are_told() {
    let book = make::xls("Sheet", &["Result", "4.5000"]);
    let outcome = text_of(&make::compound(&[("Workbook", &book)]));
    assert_eq!(outcome.sniffed, Some(Sniffed { kind: Kind::Xls, macros: false, encrypted: false }));
    assert_eq!(texts(&outcome), ["Sheet\nResult\t4.5000"]);
    let outcome = text_of(&make::compound(&[("Workbook", &book), ("_VBA_PROJECT", b"macro")]));
    assert!(outcome.sniffed.unwrap().macros);
}

#[test]
fn a_document_under_a_password_is_told_as_such() {
    let sealed = text_of(&make::compound(&[("EncryptionInfo", b"info"), ("EncryptedPackage", b"secret")]));
    assert_eq!(sealed.sniffed, Some(Sniffed { kind: Kind::SealedOffice, macros: false, encrypted: true }));
    assert_eq!(reason(&sealed), Some(Unread::Encrypted));
    let page = make::pdf(&["BT /L 12 Tf 20 300 Td (secret) Tj ET"]);
    let at = page.windows(12).rposition(|window| window == b"/Root 1 0 R>").unwrap();
    let lock = b"/Encrypt <</Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (00000000000000000000000000000000)\
                 /U (00000000000000000000000000000000)>> /ID [(1) (1)] ";
    let locked = text_of(&[&page[..at], lock, &page[at..]].concat());
    assert!(locked.sniffed.is_some_and(|sniffed| sniffed.encrypted));
    assert_eq!(reason(&locked), Some(Unread::Encrypted));
}

#[test]
fn more_text_than_fits_is_cut_and_told() {
    let limits = Limits { output_bytes: 1000, ..Limits::default() };
    let outcome = ask(&worker_within(limits), "ก".repeat(1000).as_bytes(), Request::Text);
    assert!(matches!(&outcome.found, Ok(Found::Text { pages, cut: true }) if pages[0].text.len() == 999));
}

#[test]
fn a_file_just_within_the_limit_is_read_and_a_larger_one_not() {
    let limits = Limits { input_bytes: 10, ..Limits::default() };
    assert_eq!(texts(&ask(&worker_within(limits), b"0123456789", Request::Text)), ["0123456789"]);
    assert_eq!(reason(&ask(&worker_within(limits), b"0123456789a", Request::Text)), Some(Unread::Large));
}
