//! What only a SQLite store does: its file, its limits, its backup, and running inline.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use ges_store::{Migration, Options, Store, StoreError, StoreUrl, Tx};

use crate::groups::{Work, insert, queue_up};
use crate::place::{Place, add, ids};

#[test]
fn a_full_store_changes_nothing_and_recovers() {
    let mut place = Place::file();
    place.options.max_bytes = Some(400 << 10);
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let dump = store.table_dump("item", &["id"]).unwrap();
    let overfill = |tx: &mut Tx<'_>| -> Result<u64, StoreError> {
        tx.exec("DELETE FROM item WHERE id = 1", &[])?;
        tx.exec("INSERT INTO item (id, payload) VALUES (2, zeroblob(2000000))", &[])
    };
    for _ in 0..3 {
        let full = store.write(overfill).unwrap_err();
        assert!(matches!(full, StoreError::Full { .. }) && full.to_string().contains("free disk space"), "{full}");
        assert_eq!(store.table_dump("item", &["id"]).unwrap(), dump);
    }
    // Smaller changes still fit, and an operator who raises the limit is done.
    add(&store, 3, "three").unwrap();
    drop(store);
    place.options.max_bytes = Some(8 << 20);
    let store = place.open();
    store.write(overfill).unwrap();
    assert_eq!(ids(&store), [2, 3]);
    let sound = store.read(|tx| tx.one("SELECT integrity_check FROM pragma_integrity_check", &[], |row| row.text(0)));
    assert_eq!(sound.unwrap().as_deref(), Some("ok"));
}

#[test]
fn a_change_that_does_not_fit_harms_no_other_of_its_group() {
    let mut place = Place::file();
    place.options.max_bytes = Some(400 << 10);
    let store = place.with_items();
    let too_large: Work =
        Box::new(|tx| tx.exec("INSERT INTO item (id, payload) VALUES (9, zeroblob(2000000))", &[]).map(drop));
    let outcomes = queue_up(&store, vec![insert(1), insert(2), too_large, insert(3)]);
    let codes: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().map_err(StoreError::code).copied()).collect();
    assert_eq!(codes, [Ok(()), Ok(()), Err("store-full"), Ok(())]);
    assert_eq!(ids(&store), [1, 2, 3]);
}

#[test]
fn a_full_store_in_a_savepoint_poisons_what_it_undid() {
    let mut place = Place::file();
    place.options.max_bytes = Some(400 << 10);
    let store = place.with_items();
    let outcome = store.write(|tx| {
        tx.exec("INSERT INTO item (id) VALUES (1)", &[])?;
        let full = tx.savepoint(|tx| tx.exec("INSERT INTO item (id, payload) VALUES (2, zeroblob(2000000))", &[]));
        assert_eq!(full.unwrap_err().code(), "store-full");
        tx.exec("INSERT INTO item (id) VALUES (3)", &[])
    });
    // Whether SQLite kept the transaction is its choice; half of it is never kept.
    match outcome {
        Ok(_) => assert_eq!(ids(&store), [1, 3]),
        Err(error) => assert_eq!((error.code(), ids(&store)), ("store-poisoned", vec![])),
    }
}

#[test]
fn a_backup_under_load_opens_and_is_consistent() {
    let place = Place::file();
    let store = place.with_items();
    // Every transaction adds a pair, so a consistent copy holds an even number of rows.
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let load = std::thread::spawn({
        let (store, stop, written) = (store.clone(), Arc::clone(&stop), Arc::clone(&written));
        move || {
            while !stop.load(Ordering::SeqCst) {
                let id = written.load(Ordering::SeqCst) * 2;
                store
                    .write(move |tx| {
                        let insert = "INSERT INTO item (id, payload) VALUES ($1, zeroblob(3000))";
                        tx.exec(insert, &[id.into()])?;
                        tx.exec(insert, &[(id + 1).into()])
                    })
                    .unwrap();
                written.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    for n in 0..5 {
        let before = written.load(Ordering::SeqCst);
        while written.load(Ordering::SeqCst) < before + 20 {
            std::thread::yield_now();
        }
        let at_least = written.load(Ordering::SeqCst);
        let path = place.folder().join(format!("backup-{n}.db"));
        store.backup_to(&path).unwrap();
        let copy = Store::open(&StoreUrl::sqlite(&path), Options::default()).unwrap();
        let (rows, sound) = copy
            .read(|tx| {
                let rows = tx.one("SELECT COUNT(*) FROM item", &[], |row| row.get_i64(0))?.unwrap_or_default();
                let sound = tx.one("SELECT integrity_check FROM pragma_integrity_check", &[], |row| row.text(0))?;
                Ok::<_, StoreError>((rows, sound))
            })
            .unwrap();
        assert!(rows % 2 == 0 && rows >= 2 * at_least, "{rows} rows, at least {at_least} pairs");
        assert_eq!(sound.as_deref(), Some("ok"));
        add(&copy, -1, "a copy is a store").unwrap();
    }
    stop.store(true, Ordering::SeqCst);
    load.join().unwrap();
    let taken = store.backup_to(&place.folder().join("backup-0.db")).unwrap_err();
    assert!(taken.to_string().contains("choose another"), "{taken}");
    let nowhere = store.backup_to(&place.folder().join("missing/backup.db")).unwrap_err();
    assert_eq!(nowhere.code(), "store-io");
    let left: Vec<_> = std::fs::read_dir(place.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("unfinished")), "{left:?}");
}

#[test]
fn a_database_in_memory_can_be_backed_up_and_has_many_readers() {
    let place = Place::memory();
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let threads: Vec<_> = (0..8)
        .map(|id| {
            let store = store.clone();
            std::thread::spawn(move || {
                store.write(move |tx| tx.exec("INSERT INTO item (id) VALUES ($1)", &[(10 + id).into()])).unwrap();
                ids(&store).len()
            })
        })
        .collect();
    let seen: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(seen.iter().all(|count| (2..=9).contains(count)), "{seen:?}");
    assert_eq!(Place::memory().open().engine(), ges_store::Engine::Sqlite);
    assert_eq!(place.open().read(|tx| tx.exec("SELECT 1 FROM sqlite_schema", &[])).unwrap(), 0, "each open is anew");
    let folder = tempfile::tempdir().unwrap();
    store.backup_to(&folder.path().join("copy.db")).unwrap();
    let copy = Store::open(&StoreUrl::sqlite(folder.path().join("copy.db")), Options::default()).unwrap();
    assert_eq!(ids(&copy).len(), 9);
}

#[test]
fn inline_stores_run_everything_on_the_calling_thread() {
    for mut place in [Place::memory(), Place::file()] {
        place.options.inline = true;
        let store = place.with_items();
        let here = std::thread::current().id();
        let run = move |tx: &mut Tx<'_>| -> Result<u64, StoreError> {
            assert_eq!(std::thread::current().id(), here);
            tx.exec("SELECT id FROM item", &[])
        };
        store.write(run).unwrap();
        store.read(run).unwrap();
        store.write_serializable(run).unwrap();
        // No runtime: a future of an inline store is ready at once.
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let futures: [std::pin::Pin<Box<dyn Future<Output = _>>>; 3] = [
            Box::pin(store.write_async(run)),
            Box::pin(store.read_async(run)),
            Box::pin(store.write_serializable_async(run)),
        ];
        for mut future in futures {
            assert!(matches!(future.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(0))));
        }
    }
}

#[test]
fn the_file_is_durable_private_and_survives() {
    let place = Place::file();
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let settings = store.write(|tx| {
        let text = tx.one("SELECT journal_mode FROM pragma_journal_mode", &[], |row| row.text(0))?;
        let full = tx.one("SELECT synchronous FROM pragma_synchronous", &[], |row| row.get_i64(0))?;
        Ok::<_, StoreError>((text, full))
    });
    assert_eq!(settings.unwrap(), (Some("wal".to_owned()), Some(2)));
    #[cfg(unix)]
    for name in ["store.db", "store.db-wal"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(place.folder().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} has mode {mode:o}");
    }
    drop(store);
    assert_eq!(ids(&place.open()), [1]);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| {
        let error = Store::open(&StoreUrl::sqlite(folder.path().join(name)), Options::default()).unwrap_err();
        (error.code(), error.to_string())
    };
    let (code, message) = open("missing/store.db");
    assert_eq!(code, "store-open");
    assert!(message.contains("missing/store.db") && message.contains("create its folder"), "{message}");
    std::fs::write(folder.path().join("letter.txt"), "Dear Sir or Madam, ".repeat(100)).unwrap();
    let (code, message) = open("letter.txt");
    assert_eq!(code, "store-corrupt");
    assert!(message.contains("restore the latest backup"), "{message}");
    assert_eq!(std::fs::read(folder.path().join("letter.txt")).unwrap().len(), 1900, "left as it was");
}

#[test]
fn a_damaged_page_is_told_apart_from_other_errors() {
    let place = Place::file();
    let store = place.with_items();
    store
        .write(|tx| {
            (0..200i64).try_for_each(|id| {
                tx.exec("INSERT INTO item (id, payload) VALUES ($1, zeroblob(2000))", &[id.into()]).map(drop)
            })
        })
        .unwrap();
    drop(store);
    let path = place.folder().join("store.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 10..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xa5);
    }
    std::fs::write(&path, bytes).unwrap();
    let store = place.open();
    let read = store.read(|tx| tx.all("SELECT payload FROM item", &[], |row| row.bytes(0)));
    assert_eq!(read.unwrap_err().code(), "store-corrupt");
}

#[test]
fn a_lock_held_elsewhere_is_busy_and_passes() {
    let mut place = Place::file();
    place.options.busy_timeout_ms = 50;
    let store = place.with_items();
    let other = rusqlite::Connection::open(place.folder().join("store.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = add(&store, 1, "one").unwrap_err();
    assert!(matches!(busy, StoreError::Busy { .. }) && busy.is_transient(), "{busy:?}");
    assert_eq!(ids(&store), Vec::<i64>::new(), "reading goes on");
    other.execute_batch("ROLLBACK").unwrap();
    add(&store, 1, "one").unwrap();
}

#[test]
fn tables_must_be_strict() {
    let loose = Migration { version: 1, name: "loose", sqlite: "CREATE TABLE loose (id INTEGER)", postgres: "" };
    let store = Place::memory().open();
    let refused = store.migrate("x", &[loose]).unwrap_err();
    assert!(refused.to_string().contains("table loose of x is not STRICT"), "{refused}");
    assert_eq!(store.read(|tx| tx.exec("SELECT 1 FROM sqlite_schema", &[])).unwrap(), 0);
}
