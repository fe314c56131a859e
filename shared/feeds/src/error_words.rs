//! Failed reads in Thai.

use ges_domain::explain::{Explain, Explanation, Place};

use crate::error::FeedError;

impl Explain for FeedError {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = words(self);
        Explanation::of(self, code, place(self), rule, remedy)
    }
}

fn place(error: &FeedError) -> Place {
    match error {
        FeedError::CellTooLong { row, column, .. } | FeedError::Binary { row, column } => Place::line(*row, column),
        FeedError::WideRow { row, .. } | FeedError::NotAnObject { row, .. } => Place::line(*row, ""),
        FeedError::Encoding { line } | FeedError::Csv { line } => Place::line(*line, ""),
        FeedError::NoHeader { .. } => Place::field("header_row"),
        FeedError::NoSheet { .. } => Place::field("sheet"),
        FeedError::NothingThere { .. } | FeedError::NotRows { .. } => Place::field("rows"),
        FeedError::Query { .. } | FeedError::NotARead => Place::field("query"),
        FeedError::NothingFits { .. } => Place::field("pattern"),
        FeedError::ColumnTwice { name } => Place::field(name),
        _ => Place::default(),
    }
}

fn words(error: &FeedError) -> (&'static str, String, &'static str) {
    match error {
        FeedError::Unreachable { .. }
        | FeedError::Denied { .. }
        | FeedError::SecretMissing
        | FeedError::SecretUnfit
        | FeedError::SecretInClear { .. }
        | FeedError::Authorities { .. }
        | FeedError::Query { .. }
        | FeedError::NotARead => connection(error),
        FeedError::TooSlow { .. }
        | FeedError::TooManyRows { .. }
        | FeedError::TooManyColumns { .. }
        | FeedError::TooManyBytes { .. }
        | FeedError::CellTooLong { .. }
        | FeedError::Unpacked { .. }
        | FeedError::CrowdedFolder { .. } => size(error),
        FeedError::Status { .. }
        | FeedError::Redirect { .. }
        | FeedError::ContentEncoding { .. }
        | FeedError::Json { .. }
        | FeedError::NothingThere { .. }
        | FeedError::NotRows { .. }
        | FeedError::NotAnObject { .. } => answer(error),
        _ => content(error),
    }
}

fn connection(error: &FeedError) -> (&'static str, String, &'static str) {
    match error {
        FeedError::Unreachable { place, detail } => {
            ("feed-unreachable", format!("{place} ไม่ตอบ ({detail})"), "กรุณาตรวจสอบที่อยู่ เครือข่าย และว่าระบบปลายทางทำงานอยู่")
        }
        FeedError::Denied { place } => {
            ("feed-denied", format!("{place} ไม่รับผู้ใช้หรือความลับนี้"), "กรุณาตรวจสอบชื่อผู้ใช้ สิทธิ และความลับ")
        }
        FeedError::SecretMissing => {
            ("feed-secret-missing", "แหล่งข้อมูลต้องส่งโทเค็น แต่ยังไม่มีการเก็บไว้".into(), "กรุณาให้ความลับแยกจากแหล่งข้อมูล")
        }
        FeedError::SecretUnfit => ("feed-secret-unfit", "โทเค็นมีอักขระที่ส่งไม่ได้".into(), "กรุณาใช้อักขระ ASCII ที่ไม่มีช่องว่าง"),
        FeedError::SecretInClear { host } => {
            ("feed-secret-in-clear", format!("โทเค็นจะถูกส่งไปยัง {host} โดยไม่เข้ารหัส"), "กรุณาใช้ที่อยู่ที่ขึ้นต้นด้วย https://")
        }
        FeedError::Authorities { path, detail } => {
            ("feed-authorities", format!("อ่านใบรับรองที่เชื่อถือจาก {path} ไม่ได้ ({detail})"), "กรุณาระบุไฟล์ PEM ของผู้ออกใบรับรอง")
        }
        FeedError::Query { detail } => {
            ("feed-query", format!("ฐานข้อมูลไม่รับคำสั่งค้น ({detail})"), "กรุณาแก้ไขคำสั่ง และลองในเครื่องมือของฐานข้อมูลก่อน")
        }
        _ => ("feed-not-a-read", "คำสั่งค้นไม่ใช่การอ่านเพียงคำสั่งเดียว".into(), "กรุณาเขียนคำสั่ง SELECT หนึ่งคำสั่งที่ไม่เปลี่ยนข้อมูล"),
    }
}

fn size(error: &FeedError) -> (&'static str, String, &'static str) {
    let fewer = "กรุณาสรุปหรือกรองในคำสั่งค้นหรือในไฟล์";
    match error {
        FeedError::TooSlow { seconds } => {
            ("feed-too-slow", format!("แหล่งข้อมูลใช้เวลาเกิน {seconds} วินาที"), "กรุณาขอจำนวนแถวน้อยลง หรือเพิ่มดัชนีให้คำสั่งค้น")
        }
        FeedError::TooManyRows { limit } => ("feed-too-many-rows", format!("แหล่งข้อมูลให้เกิน {limit} แถว"), fewer),
        FeedError::TooManyColumns { limit } => {
            ("feed-too-many-columns", format!("แหล่งข้อมูลให้เกิน {limit} คอลัมน์"), "กรุณาเลือกเฉพาะคอลัมน์ที่ใช้")
        }
        FeedError::TooManyBytes { limit } => ("feed-too-many-bytes", format!("แหล่งข้อมูลให้เกิน {limit} ไบต์"), fewer),
        FeedError::CellTooLong { row, column, limit } => (
            "feed-cell-too-long",
            format!("แถว {row} คอลัมน์ “{column}” ยาวเกิน {limit} ตัวอักษร"),
            "กรุณาย่อให้สั้นลง หรือตัดคอลัมน์นี้ออก",
        ),
        FeedError::Unpacked { limit } => ("feed-unpacked", format!("สมุดงานเมื่อคลายแล้วใหญ่เกิน {limit} ไบต์"), "กรุณาแบ่งไฟล์"),
        FeedError::CrowdedFolder { folder, limit } => {
            ("feed-crowded-folder", format!("{folder} มีเกิน {limit} รายการ"), "กรุณาย้ายไฟล์เก่าไปที่อื่น")
        }
        _ => ("feed-size", "แหล่งข้อมูลใหญ่เกินไป".into(), fewer),
    }
}

fn answer(error: &FeedError) -> (&'static str, String, &'static str) {
    match error {
        FeedError::Status { place, status } => {
            ("feed-status", format!("{place} ตอบด้วยสถานะ {status}"), "กรุณาตรวจสอบที่อยู่และสิทธิของโทเค็น")
        }
        FeedError::Redirect { place, target } => {
            ("feed-redirect", format!("{place} ส่งต่อไปยัง {target}"), "กรุณาระบุที่อยู่ปลายทางในแหล่งข้อมูลเอง หากเชื่อถือได้")
        }
        FeedError::ContentEncoding { place, encoding } => {
            ("feed-content-encoding", format!("{place} ตอบด้วยการเข้ารหัส “{encoding}”"), "กรุณาให้ปลายทางตอบโดยไม่บีบอัด")
        }
        FeedError::Json { detail } => ("feed-json", format!("คำตอบไม่ใช่ JSON ที่อ่านได้ ({detail})"), "กรุณาตรวจสอบที่อยู่"),
        FeedError::NothingThere { pointer } => {
            ("feed-nothing-there", format!("ไม่มีอะไรอยู่ที่ “{pointer}” ในคำตอบ"), "กรุณาแก้ไขตัวชี้ JSON ของแถวข้อมูล")
        }
        FeedError::NotRows { pointer } => {
            ("feed-not-rows", format!("สิ่งที่อยู่ที่ “{pointer}” ไม่ใช่รายการของแถวข้อมูล"), "กรุณาชี้ไปที่รายการ (array) ที่มีแถวข้อมูล")
        }
        FeedError::NotAnObject { row, .. } => {
            ("feed-not-an-object", format!("รายการที่ {row} ไม่ใช่ชุดของค่าที่มีชื่อ"), "กรุณาให้ทุกรายการเป็นชุดของค่าที่มีชื่อไม่ซ้ำกัน")
        }
        _ => ("feed-answer", "คำตอบใช้ไม่ได้".into(), "กรุณาตรวจสอบที่อยู่"),
    }
}

fn content(error: &FeedError) -> (&'static str, String, &'static str) {
    match error {
        FeedError::Binary { row, column } => {
            ("feed-binary", format!("แถว {row} คอลัมน์ “{column}” เป็นข้อมูลฐานสอง"), "กรุณาตัดคอลัมน์นี้ออก หรือแปลงเป็นข้อความ")
        }
        FeedError::ColumnTwice { name } => {
            ("feed-column-twice", format!("มีคอลัมน์ “{name}” ซ้ำกัน"), "กรุณาเปลี่ยนชื่อคอลัมน์หนึ่ง")
        }
        FeedError::WideRow { row, columns } => {
            ("feed-wide-row", format!("แถว {row} มีช่องมากกว่าหัวคอลัมน์ {columns} ช่อง"), "กรุณาเพิ่มหัวคอลัมน์ หรือลบช่องที่เกิน")
        }
        FeedError::NoHeader { row } => {
            ("feed-no-header", format!("แถว {row} ไม่มีหัวคอลัมน์"), "กรุณาระบุแถวของหัวคอลัมน์ โดยนับจาก 1")
        }
        FeedError::Unreadable { place, detail } => {
            ("feed-unreadable", format!("อ่าน {place} ไม่ได้ ({detail})"), "กรุณาตรวจสอบเส้นทางและสิทธิของผู้ใช้ที่ระบบทำงานอยู่")
        }
        FeedError::NothingFits { folder, pattern } => {
            ("feed-nothing-fits", format!("ไม่มีไฟล์ใน {folder} ที่ตรงกับ “{pattern}”"), "กรุณาตรวจสอบรูปแบบชื่อ และว่าไฟล์มาถึงแล้ว")
        }
        FeedError::NotOfFolder { name } => {
            ("feed-not-of-folder", format!("“{name}” ไม่ใช่ไฟล์ของโฟลเดอร์นั้น"), "กรุณาวางไฟล์จริงไว้ในโฟลเดอร์ ไม่ใช่ลิงก์ไปที่อื่น")
        }
        FeedError::FileKind { name } => {
            ("feed-file-kind", format!("“{name}” ไม่ใช่รูปแบบไฟล์ที่อ่านได้"), "กรุณาบันทึกเป็น .csv, .tsv, .xlsx หรือ .ods")
        }
        FeedError::Encoding { line } => {
            ("feed-encoding", format!("บรรทัด {line} ไม่ใช่ข้อความ UTF-8"), "กรุณาบันทึกไฟล์เป็น CSV UTF-8")
        }
        FeedError::Csv { line } => ("feed-csv", format!("บรรทัด {line} ไม่เป็นไปตามรูปแบบ CSV"), "กรุณาส่งออกไฟล์ใหม่"),
        FeedError::Workbook { detail } => {
            ("feed-workbook", format!("เปิดสมุดงานไม่ได้ ({detail})"), "กรุณาบันทึกใหม่จากโปรแกรมตารางคำนวณ")
        }
        FeedError::NoSheet { name, there } => {
            ("feed-no-sheet", format!("ไม่มีแผ่นงาน “{name}” (มี {there})"), "กรุณาแก้ไขชื่อแผ่นงาน")
        }
        _ => ("feed-no-columns", "แหล่งข้อมูลไม่มีคอลัมน์".into(), "กรุณาตรวจสอบคำสั่งค้น หรือว่ามีหัวคอลัมน์อยู่"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_speak_both_languages() {
        let text = || "x".to_owned();
        crate::speaks_both_languages(&[
            FeedError::Unreachable { place: text(), detail: text() },
            FeedError::Denied { place: text() },
            FeedError::SecretMissing,
            FeedError::SecretUnfit,
            FeedError::SecretInClear { host: text() },
            FeedError::Authorities { path: text(), detail: text() },
            FeedError::Query { detail: text() },
            FeedError::NotARead,
            FeedError::TooSlow { seconds: 1 },
            FeedError::TooManyRows { limit: 1 },
            FeedError::TooManyColumns { limit: 1 },
            FeedError::TooManyBytes { limit: 1 },
            FeedError::CellTooLong { row: 1, column: text(), limit: 1 },
            FeedError::Binary { row: 1, column: text() },
            FeedError::NoColumns,
            FeedError::ColumnTwice { name: text() },
            FeedError::WideRow { row: 1, columns: 1 },
            FeedError::NoHeader { row: 1 },
            FeedError::Unreadable { place: text(), detail: text() },
            FeedError::NothingFits { folder: text(), pattern: text() },
            FeedError::CrowdedFolder { folder: text(), limit: 1 },
            FeedError::NotOfFolder { name: text() },
            FeedError::FileKind { name: text() },
            FeedError::Encoding { line: 1 },
            FeedError::Csv { line: 1 },
            FeedError::Workbook { detail: text() },
            FeedError::Unpacked { limit: 1 },
            FeedError::NoSheet { name: text(), there: text() },
            FeedError::Status { place: text(), status: 404 },
            FeedError::Redirect { place: text(), target: text() },
            FeedError::ContentEncoding { place: text(), encoding: text() },
            FeedError::Json { detail: text() },
            FeedError::NothingThere { pointer: text() },
            FeedError::NotRows { pointer: text() },
            FeedError::NotAnObject { row: 1, detail: "x" },
        ]);
    }
}
