//! Stages of a visit, names of its events, and its transition table.

use super::super::actor::ActorRole as R;
use super::super::machine::Row;
use super::super::word::named;

named! {
    /// Where a visit stands.
    pub enum VisitStage {
        /// Before it is planned.
        NotPlanned = "not_planned", "ยังไม่มีแผน", "not planned";
        /// In the centre's plan.
        Planned = "planned", "วางแผนแล้ว", "planned";
        /// The agency knows.
        Announced = "announced", "แจ้งหน่วยงานแล้ว", "announced";
        /// The pre-visit pack is fixed.
        DossierFixed = "dossier_fixed", "จัดทำแฟ้มข้อมูลแล้ว", "dossier fixed";
        /// The team is there.
        OnSite = "on_site", "อยู่ระหว่างตรวจเยี่ยม", "on site";
        /// At least one finding waits for a response.
        FindingsRecorded = "findings_recorded", "บันทึกข้อค้นพบแล้ว", "findings recorded";
        /// The agency has responded to all.
        Responded = "responded", "หน่วยงานชี้แจงแล้ว", "agency responded";
        /// Done.
        Closed = "closed", "ปิดการตรวจเยี่ยม", "closed";
        /// Did not take place.
        Cancelled = "cancelled", "ยกเลิก", "cancelled";
    }
}

named! {
    /// Names of the events.
    pub enum VisitEventName {
        /// → planned.
        Plan = "plan", "วางแผนตรวจเยี่ยม", "plan";
        /// → announced.
        Announce = "announce", "แจ้งหน่วยงาน", "announce";
        /// → dossier fixed.
        FixDossier = "fix_dossier", "จัดทำแฟ้มข้อมูล", "fix the dossier";
        /// → on site.
        Arrive = "arrive", "เริ่มตรวจเยี่ยม", "arrive";
        /// → findings recorded, responded.
        RecordFindings = "record_findings", "บันทึกข้อค้นพบ", "record findings";
        /// → findings recorded, responded.
        Respond = "respond", "ชี้แจงข้อค้นพบ", "respond";
        /// → closed.
        Close = "close", "ปิดการตรวจเยี่ยม", "close";
        /// → cancelled.
        Cancel = "cancel", "ยกเลิกการตรวจเยี่ยม", "cancel";
    }
}

use VisitEventName as E;
use VisitStage as S;

const CENTRE: &[R] = &[R::OpdcOfficer, R::Reviewer, R::VisitTeam];
const LEADERS: &[R] = &[R::OpdcOfficer, R::VisitTeam];
const RECORDED: &[S] = &[S::FindingsRecorded, S::Responded];

/// All transitions.
pub(super) const TABLE: &[Row<S, E>] = &[
    Row { from: &[S::NotPlanned], event: E::Plan, roles: CENTRE, to: &[S::Planned] },
    Row { from: &[S::Planned], event: E::Announce, roles: LEADERS, to: &[S::Announced] },
    Row { from: &[S::Announced], event: E::FixDossier, roles: CENTRE, to: &[S::DossierFixed] },
    Row { from: &[S::DossierFixed], event: E::Arrive, roles: &[R::VisitTeam], to: &[S::OnSite] },
    Row {
        from: &[S::OnSite, S::FindingsRecorded, S::Responded],
        event: E::RecordFindings,
        roles: &[R::VisitTeam],
        to: RECORDED,
    },
    Row {
        from: &[S::FindingsRecorded],
        event: E::Respond,
        roles: &[R::Supervisor, R::PaUnit, R::DepartmentHead, R::Governor],
        to: RECORDED,
    },
    Row { from: RECORDED, event: E::Close, roles: LEADERS, to: &[S::Closed] },
    Row { from: &[S::Planned, S::Announced, S::DossierFixed], event: E::Cancel, roles: CENTRE, to: &[S::Cancelled] },
];
