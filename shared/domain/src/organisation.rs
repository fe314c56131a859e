//! Organisations: agencies that report and central agencies that review.

use serde::{Deserialize, Serialize};

use crate::ids::OrganisationId;
use crate::text::Text;

/// What kind of organisation reports or reviews; frameworks are made per kind and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// Ministry level (กระทรวง).
    Ministry,
    /// Department or equivalent (กรมหรือเทียบเท่า).
    Department,
    /// Province (จังหวัด).
    Province,
    /// Public organisation (องค์การมหาชน), university and others.
    PublicOrganisation,
    /// Central agency (หน่วยงานกลาง), such as OPDC.
    CentralAgency,
}

impl OrganisationKind {
    /// Stable word of the kind, as in files and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Department => "department",
            Self::Province => "province",
            Self::PublicOrganisation => "public_organisation",
            Self::CentralAgency => "central_agency",
        }
    }
}

/// An organisation as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Short stable id.
    pub id: OrganisationId,
    /// Official name.
    pub name: Text,
    /// Kind.
    pub kind: OrganisationKind,
    /// Ministry or body above it; the same text groups agencies on overviews.
    #[serde(default)]
    pub parent: Text,
}
