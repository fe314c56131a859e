//! The signed journal: entries, Merkle tiles, checkpoints, proofs and witnessing.
//!
//! Everything an organisation states is an [`entry`] in its own append-only log. The log is a
//! Merkle tree (RFC 6962) kept as C2SP [`tile`]s, its head is a signed [`note`] (a checkpoint),
//! and whoever mirrors it checks every batch as a [`witness`] before believing any of it. The
//! crate does no input or output: storage is one trait, [`tile::Tiles`]; time and randomness are
//! arguments.

pub mod attestation;
pub mod continuity;
pub mod edge;
pub mod entry;
pub mod erasure;
pub mod hash;
mod lines;
pub mod log_id;
pub mod note;
pub mod proof;
pub mod tile;
pub mod witness;

pub use lines::TextError;

/// A SHA-256 value: a leaf, an interior node, a root or a body digest.
pub type Hash = [u8; 32];
