//! Checking that a leaf is in a tree, and that one tree is the beginning of another.
//!
//! Both algorithms are those of RFC 9162 sections 2.1.3.2 and 2.1.4.2; the trees are the same as
//! in RFC 6962.

use thiserror::Error;

use crate::{
    Hash,
    hash::{empty_root, node_hash},
};

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
pub(crate) mod vectors;

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The leaf index is not inside the tree.
    #[error("leaf {index} is not in a tree of {size} leaves")]
    IndexOutOfRange {
        /// The index asked about.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The "older" tree is larger than the newer one.
    #[error("a tree of {old} leaves cannot be the beginning of one of {new}")]
    SizesReversed {
        /// The size said to be older.
        old: u64,
        /// The size said to be newer.
        new: u64,
    },
    /// The proof has too few or too many hashes for these sizes.
    #[error("the proof has {got} hashes, which is not the number these sizes need")]
    Length {
        /// How many hashes the proof has.
        got: usize,
    },
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the given root")]
    RootMismatch,
}

/// Checks that `leaf` is leaf number `index` of the tree of `size` leaves with this `root`.
///
/// # Errors
/// [`ProofError`] saying what does not fit.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size });
    }
    let length = ProofError::Length { got: proof.len() };
    let mut node = index;
    let mut last = size - 1;
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            (node, last) = climb(node, last);
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    if hash != *root {
        return Err(ProofError::RootMismatch);
    }
    Ok(())
}

/// Checks that the tree of `old_size` leaves is the beginning of the tree of `new_size` leaves.
///
/// Every tree extends the empty one and itself; those two proofs are empty.
///
/// # Errors
/// [`ProofError`] saying what does not fit.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::SizesReversed { old: old_size, new: new_size });
    }
    let length = ProofError::Length { got: proof.len() };
    if old_size == new_size || old_size == 0 {
        let same = if old_size == new_size { old_root == new_root } else { *old_root == empty_root() };
        return match (proof.is_empty(), same) {
            (false, _) => Err(length),
            (true, false) => Err(ProofError::RootMismatch),
            (true, true) => Ok(()),
        };
    }
    // A complete old tree is itself the first node of the path and is left out of the proof.
    let (start, path) =
        if old_size.is_power_of_two() { (old_root, proof) } else { proof.split_first().ok_or(length)? };
    let skipped = (old_size - 1).trailing_ones();
    let mut node = (old_size - 1) >> skipped;
    let mut last = (new_size - 1) >> skipped;
    let mut old = *start;
    let mut new = *start;
    for sibling in path {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            (node, last) = climb(node, last);
        } else {
            new = node_hash(&new, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    if old != *old_root || new != *new_root {
        return Err(ProofError::RootMismatch);
    }
    Ok(())
}

/// Skips the levels at which a node on the right edge has no sibling.
fn climb(node: u64, last: u64) -> (u64, u64) {
    if node == 0 {
        return (node, last);
    }
    let levels = node.trailing_zeros();
    (node >> levels, last >> levels)
}
