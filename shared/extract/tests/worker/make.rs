//! Small documents made by hand.

#![expect(clippy::format_push_string, clippy::format_collect, reason = "short texts, read more easily")]

use std::io::{Cursor, Read, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const SLIDE: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

/// A package of named parts.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A package with a part of `zeros` zeros.
pub fn bomb(name: &str, zeros: u64, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.start_file(name, SimpleFileOptions::default().large_file(true)).unwrap();
    std::io::copy(&mut std::io::repeat(0).take(zeros), &mut zip).unwrap();
    zip.finish().unwrap().into_inner()
}

fn types(overrides: &[(&str, &str)]) -> String {
    let mut out = String::from(
        r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>"#,
    );
    for (part, kind) in overrides {
        out += &format!(
            r#"<Override PartName="{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>"#
        );
    }
    out + "</Types>"
}

fn relations(targets: &[(&str, &str)]) -> String {
    let mut out = format!(r#"<?xml version="1.0"?><Relationships xmlns="{PACKAGE_RELATIONS}">"#);
    for (at, (kind, target)) in targets.iter().enumerate() {
        out += &format!(r#"<Relationship Id="rId{}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#, at + 1);
    }
    out + "</Relationships>"
}

/// The parts of a DOCX around `body`, which is XML within `w:body`.
pub fn docx_parts(body: &str) -> Vec<(&'static str, Vec<u8>)> {
    let document = format!(r#"<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>"#);
    vec![
        ("[Content_Types].xml", types(&[("/word/document.xml", "wordprocessingml.document.main")]).into()),
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml")]).into()),
        ("word/document.xml", document.into()),
    ]
}

fn borrowed<'p>(parts: &'p [(&'static str, Vec<u8>)]) -> Vec<(&'p str, &'p [u8])> {
    parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect()
}

pub fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    package(&borrowed(&docx_parts(&body)))
}

/// A DOCX with further parts.
pub fn docx_with(paragraph: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let parts = docx_parts(&format!("<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>"));
    package(&[borrowed(&parts), further.to_vec()].concat())
}

/// A DOCX whose paragraphs' XML is given.
pub fn docx_of(body: &str) -> Vec<u8> {
    package(&borrowed(&docx_parts(body)))
}

/// An XLSX of sheets: name and rows of cells.
pub fn xlsx(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut overrides = vec![("/xl/workbook.xml".to_owned(), "spreadsheetml.sheet.main")];
    let mut parts = Vec::new();
    let (mut list, mut targets) = (String::new(), Vec::new());
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let number = at + 1;
        list += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
        targets.push(format!("worksheets/sheet{number}.xml"));
        overrides.push((format!("/xl/worksheets/sheet{number}.xml"), "spreadsheetml.worksheet"));
        let mut data = String::new();
        for (row, cells) in rows.iter().enumerate() {
            data += &format!(r#"<row r="{}">"#, row + 1);
            for (cell, column) in cells.iter().zip('A'..) {
                data += &format!(r#"<c r="{column}{}" t="inlineStr"><is><t>{cell}</t></is></c>"#, row + 1);
            }
            data += "</row>";
        }
        let sheet = format!(r#"<worksheet xmlns="{SHEET}"><sheetData>{data}</sheetData></worksheet>"#);
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    let overrides: Vec<(&str, &str)> = overrides.iter().map(|(part, kind)| (part.as_str(), *kind)).collect();
    let targets: Vec<(&str, &str)> = targets.iter().map(|target| ("worksheet", target.as_str())).collect();
    parts.extend([
        ("[Content_Types].xml".into(), types(&overrides)),
        ("_rels/.rels".into(), relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/_rels/workbook.xml.rels".into(), relations(&targets)),
        (
            "xl/workbook.xml".into(),
            format!(r#"<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{list}</sheets></workbook>"#),
        ),
    ]);
    package(&parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
}

/// A PPTX of slides with one text each.
pub fn pptx(slides: &[&str]) -> Vec<u8> {
    let mut overrides = vec![("/ppt/presentation.xml".to_owned(), "presentationml.presentation.main")];
    let (mut parts, mut list, mut targets) = (Vec::new(), String::new(), Vec::new());
    for (at, text) in slides.iter().enumerate() {
        let number = at + 1;
        list += &format!(r#"<p:sldId id="{}" r:id="rId{number}"/>"#, 255 + number);
        targets.push(format!("slides/slide{number}.xml"));
        overrides.push((format!("/ppt/slides/slide{number}.xml"), "presentationml.slide"));
        let shape = format!("<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>");
        let slide = format!(
            r#"<p:sld xmlns:p="{SLIDE}" xmlns:a="{DRAWING}"><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>"#
        );
        parts.push((format!("ppt/slides/slide{number}.xml"), slide));
    }
    let overrides: Vec<(&str, &str)> = overrides.iter().map(|(part, kind)| (part.as_str(), *kind)).collect();
    let targets: Vec<(&str, &str)> = targets.iter().map(|target| ("slide", target.as_str())).collect();
    parts.extend([
        ("[Content_Types].xml".into(), types(&overrides)),
        ("_rels/.rels".into(), relations(&[("officeDocument", "ppt/presentation.xml")])),
        ("ppt/_rels/presentation.xml.rels".into(), relations(&targets)),
        (
            "ppt/presentation.xml".into(),
            format!(
                r#"<p:presentation xmlns:p="{SLIDE}" xmlns:r="{RELATIONS}"><p:sldIdLst>{list}</p:sldIdLst></p:presentation>"#
            ),
        ),
    ]);
    package(&parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
}

/// A PDF of numbered objects; object 1 is the catalogue.
pub fn pdf_of(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<</Size {size} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

pub fn stream(content: &str) -> String {
    format!("<</Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// A PDF whose pages print the given content with fonts `/L` (Latin) and `/T` (Thai: codes are UTF-16).
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    let first = 7;
    let kids: String = (0..pages.len()).map(|page| format!("{} 0 R ", first + 2 * page)).collect();
    let to_unicode = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0E00> <0E7F> <0E00> endbfrange
endcmap end end";
    let mut objects = vec![
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        format!("<</Type /Pages /Count {} /Kids [{kids}]>>", pages.len()),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>".to_owned(),
        "<</Type /Font /Subtype /Type0 /BaseFont /Sarabun /Encoding /Identity-H /DescendantFonts [5 0 R]
/ToUnicode 6 0 R>>"
            .to_owned(),
        "<</Type /Font /Subtype /CIDFontType2 /BaseFont /Sarabun /DW 500 /W [3633 [0] 3636 3642 0 3655 3662 0]
/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>>>"
            .to_owned(),
        stream(to_unicode),
    ];
    for (at, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents {} 0 R
/Resources <</Font <</L 3 0 R /T 4 0 R>>>>>>",
            first + 2 * at + 1
        ));
        objects.push(stream(content));
    }
    pdf_of(&objects)
}

/// Codes of a text in the font `/T`.
pub fn codes(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

/// A picture of the given size.
pub fn picture(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30])).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Bytes of a sector of a compound file.
const SECTOR: usize = 512;
/// Streams of fewer bytes would be kept in another way.
const SMALLEST: usize = 4096;
const END: u32 = 0xffff_fffe;
const NONE: u32 = 0xffff_ffff;

/// A compound file of streams, each filled up with zeros to the smallest size.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    // Sector 0 is the allocation table, 1 and 2 the directory; then come the streams.
    let mut table = vec![0xffff_fffd, 2, END];
    let mut body = Vec::new();
    let mut directory = entry("Root Entry", 5, 1, END, 0);
    for (at, (name, bytes)) in streams.iter().enumerate() {
        let mut bytes = bytes.to_vec();
        bytes.resize(bytes.len().max(SMALLEST), 0);
        let (start, size) = (table.len(), bytes.len());
        bytes.resize(size.next_multiple_of(SECTOR), 0);
        let sectors = bytes.len() / SECTOR;
        table.extend((1..sectors).map(|next| number(start + next)));
        table.push(END);
        let next = if at + 1 < streams.len() { number(at + 2) } else { NONE };
        directory.extend(entry(name, 2, next, number(start), size));
        body.extend(bytes);
    }
    directory.resize(2 * SECTOR, 0);
    table.resize(SECTOR / 4, NONE);
    let mut out = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    out.extend([0; 16]);
    // Versions, byte order, sizes of sectors; then counts and places.
    out.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    for word in [0, 1, 1, 0, number(SMALLEST), END, 0, END, 0, 0] {
        out.extend(word.to_le_bytes());
    }
    out.resize(SECTOR, 0xff);
    out.extend(table.into_iter().flat_map(u32::to_le_bytes));
    out.extend(directory);
    out.extend(body);
    out
}

fn number(n: usize) -> u32 {
    n.try_into().unwrap()
}

/// A directory entry: for the root `next` is its first child, for a stream the one to its right.
fn entry(name: &str, kind: u8, next: u32, start: u32, size: usize) -> Vec<u8> {
    let mut out: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(out.len() + 2).unwrap();
    out.resize(64, 0);
    out.extend(length.to_le_bytes());
    out.extend([kind, 1]);
    let (right, child) = if kind == 5 { (NONE, next) } else { (next, NONE) };
    for word in [NONE, right, child] {
        out.extend(word.to_le_bytes());
    }
    out.extend([0; 36]);
    out.extend(start.to_le_bytes());
    out.extend(u64::try_from(size).unwrap().to_le_bytes());
    out
}

/// The stream `Workbook` of a sheet with one row of texts.
pub fn xls(sheet: &str, cells: &[&str]) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        let length = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
    };
    let begin = |kind: u8| record(0x809, &[0, 6, kind, 0, 0, 0, 0xcc, 7, 0, 0, 0, 0, 6, 0, 0, 0]);
    let name = |place: u32| {
        let length = u8::try_from(sheet.len()).unwrap();
        record(0x85, &[&place.to_le_bytes()[..], &[0, 0, length, 0], sheet.as_bytes()].concat())
    };
    let globals = |place| [begin(5), name(place), record(0xa, &[])].concat();
    let place = number(globals(0).len());
    let mut out = [globals(place), begin(0x10)].concat();
    for (column, cell) in (0_u16..).zip(cells) {
        let length = u16::try_from(cell.len()).unwrap();
        let place = [[0, 0], column.to_le_bytes(), [0, 0], length.to_le_bytes()].concat();
        out.extend(record(0x204, &[&place, &[0][..], cell.as_bytes()].concat()));
    }
    out.extend(record(0xa, &[]));
    out
}
