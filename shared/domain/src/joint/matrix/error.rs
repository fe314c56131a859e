//! Why the file of a matrix is refused, with the line.

use crate::explain::{Explain, Explanation, Place};
use crate::ids::OrganisationId;

use super::super::{Counted, StrategyId};

/// What is wrong with a matrix, and in which line of its file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct MatrixDefect {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub error: MatrixError,
}

/// What is wrong with a matrix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatrixError {
    /// Too long.
    #[error("the file has {0} bytes, more than 262144: shorten it")]
    Size(usize),
    /// Not the form of a matrix.
    #[error("the file is no matrix of joint indicators, {0}: write it as the shipped example")]
    Form(String),
    /// Too many of something.
    #[error("{found} {what}, more than {most}: split the file")]
    Count {
        /// Of what.
        what: Counted,
        /// How many.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// A missing or over-long name.
    #[error("{0} has no Thai text or more than 4000 characters: write the official name")]
    Name(&'static str),
    /// The same thing twice.
    #[error("`{name}` stands twice among the {what}: keep one of them, with its own id and number")]
    Duplicate {
        /// Among what.
        what: Counted,
        /// Which.
        name: String,
    },
    /// A strategy without joint indicators, or with fewer than are named.
    #[error(
        "strategy {0} has a count of joint indicators outside 1 to 100 or below the names listed: correct the count"
    )]
    Indicators(StrategyId),
    /// Marks that are not the printed count.
    #[error("{agency} has {marks} marks and a printed count of {printed} strategies: list one mark for each")]
    Marks {
        /// Whose row.
        agency: OrganisationId,
        /// Marks.
        marks: usize,
        /// Printed count.
        printed: u32,
    },
    /// Cells that are not the printed count.
    #[error("{agency} has {cells} placed and open cells and a printed count of {printed} strategies: list every cell")]
    Cells {
        /// Whose row.
        agency: OrganisationId,
        /// Cells.
        cells: u64,
        /// Printed count.
        printed: u32,
    },
    /// An unknown strategy, or one in two parts of a row.
    #[error(
        "{agency} names the strategy {strategy}, which is not declared or stands twice in its row: correct the row"
    )]
    Strategy {
        /// Whose row.
        agency: OrganisationId,
        /// Which.
        strategy: StrategyId,
    },
    /// A likelier candidate that is none.
    #[error("{agency} calls {strategy} likely, which is no candidate: choose from the candidates")]
    Likely {
        /// Whose row.
        agency: OrganisationId,
        /// Which.
        strategy: StrategyId,
    },
    /// A row that no set of strategies explains.
    #[error(
        "no strategies with the placed ones give {agency} its printed counts: \
         correct the row, or say why it stands outside the model"
    )]
    NoFit {
        /// Whose row.
        agency: OrganisationId,
    },
    /// A row that the model explains after all.
    #[error("{agency} is said to stand outside the model, which explains its counts: remove `outside_model`")]
    Explained {
        /// Whose row.
        agency: OrganisationId,
    },
    /// Candidates that are not what the counts allow.
    #[error("the open cells of {agency} can hold {expected}: list exactly these candidates")]
    Candidates {
        /// Whose row.
        agency: OrganisationId,
        /// What the search finds.
        expected: String,
    },
    /// A strategy that has to be placed.
    #[error("{agency} takes part in {strategy} whatever its open cells hold: place it")]
    Unplaced {
        /// Whose row.
        agency: OrganisationId,
        /// Which.
        strategy: StrategyId,
    },
    /// A certainty that the counts do not bear out.
    #[error(
        "{agency} in {strategy} is marked with the wrong certainty: \
         write `certain` where the printed counts leave nothing else, and only there; otherwise `inferred`"
    )]
    Certainty {
        /// Whose row.
        agency: OrganisationId,
        /// Which.
        strategy: StrategyId,
    },
}

impl MatrixError {
    fn code_and_field(&self) -> (&'static str, &'static str) {
        match self {
            Self::Size(_) => ("matrix-size", ""),
            Self::Form(_) => ("matrix-form", ""),
            Self::Count { what, .. } => ("matrix-count", what.field()),
            Self::Name(field) => ("matrix-name", field),
            Self::Duplicate { what, .. } => ("matrix-duplicate", what.field()),
            Self::Indicators(_) => ("matrix-indicators", "strategy.indicators"),
            Self::Marks { .. } => ("matrix-marks", "agency.marks"),
            Self::Cells { .. } => ("matrix-cells", "agency.open.cells"),
            Self::Strategy { .. } => ("matrix-strategy", "agency"),
            Self::Likely { .. } => ("matrix-likely", "agency.open.likely"),
            Self::NoFit { .. } => ("matrix-no-fit", "agency.placed"),
            Self::Explained { .. } => ("matrix-explained", "agency.outside_model"),
            Self::Candidates { .. } => ("matrix-candidates", "agency.open.candidates"),
            Self::Unplaced { .. } => ("matrix-unplaced", "agency.placed"),
            Self::Certainty { .. } => ("matrix-certainty", "agency.placed"),
        }
    }

    fn rule_th(&self) -> String {
        match self {
            Self::Size(bytes) => format!("แฟ้มมีขนาด {bytes} ไบต์ เกิน 262,144 ไบต์"),
            Self::Form(why) => format!("แฟ้มนี้ไม่ใช่ตารางตัวชี้วัดร่วม ({why})"),
            Self::Count { what, found, most } => format!("มี{} {found} รายการ เกิน {most} รายการ", what.thai()),
            Self::Name(field) => format!("{field} ไม่มีข้อความภาษาไทยหรือยาวเกิน 4,000 ตัวอักษร"),
            Self::Duplicate { what, name } => format!("ระบุ{} `{name}` ซ้ำ", what.thai()),
            Self::Indicators(id) => {
                format!("จำนวนตัวชี้วัดร่วมของยุทธศาสตร์ {id} อยู่นอกช่วง 1 ถึง 100 หรือน้อยกว่ารายชื่อที่ระบุ")
            }
            Self::Marks { agency, marks, printed } => {
                format!("{agency} มีเครื่องหมาย {marks} รายการ แต่จำนวนยุทธศาสตร์ที่พิมพ์ไว้คือ {printed}")
            }
            Self::Cells { agency, cells, printed } => {
                format!("{agency} มีช่อง {cells} ช่อง แต่จำนวนยุทธศาสตร์ที่พิมพ์ไว้คือ {printed}")
            }
            Self::Strategy { agency, strategy } => {
                format!("{agency} ระบุยุทธศาสตร์ {strategy} ซึ่งไม่ได้ประกาศไว้หรือระบุซ้ำในแถวเดียวกัน")
            }
            Self::Likely { agency, strategy } => {
                format!("{agency} ระบุ {strategy} เป็นยุทธศาสตร์ที่น่าจะใช่ แต่ไม่อยู่ในตัวเลือก")
            }
            Self::NoFit { agency } => {
                format!("ไม่มีชุดยุทธศาสตร์ใดที่รวมยุทธศาสตร์ที่วางไว้แล้วให้จำนวนที่พิมพ์ไว้ของ {agency}")
            }
            Self::Explained { agency } => {
                format!("ระบุว่า {agency} อยู่นอกแบบจำลอง แต่แบบจำลองอธิบายจำนวนที่พิมพ์ไว้ได้")
            }
            Self::Candidates { agency, expected } => format!("ช่องที่ยังไม่ทราบของ {agency} เป็นไปได้คือ {expected}"),
            Self::Unplaced { agency, strategy } => {
                format!("{agency} อยู่ในยุทธศาสตร์ {strategy} ไม่ว่าช่องที่ยังไม่ทราบจะเป็นอย่างไร")
            }
            Self::Certainty { agency, strategy } => {
                format!("ความแน่นอนของ {agency} ในยุทธศาสตร์ {strategy} ไม่ตรงกับที่จำนวนที่พิมพ์ไว้บอกได้")
            }
        }
    }

    fn remedy_th(&self) -> &'static str {
        match self {
            Self::Size(_) => "กรุณาลดขนาดแฟ้ม",
            Self::Form(_) => "กรุณาเขียนตามตัวอย่างที่ให้มา",
            Self::Count { .. } => "กรุณาแบ่งแฟ้ม",
            Self::Name(_) => "กรุณาระบุชื่อทางการ",
            Self::Duplicate { .. } => "กรุณาคงไว้เพียงรายการเดียว โดยมีรหัสและหมายเลขของตนเอง",
            Self::Indicators(_) => "กรุณาแก้ไขจำนวน",
            Self::Marks { .. } => "กรุณาระบุเครื่องหมายให้ครบ ยุทธศาสตร์ละหนึ่งเครื่องหมาย",
            Self::Cells { .. } => "กรุณาระบุให้ครบทุกช่อง",
            Self::Strategy { .. } => "กรุณาแก้ไขแถวนี้",
            Self::Likely { .. } => "กรุณาเลือกจากตัวเลือก",
            Self::NoFit { .. } => "กรุณาแก้ไขแถวนี้ หรือระบุเหตุผลที่อยู่นอกแบบจำลอง",
            Self::Explained { .. } => "กรุณาลบ `outside_model`",
            Self::Candidates { .. } => "กรุณาระบุตัวเลือกตามนี้ทุกรายการ",
            Self::Unplaced { .. } => "กรุณาวางยุทธศาสตร์นี้ไว้ใน `placed`",
            Self::Certainty { .. } => "กรุณาใช้ `certain` เฉพาะเมื่อไม่มีทางเลือกอื่น นอกนั้นใช้ `inferred`",
        }
    }
}

impl Explain for MatrixError {
    fn explain(&self) -> Explanation {
        let (code, field) = self.code_and_field();
        Explanation::of(self, code, Place::field(field), self.rule_th(), self.remedy_th())
    }
}

impl Explain for MatrixDefect {
    fn explain(&self) -> Explanation {
        let explained = self.error.explain();
        Explanation { place: Place { row: Some(self.line), ..explained.place }, ..explained }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_refusal_explains_itself_in_both_languages() {
        let agency = || "moi".parse::<OrganisationId>().unwrap();
        let strategy = || "rice".parse::<StrategyId>().unwrap();
        let all = [
            MatrixError::Size(1),
            MatrixError::Form("x".into()),
            MatrixError::Count { what: Counted::Agencies, found: 2, most: 1 },
            MatrixError::Name("source"),
            MatrixError::Duplicate { what: Counted::Strategies, name: "rice".into() },
            MatrixError::Indicators(strategy()),
            MatrixError::Marks { agency: agency(), marks: 1, printed: 2 },
            MatrixError::Cells { agency: agency(), cells: 1, printed: 2 },
            MatrixError::Strategy { agency: agency(), strategy: strategy() },
            MatrixError::Likely { agency: agency(), strategy: strategy() },
            MatrixError::NoFit { agency: agency() },
            MatrixError::Explained { agency: agency() },
            MatrixError::Candidates { agency: agency(), expected: "rice".into() },
            MatrixError::Unplaced { agency: agency(), strategy: strategy() },
            MatrixError::Certainty { agency: agency(), strategy: strategy() },
        ];
        let codes: BTreeSet<&str> = all.iter().map(|e| e.explain().code).collect();
        assert_eq!(codes.len(), 15);
        for error in all {
            let said = error.to_string();
            let e = MatrixDefect { line: 7, error }.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(text.th.chars().any(|c| ('ก'..='๛').contains(&c)), "{said}");
                assert!(!text.en.is_empty(), "{said}");
            }
            assert_eq!(e.place.row, Some(7));
            assert_eq!(format!("{}: {}", e.rule.en, e.remedy.en), said);
        }
    }
}
