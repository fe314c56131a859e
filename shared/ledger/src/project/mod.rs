//! Facts become rows: the same functions at node and hub, live and in `rebuild`.

mod agreements;
mod attestations;
mod documents;
mod erasures;
mod observations;
mod organisations;
mod questions;
mod results;
mod rounds;
mod together;

pub(crate) use observations::PERIOD_SHIFT;
pub use observations::SeriesNumbers;

use ges_domain::ids::OrganisationId;
use ges_domain::records::{Fact, Undecodable};
use ges_journal::entry::Header;
use ges_proto::observations::Observations;
use ges_store::{Tx, V};

use crate::LedgerError;
use crate::log::Log;

/// Where a fact comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The log.
    pub log: &'a Log,
    /// Its sequence there.
    pub sequence: u64,
    /// Its header.
    pub header: &'a Header,
}

impl Origin<'_> {
    pub(crate) fn organisation(&self) -> &OrganisationId {
        self.log.id.organisation()
    }

    pub(crate) fn position(&self) -> i64 {
        self.log.position(self.sequence)
    }
}

/// A body after decoding, ready to be projected.
#[derive(Debug, Clone)]
pub enum Decoded {
    /// A small fact.
    Fact(Box<Fact>),
    /// A columnar import.
    Observations(Box<Observations>),
    /// Kept but not understood.
    Unknown(Undecodable),
    /// Hidden or erased.
    Absent,
}

/// Decodes a body; needs no store, so it runs ahead of the writer.
pub fn decode(header: &Header, body: &[u8]) -> Decoded {
    match Fact::decode(&header.kind, header.schema_version, body) {
        Ok(Fact::Observations(bytes)) => match Observations::decode(&bytes) {
            Ok(o) => Decoded::Observations(Box::new(o)),
            Err(e) => Decoded::Unknown(Undecodable::Malformed { kind: header.kind.clone(), reason: e.to_string() }),
        },
        Ok(fact) => Decoded::Fact(Box::new(fact)),
        Err(unknown) => Decoded::Unknown(unknown),
    }
}

/// Writes the rows of one fact. What is not understood, or contradicts an earlier fact, is quarantined with the
/// reason and never stalls the log. `numbers` is shared by the entries of one log within one transaction.
pub fn apply(tx: &mut Tx, origin: &Origin, decoded: &Decoded, numbers: &mut SeriesNumbers) -> Result<(), LedgerError> {
    let contradiction = match decoded {
        Decoded::Absent => None,
        Decoded::Unknown(why) => Some(why.to_string()),
        Decoded::Observations(o) => observations::apply(tx, origin, o, numbers)?,
        Decoded::Fact(fact) => match fact.as_ref() {
            Fact::Organisation(f) => organisations::described(tx, origin, f)?,
            Fact::Enrolment(_) | Fact::Framework(_) if !origin.log.side.central => {
                Some("only the hub's log may enrol agencies or publish frameworks".into())
            }
            Fact::Enrolment(f) => organisations::enrolled(tx, origin, f)?,
            Fact::Framework(f) => agreements::framework(tx, origin, f)?,
            Fact::Agreement(f) => agreements::signed(tx, origin, f)?,
            Fact::Result(f) => results::reported(tx, origin, f)?,
            Fact::Round(f) => rounds::moved(tx, origin, f)?,
            Fact::Question(f) => questions::moved(tx, origin, f)?,
            Fact::Thread(f) => together::moved(tx, origin, f)?,
            Fact::Task(f) => together::moved(tx, origin, f)?,
            Fact::Finding(f) => together::moved(tx, origin, f)?,
            Fact::Document(f) => documents::filed(tx, origin, f)?,
            Fact::Attestation(text) => attestations::attested(tx, origin, text)?,
            Fact::Appointment(f) => attestations::appointed(tx, origin, f)?,
            Fact::Erasure(text) => {
                // It projects the organisation anew, and numbers its series anew with it.
                *numbers = SeriesNumbers::default();
                erasures::erased(tx, origin, text)?
            }
            Fact::Discontinuity(_) | Fact::Observations(_) => None,
        },
    };
    contradiction.map_or(Ok(()), |reason| quarantine(tx, origin, &reason))
}

fn quarantine(tx: &mut Tx, origin: &Origin, reason: &str) -> Result<(), LedgerError> {
    tx.exec(
        "INSERT INTO quarantine (origin, seq, kind, version, reason) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (origin, seq) DO NOTHING",
        &[
            origin.log.id.to_string().into(),
            V::I(i64::try_from(origin.sequence).unwrap_or(i64::MAX)),
            origin.header.kind.as_str().into(),
            V::I(i64::from(origin.header.schema_version)),
            reason.into(),
        ],
    )?;
    Ok(())
}

/// A struct as JSON text for a `body` column. Plain structs with text keys: serialisation has no way to fail.
pub(crate) fn body<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
