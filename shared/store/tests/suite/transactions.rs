//! What a transaction promises: all or nothing, and nothing hidden.

use std::sync::mpsc;
use std::task::{Context, Waker};

use ges_store::{StoreError, Tx};

use crate::place::{Place, add, ids};

crate::suite!([file, memory, inline] {
    an_error_leaves_nothing,
    an_error_dropped_by_the_closure_still_leaves_nothing,
    a_poisoned_transaction_refuses_everything_more,
    a_savepoint_undoes_its_part_alone,
    a_savepoint_does_not_hide_an_inner_poison,
    a_panic_is_an_error_and_the_store_goes_on,
    a_store_is_not_entered_twice,
    another_store_may_be_entered,
    a_read_may_not_write,
    errors_of_the_caller_pass_through,
    the_last_handle_may_be_dropped_inside_a_closure,
});

fn insert(tx: &mut Tx<'_>, id: i64) -> Result<u64, StoreError> {
    tx.exec("INSERT INTO item (id) VALUES ($1)", &[id.into()])
}

fn an_error_leaves_nothing(place: &Place) {
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let before = store.commits();
    let refused = store.write(|tx| {
        insert(tx, 2)?;
        insert(tx, 1)
    });
    assert_eq!(refused.unwrap_err().code(), "store-constraint");
    assert_eq!((ids(&store), store.commits()), (vec![1], before));
}

fn an_error_dropped_by_the_closure_still_leaves_nothing(place: &Place) {
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    let hidden = store.write(|tx| {
        insert(tx, 2)?;
        drop(insert(tx, 1));
        Ok::<_, StoreError>("all is well")
    });
    match hidden.unwrap_err() {
        StoreError::Poisoned { first } => assert!(first.contains("unique"), "{first}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(ids(&store), [1]);
}

fn a_poisoned_transaction_refuses_everything_more(place: &Place) {
    let store = place.with_items();
    add(&store, 1, "one").unwrap();
    store
        .write(|tx| {
            drop(insert(tx, 1));
            assert_eq!(insert(tx, 2).unwrap_err().code(), "store-poisoned");
            assert_eq!(tx.one("SELECT 1", &[], |row| row.get_i64(0)).unwrap_err().code(), "store-poisoned");
            assert_eq!(tx.savepoint(|tx| insert(tx, 3)).unwrap_err().code(), "store-poisoned");
            Ok::<_, StoreError>(())
        })
        .unwrap_err();
    assert_eq!(ids(&store), [1]);
    add(&store, 2, "two").unwrap();
}

fn a_savepoint_undoes_its_part_alone(place: &Place) {
    let store = place.with_items();
    store
        .write(|tx| {
            insert(tx, 1)?;
            let inner = tx.savepoint(|tx| {
                insert(tx, 2)?;
                tx.savepoint(|tx| insert(tx, 3))?;
                insert(tx, 1)
            });
            assert_eq!(inner.unwrap_err().code(), "store-constraint");
            tx.savepoint(|tx| insert(tx, 4))?;
            insert(tx, 5)
        })
        .unwrap();
    assert_eq!(ids(&store), [1, 4, 5]);
}

fn a_savepoint_does_not_hide_an_inner_poison(place: &Place) {
    let store = place.with_items();
    store
        .write(|tx| {
            insert(tx, 1)?;
            let hidden = tx.savepoint(|tx| {
                drop(insert(tx, 1));
                Ok::<_, StoreError>(())
            });
            assert_eq!(hidden.unwrap_err().code(), "store-poisoned");
            insert(tx, 2)
        })
        .unwrap();
    assert_eq!(ids(&store), [1, 2]);
}

fn a_panic_is_an_error_and_the_store_goes_on(place: &Place) {
    let store = place.with_items();
    let died = store.write(|tx| {
        insert(tx, 1)?;
        assert_eq!(insert(tx, 2)?, 7, "on purpose");
        Ok::<_, StoreError>(())
    });
    match died.unwrap_err() {
        StoreError::Panicked { message } => assert!(message.contains("on purpose"), "{message}"),
        other => panic!("{other:?}"),
    }
    let died = store.read(|_| -> Result<(), StoreError> { panic!("while reading") });
    assert_eq!(died.unwrap_err().code(), "store-panicked");
    add(&store, 3, "three").unwrap();
    assert_eq!(ids(&store), [3]);
}

fn a_store_is_not_entered_twice(place: &Place) {
    let store = place.with_items();
    let inner = store.clone();
    let nested = store.write(move |tx| {
        insert(tx, 1)?;
        assert_eq!(inner.read(|tx| insert(tx, 2)).unwrap_err().code(), "store-nested");
        inner.write(|tx| insert(tx, 2))
    });
    assert_eq!(nested.unwrap_err().code(), "store-nested");
    let inner = store.clone();
    let nested = store.read(|_| inner.read(|tx| tx.one("SELECT 1", &[], |row| row.get_i64(0))));
    assert_eq!(nested.unwrap_err().code(), "store-nested");
    add(&store, 1, "one").unwrap();
}

fn another_store_may_be_entered(place: &Place) {
    let (store, elsewhere) = (place.with_items(), Place::memory());
    let other = elsewhere.with_items();
    let copy = other.clone();
    store
        .write(move |tx| {
            insert(tx, 1)?;
            copy.write(|tx| insert(tx, 2))
        })
        .unwrap();
    assert_eq!((ids(&store), ids(&other)), (vec![1], vec![2]));
}

fn a_read_may_not_write(place: &Place) {
    let store = place.with_items();
    for sql in ["INSERT INTO item (id) VALUES (1)", "DELETE FROM item", "CREATE INDEX x ON item (version)"] {
        assert_eq!(store.read(|tx| tx.exec(sql, &[])).unwrap_err().code(), "store-read-only", "{sql}");
    }
    add(&store, 2, "two").unwrap();
    assert_eq!(ids(&store), [2]);
}

fn errors_of_the_caller_pass_through(place: &Place) {
    #[derive(Debug, PartialEq)]
    enum Ours {
        TooLate(i64),
        Store(&'static str),
    }
    impl From<StoreError> for Ours {
        fn from(error: StoreError) -> Self {
            Self::Store(error.code())
        }
    }
    let store = place.with_items();
    let ours = store.write(|tx| {
        insert(tx, 1)?;
        Err::<(), _>(Ours::TooLate(7))
    });
    assert_eq!(ours, Err(Ours::TooLate(7)));
    let theirs = store.write(|tx| Ok(tx.exec("nonsense", &[]).map(drop)?));
    assert_eq!(theirs, Err(Ours::Store("store-sql")));
    assert_eq!(ids(&store), Vec::<i64>::new());
}

fn the_last_handle_may_be_dropped_inside_a_closure(place: &Place) {
    let store = place.with_items();
    let ((go, wait), (end, ended)) = (mpsc::channel(), mpsc::channel::<()>());
    if place.options.inline {
        go.send(()).unwrap(); // runs at once, on this thread
    }
    let own = store.clone();
    let mut write = Box::pin(store.write_async(move |tx| {
        wait.recv().unwrap();
        let _kept_until_the_closure_is_dropped = (&own, &end);
        insert(tx, 1)
    }));
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(write.as_mut().poll(&mut context).is_ready(), place.options.inline);
    drop(write);
    drop(store);
    let _ = go.send(()); // inline has taken its word already
    assert!(ended.recv().is_err(), "the closure has run and gone");
    if place.url.path().is_some() {
        assert_eq!(ids(&place.open()), [1]);
    }
}
