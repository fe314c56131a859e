//! What a mirror checks before it believes a batch, and why it may refuse.

mod refusal;

#[cfg(test)]
mod tests;

pub use refusal::Refusal;

use crate::{
    Hash,
    edge::Edge,
    entry::{Header, MAX_BODY, MAX_HEADER, Sealed},
    log_id::LogId,
    note::{Checkpoint, CheckpointError, MAX_CHECKPOINT, NoteError, SignedNote, VerifierKey},
    proof::verify_consistency,
};

/// What a mirror remembers of a log: whose it is, its key, and how far it has been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The log.
    pub log: LogId,
    /// The key that signs its checkpoints.
    pub key: VerifierKey,
    /// The verified tree.
    pub edge: Edge,
}

/// A batch as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// The sequence of the first entry.
    pub first_sequence: u64,
    /// The entries, without gaps.
    pub entries: &'a [Sealed],
    /// The signed checkpoint of exactly `first_sequence` + number of entries.
    pub checkpoint: &'a [u8],
}

/// A batch that passed every check; store all of it together with the new edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The tree with the batch.
    pub edge: Edge,
    /// The leaf of every entry.
    pub leaves: Vec<Hash>,
    /// The head the log signed.
    pub checkpoint: Checkpoint,
    /// The checkpoint with its signatures, ready for cosigning.
    pub note: SignedNote,
    /// The header of every entry; `None` for hidden ones.
    pub headers: Vec<Option<Header>>,
}

impl Mirror {
    /// A mirror that has seen nothing of this log yet.
    pub fn new(log: LogId, key: VerifierKey) -> Self {
        Self { log, key, edge: Edge::new() }
    }

    /// Checks a batch in one pass over its bytes. Nothing changes; on success store what comes
    /// back and continue with its edge.
    ///
    /// The signature is checked first, so a [`Refusal::Rollback`] or [`Refusal::Fork`] is
    /// evidence the log itself has signed. Whether the erasure of a body was ordered is not
    /// decided here but from the erasure records.
    ///
    /// # Errors
    /// [`Refusal`], the first of what does not fit.
    pub fn admit(&self, offer: &Offer<'_>) -> Result<Admitted, Refusal> {
        let note = SignedNote::parse_at_most(offer.checkpoint, MAX_CHECKPOINT).map_err(CheckpointError::from)?;
        let checkpoint = self.signed_head(&note)?;
        self.refuse_shorter(&checkpoint)?;
        let (known, got) = (self.edge.size(), offer.first_sequence);
        if got != known {
            let expected = known;
            return Err(Refusal::Gap { expected, got });
        }
        let expected = known.saturating_add(offer.entries.len() as u64);
        if checkpoint.size != expected {
            let got = checkpoint.size;
            return Err(Refusal::SizeMismatch { expected, got });
        }
        let mut edge = self.edge.clone();
        let mut leaves = Vec::with_capacity(offer.entries.len());
        let mut headers = Vec::with_capacity(offer.entries.len());
        for (entry, sequence) in offer.entries.iter().zip(known..) {
            headers.push(check_entry(entry, sequence)?);
            let leaf = entry.leaf();
            edge.push(leaf);
            leaves.push(leaf);
        }
        if let Some(Some(last)) = headers.last()
            && !last.end_of_transaction
        {
            let sequence = last.sequence;
            return Err(Refusal::Unfinished { sequence });
        }
        if edge.root() != checkpoint.root {
            let size = checkpoint.size;
            return Err(Refusal::Fork { size });
        }
        Ok(Admitted { edge, leaves, checkpoint, note, headers })
    }

    /// The checkpoint in a note, if it is this log's and signed with its key.
    fn signed_head(&self, note: &SignedNote) -> Result<Checkpoint, Refusal> {
        let checkpoint = Checkpoint::parse(note.text())?;
        let expected = self.log.to_string();
        if checkpoint.origin != expected {
            let got = checkpoint.origin;
            return Err(Refusal::WrongLog { expected, got });
        }
        match note.verify(&self.key) {
            Ok(()) => Ok(checkpoint),
            Err(NoteError::NotSigned { .. } | NoteError::BadSignature { .. }) => Err(Refusal::BadSignature),
            Err(other) => Err(CheckpointError::from(other).into()),
        }
    }

    /// Refuses a signed head that is behind what is known, or differs from it at the same size.
    fn refuse_shorter(&self, checkpoint: &Checkpoint) -> Result<(), Refusal> {
        let (known, offered) = (self.edge.size(), checkpoint.size);
        if offered < known {
            return Err(Refusal::Rollback { known, offered });
        }
        if offered == known && checkpoint.root != self.edge.root() {
            return Err(Refusal::Fork { size: known });
        }
        Ok(())
    }
}

/// Checks at the start of a session that the head a log claims extends what the mirror knows.
///
/// `proof` is the consistency proof from the mirror's size to the claimed one, empty when they
/// are equal or the mirror knows nothing yet.
///
/// # Errors
/// [`Refusal`]; a proof that proves nothing is a [`Refusal::Fork`].
pub fn compare_heads(mirror: &Mirror, claimed: &SignedNote, proof: &[Hash]) -> Result<Checkpoint, Refusal> {
    let checkpoint = mirror.signed_head(claimed)?;
    mirror.refuse_shorter(&checkpoint)?;
    let known = mirror.edge.size();
    verify_consistency(known, &mirror.edge.root(), checkpoint.size, &checkpoint.root, proof)
        .map_err(|_| Refusal::Fork { size: known })?;
    Ok(checkpoint)
}

fn check_entry(entry: &Sealed, sequence: u64) -> Result<Option<Header>, Refusal> {
    let Some(bytes) = entry.header_bytes() else {
        return Ok(None);
    };
    let body = entry.content().map_or(0, |content| content.body.len());
    if bytes.len() > MAX_HEADER || body > MAX_BODY {
        let size = entry.size();
        return Err(Refusal::TooLarge { sequence, size });
    }
    let header = Header::decode(bytes).map_err(|source| Refusal::Header { sequence, source })?;
    if header.sequence != sequence {
        let (expected, got) = (sequence, header.sequence);
        return Err(Refusal::SequenceMismatch { expected, got });
    }
    if let Some(content) = entry.content()
        && !content.is(&header.body_digest)
    {
        return Err(Refusal::BodyMismatch { sequence });
    }
    Ok(Some(header))
}
