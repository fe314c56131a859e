//! The hub is a witness: every checkpoint it has verified goes back cosigned, with what the hub itself recorded.

use ges_domain::records::kind;
use ges_journal::note::{Checkpoint, SignedNote, verify_cosignature};
use ges_journal::witness::Mirror;
use ges_ledger::mirror::Prepared;

use crate::hub_fixture::{HubFixture, eventually};
use crate::node_fixture::NodeFixture;

#[tokio::test]
async fn the_node_gets_a_receipt_for_what_it_reported_and_it_verifies() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    hub.admit(&node).await;
    hub.pull();
    let mut delivered = node.delivered.subscribe();
    let over = |note: &[u8]| Checkpoint::parse(SignedNote::parse(note).unwrap().text()).unwrap().size;
    // Each one, not only the first of a session.
    for value in [70, 71, 72] {
        let size = node.report(value);
        let covers = |n: &bytes::Bytes| over(n) == size;
        eventually(&mut delivered, "a receipt over the result", |d| d.receipts.last().is_some_and(covers)).await;
    }
    let note = SignedNote::parse(delivered.borrow().receipts.last().unwrap()).unwrap();
    note.verify(&node.key.verifier_key()).unwrap();
    let time = verify_cosignature(&note, &hub.hub.witness().verifier_key()).unwrap();
    assert_eq!(i64::try_from(time).unwrap(), hub.env.clock.now().as_second());
    let kept = hub.node(&node.id).await.checkpoint.unwrap();
    assert_eq!(kept, note.to_string(), "the hub keeps the same receipt");
}

#[tokio::test]
async fn the_hubs_own_journal_reaches_the_node_and_verifies_there() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    hub.admit(&node).await;
    hub.pull();
    let mut delivered = node.delivered.subscribe();
    let own = hub_size(&hub).await;
    eventually(&mut delivered, "the hub's journal", |d| d.next == own).await;
    let mut mirror = Mirror::new(hub.hub.log_id().clone(), hub.hub.signer().verifier_key());
    for batch in &delivered.borrow().batches {
        Prepared::new(&mut mirror, batch).unwrap();
    }
    assert_eq!(mirror.edge.size(), own);
    let kinds: Vec<_> = delivered
        .borrow()
        .batches
        .iter()
        .flat_map(|b| ges_proto::batch::entries_of(b).unwrap())
        .map(|e| e.header().unwrap().unwrap().kind)
        .collect();
    assert!(kinds.iter().any(|k| k == kind::FRAMEWORK) && kinds.iter().any(|k| k == kind::ENROLMENT), "{kinds:?}");
}

#[tokio::test]
async fn a_receipt_that_was_lost_is_handed_over_again() {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    let size = node.begin();
    hub.admit(&node).await;
    hub.pull();
    hub.until_size(&node.id, size).await;
    let mut delivered = node.delivered.subscribe();
    eventually(&mut delivered, "a receipt", |d| !d.receipts.is_empty()).await;
    node.delivered.send_modify(|d| d.receipts.clear());
    node.cut();
    eventually(&mut delivered, "the same receipt after the cut", |d| !d.receipts.is_empty()).await;
}

async fn hub_size(hub: &HubFixture) -> u64 {
    let own = hub.hub.store().read_async(ges_ledger::append::own_log).await.unwrap().unwrap();
    own.size
}
