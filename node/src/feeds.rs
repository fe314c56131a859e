//! Feeds: figures of the agency's own databases and files, named in `feeds/NAME.toml`, its secret in
//! `keys/feed-NAME.secret`. What a feed brings becomes a draft of the agency and takes the same way as what is typed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ges_domain::access::Role;
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::IndicatorNumber;
use ges_domain::plausibility::Answers;
use ges_domain::result::{Narrative, Report, Source as CameIn};
use ges_domain::score::{Answer, Inputs};
use ges_feeds::{Figure, Limits, Mapping, Secret, Source};
use ges_ledger::append::Recorded;
use ges_ledger::read::results;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::Node;
use crate::config::{Approval, Config};
use crate::files::{self, FileError};
use crate::service::results::NewResult;
use crate::service::rounds::{Turn, put};
use crate::service::{ServiceError, Who};

/// Longest name of a feed in characters.
const MAX_NAME: usize = 40;

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
}

/// Why a feed cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FeedFileError {
    /// A name that cannot name a file.
    #[error("`{0}` cannot name a feed: use 1 to 40 small letters, digits and `-`")]
    Name(String),
    /// No such file.
    #[error("there is no feed in {0}: write the file, or see `ges-node feed list`")]
    Missing(PathBuf),
    /// Not what a feed file holds.
    #[error("{path}: {reason}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its line.
        reason: String,
    },
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}

fn folder(config: &Config) -> PathBuf {
    config.dir.join("feeds")
}

/// Names of all feeds, in order.
pub fn names(config: &Config) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder(config)) else { return Vec::new() };
    let name = |entry: std::fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned);
    let mut names: Vec<String> = entries.filter_map(Result::ok).filter_map(name).collect();
    names.sort();
    names
}

/// Reads a feed and its secret, if it has one.
pub fn load(config: &Config, name: &str) -> Result<(Feed, Option<Secret>), FeedFileError> {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(letters) {
        return Err(FeedFileError::Name(name.chars().take(MAX_NAME).collect()));
    }
    let path = folder(config).join(format!("{name}.toml"));
    let text = files::read_text(&path)?.ok_or_else(|| FeedFileError::Missing(path.clone()))?;
    let feed: Feed = toml::from_str(&text).map_err(|e| FeedFileError::Form { path, reason: e.to_string() })?;
    let secret = files::read_text(&config.dir.join(format!("keys/feed-{name}.secret")))?;
    let secret = secret.and_then(|text| Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()));
    Ok((Feed { name: name.to_owned(), ..feed }, secret))
}

/// What became of one indicator's figures.
#[derive(Debug)]
pub enum Outcome {
    /// Recorded.
    Recorded(Recorded),
    /// The same as before: nothing to record.
    Same,
    /// Refused, with the reason.
    Refused(ServiceError),
}

/// Which indicator in which round.
pub type Place = (FiscalYear, IndicatorNumber, Round);

/// Records what a feed brought, each indicator and round by itself, over what is known of its other inputs.
pub fn record(node: &Node, feed: &Feed, figures: &[Figure], now: Timestamp) -> Vec<(Place, Outcome)> {
    let mut places: BTreeMap<Place, Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        places.entry((figure.fiscal_year, figure.indicator.clone(), figure.round)).or_default().push(figure);
    }
    let one = |(place, figures): (Place, Vec<&Figure>)| {
        let outcome = settle(node, feed, &place, &figures, now).unwrap_or_else(Outcome::Refused);
        (place, outcome)
    };
    places.into_iter().map(one).collect()
}

fn settle(
    node: &Node,
    feed: &Feed,
    (year, number, round): &Place,
    figures: &[&Figure],
    now: Timestamp,
) -> Result<Outcome, ServiceError> {
    let own = node.own().clone();
    let history = node.store().read(|tx| results::history(tx, &own, *year, number))?;
    let before = history.into_iter().rfind(|r| r.report.round == *round).map(|r| r.report);
    let mut inputs = before.as_ref().map(|r| r.inputs.clone()).unwrap_or_default();
    for figure in figures {
        // Paths that take no number were refused with the mapping.
        inputs.put(&figure.path, Answer::Number(figure.value.clone()));
    }
    let known = |r: &Report| match r.value {
        Some(value) if r.inputs.is_empty() => Inputs::value(value),
        _ => r.inputs.clone(),
    };
    let same = |r: &Report| known(r) == inputs;
    if before.as_ref().is_some_and(same) {
        return Ok(Outcome::Same);
    }
    let report = Report {
        fiscal_year: *year,
        indicator: number.clone(),
        round: *round,
        value: None,
        inputs,
        note: before.as_ref().map(|r| r.note.clone()).unwrap_or_default(),
        narrative: before.as_ref().map_or_else(Narrative::default, |r| r.narrative.clone()),
        evidence: before.as_ref().map(|r| r.evidence.clone()).unwrap_or_default(),
        answers: Answers::default(),
        source: CameIn::System,
        illustrative: before.is_some_and(|r| r.illustrative),
    };
    let turn = match node.config().rounds.approval {
        Approval::Chain => Turn::Keep,
        Approval::None => Turn::Submit,
    };
    let who = Who::new(format!("feed:{}", feed.name), [Role::DataKeeper]);
    let input = NewResult { report, audience: Audience::Central, seen: None };
    Ok(Outcome::Recorded(put(node, &who, input, turn, None, now)?))
}

/// Tries a feed out; keeps nothing.
pub fn dry_run(feed: &Feed, secret: Option<&Secret>) -> ges_feeds::DryRun {
    ges_feeds::dry_run(&feed.source, secret, &feed.mapping, &Limits::default())
}
