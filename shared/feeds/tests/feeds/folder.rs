//! The newest file of a folder.

use std::path::Path;

use ges_feeds::{FeedError, Limits, Table, read};
use serde_json::json;

use crate::{fetch, shown, source};

fn newest(folder: &Path, pattern: &str) -> Result<Table, FeedError> {
    fetch(&json!({"kind": "folder", "path": folder, "pattern": pattern}))
}

#[test]
fn the_last_name_that_fits_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("เบิกจ่าย-256803.csv", "v\n3\n"),
        ("เบิกจ่าย-256806.CSV", "v\n6\n"),
        ("เบิกจ่าย-256809.csv.part", "v\n9\n"),
        ("เบิกจ่าย-256812.json", "[]"),
        ("~$เบิกจ่าย.csv", "v\nx\n"),
        (".เบิกจ่าย.csv", "v\nx\n"),
        ("แผน.tsv", "a\tb\nก,ข\t2\n"),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    std::fs::create_dir(folder.path().join("deeper")).unwrap();
    std::fs::write(folder.path().join("deeper/ฮ.csv"), "v\nx\n").unwrap();
    assert_eq!(shown(&newest(folder.path(), "เบิกจ่าย-*").unwrap()), [["6"]]);
    assert_eq!(shown(&newest(folder.path(), "เบิกจ่าย-??????.csv").unwrap()), [["3"]]);
    assert_eq!(shown(&newest(folder.path(), "*.tsv").unwrap()), [["ก,ข", "2"]]);
    let nothing = newest(folder.path(), "ฮ.csv").unwrap_err();
    assert!(matches!(nothing, FeedError::NothingFits { pattern, .. } if pattern == "ฮ.csv"));
    let missing = newest(&folder.path().join("none"), "*");
    assert!(matches!(missing, Err(FeedError::Unreadable { .. })));
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_folder_is_read() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let secret = elsewhere.path().join("secret.csv");
    std::fs::write(&secret, "v\nsecret\n").unwrap();
    std::fs::write(folder.path().join("a.csv"), "v\n1\n").unwrap();
    let link = |target: &Path, name: &str| std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
    link(&folder.path().join("a.csv"), "b.csv");
    assert_eq!(shown(&newest(folder.path(), "b.csv").unwrap()), [["1"]]);
    link(&secret, "c.csv");
    link(Path::new("/dev/zero"), "d.csv");
    link(Path::new("../../../../etc/passwd"), "e.csv");
    std::fs::create_dir(folder.path().join("f.csv")).unwrap();
    for name in ["c.csv", "d.csv", "e.csv", "f.csv", "*.csv"] {
        let named = if name == "*.csv" { "f.csv" } else { name };
        assert_eq!(newest(folder.path(), name), Err(FeedError::NotOfFolder { name: named.into() }), "{name}");
    }
    // The folder itself may be a link: whoever set the source up chose it.
    let alias = elsewhere.path().join("alias");
    std::os::unix::fs::symlink(folder.path(), &alias).unwrap();
    assert_eq!(shown(&newest(&alias, "a.csv").unwrap()), [["1"]]);
}

#[test]
fn files_beyond_the_limit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "abc\n1234\n").unwrap();
    let source = source(&json!({"kind": "folder", "path": folder.path(), "pattern": "*"}));
    let within = |bytes| read(&source, None, &Limits { bytes, ..Limits::default() });
    assert!(within(9).is_ok());
    assert_eq!(within(8), Err(FeedError::TooManyBytes { limit: 8 }));
}
