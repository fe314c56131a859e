//! The three hashes of an RFC 6962 Merkle tree, with their domain-separating prefixes.

use sha2::{Digest as _, Sha256};

use crate::Hash;

const LEAF_PREFIX: u8 = 0x00;
const NODE_PREFIX: u8 = 0x01;

/// The hash of one leaf, `SHA-256(0x00 ‖ header)` (RFC 6962 section 2.1).
pub fn leaf_hash(header: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([LEAF_PREFIX]);
    hasher.update(header);
    hasher.finalize().into()
}

/// The hash of an interior node, `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962 section 2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    // One buffer and one update: this runs once for every leaf of every batch.
    let mut block = [NODE_PREFIX; 65];
    block[1..33].copy_from_slice(left);
    block[33..].copy_from_slice(right);
    Sha256::digest(block).into()
}

/// The root of a tree without leaves, `SHA-256("")` (RFC 6962 section 2.1).
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

#[cfg(test)]
mod tests {
    use super::{empty_root, leaf_hash, node_hash};
    use crate::proof::vectors::{LEAVES, ROOTS, hex};

    #[test]
    fn the_empty_tree_has_the_digest_of_nothing() {
        assert_eq!(empty_root(), hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    #[test]
    fn an_empty_leaf_and_a_pair_hash_as_certificate_transparency_publishes() {
        assert_eq!(leaf_hash(LEAVES[0]), hex(ROOTS[0]));
        assert_eq!(node_hash(&leaf_hash(LEAVES[0]), &leaf_hash(LEAVES[1])), hex(ROOTS[1]));
    }
}
