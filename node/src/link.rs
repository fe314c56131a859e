//! What a node knows of its hub: who it is, where it is, and the keys that prove its word. Kept in `hub.json`.

use ges_domain::ids::OrganisationId;
use ges_journal::log_id::LogId;
use ges_journal::note::{KeyKind, VerifierKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::files::{self, FileError};

/// The hub this node is enrolled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its organisation.
    pub hub: OrganisationId,
    /// Its address, for renewing the certificate.
    pub address: String,
    /// Verifies its journal.
    pub journal: VerifierKey,
    /// The log that key signs.
    pub log: LogId,
    /// Verifies its cosignatures.
    pub witness: VerifierKey,
    /// When the hub admitted this node.
    pub enrolled_at: Timestamp,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    hub: OrganisationId,
    address: String,
    journal_key: String,
    witness_key: String,
    enrolled_at: Timestamp,
}

/// Why what is known of the hub cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// Not the file this program wrote.
    #[error("hub.json cannot be read ({0}): enrol again, or restore it from a backup")]
    Malformed(String),
    /// A key that proves nothing.
    #[error("the hub's {which} key cannot be used: {reason}; ask the hub's operator for its keys")]
    Key {
        /// `journal` or `witness`.
        which: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl Link {
    /// Checks what a hub said of itself.
    pub fn new(
        hub: OrganisationId,
        address: &str,
        journal_key: &str,
        witness_key: &str,
        enrolled_at: Timestamp,
    ) -> Result<Self, LinkError> {
        let key = |which, text: &str, kind| {
            let bad = |reason: String| LinkError::Key { which, reason };
            let key: VerifierKey = text.parse().map_err(|e| bad(format!("{e}")))?;
            if key.kind() == kind { Ok(key) } else { Err(bad("it is a key for something else".into())) }
        };
        let journal = key("journal", journal_key, KeyKind::Ed25519)?;
        let witness = key("witness", witness_key, KeyKind::Cosignature)?;
        let bad = |reason: String| LinkError::Key { which: "journal", reason };
        let log = LogId::parse(journal.name()).map_err(|e| bad(e.to_string()))?;
        if *log.organisation() != hub {
            return Err(bad(format!("it belongs to {}, not to {hub}", log.organisation())));
        }
        Ok(Self { hub, address: address.to_owned(), journal, log, witness, enrolled_at })
    }

    /// Reads `hub.json`; `None` before enrolment.
    pub fn load(config: &Config) -> Result<Option<Self>, LinkError> {
        let Some(text) = files::read_text(&config.hub_file())? else { return Ok(None) };
        let stored: Stored = serde_json::from_str(&text).map_err(|e| LinkError::Malformed(e.to_string()))?;
        let Stored { hub, address, journal_key, witness_key, enrolled_at } = stored;
        Self::new(hub, &address, &journal_key, &witness_key, enrolled_at).map(Some)
    }

    /// Writes `hub.json`.
    pub fn save(&self, config: &Config) -> Result<(), LinkError> {
        let stored = Stored {
            hub: self.hub.clone(),
            address: self.address.clone(),
            journal_key: self.journal.to_string(),
            witness_key: self.witness.to_string(),
            enrolled_at: self.enrolled_at,
        };
        let text = serde_json::to_string_pretty(&stored).map_err(|e| LinkError::Malformed(e.to_string()))?;
        Ok(files::write(&config.hub_file(), format!("{text}\n").as_bytes())?)
    }
}
