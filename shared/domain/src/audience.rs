//! Who may see a record: written into its header, enforced by whoever sends or shows it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{IdError, OrganisationId};

/// Who may see a record's header and body. Everybody else gets the bare leaf hash, so that the log still verifies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Audience {
    /// Anybody.
    Public,
    /// The hub and every central agency.
    Central,
    /// The hub and the organisations named, at most 64.
    Named(BTreeSet<OrganisationId>),
    /// Only the organisation that wrote it.
    Internal,
}

/// Why a text is not an audience.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AudienceError {
    /// Not one of the four words.
    #[error("`{0}` is not an audience: use public, central, internal or named:org1,org2")]
    Unknown(String),
    /// A bad organisation in the list.
    #[error(transparent)]
    Organisation(#[from] IdError),
    /// Nobody or too many named.
    #[error("a named audience lists 1 to 64 organisations, this one {0}")]
    Count(usize),
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody known.
    Public,
    /// A central agency, or the hub itself.
    Central(OrganisationId),
    /// Another organisation.
    Organisation(OrganisationId),
}

impl Audience {
    /// Whether `viewer` may see a record of this audience that `owner` wrote.
    pub fn admits(&self, owner: &OrganisationId, viewer: &Viewer) -> bool {
        match viewer {
            Viewer::Public => *self == Self::Public,
            Viewer::Central(who) => *self != Self::Internal || who == owner,
            Viewer::Organisation(who) => match self {
                Self::Public => true,
                Self::Named(list) => who == owner || list.contains(who),
                Self::Central | Self::Internal => who == owner,
            },
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Central => f.write_str("central"),
            Self::Internal => f.write_str("internal"),
            Self::Named(list) => {
                f.write_str("named:")?;
                for (i, id) in list.iter().enumerate() {
                    if i > 0 {
                        f.write_str(",")?;
                    }
                    f.write_str(id.as_str())?;
                }
                Ok(())
            }
        }
    }
}

impl FromStr for Audience {
    type Err = AudienceError;
    fn from_str(s: &str) -> Result<Self, AudienceError> {
        match s {
            "public" => Ok(Self::Public),
            "central" => Ok(Self::Central),
            "internal" => Ok(Self::Internal),
            _ => {
                let list =
                    s.strip_prefix("named:").ok_or_else(|| AudienceError::Unknown(s.chars().take(60).collect()))?;
                let named = list.split(',').map(OrganisationId::parse).collect::<Result<BTreeSet<_>, _>>()?;
                if named.len() > 64 { Err(AudienceError::Count(named.len())) } else { Ok(Self::Named(named)) }
            }
        }
    }
}

impl TryFrom<String> for Audience {
    type Error = AudienceError;
    fn try_from(s: String) -> Result<Self, AudienceError> {
        s.parse()
    }
}

impl From<Audience> for String {
    fn from(a: Audience) -> Self {
        a.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(s: &str) -> OrganisationId {
        OrganisationId::parse(s).unwrap()
    }

    #[test]
    fn each_audience_admits_exactly_its_readers() {
        let owner = id("dep");
        let viewers = [
            Viewer::Public,
            Viewer::Central(id("opdc")),
            Viewer::Organisation(id("cdd")),
            Viewer::Organisation(id("moi")),
            Viewer::Organisation(id("dep")),
        ];
        let table = [
            ("public", [true, true, true, true, true]),
            ("central", [false, true, false, false, true]),
            ("named:cdd", [false, true, true, false, true]),
            ("internal", [false, false, false, false, true]),
        ];
        for (audience, expected) in table {
            let audience: Audience = audience.parse().unwrap();
            let got: Vec<bool> = viewers.iter().map(|v| audience.admits(&owner, v)).collect();
            assert_eq!(got, expected, "{audience}");
        }
    }

    #[test]
    fn audiences_read_what_they_print() {
        for text in ["public", "central", "internal", "named:cdd,dep"] {
            assert_eq!(text.parse::<Audience>().map(|a| a.to_string()), Ok(text.to_owned()));
        }
        for bad in ["", "all", "named:", "named:A", "Public"] {
            assert!(bad.parse::<Audience>().is_err(), "{bad}");
        }
    }
}
