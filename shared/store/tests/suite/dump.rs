//! A table as bytes: written down here byte by byte, and the same everywhere.

use ges_store::{StoreError, V};

use crate::place::Place;

crate::suite!([file, memory, inline] {
    a_table_is_the_same_bytes_everywhere,
    the_order_of_insertion_does_not_show,
    only_plain_names_and_known_tables,
});

fn a_table_is_the_same_bytes_everywhere(place: &Place) {
    let store = place.with_items();
    store
        .write(|tx| {
            let insert = "INSERT INTO item (id, name, payload, flag, version) VALUES ($1, $2, $3, $4, $5)";
            tx.exec(insert, &[2.into(), "ก".into(), (&[255u8]).into(), true.into(), 3.into()])?;
            tx.exec(insert, &[(-1).into(), V::Null, V::Null, V::Null, 0.into()])
        })
        .unwrap();
    let mut expected = b"ges-table-1\n\0\0\0\x05".to_vec();
    for name in ["flag", "id", "name", "payload", "version"] {
        expected.extend([0, 0, 0, u8::try_from(name.len()).unwrap()]);
        expected.extend(name.as_bytes());
    }
    expected.extend(b"\x01"); // id -1
    expected.extend(b"\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x01\0\0\0\0\0\0\0\0");
    expected.extend(b"\x01"); // id 2
    expected.extend(b"\x01\0\0\0\0\0\0\0\x01\x01\0\0\0\0\0\0\0\x02\x02\0\0\0\x03\xe0\xb8\x81\x03\0\0\0\x01\xff");
    expected.extend(b"\x01\0\0\0\0\0\0\0\x03\x00");
    assert_eq!(store.table_dump("item", &["id"]).unwrap(), expected);
}

fn the_order_of_insertion_does_not_show(place: &Place) {
    let store = place.with_items();
    let fill = |ids: &'static [i64]| {
        store
            .write(move |tx| {
                tx.exec("DELETE FROM item", &[])?;
                for id in ids {
                    let name = (id % 2 == 0).then(|| format!("n{id}"));
                    tx.exec(
                        "INSERT INTO item (id, name, version) VALUES ($1, $2, $3)",
                        &[(*id).into(), name.into(), (id / 3).into()],
                    )?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        store.table_dump("item", &["name", "version", "id"]).unwrap()
    };
    let forwards = fill(&[1, 2, 3, 4, 5, 6]);
    assert_eq!(forwards, fill(&[6, 3, 1, 5, 4, 2]));
    assert_ne!(forwards, fill(&[1, 2, 3, 4, 5, 7]));
}

fn only_plain_names_and_known_tables(place: &Place) {
    let store = place.with_items();
    for (table, order) in [("item; --", &["id"][..]), ("nothing", &["id"]), ("item", &[]), ("item", &["id, name"])] {
        assert_eq!(store.table_dump(table, order).unwrap_err().code(), "store-usage", "{table}");
    }
}
