//! What reading a document gives.

use crate::{Sniffed, Unread};

/// What is known of a document after an attempt to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What its content says it is; `None` when it was not looked at or is of no known kind.
    pub sniffed: Option<Sniffed>,
    /// What was asked for, or why not.
    pub found: Result<Found, Unread>,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The text.
    Text {
        /// In order; a page without text is there, empty.
        pages: Vec<Page>,
        /// Whether pages or parts of pages were left out, because of a limit.
        cut: bool,
    },
    /// The image of a page.
    Image(Picture),
}

/// The text of a page, of a sheet or of a slide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Counted from 1.
    pub number: u32,
    /// As it stands in the document, without NUL.
    pub text: String,
}

/// A page as PNG.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The file.
    pub png: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}×{}, {} bytes)", self.width, self.height, self.png.len())
    }
}
