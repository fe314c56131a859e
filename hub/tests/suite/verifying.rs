//! What the hub keeps verifies offline, and any byte that was changed is named.

use ges_hub::documents;
use ges_hub::service::verify::{self, Report};
use ges_store::V;

use crate::hub_fixture::HubFixture;
use crate::node_fixture::NodeFixture;

async fn pulled() -> (HubFixture, NodeFixture) {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    node.begin();
    let document = node.file(b"evidence".to_vec());
    let size = node.report(71);
    hub.admit(&node).await;
    hub.pull();
    hub.until_size(&node.id, size).await;
    documents::ensure(&hub.hub, &node.id, &document).await.unwrap();
    hub.stop_pulling().await;
    (hub, node)
}

async fn verified(hub: &HubFixture) -> Report {
    let own = hub.hub.clone();
    tokio::task::spawn_blocking(move || verify::run(&own).unwrap()).await.unwrap()
}

#[tokio::test]
async fn everything_pulled_verifies_with_its_cosignatures() {
    let (hub, node) = pulled().await;
    let report = verified(&hub).await;
    assert_eq!(report.defects, []);
    assert_eq!(report.documents, 1);
    let mirror = report.logs.iter().find(|l| !l.own).unwrap();
    assert_eq!((mirror.log.as_str(), mirror.entries), ("ges.local/dep/1", node.own_log().size));
    assert!(mirror.cosignatures > 0 && mirror.checkpoints >= mirror.cosignatures);
    assert_eq!(mirror.root, ges_domain::ids::Digest(node.own_log().edge.root()).to_string());
}

#[tokio::test]
async fn every_kind_of_damage_in_the_store_is_named() {
    let table: [(&str, &str); 6] = [
        ("UPDATE entry SET body = $1 WHERE body IS NOT NULL", "body"),
        ("UPDATE entry SET salt = $1 WHERE salt IS NOT NULL", "body"),
        ("UPDATE entry SET header = $1 WHERE header IS NOT NULL", "header"),
        ("UPDATE tile SET hashes = $1", "tiles"),
        ("UPDATE receipt SET note = $1", "checkpoint"),
        ("UPDATE log SET checkpoint = $1 WHERE own = 0", "checkpoint"),
    ];
    for (sql, named) in table {
        let (hub, _) = pulled().await;
        hub.hub
            .store()
            .write_async(move |tx| tx.exec(sql, &[V::from([7_u8; 32].as_slice()).into_owned()]))
            .await
            .unwrap();
        let report = verified(&hub).await;
        assert!(!report.holds(), "{sql}");
        let said = format!("{:?}", report.defects);
        assert!(said.contains(named), "{sql}: {said}");
    }
}

#[tokio::test]
async fn a_lost_entry_and_a_changed_document_are_named() {
    let (hub, _) = pulled().await;
    let last = "DELETE FROM entry WHERE key = (SELECT MAX(key) FROM entry)";
    hub.hub.store().write_async(move |tx| tx.exec(last, &[])).await.unwrap();
    let file = std::fs::read_dir(hub.config.documents_dir().unwrap())
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.file_name().unwrap().len() == 2)
        .and_then(|p| std::fs::read_dir(p).unwrap().next().unwrap().ok())
        .unwrap()
        .path();
    std::fs::write(file, b"tampered").unwrap();
    let said = format!("{:?}", verified(&hub).await.defects);
    assert!(said.contains("missing") && said.contains("document"), "{said}");
}
