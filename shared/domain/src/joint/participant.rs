//! An agency that takes part in a joint indicator, with what it owes to it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::ids::{IndicatorNumber, OrganisationId};
use crate::text::Text;

use super::JointError;
use super::error::{checked_fine, checked_name};

/// What an agency does in a joint indicator, as declared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Leads (เจ้าภาพหลัก).
    Lead,
    /// Supports (หน่วยงานสนับสนุน).
    Supporting,
    /// Nobody has said.
    #[default]
    Unknown,
}

/// A mark as slide 50 prints it. Its meaning is lost: the natural leads carry a tick, so a star is not "lead".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mark {
    /// A star.
    #[serde(rename = "★")]
    Star,
    /// A tick.
    #[serde(rename = "✓")]
    Tick,
    /// The letters จว.: in provinces.
    #[serde(rename = "(จว.)")]
    Provinces,
}

impl Mark {
    /// As printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Star => "★",
            Self::Tick => "✓",
            Self::Provinces => "(จว.)",
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where an agency's part is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In the ministry or agency itself.
    Ministry,
    /// In provinces (จังหวัด).
    Province,
}

/// The item of an agency's own agreement that holds all its joint indicators: item 2 with weight 10 in FY2555.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnItem {
    /// Number of the item.
    pub number: IndicatorNumber,
    /// Its weight in percent of the whole agreement.
    pub weight: Exact,
}

/// One agency in one joint indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ParticipantDraft", into = "ParticipantDraft")]
pub struct Participant(ParticipantDraft);

/// A participant as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParticipantDraft {
    /// The agency.
    pub agency: OrganisationId,
    /// Its name.
    pub name: Text,
    /// What it does.
    #[serde(default)]
    pub role: Role,
    /// The mark of a printed matrix, where it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// Where its part is measured.
    pub scope: Scope,
    /// Its share of the target in percent, where agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Exact>,
    /// Weight of this joint indicator in percent of the agency's whole agreement.
    pub weight: Exact,
    /// The item of its agreement that the weight lies in.
    pub item: OwnItem,
}

impl Participant {
    /// A participant: the item weighs above 0 to 100, the weight lies above 0 and within the item, a share above 0 to
    /// 100.
    pub fn new(draft: ParticipantDraft) -> Result<Self, JointError> {
        checked_name(&draft.name, "participant.name")?;
        let agency = || draft.agency.clone();
        checked_fine(&draft.item.weight, "participant.item.weight")?;
        if !is_percent(&draft.item.weight) {
            return Err(JointError::ItemWeight { agency: agency(), item: draft.item.weight });
        }
        checked_fine(&draft.weight, "participant.weight")?;
        if draft.weight <= Exact::zero() || draft.weight > draft.item.weight {
            return Err(JointError::WeightOutsideItem {
                agency: agency(),
                weight: draft.weight,
                item: draft.item.weight,
            });
        }
        if let Some(share) = &draft.share {
            checked_fine(share, "participant.share")?;
            if !is_percent(share) {
                return Err(JointError::Share { agency: agency(), share: share.clone() });
            }
        }
        Ok(Self(draft))
    }

    /// The agency.
    pub fn agency(&self) -> &OrganisationId {
        &self.0.agency
    }

    /// Its name.
    pub fn name(&self) -> &Text {
        &self.0.name
    }

    /// What it does.
    pub fn role(&self) -> Role {
        self.0.role
    }

    /// The mark of a printed matrix, where it came from one.
    pub fn mark(&self) -> Option<Mark> {
        self.0.mark
    }

    /// Where its part is measured.
    pub fn scope(&self) -> Scope {
        self.0.scope
    }

    /// Its share of the target in percent, where agreed.
    pub fn share(&self) -> Option<&Exact> {
        self.0.share.as_ref()
    }

    /// Weight of this joint indicator in percent of the agency's whole agreement.
    pub fn weight(&self) -> &Exact {
        &self.0.weight
    }

    /// The item of its agreement that the weight lies in.
    pub fn item(&self) -> &OwnItem {
        &self.0.item
    }
}

fn is_percent(value: &Exact) -> bool {
    *value > Exact::zero() && *value <= Exact::whole(100)
}

impl TryFrom<ParticipantDraft> for Participant {
    type Error = JointError;
    fn try_from(draft: ParticipantDraft) -> Result<Self, JointError> {
        Self::new(draft)
    }
}

impl From<Participant> for ParticipantDraft {
    fn from(participant: Participant) -> Self {
        participant.0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    /// A ministry with this weight inside an item 2 of weight 10.
    pub fn ministry(agency: &str, weight: &str, share: Option<&str>) -> ParticipantDraft {
        ParticipantDraft {
            agency: agency.parse().unwrap(),
            name: Text::new("กระทรวง", "Ministry"),
            role: Role::Unknown,
            mark: None,
            scope: Scope::Ministry,
            share: share.map(exact),
            weight: exact(weight),
            item: OwnItem { number: "2".parse().unwrap(), weight: exact("10") },
        }
    }

    #[test]
    fn the_weight_lies_inside_the_own_item() {
        let with = |weight: &str| Participant::new(ministry("moph", weight, None)).map(|p| p.weight().to_string());
        for good in ["10", "0.0001", "10/3"] {
            assert_eq!(with(good), Ok(good.to_owned()));
        }
        for bad in ["0", "-1", "10.0001"] {
            let (agency, weight, item) = ("moph".parse().unwrap(), exact(bad), exact("10"));
            assert_eq!(with(bad), Err(JointError::WeightOutsideItem { agency, weight, item }));
        }
    }

    #[test]
    fn items_and_shares_are_percents() {
        let item = |weight: &str| {
            let draft = ministry("moph", "0.5", None);
            let item = OwnItem { weight: exact(weight), ..draft.item };
            Participant::new(ParticipantDraft { item, ..draft }).is_ok()
        };
        let share = |share: &str| Participant::new(ministry("moph", "5", Some(share))).is_ok();
        assert!(item("100") && item("0.5") && share("100") && share("0.01"));
        for bad in ["0", "-0.01", "100.01"] {
            assert!(!item(bad) && !share(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_finer_than_anybody_means_are_refused() {
        for (weight, share) in [("0.00001", "50"), ("5", "1/10001")] {
            let refused = Participant::new(ministry("moph", weight, Some(share)));
            assert!(matches!(refused, Err(JointError::TooFine { .. })), "{refused:?}");
        }
        assert!(Participant::new(ministry("moph", "1/10000", Some("1/9999"))).is_ok());
        let draft = ministry("moph", "5", None);
        let item = OwnItem { weight: exact("10.00001"), ..draft.item };
        let refused = Participant::new(ParticipantDraft { item, ..draft });
        assert!(matches!(refused, Err(JointError::TooFine { .. })), "{refused:?}");
    }

    #[test]
    fn a_participant_is_read_with_its_mark_and_an_unknown_role() {
        let json = r#"{"agency":"moi","name":{"th":"กระทรวงมหาดไทย"},"mark":"(จว.)","scope":"province",
            "weight":2,"item":{"number":"2","weight":10}}"#;
        let p: Participant = serde_json::from_str(json).unwrap();
        assert_eq!(
            (p.role(), p.mark(), p.scope(), p.share()),
            (Role::Unknown, Some(Mark::Provinces), Scope::Province, None)
        );
        assert_eq!((p.agency().as_str(), p.item().number.to_string()), ("moi", "2".into()));
        assert_eq!(serde_json::from_str::<Participant>(&serde_json::to_string(&p).unwrap()).unwrap(), p);
        assert!(serde_json::from_str::<Participant>(&json.replace(":2,", ":11,")).is_err());
        assert!(serde_json::from_str::<Participant>(&json.replace("\"scope\"", "\"where\"")).is_err());
    }

    #[test]
    fn marks_are_written_as_printed() {
        for mark in [Mark::Star, Mark::Tick, Mark::Provinces] {
            assert_eq!(serde_json::to_string(&mark).unwrap(), format!("\"{mark}\""));
        }
    }
}
