//! Growing the tree: every touched tile is read at most once and written once.

use std::borrow::Cow;

use super::{TILE_BYTES, TILE_WIDTH, TileId, Tiles, TreeError, subtree_root, within};
use crate::Hash;

/// Adds `leaves` to the tree of `size` leaves.
///
/// Tiles that become full are hashed into the level above. A tile found wider than `size` calls
/// for is cut back first, so an append that was not recorded can simply be made again.
///
/// # Errors
/// [`TreeError::Storage`], or [`TreeError::Narrow`] when the tiles do not reach `size`.
pub fn append<T: Tiles>(tiles: &mut T, size: u64, leaves: &[Hash]) -> Result<(), TreeError<T::Error>> {
    let mut level = 0;
    let mut next = size;
    let mut pending = Cow::Borrowed(leaves);
    while !pending.is_empty() {
        let mut above = Vec::new();
        let mut position = next;
        let mut rest = &pending[..];
        while !rest.is_empty() {
            let id = TileId { level, index: position / u64::from(TILE_WIDTH) };
            let mut tile = beginning(tiles, id, position)?;
            let room = (TILE_BYTES - tile.len()) / size_of::<Hash>();
            let (now, later) = rest.split_at(room.min(rest.len()));
            tile.extend_from_slice(now.as_flattened());
            tiles.write(id, &tile)?;
            if tile.len() == TILE_BYTES {
                above.push(subtree_root(&tile));
            }
            position += now.len() as u64;
            rest = later;
        }
        next /= u64::from(TILE_WIDTH);
        level += 1;
        pending = Cow::Owned(above);
    }
    Ok(())
}

/// The hashes of a tile that stand before `position`.
fn beginning<T: Tiles>(tiles: &mut T, id: TileId, position: u64) -> Result<Vec<u8>, TreeError<T::Error>> {
    let need = within(position);
    if need == 0 {
        return Ok(Vec::with_capacity(TILE_BYTES));
    }
    let mut tile = tiles.read(id)?.unwrap_or_default();
    let got = tile.len() / size_of::<Hash>();
    if got < need {
        return Err(TreeError::Narrow { id, need, got });
    }
    tile.truncate(need * size_of::<Hash>());
    Ok(tile)
}
