//! What can be wrong with a framework, told with place, rule and remedy.

use rust_decimal::Decimal;

use super::file::{Defect, FileProblem, explained};
use super::{MAX_DEPTH, MAX_NODES};
use crate::explain::{Explain, Explanation, Place};
use crate::ids::IndicatorNumber;
use crate::policy::PolicyError;
use crate::text::Text;

/// What is wrong at one line of a framework file.
pub type FrameworkDefect = Defect<FrameworkProblem>;

/// What is wrong with a framework.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkProblem {
    /// Its form.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Its policies.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A Christian year.
    #[error("{given} is a year of the Christian era: write {meant}, the same year of the Buddhist era")]
    ChristianYear {
        /// As given.
        given: u16,
        /// 543 more.
        meant: u16,
    },
    /// No year at all.
    #[error("`{0}` is no fiscal year of the Buddhist era: write a year from 2400 to 2800 such as 2555")]
    Year(String),
    /// The framework's own id.
    #[error("`{0}` is no framework id: use 1 to 60 of a-z, 0-9 and `-`, beginning with a letter")]
    Id(String),
    /// One id twice.
    #[error("id `{0}` is given twice: every node has its own")]
    DuplicateId(String),
    /// One host id twice.
    #[error("host `{0}` is given twice: remove one of them")]
    DuplicateHost(String),
    /// One number twice.
    #[error("indicator number {0} is given twice: every number stands once in a framework")]
    DuplicateNumber(IndicatorNumber),
    /// Not an indicator number.
    #[error("`{0}` is no indicator number: write dotted numbers such as 3 or 1.2")]
    Number(String),
    /// A number that contradicts the id.
    #[error("number {number} and id `{id}` are different numbers: leave `number` out or give both the same")]
    NumberUnlikeId {
        /// The number.
        number: IndicatorNumber,
        /// The id.
        id: String,
    },
    /// A parent that is not in the file.
    #[error("there is no node `{parent}` to stand below: {}", did_you_mean(nearest.as_deref()))]
    UnknownParent {
        /// As written.
        parent: String,
        /// The id nearest to it.
        nearest: Option<String>,
    },
    /// Parents in a circle.
    #[error("these nodes stand below one another in a circle, {0}: correct one `parent`")]
    Cycle(String),
    /// Too many levels.
    #[error("a framework has at most {MAX_DEPTH} levels, this node lies deeper: move it up")]
    TooDeep,
    /// Too many nodes.
    #[error("a framework has at most {MAX_NODES} nodes, this one more: split it")]
    TooManyNodes,
    /// No node.
    #[error("a framework without a node evaluates nothing: add [[node]] entries")]
    NoNodes,
    /// A host that is not in the file.
    #[error("host `{host}` is not listed among the hosts under this name: {}", did_you_mean(nearest.as_deref()))]
    UnknownHost {
        /// As written.
        host: String,
        /// The id nearest to it.
        nearest: Option<String>,
    },
    /// Optional without saying when, or the reverse.
    #[error("`optional = true` and a `condition` belong together: give both or neither")]
    Condition,
    /// A weight that is none.
    #[error("weight {0} is not above 0 and at most 100: correct it, or leave it out where the source gives none")]
    Weight(Decimal),
    /// A range that does not rise.
    #[error(
        "a range from {low} to {high} does not rise: write the smaller weight first, or one `weight` if it is fixed"
    )]
    RangeOrder {
        /// As given first.
        low: Decimal,
        /// As given second.
        high: Decimal,
    },
    /// A weight and a range.
    #[error("a node has a weight or a range, not both: remove one of them")]
    TwoWeights,
    /// Weights that do not add up.
    #[error("the parts of `{}` should add up to {target} but give {sum}: correct the weights", parent.th)]
    Sum {
        /// Name of the parent; of the framework at the top.
        parent: Text,
        /// What they should give.
        target: String,
        /// What they give.
        sum: String,
    },
}

/// Why a framework cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameworkError {
    /// Not the body of a framework record at all.
    #[error("not a framework record ({0}): have it published again")]
    Malformed(String),
    /// A rule is broken.
    #[error("{place}: {problem}")]
    Rule {
        /// Node and key, for example `1.1 weight`.
        place: String,
        /// What.
        problem: FrameworkProblem,
    },
    /// A file that comes with the program is wrong.
    #[error("{file}: {defect}")]
    Shipped {
        /// File name.
        file: &'static str,
        /// The first defect in it.
        defect: FrameworkDefect,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(|| "add it, or name one that is there".to_owned(), |word| format!("did you mean `{word}`?"))
}

fn meant_thai(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || "กรุณาเพิ่มรายการนี้ หรืออ้างถึงรายการที่มีอยู่".to_owned(),
        |word| format!("กรุณาตรวจสอบว่าหมายถึง `{word}` หรือไม่"),
    )
}

impl Explain for FrameworkProblem {
    fn explain(&self) -> Explanation {
        let say = |code, rule: String, remedy: &str| explained(self, code, rule, remedy);
        match self {
            Self::File(problem) => problem.explain(),
            Self::Policy(error) => error.explain(),
            Self::ChristianYear { given, meant } => say(
                "framework-year-christian",
                format!("{given} เป็นปีคริสต์ศักราช"),
                &format!("กรุณาระบุเป็นปีพุทธศักราช {meant}"),
            ),
            Self::Year(given) => say(
                "framework-year",
                format!("`{given}` ไม่ใช่ปีงบประมาณในพุทธศักราช"),
                "กรุณาระบุปีตั้งแต่ 2400 ถึง 2800 เช่น 2555",
            ),
            Self::Id(given) => say(
                "framework-id",
                format!("`{given}` ไม่ใช่รหัสกรอบการประเมินผล"),
                "กรุณาใช้อักษร a-z ตัวเลข และ - ไม่เกิน 60 ตัว ขึ้นต้นด้วยตัวอักษร",
            ),
            Self::DuplicateId(id) => {
                say("framework-id-twice", format!("มีรหัส `{id}` ซ้ำกัน"), "กรุณากำหนดรหัสของแต่ละรายการให้ต่างกัน")
            }
            Self::DuplicateHost(id) => {
                say("framework-host-twice", format!("มีหน่วยงานผู้รับผิดชอบ `{id}` ซ้ำกัน"), "กรุณาลบออกหนึ่งรายการ")
            }
            Self::DuplicateNumber(number) => say(
                "framework-number-twice",
                format!("มีตัวชี้วัดที่ {number} ซ้ำกัน"),
                "กรุณาใช้เลขที่ตัวชี้วัดเพียงครั้งเดียวในกรอบการประเมินผล",
            ),
            Self::Number(given) => {
                say("framework-number", format!("`{given}` ไม่ใช่เลขที่ตัวชี้วัด"), "กรุณาใช้ตัวเลขคั่นด้วยจุด เช่น 3 หรือ 1.2")
            }
            Self::NumberUnlikeId { number, id } => say(
                "framework-number-unlike-id",
                format!("เลขที่ตัวชี้วัด {number} ไม่ตรงกับรหัส `{id}`"),
                "กรุณาตัดช่อง number ออก หรือระบุให้ตรงกัน",
            ),
            Self::UnknownParent { parent, nearest } => say(
                "framework-parent-unknown",
                format!("ไม่มีรายการ `{parent}` ที่อ้างเป็นรายการแม่"),
                &meant_thai(nearest.as_deref()),
            ),
            Self::Cycle(chain) => say(
                "framework-cycle",
                format!("รายการเหล่านี้อยู่ใต้กันเป็นวงกลม ({chain})"),
                "กรุณาแก้ไขช่อง parent ของรายการใดรายการหนึ่ง",
            ),
            Self::TooDeep => say(
                "framework-too-deep",
                format!("กรอบการประเมินผลมีได้ไม่เกิน {MAX_DEPTH} ระดับ รายการนี้อยู่ลึกกว่านั้น"),
                "กรุณาย้ายรายการขึ้นไประดับที่สูงกว่า",
            ),
            Self::TooManyNodes => say(
                "framework-too-many-nodes",
                format!("กรอบการประเมินผลมีได้ไม่เกิน {MAX_NODES} รายการ"),
                "กรุณาแบ่งกรอบการประเมินผล",
            ),
            Self::NoNodes => say("framework-empty", "กรอบการประเมินผลไม่มีรายการใด".into(), "กรุณาเพิ่มรายการ [[node]]"),
            Self::UnknownHost { host, nearest } => say(
                "framework-host-unknown",
                format!("ไม่มีหน่วยงานผู้รับผิดชอบ `{host}` ในรายชื่อ"),
                &meant_thai(nearest.as_deref()),
            ),
            Self::Condition => say(
                "framework-condition",
                "optional = true และ condition ต้องใช้คู่กัน".into(),
                "กรุณาระบุทั้งสองช่อง หรือไม่ระบุทั้งสองช่อง",
            ),
            Self::Weight(weight) => say(
                "framework-weight",
                format!("น้ำหนัก {weight} ต้องมากกว่า 0 และไม่เกิน 100"),
                "กรุณาแก้ไขน้ำหนัก หรือเว้นไว้หากแหล่งข้อมูลไม่ได้ระบุ",
            ),
            Self::RangeOrder { low, high } => say(
                "framework-range-order",
                format!("ช่วงน้ำหนักจาก {low} ถึง {high} ไม่ได้เรียงจากน้อยไปมาก"),
                "กรุณาระบุค่าน้อยก่อน หรือใช้ weight หากน้ำหนักคงที่",
            ),
            Self::TwoWeights => {
                say("framework-two-weights", "รายการหนึ่งมีน้ำหนักหรือช่วงน้ำหนักได้อย่างใดอย่างหนึ่ง".into(), "กรุณาลบออกหนึ่งช่อง")
            }
            Self::Sum { parent, target, sum } => say(
                "framework-sum",
                format!("น้ำหนักย่อยของ \u{201c}{}\u{201d} ต้องรวมเป็น {target} แต่รวมได้ {sum}", parent.th),
                "กรุณาแก้ไขน้ำหนัก",
            ),
        }
    }
}

impl Explain for FrameworkError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Malformed(reason) => Explanation {
                code: "framework-record",
                place: Place::default(),
                rule: Text::new(
                    format!("ข้อมูลนี้ไม่ใช่กรอบการประเมินผล ({reason})"),
                    format!("not a framework record ({reason})"),
                ),
                remedy: Text::new("กรุณาประกาศกรอบการประเมินผลอีกครั้ง", "have it published again"),
            },
            Self::Rule { place, problem } => Explanation { place: Place::field(place.clone()), ..problem.explain() },
            Self::Shipped { defect, .. } => defect.explain(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::file::problem_tests::{file_problems, is_complete};

    fn problems() -> Vec<FrameworkProblem> {
        let number: IndicatorNumber = "1.2".parse().unwrap();
        let mut all: Vec<FrameworkProblem> = file_problems().into_iter().map(FrameworkProblem::File).collect();
        all.extend([
            FrameworkProblem::Policy(PolicyError::ScaleCount(4)),
            FrameworkProblem::ChristianYear { given: 2012, meant: 2555 },
            FrameworkProblem::Year("55".into()),
            FrameworkProblem::Id("A".into()),
            FrameworkProblem::DuplicateId("1".into()),
            FrameworkProblem::DuplicateHost("opdc".into()),
            FrameworkProblem::DuplicateNumber(number.clone()),
            FrameworkProblem::Number("x".into()),
            FrameworkProblem::NumberUnlikeId { number, id: "1.3".into() },
            FrameworkProblem::UnknownParent { parent: "extrenal".into(), nearest: Some("external".into()) },
            FrameworkProblem::UnknownParent { parent: "x".into(), nearest: None },
            FrameworkProblem::Cycle("a → a".into()),
            FrameworkProblem::TooDeep,
            FrameworkProblem::TooManyNodes,
            FrameworkProblem::NoNodes,
            FrameworkProblem::UnknownHost { host: "x".into(), nearest: None },
            FrameworkProblem::Condition,
            FrameworkProblem::Weight(Decimal::ZERO),
            FrameworkProblem::RangeOrder { low: Decimal::from(50), high: Decimal::from(30) },
            FrameworkProblem::TwoWeights,
            FrameworkProblem::Sum { parent: Text::new("External", ""), target: "70".into(), sum: "71".into() },
        ]);
        all
    }

    #[test]
    fn every_problem_is_explained_in_both_languages() {
        for problem in problems() {
            assert!(is_complete(&problem.explain()), "{problem:?}: {:?}", problem.explain());
        }
        let errors = [
            FrameworkError::Malformed("EOF".into()),
            FrameworkError::Rule { place: "1 weight".into(), problem: FrameworkProblem::TwoWeights },
            FrameworkError::Shipped {
                file: "x.toml",
                defect: Defect { line: 1, field: String::new(), problem: FrameworkProblem::TooDeep },
            },
        ];
        assert!(errors.iter().all(|e| is_complete(&e.explain())));
    }

    #[test]
    fn every_problem_has_its_own_code() {
        let mut codes: Vec<&str> = problems().iter().map(|p| p.explain().code).collect();
        codes.sort_unstable();
        codes.dedup();
        // Two words and two keys with and without a near one, ten kinds, two parents.
        assert_eq!(codes.len(), problems().len() - 2 - 9 - 1);
    }

    #[test]
    fn a_defect_says_its_line_and_key() {
        let defect = Defect { line: 12, field: "node 1 weight".into(), problem: FrameworkProblem::TwoWeights };
        assert_eq!(defect.explain().place, Place::line(12, "node 1 weight"));
        assert_eq!(
            defect.to_string(),
            "line 12, `node 1 weight`: a node has a weight or a range, not both: remove one of them"
        );
    }
}
