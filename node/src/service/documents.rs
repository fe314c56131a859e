//! Filing evidence: bytes first, durable under their digest, then the journal record that speaks of them.

use std::io::Read;

use ges_documents::{Documents, Stored, Upload};
use ges_domain::access::Act;
use ges_domain::audience::Audience;
use ges_domain::ids::RecordId;
use ges_domain::records::Fact;
use ges_domain::result::Document;
use ges_ledger::append::Statement;
use ges_ledger::read;
use jiff::Timestamp;

use super::{ServiceError, Who, only, record as commit};
use crate::app::Node;

/// Most characters of a name.
const MAX_NAME: usize = 255;
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// What is known of a document besides its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// File name as given.
    pub name: String,
    /// Media type as given; one that is none becomes `application/octet-stream`.
    pub media_type: String,
    /// Who may read the bytes.
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

/// Files everything `bytes` gives.
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

/// Makes the bytes durable, then records the document.
pub fn finish(
    node: &Node,
    who: &Who,
    input: &NewDocument,
    upload: Upload,
    now: Timestamp,
) -> Result<FiledDocument, ServiceError> {
    who.must(Act::RecordResult)?;
    let name = clean_name(&input.name)?;
    let Stored { digest, size, chunks } = upload.finish()?;
    let media_type = clean_type(&input.media_type);
    let document = Document { digest, size, name, media_type, audience: input.audience.clone(), chunks };
    let own = node.own().clone();
    let filed = node.store().read(|tx| read::documents::by_digest(tx, &digest))?;
    if let Some(known) = filed.into_iter().find(|f| f.organisation == own && f.document == document) {
        return Ok(FiledDocument { document, record_id: known.record_id, known: true });
    }
    // The record is seen by whoever may see the bytes: for others it is a bare hash.
    let audience = input.audience.clone();
    let statement = Statement { fact: Fact::Document(document.clone()), audience, author: who.author.clone() };
    let recorded = only(&commit(node, now, vec![statement], |_| Ok(()))?)?;
    Ok(FiledDocument { document, record_id: recorded.record_id, known: false })
}

/// The last part of a path, without control characters.
fn clean_name(name: &str) -> Result<String, ServiceError> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let good = !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    if good { Ok(name.to_owned()) } else { Err(ServiceError::DocumentName) }
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
    fn names_lose_their_path_and_bad_ones_are_refused() {
        for (given, kept) in
            [("รายงาน.pdf", "รายงาน.pdf"), ("C:\\Users\\a\\b.xlsx", "b.xlsx"), ("../../etc/passwd", "passwd")]
        {
            assert_eq!(clean_name(given).ok().as_deref(), Some(kept), "{given}");
        }
        for bad in ["", "  ", "a/", "a\u{7}b", &"ก".repeat(256)] {
            assert!(clean_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn media_types_are_types_or_unknown() {
        assert_eq!(clean_type("Application/PDF; charset=x"), "application/pdf");
        for bad in ["", "pdf", "a/b c", "text/<script>"] {
            assert_eq!(clean_type(bad), UNKNOWN_TYPE, "{bad}");
        }
    }
}
