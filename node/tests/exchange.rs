//! The exchange over a real mutual-TLS connection: what a hub may rely on, and what it is refused.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_journal::note::{Checkpoint, SignedNote, SignerKey, VerifierKey};
use ges_journal::proof::verify_consistency;
use ges_journal::witness::{Mirror, Offer};
use ges_node::service::{self, results::NewResult};
use ges_proto::batch::entries_of;
use ges_proto::exchange::deliver_request::Item;
use ges_proto::exchange::pull_frame::Frame;
use ges_proto::exchange::{Batch, DeliverRequest, HelloRequest, PullFrame};
use ges_runtime::identity::Kind;
use support::{Served, reason, record, report, served, who, with_agreement};
use tonic::Code;

fn hello(known_log: &str, known_size: u64) -> HelloRequest {
    HelloRequest { protocol_min: 1, protocol_max: 1, software: "test".into(), known_size, known_log: known_log.into() }
}

async fn frames(served: &Served, next: u64, max_bytes: u32) -> Vec<Frame> {
    let mut stream = served.client.clone().pull(served.pull(next, max_bytes, false)).await.unwrap().into_inner();
    let mut out = Vec::new();
    while let Some(PullFrame { frame }) = stream.message().await.unwrap() {
        out.push(frame.unwrap());
    }
    out
}

fn batches(frames: Vec<Frame>) -> Vec<Batch> {
    frames.into_iter().filter_map(|f| if let Frame::Batch(b) = f { Some(b) } else { None }).collect()
}

fn mirror(served: &Served) -> Mirror {
    Mirror::new(served.node.origin().clone(), served.node.signer().verifier_key())
}

/// Admits batches as the hub does; panics when one does not verify.
fn admit(mirror: &mut Mirror, batches: &[Batch]) {
    for batch in batches {
        let entries = entries_of(batch).unwrap();
        let offer = Offer { first_sequence: batch.first_sequence, entries: &entries, checkpoint: &batch.checkpoint };
        mirror.edge = mirror.admit(&offer).unwrap().edge;
    }
}

/// A public, a central, an internal and many small records, some in one transaction.
fn fill(served: &Served) {
    with_agreement(&served.node);
    let now = served.node.env().clock.now();
    for (value, audience) in [("70", Audience::Public), ("71", Audience::Internal), ("72", Audience::Central)] {
        let input = NewResult { audience, ..NewResult::new(report("1", Round::Nine, value)) };
        service::results::record(&served.node, &who(), input, now).unwrap();
    }
    let many = (1..=5).map(|n| NewResult::new(report("3", Round::Six, &n.to_string()))).collect();
    service::results::record_all(&served.node, &who(), many, now).unwrap();
    record(&served.node, "2", "4930");
}

#[tokio::test(flavor = "multi_thread")]
async fn hello_names_the_log_and_proves_that_it_only_grew() {
    let mut served = served().await;
    let first = served.client.hello(hello("", 0)).await.unwrap().into_inner();
    let key: VerifierKey = first.verifier_key.parse().unwrap();
    let old = SignedNote::parse(&first.checkpoint).unwrap();
    old.verify(&key).unwrap();
    let old = Checkpoint::parse(old.text()).unwrap();
    assert_eq!((first.protocol, first.organisation.as_str(), old.size), (1, "dep", 1));
    assert_eq!(first.received.unwrap().next, 0);

    fill(&served);
    let second = served.client.hello(hello(&first.log, old.size)).await.unwrap().into_inner();
    let new = Checkpoint::parse(SignedNote::parse(&second.checkpoint).unwrap().text()).unwrap();
    let proof: Vec<[u8; 32]> = second.consistency.iter().map(|h| h.as_ref().try_into().unwrap()).collect();
    verify_consistency(old.size, &old.root, new.size, &new.root, &proof).unwrap();
    assert!(new.size > old.size);

    let ahead = served.client.hello(hello(&first.log, 1_000)).await.unwrap_err();
    assert_eq!((ahead.code(), reason(&ahead).as_str()), (Code::FailedPrecondition, "log-behind"));
    let future = HelloRequest { protocol_min: 9, protocol_max: 12, ..hello("", 0) };
    let future = served.client.hello(future).await.unwrap_err();
    assert_eq!((future.code(), reason(&future).as_str()), (Code::FailedPrecondition, "protocol-range"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_hub_this_node_is_enrolled_with_may_call() {
    let served = served().await;
    for (name, kind) in [("cdd", Kind::Node), ("nesdb", Kind::Hub), ("opdc", Kind::System)] {
        let mut client = served.hub.client(&served.address, served.node.own(), &support::id(name), kind).await;
        let refused = client.hello(hello("", 0)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "not-my-hub"), "{name}");
        let refused = client.pull(served.pull(0, 0, true)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{name}");
    }
    served.node.set_link(None);
    let refused = served.client.clone().hello(hello("", 0)).await.unwrap_err();
    assert_eq!(reason(&refused), "not-enrolled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_is_filtered_ordered_unique_and_whole_from_any_cursor() {
    let served = served().await;
    fill(&served);
    let all = batches(frames(&served, 0, 0).await);
    let size: usize = all.iter().map(|b| b.entries.len()).sum();
    let hidden: Vec<usize> =
        all.iter().flat_map(|b| &b.entries).enumerate().filter(|(_, e)| e.header.is_empty()).map(|(i, _)| i).collect();
    assert_eq!(hidden, [3], "the internal record arrives as a bare hash");
    admit(&mut mirror(&served), &all);

    // Small batches cut the same entries at ends of transactions only, and resume from any of their ends.
    let small = batches(frames(&served, 0, 1).await);
    let ends: Vec<u64> = small.iter().map(|b| b.first_sequence + b.entries.len() as u64).collect();
    let one_each = |from: u64, to: u64| from..=to;
    let expected: Vec<u64> = one_each(1, 5).chain([10, 11]).collect();
    assert_eq!(ends, expected, "the transaction of five entries is not cut");
    let flat = |batches: &[Batch]| batches.iter().flat_map(|b| b.entries.clone()).collect::<Vec<_>>();
    assert_eq!(flat(&small), flat(&all));
    let mut growing = mirror(&served);
    for end in std::iter::once(0).chain(ends) {
        let rest = batches(frames(&served, end, 1).await);
        assert_eq!(flat(&rest), flat(&all)[usize::try_from(end).unwrap()..], "from {end}");
        if let Some(next) = rest.first() {
            admit(&mut growing, std::slice::from_ref(next));
        }
    }
    assert_eq!(growing.edge.size(), size as u64);

    let last = frames(&served, size as u64, 0).await;
    assert!(matches!(last.as_slice(), [Frame::Bookmark(b)] if b.cursor.as_ref().unwrap().next == size as u64));
    let ahead = served.client.clone().pull(served.pull(size as u64 + 1, 0, false)).await.unwrap_err();
    assert_eq!((ahead.code(), reason(&ahead).as_str()), (Code::OutOfRange, "cursor-ahead"));
    let mut other = served.pull(0, 0, false);
    other.cursor.as_mut().unwrap().log = "ges.local/cdd/1".into();
    let other = served.client.clone().pull(other).await.unwrap_err();
    assert_eq!((other.code(), reason(&other).as_str()), (Code::NotFound, "unknown-log"));
    let mut none = served.pull(0, 0, false);
    none.cursor = None;
    assert_eq!(served.client.clone().pull(none).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_followed_stream_tells_every_change_of_this_and_other_processes() {
    let served = served().await;
    with_agreement(&served.node);
    let mut stream = served.client.clone().pull(served.pull(0, 0, true)).await.unwrap().into_inner();
    let mut next = async || stream.message().await.unwrap().unwrap().frame.unwrap();
    assert!(matches!(next().await, Frame::Batch(b) if b.entries.len() == 2));
    assert!(matches!(next().await, Frame::Bookmark(b) if b.cursor.as_ref().unwrap().next == 2));
    record(&served.node, "1", "70");
    assert!(matches!(next().await, Frame::Batch(b) if b.first_sequence == 2));
    assert!(matches!(next().await, Frame::Bookmark(_)));
    let other = served.other_process();
    tokio::task::spawn_blocking(move || record(&other, "1", "71")).await.unwrap();
    assert!(matches!(next().await, Frame::Batch(b) if b.first_sequence == 3 && b.entries.len() == 1));
}

async fn deliver(served: &Served, items: Vec<Item>) -> Result<u64, tonic::Status> {
    let requests = items.into_iter().map(|item| DeliverRequest { item: Some(item) }).collect::<Vec<_>>();
    let reply = served.client.clone().deliver(tokio_stream::iter(requests)).await?;
    Ok(reply.into_inner().acknowledged.unwrap().next)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_hub_delivers_is_verified_kept_and_acknowledged() {
    let mut served = served().await;
    let batch = served.hub.batch(0, "dep");
    assert_eq!(deliver(&served, vec![]).await.unwrap(), 0);
    assert_eq!(deliver(&served, vec![Item::Batch(batch.clone())]).await.unwrap(), 3);
    assert_eq!(deliver(&served, vec![Item::Batch(batch)]).await.unwrap(), 3, "the same again changes nothing");
    served.hub.say(2);
    let rest = served.hub.batch(3, "dep");
    assert_eq!(deliver(&served, vec![Item::Batch(rest)]).await.unwrap(), 5);
    let greeting = served.client.hello(hello("", 0)).await.unwrap().into_inner();
    assert_eq!(greeting.received.unwrap().next, 5);
    let receipt = served.hub.receipt(&greeting.checkpoint);
    assert_eq!(deliver(&served, vec![Item::Receipt(receipt.clone())]).await.unwrap(), 5);
    let kept = served
        .node
        .store()
        .read(|tx| {
            let log = ges_node::app::own_log(tx)?;
            ges_ledger::log::receipts(tx, log.key, 10)
        })
        .unwrap();
    assert_eq!(kept.iter().map(|r| r.note.clone()).collect::<Vec<_>>(), [receipt.to_vec()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forged_or_foreign_is_refused_and_changes_nothing() {
    let mut served = served().await;
    let good = served.hub.batch(0, "dep");
    let own = served.client.hello(hello("", 0)).await.unwrap().into_inner();
    let forged_key = SignerKey::from_seed(&served.hub.log.to_string(), &[99; 32]).unwrap();
    let text = SignedNote::parse(&good.checkpoint).unwrap().text().to_owned();
    let forged = SignedNote::sign(text, &forged_key).unwrap().encode();
    let mut flipped = good.clone();
    let mut body = flipped.entries[1].body.to_vec();
    if let Some(byte) = body.first_mut() {
        *byte ^= 1;
    }
    flipped.entries[1].body = body.into();
    let mut hidden = good.clone();
    hidden.entries[0].leaf = vec![1; 31].into();
    let receipt = served.hub.receipt(&own.checkpoint);
    let changed = String::from_utf8(receipt.to_vec()).unwrap().replace("\n1\n", "\n2\n");
    let table: Vec<(&str, Item)> = vec![
        ("wrong-log", Item::Batch(Batch { log: "ges.local/nesdb/1".into(), ..good.clone() })),
        ("wrong-log", Item::Batch(Batch { log: "nonsense".into(), ..good.clone() })),
        ("bad-signature", Item::Batch(Batch { checkpoint: forged.into(), ..good.clone() })),
        (
            "gap",
            Item::Batch({
                served.hub.say(1);
                served.hub.batch(3, "dep")
            }),
        ),
        ("malformed-batch", Item::Batch(hidden)),
        ("malformed-batch", Item::Batch(Batch { entries: Vec::new(), ..good.clone() })),
        ("malformed-receipt", Item::Receipt(vec![0xff, 0xfe].into())),
        ("bad-cosignature", Item::Receipt(own.checkpoint.clone())),
        ("not-my-signature", Item::Receipt(changed.into_bytes().into())),
        ("wrong-log", Item::Receipt(served.hub.receipt(&good.checkpoint))),
    ];
    for (expected, item) in table {
        let refused = deliver(&served, vec![item]).await.unwrap_err();
        assert_eq!(reason(&refused), expected, "{}", refused.message());
    }
    assert!(deliver(&served, vec![Item::Batch(flipped)]).await.is_err());
    let after = served.client.hello(hello("", 0)).await.unwrap().into_inner();
    assert_eq!(after.received.unwrap().next, 0);
    let empty = served.client.deliver(tokio_stream::iter([DeliverRequest { item: None }])).await.unwrap_err();
    assert_eq!(reason(&empty), "empty-item");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_another_history_is_a_fork() {
    let mut served = served().await;
    let own = served.client.hello(hello("", 0)).await.unwrap().into_inner();
    let mut other = Checkpoint::parse(SignedNote::parse(&own.checkpoint).unwrap().text()).unwrap();
    other.root[0] ^= 1;
    let other = other.sign(served.node.signer()).unwrap().encode();
    let refused = deliver(&served, vec![Item::Receipt(served.hub.receipt(&other))]).await.unwrap_err();
    assert_eq!(reason(&refused), "fork");
    let mut longer = Checkpoint::parse(SignedNote::parse(&own.checkpoint).unwrap().text()).unwrap();
    longer.size = 50;
    let longer = longer.sign(served.node.signer()).unwrap().encode();
    let refused = deliver(&served, vec![Item::Receipt(served.hub.receipt(&longer))]).await.unwrap_err();
    assert_eq!(reason(&refused), "log-behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_log_goes_on_under_a_new_epoch_and_the_old_one_is_still_served() {
    let mut served = served().await;
    with_agreement(&served.node);
    let old = served.node.origin().clone();
    let (next, seed) = (old.next_epoch(), served.node.config().journal_seed());
    let seed = ges_runtime::keyfile::read_seed(&seed).unwrap();
    let key = SignerKey::from_seed(&next.to_string(), &seed).unwrap();
    let now = served.node.env().clock.now();
    service::continuity::continue_log(&served.node, &who(), &key, &next, "disk", now).unwrap();
    let greeting = served.client.hello(hello(&old.to_string(), 2)).await.unwrap().into_inner();
    assert_eq!((greeting.log.as_str(), greeting.verifier_key), ("ges.local/dep/2", key.verifier_key().to_string()));
    let note = SignedNote::parse(&greeting.checkpoint).unwrap();
    note.verify(&key.verifier_key()).unwrap();
    admit(&mut mirror(&served), &batches(frames(&served, 0, 0).await));
    let mut request = served.pull(0, 0, false);
    request.cursor.as_mut().unwrap().log = next.to_string();
    let mut stream = served.client.pull(request).await.unwrap().into_inner();
    let Some(PullFrame { frame: Some(Frame::Batch(first)) }) = stream.message().await.unwrap() else {
        panic!("a batch")
    };
    admit(&mut Mirror::new(next, key.verifier_key()), &[first]);
}
