//! A witness's timestamped signature of a checkpoint (C2SP tlog-cosignature, `cosignature/v1`).

use super::{Checkpoint, KeyKind, NoteError, SignatureLine, SignedNote, SignerKey, VerifierKey};

/// The largest time a cosignature may state, in seconds since 1970.
const MAX_TIME: u64 = i64::MAX.unsigned_abs();

/// Signs, as a witness, that at `unix_seconds` this was the largest consistent head seen.
///
/// Sign only what a consistency check has passed and what is durably stored; the statement
/// cannot be taken back.
///
/// # Errors
/// [`NoteError::WrongKind`], [`NoteError::NotACheckpoint`] and [`NoteError::Time`].
pub fn cosign(note: &SignedNote, key: &SignerKey, unix_seconds: u64) -> Result<SignatureLine, NoteError> {
    if key.kind() != KeyKind::Cosignature {
        let name = key.name().to_owned();
        return Err(NoteError::WrongKind { name });
    }
    if unix_seconds > MAX_TIME {
        return Err(NoteError::Time);
    }
    Checkpoint::parse(note.text()).map_err(|_| NoteError::NotACheckpoint)?;
    let signature = key.raw_signature(&message(note, unix_seconds));
    let timed = [unix_seconds.to_be_bytes().as_slice(), &signature].concat();
    Ok(SignatureLine::new(key, timed))
}

/// Checks a witness's cosignature and gives the time it states, in seconds since 1970.
///
/// # Errors
/// [`NoteError::WrongKind`], [`NoteError::NotACheckpoint`], [`NoteError::NotSigned`],
/// [`NoteError::BadSignature`] and [`NoteError::Time`].
pub fn verify_cosignature(note: &SignedNote, key: &VerifierKey) -> Result<u64, NoteError> {
    if key.kind() != KeyKind::Cosignature {
        let name = key.name().to_owned();
        return Err(NoteError::WrongKind { name });
    }
    let mut latest = 0;
    for line in note.by(key)? {
        let Some((time, signature)) = line.signature().split_first_chunk::<8>() else {
            return Err(SignedNote::false_signature(key));
        };
        let time = u64::from_be_bytes(*time);
        if time > MAX_TIME {
            return Err(NoteError::Time);
        }
        if !key.verify(&message(note, time), signature) {
            return Err(SignedNote::false_signature(key));
        }
        latest = latest.max(time);
    }
    Checkpoint::parse(note.text()).map_err(|_| NoteError::NotACheckpoint)?;
    Ok(latest)
}

fn message(note: &SignedNote, unix_seconds: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {unix_seconds}\n{}", note.text()).into_bytes()
}
