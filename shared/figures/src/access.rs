//! Who asks, and what that reader gets instead of what is not for them.

use ges_domain::access::{Act, Role, may, needed_for};
use ges_domain::audience::{Audience, Viewer};
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::text::Text;
use ges_ledger::{LedgerError, log};
use ges_store::Tx;
use ges_web::{Arg, Problem, Reader};
use http::Method;

use crate::house::House;

/// A reader as far as records are concerned.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    /// As whom records are seen.
    pub(crate) viewer: Viewer,
    signed: bool,
    roles: Vec<Role>,
    url: String,
    forbidden: Text,
}

impl Asker {
    pub(crate) fn of<H: House>(house: &H, reader: &Reader) -> Self {
        let person = reader.person.as_ref();
        let roles: Vec<Role> = person.iter().flat_map(|p| &p.roles).filter_map(|r| r.parse().ok()).collect();
        // A signed-in reader without any role of the domain sees what everybody sees.
        let viewer = if may(&roles, Act::ReadFigures) { house.viewer(person) } else { Viewer::Public };
        Self {
            viewer,
            signed: person.is_some(),
            roles,
            url: reader.url.clone(),
            forbidden: say(reader, "figures-problem-documents", &[]),
        }
    }

    /// Whether the reader may see a record of `owner` with this audience.
    pub(crate) fn sees(&self, owner: &OrganisationId, audience: &Audience) -> bool {
        audience.admits(owner, &self.viewer)
    }

    /// Whether the reader may see records of this kind, where their audience admits the reader.
    pub(crate) fn sees_kind(&self, kind: &str) -> bool {
        needed_for(kind).is_none_or(|act| may(&self.roles, act))
    }

    /// Whether the reader may see that record at all.
    pub(crate) fn sees_record(
        &self,
        tx: &mut Tx,
        owner: &OrganisationId,
        record: RecordId,
    ) -> Result<bool, LedgerError> {
        let Some(stored) = entry_of(tx, owner, record)? else { return Ok(false) };
        Ok(matches!(stored.sealed.header(), Some(Ok(header)) if self.sees(owner, &header.audience)))
    }

    /// Whether the reader sees questions of the centre to that agency: itself and every central agency do.
    pub(crate) fn reads_questions(&self, agency: &OrganisationId) -> bool {
        self.sees_whole_rounds(agency)
    }

    /// Is a missing figure really missing, or may there be one that this reader is not shown?
    pub(crate) fn sees_whole_rounds(&self, owner: &OrganisationId) -> bool {
        match &self.viewer {
            Viewer::Public => false,
            Viewer::Central(_) => true,
            Viewer::Organisation(who) => who == owner,
        }
    }

    /// The answer for what does not exist or is not for this reader; nobody learns which of the two it is. Whoever
    /// is not signed in is asked to.
    pub(crate) fn absent(&self) -> Problem {
        if self.signed { Problem::not_found() } else { Problem::sign_in_needed(&Method::GET, &self.url) }
    }

    /// Refuses bytes of non-public documents to roles that only run the system.
    pub(crate) fn may_open_documents(&self) -> Result<(), Problem> {
        if may(&self.roles, Act::ReadDocuments) { Ok(()) } else { Err(Problem::forbidden(self.forbidden.clone())) }
    }

    /// Nobody is signed in.
    pub(crate) fn anonymous(&self) -> bool {
        !self.signed
    }
}

/// The entry of a record in any epoch of an organisation's journal.
pub(crate) fn entry_of(
    tx: &mut Tx,
    owner: &OrganisationId,
    record: RecordId,
) -> Result<Option<log::Stored>, LedgerError> {
    for log in log::of(tx, owner)? {
        if let Some(stored) = log::by_record(tx, log.key, record)? {
            return Ok(Some(stored));
        }
    }
    Ok(None)
}

/// A message in both languages, for problems.
pub(crate) fn say(reader: &Reader, key: &str, args: &[(&str, Arg<'_>)]) -> Text {
    reader.lang.words().text(key, args)
}

/// Failures of the ledger as problems. The log names the place; the reader learns that nothing wrong was shown.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) Problem);

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Self {
        Self(match error {
            LedgerError::Store(error) => error.into(),
            other => {
                tracing::error!(error = %other, "the ledger refused");
                Problem::internal()
            }
        })
    }
}

impl From<ges_store::StoreError> for Failed {
    fn from(error: ges_store::StoreError) -> Self {
        Self(error.into())
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Failed> for Problem {
    fn from(failed: Failed) -> Self {
        failed.0
    }
}
