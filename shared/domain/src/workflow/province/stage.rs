//! Stages of a province's negotiation, states of its proposals, names of its events, and its transition table.

use super::super::actor::ActorRole as R;
use super::super::machine::Row;
use super::super::word::named;

named! {
    /// Where a province's agreement stands (domain rules 5.3).
    pub enum ProvinceStage {
        /// Before P0.
        NotBegun = "not_begun", "ยังไม่เริ่ม", "not begun";
        /// P0.
        ListBuilt = "list_built", "จัดทำรายการตัวชี้วัดและเกณฑ์แล้ว", "list of indicators built";
        /// P1.
        ListApproved = "list_approved", "อ.ก.พ.ร. เห็นชอบรายการตัวชี้วัดแล้ว", "list approved";
        /// P2.
        Proposing = "proposing", "จังหวัดเสนอตัวชี้วัดและเกณฑ์", "province proposing";
        /// P3.
        Checking = "checking", "สำนักงาน ก.พ.ร. ตรวจสอบตัวชี้วัดที่เสนอ", "proposals being checked";
        /// P4.
        Negotiating = "negotiating", "เจรจาผ่านการประชุมทางไกล", "negotiating by video conference";
        /// P5.
        Summary = "summary", "สรุปผลการเจรจา", "summary due";
        /// P6, the document is being prepared.
        Preparing = "preparing", "จัดทำคำรับรอง", "agreement in preparation";
        /// P6, the document is being signed.
        Signing = "signing", "ลงนามตามลำดับ", "signing in cascade";
        /// P6, done.
        Signed = "signed", "ลงนามครบแล้ว", "signed";
    }
}

named! {
    /// What became of one proposal.
    pub enum ProposalState {
        /// Nobody has checked it.
        Proposed = "proposed", "รอตรวจสอบ", "proposed";
        /// It is on the approved list, and thereby accepted.
        OnList = "on_list", "อยู่ในรายการที่เห็นชอบ", "on the approved list";
        /// It is not, and has to be negotiated.
        OffList = "off_list", "ไม่อยู่ในรายการ รอเจรจา", "off the list";
        /// Agreed by video conference, as proposed or replaced by one of the list.
        Agreed = "agreed", "ตกลงกันแล้ว", "agreed";
        /// Given up.
        Withdrawn = "withdrawn", "ถอนแล้ว", "withdrawn";
    }
}

named! {
    /// Names of the events.
    pub enum ProvinceEventName {
        /// → P0.
        BuildList = "build_list", "จัดทำรายการตัวชี้วัด", "build the list";
        /// P0 → P1.
        ApproveList = "approve_list", "เห็นชอบรายการตัวชี้วัด", "approve the list";
        /// P1 → P2.
        SendList = "send_list", "ส่งรายการให้จังหวัด", "send the list";
        /// In P2.
        Propose = "propose", "เสนอตัวชี้วัด", "propose an indicator";
        /// P2 → P3.
        Submit = "submit", "ส่งข้อเสนอทั้งหมด", "submit all proposals";
        /// In P3.
        FindOnList = "find_on_list", "ตรวจพบว่าอยู่ในรายการ", "find a proposal on the list";
        /// In P3.
        FindOffList = "find_off_list", "ตรวจพบว่าไม่อยู่ในรายการ", "find a proposal off the list";
        /// In P3 and P4.
        Negotiate = "negotiate", "บันทึกผลการเจรจาทางไกล", "record the outcome of a video conference";
        /// P5 → P6.
        Summarise = "summarise", "สรุปเสนอ อ.ก.พ.ร. และจังหวัด", "summarise for sub-commission and province";
        /// In P6.
        Issue = "issue", "ออกเอกสารคำรับรองเพื่อลงนาม", "issue the document";
        /// In P6.
        Sign = "sign", "ลงนาม", "sign";
    }
}

use ProvinceEventName as E;
use ProvinceStage as S;

const OPDC: &[R] = &[R::OpdcOfficer];
const CHECKED: &[S] = &[S::Checking, S::Negotiating, S::Summary];

/// All transitions.
pub(super) const TABLE: &[Row<S, E>] = &[
    Row { from: &[S::NotBegun, S::ListBuilt], event: E::BuildList, roles: OPDC, to: &[S::ListBuilt] },
    Row { from: &[S::ListBuilt], event: E::ApproveList, roles: &[R::SubCommission], to: &[S::ListApproved] },
    Row { from: &[S::ListApproved], event: E::SendList, roles: OPDC, to: &[S::Proposing] },
    Row { from: &[S::Proposing], event: E::Propose, roles: &[R::Governor, R::PaUnit], to: &[S::Proposing] },
    Row { from: &[S::Proposing], event: E::Submit, roles: &[R::Governor], to: &[S::Checking] },
    Row { from: &[S::Checking], event: E::FindOnList, roles: OPDC, to: CHECKED },
    Row { from: &[S::Checking], event: E::FindOffList, roles: OPDC, to: &[S::Checking, S::Negotiating] },
    Row {
        from: &[S::Checking, S::Negotiating],
        event: E::Negotiate,
        roles: &[R::OpdcOfficer, R::NegotiationCommittee],
        to: CHECKED,
    },
    Row { from: &[S::Summary], event: E::Summarise, roles: OPDC, to: &[S::Preparing] },
    Row { from: &[S::Preparing], event: E::Issue, roles: OPDC, to: &[S::Signing] },
    Row {
        from: &[S::Signing],
        event: E::Sign,
        roles: &super::super::signing::SIGNING_ROLES,
        to: &[S::Signing, S::Signed],
    },
];
