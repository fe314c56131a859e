//! Merkle tiles of a log as rows of the store.

use ges_journal::tile::{TileId, Tiles};
use ges_store::{StoreError, Tx, V};

use crate::log::LogKey;

/// The tiles of one log within one transaction.
pub(crate) struct LogTiles<'a, 'b> {
    pub(crate) tx: &'a mut Tx<'b>,
    pub(crate) log: LogKey,
}

/// Log above, then level (6 bits), then index (37 bits): tiles of one log lie together.
fn key(log: LogKey, id: TileId) -> i64 {
    (log.0 << 43) | (i64::from(id.level) << 37) | i64::try_from(id.index).unwrap_or(i64::MAX >> 26)
}

impl Tiles for LogTiles<'_, '_> {
    type Error = StoreError;

    fn read(&mut self, id: TileId) -> Result<Option<Vec<u8>>, StoreError> {
        self.tx.one("SELECT hashes FROM tile WHERE key = $1", &[V::I(key(self.log, id))], |row| row.bytes(0))
    }

    fn write(&mut self, id: TileId, hashes: &[u8]) -> Result<(), StoreError> {
        self.tx
            .exec(
                "INSERT INTO tile (key, hashes) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET hashes = excluded.hashes",
                &[V::I(key(self.log, id)), hashes.into()],
            )
            .map(drop)
    }
}
