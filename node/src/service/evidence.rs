//! What may be filed as evidence on the pages: names that read as they are, kinds of file, content that keeps the
//! promise of its name.

use std::collections::{BTreeMap, BTreeSet};

use ges_documents::{DocumentError, Kind};
use ges_domain::audience::Audience;
use ges_domain::explain::{Explain, Explanation, Place};
use ges_domain::ids::OrganisationId;
use ges_domain::organisation::OrganisationKind;
use ges_domain::text::Text;
use ges_ledger::{LedgerError, read};
use ges_store::Tx;

/// Most characters of a name.
const MAX_NAME: usize = 255;
/// Most characters of a name that is repeated in a refusal.
const MAX_SHOWN: usize = 64;
/// The kinds in words, for people.
const KINDS: &str = ".doc .docx .xls .xlsx .ppt .pptx .pdf .jpg .jpeg .png .gif .webp .tif .tiff .heic";

/// Most organisations that are named as readers.
pub const MOST_NAMED: usize = 64;

/// Why a file does not become evidence, or not yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// A name with signs that make it read otherwise than it is.
    #[error("the file name has hidden signs that turn the direction of reading: rename the file and send it again")]
    Direction,
    /// Not a kind of file that is evidence.
    #[error("`{name}` is not a kind of file that is accepted: use one of {KINDS}")]
    Kind {
        /// The file.
        name: String,
    },
    /// The bytes are not what the extension says.
    #[error(
        "the content of `{name}` is not {letters}: save it in that format again, without a password, or give it its own extension"
    )]
    Content {
        /// The file.
        name: String,
        /// What its extension promises.
        letters: &'static str,
    },
    /// No bytes.
    #[error("`{name}` is empty: choose a file that has content")]
    Empty {
        /// The file.
        name: String,
    },
    /// No such upload of this person, or it has expired.
    #[error("there is no such upload of yours, or it has expired after 7 days: begin it again")]
    UnknownUpload,
    /// The bytes do not follow what is here.
    #[error("the upload has come as far as byte {at}: go on from there")]
    Offset {
        /// The first byte that is missing.
        at: u64,
    },
    /// Another request writes to it.
    #[error("this upload is being written to already: wait a moment, ask how far it came, then go on")]
    Busy,
    /// Longer than announced.
    #[error("more bytes came than were announced: begin the upload again, the file may have changed")]
    Beyond,
    /// Too many short pieces.
    #[error("the upload came in too many short pieces: begin it again over a better line")]
    Crumbs,
    /// Too many of one person.
    #[error("{most} uploads of yours are under way: finish or discard one of them first")]
    TooMany {
        /// How many there may be.
        most: usize,
    },
    /// Too much of everybody.
    #[error("uploads under way fill the room for them: try again when some have finished, or ask the administrator")]
    NoRoom,
    /// The earlier version is not filed here.
    #[error("the document that this is to be a new version of is not filed here: open its page and begin there")]
    UnknownVersion,
    /// The virus scanner found something.
    #[error(
        "the virus scanner found `{found}` in `{name}`, nothing was kept: clean the computer it came from, then send a clean file"
    )]
    Infected {
        /// The file.
        name: String,
        /// The scanner's name for it.
        found: String,
    },
    /// No verdict, so no filing.
    #[error(
        "`{name}` could not be scanned for viruses, nothing was filed: send it again later, or ask the administrator to look after the scanner"
    )]
    Unscanned {
        /// The file.
        name: String,
    },
    /// Larger than the scanner takes.
    #[error(
        "`{name}` is larger than the virus scanner takes, nothing was filed: divide the file, or ask the administrator to raise StreamMaxLength of the scanner"
    )]
    BeyondScanner {
        /// The file.
        name: String,
    },
    /// Named organisations were chosen, but none was ticked.
    #[error("organisations by name may open it, but none is ticked: tick 1 to {MOST_NAMED} of them")]
    NobodyNamed,
    /// More than an audience takes.
    #[error("{0} organisations are ticked: tick 1 to {MOST_NAMED} of them, or choose the centre")]
    TooManyNamed(usize),
    /// Nobody knows it.
    #[error("this node does not know the organisation `{0}`: tick those of the list")]
    UnknownNamed(String),
    /// The same bytes.
    #[error("these are the very bytes of the version before: nothing was filed, choose the new file")]
    SameVersion,
}

impl EvidenceError {
    /// It is about who may open the file, not about the file.
    pub fn about_readers(&self) -> bool {
        matches!(self, Self::NobodyNamed | Self::TooManyNamed(_) | Self::UnknownNamed(_))
    }

    /// What the store of documents says about an upload.
    pub(super) fn of(error: DocumentError) -> super::ServiceError {
        match error {
            DocumentError::UnderWay => Self::Busy.into(),
            DocumentError::Beyond { .. } => Self::Beyond.into(),
            DocumentError::Crumbs => Self::Crumbs.into(),
            DocumentError::Incomplete { got, .. } => Self::Offset { at: got }.into(),
            other => other.into(),
        }
    }
}

impl Explain for EvidenceError {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = self.thai();
        let field = if self.about_readers() { "audience" } else { "file" };
        Explanation::of(self, code, Place::field(field), rule, remedy)
    }
}

impl EvidenceError {
    /// Code, rule and remedy in Thai.
    fn thai(&self) -> (&'static str, String, &'static str) {
        match self {
            Self::Direction => ("evidence-direction", "ชื่อไฟล์มีอักขระซ่อนที่กลับทิศทางการอ่าน".into(), "กรุณาเปลี่ยนชื่อไฟล์แล้วส่งใหม่"),
            Self::Kind { name } => {
                ("evidence-kind", format!("ไม่รับไฟล์ชนิดของ “{name}”"), "กรุณาใช้ไฟล์ Word Excel PowerPoint PDF หรือรูปภาพ")
            }
            Self::Content { name, letters } => (
                "evidence-content",
                format!("เนื้อหาของ “{name}” ไม่ใช่ {letters} ตามนามสกุลไฟล์"),
                "กรุณาบันทึกใหม่ในรูปแบบนั้นโดยไม่ใส่รหัสผ่าน หรือใช้นามสกุลที่ตรงกับเนื้อหา",
            ),
            Self::Empty { name } => ("evidence-empty", format!("ไฟล์ “{name}” ว่างเปล่า"), "กรุณาเลือกไฟล์ที่มีเนื้อหา"),
            Self::UnknownUpload => ("unknown-upload", "ไม่พบการส่งไฟล์นี้ของท่าน หรือค้างเกิน 7 วันแล้ว".into(), "กรุณาเริ่มส่งใหม่"),
            Self::Offset { at } => ("upload-offset", format!("ไฟล์มาถึงไบต์ที่ {at}"), "กรุณาส่งต่อจากตำแหน่งนั้น"),
            Self::Busy => ("upload-busy", "มีการส่งไฟล์นี้อยู่แล้ว".into(), "กรุณารอสักครู่แล้วส่งต่อ"),
            Self::Beyond => ("upload-beyond", "ข้อมูลที่มาถึงยาวกว่าที่แจ้งไว้ ไฟล์อาจถูกแก้ไขระหว่างส่ง".into(), "กรุณาเริ่มส่งใหม่"),
            Self::Crumbs => ("upload-crumbs", "ไฟล์มาถึงเป็นชิ้นสั้นเกินไปหลายครั้ง".into(), "กรุณาเริ่มส่งใหม่เมื่อสัญญาณดีขึ้น"),
            Self::TooMany { most } => {
                ("upload-too-many", format!("ท่านมีไฟล์ที่กำลังส่งอยู่ {most} ไฟล์แล้ว"), "กรุณาส่งให้เสร็จหรือทิ้งบางไฟล์ก่อน")
            }
            Self::NoRoom => {
                ("upload-no-room", "พื้นที่สำหรับไฟล์ที่กำลังส่งเต็มแล้ว".into(), "กรุณาลองใหม่เมื่อมีไฟล์ส่งเสร็จ หรือแจ้งผู้ดูแลระบบ")
            }
            Self::UnknownVersion => {
                ("unknown-version", "ไม่พบเอกสารฉบับก่อนในคลังของหน่วยงาน".into(), "กรุณาเปิดหน้าของเอกสารเดิมแล้วเริ่มจากที่นั่น")
            }
            Self::Infected { name, found } => (
                "evidence-infected",
                format!("โปรแกรมตรวจไวรัสพบ “{found}” ในไฟล์ “{name}” จึงไม่ได้เก็บไฟล์นี้"),
                "กรุณาตรวจและล้างไวรัสในเครื่องที่ส่งไฟล์ แล้วส่งไฟล์ที่สะอาด",
            ),
            Self::Unscanned { name } => (
                "evidence-unscanned",
                format!("ตรวจไวรัสในไฟล์ “{name}” ไม่ได้ จึงยังไม่ได้เก็บไฟล์นี้"),
                "กรุณาส่งใหม่ภายหลัง หรือแจ้งผู้ดูแลระบบให้ตรวจสอบโปรแกรมตรวจไวรัส",
            ),
            Self::BeyondScanner { name } => (
                "evidence-beyond-scanner",
                format!("ไฟล์ “{name}” ใหญ่เกินกว่าที่โปรแกรมตรวจไวรัสรับได้ จึงไม่ได้เก็บไฟล์นี้"),
                "กรุณาแบ่งไฟล์ให้เล็กลง หรือแจ้งผู้ดูแลระบบให้เพิ่มค่า StreamMaxLength ของโปรแกรมตรวจไวรัส",
            ),
            Self::NobodyNamed => (
                "evidence-nobody-named",
                "เลือกให้เปิดดูตามรายชื่อหน่วยงาน แต่ยังไม่ได้เลือกหน่วยงาน".into(),
                "กรุณาเลือกอย่างน้อยหนึ่งหน่วยงาน",
            ),
            Self::TooManyNamed(count) => (
                "evidence-too-many-named",
                format!("เลือกไว้ {count} หน่วยงาน เลือกได้ไม่เกิน {MOST_NAMED} หน่วยงาน"),
                "กรุณาเลือกให้น้อยลง หรือเลือกส่วนกลาง",
            ),
            Self::UnknownNamed(id) => {
                ("evidence-unknown-named", format!("ไม่รู้จักหน่วยงาน “{id}”"), "กรุณาเลือกหน่วยงานจากรายการ")
            }
            Self::SameVersion => ("same-version", "ไฟล์นี้เหมือนฉบับก่อนทุกประการ จึงยังไม่ได้เก็บเพิ่ม".into(), "กรุณาเลือกไฟล์ฉบับใหม่"),
        }
    }
}

/// Signs that turn the direction of reading (Unicode TR 36, 2.10): `cod.fdp` must not pass for `pdf.doc`.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Signs without width, common between Thai words; they are left out.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The last part of a path without unseen signs; refused with control characters or signs that turn the direction.
pub(super) fn clean_name(name: &str) -> Result<String, super::ServiceError> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    if name.chars().any(turns) {
        return Err(EvidenceError::Direction.into());
    }
    let name: String = name.chars().filter(|c| !is_unseen(*c)).collect();
    let name = name.trim();
    let good = !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    if good { Ok(name.to_owned()) } else { Err(super::ServiceError::DocumentName) }
}

/// Name and kind of a file that may become evidence.
pub(super) fn admit(name: &str) -> Result<(String, Kind), super::ServiceError> {
    let name = clean_name(name)?;
    match Kind::of_name(&name) {
        Some(kind) => Ok((name, kind)),
        None => Err(EvidenceError::Kind { name }.into()),
    }
}

/// An organisation that can be named as reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nameable {
    /// Which.
    pub id: OrganisationId,
    /// Its name, as it says itself or as it was enrolled.
    pub name: Text,
    /// A central agency.
    pub central: bool,
}

/// Organisations that can be named as readers: all that this node knows but its own, central agencies first.
pub fn nameable(tx: &mut Tx<'_>, own: &OrganisationId) -> Result<Vec<Nameable>, LedgerError> {
    let enrolled = read::organisations::enrolments(tx)?.into_iter().map(|e| (e.organisation, (e.name, false)));
    let mut known: BTreeMap<_, _> = enrolled.collect();
    let described = read::organisations::all(tx)?.into_iter();
    known.extend(described.map(|o| (o.id, (o.name, o.kind == OrganisationKind::CentralAgency))));
    known.remove(own);
    let mut all: Vec<_> = known.into_iter().map(|(id, (name, central))| Nameable { id, name, central }).collect();
    all.sort_by_key(|o| !o.central);
    Ok(all)
}

/// Whom somebody named on a page: 1 to [`MOST_NAMED`] organisations.
pub fn named<'a>(ticked: impl IntoIterator<Item = &'a str>) -> Result<Audience, EvidenceError> {
    let ticked: BTreeSet<&str> = ticked.into_iter().map(str::trim).filter(|id| !id.is_empty()).collect();
    if ticked.is_empty() {
        return Err(EvidenceError::NobodyNamed);
    }
    if ticked.len() > MOST_NAMED {
        return Err(EvidenceError::TooManyNamed(ticked.len()));
    }
    let parsed = |id: &str| {
        OrganisationId::parse(id).map_err(|_| EvidenceError::UnknownNamed(id.chars().take(MAX_SHOWN).collect()))
    };
    ticked.into_iter().map(parsed).collect::<Result<_, _>>().map(Audience::Named)
}

/// Whoever is named must be known here.
pub(super) fn known_readers(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    audience: &Audience,
) -> Result<(), super::ServiceError> {
    let Audience::Named(list) = audience else { return Ok(()) };
    let known: BTreeSet<OrganisationId> = nameable(tx, own)?.into_iter().map(|o| o.id).collect();
    match list.iter().find(|id| !known.contains(*id)) {
        Some(unknown) => Err(EvidenceError::UnknownNamed(unknown.to_string()).into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_path_and_unseen_signs_and_bad_ones_are_refused() {
        let table = [
            ("รายงาน.pdf", "รายงาน.pdf"),
            ("C:\\Users\\a\\b.xlsx", "b.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("ราย\u{200b}งาน\u{feff}.pdf", "รายงาน.pdf"),
        ];
        for (given, kept) in table {
            assert_eq!(clean_name(given).ok().as_deref(), Some(kept), "{given}");
        }
        for bad in ["", "  ", "a/", "a\u{7}b", "\u{200b}", &"ก".repeat(256)] {
            assert_eq!(clean_name(bad).unwrap_err().code(), "document-name", "{bad:?}");
        }
        assert!(clean_name(&"ก".repeat(255)).is_ok());
        for turned in ["a\u{202e}fdp.exe", "\u{2066}a.pdf", "a\u{200f}.pdf", "a\u{61c}.pdf"] {
            assert_eq!(clean_name(turned).unwrap_err().code(), "evidence-direction", "{turned:?}");
        }
    }

    #[test]
    fn one_to_sixty_four_organisations_are_named() {
        let ids: Vec<String> = (0..=MOST_NAMED).map(|n| format!("org{n}")).collect();
        let said = |ids: &[String]| named(ids.iter().map(String::as_str)).map(|a| a.to_string());
        assert_eq!(said(&ids[..1]), Ok("named:org0".into()));
        assert!(said(&ids[..MOST_NAMED]).is_ok());
        assert_eq!(said(&ids), Err(EvidenceError::TooManyNamed(65)));
        assert_eq!(said(&[" ".into()]), Err(EvidenceError::NobodyNamed));
        assert_eq!(said(&["A B".into()]), Err(EvidenceError::UnknownNamed("A B".into())));
        assert_eq!(said(&vec![ids[0].clone(); 70]), Ok("named:org0".into()), "the same one again counts once");
    }

    #[test]
    fn every_refusal_has_rule_and_remedy_in_both_languages() {
        let name = "a.exe".to_owned();
        let all = [
            EvidenceError::Direction,
            EvidenceError::Kind { name: name.clone() },
            EvidenceError::Content { name: name.clone(), letters: "PDF" },
            EvidenceError::Empty { name },
            EvidenceError::UnknownUpload,
            EvidenceError::Offset { at: 4 },
            EvidenceError::Busy,
            EvidenceError::Beyond,
            EvidenceError::Crumbs,
            EvidenceError::TooMany { most: 20 },
            EvidenceError::NoRoom,
            EvidenceError::UnknownVersion,
            EvidenceError::SameVersion,
            EvidenceError::NobodyNamed,
            EvidenceError::TooManyNamed(65),
            EvidenceError::UnknownNamed("x".into()),
            EvidenceError::Infected { name: "a.pdf".into(), found: "Test.Mark-1".into() },
            EvidenceError::Unscanned { name: "a.pdf".into() },
            EvidenceError::BeyondScanner { name: "a.pdf".into() },
        ];
        for error in all {
            let said = error.explain();
            for text in [&said.rule.th, &said.rule.en, &said.remedy.th, &said.remedy.en] {
                assert!(!text.is_empty(), "{error:?}");
            }
            assert!(said.remedy.th.starts_with("กรุณา"), "{error:?}");
        }
    }
}
