//! Workbooks as records, read cell by cell so that a small file cannot ask for a huge table.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, Xlsx};
use ges_domain::text::Text;

use super::fields::{Field, Record};
use super::{Defect, MAX_FILE};

/// Most cells read of one sheet.
const MAX_CELLS: usize = 200_000;
/// Most bytes of a workbook once unpacked.
const MAX_UNPACKED: u128 = 200 * 1024 * 1024;

/// One sheet: its name and its cells by row and column, both from 0.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub name: String,
    cells: BTreeMap<(u32, u32), String>,
}

/// Every sheet of a workbook, in order.
pub(super) fn open(bytes: &[u8]) -> Result<Vec<Sheet>, Defect> {
    if bytes.len() as u64 > MAX_FILE {
        return Err(Defect::new("workbook", Text::new("ไฟล์ใหญ่เกิน 10 MB", "the workbook has more than 10 MB")));
    }
    // Outside input goes through code that is not ours: a panic there is a broken file here.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| Err(broken("it cannot be read")))
}

fn broken(reason: impl std::fmt::Display) -> Defect {
    let said = Text::new(
        "เปิดสมุดงานไม่ได้ ไฟล์อาจเสียหรือไม่ใช่ .xlsx กรุณาบันทึกใหม่จากโปรแกรมตารางคำนวณ",
        format!("not a readable .xlsx workbook ({reason}): save it again from the spreadsheet program"),
    );
    Defect::new("workbook", said)
}

fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Defect> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut unpacked = 0u128;
    for i in 0..archive.len() {
        unpacked += u128::from(archive.by_index_raw(i).map_err(broken)?.size());
    }
    if unpacked > MAX_UNPACKED {
        return Err(broken("it unpacks to more than 200 MB"));
    }
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names = workbook.sheet_names();
    let mut sheets = Vec::with_capacity(names.len());
    for name in names {
        let mut cells = BTreeMap::new();
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(broken)?;
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            let Some(text) = text(cell.get_value()) else { continue };
            if cells.len() >= MAX_CELLS {
                return Err(Defect::new(
                    name,
                    Text::new("มีเกิน 200,000 ช่อง กรุณาแบ่งไฟล์", "more than 200,000 cells: split the file"),
                ));
            }
            cells.insert(cell.get_position(), text);
        }
        sheets.push(Sheet { name, cells });
    }
    Ok(sheets)
}

fn text(value: &DataRef<'_>) -> Option<String> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // What the person sees: a spreadsheet keeps 15 digits and shows the shortest text that reads back.
        DataRef::Float(number) => format!("{number}"),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(date) => date.to_string(),
        DataRef::Error(error) => format!("{error}"),
    };
    Some(text).filter(|t| !t.trim().is_empty())
}

/// `C7` for row 6, column 2.
fn address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

impl Sheet {
    /// Rows under a heading row; headings are told by `name_of`. Unknown headings are defects.
    pub(super) fn table(
        &self,
        name_of: impl Fn(&str) -> Option<&'static str>,
        defects: &mut Vec<Defect>,
    ) -> Vec<Record> {
        let mut columns: BTreeMap<u32, &'static str> = BTreeMap::new();
        let Some(heading) = self.cells.keys().next().map(|(row, _)| *row) else { return Vec::new() };
        for ((row, column), text) in self.cells.range((heading, 0)..(heading + 1, 0)) {
            match name_of(text.trim()) {
                Some(name) if columns.values().any(|known| *known == name) => {
                    let said = Text::new(format!("หัวคอลัมน์ {name} ซ้ำ"), format!("the heading {name} stands twice"));
                    defects.push(Defect::new(self.place(*row, *column), said));
                }
                Some(name) => {
                    columns.insert(*column, name);
                }
                None => {
                    let shown: String = text.chars().take(40).collect();
                    let said = Text::new(format!("ไม่รู้จักหัวคอลัมน์ “{shown}”"), format!("unknown heading `{shown}`"));
                    defects.push(Defect::new(self.place(*row, *column), said));
                }
            }
        }
        let mut rows: BTreeMap<u32, Record> = BTreeMap::new();
        for ((row, column), text) in self.cells.range((heading + 1, 0)..) {
            let Some(name) = columns.get(column) else { continue };
            let record = rows
                .entry(*row)
                .or_insert_with(|| Record { place: format!("{} row {}", self.name, row + 1), ..Record::default() });
            record.fields.insert((*name).to_owned(), Field { text: text.clone(), place: self.place(*row, *column) });
        }
        rows.into_values().collect()
    }

    /// Names in column A, values in column B.
    pub(super) fn pairs(&self) -> Record {
        let mut out = Record { place: self.name.clone(), ..Record::default() };
        for ((row, column), name) in &self.cells {
            if *column == 0
                && let Some(text) = self.cells.get(&(*row, 1))
            {
                let place = self.place(*row, 1);
                out.fields.insert(name.trim().to_lowercase(), Field { text: text.clone(), place });
            }
        }
        out
    }

    fn place(&self, row: u32, column: u32) -> String {
        format!("{} {} (row {})", self.name, address(row, column), row + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_a_spreadsheet() {
        for (row, column, shown) in
            [(0, 0, "A1"), (6, 2, "C7"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1")]
        {
            assert_eq!(address(row, column), shown);
        }
    }
}
