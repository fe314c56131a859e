//! Serializable writes behave as if they ran one after the other, whoever else runs.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

use ges_store::{Engine, Store, StoreError, Tx};

use crate::place::{Place, ids};

crate::suite!([file, memory] {
    write_skew_is_repeated_away,
    a_conflict_hidden_by_the_closure_is_repeated_too,
    counters_lose_no_increment,
});

/// Of two people on duty, at most one may leave; both ask at the same moment and see the other still there. Under
/// anything less than serializable both leave.
fn leave(tx: &mut Tx<'_>, id: i64) -> Result<bool, StoreError> {
    let on_duty = tx.one("SELECT COUNT(*) FROM item WHERE version = 1", &[], |row| row.get_i64(0))?;
    if on_duty < Some(2) {
        return Ok(false);
    }
    tx.exec("UPDATE item SET version = 0 WHERE id = $1", &[id.into()])?;
    Ok(true)
}

fn both_leave(stores: [Store; 2], hide: bool) -> (usize, u32) {
    stores[0].write(|tx| tx.exec("INSERT INTO item (id, version) VALUES (1, 1), (2, 1)", &[])).unwrap();
    let (meet, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
    // SQLite has one writer: the second closure starts when the first has ended, so there is nobody to meet.
    let together = stores[0].engine() == Engine::Postgres;
    let threads = (1..).zip(stores).map(|(id, store)| {
        let (meet, runs) = (Arc::clone(&meet), Arc::clone(&runs));
        std::thread::spawn(move || {
            let mut first = true;
            let left = store.write_serializable(move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                let on_duty = tx.one("SELECT COUNT(*) FROM item WHERE version = 1", &[], |row| row.get_i64(0));
                if std::mem::take(&mut first) && together {
                    meet.wait();
                }
                match on_duty.and_then(|_| leave(tx, id)) {
                    Err(_) if hide => Ok(false), // pretends that nothing happened
                    outcome => outcome,
                }
            });
            left.unwrap()
        })
    });
    let threads: Vec<_> = threads.collect();
    let left = threads.into_iter().map(|thread| thread.join().unwrap()).filter(|left| *left).count();
    (left, runs.load(Ordering::SeqCst))
}

fn two(place: &Place) -> [Store; 2] {
    let store = place.with_items();
    // Two programs on one server; a SQLite store has one.
    if store.engine() == Engine::Postgres { [store, place.open()] } else { [store.clone(), store] }
}

fn check(place: &Place, hide: bool) {
    let stores = two(place);
    let (engine, look) = (stores[0].engine(), stores[0].clone());
    let (left, runs) = both_leave(stores, hide);
    let on_duty = look.read(|tx| tx.one("SELECT COUNT(*) FROM item WHERE version = 1", &[], |row| row.get_i64(0)));
    assert_eq!((left, on_duty.unwrap()), (1, Some(1)));
    if engine == Engine::Postgres {
        assert!(runs >= 3, "one of the closures must have run again, {runs} runs");
    }
}

fn write_skew_is_repeated_away(place: &Place) {
    check(place, false);
}

fn a_conflict_hidden_by_the_closure_is_repeated_too(place: &Place) {
    check(place, true);
}

fn counters_lose_no_increment(place: &Place) {
    let store = place.with_items();
    store.write(|tx| tx.exec("INSERT INTO item (id, version) VALUES (1, 0)", &[])).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            std::thread::spawn(move || {
                for _ in 0..10 {
                    store
                        .write_serializable(|tx| {
                            let seen = tx.one("SELECT version FROM item WHERE id = 1", &[], |row| row.get_i64(0))?;
                            let next = seen.unwrap_or_default() + 1;
                            tx.exec("UPDATE item SET version = $1 WHERE id = 1", &[next.into()])
                        })
                        .unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let total = store.read(|tx| tx.one("SELECT version FROM item", &[], |row| row.get_i64(0))).unwrap();
    assert_eq!((total, ids(&store)), (Some(40), vec![1]));
}
