//! What can be wrong with a crosswalk, told with place, rule and remedy.

use crate::explain::{Explain, Explanation};
use crate::framework::file::{Defect, FileProblem, explained};
use crate::framework::{FrameworkProblem, Slug};

/// What is wrong at one line of a crosswalk file.
pub type CrosswalkDefect = Defect<CrosswalkProblem>;

/// What is wrong with a crosswalk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrosswalkProblem {
    /// Its form.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Its own id.
    #[error(transparent)]
    Id(FrameworkProblem),
    /// Less than two columns.
    #[error("a crosswalk sets at least two columns side by side, this one {0}: add [[column]] entries")]
    Columns(usize),
    /// A column twice.
    #[error("column `{0}` is given twice: remove one of them")]
    DuplicateColumn(Slug),
    /// A column that is neither a framework nor a list.
    #[error(
        "column `{0}` is neither a framework that is known nor a list with [[item]] entries: correct the id or add items"
    )]
    UnknownFramework(Slug),
    /// A name or items for a column that has its own.
    #[error("`{0}` is a framework and brings its own name and indicators: remove those given here")]
    NotAList(Slug),
    /// A column that is not in the file.
    #[error("there is no column `{column}`: {}", did_you_mean(nearest.as_deref()))]
    UnknownColumn {
        /// As written.
        column: String,
        /// The nearest there is.
        nearest: Option<String>,
    },
    /// A number that is not in its framework.
    #[error("`{column}` has no node `{node}`: {}", did_you_mean(nearest.as_deref()))]
    UnknownNode {
        /// As written.
        node: Slug,
        /// The column it should be in.
        column: String,
        /// The nearest there is.
        nearest: Option<String>,
    },
    /// One number twice.
    #[error("`{node}` of `{column}` stands twice here: remove one of them")]
    DuplicateNode {
        /// The number.
        node: Slug,
        /// Its column.
        column: String,
    },
    /// A row that names nothing.
    #[error("a row without a node relates nothing: name the nodes of at least one column")]
    EmptyRow,
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(|| "name one that is there".to_owned(), |word| format!("did you mean `{word}`?"))
}

fn meant_thai(nearest: Option<&str>) -> String {
    nearest.map_or_else(|| "กรุณาอ้างถึงรายการที่มีอยู่".to_owned(), |word| format!("กรุณาตรวจสอบว่าหมายถึง `{word}` หรือไม่"))
}

impl Explain for CrosswalkProblem {
    fn explain(&self) -> Explanation {
        let say = |code, rule: String, remedy: &str| explained(self, code, rule, remedy);
        match self {
            Self::File(problem) => problem.explain(),
            Self::Id(problem) => problem.explain(),
            Self::Columns(count) => say(
                "crosswalk-columns",
                format!("ตารางเทียบต้องมีอย่างน้อยสองคอลัมน์ พบ {count} คอลัมน์"),
                "กรุณาเพิ่มรายการ [[column]]",
            ),
            Self::DuplicateColumn(id) => {
                say("crosswalk-column-twice", format!("มีคอลัมน์ `{id}` ซ้ำกัน"), "กรุณาลบออกหนึ่งคอลัมน์")
            }
            Self::UnknownFramework(id) => say(
                "crosswalk-framework-unknown",
                format!("คอลัมน์ `{id}` ไม่ใช่กรอบการประเมินผลที่รู้จัก และไม่มีรายการ [[item]]"),
                "กรุณาแก้ไขรหัส หรือเพิ่มรายการ [[item]]",
            ),
            Self::NotAList(id) => say(
                "crosswalk-not-a-list",
                format!("`{id}` เป็นกรอบการประเมินผลที่มีชื่อและตัวชี้วัดอยู่แล้ว"),
                "กรุณาลบชื่อและรายการที่ระบุไว้ในตารางเทียบ",
            ),
            Self::UnknownColumn { column, nearest } => {
                say("crosswalk-column-unknown", format!("ไม่มีคอลัมน์ `{column}`"), &meant_thai(nearest.as_deref()))
            }
            Self::UnknownNode { node, column, nearest } => say(
                "crosswalk-node-unknown",
                format!("ไม่มีรายการ `{node}` ใน `{column}`"),
                &meant_thai(nearest.as_deref()),
            ),
            Self::DuplicateNode { node, column } => {
                say("crosswalk-node-twice", format!("มี `{node}` ของ `{column}` ซ้ำกันในที่เดียวกัน"), "กรุณาลบออกหนึ่งรายการ")
            }
            Self::EmptyRow => {
                say("crosswalk-row-empty", "แถวนี้ไม่ได้อ้างถึงรายการใด".into(), "กรุณาระบุรายการของอย่างน้อยหนึ่งคอลัมน์")
            }
        }
    }
}
