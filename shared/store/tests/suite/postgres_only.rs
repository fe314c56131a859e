//! What only a PostgreSQL store does: TLS, collation, lost connections, locks of others.

use std::sync::{Arc, Barrier};

use ges_store::{Options, Store, StoreError};

use crate::place::server::{Database, address_of, open, plain_client};
use crate::place::{Place, add, ids};

fn root_of(address: &str) -> String {
    let root = address.split("sslrootcert=").nth(1).expect("GES_TEST_POSTGRES has sslrootcert");
    root.split('&').next().unwrap().to_owned()
}

#[test]
fn tls_verifies_the_server_or_refuses_it() {
    let database = Database::create("LC_COLLATE 'C' LC_CTYPE 'C'");
    let root = root_of(&crate::place::server::address());
    let encrypted = |query: &str| -> Result<Option<bool>, StoreError> {
        open(&address_of(&database.name, Some(query)))?
            .read(|tx| tx.one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[], |row| row.bool(0)))
    };
    for mode in ["verify-full", "require", "verify-ca"] {
        assert_eq!(encrypted(&format!("sslmode={mode}&sslrootcert={root}")).unwrap(), Some(true), "{mode}");
    }
    assert_eq!(encrypted("sslmode=disable").unwrap(), Some(false));
    assert_eq!(encrypted("").unwrap(), Some(false), "the loopback needs no TLS");
    assert_eq!(encrypted("sslmode=prefer").unwrap_err().code(), "store-url");
    assert_eq!(encrypted("sslmode=require").unwrap_err().code(), "store-url");
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.pem");
    assert_eq!(
        encrypted(&format!("sslmode=require&sslrootcert={}", missing.display())).unwrap_err().code(),
        "store-open"
    );
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate here").unwrap();
    assert_eq!(
        encrypted(&format!("sslmode=require&sslrootcert={}", empty.display())).unwrap_err().code(),
        "store-open"
    );
    let stranger = folder.path().join("stranger.pem");
    let unrelated = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    std::fs::write(&stranger, unrelated.cert.pem()).unwrap();
    let refused = encrypted(&format!("sslmode=require&sslrootcert={}", stranger.display())).unwrap_err();
    assert_eq!(refused.code(), "store-connection", "{refused}");
    // The right authority, but a host the certificate does not name.
    let address = address_of(&database.name, Some(&format!("sslmode=verify-full&sslrootcert={root}")));
    let refused = open(&address.replace("@127.0.0.1:", "@127.0.0.2:")).unwrap_err();
    assert_eq!(refused.code(), "store-connection", "{refused}");
}

#[test]
fn a_wrong_password_or_port_says_so_without_the_password() {
    let address = address_of("postgres", Some("sslmode=disable"));
    let (before, after) = address.split_once('@').unwrap();
    let (user, _) = before.rsplit_once(':').unwrap();
    for wrong in [format!("{user}:hunter2@{after}"), format!("{user}:hunter2@127.0.0.1:1/postgres")] {
        let refused = open(&wrong).unwrap_err();
        assert!(matches!(refused, StoreError::Connection { .. }), "{refused:?}");
        let shown = format!("{refused} {refused:?}");
        assert!(!shown.contains("hunter2") && shown.contains("127.0.0.1"), "{shown}");
    }
}

#[test]
fn a_database_that_sorts_otherwise_is_refused() {
    for locale in ["LOCALE_PROVIDER icu ICU_LOCALE 'th' LOCALE 'C'", "LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C'"] {
        let database = Database::create(locale);
        let refused = Store::open(&database.url(), Options::default()).unwrap_err();
        assert_eq!(refused.code(), "store-open");
        assert!(refused.to_string().contains("LC_COLLATE 'C'"), "{refused}");
    }
    let database = Database::create("LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
    Store::open(&database.url(), Options::default()).unwrap();
}

#[test]
fn what_the_engine_cannot_do_is_named() {
    let place = Place::postgres();
    let inline = Options { inline: true, ..Options::default() };
    assert_eq!(Store::open(&place.url, inline).unwrap_err().code(), "store-unsupported");
    let limited = Options { max_bytes: Some(1), ..Options::default() };
    assert_eq!(Store::open(&place.url, limited).unwrap_err().code(), "store-unsupported");
    let refused = place.open().backup_to(std::path::Path::new("x")).unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
}

/// Ends every other connection to this test's database, as a restart of the server would.
fn cut_connections(place: &Place) {
    let name = place.url.to_string();
    let name = name.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut client = plain_client(&address_of("postgres", Some("sslmode=disable")));
    let ended = client
        .query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", &[&name])
        .unwrap();
    assert!(!ended.is_empty());
}

#[test]
fn lost_connections_are_opened_again() {
    let place = Place::postgres();
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    assert_eq!(ids(&store), [1]);
    cut_connections(&place);
    assert_eq!(ids(&store), [1]);
    add(&store, 2, "two").unwrap();
    cut_connections(&place);
    add(&store, 3, "three").unwrap();
    let update = "UPDATE item SET version = 1 WHERE id = 1";
    store.write_serializable(move |tx| tx.exec(update, &[])).unwrap();
    cut_connections(&place);
    store.write_serializable(move |tx| tx.exec(update, &[])).unwrap();
    assert_eq!(ids(&store), [1, 2, 3]);
}

#[test]
fn a_connection_lost_inside_a_write_changes_nothing() {
    let place = Place::postgres();
    let store = place.with_items();
    let lost = store.write(|tx| {
        tx.exec("INSERT INTO item (id) VALUES (1)", &[])?;
        tx.exec("SELECT pg_terminate_backend(pg_backend_pid())", &[])
    });
    assert_eq!(lost.unwrap_err().code(), "store-connection");
    assert_eq!(ids(&store), Vec::<i64>::new());
    add(&store, 2, "two").unwrap();
}

#[test]
fn a_connection_lost_during_the_commit_is_indeterminate() {
    let place = Place::postgres();
    let store = place.with_items();
    let mut client = plain_client(&address_of(
        place.url.to_string().split('?').next().unwrap().rsplit('/').next().unwrap(),
        Some("sslmode=disable"),
    ));
    client
        .batch_execute(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'; \
             CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION cut()",
        )
        .unwrap();
    let unknown = add(&store, 1, "one").unwrap_err();
    assert_eq!(unknown.code(), "store-indeterminate", "{unknown}");
    client.batch_execute("DROP TRIGGER cut ON item").unwrap();
    assert_eq!(ids(&store), Vec::<i64>::new());
    add(&store, 1, "one").unwrap();
}

#[test]
fn a_lock_held_elsewhere_is_busy() {
    let mut place = Place::postgres();
    place.options.busy_timeout_ms = 50;
    let store = place.with_items();
    let other = place.open();
    let inside = Arc::new(Barrier::new(2));
    let holder = std::thread::spawn({
        let inside = Arc::clone(&inside);
        move || {
            other.write(move |tx| {
                tx.exec("LOCK TABLE item IN EXCLUSIVE MODE", &[])?;
                inside.wait();
                inside.wait();
                Ok::<_, StoreError>(())
            })
        }
    });
    inside.wait();
    let busy = add(&store, 1, "one").unwrap_err();
    assert!(matches!(busy, StoreError::Busy { .. }), "{busy:?}");
    inside.wait();
    holder.join().unwrap().unwrap();
    add(&store, 1, "one").unwrap();
}

#[test]
fn a_deadlock_between_programs_is_repeated_away() {
    let place = Place::postgres();
    let store = place.with_items();
    store.write(|tx| tx.exec("INSERT INTO item (id) VALUES (1), (2)", &[])).unwrap();
    let meet = Arc::new(Barrier::new(2));
    let threads: Vec<_> = [(1i64, 2i64), (2, 1)]
        .into_iter()
        .map(|(first, second)| {
            let (store, meet) = (place.open(), Arc::clone(&meet));
            std::thread::spawn(move || {
                let mut alone = false;
                store.write(move |tx| {
                    let raise = "UPDATE item SET version = version + 1 WHERE id = $1";
                    tx.exec(raise, &[first.into()])?;
                    if !std::mem::replace(&mut alone, true) {
                        meet.wait();
                    }
                    tx.exec(raise, &[second.into()])
                })
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().unwrap(), 1);
    }
    let versions = store.read(|tx| tx.all("SELECT version FROM item ORDER BY id", &[], |row| row.get_i64(0)));
    assert_eq!(versions.unwrap(), [2, 2]);
}

#[test]
fn a_statement_prepared_before_a_schema_change_is_prepared_anew() {
    let place = Place::postgres();
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let look = || store.read(|tx| tx.all("SELECT * FROM item", &[], |row| Ok(row.width())));
    assert_eq!(look().unwrap(), [5]);
    store.write(|tx| tx.exec("ALTER TABLE item ADD COLUMN more BIGINT", &[])).unwrap();
    assert_eq!(look().unwrap(), [6]);
}

#[test]
fn json_keeps_its_text_functions_on_both_sides() {
    let place = Place::postgres();
    let store = place.open();
    store
        .write(|tx| {
            tx.exec("CREATE TABLE doc (body JSONB)", &[])?;
            tx.exec("INSERT INTO doc VALUES ($1)", &["{\"a\": \"ก\"}".into()])
        })
        .unwrap();
    let read = store.read(|tx| {
        tx.one("SELECT body ->> 'a', body FROM doc WHERE body ->> 'a' = $1", &["ก".into()], |row| {
            Ok((row.text(0)?, row.text(1)?))
        })
    });
    assert_eq!(read.unwrap(), Some(("ก".to_owned(), "{\"a\": \"ก\"}".to_owned())));
}

#[test]
fn a_parameter_of_the_wrong_type_is_named_and_costs_no_connection() {
    let place = Place::postgres();
    let store = place.with_items();
    let refused = store.write(|tx| tx.exec("SELECT $1", &[1.into()])).unwrap_err();
    assert!(refused.to_string().contains("CAST($1 AS BIGINT)"), "{refused}");
    add(&store, 1, "one").unwrap();
}
