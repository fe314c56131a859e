//! Why a step of a reporting round is refused although the table allows it.

use super::super::refusal::{english, explained};
use super::{MAX_QUESTIONS, MAX_VERSIONS};
use crate::explain::{Explain, Explanation};
use crate::ids::RecordId;

/// Conditions of a reporting round.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", english(self))]
pub enum RoundRule {
    /// Too early.
    NotOpen,
    /// After the close, and nobody says why.
    LateWithoutRemark,
    /// Said about another version than the one under review.
    AnotherVersion {
        /// As given.
        given: u32,
        /// Under review.
        current: u32,
    },
    /// Corrected too often.
    TooManyVersions,
    /// A question again.
    AskedAlready(RecordId),
    /// Too many questions.
    TooManyQuestions,
    /// Not a question that waits for an answer.
    NotOpenQuestion(RecordId),
    /// Not the visit that was requested.
    AnotherVisit(RecordId),
    /// No time for objections.
    NoWindow,
    /// Too late to object.
    WindowClosed,
    /// An objection again.
    ObjectionDecided,
    /// Too early to be final.
    WindowOpen,
}

impl Explain for RoundRule {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotOpen => explained(
                "round-not-open",
                "round",
                ("รอบการรายงานยังไม่เปิด".into(), "the round does not take reports yet".into()),
                ("กรุณาส่งเมื่อรอบเปิด", "submit it once the round is open"),
            ),
            Self::LateWithoutRemark => explained(
                "late-without-remark",
                "late_remark",
                (
                    "รอบการรายงานปิดแล้ว การเผยแพร่ล่าช้าต้องมีเหตุผล".into(),
                    "the round has closed; a late release needs a reason".into(),
                ),
                ("กรุณาระบุเหตุผลที่ล่าช้า แล้วเผยแพร่ได้ตามปกติ", "say why it is late; it is then released as usual"),
            ),
            Self::AnotherVersion { given, current } => explained(
                "another-version",
                "version",
                (
                    format!("ดำเนินการกับฉบับที่ {given} แต่ฉบับที่อยู่ระหว่างสอบทานคือฉบับที่ {current}"),
                    format!("this is about version {given}, but version {current} is under review"),
                ),
                ("กรุณาพิจารณาฉบับล่าสุดแล้วดำเนินการใหม่", "look at the newest version and do it again"),
            ),
            Self::TooManyVersions => explained(
                "too-many-corrections",
                "version",
                (format!("รายงานมีได้ไม่เกิน {MAX_VERSIONS} ฉบับ"), format!("a report has at most {MAX_VERSIONS} versions")),
                ("กรุณาชี้แจงการแก้ไขในข้อทักท้วงหรือคำตอบ", "explain the change in an answer or objection"),
            ),
            Self::AskedAlready(id) => explained(
                "question-asked-already",
                format!("question {id}"),
                ("ข้อซักถามนี้มีอยู่แล้ว".into(), "this question was asked already".into()),
                ("กรุณาใช้ข้อซักถามใหม่", "ask under a new id"),
            ),
            Self::TooManyQuestions => explained(
                "too-many-questions",
                "question",
                (
                    format!("ซักถามฉบับเดียวได้ไม่เกิน {MAX_QUESTIONS} ข้อ"),
                    format!("at most {MAX_QUESTIONS} questions are asked about one version"),
                ),
                ("กรุณารวมข้อซักถาม หรือขอตรวจเยี่ยม", "bring questions together, or request a visit"),
            ),
            Self::NotOpenQuestion(id) => explained(
                "question-not-open",
                format!("question {id}"),
                ("ไม่มีข้อซักถามนี้ที่รอคำตอบ".into(), "no such question waits for an answer".into()),
                ("กรุณาเลือกข้อซักถามที่รอคำตอบ", "choose one that does"),
            ),
            Self::AnotherVisit(id) => explained(
                "another-visit",
                format!("visit {id}"),
                ("ไม่ใช่การตรวจเยี่ยมที่ขอไว้".into(), "this is not the visit that was requested".into()),
                ("กรุณาเลือกการตรวจเยี่ยมที่ขอไว้", "choose the one that was"),
            ),
            Self::NoWindow => explained(
                "objection-window-empty",
                "objections_until",
                (
                    "กำหนดทักท้วงต้องอยู่หลังการให้คะแนน".into(),
                    "the objection window must end after the score is given".into(),
                ),
                ("กรุณากำหนดวันสิ้นสุดการทักท้วงในอนาคต", "give an end in the future"),
            ),
            Self::WindowClosed => explained(
                "objection-window-closed",
                "objections_until",
                ("พ้นกำหนดทักท้วงคะแนนแล้ว".into(), "the time for objections is over".into()),
                (
                    "กรุณาขอแก้ไขเป็นฉบับใหม่พร้อมเหตุผล หากข้อมูลผิด",
                    "if figures are wrong, correct them as a new version with a reason",
                ),
            ),
            Self::ObjectionDecided => explained(
                "objection-decided-already",
                "objection",
                ("มีคำวินิจฉัยข้อทักท้วงแล้ว".into(), "the objection is decided".into()),
                ("กรุณารอการประกาศคะแนน", "wait until the score is final"),
            ),
            Self::WindowOpen => explained(
                "objection-window-open",
                "objections_until",
                ("ยังอยู่ในกำหนดทักท้วงคะแนน".into(), "the time for objections is not over".into()),
                ("กรุณารอให้พ้นกำหนดหรือมีคำวินิจฉัย", "wait for its end or for the decision"),
            ),
        }
    }
}
