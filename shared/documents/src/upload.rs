//! A document coming in from a person or a file: its name is known only at the end.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use ges_domain::ids::Digest;

use crate::chunks::Hashing;
use crate::disk;
use crate::error::DocumentError;
use crate::kind::Kind;
use crate::store::Documents;

/// What a stored document is called and made of: the metadata that goes into the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of all bytes: its name.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of each chunk of [`crate::CHUNK`] bytes, the last one shorter; none when it is empty.
    pub chunks: Vec<Digest>,
}

/// An upload under way. Dropping it before [`Upload::finish`] leaves nothing behind.
pub struct Upload {
    documents: Documents,
    draft: Draft,
    hashing: Hashing,
    failed: bool,
}

/// A file in `incoming` that goes away with its upload.
struct Draft {
    file: File,
    path: PathBuf,
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After publishing there is nothing under this name any more.
        let _ = fs::remove_file(&self.path);
    }
}

impl Upload {
    pub(crate) fn begin(documents: Documents) -> Result<Self, DocumentError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let folder = documents.incoming();
        loop {
            let name = format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
            let path = folder.join(name);
            match disk::create(&path, true).and_then(|file| Ok((disk::take(&file, &path)?, file))) {
                Ok((true, file)) => return Ok(Self::over(documents, file, path)),
                // Another process cleaned it away before it was locked, or has the same number in
                // another namespace: the next name will do.
                Ok((false, _)) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(DocumentError::io(&path, error)),
            }
        }
    }

    pub(crate) fn over(documents: Documents, file: File, path: PathBuf) -> Self {
        Self { documents, draft: Draft { file, path }, hashing: Hashing::default(), failed: false }
    }

    /// How many bytes were written.
    pub fn size(&self) -> u64 {
        self.hashing.size()
    }

    /// Adds bytes at the end. After an error the upload can only be dropped.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), DocumentError> {
        if self.failed {
            return Err(DocumentError::Failed);
        }
        let limit = self.documents.limit();
        let written = if self.size().saturating_add(bytes.len() as u64) > limit {
            Err(DocumentError::TooLarge { limit })
        } else {
            self.draft.file.write_all(bytes).map_err(|source| DocumentError::io(self.documents.root(), source))
        };
        match written {
            Ok(()) => self.hashing.update(bytes),
            Err(_) => self.failed = true,
        }
        written
    }

    /// Whether what was written is of that kind.
    pub fn is(&mut self, kind: Kind) -> Result<bool, DocumentError> {
        let file = &mut self.draft.file;
        let found = kind.is_in(file).and_then(|found| file.seek(SeekFrom::End(0)).map(|_| found));
        found.map_err(|source| DocumentError::io(self.documents.root(), source))
    }

    /// Lends what was written so far, from its beginning.
    pub fn look<T>(&mut self, look: impl FnOnce(&mut File) -> T) -> Result<T, DocumentError> {
        let file = &mut self.draft.file;
        let looked = file.seek(SeekFrom::Start(0)).map(|_| look(file));
        let looked = looked.and_then(|looked| file.seek(SeekFrom::End(0)).map(|_| looked));
        looked.map_err(|source| DocumentError::io(self.documents.root(), source))
    }

    /// Makes the document durable under its name. The same bytes uploaded twice are kept once.
    pub fn finish(self) -> Result<Stored, DocumentError> {
        if self.failed {
            return Err(DocumentError::Failed);
        }
        let size = self.size();
        let (digest, chunks) = self.hashing.finish();
        disk::publish(self.documents.root(), &self.draft.file, &self.draft.path, &digest)?;
        Ok(Stored { digest, size, chunks })
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload").field("path", &self.draft.path).field("size", &self.size()).finish_non_exhaustive()
    }
}
