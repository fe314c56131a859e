//! Bytes of documents travel when somebody opens them: checked, resumed after a cut, once for many readers.

use ges_domain::ids::Digest;
use ges_hub::documents::{self, FetchError};

use crate::hub_fixture::HubFixture;
use crate::node_fixture::NodeFixture;

fn content(megabytes: usize) -> Vec<u8> {
    (0..megabytes * (1 << 20) + 12_345).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect()
}

async fn hub_with(node: &NodeFixture) -> HubFixture {
    let mut hub = HubFixture::new().await;
    let size = node.own_log().size;
    hub.admit(node).await;
    hub.pull();
    hub.until_size(&node.id, size).await;
    hub
}

#[tokio::test]
async fn a_document_is_fetched_once_for_many_readers_and_then_served_from_the_cache() {
    let node = NodeFixture::new("dep");
    node.begin();
    let bytes = content(2);
    let document = node.file(bytes.clone());
    let hub = hub_with(&node).await;
    let readers = (0..8).map(|_| {
        let (own, id, document) = (hub.hub.clone(), node.id.clone(), document.clone());
        tokio::spawn(async move { documents::ensure(&own, &id, &document).await })
    });
    for reader in readers.collect::<Vec<_>>() {
        reader.await.unwrap().unwrap();
    }
    assert_eq!(*node.document_calls.lock().unwrap(), [0], "one transfer");
    let part = documents::read(&hub.hub, document.digest, 1_000_000, 200_000).await.unwrap();
    assert_eq!(part, bytes[1_000_000..1_200_000]);
    node.documents.lock().unwrap().clear();
    documents::ensure(&hub.hub, &node.id, &document).await.unwrap();
}

#[tokio::test]
async fn a_transfer_that_is_cut_goes_on_from_the_last_whole_chunk() {
    let node = NodeFixture::new("dep");
    node.begin();
    // What is on its way when a connection is cut is lost, and up to a stream's window (4 MiB) may be on its way: a cut
    // later than that finds whole chunks at the hub however slow the machine is.
    let document = node.file(content(12));
    node.knobs.lock().unwrap().cut_documents_at = vec![8 << 20, 3 << 19];
    let hub = hub_with(&node).await;
    documents::ensure(&hub.hub, &node.id, &document).await.unwrap();
    let calls = node.document_calls.lock().unwrap().clone();
    assert!(calls.len() >= 2 && calls[0] == 0 && calls.windows(2).all(|w| w[0] <= w[1]), "{calls:?}");
    assert!(*calls.last().unwrap() > 0, "the last call did not begin anew: {calls:?}");
    let (own, digest) = (hub.hub.clone(), document.digest);
    tokio::task::spawn_blocking(move || own.documents().verify(&digest).unwrap()).await.unwrap();
}

#[tokio::test]
async fn what_is_not_the_recorded_document_is_never_shown() {
    type Tamper = fn(&mut Vec<u8>);
    let table: [(&str, Tamper); 3] = [
        ("document-shrank", |b| b.truncate(500_000)),
        ("document-mismatch", |b| b[1_050_000] ^= 1),
        ("document-gone", Vec::clear),
    ];
    for (code, tamper) in table {
        let node = NodeFixture::new("dep");
        node.begin();
        let document = node.file(content(1));
        let mut bytes = node.documents.lock().unwrap().remove(&document.digest).unwrap();
        tamper(&mut bytes);
        if !bytes.is_empty() {
            node.documents.lock().unwrap().insert(document.digest, bytes);
        }
        let hub = hub_with(&node).await;
        let error = documents::ensure(&hub.hub, &node.id, &document).await.unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert_eq!(hub.hub.documents().has(&document.digest).unwrap(), None);
    }
}

#[tokio::test]
async fn without_a_link_the_node_is_named_as_unreachable() {
    let hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    let mut document = node.file(content(0));
    document.digest = Digest([9; 32]);
    hub.enrol(&node, "127.0.0.1:1").await;
    let error = documents::ensure(&hub.hub, &node.id, &document).await.unwrap_err();
    assert_eq!(error, FetchError::Unreachable(node.id.clone()));
}
