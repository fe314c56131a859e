//! Content-addressed files with chunk digests, ranges and resumable transfer.
//!
//! A document is named by the SHA-256 of its bytes, so anybody can check it with `sha256sum`. Under
//! the store's folder, `ab/cdef…` holds the document whose digest is `abcdef…`; `incoming` holds
//! uploads under way and `partial` transfers from elsewhere that will be resumed. A document
//! appears under its name whole and durable, or not at all.
//!
//! Everything here blocks: call it on a blocking thread.

mod chunks;
mod disk;
mod error;
mod partial;
mod store;
mod upload;

pub use chunks::CHUNK;
pub use error::DocumentError;
pub use partial::Partial;
pub use store::{Documents, LIMIT, Reader};
pub use upload::{Stored, Upload};

#[cfg(test)]
mod tests;
