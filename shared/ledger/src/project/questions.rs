//! Steps of questions: every record is a row, whoever reads folds them. The centre's steps stand in the hub's log, the
//! agency's in its own; anything else is set aside.

use ges_domain::workflow::machine::Event as _;
use ges_domain::workflow::question::QuestionMoved;
use ges_domain::workflow::{Named as _, actor::Side};
use ges_store::{Tx, V};

use super::{Origin, body};
use crate::LedgerError;

pub(super) fn moved(tx: &mut Tx, origin: &Origin, moved: &QuestionMoved) -> Result<Option<String>, LedgerError> {
    let case = &moved.case.about;
    let event = moved.event.name().word().code;
    let (journal, agency) = (origin.organisation(), &case.organisation);
    let side = moved.actor.role.side();
    let in_place = if moved.event.is_of_agency() {
        journal == agency && moved.actor.organisation == *agency && side == Side::Agency
    } else {
        origin.log.side.central && side == Side::Centre
    };
    if !in_place {
        return Ok(Some(format!(
            "the log of {journal} cannot carry `{event}` of a question to {agency}: the centre's steps stand in the \
             hub's log, the agency's in its own"
        )));
    }
    tx.exec(
        "INSERT INTO question_moved (organisation, question, fiscal_year, sort_key, round, event, origin, position, \
         record_id, recorded_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            agency.as_str().into(),
            moved.case.question.as_bytes().as_slice().into(),
            V::I(i64::from(case.fiscal_year.number())),
            case.indicator.sort_key().into(),
            V::I(i64::from(case.round.months())),
            event.into(),
            journal.as_str().into(),
            V::I(origin.position()),
            origin.header.record_id.as_bytes().as_slice().into(),
            V::I(origin.header.recorded_at),
            body(moved).into(),
        ],
    )?;
    Ok(None)
}
