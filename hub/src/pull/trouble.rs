//! Why a link does not work, in words for an operator: what happened, and what to do.

use ges_domain::text::Text;
use ges_journal::witness::Refusal;
use ges_ledger::LedgerError;
use ges_proto::batch::BatchError;
use ges_runtime::net::DialError;
use ges_store::StoreError;

/// Why a session with a node ended.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It could not be reached, or somebody else answered.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The connection was cut, or the node is stopping.
    #[error("the connection was cut ({0}); it is dialled again by itself")]
    Cut(String),
    /// The node answered with an error.
    #[error("the node answered {code}: {message}")]
    Answer {
        /// The gRPC code.
        code: tonic::Code,
        /// What it said.
        message: String,
    },
    /// Nothing came for too long.
    #[error("the node says nothing although the connection stands; it is dialled again")]
    Silent,
    /// No common protocol version.
    #[error("the node speaks protocol {offered}, this hub {min} to {max}: upgrade the older of both")]
    Protocol {
        /// What the node answered.
        offered: u32,
        /// Oldest understood here.
        min: u32,
        /// Newest understood here.
        max: u32,
    },
    /// A frame nobody can read.
    #[error("the node sent something that is not part of the protocol: {0}")]
    Malformed(String),
    /// Identity in the answer is not the one in the certificate.
    #[error("the node says it is `{found}` but was enrolled as `{expected}`")]
    Identity {
        /// As enrolled.
        expected: String,
        /// As answered.
        found: String,
    },
    /// A certificate that was good once: revoked, or of before the last enrolment.
    #[error(
        "the node shows a certificate that is no longer accepted: it must enrol again, or be restarted with its newest one"
    )]
    Certificate,
    /// Its journal is signed with another key than the one enrolled.
    #[error("the journal is signed with another key than the one the operator confirmed")]
    Key,
    /// An older epoch than the one mirrored, or a log of somebody else.
    #[error("the node offers the log {offered}, but {known} is already mirrored")]
    OlderEpoch {
        /// Mirrored here.
        known: String,
        /// Offered.
        offered: String,
    },
    /// A new epoch whose first record does not truthfully continue the one before.
    #[error("the log {offered} does not begin with a record that continues {known} at a size and root known here")]
    Discontinued {
        /// Mirrored here.
        known: String,
        /// Offered.
        offered: String,
    },
    /// A batch or head was not believed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A batch was malformed.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The hub's own store failed.
    #[error(transparent)]
    Ledger(LedgerError),
}

impl From<LedgerError> for LinkError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Refused(refusal) => Self::Refused(refusal),
            LedgerError::Batch(batch) => Self::Batch(batch),
            other => Self::Ledger(other),
        }
    }
}

impl From<StoreError> for LinkError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

impl LinkError {
    /// A short name for counters, alarms and REST; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Dial(DialError::Unreachable { .. }) => "unreachable",
            Self::Dial(DialError::TimedOut { .. }) => "timed-out",
            Self::Dial(DialError::AnotherAgency { .. }) => "another-agency",
            Self::Dial(DialError::Expired { .. }) => "certificate-expired",
            Self::Dial(DialError::UnknownAuthority { .. }) => "unknown-authority",
            Self::Dial(DialError::Certificate { .. }) => "certificate",
            Self::Dial(DialError::Handshake { .. }) => "handshake",
            Self::Dial(DialError::Connection(_)) | Self::Cut(_) => "cut",
            Self::Answer { .. } => "answer",
            Self::Silent => "silent",
            Self::Protocol { .. } => "protocol",
            Self::Malformed(_) => "malformed",
            Self::Identity { .. } => "identity",
            Self::Certificate => "certificate-replaced",
            Self::Key => "wrong-key",
            Self::OlderEpoch { .. } => "older-epoch",
            Self::Discontinued { .. } => "discontinued",
            Self::Refused(refusal) => refusal.code(),
            Self::Batch(_) => "batch",
            Self::Ledger(LedgerError::Store(error)) => error.code(),
            Self::Ledger(_) => "ledger",
        }
    }

    /// Whether it is evidence against the node that a person has to look at. Nothing of what came was kept, nothing
    /// that was verified before is lost.
    pub fn is_alarm(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_alarm(),
            Self::Identity { .. } | Self::Key | Self::OlderEpoch { .. } | Self::Discontinued { .. } => true,
            _ => false,
        }
    }

    /// Whether trying again at once is pointless: the other side has to be mended first.
    pub fn is_slow(&self) -> bool {
        self.is_alarm()
            || matches!(
                self,
                Self::Refused(_)
                    | Self::Certificate
                    | Self::Batch(_)
                    | Self::Malformed(_)
                    | Self::Protocol { .. }
                    | Self::Dial(
                        DialError::AnotherAgency { .. }
                            | DialError::UnknownAuthority { .. }
                            | DialError::Certificate { .. }
                    )
                    | Self::Answer { code: tonic::Code::Unimplemented | tonic::Code::PermissionDenied, .. }
            )
    }

    /// What happened and what to do, in Thai and English.
    pub fn words(&self) -> Text {
        let english = self.to_string();
        let thai = match self {
            Self::Dial(error) => dial_in_thai(error),
            Self::Cut(_) => "สายขาด ระบบจะต่อใหม่เอง ท่านไม่ต้องทำอะไร".into(),
            Self::Answer { code, message } => {
                format!("ระบบของหน่วยงานตอบว่าผิดพลาด ({code:?}: {message}) ระบบจะลองใหม่เอง")
            }
            Self::Silent => "สายยังต่ออยู่แต่หน่วยงานเงียบไป ระบบจะต่อใหม่เอง".into(),
            Self::Protocol { offered, min, max } => {
                format!("หน่วยงานใช้โพรโทคอลรุ่น {offered} ส่วนกลางรองรับ {min} ถึง {max} กรุณาปรับรุ่นฝ่ายที่เก่ากว่า")
            }
            Self::Malformed(_) => "หน่วยงานส่งสิ่งที่อ่านไม่ได้ ไม่ได้เก็บไว้ กรุณาตรวจรุ่นโปรแกรมของหน่วยงาน".into(),
            Self::Identity { expected, found } => {
                format!("ปลายทางแจ้งว่าเป็น {found} แต่ลงทะเบียนไว้เป็น {expected} กรุณาตรวจที่อยู่ของหน่วยงาน")
            }
            Self::Certificate => "หน่วยงานแสดงใบรับรองที่ใช้ไม่ได้แล้ว กรุณาลงทะเบียนใหม่ หรือเปิดระบบใหม่ด้วยใบรับรองล่าสุด".into(),
            Self::Key => "สมุดบันทึกลงนามด้วยกุญแจอื่นจากที่ยืนยันไว้ ไม่รับข้อมูล กรุณาติดต่อผู้ดูแลระบบของหน่วยงาน".into(),
            Self::OlderEpoch { known, offered } => {
                format!("หน่วยงานเสนอสมุดบันทึก {offered} แต่ส่วนกลางมี {known} แล้ว อาจกู้คืนจากสำเนาเก่า ไม่รับข้อมูล")
            }
            Self::Discontinued { known, offered } => {
                format!("สมุดบันทึก {offered} ไม่ได้ต่อจาก {known} ตามที่ส่วนกลางรู้ ไม่รับข้อมูล กรุณาติดต่อหน่วยงาน")
            }
            Self::Refused(refusal) => {
                let mut text = refusal.explain().th;
                text.push_str(if refusal.is_alarm() {
                    " หยุดรับข้อมูลใหม่จากหน่วยงานนี้ ข้อมูลเดิมครบถ้วน กรุณาติดต่อผู้ดูแลระบบของหน่วยงาน"
                } else {
                    " ไม่ได้เก็บไว้ ระบบจะขอใหม่เอง"
                });
                text
            }
            Self::Batch(_) => "ชุดข้อมูลผิดรูปแบบ ไม่ได้เก็บไว้ กรุณาตรวจรุ่นโปรแกรมของหน่วยงาน".into(),
            Self::Ledger(_) => "ที่เก็บข้อมูลของส่วนกลางขัดข้อง ระบบจะลองใหม่เอง ผู้ดูแลส่วนกลางกรุณาตรวจ ges-hub doctor".into(),
        };
        let english = match self {
            Self::Refused(refusal) if refusal.is_alarm() => format!(
                "{english}; nothing new is taken from this agency, what was verified before is intact: ask the agency's administrator"
            ),
            _ => english,
        };
        Text::new(thai, english)
    }
}

fn dial_in_thai(error: &DialError) -> String {
    match error {
        DialError::Unreachable { address, .. } => {
            format!("ติดต่อ {address} ไม่ได้ กรุณาตรวจที่อยู่ ไฟร์วอลล์ และว่าระบบของหน่วยงานเปิดอยู่")
        }
        DialError::TimedOut { address, seconds } => {
            format!("{address} ไม่ตอบภายใน {seconds} วินาที อาจมีไฟร์วอลล์ขวางหรือระบบมีภาระมาก")
        }
        DialError::AnotherAgency { address, expected, found } => {
            format!("ใบรับรองเป็นของหน่วยงานอื่น: {address} แสดง {found} แต่ควรเป็น {expected} กรุณาตรวจที่อยู่")
        }
        DialError::Expired { address } => format!("ใบรับรองของ {address} หมดอายุ หน่วยงานต้องต่ออายุ"),
        DialError::UnknownAuthority { address } => {
            format!("ใบรับรองของ {address} ไม่ได้ออกโดยส่วนกลางนี้ หน่วยงานต้องลงทะเบียนใหม่")
        }
        DialError::Certificate { address, .. } => format!("ใบรับรองของ {address} ใช้ไม่ได้ หน่วยงานต้องลงทะเบียนใหม่"),
        DialError::Handshake { address, .. } => format!("เริ่มการเข้ารหัสกับ {address} ไม่สำเร็จ ระบบจะลองใหม่เอง"),
        DialError::Connection(_) => "สายขาด ระบบจะต่อใหม่เอง ท่านไม่ต้องทำอะไร".into(),
    }
}
