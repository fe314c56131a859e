//! Stages of a reporting round, names of its events, and its transition table.

use super::super::actor::ActorRole as R;
use super::super::machine::Row;
use super::super::word::named;

named! {
    /// Where one indicator stands in a round (domain rules 5.4).
    pub enum RoundStage {
        /// With the data keeper.
        Draft = "draft", "ร่าง", "draft";
        /// With the supervisor.
        WithSupervisor = "with_supervisor", "รอผู้กำกับดูแลตัวชี้วัด", "with supervisor";
        /// With the PA unit.
        WithPaUnit = "with_pa_unit", "รอกลุ่มพัฒนาระบบบริหาร", "with PA unit";
        /// With the CIO.
        CioCheck = "cio_check", "รอ CIO รับรอง", "CIO check";
        /// Visible to the hub.
        Released = "released", "เผยแพร่ต่อส่วนกลางแล้ว", "released";
        /// A reviewer looks at it.
        UnderReview = "under_review", "อยู่ระหว่างสอบทาน", "under review";
        /// At least one question is open.
        Questioned = "questioned", "มีข้อซักถาม", "question open";
        /// A visit was requested.
        VisitAwaited = "visit_awaited", "รอการตรวจเยี่ยม", "visit awaited";
        /// Findings are recorded.
        Visited = "visited", "ตรวจเยี่ยมแล้ว", "visited";
        /// Ready for scoring.
        Accepted = "accepted", "สอบทานแล้ว รอให้คะแนน", "accepted, to be scored";
        /// Scored; the objection window is open or its decision is taken.
        Scored = "scored", "คณะกรรมการให้คะแนนแล้ว", "committee scored";
        /// The agency objects.
        Objected = "objected", "มีข้อทักท้วงคะแนน", "objected";
        /// Locked.
        Final = "final", "คะแนนเป็นที่สุด", "final";
    }
}

named! {
    /// Names of the events.
    pub enum RoundEventName {
        /// Draft → with supervisor.
        Submit = "submit", "ส่งรายงาน", "submit";
        /// → with PA unit.
        SupervisorApprove = "supervisor_approve", "ผู้กำกับดูแลเห็นชอบ", "approve as supervisor";
        /// → draft.
        SupervisorReject = "supervisor_reject", "ผู้กำกับดูแลส่งกลับ", "reject as supervisor";
        /// → CIO check.
        PaUnitApprove = "pa_unit_approve", "กพร. เห็นชอบ", "approve as PA unit";
        /// → draft.
        PaUnitReject = "pa_unit_reject", "กพร. ส่งกลับ", "reject as PA unit";
        /// → released.
        Attest = "attest", "รับรองความถูกต้องและทันเวลา", "attest";
        /// → draft.
        Return = "return", "CIO ส่งกลับ", "return as CIO";
        /// Released → under review.
        BeginReview = "begin_review", "เริ่มสอบทาน", "begin the review";
        /// → questioned.
        Ask = "ask", "ซักถาม", "ask";
        /// Questioned → questioned, under review.
        Answer = "answer", "ตอบข้อซักถาม", "answer";
        /// Questioned → questioned, under review.
        WithdrawQuestion = "withdraw_question", "ถอนข้อซักถาม", "withdraw a question";
        /// → accepted.
        Accept = "accept", "รับผลการสอบทาน", "accept";
        /// → visit awaited.
        RequestVisit = "request_visit", "ขอตรวจเยี่ยม", "request a visit";
        /// → under review.
        CancelVisit = "cancel_visit", "ยกเลิกการตรวจเยี่ยม", "cancel the visit";
        /// → visited.
        RecordFindings = "record_findings", "บันทึกข้อค้นพบ", "record findings";
        /// → accepted.
        Respond = "respond", "ชี้แจงข้อค้นพบ", "respond to findings";
        /// → scored.
        Score = "score", "ให้คะแนน", "score";
        /// → objected.
        Object = "object", "ทักท้วงคะแนน", "object";
        /// → scored.
        DecideObjection = "decide_objection", "วินิจฉัยข้อทักท้วง", "decide the objection";
        /// → final.
        Finalise = "finalise", "ประกาศคะแนนเป็นที่สุด", "finalise";
        /// → draft of the next version.
        Correct = "correct", "แก้ไขรายงานเป็นฉบับใหม่", "correct as a new version";
    }
}

use RoundEventName as E;
use RoundStage as S;

impl RoundEventName {
    /// Whether it concerns the version on its way through the agency, not the one under review.
    pub(super) fn is_of_the_agency_chain(self) -> bool {
        matches!(
            self,
            E::Submit
                | E::SupervisorApprove
                | E::SupervisorReject
                | E::PaUnitApprove
                | E::PaUnitReject
                | E::Attest
                | E::Return
                | E::Correct
        )
    }
}

const ANSWERERS: &[R] = &[R::DataKeeper, R::Supervisor, R::PaUnit];
const ASKED: &[S] = &[S::Questioned, S::UnderReview];
const SINCE_RELEASE: &[S] = &[
    S::Released,
    S::UnderReview,
    S::Questioned,
    S::VisitAwaited,
    S::Visited,
    S::Accepted,
    S::Scored,
    S::Objected,
    S::Final,
];

/// All transitions.
pub(super) const TABLE: &[Row<S, E>] = &[
    Row { from: &[S::Draft], event: E::Submit, roles: &[R::DataKeeper], to: &[S::WithSupervisor] },
    Row { from: &[S::WithSupervisor], event: E::SupervisorApprove, roles: &[R::Supervisor], to: &[S::WithPaUnit] },
    Row { from: &[S::WithSupervisor], event: E::SupervisorReject, roles: &[R::Supervisor], to: &[S::Draft] },
    Row { from: &[S::WithPaUnit], event: E::PaUnitApprove, roles: &[R::PaUnit], to: &[S::CioCheck] },
    Row { from: &[S::WithPaUnit], event: E::PaUnitReject, roles: &[R::PaUnit], to: &[S::Draft] },
    Row { from: &[S::CioCheck], event: E::Attest, roles: &[R::Cio], to: &[S::Released] },
    Row { from: &[S::CioCheck], event: E::Return, roles: &[R::Cio], to: &[S::Draft] },
    Row { from: &[S::Released], event: E::BeginReview, roles: &[R::Reviewer], to: &[S::UnderReview] },
    Row { from: ASKED, event: E::Ask, roles: &[R::Reviewer], to: &[S::Questioned] },
    Row { from: &[S::Questioned], event: E::Answer, roles: ANSWERERS, to: ASKED },
    Row { from: &[S::Questioned], event: E::WithdrawQuestion, roles: &[R::Reviewer], to: ASKED },
    Row { from: &[S::UnderReview, S::Visited], event: E::Accept, roles: &[R::Reviewer], to: &[S::Accepted] },
    Row { from: &[S::UnderReview], event: E::RequestVisit, roles: &[R::Reviewer], to: &[S::VisitAwaited] },
    Row { from: &[S::VisitAwaited], event: E::CancelVisit, roles: &[R::Reviewer, R::VisitTeam], to: &[S::UnderReview] },
    Row { from: &[S::VisitAwaited], event: E::RecordFindings, roles: &[R::VisitTeam], to: &[S::Visited] },
    Row {
        from: &[S::Visited],
        event: E::Respond,
        roles: &[R::Supervisor, R::PaUnit, R::DepartmentHead, R::Governor],
        to: &[S::Accepted],
    },
    Row { from: &[S::Accepted], event: E::Score, roles: &[R::Committee, R::Host], to: &[S::Scored] },
    Row {
        from: &[S::Scored],
        event: E::Object,
        roles: &[R::DepartmentHead, R::Governor, R::PaUnit],
        to: &[S::Objected],
    },
    Row { from: &[S::Objected], event: E::DecideObjection, roles: &[R::Committee], to: &[S::Scored] },
    Row { from: &[S::Scored], event: E::Finalise, roles: &[R::Committee, R::OpdcOfficer], to: &[S::Final] },
    Row { from: SINCE_RELEASE, event: E::Correct, roles: ANSWERERS, to: &[S::Draft] },
];
