//! Why a version of an agreement is refused although the table allows it.

use super::super::refusal::{english, explained};
use super::MAX_VERSIONS;
use crate::explain::{Explain, Explanation};

/// Conditions of versions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum AgreementRule {
    /// A number that exists.
    Taken {
        /// As given.
        number: u32,
        /// The next free one.
        next: u32,
    },
    /// A number too far on.
    Gap {
        /// As given.
        number: u32,
        /// The next free one.
        next: u32,
    },
    /// In force before the version it amends.
    BeforePrevious,
    /// Too many.
    TooMany,
}

impl Explain for AgreementRule {
    fn explain(&self) -> Explanation {
        match self {
            Self::Taken { number, next } => explained(
                "version-taken",
                "version",
                (
                    format!("มีคำรับรองฉบับที่ {number} แล้ว ฉบับถัดไปคือฉบับที่ {next}"),
                    format!("version {number} exists already; the next one is {next}"),
                ),
                (
                    "กรุณาตรวจสอบฉบับที่มีอยู่ แล้วบันทึกเป็นฉบับถัดไป",
                    "look at the version that exists and record yours as the next one",
                ),
            ),
            Self::Gap { number, next } => explained(
                "version-gap",
                "version",
                (
                    format!("ฉบับที่ {number} ข้ามลำดับ ฉบับถัดไปคือฉบับที่ {next}"),
                    format!("version {number} leaves a gap; the next one is {next}"),
                ),
                ("กรุณาใช้หมายเลขฉบับถัดไป", "use the next number"),
            ),
            Self::BeforePrevious => explained(
                "effective-before-previous",
                "effective_from",
                ("ฉบับแก้ไขมีผลก่อนฉบับก่อนหน้า".into(), "the amendment is in force before the version it amends".into()),
                ("กรุณาระบุรอบและวันที่มีผลไม่ก่อนฉบับก่อนหน้า", "give a round and date not before those of the version before"),
            ),
            Self::TooMany => explained(
                "too-many-versions",
                "version",
                (
                    format!("คำรับรองมีได้ไม่เกิน {MAX_VERSIONS} ฉบับ"),
                    format!("an agreement has at most {MAX_VERSIONS} versions"),
                ),
                ("กรุณารวมการแก้ไขหลายเรื่องไว้ในฉบับเดียว", "bring several changes into one version"),
            ),
        }
    }
}
