//! What was proved and what was not.

use serde::Serialize;

/// The first thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where.
    pub place: String,
    /// What does not hold.
    pub reason: String,
}

/// One log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Its name.
    pub log: String,
    /// The verifier key used.
    pub key: String,
    /// Where that key comes from: `given`, `hub.json` or `database`.
    pub key_from: &'static str,
    /// Entries whose leaf, header, salt and body were recomputed.
    pub entries: u64,
    /// Entries known only by their leaf hash.
    pub hidden: u64,
    /// Entries whose body was erased by order.
    pub erased: u64,
    /// Root over all of them, hexadecimal.
    pub root: String,
    /// Size of the newest checkpoint whose signature was verified.
    pub signed: u64,
    /// Size of the newest checkpoint whose cosignature was verified.
    pub witnessed: u64,
    /// Receipts verified.
    pub receipts: u64,
}

/// The outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Every log.
    pub logs: Vec<Verified>,
    /// Attestations whose signature and records were verified.
    pub attestations: u64,
    /// Projection tables compared with what the journals give.
    pub tables: usize,
    /// Documents whose digest was verified.
    pub documents: u64,
    /// What could not be proved, in words.
    pub not_proved: Vec<String>,
    /// The first thing that does not hold.
    pub failed: Option<Finding>,
}

impl Report {
    /// Whether everything that was looked at holds.
    pub fn holds(&self) -> bool {
        self.failed.is_none()
    }

    pub(super) fn fail(&mut self, place: &str, reason: impl Into<String>) {
        self.failed.get_or_insert_with(|| Finding { place: place.to_owned(), reason: reason.into() });
    }
}
