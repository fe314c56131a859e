//! Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint,
//! tlog-cosignature).

mod checkpoint;
mod cosignature;
mod key;
mod signed;

#[cfg(test)]
mod tests;

pub use checkpoint::{Checkpoint, CheckpointError, MAX_CHECKPOINT};
pub use cosignature::{cosign, verify_cosignature};
pub use key::{KeyError, KeyKind, SignerKey, VerifierKey};
pub use signed::{MAX_NOTE, MAX_SIGNATURES, NoteError, SignatureLine, SignedNote};
