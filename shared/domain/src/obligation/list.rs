//! What is owed to whom: the obligations of one kind of organisation in one year.

use serde::{Deserialize, Serialize};

use super::{FactSource, FactWord, Frequency};
use crate::calendar::{Deadline, FiscalYear};
use crate::ids::OrganisationId;
use crate::organisation::OrganisationKind;
use crate::text::Text;

/// A central office that reports go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Recipient {
    /// Short stable id.
    pub id: OrganisationId,
    /// Official name.
    pub name: Text,
    /// Usual short form, such as สงป.
    pub short: Text,
}

/// How a report travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Inside the performance-agreement system of OPDC, as an indicator of the agreement.
    Pa,
    /// The self-assessment of the agreement itself (SAR-Card and report).
    SarCard,
    /// A form, questionnaire or report of the recipient.
    Form,
    /// Access to a system of the recipient.
    System,
    /// The recipient's website.
    Website,
    /// None is settled.
    None,
}

/// When a submission is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Occasion {
    /// How often.
    pub frequency: Frequency,
    /// The date by rule; `None` where the source states none, and then the note says so.
    pub due: Option<Deadline>,
    /// Remark, such as the source of the date; may be empty.
    pub note: Text,
}

/// One thing that is submitted, with its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Submission {
    /// What it is called; the name of the report unless the obligation has several.
    pub name: Text,
    /// Form or channel in words.
    pub form: Text,
    /// When.
    pub occasions: Vec<Occasion>,
}

impl Submission {
    /// How many times a year.
    pub fn per_year(&self) -> u32 {
        self.occasions.iter().map(|occasion| occasion.frequency.per_year()).sum()
    }
}

/// One item of a report, and the facts that fill it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Item {
    /// What it is.
    pub name: Text,
    /// Where it comes from.
    pub fact: FactWord,
    /// Whether the system has these facts, as the file says.
    pub available: bool,
}

/// A report that is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Obligation {
    /// Number in the list, from 1.
    pub number: u8,
    /// To whom.
    pub recipient: Recipient,
    /// Its name.
    pub report: Text,
    /// How it travels.
    pub channel: Channel,
    /// Whether it is an indicator of another office carried in the agreement (ตัวชี้วัดฝาก).
    pub deposited: bool,
    /// The obligation whose paper is sent again.
    pub same_paper_as: Option<u8>,
    /// What is submitted; at least one.
    pub submissions: Vec<Submission>,
    /// What it consists of; at least one item.
    pub items: Vec<Item>,
}

impl Obligation {
    /// Scheduled submissions a year.
    pub fn per_year(&self) -> u32 {
        self.submissions.iter().map(Submission::per_year).sum()
    }

    /// Whether it travels inside the performance-agreement system already.
    pub fn inside_pa(&self) -> bool {
        self.channel == Channel::Pa
    }
}

/// A submission that is scheduled, with its own name (worked example OB-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named<'a> {
    /// The obligation.
    pub obligation: &'a Obligation,
    /// The submission.
    pub submission: &'a Submission,
    /// Times a year, at least one.
    pub per_year: u32,
}

/// The obligations of one kind of organisation in one year; read from a file and free of defects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obligations {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) fiscal_year: FiscalYear,
    pub(super) organisation_kind: OrganisationKind,
    pub(super) source: String,
    pub(super) recipients: Vec<Recipient>,
    pub(super) facts: Vec<FactSource>,
    pub(super) owed: Vec<Obligation>,
}

impl Obligations {
    /// Stable id, for example `departments-2555`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Version of the file, from 1.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The year it was made for.
    pub fn fiscal_year(&self) -> FiscalYear {
        self.fiscal_year
    }

    /// Who owes.
    pub fn organisation_kind(&self) -> OrganisationKind {
        self.organisation_kind
    }

    /// Where it was taken from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The central offices named, whether or not something is scheduled for them.
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    /// The sources of facts, and whether the system has them.
    pub fn facts(&self) -> &[FactSource] {
        &self.facts
    }

    /// All obligations in the order of the file.
    pub fn all(&self) -> &[Obligation] {
        &self.owed
    }

    /// The obligation of a number.
    pub fn get(&self, number: u8) -> Option<&Obligation> {
        self.owed.iter().find(|obligation| obligation.number == number)
    }

    /// The scheduled submissions by name: obligations without a schedule are left out, those with several papers give
    /// one row each (worked example OB-01).
    pub fn named(&self) -> Vec<Named<'_>> {
        named(&self.owed)
    }
}

/// The scheduled submissions of some obligations.
pub(super) fn named<'a>(obligations: impl IntoIterator<Item = &'a Obligation>) -> Vec<Named<'a>> {
    let rows = obligations.into_iter().flat_map(|obligation| {
        obligation.submissions.iter().map(move |submission| Named {
            obligation,
            submission,
            per_year: submission.per_year(),
        })
    });
    rows.filter(|row| row.per_year > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obligation::shipped::departments_2555;

    #[test]
    fn the_shipped_list_holds_the_21_obligations() {
        let list = departments_2555().unwrap();
        let numbers: Vec<u8> = list.all().iter().map(|o| o.number).collect();
        assert_eq!(numbers, (1..=21).collect::<Vec<u8>>());
        let per_year: Vec<u32> = list.all().iter().map(Obligation::per_year).collect();
        assert_eq!(per_year, [5, 1, 1, 2, 1, 1, 3, 3, 3, 0, 7, 0, 3, 1, 1, 1, 0, 3, 1, 3, 4]);
        let picked = |pick: fn(&Obligation) -> bool| {
            list.all().iter().filter(|o| pick(o)).map(|o| o.number).collect::<Vec<u8>>()
        };
        assert_eq!(picked(|o| o.deposited), [1, 7, 8, 9, 13, 14, 18]);
        assert_eq!(picked(Obligation::inside_pa), [7, 8, 9, 13, 18]);
        assert_eq!(picked(|o| o.same_paper_as == Some(11)), [15]);
        assert!(list.all().iter().all(|o| !o.items.is_empty()));
        assert_eq!(list.recipients().len(), 11);
        let unused: Vec<_> = list
            .facts()
            .iter()
            .filter(|f| !list.all().iter().any(|o| o.items.iter().any(|i| i.fact == f.word)))
            .collect();
        assert!(unused.is_empty(), "{unused:?}");
    }
}
