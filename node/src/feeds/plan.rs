//! What a feed's figures would change: what is new, what is known, and what people typed otherwise and stays.

use std::collections::BTreeMap;

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::exact::Exact;
use ges_domain::ids::{IndicatorNumber, RecordId};
use ges_domain::plausibility::Answers;
use ges_domain::result::{Narrative, Report, Source as CameIn};
use ges_domain::score::{Answer, Inputs, asks};
use ges_domain::text::Text;
use ges_domain::workflow::round::RoundStage;
use ges_feeds::Figure;
use ges_ledger::read::results::Recorded;

use super::dispute::Said;
use super::kept::{self, Given, Values};
use super::{AUTHOR, names};
use crate::app::Node;
use crate::config::Approval;
use crate::service::ServiceError;
use crate::service::results::settle;
use crate::service::rounds::{self, Card, Frame, Year};

/// Which indicator in which round.
pub type Place = (FiscalYear, IndicatorNumber, Round);

/// What becomes of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It takes the place of nothing, or of what a feed gave before.
    New,
    /// It is what is known.
    Same,
    /// People typed another one, which stays.
    Stands,
    /// Another feed gives another one: people are asked which counts.
    Disputed,
}

/// One value beside what is known of its place.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which base variable.
    pub path: String,
    /// What it is called.
    pub label: Text,
    /// What is known.
    pub before: Option<Exact>,
    /// What the feed gives.
    pub after: Exact,
    /// What becomes of it.
    pub fate: Fate,
    /// What it says together with the other feeds that give it, where there are any.
    pub said: Option<Said>,
    /// Whether they differ and nobody said yet which one counts.
    pub open: bool,
}

/// What would be done with an indicator in a round.
#[derive(Debug)]
pub enum Step {
    /// Recorded, over the figure that is known.
    Record(Box<Report>, Option<RecordId>),
    /// Nothing: all is known.
    Same,
    /// Nothing: what people typed stays.
    Stands,
    /// Nothing: people are asked which feed counts.
    Disputed,
    /// Refused, with the reason.
    Refused(ServiceError),
}

/// The plan for an indicator in a round.
#[derive(Debug)]
pub struct Planned {
    /// Where.
    pub place: Place,
    /// The indicator, where the agreement has it.
    pub indicator: Option<Indicator>,
    /// Each value.
    pub changes: Vec<Change>,
    /// What would be done.
    pub step: Step,
}

/// Says what would come of a feed's figures; changes nothing.
pub fn plan(node: &Node, feed: &str, figures: &[Figure]) -> Result<Vec<Planned>, ServiceError> {
    let mut years: BTreeMap<FiscalYear, BTreeMap<(IndicatorNumber, Round), Vec<&Figure>>> = BTreeMap::new();
    for figure in figures {
        let places = years.entry(figure.fiscal_year).or_default();
        places.entry((figure.indicator.clone(), figure.round)).or_default().push(figure);
    }
    let (frame, mut out) = (Frame::of(node), Vec::new());
    let sources = names(node.config());
    for (year, places) in years {
        let read = node.store().read(|tx| Ok((rounds::year(tx, &frame, year)?, kept::values(tx, year)?)));
        let known: Option<(Year, Values)> = match read {
            Ok(known) => Some(known),
            Err(ServiceError::NoAgreement(_)) => None,
            Err(error) => return Err(error),
        };
        for ((number, round), figures) in places {
            let card = known.as_ref().and_then(|(year, _)| year.card(&number, round));
            let Some(((found, values), card)) = known.as_ref().zip(card) else {
                let error = match &known {
                    Some(_) => ServiceError::UnknownIndicator { number: number.clone(), year },
                    None => ServiceError::NoAgreement(year),
                };
                let step = Step::Refused(error);
                out.push(Planned { place: (year, number, round), indicator: None, changes: Vec::new(), step });
                continue;
            };
            let given = values.get(&(number.clone(), round)).map(Vec::as_slice).unwrap_or_default();
            // A source that was taken away contradicts nobody any more.
            let known = |g: &&Given| g.feed == feed || sources.contains(&g.feed);
            let given: Vec<&Given> = given.iter().filter(known).collect();
            let changes = changes(&found.agreement, card, feed, &given, &figures);
            let step = step(node, found, card, &changes);
            let indicator = Some(card.indicator.clone());
            out.push(Planned { place: (year, number, round), indicator, changes, step });
        }
    }
    Ok(out)
}

/// What a base variable of an indicator is called.
pub fn label(agreement: &Agreement, indicator: &Indicator, path: &str) -> Text {
    let asked = asks(&indicator.definition.measurement, &agreement.policies);
    asked.into_iter().find(|a| a.path == path).map_or_else(|| Text::new(path, path), |a| a.label)
}

/// The number that stands at a place of a report.
pub fn number_at(indicator: &Indicator, report: &Report, path: &str) -> Option<Exact> {
    match indicator.inputs(report).at(path)? {
        Answer::Number(number) => Some(number),
        Answer::YesNo(_) => None,
    }
}

fn changes(agreement: &Agreement, card: &Card, feed: &str, given: &[&Given], figures: &[&Figure]) -> Vec<Change> {
    let indicator = &card.indicator;
    let report = card.newest().map(|f| &f.report);
    let change = |figure: &&Figure| {
        let before = card.newest().and_then(|f| number_at(indicator, &f.report, &figure.path));
        let here = || given.iter().filter(|g| g.path == figure.path);
        let taken = |known: &Exact| here().any(|g| g.taken.as_ref() == Some(known));
        let label = label(agreement, indicator, &figure.path);
        let mut by: Vec<_> = here().filter(|g| g.feed != feed).map(|g| (g.feed.clone(), g.value.clone())).collect();
        let said = (!by.is_empty()).then(|| {
            by.push((feed.to_owned(), figure.value.clone()));
            Said::new(&figure.path, label.clone(), by)
        });
        let dispute = said.as_ref().filter(|said| said.differs(indicator));
        let open = dispute.is_some_and(|said| !said.settled(report));
        let fate = match &before {
            Some(known) if *known == figure.value => Fate::Same,
            Some(known) if !taken(known) && !came_from_a_feed(indicator, &card.figures, &figure.path) => Fate::Stands,
            _ if open => Fate::Disputed,
            // People said which one counts, and these are the same values still.
            Some(_) if dispute.is_some() => Fate::Stands,
            _ => Fate::New,
        };
        Change { path: figure.path.clone(), label, before, after: figure.value.clone(), fate, said, open }
    };
    figures.iter().map(change).collect()
}

/// Whether a feed, and nobody else, brought the number that stands at a place now.
fn came_from_a_feed(indicator: &Indicator, figures: &[Recorded], path: &str) -> bool {
    let at = |f: &Recorded| number_at(indicator, &f.report, path);
    let now = figures.last().and_then(at);
    let first = figures.iter().rev().take_while(|f| at(f) == now).last();
    now.is_some() && first.is_some_and(|f| f.author.starts_with(AUTHOR))
}

fn step(node: &Node, found: &Year, card: &Card, changes: &[Change]) -> Step {
    let any = |fate: Fate| changes.iter().any(|c| c.fate == fate);
    if !any(Fate::New) {
        return match (any(Fate::Disputed), any(Fate::Stands)) {
            (true, _) => Step::Disputed,
            (false, true) => Step::Stands,
            (false, false) => Step::Same,
        };
    }
    let before = card.newest().map(|f| &f.report);
    let mut inputs = before.map_or_else(Inputs::default, |r| card.indicator.inputs(r));
    for change in changes.iter().filter(|c| c.fate == Fate::New) {
        // Paths that take no number were refused with the mapping.
        inputs.put(&change.path, Answer::Number(change.after.clone()));
    }
    let report = Report {
        fiscal_year: found.year,
        indicator: card.indicator.number.clone(),
        round: card.round,
        value: None,
        inputs,
        note: before.map(|r| r.note.clone()).unwrap_or_default(),
        narrative: before.map_or_else(Narrative::default, |r| r.narrative.clone()),
        evidence: before.map(|r| r.evidence.clone()).unwrap_or_default(),
        // Answers belong to numbers: to others they say nothing.
        answers: before.map_or_else(Answers::default, |r| r.answers.clone()),
        source: CameIn::System,
        illustrative: before.is_some_and(|r| r.illustrative),
    };
    if let Some(error) = closed(node, card) {
        return Step::Refused(error);
    }
    let checked = settle(&found.agreement, report).and_then(|r| r.checked().map_err(ServiceError::from));
    match checked {
        Ok(report) => Step::Record(Box::new(report), card.newest().map(|f| f.record_id)),
        Err(error) => Step::Refused(error),
    }
}

/// Why nothing may be recorded for a card now.
fn closed(node: &Node, card: &Card) -> Option<ServiceError> {
    let number = card.indicator.number.clone();
    match (node.config().rounds.approval, card.draft()) {
        (Approval::None, _) if card.steps.is_empty() => None,
        (Approval::None, _) => Some(ServiceError::InChain { number, round: card.round }),
        (Approval::Chain, None) => Some(ServiceError::Locked(number)),
        (Approval::Chain, Some(draft)) if draft.stage() != RoundStage::Draft => Some(ServiceError::UnderWay(number)),
        (Approval::Chain, Some(_)) => None,
    }
}
