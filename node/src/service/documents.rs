//! Filing evidence: bytes first, durable under their digest, then the journal record that speaks of them.

use std::io::Read;

use ges_documents::{Documents, Stored, Upload};
use ges_domain::access::Act;
use ges_domain::audience::Audience;
use ges_domain::ids::{Digest, OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_domain::result::Document;
use ges_extract::clamd::{ScanError, Verdict};
use ges_ledger::append::Statement;
use ges_ledger::read;
use ges_store::Tx;
use jiff::Timestamp;

use super::evidence::{EvidenceError, admit, clean_name, known_readers};
use super::opening::filings;
use super::{ServiceError, Who, only, record as commit};
use crate::app::Node;
use crate::reading::ScannerSettings;

const UNKNOWN_TYPE: &str = "application/octet-stream";

/// What is known of a document besides its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// File name as given.
    pub name: String,
    /// Media type as given; one that is none becomes `application/octet-stream`.
    pub media_type: String,
    /// Whom it is meant for.
    pub audience: Audience,
}

/// A document that is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledDocument {
    /// What the journal says.
    pub document: Document,
    /// Its record.
    pub record_id: RecordId,
    /// The same bytes under the same name were filed before: nothing new was recorded.
    pub known: bool,
}

/// Files everything `bytes` gives, as programs do: it is open at once to those it is meant for.
pub fn file(
    node: &Node,
    who: &Who,
    input: &NewDocument,
    mut bytes: impl Read,
    now: Timestamp,
) -> Result<FiledDocument, ServiceError> {
    let mut upload = begin(node.documents(), who, input)?;
    let mut buffer = vec![0; 128 << 10];
    loop {
        let read = bytes.read(&mut buffer).map_err(|e| ServiceError::Upload(e.to_string()))?;
        if read == 0 {
            break;
        }
        upload.write(&buffer[..read])?;
    }
    finish(node, who, input, upload, now)
}

/// Begins an upload whose bytes arrive piece by piece. Dropping it leaves nothing behind.
pub fn begin(documents: &Documents, who: &Who, input: &NewDocument) -> Result<Upload, ServiceError> {
    who.must(Act::RecordResult)?;
    clean_name(&input.name)?;
    Ok(documents.begin()?)
}

/// Makes the bytes durable, then records the document, open at once to those it is meant for.
pub fn finish(
    node: &Node,
    who: &Who,
    input: &NewDocument,
    upload: Upload,
    now: Timestamp,
) -> Result<FiledDocument, ServiceError> {
    let document = whole(node, who, input, upload)?;
    let filed = node.store().read(|tx| filings(tx, node.own(), &document.digest))?;
    if let Some(known) = filed.into_iter().find(|f| f.document == document && f.audience == document.audience) {
        return Ok(FiledDocument { document, record_id: known.record_id, known: true });
    }
    // The record is seen by whoever may see the bytes: for others it is a bare hash.
    let audience = document.audience.clone();
    record(node, who, document, audience, now)
}

/// As [`finish`], of a file that comes with an answer on a page: it is internal until the answer is given.
pub fn finish_held(
    node: &Node,
    who: &Who,
    input: &NewDocument,
    upload: Upload,
    now: Timestamp,
) -> Result<FiledDocument, ServiceError> {
    let document = whole(node, who, input, upload)?;
    file_once(node, who, document, now)
}

/// The bytes scanned and durable, with their description.
fn whole(node: &Node, who: &Who, input: &NewDocument, mut upload: Upload) -> Result<Document, ServiceError> {
    who.must(Act::RecordResult)?;
    let name = clean_name(&input.name)?;
    upload.look(|document| scan(node, &name, document))??;
    Ok(describe(upload.finish()?, name, clean_type(&input.media_type), input.audience.clone(), None))
}

/// As [`finish_held`], of a file that a person chose on a page as evidence: its kind must be one of evidence and its
/// content of that kind. It is internal until a figure that names it is released.
pub fn finish_evidence(
    node: &Node,
    who: &Who,
    input: &NewDocument,
    replaces: Option<Digest>,
    mut upload: Upload,
    now: Timestamp,
) -> Result<FiledDocument, ServiceError> {
    who.must(Act::RecordResult)?;
    let (name, kind) = admit(&input.name)?;
    if upload.size() == 0 {
        return Err(EvidenceError::Empty { name }.into());
    }
    if !upload.is(kind)? {
        return Err(EvidenceError::Content { name, letters: kind.letters() }.into());
    }
    upload.look(|document| scan(node, &name, document))??;
    let media_type = kind.media_type().to_owned();
    file_once(node, who, describe(upload.finish()?, name, media_type, input.audience.clone(), replaces), now)
}

/// Has a document scanned where a scanner is set; without a verdict nothing is filed.
pub(super) fn scan(node: &Node, name: &str, document: &mut impl Read) -> Result<(), ServiceError> {
    let Some(ScannerSettings(scanner)) = &node.config().scanner else { return Ok(()) };
    let name = name.to_owned();
    match scanner.scan(document) {
        Ok(Verdict::Clean) => Ok(()),
        Ok(Verdict::Found(found)) => {
            tracing::warn!(%found, "the virus scanner refuses a document");
            Err(EvidenceError::Infected { name, found }.into())
        }
        Err(ScanError::TooLarge) => Err(EvidenceError::BeyondScanner { name }.into()),
        Err(error) => {
            tracing::error!(%error, "a document could not be scanned");
            Err(EvidenceError::Unscanned { name }.into())
        }
    }
}

/// Records a document whose bytes are durable, internally for now, unless the same bytes are meant for the same readers
/// already: then that document is used.
pub(super) fn file_once(
    node: &Node,
    who: &Who,
    document: Document,
    now: Timestamp,
) -> Result<FiledDocument, ServiceError> {
    let (own, digest, replaces) = (node.own(), document.digest, document.replaces);
    if replaces == Some(digest) {
        return Err(EvidenceError::SameVersion.into());
    }
    let filed = node.store().read(|tx| {
        known_readers(tx, own, &document.audience)?;
        Ok::<_, ServiceError>(filings(tx, own, &digest)?)
    })?;
    let replaced = replaces.is_none() || filed.iter().any(|f| f.document.replaces == replaces);
    // The newest filing says whom it is meant for.
    if let Some(known) = filed.into_iter().next().filter(|f| replaced && f.document.audience == document.audience) {
        return Ok(FiledDocument { document: known.document, record_id: known.record_id, known: true });
    }
    record(node, who, document, Audience::Internal, now)
}

fn record(
    node: &Node,
    who: &Who,
    document: Document,
    audience: Audience,
    now: Timestamp,
) -> Result<FiledDocument, ServiceError> {
    let statement = Statement { fact: Fact::Document(document.clone()), audience, author: who.author.clone() };
    let (own, replaces) = (node.own().clone(), document.replaces);
    let check = move |tx: &mut Tx<'_>| known_version(tx, &own, replaces);
    let recorded = only(&commit(node, now, vec![statement], check)?)?;
    Ok(FiledDocument { document, record_id: recorded.record_id, known: false })
}

/// A new version is of a document that this agency filed.
pub(super) fn known_version(
    tx: &mut Tx<'_>,
    own: &OrganisationId,
    replaces: Option<Digest>,
) -> Result<(), ServiceError> {
    let Some(digest) = replaces else { return Ok(()) };
    let filed = read::documents::by_digest(tx, &digest)?;
    if filed.iter().any(|f| f.organisation == *own) { Ok(()) } else { Err(EvidenceError::UnknownVersion.into()) }
}

pub(super) fn describe(
    stored: Stored,
    name: String,
    media_type: String,
    audience: Audience,
    replaces: Option<Digest>,
) -> Document {
    let Stored { digest, size, chunks } = stored;
    Document { digest, size, name, media_type, audience, chunks, replaces }
}

fn clean_type(media_type: &str) -> String {
    let token = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match essence.split_once('/') {
        Some((kind, sub)) if essence.len() <= 127 && token(kind) && token(sub) => essence.to_ascii_lowercase(),
        _ => UNKNOWN_TYPE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_types_or_unknown() {
        assert_eq!(clean_type("Application/PDF; charset=x"), "application/pdf");
        for bad in ["", "pdf", "a/b c", "text/<script>"] {
            assert_eq!(clean_type(bad), UNKNOWN_TYPE, "{bad}");
        }
    }
}
