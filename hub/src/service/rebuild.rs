//! Projections made anew from the journals, and whether they came out the same.

use ges_ledger::LedgerError;
use ges_ledger::rebuild::{self, Rebuilt};

use crate::app::Hub;

/// What a rebuild found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What was read.
    pub rebuilt: Rebuilt,
    /// Tables that did not come out byte-equal.
    pub different: Vec<&'static str>,
}

/// Deletes every projection, makes it anew and compares. Blocks.
pub fn run(hub: &Hub) -> Result<Report, LedgerError> {
    let before = rebuild::dump(hub.store())?;
    let rebuilt = hub.store().write(rebuild::all)?;
    let after = rebuild::dump(hub.store())?;
    let different = before.iter().zip(&after).filter(|(b, a)| b != a).map(|(b, _)| b.0).collect();
    hub.board().ring();
    Ok(Report { rebuilt, different })
}
