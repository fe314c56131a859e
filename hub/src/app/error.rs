//! Why a hub cannot be made, opened or served.

use std::path::PathBuf;

use ges_documents::DocumentError;
use ges_domain::framework::FrameworkError;
use ges_journal::note::KeyError;
use ges_ledger::LedgerError;
use ges_runtime::config::ConfigError;
use ges_runtime::identity::IdentityError;
use ges_runtime::keyfile::KeyFileError;
use ges_runtime::tls::TlsError;
use ges_store::StoreError;

use super::SettingError;

/// Why a hub cannot be made, opened or served.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// There is no hub in the folder.
    #[error("there is no hub in {0}: run `ges-hub init` first, or name another folder with --dir")]
    NotMade(PathBuf),
    /// The store belongs to another hub.
    #[error("the store is of the hub `{found}`, the settings say `{wanted}`: correct `organisation` or `store`")]
    AnotherHub {
        /// As stored.
        found: String,
        /// As configured.
        wanted: String,
    },
    /// Settings cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A setting no hub can run with.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// A signing key cannot be used.
    #[error("the signing key cannot be used: {0}")]
    Key(#[from] KeyError),
    /// A certificate cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A journal refuses.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Documents cannot be kept.
    #[error(transparent)]
    Documents(#[from] DocumentError),
    /// A shipped framework is wrong.
    #[error("a framework that comes with the program is wrong: {0}")]
    Framework(#[from] FrameworkError),
    /// A port cannot be listened on.
    #[error("{address} cannot be listened on ({source}): another program has the port, or it is not allowed")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Serving ended with an error.
    #[error("serving ended: {0}")]
    Serve(String),
    /// A file cannot be written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
