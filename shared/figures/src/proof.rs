//! The proof file of one record, and checking it offline with public keys alone: what `verify --proof` runs.

mod words;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ges_domain::audience::Audience;
use ges_domain::ids::{Digest, RecordId};
use ges_domain::text::Text;
use ges_journal::Hash;
use ges_journal::attestation::Attestation;
use ges_journal::entry::{Content, Header, HeaderError};
use ges_journal::hash::leaf_hash;
use ges_journal::note::{Checkpoint, CheckpointError, NoteError, SignedNote, VerifierKey, verify_cosignature};
use ges_journal::proof::{ProofError, verify_inclusion};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use words::check;

/// A proof that one record is in a signed and, where it has been, cosigned journal.
///
/// `leaf_hash` is `SHA-256(0x00 ‖ header)`; the header holds `SHA-256(salt ‖ body)`; `inclusion` leads from the leaf to
/// the root in `checkpoint` (RFC 9162 §2.1.3.2), which `vkey` signed and `witness_vkey` cosigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proof {
    /// The record.
    #[schema(example = "0190a5b2-7c1e-7abc-8def-0123456789ab")]
    pub record: String,
    /// Its kind.
    #[schema(example = "result.reported")]
    pub kind: String,
    /// Header bytes as first encoded.
    pub header_base64: String,
    /// Salt of the body, base64; absent when the body was erased by order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// Body; absent when it was erased by order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_base64: Option<String>,
    /// SHA-256 of salt and body, as the header has it.
    pub body_digest: String,
    /// Leaf of the tree.
    pub leaf_hash: String,
    /// Place in the journal, from 0.
    #[schema(example = 13)]
    pub index: u64,
    /// Size of the tree that `inclusion` leads to; 0 when there is no checkpoint over the entry yet.
    #[schema(example = 41)]
    pub size: u64,
    /// Hashes from the leaf up, hexadecimal.
    pub inclusion: Vec<String>,
    /// The signed checkpoint, byte for byte; empty when there is none yet.
    pub checkpoint: String,
    /// The hub's signature line of that note, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cosignature: Option<String>,
    /// Verifier key of the journal.
    pub vkey: String,
    /// Verifier key of the hub as witness, when the server knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_vkey: Option<String>,
    /// The CIO's signed attestation over this record, byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<String>,
    /// Verifier key of the CIO as the journal appointed it, when it verifies the attestation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cio_vkey: Option<String>,
}

/// What a proof file proved, and what it did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The record.
    pub record: RecordId,
    /// Its journal.
    pub log: String,
    /// Its place there, from 0.
    pub index: u64,
    /// Size of the journal it was proved against.
    pub size: u64,
    /// What the header says of it.
    pub kind: String,
    /// Who recorded it.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub recorded_at: i64,
    /// Who may see it.
    pub audience: Audience,
    /// The body whose digest holds; `None` when it was erased by order.
    pub body: Option<Vec<u8>>,
    /// When the hub cosigned, if that was proved.
    pub witnessed_at: Option<Timestamp>,
    /// The CIO's attestation, if that was proved.
    pub attestation: Option<Attestation>,
    /// What was not proved, in words.
    pub not_proved: Vec<Text>,
}

/// What does not hold in a proof file. Nothing in it is to be believed then.
#[derive(Debug, thiserror::Error)]
pub enum NotProved {
    /// Not a proof file.
    #[error("this is not a proof file: {0}; download it again")]
    Form(#[from] serde_json::Error),
    /// A field is not base64 or hexadecimal.
    #[error("`{0}` of the proof file cannot be read; download it again")]
    Field(&'static str),
    /// The header is not one.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The file says something else than the header.
    #[error("`{0}` of the proof file is not what the signed header says")]
    Differs(&'static str),
    /// Salt and body are not those of the header.
    #[error("the body is not the one whose digest the header holds: it was changed")]
    Body,
    /// No checkpoint covers the record yet.
    #[error("no checkpoint covers this record yet: download the proof again after the agency's journal was signed")]
    NoCheckpoint,
    /// The checkpoint is not one.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A signature does not hold.
    #[error(transparent)]
    Signature(#[from] NoteError),
    /// The record is not in the journal that was signed.
    #[error(transparent)]
    Inclusion(#[from] ProofError),
    /// The attestation does not name this record as it is.
    #[error("the CIO's attestation does not cover this record as it is")]
    Attestation,
}

impl Proof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// [`NotProved::Form`].
    pub fn parse(json: &[u8]) -> Result<Self, NotProved> {
        Ok(serde_json::from_slice(json)?)
    }

    /// Checks everything with these keys, known from elsewhere: the journal's, the hub's and the CIO's in any order.
    /// A key that is not among them is taken from the file itself, and the answer says so.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<Verified, NotProved> {
        let header_bytes = base64(&self.header_base64, "header_base64")?;
        let header = Header::decode(&header_bytes)?;
        let leaf = leaf_hash(&header_bytes);
        differs("record", self.record.parse() != Ok(header.record_id))?;
        differs("kind", self.kind != header.kind)?;
        differs("leaf_hash", hash(&self.leaf_hash, "leaf_hash")? != leaf)?;
        differs("body_digest", hash(&self.body_digest, "body_digest")? != header.body_digest)?;
        differs("index", self.index != header.sequence)?;
        let mut not_proved = Vec::new();
        let body = self.body(&header)?;
        if body.is_none() {
            not_proved.push(Text::new(
                "เนื้อหาถูกลบตามคำสั่ง จึงตรวจได้เฉพาะหัวรายการ",
                "the body was erased by order: only the header was checked",
            ));
        }
        if self.checkpoint.is_empty() {
            return Err(NotProved::NoCheckpoint);
        }
        let note = SignedNote::parse(self.checkpoint.as_bytes())?;
        let checkpoint = Checkpoint::parse(note.text())?;
        let key = chosen(keys, &self.vkey, "vkey", &mut not_proved)?;
        note.verify(&key)?;
        differs("vkey", key.name() != checkpoint.origin)?;
        differs("size", self.size != checkpoint.size)?;
        let path = self.inclusion.iter().map(|h| hash(h, "inclusion")).collect::<Result<Vec<_>, _>>()?;
        verify_inclusion(&leaf, header.sequence, checkpoint.size, &path, &checkpoint.root)?;
        let witnessed_at = self.witnessed(&note, keys, &mut not_proved)?;
        let attestation = self.attested(&header, keys, &mut not_proved)?;
        Ok(Verified {
            record: header.record_id,
            log: checkpoint.origin,
            index: header.sequence,
            size: checkpoint.size,
            kind: header.kind,
            author: header.author,
            recorded_at: header.recorded_at,
            audience: header.audience,
            body,
            witnessed_at,
            attestation,
            not_proved,
        })
    }

    fn body(&self, header: &Header) -> Result<Option<Vec<u8>>, NotProved> {
        let (Some(salt), Some(body)) = (&self.salt, &self.body_base64) else { return Ok(None) };
        let (salt, body) = (base64(salt, "salt")?, base64(body, "body_base64")?);
        let content = Content { salt: salt.into(), body: body.into() };
        if content.is(&header.body_digest) { Ok(Some(content.body.to_vec())) } else { Err(NotProved::Body) }
    }

    fn witnessed(
        &self,
        note: &SignedNote,
        keys: &[VerifierKey],
        not_proved: &mut Vec<Text>,
    ) -> Result<Option<Timestamp>, NotProved> {
        let (Some(_), Some(named)) = (&self.cosignature, &self.witness_vkey) else {
            not_proved.push(Text::new("ยังไม่มีลายเซ็นพยานของส่วนกลาง", "the hub has not cosigned this checkpoint"));
            return Ok(None);
        };
        let key = chosen(keys, named, "witness_vkey", not_proved)?;
        let seconds = verify_cosignature(note, &key)?;
        Ok(i64::try_from(seconds).ok().and_then(|s| Timestamp::from_second(s).ok()))
    }

    fn attested(
        &self,
        header: &Header,
        keys: &[VerifierKey],
        not_proved: &mut Vec<Text>,
    ) -> Result<Option<Attestation>, NotProved> {
        let (Some(note), Some(named)) = (&self.attestation, &self.cio_vkey) else {
            not_proved.push(Text::new(
                "ยังไม่มีคำรับรองของ CIO ที่ตรวจลายเซ็นได้",
                "no CIO attestation whose signature can be checked",
            ));
            return Ok(None);
        };
        let key = chosen(keys, named, "cio_vkey", not_proved)?;
        let note = SignedNote::parse(note.as_bytes())?;
        note.verify(&key)?;
        let attestation = Attestation::parse(note.text()).map_err(|_| NotProved::Attestation)?;
        if attestation.records.contains(&(header.record_id, header.body_digest)) {
            Ok(Some(attestation))
        } else {
            Err(NotProved::Attestation)
        }
    }
}

/// The key of that name known from elsewhere, else the file's own.
fn chosen(
    keys: &[VerifierKey],
    named: &str,
    field: &'static str,
    not_proved: &mut Vec<Text>,
) -> Result<VerifierKey, NotProved> {
    let own: VerifierKey = named.parse().map_err(|_| NotProved::Field(field))?;
    if let Some(known) = keys.iter().find(|k| k.name() == own.name() && k.kind() == own.kind()) {
        return Ok(known.clone());
    }
    not_proved.push(Text::new(
        format!("กุญแจของ {} มาจากแฟ้มพิสูจน์เอง กรุณาเทียบกับที่หน่วยงานประกาศ", own.name()),
        format!("the key of {} came from the proof file itself: compare it with what is published", own.name()),
    ));
    Ok(own)
}

fn differs(field: &'static str, differs: bool) -> Result<(), NotProved> {
    if differs { Err(NotProved::Differs(field)) } else { Ok(()) }
}

fn base64(text: &str, field: &'static str) -> Result<Vec<u8>, NotProved> {
    BASE64_STANDARD.decode(text).map_err(|_| NotProved::Field(field))
}

fn hash(text: &str, field: &'static str) -> Result<Hash, NotProved> {
    text.parse::<Digest>().map(|d| d.0).map_err(|_| NotProved::Field(field))
}
