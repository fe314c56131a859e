//! A document coming in from a person over a bad line: it goes on after a cut, a closed browser and a restart.
//!
//! In `uploads`, `{id}.begun` says how long it will be and what its owner noted, `{id}.bytes` holds what has arrived and
//! `{id}.pieces` where each piece ends and its digest. Bytes are made durable before their piece is written down, so
//! only whole pieces count after a crash; at the end all of them are read back and checked once more.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use ges_domain::ids::Digest;

use crate::chunks::{Hashing, digest_of};
use crate::disk;
use crate::error::DocumentError;
use crate::id::UploadId;
use crate::kind::Kind;
use crate::store::{Documents, entries};
use crate::upload::Stored;

/// Longest note of an owner, in bytes.
pub const MAX_NOTE: usize = 8 << 10;
/// Length of one line of `{id}.pieces`: end and digest.
const LINE: usize = 8 + 32;
/// A piece is on average at least this long, in bytes; beyond [`FREE_PIECES`] shorter ones are refused.
const SHORTEST: u64 = 16 << 10;
/// Pieces of any length that every upload has, for lines that are cut often.
const FREE_PIECES: u64 = 4096;

/// An upload that was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// Its name.
    pub id: UploadId,
    /// How many bytes the document will have.
    pub size: u64,
    /// How many of them have arrived.
    pub offset: u64,
    /// What it became, once it was filed.
    pub filed: Option<Digest>,
    /// What its owner noted.
    pub note: Vec<u8>,
}

/// Where the parts of an upload lie.
struct Paths {
    folder: PathBuf,
    id: UploadId,
}

impl Paths {
    fn of(documents: &Documents, id: UploadId) -> Self {
        Self { folder: documents.uploads(), id }
    }

    fn part(&self, part: &str) -> PathBuf {
        self.folder.join(format!("{}.{part}", self.id))
    }

    /// First what makes it exist, then the rest.
    fn remove(&self) -> Result<(), DocumentError> {
        for part in ["begun", "filed", "pieces", "bytes"] {
            gone(&self.part(part))?;
        }
        Ok(())
    }

    /// Writes a small file that is there whole or not at all.
    fn write(&self, part: &str, bytes: &[u8]) -> Result<(), DocumentError> {
        let (draft, path) = (self.part(&format!("{part}.new")), self.part(part));
        let written = disk::create(&draft, false).and_then(|mut file| {
            file.set_len(0)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        });
        written.map_err(|source| DocumentError::io(&path, source))?;
        disk::sync_folder(&self.folder)
    }
}

fn gone(path: &Path) -> Result<(), DocumentError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(DocumentError::io(path, error)),
        _ => Ok(()),
    }
}

/// A small file, or nothing when it is not there.
fn small(path: &Path) -> Result<Option<Vec<u8>>, DocumentError> {
    let mut bytes = Vec::new();
    let longest = (MAX_NOTE + LINE) as u64;
    match File::open(path).and_then(|file| file.take(longest).read_to_end(&mut bytes)) {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(DocumentError::io(path, error)),
    }
}

/// Length and note of an upload, or nothing when there is none.
fn begun(paths: &Paths) -> Result<Option<(u64, Vec<u8>)>, DocumentError> {
    let Some(bytes) = small(&paths.part("begun"))? else { return Ok(None) };
    Ok(bytes.split_first_chunk().map(|(size, note)| (u64::from_le_bytes(*size), note.to_vec())))
}

/// What an upload became.
fn filed(paths: &Paths) -> Result<Option<Digest>, DocumentError> {
    let bytes = small(&paths.part("filed"))?;
    Ok(bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).map(Digest))
}

/// A piece that has arrived: it ends before `end`.
struct Piece {
    end: u64,
    digest: Digest,
}

/// The pieces written down, up to the first that cannot be; `there` bytes are on the disk.
fn pieces(path: &Path, size: u64, there: u64) -> Result<Vec<Piece>, DocumentError> {
    let mut lines = Vec::new();
    let longest = (most_pieces(size) + 1).saturating_mul(LINE as u64);
    let read = File::open(path).and_then(|file| file.take(longest).read_to_end(&mut lines));
    read.map_err(|source| DocumentError::io(path, source))?;
    let mut found: Vec<Piece> = Vec::new();
    for line in lines.chunks_exact(LINE) {
        let (Some((end, digest)), before) = (line.split_first_chunk(), found.last().map_or(0, |p| p.end)) else {
            break;
        };
        let (end, Ok(digest)) = (u64::from_le_bytes(*end), <[u8; 32]>::try_from(digest)) else { break };
        if end <= before || end > size.min(there) {
            break;
        }
        found.push(Piece { end, digest: Digest(digest) });
    }
    Ok(found)
}

fn most_pieces(size: u64) -> u64 {
    FREE_PIECES + size / SHORTEST
}

impl Documents {
    /// Announces a document of `size` bytes; `note` is the owner's, at most [`MAX_NOTE`] bytes. `check` sees what is
    /// under way and may refuse; nobody else announces meanwhile.
    pub fn announce<E: From<DocumentError>>(
        &self,
        id: UploadId,
        size: u64,
        note: &[u8],
        check: impl FnOnce(&[Announced]) -> Result<(), E>,
    ) -> Result<(), E> {
        let limit = self.limit();
        if size > limit || note.len() > MAX_NOTE {
            return Err(DocumentError::TooLarge { limit }.into());
        }
        let lock = self.uploads().join("lock");
        let held = disk::create(&lock, false).and_then(|file| file.lock().map(|()| file));
        let held = held.map_err(|source| DocumentError::io(&lock, source))?;
        check(&self.uploads_under_way()?)?;
        let paths = Paths::of(self, id);
        for part in ["bytes", "pieces"] {
            let path = paths.part(part);
            disk::create(&path, true).map_err(|source| DocumentError::io(&path, source))?;
        }
        paths.write("begun", &[&size.to_le_bytes(), note].concat())?;
        drop(held);
        Ok(())
    }

    /// Every upload that was announced and is neither discarded nor forgotten, in order of name.
    pub fn uploads_under_way(&self) -> Result<Vec<Announced>, DocumentError> {
        let mut found = Vec::new();
        for (name, _) in entries(&self.uploads())? {
            if let Some(Ok(id)) = name.strip_suffix(".begun").map(str::parse)
                && let Some(one) = self.upload(id)?
            {
                found.push(one);
            }
        }
        found.sort_unstable_by_key(|one: &Announced| one.id);
        Ok(found)
    }

    /// One upload as it stands; nothing when there is none of that name.
    pub fn upload(&self, id: UploadId) -> Result<Option<Announced>, DocumentError> {
        let paths = Paths::of(self, id);
        let Some((size, note)) = begun(&paths)? else { return Ok(None) };
        if let Some(digest) = filed(&paths)? {
            return Ok(Some(Announced { id, size, offset: size, filed: Some(digest), note }));
        }
        let path = paths.part("bytes");
        let there = match fs::metadata(&path) {
            Ok(found) => found.len(),
            // Discarded between the two looks.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(DocumentError::io(&path, error)),
        };
        let offset = pieces(&paths.part("pieces"), size, there)?.last().map_or(0, |p| p.end);
        Ok(Some(Announced { id, size, offset, filed: None, note }))
    }

    /// Goes on with an upload; only one at a time can. Nothing when there is none of that name to go on with.
    pub fn resume(&self, id: UploadId) -> Result<Option<Resumable>, DocumentError> {
        let paths = Paths::of(self, id);
        let Some((size, _)) = begun(&paths)? else { return Ok(None) };
        if filed(&paths)?.is_some() {
            return Ok(None);
        }
        let path = paths.part("bytes");
        let opened = File::options().read(true).write(true).open(&path);
        let (file, mine) = match opened.and_then(|file| disk::take(&file, &path).map(|mine| (file, mine))) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(DocumentError::io(&path, error)),
        };
        if !mine {
            return Err(DocumentError::UnderWay);
        }
        Resumable::open(self.clone(), paths, file, size).map(Some)
    }

    /// Forgets an upload and what has arrived of it.
    pub fn forget_upload(&self, id: UploadId) -> Result<(), DocumentError> {
        Paths::of(self, id).remove()
    }

    /// Removes what a process left behind that died while it announced or forgot; not while another announces.
    pub(crate) fn clean_uploads(&self) -> Result<(), DocumentError> {
        let lock = self.uploads().join("lock");
        let held = disk::create(&lock, false).map_err(|source| DocumentError::io(&lock, source))?;
        if held.try_lock().is_err() {
            return Ok(());
        }
        for (name, path) in entries(&self.uploads())? {
            let id = name.split_once('.').and_then(|(id, _)| id.parse::<UploadId>().ok());
            if let Some(id) = id
                && !Paths::of(self, id).part("begun").exists()
            {
                gone(&path)?;
            }
        }
        Ok(())
    }
}

/// An upload being written to. Every piece that was appended stays, whatever happens afterwards.
pub struct Resumable {
    documents: Documents,
    paths: Paths,
    file: File,
    lines: File,
    size: u64,
    pieces: Vec<Piece>,
}

impl Resumable {
    fn open(documents: Documents, paths: Paths, file: File, size: u64) -> Result<Self, DocumentError> {
        let (bytes, lines) = (paths.part("bytes"), paths.part("pieces"));
        let there = file.metadata().map_err(|source| DocumentError::io(&bytes, source))?.len();
        let pieces = pieces(&lines, size, there)?;
        let opened = disk::create(&lines, false).map_err(|source| DocumentError::io(&lines, source))?;
        let mut this = Self { documents, paths, file, lines: opened, size, pieces };
        this.cut_back().map_err(|source| DocumentError::io(&lines, source))?;
        Ok(this)
    }

    /// Leaves exactly the pieces written down.
    fn cut_back(&mut self) -> io::Result<()> {
        let kept = self.offset();
        self.file.set_len(kept)?;
        self.file.seek(SeekFrom::Start(kept))?;
        let lines = (self.pieces.len() * LINE) as u64;
        self.lines.set_len(lines)?;
        self.lines.seek(SeekFrom::Start(lines)).map(|_| ())
    }

    /// The first byte that has not arrived.
    pub fn offset(&self) -> u64 {
        self.pieces.last().map_or(0, |p| p.end)
    }

    /// How many bytes the document will have.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the bytes that follow [`Self::offset`] and makes them durable, all or none.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), DocumentError> {
        let end = self.offset().saturating_add(bytes.len() as u64);
        if end > self.size {
            return Err(DocumentError::Beyond { size: self.size });
        }
        if self.pieces.len() as u64 >= most_pieces(self.size) {
            return Err(DocumentError::Crumbs);
        }
        if bytes.is_empty() {
            return Ok(());
        }
        let digest = digest_of(bytes);
        let line = [&end.to_le_bytes()[..], digest.as_bytes()].concat();
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_data());
        let written = written.and_then(|()| self.lines.write_all(&line)).and_then(|()| self.lines.sync_data());
        if let Err(error) = written {
            self.cut_back().map_err(|source| DocumentError::io(&self.paths.folder, source))?;
            return Err(DocumentError::io(&self.paths.folder, error));
        }
        self.pieces.push(Piece { end, digest });
        Ok(())
    }

    /// Whether what has arrived may be of that kind, by its beginning.
    pub fn begins(&mut self, kind: Kind) -> Result<bool, DocumentError> {
        let mut head = Vec::new();
        let read = self.file.seek(SeekFrom::Start(0)).and_then(|_| {
            (&mut self.file).take(crate::kind::HEAD as u64).read_to_end(&mut head)?;
            self.cut_back()
        });
        read.map_err(|source| DocumentError::io(&self.paths.folder, source)).map(|()| kind.begins(&head))
    }

    /// Whether all of it is of that kind.
    pub fn is(&mut self, kind: Kind) -> Result<bool, DocumentError> {
        let found = kind.is_in(&mut self.file).and_then(|found| self.cut_back().map(|()| found));
        found.map_err(|source| DocumentError::io(&self.paths.folder, source))
    }

    /// Lends what has arrived, from its beginning.
    pub fn look<T>(&mut self, look: impl FnOnce(&mut File) -> T) -> Result<T, DocumentError> {
        let looked = self.file.seek(SeekFrom::Start(0)).map(|_| look(&mut self.file));
        let looked = looked.and_then(|looked| self.cut_back().map(|()| looked));
        looked.map_err(|source| DocumentError::io(&self.paths.folder, source))
    }

    /// Makes the complete document durable under its name, every piece read back and checked; the upload stays until
    /// [`Self::filed`] or [`Documents::forget_upload`]. Where the disk has damaged a piece, that one and those after it
    /// are forgotten and asked for again.
    pub fn publish(&mut self) -> Result<Stored, DocumentError> {
        if self.offset() != self.size {
            return Err(DocumentError::Incomplete { size: self.size, got: self.offset() });
        }
        let io = |source| DocumentError::io(&self.paths.folder, source);
        self.file.seek(SeekFrom::Start(0)).map_err(io)?;
        let (mut hashing, mut piece) = (Hashing::default(), Vec::new());
        let mut good = 0;
        for known in &self.pieces {
            piece.clear();
            (&mut self.file).take(known.end - hashing.size()).read_to_end(&mut piece).map_err(io)?;
            if digest_of(&piece) != known.digest {
                break;
            }
            hashing.update(&piece);
            good += 1;
        }
        if good < self.pieces.len() {
            self.pieces.truncate(good);
            self.cut_back().map_err(|source| DocumentError::io(&self.paths.folder, source))?;
            return Err(DocumentError::Incomplete { size: self.size, got: self.offset() });
        }
        let (size, (digest, chunks)) = (hashing.size(), hashing.finish());
        // A second name for the same bytes: should the record fail, the upload is still whole here.
        let link = self.documents.incoming().join(self.paths.id.to_string());
        gone(&link)?;
        fs::hard_link(self.paths.part("bytes"), &link).map_err(|source| DocumentError::io(&link, source))?;
        disk::publish(self.documents.root(), &self.file, &link, &digest)?;
        // Renaming one name of a file to another name of the same file leaves both (rename(2)).
        gone(&link)?;
        Ok(Stored { digest, size, chunks })
    }

    /// Remembers what the upload became, for a sender who did not hear the answer, and drops the bytes.
    pub fn filed(self, digest: &Digest) -> Result<(), DocumentError> {
        self.paths.write("filed", digest.as_bytes())?;
        gone(&self.paths.part("pieces"))?;
        gone(&self.paths.part("bytes"))
    }
}

impl fmt::Debug for Resumable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resumable").field("id", &self.paths.id).field("offset", &self.offset()).finish_non_exhaustive()
    }
}
