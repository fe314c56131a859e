//! Questions of the centre and where each stands: the same fold over the same rows at node and hub.

use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{IndicatorNumber, OrganisationId, RecordId};
use ges_domain::workflow::question::{
    Question, QuestionCase, QuestionEvent, QuestionEventName, QuestionMoved, QuestionStage, Standing,
};
use ges_domain::workflow::{Entry, Folded, Machine as _, Parties, fold};
use ges_store::{Row, StoreError, Tx, V};

use super::{body, damaged, flatten, id, record_id};
use crate::LedgerError;

/// Most questions that one list reads, the newest ones.
pub const MAX_LISTED: usize = 2_000;
/// How long before it is due a question counts as due soon, in microseconds: three days.
pub const NOTICE: i64 = 3 * 24 * 3_600 * 1_000_000;

/// One step and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Owner of the log it stands in.
    pub origin: OrganisationId,
    /// Its place there, across epochs.
    pub position: u64,
    /// Its record.
    pub record_id: RecordId,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// What happened.
    pub moved: QuestionMoved,
}

/// One question with everything that happened.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it is about and which one it is.
    pub case: QuestionCase,
    /// Where it stands.
    pub standing: Folded<Question>,
    /// Its records, each journal's in its order.
    pub steps: Vec<Moved>,
}

impl Asked {
    /// Where it stands.
    pub fn stage(&self) -> QuestionStage {
        self.standing.state.stage()
    }

    /// The centre's newest step that counts: what the agency responds to.
    pub fn said_by_centre(&self) -> Option<RecordId> {
        self.newest(|event| {
            !matches!(event, QuestionEventName::Deliver | QuestionEventName::Assign | QuestionEventName::Answer)
        })
    }

    /// The agency's newest step that counts and that the centre knows: what the centre responds to. Nobody may respond
    /// to an `assign`, which the centre never receives.
    pub fn said_by_agency(&self) -> Option<RecordId> {
        self.newest(|event| matches!(event, QuestionEventName::Deliver | QuestionEventName::Answer))
    }

    fn newest(&self, wanted: impl Fn(QuestionEventName) -> bool) -> Option<RecordId> {
        self.standing.history.iter().rfind(|step| wanted(step.event)).map(|step| step.record)
    }

    /// Whether the agency has to answer.
    pub fn waits_for_agency(&self) -> bool {
        self.standing.state.waits_for_agency()
    }

    /// Answered, and whoever asked has not said whether that is enough.
    pub fn waits_for_asker(&self) -> bool {
        self.stage() == QuestionStage::Answered
    }

    /// Neither resolved nor withdrawn.
    pub fn is_open(&self) -> bool {
        self.waits_for_agency() || self.waits_for_asker()
    }

    /// How it stands at a moment, in microseconds since 1970.
    pub fn at(&self, now: i64) -> Standing {
        self.standing.state.standing(now, NOTICE)
    }
}

/// One question to an agency.
pub fn one(tx: &mut Tx, agency: &OrganisationId, question: RecordId) -> Result<Option<Asked>, LedgerError> {
    let place = [agency.as_str().into(), question.as_bytes().as_slice().into()];
    Ok(newest(tx, "organisation = $1 AND question = $2", &place)?.pop())
}

/// One question by its id alone, whichever agency it was put to.
pub fn find(tx: &mut Tx, question: RecordId) -> Result<Option<Asked>, LedgerError> {
    Ok(newest(tx, "question = $1", &[question.as_bytes().as_slice().into()])?.into_iter().next())
}

/// Questions to an agency, newest first, at most [`MAX_LISTED`].
pub fn of(tx: &mut Tx, agency: &OrganisationId) -> Result<Vec<Asked>, LedgerError> {
    newest(tx, "organisation = $1", &[agency.as_str().into()])
}

/// Questions to all agencies, newest first, at most [`MAX_LISTED`].
pub fn all(tx: &mut Tx) -> Result<Vec<Asked>, LedgerError> {
    newest(tx, "1 = 1", &[])
}

/// Questions about one indicator of an agency, in one round or in all, newest first.
pub fn about(
    tx: &mut Tx,
    agency: &OrganisationId,
    year: FiscalYear,
    number: &IndicatorNumber,
    round: Option<Round>,
) -> Result<Vec<Asked>, LedgerError> {
    let place = [agency.as_str().into(), V::I(i64::from(year.number())), number.sort_key().into()];
    let mut asked = newest(tx, "organisation = $1 AND fiscal_year = $2 AND sort_key = $3", &place)?;
    asked.retain(|a| round.is_none_or(|round| a.case.about.round == round));
    Ok(asked)
}

/// Questions that have arrived at an agency and are not yet recorded as delivered, the newest first.
pub fn undelivered(tx: &mut Tx, agency: &OrganisationId) -> Result<Vec<Asked>, LedgerError> {
    let condition = "organisation = $1 AND NOT EXISTS (SELECT 1 FROM question_moved d \
                     WHERE d.organisation = a.organisation AND d.question = a.question \
                     AND d.event IN ('deliver', 'withdraw'))";
    newest(tx, condition, &[agency.as_str().into()])
}

/// The newest questions under a condition on the records `a` that ask them. Their ids begin with the time.
fn newest(tx: &mut Tx, condition: &str, values: &[V<'_>]) -> Result<Vec<Asked>, LedgerError> {
    let sql = format!(
        "SELECT origin, position, record_id, recorded_at, body FROM question_moved WHERE (organisation, question) IN \
         (SELECT a.organisation, a.question FROM question_moved a WHERE {condition} AND a.event = 'ask' \
         ORDER BY a.question DESC, a.organisation LIMIT {MAX_LISTED}) \
         ORDER BY question DESC, organisation, origin, position"
    );
    let steps = flatten(tx.all(&sql, values, row)?)?;
    let same = |a: &Moved, b: &Moved| {
        let (a, b) = (&a.moved.case, &b.moved.case);
        a.question == b.question && a.about.organisation == b.about.organisation
    };
    let stood = steps.chunk_by(same).map(|steps| stand(steps.to_vec()));
    Ok(stood.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Folds the steps of one question. Only the hub's log carries an `ask` (see the projection), so its owner is the centre.
fn stand(steps: Vec<Moved>) -> Result<Option<Asked>, LedgerError> {
    let ask = steps.iter().find(|step| matches!(step.moved.event, QuestionEvent::Ask { .. }));
    let Some(ask) = ask else { return Ok(None) };
    let case = ask.moved.case.clone();
    let parties = Parties::new(case.about.organisation.clone(), ask.origin.clone(), Vec::new());
    let parties = parties.map_err(|e| damaged("question_moved", &e))?;
    let entries = steps.iter().map(|step| Entry {
        origin: step.origin.clone(),
        sequence: step.position,
        id: step.record_id,
        recorded_at_micros: step.recorded_at,
        after: step.moved.event.after(),
        event: &step.moved,
    });
    let standing = fold(Question::new(case.clone(), parties), entries);
    Ok(Some(Asked { case, standing, steps }))
}

fn row(r: &Row) -> super::Row<Moved> {
    let (origin, position, record, recorded_at, text) =
        (r.text(0)?, r.get_i64(1)?, r.bytes(2)?, r.get_i64(3)?, r.text(4)?);
    Ok::<_, StoreError>((|| {
        Ok(Moved {
            origin: id("question_moved", &origin)?,
            position: u64::try_from(position).unwrap_or(0),
            record_id: record_id(&record)?,
            recorded_at,
            moved: body("question_moved", &text)?,
        })
    })())
}
