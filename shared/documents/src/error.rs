//! What can go wrong with a document, said so that the reader knows what to do.

use std::io;
use std::path::{Path, PathBuf};

use ges_domain::ids::Digest;

/// Why a document could not be stored, fetched or trusted.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// This store does not hold it.
    #[error("document {0} is not here; fetch it from the organisation that recorded it")]
    NotHere(Digest),
    /// There are fewer bytes than there should be.
    #[error("document {digest} shrank: {expected} bytes were expected, {got} are there; fetch it again")]
    Shrank {
        /// Its name.
        digest: Digest,
        /// How many bytes there should be.
        expected: u64,
        /// How many there are.
        got: u64,
    },
    /// The bytes are not the ones the name stands for.
    #[error("document {expected} is damaged: its bytes have the digest {got}; restore it or fetch it again")]
    DigestMismatch {
        /// The name.
        expected: Digest,
        /// What the bytes give.
        got: Digest,
    },
    /// One chunk of a transfer is wrong. Nothing of it was kept; everything before it was.
    #[error("chunk {chunk} of document {digest} is damaged; ask again from byte {offset}")]
    ChunkMismatch {
        /// The document.
        digest: Digest,
        /// The chunk, counted from 0.
        chunk: usize,
        /// Where the chunk begins.
        offset: u64,
    },
    /// Longer than this store accepts.
    #[error("the document is longer than the limit of {limit} bytes; make it smaller or raise the limit")]
    TooLarge {
        /// The most bytes a document may have.
        limit: u64,
    },
    /// More bytes came than the document has.
    #[error("more bytes came than the {size} of document {digest}; the sender sends something else")]
    Overrun {
        /// The document.
        digest: Digest,
        /// How many bytes it has.
        size: u64,
    },
    /// The chunk digests do not fit the size.
    #[error(
        "document {digest} of {size} bytes needs {expected} chunk digests, {got} were given; its record is damaged"
    )]
    ChunkCount {
        /// The document.
        digest: Digest,
        /// How many bytes it has.
        size: u64,
        /// How many chunks that makes.
        expected: u64,
        /// How many digests there are.
        got: usize,
    },
    /// Somebody else is fetching it just now.
    #[error("document {0} is being fetched already; wait for that to end")]
    Busy(Digest),
    /// Somebody else writes to this upload just now.
    #[error("this upload is being written to already; wait for that to end, then ask how far it came")]
    UnderWay,
    /// More bytes came than were announced.
    #[error("more bytes came than the {size} that were announced; begin the upload again with the right size")]
    Beyond {
        /// How many bytes were announced.
        size: u64,
    },
    /// Too many short pieces.
    #[error("the upload came in too many short pieces; begin it again over a better line")]
    Crumbs,
    /// Bytes are missing at the end, or the disk damaged some that had arrived.
    #[error("{got} of {size} bytes are here; go on from byte {got}")]
    Incomplete {
        /// How many bytes were announced.
        size: u64,
        /// How many are here and sound.
        got: u64,
    },
    /// An earlier write of this upload failed.
    #[error("the upload had already failed; begin it again")]
    Failed,
    /// No room left.
    #[error("no space left for documents at {0}; nothing was kept, free some space and try again")]
    DiskFull(PathBuf),
    /// The disk or the permissions said no.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl DocumentError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path.into()),
            _ => Self::Io { path: path.into(), source },
        }
    }
}
