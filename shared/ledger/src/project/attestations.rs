//! Attestations of the CIO: which records of a round were vouched for.

use ges_domain::records::Appointment;
use ges_journal::attestation::{Attestation, AttestationError};
use ges_journal::note::{SignedNote, VerifierKey};
use ges_store::{Tx, V};

use super::{Origin, body};
use crate::LedgerError;

pub(super) fn attested(tx: &mut Tx, origin: &Origin, text: &str) -> Result<Option<String>, LedgerError> {
    let attestation = match read(text) {
        Ok(a) => a,
        Err(e) => return Ok(Some(e.to_string())),
    };
    let organisation = origin.organisation();
    if attestation.organisation != *organisation {
        let other = attestation.organisation;
        return Ok(Some(format!("the log of {organisation} carries an attestation of {other}")));
    }
    let position = V::I(origin.position());
    tx.exec(
        "INSERT INTO attestation (organisation, fiscal_year, round, position, note, record_id, author, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            organisation.as_str().into(),
            V::I(i64::from(attestation.fiscal_year.number())),
            V::I(i64::from(attestation.round.months())),
            position.clone(),
            text.into(),
            origin.header.record_id.as_bytes().as_slice().into(),
            origin.header.author.as_str().into(),
            V::I(origin.header.recorded_at),
        ],
    )?;
    for (record, digest) in &attestation.records {
        tx.exec(
            "INSERT INTO attested (organisation, record_id, position, body_digest) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (organisation, record_id, position) DO NOTHING",
            &[
                organisation.as_str().into(),
                record.as_bytes().as_slice().into(),
                position.clone(),
                digest.as_slice().into(),
            ],
        )?;
    }
    Ok(None)
}

/// Reads a signed attestation without judging its signature: whoever shows it verifies it with the appointed key.
fn read(text: &str) -> Result<Attestation, AttestationError> {
    Attestation::parse(SignedNote::parse(text.as_bytes())?.text())
}

pub(super) fn appointed(tx: &mut Tx, origin: &Origin, a: &Appointment) -> Result<Option<String>, LedgerError> {
    if a.key.parse::<VerifierKey>().is_err() {
        return Ok(Some("the CIO's key is not a verifier key (name+hash+base64)".into()));
    }
    tx.exec(
        "INSERT INTO cio (organisation, position, body) VALUES ($1, $2, $3)",
        &[origin.organisation().as_str().into(), V::I(origin.position()), body(a).into()],
    )?;
    Ok(None)
}
