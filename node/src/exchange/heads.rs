//! Notices that the own log has grown: at once for writes of this process, within a quarter of a second for those of
//! another process on the same file.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ges_ledger::LedgerError;
use tokio::sync::watch;

use crate::app::{Node, own_log};

/// How often the file is looked at.
pub(crate) const LOOK: Duration = Duration::from_millis(250);
/// Every so many looks the size is read whatever the file's dates say.
const SURELY: u32 = 20;

/// Size of the own log as last seen.
pub(crate) struct Heads {
    size: watch::Sender<u64>,
    files: Vec<PathBuf>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    stamps: Vec<Option<(u64, SystemTime)>>,
    looks: u32,
}

impl Heads {
    pub(crate) fn new(config: &crate::config::Config, size: u64) -> Self {
        let database = config.database();
        let mut wal = database.clone().into_os_string();
        wal.push("-wal");
        let files = if config.inline { Vec::new() } else { vec![wal.into(), database] };
        Self { size: watch::Sender::new(size), files, seen: Mutex::default() }
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.size.subscribe()
    }

    pub(crate) fn ring(&self, size: u64) {
        self.size.send_if_modified(|known| {
            let grown = size > *known;
            *known = (*known).max(size);
            grown
        });
    }

    /// Whether the file may have changed since the last look.
    fn changed(&self) -> bool {
        let stamp = |path| std::fs::metadata(path).ok().and_then(|m| Some((m.len(), m.modified().ok()?)));
        let stamps: Vec<_> = self.files.iter().map(stamp).collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.looks = (seen.looks + 1) % SURELY;
        let changed = seen.stamps != stamps || seen.looks == 0;
        seen.stamps = stamps;
        changed
    }
}

impl Node {
    /// Looks whether another process has written and rings if so.
    pub(crate) async fn look(&self) {
        if !self.0.heads.changed() {
            return;
        }
        let read = self.store().read_async(|tx| own_log(tx).map(|log| log.size)).await;
        match read {
            Ok(size) => {
                if *self.0.heads.subscribe().borrow() < size {
                    self.ring(size);
                }
            }
            Err(error) => {
                let error: LedgerError = error;
                tracing::warn!(%error, "the size of the journal cannot be read");
            }
        }
    }
}
