//! The `[scanner]` settings: where the virus scanner listens and how long it may take.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use ges_extract::clamd::{Address, Scanner};
use serde::{Deserialize, Serialize};

/// Longest patience in seconds.
const MAX_PATIENCE: u64 = 600;
/// What a path begins with.
const UNIX: &str = "unix:";

/// A scanner that sees every document before it is filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct ScannerSettings(pub Scanner);

/// As the file says it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    address: String,
    /// Seconds for one step.
    #[serde(default = "minute")]
    patience: u64,
}

fn minute() -> u64 {
    60
}

/// What is wrong with the settings of the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScannerSettingsError {
    /// No place to ask.
    #[error("`scanner.address` is no address: write it as unix:/run/clamav/clamd.ctl or 127.0.0.1:3310")]
    Address,
    /// No time, or for ever.
    #[error("`scanner.patience` is out of range: write seconds from 1 to {MAX_PATIENCE}")]
    Patience,
}

impl TryFrom<Written> for ScannerSettings {
    type Error = ScannerSettingsError;

    fn try_from(written: Written) -> Result<Self, ScannerSettingsError> {
        let address = match written.address.strip_prefix(UNIX) {
            Some(path) if Path::new(path).is_absolute() => Address::Unix(path.into()),
            Some(_) => return Err(ScannerSettingsError::Address),
            None => {
                let address: Option<SocketAddr> = written.address.parse().ok();
                Address::Tcp(address.filter(|a| a.port() > 0).ok_or(ScannerSettingsError::Address)?)
            }
        };
        if !(1..=MAX_PATIENCE).contains(&written.patience) {
            return Err(ScannerSettingsError::Patience);
        }
        Ok(Self(Scanner { address, patience: Duration::from_secs(written.patience) }))
    }
}

impl From<ScannerSettings> for Written {
    fn from(ScannerSettings(scanner): ScannerSettings) -> Self {
        let address = match scanner.address {
            Address::Unix(path) => format!("{UNIX}{}", path.display()),
            Address::Tcp(address) => address.to_string(),
        };
        Self { address, patience: scanner.patience.as_secs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_socket_or_a_port_and_patience_has_bounds() {
        let read = |address: &str, patience| ScannerSettings::try_from(Written { address: address.into(), patience });
        for (address, patience) in [("unix:/run/clamav/clamd.ctl", 1), ("127.0.0.1:3310", 600), ("[::1]:3310", 60)] {
            let written = Written::from(read(address, patience).unwrap());
            assert_eq!((written.address.as_str(), written.patience), (address, patience));
        }
        for bad in ["", "unix:", "unix:clamd.ctl", "/run/clamd.ctl", "localhost:3310", "127.0.0.1", "127.0.0.1:0"] {
            assert_eq!(read(bad, 60), Err(ScannerSettingsError::Address), "{bad}");
        }
        for bad in [0, 601] {
            assert_eq!(read("127.0.0.1:3310", bad), Err(ScannerSettingsError::Patience), "{bad}");
        }
    }
}
