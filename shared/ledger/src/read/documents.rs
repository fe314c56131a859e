//! Documents known from journals.

use ges_domain::audience::Audience;
use ges_domain::ids::{Digest, OrganisationId, RecordId};
use ges_domain::result::Document;
use ges_store::{Row, StoreError, Tx};

use super::{body, damaged, flatten, id, record_id};
use crate::LedgerError;
use crate::log;

/// A filed document and where that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What was filed.
    pub document: Document,
    /// Its record.
    pub record_id: RecordId,
    /// Its entry.
    pub sequence: u64,
    /// Who may see the record; the bytes are only for those whom `document.audience` admits as well.
    pub audience: Audience,
    /// Who filed it.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
}

impl Filed {
    /// Who may open the bytes: what is recorded internally is still closed, whomever it is meant for.
    pub fn readers(&self) -> &Audience {
        if self.audience == Audience::Internal { &self.audience } else { &self.document.audience }
    }
}

const COLUMNS: &str = "organisation, body, record_id, position, audience, author, recorded_at";

/// Every document of an organisation, newest first.
pub fn of(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<Filed>, LedgerError> {
    let sql = format!("SELECT {COLUMNS} FROM document WHERE organisation = $1 ORDER BY position DESC");
    flatten(tx.all(&sql, &[organisation.as_str().into()], row)?)
}

/// Every filing of one content, over all organisations.
pub fn by_digest(tx: &mut Tx, digest: &Digest) -> Result<Vec<Filed>, LedgerError> {
    let sql = format!("SELECT {COLUMNS} FROM document WHERE digest = $1 ORDER BY organisation, position DESC");
    flatten(tx.all(&sql, &[digest.as_bytes().as_slice().into()], row)?)
}

fn row(r: &Row) -> super::Row<Filed> {
    let (organisation, text, record, position) = (r.text(0)?, r.text(1)?, r.bytes(2)?, r.get_i64(3)?);
    let (audience, author, recorded_at) = (r.text(4)?, r.text(5)?, r.get_i64(6)?);
    Ok::<_, StoreError>((|| {
        Ok(Filed {
            organisation: id("document", &organisation)?,
            document: body("document", &text)?,
            record_id: record_id(&record)?,
            sequence: log::sequence_of(position),
            audience: audience.parse().map_err(|e| damaged("document", &e))?,
            author,
            recorded_at,
        })
    })())
}
