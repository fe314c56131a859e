//! Texts of Office documents, old and new.

use std::io::Cursor;

use office_oxide::doc::{DocDocument, DocError};
use office_oxide::docx::DocxDocument;
use office_oxide::limits::{set_max_package_bytes, set_max_package_entries, set_max_part_bytes, set_max_text_chars};
use office_oxide::ppt::{PptDocument, PptError};
use office_oxide::pptx::PptxDocument;
use office_oxide::xls::{XlsDocument, XlsError};
use office_oxide::xlsx::XlsxDocument;

use super::Pages;
use crate::limits::MAX_MEMBERS;
use crate::{Kind, Unread};

/// Bytes of one unpacked part.
const PART_BYTES: u64 = 128 << 20;
/// Bytes of all unpacked parts.
const PACKAGE_BYTES: u64 = 512 << 20;
/// Where old documents break pages.
const PAGE_BREAK: char = '\u{c}';

/// Reads a document's pages; whether it has macros.
pub(super) fn text(bytes: Vec<u8>, kind: Kind, pages: &mut Pages) -> Result<bool, Unread> {
    set_max_package_entries(MAX_MEMBERS);
    set_max_part_bytes(PART_BYTES);
    set_max_package_bytes(PACKAGE_BYTES);
    set_max_text_chars(pages.room);
    let file = Cursor::new(bytes);
    match kind {
        Kind::Docx => {
            let document = DocxDocument::from_reader(file).map_err(|error| damaged(&error))?;
            broken(&document.plain_text(), pages);
            Ok(document.has_macros)
        }
        Kind::Xlsx => xlsx(file, pages),
        Kind::Pptx => {
            let document = PptxDocument::from_reader(file).map_err(|error| damaged(&error))?;
            let slides = (0..document.slides.len()).map_while(|slide| document.slide_plain_text(slide));
            each(slides, pages);
            Ok(document.has_macros)
        }
        Kind::Doc => {
            let document = DocDocument::from_reader(file).map_err(|error| match error {
                DocError::Encrypted => Unread::Encrypted,
                error => damaged(&error),
            })?;
            broken(&document.plain_text(), pages);
            Ok(document.has_macros())
        }
        Kind::Xls => xls(file, pages),
        Kind::Ppt => {
            let document = PptDocument::from_reader(file).map_err(|error| match error {
                PptError::Encrypted => Unread::Encrypted,
                error => damaged(&error),
            })?;
            let slides = document.slides.iter().map(|slide| {
                let runs = slide.text_runs.iter().map(|run| run.text.replace(['\r', '\u{b}'], "\n"));
                runs.collect::<Vec<_>>().join("\n")
            });
            each(slides, pages);
            Ok(document.has_macros())
        }
        _ => Err(Unread::Unknown),
    }
}

/// A limit of the reader is told as such, all else as damage: the reader's own words name parts, not remedies.
fn damaged(error: &dyn std::error::Error) -> Unread {
    let said = error.to_string();
    if ["limit", "exceed", "too large"].iter().any(|word| said.contains(word)) {
        Unread::Memory
    } else {
        Unread::Damaged
    }
}

fn each(texts: impl Iterator<Item = String>, pages: &mut Pages) {
    for text in texts {
        if !pages.has_room() {
            return;
        }
        pages.push(&text);
    }
}

/// Pages where breaks are written down; otherwise the whole document is one.
fn broken(text: &str, pages: &mut Pages) {
    each(text.trim_end_matches(PAGE_BREAK).split(PAGE_BREAK).map(str::to_owned), pages);
}

/// A sheet is a page that begins with the sheet's name.
fn xlsx(file: Cursor<Vec<u8>>, pages: &mut Pages) -> Result<bool, Unread> {
    let book = XlsxDocument::from_reader(file).map_err(|error| damaged(&error))?;
    let sheets = book.worksheets.iter().enumerate().map(|(at, sheet)| {
        let cells = book.sheet_plain_text(at).unwrap_or_default();
        format!("{}\n{cells}", sheet.name)
    });
    each(sheets, pages);
    Ok(book.has_macros)
}

fn xls(file: Cursor<Vec<u8>>, pages: &mut Pages) -> Result<bool, Unread> {
    let book = XlsDocument::from_reader(file).map_err(|error| match error {
        XlsError::Encrypted | XlsError::EncryptionNotSupported(_) => Unread::Encrypted,
        error => damaged(&error),
    })?;
    let most = pages.room;
    let sheets = book.sheets.iter().map(|sheet| {
        let mut text = format!("{}\n", sheet.name);
        for (row, cells) in sheet.rows.iter().enumerate() {
            for column in 0..cells.len() {
                let shown = sheet.display_text(row, column).unwrap_or_default();
                if !shown.is_empty() {
                    text.push_str(&shown);
                    text.push('\t');
                }
            }
            text.push('\n');
            if text.len() > most {
                break;
            }
        }
        text
    });
    each(sheets, pages);
    Ok(book.has_macros())
}
