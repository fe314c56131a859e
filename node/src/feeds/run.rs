//! Reading a feed and recording what it brings: by hand, or when its schedule says so.

use std::time::Duration;

use ges_domain::access::Role;
use ges_domain::audience::Audience;
use ges_domain::explain::Explain as _;
use ges_domain::text::Text;
use ges_feeds::{DryRun, FeedError, Figure, Limits, MapError};
use ges_ledger::append::Recorded;
use ges_runtime::backoff::FullJitter;
use ges_runtime::shutdown::Token;
use jiff::Timestamp;

use super::kept::{self, Ended, Given, Progress, Run};
use super::plan::{Fate, Place, Planned, Step, plan};
use super::{AUTHOR, Feed, FeedFileError, SCHEDULE, load, names};
use crate::app::{Node, NodeError};
use crate::config::Approval;
use crate::service::results::NewResult;
use crate::service::rounds::{Turn, put};
use crate::service::{ServiceError, Who};

/// How often is looked whether a feed is due.
const LOOK: Duration = Duration::from_secs(15);
/// Most tries for one time of a schedule.
pub const MAX_TRIES: u32 = 4;
/// Waits between those tries: 5, 10 and 20 minutes. One machine asks: nothing is spread.
const RETRY: FullJitter = FullJitter { base: Duration::from_mins(5), max: Duration::from_hours(1) };
/// Most figures of one run.
pub const MAX_FIGURES: usize = 5_000;
/// Most reasons told about one run.
const TOLD: usize = 10;

/// What became of one indicator's figures.
#[derive(Debug)]
pub enum Outcome {
    /// Recorded.
    Recorded(Recorded),
    /// The same as before: nothing to record.
    Same,
    /// What people typed otherwise stays.
    Stands,
    /// Another feed says something else: people are asked which one counts.
    Disputed,
    /// Refused, with the reason.
    Refused(ServiceError),
}

/// Why a feed gave nothing at all.
#[derive(Debug)]
pub enum Failure {
    /// Its file.
    File(FeedFileError),
    /// Its source.
    Read(FeedError),
    /// Its rows.
    Rows(Vec<MapError>),
    /// More figures than one run may bring.
    TooMany(usize),
    /// This node.
    Node(ServiceError),
}

impl Failure {
    /// Stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(error) => error.explain().code,
            Self::Read(error) => error.explain().code,
            Self::Rows(_) => "feed-mapping",
            Self::TooMany(_) => "feed-too-many-figures",
            Self::Node(error) => error.code(),
        }
    }

    /// Everything that is wrong, each in words.
    pub fn said(&self) -> Vec<Text> {
        match self {
            Self::File(error) => vec![error.explain().words()],
            Self::Read(error) => vec![error.explain().words()],
            Self::Rows(errors) => errors.iter().map(|e| e.explain().words()).collect(),
            Self::TooMany(found) => vec![Text::new(
                format!("แหล่งข้อมูลให้ {found} ค่า เกิน {MAX_FIGURES} ค่า กรุณาแบ่งเป็นหลายแหล่งข้อมูล"),
                format!("the feed gives {found} figures, more than {MAX_FIGURES}: divide it into several feeds"),
            )],
            Self::Node(error) => vec![error.words()],
        }
    }

    /// The same in one text; a long list is cut after `most` entries and says so.
    pub fn words(&self, most: usize) -> Text {
        let said = self.said();
        let count = said.len();
        listed(said.into_iter(), count, most)
    }
}

fn listed(all: impl Iterator<Item = Text>, count: usize, most: usize) -> Text {
    let (mut th, mut en): (Vec<_>, Vec<_>) = all.take(most).map(|w| (w.th.clone(), w.english().to_owned())).unzip();
    if count > most {
        th.push(format!("และอีก {} รายการ", count - most));
        en.push(format!("and {} more", count - most));
    }
    Text::new(th.join("\n"), en.join("\n"))
}

/// A run that ended.
#[derive(Debug)]
pub struct Ran {
    /// What is kept of it.
    pub run: Run,
    /// What became of each indicator and round; or why there was nothing.
    pub done: Result<Vec<(Place, Outcome)>, Failure>,
}

/// Tries a feed out; keeps nothing.
pub fn dry_run(feed: &Feed, secret: Option<&ges_feeds::Secret>) -> DryRun {
    ges_feeds::dry_run(&feed.source, secret, &feed.mapping, &Limits::default())
}

/// A feed tried out: rows seen, and what would be recorded.
#[derive(Debug)]
pub struct Trial {
    /// Rows of the table.
    pub rows: usize,
    /// What would be done, or what is wrong.
    pub planned: Result<Vec<Planned>, Failure>,
}

/// Reads a feed and says what would be recorded; keeps nothing.
pub fn rehearse(node: &Node, name: &str) -> Trial {
    let (rows, figures) = figures(node, name);
    let planned = figures.and_then(|(_, figures)| plan(node, name, &figures).map_err(Failure::Node));
    Trial { rows, planned }
}

fn figures(node: &Node, name: &str) -> (usize, Result<(Feed, Vec<Figure>), Failure>) {
    let (feed, secret) = match load(node.config(), name) {
        Ok(found) => found,
        Err(error) => return (0, Err(Failure::File(error))),
    };
    let seen = match dry_run(&feed, secret.as_ref()).seen {
        Ok(seen) => seen,
        Err(error) => return (0, Err(Failure::Read(error))),
    };
    let figures = match seen.figures {
        Ok(figures) if figures.len() > MAX_FIGURES => Err(Failure::TooMany(figures.len())),
        Ok(figures) => Ok((feed, figures)),
        Err(errors) => Err(Failure::Rows(errors)),
    };
    (seen.rows, figures)
}

/// Reads a feed, records what is new, and keeps what happened. `by` is the login of whoever asks for it.
pub fn run(node: &Node, name: &str, by: &str) -> Result<Ran, ServiceError> {
    run_for(node, name, by, None)
}

fn run_for(node: &Node, name: &str, by: &str, slot: Option<(Timestamp, u32)>) -> Result<Ran, ServiceError> {
    let clock = &node.env().clock;
    let started = clock.now();
    let (rows, figures) = figures(node, name);
    let mut noted = Noted::default();
    let done = figures.and_then(|(feed, figures)| {
        let planned = plan(node, name, &figures).map_err(Failure::Node)?;
        Ok(planned.into_iter().map(|p| one(node, &feed, p, started, &mut noted)).collect::<Vec<_>>())
    });
    let run = told(name, by, (started, clock.now()), rows, &done, &noted);
    let progress = slot.map(|(slot, tries)| after(&run, slot, tries));
    let kept = run.clone();
    let id = node.store().write(move |tx| {
        for given in &noted.given {
            kept::put(tx, given)?;
        }
        match &progress {
            Some(progress) => kept::set_progress(tx, &kept.feed, progress)?,
            None if kept.outcome != Ended::Failed => kept::settle(tx, &kept.feed)?,
            None => {}
        }
        kept::add(tx, &kept)
    })?;
    node.live().ring();
    Ok(Ran { run: Run { id, ..run }, done })
}

/// What a run learns of single figures.
#[derive(Default)]
struct Noted {
    given: Vec<Given>,
    /// Where feeds differ and nobody said yet which one counts.
    disputed: Vec<Text>,
    /// Where feeds say the same.
    agreed: Vec<Text>,
}

/// Records one indicator's figures where they are new, and notes what the feed gave.
fn one(node: &Node, feed: &Feed, planned: Planned, now: Timestamp, noted: &mut Noted) -> (Place, Outcome) {
    let Planned { place, indicator, changes, step } = planned;
    let outcome = match step {
        Step::Same => Outcome::Same,
        Step::Stands => Outcome::Stands,
        Step::Disputed => Outcome::Disputed,
        Step::Refused(error) => Outcome::Refused(error),
        Step::Record(report, seen) => {
            let who = Who::new(format!("{AUTHOR}{}", feed.name), [Role::DataKeeper]);
            let input = NewResult { report: *report, audience: Audience::Central, seen: Some(seen) };
            let turn = match node.config().rounds.approval {
                Approval::Chain => Turn::Keep,
                Approval::None => Turn::Submit,
            };
            put(node, &who, input, turn, None, now).map_or_else(Outcome::Refused, Outcome::Recorded)
        }
    };
    if let Some(indicator) = &indicator {
        let (year, number, round) = &place;
        let recorded = matches!(outcome, Outcome::Recorded(_));
        for change in changes {
            match &change.said {
                Some(said) if change.open => noted.disputed.push(at(&place, &said.differing())),
                Some(said) if !said.differs(indicator) => noted.agreed.push(at(&place, &said.agreeing())),
                _ => {}
            }
            let taken = change.fate == Fate::Same || (recorded && change.fate == Fate::New);
            // What is too long to be read again is not kept.
            if change.after.to_string().parse::<ges_domain::exact::Exact>().is_err() {
                continue;
            }
            noted.given.push(Given {
                year: *year,
                indicator: number.clone(),
                round: *round,
                path: change.path,
                taken: taken.then(|| change.after.clone()),
                value: change.after,
                feed: feed.name.clone(),
                at: now,
            });
        }
    }
    (place, outcome)
}

/// What is said about an indicator in a round.
fn at((_, number, round): &Place, said: &Text) -> Text {
    let months = round.months();
    let english = format!("{number}, {months} months: {}", said.english());
    Text::new(format!("{number} รอบ {months} เดือน: {}", said.th), english)
}

/// What is kept of a run.
fn told(
    name: &str,
    by: &str,
    (started, ended): (Timestamp, Timestamp),
    rows: usize,
    done: &Result<Vec<(Place, Outcome)>, Failure>,
    noted: &Noted,
) -> Run {
    let all = || done.iter().flatten();
    let recorded = all().filter(|(_, o)| matches!(o, Outcome::Recorded(_))).count();
    let stands = all().filter(|(_, o)| matches!(o, Outcome::Stands));
    let stands =
        stands.map(|(place, _)| at(place, &Text::new("ต่างจากที่บันทึกไว้และคงไว้", "differs from the record, which stays")));
    let stands: Vec<Text> = stands.collect();
    let refused: Vec<(&Place, &ServiceError)> =
        all().filter_map(|(p, o)| if let Outcome::Refused(error) = o { Some((p, error)) } else { None }).collect();
    let ours = refused.iter().find(|(_, e)| e.is_ours());
    let code = ours.or(refused.first()).map_or("", |(_, e)| e.code());
    let (outcome, code) = match done {
        Err(failure) => (Ended::Failed, failure.code()),
        Ok(_) if ours.is_some() => (Ended::Failed, code),
        Ok(_) if !refused.is_empty() => (Ended::Refused, code),
        Ok(_) if !noted.disputed.is_empty() => (Ended::Disputed, ""),
        Ok(_) if recorded > 0 => (Ended::Recorded, ""),
        Ok(_) if !stands.is_empty() => (Ended::Stands, ""),
        Ok(_) => (Ended::Same, ""),
    };
    let detail = if let Err(failure) = done {
        failure.words(TOLD)
    } else {
        let count = refused.len() + noted.disputed.len() + stands.len() + noted.agreed.len();
        let refused = refused.iter().map(|(place, e)| at(place, &e.words()));
        let disputed = noted.disputed.iter().cloned();
        listed(refused.chain(disputed).chain(stands).chain(noted.agreed.iter().cloned()), count, TOLD)
    };
    let many = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Run {
        id: 0,
        feed: name.to_owned(),
        started,
        ended,
        by: by.to_owned(),
        outcome,
        code: code.to_owned(),
        detail,
        rows: many(rows),
        recorded: many(recorded),
    }
}

/// Where a schedule stands after a run for one of its times.
fn after(run: &Run, slot: Timestamp, tries: u32) -> Progress {
    let tries = if run.outcome == Ended::Failed { tries.saturating_add(1) } else { 0 };
    let again = (1..MAX_TRIES).contains(&tries).then(|| run.ended.checked_add(RETRY.ceiling(tries - 1)).ok());
    Progress { slot, tries, again: again.flatten() }
}

/// Runs the first feed that is due, if one is. A feed that is seen for the first time waits for its next time; times that
/// passed while the node was down are made up for by one run.
pub fn run_due(node: &Node) -> Result<Option<Ran>, ServiceError> {
    let now = node.env().clock.now();
    for name in names(node.config()) {
        // A file that cannot be read is shown on its page, and holds up nobody.
        let Ok((feed, _)) = load(node.config(), &name) else { continue };
        let Some(slot) = feed.schedule.and_then(|s| s.last(now)) else { continue };
        let Some(known) = node.store().read(|tx| kept::progress(tx, &name))? else {
            let progress = Progress { slot, tries: 0, again: None };
            node.store().write(move |tx| kept::set_progress(tx, &name, &progress))?;
            continue;
        };
        if slot > known.slot {
            return run_for(node, &name, SCHEDULE, Some((slot, 0))).map(Some);
        }
        if known.again.is_some_and(|again| again <= now) {
            return run_for(node, &name, SCHEDULE, Some((known.slot, known.tries))).map(Some);
        }
    }
    Ok(None)
}

/// Runs feeds when they are due, one at a time, for as long as the node serves.
pub(crate) async fn keep_running(node: Node, shutdown: Token) -> Result<(), NodeError> {
    loop {
        let ran = node
            .blocking(|node| {
                let _turn = node.feeds_turn();
                run_due(node)
            })
            .await;
        let wait = match ran {
            Ok(Some(Ran { run, .. })) => {
                tracing::info!(
                    feed = run.feed,
                    outcome = run.outcome.word(),
                    recorded = run.recorded,
                    "a feed was read"
                );
                Duration::ZERO
            }
            Ok(None) => LOOK,
            Err(error) => {
                tracing::warn!(%error, "feeds cannot be run; it is tried again");
                LOOK
            }
        };
        tokio::select! {
            biased;
            () = shutdown.cancelled() => return Ok(()),
            () = node.env().clock.sleep(wait) => {}
        }
    }
}
