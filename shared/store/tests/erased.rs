//! What is deleted is gone from the file, not only from the tables.

use ges_store::{Migration, Options, Store, StoreUrl};

const NOTES: &[Migration] = &[Migration {
    version: 1,
    name: "notes",
    sqlite: "CREATE TABLE note (id INTEGER PRIMARY KEY, body BLOB) STRICT",
    postgres: "CREATE TABLE note (id BIGINT PRIMARY KEY, body BYTEA)",
}];

#[test]
fn a_deleted_body_leaves_no_bytes_in_the_database_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.db");
    let secret = "เลขประจำตัวประชาชนที่ศาลสั่งให้ลบ".repeat(40);
    let holds = |marker: &str| {
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(marker.len()).any(|w| w == marker.as_bytes())
    };
    let marker = "เลขประจำตัวประชาชน";
    let store = Store::open(&StoreUrl::sqlite(&path), Options::default()).unwrap();
    store.migrate("notes", NOTES).unwrap();
    let body = secret.clone();
    store
        .write(move |tx| tx.exec("INSERT INTO note (id, body) VALUES (1, $1)", &[body.as_bytes().into()]).map(drop))
        .unwrap();
    drop(store);
    assert!(holds(marker), "the test looks for the right bytes");
    let store = Store::open(&StoreUrl::sqlite(&path), Options::default()).unwrap();
    store.write(|tx| tx.exec("UPDATE note SET body = NULL WHERE id = 1", &[]).map(drop)).unwrap();
    let left = store.read(|tx| tx.one("SELECT COUNT(*) FROM note WHERE body IS NULL", &[], |r| r.get_i64(0)));
    assert_eq!(left.unwrap(), Some(1));
    drop(store);
    assert!(!holds(marker), "erased bytes are still in the file");
}
