//! `ReadDocument`: bytes of evidence from any offset on, every chunk checked against the journal before it is sent.

use bytes::Bytes;
use futures_util::stream;
use ges_documents::{CHUNK, DocumentError};
use ges_domain::audience::Viewer;
use ges_domain::ids::Digest;
use ges_domain::result::Document;
use ges_ledger::read;
use ges_proto::exchange::{DocumentChunk, ReadDocumentRequest};
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};

use super::Frames;
use super::refused::Refused;
use crate::app::Node;

/// Bytes of one message.
const PIECE: usize = 256 * 1024;

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
    let filed = filings.into_iter().find(|f| f.organisation == owner && f.document.audience.admits(&owner, &viewer));
    let Some(filed) = filed else {
        let text = format!("no document {digest} is filed here for the hub to read");
        return Err(Refused::new(Code::NotFound, "unknown-document", text));
    };
    let document = filed.document;
    let size = document.size;
    let end = if request.length == 0 { Some(size) } else { request.offset.checked_add(request.length) };
    let Some(end) = end.filter(|end| *end <= size && request.offset <= *end) else {
        let text = format!("bytes {} + {} are not within the {size} of document {digest}", request.offset, request.length);
        return Err(Refused::new(Code::OutOfRange, "range", text).fact("size", size));
    };
    let here = node.documents().clone();
    let found = node.blocking(move |_| here.has(&digest)).await.map_err(|e| refused(&e))?;
    match found {
        None => return Err(refused(&DocumentError::NotHere(digest))),
        Some(got) if got != size => return Err(refused(&DocumentError::Shrank { digest, expected: size, got })),
        Some(_) => {}
    }
    let state = Reading { node: node.clone(), document, at: request.offset, end, held: Bytes::new(), first: true };
    Ok(Box::pin(stream::unfold(Some(state), step)))
}

struct Reading {
    node: Node,
    document: Document,
    at: u64,
    end: u64,
    /// Checked bytes that follow `at`.
    held: Bytes,
    first: bool,
}

async fn step(state: Option<Reading>) -> Option<(Result<DocumentChunk, Status>, Option<Reading>)> {
    let mut state = state?;
    if state.at >= state.end && !state.first {
        return None;
    }
    match state.next().await {
        Ok(chunk) => Some((Ok(chunk), Some(state))),
        Err(error) => {
            tracing::error!(%error, "a document cannot be sent");
            Some((Err(refused(&error).into()), None))
        }
    }
}

impl Reading {
    async fn next(&mut self) -> Result<DocumentChunk, DocumentError> {
        if self.held.is_empty() && self.at < self.end {
            self.held = self.checked_chunk().await?;
        }
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let data = self.held.split_to(self.held.len().min(PIECE).min(left));
        self.at += data.len() as u64;
        let size = if std::mem::take(&mut self.first) { self.document.size } else { 0 };
        self.node.numbers().document_bytes(data.len());
        Ok(DocumentChunk { size, data })
    }

    /// The rest of the chunk that `at` lies in, once all of the chunk has the digest that the journal gives it.
    async fn checked_chunk(&self) -> Result<Bytes, DocumentError> {
        let chunk = CHUNK as u64;
        let number = self.at / chunk;
        let begin = number * chunk;
        let length = usize::try_from((self.document.size - begin).min(chunk)).unwrap_or(CHUNK);
        let digest = self.document.digest;
        let expected = usize::try_from(number).ok().and_then(|n| self.document.chunks.get(n).copied());
        let documents = self.node.documents().clone();
        let read = move |_: &Node| {
            let bytes = documents.read_range(&digest, begin, length)?;
            if expected.is_some_and(|expected| expected.0 == <[u8; 32]>::from(Sha256::digest(&bytes))) {
                return Ok(bytes);
            }
            let chunk = usize::try_from(number).unwrap_or(usize::MAX);
            Err(DocumentError::ChunkMismatch { digest, chunk, offset: begin })
        };
        let bytes = Bytes::from(self.node.blocking(read).await?);
        Ok(bytes.slice(usize::try_from(self.at - begin).unwrap_or(0)..))
    }
}

fn refused(error: &DocumentError) -> Refused {
    let (code, reason) = match error {
        DocumentError::NotHere(_) => (Code::NotFound, "document-missing"),
        DocumentError::Shrank { .. } => (Code::DataLoss, "document-shrank"),
        DocumentError::ChunkMismatch { .. } | DocumentError::DigestMismatch { .. } => (Code::DataLoss, "document-damaged"),
        _ => (Code::Internal, "document-unreadable"),
    };
    let mut message = error.to_string();
    if let DocumentError::NotHere(digest) = error {
        message = format!("document {digest} is in the journal but not on this node's disk: restore `documents/` from a backup");
    }
    Refused::new(code, reason, message)
}
