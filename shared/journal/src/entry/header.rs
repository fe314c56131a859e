//! The header of an entry and its protobuf form. The bytes are the truth: they are stored and
//! sent as first encoded, and fields of later versions stay in them unread.

use bytes::Bytes;
use ges_domain::{
    audience::{Audience, AudienceError},
    ids::RecordId,
};
use prost::Message as _;
use thiserror::Error;
use uuid::Uuid;

use super::MAX_HEADER;
use crate::Hash;

/// The longest kind, in bytes.
const MAX_KIND: usize = 64;
/// The longest author, in bytes.
const MAX_AUTHOR: usize = 256;

/// What everybody in the audience may know of a record without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The place in the log, from 0; it is the leaf's index.
    pub sequence: u64,
    /// The record's identity.
    pub record_id: RecordId,
    /// What kind of fact the body states, such as `result.reported`.
    pub kind: String,
    /// The version of the body's form.
    pub schema_version: u32,
    /// Who may see header and body.
    pub audience: Audience,
    /// Who made the record.
    pub author: String,
    /// When, in microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// Keeps the header from being guessed from a bare leaf hash.
    pub header_salt: [u8; 16],
    /// `SHA-256(salt ‖ body)`.
    pub body_digest: Hash,
    /// Whether a transaction ends here; batches end only at such entries.
    pub end_of_transaction: bool,
}

/// Why bytes are not a header.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// More bytes than [`MAX_HEADER`].
    #[error("the header has {got} bytes, more than the {MAX_HEADER} allowed")]
    TooLarge {
        /// How many bytes it has.
        got: usize,
    },
    /// The bytes are not the protobuf message.
    #[error("the header is not well formed: {reason}")]
    Malformed {
        /// What the decoder said.
        reason: String,
    },
    /// A field of fixed length has another length.
    #[error("`{field}` of the header has {got} bytes instead of {expected}")]
    Length {
        /// The field.
        field: &'static str,
        /// How many bytes it should have.
        expected: usize,
        /// How many it has.
        got: usize,
    },
    /// The kind is empty, too long, or has characters other than visible ASCII.
    #[error("the kind has 1 to {MAX_KIND} letters, digits and marks without spaces")]
    Kind,
    /// The author is too long or has control characters.
    #[error("the author has at most {MAX_AUTHOR} bytes and no control characters")]
    Author,
    /// The audience is none this version knows; such a record can be shown to nobody.
    #[error(transparent)]
    Audience(#[from] AudienceError),
}

#[derive(Clone, PartialEq, prost::Message)]
struct Wire {
    #[prost(uint64, tag = "1")]
    sequence: u64,
    #[prost(bytes = "bytes", tag = "2")]
    record_id: Bytes,
    #[prost(string, tag = "3")]
    kind: String,
    #[prost(uint32, tag = "4")]
    schema_version: u32,
    #[prost(string, tag = "5")]
    audience: String,
    #[prost(string, tag = "6")]
    author: String,
    #[prost(int64, tag = "7")]
    recorded_at: i64,
    #[prost(bytes = "bytes", tag = "8")]
    header_salt: Bytes,
    #[prost(bytes = "bytes", tag = "9")]
    body_digest: Bytes,
    #[prost(bool, tag = "10")]
    end_of_transaction: bool,
}

impl Header {
    /// The protobuf form. Called once in the life of a record; afterwards its bytes are kept.
    pub fn encode(&self) -> Bytes {
        let wire = Wire {
            sequence: self.sequence,
            record_id: Bytes::copy_from_slice(self.record_id.as_bytes()),
            kind: self.kind.clone(),
            schema_version: self.schema_version,
            audience: self.audience.to_string(),
            author: self.author.clone(),
            recorded_at: self.recorded_at,
            header_salt: Bytes::copy_from_slice(&self.header_salt),
            body_digest: Bytes::copy_from_slice(&self.body_digest),
            end_of_transaction: self.end_of_transaction,
        };
        Bytes::from(wire.encode_to_vec())
    }

    /// Reads a header. Fields of later versions are left alone.
    ///
    /// # Errors
    /// [`HeaderError`] naming the part that is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        if bytes.len() > MAX_HEADER {
            return Err(HeaderError::TooLarge { got: bytes.len() });
        }
        let wire = Wire::decode(bytes).map_err(|error| HeaderError::Malformed { reason: error.to_string() })?;
        if !is_kind(&wire.kind) {
            return Err(HeaderError::Kind);
        }
        if wire.author.len() > MAX_AUTHOR || wire.author.chars().any(char::is_control) {
            return Err(HeaderError::Author);
        }
        Ok(Self {
            sequence: wire.sequence,
            record_id: RecordId(Uuid::from_bytes(fixed("record_id", &wire.record_id)?)),
            kind: wire.kind,
            schema_version: wire.schema_version,
            audience: wire.audience.parse()?,
            author: wire.author,
            recorded_at: wire.recorded_at,
            header_salt: fixed("header_salt", &wire.header_salt)?,
            body_digest: fixed("body_digest", &wire.body_digest)?,
            end_of_transaction: wire.end_of_transaction,
        })
    }
}

fn is_kind(kind: &str) -> bool {
    (1..=MAX_KIND).contains(&kind.len()) && kind.bytes().all(|byte| byte.is_ascii_graphic())
}

fn fixed<const N: usize>(field: &'static str, bytes: &[u8]) -> Result<[u8; N], HeaderError> {
    bytes.try_into().map_err(|_| HeaderError::Length { field, expected: N, got: bytes.len() })
}
