//! The newest file of a folder, and nothing outside it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::clip;
use crate::error::FeedError;
use crate::limits::Limits;
use crate::setting::Pattern;

/// Most entries of a folder that are looked at.
const MAX_ENTRIES: usize = 10_000;

/// Name and bytes of the file whose name fits and sorts last. Names that begin with `.` or `~$` are passed over: they
/// are of programs that have a file open.
pub(super) fn newest(folder: &Path, pattern: &Pattern, limits: &Limits) -> Result<(String, Vec<u8>), FeedError> {
    let shown = || folder.display().to_string();
    let unreadable = |cause: std::io::Error| FeedError::Unreadable { place: shown(), detail: cause.to_string() };
    let folder = folder.canonicalize().map_err(unreadable)?;
    let mut last: Option<String> = None;
    for (count, entry) in folder.read_dir().map_err(unreadable)?.enumerate() {
        if count >= MAX_ENTRIES {
            return Err(FeedError::CrowdedFolder { folder: shown(), limit: MAX_ENTRIES });
        }
        let Ok(name) = entry.map_err(unreadable)?.file_name().into_string() else { continue };
        let of_a_program = name.starts_with('.') || name.starts_with("~$");
        if !of_a_program && pattern.fits(&name) && is_table(&name) && last.as_ref() < Some(&name) {
            last = Some(name);
        }
    }
    let nothing = || FeedError::NothingFits { folder: shown(), pattern: pattern.as_str().to_owned() };
    let name = last.ok_or_else(nothing)?;
    let bytes = open(&folder, &name, limits)?;
    Ok((name, bytes))
}

/// Whether a name is of a form of table. The old forms of workbooks count, although they are not read: an older file must
/// not pass for the newest because the newest was saved in the wrong form.
fn is_table(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| ["csv", "tsv", "xlsx", "xls", "ods"].contains(&end.as_str()))
}

/// Reads a file of the folder itself. An older file is no substitute for a last one that cannot be read: it would pass
/// for the newest.
fn open(folder: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>, FeedError> {
    let unreadable = |cause: std::io::Error| FeedError::Unreadable { place: clip(name), detail: cause.to_string() };
    let path = folder.join(name).canonicalize().map_err(unreadable)?;
    // A pipe would hold up whoever opens it.
    if path.parent() != Some(folder) || !path.metadata().map_err(unreadable)?.is_file() {
        return Err(FeedError::NotOfFolder { name: clip(name) });
    }
    let mut bytes = Vec::new();
    let most = (limits.bytes as u64).saturating_add(1);
    File::open(&path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() > limits.bytes {
        return Err(FeedError::TooManyBytes { limit: limits.bytes });
    }
    Ok(bytes)
}
