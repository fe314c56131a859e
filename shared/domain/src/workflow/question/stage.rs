//! Stages of a question, names of its events, and its transition table.

use super::super::actor::ActorRole as R;
use super::super::machine::Row;
use super::super::word::named;

named! {
    /// Where a question stands.
    pub enum QuestionStage {
        /// Before it is asked.
        NotAsked = "not_asked", "ยังไม่ได้ซักถาม", "not asked";
        /// In the centre's journal.
        Asked = "asked", "ซักถามแล้ว", "asked";
        /// At the agency.
        Delivered = "delivered", "หน่วยงานได้รับแล้ว", "delivered";
        /// Somebody prepares the answer.
        Assigned = "assigned", "มอบหมายผู้ตอบแล้ว", "assigned";
        /// The agency has answered.
        Answered = "answered", "ตอบแล้ว", "answered";
        /// Asked further.
        FollowedUp = "followed_up", "ซักถามเพิ่มเติม", "followed up";
        /// Whoever asked is satisfied.
        Resolved = "resolved", "ยุติแล้ว", "resolved";
        /// Taken back.
        Withdrawn = "withdrawn", "ถอนแล้ว", "withdrawn";
    }
}

named! {
    /// Whether the agency has to do something, derived from stage and time.
    pub enum Standing {
        /// It is not the agency's turn.
        NotWaiting = "not_waiting", "ไม่ได้รอหน่วยงาน", "not waiting";
        /// There is time.
        Waiting = "waiting", "รอคำตอบ", "waiting for an answer";
        /// Time for a reminder.
        DueSoon = "due_soon", "ใกล้ครบกำหนด", "due soon";
        /// Past the due date.
        Overdue = "overdue", "เกินกำหนด", "overdue";
    }
}

named! {
    /// Names of the events.
    pub enum QuestionEventName {
        /// → asked.
        Ask = "ask", "ซักถาม", "ask";
        /// → delivered.
        Deliver = "deliver", "รับข้อซักถาม", "deliver";
        /// → assigned.
        Assign = "assign", "มอบหมายผู้ตอบ", "assign";
        /// → answered.
        Answer = "answer", "ตอบ", "answer";
        /// → followed up.
        FollowUp = "follow_up", "ซักถามเพิ่มเติม", "follow up";
        /// → resolved.
        Resolve = "resolve", "ยุติข้อซักถาม", "resolve";
        /// → withdrawn.
        Withdraw = "withdraw", "ถอนข้อซักถาม", "withdraw";
    }
}

use QuestionEventName as E;
use QuestionStage as S;

const ASKERS: &[R] = &[R::Reviewer, R::Host, R::Committee, R::VisitTeam, R::OpdcOfficer];
const OPEN: &[S] = &[S::Asked, S::Delivered, S::Assigned, S::Answered, S::FollowedUp];

/// All transitions.
pub(super) const TABLE: &[Row<S, E>] = &[
    Row { from: &[S::NotAsked], event: E::Ask, roles: ASKERS, to: &[S::Asked] },
    Row { from: &[S::Asked], event: E::Deliver, roles: &[R::Node, R::PaUnit], to: &[S::Delivered] },
    Row {
        from: &[S::Delivered, S::Assigned, S::FollowedUp],
        event: E::Assign,
        roles: &[R::PaUnit, R::Supervisor],
        to: &[S::Assigned],
    },
    Row {
        from: &[S::Delivered, S::Assigned, S::FollowedUp],
        event: E::Answer,
        roles: &[R::DataKeeper, R::Supervisor, R::PaUnit],
        to: &[S::Answered],
    },
    Row { from: &[S::Answered], event: E::FollowUp, roles: ASKERS, to: &[S::FollowedUp] },
    Row { from: &[S::Answered], event: E::Resolve, roles: ASKERS, to: &[S::Resolved] },
    Row { from: OPEN, event: E::Withdraw, roles: ASKERS, to: &[S::Withdrawn] },
];
