//! Organisations and their enrolment.

use ges_domain::organisation::Organisation;
use ges_domain::records::Enrolment;
use ges_store::{Tx, V};

use super::{Origin, body};
use crate::LedgerError;

pub(super) fn described(tx: &mut Tx, origin: &Origin, o: &Organisation) -> Result<Option<String>, LedgerError> {
    if o.id != *origin.organisation() {
        return Ok(Some(format!("the log of {} describes another organisation, {}", origin.organisation(), o.id)));
    }
    tx.exec(
        "INSERT INTO organisation (id, name_th, name_en, kind, parent_th, parent_en, position) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET name_th = excluded.name_th, \
         name_en = excluded.name_en, kind = excluded.kind, parent_th = excluded.parent_th, \
         parent_en = excluded.parent_en, position = excluded.position WHERE excluded.position > organisation.position",
        &[
            o.id.as_str().into(),
            o.name.th.as_str().into(),
            o.name.en.as_str().into(),
            o.kind.as_str().into(),
            o.parent.th.as_str().into(),
            o.parent.en.as_str().into(),
            V::I(origin.position()),
        ],
    )?;
    Ok(None)
}

pub(super) fn enrolled(tx: &mut Tx, origin: &Origin, e: &Enrolment) -> Result<Option<String>, LedgerError> {
    tx.exec(
        "INSERT INTO enrolment (organisation, position, body) VALUES ($1, $2, $3)",
        &[e.organisation.as_str().into(), V::I(origin.position()), body(e).into()],
    )?;
    Ok(None)
}
