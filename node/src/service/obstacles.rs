//! What the agency reported as obstacles of a round, each with its loss, what is said about it and who sees to it.

use ges_domain::calendar::Round;
use ges_domain::exact::Exact;
use ges_domain::ids::IndicatorNumber;
use ges_domain::result::Narrative;
use ges_domain::standing::Loss;
use ges_domain::text::Text;
use ges_domain::together::{Anchor, Task, TaskStage, Thread};

use super::rounds::Year;
use super::together::Together;

/// One reported obstacle.
#[derive(Debug, Clone)]
pub struct Obstacle<'a> {
    /// What threads and tasks about it are anchored to.
    pub anchor: Anchor,
    /// The indicator.
    pub number: IndicatorNumber,
    /// Its name.
    pub name: Text,
    /// What was written.
    pub narrative: &'a Narrative,
    /// Points of the total it takes off; unknown without a score.
    pub points: Option<Exact>,
    /// What is said about it, newest last.
    pub threads: Vec<&'a Thread>,
    /// Who sees to it, open ones first.
    pub tasks: Vec<&'a Task>,
}

/// Whether somebody sees to an obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nobody does.
    Nobody,
    /// Somebody does.
    Somebody,
    /// Everything that was asked is done.
    Done,
}

impl Obstacle<'_> {
    /// Whether somebody sees to it.
    pub fn seen(&self) -> Seen {
        let any = |stage| self.tasks.iter().any(|t| t.stage == stage);
        match (any(TaskStage::Open), any(TaskStage::Done)) {
            (true, _) => Seen::Somebody,
            (false, true) => Seen::Done,
            (false, false) => Seen::Nobody,
        }
    }
}

/// The last round in which anything was reported.
pub fn newest_round(year: &Year) -> Option<Round> {
    Round::ALL.into_iter().rfind(|r| year.of(*r).any(|c| c.newest().is_some()))
}

/// The obstacles of a round, the largest loss first; those without a score come last, by number.
pub fn board<'a>(year: &'a Year, round: Round, losses: &[Loss], together: &'a Together) -> Vec<Obstacle<'a>> {
    let mut board: Vec<Obstacle<'a>> = year
        .of(round)
        .filter_map(|card| {
            let narrative = &card.newest()?.report.narrative;
            if narrative.obstacles.is_empty() {
                return None;
            }
            let number = card.indicator.number.clone();
            let anchor = Anchor::Obstacle(year.year, number.clone(), round);
            let mut threads: Vec<_> = together.threads.values().filter(|t| t.anchor == anchor).collect();
            threads.sort_by_key(|t| t.posts.first().map(|p| p.at));
            let tasks = together.tasks.values().filter(|t| t.anchor.as_ref() == Some(&anchor));
            Some(Obstacle {
                tasks: super::tasks::in_order(tasks),
                points: losses.iter().find(|l| l.number == number).map(|l| l.points.clone()),
                name: card.indicator.name.clone(),
                anchor,
                number,
                narrative,
                threads,
            })
        })
        .collect();
    board.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.number.cmp(&b.number)));
    board
}
