//! A sheet of an `.ods` workbook as a table. Its cells say how often they are repeated, up to billions of times, so the
//! repeats are unfolded here, within the limits; its numbers are texts and keep their digits.

use std::io::{Cursor, Read as _};
use std::num::NonZeroU32;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::clip;
use super::workbook::{Sheet, broken, finish, most_unpacked};
use crate::error::FeedError;
use crate::limits::Limits;
use crate::table::{Cell, Table};

/// Most sheets whose names a message gives.
const SHOWN_SHEETS: usize = 20;

/// Reads the rows under the heading row of a sheet, the first one when none is named.
pub(super) fn table(
    bytes: &[u8],
    sheet: Option<&str>,
    header_row: NonZeroU32,
    limits: &Limits,
) -> Result<Table, FeedError> {
    let content = content(bytes, limits)?;
    let mut reading = Reading::new(sheet, header_row, limits);
    let mut xml = Reader::from_str(&content);
    loop {
        match xml.read_event().map_err(broken)? {
            Event::Start(tag) if tag.name().as_ref() == "office:annotation" => {
                // Remarks hold paragraphs too.
                xml.read_to_end(tag.name()).map_err(broken)?;
            }
            Event::Start(tag) => reading.start(&tag)?,
            Event::Empty(tag) => {
                reading.start(&tag)?;
                reading.end(tag.name().as_ref())?;
            }
            Event::End(tag) => reading.end(tag.name().as_ref())?,
            Event::Text(text) => reading.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => reading.text(&text),
            Event::GeneralRef(name) => match name.resolve_char_ref().map_err(broken)? {
                Some(letter) => reading.text(letter.encode_utf8(&mut [0; 4])),
                None => reading.text(match &*name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => return Err(broken("it holds an unknown entity")),
                }),
            },
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
    }
    if !reading.found {
        let there = clip(&reading.there.join(", "));
        return Err(FeedError::NoSheet { name: clip(sheet.unwrap_or_default()), there });
    }
    finish(&reading.rows, header_row, limits)
}

/// The part that holds the sheets.
fn content(bytes: &[u8], limits: &Limits) -> Result<String, FeedError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let part = archive.by_name("content.xml").map_err(broken)?;
    let (mut content, most) = (Vec::new(), most_unpacked(limits));
    part.take(most.saturating_add(1)).read_to_end(&mut content).map_err(broken)?;
    if content.len() as u64 > most {
        return Err(FeedError::Unpacked { limit: most });
    }
    String::from_utf8(content).map_err(|_| broken("it is not UTF-8 text"))
}

/// Where the reader stands.
struct Reading<'a> {
    wanted: Option<&'a str>,
    heading: u32,
    limits: &'a Limits,
    there: Vec<String>,
    found: bool,
    /// Whether the sheet being read is the wanted one.
    inside: bool,
    /// How deep in tables: a table within a cell is no sheet.
    depth: usize,
    rows: Sheet,
    /// Bytes of texts kept.
    kept: usize,
    next_row: u32,
    row: Vec<(u32, Cell)>,
    row_repeats: u32,
    next_column: u32,
    cell: Option<Under>,
}

/// A cell under way.
struct Under {
    repeats: u32,
    /// What its attributes say, when they do.
    value: Option<Cell>,
    text: String,
}

impl<'a> Reading<'a> {
    fn new(wanted: Option<&'a str>, header_row: NonZeroU32, limits: &'a Limits) -> Self {
        Self {
            wanted,
            heading: header_row.get() - 1,
            limits,
            there: Vec::new(),
            found: false,
            inside: false,
            depth: 0,
            rows: Sheet::new(),
            kept: 0,
            next_row: 0,
            row: Vec::new(),
            row_repeats: 1,
            next_column: 0,
            cell: None,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), FeedError> {
        match tag.name().as_ref() {
            "table:table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let name = attribute(tag, "table:name")?.unwrap_or_default();
                    self.inside = !self.found && self.wanted.is_none_or(|wanted| wanted == name);
                    self.found |= self.inside;
                    if self.there.len() < SHOWN_SHEETS {
                        self.there.push(name);
                    }
                }
            }
            "table:table-row" if self.reads() => {
                self.row_repeats = repeats(tag, "table:number-rows-repeated")?;
                self.row.clear();
                self.next_column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" if self.reads() => {
                let repeats = repeats(tag, "table:number-columns-repeated")?;
                self.cell = Some(Under { repeats, value: value(tag)?, text: String::new() });
            }
            "text:p" => {
                if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.text.is_empty()) {
                    cell.text.push('\n');
                }
            }
            "text:s" | "text:tab" | "text:line-break" => self.text(" "),
            _ => {}
        }
        Ok(())
    }

    fn reads(&self) -> bool {
        self.inside && self.depth == 1
    }

    fn text(&mut self, text: &str) {
        if self.depth == 1
            && let Some(cell) = &mut self.cell
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), FeedError> {
        match name {
            "table:table" => {
                self.depth = self.depth.saturating_sub(1);
                self.inside &= self.depth > 0;
            }
            "table:table-row" if self.reads() => self.end_row()?,
            "table:table-cell" | "table:covered-table-cell" if self.reads() => self.end_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), FeedError> {
        let Some(Under { repeats, value, text }) = self.cell.take() else { return Ok(()) };
        let cell = value.unwrap_or_else(|| Cell::text(&text));
        let first = self.next_column;
        self.next_column = first.saturating_add(repeats);
        if cell == Cell::Empty {
            return Ok(());
        }
        if usize::try_from(self.next_column).unwrap_or(usize::MAX) > self.limits.columns {
            return Err(FeedError::TooManyColumns { limit: self.limits.columns });
        }
        self.row.extend((first..self.next_column).map(|column| (column, cell.clone())));
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FeedError> {
        let first = self.next_row;
        self.next_row = first.saturating_add(self.row_repeats);
        if self.row.is_empty() {
            return Ok(());
        }
        let bytes = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
        let bytes: usize = self.row.iter().map(|(_, cell)| bytes(cell)).sum();
        for number in first.max(self.heading)..self.next_row {
            // The headings are one row more.
            if self.rows.len() > self.limits.rows {
                return Err(FeedError::TooManyRows { limit: self.limits.rows });
            }
            self.kept = self.kept.saturating_add(bytes);
            if self.kept > self.limits.bytes {
                return Err(FeedError::TooManyBytes { limit: self.limits.bytes });
            }
            self.rows.insert(number, self.row.clone());
        }
        Ok(())
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, FeedError> {
    let Some(attribute) = tag.try_get_attribute(name).map_err(broken)? else { return Ok(None) };
    attribute.normalized_value(XmlVersion::Implicit1_0).map(|value| Some(value.into_owned())).map_err(broken)
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> Result<u32, FeedError> {
    let Some(text) = attribute(tag, name)? else { return Ok(1) };
    text.parse().ok().filter(|repeats| *repeats > 0).ok_or_else(|| broken("a repeat in it is no number"))
}

/// What the attributes of a cell say; `None` when its text says it.
fn value(tag: &BytesStart<'_>) -> Result<Option<Cell>, FeedError> {
    let kind = attribute(tag, "office:value-type")?.unwrap_or_default();
    Ok(match kind.as_str() {
        "float" | "percentage" | "currency" => attribute(tag, "office:value")?.map(|digits| Cell::number(&digits)),
        "date" => attribute(tag, "office:date-value")?.map(|date| Cell::date(&date)),
        "time" => attribute(tag, "office:time-value")?.map(|time| Cell::text(&time)),
        "boolean" => attribute(tag, "office:boolean-value")?.map(|flag| Cell::text(&flag)),
        "string" => attribute(tag, "office:string-value")?.map(|text| Cell::text(&text)),
        _ => None,
    })
}
