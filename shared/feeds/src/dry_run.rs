//! A source and its mapping tried out: what was seen, what would come of it, and nothing kept.

use std::time::{Duration, Instant};

use crate::error::FeedError;
use crate::limits::Limits;
use crate::mapping::{Figure, MapError, Mapping, map};
use crate::read::read;
use crate::secret::Secret;
use crate::source::Source;
use crate::table::Table;

/// Rows of a preview.
pub const PREVIEW_ROWS: usize = 20;

/// What came of a trial.
#[derive(Debug)]
pub struct DryRun {
    /// What was seen, or why nothing could be read.
    pub seen: Result<Seen, FeedError>,
    /// Time from connecting to the last figure.
    pub took: Duration,
}

/// A table that was read, and what would come of it.
#[derive(Debug)]
pub struct Seen {
    /// The first rows.
    pub preview: Table,
    /// Rows of the whole table.
    pub rows: usize,
    /// The figures, or every error.
    pub figures: Result<Vec<Figure>, Vec<MapError>>,
}

/// Reads a source and maps it. Keeps nothing.
#[expect(clippy::disallowed_methods, reason = "only shown to whoever tries the source; nothing depends on it")]
pub fn dry_run(source: &Source, secret: Option<&Secret>, mapping: &Mapping, limits: &Limits) -> DryRun {
    let begun = Instant::now();
    let seen = read(source, secret, limits).map(|table| Seen {
        preview: table.head(PREVIEW_ROWS),
        rows: table.rows().len(),
        figures: map(&table, mapping),
    });
    DryRun { seen, took: begun.elapsed() }
}
