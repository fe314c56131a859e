//! Why a step of the CIO's duty is refused although the table allows it.

use super::super::refusal::{english, explained};
use super::super::wording::Line;
use crate::calendar::{FiscalYear, Round};
use crate::explain::{Explain, Explanation};

/// Conditions of the CIO's duty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum CioRule {
    /// In office before the one before.
    BeforePrevious,
    /// No CIO at that time.
    NobodyInCharge,
    /// A delegate delegates.
    DelegateDelegates,
    /// A number given to another delegation.
    NumberTaken(u32),
    /// Over before it is recorded.
    DelegationOver,
    /// No such delegation.
    Unknown(u32),
    /// Taken back before.
    RevokedAlready(u32),
    /// Declared before.
    DueAlready(FiscalYear, Round),
    /// Not the CIO, and no delegate at that time.
    NotInCharge(Line),
    /// Nothing to attest.
    NothingDue(FiscalYear, Round),
    /// Nothing to return any more.
    AttestedAlready(FiscalYear, Round),
    /// A limit; which.
    TooMany(&'static str),
}

impl Explain for CioRule {
    fn explain(&self) -> Explanation {
        let round_of = |year: &FiscalYear, round: &Round| format!("{year} {}", round.months());
        match self {
            Self::BeforePrevious => explained(
                "appointed-before-previous",
                "from",
                ("การแต่งตั้งมีผลก่อนการแต่งตั้งครั้งก่อน".into(), "the appointment begins before the one before".into()),
                ("กรุณาระบุวันที่ไม่ก่อนการแต่งตั้งครั้งก่อน", "give a date not before it"),
            ),
            Self::NobodyInCharge => explained(
                "nobody-in-charge",
                "actor",
                ("ในเวลานั้นไม่มี CIO".into(), "nobody is CIO at that time".into()),
                ("กรุณาแต่งตั้ง CIO ก่อน", "appoint a CIO first"),
            ),
            Self::DelegateDelegates => explained(
                "delegate-may-not-delegate",
                "actor",
                ("ผู้ทำการแทนมอบหมายต่อหรือยกเลิกการมอบหมายไม่ได้".into(), "a delegate neither delegates nor revokes".into()),
                ("กรุณาให้ CIO หรือหัวหน้าหน่วยงานเป็นผู้มอบหมาย", "leave it to the CIO or the head of the agency"),
            ),
            Self::NumberTaken(n) => explained(
                "delegation-number-taken",
                format!("delegation {n}"),
                (format!("มีการมอบหมายที่ {n} แล้ว"), format!("delegation {n} exists already")),
                ("กรุณาใช้ลำดับอื่น", "use another number"),
            ),
            Self::DelegationOver => explained(
                "delegation-over",
                "until",
                ("การมอบหมายสิ้นสุดก่อนเวลาที่บันทึก".into(), "the delegation is over before it is recorded".into()),
                ("กรุณาระบุวันสิ้นสุดในอนาคต", "give an end in the future"),
            ),
            Self::Unknown(n) => explained(
                "delegation-unknown",
                format!("delegation {n}"),
                (format!("ไม่มีการมอบหมายที่ {n}"), format!("there is no delegation {n}")),
                ("กรุณาระบุการมอบหมายที่มีอยู่", "name one that exists"),
            ),
            Self::RevokedAlready(n) => explained(
                "delegation-revoked-already",
                format!("delegation {n}"),
                (format!("ยกเลิกการมอบหมายที่ {n} แล้ว"), format!("delegation {n} is revoked already")),
                ("กรุณาตรวจสอบรายการมอบหมาย", "look at the list of delegations"),
            ),
            Self::DueAlready(year, round) => explained(
                "attestation-due-already",
                round_of(year, round),
                ("แจ้งกำหนดการรับรองรอบนี้แล้ว".into(), "the attestation of this round was declared due already".into()),
                ("กรุณาใช้กำหนดเดิม", "keep to that date"),
            ),
            Self::NotInCharge(person) => explained(
                "not-in-charge",
                "actor person",
                (
                    format!("ในเวลานั้น “{person}” ไม่ใช่ CIO หรือผู้ทำการแทน"),
                    format!("`{person}` is neither CIO nor a delegate at that time"),
                ),
                ("กรุณาให้ CIO หรือผู้ที่ได้รับมอบหมายเป็นผู้รับรอง", "leave it to the CIO or a delegate, or delegate first"),
            ),
            Self::NothingDue(year, round) => explained(
                "nothing-due",
                round_of(year, round),
                ("รอบนี้ยังไม่มีกำหนดการรับรอง".into(), "no attestation of this round is due".into()),
                ("กรุณาแจ้งกำหนดการรับรองก่อน", "declare it due first"),
            ),
            Self::AttestedAlready(year, round) => explained(
                "attested-already",
                round_of(year, round),
                ("รับรองรอบนี้แล้ว จึงส่งกลับไม่ได้".into(), "the round is attested and cannot be returned".into()),
                ("กรุณาแก้ไขเป็นฉบับใหม่พร้อมเหตุผล", "correct it as a new version with a reason"),
            ),
            Self::TooMany(what) => explained(
                "too-many-of-a-kind",
                *what,
                ("บันทึกประเภทนี้มีจำนวนเกินกำหนด".into(), "there are too many records of this kind".into()),
                ("กรุณาติดต่อผู้ดูแลระบบ", "ask the administrator"),
            ),
        }
    }
}
