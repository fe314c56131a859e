//! The web addresses of tiles: `tile/0/x001/067.p/8` (C2SP tlog-tiles).

use std::fmt::Write as _;

use thiserror::Error;

use super::{TILE_WIDTH, TileId};
use crate::lines::plain_number;

/// The highest level an address may name.
const MAX_LEVEL: u8 = 63;

/// What a tile address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileOrEntries {
    /// A tile of hashes.
    Tile(TileId),
    /// The bundle of entries under the level-0 tile of this index.
    Entries(u64),
}

/// Why an address names no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PathError {
    /// It does not have the form `tile/…`.
    #[error("a tile address has the form tile/<level>/<index> or tile/entries/<index>")]
    Form,
    /// The level is not a plain number from 0 to 63.
    #[error("a tile level is a number from 0 to 63 without leading zeroes")]
    Level,
    /// The index is not in three-digit groups, or is too large.
    #[error("a tile index is written in groups of three digits, all but the last begun with x")]
    Index,
    /// The width of a partial tile is not a plain number from 1 to 255.
    #[error("the width of a partial tile is a number from 1 to 255 without leading zeroes")]
    Width,
}

/// The address of a tile that is `width` hashes wide; 256 is a full tile and has no suffix.
pub fn tile_path(id: TileId, width: u16) -> String {
    let mut path = format!("tile/{}", id.level);
    push_index(&mut path, id.index, width);
    path
}

/// The address of the bundle of the first `width` entries under level-0 tile `index`.
pub fn entries_path(index: u64, width: u16) -> String {
    let mut path = String::from("tile/entries");
    push_index(&mut path, index, width);
    path
}

fn push_index(path: &mut String, index: u64, width: u16) {
    let mut groups = [0; 7];
    let mut count = 0;
    let mut rest = index;
    loop {
        groups[count] = rest % 1000;
        count += 1;
        rest /= 1000;
        if rest == 0 {
            break;
        }
    }
    for at in (0..count).rev() {
        let mark = if at == 0 { "" } else { "x" };
        // Writing to a string cannot fail.
        let _ = write!(path, "/{mark}{:03}", groups[at]);
    }
    if width < TILE_WIDTH {
        let _ = write!(path, ".p/{width}");
    }
}

/// Reads an address: what it names and how wide (256 when it has no `.p/` suffix).
///
/// Only the one canonical spelling of an address is accepted, so it can serve as a cache key.
///
/// # Errors
/// [`PathError`] naming the part that is wrong.
pub fn parse_tile_path(path: &str) -> Result<(TileOrEntries, u16), PathError> {
    let rest = path.strip_prefix("tile/").ok_or(PathError::Form)?;
    let (level, rest) = rest.split_once('/').ok_or(PathError::Form)?;
    let (index, width) = match rest.split_once(".p/") {
        None => (rest, TILE_WIDTH),
        Some((index, width)) => (index, parse_width(width)?),
    };
    let index = parse_index(index)?;
    if level == "entries" {
        return Ok((TileOrEntries::Entries(index), width));
    }
    let level = plain_number::<u8>(level).filter(|level| *level <= MAX_LEVEL).ok_or(PathError::Level)?;
    Ok((TileOrEntries::Tile(TileId { level, index }), width))
}

fn parse_width(text: &str) -> Result<u16, PathError> {
    plain_number::<u16>(text).filter(|width| (1..TILE_WIDTH).contains(width)).ok_or(PathError::Width)
}

fn parse_index(text: &str) -> Result<u64, PathError> {
    let mut index = 0_u64;
    let mut groups = text.split('/').peekable();
    let mut first = true;
    while let Some(group) = groups.next() {
        let last = groups.peek().is_none();
        let digits = if last { group } else { group.strip_prefix('x').ok_or(PathError::Index)? };
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PathError::Index);
        }
        if first && !last && digits == "000" {
            return Err(PathError::Index);
        }
        first = false;
        let value = digits.parse::<u64>().map_err(|_| PathError::Index)?;
        index = index.checked_mul(1000).and_then(|index| index.checked_add(value)).ok_or(PathError::Index)?;
    }
    Ok(index)
}
