//! Questions from the centre: asked about a figure or page, followed up, resolved or withdrawn (domain rules 5.4, 5.5).
//!
//! Every step stands in the hub's own journal, for the agency asked and the central agencies alone: other agencies
//! receive a bare hash. Answers come with the agency's journal.

use std::collections::BTreeSet;

use ges_domain::access::{self, Act, Role};
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::explain::{Explain, Explanation, Place};
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::workflow::question::{About, Question, QuestionCase, QuestionEvent, QuestionMoved};
use ges_domain::workflow::round::RoundCase;
use ges_domain::workflow::wording::{Line, Remark, WordingError};
use ges_domain::workflow::{Actor, BodyError, By, Machine as _, Parties, TransitionError};
use ges_ledger::append::{self, Recorded, Statement};
use ges_ledger::read::questions::{self, Asked};
use ges_ledger::{LedgerError, read};
use ges_store::{StoreError, Tx};
use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use crate::app::Hub;
use crate::store::agencies::{self, Status};

/// Most agencies that are asked the same at once.
pub const MAX_AGENCIES: usize = 50;
/// An answer is due within so many days.
pub const MOST_DAYS: i64 = 366;
/// Due dates are days in Bangkok.
const ZONE: Offset = Offset::constant(7);

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Stands as author in the journal.
    pub author: String,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// A question to one or several agencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestion {
    /// Whom to ask; each gets a question of its own.
    pub agencies: Vec<OrganisationId>,
    /// Year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorNumber,
    /// Round.
    pub round: Round,
    /// Figures and pages; pages only when one agency is asked.
    pub about: Vec<About>,
    /// Last day for the answer.
    pub due: Date,
    /// The question.
    pub text: String,
}

/// What whoever asked does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Asks further.
    FollowUp {
        /// Last day for the answer.
        due: Date,
        /// The question.
        text: String,
    },
    /// Is satisfied.
    Resolve {
        /// What to add; may be empty.
        remark: String,
    },
    /// Takes it back.
    Withdraw {
        /// Why.
        remark: String,
    },
}

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// The roles do not allow it.
    #[error("your roles do not allow this: analysts, hosts and committee members ask questions")]
    Forbidden,
    /// Nobody, or too many.
    #[error("{0} agencies are chosen: choose 1 to 50")]
    Agencies(usize),
    /// Not an agency that could answer.
    #[error("`{0}` is not connected to this hub: choose an agency of the list")]
    Agency(String),
    /// The indicator is not in its agreement.
    #[error("`{agency}` has no indicator {number} for {year}: leave it out, or choose an indicator of its agreement")]
    Indicator {
        /// The agency.
        agency: OrganisationId,
        /// The number.
        number: IndicatorNumber,
        /// The year.
        year: FiscalYear,
    },
    /// A document that this agency did not file, or several agencies and a document of one of them.
    #[error("the document is not one of `{0}`: ask about a page of its own documents, one agency at a time")]
    Document(OrganisationId),
    /// Not a day in the near future.
    #[error("an answer is due after today and within {MOST_DAYS} days, not on {0}: choose another day")]
    Due(Date),
    /// Words.
    #[error(transparent)]
    Wording(#[from] WordingError),
    /// Beyond the limits of a record.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// The process does not allow it.
    #[error(transparent)]
    Transition(Box<TransitionError>),
    /// No such question.
    #[error("there is no question {0}: choose one from the list of questions")]
    Unknown(RecordId),
    /// Something newer was said meanwhile.
    #[error("something was said in this question after you opened it: read it, then decide")]
    Overtaken,
    /// The journal.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<StoreError> for QuestionError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

impl Explain for QuestionError {
    fn explain(&self) -> Explanation {
        let said =
            |code, field: &str, rule: String, remedy| Explanation::of(self, code, Place::field(field), rule, remedy);
        match self {
            Self::Forbidden => said(
                "forbidden",
                "",
                "บทบาทของท่านซักถามหน่วยงานไม่ได้".into(),
                "กรุณาให้นักวิเคราะห์ เจ้าภาพตัวชี้วัด หรือกรรมการเป็นผู้ถาม",
            ),
            Self::Agencies(n) => {
                said("agency-count", "agency", format!("เลือกหน่วยงานไว้ {n} แห่ง"), "กรุณาเลือก 1 ถึง 50 แห่ง")
            }
            Self::Agency(id) => {
                said("unknown-agency", "agency", format!("“{id}” ไม่ได้เชื่อมต่อกับส่วนกลาง"), "กรุณาเลือกหน่วยงานจากรายการ")
            }
            Self::Indicator { agency, number, year } => said(
                "unknown-indicator",
                "agency",
                format!("“{agency}” ไม่มีตัวชี้วัดที่ {number} ในปีงบประมาณ {year}"),
                "กรุณานำหน่วยงานนี้ออก หรือเลือกตัวชี้วัดตามคำรับรองฯ",
            ),
            Self::Document(agency) => said(
                "foreign-document",
                "about",
                format!("เอกสารนี้ไม่ใช่ของ “{agency}”"),
                "กรุณาถามเรื่องหน้าเอกสารทีละหน่วยงาน จากเอกสารของหน่วยงานนั้น",
            ),
            Self::Due(_) => said(
                "bad-due-date",
                "due",
                format!("กำหนดตอบต้องเป็นวันหลังจากวันนี้ และไม่เกิน {MOST_DAYS} วัน"),
                "กรุณาเลือกวันใหม่",
            ),
            Self::Wording(e) => e.explain(),
            Self::Body(e) => e.explain(),
            Self::Transition(e) => e.explain(),
            Self::Unknown(_) => said("unknown-question", "", "ไม่มีข้อซักถามนี้".into(), "กรุณาเลือกจากรายการข้อซักถาม"),
            Self::Overtaken => {
                said("overtaken", "", "มีข้อความใหม่ในข้อซักถามนี้หลังจากที่ท่านเปิดดู".into(), "กรุณาอ่านก่อนแล้วตัดสินใจอีกครั้ง")
            }
            Self::Ledger(_) => said("journal", "", "ระบบบันทึกไม่สำเร็จ ยังไม่มีสิ่งใดเปลี่ยนแปลง".into(), "กรุณาแจ้งผู้ดูแลระบบ"),
        }
    }
}

/// The last moment of a due date; it lies after today and within [`MOST_DAYS`].
fn due_at(due: Date, now: Timestamp) -> Result<i64, QuestionError> {
    let today = ZONE.to_datetime(now).date();
    let last = today.checked_add(Span::new().days(MOST_DAYS)).map_err(|_| QuestionError::Due(due))?;
    if due <= today || due > last {
        return Err(QuestionError::Due(due));
    }
    let end = ZONE.to_timestamp(due.to_datetime(Time::constant(23, 59, 59, 0)));
    end.map(Timestamp::as_microsecond).map_err(|_| QuestionError::Due(due))
}

/// Asks; every agency or none. Gives the new questions in the order of the agencies.
pub async fn ask(hub: &Hub, who: &Who, new: NewQuestion) -> Result<Vec<RecordId>, QuestionError> {
    must(who)?;
    let agencies: BTreeSet<OrganisationId> = new.agencies.iter().cloned().collect();
    if agencies.is_empty() || agencies.len() > MAX_AGENCIES {
        return Err(QuestionError::Agencies(agencies.len()));
    }
    let now = hub.env().clock.now();
    let asking = Asking {
        centre: hub.organisation().clone(),
        who: who.clone(),
        due_at: due_at(new.due, now)?,
        text: Remark::new(new.text.clone())?,
        now,
        new,
    };
    let ids: Vec<(OrganisationId, RecordId)> =
        agencies.into_iter().map(|agency| (agency, RecordId(hub.env().entropy.uuid_v7(now)))).collect();
    let (entropy, asked) = (hub.env().entropy.clone(), ids.clone());
    let write = hub.store().write_async(move |tx| {
        let mut statements = Vec::with_capacity(asked.len());
        for (agency, question) in &asked {
            statements.push(asking.statement(tx, agency, *question)?);
        }
        let own = append::own_log(tx)?.ok_or_else(|| LedgerError::UnknownLog("own".into()))?;
        Ok::<_, QuestionError>(append::record(tx, &own, &statements, now, &entropy)?)
    });
    hub.grown(&write.await?);
    Ok(ids.into_iter().map(|(_, question)| question).collect())
}

struct Asking {
    centre: OrganisationId,
    who: Who,
    new: NewQuestion,
    due_at: i64,
    text: Remark,
    now: Timestamp,
}

impl Asking {
    fn statement(
        &self,
        tx: &mut Tx<'_>,
        agency: &OrganisationId,
        question: RecordId,
    ) -> Result<Statement, QuestionError> {
        let new = &self.new;
        let known = agencies::one(tx, agency)?.is_some_and(|a| a.status == Status::Active);
        if !known {
            return Err(QuestionError::Agency(agency.to_string()));
        }
        let agreement = read::agreements::in_force(tx, agency, new.year)?;
        if agreement.is_none_or(|a| a.agreement.indicator(&new.indicator).is_none()) {
            let (number, year) = (new.indicator.clone(), new.year);
            return Err(QuestionError::Indicator { agency: agency.clone(), number, year });
        }
        for about in &new.about {
            if let About::Page { document, .. } = about
                && !read::documents::by_digest(tx, document)?.iter().any(|f| f.organisation == *agency)
            {
                return Err(QuestionError::Document(agency.clone()));
            }
        }
        let about = RoundCase {
            organisation: agency.clone(),
            fiscal_year: new.year,
            indicator: new.indicator.clone(),
            round: new.round,
        };
        let case = QuestionCase { about, question };
        let parties = Parties::new(agency.clone(), self.centre.clone(), Vec::new());
        let parties = parties.map_err(|_| QuestionError::Agency(agency.to_string()))?;
        let event = QuestionEvent::Ask { about: new.about.clone(), due_at: self.due_at, text: self.text.clone() };
        by_somebody(&self.centre, &self.who, &case, &Question::new(case.clone(), parties), &event, self.now)
    }
}

/// Follows up, resolves or withdraws. `seen` is what the agency had said when the question was read.
pub async fn go_on(
    hub: &Hub,
    who: &Who,
    question: RecordId,
    next: Next,
    seen: Option<RecordId>,
) -> Result<Recorded, QuestionError> {
    must(who)?;
    let now = hub.env().clock.now();
    let event = event(next, now)?;
    let (centre, who, entropy) = (hub.organisation().clone(), who.clone(), hub.env().entropy.clone());
    let write = hub.store().write_async(move |tx| {
        let asked = questions::find(tx, question)?.ok_or(QuestionError::Unknown(question))?;
        let after = asked.said_by_agency();
        // A withdrawal says nothing about an answer; the others do.
        let withdraws = matches!(event, QuestionEvent::Withdraw { .. });
        if seen.is_some() && seen != after && !withdraws {
            return Err(QuestionError::Overtaken);
        }
        let event = responding(event.clone(), after);
        let statement = by_somebody(&centre, &who, &asked.case, &asked.standing.state, &event, now)?;
        let own = append::own_log(tx)?.ok_or_else(|| LedgerError::UnknownLog("own".into()))?;
        Ok(append::record(tx, &own, &[statement], now, &entropy)?)
    });
    let recorded = write.await?;
    hub.grown(&recorded);
    recorded.first().copied().ok_or(QuestionError::Unknown(question))
}

fn event(next: Next, now: Timestamp) -> Result<QuestionEvent, QuestionError> {
    Ok(match next {
        Next::FollowUp { due, text } => {
            QuestionEvent::FollowUp { due_at: due_at(due, now)?, text: Remark::new(text)?, after: None }
        }
        Next::Resolve { remark } if remark.trim().is_empty() => QuestionEvent::Resolve { remark: None, after: None },
        Next::Resolve { remark } => QuestionEvent::Resolve { remark: Some(Remark::new(remark)?), after: None },
        Next::Withdraw { remark } => QuestionEvent::Withdraw { remark: Remark::new(remark)?, after: None },
    })
}

fn responding(event: QuestionEvent, to: Option<RecordId>) -> QuestionEvent {
    match event {
        QuestionEvent::FollowUp { due_at, text, .. } => QuestionEvent::FollowUp { due_at, text, after: to },
        QuestionEvent::Resolve { remark, .. } => QuestionEvent::Resolve { remark, after: to },
        QuestionEvent::Withdraw { remark, .. } => QuestionEvent::Withdraw { remark, after: to },
        other => other,
    }
}

fn must(who: &Who) -> Result<(), QuestionError> {
    if access::may(&who.roles, Act::AskQuestion) { Ok(()) } else { Err(QuestionError::Forbidden) }
}

/// Everybody at the hub speaks for the organisation that runs it, until accounts name another.
fn actors(centre: &OrganisationId, who: &Who) -> Result<Vec<Actor>, QuestionError> {
    let person = Line::new(who.author.clone())?;
    let actor = |role| Actor { organisation: centre.clone(), role, person: person.clone() };
    Ok(access::acting_for_centre(&who.roles).into_iter().map(actor).collect())
}

/// The step in the first of somebody's functions that allows it.
fn by_somebody(
    centre: &OrganisationId,
    who: &Who,
    case: &QuestionCase,
    state: &Question,
    event: &QuestionEvent,
    now: Timestamp,
) -> Result<Statement, QuestionError> {
    let mut refused = QuestionError::Forbidden;
    for actor in actors(centre, who)? {
        let by = By { journal: centre, actor: &actor, at: now.as_microsecond() };
        match state.permits(event, &by) {
            Ok(()) => {
                let moved = QuestionMoved { case: case.clone(), actor, event: event.clone() }.checked()?;
                let audience = Audience::Named([case.about.organisation.clone()].into());
                return Ok(Statement { fact: Fact::Question(moved), audience, author: who.author.clone() });
            }
            Err(error) => refused = QuestionError::Transition(Box::new(error)),
        }
    }
    Err(refused)
}

/// Whether `who` is of the function that asked, and so may follow up, resolve and withdraw.
pub fn is_asker(hub: &Hub, who: &Who, asked: &Asked) -> bool {
    let mine = actors(hub.organisation(), who).unwrap_or_default();
    let asker = asked.standing.state.asker();
    asker.is_some_and(|a| mine.iter().any(|m| m.organisation == a.organisation && m.role == a.role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_due_at_the_end_of_a_day_after_today() {
        // Half past six in the evening of the 3rd in Greenwich is the 4th in Bangkok.
        let now: Timestamp = "2012-07-03T18:30:00Z".parse().unwrap();
        let at = |day: &str| due_at(day.parse().unwrap(), now).ok();
        assert_eq!(at("2012-07-04"), None);
        let end: Timestamp = "2012-07-05T16:59:59Z".parse().unwrap();
        assert_eq!(at("2012-07-05"), Some(end.as_microsecond()));
        assert!(at("2013-07-05").is_some() && at("2013-07-06").is_none());
        assert_eq!(at("9999-12-31"), None);
    }
}
