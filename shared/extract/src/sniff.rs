//! What a file is, by its content; its name is only compared with that.

use std::io::Cursor;

use office_oxide::cfb::{CFB_SIGNATURE, CfbReader};
use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use crate::Unread;
use crate::limits::MAX_MEMBERS;
use crate::plain;

/// Where the mark of a PDF may begin.
const PDF_MARK_WITHIN: usize = 1024;

/// The kinds of documents that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// PDF.
    Pdf,
    /// Word 97–2003.
    Doc,
    /// Word.
    Docx,
    /// Excel 97–2003.
    Xls,
    /// Excel.
    Xlsx,
    /// `PowerPoint` 97–2003.
    Ppt,
    /// `PowerPoint`.
    Pptx,
    /// An Office document under a password: which one is not known without it.
    SealedOffice,
    /// Plain text or CSV.
    Text,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Pdf,
        Self::Doc,
        Self::Docx,
        Self::Xls,
        Self::Xlsx,
        Self::Ppt,
        Self::Pptx,
        Self::SealedOffice,
        Self::Text,
        Self::Png,
        Self::Jpeg,
    ];

    /// Endings of names that fit, in lower case.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Doc => &["doc", "dot"],
            Self::Docx => &["docx", "docm", "dotx", "dotm"],
            Self::Xls => &["xls", "xlt", "xla"],
            Self::Xlsx => &["xlsx", "xlsm", "xltx", "xltm", "xlsb", "xlam"],
            Self::Ppt => &["ppt", "pps", "pot"],
            Self::Pptx => &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"],
            Self::SealedOffice => &["docx", "docm", "xlsx", "xlsm", "xlsb", "pptx", "pptm"],
            Self::Text => &["txt", "csv", "tsv"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe"],
        }
    }

    /// Whether pages of it can be shown as images.
    pub fn has_images(self) -> bool {
        matches!(self, Self::Pdf | Self::Png | Self::Jpeg)
    }
}

/// What the content of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sniffed {
    /// What it is.
    pub kind: Kind,
    /// It holds programs that some readers run: macros, or scripts of a PDF.
    pub macros: bool,
    /// It cannot be read without a password.
    pub encrypted: bool,
}

impl Sniffed {
    /// Whether the ending of a file's name promises something else than the file is. A name without an ending promises
    /// nothing, and a text may have any ending that is not another kind's.
    pub fn mismatch(&self, name: &str) -> bool {
        let Some((_, ending)) = name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && !ending.is_empty())
        else {
            return false;
        };
        let ending = ending.to_ascii_lowercase();
        let promises = |kind: Kind| kind.endings().contains(&ending.as_str());
        !promises(self.kind) && (self.kind != Kind::Text || Kind::ALL.into_iter().any(promises))
    }

    fn of(kind: Kind) -> Self {
        Self { kind, macros: false, encrypted: false }
    }
}

/// Looks at the content of a file.
pub(crate) fn sniff(bytes: &[u8]) -> Result<Sniffed, Unread> {
    let head = bytes.get(..PDF_MARK_WITHIN).unwrap_or(bytes);
    if bytes.is_empty() {
        Err(Unread::Empty)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(Sniffed::of(Kind::Png))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Ok(Sniffed::of(Kind::Jpeg))
    } else if bytes.starts_with(&CFB_SIGNATURE) {
        compound(bytes)
    } else if bytes.starts_with(b"PK\x03\x04") {
        packed(bytes)
    } else if find(head, b"%PDF-") {
        let macros = [b"/JavaScript".as_slice(), b"/Launch"].iter().any(|mark| find(bytes, mark));
        Ok(Sniffed { macros, ..Sniffed::of(Kind::Pdf) })
    } else if plain::read(bytes).is_some() {
        Ok(Sniffed::of(Kind::Text))
    } else {
        Err(Unread::Unknown)
    }
}

fn find(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// A package of XML parts.
fn packed(bytes: &[u8]) -> Result<Sniffed, Unread> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::Damaged)?;
    if archive.len() > MAX_MEMBERS {
        return Err(Unread::Large);
    }
    let names = || archive.file_names().filter_map(Result::ok);
    let has = |start: &str| names().any(|name| name.starts_with(start));
    let kinds = [("word/", Kind::Docx), ("xl/", Kind::Xlsx), ("ppt/", Kind::Pptx)];
    let kind = kinds.into_iter().find(|(folder, _)| has(folder)).filter(|_| has("[Content_Types].xml"));
    let (_, kind) = kind.ok_or(Unread::Unknown)?;
    let macros = names().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"));
    Ok(Sniffed { macros, ..Sniffed::of(kind) })
}

/// A compound file of the years before the packages.
fn compound(bytes: &[u8]) -> Result<Sniffed, Unread> {
    let file = CfbReader::new(Cursor::new(bytes)).map_err(|_| Unread::Damaged)?;
    let kinds = [
        ("EncryptedPackage", Kind::SealedOffice),
        ("WordDocument", Kind::Doc),
        ("Workbook", Kind::Xls),
        ("Book", Kind::Xls),
        ("PowerPoint Document", Kind::Ppt),
    ];
    let kind = kinds.into_iter().find(|(stream, _)| file.has_stream(stream)).map(|(_, kind)| kind);
    let kind = kind.ok_or(Unread::Unknown)?;
    let macros = file.entries().iter().any(|entry| matches!(entry.name.as_str(), "VBA" | "_VBA_PROJECT" | "Macros"));
    Ok(Sniffed { kind, macros, encrypted: kind == Kind::SealedOffice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_file_says_what_it_is() {
        let cases: [(&[u8], Result<Kind, Unread>); 10] = [
            (b"", Err(Unread::Empty)),
            (b"%PDF-1.7\n", Ok(Kind::Pdf)),
            (b"\n\n%PDF-1.4\n", Ok(Kind::Pdf)),
            (b"\x89PNG\r\n\x1a\n", Ok(Kind::Png)),
            (b"\xff\xd8\xff\xe0", Ok(Kind::Jpeg)),
            ("รายงาน\nปี".as_bytes(), Ok(Kind::Text)),
            (b"\xc3\xd2\xc2\xa7\xd2\xb9", Ok(Kind::Text)),
            (b"PK\x03\x04 and no directory", Err(Unread::Damaged)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Err(Unread::Damaged)),
            (b"\x00\x01\x02\x03", Err(Unread::Unknown)),
        ];
        for (bytes, kind) in cases {
            assert_eq!(sniff(bytes).map(|sniffed| sniffed.kind), kind, "{bytes:?}");
        }
        assert!(sniff(b"%PDF-1.7 /OpenAction <</S /JavaScript>>").unwrap().macros);
    }

    #[test]
    fn a_name_that_promises_something_else_is_told() {
        let cases = [
            (Kind::Pdf, "report.pdf", false),
            (Kind::Pdf, "report.PDF", false),
            (Kind::Pdf, "report", false),
            (Kind::Pdf, ".pdf", false),
            (Kind::Pdf, "report.docx", true),
            (Kind::Pdf, "report.exe", true),
            (Kind::Docx, "report.docm", false),
            (Kind::Docx, "report.doc", true),
            (Kind::SealedOffice, "report.xlsx", false),
            (Kind::Text, "report.log", false),
            (Kind::Text, "report.pdf", true),
        ];
        for (kind, name, told) in cases {
            assert_eq!(Sniffed::of(kind).mismatch(name), told, "{name}");
        }
    }
}
