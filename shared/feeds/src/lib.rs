//! Figures from an agency's own databases and files, read within limits and mapped to the base variables of indicators.
//!
//! A [`Source`] says where a table is: a query in PostgreSQL or SQLite, the newest file of a folder, a file over HTTP or
//! an array of JSON objects. [`read`] fetches it as a [`Table`] of texts, exact decimals and civil dates. A [`Mapping`]
//! says which cells stand for which base variable of which indicator, and [`map`] turns the table into [`Figure`]s, all
//! or nothing, each with the rows it came from and their digest. [`dry_run`] does both and shows what it saw.
//!
//! A source never holds a secret: a password or token is passed beside it as a [`Secret`].
//!
//! Everything here blocks: call it on a blocking thread. Nothing is written anywhere, and no figure is kept.
//!
//! # What the databases themselves must do
//!
//! A read is one `SELECT`: in a `READ ONLY` transaction of PostgreSQL as part of a larger `SELECT`, in SQLite on a
//! read-only connection where everything but reading is denied. A function that a database lets its user call may still
//! have effects of its own, so give the feed a user of its own that may read those tables and nothing else. TLS is
//! version 1.3.
//!
//! # `MySQL` and `MariaDB`
//!
//! Not read directly. Supported route: a scheduled job of the database writes the query's result as CSV in UTF-8
//! (`mysql --batch` gives the tab-separated form) under a temporary name into a folder and renames it when it is whole;
//! the feed is a `folder`, or an `http_file` where a web server publishes that folder. A connector would need a driver
//! with rustls and `aws-lc-rs` (`mysql_async` can be built so), the text protocol so that `DECIMAL` keeps its digits,
//! `START TRANSACTION READ ONLY`, `max_execution_time` for the time limit, and refusal of several statements in one query.
//!
//! # SQL Server
//!
//! Not read directly. Supported route: an Agent job exports the query (`bcp queryout` or Integration Services) as CSV in
//! UTF-8 to a folder, or an HTTP service in front of the database answers with JSON and the feed is `rest`. A connector
//! would need a driver for the TDS protocol whose TLS is rustls (`tiberius` can be built so), `SET TRANSACTION ISOLATION
//! LEVEL SNAPSHOT` and a login with `db_datareader` only, since it has no read-only transaction, a query timeout that
//! cancels on the server, and conversion of `decimal` and `money` to text in the query.
//!
//! # SFTP
//!
//! Not read directly. Supported route: the operating system's own job fetches the file (`sftp` or `rsync` with a key of
//! its own, then a rename) into a folder, and the feed is a `folder`. A connector would need an SSH client whose
//! cryptography is `aws-lc-rs` (`russh` can be built so), host keys pinned in the source, private keys kept as secrets are,
//! and the folder's rules here: a pattern for the name only, the newest by name, no way out through links.
//!
//! # Workbooks
//!
//! `.xlsx` and `.ods` are read cell by cell. In `.xls` a few bytes can ask for gigabytes before anything here could stop
//! it; it is refused with the advice to save it in another form.

mod dry_run;
mod error;
mod error_words;
mod limits;
mod mapping;
mod read;
mod secret;
mod setting;
mod source;
mod table;

pub use dry_run::{DryRun, PREVIEW_ROWS, Seen, dry_run};
pub use error::FeedError;
pub use limits::Limits;
pub use mapping::{
    Aggregate, At, Figure, MAX_CONDITIONS, MAX_MAP_ERRORS, MAX_RULES, MapError, MapProblem, Mapping, MappingError,
    RoundFrom, Rule, WrittenMapping, WrittenRule, YearFrom, map,
};
pub use read::read;
pub use secret::Secret;
pub use setting::{Address, Pattern, Pointer, Query, SettingError};
pub use source::{Source, Tls};
pub use table::{Cell, Table};

#[cfg(test)]
fn speaks_both_languages<E: ges_domain::explain::Explain + std::fmt::Display>(errors: &[E]) {
    let thai = |text: &str| text.chars().any(|c| ('ก'..='\u{e4e}').contains(&c));
    let mut codes = std::collections::BTreeSet::new();
    for error in errors {
        let e = error.explain();
        assert!(codes.insert(e.code), "{} twice", e.code);
        assert!(e.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()), "{}", e.code);
        assert!(thai(&e.rule.th) && e.remedy.th.contains("กรุณา"), "{}: {e:?}", e.code);
        assert!(!e.rule.en.is_empty() && !e.remedy.en.is_empty() && !thai(&e.remedy.en), "{}: {e:?}", e.code);
        assert!(!thai(&error.to_string()), "{}: {error}", e.code);
    }
}
