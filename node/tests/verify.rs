//! `verify` proves a whole folder offline and finds every change made to it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::path::{Path, PathBuf};

use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::text::Text;
use ges_journal::note::SignerKey;
use ges_ledger::LedgerError;
use ges_ledger::log;
use ges_node::app::{Node, own_log};
use ges_node::service::attestations::{Decision, attest, create_key};
use ges_node::service::documents::{NewDocument, file};
use ges_node::service::erasures::{NewErasure, erase};
use ges_node::verify::{Report, Request, run};
use ges_store::{Options, Store, StoreError, StoreUrl};
use support::{Hub, new_node, record, who, with_agreement, year};
use tempfile::TempDir;

const PASSPHRASE: &str = "ข้าวเหนียวมะม่วง 2555";

/// A folder with everything in it: agreement, figures, evidence, attestation, erasure, receipt, mirror of the hub.
fn filled() -> (TempDir, PathBuf) {
    let (dir, node) = new_node("dep");
    let hub = Hub::new();
    hub.enrol(&node);
    with_agreement(&node);
    let now = node.env().clock.now();
    for n in 0..10 {
        record(&node, "1", &format!("{}", 70 + n));
    }
    let input =
        |name: &str| NewDocument { name: name.into(), media_type: "text/plain".into(), audience: Audience::Central };
    file(&node, &who(), &input("a.txt"), b"evidence".as_slice(), now).unwrap();
    let gone = file(&node, &who(), &input("b.txt"), b"personal".as_slice(), now).unwrap();
    erase(&node, &who(), &NewErasure { record: gone.record_id, order: "1".into(), reason: "x".into() }, now).unwrap();
    create_key(&node, &who(), "cio", &Text::default(), PASSPHRASE, now).unwrap();
    let exceptions = vec![("2".parse().unwrap(), "x".to_owned()), ("3".parse().unwrap(), "x".to_owned())];
    let decision = Decision { year: year(), round: Round::Nine, exceptions, shown: None, late: None };
    attest(&node, &who(), "cio", PASSPHRASE, decision, now).unwrap();
    keep_receipt(&node, &hub);
    let batch = hub.batch(0, "dep");
    let key = hub.journal.verifier_key();
    let origin = hub.log.clone();
    node.store()
        .write(move |tx| {
            let log = ges_ledger::mirror::open(tx, &origin, &key, true)?;
            let prepared = ges_ledger::mirror::Prepared::new(&mut log.mirror(), &batch)?;
            prepared.commit(tx, log.key)
        })
        .unwrap();
    record(&node, "1", "82");
    let folder = node.config().dir.clone();
    (dir, folder)
}

fn keep_receipt(node: &Node, hub: &Hub) {
    let inner = node.clone();
    let (key, size, note) = node
        .store()
        .read(|tx| {
            let log = own_log(tx)?;
            let note = log::sign(tx, &log, log.size, inner.signer())?;
            Ok::<_, LedgerError>((log.key, log.size, note))
        })
        .unwrap();
    let note = hub.receipt(&note.encode());
    node.store().write(move |tx| log::keep_receipt(tx, key, size, &note, 1)).unwrap();
}

fn verify(dir: &Path) -> Report {
    run(&Request { dir: dir.to_owned(), keys: Vec::new() }).unwrap()
}

/// A copy without the secret keys: what an auditor carries away.
fn copied(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    copy_into(from, to.path());
    std::fs::remove_dir_all(to.path().join("keys")).unwrap();
    to
}

fn copy_into(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_into(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).map(drop).unwrap();
        }
    }
}

fn tamper(dir: &Path, sql: &str) {
    let store = Store::open(&StoreUrl::sqlite(dir.join("node.db")), Options::default()).unwrap();
    let sql = sql.to_owned();
    let changed = store.write(move |tx| tx.exec(&sql, &[]).map_err(|e: StoreError| e)).unwrap();
    assert!(changed > 0, "the tampering must change something");
}

#[test]
fn a_whole_folder_is_proved_from_a_copy_without_secrets() {
    let (_dir, folder) = filled();
    let copy = copied(&folder);
    let report = verify(copy.path());
    assert_eq!(report.failed, None);
    assert_eq!(report.logs.len(), 2);
    let own = &report.logs[0];
    assert_eq!((own.erased, own.receipts > 0, own.witnessed, own.entries), (1, true, own.signed, own.signed));
    assert_eq!((report.attestations, report.documents), (1, 1));
    assert!(report.not_proved.iter().any(|n| n.contains("not witnessed")), "{:?}", report.not_proved);
    let key = own.key.parse().unwrap();
    let known = run(&Request { dir: copy.path().to_owned(), keys: vec![key] }).unwrap();
    assert_eq!(known.logs[0].key_from, "given");
    let false_key = SignerKey::from_seed(&own.log, &[1; 32]).unwrap().verifier_key();
    let refused = run(&Request { dir: copy.path().to_owned(), keys: vec![false_key] }).unwrap();
    assert!(refused.failed.is_some());
    assert_eq!(verify(copy.path()).failed, None, "verifying changes nothing");
}

#[test]
fn every_kind_of_change_in_the_database_is_found_and_placed() {
    let (_dir, folder) = filled();
    // SQLite has no function that flips a bit of a blob, so one byte is replaced by another.
    let flip = |column: &str, at: &str| {
        format!(
            "UPDATE entry SET {column} = CAST(substr({column}, 1, 20) || CASE WHEN hex(substr({column}, 21, 1)) = '41' THEN x'42' ELSE x'41' END || substr({column}, 22) AS BLOB) WHERE {at}"
        )
    };
    let third = "key = (SELECT key FROM entry WHERE body IS NOT NULL ORDER BY key LIMIT 1 OFFSET 3)";
    let table = [
        (flip("body", third), "body"),
        (flip("salt", third), "body"),
        (flip("header", third), "header"),
        (flip("leaf", third), "leaf"),
        (format!("UPDATE entry SET record_id = x'00' WHERE {third}"), "record id"),
        (format!("UPDATE entry SET salt = NULL, body = NULL WHERE {third}"), "no order to erase"),
        ("DELETE FROM entry WHERE key = (SELECT MIN(key) + 4 FROM entry)".into(), "missing"),
        ("UPDATE tile SET hashes = CAST(CASE WHEN hex(substr(hashes, 1, 1)) = '41' THEN x'42' ELSE x'41' END || substr(hashes, 2) AS BLOB)".into(), ""),
        ("UPDATE log SET size = size - 1 WHERE own = 1".into(), ""),
        ("UPDATE log SET edge = CAST(substr(edge, 1, length(edge) - 1) || CASE WHEN hex(substr(edge, -1)) = '41' THEN x'42' ELSE x'41' END AS BLOB) WHERE own = 1".into(), ""),
        ("UPDATE receipt SET note = CAST(replace(CAST(note AS TEXT), 'dep/1', 'dep/2') AS BLOB)".into(), "receipt"),
        (
            "UPDATE log SET checkpoint = CAST(replace(CAST(checkpoint AS TEXT), 'opdc/1', 'opdc/2') AS BLOB) WHERE own = 0"
                .into(),
            "checkpoint",
        ),
        ("UPDATE result SET body = replace(body, '\"82\"', '\"99\"')".into(), "table result"),
        ("UPDATE attestation SET note = replace(note, 'round: 9', 'round: 6')".into(), "attestation"),
        ("DELETE FROM indicator".into(), "table indicator"),
        ("DELETE FROM cio".into(), "attestation"),
    ];
    for (sql, words) in table {
        let copy = copied(&folder);
        tamper(copy.path(), &sql);
        let failed = verify(copy.path()).failed;
        let finding = failed.unwrap_or_else(|| panic!("not found: {sql}"));
        let said = format!("{}: {}", finding.place, finding.reason);
        assert!(said.contains(words), "{sql}\n{said}");
    }
}

#[test]
fn a_flipped_byte_in_a_document_or_in_the_database_file_is_found() {
    let (_dir, folder) = filled();
    let copy = copied(&folder);
    let documents = copy.path().join("documents");
    let path = walk(&documents).into_iter().find(|p| std::fs::read(p).unwrap() == b"evidence").unwrap();
    std::fs::write(&path, b"evidencf").unwrap();
    assert!(verify(copy.path()).failed.unwrap().place.starts_with("document"));
    std::fs::remove_file(&path).unwrap();
    assert!(verify(copy.path()).failed.unwrap().reason.contains("not here"));

    // In the file itself: wherever the text of a figure's body stands, one bit of it is turned over.
    let copy = copied(&folder);
    let database = copy.path().join("node.db");
    drop(Store::open(&StoreUrl::sqlite(&database), Options::default()).unwrap());
    let _ = std::fs::remove_file(copy.path().join("node.db-wal"));
    let _ = std::fs::remove_file(copy.path().join("node.db-shm"));
    let mut bytes = std::fs::read(&database).unwrap();
    let needle = b"\"value\":\"75\"";
    let places: Vec<usize> =
        bytes.windows(needle.len()).enumerate().filter(|(_, w)| w == needle).map(|(i, _)| i).collect();
    let rows = || {
        let store = Store::open(&StoreUrl::sqlite(&database), Options::default()).unwrap();
        [("entry", "key"), ("result", "position")].map(|(table, by)| store.table_dump(table, &[by]).unwrap())
    };
    let whole = rows();
    let mut found = 0;
    for place in places {
        bytes[place + 10] ^= 1;
        std::fs::write(&database, &bytes).unwrap();
        if verify(copy.path()).failed.is_some() {
            found += 1;
        } else {
            // Space that no row uses any more may hold old bytes: then no row has changed.
            assert!(rows() == whole, "byte {place}");
        }
        bytes[place + 10] ^= 1;
    }
    assert!(found >= 2, "body and projection both hold it");
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(walk(&path)) } else { out.push(path) }
    }
    out
}
