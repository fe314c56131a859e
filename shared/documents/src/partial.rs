//! A document coming from another organisation: its name and chunk digests are known, so every chunk
//! is checked as it arrives, and a cut loses at most one.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use ges_domain::ids::Digest;

use crate::chunks::{CHUNK, Whole, count, digest_of};
use crate::disk;
use crate::error::DocumentError;
use crate::store::Documents;

/// A transfer that can stop at any byte and go on after a restart.
///
/// What is kept between restarts is only the bytes of whole chunks; they are checked again on
/// opening, so nothing that a crash or a failing disk did to them is ever believed.
pub struct Partial {
    documents: Documents,
    file: File,
    path: PathBuf,
    digest: Digest,
    size: u64,
    chunks: Vec<Digest>,
    /// Over the chunks kept so far.
    whole: Whole,
    /// The chunk now arriving.
    pending: Vec<u8>,
}

impl Partial {
    /// Begins or resumes the transfer of a document of `size` bytes with the given chunk digests.
    /// Only one transfer of a document can be open at a time.
    pub fn open(documents: &Documents, digest: Digest, size: u64, chunks: Vec<Digest>) -> Result<Self, DocumentError> {
        let limit = documents.limit();
        if size > limit {
            return Err(DocumentError::TooLarge { limit });
        }
        let expected = count(size);
        if expected != chunks.len() as u64 {
            return Err(DocumentError::ChunkCount { digest, size, expected, got: chunks.len() });
        }
        let path = documents.partial().join(digest.to_string());
        let opened = disk::create(&path, false).and_then(|file| Ok((disk::take(&file, &path)?, file)));
        let (true, file) = opened.map_err(|source| DocumentError::io(&path, source))? else {
            return Err(DocumentError::Busy(digest));
        };
        let (whole, pending) = (Whole::default(), Vec::new());
        let mut this = Self { documents: documents.clone(), file, path, digest, size, chunks, whole, pending };
        this.keep_what_verifies().map_err(|source| DocumentError::io(&this.path, source))?;
        Ok(this)
    }

    /// Reads the chunks on the disk up to the first that is missing, short or wrong, and forgets the rest.
    fn keep_what_verifies(&mut self) -> io::Result<()> {
        let mut chunk = Vec::with_capacity(CHUNK);
        while let Some((expected, length)) = self.expected() {
            chunk.clear();
            (&mut self.file).take(length as u64).read_to_end(&mut chunk)?;
            if chunk.len() != length || digest_of(&chunk) != expected {
                break;
            }
            self.whole.update(&chunk);
        }
        self.cut_back()
    }

    /// The digest and length of the chunk that comes next.
    fn expected(&self) -> Option<(Digest, usize)> {
        let kept = self.whole.size();
        if kept == self.size {
            return None;
        }
        let next = usize::try_from(kept / CHUNK as u64).ok()?;
        let length = usize::try_from(self.size - kept).map_or(CHUNK, |left| left.min(CHUNK));
        Some((*self.chunks.get(next)?, length))
    }

    /// Leaves exactly the kept chunks in the file.
    fn cut_back(&mut self) -> io::Result<()> {
        let kept = self.whole.size();
        self.file.set_len(kept)?;
        self.file.seek(SeekFrom::Start(kept)).map(|_| ())
    }

    /// The first byte to ask the other side for, after opening and after every error.
    pub fn offset(&self) -> u64 {
        self.whole.size() + self.pending.len() as u64
    }

    /// How many bytes the whole document has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the bytes that follow [`Self::offset`]. Each chunk is checked once it is complete and
    /// kept only then; after an error the transfer goes on from the new offset.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), DocumentError> {
        while !bytes.is_empty() {
            let Some((expected, length)) = self.expected() else {
                return Err(DocumentError::Overrun { digest: self.digest, size: self.size });
            };
            let (now, later) = bytes.split_at(bytes.len().min(length - self.pending.len()));
            self.pending.extend_from_slice(now);
            bytes = later;
            if self.pending.len() == length {
                let chunk = std::mem::take(&mut self.pending);
                self.keep(&chunk, &expected)?;
                self.pending = chunk;
                self.pending.clear();
            }
        }
        Ok(())
    }

    fn keep(&mut self, chunk: &[u8], expected: &Digest) -> Result<(), DocumentError> {
        let offset = self.whole.size();
        if digest_of(chunk) != *expected {
            let number = usize::try_from(offset / CHUNK as u64).unwrap_or(usize::MAX);
            return Err(DocumentError::ChunkMismatch { digest: self.digest, chunk: number, offset });
        }
        if let Err(error) = self.file.write_all(chunk) {
            // Half a chunk may have been written; without this the next one would follow it.
            self.cut_back().map_err(|source| DocumentError::io(&self.path, source))?;
            return Err(DocumentError::io(&self.path, error));
        }
        self.whole.update(chunk);
        Ok(())
    }

    /// Makes the complete document durable under its name. A transfer that is not complete stays
    /// to be resumed.
    pub fn finish(self) -> Result<(), DocumentError> {
        let (expected, got) = (self.size, self.offset());
        if got != expected {
            return Err(DocumentError::Shrank { digest: self.digest, expected, got });
        }
        let got = self.whole.finish();
        if got != self.digest {
            // Every chunk was as its record says, so the record is wrong: resuming would not help.
            fs::remove_file(&self.path).map_err(|source| DocumentError::io(&self.path, source))?;
            return Err(DocumentError::DigestMismatch { expected: self.digest, got });
        }
        disk::publish(self.documents.root(), &self.file, &self.path, &self.digest)
    }

    /// Gives the transfer up and forgets what had arrived.
    pub fn discard(self) -> Result<(), DocumentError> {
        fs::remove_file(&self.path).map_err(|source| DocumentError::io(&self.path, source))
    }
}

impl std::fmt::Debug for Partial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Partial").field("digest", &self.digest).field("offset", &self.offset()).finish_non_exhaustive()
    }
}
