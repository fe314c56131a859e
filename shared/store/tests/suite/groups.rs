//! Closures that wait together share one durable commit, and nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use ges_store::{Migration, Store, StoreError, Tx};
use tokio::task::JoinHandle;

use crate::place::{Place, ids};

crate::suite!([file, memory] {
    waiting_closures_share_a_commit,
    a_failing_closure_takes_back_its_own_part_only,
    a_closure_that_breaks_the_commit_fails_alone,
    a_large_change_closes_its_group,
    what_waits_is_finished_when_the_store_is_dropped,
});

/// A closure in a queue.
pub type Work = Box<dyn FnMut(&mut Tx<'_>) -> Result<(), StoreError> + Send>;

type Outcome = JoinHandle<Result<(), StoreError>>;

/// Holds the writer inside a closure until all of `work` waits in its queue, then lets go and collects the outcomes.
pub fn queue_up<F>(store: &Store, work: Vec<F>) -> Vec<Result<(), StoreError>>
where
    F: FnMut(&mut Tx<'_>) -> Result<(), StoreError> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (go, held) = hold_writer(store);
    let (expected, queued) = (work.len(), Arc::new(AtomicUsize::new(0)));
    let outcomes = runtime.block_on(async {
        let tasks: Vec<Outcome> = work
            .into_iter()
            .map(|closure| {
                let (store, queued) = (store.clone(), Arc::clone(&queued));
                tokio::spawn(async move {
                    queued.fetch_add(1, Ordering::SeqCst);
                    store.write_async(closure).await
                })
            })
            .collect();
        // One thread: when the last task has counted itself, its closure is in the queue too.
        while queued.load(Ordering::SeqCst) < expected {
            tokio::task::yield_now().await;
        }
        go.send(()).unwrap();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        outcomes
    });
    held.join().unwrap().unwrap();
    outcomes
}

fn hold_writer(store: &Store) -> (mpsc::Sender<()>, std::thread::JoinHandle<Result<(), StoreError>>) {
    let ((go, wait), (entered, inside)) = (mpsc::channel::<()>(), mpsc::channel::<()>());
    let store = store.clone();
    let held = std::thread::spawn(move || {
        store.write(move |_| {
            entered.send(()).unwrap();
            wait.recv().unwrap();
            Ok(())
        })
    });
    inside.recv().unwrap();
    (go, held)
}

pub fn insert(id: i64) -> Work {
    Box::new(move |tx| tx.exec("INSERT INTO item (id) VALUES ($1)", &[id.into()]).map(drop))
}

fn waiting_closures_share_a_commit(place: &Place) {
    let store = place.with_items();
    let before = store.commits();
    let outcomes = queue_up(&store, (1..=100).map(insert).collect());
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(store.commits() - before, 2, "one for the closure that held the writer, one for the hundred");
    assert_eq!(ids(&store), (1..=100).collect::<Vec<_>>());
}

fn a_failing_closure_takes_back_its_own_part_only(place: &Place) {
    let store = place.with_items();
    let before = store.commits();
    let refused: Work = Box::new(|tx| {
        tx.exec("INSERT INTO item (id) VALUES (20)", &[])?;
        tx.exec("INSERT INTO item (id) VALUES (1)", &[]).map(drop)
    });
    let panics: Work = Box::new(|tx| {
        tx.exec("INSERT INTO item (id) VALUES (30)", &[])?;
        panic!("on purpose")
    });
    let hides: Work = Box::new(|tx| {
        tx.exec("INSERT INTO item (id) VALUES (40)", &[])?;
        drop(tx.exec("INSERT INTO item (id) VALUES (1)", &[]));
        Ok(())
    });
    // The last closure finds the key free that a refused one had taken for a moment.
    let outcomes = queue_up(&store, vec![insert(1), refused, insert(2), panics, insert(3), hides, insert(20)]);
    let codes: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().map_err(StoreError::code).copied()).collect();
    let ok = Ok(());
    assert_eq!(codes, [ok, Err("store-constraint"), ok, Err("store-panicked"), ok, Err("store-poisoned"), ok]);
    assert_eq!(ids(&store), [1, 2, 3, 20]);
    assert_eq!(store.commits() - before, 2);
}

const FAMILY: &[Migration] = &[Migration {
    version: 1,
    name: "family",
    sqlite: "CREATE TABLE child (id INTEGER PRIMARY KEY, \
             parent INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) STRICT",
    postgres: "CREATE TABLE child (id BIGINT PRIMARY KEY, \
               parent BIGINT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)",
}];

fn a_closure_that_breaks_the_commit_fails_alone(place: &Place) {
    let store = place.with_items();
    store.migrate("family", FAMILY).unwrap();
    let orphan: Work = Box::new(|tx| tx.exec("INSERT INTO child (id, parent) VALUES (1, 99)", &[]).map(drop));
    let outcomes = queue_up(&store, vec![insert(1), orphan, insert(2)]);
    let codes: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().map_err(StoreError::code).copied()).collect();
    assert_eq!(codes, [Ok(()), Err("store-constraint"), Ok(())]);
    assert_eq!(ids(&store), [1, 2]);
    assert_eq!(store.read(|tx| tx.exec("SELECT id FROM child", &[])).unwrap(), 0);
}

fn a_large_change_closes_its_group(place: &Place) {
    let store = place.with_items();
    let before = store.commits();
    let many = |from: i64| -> Work {
        Box::new(move |tx| {
            tx.exec(
                "WITH RECURSIVE n (i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $1 + 14999) \
                 INSERT INTO item (id) SELECT i FROM n",
                &[from.into()],
            )
            .map(drop)
        })
    };
    let outcomes = queue_up(&store, vec![many(1), many(20_001), many(40_001), insert(100_000)]);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(store.commits() - before, 3, "the holder; two large changes; the rest");
    assert_eq!(ids(&store).len(), 45_001);
}

fn what_waits_is_finished_when_the_store_is_dropped(place: &Place) {
    let store = place.with_items();
    let (go, held) = hold_writer(&store);
    let (done, finished) = mpsc::channel();
    let waiting = store.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let task = tokio::spawn(async move {
            let outcome = waiting.write_async(move |tx| {
                done.send(()).unwrap();
                tx.exec("INSERT INTO item (id) VALUES (5)", &[])
            });
            outcome.await
        });
        tokio::task::yield_now().await;
        task.abort(); // the caller loses interest; the closure is in the queue
        assert!(task.await.unwrap_err().is_cancelled());
    });
    drop(store);
    go.send(()).unwrap();
    held.join().unwrap().unwrap();
    finished.recv().unwrap();
}
