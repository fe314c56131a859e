//! Why a document could not be read, in words for the person who brought it.

use ges_domain::explain::{Explain, Explanation, Place};

/// Every way in which reading a document ends without a result. None of them stops the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// No bytes.
    #[error("the file is empty: send it again, or choose another one")]
    Empty,
    /// A content of no known kind.
    #[error("the file is of no kind that can be read: save it as PDF, DOCX, XLSX, PPTX, text, PNG or JPEG")]
    Unknown,
    /// A password is asked for.
    #[error("the file is protected with a password: save it without a password")]
    Encrypted,
    /// The content contradicts its kind.
    #[error("the file is damaged: open it in the program it was made with, and save it again")]
    Damaged,
    /// A page that is not there.
    #[error("the document has no such page: choose a page from the list")]
    NoSuchPage,
    /// Only PDF and image files have page images.
    #[error("documents of this kind have no page images: download the document to see it")]
    NoImage,
    /// More bytes than may be read.
    #[error("the file is larger than can be read: divide it into parts")]
    Large,
    /// More memory than may be used.
    #[error("reading the file needs more memory than allowed: divide it into parts, or save it as PDF")]
    Memory,
    /// More text, or a larger image, than may be handed over.
    #[error("the file holds more text than can be taken in: divide it into parts")]
    Output,
    /// More time than allowed.
    #[error("reading the file takes longer than allowed: divide it into parts, or save it as PDF")]
    TimedOut,
    /// The worker ended without an answer.
    #[error("the reader failed on this file: save it in another form, for example as PDF")]
    Crashed,
    /// All workers are busy.
    #[error("other documents are being read at this moment: try again in a minute")]
    Busy,
    /// The worker could not be started; nothing is known of the document.
    #[error("the reader could not be started: tell the administrator, who finds the reason in the log")]
    Unstartable,
}

impl Unread {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Empty,
        Self::Unknown,
        Self::Encrypted,
        Self::Damaged,
        Self::NoSuchPage,
        Self::NoImage,
        Self::Large,
        Self::Memory,
        Self::Output,
        Self::TimedOut,
        Self::Crashed,
        Self::Busy,
        Self::Unstartable,
    ];

    /// The name for programs, for example `document-damaged`; it never changes.
    pub fn code(self) -> &'static str {
        self.words().0
    }

    /// The reason of a [`code`](Self::code).
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Whether it is said of the document, and will be said again; otherwise trying again later may help.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Busy | Self::Unstartable)
    }

    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Empty => ("document-empty", "ไฟล์นี้ว่างเปล่า", "กรุณาส่งใหม่ หรือเลือกไฟล์อื่น"),
            Self::Unknown => {
                ("document-unknown", "ไฟล์นี้ไม่ใช่ชนิดที่อ่านได้", "กรุณาบันทึกเป็น PDF DOCX XLSX PPTX ข้อความ PNG หรือ JPEG")
            }
            Self::Encrypted => ("document-encrypted", "ไฟล์นี้มีรหัสผ่าน", "กรุณาบันทึกใหม่โดยไม่ใส่รหัสผ่าน"),
            Self::Damaged => ("document-damaged", "ไฟล์นี้เสียหาย", "กรุณาเปิดด้วยโปรแกรมที่สร้างไฟล์ แล้วบันทึกใหม่"),
            Self::NoSuchPage => ("document-no-such-page", "เอกสารนี้ไม่มีหน้าที่ระบุ", "กรุณาเลือกหน้าจากรายการ"),
            Self::NoImage => ("document-no-image", "เอกสารชนิดนี้ไม่มีภาพของหน้า", "กรุณาดาวน์โหลดเอกสารเพื่อเปิดดู"),
            Self::Large => ("document-large", "ไฟล์นี้ใหญ่เกินกว่าที่จะอ่านได้", "กรุณาแบ่งเป็นหลายไฟล์"),
            Self::Memory => {
                ("document-memory", "การอ่านไฟล์นี้ใช้หน่วยความจำมากกว่าที่กำหนด", "กรุณาแบ่งเป็นหลายไฟล์ หรือบันทึกเป็น PDF")
            }
            Self::Output => ("document-output", "ไฟล์นี้มีข้อความมากกว่าที่รับได้", "กรุณาแบ่งเป็นหลายไฟล์"),
            Self::TimedOut => {
                ("document-timed-out", "การอ่านไฟล์นี้ใช้เวลานานกว่าที่กำหนด", "กรุณาแบ่งเป็นหลายไฟล์ หรือบันทึกเป็น PDF")
            }
            Self::Crashed => ("document-crashed", "โปรแกรมอ่านเอกสารอ่านไฟล์นี้ไม่ได้", "กรุณาบันทึกในรูปแบบอื่น เช่น PDF"),
            Self::Busy => ("document-busy", "ขณะนี้กำลังอ่านเอกสารอื่นอยู่", "กรุณาลองใหม่ในอีกหนึ่งนาที"),
            Self::Unstartable => {
                ("document-unstartable", "เริ่มโปรแกรมอ่านเอกสารไม่ได้", "กรุณาแจ้งผู้ดูแลระบบ ซึ่งดูสาเหตุได้ในบันทึกของระบบ")
            }
        }
    }
}

impl Explain for Unread {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = self.words();
        Explanation::of(self, code, Place::default(), rule.into(), remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_told_in_both_languages_and_found_by_its_code() {
        for reason in Unread::ALL {
            crate::speaks_both_languages(&reason);
            assert_eq!(Unread::of_code(reason.code()), Some(reason));
        }
        assert_eq!(Unread::of_code("document-other"), None);
    }
}
