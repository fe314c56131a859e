//! One read of one source.

mod csv;
mod folder;
mod http;
mod json;
mod ods;
mod postgres;
mod sqlite;
mod timed;
mod tls;
mod workbook;

use std::num::NonZeroU32;

use crate::error::FeedError;
use crate::limits::Limits;
use crate::secret::Secret;
use crate::source::Source;
use crate::table::Table;

/// Reads a source as it is now. The secret is the password of a database's user or the bearer token of an HTTP source;
/// other sources take none. Blocks for at most the limit's seconds, the time of parsing a file apart.
pub fn read(source: &Source, secret: Option<&Secret>, limits: &Limits) -> Result<Table, FeedError> {
    match source {
        Source::Postgres { host, port, database, user, tls, query } => {
            let server = postgres::Server { host, port: port.get(), database, user, tls };
            postgres::read(&server, secret, query, limits)
        }
        Source::Sqlite { path, query } => sqlite::read(path, query, limits),
        Source::Folder { path, pattern, sheet, header_row } => {
            let (name, bytes) = folder::newest(path, pattern, limits)?;
            let kind = Kind::of_name(&name).ok_or_else(|| FeedError::FileKind { name: clip(&name) })?;
            file(&bytes, kind, sheet.as_deref(), *header_row, limits)
        }
        Source::HttpFile { url, sheet, header_row, bearer, ca } => {
            let request = http::Request { url, bearer: *bearer, ca: ca.as_deref(), accept: "text/csv, */*" };
            let body = http::fetch(&request, secret, limits)?;
            let kind = Kind::of_name(url.url().path()).unwrap_or_else(|| Kind::of_bytes(&body));
            file(&body, kind, sheet.as_deref(), *header_row, limits)
        }
        Source::Rest { url, rows, bearer, ca } => {
            let request = http::Request { url, bearer: *bearer, ca: ca.as_deref(), accept: "application/json" };
            json::table(&http::fetch(&request, secret, limits)?, rows, limits)
        }
    }
}

/// How an `.ods` file goes on after its first 30 bytes.
const ODS: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";

/// A form of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Values apart by this byte.
    Separated(u8),
    /// `.xlsx`
    Workbook,
    /// `.ods`
    OpenDocument,
}

impl Kind {
    /// Told by the end of the name.
    fn of_name(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Separated(b',')),
            "tsv" => Some(Self::Separated(b'\t')),
            "xlsx" => Some(Self::Workbook),
            "ods" => Some(Self::OpenDocument),
            _ => None,
        }
    }

    /// Told by the first bytes, where an address has no telling end: a workbook is a ZIP archive.
    fn of_bytes(bytes: &[u8]) -> Self {
        match bytes {
            // Its first part is its type, unpacked.
            [b'P', b'K', 3, 4, ..] if bytes.get(30..).is_some_and(|rest| rest.starts_with(ODS)) => Self::OpenDocument,
            [b'P', b'K', 3, 4, ..] => Self::Workbook,
            _ => Self::Separated(b','),
        }
    }
}

fn file(
    bytes: &[u8],
    kind: Kind,
    sheet: Option<&str>,
    header_row: NonZeroU32,
    limits: &Limits,
) -> Result<Table, FeedError> {
    match kind {
        Kind::Separated(separator) => csv::table(bytes, separator, header_row, limits),
        Kind::Workbook => workbook::table(bytes, sheet, header_row, limits),
        Kind::OpenDocument => ods::table(bytes, sheet, header_row, limits),
    }
}

/// Messages quote outside text only in part.
fn clip(text: &str) -> String {
    text.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::setting::Pointer;

    #[test]
    fn forms_are_told_by_name_or_first_bytes() {
        for (name, kind) in [
            ("a.csv", Some(Kind::Separated(b','))),
            ("a.b.TSV", Some(Kind::Separated(b'\t'))),
            ("/x/a.xlsx", Some(Kind::Workbook)),
            ("a.ods", Some(Kind::OpenDocument)),
            ("a.xls", None),
            ("csv", None),
        ] {
            assert_eq!(Kind::of_name(name), kind, "{name}");
        }
        let mut ods = b"PK\x03\x04".to_vec();
        ods.resize(30, 0);
        assert_eq!(Kind::of_bytes(&ods), Kind::Workbook);
        ods.extend_from_slice(ODS);
        assert_eq!(Kind::of_bytes(&ods), Kind::OpenDocument);
        assert_eq!(Kind::of_bytes(b"PK,x\n"), Kind::Separated(b','));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_table_or_refused(
            bytes in prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..200),
                "[a1๑,\"\\n\r\t ]{0,60}".prop_map(String::into_bytes),
                "[\\[{}\\]\"a1:,.eE -]{0,40}".prop_map(String::into_bytes),
                proptest::collection::vec(any::<u8>(), 0..200).prop_map(|rest| [b"PK\x03\x04".to_vec(), rest].concat()),
            ],
            header_row in 1u32..4,
        ) {
            let (limits, row) = (Limits::default(), NonZeroU32::new(header_row).unwrap());
            for kind in [Kind::Separated(b','), Kind::Separated(b'\t'), Kind::Workbook, Kind::OpenDocument] {
                if let Ok(table) = file(&bytes, kind, None, row, &limits) {
                    prop_assert!(table.rows().iter().all(|row| row.len() == table.columns().len()));
                    prop_assert!(table.numbers().windows(2).all(|pair| pair[0] < pair[1]));
                }
            }
            let _ = json::table(&bytes, &Pointer::default(), &limits);
        }
    }
}
