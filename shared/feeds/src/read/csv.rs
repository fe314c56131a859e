//! Comma- or tab-separated text as a table; every value stays a text.

use std::num::NonZeroU32;

use csv::{ByteRecord, ReaderBuilder};

use crate::error::FeedError;
use crate::limits::Limits;
use crate::table::{Builder, Cell, Table};

/// Reads the rows under the heading row. Rows are numbered by the line they begin on.
pub(super) fn table(bytes: &[u8], separator: u8, header_row: NonZeroU32, limits: &Limits) -> Result<Table, FeedError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(bytes);
    let heading = usize::try_from(header_row.get()).unwrap_or(usize::MAX);
    let mut record = ByteRecord::new();
    let mut builder: Option<Builder<'_>> = None;
    let mut lines = Lines { bytes, at: 0, line: 1 };
    loop {
        let line = lines.next(reader.position());
        if !reader.read_byte_record(&mut record).map_err(|_| FeedError::Csv { line })? {
            break;
        }
        if line < heading {
            continue;
        }
        if record.len() > limits.columns {
            let wide = record.iter().skip(limits.columns).any(|value| !value.trim_ascii().is_empty());
            if wide || builder.is_none() {
                return Err(FeedError::TooManyColumns { limit: limits.columns });
            }
        }
        match &mut builder {
            Some(builder) => builder.row(line, cells(&record, line)?)?,
            None if line == heading => {
                let names = cells(&record, line)?.iter().map(Cell::shown).collect::<Vec<_>>();
                builder = Some(Builder::new(limits, without_blank_end(names, header_row)?)?);
            }
            None => return Err(FeedError::NoHeader { row: header_row.get() }),
        }
    }
    builder.map(Builder::finish).ok_or(FeedError::NoHeader { row: header_row.get() })
}

/// Counts lines as editors do: the parser passes over empty lines without a word, and does not count those that end in
/// a carriage return alone.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line on which the record at or after a position begins.
    fn next(&mut self, position: &csv::Position) -> usize {
        let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at) {
            if self.at >= from && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.at += 1;
            let in_two = *byte == b'\r' && self.bytes.get(self.at) == Some(&b'\n');
            self.line += usize::from(matches!(byte, b'\r' | b'\n') && !in_two);
        }
        self.line
    }
}

fn cells(record: &ByteRecord, line: usize) -> Result<Vec<Cell>, FeedError> {
    let text = |value| std::str::from_utf8(value).map(Cell::text).map_err(|_| FeedError::Encoding { line });
    record.iter().map(text).collect()
}

/// Headings up to the last one that says something.
pub(super) fn without_blank_end(mut names: Vec<String>, row: NonZeroU32) -> Result<Vec<String>, FeedError> {
    while names.last().is_some_and(|name| name.trim().is_empty()) {
        names.pop();
    }
    if names.is_empty() { Err(FeedError::NoHeader { row: row.get() }) } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, header_row: u32) -> Result<Table, FeedError> {
        table(text.as_bytes(), b',', NonZeroU32::new(header_row).unwrap(), &Limits::default())
    }

    fn shown(table: &Table) -> Vec<(usize, Vec<String>)> {
        table.numbers().iter().copied().zip(table.rows().iter().map(|r| r.iter().map(Cell::shown).collect())).collect()
    }

    #[test]
    fn rows_carry_the_line_they_begin_on() {
        let text = "\u{feff}รหัส,ยอด\r\n\r\n ก1 ,\"1,234.50\"\r\n\r\n\r\n\"สอง\nบรรทัด\",๗\r\n,\r\nก3\r\n";
        let table = read(text, 1).unwrap();
        assert_eq!(table.columns(), ["รหัส", "ยอด"]);
        let expected = [
            (3, vec!["ก1".to_owned(), "1,234.50".into()]),
            (6, vec!["สอง\nบรรทัด".into(), "๗".into()]),
            (9, vec!["ก3".into(), String::new()]),
        ];
        assert_eq!(shown(&table), expected);
    }

    #[test]
    fn lines_end_in_three_ways() {
        for end in ["\n", "\r\n", "\r"] {
            let table = read(&["v", "1", "", "", "2", "3", ""].join(end), 1).unwrap();
            assert_eq!(table.numbers(), [2, 5, 6], "{end:?}");
        }
    }

    #[test]
    fn headings_stand_where_they_are_said_to() {
        let text = "รายงานของกรม\n\nรหัส,ยอด,,\nก1,5\n";
        assert_eq!(shown(&read(text, 3).unwrap()), [(4, vec!["ก1".to_owned(), "5".into()])]);
        for row in [2, 5, 4_000_000_000] {
            assert_eq!(read(text, row), Err(FeedError::NoHeader { row }), "{row}");
        }
        assert_eq!(read("", 1), Err(FeedError::NoHeader { row: 1 }));
        assert_eq!(read(",,\nก,1,2\n", 1), Err(FeedError::NoHeader { row: 1 }));
    }

    #[test]
    fn broken_files_are_refused_with_their_line() {
        assert_eq!(read("a,b\n1,2,3\n", 1), Err(FeedError::WideRow { row: 2, columns: 2 }));
        assert_eq!(read("a,b\n1,2,,\n", 1).map(|t| t.rows().len()), Ok(1));
        let tis620 = table(b"a\n1\n\xa1\xd2\n", b',', NonZeroU32::MIN, &Limits::default());
        assert_eq!(tis620, Err(FeedError::Encoding { line: 3 }));
        let many = "x,".repeat(1_000_000);
        assert_eq!(read(&many, 1), Err(FeedError::TooManyColumns { limit: 200 }));
        assert_eq!(read(&format!("a\n{many}\n"), 1), Err(FeedError::TooManyColumns { limit: 200 }));
        let rows = |n: usize| format!("a\n{}", "1\n".repeat(n));
        assert_eq!(read(&rows(10_000), 1).map(|t| t.rows().len()), Ok(10_000));
        assert_eq!(read(&rows(10_001), 1), Err(FeedError::TooManyRows { limit: 10_000 }));
    }
}
