//! The tree as stored and served: tiles of up to 256 hashes (C2SP tlog-tiles, tile height 8).
//!
//! A tile is stored under one id and only ever grows at its end, so the partial tile of any
//! earlier width is a prefix of what is stored now.

mod append;
mod bundle;
mod memory;
mod path;
mod tree;

#[cfg(test)]
mod tests;

pub use append::append;
pub use bundle::{BundleError, entry_bundle, parse_entry_bundle};
pub use memory::MemoryTiles;
pub use path::{PathError, TileOrEntries, entries_path, parse_tile_path, tile_path};
use thiserror::Error;
pub use tree::{consistency_proof, edge, inclusion_proof, root};

use crate::{Hash, hash::node_hash};

/// How many hashes a full tile holds.
pub const TILE_WIDTH: u16 = 256;
/// How many bytes a full tile takes.
pub const TILE_BYTES: usize = 256 * size_of::<Hash>();

/// Which tile: `level` 0 holds leaf hashes, each level above the roots of full tiles below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// The level, 0 at the leaves; at most 7 for sizes that fit 64 bits.
    pub level: u8,
    /// The place within the level, counted from the left.
    pub index: u64,
}

/// Where tiles live. A tile is 1 to 256 hashes of 32 bytes, concatenated.
pub trait Tiles {
    /// What the storage fails with.
    type Error;

    /// Reads a tile as wide as it is now, or `None` when it was never written.
    ///
    /// # Errors
    /// Whatever the storage fails with.
    fn read(&mut self, id: TileId) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Writes a tile, replacing its narrower predecessor.
    ///
    /// # Errors
    /// Whatever the storage fails with.
    fn write(&mut self, id: TileId, hashes: &[u8]) -> Result<(), Self::Error>;
}

/// Why tiles gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TreeError<E> {
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] E),
    /// A tile is missing or too narrow for the size it should belong to.
    #[error(
        "tile {}/{} holds {got} hashes where at least {need} are needed: \
         the stored tree is damaged, restore it or rebuild it from the entries",
        id.level,
        id.index
    )]
    Narrow {
        /// The tile.
        id: TileId,
        /// How many hashes were needed.
        need: usize,
        /// How many there are; 0 when the tile is not stored at all.
        got: usize,
    },
    /// The question is about leaves that are not in the tree.
    #[error("{asked} is outside a tree of {size} leaves")]
    OutOfRange {
        /// The leaf or size asked about.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
}

/// The place of a hash within its tile.
#[expect(clippy::cast_possible_truncation, reason = "below 256")]
fn within(position: u64) -> usize {
    (position % u64::from(TILE_WIDTH)) as usize
}

/// The root of the complete subtree over 1, 2, 4 … 256 concatenated hashes.
fn subtree_root(hashes: &[u8]) -> Hash {
    let (nodes, _) = hashes.as_chunks::<32>();
    if let [only] = nodes {
        return *only;
    }
    let mut row = [[0; 32]; 128];
    for (slot, pair) in row.iter_mut().zip(nodes.as_chunks::<2>().0) {
        *slot = node_hash(&pair[0], &pair[1]);
    }
    let mut width = nodes.len() / 2;
    while width > 1 {
        width /= 2;
        for at in 0..width {
            row[at] = node_hash(&row[2 * at], &row[2 * at + 1]);
        }
    }
    row[0]
}
