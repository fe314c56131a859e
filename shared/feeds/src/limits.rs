//! How much one read may take of anything.

use serde::{Deserialize, Serialize};

/// Limits of one read. What goes beyond is an error, never cut off in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Rows of data, headings not counted.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Bytes of a file or body, and of all texts of a table together.
    pub bytes: usize,
    /// Characters of one cell.
    pub cell: usize,
    /// Seconds from connecting to the last row.
    pub seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 10_000, columns: 200, bytes: 32 << 20, cell: 4_000, seconds: 60 }
    }
}

impl Limits {
    /// The time limit; at least a second, since databases take 0 for no limit at all.
    pub(crate) fn time(&self) -> std::time::Duration {
        std::time::Duration::from_secs(u64::from(self.seconds.max(1)))
    }
}
