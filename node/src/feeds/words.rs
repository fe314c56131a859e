//! What is wrong with a feed's file, in Thai.

use ges_domain::explain::{Explain, Explanation, Place};

use super::{FeedFileError, MAX_FILE};

impl Explain for FeedFileError {
    fn explain(&self) -> Explanation {
        let place = Place::default();
        let (code, rule, remedy) = match self {
            Self::Name(name) => {
                ("feed-name", format!("ชื่อแหล่งข้อมูล “{name}” ใช้ไม่ได้"), "กรุณาใช้อักษร a-z ตัวเลข และ - ไม่เกิน 40 ตัว")
            }
            Self::Missing(path) => ("feed-missing", format!("ไม่มีไฟล์ {}", path.display()), "กรุณาสร้างไฟล์แหล่งข้อมูลก่อน"),
            Self::Form { path, line, reason } => (
                "feed-form",
                format!("ไฟล์ {} บรรทัด {line} ไม่ถูกต้อง ({reason})", path.display()),
                "กรุณาแก้ไขไฟล์ แล้วทดลองอ่านใหม่",
            ),
            Self::TooLarge(path) => (
                "feed-file-size",
                format!("ไฟล์ {} ใหญ่เกิน {} KiB", path.display(), MAX_FILE >> 10),
                "กรุณาแบ่งเป็นหลายแหล่งข้อมูล",
            ),
            Self::Secret(name) => (
                "feed-secret",
                format!("ไฟล์ keys/feed-{name}.secret ใช้ไม่ได้"),
                "กรุณาใส่ความลับบรรทัดเดียว ยาวไม่เกิน 4,096 ไบต์",
            ),
            Self::File(error) => {
                ("feed-file", format!("อ่านไฟล์ไม่ได้ ({error})"), "กรุณาตรวจสอบโฟลเดอร์และสิทธิของผู้ใช้ที่ระบบทำงานอยู่")
            }
        };
        Explanation::of(self, code, place, rule, remedy)
    }
}
