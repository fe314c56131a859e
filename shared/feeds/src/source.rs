//! Where a table is: everything but the secret.

use std::num::{NonZeroU16, NonZeroU32};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::setting::{Address, Pattern, Pointer, Query};

/// Where a table is and how to get it. Passwords and tokens are passed beside it, see [`crate::Secret`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// A query in a PostgreSQL database; the secret is the user's password.
    Postgres {
        /// Host name or address, or the folder of a Unix socket.
        host: String,
        /// Port.
        #[serde(default = "postgres_port")]
        port: NonZeroU16,
        /// Database.
        database: String,
        /// A user that may read and nothing else.
        user: String,
        /// Whether the connection is encrypted; there is no default.
        tls: Tls,
        /// One `SELECT`.
        query: Query,
    },
    /// A query in a SQLite file, opened read-only.
    Sqlite {
        /// The file.
        path: PathBuf,
        /// One `SELECT`.
        query: Query,
    },
    /// The file of a folder whose name fits and sorts last: CSV, tab-separated text or a workbook.
    Folder {
        /// The folder.
        path: PathBuf,
        /// Which names fit, for example `disbursement-*.xlsx`.
        pattern: Pattern,
        /// Sheet of a workbook; without it, the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sheet: Option<String>,
        /// The row of the headings, from 1.
        #[serde(default = "first_row")]
        header_row: NonZeroU32,
    },
    /// A CSV file or workbook over HTTP; the secret is a bearer token.
    HttpFile {
        /// Its address.
        url: Address,
        /// Sheet of a workbook; without it, the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sheet: Option<String>,
        /// The row of the headings, from 1.
        #[serde(default = "first_row")]
        header_row: NonZeroU32,
        /// Whether the secret is sent.
        #[serde(default)]
        bearer: bool,
        /// PEM file of the authorities trusted for `https`; without it, those of the operating system.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ca: Option<PathBuf>,
    },
    /// JSON objects over HTTP; the secret is a bearer token.
    Rest {
        /// Address of the document.
        url: Address,
        /// Where the array of objects is in the document, for example `/data/items`; empty when it is the document.
        #[serde(default)]
        rows: Pointer,
        /// Whether the secret is sent.
        #[serde(default)]
        bearer: bool,
        /// PEM file of the authorities trusted for `https`; without it, those of the operating system.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ca: Option<PathBuf>,
    },
}

/// Whether a connection to a database is encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Tls {
    /// Not at all: only for a socket, the same machine, or a network that is trusted.
    Off,
    /// TLS 1.3, certificate and host name checked.
    Required {
        /// PEM file of the authorities that are trusted.
        ca: PathBuf,
    },
}

fn first_row() -> NonZeroU32 {
    NonZeroU32::MIN
}

fn postgres_port() -> NonZeroU16 {
    NonZeroU16::MIN.saturating_add(5431)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Source, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn sources_are_written_with_their_kind() {
        for json in [
            r#"{"kind":"postgres","host":"db","port":5433,"database":"fin","user":"ges","tls":{"required":{"ca":"/ca.pem"}},"query":"SELECT 1"}"#,
            r#"{"kind":"postgres","host":"db","port":5432,"database":"fin","user":"ges","tls":"off","query":"SELECT 1"}"#,
            r#"{"kind":"sqlite","path":"/x.db","query":"SELECT 1"}"#,
            r#"{"kind":"folder","path":"/in","pattern":"*.csv","sheet":"ผล","header_row":3}"#,
            r#"{"kind":"http_file","url":"https://h/x.csv","header_row":1,"bearer":false}"#,
            r#"{"kind":"rest","url":"https://h/x","rows":"/data","bearer":true,"ca":"/ca.pem"}"#,
        ] {
            let source = read(json).unwrap();
            assert_eq!(serde_json::to_string(&source).unwrap(), json);
        }
        let short = read(r#"{"kind":"postgres","host":"db","database":"f","user":"u","tls":"off","query":"SELECT 1"}"#);
        assert!(matches!(short, Ok(Source::Postgres { port, .. }) if port.get() == 5432));
    }

    #[test]
    fn what_is_unknown_or_secret_is_refused() {
        for (json, said) in [
            (r#"{"kind":"mysql","query":"SELECT 1"}"#, "unknown variant `mysql`"),
            (r#"{"kind":"sqlite","path":"/x","query":"SELECT 1","password":"p"}"#, "unknown field `password`"),
            (r#"{"kind":"folder","path":"/in","pattern":"../*.csv"}"#, "no pattern of a file name"),
            (r#"{"kind":"folder","path":"/in","pattern":"*.csv","header_row":0}"#, "nonzero"),
            (r#"{"kind":"rest","url":"https://u:p@h/x"}"#, "user name or password"),
            (r#"{"kind":"postgres","host":"h","database":"d","user":"u","query":"SELECT 1"}"#, "missing field `tls`"),
        ] {
            let refusal = read(json).unwrap_err();
            assert!(refusal.contains(said), "{json}: {refusal}");
        }
    }
}
