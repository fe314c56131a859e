//! The right edge of a growing tree: all a mirror has to remember to extend it and name its root.

use thiserror::Error;

use crate::{
    Hash,
    hash::{empty_root, node_hash},
};

/// The largest size an edge may claim; sizes are stored as signed 64-bit columns.
pub const MAX_SIZE: u64 = i64::MAX.unsigned_abs();

/// The roots of the complete subtrees of a tree, largest first ("compact range" from leaf 0).
///
/// A tree of `size` leaves has as many of them as `size` has one-bits, so at most 63 hashes
/// stand for the whole history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    hashes: Vec<Hash>,
}

/// Why stored bytes are not an [`Edge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EdgeError {
    /// Fewer bytes than the eight of the size.
    #[error("an edge needs at least 8 bytes, got {got}")]
    Short {
        /// How many bytes there were.
        got: usize,
    },
    /// The size is above [`MAX_SIZE`].
    #[error("an edge of size {size} is above the largest allowed, {MAX_SIZE}")]
    Size {
        /// The size read.
        size: u64,
    },
    /// The number of bytes does not fit the size.
    #[error("an edge of size {size} takes {expected} bytes, got {got}")]
    Length {
        /// The size read.
        size: u64,
        /// How many bytes that size takes.
        expected: usize,
        /// How many bytes there were.
        got: usize,
    },
}

impl Edge {
    /// The edge of a tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only for the tile reader, which has already collected exactly the right hashes.
    pub(crate) fn from_parts(size: u64, hashes: Vec<Hash>) -> Self {
        Self { size, hashes }
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, largest (leftmost) first.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// Adds the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        let mut trailing = self.size;
        while trailing & 1 == 1 {
            let Some(left) = self.hashes.pop() else { break };
            node = node_hash(&left, &node);
            trailing >>= 1;
        }
        self.hashes.push(node);
        self.size += 1;
    }

    /// The root of the tree (RFC 6962 Merkle Tree Hash).
    pub fn root(&self) -> Hash {
        let mut hashes = self.hashes.iter().rev();
        let Some(last) = hashes.next() else {
            return empty_root();
        };
        hashes.fold(*last, |right, left| node_hash(left, &right))
    }

    /// The stored form: the size as eight big-endian bytes, then the hashes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + self.hashes.len() * size_of::<Hash>());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        bytes.extend_from_slice(self.hashes.as_flattened());
        bytes
    }

    /// Reads what [`Edge::encode`] wrote.
    ///
    /// # Errors
    /// [`EdgeError`] when the bytes are not exactly one edge.
    pub fn decode(bytes: &[u8]) -> Result<Self, EdgeError> {
        let got = bytes.len();
        let Some((size, rest)) = bytes.split_first_chunk::<8>() else {
            return Err(EdgeError::Short { got });
        };
        let size = u64::from_be_bytes(*size);
        if size > MAX_SIZE {
            return Err(EdgeError::Size { size });
        }
        let (hashes, remainder) = rest.as_chunks::<32>();
        let peaks = size.count_ones() as usize;
        if hashes.len() != peaks || !remainder.is_empty() {
            let expected = 8 + peaks * size_of::<Hash>();
            return Err(EdgeError::Length { size, expected, got });
        }
        Ok(Self { size, hashes: hashes.to_vec() })
    }
}

impl Extend<Hash> for Edge {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        for leaf in leaves {
            self.push(leaf);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Edge, EdgeError};
    use crate::{
        hash::leaf_hash,
        proof::vectors::{LEAVES, ROOTS, hex},
    };

    fn grown(count: u64) -> Edge {
        let mut edge = Edge::new();
        edge.extend((0..count).map(|leaf| leaf_hash(&leaf.to_be_bytes())));
        edge
    }

    #[test]
    fn every_size_up_to_eight_has_the_published_root() {
        let mut edge = Edge::new();
        for (leaf, root) in LEAVES.iter().zip(ROOTS) {
            edge.push(leaf_hash(leaf));
            assert_eq!(edge.root(), hex(root));
        }
    }

    #[test]
    fn an_edge_read_back_continues_where_it_stopped() {
        for count in 0..200 {
            let edge = grown(count);
            let mut read = Edge::decode(&edge.encode()).unwrap();
            assert_eq!(read, edge);
            read.push(leaf_hash(&count.to_be_bytes()));
            assert_eq!(read.root(), grown(count + 1).root());
        }
    }

    #[test]
    fn a_wrong_number_of_hashes_is_refused() {
        let mut bytes = grown(7).encode();
        bytes.truncate(bytes.len() - 32);
        assert_eq!(Edge::decode(&bytes), Err(EdgeError::Length { size: 7, expected: 104, got: 72 }));
        assert_eq!(Edge::decode(&[0; 7]), Err(EdgeError::Short { got: 7 }));
        let huge = [u64::MAX.to_be_bytes().as_slice(), &[0; 64 * 32]].concat();
        assert_eq!(Edge::decode(&huge), Err(EdgeError::Size { size: u64::MAX }));
    }

    proptest! {
        #[test]
        fn decoding_what_is_not_an_edge_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(edge) = Edge::decode(&bytes) {
                prop_assert_eq!(edge.encode(), bytes);
            }
        }
    }
}
