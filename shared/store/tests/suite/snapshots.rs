//! A read sees one moment, whatever is written meanwhile.

use std::sync::{Arc, Barrier};

use ges_store::StoreError;

use crate::place::{Place, add, ids};

crate::suite!([file] {
    a_read_sees_one_moment,
    several_read_at_once_and_more_wait_their_turn,
});

fn a_read_sees_one_moment(place: &Place) {
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let count = "SELECT COUNT(*) FROM item";
    let counts = store.read(|tx| {
        let before = tx.one(count, &[], |row| row.get_i64(0))?;
        let writer = store.clone();
        std::thread::spawn(move || add(&writer, 2, "two")).join().unwrap()?;
        Ok::<_, StoreError>((before, tx.one(count, &[], |row| row.get_i64(0))?))
    });
    assert_eq!(counts.unwrap(), (Some(1), Some(1)));
    assert_eq!(ids(&store), [1, 2]);
}

fn several_read_at_once_and_more_wait_their_turn(place: &Place) {
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let readers = usize::try_from(place.options.readers).unwrap();
    // All readers are inside at the same time, or nobody passes; twice as many come.
    let together = Arc::new(Barrier::new(readers));
    let threads: Vec<_> = (0..2 * readers)
        .map(|_| {
            let (store, together) = (store.clone(), Arc::clone(&together));
            std::thread::spawn(move || {
                store.read(|tx| {
                    together.wait();
                    tx.one("SELECT id FROM item", &[], |row| row.get_i64(0))
                })
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().unwrap(), Some(1));
    }
}
