//! What a file is by its name, and whether its bytes are of that kind: a name alone proves nothing.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes at the beginning that [`Kind::begins`] looks at.
pub const HEAD: usize = 16;
/// Longest end of a file in which a ZIP keeps the place of its directory (APPNOTE 4.3.16: 22 bytes and a comment).
const TAIL: u64 = 22 + 65_535;
/// Longest ZIP directory that is read, in bytes; office files have some kilobytes.
const DIRECTORY: u64 = 1 << 20;

/// Kinds of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `.doc`
    Doc,
    /// `.docx`
    Docx,
    /// `.xls`
    Xls,
    /// `.xlsx`
    Xlsx,
    /// `.ppt`
    Ppt,
    /// `.pptx`
    Pptx,
    /// `.pdf`
    Pdf,
    /// `.jpg`, `.jpeg`
    Jpeg,
    /// `.png`
    Png,
    /// `.gif`
    Gif,
    /// `.webp`
    Webp,
    /// `.tif`, `.tiff`
    Tiff,
    /// `.heic`, as phones take pictures
    Heic,
}

impl Kind {
    /// Extensions in small letters with what they promise.
    pub const EXTENSIONS: [(&str, Self); 15] = [
        ("doc", Self::Doc),
        ("docx", Self::Docx),
        ("xls", Self::Xls),
        ("xlsx", Self::Xlsx),
        ("ppt", Self::Ppt),
        ("pptx", Self::Pptx),
        ("pdf", Self::Pdf),
        ("jpg", Self::Jpeg),
        ("jpeg", Self::Jpeg),
        ("png", Self::Png),
        ("gif", Self::Gif),
        ("webp", Self::Webp),
        ("tif", Self::Tiff),
        ("tiff", Self::Tiff),
        ("heic", Self::Heic),
    ];

    /// What the extension of a file name promises; nothing when evidence has no such extension.
    pub fn of_name(name: &str) -> Option<Self> {
        let (stem, extension) = name.rsplit_once('.')?;
        let known = Self::EXTENSIONS.into_iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
        known.filter(|_| !stem.is_empty()).map(|(_, kind)| kind)
    }

    /// At most four letters: `PDF`, `XLSX`.
    pub fn letters(self) -> &'static str {
        match self {
            Self::Doc => "DOC",
            Self::Docx => "DOCX",
            Self::Xls => "XLS",
            Self::Xlsx => "XLSX",
            Self::Ppt => "PPT",
            Self::Pptx => "PPTX",
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::Webp => "WEBP",
            Self::Tiff => "TIFF",
            Self::Heic => "HEIC",
        }
    }

    /// Its registered media type (IANA).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Doc => "application/msword",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xls => "application/vnd.ms-excel",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
        }
    }

    /// Whether a file of this kind may begin with these bytes; give [`HEAD`] of them, or all when there are fewer.
    pub fn begins(self, head: &[u8]) -> bool {
        let brand = head.get(4..12);
        match self {
            // MS-CFB 2.2: the three kinds before 2007 share one container.
            Self::Doc | Self::Xls | Self::Ppt => head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            Self::Docx | Self::Xlsx | Self::Pptx => head.starts_with(b"PK\x03\x04"),
            Self::Pdf => head.starts_with(b"%PDF-"),
            Self::Jpeg => head.starts_with(b"\xff\xd8\xff"),
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Gif => head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a"),
            Self::Webp => head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"),
            Self::Tiff => head.starts_with(b"II*\0") || head.starts_with(b"MM\0*"),
            Self::Heic => brand.is_some_and(|b| {
                [b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"].iter().any(|known| b == *known)
            }),
        }
    }

    /// Whether these are the bytes of such a file: its beginning, and of the newer office files the folder inside.
    pub fn is_in(self, bytes: &mut (impl Read + Seek)) -> io::Result<bool> {
        let mut head = Vec::with_capacity(HEAD);
        bytes.seek(SeekFrom::Start(0))?;
        bytes.take(HEAD as u64).read_to_end(&mut head)?;
        let folder: &[u8] = match self {
            _ if !self.begins(&head) => return Ok(false),
            Self::Docx => b"word/",
            Self::Xlsx => b"xl/",
            Self::Pptx => b"ppt/",
            _ => return Ok(true),
        };
        Ok(directory(bytes)?.is_some_and(|directory| names(&directory).any(|name| name.starts_with(folder))))
    }
}

/// The directory at the end of a ZIP, as far as [`DIRECTORY`]; nothing where there is none.
fn directory(bytes: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    let size = bytes.seek(SeekFrom::End(0))?;
    let mut tail = Vec::new();
    bytes.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    bytes.take(TAIL).read_to_end(&mut tail)?;
    let Some(end) = tail.windows(4).rposition(|w| w == b"PK\x05\x06").and_then(|at| tail.get(at..)) else {
        return Ok(None);
    };
    let (Some(length), Some(begin)) = (number(end, 12, 4), number(end, 16, 4)) else { return Ok(None) };
    if begin.checked_add(length).is_none_or(|end| end > size) {
        return Ok(None);
    }
    let mut found = Vec::new();
    bytes.seek(SeekFrom::Start(begin))?;
    bytes.take(length.min(DIRECTORY)).read_to_end(&mut found)?;
    Ok(Some(found))
}

/// File names of a ZIP directory (APPNOTE 4.3.12), up to what is not well formed.
fn names(directory: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = directory;
    std::iter::from_fn(move || {
        let length = |at| usize::try_from(number(rest, at, 2)?).ok();
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let (name, more) = (length(28)?, length(30)? + length(32)?);
        let found = rest.get(46..46 + name)?;
        rest = rest.get(46 + name + more..)?;
        Some(found)
    })
}

/// A number of `length` bytes at `at`, lowest byte first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + length)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A ZIP with one empty file of that name: local header, directory, end.
    fn zip(name: &str) -> Vec<u8> {
        let length = u8::try_from(name.len()).unwrap();
        let mut local = [0; 30];
        local[..4].copy_from_slice(b"PK\x03\x04");
        local[26] = length;
        let mut entry = [0; 46];
        entry[..4].copy_from_slice(b"PK\x01\x02");
        entry[28] = length;
        let mut end = [0; 22];
        end[..4].copy_from_slice(b"PK\x05\x06");
        end[12] = 46 + length;
        end[16] = 30 + length;
        [&local[..], name.as_bytes(), &entry, name.as_bytes(), &end].concat()
    }

    fn is(kind: Kind, bytes: &[u8]) -> bool {
        kind.is_in(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn names_promise_a_kind_by_their_last_extension_alone() {
        let table = [
            ("รายงาน.PDF", Some(Kind::Pdf)),
            ("a.pdf.docx", Some(Kind::Docx)),
            ("ภาพ.JPeG", Some(Kind::Jpeg)),
            ("a.pdf.exe", None),
            ("pdf", None),
            (".pdf", None),
            ("a.", None),
            ("a.xlsm", None),
        ];
        for (name, kind) in table {
            assert_eq!(Kind::of_name(name), kind, "{name}");
        }
    }

    #[test]
    fn bytes_are_of_the_kind_that_their_name_promises_or_not() {
        let table: [(&[u8], &[Kind]); 9] = [
            (b"%PDF-1.7\n", &[Kind::Pdf]),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", &[Kind::Doc, Kind::Xls, Kind::Ppt]),
            (b"\x89PNG\r\n\x1a\n....", &[Kind::Png]),
            (b"\xff\xd8\xff\xe0....", &[Kind::Jpeg]),
            (b"RIFF....WEBPVP8 ", &[Kind::Webp]),
            (b"....ftypheic....", &[Kind::Heic]),
            (b"<html>%PDF-", &[]),
            (b"PK\x03\x04 and no directory", &[]),
            (b"", &[]),
        ];
        for (bytes, kinds) in table {
            for (_, kind) in Kind::EXTENSIONS {
                assert_eq!(is(kind, bytes), kinds.contains(&kind), "{kind:?} of {bytes:?}");
            }
        }
    }

    #[test]
    fn newer_office_files_are_told_apart_by_the_folder_inside() {
        let folders = [("word/document.xml", Kind::Docx), ("xl/workbook.xml", Kind::Xlsx), ("ppt/a.xml", Kind::Pptx)];
        for (name, kind) in folders {
            for (_, other) in folders {
                assert_eq!(is(other, &zip(name)), other == kind, "{name} as {other:?}");
            }
        }
        assert!(!is(Kind::Docx, &zip("password/a")));
        let mut lying = zip("word/document.xml");
        let place = lying.len() - 6;
        lying[place..place + 4].copy_from_slice(&[0xff; 4]);
        assert!(!is(Kind::Docx, &lying), "a directory beyond the end");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_check_fail(head in 0..2_u8, mut bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            if head == 1 {
                bytes.splice(0..0, *b"PK\x03\x04");
                bytes.extend_from_slice(b"PK\x05\x06");
                bytes.extend_from_slice(&[1; 18]);
            }
            for (_, kind) in Kind::EXTENSIONS {
                kind.is_in(&mut Cursor::new(&bytes)).unwrap();
            }
        }
    }
}
