//! Why something that people do together is refused.

use crate::explain::{Explain, Explanation, Place};

/// The first rule that is broken; nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TogetherError {
    /// Not a place.
    #[error("`{0}` names no indicator, result, obstacle or document: open the form from the page it is about")]
    Anchor(String),
    /// Not a login.
    #[error("`{0}` is no login: choose a person of the list")]
    Login(String),
    /// The first record of a case does not open it.
    #[error("there is nothing under this address: open it from the list")]
    NotOpened,
    /// Opened twice.
    #[error("this was opened already: look at it, then go on there")]
    Opened,
    /// Not in this state.
    #[error("somebody has changed this meanwhile: look at its state, then decide again")]
    NotNow,
    /// Not this person's.
    #[error("only those whom this concerns may do it: ask the person in charge or the one who gave it")]
    NotYours,
    /// An answer to a post that is not in the thread.
    #[error("the post that is answered is not in this thread: answer one of those shown")]
    UnknownPost,
    /// Long enough.
    #[error("this has {0} entries, the most that are kept: close it and open a new one")]
    Full(usize),
    /// Handed to whoever has it.
    #[error("`{0}` has this task already: choose another person")]
    SamePerson(String),
}

impl Explain for TogetherError {
    fn explain(&self) -> Explanation {
        let of = |code, field: &str, rule: String, remedy: &str| {
            Explanation::of(self, code, Place::field(field), rule, remedy)
        };
        match self {
            Self::Anchor(text) => of(
                "anchor-unknown",
                "anchor",
                format!("“{text}” ไม่ใช่ตัวชี้วัด ผล อุปสรรค หรือเอกสาร"),
                "กรุณาเปิดแบบจากหน้าของเรื่องนั้น",
            ),
            Self::Login(text) => of("person-unknown", "to", format!("“{text}” ไม่ใช่ชื่อเข้าระบบ"), "กรุณาเลือกบุคคลจากรายการ"),
            Self::NotOpened => of("not-opened", "", "ไม่มีเรื่องตามที่อยู่นี้".into(), "กรุณาเปิดจากรายการ"),
            Self::Opened => of("opened-already", "", "เรื่องนี้เปิดไว้แล้ว".into(), "กรุณาดูเรื่องเดิมแล้วดำเนินการต่อ"),
            Self::NotNow => {
                of("changed-meanwhile", "", "มีผู้เปลี่ยนสถานะเรื่องนี้ก่อนท่าน".into(), "กรุณาดูสถานะปัจจุบันแล้วดำเนินการอีกครั้ง")
            }
            Self::NotYours => {
                of("not-yours", "", "เฉพาะผู้เกี่ยวข้องเท่านั้นที่ทำรายการนี้ได้".into(), "กรุณาแจ้งผู้รับผิดชอบหรือผู้มอบหมาย")
            }
            Self::UnknownPost => of("post-unknown", "to", "ข้อความที่ตอบไม่อยู่ในเรื่องหารือนี้".into(), "กรุณาตอบข้อความที่แสดงอยู่"),
            Self::Full(most) => of("full", "", format!("เรื่องนี้มีครบ {most} รายการแล้ว"), "กรุณาปิดเรื่องนี้แล้วเปิดเรื่องใหม่"),
            Self::SamePerson(login) => of("same-person", "to", format!("{login} รับผิดชอบงานนี้อยู่แล้ว"), "กรุณาเลือกบุคคลอื่น"),
        }
    }
}
