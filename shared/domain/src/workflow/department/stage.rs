//! Stages of a department's negotiation, names of its events, and its transition table.

use super::super::actor::ActorRole as R;
use super::super::machine::Row;
use super::super::word::named;

named! {
    /// Where a department's agreement stands (domain rules 5.2).
    pub enum DepartmentStage {
        /// D0.
        FrameworkPublished = "framework_published", "ประกาศกรอบการประเมินผลแล้ว", "framework published";
        /// D1.
        Drafted = "drafted", "ร่างรายละเอียดตัวชี้วัดมิติภายนอกแล้ว", "external dimension drafted";
        /// D2.
        Consulted = "consulted", "หารือคณะกรรมการเจรจาแล้ว", "negotiation committee consulted";
        /// D3.
        UnderReview = "under_review", "กระทรวงและกรมพิจารณาตัวชี้วัดประสิทธิผล", "effectiveness indicators under review";
        /// D4.
        MeetingCalled = "meeting_called", "นัดประชุมเจรจา", "negotiation meeting called";
        /// D5.
        Negotiating = "negotiating", "อยู่ระหว่างเจรจา", "negotiating";
        /// D5x.
        Escalated = "escalated", "เสนอคณะกรรมการกำกับฯ แก้ไขปัญหา", "escalated to the supervising committee";
        /// D6.
        DocumentPrepared = "document_prepared", "จัดทำเอกสารคำรับรอง", "agreement document in preparation";
        /// D7.
        Signing = "signing", "ลงนามตามลำดับ", "signing in cascade";
        /// D8.
        InForce = "in_force", "คำรับรองมีผลใช้บังคับ", "in force";
        /// D9.
        Amending = "amending", "พิจารณาคำขอแก้ไขคำรับรอง", "amendment under decision";
        /// After the year.
        Closed = "closed", "สิ้นสุดปีงบประมาณ", "closed";
    }
}

named! {
    /// Names of the events.
    pub enum DepartmentEventName {
        /// D0 → D1.
        Draft = "draft", "เริ่มร่างรายละเอียดตัวชี้วัด", "start the draft";
        /// D1 → D2.
        Send = "send", "ส่งร่างรายละเอียดตัวชี้วัด", "send the draft";
        /// D2 → D3.
        Ready = "ready", "ส่งให้กระทรวงและกรมพิจารณา", "hand over for review";
        /// D3 → D6.
        Agree = "agree", "ตกลง", "agree";
        /// D3 → D4.
        Refuse = "refuse", "ปฏิเสธ", "refuse";
        /// D4 → D5.
        HoldMeeting = "hold_meeting", "จัดประชุมเจรจา", "hold the meeting";
        /// In D5.
        Dispute = "dispute", "โต้แย้งประเด็นของตัวชี้วัด", "dispute a point";
        /// In D5, or D5 → D6.
        Settle = "settle", "ยุติประเด็นของตัวชี้วัด", "settle a point";
        /// D5 → D5x.
        Deadlock = "deadlock", "ตกลงกันไม่ได้", "declare deadlock";
        /// D5x → D6.
        Rule = "rule", "ชี้ขาด", "give a ruling";
        /// D6 → D7.
        Issue = "issue", "ออกเอกสารคำรับรองเพื่อลงนาม", "issue the document";
        /// In D7, or D7 → D8.
        Sign = "sign", "ลงนาม", "sign";
        /// D8 → D9.
        RequestChange = "request_change", "ขอแก้ไขคำรับรอง", "request a change";
        /// D9 → D7.
        Approve = "approve", "อนุมัติการแก้ไข", "approve the change";
        /// D9 → D8.
        Reject = "reject", "ไม่อนุมัติการแก้ไข", "reject the change";
        /// D8 → closed.
        Close = "close", "ปิดเมื่อสิ้นปีงบประมาณ", "close at the end of the year";
    }
}

use DepartmentEventName as E;
use DepartmentStage as S;

const REVIEWERS: &[R] = &[R::MinistryHead, R::MissionGroupHead, R::DepartmentHead];
const MINISTRY_SIDE: &[R] =
    &[R::NegotiationCommittee, R::MinistryHead, R::MissionGroupHead, R::PermanentSecretaryOffice];
const AMENDERS: &[R] = &[R::NegotiationCommittee, R::SupervisingCommittee];

/// All transitions.
pub(super) const TABLE: &[Row<S, E>] = &[
    Row { from: &[S::FrameworkPublished], event: E::Draft, roles: &[R::SupervisingCommittee], to: &[S::Drafted] },
    Row { from: &[S::Drafted], event: E::Send, roles: &[R::Host, R::OpdcOfficer], to: &[S::Consulted] },
    Row { from: &[S::Consulted], event: E::Ready, roles: &[R::OpdcOfficer], to: &[S::UnderReview] },
    Row { from: &[S::UnderReview], event: E::Agree, roles: REVIEWERS, to: &[S::DocumentPrepared] },
    Row { from: &[S::UnderReview], event: E::Refuse, roles: REVIEWERS, to: &[S::MeetingCalled] },
    Row { from: &[S::MeetingCalled], event: E::HoldMeeting, roles: &[R::NegotiationCommittee], to: &[S::Negotiating] },
    Row {
        from: &[S::Negotiating],
        event: E::Dispute,
        roles: &[
            R::NegotiationCommittee,
            R::MinistryHead,
            R::MissionGroupHead,
            R::PermanentSecretaryOffice,
            R::DepartmentHead,
        ],
        to: &[S::Negotiating],
    },
    Row {
        from: &[S::Negotiating],
        event: E::Settle,
        roles: &[R::NegotiationCommittee],
        to: &[S::Negotiating, S::DocumentPrepared],
    },
    Row { from: &[S::Negotiating], event: E::Deadlock, roles: MINISTRY_SIDE, to: &[S::Escalated] },
    Row { from: &[S::Escalated], event: E::Rule, roles: &[R::SupervisingCommittee], to: &[S::DocumentPrepared] },
    Row { from: &[S::DocumentPrepared], event: E::Issue, roles: &[R::OpdcOfficer], to: &[S::Signing] },
    Row {
        from: &[S::Signing],
        event: E::Sign,
        roles: &super::super::signing::SIGNING_ROLES,
        to: &[S::Signing, S::InForce],
    },
    Row { from: &[S::InForce], event: E::RequestChange, roles: &[R::DepartmentHead, R::PaUnit], to: &[S::Amending] },
    Row { from: &[S::InForce], event: E::Close, roles: &[R::OpdcOfficer], to: &[S::Closed] },
    Row { from: &[S::Amending], event: E::Approve, roles: AMENDERS, to: &[S::Signing] },
    Row { from: &[S::Amending], event: E::Reject, roles: AMENDERS, to: &[S::InForce] },
];
