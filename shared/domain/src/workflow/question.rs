//! A question about a figure or page, until whoever asked is satisfied (domain rules 5.4, 5.5).
//!
//! | stage | event | who | next |
//! |---|---|---|---|
//! | not asked | `ask`, with a due date and what it is about | reviewer, host, committee, visit team, OPDC | asked |
//! | asked | `deliver` | system of the agency, PA unit | delivered |
//! | delivered, assigned, followed up | `assign` | PA unit, supervisor | assigned |
//! | delivered, assigned, followed up | `answer` | data keeper, supervisor, PA unit | answered |
//! | answered | `follow_up`, with a new due date | whoever asked | followed up |
//! | answered | `resolve` | whoever asked | resolved |
//! | asked to followed up | `withdraw` + remark | whoever asked | withdrawn |
//!
//! Who prepares an answer is an internal matter of the agency: the centre never receives `assign`, and so a question can be
//! answered without it. The agency may see "assigned" where the centre sees "delivered" or "followed up"; every other stage
//! is the same on both sides. Steps of one journal that respond to the other's name the record (`after`), so that clocks
//! that differ change nothing.
//!
//! Whoever asked is anybody of the same organisation in the same function. Reminders are no events: whether a question
//! is due or overdue follows from the time ([`Question::standing`]).

mod event;
mod rule;
mod stage;
#[cfg(test)]
pub(super) mod tests;

use serde::{Deserialize, Serialize};

pub use self::event::{About, QuestionEvent};
pub use self::rule::QuestionRule;
pub use self::stage::{QuestionEventName, QuestionStage, Standing};
use super::actor::Actor;
use super::body::Moved;
use super::machine::{Granted, Machine, Row};
use super::parties::{By, Parties};
use super::refusal::Cause;
use super::round::RoundCase;
use super::wording::{Line, Remark};
use crate::ids::{Digest, RecordId};

/// Kind of the records.
pub const KIND: &str = "question.moved";
/// Most follow-ups of one question.
pub const MAX_FOLLOW_UPS: usize = 50;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionCase {
    /// Indicator and round it is about.
    pub about: RoundCase,
    /// Which question; the round's records name it by the same id.
    pub question: RecordId,
}

/// Body of a record.
pub type QuestionMoved = Moved<QuestionCase, QuestionEvent>;

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub by: Actor,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What.
    pub text: Remark,
    /// Documents that support an answer.
    pub evidence: Vec<Digest>,
    /// An answer after its due date.
    pub late: bool,
}

/// State of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    case: QuestionCase,
    parties: Parties,
    stage: QuestionStage,
    about: Vec<About>,
    due_at: i64,
    turns: Vec<Turn>,
    assigned_to: Option<Line>,
    follow_ups: usize,
}

impl Question {
    /// Nothing is asked yet.
    pub fn new(case: QuestionCase, parties: Parties) -> Self {
        let stage = QuestionStage::NotAsked;
        Self { case, parties, stage, about: Vec::new(), due_at: 0, turns: Vec::new(), assigned_to: None, follow_ups: 0 }
    }

    /// What it is about.
    pub fn about(&self) -> &[About] {
        &self.about
    }

    /// When the answer is due, in microseconds since 1970; nothing before it is asked.
    pub fn due_at(&self) -> Option<i64> {
        (!self.turns.is_empty()).then_some(self.due_at)
    }

    /// Question, answers and follow-ups in order.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Who prepares the answer.
    pub fn assigned_to(&self) -> Option<&Line> {
        self.assigned_to.as_ref()
    }

    /// Who asked.
    pub fn asker(&self) -> Option<&Actor> {
        self.turns.first().map(|turn| &turn.by)
    }

    /// Whether the agency has to answer.
    pub fn waits_for_agency(&self) -> bool {
        use QuestionStage as S;
        matches!(self.stage, S::Asked | S::Delivered | S::Assigned | S::FollowedUp)
    }

    /// How the question stands at a moment, with notice so many microseconds before it is due.
    pub fn standing(&self, now: i64, notice: i64) -> Standing {
        if !self.waits_for_agency() {
            return Standing::NotWaiting;
        }
        if now > self.due_at {
            Standing::Overdue
        } else if now >= self.due_at.saturating_sub(notice) {
            Standing::DueSoon
        } else {
            Standing::Waiting
        }
    }

    fn asked_by(&self, by: &By<'_>) -> Result<(), QuestionRule> {
        let same = |asker: &Actor| asker.organisation == by.actor.organisation && asker.role == by.actor.role;
        if self.asker().is_some_and(same) { Ok(()) } else { Err(QuestionRule::NotTheAsker) }
    }

    fn turn(mut self, by: &By<'_>, text: &Remark, evidence: &[Digest], late: bool) -> Self {
        let turn = Turn { by: by.actor.clone(), at: by.at, text: text.clone(), evidence: evidence.to_vec(), late };
        self.turns.push(turn);
        self
    }

    fn at(self, stage: QuestionStage) -> Self {
        Self { stage, ..self }
    }
}

impl Machine for Question {
    const KIND: &'static str = KIND;
    const TABLE: &'static [Row<QuestionStage, QuestionEventName>] = stage::TABLE;
    type Case = QuestionCase;
    type Event = QuestionEvent;
    type Stage = QuestionStage;

    fn case(&self) -> &QuestionCase {
        &self.case
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn stage(&self) -> QuestionStage {
        self.stage
    }

    fn conditions(&self, event: &QuestionEvent, by: &By<'_>) -> Result<(), Cause> {
        use QuestionEvent as E;
        match event {
            E::Resolve { .. } | E::Withdraw { .. } | E::FollowUp { .. } => self.asked_by(by)?,
            E::Ask { .. } | E::Deliver { .. } | E::Assign { .. } | E::Answer { .. } => {}
        }
        match event {
            E::Ask { due_at, .. } | E::FollowUp { due_at, .. } if *due_at <= by.at => {
                Err(QuestionRule::DueInThePast.into())
            }
            E::FollowUp { .. } if self.follow_ups >= MAX_FOLLOW_UPS => Err(QuestionRule::TooManyFollowUps.into()),
            _ => Ok(()),
        }
    }

    fn enter(mut self, event: &QuestionEvent, by: &By<'_>, _: Granted) -> Self {
        use QuestionEvent as E;
        use QuestionStage as S;
        match event {
            E::Ask { about, due_at, text } => {
                self.about.clone_from(about);
                self.due_at = *due_at;
                self.turn(by, text, &[], false).at(S::Asked)
            }
            E::Deliver { .. } => self.at(S::Delivered),
            E::Assign { to } => {
                self.assigned_to = Some(to.clone());
                self.at(S::Assigned)
            }
            E::Answer { text, evidence, .. } => {
                let late = by.at > self.due_at;
                self.turn(by, text, evidence, late).at(S::Answered)
            }
            E::FollowUp { due_at, text, .. } => {
                self.due_at = *due_at;
                self.follow_ups += 1;
                self.turn(by, text, &[], false).at(S::FollowedUp)
            }
            E::Resolve { .. } => self.at(S::Resolved),
            E::Withdraw { .. } => self.at(S::Withdrawn),
        }
    }
}
