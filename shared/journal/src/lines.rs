//! Records that are readable text: a title line, then `name: value` lines in one fixed order.
//!
//! A value of several lines is written as several lines of the same name, so that no value can
//! pass for another name.

use std::{
    fmt::{Display, Write as _},
    iter::Peekable,
    str::{FromStr, Split},
};

use thiserror::Error;

/// Why a text is not the record it should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// The bytes are not UTF-8.
    #[error("the record is not UTF-8 text")]
    NotUtf8,
    /// The first line is not the title of this kind of record.
    #[error("the first line should be `{expected}`")]
    Title {
        /// The title of this kind of record.
        expected: &'static str,
    },
    /// A line is missing or out of order.
    #[error("line {line} should begin with `{name}: `")]
    Expected {
        /// The name that should stand there.
        name: &'static str,
        /// Which line, from 1.
        line: usize,
    },
    /// A value cannot be read.
    #[error("line {line}: `{name}` is not what it should be: {reason}")]
    Value {
        /// The name of the value.
        name: &'static str,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// Something follows where the record should end, or its last newline is missing.
    #[error("the record should end with a newline before line {line}")]
    End {
        /// Which line, from 1.
        line: usize,
    },
    /// The text says what it says in another spelling than the one that would be written.
    #[error("the record is not in its one accepted spelling")]
    Spelling,
}

/// Decimal digits without sign and without leading zeroes.
pub(crate) fn plain_number<N: FromStr>(text: &str) -> Option<N> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading = text.len() > 1 && text.starts_with('0');
    if digits && !leading { text.parse().ok() } else { None }
}

/// Writes a record.
pub(crate) struct Writer {
    text: String,
}

impl Writer {
    pub(crate) fn new(title: &str) -> Self {
        Self { text: format!("{title}\n") }
    }

    /// A value that has no newline in it.
    pub(crate) fn value(&mut self, name: &str, value: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{name}: {value}");
    }

    /// A value of any number of lines.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        for line in text.split('\n') {
            self.value(name, line);
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Reads a record line by line.
pub(crate) struct Reader<'a> {
    lines: Peekable<Split<'a, char>>,
    line: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn open(text: &'a str, title: &'static str) -> Result<Self, TextError> {
        let mut lines = text.split('\n').peekable();
        if lines.next() != Some(title) {
            return Err(TextError::Title { expected: title });
        }
        Ok(Self { lines, line: 2 })
    }

    /// The value of the next line if it has this name.
    pub(crate) fn optional(&mut self, name: &str) -> Option<&'a str> {
        let value =
            self.lines.peek().and_then(|line| line.strip_prefix(name)).and_then(|rest| rest.strip_prefix(": "))?;
        self.lines.next();
        self.line += 1;
        Some(value)
    }

    pub(crate) fn value(&mut self, name: &'static str) -> Result<&'a str, TextError> {
        let line = self.line;
        self.optional(name).ok_or(TextError::Expected { name, line })
    }

    /// A value read by its own rules.
    pub(crate) fn parsed<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, TextError> {
        let line = self.line;
        parse(self.value(name)?).map_err(|reason| TextError::Value { name, line, reason: reason.to_string() })
    }

    /// The value of one or more lines of this name.
    pub(crate) fn text(&mut self, name: &'static str) -> Result<String, TextError> {
        let mut text = self.value(name)?.to_owned();
        while let Some(more) = self.optional(name) {
            text.push('\n');
            text.push_str(more);
        }
        Ok(text)
    }

    /// Checks that nothing but the last newline is left.
    pub(crate) fn finish(mut self) -> Result<(), TextError> {
        let line = self.line;
        match (self.lines.next(), self.lines.next()) {
            (Some(""), None) => Ok(()),
            _ => Err(TextError::End { line }),
        }
    }

    /// For values taken with [`Reader::optional`].
    pub(crate) fn invalid(&self, name: &'static str, reason: impl Display) -> TextError {
        TextError::Value { name, line: self.line - 1, reason: reason.to_string() }
    }
}
