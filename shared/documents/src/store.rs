//! The store itself: what is here, and reading it.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ges_domain::ids::Digest;

use crate::chunks::Hashing;
use crate::disk;
use crate::error::DocumentError;
use crate::upload::Upload;

/// The most bytes a document may have unless told otherwise: 512 MiB.
pub const LIMIT: u64 = 512 << 20;

/// A folder of documents. Cheap to clone; may be shared by threads and processes.
#[derive(Clone, Debug)]
pub struct Documents(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    limit: u64,
}

impl Documents {
    /// Opens the store in `folder`, making it when there is none, and removes uploads that a
    /// process left behind when it died. Uploads of living processes are left alone.
    pub fn open(folder: &Path) -> Result<Self, DocumentError> {
        let this = Self(Arc::new(Inner { root: folder.into(), limit: LIMIT }));
        for folder in [this.root(), &this.incoming(), &this.uploads(), &this.partial()] {
            disk::make_folder(folder)?;
        }
        clean(&this.incoming(), |_| true)?;
        this.clean_uploads()?;
        // A transfer whose document has arrived some other way is no longer needed.
        clean(&this.partial(), |name| name.parse().is_ok_and(|digest| matches!(this.has(&digest), Ok(Some(_)))))?;
        Ok(this)
    }

    /// The same store with another limit, in bytes, for each document.
    #[must_use]
    pub fn with_limit(&self, limit: u64) -> Self {
        Self(Arc::new(Inner { root: self.0.root.clone(), limit }))
    }

    /// Begins an upload. Dropping it before [`Upload::finish`] leaves nothing behind.
    pub fn begin(&self) -> Result<Upload, DocumentError> {
        Upload::begin(self.clone())
    }

    /// The size of a document in bytes, or nothing when it is not here.
    pub fn has(&self, digest: &Digest) -> Result<Option<u64>, DocumentError> {
        let path = disk::place(self.root(), digest);
        match fs::metadata(&path) {
            Ok(found) => Ok(found.is_file().then_some(found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DocumentError::io(&path, error)),
        }
    }

    /// Opens a document for reading from its beginning.
    pub fn open_document(&self, digest: &Digest) -> Result<Reader, DocumentError> {
        let path = disk::place(self.root(), digest);
        let opened = File::open(&path).and_then(|file| Ok((file.metadata()?.len(), file)));
        match opened {
            Ok((size, file)) => Ok(Reader { file, digest: *digest, path, size }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(DocumentError::NotHere(*digest)),
            Err(error) => Err(DocumentError::io(&path, error)),
        }
    }

    /// Reads `length` bytes from `offset`, all of them or none.
    pub fn read_range(&self, digest: &Digest, offset: u64, length: usize) -> Result<Vec<u8>, DocumentError> {
        self.open_document(digest)?.range(offset, length)
    }

    /// Reads all of a document from the disk and tells its size if the bytes are those of its name.
    pub fn verify(&self, digest: &Digest) -> Result<u64, DocumentError> {
        let mut reader = self.open_document(digest)?;
        let mut hashing = Hashing::default();
        let mut buffer = vec![0; 128 << 10];
        loop {
            let read = reader.read(&mut buffer).map_err(|source| DocumentError::io(&reader.path, source))?;
            if read == 0 {
                break;
            }
            hashing.update(&buffer[..read]);
        }
        let size = hashing.size();
        let (got, _) = hashing.finish();
        if got == *digest { Ok(size) } else { Err(DocumentError::DigestMismatch { expected: *digest, got }) }
    }

    /// Every document here with its size in bytes, in order of name.
    pub fn list(&self) -> Result<Vec<(Digest, u64)>, DocumentError> {
        let mut found = Vec::new();
        for (folder, path) in entries(self.root())? {
            if folder.len() != 2 || !path.is_dir() {
                continue;
            }
            for (name, path) in entries(&path)? {
                if let Ok(digest) = format!("{folder}{name}").parse()
                    && disk::place(self.root(), &digest) == path
                    && let Some(size) = self.has(&digest)?
                {
                    found.push((digest, size));
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Removes a document for good, as an erasure orders; tells whether it was here.
    pub fn remove(&self, digest: &Digest) -> Result<bool, DocumentError> {
        let path = disk::place(self.root(), digest);
        match fs::remove_file(&path) {
            Ok(()) => disk::sync_folder(path.parent().unwrap_or(self.root())).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(DocumentError::io(&path, error)),
        }
    }

    /// The most bytes a document may have.
    pub fn limit(&self) -> u64 {
        self.0.limit
    }

    pub(crate) fn root(&self) -> &Path {
        &self.0.root
    }

    pub(crate) fn incoming(&self) -> PathBuf {
        self.0.root.join("incoming")
    }

    pub(crate) fn uploads(&self) -> PathBuf {
        self.0.root.join("uploads")
    }

    pub(crate) fn partial(&self) -> PathBuf {
        self.0.root.join("partial")
    }
}

/// Removes the files in `folder` that `stale` picks and that no living process holds.
fn clean(folder: &Path, stale: impl Fn(&str) -> bool) -> Result<(), DocumentError> {
    for (name, path) in entries(folder)? {
        if !path.is_file() || !stale(&name) {
            continue;
        }
        let removed =
            File::open(&path).and_then(|file| if disk::take(&file, &path)? { fs::remove_file(&path) } else { Ok(()) });
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(DocumentError::io(&path, error)),
            _ => {}
        }
    }
    Ok(())
}

/// The names in a folder that are text, with their paths.
pub(crate) fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, DocumentError> {
    let fail = |source| DocumentError::io(folder, source);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        if let Ok(name) = entry.file_name().into_string() {
            found.push((name, entry.path()));
        }
    }
    Ok(found)
}

/// A document being read. Its bytes are as they are on the disk; [`Documents::verify`] checks them.
#[derive(Debug)]
pub struct Reader {
    file: File,
    digest: Digest,
    path: PathBuf,
    size: u64,
}

impl Reader {
    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The file itself, to be handed to another process; it stands where reading came to.
    pub fn into_file(self) -> File {
        self.file
    }

    /// Reads `length` bytes from `offset`, all of them or none.
    pub fn range(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, DocumentError> {
        let expected = offset.saturating_add(length as u64);
        // Asked before the memory is taken: the length may come from somebody else.
        let got = self.file.metadata().map_err(|source| DocumentError::io(&self.path, source))?.len();
        if expected > got {
            return Err(DocumentError::Shrank { digest: self.digest, expected, got });
        }
        let mut bytes = vec![0; length];
        match self.file.seek(SeekFrom::Start(offset)).and_then(|_| self.file.read_exact(&mut bytes)) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let got = self.file.metadata().map_or(offset, |found| found.len());
                Err(DocumentError::Shrank { digest: self.digest, expected, got })
            }
            Err(error) => Err(DocumentError::io(&self.path, error)),
        }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
