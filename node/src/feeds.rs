//! Feeds: figures of the agency's own databases and files, named in `feeds/NAME.toml`, its secret in
//! `keys/feed-NAME.secret`. What a feed brings becomes a draft of the agency and takes the same way as what is typed;
//! what people typed otherwise is never replaced by it.

mod dispute;
mod kept;
mod plan;
mod run;
mod schedule;
mod sources;
mod words;

use std::path::PathBuf;

use ges_feeds::{Mapping, Secret, Source};
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::Node;
use crate::config::Config;
use crate::files::{self, FileError};
use crate::service::ServiceError;

pub use dispute::{Said, disputes};
pub(crate) use kept::migrate;
pub use kept::{Ended, Given, Progress, Run, Values};
pub use plan::{Change, Fate, Place, Planned, Step, label, number_at, plan};
pub(crate) use run::keep_running;
pub use run::{Failure, MAX_FIGURES, MAX_TRIES, Outcome, Ran, Trial, dry_run, rehearse, run, run_due};
pub use schedule::{Every, Schedule, ScheduleError};
pub use sources::{Compared, compare, given};

/// Longest name of a feed in characters.
const MAX_NAME: usize = 40;
/// Most bytes of a feed's file.
const MAX_FILE: u64 = 1 << 20;
/// Most feeds of a node.
pub const MAX_FEEDS: usize = 200;
/// What the author of a feed's figures begins with; no login holds a colon.
pub const AUTHOR: &str = "feed:";
/// Who runs a feed when nobody asks for it; no login holds a colon.
pub const SCHEDULE: &str = "feed:schedule";

/// One feed as its file describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its name: that of its file.
    #[serde(skip)]
    pub name: String,
    /// Where the table is.
    pub source: Source,
    /// What its cells stand for.
    pub mapping: Mapping,
    /// When it is read by itself; never without.
    #[serde(default)]
    pub schedule: Option<Schedule>,
}

/// Why a feed cannot be used. No variant repeats a line of the file: somebody may have put a secret there.
#[derive(Debug, thiserror::Error)]
pub enum FeedFileError {
    /// A name that cannot name a file.
    #[error("`{0}` cannot name a feed: use 1 to 40 small letters, digits and `-`")]
    Name(String),
    /// No such file.
    #[error("there is no feed in {0}: write the file, or see `ges-node feed list`")]
    Missing(PathBuf),
    /// Not what a feed file holds.
    #[error("{path}, line {line} ({reason}): correct the file and try it again")]
    Form {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A file beyond the limit.
    #[error("{0} is larger than 1 MiB: divide it into several feeds")]
    TooLarge(PathBuf),
    /// A secret that cannot be sent.
    #[error("keys/feed-{0}.secret cannot be used: write the secret in one line of at most 4,096 bytes")]
    Secret(String),
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}

fn folder(config: &Config) -> PathBuf {
    config.dir.join("feeds")
}

/// Names of all feeds, in order; of those beyond the limit the last are left out.
pub fn names(config: &Config) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder(config)) else { return Vec::new() };
    let name = |entry: std::fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned);
    let mut names: Vec<String> = entries.filter_map(Result::ok).filter_map(name).collect();
    names.sort();
    names.truncate(MAX_FEEDS);
    names
}

/// Whether a text can name a feed.
pub fn is_name(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=MAX_NAME).contains(&name.len()) && name.chars().all(letters)
}

/// Reads a feed and its secret, if it has one.
pub fn load(config: &Config, name: &str) -> Result<(Feed, Option<Secret>), FeedFileError> {
    if !is_name(name) {
        return Err(FeedFileError::Name(name.chars().take(MAX_NAME).collect()));
    }
    let path = folder(config).join(format!("{name}.toml"));
    if std::fs::metadata(&path).is_ok_and(|m| m.len() > MAX_FILE) {
        return Err(FeedFileError::TooLarge(path));
    }
    let text = files::read_text(&path)?.ok_or_else(|| FeedFileError::Missing(path.clone()))?;
    let feed: Feed = toml::from_str(&text).map_err(|e| {
        let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        FeedFileError::Form { path, line: before.matches('\n').count() + 1, reason: e.message().to_owned() }
    })?;
    let secret = match files::read_text(&config.dir.join(format!("keys/feed-{name}.secret")))? {
        Some(text) => {
            let secret = Secret::new(text.trim_end_matches(['\r', '\n']).to_owned());
            Some(secret.ok_or_else(|| FeedFileError::Secret(name.to_owned()))?)
        }
        None => None,
    };
    Ok((Feed { name: name.to_owned(), ..feed }, secret))
}

/// A feed with where it stands.
#[derive(Debug)]
pub struct Standing {
    /// Its name.
    pub name: String,
    /// Its file, and whether there is a secret; or what is wrong with it.
    pub file: Result<(Feed, bool), FeedFileError>,
    /// Its newest run.
    pub last: Option<Run>,
    /// When it is read next; `true` when that is another try after a failure.
    pub next: Option<(Timestamp, bool)>,
}

/// Where a feed stands.
pub fn standing(node: &Node, name: &str) -> Result<Standing, ServiceError> {
    let file = load(node.config(), name).map(|(feed, secret)| (feed, secret.is_some()));
    let (last, progress) = node.store().read(|tx| {
        let last = kept::runs(tx, name, i64::MAX, 1)?.into_iter().next();
        Ok::<_, ServiceError>((last, kept::progress(tx, name)?))
    })?;
    let now = node.env().clock.now();
    let schedule = file.as_ref().ok().and_then(|(feed, _)| feed.schedule);
    let next = schedule.and_then(|s| s.next(now)).map(|at| {
        let again = progress.and_then(|p| p.again).filter(|again| *again < at);
        again.map_or((at, false), |again| (again, true))
    });
    Ok(Standing { name: name.to_owned(), file, last, next })
}

/// All feeds with where they stand, in order of their names.
pub fn standings(node: &Node) -> Result<Vec<Standing>, ServiceError> {
    names(node.config()).iter().map(|name| standing(node, name)).collect()
}

/// Runs of a feed, newest first, older than the one numbered `older`; and how many are kept in all.
pub fn history(node: &Node, name: &str, older: i64, limit: u32) -> Result<(Vec<Run>, u64), ServiceError> {
    node.store().read(|tx| Ok((kept::runs(tx, name, older, limit)?, kept::count(tx, name)?)))
}
