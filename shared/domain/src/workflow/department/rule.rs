//! Why a step of a department's negotiation is refused although the table allows it.

use super::super::refusal::{english, explained};
use super::super::word::Named;
use super::event::Point;
use crate::explain::{Explain, Explanation};
use crate::ids::IndicatorNumber;

/// Conditions of a department's negotiation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum DepartmentRule {
    /// No such indicator.
    Unknown(IndicatorNumber),
    /// Set by its host.
    Internal(IndicatorNumber),
    /// External, but not effectiveness.
    Quality(IndicatorNumber),
    /// A refusal of nothing.
    NothingDisputed,
    /// Nothing new.
    DisputedAlready(IndicatorNumber, Point),
    /// Nothing to settle.
    SettledAlready(IndicatorNumber, Point),
    /// Too early to close.
    YearNotOver,
}

impl Explain for DepartmentRule {
    fn explain(&self) -> Explanation {
        match self {
            Self::Unknown(number) => explained(
                "indicator-unknown",
                format!("indicator {number}"),
                (format!("ร่างคำรับรองไม่มีตัวชี้วัดที่ {number}"), format!("the draft has no indicator {number}")),
                ("กรุณาระบุตัวชี้วัดที่อยู่ในร่าง", "name an indicator of the draft"),
            ),
            Self::Internal(number) => explained(
                "internal-indicator-not-negotiated",
                format!("indicator {number}"),
                (
                    format!("ตัวชี้วัดที่ {number} อยู่ในมิติภายใน ซึ่งหน่วยงานเจ้าภาพเป็นผู้กำหนดและไม่มีการเจรจา"),
                    format!(
                        "indicator {number} belongs to the internal dimension, which hosts set and nobody negotiates"
                    ),
                ),
                (
                    "กรุณาเจรจาเฉพาะตัวชี้วัดประสิทธิผลของมิติภายนอก",
                    "negotiate effectiveness indicators of the external dimension only",
                ),
            ),
            Self::Quality(number) => explained(
                "quality-indicator-not-negotiated",
                format!("indicator {number}"),
                (
                    format!("ตัวชี้วัดที่ {number} เป็นการประเมินคุณภาพ ซึ่งไม่มีการเจรจา"),
                    format!("indicator {number} measures quality, which is not negotiated"),
                ),
                (
                    "กรุณาเจรจาเฉพาะตัวชี้วัดประสิทธิผลของมิติภายนอก",
                    "negotiate effectiveness indicators of the external dimension only",
                ),
            ),
            Self::NothingDisputed => explained(
                "nothing-disputed",
                "disputed",
                (
                    "การปฏิเสธต้องระบุประเด็นที่โต้แย้งอย่างน้อยหนึ่งประเด็น".into(),
                    "a refusal names at least one disputed point".into(),
                ),
                (
                    "กรุณาระบุชื่อ ค่าเป้าหมาย น้ำหนัก หรือเกณฑ์ของตัวชี้วัดที่โต้แย้ง",
                    "name the indicator and its name, target, weight or criteria",
                ),
            ),
            Self::DisputedAlready(number, point) => explained(
                "point-disputed-already",
                format!("indicator {number} {}", point.word().code),
                (
                    format!("{}ของตัวชี้วัดที่ {number} อยู่ระหว่างโต้แย้งแล้ว", point.word().th),
                    format!("the {} of indicator {number} is disputed already", point.word().en),
                ),
                ("กรุณารอการยุติประเด็นนี้", "wait until it is settled"),
            ),
            Self::SettledAlready(number, point) => explained(
                "point-settled-already",
                format!("indicator {number} {}", point.word().code),
                (
                    format!("{}ของตัวชี้วัดที่ {number} ไม่มีข้อโต้แย้ง", point.word().th),
                    format!("the {} of indicator {number} is not disputed", point.word().en),
                ),
                ("กรุณายุติเฉพาะประเด็นที่โต้แย้ง", "settle disputed points only"),
            ),
            Self::YearNotOver => explained(
                "year-not-over",
                "fiscal_year",
                ("ยังไม่สิ้นปีงบประมาณ".into(), "the fiscal year is not over".into()),
                ("กรุณาปิดหลังวันที่ 30 กันยายน", "close it after 30 September"),
            ),
        }
    }
}
