//! Stores used from async code, on a single worker and on several, opened and dropped there too.

use ges_store::{Store, StoreError};

use crate::place::{ITEMS, Place};

crate::suite!([file, memory, inline] {
    a_single_worker_is_never_blocked_or_broken,
    several_workers_share_a_store,
});

async fn use_everything(store: &Store, id: i64) {
    let insert = move |tx: &mut ges_store::Tx<'_>| tx.exec("INSERT INTO item (id) VALUES ($1)", &[id.into()]);
    assert_eq!(store.write_async(insert).await.unwrap(), 1);
    assert_eq!(store.write_async(insert).await.unwrap_err().code(), "store-constraint");
    let again = store.write_serializable_async(move |tx| {
        tx.exec("UPDATE item SET version = version + 1 WHERE id = $1", &[id.into()])
    });
    assert_eq!(again.await.unwrap(), 1);
    let version = store
        .read_async(move |tx| tx.one("SELECT version FROM item WHERE id = $1", &[id.into()], |row| row.get_i64(0)));
    assert_eq!(version.await.unwrap(), Some(1));
    let panics = store.read_async(|_| -> Result<(), StoreError> { panic!("on purpose") });
    assert_eq!(panics.await.unwrap_err().code(), "store-panicked");
}

fn a_single_worker_is_never_blocked_or_broken(place: &Place) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&place.url, place.options.clone()).unwrap();
        store.migrate("items", ITEMS).unwrap();
        use_everything(&store, 1).await;
        drop(store); // the last handle, on the worker
    });
}

fn several_workers_share_a_store(place: &Place) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let store = place.with_items();
    runtime.block_on(async move {
        let tasks: Vec<_> = (0..20)
            .map(|id| {
                let store = store.clone();
                tokio::spawn(async move { use_everything(&store, id).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let store = store; // dropped on a worker
        assert_eq!(store.read_async(|tx| tx.exec("SELECT id FROM item", &[])).await.unwrap(), 20);
    });
}
