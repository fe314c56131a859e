//! A sheet of an `.xlsx` workbook as a table, read cell by cell so that a small file cannot ask for a huge one.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, Xlsx};
use jiff::civil::Date;

use super::clip;
use super::csv::without_blank_end;
use crate::error::FeedError;
use crate::limits::Limits;
use crate::table::{Builder, Cell, Table};

/// How many times the limit of bytes a workbook may have once it is unpacked.
const UNPACKED_TIMES: u64 = 4;
/// Most parts of a workbook.
const MAX_PARTS: usize = 10_000;
/// Cells looked at in any case, empty ones included; more only as far as rows and columns allow.
const FEW_CELLS: usize = 100_000;

/// Rows of a sheet by their number from 0, each as its cells by column.
pub(super) type Sheet = BTreeMap<u32, Vec<(u32, Cell)>>;

/// Reads the rows under the heading row of a sheet, the first one when none is named. Rows are numbered as the
/// spreadsheet does.
pub(super) fn table(
    bytes: &[u8],
    sheet: Option<&str>,
    header_row: NonZeroU32,
    limits: &Limits,
) -> Result<Table, FeedError> {
    unpack(bytes, limits)?;
    // Outside input goes through code that is not ours: a panic there is a broken file here.
    let read = catch_unwind(AssertUnwindSafe(|| cells(bytes, sheet, header_row, limits)));
    let rows = read.unwrap_or_else(|_| Err(broken("it cannot be read")))?;
    finish(&rows, header_row, limits)
}

/// The rows under the heading row as a table.
pub(super) fn finish(rows: &Sheet, header_row: NonZeroU32, limits: &Limits) -> Result<Table, FeedError> {
    let heading = header_row.get() - 1;
    let names = rows.get(&heading).map(|row| dense(row).iter().map(Cell::shown).collect()).unwrap_or_default();
    let mut builder = Builder::new(limits, without_blank_end(names, header_row)?)?;
    for (number, row) in rows.range(heading.saturating_add(1)..) {
        builder.row(usize::try_from(*number).unwrap_or(usize::MAX).saturating_add(1), dense(row))?;
    }
    Ok(builder.finish())
}

pub(super) fn broken(detail: impl std::fmt::Display) -> FeedError {
    FeedError::Workbook { detail: clip(&detail.to_string()) }
}

/// Most bytes of a workbook once unpacked.
pub(super) fn most_unpacked(limits: &Limits) -> u64 {
    (limits.bytes as u64).saturating_mul(UNPACKED_TIMES)
}

/// Unpacks every part into nothing, counting: the sizes that an archive states are only words.
fn unpack(bytes: &[u8], limits: &Limits) -> Result<(), FeedError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MAX_PARTS {
        return Err(broken("it has more than 10,000 parts"));
    }
    let most = most_unpacked(limits);
    let mut left = most.saturating_add(1);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        left -= std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(broken)?;
        if left == 0 {
            return Err(FeedError::Unpacked { limit: most });
        }
    }
    Ok(())
}

fn cells(bytes: &[u8], sheet: Option<&str>, header_row: NonZeroU32, limits: &Limits) -> Result<Sheet, FeedError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names = workbook.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    let Some(name) = name else {
        return Err(FeedError::NoSheet { name: clip(sheet.unwrap_or_default()), there: clip(&names.join(", ")) });
    };
    let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
    let most = limits.rows.saturating_add(1).saturating_mul(limits.columns).max(FEW_CELLS);
    let (mut rows, mut seen, mut kept) = (Sheet::new(), 0usize, 0usize);
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        seen += 1;
        if seen > most {
            return Err(FeedError::TooManyRows { limit: limits.rows });
        }
        let (row, column) = cell.get_position();
        let value = value(cell.get_value());
        if row < header_row.get() - 1 || value == Cell::Empty {
            continue;
        }
        if usize::try_from(column).unwrap_or(usize::MAX) >= limits.columns {
            return Err(FeedError::TooManyColumns { limit: limits.columns });
        }
        if let Cell::Text(text) = &value {
            kept = kept.saturating_add(text.len());
            if kept > limits.bytes {
                return Err(FeedError::TooManyBytes { limit: limits.bytes });
            }
        }
        rows.entry(row).or_default().push((column, value));
        // The headings are one row more.
        if rows.len() > limits.rows.saturating_add(1) {
            return Err(FeedError::TooManyRows { limit: limits.rows });
        }
    }
    Ok(rows)
}

fn value(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::DateTimeIso(text) => Cell::date(text),
        DataRef::Int(number) => Cell::number(&number.to_string()),
        DataRef::Float(number) => Cell::shortest(*number),
        DataRef::Bool(flag) => Cell::text(if *flag { "true" } else { "false" }),
        DataRef::DateTime(moment) => match moment.to_ymd_hms_milli() {
            (year, month, day, 0, 0, 0, 0) if moment.is_datetime() => {
                let date = || {
                    let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
                    Date::new(year, month, day).ok()
                };
                date().map_or_else(|| Cell::text(&moment.as_f64().to_string()), Cell::Date)
            }
            (year, month, day, hour, minute, second, _) if moment.is_datetime() => {
                Cell::text(&format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
            }
            _ => Cell::text(&moment.as_f64().to_string()),
        },
        DataRef::Error(error) => Cell::text(&error.to_string()),
    }
}

/// The cells of a row side by side. A place given twice keeps the last.
fn dense(row: &[(u32, Cell)]) -> Vec<Cell> {
    let mut out = Vec::new();
    for (column, cell) in row {
        let place = usize::try_from(*column).unwrap_or(0);
        if out.len() <= place {
            out.resize(place + 1, Cell::Empty);
        }
        if let Some(slot) = out.get_mut(place) {
            *slot = cell.clone();
        }
    }
    out
}
