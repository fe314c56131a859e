//! Bulk writes do on every engine what taking the rows one after the other would do.

use std::collections::BTreeMap;

use ges_store::{BulkTarget, ColumnType, Migration, RowSource, Store, StoreError, V};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::place::Place;

crate::suite!([file, memory, inline] {
    batches_give_what_single_rows_would,
    every_column_type_passes,
    several_batches_fit_into_one_transaction,
    fresh_rows_are_copied_and_a_broken_promise_is_refused,
    a_table_of_keys_only,
    unfit_rows_are_refused_and_leave_nothing,
    a_source_may_fill_one_buffer_again_and_again,
});

const SERIES: &[Migration] = &[Migration {
    version: 1,
    name: "series",
    sqlite: "CREATE TABLE series (series_key INTEGER PRIMARY KEY, value INTEGER, note TEXT, seen INTEGER NOT NULL) STRICT; \
             CREATE TABLE pair (a TEXT NOT NULL, b BLOB NOT NULL, flag INTEGER, PRIMARY KEY (a, b)) STRICT",
    postgres: "CREATE TABLE series (series_key BIGINT PRIMARY KEY, value BIGINT, note TEXT, seen BIGINT NOT NULL); \
               CREATE TABLE pair (a TEXT NOT NULL, b BYTEA NOT NULL, flag BOOLEAN, PRIMARY KEY (a, b))",
}];

const COLUMNS: &[(&str, ColumnType)] = &[
    ("series_key", ColumnType::I64),
    ("value", ColumnType::I64),
    ("note", ColumnType::Text),
    ("seen", ColumnType::I64),
];

const GUARDED: BulkTarget<'static> =
    BulkTarget { table: "series", columns: COLUMNS, key: &["series_key"], newer_than: Some("seen"), fresh: false };

fn open(place: &Place) -> Store {
    let store = place.open();
    store.migrate("series", SERIES).unwrap();
    store
}

type Line = (i64, Option<i64>, String, i64);

fn values(line: &Line) -> Vec<V<'static>> {
    vec![line.0.into(), line.1.into(), line.2.clone().into(), line.3.into()]
}

fn upsert(store: &Store, target: BulkTarget<'static>, lines: &[Line]) -> Result<u64, StoreError> {
    let rows: Vec<Vec<V<'static>>> = lines.iter().map(values).collect();
    store.write(move |tx| tx.bulk_upsert(target, &mut rows.iter().map(Vec::as_slice)))
}

fn stored(store: &Store) -> Vec<Line> {
    store
        .read(|tx| {
            tx.all("SELECT series_key, value, note, seen FROM series ORDER BY series_key", &[], |row| {
                Ok((row.get_i64(0)?, row.opt_i64(1)?, row.text(2)?, row.get_i64(3)?))
            })
        })
        .unwrap()
}

fn batches_give_what_single_rows_would(place: &Place) {
    let store = open(place);
    let line = (0i64..6, proptest::option::of(any::<i64>()), "[กขa-c]{0,3}", 0i64..8);
    let batches = proptest::collection::vec((any::<bool>(), proptest::collection::vec(line, 0..12)), 1..5);
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&batches, |batches| {
            store.write(|tx| tx.exec("DELETE FROM series", &[])).unwrap();
            let mut model: BTreeMap<i64, Line> = BTreeMap::new();
            for (guarded, lines) in batches {
                let target = BulkTarget { newer_than: guarded.then_some("seen"), ..GUARDED };
                let mut applied = 0;
                for line in &lines {
                    let newer = model.get(&line.0).is_none_or(|held| !guarded || line.3 > held.3);
                    if newer {
                        model.insert(line.0, line.clone());
                        applied += 1;
                    }
                }
                prop_assert_eq!(upsert(&store, target, &lines).unwrap(), applied);
                prop_assert_eq!(stored(&store), model.values().cloned().collect::<Vec<_>>());
            }
            Ok(())
        })
        .unwrap();
}

fn every_column_type_passes(place: &Place) {
    let store = open(place);
    let columns: &'static [_] = &[("b", ColumnType::Bytes), ("flag", ColumnType::Bool), ("a", ColumnType::Text)];
    let target = BulkTarget { table: "pair", columns, key: &["a", "b"], newer_than: None, fresh: false };
    let put = |flag: Option<bool>| {
        store.write(move |tx| {
            let rows: [[V<'_>; 3]; 2] =
                [[(&[0u8, 255]).into(), flag.into(), "น้ำ".into()], [(&[]).into(), true.into(), "".into()]];
            tx.bulk_upsert(target, &mut rows.iter().map(<[V<'_>; 3]>::as_slice))
        })
    };
    assert_eq!(put(Some(false)).unwrap(), 2);
    assert_eq!(put(None).unwrap(), 2);
    let rows = store.read(|tx| {
        tx.all("SELECT a, b, flag FROM pair ORDER BY a", &[], |row| Ok((row.text(0)?, row.bytes(1)?, row.opt_bool(2)?)))
    });
    assert_eq!(rows.unwrap(), [(String::new(), vec![], Some(true)), ("น้ำ".to_owned(), vec![0, 255], None)]);
}

fn several_batches_fit_into_one_transaction(place: &Place) {
    let store = open(place);
    let changed = store.write(|tx| {
        let mut changed = Vec::new();
        for batch in 0..3i64 {
            let rows: Vec<Vec<V<'_>>> = (0..10).map(|n| values(&(batch * 5 + n, None, "x".into(), batch))).collect();
            changed.push(tx.bulk_upsert(GUARDED, &mut rows.iter().map(Vec::as_slice))?);
        }
        // A batch undone by a savepoint leaves nothing for the next one.
        let undone = tx.savepoint(|tx| {
            let rows = [values(&(99, None, "y".into(), 9))];
            tx.bulk_upsert(GUARDED, &mut rows.iter().map(Vec::as_slice))?;
            Err::<(), _>(StoreError::decode("undo"))
        });
        assert!(undone.is_err());
        // Nor do the rows of an earlier batch come once more.
        tx.exec("UPDATE series SET note = 'kept' WHERE series_key = 0", &[])?;
        let always = BulkTarget { newer_than: None, ..GUARDED };
        let rows = [values(&(50, None, "z".into(), 9))];
        changed.push(tx.bulk_upsert(always, &mut rows.iter().map(Vec::as_slice))?);
        changed.push(tx.bulk_upsert(always, &mut std::iter::empty())?);
        Ok::<_, StoreError>(changed)
    });
    assert_eq!(changed.unwrap(), [10, 10, 10, 1, 0]);
    assert_eq!(stored(&store).len(), 21);
    assert_eq!(stored(&store)[0], (0, None, "kept".to_owned(), 0));
}

fn fresh_rows_are_copied_and_a_broken_promise_is_refused(place: &Place) {
    let store = open(place);
    let fresh = BulkTarget { fresh: true, ..GUARDED };
    let lines: Vec<Line> = (0..2_000).map(|n| (n, Some(-n), format!("บันทึก {n}"), n)).collect();
    assert_eq!(upsert(&store, fresh, &lines).unwrap(), 2_000);
    assert_eq!(stored(&store), lines);
    let again = upsert(&store, fresh, &[(5_000, None, String::new(), 1), (3, None, String::new(), 9_999)]);
    assert_eq!(again.unwrap_err().code(), "store-constraint");
    assert_eq!(stored(&store), lines);
}

fn a_table_of_keys_only(place: &Place) {
    let store = open(place);
    let columns: &'static [_] = &[("a", ColumnType::Text), ("b", ColumnType::Bytes)];
    let target = BulkTarget { table: "pair", columns, key: &["a", "b"], newer_than: None, fresh: false };
    let changed = store.write(move |tx| {
        let row = |text: &'static str| -> [V<'_>; 2] { [text.into(), (&[1]).into()] };
        let rows = [row("x"), row("y"), row("x")];
        tx.bulk_upsert(target, &mut rows.iter().map(<[V<'_>; 2]>::as_slice))
    });
    assert_eq!(changed.unwrap(), 2);
}

fn unfit_rows_are_refused_and_leave_nothing(place: &Place) {
    let store = open(place);
    let good = (1, None, "x".to_owned(), 1);
    let refused = |target: BulkTarget<'static>, row: Vec<V<'static>>| {
        let rows = [values(&good), row];
        let outcome = store.write(move |tx| tx.bulk_upsert(target, &mut rows.iter().map(Vec::as_slice)));
        outcome.unwrap_err().code()
    };
    let bad_rows: [Vec<V<'static>>; 5] = [
        vec![2.into()],
        vec!["2".into(), V::Null, "x".into(), 1.into()],
        vec![2.into(), true.into(), "x".into(), 1.into()],
        vec![V::Null, V::Null, "x".into(), 1.into()],
        vec![2.into(), V::Null, "x".into(), V::Null],
    ];
    for row in bad_rows {
        assert_eq!(refused(GUARDED, row.clone()), "store-usage", "{row:?}");
    }
    let spare = || values(&(2, None, "y".into(), 1));
    assert_eq!(refused(BulkTarget { table: "series; DROP TABLE series", ..GUARDED }, spare()), "store-usage");
    assert_eq!(refused(BulkTarget { key: &["elsewhere"], ..GUARDED }, spare()), "store-usage");
    assert_eq!(refused(BulkTarget { newer_than: Some("elsewhere"), ..GUARDED }, spare()), "store-usage");
    assert_eq!(refused(BulkTarget { table: "missing", ..GUARDED }, spare()), "store-sql");
    let unguarded = BulkTarget { newer_than: None, ..GUARDED };
    assert_eq!(refused(unguarded, vec![2.into(), V::Null, "x".into(), V::Null]), "store-constraint");
    assert_eq!(refused(GUARDED, vec![2.into(), V::Null, "a\0b".into(), 1.into()]), "store-constraint");
    let reading = store.read(|tx| tx.bulk_upsert(GUARDED, &mut std::iter::empty()));
    assert_eq!(reading.unwrap_err().code(), "store-read-only");
    assert_eq!(stored(&store), []);
    assert_eq!(upsert(&store, GUARDED, &[good]).unwrap(), 1);
}

struct Counting {
    next: i64,
    end: i64,
    note: String,
    row: [V<'static>; 4],
}

impl RowSource for Counting {
    fn next_row(&mut self) -> Option<&[V<'_>]> {
        if self.next == self.end {
            return None;
        }
        self.note = format!("{}", self.next);
        self.row = [self.next.into(), 1.into(), self.note.clone().into(), 1.into()];
        self.next += 1;
        Some(&self.row)
    }
}

fn a_source_may_fill_one_buffer_again_and_again(place: &Place) {
    let store = open(place);
    let changed = store.write(|tx| {
        let row = [V::Null, V::Null, V::Null, V::Null];
        tx.bulk_upsert_from(GUARDED, &mut Counting { next: 0, end: 500, note: String::new(), row })
    });
    assert_eq!(changed.unwrap(), 500);
    assert!(stored(&store).iter().enumerate().all(|(n, line)| line.0.to_string() == line.2 && line.2 == n.to_string()));
}
