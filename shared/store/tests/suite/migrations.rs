//! The schema moves forward, all or nothing, and notices a history that is not its own.

use ges_store::{Migration, MigrationError, Store, StoreError};

use crate::place::Place;

crate::suite!([file, memory, inline] {
    steps_are_applied_once_and_in_order,
    a_changed_step_is_refused,
    a_newer_store_is_refused,
    a_failing_step_leaves_nothing,
    gaps_in_the_numbers_are_refused,
    components_are_kept_apart,
});
mod together {
    use super::programs_that_start_together_do_it_once;

    crate::suite!([file] { programs_that_start_together_do_it_once });
}

const fn step(version: u32, name: &'static str, text: &'static str) -> Migration {
    Migration { version, name, sqlite: text, postgres: text }
}

const ONE: Migration = Migration {
    version: 1,
    name: "one",
    sqlite: "CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT; INSERT INTO one VALUES (1)",
    postgres: "CREATE TABLE one (id BIGINT PRIMARY KEY); INSERT INTO one VALUES (1)",
};
const TWO: Migration = step(2, "two", "INSERT INTO one VALUES (2)");
const THREE: Migration = step(3, "three", "");

fn ones(store: &Store) -> Vec<i64> {
    store.read(|tx| tx.all("SELECT id FROM one ORDER BY id", &[], |row| row.get_i64(0))).unwrap()
}

fn steps_are_applied_once_and_in_order(place: &Place) {
    let store = place.open();
    store.migrate("a", &[ONE]).unwrap();
    store.migrate("a", &[ONE, TWO]).unwrap();
    store.migrate("a", &[ONE, TWO]).unwrap();
    store.migrate("a", &[ONE, TWO, THREE]).unwrap();
    assert_eq!(ones(&store), [1, 2]);
    let recorded = store.read(|tx| {
        tx.all(
            "SELECT component, version, name, length(digest), applied_order FROM schema_migration \
                ORDER BY applied_order",
            &[],
            |row| Ok((row.text(0)?, row.get_i64(1)?, row.text(2)?, row.get_i64(3)?, row.get_i64(4)?)),
        )
    });
    let expected = [(1, "one"), (2, "two"), (3, "three")].map(|(n, name)| ("a".to_owned(), n, name.to_owned(), 64, n));
    assert_eq!(recorded.unwrap(), expected);
}

fn a_changed_step_is_refused(place: &Place) {
    let store = place.open();
    store.migrate("a", &[ONE, TWO]).unwrap();
    let changed = step(2, "two", "INSERT INTO one VALUES (22)");
    let refused = store.migrate("a", &[ONE, changed, THREE]).unwrap_err();
    assert!(
        matches!(&refused, StoreError::Migration(MigrationError::Changed { component, version: 2, name })
            if component == "a" && name == "two"),
        "{refused:?}"
    );
    let renamed = step(2, "zwei", "INSERT INTO one VALUES (2)");
    assert!(store.migrate("a", &[ONE, renamed]).is_err());
    assert_eq!(ones(&store), [1, 2]);
}

fn a_newer_store_is_refused(place: &Place) {
    let store = place.open();
    store.migrate("a", &[ONE, TWO, THREE]).unwrap();
    let refused = store.migrate("a", &[ONE, TWO]).unwrap_err();
    assert!(matches!(refused, StoreError::Migration(MigrationError::Newer { found: 3, known: 2, .. })), "{refused:?}");
    assert!(refused.to_string().contains("upgrade the program"));
}

fn a_failing_step_leaves_nothing(place: &Place) {
    let store = place.open();
    let broken = step(2, "broken", "INSERT INTO one VALUES (2); INSERT INTO one VALUES (1)");
    assert_eq!(store.migrate("a", &[ONE, broken]).unwrap_err().code(), "store-constraint");
    assert!(store.read(|tx| tx.exec("SELECT id FROM one", &[])).is_err(), "not even the first step");
    let ends = step(2, "ends", "COMMIT");
    drop(store.migrate("b", &[step(1, "x", ""), ends]));
    store.migrate("a", &[ONE, TWO]).unwrap();
    assert_eq!(ones(&store), [1, 2]);
}

fn gaps_in_the_numbers_are_refused(place: &Place) {
    let store = place.open();
    for list in [&[TWO][..], &[ONE, THREE], &[ONE, ONE]] {
        let refused = store.migrate("a", list).unwrap_err();
        assert!(matches!(refused, StoreError::Migration(MigrationError::Numbering { .. })), "{refused:?}");
    }
}

fn components_are_kept_apart(place: &Place) {
    let store = place.open();
    store.migrate("a", &[ONE]).unwrap();
    store.migrate("b", &[step(1, "other", "INSERT INTO one VALUES (7)")]).unwrap();
    store.migrate("a", &[ONE, TWO]).unwrap();
    assert_eq!(ones(&store), [1, 2, 7]);
}

fn programs_that_start_together_do_it_once(place: &Place) {
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let store = place.open();
            std::thread::spawn(move || store.migrate("a", &[ONE, TWO]))
        })
        .collect();
    for thread in threads {
        thread.join().unwrap().unwrap();
    }
    assert_eq!(ones(&place.open()), [1, 2]);
}
