//! A log written here arrives in a mirror elsewhere: whole, once, hidden where it must be, and projected alike.

use crate::houses::{House, Hub, NOW, observations, result, year};
use bytes::Bytes;
use ges_domain::audience::{Audience, Viewer};
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::records::kind;
use ges_journal::entry::{Draft, Salts, seal};
use ges_journal::note::Checkpoint;
use ges_ledger::mirror::Prepared;
use ges_ledger::{LedgerError, append, log, read, rebuild};
use ges_proto::batch::entry_of;
use ges_proto::exchange::Batch;
use ges_proto::observations::Period;

#[test]
fn a_result_arrives_with_its_place_in_the_tree() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    let recorded = house.record(vec![result("1", 80, Audience::Central)]);
    hub.pull(&house, usize::MAX);
    let newest = hub.store.read(|tx| read::results::newest(tx, &house.id, year())).unwrap();
    assert_eq!(newest.len(), 1);
    assert_eq!((newest[0].record_id, newest[0].sequence), (recorded[0].record_id, 2));
    let there = hub.store.read(|tx| read::provenance::of(tx, &house.id, recorded[0].record_id)).unwrap().unwrap();
    let note = there.log.checkpoint.clone().unwrap();
    let proof = hub.store.read(|tx| read::provenance::inclusion(tx, &there.log, 2, &note)).unwrap().unwrap();
    assert_eq!(proof.checkpoint.size, 3);
    ges_journal::proof::verify_inclusion(&there.leaf, 2, 3, &proof.proof, &proof.checkpoint.root).unwrap();
}

#[test]
fn batches_end_where_transactions_end_and_may_come_twice() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    for value in 65..85 {
        house.record(vec![result("1", value, Audience::Central), result("2", value, Audience::Central)]);
    }
    let viewer = Viewer::Central(OrganisationId::parse("opdc").unwrap());
    let log = hub.open(&house);
    let mut mirror = log.mirror();
    let mut seen = Vec::new();
    while let Some(batch) = house.batch(mirror.edge.size(), 1, &viewer) {
        let prepared = Prepared::new(&mut mirror, &batch).unwrap();
        hub.commit(&log, &prepared).unwrap();
        hub.commit(&log, &prepared).unwrap();
        seen.push(batch.entries.len());
    }
    assert_eq!(seen, vec![2; 21]);
    let history = hub.store.read(|tx| read::results::history(tx, &house.id, year(), &"1".parse().unwrap())).unwrap();
    assert_eq!(history.len(), 20);
}

#[test]
fn what_a_reader_may_not_see_reaches_it_as_a_bare_hash() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    let secret = house.record(vec![result("1", 70, Audience::Internal)]);
    house.record(vec![result("2", 75, Audience::Central)]);
    hub.pull(&house, usize::MAX);
    let hub_log = hub.open(&house);
    assert!(hub.store.read(|tx| log::by_record(tx, hub_log.key, secret[0].record_id)).unwrap().is_none());
    let newest = hub.store.read(|tx| read::results::newest(tx, &house.id, year())).unwrap();
    assert_eq!(newest.iter().map(|r| r.report.indicator.to_string()).collect::<Vec<_>>(), ["2"]);
}

#[test]
fn a_changed_batch_is_refused_and_nothing_is_written() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    let viewer = Viewer::Central(OrganisationId::parse("opdc").unwrap());
    let log = hub.open(&house);
    let good = house.batch(0, usize::MAX, &viewer).unwrap();
    let mut forged = good.clone();
    let mut body = forged.entries[1].body.to_vec();
    body[20] ^= 1;
    forged.entries[1].body = Bytes::from(body);
    let error = Prepared::new(&mut log.mirror(), &forged).unwrap_err();
    assert!(matches!(error, LedgerError::Refused(_)), "{error}");
    let mut late = good.clone();
    late.first_sequence = 1;
    assert!(Prepared::new(&mut log.mirror(), &late).is_err());
    assert_eq!(hub.store.read(|tx| log::get(tx, log.key)).unwrap().size, 0);
}

#[test]
fn a_batch_prepared_against_an_older_state_is_stale() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    house.record(vec![result("1", 70, Audience::Central)]);
    let viewer = Viewer::Central(OrganisationId::parse("opdc").unwrap());
    let log = hub.open(&house);
    let mut mirror = log.mirror();
    let first = Prepared::new(&mut mirror, &house.batch(0, 1, &viewer).unwrap()).unwrap();
    let second = Prepared::new(&mut mirror, &house.batch(2, 1, &viewer).unwrap()).unwrap();
    assert!(matches!(hub.commit(&log, &second), Err(LedgerError::Stale { stored: 0, offered: 2 })));
    hub.commit(&log, &first).unwrap();
    hub.commit(&log, &second).unwrap();
}

#[test]
fn facts_that_contradict_are_quarantined_and_the_rest_goes_on() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    house.record(vec![result("9", 70, Audience::Central), result("1", 75, Audience::Central)]);
    hub.pull(&house, usize::MAX);
    let log = hub.open(&house);
    let kept = hub.store.read(|tx| read::provenance::quarantined(tx, &log)).unwrap();
    assert_eq!(kept.iter().map(|q| q.sequence).collect::<Vec<_>>(), [2]);
    assert!(kept[0].reason.contains("indicator 9"), "{}", kept[0].reason);
    assert_eq!(hub.store.read(|tx| read::results::newest(tx, &house.id, year())).unwrap().len(), 1);
}

#[test]
fn kinds_and_versions_of_the_future_are_kept_until_an_upgrade() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    hub.pull(&house, usize::MAX);
    let log = hub.open(&house);
    let mut mirror = log.mirror();
    // A node one version ahead: what it writes is well signed, only not understood here.
    let (_, _, known) = result("1", 80, Audience::Central).0.encode();
    let written = [("visit.planned", 1, b"{}".to_vec()), (kind::RESULT, 9, b"{}".to_vec()), (kind::RESULT, 2, known)];
    let now = NOW.parse().unwrap();
    let mut edge = mirror.edge.clone();
    let mut entries = Vec::new();
    for ((kind, schema_version, body), sequence) in written.into_iter().zip(2u64..) {
        let draft = Draft {
            record_id: RecordId(house.entropy.uuid_v7(now)),
            kind: kind.to_owned(),
            schema_version,
            audience: Audience::Central,
            author: "keeper".into(),
            recorded_at: now.as_microsecond(),
            body: body.into(),
        };
        let sealed = seal(&draft, sequence, sequence == 4, &Salts { header: [1; 16], body: [2; 32] });
        edge.push(sealed.leaf());
        entries.push(entry_of(sealed));
    }
    let checkpoint = Checkpoint::new(log.id.to_string(), edge.size(), edge.root()).sign(&house.key).unwrap();
    let batch =
        Batch { log: log.id.to_string(), first_sequence: 2, entries, checkpoint: Bytes::from(checkpoint.encode()) };
    hub.commit(&log, &Prepared::new(&mut mirror, &batch).unwrap()).unwrap();
    let kept = hub.store.read(|tx| read::provenance::quarantined(tx, &log)).unwrap();
    let kept: Vec<_> = kept.into_iter().map(|q| (q.sequence, q.kind, q.version)).collect();
    assert_eq!(kept, [(2, "visit.planned".to_owned(), 1), (3, kind::RESULT.to_owned(), 9)]);
    assert_eq!(hub.store.read(|tx| read::results::newest(tx, &house.id, year())).unwrap().len(), 1);
    let stored = hub.store.read(|tx| log::entries(tx, log.key, 2, 1, usize::MAX)).unwrap();
    assert_eq!(stored[0].sealed.content().unwrap().body.as_ref(), b"{}", "the bytes wait for the upgrade");
}

#[test]
fn erasure_takes_the_body_everywhere_and_the_tree_still_holds() {
    let (house, hub) = (House::new("dep"), Hub::new());
    house.record(vec![house.describe(), house.agreement()]);
    let first = house.record(vec![result("1", 70, Audience::Central)]);
    house.record(vec![observations(&["a", "b"], 5)]);
    let wrong = house.record(vec![result("1", 99, Audience::Central), observations(&["b", "c"], 9)]);
    hub.pull(&house, usize::MAX);
    for (place, n) in wrong.iter().zip(1..) {
        let (log, entropy, record) = (house.log.clone(), house.entropy.clone(), place.record_id);
        let erased = house
            .store
            .write(move |tx| {
                let order =
                    append::Order {
                        record, order: "ศ. 1/2556", reason: "ข้อมูลส่วนบุคคล", author: "administrator"
                    };
                append::erase(tx, &log, &order, NOW.parse().unwrap(), &entropy)
            })
            .unwrap();
        assert_eq!(erased.sequence, 5 + n);
    }
    hub.pull(&house, usize::MAX);
    for store in [&house.store, &hub.store] {
        let newest = store.read(|tx| read::results::newest(tx, &house.id, year())).unwrap();
        assert_eq!(newest.iter().map(|r| r.record_id).collect::<Vec<_>>(), [first[0].record_id]);
        let log = store.read(|tx| log::newest(tx, &house.id)).unwrap().unwrap();
        let stored = store.read(|tx| log::by_record(tx, log.key, wrong[0].record_id)).unwrap().unwrap();
        assert!(stored.sealed.content().is_none());
        let period = Period::parse("2012-04").unwrap();
        let values = store.read(|tx| read::observations::of_period(tx, &house.id, period)).unwrap();
        let values: Vec<_> = values.into_iter().map(|o| (o.series, o.value.to_string())).collect();
        assert_eq!(values, [("a".to_owned(), "0.05".to_owned()), ("b".to_owned(), "0.05".to_owned())]);
    }
}

#[test]
fn rebuild_gives_the_same_bytes_whatever_the_order_of_arrival() {
    let houses = [House::new("dep"), House::new("cdd")];
    let (one, two) = (Hub::new(), Hub::new());
    for house in &houses {
        one.open(house);
        two.open(house);
    }
    for round in 0..5i64 {
        for house in &houses {
            if round == 0 {
                house.record(vec![house.describe(), house.agreement()]);
            }
            house.record(vec![result("1", 70 + round, Audience::Central), result("8", 1, Audience::Central)]);
            let names = [format!("s{round}"), "same".to_owned()];
            house.record(vec![observations(&[&names[0], &names[1]], round)]);
            one.pull(house, 1);
        }
    }
    for house in houses.iter().rev() {
        two.pull(house, usize::MAX);
    }
    let live = rebuild::dump(&one.store).unwrap();
    assert_eq!(live, rebuild::dump(&two.store).unwrap());
    let rebuilt = one.store.write(rebuild::all).unwrap();
    assert_eq!((rebuilt.logs, rebuilt.entries), (2, 34));
    assert_eq!(live, rebuild::dump(&one.store).unwrap());
    assert!(
        live.iter()
            .filter(|(table, _)| ["result", "observation", "quarantine"].contains(table))
            .all(|(_, b)| b.len() > 100)
    );
}

#[test]
fn a_store_of_an_earlier_version_is_projected_anew() {
    let (house, hub) = (House::new("dep"), Hub::new());
    hub.open(&house);
    house.record(vec![house.describe(), house.agreement(), result("1", 70, Audience::Central)]);
    hub.pull(&house, usize::MAX);
    let current = rebuild::dump(&hub.store).unwrap();
    let stale = |sql: &'static str| {
        hub.store.write(|tx| tx.exec(sql, &[]).map_err(LedgerError::from)).unwrap();
        hub.store.write(|tx| tx.exec("DELETE FROM result", &[]).map_err(LedgerError::from)).unwrap();
        assert_ne!(rebuild::dump(&hub.store).unwrap(), current);
        ges_ledger::migrate(&hub.store).unwrap();
        assert_eq!(rebuild::dump(&hub.store).unwrap(), current, "{sql}");
    };
    stale("UPDATE projected SET version = version - 1");
    stale("DELETE FROM projected");
}
