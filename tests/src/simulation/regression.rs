//! Lists that once failed are kept for ever, as files that say what was found.

use std::path::PathBuf;

use super::operation::List;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("regressions")
}

/// Every kept list with the name of its file, in order.
///
/// # Panics
/// When one cannot be read.
pub fn kept() -> Vec<(String, List)> {
    let Ok(entries) = std::fs::read_dir(folder()) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|e| e.expect("folder").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let list = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), list)
    };
    paths.into_iter().map(read).collect()
}

/// Keeps a failing list and says where.
///
/// # Panics
/// When it cannot be written.
pub fn keep(list: &List) -> PathBuf {
    let path = folder().join(format!("seed-{}-{}.json", list.seed, list.operations.len()));
    let text = serde_json::to_string_pretty(list).expect("plain data");
    std::fs::create_dir_all(folder()).expect("folder");
    std::fs::write(&path, format!("{text}\n")).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    path
}
