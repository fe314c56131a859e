//! What is shown is made from the journals alone, and comes out the same when made again.

use ges_hub::service::rebuild;
use ges_ledger::{PROJECTIONS, rebuild as ledger};

use crate::hub_fixture::HubFixture;
use crate::node_fixture::NodeFixture;

#[tokio::test]
async fn a_rebuild_gives_byte_equal_projections() {
    let mut hub = HubFixture::new().await;
    let nodes = [NodeFixture::new("dep"), NodeFixture::new("cdd")];
    for node in &nodes {
        node.begin();
        node.report(66);
        node.file(b"evidence".to_vec());
        hub.admit(node).await;
    }
    hub.pull();
    for node in &nodes {
        let size = node.report(71);
        hub.until_size(&node.id, size).await;
    }
    hub.stop_pulling().await;
    let own = hub.hub.clone();
    let (report, filled) = tokio::task::spawn_blocking(move || {
        let report = rebuild::run(&own).unwrap();
        let dump = ledger::dump(own.store()).unwrap();
        (report, dump.into_iter().filter(|(_, bytes)| bytes.len() > 200).count())
    })
    .await
    .unwrap();
    assert_eq!(report.different, Vec::<&str>::new());
    assert_eq!(report.rebuilt.logs, 3, "two mirrors and the hub's own journal");
    assert!(filled >= 5, "the comparison is not of empty tables: {filled} of {} have rows", PROJECTIONS.len());
}
