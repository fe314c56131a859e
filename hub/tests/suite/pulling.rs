//! What is recorded at a node is at the hub: whole, once, in order, after any cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ges_domain::audience::Audience;
use ges_domain::records::Fact;
use ges_hub::store::agencies::Status;
use ges_ledger::{LedgerError, log, read};

use crate::cutting::CuttingDialer;
use crate::hub_fixture::HubFixture;
use crate::node_fixture::{NodeFixture, report, year};

/// Every entry of the mirror as stored, with its projected values.
async fn mirrored(hub: &HubFixture, node: &NodeFixture) -> (Vec<[u8; 32]>, Vec<i64>) {
    let id = node.id.clone();
    hub.hub
        .store()
        .read_async(move |tx| {
            let log = log::newest(tx, &id)?.unwrap();
            let entries = log::entries(tx, log.key, 0, log.size, usize::MAX)?;
            let history = read::results::history(tx, &id, year(), &"1".parse().unwrap())?;
            let values = history.iter().map(|r| i64::try_from(r.report.value.unwrap().mantissa()).unwrap()).collect();
            Ok::<_, LedgerError>((entries.iter().map(|e| e.sealed.leaf()).collect(), values))
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn a_result_recorded_at_the_node_is_at_the_hub_and_later_ones_follow_on_the_open_stream() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    hub.admit(&node).await;
    hub.pull();
    hub.until_size(&node.id, 2).await;
    for value in 70..75 {
        let size = node.report(value);
        hub.until_size(&node.id, size).await;
    }
    let state = hub.node(&node.id).await;
    assert_eq!((state.lag(), state.link.reconnects, state.link.trouble), (0, 0, None));
    assert_eq!(state.link.skew_micros / 1000, 0, "the clock of the last bookmark or of Hello counts");
    assert_eq!(mirrored(&hub, &node).await.1, [70, 71, 72, 73, 74]);
    assert_eq!(state.agency.status, Status::Active);
}

#[tokio::test]
async fn whatever_the_point_at_which_the_wire_is_cut_every_entry_arrives_once() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    let last = (60..80).map(|v| node.report(v)).max().unwrap();
    node.knobs.lock().unwrap().batch_bytes = Some(600);
    hub.admit(&node).await;
    let dials = Arc::new(AtomicUsize::new(0));
    let dialer = CuttingDialer { inner: hub.hub.dialer().unwrap(), step: 97, dials: dials.clone() };
    hub.pull_with(Arc::new(dialer));
    hub.until_size(&node.id, last).await;
    assert!(dials.load(Ordering::SeqCst) > 5, "the wire was cut many times on the way");
    let (leaves, values) = mirrored(&hub, &node).await;
    assert_eq!(values, (60..80).collect::<Vec<_>>());
    let own = node.own_log();
    let expected = node.store.read(|tx| log::entries(tx, own.key, 0, own.size, usize::MAX)).unwrap();
    assert_eq!(leaves, expected.iter().map(|e| e.sealed.leaf()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_hub_that_was_closed_goes_on_from_its_cursor() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    let size = node.report(70);
    hub.admit(&node).await;
    hub.pull();
    hub.until_size(&node.id, size).await;
    hub.reopen().await;
    let known = hub.node(&node.id).await;
    assert_eq!((known.size, known.link.connected), (size, false));
    let asked = Arc::new(AtomicUsize::new(0));
    let seen = asked.clone();
    node.knobs.lock().unwrap().frame = Some(Box::new(move |frame| {
        if let Some(ges_proto::exchange::pull_frame::Frame::Batch(b)) = &frame.frame {
            seen.fetch_add(b.entries.len(), Ordering::SeqCst);
        }
    }));
    let size = node.report(71);
    hub.pull();
    hub.until_size(&node.id, size).await;
    assert_eq!(asked.load(Ordering::SeqCst), 1, "only the new entry was sent");
    assert_eq!(mirrored(&hub, &node).await.1, [70, 71]);
}

#[tokio::test]
async fn what_the_hub_may_not_see_arrives_as_a_bare_leaf() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    node.record(vec![(Fact::Result(report(66)), Audience::Internal)]);
    let size = node.report(70);
    hub.admit(&node).await;
    hub.pull();
    hub.until_size(&node.id, size).await;
    assert_eq!(mirrored(&hub, &node).await.1, [70]);
}

#[tokio::test]
async fn a_record_that_is_not_what_its_kind_promises_is_quarantined_and_the_others_are_shown() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    // Not what its kind promises: kept, and named, but not shown.
    node.record(vec![(Fact::Observations(vec![1, 2, 3]), Audience::Central)]);
    let size = node.report(70);
    hub.admit(&node).await;
    hub.pull();
    let state = hub.until_size(&node.id, size).await;
    assert_eq!(state.quarantined.len(), 1);
    assert_eq!(state.quarantined[0].sequence, 2);
    assert_eq!(mirrored(&hub, &node).await.1, [70]);
}

#[tokio::test]
async fn agencies_added_and_revoked_while_pulling_are_noticed() {
    let mut hub = HubFixture::new().await;
    hub.pull();
    let node = NodeFixture::new("dep");
    let size = node.begin();
    hub.admit(&node).await;
    hub.until_size(&node.id, size).await;
    let (own, id, now) = (hub.hub.clone(), node.id.clone(), hub.env.clock.now());
    tokio::task::spawn_blocking(move || ges_hub::enrol::revoke(&own, &id, now).unwrap()).await.unwrap();
    let after = hub.until(&node.id, "revoked and disconnected", |n| !n.link.connected).await;
    assert_eq!(after.agency.status, Status::Revoked);
    node.report(70);
    assert_eq!(hub.node(&node.id).await.size, size, "what was reported stays, nothing new is taken");
}
