//! The reasons for which a mirror believes nothing of a batch, in words for its operator.

use ges_domain::text::Text;
use thiserror::Error;

use crate::{entry::HeaderError, note::CheckpointError};

/// Why a batch or a claimed head was refused. Nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The batch does not begin where the mirror ends.
    #[error("the batch begins at {got} where {expected} was expected: ask again from {expected}")]
    Gap {
        /// The first sequence the mirror does not have.
        expected: u64,
        /// The first sequence of the batch.
        got: u64,
    },
    /// The log signed a head smaller than one already verified.
    #[error(
        "the log signed a head of {offered} entries, but {known} are already verified: it was rolled back or restored without a new epoch"
    )]
    Rollback {
        /// How many entries are verified.
        known: u64,
        /// How many the log says it has.
        offered: u64,
    },
    /// What the log signed is not what the mirror holds and was sent.
    #[error(
        "the signed head at {size} entries does not agree with the entries verified or sent: the history was changed"
    )]
    Fork {
        /// The size at which they differ.
        size: u64,
    },
    /// The checkpoint is not signed with the log's key.
    #[error("the checkpoint is not signed with the key this log is known by")]
    BadSignature,
    /// The checkpoint is of another log.
    #[error("the checkpoint is of the log {got}, expected {expected}")]
    WrongLog {
        /// The log mirrored.
        expected: String,
        /// The origin of the checkpoint.
        got: String,
    },
    /// A body is not the one its header promises.
    #[error("the body of entry {sequence} is not the one its header promises")]
    BodyMismatch {
        /// Which entry.
        sequence: u64,
    },
    /// A header cannot be read.
    #[error("the header of entry {sequence} cannot be read: {source}")]
    Header {
        /// Which entry.
        sequence: u64,
        /// What is wrong with it.
        source: HeaderError,
    },
    /// A header stands at another place than it says.
    #[error("the header at place {expected} says it is entry {got}")]
    SequenceMismatch {
        /// Where it stands.
        expected: u64,
        /// Where it says it stands.
        got: u64,
    },
    /// The checkpoint cannot be read.
    #[error("the checkpoint cannot be read: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is not of the size at which the batch ends.
    #[error("the batch ends at {expected} entries, its checkpoint is of {got}")]
    SizeMismatch {
        /// How many entries there would be with the batch.
        expected: u64,
        /// How many the checkpoint says.
        got: u64,
    },
    /// An entry is larger than allowed.
    #[error("entry {sequence} has {size} bytes, more than an entry may have")]
    TooLarge {
        /// Which entry.
        sequence: u64,
        /// How many bytes it has.
        size: usize,
    },
    /// The batch ends inside a transaction.
    #[error("the batch ends at entry {sequence}, inside a transaction")]
    Unfinished {
        /// The last entry of the batch.
        sequence: u64,
    },
}

impl Refusal {
    /// A short name for counters, wire errors and alarms; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "gap",
            Self::Rollback { .. } => "rollback",
            Self::Fork { .. } => "fork",
            Self::BadSignature => "bad-signature",
            Self::WrongLog { .. } => "wrong-log",
            Self::BodyMismatch { .. } => "body-mismatch",
            Self::Header { .. } => "header",
            Self::SequenceMismatch { .. } => "sequence-mismatch",
            Self::Checkpoint(_) => "checkpoint",
            Self::SizeMismatch { .. } => "size-mismatch",
            Self::TooLarge { .. } => "too-large",
            Self::Unfinished { .. } => "unfinished",
        }
    }

    /// Whether trying again cannot help and a person has to look: the log's own signature stands
    /// under something that contradicts what was verified, or somebody else's stands there.
    pub fn is_alarm(&self) -> bool {
        match self {
            Self::Rollback { .. }
            | Self::Fork { .. }
            | Self::BadSignature
            | Self::WrongLog { .. }
            | Self::BodyMismatch { .. }
            | Self::SequenceMismatch { .. } => true,
            Self::Gap { .. }
            | Self::Header { .. }
            | Self::Checkpoint(_)
            | Self::SizeMismatch { .. }
            | Self::TooLarge { .. }
            | Self::Unfinished { .. } => false,
        }
    }

    /// The reason in Thai and English.
    pub fn explain(&self) -> Text {
        let thai = match self {
            Self::Gap { expected, got } => {
                format!("ชุดข้อมูลเริ่มที่รายการ {got} แต่ควรเริ่มที่ {expected} ให้ขอใหม่ตั้งแต่ {expected}")
            }
            Self::Rollback { known, offered } => format!(
                "บันทึกต้นทางลงนามไว้เพียง {offered} รายการ แต่ตรวจรับแล้ว {known} รายการ \
                 แสดงว่าถูกย้อนกลับ หรือกู้คืนโดยไม่ขึ้นรุ่นใหม่"
            ),
            Self::Fork { size } => {
                format!("ยอดที่ลงนามไว้ ณ รายการ {size} ไม่ตรงกับรายการที่ตรวจรับหรือที่ส่งมา แสดงว่าประวัติถูกแก้ไข")
            }
            Self::BadSignature => "ยอดสรุปไม่ได้ลงนามด้วยกุญแจของบันทึกนี้".to_owned(),
            Self::WrongLog { expected, got } => {
                format!("ยอดสรุปเป็นของบันทึก {got} แต่ควรเป็นของ {expected}")
            }
            Self::BodyMismatch { sequence } => {
                format!("เนื้อหาของรายการ {sequence} ไม่ตรงกับที่หัวรายการระบุ")
            }
            Self::Header { sequence, .. } => format!("อ่านหัวรายการ {sequence} ไม่ได้"),
            Self::SequenceMismatch { expected, got } => {
                format!("หัวรายการในลำดับ {expected} ระบุว่าเป็นรายการ {got}")
            }
            Self::Checkpoint(_) => "อ่านยอดสรุปที่ลงนามไม่ได้".to_owned(),
            Self::SizeMismatch { expected, got } => {
                format!("ชุดข้อมูลจบที่ {expected} รายการ แต่ยอดสรุประบุ {got} รายการ")
            }
            Self::TooLarge { sequence, size } => {
                format!("รายการ {sequence} มีขนาด {size} ไบต์ เกินกว่าที่อนุญาต")
            }
            Self::Unfinished { sequence } => {
                format!("ชุดข้อมูลจบที่รายการ {sequence} ซึ่งยังอยู่กลางธุรกรรม")
            }
        };
        Text::new(thai, self.to_string())
    }
}
