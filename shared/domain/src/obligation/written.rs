//! The form of a list of obligations in its file.

use std::num::NonZeroU8;

use serde::Deserialize;

use super::{Channel, Frequency};
use crate::calendar::file::Located;
use crate::calendar::{Deadline, FiscalYear};
use crate::ids::OrganisationId;
use crate::organisation::OrganisationKind;
use crate::text::Text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenList {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) fiscal_year: FiscalYear,
    pub(super) organisation_kind: OrganisationKind,
    pub(super) source: String,
    pub(super) recipient: Vec<Located<WrittenRecipient>>,
    pub(super) fact: Vec<Located<WrittenFact>>,
    pub(super) obligation: Vec<Located<WrittenObligation>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRecipient {
    pub(super) id: OrganisationId,
    pub(super) name: Text,
    pub(super) short: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenFact {
    pub(super) word: Located<String>,
    pub(super) name: Text,
    pub(super) available: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenObligation {
    pub(super) number: NonZeroU8,
    pub(super) recipient: Located<String>,
    pub(super) report: Text,
    pub(super) channel: Channel,
    #[serde(default)]
    pub(super) deposited: bool,
    pub(super) per_year: Located<u32>,
    pub(super) same_paper_as: Option<Located<u8>>,
    pub(super) submission: Vec<Located<WrittenSubmission>>,
    pub(super) facts: Vec<Located<WrittenItem>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenSubmission {
    pub(super) name: Option<Text>,
    pub(super) form: Text,
    pub(super) occasions: Vec<Located<WrittenOccasion>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenOccasion {
    pub(super) frequency: Frequency,
    pub(super) due: Option<Deadline>,
    pub(super) note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenItem {
    pub(super) item: Text,
    pub(super) fact: String,
}
