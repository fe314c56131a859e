//! Plain text in the encodings in which Thai files come: UTF-8, UTF-16 with a mark, and windows-874 (TIS-620).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_874};

/// The text, when the bytes are text.
pub(crate) fn read(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = bytes.get(mark..)?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(body);
    let thai = || WINDOWS_874.decode_without_bom_handling_and_without_replacement(body);
    text.or_else(|| if mark == 0 { thai() } else { None }).filter(|text| is_text(text))
}

/// No control characters but those that arrange text.
fn is_text(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thai_is_read_in_three_encodings() {
        let utf_16: Vec<u8> = "\u{feff}รายงาน".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases = ["รายงาน".as_bytes(), "\u{feff}รายงาน".as_bytes(), &utf_16, b"\xc3\xd2\xc2\xa7\xd2\xb9"];
        for bytes in cases {
            assert_eq!(read(bytes).as_deref(), Some("รายงาน"), "{bytes:?}");
        }
    }

    #[test]
    fn bytes_with_control_characters_are_no_text() {
        assert_eq!(read(b"a\tb\r\n\x0cc").as_deref(), Some("a\tb\r\n\x0cc"));
        for bytes in [b"a\0b".as_slice(), b"\x1bc", b"\xff\xfe\x00", b"\xfc\xfd\xfe\xff"] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }
}
