//! One record as it is hashed, stored and sent: a header that is the leaf, and a body behind a
//! salted digest.
//!
//! What is hashed are the header's bytes as first encoded; nothing on the way ever encodes them
//! again. The body can be deleted by order without breaking the tree, and both can be hidden from
//! those outside the audience.

mod header;

#[cfg(test)]
mod tests;

use bytes::Bytes;
use ges_domain::{audience::Audience, ids::RecordId};
pub use header::{Header, HeaderError};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{Hash, hash::leaf_hash};

/// The largest body of a record, in bytes.
pub const MAX_BODY: usize = 16 << 20;
/// The largest encoded header, in bytes.
pub const MAX_HEADER: usize = 8 << 10;
/// The length of the salt before a body, in bytes. It is fixed, because the digest covers salt
/// and body without a mark between them.
pub const BODY_SALT: usize = 32;

/// A body and the salt that keeps it from being guessed from its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// 32 random bytes.
    pub salt: Bytes,
    /// The record itself; what it means is told by kind and schema version in the header.
    pub body: Bytes,
}

impl Content {
    /// Whether this is the content the header promised.
    pub fn is(&self, digest: &Hash) -> bool {
        self.salt.len() == BODY_SALT && body_digest(&self.salt, &self.body) == *digest
    }
}

/// An entry in the form in which it is stored or reaches a puller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// Header and body.
    Whole {
        /// The header's bytes as first encoded.
        header: Bytes,
        /// Salt and body.
        content: Content,
    },
    /// The body and its salt were deleted by order.
    Erased {
        /// The header's bytes as first encoded.
        header: Bytes,
    },
    /// The puller is outside the audience and gets the leaf hash alone.
    Hidden {
        /// The leaf hash.
        leaf: Hash,
    },
}

impl Sealed {
    /// The leaf of the tree: `SHA-256(0x00 ‖ header)`.
    pub fn leaf(&self) -> Hash {
        match self {
            Self::Whole { header, .. } | Self::Erased { header } => leaf_hash(header),
            Self::Hidden { leaf } => *leaf,
        }
    }

    /// The header's bytes as first encoded, unless hidden.
    pub fn header_bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Whole { header, .. } | Self::Erased { header } => Some(header),
            Self::Hidden { .. } => None,
        }
    }

    /// The header, unless hidden.
    pub fn header(&self) -> Option<Result<Header, HeaderError>> {
        self.header_bytes().map(|bytes| Header::decode(bytes))
    }

    /// Salt and body, unless erased or hidden.
    pub fn content(&self) -> Option<&Content> {
        match self {
            Self::Whole { content, .. } => Some(content),
            Self::Erased { .. } | Self::Hidden { .. } => None,
        }
    }

    /// What a puller outside the audience gets.
    #[must_use]
    pub fn hide(&self) -> Self {
        Self::Hidden { leaf: self.leaf() }
    }

    /// What is left after an order to delete; a hidden entry stays as it is.
    #[must_use]
    pub fn erase(&self) -> Self {
        match self {
            Self::Whole { header, .. } | Self::Erased { header } => Self::Erased { header: header.clone() },
            Self::Hidden { leaf } => Self::Hidden { leaf: *leaf },
        }
    }

    /// How many bytes it holds: header, salt and body, or the 32 of a hash.
    pub fn size(&self) -> usize {
        match self {
            Self::Whole { header, content } => header.len() + content.salt.len() + content.body.len(),
            Self::Erased { header } => header.len(),
            Self::Hidden { leaf } => leaf.len(),
        }
    }
}

/// A record before it has its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its identity.
    pub record_id: RecordId,
    /// What kind of fact it states, such as `result.reported`.
    pub kind: String,
    /// The version of the body's form.
    pub schema_version: u32,
    /// Who may see it.
    pub audience: Audience,
    /// Who made it; at most 256 bytes without control characters.
    pub author: String,
    /// When, in microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// The body.
    pub body: Bytes,
}

/// Why a draft would be refused by whoever mirrors the log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DraftError {
    /// A part of the header is not as it should be.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The body is above [`MAX_BODY`].
    #[error("the body has {got} bytes, more than the {MAX_BODY} allowed")]
    BodyTooLarge {
        /// How many bytes it has.
        got: usize,
    },
}

impl Draft {
    /// Checks what every mirror will check, so that nothing is written that none would take.
    ///
    /// # Errors
    /// [`DraftError`] naming the part that is wrong.
    pub fn check(&self) -> Result<(), DraftError> {
        let got = self.body.len();
        if got > MAX_BODY {
            return Err(DraftError::BodyTooLarge { got });
        }
        let salts = Salts { header: [0; 16], body: [0; BODY_SALT] };
        // The longest sequence stands for every other.
        let header = self.header(u64::MAX, true, &salts, Hash::default());
        Header::decode(&header.encode())?;
        Ok(())
    }

    fn header(&self, sequence: u64, end_of_transaction: bool, salts: &Salts, body_digest: Hash) -> Header {
        Header {
            sequence,
            record_id: self.record_id,
            kind: self.kind.clone(),
            schema_version: self.schema_version,
            audience: self.audience.clone(),
            author: self.author.clone(),
            recorded_at: self.recorded_at,
            header_salt: salts.header,
            body_digest,
            end_of_transaction,
        }
    }
}

/// Fresh random bytes for one entry; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Salts {
    /// Keeps the header from being guessed from a bare leaf hash.
    pub header: [u8; 16],
    /// Keeps the body from being guessed from its digest.
    pub body: [u8; BODY_SALT],
}

/// Gives a draft its place in the log. Run [`Draft::check`] before.
pub fn seal(draft: &Draft, sequence: u64, end_of_transaction: bool, salts: &Salts) -> Sealed {
    let digest = body_digest(&salts.body, &draft.body);
    let header = draft.header(sequence, end_of_transaction, salts, digest);
    Sealed::Whole {
        header: header.encode(),
        content: Content { salt: Bytes::copy_from_slice(&salts.body), body: draft.body.clone() },
    }
}

/// The digest that a header holds of its body: `SHA-256(salt ‖ body)`.
pub fn body_digest(salt: &[u8], body: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(body);
    hasher.finalize().into()
}
