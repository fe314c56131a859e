//! Why an event cannot happen: in which state, which event, by which rule, and what is possible instead.

use std::fmt::Write as _;

use super::actor::ActorRole;
use super::agreement::AgreementRule;
use super::cio::CioRule;
use super::department::DepartmentRule;
use super::machine::Offer;
use super::order::OrderError;
use super::parties::PartyError;
use super::province::ProvinceRule;
use super::question::QuestionRule;
use super::round::RoundRule;
use super::signing::SigningRule;
use super::visit::VisitRule;
use super::word::{Named, Word};
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// An event that cannot happen; the state stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{process}: “{}” is not possible while “{}”: {cause}", event.en, state.en)]
pub struct TransitionError {
    /// Kind of the process's records.
    pub process: &'static str,
    /// Where the case stands.
    pub state: &'static Word,
    /// What was to happen.
    pub event: &'static Word,
    /// Which rule forbids it.
    pub cause: Box<Cause>,
    /// What is possible instead, and by whom.
    pub possible: Vec<Offer>,
}

/// The rule that forbids an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The event does not belong to this state.
    #[error("the process has no such step here: take one of the steps that are possible now")]
    NotNow,
    /// Somebody else's task.
    #[error("the step is not for the role `{}`: leave it to {}", role.word().code, codes(may))]
    NotYours {
        /// Role of whoever tried.
        role: ActorRole,
        /// Whose task it is.
        may: &'static [ActorRole],
    },
    /// The record names another case than the one it is folded into.
    #[error("the record belongs to another case: record it there")]
    OtherCase,
    /// The record does not count.
    #[error(transparent)]
    Party(#[from] PartyError),
    /// The record has no place in the order of all records.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// Signing in cascade.
    #[error(transparent)]
    Signing(#[from] SigningRule),
    /// Negotiation of a department.
    #[error(transparent)]
    Department(#[from] DepartmentRule),
    /// Negotiation of a province.
    #[error(transparent)]
    Province(#[from] ProvinceRule),
    /// Versions of an agreement.
    #[error(transparent)]
    Agreement(#[from] AgreementRule),
    /// Reporting round.
    #[error(transparent)]
    Round(#[from] RoundRule),
    /// Question.
    #[error(transparent)]
    Question(#[from] QuestionRule),
    /// Site visit.
    #[error(transparent)]
    Visit(#[from] VisitRule),
    /// Duty of the CIO.
    #[error(transparent)]
    Cio(#[from] CioRule),
}

impl TransitionError {
    /// Stable name of the rule, for programs.
    pub fn code(&self) -> &'static str {
        self.cause.explain().code
    }
}

impl Explain for Cause {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotNow => explained(
                "event-not-possible-now",
                "event",
                ("ขั้นตอนนี้ไม่มีในสถานะปัจจุบัน".into(), "the process has no such step in this state".into()),
                ("กรุณาเลือกขั้นตอนที่ทำได้ในขณะนี้", "take one of the steps that are possible now"),
            ),
            Self::NotYours { role, may } => explained(
                "role-may-not",
                "actor role",
                (
                    format!("ขั้นตอนนี้ไม่ใช่หน้าที่ของ{} แต่เป็นของ{}", role.word().th, list(may, |w| w.th, "หรือ")),
                    format!("the step is not for the {} but for the {}", role.word().en, list(may, |w| w.en, " or ")),
                ),
                ("กรุณาให้ผู้มีหน้าที่เป็นผู้ดำเนินการ", "leave it to whose task it is"),
            ),
            Self::OtherCase => explained(
                "record-of-another-case",
                "case",
                ("บันทึกนี้เป็นของเรื่องอื่น".into(), "the record belongs to another case".into()),
                ("กรุณาบันทึกในเรื่องที่ถูกต้อง", "record it in the case it belongs to"),
            ),
            Self::Party(e) => e.explain(),
            Self::Order(e) => e.explain(),
            Self::Signing(e) => e.explain(),
            Self::Department(e) => e.explain(),
            Self::Province(e) => e.explain(),
            Self::Agreement(e) => e.explain(),
            Self::Round(e) => e.explain(),
            Self::Question(e) => e.explain(),
            Self::Visit(e) => e.explain(),
            Self::Cio(e) => e.explain(),
        }
    }
}

impl Explain for TransitionError {
    fn explain(&self) -> Explanation {
        let cause = self.cause.explain();
        let (state, event) = (self.state, self.event);
        let rule = Text::new(
            format!("ทำ “{}” ไม่ได้ขณะอยู่ในสถานะ “{}”: {}", event.th, state.th, cause.rule.th),
            format!("“{}” is not possible while “{}”: {}", event.en, state.en, cause.rule.en),
        );
        let mut remedy = cause.remedy;
        remedy.th.push_str(" · ขั้นตอนที่ทำได้ในขณะนี้: ");
        remedy.en.push_str("; possible now: ");
        for (i, offer) in self.possible.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            // Writing into a string cannot fail.
            let _ = write!(remedy.th, "{comma}{} ({})", offer.event.th, list(offer.roles, |w| w.th, "หรือ"));
            let _ = write!(remedy.en, "{comma}{} ({})", offer.event.en, list(offer.roles, |w| w.en, " or "));
        }
        if self.possible.is_empty() {
            remedy.th.push_str("ไม่มี เรื่องนี้สิ้นสุดแล้ว");
            remedy.en.push_str("nothing, the case is closed");
        }
        let place = Place::field(format!("{} {} {}", self.process, event.code, cause.place.field));
        Explanation { code: cause.code, place, rule, remedy }
    }
}

/// An explanation whose rule and remedy are given as (Thai, English).
pub(super) fn explained(
    code: &'static str,
    field: impl Into<String>,
    rule: (String, String),
    remedy: (&str, &str),
) -> Explanation {
    Explanation {
        code,
        place: Place::field(field),
        rule: Text::new(rule.0, rule.1),
        remedy: Text::new(remedy.0, remedy.1),
    }
}

/// Place, rule and remedy on one line, for logs and programs.
pub(super) fn english(error: &impl Explain) -> String {
    let Explanation { place, rule, remedy, .. } = error.explain();
    format!("{}: {}: {}", place.field, rule.en, remedy.en)
}

fn codes(roles: &[ActorRole]) -> String {
    list(roles, |w| w.code, " or ")
}

fn list(roles: &[ActorRole], of: fn(&'static Word) -> &'static str, or: &str) -> String {
    roles.iter().map(|r| of(r.word())).collect::<Vec<_>>().join(or)
}
