//! The index on every kind of store. PostgreSQL runs with the feature `postgres-tests`, which needs `GES_TEST_POSTGRES`
//! (see `tests/postgres.sh` at the root).

#![expect(clippy::unwrap_used, reason = "tests")]
#![cfg_attr(feature = "postgres-tests", expect(clippy::expect_used, reason = "tests"))]

use ges_domain::ids::Digest;
use ges_extract::index::{self, Hits, PAGES_OF_A_DOCUMENT, Reading, State};
use ges_extract::{Found, Kind, Outcome, Page, Query, Sniffed, Unread};
use ges_store::{Options, Store, StoreError, StoreUrl};
use proptest::prelude::*;

/// A store with the index, and what has to live as long.
struct Place {
    store: Store,
    _kept: Box<dyn std::any::Any>,
}

fn sqlite() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let url = StoreUrl::sqlite(folder.path().join("store.db"));
    let store = Store::open(&url, Options::default()).unwrap();
    index::migrate(&store).unwrap();
    Place { store, _kept: Box::new(folder) }
}

#[cfg(feature = "postgres-tests")]
fn postgres() -> Place {
    let database = server::Database::create();
    let store = Store::open(&database.url(), Options::default()).unwrap();
    index::migrate(&store).unwrap();
    Place { store, _kept: Box::new(database) }
}

#[cfg(feature = "postgres-tests")]
mod server;

/// Runs each case on every engine.
macro_rules! on_every_engine {
    ($($case:ident),* $(,)?) => {
        mod on_sqlite {
            $( #[test] fn $case() { super::$case(&super::sqlite().store); } )*
        }
        #[cfg(feature = "postgres-tests")]
        mod on_postgres {
            $( #[test] fn $case() { super::$case(&super::postgres().store); } )*
        }
    };
}

on_every_engine!(
    words_of_two_letters_are_found_however_they_are_written,
    what_does_not_stand_together_is_not_found,
    signs_and_quotation_marks_are_letters_like_others,
    documents_wait_are_read_and_are_forgotten,
    a_document_that_cannot_be_read_keeps_its_reason,
    a_document_read_anew_says_only_what_it_says_now,
    only_what_is_allowed_shows,
    many_pages_and_documents_are_cut_and_told,
    what_the_index_finds_is_what_the_pages_say,
);

fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

fn text(pages: &[&str]) -> Outcome {
    let pages = (1..).zip(pages).map(|(number, text)| Page { number, text: (*text).into() }).collect();
    let sniffed = Some(Sniffed { kind: Kind::Pdf, macros: true, encrypted: false });
    Outcome { sniffed, found: Ok(Found::Text { pages, cut: false }) }
}

fn put(store: &Store, n: u8, outcome: Outcome) {
    store.write(move |tx| index::put(tx, &digest(n), &outcome)).unwrap();
}

fn search(store: &Store, query: &str, allowed: impl Fn(&Digest) -> bool, limit: usize) -> Hits {
    let query = Query::parse(query).unwrap();
    store.read(|tx| index::search(tx, &query, &allowed, limit)).unwrap()
}

/// Documents and pages that are found.
fn found(store: &Store, query: &str) -> Vec<(u8, u32)> {
    search(store, query, |_| true, 100).hits.iter().map(|hit| (hit.digest.0[0], hit.page)).collect()
}

fn state(store: &Store, n: u8) -> Option<Reading> {
    store.read(|tx| index::state(tx, &digest(n))).unwrap()
}

fn words_of_two_letters_are_found_however_they_are_written(store: &Store) {
    put(store, 1, text(&["รายงานการเงิน ปี ๒๕๕๕", "ไม่มีอะไร"]));
    put(store, 2, text(&["ให้น\u{e4d}\u{e49}าสะ\u{200b}อาด\nAnnual Report"]));
    let cases: [(&str, &[(u8, u32)]); 9] = [
        ("งบ", &[]),
        ("เงิน", &[(1, 1)]),
        ("งา", &[(1, 1)]),
        ("ปี2555", &[(1, 1)]),
        ("2555", &[(1, 1)]),
        ("น้ำสะอาด", &[(2, 1)]),
        ("REPORT annual", &[(2, 1)]),
        ("\"annual report\"", &[(2, 1)]),
        ("มี", &[(1, 2)]),
    ];
    for (query, pages) in cases {
        assert_eq!(found(store, query), pages, "{query}");
    }
    let hits = search(store, "น้ำ 2555 ปี", |_| true, 100);
    assert_eq!(hits, Hits::default());
    let hit = search(store, "น้ำ", |_| true, 100).hits.remove(0);
    assert_eq!(&hit.snippet.text[hit.snippet.places[0].clone()], "น\u{e4d}\u{e49}า");
}

fn what_does_not_stand_together_is_not_found(store: &Store) {
    // All pairs of the first word stand in the second, in another order.
    put(store, 1, text(&["abca bc-ab", "cabca"]));
    assert_eq!(found(store, "abcab"), []);
    assert_eq!(found(store, "cabc"), [(1, 2)]);
    assert_eq!(found(store, "\"report annual\""), []);
}

fn signs_and_quotation_marks_are_letters_like_others(store: &Store) {
    put(store, 1, text(&["SAR-Card (1.2) \"x\" * a:b NEAR ^ {y} AND 100%"]));
    for query in ["r-c", "(1.2)", "100%", "a:b", "NEAR", "* a:", "^ {y}", "AND"] {
        assert_eq!(found(store, query), [(1, 1)], "{query}");
    }
    for query in ["r_c", "(1x2)", "1000%", "a*", "OR"] {
        assert_eq!(found(store, query), [], "{query}");
    }
}

fn documents_wait_are_read_and_are_forgotten(store: &Store) {
    let want = |n| store.write(move |tx| index::want(tx, &digest(n))).unwrap();
    let waiting = |limit| store.read(|tx| index::waiting(tx, limit)).unwrap();
    assert_eq!(state(store, 1), None);
    assert_eq!([want(2), want(1), want(3), want(1)], [true, true, true, false]);
    assert_eq!(waiting(2), [digest(2), digest(1)]);
    assert_eq!(state(store, 1), Some(Reading { state: State::Waiting, sniffed: None }));
    put(store, 2, text(&["หนึ่ง", "", "สอง"]));
    assert_eq!(waiting(9), [digest(1), digest(3)]);
    let reading = state(store, 2).unwrap();
    assert_eq!(reading.state, State::Done { pages: 3, cut: false });
    assert_eq!(reading.sniffed, Some(Sniffed { kind: Kind::Pdf, macros: true, encrypted: false }));
    let page = |n| store.read(|tx| index::page(tx, &digest(2), n)).unwrap();
    assert_eq!((page(1).as_deref(), page(2), page(4)), (Some("หนึ่ง"), None, None));
    assert_eq!(found(store, "สอง"), [(2, 3)]);
    let forget = |tx: &mut ges_store::Tx<'_>| {
        index::remove(tx, &digest(2))?;
        index::remove(tx, &digest(9))?;
        index::compact(tx)
    };
    store.write(forget).unwrap();
    assert_eq!((state(store, 2), page(1), found(store, "สอง")), (None, None, vec![]));
}

fn a_document_that_cannot_be_read_keeps_its_reason(store: &Store) {
    let failed = |reason| Outcome { sniffed: None, found: Err(reason) };
    for (n, reason) in (0..).zip(Unread::ALL) {
        put(store, n, failed(reason));
        let expected = if reason.is_final() { State::Failed(reason) } else { State::Waiting };
        assert_eq!(state(store, n).map(|reading| reading.state), Some(expected));
    }
    store.write(|tx| index::retry(tx, &digest(0))).unwrap();
    assert_eq!(state(store, 0).map(|reading| reading.state), Some(State::Waiting));
    put(store, 0, text(&["อ่านได้"]));
    store.write(|tx| index::retry(tx, &digest(0))).unwrap();
    assert_eq!(state(store, 0).map(|reading| reading.state), Some(State::Done { pages: 1, cut: false }));
}

fn a_document_read_anew_says_only_what_it_says_now(store: &Store) {
    put(store, 1, text(&["ฉบับแรก", "หน้าสอง"]));
    put(store, 1, text(&["ฉบับใหม่"]));
    assert_eq!((found(store, "ฉบับแรก"), found(store, "หน้าสอง"), found(store, "ฉบับ")), (vec![], vec![], vec![(1, 1)]));
    let same = store.write(|tx| -> Result<(), StoreError> {
        index::put(tx, &digest(1), &text(&["คงเดิม"]))?;
        Err(StoreError::Closed)
    });
    assert!(same.is_err());
    assert_eq!((found(store, "คงเดิม"), found(store, "ฉบับใหม่")), (vec![], vec![(1, 1)]));
}

fn only_what_is_allowed_shows(store: &Store) {
    (1..=3).for_each(|n| put(store, n, text(&["ลับเฉพาะ", "ลับเฉพาะ"])));
    let hits = search(store, "ลับ", |digest| digest.0[0] == 2, 100);
    assert_eq!(hits.hits.iter().map(|hit| (hit.digest.0[0], hit.page)).collect::<Vec<_>>(), [(2, 1), (2, 2)]);
    assert!(!hits.more);
    assert_eq!(search(store, "ลับ", |_| false, 1), Hits::default());
}

fn many_pages_and_documents_are_cut_and_told(store: &Store) {
    let pages = vec!["คำเดียวกัน"; PAGES_OF_A_DOCUMENT + 1];
    put(store, 1, text(&pages));
    put(store, 2, text(&pages[..PAGES_OF_A_DOCUMENT]));
    let count = |limit| {
        let hits = search(store, "คำ", |_| true, limit);
        (hits.hits.len(), hits.more)
    };
    assert_eq!(count(100), (2 * PAGES_OF_A_DOCUMENT, true));
    assert_eq!(count(3), (3, true));
    let hits = search(store, "คำ", |digest| digest.0[0] == 2, PAGES_OF_A_DOCUMENT);
    assert_eq!((hits.hits.len(), hits.more), (PAGES_OF_A_DOCUMENT, false));
    assert_eq!(found(store, "คำ").first(), Some(&(2, 1)));
}

fn what_the_index_finds_is_what_the_pages_say(store: &Store) {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
    let pages = prop::collection::vec("[กขคงบ่้ำี a-c\\-\"'%_.]{0,12}", 1..5);
    runner
        .run(&(pages, "[กขคงบ่้ำี a-c\\-'%_.]{2,5}"), |(pages, typed)| {
            let outcome = text(&pages.iter().map(String::as_str).collect::<Vec<_>>());
            put(store, 1, outcome);
            let Ok(query) = Query::parse(&typed) else { return Ok(()) };
            let says = |page: &String| query.terms().iter().all(|term| ges_extract::fold(page).contains(term));
            let expected: Vec<(u8, u32)> =
                (1..).zip(&pages).filter(|(_, page)| says(page)).map(|(number, _)| (1, number)).collect();
            prop_assert_eq!(found(store, &typed), expected);
            Ok(())
        })
        .unwrap();
}
