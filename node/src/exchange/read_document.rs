//! `ReadDocument`: bytes of evidence from any offset on, every chunk checked against the journal before it is sent.

use futures_util::stream;
use ges_documents::DocumentError;
use ges_domain::audience::Viewer;
use ges_domain::ids::Digest;
use ges_ledger::read;
use ges_ledger::read::documents::Filed;
use ges_proto::exchange::{DocumentChunk, ReadDocumentRequest};
use tonic::{Code, Status};

use super::Frames;
use super::refused::Refused;
use crate::app::Node;
use crate::evidence::Reading;

pub(super) async fn stream(
    node: &Node,
    viewer: Viewer,
    request: &ReadDocumentRequest,
) -> Result<Frames<DocumentChunk>, Refused> {
    let digest = <[u8; 32]>::try_from(request.digest.as_ref())
        .map(Digest)
        .map_err(|_| Refused::invalid("bad-digest", "a document is named by the 32 bytes of its SHA-256"))?;
    let owner = node.own().clone();
    let filings = node.store().read_async(move |tx| read::documents::by_digest(tx, &digest)).await?;
    // Somebody outside the audience is told the same as for a document that never was.
    let admits = |f: &Filed| f.audience.admits(&owner, &viewer) && f.document.audience.admits(&owner, &viewer);
    let filed = filings.into_iter().find(|f| f.organisation == owner && admits(f));
    let Some(filed) = filed else {
        let text = format!("no document {digest} is filed here for the hub to read");
        return Err(Refused::new(Code::NotFound, "unknown-document", text));
    };
    let size = filed.document.size;
    let end = if request.length == 0 { Some(size) } else { request.offset.checked_add(request.length) };
    let Some(end) = end.filter(|end| *end <= size && request.offset <= *end) else {
        let text =
            format!("bytes {} + {} are not within the {size} of document {digest}", request.offset, request.length);
        return Err(Refused::new(Code::OutOfRange, "range", text).fact("size", size));
    };
    let reading = Reading::open(node, filed.document, request.offset, end).await.map_err(|e| refused(&e))?;
    let state = Sending { reading, node: node.clone(), size: Some(size) };
    Ok(Box::pin(stream::unfold(Some(state), step)))
}

struct Sending {
    reading: Reading,
    node: Node,
    /// Not told yet.
    size: Option<u64>,
}

async fn step(state: Option<Sending>) -> Option<(Result<DocumentChunk, Status>, Option<Sending>)> {
    let mut state = state?;
    match state.reading.next().await {
        Ok(None) => {
            // Of an empty document only the size is told.
            let size = state.size.take()?;
            Some((Ok(DocumentChunk { size, ..DocumentChunk::default() }), Some(state)))
        }
        Ok(Some(data)) => {
            state.node.numbers().document_bytes(data.len());
            let size = state.size.take().unwrap_or(0);
            Some((Ok(DocumentChunk { size, data }), Some(state)))
        }
        Err(error) => {
            tracing::error!(%error, "a document cannot be sent");
            Some((Err(refused(&error).into()), None))
        }
    }
}

fn refused(error: &DocumentError) -> Refused {
    let (code, reason) = match error {
        DocumentError::NotHere(_) => (Code::NotFound, "document-missing"),
        DocumentError::Shrank { .. } => (Code::DataLoss, "document-shrank"),
        DocumentError::ChunkMismatch { .. } | DocumentError::DigestMismatch { .. } => {
            (Code::DataLoss, "document-damaged")
        }
        _ => (Code::Internal, "document-unreadable"),
    };
    let mut message = error.to_string();
    if let DocumentError::NotHere(digest) = error {
        message = format!(
            "document {digest} is in the journal but not on this node's disk: restore `documents/` from a backup"
        );
    }
    Refused::new(code, reason, message)
}
