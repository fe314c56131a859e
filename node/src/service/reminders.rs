//! What presses: questions of the centre and tasks that are due within three days or overdue, for whoever has to see to
//! them. Worked out anew each time: time alone changes it.

use std::sync::Arc;

use ges_domain::calendar::FiscalYear;
use ges_domain::ids::IndicatorNumber;
use ges_domain::together::{Anchor, TaskStage};
use ges_domain::workflow::question::Standing;
use ges_ledger::read::questions::{self, Asked};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::notices::{Known, known};
use super::rounds::day;
use super::{ServiceError, Who};
use crate::app::Node;

/// How many days before its last day a task presses; a question does so [`questions::NOTICE`] before.
const DAYS: i64 = 3;
/// Most reminders of one person; those due latest are left out.
pub const MAX_REMINDERS: usize = 50;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A question of the centre.
    Question,
    /// A task that a colleague gave.
    Task,
}

impl Kind {
    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Task => "task",
        }
    }
}

/// Something that is due soon or overdue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// What it is.
    pub kind: Kind,
    /// Its last day, by the calendar of Bangkok.
    pub due: Date,
    /// Whether that has passed.
    pub overdue: bool,
    /// The indicator it is about.
    pub indicator: Option<(FiscalYear, IndicatorNumber)>,
    /// Where it is, within this server.
    pub href: String,
}

/// Everything open that may be due, at one moment.
#[derive(Debug)]
pub struct Pressing {
    asked: Vec<Asked>,
    known: Arc<Known>,
    now: Timestamp,
}

/// Reads what is open.
pub async fn pressing(node: &Node, now: Timestamp) -> Result<Pressing, ServiceError> {
    let known = known(node).await?;
    let own = node.own().clone();
    let mut asked = node.store().read_async(move |tx| questions::of(tx, &own)).await?;
    asked.retain(|a| matches!(a.at(now.as_microsecond()), Standing::DueSoon | Standing::Overdue));
    Ok(Pressing { asked, known, now })
}

impl Pressing {
    /// What presses somebody, soonest first.
    pub fn of(&self, who: &Who) -> Vec<Reminder> {
        let asked = self.asked.iter().filter(|a| super::questions::concerns(who, a));
        let mut all: Vec<Reminder> = asked.filter_map(|a| self.question(a)).collect();
        let today = day(self.now);
        let last = today.checked_add(Span::new().days(DAYS)).unwrap_or(Date::MAX);
        let mine = self.known.together.tasks.values();
        let mine = mine.filter(|t| t.stage == TaskStage::Open && t.to.as_str() == who.author && t.due <= last);
        all.extend(mine.map(|t| Reminder {
            kind: Kind::Task,
            due: t.due,
            overdue: t.overdue(today),
            indicator: t.anchor.as_ref().and_then(Anchor::indicator).map(|(year, number)| (year, number.clone())),
            href: format!("/tasks/{}", t.id),
        }));
        all.sort_by(|a, b| (a.due, &a.href).cmp(&(b.due, &b.href)));
        all.truncate(MAX_REMINDERS);
        all
    }

    fn question(&self, asked: &Asked) -> Option<Reminder> {
        let due = Timestamp::from_microsecond(asked.standing.state.due_at()?).ok()?;
        let about = &asked.case.about;
        Some(Reminder {
            kind: Kind::Question,
            due: day(due),
            overdue: asked.at(self.now.as_microsecond()) == Standing::Overdue,
            indicator: Some((about.fiscal_year, about.indicator.clone())),
            href: format!("/questions/{}", asked.case.question),
        })
    }
}
