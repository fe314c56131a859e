//! Files that belong to one process while they are written, and publishing them durably.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use ges_domain::ids::Digest;

use crate::error::DocumentError;

/// Makes a folder that only this user can read; documents need not be public.
pub(crate) fn make_folder(path: &Path) -> Result<(), DocumentError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|source| DocumentError::io(path, source))
}

/// Opens a file for reading and writing that only this user can read.
pub(crate) fn create(path: &Path, new: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).create_new(new).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Takes the file for this process until it is closed. False when another has it, or when the file
/// was removed or given its name between opening and locking: then `path` is no longer this file.
pub(crate) fn take(file: &File, path: &Path) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => still_there(file, path),
        Err(fs::TryLockError::WouldBlock) => Ok(false),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

fn still_there(file: &File, path: &Path) -> io::Result<bool> {
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let held = file.metadata()?;
        Ok((found.dev(), found.ino()) == (held.dev(), held.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(found.is_file())
    }
}

/// Gives a complete file its name: durable bytes first, then the name, then the durable name.
pub(crate) fn publish(root: &Path, file: &File, from: &Path, digest: &Digest) -> Result<(), DocumentError> {
    let to = place(root, digest);
    let folder = to.parent().unwrap_or(root);
    file.sync_all().map_err(|source| DocumentError::io(from, source))?;
    make_folder(folder)?;
    // The name stands for these bytes: replacing what is there changes nothing, or heals it.
    fs::rename(from, &to).map_err(|source| DocumentError::io(&to, source))?;
    sync_folder(folder)?;
    sync_folder(root)
}

pub(crate) fn sync_folder(path: &Path) -> Result<(), DocumentError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|source| DocumentError::io(path, source))
}

/// Where a document lies.
pub(crate) fn place(root: &Path, digest: &Digest) -> std::path::PathBuf {
    let name = digest.to_string();
    let (folder, rest) = name.split_at(2);
    root.join(folder).join(rest)
}
