//! Bytes of a document on this node's disk, each chunk checked against the journal before it goes out.

use bytes::Bytes;
use ges_documents::{CHUNK, DocumentError};
use ges_domain::result::Document;
use sha2::{Digest as _, Sha256};

use crate::app::Node;

/// Bytes handed out at once.
pub(crate) const PIECE: usize = 256 * 1024;

/// A document being read from `at` to `end`.
pub(crate) struct Reading {
    node: Node,
    document: Document,
    at: u64,
    end: u64,
    /// Checked bytes that follow `at`.
    held: Bytes,
}

impl Reading {
    /// Begins to read; fails when the document is not here or has not the size that the journal says.
    pub(crate) async fn open(node: &Node, document: Document, at: u64, end: u64) -> Result<Self, DocumentError> {
        let (documents, digest, size) = (node.documents().clone(), document.digest, document.size);
        match node.blocking(move |_| documents.has(&digest)).await? {
            None => Err(DocumentError::NotHere(digest)),
            Some(got) if got != size => Err(DocumentError::Shrank { digest, expected: size, got }),
            Some(_) => Ok(Self { node: node.clone(), document, at, end: end.min(size), held: Bytes::new() }),
        }
    }

    /// The next piece; nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, DocumentError> {
        if self.at >= self.end {
            return Ok(None);
        }
        if self.held.is_empty() {
            self.held = self.checked_chunk().await?;
        }
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let data = self.held.split_to(self.held.len().min(PIECE).min(left));
        self.at += data.len() as u64;
        Ok(Some(data))
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
