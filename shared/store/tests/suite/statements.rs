//! One SQL text, the same answer everywhere.

use ges_store::{ConstraintKind, StoreError, V};

use crate::place::{Place, add, ids};

crate::suite!([file, memory, inline] {
    parameters_may_be_reused_and_unordered,
    every_type_comes_back_as_it_went_in,
    a_guarded_upsert_keeps_the_newer_row,
    exec_counts_rows_and_returning_gives_them,
    text_sorts_by_code_point,
    keyset_paging_and_aggregates,
    parameters_must_fit_the_statement,
    getters_refuse_other_types,
    constraints_are_told_apart,
    one_takes_the_first_row_and_each_can_stop,
});

fn parameters_may_be_reused_and_unordered(place: &Place) {
    let store = place.with_items();
    let found = store
        .write(|tx| {
            tx.exec(
                "INSERT INTO item (id, name, version) VALUES ($3, $1, $2), ($2, $4, $2)",
                &["first".into(), 7.into(), 3.into(), "second".into()],
            )?;
            tx.all(
                "SELECT id, name FROM item WHERE version = $2 AND id <= $2 AND name >= $1 ORDER BY id",
                &["a".into(), 7.into()],
                |row| Ok((row.get_i64(0)?, row.text(1)?)),
            )
        })
        .unwrap();
    assert_eq!(found, [(3, "first".to_owned()), (7, "second".to_owned())]);
    // $10 is not $1 followed by a zero.
    let params: Vec<V<'_>> = (1..=11).map(V::I).collect();
    let sum = "SELECT CAST($11 AS BIGINT) * 100 + CAST($10 AS BIGINT) + CAST($1 AS BIGINT) + \
               0 * (CAST($2 AS BIGINT) + CAST($3 AS BIGINT) + CAST($4 AS BIGINT) + CAST($5 AS BIGINT) + \
               CAST($6 AS BIGINT) + CAST($7 AS BIGINT) + CAST($8 AS BIGINT) + CAST($9 AS BIGINT))";
    assert_eq!(store.read(|tx| tx.one(sum, &params, |row| row.get_i64(0))).unwrap(), Some(1111));
}

fn every_type_comes_back_as_it_went_in(place: &Place) {
    let store = place.with_items();
    let text = "ก็น้ำ 🇹🇭 'quoted' \"x\" \\ \u{200b}\n\tend";
    let payload: Vec<u8> = (0..=255).collect();
    let rows: Vec<[V<'static>; 4]> = vec![
        [i64::MIN.into(), text.into(), payload.clone().into(), true.into()],
        [(-1).into(), "".into(), Vec::new().into(), false.into()],
        [0.into(), V::Null, V::Null, V::Null],
        [i64::MAX.into(), "A".into(), vec![0u8].into(), V::from(None::<bool>)],
    ];
    let given = rows.clone();
    store
        .write(move |tx| {
            for row in &given {
                tx.exec("INSERT INTO item (id, name, payload, flag) VALUES ($1, $2, $3, $4)", row)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let back: Vec<[V<'static>; 4]> = store
        .read(|tx| {
            tx.all("SELECT id, name, payload, flag FROM item ORDER BY id", &[], |row| {
                Ok([row.get_i64(0)?.into(), row.opt_text(1)?.into(), row.opt_bytes(2)?.into(), row.opt_bool(3)?.into()])
            })
        })
        .unwrap();
    assert_eq!(back, rows);
    let by_value = store.read(|tx| {
        tx.all(
            "SELECT id FROM item WHERE flag = $1 OR payload = $2 OR name = $3 ORDER BY id",
            &[true.into(), (&[0u8]).into(), "".into()],
            |row| row.get_i64(0),
        )
    });
    assert_eq!(by_value.unwrap(), [i64::MIN, -1, i64::MAX]);
    let truths = store.read(|tx| {
        tx.one(
            "SELECT COUNT(*) FILTER (WHERE flag), TRUE, name IS NOT DISTINCT FROM NULL FROM item GROUP BY name \
                ORDER BY name NULLS FIRST",
            &[],
            |row| Ok((row.get_i64(0)?, row.bool(1)?, row.bool(2)?)),
        )
    });
    assert_eq!(truths.unwrap(), Some((0, true, true)));
}

fn a_guarded_upsert_keeps_the_newer_row(place: &Place) {
    let store = place.with_items();
    let put = |name: &'static str, version: i64| {
        store.write(move |tx| {
            tx.exec(
                "INSERT INTO item (id, name, version) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE \
                 SET name = excluded.name, version = excluded.version WHERE excluded.version > item.version",
                &[1.into(), name.into(), version.into()],
            )
        })
    };
    let changed: Vec<u64> =
        [("old", 5), ("older", 4), ("same", 5), ("new", 6)].map(|(name, version)| put(name, version).unwrap()).to_vec();
    assert_eq!(changed, [1, 0, 0, 1]);
    let kept =
        store.read(|tx| tx.one("SELECT name, version FROM item", &[], |row| Ok((row.text(0)?, row.get_i64(1)?))));
    assert_eq!(kept.unwrap(), Some(("new".to_owned(), 6)));
}

fn exec_counts_rows_and_returning_gives_them(place: &Place) {
    let store = place.with_items();
    let counts = store
        .write(|tx| {
            Ok::<_, StoreError>([
                tx.exec("INSERT INTO item (id) VALUES (1), (2), (3)", &[])?,
                tx.exec("CREATE INDEX item_version ON item (version)", &[])?,
                tx.exec("UPDATE item SET version = version + 1 WHERE id > $1", &[1.into()])?,
                tx.exec("UPDATE item SET version = 9 WHERE id = $1 RETURNING id", &[2.into()])?,
                tx.exec("SELECT id FROM item", &[])?,
                tx.exec("DELETE FROM item WHERE id = $1", &[99.into()])?,
            ])
        })
        .unwrap();
    assert_eq!(counts, [3, 0, 2, 1, 3, 0]);
    let returned = store.write(|tx| {
        tx.all("DELETE FROM item WHERE version > 0 RETURNING id, version", &[], |row| {
            Ok((row.get_i64(0)?, row.get_u64(1)?))
        })
    });
    let mut returned = returned.unwrap();
    returned.sort_unstable();
    assert_eq!(returned, [(2, 9), (3, 1)]);
    assert_eq!(ids(&store), [1]);
}

fn text_sorts_by_code_point(place: &Place) {
    let store = place.with_items();
    // A Thai dictionary would put เกาะ first of the Thai words; an English one would mix the cases.
    for (id, name) in (1..).zip(["b", "ขา", "B", "a", "เกาะ", "_", "กา", "Z"]) {
        add(&store, id, name).unwrap();
    }
    let sorted = store.read(|tx| tx.all("SELECT name FROM item ORDER BY name", &[], |row| row.text(0))).unwrap();
    assert_eq!(sorted, ["B", "Z", "_", "a", "b", "กา", "ขา", "เกาะ"]);
}

fn keyset_paging_and_aggregates(place: &Place) {
    let store = place.with_items();
    store
        .write(|tx| {
            (1i64..=20).try_for_each(|id| {
                tx.exec("INSERT INTO item (id, version) VALUES ($1, $2)", &[id.into(), (id / 5).into()]).map(drop)
            })
        })
        .unwrap();
    let page = "SELECT id FROM item WHERE (version, id) > ($1, $2) ORDER BY version, id LIMIT $3 OFFSET $4";
    let page = store.read(|tx| tx.all(page, &[1.into(), 7.into(), 3.into(), 1.into()], |row| row.get_i64(0)));
    assert_eq!(page.unwrap(), [9, 10, 11]);
    let totals = store.read(|tx| {
        tx.one(
            "SELECT CAST(SUM(id) AS BIGINT), COUNT(*) FILTER (WHERE version = $1), \
                string_agg(CAST(id AS TEXT), ',' ORDER BY id) FILTER (WHERE id < 4) FROM item",
            &[2.into()],
            |row| Ok((row.get_i64(0)?, row.get_i64(1)?, row.text(2)?)),
        )
    });
    assert_eq!(totals.unwrap(), Some((210, 5, "1,2,3".to_owned())));
}

fn parameters_must_fit_the_statement(place: &Place) {
    let store = place.with_items();
    let refused =
        |sql: &'static str, params: Vec<V<'static>>| store.write(move |tx| tx.exec(sql, &params)).unwrap_err().code();
    assert_eq!(refused("DELETE FROM item WHERE id = $1", vec![]), "store-usage");
    assert_eq!(refused("DELETE FROM item WHERE id = $1", vec![1.into(), 2.into()]), "store-usage");
    assert_eq!(refused("DELETE FROM itme", vec![]), "store-sql");
    for control in ["COMMIT", " rollback", "begin;", "END", "Release x"] {
        assert_eq!(refused(control, vec![]), "store-usage", "{control}");
    }
    assert!(V::try_from(u64::MAX).is_err());
    add(&store, 1, "still usable").unwrap();
}

fn getters_refuse_other_types(place: &Place) {
    let store = place.with_items();
    add(&store, 1, "text").unwrap();
    let read = |sql: &'static str, read: fn(&ges_store::Row<'_>) -> Result<(), StoreError>| {
        store.read(|tx| tx.one(sql, &[], read)).map_err(|error| error.code())
    };
    let select = "SELECT id, name, payload, flag, version FROM item";
    assert_eq!(read(select, |row| row.get_i64(1).map(drop)), Err("store-column"));
    assert_eq!(read(select, |row| row.text(0).map(drop)), Err("store-column"));
    assert_eq!(read(select, |row| row.bytes(2).map(drop)), Err("store-column"));
    assert_eq!(read(select, |row| row.bool(1).map(drop)), Err("store-column"));
    assert_eq!(read(select, |row| row.text(5).map(drop)), Err("store-column"));
    assert_eq!(read("SELECT 1.5", |row| row.get_i64(0).map(drop)), Err("store-column"));
    assert_eq!(read("SELECT CAST(-1 AS BIGINT)", |row| row.get_u64(0).map(drop)), Err("store-column"));
    assert_eq!(read(select, |row| row.array::<32>(1).map(drop)), Err("store-column"));
    assert_eq!(read(select, |row| Err(StoreError::decode(row.text(1)?))), Err("store-decode"));
    assert_eq!(read(select, |row| row.value(1).map(drop)), Ok(Some(())));
}

fn constraints_are_told_apart(place: &Place) {
    let store = place.with_items();
    add(&store, 1, "taken").unwrap();
    let refused = |sql: &'static str| match store.write(move |tx| tx.exec(sql, &[])).unwrap_err() {
        StoreError::Constraint { kind, detail } => {
            assert!(!detail.contains("taken"), "values are not repeated: {detail}");
            kind
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("INSERT INTO item (id) VALUES (1)"), ConstraintKind::Unique);
    assert_eq!(refused("INSERT INTO item (id, name) VALUES (2, 'taken')"), ConstraintKind::Unique);
    assert_eq!(refused("INSERT INTO item (id, version) VALUES (2, NULL)"), ConstraintKind::NotNull);
    assert_eq!(refused("INSERT INTO item (id, version) VALUES (2, -1)"), ConstraintKind::Check);
    assert_eq!(refused("INSERT INTO item (id, version) VALUES (2, 'x')"), ConstraintKind::Type);
    let nul = store.write(|tx| tx.exec("INSERT INTO item (id, name) VALUES (2, $1)", &["a\0b".into()])).unwrap_err();
    assert!(matches!(nul, StoreError::Constraint { kind: ConstraintKind::Type, .. }), "{nul:?}");
    assert_eq!(ids(&store), [1]);
}

fn one_takes_the_first_row_and_each_can_stop(place: &Place) {
    let store = place.with_items();
    store.write(|tx| tx.exec("INSERT INTO item (id) VALUES (1), (2), (3), (4)", &[])).unwrap();
    let first = store.read(|tx| tx.one("SELECT id FROM item ORDER BY id DESC", &[], |row| row.get_i64(0)));
    assert_eq!(first.unwrap(), Some(4));
    let none = store.read(|tx| tx.one("SELECT id FROM item WHERE id > 9", &[], |row| row.get_i64(0)));
    assert_eq!(none.unwrap(), None);
    // Stopping early is no error of the engine: the transaction goes on.
    let (seen, after) = store
        .read(|tx| {
            let mut seen = Vec::new();
            let stopped = tx.each("SELECT id FROM item ORDER BY id", &[], &mut |row| {
                seen.push(row.get_i64(0)?);
                if seen.len() == 2 { Err(StoreError::decode("enough")) } else { Ok(()) }
            });
            assert_eq!(stopped.unwrap_err().code(), "store-decode");
            let after = tx.one("SELECT COUNT(*) FROM item", &[], |row| row.get_i64(0))?;
            Ok::<_, StoreError>((seen, after))
        })
        .unwrap();
    assert_eq!((seen, after), (vec![1, 2], Some(4)));
}
