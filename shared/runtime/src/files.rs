//! Small files that must be whole or absent after a crash, and secret ones nobody else may read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// No key, certificate or configuration file is longer than this.
const LONGEST: u64 = 1 << 20;

/// Why a small file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not there.
    #[error("{0} does not exist")]
    Missing(PathBuf),
    /// It is already there and would have been overwritten.
    #[error("{0} already exists; move it away if it should be made anew")]
    Exists(PathBuf),
    /// Others on the machine could read the secret.
    #[error("{path} can be read by others (mode {mode:03o}); run: chmod 600 {path}")]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Longer than any such file.
    #[error("{0} is longer than 1 MiB: this is not the right file")]
    TooLong(PathBuf),
    /// The disk or the permissions said no.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.into()),
            io::ErrorKind::AlreadyExists => Self::Exists(path.into()),
            _ => Self::Io { path: path.into(), source },
        }
    }
}

/// Who may read a file, and whether it may replace one that is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Mode 0644; replaces what was there.
    Open,
    /// Mode 0600; replaces what was there.
    Secret,
    /// Mode 0600; refuses to replace.
    NewSecret,
}

/// Writes `bytes` so that after a crash the file is either as before or whole.
pub(crate) fn write(path: &Path, bytes: &[u8], kind: Kind) -> Result<(), FileError> {
    let fail = |source| FileError::io(path, source);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    make_folder(folder).map_err(|source| FileError::io(folder, source))?;
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    let draft = folder.join(name);
    let written = write_draft(&draft, bytes, kind).and_then(|()| {
        if kind == Kind::NewSecret {
            // A hard link refuses an existing name in one step; a rename would replace it.
            fs::hard_link(&draft, path)
        } else {
            fs::rename(&draft, path)
        }
    });
    if written.is_err() || kind == Kind::NewSecret {
        let _ = fs::remove_file(&draft);
    }
    written.map_err(fail)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fail)
}

fn write_draft(draft: &Path, bytes: &[u8], kind: Kind) -> io::Result<()> {
    let _ = fs::remove_file(draft);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(if kind == Kind::Open { 0o644 } else { 0o600 });
    }
    let mut file = options.open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Reads a file that is not secret.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let file = File::open(path).map_err(|source| FileError::io(path, source))?;
    read_whole(path, file)
}

/// Reads a secret, refusing one that others on the machine could have read.
pub(crate) fn read_secret(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let file = File::open(path).map_err(|source| FileError::io(path, source))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata().map_err(|source| FileError::io(path, source))?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(FileError::TooOpen { path: path.into(), mode });
        }
    }
    read_whole(path, file).map(Zeroizing::new)
}

fn read_whole(path: &Path, file: File) -> Result<Vec<u8>, FileError> {
    let fail = |source| FileError::io(path, source);
    let length = file.metadata().map_err(fail)?.len();
    if length > LONGEST {
        return Err(FileError::TooLong(path.into()));
    }
    // Room for all of it at once: growing would leave copies of a secret behind in freed memory.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(LONGEST).read_to_end(&mut bytes).map_err(fail)?;
    Ok(bytes)
}
