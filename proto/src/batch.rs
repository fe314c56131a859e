//! Batches of journal entries: wire to domain and back. What arrives is named exactly or refused.

use bytes::Bytes;
use ges_journal::entry::{Content, MAX_BODY, MAX_HEADER, Sealed};

use crate::exchange::{Batch, Entry};

/// Most entries in one batch.
pub const MAX_ENTRIES: usize = 10_000;

/// Why a batch is refused before a single hash is computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// Neither header nor leaf, or both.
    #[error(
        "entry {sequence} has neither a header nor a leaf hash, or both: the sender's software is faulty, nothing was stored"
    )]
    Shape {
        /// Sequence of the entry.
        sequence: u64,
    },
    /// A leaf hash of another length.
    #[error("entry {sequence}: a leaf hash has 32 bytes, this one {length}: nothing was stored")]
    Leaf {
        /// Sequence of the entry.
        sequence: u64,
        /// Bytes found.
        length: usize,
    },
    /// Header, salt or body beyond the limits.
    #[error("entry {sequence} is larger than the protocol allows: nothing was stored")]
    Large {
        /// Sequence of the entry.
        sequence: u64,
    },
    /// No entry, or too many.
    #[error("a batch holds 1 to 10,000 entries, this one {0}: nothing was stored")]
    Count(usize),
    /// The sequence would overflow.
    #[error("sequence {0} is beyond what a log can hold: nothing was stored")]
    Sequence(u64),
}

/// Entries as they were sealed, with the sequence of the first.
pub fn entries_of(batch: &Batch) -> Result<Vec<Sealed>, BatchError> {
    let count = batch.entries.len();
    if count == 0 || count > MAX_ENTRIES {
        return Err(BatchError::Count(count));
    }
    if batch.first_sequence > u64::MAX / 4 {
        return Err(BatchError::Sequence(batch.first_sequence));
    }
    (batch.first_sequence..).zip(&batch.entries).map(|(sequence, entry)| sealed(sequence, entry)).collect()
}

fn sealed(sequence: u64, entry: &Entry) -> Result<Sealed, BatchError> {
    let Entry { header, salt, body, leaf } = entry;
    if header.len() > MAX_HEADER || body.len() > MAX_BODY || salt.len() > 32 {
        return Err(BatchError::Large { sequence });
    }
    match (header.is_empty(), leaf.is_empty()) {
        (false, true) if salt.is_empty() && body.is_empty() => Ok(Sealed::Erased { header: header.clone() }),
        (false, true) if salt.len() == 32 => {
            Ok(Sealed::Whole { header: header.clone(), content: Content { salt: salt.clone(), body: body.clone() } })
        }
        (true, false) if salt.is_empty() && body.is_empty() => <[u8; 32]>::try_from(leaf.as_ref())
            .map(|leaf| Sealed::Hidden { leaf })
            .map_err(|_| BatchError::Leaf { sequence, length: leaf.len() }),
        _ => Err(BatchError::Shape { sequence }),
    }
}

/// The wire form of one sealed entry; the stored bytes are sent as they are.
pub fn entry_of(sealed: Sealed) -> Entry {
    match sealed {
        Sealed::Whole { header, content } => {
            Entry { header, salt: content.salt, body: content.body, leaf: Bytes::new() }
        }
        Sealed::Erased { header } => Entry { header, ..Entry::default() },
        Sealed::Hidden { leaf } => Entry { leaf: Bytes::copy_from_slice(&leaf), ..Entry::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(n: usize) -> Bytes {
        Bytes::from(vec![7; n])
    }

    fn batch(entry: Entry) -> Batch {
        Batch { log: "ges.local/dep/1".into(), first_sequence: 5, entries: vec![entry], checkpoint: Bytes::new() }
    }

    #[test]
    fn every_shape_survives_the_wire() {
        for sealed in [
            Sealed::Whole { header: bytes(90), content: Content { salt: bytes(32), body: bytes(10) } },
            Sealed::Whole { header: bytes(90), content: Content { salt: bytes(32), body: Bytes::new() } },
            Sealed::Erased { header: bytes(90) },
            Sealed::Hidden { leaf: [3; 32] },
        ] {
            assert_eq!(entries_of(&batch(entry_of(sealed.clone()))), Ok(vec![sealed]));
        }
    }

    #[test]
    fn malformed_entries_are_named() {
        let e = Entry::default();
        let table = [
            (e.clone(), BatchError::Shape { sequence: 5 }),
            (Entry { header: bytes(9), leaf: bytes(32), ..e.clone() }, BatchError::Shape { sequence: 5 }),
            (Entry { header: bytes(9), body: bytes(3), ..e.clone() }, BatchError::Shape { sequence: 5 }),
            (Entry { leaf: bytes(31), ..e.clone() }, BatchError::Leaf { sequence: 5, length: 31 }),
            (Entry { header: bytes(MAX_HEADER + 1), ..e.clone() }, BatchError::Large { sequence: 5 }),
            (Entry { header: bytes(9), salt: bytes(33), ..e }, BatchError::Large { sequence: 5 }),
        ];
        for (entry, expected) in table {
            assert_eq!(entries_of(&batch(entry)), Err(expected));
        }
        assert_eq!(entries_of(&Batch::default()), Err(BatchError::Count(0)));
    }
}
