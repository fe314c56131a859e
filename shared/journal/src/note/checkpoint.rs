//! The head of a log as a note: origin, size and root (C2SP tlog-checkpoint).

use std::fmt::Write as _;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use thiserror::Error;

use super::{NoteError, SignedNote, SignerKey};
use crate::{Hash, lines::plain_number};

/// The largest checkpoint note read, in bytes.
pub const MAX_CHECKPOINT: usize = 64 << 10;

/// The head of a log: how many leaves it has and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log, such as `ges.local/dep/1`.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Hash,
    /// Further lines, opaque; GES writes none.
    pub extensions: Vec<String>,
}

/// Why a note is not a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// It is not even a note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Fewer than three lines, or an empty one.
    #[error("a checkpoint has at least three lines, none of them empty")]
    Lines,
    /// The size is not a plain decimal number.
    #[error("the size of a checkpoint is a decimal number without leading zeroes")]
    Size,
    /// The root is not the base64 of 32 bytes.
    #[error("the root of a checkpoint is the base64 form of 32 bytes")]
    Root,
}

impl Checkpoint {
    /// The head of a log without extension lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// [`CheckpointError`] naming the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let body = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Lines);
        };
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        if origin.is_empty() || extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Lines);
        }
        let size = plain_number(size).ok_or(CheckpointError::Size)?;
        let root =
            BASE64_STANDARD.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(CheckpointError::Root)?;
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// The text to sign.
    pub fn to_text(&self) -> String {
        let root = BASE64_STANDARD.encode(self.root);
        let mut text = format!("{}\n{}\n{root}\n", self.origin, self.size);
        for line in &self.extensions {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// Signs the head. Never sign a head that does not extend every one signed before.
    ///
    /// # Errors
    /// [`CheckpointError`] when these fields do not read back as they are, and
    /// [`NoteError::WrongKind`] for a cosigner's key.
    pub fn sign(&self, key: &SignerKey) -> Result<SignedNote, CheckpointError> {
        let text = self.to_text();
        if Self::parse(&text)? != *self {
            return Err(CheckpointError::Lines);
        }
        Ok(SignedNote::sign(text, key)?)
    }
}
