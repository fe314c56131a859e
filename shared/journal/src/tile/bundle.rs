//! Entry bundles: the leaves of one level-0 tile as served to log clients (C2SP tlog-tiles).

use bytes::Bytes;
use thiserror::Error;

use super::TILE_WIDTH;

/// Why entries are not a bundle, or bytes are not entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BundleError {
    /// An entry is longer than the 65,535 bytes its length prefix can say.
    #[error("entry {position} of the bundle has {length} bytes, more than 65535")]
    TooLong {
        /// Which entry of the bundle, from 0.
        position: usize,
        /// Its length in bytes.
        length: usize,
    },
    /// More entries than a full tile has leaves.
    #[error("a bundle holds at most {TILE_WIDTH} entries")]
    TooMany,
    /// The bytes end inside an entry.
    #[error("the bundle ends inside entry {position}")]
    Truncated {
        /// Which entry of the bundle, from 0.
        position: usize,
    },
}

/// Writes headers one after another, each behind its length as two big-endian bytes.
///
/// # Errors
/// [`BundleError::TooLong`] and [`BundleError::TooMany`].
pub fn entry_bundle(headers: &[Bytes]) -> Result<Vec<u8>, BundleError> {
    if headers.len() > usize::from(TILE_WIDTH) {
        return Err(BundleError::TooMany);
    }
    let total = headers.iter().map(|header| header.len() + 2).sum();
    let mut bundle = Vec::with_capacity(total);
    for (position, header) in headers.iter().enumerate() {
        let length = header.len();
        let prefix = u16::try_from(length).map_err(|_| BundleError::TooLong { position, length })?;
        bundle.extend_from_slice(&prefix.to_be_bytes());
        bundle.extend_from_slice(header);
    }
    Ok(bundle)
}

/// Reads a bundle back into headers, which share the given bytes.
///
/// # Errors
/// [`BundleError::Truncated`] and [`BundleError::TooMany`].
pub fn parse_entry_bundle(bundle: &Bytes) -> Result<Vec<Bytes>, BundleError> {
    let mut rest = bundle.clone();
    let mut headers = Vec::new();
    while !rest.is_empty() {
        let position = headers.len();
        if position == usize::from(TILE_WIDTH) {
            return Err(BundleError::TooMany);
        }
        let truncated = BundleError::Truncated { position };
        let prefix = rest.first_chunk::<2>().ok_or(truncated)?;
        let length = usize::from(u16::from_be_bytes(*prefix));
        if rest.len() < 2 + length {
            return Err(truncated);
        }
        let mut entry = rest.split_to(2 + length);
        headers.push(entry.split_off(2));
    }
    Ok(headers)
}
