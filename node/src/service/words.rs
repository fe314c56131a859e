//! Thai and English words for everything a person may do wrong here. The English is the error's own text.

use ges_documents::DocumentError;
use ges_domain::explain::Explain as _;
use ges_domain::text::Text;
use ges_runtime::keyfile::{KeyFileError, SHORTEST_PASSPHRASE};

use super::ServiceError;

/// Words for a refusal of a service.
pub(super) fn of(error: &ServiceError) -> Text {
    let english = error.to_string();
    let thai = match error {
        ServiceError::Forbidden(_) => "บทบาทของท่านทำรายการนี้ไม่ได้ กรุณาติดต่อผู้ดูแลระบบของหน่วยงาน".into(),
        ServiceError::NoAgreement(year) => format!("ยังไม่มีคำรับรองฯ ปีงบประมาณ {year} กรุณานำเข้าคำรับรองฯ ก่อน"),
        ServiceError::UnknownIndicator { number, year } => {
            format!("ไม่มีตัวชี้วัดที่ {number} ในคำรับรองฯ ปีงบประมาณ {year} กรุณาใช้เลขตัวชี้วัดตามคำรับรองฯ ที่ใช้อยู่")
        }
        ServiceError::Report(e) => return e.explain().words(),
        ServiceError::Unscored(e) => return e.explain().words(),
        ServiceError::Transition(e) => return e.explain().words(),
        ServiceError::Wording(e) => return e.explain().words(),
        ServiceError::Evidence(e) => return e.explain().words(),
        ServiceError::Locked(number) => {
            format!("ตัวชี้วัดที่ {number} เผยแพร่แล้ว กรุณาระบุเหตุผล แล้วฉบับแก้ไขจะผ่านการเห็นชอบเป็นฉบับใหม่")
        }
        ServiceError::UnderWay(number) => {
            format!("ตัวชี้วัดที่ {number} อยู่ระหว่างการเห็นชอบของผู้อื่น กรุณาขอให้ส่งกลับก่อนแก้ไข")
        }
        ServiceError::InChain { number, round } => {
            format!("ตัวชี้วัดที่ {number} รอบ {} เดือน อยู่ในสายการเห็นชอบ กรุณาแก้ไขที่หน้าของตัวชี้วัดนั้น", round.months())
        }
        ServiceError::UnknownQuestion(_) => "ไม่มีข้อซักถามนี้ กรุณาเลือกจากรายการคำถามจากส่วนกลาง".into(),
        ServiceError::EvidenceHidden(name) => {
            format!("ส่วนกลางเปิดเอกสาร “{name}” ไม่ได้ กรุณาแนบเอกสารให้ส่วนกลางเปิดได้ หรือเลือกเอกสารอื่น")
        }
        ServiceError::CannotPrepare(login) => {
            format!("มอบหมายให้ “{login}” ตอบไม่ได้ กรุณาเลือกผู้จัดเก็บข้อมูล ผู้กำกับดูแลตัวชี้วัด หรือ กพร. ที่ใช้งานระบบนี้อยู่")
        }
        ServiceError::Body(e) => return e.explain().words(),
        ServiceError::NothingChosen => "ยังไม่ได้เลือกตัวชี้วัด กรุณาเลือกอย่างน้อยหนึ่งตัว".into(),
        ServiceError::EvidenceNotFiled(digest) => {
            format!("ยังไม่มีเอกสาร {digest} ในระบบ กรุณานำเอกสารเข้าก่อนแล้วจึงอ้างเป็นหลักฐาน")
        }
        ServiceError::Overtaken { .. } => "มีผู้บันทึกผลใหม่กว่าแล้ว กรุณาดูผลนั้นก่อน แล้วบันทึกอีกครั้งหากยังต้องการ".into(),
        ServiceError::Agreement(defects) => {
            let first = defects.first().map(|d| d.explain().words().th).unwrap_or_default();
            format!("คำรับรองฯ มีข้อผิดพลาด {} รายการ รายการแรก: {first}", defects.len())
        }
        ServiceError::AnotherOrganisation { found, own } => {
            format!("ข้อมูลนี้เป็นของ {found} แต่เครื่องนี้เป็นของ {own} กรุณานำเข้าที่เครื่องของ {found}")
        }
        ServiceError::Version { known, got } => {
            format!("คำรับรองฯ ฉบับที่ {got} ไม่ใหม่กว่าฉบับที่ {known} ที่ใช้อยู่ กรุณาระบุฉบับที่สูงกว่า")
        }
        ServiceError::DocumentName => "ชื่อเอกสารต้องมี 1 ถึง 255 ตัวอักษร และไม่มีอักขระควบคุม".into(),
        ServiceError::Document(DocumentError::TooLarge { limit }) => {
            format!("เอกสารมีขนาดเกิน {limit} ไบต์ กรุณาลดขนาดแล้วส่งใหม่")
        }
        ServiceError::Document(DocumentError::DiskFull(_)) => "ที่เก็บเอกสารเต็ม ยังไม่มีสิ่งใดถูกบันทึก กรุณาแจ้งผู้ดูแลระบบ".into(),
        ServiceError::Document(_) => "จัดการเอกสารไม่สำเร็จ กรุณาลองใหม่หรือแจ้งผู้ดูแลระบบ".into(),
        ServiceError::Upload(_) => "ไฟล์มาไม่ครบ กรุณาส่งใหม่".into(),
        ServiceError::Unexplained { round, indicators } => {
            let list = indicators.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("ตัวชี้วัดต่อไปนี้ยังไม่มีผลรอบ {} เดือน กรุณาระบุเหตุผลหรือบันทึกผล: {list}", round.months())
        }
        ServiceError::UnknownException(number) => format!("ยกเว้นตัวชี้วัดที่ {number} ไม่ได้ เพราะไม่มีในคำรับรองฯ"),
        ServiceError::NoReason(number) => format!("กรุณาระบุเหตุผลที่ยกเว้นตัวชี้วัดที่ {number}"),
        ServiceError::NothingToAttest { year, round } => {
            format!("ยังไม่มีผลปีงบประมาณ {year} รอบ {} เดือน จึงยังไม่มีสิ่งที่ต้องรับรอง", round.months())
        }
        ServiceError::ListChanged => "รายการผลเปลี่ยนไปหลังจากที่แสดง กรุณาอ่านรายการอีกครั้งก่อนลงนาม".into(),
        ServiceError::NoCioKey(login) => format!("{login} ยังไม่มีกุญแจรับรอง กรุณาสร้างด้วย ges-node cio create {login}"),
        ServiceError::CioKeyExists(login) => format!("{login} มีกุญแจรับรองอยู่แล้ว"),
        ServiceError::CioLogin(login) => format!("ใช้ “{login}” ตั้งชื่อกุญแจไม่ได้ กรุณาใช้ชื่อเข้าระบบของผู้รับรอง"),
        ServiceError::Key(KeyFileError::WrongPassphrase) => "รหัสผ่านกุญแจไม่ถูกต้อง กรุณาลองใหม่".into(),
        ServiceError::Key(KeyFileError::ShortPassphrase) => {
            format!("รหัสผ่านกุญแจต้องยาวอย่างน้อย {SHORTEST_PASSPHRASE} ตัวอักษร")
        }
        ServiceError::Key(_) => "ใช้กุญแจไม่ได้ กรุณาแจ้งผู้ดูแลระบบ".into(),
        ServiceError::Attestation(_) => "ข้อความรับรองมีอักขระที่ใช้ไม่ได้ กรุณาตรวจสอบข้อความและเหตุผล".into(),
        ServiceError::ErasureWords => "การลบต้องระบุเลขที่คำสั่งและเหตุผล".into(),
        ServiceError::NotErasable(kind) => format!("ลบรายการชนิด {kind} ไม่ได้ เพราะรายการอื่นอ้างอิงอยู่"),
        ServiceError::Together(e) => return e.explain().words(),
        ServiceError::UnknownPerson(login) => {
            format!("“{login}” ไม่ใช่ผู้ที่ทำงานร่วมกันในหน่วยงานนี้ กรุณาเลือกบุคคลจากรายการ")
        }
        ServiceError::DayOver => "วันที่เลือกผ่านไปแล้ว กรุณาเลือกวันนี้หรือวันหลังจากนี้".into(),
        ServiceError::Day(text) => format!("“{text}” ไม่ใช่วันที่ กรุณาเขียนแบบ 2012-07-04 หรือเลือกจากปฏิทิน"),
        ServiceError::TooMany(most) => format!("มีครบ {most} รายการแล้ว กรุณาแจ้งผู้ดูแลระบบของหน่วยงาน"),
        ServiceError::Observations(_) => "ข้อมูลรายช่วงเวลาไม่ถูกต้อง กรุณาตรวจสอบไฟล์".into(),
        ServiceError::File(_) => "อ่านหรือเขียนไฟล์ของระบบไม่สำเร็จ กรุณาแจ้งผู้ดูแลระบบ".into(),
        ServiceError::Ledger(ges_ledger::LedgerError::UnknownRecord(id)) => format!("ไม่มีรายการ {id} ในสมุดบันทึก"),
        ServiceError::Ledger(_) | ServiceError::Store(_) | ServiceError::NothingRecorded => {
            "ระบบบันทึกไม่สำเร็จ ยังไม่มีสิ่งใดเปลี่ยนแปลง กรุณาแจ้งผู้ดูแลระบบ".into()
        }
    };
    Text::new(thai, english)
}
