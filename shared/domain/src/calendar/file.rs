//! Data files in TOML: their size, and the line where something is wrong.

use serde::de::DeserializeOwned;

/// A value with its place in the file.
pub(crate) type Located<T> = toml::Spanned<T>;

/// Most bytes of a data file.
pub(crate) const MAX_FILE: usize = 256 * 1024;
/// Most characters of a message about the syntax.
const MAX_MESSAGE: usize = 200;

/// Reads a file; otherwise the line, from 1, and what is wrong there.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, (usize, String)> {
    if text.len() > MAX_FILE {
        return Err((1, format!("the file has {} bytes, more than {MAX_FILE}", text.len())));
    }
    toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |span| span.start);
        (Lines::of(text).at(at), e.message().chars().take(MAX_MESSAGE).collect())
    })
}

/// Outside text for a message: at most 40 characters of it.
pub(crate) fn quoted(text: &str) -> String {
    text.trim().chars().take(40).collect()
}

/// Where the lines of a text begin, so that a place is found without reading the text again.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next).collect())
    }

    /// The line, from 1, of a byte of the text.
    pub(crate) fn at(&self, byte: usize) -> usize {
        1 + self.0.partition_point(|start| *start <= byte)
    }

    /// The line a located value begins on.
    pub(crate) fn line<T>(&self, value: &Located<T>) -> usize {
        self.at(value.span().start)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn messages_quote_only_the_beginning() {
        assert_eq!((quoted(" ก "), quoted(&"ก".repeat(41))), ("ก".into(), "ก".repeat(40)));
    }

    #[test]
    fn lines_count_from_one() {
        let text = "ก\nข\n";
        assert_eq!([0, 3, 4, 7, 8].map(|byte| Lines::of(text).at(byte)), [1, 1, 2, 2, 3]);
    }

    #[test]
    fn what_is_no_toml_is_refused_on_its_line() {
        let (line, message) = read::<BTreeMap<String, u8>>("a = 1\nb = \n").unwrap_err();
        assert_eq!(line, 2);
        assert!(!message.is_empty());
        let (line, message) = read::<BTreeMap<String, u8>>("a = 1\nb = 2\nc = 'x'\n").unwrap_err();
        assert_eq!(line, 3, "{message}");
    }

    #[test]
    fn files_beyond_all_measure_are_not_read() {
        let fits = format!("a = 1\n#{}", "x".repeat(MAX_FILE - 7));
        assert_eq!((fits.len(), read::<BTreeMap<String, u8>>(&fits).is_ok()), (MAX_FILE, true));
        assert!(read::<BTreeMap<String, u8>>(&format!("{fits}x")).unwrap_err().1.contains("262145 bytes"));
        assert!(read::<BTreeMap<String, toml::Value>>(&format!("a = {}", "[".repeat(100_000))).is_err());
    }
}
