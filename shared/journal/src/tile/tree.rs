//! Roots and proofs read from tiles, for the present size or any earlier one.

use super::{TILE_WIDTH, TileId, Tiles, TreeError, subtree_root, within};
use crate::{
    Hash,
    edge::Edge,
    hash::{empty_root, node_hash},
};

/// The root of the first `size` leaves.
///
/// # Errors
/// [`TreeError`] when the storage fails or the tiles do not reach `size`.
pub fn root<T: Tiles>(tiles: &mut T, size: u64) -> Result<Hash, TreeError<T::Error>> {
    if size == 0 {
        return Ok(empty_root());
    }
    Reader::new(tiles).span(0, size)
}

/// The right edge of the first `size` leaves.
///
/// # Errors
/// [`TreeError`] when the storage fails or the tiles do not reach `size`.
pub fn edge<T: Tiles>(tiles: &mut T, size: u64) -> Result<Edge, TreeError<T::Error>> {
    let mut reader = Reader::new(tiles);
    let mut hashes = Vec::with_capacity(size.count_ones() as usize);
    let mut from = 0;
    while from < size {
        let height = (size - from).ilog2();
        hashes.push(reader.node(height, from >> height)?);
        from += 1 << height;
    }
    Ok(Edge::from_parts(size, hashes))
}

/// The hashes that prove leaf `index` to be in the tree of `size` leaves (RFC 6962 2.1.1).
///
/// # Errors
/// [`TreeError::OutOfRange`] when there is no such leaf; otherwise as [`root`].
pub fn inclusion_proof<T: Tiles>(tiles: &mut T, index: u64, size: u64) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if index >= size {
        return Err(TreeError::OutOfRange { asked: index, size });
    }
    let mut reader = Reader::new(tiles);
    let mut proof = Vec::new();
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let middle = split(from, to);
        if index < middle {
            proof.push(reader.span(middle, to)?);
            to = middle;
        } else {
            proof.push(reader.span(from, middle)?);
            from = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that prove the first `old` leaves to be the beginning of the first `new` ones
/// (RFC 6962 2.1.2). Empty when `old` is 0 or equal to `new`.
///
/// # Errors
/// [`TreeError::OutOfRange`] when `old` is larger than `new`; otherwise as [`root`].
pub fn consistency_proof<T: Tiles>(tiles: &mut T, old: u64, new: u64) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if old > new {
        return Err(TreeError::OutOfRange { asked: old, size: new });
    }
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let mut reader = Reader::new(tiles);
    let (mut from, mut to) = (0, new);
    while to != old {
        let middle = split(from, to);
        if old <= middle {
            proof.push(reader.span(middle, to)?);
            to = middle;
        } else {
            proof.push(reader.span(from, middle)?);
            from = middle;
        }
    }
    // A node that begins at leaf 0 is the old root itself, which the verifier already has.
    if from != 0 {
        proof.push(reader.span(from, to)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Where RFC 6962 divides the leaves `from..to` (more than one): after the largest power of two
/// smaller than their number.
fn split(from: u64, to: u64) -> u64 {
    from + (1 << (to - from - 1).ilog2())
}

/// Reads each tile once, however many nodes are taken from it.
struct Reader<'t, T> {
    tiles: &'t mut T,
    seen: Vec<(TileId, Vec<u8>)>,
}

impl<'t, T: Tiles> Reader<'t, T> {
    fn new(tiles: &'t mut T) -> Self {
        Self { tiles, seen: Vec::new() }
    }

    /// The Merkle Tree Hash of the leaves `from..to`, where `from` is where a subtree of at least
    /// that many leaves begins.
    fn span(&mut self, from: u64, to: u64) -> Result<Hash, TreeError<T::Error>> {
        let mut to = to;
        let mut right = None;
        while from < to {
            let height = (to - from).trailing_zeros();
            to -= 1 << height;
            let left = self.node(height, to >> height)?;
            right = Some(match right {
                None => left,
                Some(right) => node_hash(&left, &right),
            });
        }
        Ok(right.unwrap_or_else(empty_root))
    }

    /// The root of the complete subtree number `index` of 2^`height` leaves.
    fn node(&mut self, height: u32, index: u64) -> Result<Hash, TreeError<T::Error>> {
        let levels = height % 8;
        let first = index << levels;
        let id = TileId { level: level_of(height), index: first / u64::from(TILE_WIDTH) };
        let from = within(first);
        let need = from + (1 << levels);
        let tile = self.tile(id)?;
        match tile.get(from * size_of::<Hash>()..need * size_of::<Hash>()) {
            Some(hashes) => Ok(subtree_root(hashes)),
            None => Err(TreeError::Narrow { id, need, got: tile.len() / size_of::<Hash>() }),
        }
    }

    fn tile(&mut self, id: TileId) -> Result<&[u8], TreeError<T::Error>> {
        let known = self.seen.iter().position(|(seen, _)| *seen == id);
        let place = if let Some(place) = known {
            place
        } else {
            let tile = self.tiles.read(id)?.unwrap_or_default();
            self.seen.push((id, tile));
            self.seen.len() - 1
        };
        Ok(&self.seen[place].1)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a height is below 64, so a level is below 8")]
fn level_of(height: u32) -> u8 {
    (height / 8) as u8
}
