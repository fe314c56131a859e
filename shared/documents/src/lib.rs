//! Content-addressed files with chunk digests, ranges and resumable transfer.
//!
//! A document is named by the SHA-256 of its bytes, so anybody can check it with `sha256sum`. Under
//! the store's folder, `ab/cdef…` holds the document whose digest is `abcdef…`; `incoming` holds
//! uploads under way, `uploads` those that survive a cut and `partial` transfers from elsewhere that
//! will be resumed. A document appears under its name whole and durable, or not at all.
//!
//! Everything here blocks: call it on a blocking thread.

mod chunks;
mod disk;
mod error;
mod id;
mod kind;
mod partial;
mod resumable;
mod store;
mod upload;

pub use chunks::CHUNK;
pub use error::DocumentError;
pub use id::{UploadId, UploadIdError};
pub use kind::Kind;
pub use partial::Partial;
pub use resumable::{Announced, MAX_NOTE, Resumable};
pub use store::{Documents, LIMIT, Reader};
pub use upload::{Stored, Upload};

#[cfg(test)]
mod tests;
