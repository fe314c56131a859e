//! Why a step of a visit is refused although the table allows it.

use super::super::refusal::{english, explained};
use super::MAX_FINDINGS;
use crate::explain::{Explain, Explanation};
use crate::ids::IndicatorNumber;

/// Conditions of visits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum VisitRule {
    /// Responses due before the findings are recorded.
    RespondInThePast,
    /// Too many findings.
    TooManyFindings,
    /// A number given to another finding.
    NumberTaken(u16),
    /// An indicator the visit is not about.
    NotVisited(IndicatorNumber),
    /// No such finding.
    Unknown(u16),
    /// A response again.
    RespondedAlready(u16),
    /// Too early to close.
    ResponsesDue,
}

impl Explain for VisitRule {
    fn explain(&self) -> Explanation {
        match self {
            Self::RespondInThePast => explained(
                "responses-due-in-the-past",
                "respond_by",
                ("กำหนดชี้แจงต้องอยู่หลังการบันทึกข้อค้นพบ".into(), "responses are due before the findings are recorded".into()),
                ("กรุณากำหนดวันชี้แจงในอนาคต", "give a date in the future"),
            ),
            Self::TooManyFindings => explained(
                "too-many-findings",
                "findings",
                (
                    format!("บันทึกข้อค้นพบได้ไม่เกิน {MAX_FINDINGS} ข้อ"),
                    format!("at most {MAX_FINDINGS} findings are recorded"),
                ),
                ("กรุณารวมข้อค้นพบที่เป็นเรื่องเดียวกัน", "bring findings about the same matter together"),
            ),
            Self::NumberTaken(n) => explained(
                "finding-number-taken",
                format!("finding {n}"),
                (format!("มีข้อค้นพบที่ {n} แล้ว"), format!("finding {n} exists already")),
                ("กรุณาใช้ลำดับอื่น", "use another number"),
            ),
            Self::NotVisited(n) => explained(
                "finding-outside-visit",
                format!("indicator {n}"),
                (format!("การตรวจเยี่ยมนี้ไม่ครอบคลุมตัวชี้วัดที่ {n}"), format!("the visit is not about indicator {n}")),
                ("กรุณาบันทึกเฉพาะตัวชี้วัดที่อยู่ในแผน", "record findings about planned indicators only"),
            ),
            Self::Unknown(n) => explained(
                "finding-unknown",
                format!("finding {n}"),
                (format!("ไม่มีข้อค้นพบที่ {n}"), format!("there is no finding {n}")),
                ("กรุณาระบุข้อค้นพบที่มีอยู่", "name one that exists"),
            ),
            Self::RespondedAlready(n) => explained(
                "finding-responded-already",
                format!("finding {n}"),
                (format!("ชี้แจงข้อค้นพบที่ {n} แล้ว"), format!("finding {n} has a response already")),
                ("กรุณาชี้แจงข้อที่ยังไม่ได้ชี้แจง", "respond to one that has none"),
            ),
            Self::ResponsesDue => explained(
                "responses-still-due",
                "respond_by",
                ("ยังไม่พ้นกำหนดชี้แจงของหน่วยงาน".into(), "the agency's time to respond is not over".into()),
                ("กรุณารอคำชี้แจงหรือให้พ้นกำหนด", "wait for the responses or the end of that time"),
            ),
        }
    }
}
