//! Counting submissions given by name, as worked-examples files do (kind `obligations.count`).

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::file::quoted;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// What named submissions add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many are named.
    pub obligations: usize,
    /// Submissions a year.
    pub submissions: u64,
    /// Those of the names that travel inside the performance-agreement system.
    pub carried_inside_pa_system: u64,
}

/// Why names cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// A name inside the system that is not among the submissions.
    #[error("`{0}` is said to travel inside the system but is not among the submissions: name it there or correct it")]
    Unknown(String),
}

/// Counts submissions a year by name, and those of them that travel inside the performance-agreement system; a name
/// given twice there counts once.
pub fn count(per_year: &BTreeMap<String, u32>, inside_pa: &[String]) -> Result<Count, CountError> {
    let inside: BTreeSet<&String> = inside_pa.iter().collect();
    let mut carried = 0;
    for name in inside {
        let n = per_year.get(name).ok_or_else(|| CountError::Unknown(quoted(name)))?;
        carried += u64::from(*n);
    }
    Ok(Count {
        obligations: per_year.len(),
        submissions: per_year.values().map(|n| u64::from(*n)).sum(),
        carried_inside_pa_system: carried,
    })
}

impl Explain for CountError {
    fn explain(&self) -> Explanation {
        let Self::Unknown(name) = self;
        Explanation {
            code: "count-unknown-name",
            place: Place::field("inside_pa_system"),
            rule: Text::new(format!("“{name}” ไม่อยู่ในรายการที่ต้องส่ง"), format!("`{name}` is not among the submissions")),
            remedy: Text::new("กรุณาเพิ่มในรายการที่ต้องส่งหรือแก้ไขชื่อ", "name it there or correct it"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obligation::shipped::departments_2555;

    /// Worked example OB-01, in the order of its file, which is the order of the list.
    const OB_01: [(&str, u32, bool); 19] = [
        ("BB 301/302", 5, false),
        ("BB PART", 1, false),
        ("BB governance risk", 1, false),
        ("BB transfers", 2, false),
        ("BB output cost", 1, false),
        ("Cabinet Secretariat policy KPIs", 1, false),
        ("Cabinet Secretariat law plan", 3, true),
        ("CGD disbursement", 3, true),
        ("CGD unit cost", 3, true),
        ("CGD audit plan", 1, false),
        ("CGD audit results", 6, false),
        ("PACC", 3, true),
        ("OAG internal control", 1, false),
        ("OAG audit plan copy", 1, false),
        ("OCSC HR", 1, false),
        ("OPM inspection", 3, true),
        ("OIC", 1, false),
        ("OPDC SAR", 3, false),
        ("Ombudsman", 4, false),
    ];

    fn names(inside: bool) -> Vec<String> {
        OB_01.iter().filter(|row| row.2 == inside).map(|row| row.0.to_owned()).collect()
    }

    #[test]
    fn named_submissions_are_counted_as_in_worked_example_ob_01() {
        let per_year = OB_01.iter().map(|(name, n, _)| ((*name).to_owned(), *n)).collect();
        let expected = Count { obligations: 19, submissions: 44, carried_inside_pa_system: 15 };
        assert_eq!(count(&per_year, &names(true)), Ok(expected));
        assert_eq!(count(&per_year, &[names(true), names(true)].concat()), Ok(expected));
        assert_eq!(count(&per_year, &[]).map(|c| c.carried_inside_pa_system), Ok(0));
        let unknown = CountError::Unknown("SAR".into());
        assert_eq!(count(&per_year, &["SAR".into()]), Err(unknown.clone()));
        crate::calendar::speaks_both_languages(&[unknown]);
    }

    #[test]
    fn the_list_of_departments_gives_the_rows_of_worked_example_ob_01() {
        let list = departments_2555().unwrap();
        let rows: Vec<(u32, bool)> =
            list.named().iter().map(|row| (row.per_year, row.obligation.inside_pa())).collect();
        assert_eq!(rows, OB_01.map(|(_, n, inside)| (n, inside)));
    }
}
