//! Tiles in memory, for tests and for proofs over a log held whole.

use std::{collections::BTreeMap, convert::Infallible};

use super::{TileId, Tiles};

/// A whole tree in memory; storage that cannot fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryTiles {
    tiles: BTreeMap<TileId, Vec<u8>>,
}

impl MemoryTiles {
    /// Storage without tiles.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tile as wide as it is now.
    pub fn get(&self, id: TileId) -> Option<&[u8]> {
        self.tiles.get(&id).map(Vec::as_slice)
    }

    /// All tiles, level by level from the left.
    pub fn iter(&self) -> impl Iterator<Item = (TileId, &[u8])> {
        self.tiles.iter().map(|(id, tile)| (*id, tile.as_slice()))
    }
}

impl Tiles for MemoryTiles {
    type Error = Infallible;

    fn read(&mut self, id: TileId) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.tiles.get(&id).cloned())
    }

    fn write(&mut self, id: TileId, hashes: &[u8]) -> Result<(), Infallible> {
        self.tiles.insert(id, hashes.to_vec());
        Ok(())
    }
}
