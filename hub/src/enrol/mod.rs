//! How agencies are let in: invited by an operator, asked for by the node, confirmed by the operator.

mod error;
pub mod grpc;

pub use error::EnrolError;

use ges_domain::audience::Audience;
use ges_domain::ids::OrganisationId;
use ges_domain::records::{Enrolment, Fact};
use ges_domain::text::Text;
use ges_journal::log_id::LogId;
use ges_journal::note::{KeyKind, VerifierKey};
use ges_ledger::append::{self, Statement};
use ges_ledger::{LedgerError, log, mirror};
use ges_runtime::identity::{Issued, Kind, fingerprint_of_csr};
use ges_store::Tx;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::app::Hub;
use crate::store::agencies::{self, Agency, Status};
use crate::store::tokens;

/// A one-time token holds this long.
pub const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(24);
const LONGEST_ADDRESS: usize = 255;

/// What a node asks with.
#[derive(Debug, Clone)]
pub struct Request {
    /// One-time token.
    pub token: String,
    /// Certificate request, PKCS#10 DER.
    pub csr: Vec<u8>,
    /// Verifier key of its journal.
    pub journal_key: String,
    /// Where the hub reaches it; empty keeps what the operator entered.
    pub address: String,
}

/// What a node gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// Confirmed: its certificate, PEM.
    Certificate(String),
    /// The operator has to confirm this fingerprint.
    Pending(String),
}

/// Invites an agency: the one-time token, shown once. An agency that is active has to be revoked first.
pub fn invite(hub: &Hub, id: &OrganisationId, name: Text, address: &str, now: Timestamp) -> Result<String, EnrolError> {
    if !address.is_empty() {
        check_address(address)?;
    }
    if id == hub.organisation() {
        return Err(EnrolError::KeyInUse { what: "id", owner: id.clone() });
    }
    // A word first: a token that began with a hyphen would read as a flag on the node's command line.
    let token = format!("enrol_{}", hub.env().entropy.token());
    let digest = sha256(token.as_bytes());
    let (id, address) = (id.clone(), address.to_owned());
    hub.store().write(move |tx| {
        let agency = match agencies::one(tx, &id)? {
            Some(known) if known.status == Status::Active => {
                return Err(EnrolError::State {
                    id: id.clone(),
                    status: known.status,
                    remedy: "it is enrolled already; revoke it first if it has to enrol again",
                });
            }
            Some(known) => {
                let address = if address.is_empty() { known.address } else { address.clone() };
                Agency::invited(id.clone(), name.clone(), address, now)
            }
            None => Agency::invited(id.clone(), name.clone(), address.clone(), now),
        };
        agencies::put(tx, &agency)?;
        tokens::put(tx, &digest, &id, now.checked_add(TOKEN_LIFE).unwrap_or(Timestamp::MAX))?;
        Ok(())
    })?;
    hub.poke();
    Ok(token)
}

/// A node asks to be let in, or asks again whether it was.
pub async fn request(hub: &Hub, request: Request) -> Result<Admission, EnrolError> {
    let now = hub.env().clock.now();
    let fingerprint = fingerprint_of_csr(&request.csr)?;
    // A token belongs to the first key that used it. Two requests of one key differ: their signatures are random.
    let (token, holder) = (sha256(request.token.trim().as_bytes()), sha256(fingerprint.as_bytes()));
    let own = hub.clone();
    let admission =
        hub.store().write_async(move |tx| admit(&own, tx, &request, &fingerprint, &token, &holder, now)).await?;
    hub.poke();
    hub.board().ring();
    Ok(admission)
}

fn admit(
    hub: &Hub,
    tx: &mut Tx,
    request: &Request,
    fingerprint: &str,
    token: &[u8; 32],
    holder: &[u8; 32],
    now: Timestamp,
) -> Result<Admission, EnrolError> {
    let known = tokens::find(tx, token)?.ok_or(EnrolError::UnknownToken)?;
    match known.used_by {
        Some(used) if used != *holder => return Err(EnrolError::ReusedToken),
        None if now >= known.expires_at => return Err(EnrolError::ExpiredToken),
        // Asking again with the same key is answered also after a day: the operator may have been slow.
        Some(_) | None => {}
    }
    let mut agency =
        agencies::one(tx, &known.agency)?.ok_or_else(|| EnrolError::UnknownAgency(known.agency.clone()))?;
    match (agency.status, &agency.chain_pem) {
        (Status::Active, Some(chain)) if known.used_by.is_some() => return Ok(Admission::Certificate(chain.clone())),
        (Status::Waiting, _) if known.used_by.is_some() && agency.csr.as_ref() == Some(&request.csr) => {
            return Ok(Admission::Pending(fingerprint.to_owned()));
        }
        // The command was given again, perhaps with a corrected address: what it says now counts.
        (Status::Waiting, _) if known.used_by.is_some() => {}
        (Status::Invited, _) => {}
        (status, _) => {
            let remedy = "ask the operator of the hub for a new token";
            return Err(EnrolError::State { id: agency.id, status, remedy });
        }
    }
    // Says now, not when the operator confirms, that the request is for another name or has a wrong key.
    issue(hub, &request.csr, &agency.id, now)?;
    let key = journal_key(hub, &agency.id, &request.journal_key)?;
    refuse_keys_in_use(tx, &agency.id, fingerprint, &key)?;
    if let Some(log) = log::find(tx, key.name())?
        && log.verifier != key
    {
        return Err(EnrolError::JournalKeyChanged(key.name().to_owned()));
    }
    let address = request.address.trim();
    if !address.is_empty() || agency.address.is_empty() {
        check_address(address)?;
        address.clone_into(&mut agency.address);
    }
    agency.status = Status::Waiting;
    agency.csr = Some(request.csr.clone());
    agency.fingerprint = Some(fingerprint.to_owned());
    agency.journal_key = Some(key);
    agency.changed_at = now;
    agencies::put(tx, &agency)?;
    tokens::bind(tx, token, holder)?;
    Ok(Admission::Pending(fingerprint.to_owned()))
}

/// The operator confirms that the node read out this fingerprint: the certificate is issued, the mirror opened, and
/// the hub's journal says so.
pub fn confirm(
    hub: &Hub,
    id: &OrganisationId,
    fingerprint: &str,
    by: &str,
    now: Timestamp,
) -> Result<Agency, EnrolError> {
    let (own, id, given, by) = (hub.clone(), id.clone(), fingerprint.to_owned(), by.to_owned());
    let (agency, recorded) = hub.store().write(move |tx| confirmed(&own, tx, &id, &given, &by, now))?;
    hub.grown(&recorded);
    hub.poke();
    Ok(agency)
}

/// [`confirm`] from async code.
pub async fn confirm_async(
    hub: &Hub,
    id: &OrganisationId,
    fingerprint: &str,
    by: &str,
    now: Timestamp,
) -> Result<Agency, EnrolError> {
    let (own, id, given, by) = (hub.clone(), id.clone(), fingerprint.to_owned(), by.to_owned());
    let write = move |tx: &mut Tx<'_>| confirmed(&own, tx, &id, &given, &by, now);
    let (agency, recorded) = hub.store().write_async(write).await?;
    hub.grown(&recorded);
    hub.poke();
    Ok(agency)
}

fn confirmed(
    hub: &Hub,
    tx: &mut Tx,
    id: &OrganisationId,
    given: &str,
    by: &str,
    now: Timestamp,
) -> Result<(Agency, Vec<append::Recorded>), EnrolError> {
    let mut agency = agencies::one(tx, id)?.ok_or_else(|| EnrolError::UnknownAgency(id.clone()))?;
    let (Status::Waiting, Some(csr), Some(known), Some(key)) =
        (agency.status, &agency.csr, &agency.fingerprint, &agency.journal_key)
    else {
        let remedy = "only an agency whose node has asked (`ges-node enrol`) can be confirmed";
        return Err(EnrolError::State { id: id.clone(), status: agency.status, remedy });
    };
    if plain(known) != plain(given) {
        let given = given.chars().take(80).collect();
        return Err(EnrolError::Fingerprint { known: known.clone(), given });
    }
    let issued = issue(hub, csr, id, now)?;
    let fact = enrolled(&agency, known, key);
    mirror::open(tx, &log_of(key, id)?, key, false)?;
    let recorded = state(hub, tx, fact, by, now)?;
    certify(&mut agency, issued, now);
    agency.previous_serial = None;
    agency.status = Status::Active;
    agencies::put(tx, &agency)?;
    Ok((agency, recorded))
}

/// A new certificate for a node that shows its present one; `shown` is the serial number of that.
pub async fn renew(hub: &Hub, id: &OrganisationId, shown: Option<String>, csr: Vec<u8>) -> Result<Agency, EnrolError> {
    let now = hub.env().clock.now();
    let fingerprint = fingerprint_of_csr(&csr)?;
    let (own, id) = (hub.clone(), id.clone());
    let (agency, recorded) =
        hub.store().write_async(move |tx| renewed(&own, tx, &id, shown.as_deref(), &csr, &fingerprint, now)).await?;
    hub.grown(&recorded);
    Ok(agency)
}

fn renewed(
    hub: &Hub,
    tx: &mut Tx,
    id: &OrganisationId,
    shown: Option<&str>,
    csr: &[u8],
    fingerprint: &str,
    now: Timestamp,
) -> Result<(Agency, Vec<append::Recorded>), EnrolError> {
    let active = agencies::one(tx, id)?.filter(|a| a.status == Status::Active && a.accepts(shown));
    let Some(mut agency) = active else {
        return Err(EnrolError::NoCertificate);
    };
    let Some(key) = agency.journal_key.clone() else { return Err(EnrolError::NoCertificate) };
    refuse_keys_in_use(tx, id, fingerprint, &key)?;
    let issued = issue(hub, csr, id, now)?;
    // A node may change its key while its old certificate still speaks for it; the journal tells.
    let recorded = if agency.fingerprint.as_deref() == Some(fingerprint) {
        Vec::new()
    } else {
        let fact = enrolled(&agency, fingerprint, &key);
        state(hub, tx, fact, id.as_str(), now)?
    };
    agency.csr = Some(csr.to_vec());
    agency.fingerprint = Some(fingerprint.to_owned());
    agency.previous_serial = shown.map(ToOwned::to_owned);
    certify(&mut agency, issued, now);
    agencies::put(tx, &agency)?;
    Ok((agency, recorded))
}

/// Stops an agency: its sessions end, it is not pulled any more, what it reported stays.
pub fn revoke(hub: &Hub, id: &OrganisationId, now: Timestamp) -> Result<Agency, EnrolError> {
    let id = id.clone();
    let agency = hub.store().write(move |tx| {
        let mut agency = agencies::one(tx, &id)?.ok_or_else(|| EnrolError::UnknownAgency(id.clone()))?;
        agency.status = Status::Revoked;
        agency.changed_at = now;
        agencies::put(tx, &agency)?;
        tokens::forget(tx, &id)?;
        Ok::<_, EnrolError>(agency)
    })?;
    hub.poke();
    Ok(agency)
}

fn issue(hub: &Hub, csr: &[u8], id: &OrganisationId, now: Timestamp) -> Result<Issued, EnrolError> {
    Ok(hub.authority().issue(csr, id, Kind::Node, now, hub.config().certificate_days.max(1))?)
}

fn certify(agency: &mut Agency, issued: Issued, now: Timestamp) {
    agency.chain_pem = Some(issued.chain_pem);
    agency.serial = Some(issued.serial);
    agency.not_after = Some(issued.not_after);
    agency.changed_at = now;
}

fn enrolled(agency: &Agency, fingerprint: &str, key: &VerifierKey) -> Fact {
    Fact::Enrolment(Enrolment {
        organisation: agency.id.clone(),
        name: agency.name.clone(),
        fingerprint: fingerprint.to_owned(),
        journal_key: key.to_string(),
    })
}

fn state(hub: &Hub, tx: &mut Tx, fact: Fact, by: &str, now: Timestamp) -> Result<Vec<append::Recorded>, EnrolError> {
    let own = append::own_log(tx)?.ok_or_else(|| LedgerError::UnknownLog(hub.log_id().to_string()))?;
    let statement = Statement { fact, audience: Audience::Public, author: by.to_owned() };
    Ok(append::record(tx, &own, &[statement], now, &hub.env().entropy)?)
}

fn journal_key(hub: &Hub, id: &OrganisationId, text: &str) -> Result<VerifierKey, EnrolError> {
    let expected = format!("{}/{id}/1", hub.log_id().domain());
    let wrong = |reason: String| EnrolError::JournalKey { expected: expected.clone(), reason };
    let key: VerifierKey = text.trim().parse().map_err(|e: ges_journal::note::KeyError| wrong(e.to_string()))?;
    if key.kind() != KeyKind::Ed25519 {
        return Err(wrong("this is a cosignature key".into()));
    }
    let log = log_of(&key, id)?;
    if log.domain() != hub.log_id().domain() {
        return Err(wrong(format!("got one named `{}`", key.name())));
    }
    Ok(key)
}

fn log_of(key: &VerifierKey, id: &OrganisationId) -> Result<LogId, EnrolError> {
    match LogId::parse(key.name()) {
        Ok(log) if log.organisation() == id => Ok(log),
        _ => Err(EnrolError::JournalKey {
            expected: format!("…/{id}/1"),
            reason: format!("got one named `{}`", key.name()),
        }),
    }
}

fn refuse_keys_in_use(
    tx: &mut Tx,
    id: &OrganisationId,
    fingerprint: &str,
    key: &VerifierKey,
) -> Result<(), EnrolError> {
    for other in agencies::all(tx)?.into_iter().filter(|a| a.id != *id) {
        let owner = other.id;
        if other.fingerprint.as_deref() == Some(fingerprint) {
            return Err(EnrolError::KeyInUse { what: "certificate key", owner });
        }
        if other.journal_key.is_some_and(|k| k.public() == key.public()) {
            return Err(EnrolError::KeyInUse { what: "journal key", owner });
        }
    }
    Ok(())
}

fn check_address(address: &str) -> Result<(), EnrolError> {
    let good = address.len() <= LONGEST_ADDRESS
        && address.rsplit_once(':').is_some_and(|(host, port)| {
            !host.is_empty()
                && port.parse::<u16>().is_ok_and(|p| p > 0)
                && !host.contains(|c: char| c.is_whitespace() || c == '/')
        });
    if good { Ok(()) } else { Err(EnrolError::Address(address.chars().take(80).collect())) }
}

/// Fingerprints are read aloud and typed: spaces and case do not matter.
fn plain(fingerprint: &str) -> String {
    fingerprint.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
