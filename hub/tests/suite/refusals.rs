//! What must not be believed changes nothing, stops that agency alone, and says in words what happened.

use bytes::Bytes;
use ges_domain::audience::Audience;
use ges_domain::records::Fact;
use ges_journal::continuity::Discontinuity;
use ges_ledger::rebuild;
use ges_proto::exchange::pull_frame::Frame;
use ges_proto::exchange::{Batch, HelloReply, PullFrame};

use ges_hub::service::nodes::Node;

use crate::hub_fixture::HubFixture;
use crate::node_fixture::{NodeFixture, agreement, organisation};

/// A hub that has pulled two entries of `dep`, and a second agency that works.
async fn pulled() -> (HubFixture, NodeFixture, u64) {
    let mut hub = HubFixture::new().await;
    let node = NodeFixture::new("dep");
    let size = node.begin();
    hub.admit(&node).await;
    hub.pull();
    hub.until_size(&node.id, size).await;
    (hub, node, size)
}

type OnHello = Box<dyn FnMut(&mut HelloReply) + Send>;
type OnFrame = Box<dyn FnMut(&mut PullFrame) + Send>;
type Forge = Box<dyn Fn(&mut Batch) + Send>;

fn on_batch(change: impl Fn(&mut Batch) + Send + 'static) -> OnFrame {
    Box::new(move |frame| {
        if let Some(Frame::Batch(batch)) = &mut frame.frame {
            change(batch);
        }
    })
}

#[tokio::test]
async fn every_forged_batch_has_its_own_refusal_and_changes_nothing() {
    let flip = |b: &Bytes| {
        let mut bytes = b.to_vec();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        Bytes::from(bytes)
    };
    let table: Vec<(&str, bool, Forge)> = vec![
        ("body-mismatch", true, Box::new(move |b| b.entries[0].body = flip(&b.entries[0].body))),
        (
            "bad-signature",
            true,
            Box::new(|b| {
                let text = String::from_utf8(b.checkpoint.to_vec()).unwrap();
                let at = text.trim_end().len() - 6;
                let swap = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
                b.checkpoint = format!("{}{swap}{}", &text[..at], &text[at + 1..]).into();
            }),
        ),
        ("gap", false, Box::new(|b| b.first_sequence += 1)),
        ("batch", false, Box::new(|b| b.entries[0].leaf = Bytes::from_static(&[1; 32]))),
        ("batch", false, Box::new(|b| b.entries.clear())),
        ("size-mismatch", false, Box::new(|b| b.entries.push(b.entries[0].clone()))),
        ("checkpoint", false, Box::new(|b| b.checkpoint = Bytes::from_static(b"hello"))),
        (
            "malformed",
            false,
            Box::new(|b| {
                let huge = Bytes::from(vec![0; ges_proto::MAX_MESSAGE + 1]);
                b.entries[0].body = huge;
            }),
        ),
    ];
    for (n, (code, alarm, forge)) in table.into_iter().enumerate() {
        let (hub, node, size) = pulled().await;
        let before = dump(&hub).await;
        node.knobs.lock().unwrap().frame = Some(on_batch(forge));
        let grown = node.report(70);
        let state = hub.until_trouble(&node.id, code).await;
        let trouble = state.link.trouble.clone().unwrap();
        assert_eq!((state.size, trouble.alarm), (size, alarm), "case {n} {code}");
        assert!(!trouble.words.th.is_empty() && !trouble.words.en.is_empty());
        assert_eq!(dump(&hub).await, before, "case {n} {code}: no table changed");
        // Once the node sends what it signed, everything goes on.
        node.knobs.lock().unwrap().frame = None;
        let healed = |n: &Node| n.size >= grown && n.link.trouble.is_none();
        hub.until(&node.id, &format!("case {n} {code} healed"), healed).await;
    }
}

async fn dump(hub: &HubFixture) -> Vec<(&'static str, Vec<u8>)> {
    let store = hub.hub.store().clone();
    tokio::task::spawn_blocking(move || rebuild::dump(&store).unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_wrong_answer_to_hello_is_named() {
    let table: Vec<(&str, bool, OnHello)> = vec![
        ("protocol", false, Box::new(|r| r.protocol = 9)),
        ("identity", true, Box::new(|r| r.organisation = "cdd".into())),
        ("malformed", false, Box::new(|r| r.log = "nonsense".into())),
        ("older-epoch", true, Box::new(|r| r.log = "ges.local/cdd/1".into())),
        (
            "wrong-key",
            true,
            Box::new(|r| {
                r.verifier_key = NodeFixture::seeded("dep", 1, [9; 32]).key.verifier_key().to_string();
            }),
        ),
        ("malformed", false, Box::new(|r| r.checkpoint = Bytes::from_static(b"?"))),
        ("malformed", false, Box::new(|r| r.consistency = vec![Bytes::from_static(b"short")])),
    ];
    for (n, (code, alarm, forge)) in table.into_iter().enumerate() {
        let (hub, node, size) = pulled().await;
        node.knobs.lock().unwrap().hello = Some(forge);
        node.cut();
        let state = hub.until_trouble(&node.id, code).await;
        assert_eq!((state.size, state.link.trouble.unwrap().alarm), (size, alarm), "case {n} {code}");
        node.knobs.lock().unwrap().hello = None;
        hub.until(&node.id, "healed", |s| s.link.connected && s.link.trouble.is_none()).await;
    }
}

#[tokio::test]
async fn a_log_whose_history_was_changed_is_a_fork_and_a_shorter_one_a_rollback() {
    for (facts, code) in [(3, "fork"), (1, "rollback")] {
        let (hub, mut node, size) = pulled().await;
        let good = node.clone();
        let other = NodeFixture::new("dep");
        let all = vec![
            (Fact::Organisation(organisation(&node.id)), Audience::Public),
            (Fact::Agreement(agreement(&node.id)), Audience::Central),
            (Fact::Agreement(agreement(&node.id)), Audience::Central),
        ];
        other.record(all.into_iter().take(facts).collect());
        // The same key, another history: only somebody with the node's secret can do this.
        let taken = other.clone();
        node.become_log(&other);
        good.knobs.lock().unwrap().hello = Some(Box::new(move |reply| {
            let log = taken.own_log();
            let note = taken.store.read(|tx| ges_ledger::log::sign(tx, &log, log.size, &taken.key)).unwrap();
            reply.checkpoint = note.encode().into();
            reply.consistency = Vec::new();
        }));
        good.cut();
        let state = hub.until_trouble(&node.id, code).await;
        assert_eq!(state.size, size);
        assert!(state.link.trouble.unwrap().alarm, "{code} is an alarm");
    }
}

#[tokio::test]
async fn another_agency_at_the_address_is_refused_and_the_right_one_is_not_disturbed() {
    let (hub, dep, size) = pulled().await;
    let cdd = NodeFixture::new("cdd");
    cdd.begin();
    // The operator typed the address of `dep` for `cdd`.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    hub.enrol(&cdd, &address).await;
    dep.serve(listener, &hub.hub.authorities_pem(), &hub.env.clock);
    let state = hub.until_trouble(&cdd.id, "another-agency").await;
    assert_eq!((state.size, state.link.connected), (0, false));
    let right = hub.node(&dep.id).await;
    assert_eq!((right.size, right.link.connected, right.link.trouble), (size, true, None));
}

#[tokio::test]
async fn a_new_epoch_is_taken_only_when_it_truthfully_continues_the_old_one() {
    for truthful in [false, true] {
        let mut hub = HubFixture::new().await;
        let mut seed = [7; 32];
        seed[..3].copy_from_slice(b"dep");
        let first = NodeFixture::new("dep");
        let size = first.begin();
        hub.admit(&first).await;
        hub.pull();
        hub.until_size(&first.id, size).await;
        hub.stop_pulling().await;

        let mut second = first.clone();
        second.become_log(&NodeFixture::seeded("dep", 2, seed));
        let old = first.own_log();
        let root = if truthful { old.edge.root() } else { [1; 32] };
        let claim =
            Discontinuity {
                previous: old.id, last_size: size, last_root: root, reason: "กู้คืนจากสำเนาสำรอง".into()
            };
        second.record(vec![(Fact::Discontinuity(claim.to_text()), Audience::Public)]);
        let grown = second.report(70);
        // The node comes back at another address with its new journal.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        second.serve(listener, &hub.hub.authorities_pem(), &hub.env.clock);
        hub.move_to(&first.id, &address).await;
        hub.pull();
        if truthful {
            let state = hub.until(&first.id, "the new epoch", |n| n.log.as_deref() == Some("ges.local/dep/2")).await;
            assert_eq!((state.size, state.link.trouble), (grown, None));
        } else {
            let state = hub.until_trouble(&first.id, "discontinued").await;
            assert_eq!((state.log.as_deref(), state.size), (Some("ges.local/dep/1"), size));
            assert!(state.link.trouble.unwrap().alarm);
        }
    }
}
