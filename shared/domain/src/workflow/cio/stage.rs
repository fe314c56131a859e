//! Stages of the CIO's duty, names of its events, and its transition table.

use super::super::actor::ActorRole as R;
use super::super::machine::Row;
use super::super::word::named;

named! {
    /// Whether there is a CIO.
    pub enum CioStage {
        /// Nobody was ever appointed.
        Vacant = "vacant", "ยังไม่มี CIO", "vacant";
        /// Somebody was.
        Appointed = "appointed", "แต่งตั้ง CIO แล้ว", "appointed";
    }
}

named! {
    /// Whether an attestation came on time.
    pub enum Punctuality {
        /// Due later.
        Pending = "pending", "ยังไม่ถึงกำหนด", "pending";
        /// Due, and not there.
        Overdue = "overdue", "เกินกำหนด", "overdue";
        /// Given by the due date.
        OnTime = "on_time", "ทันเวลา", "on time";
        /// Given after it.
        Late = "late", "ล่าช้า", "late";
    }
}

named! {
    /// Names of the events.
    pub enum CioEventName {
        /// Somebody becomes CIO.
        Appoint = "appoint", "แต่งตั้ง CIO", "appoint the CIO";
        /// Somebody acts for the CIO.
        Delegate = "delegate", "มอบหมายผู้ทำการแทน", "delegate";
        /// No longer.
        Revoke = "revoke", "ยกเลิกการมอบหมาย", "revoke a delegation";
        /// A round waits for its attestation.
        DeclareDue = "declare_due", "แจ้งกำหนดการรับรอง", "declare an attestation due";
        /// It is given.
        Attest = "attest", "รับรองรอบการรายงาน", "attest a round";
        /// It is not.
        Return = "return", "ส่งกลับแก้ไข", "return a round";
    }
}

use CioEventName as E;
use CioStage as S;

const HEADS: &[R] = &[R::DepartmentHead, R::Governor];
const HEADS_AND_CIO: &[R] = &[R::Cio, R::DepartmentHead, R::Governor];
const ANY: &[S] = &[S::Vacant, S::Appointed];
const APPOINTED: &[S] = &[S::Appointed];

/// All transitions.
pub(super) const TABLE: &[Row<S, E>] = &[
    Row { from: ANY, event: E::Appoint, roles: HEADS, to: APPOINTED },
    Row { from: APPOINTED, event: E::Delegate, roles: HEADS_AND_CIO, to: APPOINTED },
    Row { from: APPOINTED, event: E::Revoke, roles: HEADS_AND_CIO, to: APPOINTED },
    Row { from: ANY, event: E::DeclareDue, roles: &[R::Node, R::OpdcOfficer], to: ANY },
    Row { from: APPOINTED, event: E::Attest, roles: &[R::Cio], to: APPOINTED },
    Row { from: APPOINTED, event: E::Return, roles: &[R::Cio], to: APPOINTED },
];
