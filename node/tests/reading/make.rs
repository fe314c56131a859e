//! Small documents made by hand.

use std::io::{Cursor, Read as _, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const TO_UNICODE: &str = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0E00> <0E7F> <0E00> endbfrange
endcmap end end";

/// A DOCX with XML within its body and further parts.
pub fn docx(body: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!(r#"<?xml version="1.0"?><w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>"#);
    let parts: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts.iter().chain(further) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A DOCX whose document is very many zeros.
pub fn bomb(zeros: u64) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    std::io::copy(&mut std::io::repeat(0).take(zeros), &mut zip).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A PDF whose pages print an English text and a Thai one.
pub fn pdf(pages: &[(&str, &str)]) -> Vec<u8> {
    let stream = |content: &str| format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
    let kids = (0..pages.len()).map(|page| format!("{} 0 R", 7 + 2 * page)).collect::<Vec<_>>().join(" ");
    let mut objects = vec![
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        format!("<</Type /Pages /Count {} /Kids [{kids}]>>", pages.len()),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>".to_owned(),
        "<</Type /Font /Subtype /Type0 /BaseFont /Sarabun /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 6 0 R>>"
            .to_owned(),
        "<</Type /Font /Subtype /CIDFontType2 /BaseFont /Sarabun /DW 500 /W [3633 [0] 3636 3642 0 3655 3662 0]
/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>>>"
            .to_owned(),
        stream(TO_UNICODE),
    ];
    for (at, (english, thai)) in pages.iter().enumerate() {
        let codes: Vec<String> = thai.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        let content =
            format!("BT /L 12 Tf 20 300 Td ({english}) Tj ET BT /T 12 Tf 20 200 Td <{}> Tj ET", codes.concat());
        objects.push(format!(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents {} 0 R
/Resources <</Font <</L 3 0 R /T 4 0 R>>>>>>",
            8 + 2 * at
        ));
        objects.push(stream(&content));
    }
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let (start, size) = (out.len(), objects.len() + 1);
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<</Size {size} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}
