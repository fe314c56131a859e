//! Small changes of many nodes share durable commits.

use crate::hub_fixture::HubFixture;
use crate::node_fixture::NodeFixture;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_of_many_nodes_share_commits() {
    let mut hub = HubFixture::new().await;
    let names = ["dep", "cdd", "dit", "dbd", "dft", "ops", "dip", "dtn"];
    let nodes: Vec<_> = names.iter().map(|n| NodeFixture::new(n)).collect();
    let mut last = 0;
    for node in &nodes {
        node.begin();
        for value in 60..70 {
            last = node.report(value);
        }
        // One entry or two in each batch: many small transactions.
        node.knobs.lock().unwrap().batch_bytes = Some(1);
        hub.admit(node).await;
    }
    let before = hub.hub.store().commits();
    hub.pull();
    for node in &nodes {
        hub.until_size(&node.id, last).await;
    }
    let commits = hub.hub.store().commits() - before;
    let batches = nodes.len() as u64 * (last - 1);
    assert!(commits < batches, "{commits} commits for {batches} batches and {} sessions", nodes.len());
}
