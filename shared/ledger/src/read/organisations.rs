//! Organisations as they last described themselves.

use ges_domain::ids::OrganisationId;
use ges_domain::organisation::Organisation;
use ges_domain::records::Enrolment;
use ges_domain::text::Text;
use ges_store::{Row, StoreError, Tx};

use super::{body, damaged, flatten, id};
use crate::LedgerError;

const COLUMNS: &str = "id, name_th, name_en, kind, parent_th, parent_en";

/// Every organisation, by id.
pub fn all(tx: &mut Tx) -> Result<Vec<Organisation>, LedgerError> {
    flatten(tx.all(&format!("SELECT {COLUMNS} FROM organisation ORDER BY id"), &[], row)?)
}

/// One organisation.
pub fn one(tx: &mut Tx, id: &OrganisationId) -> Result<Option<Organisation>, LedgerError> {
    tx.one(&format!("SELECT {COLUMNS} FROM organisation WHERE id = $1"), &[id.as_str().into()], row)?.transpose()
}

/// Newest enrolment of every organisation, as the hub's log tells it.
pub fn enrolments(tx: &mut Tx) -> Result<Vec<Enrolment>, LedgerError> {
    let mut out: Vec<Enrolment> = Vec::new();
    for text in tx.all("SELECT body FROM enrolment ORDER BY organisation, position", &[], |r| r.text(0))? {
        let e: Enrolment = body("enrolment", &text)?;
        if out.last().is_some_and(|last| last.organisation == e.organisation) {
            out.pop();
        }
        out.push(e);
    }
    Ok(out)
}

fn row(r: &Row) -> super::Row<Organisation> {
    let (key, kind) = (r.text(0)?, r.text(3)?);
    let name = Text::new(r.text(1)?, r.text(2)?);
    let parent = Text::new(r.text(4)?, r.text(5)?);
    Ok::<_, StoreError>(id("organisation", &key).and_then(|id| {
        let kind = serde_json::from_value(serde_json::Value::String(kind)).map_err(|e| damaged("organisation", &e))?;
        Ok(Organisation { id, name, kind, parent })
    }))
}
