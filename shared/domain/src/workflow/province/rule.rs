//! Why a step of a province's negotiation is refused although the table allows it.

use super::super::refusal::{english, explained};
use super::MAX_PROPOSALS;
use crate::explain::{Explain, Explanation};
use crate::ids::IndicatorNumber;

/// Conditions of a province's negotiation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum ProvinceRule {
    /// A number given to another proposal.
    NumberTaken(u16),
    /// Too many proposals.
    TooMany,
    /// Not an indicator of the list.
    NotListed(IndicatorNumber),
    /// Two proposals for one indicator of the list.
    ListedTwice(IndicatorNumber),
    /// Nothing to submit.
    NothingProposed,
    /// No such proposal.
    Unknown(u16),
    /// Checked before.
    CheckedAlready(u16),
    /// It names no indicator of the list.
    OffList(u16),
    /// Not checked yet.
    NotChecked(u16),
    /// On the list, so there is nothing to negotiate.
    OnList(u16),
    /// Decided before.
    DecidedAlready(u16),
    /// Nothing would be left.
    LastWithdrawn,
}

impl Explain for ProvinceRule {
    fn explain(&self) -> Explanation {
        match self {
            Self::NumberTaken(n) => explained(
                "proposal-number-taken",
                format!("proposal {n}"),
                (format!("มีข้อเสนอลำดับที่ {n} แล้ว"), format!("proposal {n} exists already")),
                ("กรุณาใช้ลำดับอื่น", "use another number"),
            ),
            Self::TooMany => explained(
                "too-many-proposals",
                "proposal",
                (
                    format!("เสนอได้ไม่เกิน {MAX_PROPOSALS} ตัวชี้วัด"),
                    format!("at most {MAX_PROPOSALS} indicators are proposed"),
                ),
                ("กรุณาเสนอเฉพาะตัวชี้วัดที่สำคัญ", "propose only those that matter"),
            ),
            Self::NotListed(n) => explained(
                "indicator-not-on-list",
                format!("listed {n}"),
                (format!("รายการที่เห็นชอบไม่มีตัวชี้วัดที่ {n}"), format!("the approved list has no indicator {n}")),
                (
                    "กรุณาเลือกจากรายการ หรือเสนอเป็นตัวชี้วัดนอกรายการ",
                    "choose one of the list, or propose it as one off the list",
                ),
            ),
            Self::ListedTwice(n) => explained(
                "indicator-proposed-twice",
                format!("listed {n}"),
                (
                    format!("มีข้อเสนอสำหรับตัวชี้วัดที่ {n} ของรายการแล้ว"),
                    format!("another proposal has indicator {n} of the list"),
                ),
                ("กรุณาเสนอตัวชี้วัดละหนึ่งครั้ง", "propose each indicator once"),
            ),
            Self::NothingProposed => explained(
                "nothing-proposed",
                "proposal",
                ("ยังไม่มีข้อเสนอตัวชี้วัด".into(), "no indicator is proposed".into()),
                ("กรุณาเสนออย่างน้อยหนึ่งตัวชี้วัด", "propose at least one"),
            ),
            Self::Unknown(n) => explained(
                "proposal-unknown",
                format!("proposal {n}"),
                (format!("ไม่มีข้อเสนอลำดับที่ {n}"), format!("there is no proposal {n}")),
                ("กรุณาระบุข้อเสนอที่มีอยู่", "name one that exists"),
            ),
            Self::CheckedAlready(n) => explained(
                "proposal-checked-already",
                format!("proposal {n}"),
                (format!("ตรวจสอบข้อเสนอลำดับที่ {n} แล้ว"), format!("proposal {n} is checked already")),
                ("กรุณาตรวจสอบข้อเสนอที่ยังไม่ได้ตรวจ", "check one that is not"),
            ),
            Self::OffList(n) => explained(
                "proposal-off-list",
                format!("proposal {n}"),
                (
                    format!("ข้อเสนอลำดับที่ {n} ไม่ได้อ้างตัวชี้วัดในรายการ"),
                    format!("proposal {n} names no indicator of the list"),
                ),
                ("กรุณาบันทึกว่าไม่อยู่ในรายการ แล้วเจรจา", "find it off the list and negotiate it"),
            ),
            Self::NotChecked(n) => explained(
                "proposal-not-checked",
                format!("proposal {n}"),
                (format!("ยังไม่ได้ตรวจสอบข้อเสนอลำดับที่ {n}"), format!("proposal {n} is not checked yet")),
                ("กรุณาตรวจสอบก่อนเจรจา", "check it before negotiating"),
            ),
            Self::OnList(n) => explained(
                "on-list-not-negotiated",
                format!("proposal {n}"),
                (
                    format!("ข้อเสนอลำดับที่ {n} อยู่ในรายการที่เห็นชอบแล้ว จึงไม่มีการเจรจา"),
                    format!("proposal {n} is on the approved list and therefore not negotiated"),
                ),
                ("กรุณาเจรจาเฉพาะตัวชี้วัดนอกรายการ", "negotiate only those off the list"),
            ),
            Self::DecidedAlready(n) => explained(
                "proposal-decided-already",
                format!("proposal {n}"),
                (format!("ข้อเสนอลำดับที่ {n} มีข้อยุติแล้ว"), format!("proposal {n} is decided already")),
                ("กรุณาเจรจาข้อเสนอที่ยังไม่มีข้อยุติ", "negotiate one that is not"),
            ),
            Self::LastWithdrawn => explained(
                "last-proposal-withdrawn",
                "proposal",
                (
                    "ถอนข้อเสนอสุดท้ายไม่ได้ คำรับรองต้องมีตัวชี้วัด".into(),
                    "the last proposal cannot be withdrawn: an agreement has indicators".into(),
                ),
                ("กรุณาแทนด้วยตัวชี้วัดในรายการ", "replace it by an indicator of the list"),
            ),
        }
    }
}
