//! Evidence arriving over bad lines: announced, written piece by piece, filed once it is whole. What is under way is of
//! the person who began it and lies with the documents, so that it survives a cut, a closed browser and a restart.

use ges_documents::{Announced, Kind, Resumable, UploadId};
use ges_domain::access::Act;
use ges_domain::audience::Audience;
use ges_domain::ids::Digest;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::documents::{FiledDocument, describe, file_once, known_version, scan};
use super::evidence::{EvidenceError, admit, known_readers};
use super::{ServiceError, Who};
use crate::app::Node;

/// Most uploads of one person under way.
pub const MOST: usize = 20;
/// How long an upload may take from its announcement.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many filed ones are remembered, for senders who did not hear the answer.
const REMEMBERED: usize = 500;
/// All uploads under way together are at most so many times the largest document.
const ROOM: u64 = 16;

/// What is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// File name as given.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Whom it is meant for.
    pub audience: Audience,
    /// The document of which it is the new version.
    pub replaces: Option<Digest>,
    /// When the file was last changed, milliseconds since 1970 UTC, where the sender knows: tells two files of the same
    /// name and size apart.
    pub modified: Option<i64>,
}

/// What lies beside the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    owner: String,
    name: String,
    audience: Audience,
    replaces: Option<Digest>,
    modified: Option<i64>,
    begun_at: Timestamp,
}

/// An upload of this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// Its name.
    pub id: UploadId,
    /// File name.
    pub name: String,
    /// Bytes announced.
    pub size: u64,
    /// Bytes that are here.
    pub offset: u64,
    /// As announced.
    pub modified: Option<i64>,
    /// Whom it is meant for.
    pub audience: Audience,
    /// When it is forgotten.
    pub until: Timestamp,
    /// What it became.
    pub filed: Option<Digest>,
}

fn note(one: &Announced) -> Option<Note> {
    serde_json::from_slice(&one.note).ok()
}

fn until(note: &Note) -> Timestamp {
    note.begun_at.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX)
}

/// The upload if it is of `who` and has not expired.
fn mine(one: &Announced, who: &Who, now: Timestamp) -> Option<(UnderWay, Note)> {
    let note = note(one)?;
    let until = until(&note);
    if note.owner != who.author || until <= now {
        return None;
    }
    let Announced { id, size, offset, filed, .. } = *one;
    let (name, modified, audience) = (note.name.clone(), note.modified, note.audience.clone());
    Some((UnderWay { id, name, size, offset, modified, audience, until, filed }, note))
}

/// Announces an upload; everything that can be refused before the first byte is refused here.
pub fn announce(node: &Node, who: &Who, input: NewUpload, now: Timestamp) -> Result<UnderWay, ServiceError> {
    who.must(Act::RecordResult)?;
    let (name, _) = admit(&input.name)?;
    if input.size == 0 {
        return Err(EvidenceError::Empty { name }.into());
    }
    let (own, replaces) = (node.own().clone(), input.replaces);
    node.store().read(|tx| {
        known_readers(tx, &own, &input.audience)?;
        known_version(tx, &own, replaces)
    })?;
    let (id, documents) = (UploadId(node.env().entropy.bytes()), node.documents());
    let NewUpload { size, audience, replaces, modified, .. } = input;
    let note = Note { owner: who.author.clone(), name, audience, replaces, modified, begun_at: now };
    // A struct of texts and numbers: serialisation has no way to fail.
    let written = serde_json::to_vec(&note).unwrap_or_default();
    documents.announce::<ServiceError>(id, size, &written, |under_way| {
        let under_way = sweep(node, under_way, now)?;
        let open = || under_way.iter().filter(|(one, _)| one.filed.is_none());
        if open().filter(|(_, other)| other.owner == note.owner).count() >= MOST {
            return Err(EvidenceError::TooMany { most: MOST }.into());
        }
        let room = documents.limit().saturating_mul(ROOM);
        let taken = open().fold(size, |sum, (one, _)| sum.saturating_add(one.size));
        if taken > room { Err(EvidenceError::NoRoom.into()) } else { Ok(()) }
    })?;
    one(node, who, id, now)
}

/// Forgets what has expired, what nobody can read and the oldest of too many filed ones; gives the others.
fn sweep<'a>(
    node: &Node,
    under_way: &'a [Announced],
    now: Timestamp,
) -> Result<Vec<(&'a Announced, Note)>, ServiceError> {
    let (mut kept, mut filed) = (Vec::with_capacity(under_way.len()), Vec::new());
    for one in under_way {
        match note(one) {
            Some(note) if until(&note) > now => {
                if one.filed.is_some() {
                    filed.push((note.begun_at, one.id));
                }
                kept.push((one, note));
            }
            _ => node.documents().forget_upload(one.id)?,
        }
    }
    filed.sort_unstable();
    for (_, id) in filed.iter().take(filed.len().saturating_sub(REMEMBERED)) {
        node.documents().forget_upload(*id)?;
    }
    Ok(kept)
}

/// What this person has under way, the oldest first.
pub fn of(node: &Node, who: &Who, now: Timestamp) -> Result<Vec<UnderWay>, ServiceError> {
    let all = node.documents().uploads_under_way()?;
    let mut mine: Vec<UnderWay> = all.iter().filter_map(|one| mine(one, who, now)).map(|(one, _)| one).collect();
    mine.retain(|one| one.filed.is_none());
    mine.sort_by_key(|one| (one.until, one.id));
    Ok(mine)
}

/// One upload of this person.
pub fn one(node: &Node, who: &Who, id: UploadId, now: Timestamp) -> Result<UnderWay, ServiceError> {
    who.must(Act::RecordResult)?;
    let found = node.documents().upload(id)?.and_then(|one| mine(&one, who, now));
    found.map(|(one, _)| one).ok_or_else(|| EvidenceError::UnknownUpload.into())
}

/// An upload being written to.
#[derive(Debug)]
pub struct Writing {
    upload: Resumable,
    id: UploadId,
    note: Note,
    kind: Kind,
}

impl Writing {
    /// The first byte that has not arrived.
    pub fn offset(&self) -> u64 {
        self.upload.offset()
    }

    /// Bytes that have not arrived.
    pub fn left(&self) -> u64 {
        self.upload.size().saturating_sub(self.upload.offset())
    }

    /// All of it is here.
    pub fn is_whole(&self) -> bool {
        self.left() == 0
    }
}

/// Goes on with an upload from `offset`, which must be where it stands; nothing when it is filed already.
pub fn resume(
    node: &Node,
    who: &Who,
    id: UploadId,
    offset: u64,
    now: Timestamp,
) -> Result<Option<Writing>, ServiceError> {
    who.must(Act::RecordResult)?;
    let found = node.documents().upload(id)?.and_then(|one| mine(&one, who, now));
    let (known, note) = found.ok_or(EvidenceError::UnknownUpload)?;
    let conflict = |at| if at == offset { Ok(()) } else { Err(EvidenceError::Offset { at }) };
    if known.filed.is_some() {
        return conflict(known.size).map(|()| None).map_err(Into::into);
    }
    let (_, kind) = admit(&note.name)?;
    let upload = node.documents().resume(id).map_err(EvidenceError::of)?.ok_or(EvidenceError::UnknownUpload)?;
    conflict(upload.offset())?;
    Ok(Some(Writing { upload, id, note, kind }))
}

/// Adds bytes, all or none. As soon as the beginning is here it is compared with what the name promises, so that nobody
/// sends a long file in vain.
pub fn append(node: &Node, writing: &mut Writing, bytes: &[u8]) -> Result<(), ServiceError> {
    const ENOUGH: u64 = 16;
    let before = writing.offset();
    writing.upload.append(bytes).map_err(EvidenceError::of)?;
    if before < ENOUGH && writing.offset() >= ENOUGH && !writing.upload.begins(writing.kind)? {
        return Err(refused(node, writing));
    }
    Ok(())
}

/// Forgets an upload whose content is not what its name promises.
fn refused(node: &Node, writing: &Writing) -> ServiceError {
    let (name, letters) = (writing.note.name.clone(), writing.kind.letters());
    match node.documents().forget_upload(writing.id) {
        Ok(()) => EvidenceError::Content { name, letters }.into(),
        Err(error) => error.into(),
    }
}

/// Files an upload that is whole: the bytes durable under their digest, then the record. Should the record fail, the
/// upload stays whole and can be finished again.
pub fn finish(node: &Node, who: &Who, mut writing: Writing, now: Timestamp) -> Result<FiledDocument, ServiceError> {
    who.must(Act::RecordResult)?;
    if !writing.upload.is(writing.kind)? {
        return Err(refused(node, &writing));
    }
    let name = writing.note.name.clone();
    match writing.upload.look(|document| scan(node, &name, document))? {
        Err(ServiceError::Evidence(error @ (EvidenceError::Infected { .. } | EvidenceError::BeyondScanner { .. }))) => {
            node.documents().forget_upload(writing.id)?;
            return Err(error.into());
        }
        scanned => scanned?,
    }
    let stored = writing.upload.publish().map_err(EvidenceError::of)?;
    let Note { name, audience, replaces, .. } = writing.note.clone();
    let document = describe(stored, name, writing.kind.media_type().to_owned(), audience, replaces);
    let filed = match file_once(node, who, document, now) {
        Err(ServiceError::Evidence(error)) => {
            // Nothing will make this a document: sending it again must not end here again.
            node.documents().forget_upload(writing.id)?;
            return Err(error.into());
        }
        filed => filed?,
    };
    writing.upload.filed(&filed.document.digest)?;
    Ok(filed)
}

/// Forgets an upload and what has arrived of it.
pub fn discard(node: &Node, who: &Who, id: UploadId, now: Timestamp) -> Result<(), ServiceError> {
    let known = one(node, who, id, now)?;
    Ok(node.documents().forget_upload(known.id)?)
}
